/**
 * Arguments of macros and loops: how GNU as cuts a line into them.
 *
 * Enters: a scrubbed line. Leaves: argument texts and the index after them. Blanks separate as commas do, but not
 * inside brackets or strings; a comma separates even inside parentheses; quotes around a whole argument are dropped;
 * in `.altmacro` mode `<…>` quotes, `!` escapes, and `%expr` is the decimal value of the expression.
 * `as` manual, ".macro" and ".altmacro".
 */
import { isNamePart, isNameStart } from './chars.ts';

const SPACE = 32;
const TAB = 9;
const COMMA = 44;
const QUOTE = 34;
const APOSTROPHE = 39;
const LESS = 60;

/** Evaluates `%expr`: returns the index after it; the value's decimal text is in `text`. */
export type PercentEvaluator = (line: string, at: number) => { end: number; text: string };

export function skipBlanks(line: string, at: number): number {
  let i = at;
  for (;;) {
    const c = line.charCodeAt(i);
    if (c !== SPACE && c !== TAB) return i;
    i++;
  }
}

/** Past blanks, at most one comma, and blanks. */
export function skipComma(line: string, at: number): number {
  const i = skipBlanks(line, at);
  return line.charCodeAt(i) === COMMA ? skipBlanks(line, i + 1) : i;
}

/** A name at line[at], or '' when there is none there. */
export function nameAt(line: string, at: number): string {
  if (at >= line.length || !isNameStart(line.charCodeAt(at))) return '';
  let i = at + 1;
  while (i < line.length && isNamePart(line.charCodeAt(i))) i++;
  return line.slice(at, i);
}

/** Reads arguments one by one; `end` is the index after the last one read. */
export class ArgumentReader {
  end = 0;
  readonly percent: PercentEvaluator;

  constructor(percent: PercentEvaluator) {
    this.percent = percent;
  }

  /** The argument that starts at line[at] (blanks skipped). */
  read(line: string, at: number, alternate: boolean): string {
    let i = skipBlanks(line, at);
    if (i >= line.length) {
      this.end = i;
      return '';
    }
    const c = line.charCodeAt(i);
    if (c === 37 && alternate) {
      const { end, text } = this.percent(line, i + 1);
      this.end = end;
      return text;
    }
    if (c === QUOTE || (alternate && (c === LESS || c === APOSTROPHE))) {
      const inner = this.#quoted(line, i, alternate);
      return alternate && c !== LESS ? `"${inner}"` : inner;
    }
    const start = i;
    i = bareEnd(line, i, alternate);
    this.end = i;
    return line.slice(start, i);
  }

  /** One or more quoted pieces in a row. */
  #quoted(line: string, at: number, alternate: boolean): string {
    let out = '';
    let i = at;
    for (;;) {
      const c = i < line.length ? line.charCodeAt(i) : 0;
      if (c === LESS && alternate) {
        out += this.#angled(line, i + 1);
        i = this.end;
      } else if (c === QUOTE || (c === APOSTROPHE && alternate)) {
        out += this.#between(line, i, alternate);
        i = this.end;
      } else {
        this.end = i;
        return out;
      }
    }
  }

  #angled(line: string, at: number): string {
    let out = '';
    let nest = 0;
    let i = at;
    while (i < line.length && (line.charCodeAt(i) !== 62 || nest > 0)) {
      if (line.charCodeAt(i) === 33) i++;
      else if (line.charCodeAt(i) === 62) nest--;
      else if (line.charCodeAt(i) === LESS) nest++;
      out += line.charAt(i++);
    }
    this.end = Math.min(i + 1, line.length);
    return out;
  }

  #between(line: string, at: number, alternate: boolean): string {
    const quote = line.charCodeAt(at);
    let out = '';
    let escaped = false;
    let i = at + 1;
    while (i < line.length) {
      escaped = line.charCodeAt(i - 1) === 92 ? !escaped : false;
      const c = line.charCodeAt(i);
      if (alternate && c === 33) i++;
      else if (c === quote && !escaped) {
        i++;
        if (i >= line.length || line.charCodeAt(i) !== quote) break;
      }
      if (i < line.length) out += line.charAt(i);
      i++;
    }
    this.end = i;
    return out;
  }
}

/** Where an argument without quotes ends: at a comma, or at a blank outside brackets. */
function bareEnd(line: string, start: number, alternate: boolean): number {
  let i = start;
  let open = '';
  while (i < line.length) {
    const c = line.charCodeAt(i);
    if (c === COMMA || (c === LESS && alternate) || ((c === SPACE || c === TAB) && open === '')) return i;
    if (c === QUOTE || c === APOSTROPHE) {
      i++;
      while (i < line.length && line.charCodeAt(i) !== c) i++;
      if (i >= line.length) return i;
    } else if (c === 40 || c === 91) open += c === 40 ? '(' : '[';
    else if (c === 41 && open.endsWith('(')) open = open.slice(0, -1);
    else if (c === 93 && open.endsWith('[')) open = open.slice(0, -1);
    i++;
  }
  return i;
}

/**
 * Length of the keyword if `name=` stands at line[at], or -1: gas takes everything up to a separator as the name, and an `=` after it makes
 * the argument a keyword argument whether or not the macro has such a parameter. The alternate language has no keyword arguments.
 */
export function keywordLength(line: string, at: number, alternate: boolean): number {
  if (alternate) return -1;
  for (let i = at; i < line.length; i++) {
    const c = line.charCodeAt(i);
    if (c === 61) return i - at;
    if (c === SPACE || c === TAB || c === COMMA || c === QUOTE || c === 59 || c === 40 || c === 41) return -1;
  }
  return -1;
}
