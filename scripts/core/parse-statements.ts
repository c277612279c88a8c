/**
 * Statements of the core's language.
 *
 * Enters: a cursor over tokens. Leaves: a tree, the cursor behind it. ECMA-262, clause 14, cut down; every semicolon is written.
 */
import { parseExpression, parseSequence, parseType } from './parse-expressions.ts';
import type { Declaration, Expression, Statement } from './syntax.ts';
import { fail, type Place, type Tokens } from './tokens.ts';

const UNSUPPORTED = new Set([
  'function',
  'class',
  'try',
  'throw',
  'var',
  'with',
  'async',
  'debugger',
  'import',
  'export',
]);

/** Block = '{' { Statement } '}' */
export function parseBlock(tokens: Tokens): Statement[] {
  tokens.expect('{');
  const body: Statement[] = [];
  while (!tokens.accept('}')) body.push(parseStatement(tokens));
  return body;
}

function parseStatement(tokens: Tokens): Statement {
  const { place } = tokens;
  if (tokens.is('{')) return { ...place, is: 'block', body: parseBlock(tokens) };
  if (tokens.accept(';')) return { ...place, is: 'block', body: [] };
  if (tokens.is('let') || tokens.is('const')) return declarations(tokens, place);
  if (tokens.kind === 'name' && UNSUPPORTED.has(tokens.text)) tokens.unexpected();
  if (tokens.accept('if')) return ifStatement(tokens, place);
  if (tokens.accept('while')) {
    const test = parenthesised(tokens);
    return { ...place, is: 'loop', start: [], test, testLast: false, step: undefined, body: parseStatement(tokens) };
  }
  if (tokens.accept('do')) return doStatement(tokens, place);
  if (tokens.accept('for')) return forStatement(tokens, place);
  if (tokens.accept('switch')) return switchStatement(tokens, place);
  if (tokens.is('break') || tokens.is('continue')) {
    const is = tokens.take() as 'break' | 'continue';
    const label = tokens.is(';') ? undefined : tokens.name();
    tokens.expect(';');
    return { ...place, is, label };
  }
  if (tokens.accept('return')) {
    const value = tokens.is(';') ? undefined : parseExpression(tokens);
    tokens.expect(';');
    return { ...place, is: 'return', value };
  }
  if (tokens.kind === 'name' && tokens.isNext(':')) {
    const label = tokens.name();
    tokens.expect(':');
    return { ...place, is: 'labelled', label, body: parseStatement(tokens) };
  }
  const value = parseExpression(tokens);
  tokens.expect(';');
  return { ...place, is: 'expression', value };
}

function parenthesised(tokens: Tokens): Expression {
  tokens.expect('(');
  const value = parseExpression(tokens);
  tokens.expect(')');
  return value;
}

/** Declarations = ( 'let' | 'const' ) name [ ':' Type ] [ '=' Expression ] { ',' … } ';' */
function declarations(tokens: Tokens, place: Place): Statement {
  const constant = tokens.take() === 'const';
  const list: Declaration[] = [];
  do {
    const at = tokens.place;
    if (tokens.is('{') || tokens.is('[')) fail(at, 'destructuring is not supported');
    const name = tokens.name();
    const kind = tokens.accept(':') ? parseType(tokens) : undefined;
    const value = tokens.accept('=') ? parseExpression(tokens) : undefined;
    if (value === undefined && (tokens.is('of') || tokens.is('in'))) fail(at, `for … ${tokens.text} is not supported`);
    if (value === undefined && (constant || kind === undefined)) fail(at, `'${name}' needs a value or a type`);
    list.push({ ...at, is: 'declaration', constant, name, kind, value });
  } while (tokens.accept(','));
  tokens.expect(';');
  return { ...place, is: 'declarations', list };
}

function ifStatement(tokens: Tokens, place: Place): Statement {
  const test = parenthesised(tokens);
  const yes = parseStatement(tokens);
  return { ...place, is: 'if', test, yes, no: tokens.accept('else') ? parseStatement(tokens) : undefined };
}

function doStatement(tokens: Tokens, place: Place): Statement {
  const body = parseStatement(tokens);
  tokens.expect('while');
  const test = parenthesised(tokens);
  tokens.expect(';');
  return { ...place, is: 'loop', start: [], test, testLast: true, step: undefined, body };
}

function forStatement(tokens: Tokens, place: Place): Statement {
  const start: Statement[] = [];
  tokens.expect('(');
  if (tokens.is('let') || tokens.is('const')) start.push(declarations(tokens, tokens.place));
  else if (!tokens.accept(';')) {
    start.push({ ...tokens.place, is: 'expression', value: parseSequence(tokens) });
    tokens.expect(';');
  }
  const test = tokens.is(';') ? undefined : parseExpression(tokens);
  tokens.expect(';');
  const step = tokens.is(')') ? undefined : parseSequence(tokens);
  tokens.expect(')');
  return { ...place, is: 'loop', start, test, testLast: false, step, body: parseStatement(tokens) };
}

/** Switch = '(' Expression ')' '{' { ( 'case' Expression | 'default' ) ':' { Statement } } '}' */
function switchStatement(tokens: Tokens, place: Place): Statement {
  const subject = parenthesised(tokens);
  const clauses: { value: Expression | undefined; body: Statement[] }[] = [];
  tokens.expect('{');
  while (!tokens.accept('}')) {
    let value: Expression | undefined;
    if (!tokens.accept('default')) {
      tokens.expect('case');
      value = parseExpression(tokens);
    }
    tokens.expect(':');
    const body: Statement[] = [];
    while (!tokens.is('case') && !tokens.is('default') && !tokens.is('}')) body.push(parseStatement(tokens));
    clauses.push({ value, body });
  }
  return { ...place, is: 'switch', subject, clauses };
}
