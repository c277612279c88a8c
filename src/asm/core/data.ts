/**
 * Data in a statement's text: expressions, and strings with the usual escapes.
 *
 * Each function returns where the statement ends, or 0, with nothing written, for what has to be read otherwise.
 */

import { KINDS_OF } from './directives.ts';
import { evaluate, fits, high, isConstant, isShort, low, minus, plus } from './expression.ts';
import {
  BACKSLASH,
  DATUM,
  DIGIT,
  EQUALS,
  NEWLINE,
  QUOTE,
  RETURN,
  SMALL_N,
  SMALL_R,
  SMALL_T,
  TAB,
  ZERO,
} from './facts.ts';
import { WIDE_ADDEND } from './fixups.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma } from './numbers.ts';
import { addFixup, backTo, emitByte, emitNumber, outMark, outOffset } from './output.ts';

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
  const end = evaluate(at, limit);
  if (end === 0) return 0;
  if (isConstant()) {
    if (!fits(size)) return 0;
    emitNumber(low, high, size);
    return end;
  }
  if (!isShort() || low === WIDE_ADDEND) return 0;
  if (minus < 0 && (size === 1 || (size === 2 && (low <= -65536 || low >= 65536)))) return 0;
  addFixup(outOffset(), DATA | size, plus, minus, low, at);
  emitNumber(0, 0, size);
  return end;
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
