/**
 * `.uleb128` and `.sleb128` of one number: written as such, or a sum of symbols whose value is known, or a distance that is known at the end.
 *
 * Returns where the statement ends, or 0, with nothing written, for what has to be read otherwise. DWARF 5, 7.6.
 */

import { KINDS_OF } from './directives.ts';
import { EQUALS, MINUS, NAME_PART, NAME_START, PLUS, VARIABLE, WHERE } from './facts.ts';
import { FAR, FRAG, FRAG_LOG, fragmentDistance } from './fragments.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, readNumber, value, valueEnd } from './numbers.ts';
import { dependOn, emitByte, endFragment } from './output.ts';
import { BIT, find, ROW, ROW_LOG } from './symbols.ts';
import { FIRST_VIEW } from './views.ts';

/** Sums of so many numbers below this fit 32 bits. */
const MOST_TERMS = 4;
const MOST = 1 << 28;

/** The sum so far, and the fragments plus 1 of places that were added and taken away (0: none). */
let sum = 0;
let added = 0;
let taken = 0;
/** The symbols of the places. */
let plus = 0;
let minus = 0;
/** A view that is known later, plus 1 (0: none). */
let view = 0;

export function readLeb(kind: number, from: number, limit: number): number {
  const start = overBlanks(from, limit);
  // an assignment
  if (start < limit && u8[start] === EQUALS) return 0;
  const unsigned = kind === KINDS_OF.uleb128;
  const end = readSum(start, limit, unsigned);
  if (end === 0 || (added === 0) !== (taken === 0)) return 0;
  if (view !== 0) {
    if (added !== 0 || !unsigned) return 0;
    dependOn(endFragment(VARIABLE.leb, -1), view - 1, -1, sum, start);
    return end;
  }
  if (added !== taken) {
    const between = fragmentDistance(added - 1, taken - 1);
    if (between === FAR) {
      late(start, unsigned ? 0 : 1);
      return end;
    }
    // of places in two fragments GNU as has the sign wrong
    if (!unsigned && between > 0) return 0;
    sum += between;
  }
  if (unsigned && sum < 0) return 0;
  let rest = sum;
  const sign = unsigned ? 0 : 64;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & sign) === 0) || (rest === -1 && (low & sign) !== 0)) {
      emitByte(low);
      return end;
    }
    emitByte(low | 128);
  }
}

/** The distance is known at the end: a fragment ends here. The expression begins at `at`. */
function late(at: number, signed: number): void {
  const rows = i32[STATE.rows] as number;
  const within =
    (i32[rows + (plus << ROW_LOG) + ROW.value] as number) - (i32[rows + (minus << ROW_LOG) + ROW.value] as number);
  const id = endFragment(VARIABLE.leb, -1);
  dependOn(id, plus, minus, sum - within, at);
  i32[(i32[STATE.frags] as number) + (id << FRAG_LOG) + FRAG.power] = signed;
}

/** Terms up to the end of the statement, which is returned; 0 where they are of other kinds. */
function readSum(from: number, limit: number, unsigned: boolean): number {
  sum = 0;
  added = 0;
  taken = 0;
  view = 0;
  let at = from;
  let isMinus = false;
  for (let i = 0; i < MOST_TERMS; i++) {
    at = readTerm(at, limit, isMinus, unsigned);
    if (at === 0) return 0;
    const end = endOfStatement(at, limit);
    if (end !== 0) return end;
    at = overBlanks(at, limit);
    const operator = u8[at];
    if (operator !== PLUS && operator !== MINUS) return 0;
    isMinus = operator === MINUS;
    at = overBlanks(at + 1, limit);
    if (at >= limit || u8[at] === MINUS) return 0;
  }
  return 0;
}

function readTerm(at: number, limit: number, isMinus: boolean, unsigned: boolean): number {
  if (readNumber(at, limit) !== 0) {
    if (value >= MOST || value <= 0 - MOST) return 0;
    sum += isMinus ? 0 - value : value;
    return valueEnd;
  }
  if (at >= limit || ((u8[CLASSES + (u8[at] as number)] as number) & NAME_START) === 0) return 0;
  let end = at + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  const sym = find(at, end - at);
  return sym >= 0 && addSymbol(sym, isMinus, unsigned) !== 0 ? end : 0;
}

/** Whether the symbol is a number, or a place that another one can make a distance of. */
function addSymbol(sym: number, isMinus: boolean, unsigned: boolean): number {
  const row = (i32[STATE.rows] as number) + (sym << ROW_LOG);
  const number = i32[row + ROW.value] as number;
  const bits = i32[row + ROW.bits] as number;
  if (number >= MOST || number <= 0 - MOST || (bits & (BIT.again | BIT.wide)) !== 0) return 0;
  const where = i32[row + ROW.where];
  if (where === WHERE.place) {
    const frag = (i32[row + ROW.frag] as number) + 1;
    if (frag === 0 || (isMinus ? taken : added) !== 0) return 0;
    if (isMinus) {
      taken = frag;
      minus = sym;
    } else {
      added = frag;
      plus = sym;
    }
    i32[row + ROW.bits] = bits | BIT.held | BIT.used;
  } else if (where === WHERE.equated && (i32[row + ROW.frag] as number) <= FIRST_VIEW) {
    if (isMinus || view !== 0) return 0;
    view = sym + 1;
    i32[row + ROW.bits] = bits | BIT.held | BIT.used;
    return 1;
  } else if (where === WHERE.absolute && (unsigned || number >= 0)) i32[row + ROW.bits] = bits | BIT.used;
  else return 0;
  sum += isMinus ? 0 - number : number;
  return 1;
}
