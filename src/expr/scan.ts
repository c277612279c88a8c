/**
 * The scanner under the grammar: characters to tokens, by hand, for all three dialects.
 *
 * Enters: text[at..end). Leaves: a list of Lexeme; scanning stops before the first character that no expression can
 * hold (a comma, a closing parenthesis too many), which is for the caller to judge. Numbers: `as` manual "Constants",
 * C11 6.4.4, `ld` manual "Constants" (K and M suffixes). Characters: C rules for C, gas's (no closing quote) for gas.
 */
import type { Dialect } from './dialect.ts';
import { operatorLength } from './dialect.ts';

export type LexemeKind = 'number' | 'name' | 'label' | 'operator' | 'open' | 'close' | 'comma' | 'question' | 'colon';

export interface Lexeme {
  readonly kind: LexemeKind;
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly value: bigint;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;

function isNameStart(c: number, dialect: Dialect): boolean {
  const lower = c | 32;
  return (lower >= 97 && lower <= 122) || c === 95 || c >= 128 || dialect.nameExtra.includes(String.fromCharCode(c));
}

/**
 * Scan a whole expression, but no more than `most` lexemes. Parentheses are counted so that a `)` of the surroundings
 * ends it; so does a top-level comma.
 */
export function scanLexemes(
  text: string,
  start: number,
  end: number,
  dialect: Dialect,
  most = Number.POSITIVE_INFINITY,
): Lexeme[] {
  const out: Lexeme[] = [];
  let depth = 0;
  let at = start;
  for (;;) {
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    if (at >= end || out.length >= most) return out;
    const lexeme = scanOne(text, at, end, dialect, out.at(-1));
    if (!lexeme) return out;
    if (lexeme.kind === 'open') depth++;
    if (lexeme.kind === 'close' && --depth < 0) return out;
    if (lexeme.kind === 'comma' && depth === 0) return out;
    out.push(lexeme);
    at = lexeme.end;
  }
}

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13;

const PUNCTUATION: Readonly<Record<string, LexemeKind>> = {
  '(': 'open',
  ')': 'close',
  ',': 'comma',
  '?': 'question',
  ':': 'colon',
};

function scanOne(
  text: string,
  at: number,
  end: number,
  dialect: Dialect,
  last: Lexeme | undefined,
): Lexeme | undefined {
  const c = text.charCodeAt(at);
  if (isDigit(c)) return scanNumber(text, at, end, dialect);
  if (isNameStart(c, dialect)) return scanName(text, at, end, dialect);
  if (c === 39) return scanCharacter(text, at, end, dialect);
  if (c === 34) return scanQuoted(text, at, end);
  const kind = PUNCTUATION[text.charAt(at)];
  if (kind && (dialect.conditional || (kind !== 'question' && kind !== 'colon'))) return plain(kind, text, at, at + 1);
  const afterOperand =
    last?.kind === 'number' || last?.kind === 'name' || last?.kind === 'label' || last?.kind === 'close';
  const length = afterOperand
    ? operatorLength(dialect, text, at, end)
    : dialect.prefix.includes(text.charAt(at))
      ? 1
      : 0;
  return length > 0 ? plain('operator', text, at, at + length) : undefined;
}

function plain(kind: LexemeKind, text: string, at: number, end: number): Lexeme {
  return { kind, text: text.slice(at, end), at, end, value: 0n };
}

function scanName(text: string, at: number, end: number, dialect: Dialect): Lexeme {
  let to = at + 1;
  while (to < end && (isNameStart(text.charCodeAt(to), dialect) || isDigit(text.charCodeAt(to)))) to++;
  return plain('name', text, at, to);
}

function scanQuoted(text: string, at: number, end: number): Lexeme | undefined {
  const close = text.indexOf('"', at + 1);
  if (close < 0 || close >= end) return undefined;
  return { ...plain('name', text, at, close + 1), text: text.slice(at + 1, close) };
}

/** A number token and everything that sticks to it, judged by dialect. */
function scanNumber(text: string, at: number, end: number, dialect: Dialect): Lexeme | undefined {
  let to = at + 1;
  while (to < end && isAlnum(text.charCodeAt(to))) to++;
  const word = text.slice(at, to).toLowerCase();
  const made = (value: bigint): Lexeme => ({ kind: 'number', text: word, at, end: to, value });
  if (dialect.name === 'gas') {
    if (/^\d+[fb]$/.test(word) && !/^0b$/.test(word.slice(0, -1)))
      return { ...made(BigInt(word.slice(0, -1))), kind: 'label' };
    const value = integer(word.replace(/u?l*$/, ''));
    return value === undefined ? undefined : made(value);
  }
  const value = integer(word.replace(/[km]$/, ''));
  return value === undefined
    ? undefined
    : made(value * (word.endsWith('k') ? 1024n : word.endsWith('m') ? 1_048_576n : 1n));
}

const isAlnum = (c: number): boolean => isDigit(c) || ((c | 32) >= 97 && (c | 32) <= 122) || c === 95;

/** `0x1f`, `0b101`, `017`, `19` in lower case; undefined when it is none of them. */
export function integer(word: string): bigint | undefined {
  if (/^(0x[0-9a-f]+|0b[01]+|0|[1-9]\d*)$/.test(word)) return BigInt(word);
  return /^0[0-7]+$/.test(word) ? BigInt(`0o${word.slice(1)}`) : undefined;
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12 };

function scanCharacter(text: string, at: number, end: number, dialect: Dialect): Lexeme | undefined {
  if (at + 1 >= end) return undefined;
  const one = characterAt(text, at + 1);
  const value = BigInt(one.value);
  let to = one.end;
  if (text.charAt(to) === "'" && to < end) to++;
  else if (dialect.name !== 'gas') return undefined;
  return { kind: 'number', text: text.slice(at, to), at, end: to, value: BigInt.asIntN(32, value) };
}

/** One character of a character constant, or after a backslash one more: its value and the index after it. Digits are not escapes: `'\\0'` is the digit's value. */
export function characterAt(text: string, at: number): { value: number; end: number } {
  if (text.charAt(at) !== '\\') return { value: text.charCodeAt(at), end: at + 1 };
  const c = text.charAt(at + 1);
  return { value: ESCAPES[c] ?? text.charCodeAt(at + 1), end: at + 2 };
}
