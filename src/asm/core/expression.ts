/**
 * Expressions in a statement's text: numbers, symbols and numeric labels, the operators that compilers and macros of C write, parentheses.
 *
 * Leaves a number of 64 bits, with a symbol added and one taken away, as expression.ts of the reader of text does. What it has not made out it has looked up
 * all the same, and says so by 0: a value that has to be kept as an operation, character constants, operators of signs, errors.
 */

import {
  AND,
  CLOSE,
  DIGIT,
  DOT,
  EQUALS,
  GREATER,
  LESS,
  MINUS,
  NAME_PART,
  NAME_START,
  NOT,
  OPEN,
  OR,
  PERCENT,
  PLUS,
  SLASH,
  SMALL_B,
  SMALL_F,
  SPACE,
  STAR,
  STT,
  TILDE,
  WHERE,
  XOR,
} from './facts.ts';
import { FAR, fragmentDistance } from './fragments.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, readWide, value, valueEnd, valueHigh } from './numbers.ts';
import { outOffset } from './output.ts';
import { BIT, findLabel, intern, makeHere, ROW, ROW_LOG, TYPE_AT } from './symbols.ts';

/** Deeper ones are left to the reader of text. */
const DEEPEST = 32;
const MOST_LABEL_DIGITS = 8;

/** The symbols that are added and taken away (-1: none), and the number's halves. */
export let plus = -1;
export let minus = -1;
export let low = 0;
export let high = 0;
/** Whether any symbol was looked at. */
export let named = false;

let limit = 0;
/** Only numbers are read. */
let numeric = false;

/** Read the expression at `from`; where it and blanks behind it end, or 0. */
export function evaluate(from: number, end: number): number {
  limit = end;
  named = false;
  return climb(from, 0, 0);
}

/** The same of one that is made of nothing but numbers. */
export function evaluateNumbers(from: number, end: number): number {
  numeric = true;
  const at = evaluate(from, end);
  numeric = false;
  return at;
}

/** The same where it must be all of the statement, whose end is returned. */
export function evaluateStatement(from: number, end: number): number {
  const at = evaluate(from, end);
  return at === 0 ? 0 : endOfStatement(at, end);
}

export function isConstant(): boolean {
  return plus < 0 && minus < 0;
}

/** Whether the number fits 32 bits with a sign. */
export function isShort(): boolean {
  return high === low >> 31;
}

/** Whether the number, or what it is negative, fits so many bytes. */
export function fits(size: number): boolean {
  if (size === 8) return true;
  if (size === 4) return high === 0 || (high === -1 && low !== 0);
  const range = 1 << (size << 3);
  return isShort() && low > 0 - range && low < range;
}

/** Operands and operators that bind tighter than `floor`. */
function climb(from: number, floor: number, depth: number): number {
  if (depth > DEEPEST) return 0;
  let at = operand(from, depth);
  while (at !== 0) {
    at = overBlanks(at, limit);
    const operator = at < limit ? operatorAt(at) : 0;
    const rank = rankOf(operator);
    if (rank <= floor) return at;
    const plusBefore = plus;
    const minusBefore = minus;
    const lowBefore = low;
    const highBefore = high;
    at = climb(at + operatorLength, rank, depth + 1);
    if (at === 0 || combine(operator, plusBefore, minusBefore, lowBefore, highBefore) === 0) return 0;
  }
  return 0;
}

/** Operators besides those that their first characters say: of `<<`, `>>` and `==`, and of single characters. */
const OPERATOR = { notEqual: 1, less: 2, greater: 3, notGreater: 4, notLess: 5, and: 6, or: 7 } as const;

let operatorLength = 1;

/** The operator at `at`; 0 for none that is understood here. */
function operatorAt(at: number): number {
  const c = u8[at] as number;
  const next = at + 1 < limit ? (u8[at + 1] as number) : 0;
  operatorLength = 2;
  if (c === LESS || c === GREATER || c === EQUALS || c === NOT) {
    if (next === EQUALS && c !== EQUALS)
      return c === LESS ? OPERATOR.notGreater : c === GREATER ? OPERATOR.notLess : OPERATOR.notEqual;
    if (c === LESS && next === GREATER) return OPERATOR.notEqual;
    if (next === c) return c === NOT ? XOR : c;
    operatorLength = 1;
    // blanks between two characters do not count
    const after = u8[overBlanks(at + 1, limit)] as number;
    if (c === EQUALS || c === NOT || after === EQUALS || after === LESS || after === GREATER) return 0;
    return c === LESS ? OPERATOR.less : OPERATOR.greater;
  }
  if (c === next && (c === AND || c === OR)) return c === AND ? OPERATOR.and : OPERATOR.or;
  operatorLength = 1;
  if (c === SLASH && (next === SLASH || next === STAR)) return 0;
  return c < SPACE ? 0 : c;
}

/** How tightly an operator binds, as expr/dialect.ts has it; 0 for what is none. */
function rankOf(operator: number): number {
  switch (operator) {
    case OPERATOR.or:
      return 1;
    case OPERATOR.and:
      return 2;
    case EQUALS:
    case OPERATOR.notEqual:
    case OPERATOR.less:
    case OPERATOR.greater:
    case OPERATOR.notGreater:
    case OPERATOR.notLess:
      return 3;
    case PLUS:
    case MINUS:
      return 4;
    case OR:
    case XOR:
    case AND:
      return 5;
    case STAR:
    case SLASH:
    case PERCENT:
    case LESS:
    case GREATER:
      return 6;
    default:
      return 0;
  }
}

function operand(from: number, depth: number): number {
  if (depth > DEEPEST) return 0;
  const at = overBlanks(from, limit);
  if (at >= limit) return 0;
  const c = u8[at] as number;
  if (c === OPEN) {
    const end = climb(at + 1, 0, depth + 1);
    return end !== 0 && end < limit && u8[end] === CLOSE ? end + 1 : 0;
  }
  if (numeric && (c === TILDE || (c === MINUS && at + 1 < limit && u8[at + 1] === OPEN))) {
    const end = operand(at + 1, depth + 1);
    if (c === MINUS) negate();
    else isNumber(~low, ~high);
    return end;
  }
  const kind = u8[CLASSES + c] as number;
  if ((kind & NAME_START) !== 0) return numeric ? 0 : symbolAt(at);
  if (readWide(at, limit) === 0) {
    if ((kind & DIGIT) !== 0) return numeric ? 0 : labelAt(at);
    return c === MINUS || c === TILDE || c === NOT || c === PLUS ? unary(c, at + 1, depth + 1) : 0;
  }
  isNumber(value, valueHigh);
  return valueEnd;
}

/** The operand behind an operator that stands before it, if it is a number. */
function unary(operator: number, from: number, depth: number): number {
  if (depth > DEEPEST) return 0;
  const end = operand(from, depth);
  if (end === 0 || !isConstant()) return 0;
  if (operator === MINUS) negate();
  else if (operator === TILDE) isNumber(~low, ~high);
  else if (operator === NOT) isNumber((low | high) === 0 ? 1 : 0, 0);
  return end;
}

function isNumber(l: number, h: number): void {
  plus = -1;
  minus = -1;
  low = l;
  high = h;
}

function isSymbol(id: number): void {
  isNumber(0, 0);
  plus = id;
}

/** The symbol whose name begins at `at`, or the location counter. */
function symbolAt(at: number): number {
  let end = at + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  named = true;
  if (u8[end - 1] === DOT) {
    // a longer name with a dot at its end may be an operator, `.sizeof.`
    if (i32[STATE.keepsNames] !== 0 || end !== at + 1) return 0;
    isSymbol(makeHere(i32[STATE.frag] as number, outOffset()));
    return end;
  }
  const id = intern(at, end - at);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  const bits = i32[row + ROW.bits] as number;
  if ((bits & BIT.again) !== 0) return 0;
  if (i32[row + ROW.where] === WHERE.absolute) {
    if ((bits & BIT.wide) !== 0) return 0;
    i32[row + ROW.bits] = bits | BIT.used;
    const number = i32[row + ROW.value] as number;
    isNumber(number, number >> 31);
  } else {
    i32[row + ROW.bits] = bits | BIT.held | BIT.used;
    isSymbol(id);
  }
  return end;
}

/** `12b`, `3f` */
function labelAt(at: number): number {
  let number = 0;
  let end = at;
  for (; end < limit && end < at + MOST_LABEL_DIGITS; end++) {
    const d = (u8[end] as number) - 48;
    if (d < 0 || d > 9) break;
    number = Math.imul(number, 10) + d;
  }
  if (end >= limit || (u8[end] !== SMALL_B && u8[end] !== SMALL_F)) return 0;
  if (end + 1 < limit && ((u8[CLASSES + (u8[end + 1] as number)] as number) & NAME_PART) !== 0) return 0;
  named = true;
  const id = findLabel(number, u8[end] === SMALL_F ? 1 : 0);
  if (id < 0) return 0;
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.bits] = (i32[row + ROW.bits] as number) | BIT.held | BIT.used;
  isSymbol(id);
  return end + 1;
}

/** left operator (what was read last): 0 when it has to wait for symbols. */
function combine(operator: number, p: number, m: number, l: number, h: number): number {
  if (p < 0 && m < 0 && plus < 0 && minus < 0) return calculate(operator, l, h);
  if (operator === PLUS) return sum(p, m, l, h, plus, minus);
  if (operator !== MINUS) return 0;
  negate();
  return sum(p, m, l, h, minus, plus);
}

/** (p1 - m1 + l, h) + (p2 - m2 + what is in the value), cancelling what is known. */
function sum(p1: number, m1: number, l: number, h: number, p2: number, m2: number): number {
  add(l, h);
  plus = p1 < 0 ? p2 : p1;
  minus = m1 < 0 ? m2 : m1;
  if ((p1 >= 0 && p2 >= 0) || (m1 >= 0 && m2 >= 0) || plus < 0) return 0;
  // of a difference on one side what can be known is known
  if (minus < 0 || (p1 >= 0 && m1 >= 0) || (p2 >= 0 && m2 >= 0)) return 1;
  const known = distance(plus, minus);
  if (known === UNKNOWN) return 0;
  if (known === LATE) return 1;
  plus = -1;
  minus = -1;
  add(known, known >> 31);
  return 1;
}

/** Of a difference: to be found by others, or known at the end. */
const UNKNOWN = 0x7fffffff;
const LATE = 0x7ffffffe;

/** The distance between two symbols, if they are in one stretch of fragments. */
function distance(a: number, b: number): number {
  const to = (i32[STATE.rows] as number) + (a << ROW_LOG);
  const from = (i32[STATE.rows] as number) + (b << ROW_LOG);
  const where = i32[to + ROW.where] as number;
  const whereFrom = i32[from + ROW.where] as number;
  if (a === b || where > WHERE.place || whereFrom > WHERE.place) return UNKNOWN;
  if (where === WHERE.undefined || whereFrom === WHERE.undefined) return LATE;
  if (isOdd(i32[to + ROW.bits] as number) || isOdd(i32[from + ROW.bits] as number)) return UNKNOWN;
  const first = i32[to + ROW.frag] as number;
  const second = i32[from + ROW.frag] as number;
  if (first < 0 || second < 0) return UNKNOWN;
  const between = first === second ? 0 : fragmentDistance(first, second);
  if (between === FAR) return LATE;
  return (between + (i32[to + ROW.value] as number) - (i32[from + ROW.value] as number)) | 0;
}

/** Whether, by its bits, a label's place is not all: its offset is large, it is an indirect function, which is not where its label is, or a section's own. */
function isOdd(bits: number): boolean {
  return (bits & (BIT.wide | BIT.isSection)) !== 0 || ((bits >> TYPE_AT) & 15) === STT.indirect;
}

/** Add a number to the value. */
function add(l: number, h: number): void {
  const sum = (low + l) | 0;
  high = (high + h + (sum >>> 0 < l >>> 0 ? 1 : 0)) | 0;
  low = sum;
}

function negate(): void {
  high = low === 0 ? (0 - high) | 0 : ~high;
  low = (0 - low) | 0;
}

/** Of products, quotients and remainders: so much of a number on either side. */
const MOST_FACTOR = 32767;

/** The number l, h operator the value; 0 for what is done elsewhere: what would be wrong, and large products and quotients. */
function calculate(operator: number, l: number, h: number): number {
  switch (operator) {
    case PLUS:
      add(l, h);
      return 1;
    case MINUS:
      negate();
      add(l, h);
      return 1;
    case OR:
      isNumber(l | low, h | high);
      return 1;
    case XOR:
      isNumber(l ^ low, h ^ high);
      return 1;
    case AND:
      isNumber(l & low, h & high);
      return 1;
    case EQUALS:
    case OPERATOR.notEqual:
    case OPERATOR.less:
    case OPERATOR.greater:
    case OPERATOR.notGreater:
    case OPERATOR.notLess: {
      const truth = compares(operator, l, h) ? -1 : 0;
      isNumber(truth, truth);
      return 1;
    }
    case OPERATOR.and:
      isNumber((l | h) !== 0 && (low | high) !== 0 ? 1 : 0, 0);
      return 1;
    case OPERATOR.or:
      isNumber((l | h | low | high) !== 0 ? 1 : 0, 0);
      return 1;
    case LESS:
      if (high !== 0 || low < 0 || low > 63) return 0;
      shiftLeft(l, h, low);
      return 1;
    case GREATER:
      // a negative number is one without a sign there
      if (high !== 0 || low < 0 || low > 63 || h < 0) return 0;
      shiftRight(l, h, low);
      return 1;
    default:
      return scale(operator, l, h);
  }
}

/** Whether the number l, h and the value compare so. */
function compares(operator: number, l: number, h: number): boolean {
  const isEqual = l === low && h === high;
  const isLess = h < high || (h === high && l >>> 0 < low >>> 0);
  if (operator === EQUALS) return isEqual;
  if (operator === OPERATOR.notEqual) return !isEqual;
  if (operator === OPERATOR.less) return isLess;
  if (operator === OPERATOR.notLess) return !isLess;
  return operator === OPERATOR.greater ? !isLess && !isEqual : isLess || isEqual;
}

function scale(operator: number, l: number, h: number): number {
  if (!isShort() || h !== l >> 31) return 0;
  let result = 0;
  if (operator === STAR) {
    if (l > MOST_FACTOR || l < 0 - MOST_FACTOR || low > MOST_FACTOR || low < 0 - MOST_FACTOR) return 0;
    result = Math.imul(l, low);
  } else {
    // of the least number and -1 the quotient would not fit
    if (low === 0 || low === -1) return 0;
    result = operator === SLASH ? (l / low) | 0 : (l % low) | 0;
  }
  isNumber(result, result >> 31);
  return 1;
}

function shiftLeft(l: number, h: number, count: number): void {
  if (count === 0) isNumber(l, h);
  else if (count >= 32) isNumber(0, l << (count - 32));
  else isNumber(l << count, (h << count) | (l >>> (32 - count)));
}

/** Of a number that is not negative. */
function shiftRight(l: number, h: number, count: number): void {
  if (count === 0) isNumber(l, h);
  else if (count >= 32) isNumber(h >> (count - 32), 0);
  else isNumber((l >>> count) | (h << (32 - count)), h >> count);
}
