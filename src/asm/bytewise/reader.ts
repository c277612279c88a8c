/**
 * The quick way through a source file: statements as compilers and people mostly write them, read from the file's bytes.
 *
 * Enters: a frame that stands at a statement. Leaves: the effects of all statements that were understood, and the frame at the first one
 * that was not, which statements.ts then reads from text. Nothing means anything else here than there: instructions are those whose words are
 * known already (word-cache.ts), directives go through the same functions once their operands are read, and a statement that is not understood
 * to its end has had no effect that reading it again would not have. A string costs more to make than most statements to read.
 */
import type { LineIndex } from '../../text/line-index.ts';
import type { Assembler } from '../assembler.ts';
import { CLASS, DIGIT, NAME_PART, NAME_START } from '../chars.ts';
import { emitStem } from '../instructions.ts';
import type { Frame } from '../source.ts';
import { Cursor } from './cursor.ts';
import { quickDirective } from './directives.ts';

/** What ends the quick search for a statement's end: NUL newline " ' / ; */
const STOP = new Uint8Array(256);
for (const c of [0, 10, 34, 39, 47, 59]) STOP[c] = 1;

const NEWLINE = 10;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const OPEN_BRACKET_END = 93;
/** Digits of what is added to the symbol of an instruction; more are left to the reader of text. */
const MOST_ADDEND = 9;

export class ByteReader {
  readonly #a: Assembler;
  readonly #cursor = new Cursor();
  /** Of the file at hand, if it is large. */
  #lines: LineIndex | undefined;

  constructor(a: Assembler) {
    this.#a = a;
  }

  /** Read on in `frame`, if it can be had as bytes, until a statement must be read from text, or all is read; true: go on where the frame on top stands. */
  run(frame: Frame): boolean {
    const a = this.#a;
    const cursor = this.#cursor;
    let at = frame.from + frame.at;
    const { lines } = frame;
    while (at < frame.length) {
      const window = frame.window(at);
      if (!window) return false;
      this.#lines = lines?.reach(at, window) ? lines : undefined;
      const { from } = window;
      cursor.bytes = window.bytes;
      cursor.limit = window.length;
      cursor.at = at - from;
      a.text = '';
      a.shift = from;
      for (;;) {
        const start = this.#start();
        at = from + start;
        if (start >= cursor.limit) break;
        if (this.#statement(start)) continue;
        const { left } = cursor;
        cursor.left = false;
        if (!left) frame.standAt(at);
        return left;
      }
    }
    frame.standAt(at);
    return false;
  }

  /** Over blanks, empty statements and line comments; where the next statement starts. */
  #start(): number {
    const cursor = this.#cursor;
    const { bytes, limit } = cursor;
    const lines = this.#lines;
    let { at } = cursor;
    let fresh = at === 0 || bytes[at - 1] === 10;
    for (; at < limit; at++) {
      const c = bytes[at] as number;
      if (c === 10) {
        fresh = true;
        if (lines !== undefined) lines.begin(this.#a.shift + at + 1);
      } else if (c === 35 && fresh) {
        if (lines !== undefined) lines.mayMark = true;
        cursor.at = at;
        cursor.toLineEnd();
        at = cursor.at - 1;
      } else if (c === 47 && bytes[at + 1] === 47) {
        cursor.at = at;
        cursor.toLineEnd();
        at = cursor.at - 1;
      } else if (c !== 9 && c !== 32 && c !== 59) break;
    }
    cursor.at = at;
    return at;
  }

  /** The statement at `start`; false when it must be read from text. The cursor is left at its terminator. */
  #statement(start: number): boolean {
    const cursor = this.#cursor;
    const { bytes, limit } = cursor;
    const first = bytes[start] as number;
    const kind = CLASS[first] as number;
    if ((kind & NAME_START) === 0) return (kind & DIGIT) !== 0 && this.#numericLabel(start);
    if (first !== DOT) {
      const { shapes } = this.#a;
      const end = shapes.scan(bytes, start, limit);
      const c = end < limit ? (bytes[end] as number) : NEWLINE;
      if ((c === NEWLINE || c === SEMICOLON || (c === SLASH && bytes[end + 1] === SLASH)) && shapes.find())
        return this.#known(shapes.word, start, end);
    }
    let at = start + 1;
    let hash = first;
    let c = NEWLINE;
    for (; at < limit; at++) {
      c = bytes[at] as number;
      if (((CLASS[c] as number) & NAME_PART) === 0) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (at >= limit) c = NEWLINE;
    if (c === COLON) return this.#label(start, at);
    if (first !== DOT) return this.#byText(hash, start, at);
    this.#a.statementAt = start + this.#a.shift;
    cursor.at = at;
    return quickDirective(this.#a, cursor, hash, start, at);
  }

  /** An instruction whose name ends at `from`, by its text; the hash of the name is `first`. */
  #byText(first: number, start: number, from: number): boolean {
    const { bytes, limit } = this.#cursor;
    let hash = first;
    let c = 10;
    let at = from;
    for (;;) {
      for (; at < limit; at++) {
        c = bytes[at] as number;
        if (STOP[c] !== 0) break;
        hash = (Math.imul(hash, 31) + c) | 0;
      }
      if (at >= limit || c === 10 || c === 59) break;
      if (c !== 47) return false;
      const next = at + 1 < limit ? bytes[at + 1] : 0;
      if (next === 47) break;
      if (next === 42) return false;
      hash = (Math.imul(hash, 31) + c) | 0;
      at++;
    }
    return this.#instruction(hash, start, at);
  }

  /** An instruction whose word is known. */
  #known(word: number, start: number, end: number): boolean {
    const a = this.#a;
    const cursor = this.#cursor;
    a.statementAt = start + a.shift;
    a.emitCode(word);
    if (a.recording) a.record(start);
    cursor.at = end;
    if (end < cursor.limit && cursor.bytes[end] === 47) cursor.toLineEnd();
    return true;
  }

  /** An instruction that is known, bytes[start..end), with or without the symbol that it ends in. */
  #instruction(hash: number, start: number, end: number): boolean {
    const a = this.#a;
    const cursor = this.#cursor;
    const { bytes } = cursor;
    const { words } = a;
    const row = words.findBytes(hash, bytes, start, end);
    if (row >= 0) return this.#known(words.word(row), start, end);
    a.statementAt = start + a.shift;
    if (a.aliases.size > 0 || !this.#stemmed(start, end)) return false;
    cursor.at = end;
    if (end < cursor.limit && bytes[end] === 47) cursor.toLineEnd();
    return true;
  }

  /** An instruction whose text before the symbol that ends it is known. */
  #stemmed(start: number, end: number): boolean {
    const a = this.#a;
    const { stems, expression } = a;
    const { bytes } = this.#cursor;
    const last = bytes[end - 1] === OPEN_BRACKET_END ? end - 1 : end;
    const nameEnd = beforeAddend(bytes, start, last);
    const name = stems.nameStartBytes(bytes, start, nameEnd);
    if (name < 0) return false;
    const stem = stems.findBytes(bytes, start, name, last < end);
    if (stem < 0) return false;
    a.effects++;
    a.beginCode();
    if (((CLASS[bytes[name] as number] as number) & DIGIT) !== 0) {
      let number = 0;
      for (let i = name; i < nameEnd - 1; i++) number = number * 10 + (bytes[i] as number) - 48;
      if (!expression.takeLabel(number, bytes[nameEnd - 1] === 102)) return false;
    } else if (!expression.takeSymbol(a.symbols.internBytes(bytes, name, nameEnd))) return false;
    if (nameEnd < last) {
      // a number is encoded
      if (expression.isConstant) return false;
      expression.plusNumber(addendOf(bytes, nameEnd, last));
    }
    emitStem(a, stem, start, name);
    return true;
  }

  /** `name:` */
  #label(start: number, colon: number): boolean {
    if (!this.#afterLabel(colon)) return false;
    const a = this.#a;
    a.statementAt = start + a.shift;
    a.define(a.symbols.internBytes(this.#cursor.bytes, start, colon), start, colon);
    return true;
  }

  /** `12:` */
  #numericLabel(start: number): boolean {
    const { bytes } = this.#cursor;
    let number = 0;
    let at = start;
    for (; ((CLASS[bytes[at] as number] as number) & DIGIT) !== 0 && at < start + 9; at++)
      number = number * 10 + (bytes[at] as number) - 48;
    if (bytes[at] !== 58 || !this.#afterLabel(at)) return false;
    this.#a.defineNumericLabel(number);
    return true;
  }

  /** Over the colon of a label, to the next statement; false where that belongs to the label (`name: .macro`). */
  #afterLabel(colon: number): boolean {
    const cursor = this.#cursor;
    cursor.at = colon;
    cursor.skip();
    return cursor.byte() !== 46 || ((cursor.bytes[cursor.at + 1] as number) | 32) !== 109;
  }
}

/** Where `+8` or `-8` at the end of bytes[start..end) begins; the end if there is none. */
function beforeAddend(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && ((CLASS[bytes[at - 1] as number] as number) & DIGIT) !== 0) at--;
  const sign = bytes[at - 1];
  const octal = bytes[at] === 48 && end > at + 1;
  return at < end && at > start && end - at <= MOST_ADDEND && !octal && (sign === PLUS || sign === MINUS)
    ? at - 1
    : end;
}

function addendOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start + 1; i < end; i++) value = value * 10 + (bytes[i] as number) - 48;
  return bytes[start] === MINUS ? 0 - value : value;
}
