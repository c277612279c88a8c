/**
 * Tokens of the subset of TypeScript that src/asm/core is written in.
 *
 * Enters: a file's text. Leaves: its tokens, each with its line, behind a cursor; or CoreError, which names file and line. Comments are
 * dropped here. Lexical grammar: ECMA-262, clause 12, without regular expressions, templates, fractions and BigInt.
 */

/** What is wrong with a source of the core, at `file:line`. */
export class CoreError extends Error {}

/** Where something is written; `file` as compileCore was given it, lines from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export function fail(at: Place, what: string): never {
  throw new CoreError(`${at.file}:${at.line}: ${what}`);
}

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark' | 'end';
  /** As written; a string without its quotes. */
  readonly text: string;
  readonly line: number;
}

const BLANK = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /0[xXbB][\da-fA-F_]+|\d[\d_]*/y;
const STRING = /'[^'\\\n]*'|"[^"\\\n]*"/y;
const MARK =
  />>>=|===|!==|>>>|<<=|>>=|&&=|\|\|=|\*\*|\.\.\.|=>|==|!=|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<=|>=|<<|>>|&&|\|\||\?\?|\?\.|[-+*/%<>=!~&|^?:;,.(){}[\]]/y;
const KINDS = [
  ['name', NAME],
  ['number', NUMBER],
  ['string', STRING],
  ['mark', MARK],
] as const;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function tokenize(file: string, text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  for (;;) {
    const blank = match(BLANK, text, at);
    line += blank.split('\n').length - 1;
    at += blank.length;
    if (at === text.length) break;
    const found = KINDS.map(([kind, pattern]) => ({ kind, text: match(pattern, text, at) })).find(
      (each) => each.text !== '',
    );
    if (found === undefined) fail({ file, line }, `'${text[at]}' is not of the core's language`);
    at += found.text.length;
    if (found.kind === 'number' && /[\w.]/.test(text[at] ?? ''))
      fail({ file, line }, `numbers are integers in decimal, hexadecimal or binary digits`);
    tokens.push({ ...found, text: found.kind === 'string' ? found.text.slice(1, -1) : found.text, line });
  }
  tokens.push({ kind: 'end', text: 'end of file', line });
  return tokens;
}

/** A cursor over the tokens of one file. */
export class Tokens {
  readonly file: string;
  private readonly list: readonly Token[];
  private at = 0;

  constructor(file: string, text: string) {
    this.file = file;
    this.list = tokenize(file, text);
  }

  private get token(): Token {
    return this.list[this.at] as Token;
  }
  get kind(): Token['kind'] {
    return this.token.kind;
  }
  get text(): string {
    return this.token.text;
  }
  get place(): Place {
    return { file: this.file, line: this.token.line };
  }

  /** Is the token `text`, a mark or a word? */
  is(text: string): boolean {
    return this.token.text === text && this.token.kind !== 'string';
  }
  /** Is the token after this one `text`? */
  isNext(text: string): boolean {
    return this.list[this.at + 1]?.text === text;
  }
  take(): string {
    const { text } = this.token;
    if (this.token.kind === 'end') this.unexpected();
    this.at++;
    return text;
  }
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  expect(text: string): void {
    if (!this.accept(text)) fail(this.place, `'${text}' expected, not '${this.text}'`);
  }
  name(): string {
    if (this.kind !== 'name') fail(this.place, `a name expected, not '${this.text}'`);
    return this.take();
  }
  unexpected(): never {
    fail(this.place, `'${this.text}' is not supported here`);
  }
}
