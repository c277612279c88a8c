/**
 * Words of instructions that differ in numbers alone (`ldp x19, x20, [sp, 16]`), by their shape: the text with a mark for each number.
 *
 * Enters: bytes of a statement. Leaves: its word, where a statement of that shape was encoded before and rules for its numbers follow from
 * the table (isa/numbers.ts). Numbers are those of registers and decimal or hexadecimal immediates; all other characters count as
 * they are. A program has tens of thousands of different instructions, of a few thousand shapes.
 */
import type { InstructionEncoder } from '../isa/encoder.ts';
import { type NumberRules, numberRules } from '../isa/numbers.ts';
import { CLASS, NAME_PART } from './chars.ts';
import { roomier } from './columns.ts';
import type { Value } from './symbol.ts';
import { spread } from './word-cache.ts';

const FIRST_SIZE = 1 << 10;
/** Longer texts have no shape, nor have those with more numbers. */
const LONGEST = 120;
const MOST_NUMBERS = 6;
/** More shapes than this are not kept. */
const MOST = 1 << 15;
/** Stands for a number in the text of a shape. */
const MARK = 1;

const ENDING = 1;
const DIGIT = 2;
/** What a byte is to the search for numbers: what may end a statement, a digit, or anything else. */
const KIND = new Uint8Array(256);
for (const c of [0, 10, 34, 39, 47, 59]) KIND[c] = ENDING;
for (let c = 48; c < 58; c++) KIND[c] = DIGIT;

/** Letters that are a register with one or two digits behind. */
const REGISTER = new Uint8Array(256);
for (const letter of 'xwvbhsdq') {
  REGISTER[letter.charCodeAt(0)] = 1;
  REGISTER[letter.toUpperCase().charCodeAt(0)] = 1;
}

/** So many digits fit an int32. */
const MOST_DIGITS = 9;
const MOST_HEX_DIGITS = 7;

/** Of a shape's rules: the word, how many parts and distinct pairs there are, those pairs; then for each part of a field what RULE says. */
const HEAD = { word: 0, counts: 1, pairs: 2, parts: 5 } as const;
/** Of a part: least and most of the number, what is taken from it, and in one its shift, log2 of the scale, width, bits below, index of the number, sign of the scale. */
const RULE = { low: 0, high: 1, bias: 2, place: 3, size: 4 } as const;
const PLACE = { shift: 0, log: 5, width: 10, below: 15, number: 20, negative: 24 } as const;
/** More parts than this a shape has not. */
const MOST_PARTS = 12;

export class Shapes {
  /** Of the statement scanned last: its hash, and its numbers with where they begin and end. */
  hash = 0;
  count = 0;
  readonly values = new Int32Array(MOST_NUMBERS);
  readonly starts = new Int32Array(MOST_NUMBERS);
  readonly #ends = new Int32Array(MOST_NUMBERS);
  /** The word that `find` made. */
  word = 0;

  #size = FIRST_SIZE;
  #known = 0;
  /** Four numbers a slot: hash, length (0: free), start in #bytes, where the rules begin in #rules (0: none, the text decides). */
  #rows = new Int32Array(FIRST_SIZE * 4);
  #bytes = new Uint8Array(FIRST_SIZE * 8);
  #used = 0;
  #rules = new Int32Array(1 << 12);
  #ruled = 1;
  /** A statement that was met as text. */
  readonly #copy = new Uint8Array(LONGEST + 1);

  /** Go over a statement from bytes[from] on, whose hash so far is `first`, to what may end it; return where that is. */
  scan(bytes: Uint8Array, from: number, limit: number, first: number): number {
    let hash = first;
    let at = from;
    let count = 0;
    for (; at < limit; at++) {
      const c = bytes[at] as number;
      const kind = KIND[c] as number;
      if (kind === ENDING) break;
      if (kind === DIGIT && count < MOST_NUMBERS) {
        const end = this.#number(bytes, at, limit, count);
        if (end > 0) {
          this.starts[count] = at;
          this.#ends[count++] = end;
          hash = (Math.imul(hash, 31) + MARK) | 0;
          at = end - 1;
          continue;
        }
      }
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    this.hash = hash;
    this.count = count;
    return at;
  }

  /** The end of the number at bytes[at], a digit, whose value becomes values[i]; 0 where it is none that counts. */
  #number(bytes: Uint8Array, start: number, limit: number, i: number): number {
    const before = bytes[start - 1] as number;
    const isRegister = ((CLASS[before] as number) & NAME_PART) !== 0;
    if (isRegister && (REGISTER[before] === 0 || ((CLASS[bytes[start - 2] as number] as number) & NAME_PART) !== 0))
      return 0;
    let at = start + 1;
    let value = (bytes[start] as number) - 48;
    let c = at < limit ? (bytes[at] as number) : 10;
    if (value !== 0) {
      for (; KIND[c] === DIGIT; c = ++at < limit ? (bytes[at] as number) : 10) value = value * 10 + c - 48;
      if (at - start > (isRegister ? 2 : MOST_DIGITS)) return 0;
    } else if (c === 120 && !isRegister) {
      const digits = ++at;
      for (; at < limit; at++) {
        c = bytes[at] as number;
        const d = c <= 57 ? c - 48 : (c | 32) - 87;
        if (d < 0 || d > 15 || (c > 57 && d < 10)) break;
        value = value * 16 + d;
      }
      if (at === digits || at - digits > MOST_HEX_DIGITS) return 0;
      c = at < limit ? c : 10;
    }
    if (((CLASS[c] as number) & NAME_PART) !== 0 && !(isRegister && c === 46)) return 0;
    this.values[i] = before === 45 ? -value : value;
    return at;
  }

  /** Whether the word of the statement scanned last, bytes[start..end), is known; it is in `word` then. */
  find(bytes: Uint8Array, start: number, end: number): boolean {
    const slot = this.#slot(bytes, start, end);
    const rules = this.#rows[slot + 3] as number;
    return rules !== 0 && this.#apply(rules);
  }

  /** The same for text[start..end), which is scanned first. */
  findText(text: string, start: number, end: number): boolean {
    return this.#scanText(text, start, end) && this.find(this.#copy, 1, end - start + 1);
  }

  /** Keep the shape of text[start..end), which the encoder has just encoded, without symbols or warnings. */
  learn(text: string, start: number, end: number, encoder: InstructionEncoder<Value>): void {
    if (this.#known >= MOST || !this.#scanText(text, start, end)) return;
    const slot = this.#slot(this.#copy, 1, end - start + 1);
    if (this.#rows[slot + 1] !== 0) return;
    const rules = numberRules(encoder, this, start - 1);
    this.#add(slot, end - start + 1, rules === undefined ? 0 : this.#keep(rules));
  }

  clear(): void {
    if (this.#known > 0) this.#rows.fill(0);
    this.#known = this.#used = 0;
    this.#ruled = 1;
  }

  /** Scan text[start..end) in the copy, from 1 on; false where it has no shape. */
  #scanText(text: string, start: number, end: number): boolean {
    const length = end - start;
    if (length > LONGEST) return false;
    const copy = this.#copy;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(start + i);
      if (c > 127 || KIND[c] === ENDING) return false;
      copy[i + 1] = c;
    }
    this.scan(copy, 1, length + 1, 0);
    return true;
  }

  /** The slot of the statement scanned last, bytes[start..end), or the free one where it belongs. */
  #slot(bytes: Uint8Array, start: number, end: number): number {
    const { hash } = this;
    const rows = this.#rows;
    const last = rows.length - 4;
    for (let at = spread(hash) & last; ; at = (at + 4) & last) {
      const length = rows[at + 1] as number;
      if (length === 0 || (rows[at] === hash && this.#is(rows[at + 2] as number, length, bytes, start, end))) return at;
    }
  }

  #is(from: number, length: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    const { count, starts } = this;
    const ends = this.#ends;
    let k = from;
    let at = start;
    for (let i = 0; i < count; i++) {
      const to = starts[i] as number;
      for (; at < to; at++) if (bytes[at] !== own[k++]) return false;
      if (own[k++] !== MARK) return false;
      at = ends[i] as number;
    }
    for (; at < end; at++) if (bytes[at] !== own[k++]) return false;
    return k - from === length;
  }

  /** Make `word` by the rules that begin at `at`; false where the numbers are not for them. */
  #apply(at: number): boolean {
    const rules = this.#rules;
    const { values } = this;
    let word = rules[at + HEAD.word] as number;
    const counts = rules[at + HEAD.counts] as number;
    const count = counts & 15;
    for (let i = 0, k = at + HEAD.parts; i < count; i++, k += RULE.size) {
      const place = rules[k + RULE.place] as number;
      const value = values[(place >> PLACE.number) & 15] as number;
      if (value < (rules[k + RULE.low] as number) || value > (rules[k + RULE.high] as number)) return false;
      let units = value - (rules[k + RULE.bias] as number);
      const log = (place >> PLACE.log) & 31;
      if ((units & ((1 << log) - 1)) !== 0) return false;
      units >>= log;
      if (place >> PLACE.negative !== 0) units = -units;
      units >>= (place >> PLACE.below) & 31;
      word |= (units & ((1 << ((place >> PLACE.width) & 31)) - 1)) << (place & 31);
    }
    for (let i = counts >> 4, k = at + HEAD.pairs; i > 0; i--, k++) {
      const pair = rules[k] as number;
      if ((((word >>> (pair & 31)) ^ (word >>> (pair >> 5))) & 31) === 0) return false;
    }
    this.word = word;
    return true;
  }

  /** Where the rules are from now on; 0 where there are too many. */
  #keep({ word, numbers, distinct }: NumberRules): number {
    const at = this.#ruled;
    while (at + HEAD.parts + MOST_PARTS * RULE.size > this.#rules.length) this.#rules = roomier(this.#rules);
    const rules = this.#rules;
    let k = at + HEAD.parts;
    let count = 0;
    for (const [i, { low, high, places }] of numbers.entries()) {
      for (const { field, scale, bias } of places) {
        let below = field.width;
        for (const part of field.parts) {
          if (++count > MOST_PARTS) return 0;
          below -= part.width;
          rules[k + RULE.low] = low;
          rules[k + RULE.high] = high;
          rules[k + RULE.bias] = bias;
          rules[k + RULE.place] =
            (part.shift << PLACE.shift) |
            (Math.log2(Math.abs(scale)) << PLACE.log) |
            (part.width << PLACE.width) |
            (below << PLACE.below) |
            (i << PLACE.number) |
            (scale < 0 ? 1 << PLACE.negative : 0);
          k += RULE.size;
        }
      }
    }
    rules[at + HEAD.word] = word;
    rules[at + HEAD.counts] = count | (distinct.length << 4);
    distinct.forEach(([a, b], i) => {
      rules[at + HEAD.pairs + i] = a | (b << 5);
    });
    this.#ruled = k;
    return at;
  }

  /** Keep the statement scanned last, copy[1..end), in the free slot `slot`. */
  #add(slot: number, end: number, rules: number): void {
    const { count, starts } = this;
    const from = this.#used;
    if (from + end > this.#bytes.length) {
      const bytes = new Uint8Array(this.#bytes.length * 2);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    const own = this.#bytes;
    let k = from;
    for (let i = 0, at = 1; i <= count; i++) {
      const to = i < count ? (starts[i] as number) : end;
      for (; at < to; at++) own[k++] = this.#copy[at] as number;
      if (i === count) break;
      own[k++] = MARK;
      at = this.#ends[i] as number;
    }
    this.#used = k;
    const rows = this.#rows;
    rows[slot] = this.hash;
    rows[slot + 1] = k - from;
    rows[slot + 2] = from;
    rows[slot + 3] = rules;
    if (++this.#known * 2 > this.#size) this.#grow();
  }

  #grow(): void {
    const old = this.#rows;
    this.#size *= 4;
    const rows = new Int32Array(this.#size * 4);
    const last = rows.length - 4;
    for (let from = 0; from < old.length; from += 4) {
      if (old[from + 1] === 0) continue;
      let at = spread(old[from] as number) & last;
      while (rows[at + 1] !== 0) at = (at + 4) & last;
      for (let k = 0; k < 4; k++) rows[at + k] = old[from + k] as number;
    }
    this.#rows = rows;
  }
}
