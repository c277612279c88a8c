/**
 * Words of instructions by their shape: what is quick of shapes.ts, which says what a shape is.
 *
 * Enters: a statement's characters. Leaves: its shape and its numbers; its word, where rules for the shape are known.
 */
import { COMMA, DOT, HASH, MINUS, NAME_PART, NEWLINE, OPEN_BRACKET, SMALL_X, SPACE, ZERO } from './facts.ts';
import { CLASSES, KINDS, REGISTERS, SHAPE, STARTS, STATE, VALUES } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { isSame, spread } from './words.ts';

/** Longer texts have no shape, nor have those with more numbers. */
export const LONGEST = 120;
export const MOST_NUMBERS = 6;

/** What a byte is to the scan: what may end a statement, a digit, a blank; else it stands for itself, a letter for the small one. */
export const KIND = { ending: 0, digit: 2, blank: 3, other: 4 } as const;
/** Stands for a number in the text of a shape. */
const MARK = 1;

/** So many digits fit an int32. */
const MOST_DIGITS = 9;
const MOST_HEX_DIGITS = 7;

/** Of a shape's rules: the word, how many parts and distinct pairs there are and whether numbers follow each other, those pairs; then for each part of a field what RULE says. */
export const HEAD = { word: 0, counts: 1, pairs: 2, parts: 5 } as const;
/**
 * Of a part: least and most of the number, what is taken from it, and in one its shift, log2 of the scale, width, bits below, index of the number, sign of
 * the scale. A part of no width, for a number that goes nowhere: its bias is how much it must be after the number before, modulo its most plus 1.
 */
export const RULE = { low: 0, high: 1, bias: 2, place: 3, size: 4 } as const;
export const PLACE = { shift: 0, log: 5, width: 10, below: 15, number: 20, negative: 24 } as const;

/** Go over the statement at `from` to what may end it; return where that is. A statement that is too long has no shape. */
export function scan(from: number, limit: number): number {
  const stop = limit < from + LONGEST ? limit : from + LONGEST;
  let hash = 0;
  let length = 0;
  let count = 0;
  let at = from;
  while (at < stop) {
    const c = u8[at] as number;
    let mark = u8[KINDS + c] as number;
    if (mark <= KIND.blank) {
      if (mark === KIND.ending) break;
      if (mark === KIND.blank) {
        do at++;
        while (at < stop && u8[KINDS + (u8[at] as number)] === KIND.blank);
        if (at < stop && isSpace(length, u8[at] as number) !== 0) {
          u8[SHAPE + length] = SPACE;
          length++;
          hash = (Math.imul(hash, 31) + SPACE) | 0;
        }
        continue;
      }
      mark = c;
      const before = u8[at - 1] as number;
      if (((u8[CLASSES + before] as number) & NAME_PART) !== 0) {
        const end = registerEnd(at, limit);
        if (end > 0 && count < MOST_NUMBERS) {
          i32[STARTS + count] = at;
          i32[VALUES + count] = end - at === 1 ? c - 48 : Math.imul(c - 48, 10) + (u8[at + 1] as number) - 48;
          count++;
          mark = MARK;
          at = end - 1;
        }
      } else if (count < MOST_NUMBERS) {
        const end = immediate(at, limit, count);
        if (end > 0) {
          i32[STARTS + count] = at;
          count++;
          mark = MARK;
          at = end - 1;
        }
      }
    }
    u8[SHAPE + length] = mark;
    length++;
    hash = (Math.imul(hash, 31) + mark) | 0;
    at++;
  }
  // what goes on behind `stop` is longer than anything that is kept
  i32[STATE.shapeLength] = at === stop && at < limit ? LONGEST + 1 : length;
  i32[STATE.shapeHash] = hash;
  i32[STATE.count] = count;
  return at;
}

/** Whether blanks before the byte `next`, and behind the shape's first `length` bytes, mean anything. */
function isSpace(length: number, next: number): number {
  const before = length === 0 ? COMMA : (u8[SHAPE + length - 1] as number);
  if (before === COMMA || before === OPEN_BRACKET || next === COMMA || next === HASH) return 0;
  return u8[KINDS + next] !== KIND.ending ? 1 : 0;
}

/** The end of the one or two digits at `start` that are a register's number; 0 where they are not. */
function registerEnd(start: number, limit: number): number {
  if (u8[REGISTERS + (u8[start - 1] as number)] === 0) return 0;
  if (((u8[CLASSES + (u8[start - 2] as number)] as number) & NAME_PART) !== 0) return 0;
  let end = start + 1;
  let c = end < limit ? (u8[end] as number) : NEWLINE;
  if (u8[KINDS + c] === KIND.digit && u8[start] !== ZERO) {
    end++;
    c = end < limit ? (u8[end] as number) : NEWLINE;
  }
  return ((u8[CLASSES + c] as number) & NAME_PART) === 0 || c === DOT ? end : 0;
}

/** The end of the number at `start`, a digit, whose value becomes the i-th; 0 where it is none that counts. */
function immediate(start: number, limit: number, i: number): number {
  let at = start + 1;
  let value = (u8[start] as number) - 48;
  let c = at < limit ? (u8[at] as number) : NEWLINE;
  if (value !== 0) {
    while (u8[KINDS + c] === KIND.digit && at - start <= MOST_DIGITS) {
      value = Math.imul(value, 10) + c - 48;
      at++;
      c = at < limit ? (u8[at] as number) : NEWLINE;
    }
    if (at - start > MOST_DIGITS) return 0;
  } else if (c === SMALL_X) {
    const digits = at + 1;
    at++;
    for (; at < limit && at - digits <= MOST_HEX_DIGITS; at++) {
      c = u8[at] as number;
      const d = c <= 57 ? c - 48 : (c | 32) - 87;
      if (d < 0 || d > 15 || (c > 57 && d < 10)) break;
      value = (value << 4) + d;
    }
    if (at === digits || at - digits > MOST_HEX_DIGITS) return 0;
    c = at < limit ? (u8[at] as number) : NEWLINE;
  }
  if (((u8[CLASSES + c] as number) & NAME_PART) !== 0) return 0;
  i32[VALUES + i] = u8[start - 1] === MINUS ? 0 - value : value;
  return at;
}

/** The row of the statement scanned last, or the free one where it belongs. */
export function shapeRow(): number {
  const hash = i32[STATE.shapeHash] as number;
  const length = i32[STATE.shapeLength] as number;
  const rows = i32[STATE.shapes] as number;
  const mask = i32[STATE.shapeMask] as number;
  const texts = i32[STATE.shapeTexts] as number;
  let place = spread(hash) & mask;
  for (;;) {
    const row = rows + place;
    const known = i32[row + 1] as number;
    if (known === 0) return row;
    if (i32[row] === hash && known === length && isSame(texts + (i32[row + 2] as number), SHAPE, length) !== 0)
      return row;
    place = (place + 4) & mask;
  }
}

/** Whether the word of the statement scanned last is known; it is in the state then. */
export function findShape(): number {
  const rules = i32[shapeRow() + 3] as number;
  return rules === 0 ? 0 : apply(rules + (i32[STATE.rules] as number));
}

/** Make the word by the rules at `at`; 0 where the numbers are not for them. */
function apply(at: number): number {
  let word = i32[at + HEAD.word] as number;
  const counts = i32[at + HEAD.counts] as number;
  const count = counts & 15;
  let k = at + HEAD.parts;
  for (let i = 0; i < count; i++) {
    const place = i32[k + RULE.place] as number;
    const value = i32[VALUES + ((place >> PLACE.number) & 15)] as number;
    if (value < (i32[k + RULE.low] as number) || value > (i32[k + RULE.high] as number)) return 0;
    let units = (value - (i32[k + RULE.bias] as number)) | 0;
    const log = (place >> PLACE.log) & 31;
    if ((units & ((1 << log) - 1)) !== 0) return 0;
    units >>= log;
    if (place >> PLACE.negative !== 0) units = (0 - units) | 0;
    units >>= (place >> PLACE.below) & 31;
    word |= (units & ((1 << ((place >> PLACE.width) & 31)) - 1)) << (place & 31);
    k += RULE.size;
  }
  if (counts >> 8 !== 0 && follow(at, count) === 0) return 0;
  const pairs = (counts >> 4) & 15;
  for (let i = 0; i < pairs; i++) {
    const pair = i32[at + HEAD.pairs + i] as number;
    if ((((word >>> (pair & 31)) ^ (word >>> (pair >> 5))) & 31) === 0) return 0;
  }
  i32[STATE.word] = word;
  return 1;
}

/** Whether the numbers that go nowhere and depend on the one before are what they must be. */
function follow(at: number, count: number): number {
  let k = at + HEAD.parts;
  for (let i = 0; i < count; i++) {
    const place = i32[k + RULE.place] as number;
    const distance = i32[k + RULE.bias] as number;
    const last = i32[k + RULE.high] as number;
    k += RULE.size;
    if (((place >> PLACE.width) & 31) !== 0 || distance === 0) continue;
    const number = (place >> PLACE.number) & 15;
    if ((((i32[VALUES + number - 1] as number) + distance) & last) !== i32[VALUES + number]) return 0;
  }
  return 1;
}
