/**
 * Data in a statement's text: numbers, symbols with a number added, strings without escapes.
 *
 * Each function returns where the statement ends, or 0, with nothing written, for what has to be read otherwise.
 */
import { KINDS_OF } from './directives.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { addFixup, backTo, emitByte, emitNumber, outMark, outOffset } from './output.ts';
import { intern, usable } from './symbols.ts';

const NAME_START = 1;
const NAME_PART = 2;
const NEWLINE = 10;
const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const EQUALS = 61;
const BACKSLASH = 92;

/** A datum's fixup, as fixup.ts packs it without the size. */
const DATA = -2 << 5;

export function isDataDirective(kind: number): number {
  return kind < KINDS_OF.ascii ? 1 : 0;
}

/** `.word expression {, expression}` */
export function readData(kind: number, from: number, limit: number): number {
  const size = kind - KINDS_OF.data;
  const bytes = outMark();
  const fixups = i32[STATE.fixupCount] as number;
  const effects = i32[STATE.effects] as number;
  let at = overBlanks(from, limit);
  // an assignment
  if (at < limit && u8[at] === EQUALS) return 0;
  for (;;) {
    const end = readDatum(at, size, limit);
    if (end === 0) break;
    at = overComma(end, limit);
    if (at !== 0) continue;
    at = endOfStatement(end, limit);
    if (at !== 0) return at;
    break;
  }
  backTo(bytes, fixups);
  i32[STATE.effects] = effects;
  return 0;
}

function readDatum(at: number, size: number, limit: number): number {
  if (readNumber(at, limit) !== 0) {
    const range = size < 4 ? 1 << (size << 3) : 0;
    if (range !== 0 && (value <= 0 - range || value >= range)) return 0;
    emitNumber(value, value >> 31, size);
    return valueEnd;
  }
  if (size === 1 || at >= limit || ((u8[CLASSES + (u8[at] as number)] as number) & NAME_START) === 0) return 0;
  let end = at + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  if (end === at + 1 && u8[at] === DOT) return 0;
  let addend = 0;
  const behind = overBlanks(end, limit);
  let after = end;
  if (behind < limit && (u8[behind] === PLUS || u8[behind] === MINUS)) {
    const operand = overBlanks(behind + 1, limit);
    if (operand >= limit || u8[operand] === MINUS || readNumber(operand, limit) === 0) return 0;
    addend = u8[behind] === MINUS ? 0 - value : value;
    after = valueEnd;
  }
  // before a symbol is made, what follows must be what may follow
  if (overComma(after, limit) === 0 && endOfStatement(after, limit) === 0) return 0;
  const sym = usable(intern(at, end - at));
  if (sym < 0) return 0;
  addFixup(outOffset(), DATA | size, sym, addend, at);
  emitNumber(0, 0, size);
  return after;
}

/** `.string "characters"`, one of them */
export function readString(kind: number, from: number, limit: number): number {
  const start = overBlanks(from, limit) + 1;
  if (start > limit || u8[start - 1] !== QUOTE) return 0;
  let at = start;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === QUOTE) break;
    if (c === BACKSLASH || c === NEWLINE) return 0;
  }
  if (at >= limit) return 0;
  const end = endOfStatement(at + 1, limit);
  if (end === 0) return 0;
  for (let i = start; i < at; i++) emitByte(u8[i] as number);
  if (kind === KINDS_OF.string) emitByte(0);
  return end;
}
