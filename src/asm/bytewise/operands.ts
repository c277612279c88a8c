/**
 * Statements as pieces of text of their own: for directives that are too rare, or too varied, to be read from bytes, and common
 * enough that finding the statement once more (statements.ts) would cost more than they do.
 *
 * Enters: the cursor at the operands. Leaves: what the directive does, or false where the operands are more than a row of characters. Only for
 * directives that look at nothing but their operands: those that change what is read next need the statement's place in its frame.
 */
import { textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { DIRECTIVES, type Directive } from '../directives/table.ts';
import type { Cursor } from './cursor.ts';

const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const COLON = 58;
const EQUALS = 61;
const BACKSLASH = 92;

/**
 * Where the operands at hand end, their hash left as the cursor's value; -1 when there are none, or comments, character constants or control
 * characters among them.
 */
export function plainEnd(c: Cursor): number {
  const { bytes, limit } = c;
  const first = c.blanks();
  if (first === EQUALS || first === COLON) return -1;
  const start = c.at;
  let quoted = false;
  let hash = 0;
  let at = start;
  for (; at < limit; at++) {
    const d = bytes[at] as number;
    if (d === QUOTE) quoted = !quoted;
    else if (d === BACKSLASH && quoted) {
      hash = (Math.imul(hash, 31) + d) | 0;
      at++;
    } else if (d === 10 || (d === 59 && !quoted)) break;
    else if (d === SLASH && !quoted) {
      if (bytes[at + 1] === SLASH) break;
      if (bytes[at + 1] === STAR) return -1;
    } else if ((d < 32 && d !== 9) || (d === APOSTROPHE && !quoted)) return -1;
    hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  }
  c.value = hash;
  return quoted || at === start || at > limit ? -1 : at;
}

/** Carry out a directive whose operands end at `end`, with its statement as the text, and leave the cursor there. */
export function carryOut(a: Assembler, directive: Directive, c: Cursor, end: number): void {
  const { shift } = a;
  a.shift = a.statementAt;
  a.text = textOfBytes(c.bytes, a.shift - shift, end);
  a.p = c.at - (a.shift - shift);
  a.end = a.text.length;
  directive(a);
  a.text = '';
  a.shift = shift;
  c.at = end;
}

/** The directive of this name, by the text of its operands. */
export function byOperands(name: string): (a: Assembler, c: Cursor) => boolean {
  const directive = DIRECTIVES.get(name);
  return (a, c) => {
    const end = plainEnd(c);
    if (!directive || end < 0) return false;
    carryOut(a, directive, c, end);
    return c.ends();
  };
}
