/**
 * Expressions of the core's language.
 *
 * Enters: a cursor over tokens. Leaves: a tree, the cursor behind it. Precedence climbing; the grammar is ECMA-262, clause 13, cut down.
 */
import type { Expression, Kind, Target } from './syntax.ts';
import { fail, type Place, type Tokens } from './tokens.ts';

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '===': 6,
  '!==': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '>>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '%=', '<<=', '>>=', '>>>=', '&=', '|=', '^=']);
const UNARY = new Set(['-', '+', '~', '!']);
const RESERVED = new Set(
  'new function class typeof delete void await yield async this super null undefined import export return'.split(' '),
);

/** Type = name { '|' name }; what is not `boolean` or `void` is a number. */
export function parseType(tokens: Tokens): Kind {
  let kind: Kind | undefined;
  do {
    const { place } = tokens;
    if (tokens.kind !== 'name' && tokens.kind !== 'number') fail(place, `type '${tokens.text}' is not supported`);
    const text = tokens.take();
    if (text === 'string' || text === 'bigint' || text === 'object' || tokens.is('[') || tokens.is('<'))
      fail(place, `type '${text}' is not supported: values are number or boolean`);
    kind ??= text === 'boolean' || text === 'void' ? text : 'number';
  } while (tokens.accept('|'));
  return kind;
}

/** Expression = Conditional | Target ( '=' | '+=' | … ) Expression */
export function parseExpression(tokens: Tokens): Expression {
  const left = conditional(tokens);
  if (tokens.kind !== 'mark' || !ASSIGNMENTS.has(tokens.text)) return left;
  const { place } = tokens;
  const target = asTarget(left, place);
  const operator = tokens.take().slice(0, -1);
  return { ...place, is: 'assignment', operator, target, value: parseExpression(tokens) };
}

/** Sequence = Expression { ',' Expression }, in the head of a for */
export function parseSequence(tokens: Tokens): Expression {
  let left = parseExpression(tokens);
  for (;;) {
    const { place } = tokens;
    if (!tokens.accept(',')) return left;
    left = { ...place, is: 'binary', operator: ',', left, right: parseExpression(tokens) };
  }
}

function asTarget(expression: Expression, at: Place): Target {
  if (expression.is === 'name' || expression.is === 'element') return expression;
  fail(at, 'only variables and elements of memory can be assigned to');
}

/** Conditional = Binary [ '?' Expression ':' Expression ] */
function conditional(tokens: Tokens): Expression {
  const test = binary(tokens, 1);
  const { place } = tokens;
  if (!tokens.accept('?')) return test;
  const yes = parseExpression(tokens);
  tokens.expect(':');
  return { ...place, is: 'conditional', test, yes, no: parseExpression(tokens) };
}

/** Binary = Unary { operator Unary }, by precedence; 'as' Type binds as comparisons do */
function binary(tokens: Tokens, least: number): Expression {
  let left = unary(tokens);
  for (;;) {
    const { place } = tokens;
    if (tokens.is('as')) {
      tokens.take();
      parseType(tokens);
      continue;
    }
    const precedence = tokens.kind === 'mark' ? (PRECEDENCE[tokens.text] ?? 0) : 0;
    if (precedence < least) return left;
    const operator = tokens.take();
    left = { ...place, is: 'binary', operator, left, right: binary(tokens, precedence + 1) };
  }
}

/** Unary = ( '-' | '+' | '~' | '!' ) Unary | ( '++' | '--' ) Unary | Primary [ '++' | '--' ] */
function unary(tokens: Tokens): Expression {
  const { place } = tokens;
  if (tokens.kind === 'mark' && UNARY.has(tokens.text)) {
    const operator = tokens.take();
    return { ...place, is: 'unary', operator, operand: unary(tokens) };
  }
  if (tokens.is('++') || tokens.is('--')) {
    const operator = tokens.take() === '++' ? '+' : '-';
    return { ...place, is: 'update', operator, prefix: true, target: asTarget(unary(tokens), place) };
  }
  const value = primary(tokens);
  if (!tokens.is('++') && !tokens.is('--')) return value;
  const operator = tokens.take() === '++' ? '+' : '-';
  return { ...place, is: 'update', operator, prefix: false, target: asTarget(value, place) };
}

/** Primary = number | 'true' | 'false' | '(' Expression ')' | name [ '[' Expression ']' | '.' name | Arguments ] */
function primary(tokens: Tokens): Expression {
  const { place, kind } = tokens;
  if (tokens.accept('(')) {
    if (tokens.is(')')) fail(place, 'closures are not supported');
    const value = parseExpression(tokens);
    tokens.expect(')');
    if (tokens.is('=>')) fail(place, 'closures are not supported');
    return value;
  }
  if (kind === 'number') return { ...place, is: 'number', value: Number(tokens.take().replaceAll('_', '')) };
  if (kind === 'string') fail(place, 'strings are not supported');
  if (tokens.is('{') || tokens.is('[')) fail(place, 'objects and arrays are not supported');
  if (kind !== 'name' || RESERVED.has(tokens.text)) tokens.unexpected();
  const name = tokens.take();
  if (tokens.is('=>')) fail(place, 'closures are not supported');
  if (name === 'true' || name === 'false') return { ...place, is: 'boolean', value: name === 'true' };
  if (tokens.accept('[')) {
    const index = parseExpression(tokens);
    tokens.expect(']');
    return { ...place, is: 'element', array: name, index };
  }
  return named(tokens, name, place);
}

function named(tokens: Tokens, name: string, place: Place): Expression {
  let full = name;
  if (tokens.accept('.')) {
    const member = tokens.name();
    if (!tokens.is('(')) return { ...place, is: 'member', object: name, name: member };
    full = `${name}.${member}`;
  }
  if (!tokens.accept('(')) return { ...place, is: 'name', name };
  const values: Expression[] = [];
  while (!tokens.accept(')')) {
    values.push(parseExpression(tokens));
    if (!tokens.is(')')) tokens.expect(',');
  }
  return { ...place, is: 'call', name: full, values };
}
