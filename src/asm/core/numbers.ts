/**
 * Numbers and the marks between operands in a statement's text, as bytewise/cursor.ts reads them, as far as they fit 32 bits.
 */
import { COMMA, MINUS, NAME_PART, NEWLINE, SEMICOLON, SLASH, SMALL_X, SPACE, TAB, ZERO } from './facts.ts';
import { CLASSES } from './layout.ts';
import { u8 } from './memory.ts';

/** So many digits fit an int32. */
const MOST_DIGITS = 9;
const MOST_HEX_DIGITS = 7;

/** The number that was read, and where its text ends. */
export let value = 0;
export let valueEnd = 0;

export function overBlanks(from: number, limit: number): number {
  let at = from;
  while (at < limit && (u8[at] === SPACE || u8[at] === TAB)) at++;
  return at;
}

/** Read a decimal or hexadecimal number behind blanks, perhaps with a minus; 0 for none, or one that is longer. */
export function readNumber(from: number, limit: number): number {
  let at = overBlanks(from, limit);
  const negative = at < limit && u8[at] === MINUS;
  if (negative) at++;
  const start = at;
  let number = 0;
  let c = at < limit ? (u8[at] as number) : NEWLINE;
  if (c < 48 || c > 57) return 0;
  if (c === 48) {
    at++;
    c = at < limit ? (u8[at] as number) : NEWLINE;
    if (c === SMALL_X) {
      at++;
      const digits = at;
      for (; at < limit && at - digits <= MOST_HEX_DIGITS; at++) {
        c = u8[at] as number;
        const d = c <= 57 ? c - 48 : (c | 32) >= 97 ? (c | 32) - 87 : 16;
        if (d < 0 || d > 15) break;
        number = (number << 4) + d;
      }
      if (at === digits || at - digits > MOST_HEX_DIGITS) return 0;
    }
  } else {
    while (c >= 48 && c <= 57 && at - start <= MOST_DIGITS) {
      number = Math.imul(number, 10) + c - 48;
      at++;
      c = at < limit ? (u8[at] as number) : NEWLINE;
    }
    if (at - start > MOST_DIGITS) return 0;
  }
  c = at < limit ? (u8[at] as number) : NEWLINE;
  if (((u8[CLASSES + c] as number) & NAME_PART) !== 0) return 0;
  value = negative ? 0 - number : number;
  valueEnd = at;
  return 1;
}

/** The upper half of the number that readWide has read. */
export let valueHigh = 0;

/** So many hexadecimal and decimal digits it takes. */
const MOST_WIDE_HEX = 15;
const WIDE_DIGITS = 10;

/** As readNumber, of up to 60 bits, or ten digits. */
export function readWide(from: number, limit: number): number {
  if (readNumber(from, limit) !== 0) {
    valueHigh = value >> 31;
    return 1;
  }
  let at = overBlanks(from, limit);
  const negative = at < limit && u8[at] === MINUS;
  if (negative) at++;
  if (at + 2 >= limit) return 0;
  let low = 0;
  let high = 0;
  const start = at;
  if (u8[at] === ZERO) {
    if (u8[at + 1] !== SMALL_X) return 0;
    for (at += 2; at < limit && at - start <= MOST_WIDE_HEX + 2; at++) {
      const c = u8[at] as number;
      const d = c <= 57 ? c - 48 : (c | 32) >= 97 ? (c | 32) - 87 : 16;
      if (d < 0 || d > 15) break;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | d;
    }
    if (at === start + 2 || at - start > MOST_WIDE_HEX + 2) return 0;
  } else {
    for (; at < limit && at - start <= WIDE_DIGITS; at++) {
      const d = (u8[at] as number) - 48;
      if (d < 0 || d > 9) break;
      // ten times what there is of 16 bits, and of those above
      const lower = Math.imul(low & 0xffff, 10) + d;
      const upper = Math.imul(low >>> 16, 10) + (lower >>> 16);
      high += upper >>> 16;
      low = (upper << 16) | (lower & 0xffff);
    }
    if (at - start !== WIDE_DIGITS) return 0;
  }
  if (at < limit && ((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) !== 0) return 0;
  if (negative) {
    high = low === 0 ? 0 - high : ~high;
    low = (0 - low) | 0;
  }
  value = low;
  valueHigh = high;
  valueEnd = at;
  return 1;
}

/** Behind a comma and blanks around it; 0 where there is none. */
export function overComma(from: number, limit: number): number {
  const at = overBlanks(from, limit);
  return at < limit && u8[at] === COMMA ? overBlanks(at + 1, limit) : 0;
}

/** Where the statement ends if it does so here, at its terminator; else 0. */
export function endOfStatement(from: number, limit: number): number {
  let at = overBlanks(from, limit);
  if (at >= limit) return at;
  const c = u8[at] as number;
  if (c === NEWLINE || c === SEMICOLON) return at;
  if (c !== SLASH || at + 1 >= limit || u8[at + 1] !== SLASH) return 0;
  while (at < limit && u8[at] !== NEWLINE) at++;
  return at;
}
