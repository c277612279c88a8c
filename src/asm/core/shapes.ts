/**
 * Words of instructions by their shape: what is quick of shapes.ts, which says what a shape is.
 *
 * Enters: a statement's characters. Leaves: its shape and its numbers; its word, where rules for the shape are known.
 */
import { evaluateNumbers, high, low } from './expression.ts';
import {
  AND,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  HASH,
  LESS,
  MINUS,
  NAME_PART,
  NEWLINE,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OR,
  PERCENT,
  SLASH,
  SMALL_L,
  SMALL_P,
  SMALL_R,
  SMALL_V,
  SMALL_X,
  SMALL_Z,
  SPACE,
  STAR,
  TILDE,
  XOR,
} from './facts.ts';
import { FORM, madeOf } from './immediates.ts';
import { CLASSES, HIGHS, KINDS, REGISTERS, SCRATCH, SHAPE, STARTS, STATE, VALUES } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { findAlias, REGISTER_AT, register, usesAlias } from './names.ts';
import { overBlanks } from './numbers.ts';
import { rowOfText, spread } from './words.ts';

/** Longer texts have no shape, nor have those with more numbers. */
export const LONGEST = 120;
export const MOST_NUMBERS = 6;

/** What a byte is to the scan: what may end a statement, `#`, a digit, a blank; else it stands for itself, a letter for the small one. */
export const KIND = { ending: 0, hash: 1, digit: 2, blank: 3, calculated: 4, other: 5 } as const;
/** Stands for a number in the text of a shape. */
const MARK = 1;

/** And for the symbol that ends a stem. */
const SYMBOL = 2;

/** So many digits fit an int32, and 64 bits. */
const FEW_DIGITS = 9;
const MOST_DIGITS = 19;
const MOST_HEX_DIGITS = 16;

/**
 * Of rules for a shape's numbers: the word, what is to be known of them (COUNTS), where other rules for the same shape begin (0: none); then for each part of a
 * field what RULE says, and pairs of fields that must be distinct.
 */
export const HEAD = { word: 0, counts: 1, next: 2, parts: 3 } as const;
/**
 * In one number: how many parts and pairs there are, whether numbers follow each other, whether the rules hold with any more features, how often they were not
 * enough, and the relocation of a stem's symbol.
 */
export const COUNTS = { pairs: 4, follows: 8, general: 9, tries: 10, reloc: 16 } as const;
/**
 * Of a part: in one number its shift, log2 of the scale, width, bits below, index of the number, sign of the scale, whether the number before is added
 * and whether both together may be no more than the most, and the form (immediates.ts); least and most of the number, and what is taken from it. A part of no
 * width, for a number that goes nowhere: its bias is how much it must be after the number before, modulo its most plus 1. Of another form there is
 * only how it is made, of a register's number nothing more; its sign says that there is no 31.
 */
export const RULE = { place: 0, low: 1, high: 2, bias: 3 } as const;
export const PLACE = {
  shift: 0,
  log: 5,
  width: 10,
  below: 15,
  number: 20,
  negative: 24,
  sum: 25,
  within: 26,
  form: 27,
} as const;

/** What ends no statement although it may end one: the colons of an operator before a stem's symbol. */
let inside = -1;

/** Longer than the text of any shape: one has a blank at most for each of its characters. */
const TOO_LONG = 255;
/** The register that a name stands for, as names.ts has it. */
let aliased = 0;
/** The length of the shape that is made. */
let made = 0;

/** Go over the statement at `from` to what may end it; return where that is. A statement that is too long has no shape. */
export function scan(from: number, limit: number): number {
  const end = scanText(from, limit);
  finish();
  return end;
}

/** Know the shape by its length and the hash of its text, which is filled up with zeros to whole numbers. */
function finish(): void {
  const length = made;
  i32[STATE.shapeLength] = length;
  if (length === TOO_LONG) return;
  u8[SHAPE + length] = 0;
  u8[SHAPE + length + 1] = 0;
  u8[SHAPE + length + 2] = 0;
  let hash = length;
  const last = (SHAPE + length + 3) >> 2;
  for (let i = SHAPE >> 2; i < last; i++) {
    hash = Math.imul(hash ^ (i32[i] as number), 0x2c1b3c6d);
    hash = hash ^ (hash >>> 15);
  }
  i32[STATE.shapeHash] = hash;
}

/** Of most statements; others are begun anew with more cases, which would cost all of them a third of the time. */
function scanText(from: number, limit: number): number {
  if (i32[STATE.hasAliases] !== 0) return scanAny(from, limit);
  const stop = limit < from + LONGEST ? limit : from + LONGEST;
  let length = 0;
  let count = 0;
  // before the last `#`, which means nothing in front of a number that is no lane's
  let lengthBefore = 0;
  let at = from;
  while (at < stop) {
    const c = u8[at] as number;
    let mark = u8[KINDS + c] as number;
    if (mark < KIND.other) {
      if (mark === KIND.ending && c !== inside) break;
      if (mark === KIND.blank) {
        do at++;
        while (at < stop && u8[KINDS + (u8[at] as number)] === KIND.blank);
        if (at < stop && isSpace(length, u8[at] as number) !== 0) {
          u8[SHAPE + length] = SPACE;
          length++;
        }
        continue;
      }
      if (mark === KIND.digit && count < MOST_NUMBERS) {
        const before = u8[at - 1] as number;
        const isPart = ((u8[CLASSES + before] as number) & NAME_PART) !== 0;
        const end = isPart ? registerNumber(at, limit, count) : immediate(at, limit, count);
        if (end > 0) {
          if (before === HASH) length = lengthBefore;
          else if (before === MINUS && u8[at - 2] === HASH) {
            u8[SHAPE + lengthBefore] = MINUS;
            length = lengthBefore + 1;
          }
          i32[STARTS + count] = at;
          count++;
          mark = MARK;
          at = end - 1;
        } else mark = c;
      } else {
        if (mark === KIND.hash) {
          if (((u8[CLASSES + (u8[at - 1] as number)] as number) & NAME_PART) !== 0) {
            u8[SHAPE + length] = SPACE;
            length++;
          }
          lengthBefore = length > 0 && u8[SHAPE + length - 1] === OPEN_BRACKET ? length + 1 : length;
        } else if (mark === KIND.calculated) {
          const before = length === 0 ? COMMA : (u8[SHAPE + length - 1] as number);
          if (c !== MINUS || before === MARK || before === SPACE) return scanAny(from, limit);
        }
        mark = c;
      }
    }
    u8[SHAPE + length] = mark;
    length++;
    at++;
  }
  if (at < stop && u8[at] === SLASH && u8[at + 1] !== SLASH) return scanAny(from, limit);
  // what goes on behind `stop` is longer than anything that is kept
  made = at === stop && at < limit ? TOO_LONG : length;
  i32[STATE.count] = count;
  return at;
}

/** The same where names stand for registers, or numbers are calculated from others. */
function scanAny(from: number, limit: number): number {
  let stop = limit < from + LONGEST ? limit : from + LONGEST;
  const hasAliases = i32[STATE.hasAliases] as number;
  let length = 0;
  let count = 0;
  // before the last `#`, which means nothing in front of a number that is no lane's
  let lengthBefore = 0;
  let at = from;
  while (at < stop) {
    const c = u8[at] as number;
    let mark = u8[KINDS + c] as number;
    let isRare = 0;
    if (mark < KIND.other) {
      if (mark === KIND.ending && c !== inside) break;
      if (mark === KIND.blank) {
        do at++;
        while (at < stop && u8[KINDS + (u8[at] as number)] === KIND.blank);
        if (at < stop && isSpace(length, u8[at] as number) !== 0) {
          u8[SHAPE + length] = SPACE;
          length++;
        }
        continue;
      }
      if (mark === KIND.digit && count < MOST_NUMBERS) {
        const before = u8[at - 1] as number;
        const isPart = ((u8[CLASSES + before] as number) & NAME_PART) !== 0;
        const end = isPart ? registerNumber(at, limit, count) : immediate(at, limit, count);
        mark = c;
        if (end > 0) {
          const after = end < limit ? (u8[end] as number) : NEWLINE;
          if (!isPart && after !== NEWLINE && after !== COMMA && after !== CLOSE_BRACKET) {
            const sign = before === MINUS ? 1 : 0;
            const sumEnd =
              isOperator(end, limit) === 0 ? 0 : standIn(at - sign, limit, length - sign, lengthBefore, count);
            if (sumEnd > 0) {
              stop = later(stop, sumEnd - at, limit);
              length = made;
              count++;
              at = sumEnd;
              continue;
            }
          }
          if (before === HASH) length = lengthBefore;
          else if (before === MINUS && u8[at - 2] === HASH) {
            u8[SHAPE + lengthBefore] = MINUS;
            length = lengthBefore + 1;
          }
          i32[STARTS + count] = at;
          count++;
          mark = MARK;
          at = end - 1;
        }
      } else {
        if (mark === KIND.hash) {
          if (((u8[CLASSES + (u8[at - 1] as number)] as number) & NAME_PART) !== 0) {
            u8[SHAPE + length] = SPACE;
            length++;
          }
          lengthBefore = length > 0 && u8[SHAPE + length - 1] === OPEN_BRACKET ? length + 1 : length;
        } else if (c === OPEN || c === TILDE) isRare = 1;
        mark = c;
      }
    } else if (mark === SMALL_L || (hasAliases !== 0 && mark >= 97 && mark <= 122)) isRare = 1;
    if (isRare !== 0 && at > from) {
      const end = standIn(at, limit, length, lengthBefore, count);
      if (end < 0) break;
      if (end > 0) {
        stop = later(stop, end - at, limit);
        count += u8[SHAPE + made - 1] === MARK ? 1 : 0;
        length = made;
        at = end;
        continue;
      }
    }
    u8[SHAPE + length] = mark;
    length++;
    at++;
  }
  // what goes on behind `stop` is longer than anything that is kept
  made = at >= stop && at < limit ? TOO_LONG : length;
  i32[STATE.count] = count;
  return at;
}

/**
 * The end of what stands at `at` for a register, or for a number that is calculated from others: the shape, so far of this length, goes on with that, and its
 * length is in `made`. 0 for anything else, -1 for one register too many: as a name it would have a shape that means nothing under another name.
 */
function standIn(at: number, limit: number, length: number, lengthBefore: number, count: number): number {
  const letter = (u8[at] as number) | 32;
  let end = 0;
  let to = length;
  if (letter >= 97 && letter <= 122) {
    if (((u8[CLASSES + (u8[at - 1] as number)] as number) & NAME_PART) !== 0) return 0;
    end = registerEnd(at, limit);
    if (end === 0) return 0;
    to = writeLetters(length);
    const number = (aliased >>> REGISTER_AT) - 1;
    if (number < 0) {
      made = to;
      return end;
    }
    if (count === MOST_NUMBERS) return -1;
    i32[VALUES + count] = number;
    i32[HIGHS + count] = 0;
  } else {
    end = count < MOST_NUMBERS ? calculated(at, limit, count) : 0;
    if (end === 0) return 0;
    to = sign(at, length, lengthBefore, count);
  }
  i32[STARTS + count] = at;
  u8[SHAPE + to] = MARK;
  made = to + 1;
  return end;
}

/** Whether an operator follows, behind blanks. */
function isOperator(from: number, limit: number): number {
  const at = overBlanks(from, limit);
  if (at >= limit) return 0;
  const c = u8[at] as number;
  if (c >= STAR && c <= SLASH) return c !== COMMA && c !== DOT ? 1 : 0;
  return c === PERCENT || c === AND || c === LESS || c === EQUALS || c === GREATER || c === XOR || c === OR ? 1 : 0;
}

/** The end of the immediate at `from` if one may begin there, and it is calculated from numbers alone, and what it comes to becomes the i-th; else 0. */
function calculated(from: number, limit: number, i: number): number {
  let before = from - 1;
  while (u8[KINDS + (u8[before] as number)] === KIND.blank) before--;
  const opening = u8[before];
  if (opening !== COMMA && opening !== OPEN_BRACKET && opening !== HASH) return 0;
  const end = evaluateNumbers(from, limit);
  if (end === 0) return 0;
  const c = end < limit ? (u8[end] as number) : NEWLINE;
  if (c !== COMMA && c !== CLOSE_BRACKET && u8[KINDS + c] !== KIND.ending) return 0;
  i32[VALUES + i] = low;
  i32[HIGHS + i] = high;
  return end;
}

/** The length of the shape with the sign of the i-th number, which was calculated, as if it were written out at `start`. */
function sign(start: number, length: number, lengthBefore: number, i: number): number {
  const to = u8[start - 1] === HASH ? lengthBefore : length;
  if ((i32[HIGHS + i] as number) >= 0) return to;
  u8[SHAPE + to] = MINUS;
  return to + 1;
}

/** `stop` for a text of which `bytes` come to one number. */
function later(stop: number, bytes: number, limit: number): number {
  return bytes > limit - stop ? limit : stop + bytes;
}

/** X30 by its name. */
const LINK = SMALL_X | (31 << REGISTER_AT);

/** The end of the name at `from` if it stands for a register, whose letters and number are in `aliased` then; else 0. Only a vector register may have a dot behind it. */
function registerEnd(from: number, limit: number): number {
  if (((u8[from] as number) | 32) === SMALL_L && from + 1 < limit && ((u8[from + 1] as number) | 32) === SMALL_R) {
    const c = from + 2 < limit ? (u8[from + 2] as number) : NEWLINE;
    if (((u8[CLASSES + c] as number) & NAME_PART) === 0) {
      aliased = LINK;
      return from + 2;
    }
  }
  const end = i32[STATE.hasAliases] === 0 ? 0 : findAlias(from, limit);
  aliased = register;
  if (end === 0 || end >= limit || u8[end] !== DOT) return end;
  const letter = aliased & 255;
  return letter === SMALL_V || letter === SMALL_Z || letter === SMALL_P ? end : 0;
}

/** Append the letters of the register that a name stands for. */
function writeLetters(from: number): number {
  let length = from;
  for (let letters = aliased & ((1 << REGISTER_AT) - 1); letters !== 0; letters >>= 8) {
    u8[SHAPE + length] = letters & 255;
    length++;
  }
  return length;
}

/** Whether blanks before the byte `next`, and behind the shape's first `length` bytes, mean anything. */
function isSpace(length: number, next: number): number {
  const before = length === 0 ? COMMA : (u8[SHAPE + length - 1] as number);
  if (before === COMMA || before === OPEN_BRACKET || before === OPEN_BRACE || next === COMMA || next === CLOSE_BRACE)
    return 0;
  // `v0.4s- v3.4s`
  if (before === MINUS && (next | 32) === SMALL_V) return 0;
  return u8[KINDS + next] !== KIND.ending ? 1 : 0;
}

/** Make the shape of what stands before a symbol: of `from` to `to`, with a mark for the symbol, and a bracket if one closes behind it; 0 where it has none. */
export function scanStem(from: number, to: number, closed: number): number {
  inside = COLON;
  const end = scanText(from, to);
  inside = -1;
  if (end !== to || made > LONGEST) return 0;
  u8[SHAPE + made] = SYMBOL;
  made++;
  if (closed !== 0) {
    u8[SHAPE + made] = CLOSE_BRACKET;
    made++;
  }
  finish();
  return 1;
}

/** The end of the one or two digits at `start` that are a register's number, the i-th; 0 where they are not. */
function registerNumber(start: number, limit: number, i: number): number {
  if (u8[REGISTERS + (u8[start - 1] as number)] === 0) return 0;
  if (((u8[CLASSES + (u8[start - 2] as number)] as number) & NAME_PART) !== 0) return 0;
  let end = start + 1;
  let value = (u8[start] as number) - 48;
  let c = end < limit ? (u8[end] as number) : NEWLINE;
  if (u8[KINDS + c] === KIND.digit && value !== 0) {
    value = Math.imul(value, 10) + c - 48;
    end++;
    c = end < limit ? (u8[end] as number) : NEWLINE;
  }
  if (((u8[CLASSES + c] as number) & NAME_PART) !== 0 && c !== DOT) return 0;
  i32[VALUES + i] = value;
  i32[HIGHS + i] = 0;
  return end;
}

/** The end of the number at `start`, a digit, whose value becomes the i-th; 0 where it is none that counts. */
function immediate(start: number, limit: number, i: number): number {
  let at = start + 1;
  let value = (u8[start] as number) - 48;
  let high = 0;
  let c = at < limit ? (u8[at] as number) : NEWLINE;
  if (value !== 0) {
    while (u8[KINDS + c] === KIND.digit && at - start < MOST_DIGITS) {
      if (at - start < FEW_DIGITS) value = Math.imul(value, 10) + c - 48;
      else {
        // by halves of 16 bits, so that nothing is lost
        const low = Math.imul(value & 0xffff, 10) + c - 48;
        const upper = Math.imul(value >>> 16, 10) + (low >>> 16);
        value = (upper << 16) | (low & 0xffff);
        high = (Math.imul(high, 10) + (upper >>> 16)) | 0;
      }
      at++;
      c = at < limit ? (u8[at] as number) : NEWLINE;
    }
  } else if (c === SMALL_X) {
    const digits = at + 1;
    at++;
    for (; at < limit && at - digits < MOST_HEX_DIGITS; at++) {
      c = u8[at] as number;
      const d = c <= 57 ? c - 48 : (c | 32) - 87;
      if (d < 0 || d > 15 || (c > 57 && d < 10)) break;
      high = (high << 4) | (value >>> 28);
      value = (value << 4) | d;
    }
    if (at === digits) return 0;
    c = at < limit ? (u8[at] as number) : NEWLINE;
  }
  if (((u8[CLASSES + c] as number) & NAME_PART) !== 0) return 0;
  if (u8[start - 1] === MINUS) {
    if (high < 0 && (value !== 0 || high << 1 !== 0)) return 0;
    high = value === 0 ? (0 - high) | 0 : ~high;
    value = (0 - value) | 0;
  }
  i32[VALUES + i] = value;
  i32[HIGHS + i] = high;
  return at;
}

/** The row of the statement scanned last, or the free one where it belongs. */
export function shapeRow(): number {
  return rowIn(
    i32[STATE.shapes] as number,
    i32[STATE.shapeMask] as number,
    i32[STATE.shapeTexts] as number,
    i32[STATE.shapeHash] as number,
    i32[STATE.shapeLength] as number,
  );
}

function rowIn(rows: number, mask: number, texts: number, hash: number, length: number): number {
  let place = spread(hash) & mask;
  for (;;) {
    const row = rows + place;
    const known = i32[row + 1] as number;
    if (known === 0) return row;
    if (i32[row] === hash && known === length && isSameText((texts + (i32[row + 2] as number)) >>> 2, length) !== 0)
      return row;
    place = (place + 4) & mask;
  }
}

/** Whether the shape's text, of this length, is the one that begins with number `text`. */
function isSameText(text: number, length: number): number {
  const count = (length + 3) >> 2;
  for (let i = 0; i < count; i++) if (i32[text + i] !== i32[(SHAPE >> 2) + i]) return 0;
  return 1;
}

/** Whether the word of the statement scanned last is known; it is in the state then. */
export function findShape(): number {
  if (applyAny(i32[STATE.rules] as number, i32[shapeRow() + 3] as number, 0) !== 0) return 1;
  return i32[STATE.usual] === 0 ? 0 : findUsual();
}

/** Whether there are rules for the shape of the statement scanned last, be it for other numbers. */
export function isShape(): number {
  if (i32[shapeRow() + 3] !== 0) return 1;
  return i32[STATE.usual] !== 0 && i32[usualRow() + 3] !== 0 ? 1 : 0;
}

/** Whether the word of the statement of `length` bytes at SCRATCH is known, by its shape, or by its whole text, which has this hash; it is in the state then. */
export function lookUp(length: number, hash: number): number {
  const end = SCRATCH + length;
  if (scan(SCRATCH, end) === end && findShape() !== 0) return 1;
  const row = rowOfText(
    i32[STATE.words] as number,
    i32[STATE.wordMask] as number,
    i32[STATE.wordTexts] as number,
    hash,
    SCRATCH,
    length,
  );
  if (i32[row + 1] === 0 || (i32[STATE.hasAliases] !== 0 && usesAlias(SCRATCH, end) !== 0)) return 0;
  i32[STATE.word] = i32[row + 3] as number;
  return 1;
}

/** The same among the shapes of fewer features: what holds with any more of them. */
function findUsual(): number {
  return applyAny(i32[STATE.usualRules] as number, i32[usualRow() + 3] as number, 1 << COUNTS.general);
}

function usualRow(): number {
  return rowIn(
    i32[STATE.usual] as number,
    i32[STATE.usualMask] as number,
    i32[STATE.usualTexts] as number,
    i32[STATE.shapeHash] as number,
    i32[STATE.shapeLength] as number,
  );
}

/** Make the word by the first rules, from number `first` of `rules` on, that have these bits in their counts and are for the numbers; 0 where none are. */
function applyAny(rules: number, first: number, needed: number): number {
  for (let at = first; at !== 0; at = i32[rules + at + HEAD.next] as number)
    if (((i32[rules + at + HEAD.counts] as number) & needed) === needed && apply(rules + at) !== 0) return 1;
  return 0;
}

/** How many numbers a part of this form has. */
function sizeOfPart(form: number): number {
  if (form === FORM.linear) return 4;
  return form === FORM.register ? 1 : 2;
}

/** Make the word by the rules at `at`; 0 where the numbers are not for them. */
function apply(at: number): number {
  let word = i32[at + HEAD.word] as number;
  const counts = i32[at + HEAD.counts] as number;
  const count = counts & 15;
  let k = at + HEAD.parts;
  for (let i = 0; i < count; i++) {
    const place = i32[k + RULE.place] as number;
    const number = (place >> PLACE.number) & 15;
    const value = i32[VALUES + number] as number;
    const high = i32[HIGHS + number] as number;
    const form = place >> PLACE.form;
    if (form === FORM.register) {
      if ((value & -32) !== 0 || high !== 0 || (value === 31 && ((place >> PLACE.negative) & 1) !== 0)) return 0;
      word |= value << (place & 31);
      k++;
    } else if (form === FORM.linear) {
      const bits = linear(k, place, value, high);
      if (bits < 0) return 0;
      word |= bits << (place & 31);
      k += 4;
    } else {
      const bits = madeOf(form, i32[k + 1] as number, value, high);
      if (bits < 0) return 0;
      word |= bits << (place & 31);
      k += 2;
    }
  }
  if (((counts >> COUNTS.follows) & 1) !== 0 && follow(at, count) === 0) return 0;
  const pairs = (counts >> COUNTS.pairs) & 15;
  for (let i = 0; i < pairs; i++) {
    const pair = i32[k + i] as number;
    if ((((word >>> (pair & 31)) ^ (word >>> (pair >> 5))) & 31) === 0) return 0;
  }
  i32[STATE.word] = word;
  i32[STATE.reloc] = counts >> COUNTS.reloc;
  return 1;
}

/** The bits of a linear part at `k`; -1 where the number is not for it. */
function linear(k: number, place: number, value: number, high: number): number {
  const most = i32[k + RULE.high] as number;
  if (value < (i32[k + RULE.low] as number) || value > most || high !== value >> 31) return -1;
  let units = (value - (i32[k + RULE.bias] as number)) | 0;
  if (((place >> PLACE.sum) & 3) !== 0) {
    const before = i32[VALUES + ((place >> PLACE.number) & 15) - 1] as number;
    if (((place >> PLACE.within) & 1) !== 0 && value + before > most) return -1;
    if (((place >> PLACE.sum) & 1) !== 0) units = (units + before) | 0;
  }
  const log = (place >> PLACE.log) & 31;
  if ((units & ((1 << log) - 1)) !== 0) return -1;
  units >>= log;
  if (((place >> PLACE.negative) & 1) !== 0) units = (0 - units) | 0;
  units >>= (place >> PLACE.below) & 31;
  return units & ((1 << ((place >> PLACE.width) & 31)) - 1);
}

/** Whether the numbers that go nowhere and depend on the one before are what they must be. */
function follow(at: number, count: number): number {
  let k = at + HEAD.parts;
  for (let i = 0; i < count; i++) {
    const place = i32[k + RULE.place] as number;
    const form = place >> PLACE.form;
    if (form === FORM.linear && ((place >> PLACE.width) & 31) === 0 && i32[k + RULE.bias] !== 0) {
      const number = (place >> PLACE.number) & 15;
      const wanted = (i32[VALUES + number - 1] as number) + (i32[k + RULE.bias] as number);
      if ((wanted & (i32[k + RULE.high] as number)) !== i32[VALUES + number]) return 0;
    }
    k += sizeOfPart(form);
  }
  return 1;
}
