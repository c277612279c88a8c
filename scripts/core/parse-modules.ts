/**
 * Modules of the core's language.
 *
 * Enters: a file's name and text. Leaves: its items by name (functions, constants, records of constants, variables, imports) and what
 * it exports. Types and interfaces are skipped.
 */
import { parseExpression, parseType } from './parse-expressions.ts';
import { parseBlock } from './parse-statements.ts';
import type { Expression, Item, Module, Parameter } from './syntax.ts';
import { fail, type Place, Tokens } from './tokens.ts';

interface Draft {
  readonly items: Map<string, Item>;
  readonly exports: Map<string, string>;
}

/** One module; throws CoreError. */
export function parseModule(file: string, text: string): Module {
  const tokens = new Tokens(file, text);
  const draft: Draft = { items: new Map(), exports: new Map() };
  while (tokens.kind !== 'end') item(tokens, draft);
  return { file, ...draft };
}

/** Item = Import | [ 'export' ] ( Type | Interface | Function | Constants | Variables | Names ) */
function item(tokens: Tokens, draft: Draft): void {
  const { place } = tokens;
  if (tokens.accept('import')) {
    importItem(tokens, draft, place);
    return;
  }
  const exported = tokens.accept('export');
  if (tokens.accept('type')) {
    while (!tokens.accept(';')) tokens.take();
  } else if (tokens.accept('interface')) {
    while (!tokens.is('{')) tokens.take();
    skipBraces(tokens);
  } else if (exported && tokens.is('{')) exportNames(tokens, draft, place);
  else if (tokens.accept('function')) define(draft, functionItem(tokens, place), exported);
  else if (tokens.is('const') || tokens.is('let')) variables(tokens, draft, exported);
  else tokens.unexpected();
}

function define(draft: Draft, { name, ...item }: Item & { readonly name: string }, exported: boolean): void {
  if (draft.items.has(name)) fail(item, `'${name}' is defined twice`);
  draft.items.set(name, { ...item, name } as Item);
  if (exported) draft.exports.set(name, name);
}

function skipBraces(tokens: Tokens): void {
  let depth = 0;
  do {
    if (tokens.is('{')) depth++;
    if (tokens.is('}')) depth--;
    tokens.take();
  } while (depth > 0);
}

/** Names = '{' [ 'type' ] name [ 'as' name ] { ',' … } '}' [ 'from' string ] */
function names(tokens: Tokens): { name: string; as: string }[] {
  const list: { name: string; as: string }[] = [];
  tokens.expect('{');
  while (!tokens.accept('}')) {
    const isType = tokens.is('type') && !tokens.isNext(',') && !tokens.isNext('}') && tokens.accept('type');
    const name = tokens.name();
    const as = tokens.accept('as') ? tokens.name() : name;
    if (!isType) list.push({ name, as });
    if (!tokens.is('}')) tokens.expect(',');
  }
  return list;
}

/** The text of `from '…'`. */
function source(tokens: Tokens): string {
  tokens.expect('from');
  if (tokens.kind !== 'string') tokens.unexpected();
  const from = tokens.take();
  tokens.expect(';');
  return from;
}

function importItem(tokens: Tokens, draft: Draft, place: Place): void {
  if (tokens.accept('type')) {
    while (!tokens.accept(';')) tokens.take();
    return;
  }
  if (!tokens.is('{')) fail(place, "imports are written import { … } from './file.ts'");
  const list = names(tokens);
  const from = source(tokens);
  for (const { name, as } of list) {
    if (draft.items.has(as)) fail(place, `'${as}' is defined twice`);
    draft.items.set(as, { ...place, is: 'import', from, name });
  }
}

function exportNames(tokens: Tokens, draft: Draft, place: Place): void {
  const list = names(tokens);
  const from = tokens.is('from') ? source(tokens) : undefined;
  if (from === undefined) tokens.expect(';');
  for (const { name, as } of list) {
    // a name that no source can have: what is only passed on is not visible inside
    const inside = from === undefined ? name : `${as} from ${from}`;
    if (from !== undefined) draft.items.set(inside, { ...place, is: 'import', from, name });
    draft.exports.set(as, inside);
  }
}

/** Function = name '(' { name ':' Type ',' } ')' ':' Type Block */
function functionItem(tokens: Tokens, place: Place): Item & { readonly name: string } {
  if (tokens.is('*')) tokens.unexpected();
  const name = tokens.name();
  const parameters: Parameter[] = [];
  tokens.expect('(');
  while (!tokens.accept(')')) {
    const parameter = tokens.name();
    tokens.expect(':');
    parameters.push({ name: parameter, kind: parseType(tokens) });
    if (!tokens.is(')')) tokens.expect(',');
  }
  if (!tokens.accept(':')) fail(place, `'${name}' needs the type of its result`);
  const result = parseType(tokens);
  return { ...place, is: 'function', name, parameters, result, body: parseBlock(tokens) };
}

/** Variables = ( 'const' | 'let' ) name [ ':' Type ] '=' ( Expression | Record ) { ',' … } ';' */
function variables(tokens: Tokens, draft: Draft, exported: boolean): void {
  const constant = tokens.take() === 'const';
  do {
    const { place } = tokens;
    const name = tokens.name();
    const kind = tokens.accept(':') ? parseType(tokens) : undefined;
    tokens.expect('=');
    if (constant && tokens.is('{')) define(draft, { ...place, is: 'record', members: record(tokens), name }, exported);
    else {
      const value = parseExpression(tokens);
      const valueKind = kind ?? (value.is === 'boolean' ? 'boolean' : 'number');
      if (constant) define(draft, { ...place, is: 'constant', value, name }, exported);
      else define(draft, { ...place, is: 'global', name, kind: valueKind, value }, exported);
    }
  } while (tokens.accept(','));
  tokens.expect(';');
}

/** Record = '{' { name ':' Expression ',' } '}' 'as' 'const' */
function record(tokens: Tokens): Map<string, Expression> {
  const members = new Map<string, Expression>();
  tokens.expect('{');
  while (!tokens.accept('}')) {
    const name = tokens.name();
    tokens.expect(':');
    members.set(name, parseExpression(tokens));
    if (!tokens.is('}')) tokens.expect(',');
  }
  tokens.expect('as');
  tokens.expect('const');
  return members;
}
