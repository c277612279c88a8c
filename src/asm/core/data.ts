/**
 * Data in a statement's text: numbers, symbols with a number added, strings without escapes.
 *
 * Each function returns where the statement ends, or 0, with nothing written, for what has to be read otherwise.
 */

import { KINDS_OF } from './directives.ts';
import {
  BACKSLASH,
  DATUM,
  DIGIT,
  DOT,
  EQUALS,
  MINUS,
  NAME_PART,
  NAME_START,
  NEWLINE,
  PLUS,
  QUOTE,
  RETURN,
  SMALL_B,
  SMALL_F,
  SMALL_N,
  SMALL_R,
  SMALL_T,
  STT,
  TAB,
  WHERE,
  ZERO,
} from './facts.ts';
import { FAR, fragmentDistance } from './fragments.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { addFixup, backTo, emitByte, emitNumber, hold, outMark, outOffset } from './output.ts';
import { BIT, findLabel, intern, makeHere, ROW, ROW_LOG, TYPE_AT, usable } from './symbols.ts';

const MOST_LABEL_DIGITS = 8;

/** A datum's fixup, as fixup.ts packs it without the size. */
const DATA = DATUM << 5;

export function isDataDirective(kind: number): number {
  return kind < KINDS_OF.ascii ? 1 : 0;
}

/** `.word expression {, expression}` */
export function readData(kind: number, from: number, limit: number): number {
  const size = kind - KINDS_OF.data;
  const bytes = outMark();
  const fixups = i32[STATE.fixupCount] as number;
  const last = i32[STATE.lastFixup] as number;
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
  backTo(bytes, fixups, last);
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
  const plus = readSymbol(at, limit);
  if (plus < 0) return 0;
  const position = at;
  let after = operandEnd;
  let addend = 0;
  let minus = -1;
  const behind = overBlanks(after, limit);
  const sign = behind < limit ? (u8[behind] as number) : NEWLINE;
  if (sign === PLUS || sign === MINUS) {
    const operand = overBlanks(behind + 1, limit);
    if (operand >= limit || u8[operand] === MINUS) return 0;
    if (readNumber(operand, limit) !== 0) {
      addend = sign === MINUS ? 0 - value : value;
      after = valueEnd;
    } else if (sign === MINUS) {
      minus = readSymbol(operand, limit);
      if (minus < 0) return 0;
      after = operandEnd;
    } else return 0;
  }
  if (minus < 0) {
    if (size === 1 || (size === 2 && (addend <= -65536 || addend >= 65536))) return 0;
  } else {
    const known = difference(plus, minus);
    if (known === UNKNOWN) return 0;
    if (known !== LATE) {
      const range = size < 4 ? 1 << (size << 3) : 0;
      if (range !== 0 && (known <= 0 - range || known >= range)) return 0;
      hold(plus);
      hold(minus);
      emitNumber(known, known >> 31, size);
      return after;
    }
  }
  addFixup(outOffset(), DATA | size, plus, minus, addend, position);
  emitNumber(0, 0, size);
  return after;
}

/** Of a difference: to be found by others, or known at the end. */
const UNKNOWN = 0x7fffffff;
const LATE = 0x7ffffffe;

/** The distance between two symbols, if they are in one stretch of fragments. */
function difference(plus: number, minus: number): number {
  const a = (i32[STATE.rows] as number) + (plus << ROW_LOG);
  const b = (i32[STATE.rows] as number) + (minus << ROW_LOG);
  const from = i32[a + ROW.where] as number;
  const to = i32[b + ROW.where] as number;
  if (plus === minus || from > WHERE.place || to > WHERE.place) return UNKNOWN;
  if (from === WHERE.undefined || to === WHERE.undefined) return LATE;
  if (isOdd(i32[a + ROW.bits] as number) !== 0 || isOdd(i32[b + ROW.bits] as number) !== 0) return UNKNOWN;
  const first = i32[a + ROW.frag] as number;
  const second = i32[b + ROW.frag] as number;
  if (first < 0 || second < 0) return UNKNOWN;
  const between = first === second ? 0 : fragmentDistance(first, second);
  if (between === FAR) return LATE;
  return (between + (i32[a + ROW.value] as number) - (i32[b + ROW.value] as number)) | 0;
}

/** Whether, by its bits, a label's place is not all: its offset is large, or it is an indirect function, which is not where its label is. */
function isOdd(bits: number): number {
  return (bits & BIT.wide) !== 0 || ((bits >> TYPE_AT) & 15) === STT.indirect ? 1 : 0;
}

/** Where the symbol that was read ends. */
let operandEnd = 0;

/** The symbol whose name, a numeric label's too, is at `at`; -1 for none, and for one that is no place. */
function readSymbol(at: number, limit: number): number {
  if (at >= limit) return -1;
  const kind = u8[CLASSES + (u8[at] as number)] as number;
  if ((kind & NAME_START) === 0) return (kind & DIGIT) !== 0 ? readLabel(at, limit) : -1;
  let end = at + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  operandEnd = end;
  // a longer name with a dot at its end may be an operator, `.sizeof.`
  if (u8[end - 1] === DOT && i32[STATE.keepsNames] !== 0) return -1;
  if (u8[end - 1] === DOT) return end === at + 1 ? makeHere(i32[STATE.frag] as number, outOffset()) : -1;
  return usable(intern(at, end - at));
}

function readLabel(at: number, limit: number): number {
  let number = 0;
  let end = at;
  for (; end < limit && end < at + MOST_LABEL_DIGITS; end++) {
    const d = (u8[end] as number) - 48;
    if (d < 0 || d > 9) break;
    number = Math.imul(number, 10) + d;
  }
  if (end >= limit || (u8[end] !== SMALL_B && u8[end] !== SMALL_F)) return -1;
  if (end + 1 < limit && ((u8[CLASSES + (u8[end + 1] as number)] as number) & NAME_PART) !== 0) return -1;
  operandEnd = end + 1;
  return findLabel(number, u8[end] === SMALL_F ? 1 : 0);
}

/** What a character behind a backslash stands for, digits aside; -1 for those that are another matter. */
function escaped(c: number): number {
  if (c === SMALL_N) return NEWLINE;
  if (c === SMALL_T) return TAB;
  if (c === SMALL_R) return RETURN;
  return c === BACKSLASH || c === QUOTE || ((u8[CLASSES + c] as number) & DIGIT) !== 0 ? c : -1;
}

/** `.string "characters"`, one of them */
export function readString(kind: number, from: number, limit: number): number {
  const start = overBlanks(from, limit) + 1;
  if (start > limit || u8[start - 1] !== QUOTE) return 0;
  let at = start;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === QUOTE) break;
    if (c === NEWLINE) return 0;
    if (c !== BACKSLASH) continue;
    at++;
    if (at >= limit || escaped(u8[at] as number) < 0) return 0;
  }
  if (at >= limit) return 0;
  const end = endOfStatement(at + 1, limit);
  if (end === 0) return 0;
  for (let i = start; i < at; i++) {
    const c = u8[i] as number;
    if (c !== BACKSLASH) {
      emitByte(c);
      continue;
    }
    i++;
    if (((u8[CLASSES + (u8[i] as number)] as number) & DIGIT) === 0) {
      emitByte(escaped(u8[i] as number));
      continue;
    }
    let octal = 0;
    const end = i + 3;
    for (; i < end && ((u8[CLASSES + (u8[i] as number)] as number) & DIGIT) !== 0; i++)
      octal = (octal << 3) + (u8[i] as number) - ZERO;
    emitByte(octal);
    i--;
  }
  if (kind === KINDS_OF.string) emitByte(0);
  return end;
}
