/**
 * Words of instructions that differ in numbers alone (`ldp x19, x20, [sp, 16]`), by their shape: the text with a mark for each number, in
 * lower case, without the blanks that mean nothing.
 *
 * Enters: bytes of a statement. Leaves: its word, where a statement of that shape was encoded before and rules for its numbers follow from
 * the table (isa/numbers.ts). Numbers are those of registers and decimal or hexadecimal immediates. A program has tens of thousands of different
 * instructions, of a few thousand shapes. All is in four arrays, so that the usual shapes can be kept in a file (scripts/shapes.ts): the
 * encoder, which takes long to get going, is then not needed for them.
 */
import type { InstructionEncoder } from '../isa/encoder.ts';
import { type NumberRules, numberRules } from '../isa/numbers.ts';
import { CLASS, NAME_PART } from './chars.ts';
import { roomier } from './columns.ts';
import type { Value } from './symbol.ts';
import { rehashed, spread, textHash } from './word-cache.ts';

const FIRST_SIZE = 1 << 10;
/** Longer texts have no shape, nor have those with more numbers. */
const LONGEST = 120;
const MOST_NUMBERS = 6;
/** More shapes than this are not kept. */
const MOST = 1 << 16;

/** What a byte is to the scan: what may end a statement, a digit, a blank; else it stands for itself, a letter for the small one. */
const ENDING = 0;
const DIGIT = 2;
const BLANK = 3;
/** Stands for a number in the text of a shape. */
const MARK = 1;
const KIND = new Uint8Array(256);
for (let c = 0; c < 256; c++) KIND[c] = c >= 65 && c <= 90 ? c + 32 : Math.max(c, 4);
// a colon ends a label, or begins an operator of a symbol
for (const c of [0, 10, 34, 39, 47, 58, 59]) KIND[c] = ENDING;
for (let c = 48; c < 58; c++) KIND[c] = DIGIT;
for (const c of [9, 32]) KIND[c] = BLANK;
const SPACE = 32;
const HASH = 35;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const BRACKET = 91;

/** Letters that are a register with one or two digits behind. */
const REGISTER = new Uint8Array(256);
for (const letter of 'xwvbhsdqXWVBHSDQ') REGISTER[letter.charCodeAt(0)] = 1;

/** So many digits fit an int32. */
const MOST_DIGITS = 9;
const MOST_HEX_DIGITS = 7;

/** Of a shape's rules: the word, how many parts and distinct pairs there are and whether numbers follow each other, those pairs; then for each part of a field what RULE says. */
const HEAD = { word: 0, counts: 1, pairs: 2, parts: 5 } as const;
/**
 * Of a part: least and most of the number, what is taken from it, and in one its shift, log2 of the scale, width, bits below, index of the number, sign of
 * the scale. A part of no width, for a number that goes nowhere: its bias is how much it must be after the number before, modulo its most plus 1.
 */
const RULE = { low: 0, high: 1, bias: 2, place: 3, size: 4 } as const;
const PLACE = { shift: 0, log: 5, width: 10, below: 15, number: 20, negative: 24 } as const;
/** More parts than this a shape has not. */
const MOST_PARTS = 12;

/** First of a saved table: what it is, and that its numbers have this order of bytes. */
const MAGIC = 0x61363473;
const SAVED = { magic: 0, features: 1, shapes: 2, used: 3, ruled: 4, slots: 5, size: 6 } as const;

export class Shapes {
  /** Of the statement scanned last: how many numbers, and what they are. */
  count = 0;
  readonly values = new Int32Array(MOST_NUMBERS);
  /** Where they begin in what was scanned. */
  readonly starts = new Int32Array(MOST_NUMBERS);
  /** Its shape: #shape[0..#length), and the hash of that. */
  readonly #shape = new Uint8Array(LONGEST + 2);
  #length = 0;
  #hash = 0;
  /** The word that `find` made. */
  word = 0;

  #known = 0;
  /** Four numbers a slot: hash, length (0: free), start in #bytes, where the rules begin in #rules (0: none, the text decides). */
  #rows: Int32Array = new Int32Array(FIRST_SIZE * 4);
  #bytes = new Uint8Array(FIRST_SIZE * 8);
  #used = 0;
  #rules = new Int32Array(1 << 12);
  #ruled = 1;
  /** A statement that was met as text. */
  readonly #copy = new Uint8Array(LONGEST);

  /** Go over the statement at bytes[from] to what may end it; return where that is. A statement that is too long has no shape. */
  scan(bytes: Uint8Array, from: number, limit: number): number {
    const shape = this.#shape;
    const { starts, values } = this;
    const stop = Math.min(limit, from + LONGEST);
    let hash = 0;
    let length = 0;
    let count = 0;
    let at = from;
    while (at < stop) {
      const c = bytes[at] as number;
      let mark = KIND[c] as number;
      if (mark <= BLANK) {
        if (mark === ENDING) break;
        if (mark === BLANK) {
          do at++;
          while (at < stop && KIND[bytes[at] as number] === BLANK);
          if (at < stop && this.#isSpace(length, bytes[at] as number)) {
            shape[length++] = SPACE;
            hash = (Math.imul(hash, 31) + SPACE) | 0;
          }
          continue;
        }
        mark = c;
        const before = CLASS[bytes[at - 1] as number] as number;
        if ((before & NAME_PART) !== 0) {
          const end = this.#register(bytes, at, limit);
          if (end > 0 && count < MOST_NUMBERS) {
            starts[count] = at;
            values[count++] = end - at === 1 ? c - 48 : (c - 48) * 10 + (bytes[at + 1] as number) - 48;
            mark = MARK;
            at = end - 1;
          }
        } else if (count < MOST_NUMBERS) {
          const end = this.#immediate(bytes, at, limit, count);
          if (end > 0) {
            starts[count++] = at;
            mark = MARK;
            at = end - 1;
          }
        }
      }
      shape[length++] = mark;
      hash = (Math.imul(hash, 31) + mark) | 0;
      at++;
    }
    // what goes on behind `stop` is longer than anything that is kept
    this.#length = at === stop && at < limit ? LONGEST + 1 : length;
    this.#hash = hash;
    this.count = count;
    return at;
  }

  /** Whether blanks before the byte `next`, and behind shape[0..length), mean anything. */
  #isSpace(length: number, next: number): boolean {
    const before = length === 0 ? COMMA : (this.#shape[length - 1] as number);
    return before !== COMMA && before !== BRACKET && next !== COMMA && next !== HASH && KIND[next] !== ENDING;
  }

  /** The end of the one or two digits at bytes[start] that are a register's number; 0 where they are not. */
  #register(bytes: Uint8Array, start: number, limit: number): number {
    const letter = bytes[start - 1] as number;
    if (REGISTER[letter] === 0 || ((CLASS[bytes[start - 2] as number] as number) & NAME_PART) !== 0) return 0;
    let end = start + 1;
    let c = end < limit ? (bytes[end] as number) : 10;
    if (KIND[c] === DIGIT && bytes[start] !== 48) c = ++end < limit ? (bytes[end] as number) : 10;
    return ((CLASS[c] as number) & NAME_PART) === 0 || c === DOT ? end : 0;
  }

  /** The end of the number at bytes[start], a digit, whose value becomes values[i]; 0 where it is none that counts. */
  #immediate(bytes: Uint8Array, start: number, limit: number, i: number): number {
    let at = start + 1;
    let value = (bytes[start] as number) - 48;
    let c = at < limit ? (bytes[at] as number) : 10;
    if (value !== 0) {
      for (; KIND[c] === DIGIT; c = ++at < limit ? (bytes[at] as number) : 10) value = value * 10 + c - 48;
      if (at - start > MOST_DIGITS) return 0;
    } else if (c === 120) {
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
    if (((CLASS[c] as number) & NAME_PART) !== 0) return 0;
    this.values[i] = bytes[start - 1] === MINUS ? -value : value;
    return at;
  }

  /** Whether the word of the statement scanned last is known; it is in `word` then. */
  find(): boolean {
    const rules = this.#rows[this.#slot() + 3] as number;
    return rules !== 0 && this.#apply(rules);
  }

  /** The same for text[start..end), which is scanned first. */
  findText(text: string, start: number, end: number): boolean {
    return this.#scanText(text, start, end) && this.find();
  }

  /** Keep the shape of text[start..end), which the encoder has just encoded, without symbols or warnings. */
  learn(text: string, start: number, end: number, encoder: InstructionEncoder<Value>): void {
    if (this.#known >= MOST || !this.#scanText(text, start, end)) return;
    const slot = this.#slot();
    if (this.#rows[slot + 1] !== 0) return;
    const rules = numberRules(encoder, this, start);
    this.#add(slot, rules === undefined ? 0 : this.#keep(rules));
  }

  clear(): void {
    if (this.#known > 0) this.#rows.fill(0);
    this.#known = this.#used = 0;
    this.#ruled = 1;
  }

  /** The table, which is for the features of this key, as bytes. */
  save(features: string): Uint8Array {
    const header = new Int32Array(SAVED.size);
    header[SAVED.magic] = MAGIC;
    header[SAVED.features] = textHash(features, 0, features.length);
    header[SAVED.shapes] = this.#known;
    header[SAVED.used] = this.#used;
    header[SAVED.ruled] = this.#ruled;
    header[SAVED.slots] = this.#rows.length;
    const parts = [header, this.#rows, this.#rules.subarray(0, this.#ruled), this.#bytes.subarray(0, this.#used)];
    const out = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const { buffer, byteOffset, byteLength } of parts) {
      out.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    return out;
  }

  /** Begin with a table that was saved, by the same version, for these features; anything else changes nothing. */
  restore(saved: Uint8Array, features: string): void {
    if (saved.length < 4 * SAVED.size) return;
    const { buffer } = Uint8Array.from(saved);
    const header = new Int32Array(buffer, 0, SAVED.size);
    const [magic, key, shapes = 0, used = 0, ruled = 0, slots = 0] = header;
    if (magic !== MAGIC || key !== textHash(features, 0, features.length)) return;
    if (saved.length !== 4 * (SAVED.size + slots + ruled) + used) return;
    this.#known = shapes;
    this.#rows = new Int32Array(buffer, 4 * SAVED.size, slots);
    this.#rules = new Int32Array(buffer, 4 * (SAVED.size + slots), ruled);
    this.#ruled = ruled;
    this.#bytes = new Uint8Array(buffer, 4 * (SAVED.size + slots + ruled), used);
    this.#used = used;
  }

  /** Scan text[start..end); false where it has no shape. */
  #scanText(text: string, start: number, end: number): boolean {
    const length = end - start;
    if (length > LONGEST) return false;
    const copy = this.#copy;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(start + i);
      if (c > 127 || KIND[c] === ENDING) return false;
      copy[i] = c;
    }
    this.scan(copy, 0, length);
    return true;
  }

  /** The slot of the statement scanned last, or the free one where it belongs. */
  #slot(): number {
    const hash = this.#hash;
    const length = this.#length;
    const shape = this.#shape;
    const rows = this.#rows;
    const own = this.#bytes;
    const last = rows.length - 4;
    search: for (let at = spread(hash) & last; ; at = (at + 4) & last) {
      const known = rows[at + 1] as number;
      if (known === 0) return at;
      if (rows[at] !== hash || known !== length) continue;
      for (let i = 0, k = rows[at + 2] as number; i < length; i++, k++) if (shape[i] !== own[k]) continue search;
      return at;
    }
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
    if (counts >> 8 !== 0 && !this.#follow(at, count)) return false;
    for (let i = (counts >> 4) & 15, k = at + HEAD.pairs; i > 0; i--, k++) {
      const pair = rules[k] as number;
      if ((((word >>> (pair & 31)) ^ (word >>> (pair >> 5))) & 31) === 0) return false;
    }
    this.word = word;
    return true;
  }

  /** Whether the numbers that go nowhere and depend on the one before are what they must be. */
  #follow(at: number, count: number): boolean {
    const rules = this.#rules;
    const { values } = this;
    for (let i = 0, k = at + HEAD.parts; i < count; i++, k += RULE.size) {
      const place = rules[k + RULE.place] as number;
      const distance = rules[k + RULE.bias] as number;
      if (((place >> PLACE.width) & 31) !== 0 || distance === 0) continue;
      const number = (place >> PLACE.number) & 15;
      const last = rules[k + RULE.high] as number;
      if ((((values[number - 1] as number) + distance) & last) !== values[number]) return false;
    }
    return true;
  }

  /** Where the rules are from now on; 0 where there are too many. */
  #keep({ word, numbers, distinct }: NumberRules): number {
    const at = this.#ruled;
    while (at + HEAD.parts + MOST_PARTS * RULE.size > this.#rules.length) this.#rules = roomier(this.#rules);
    const rules = this.#rules;
    let k = at + HEAD.parts;
    let count = 0;
    let follows = 0;
    for (let i = 0; i < numbers.length; i++) {
      const { low, high, places, after } = numbers[i] as NumberRules['numbers'][number];
      if (places.length === 0) {
        if (++count > MOST_PARTS) return 0;
        rules[k + RULE.low] = low;
        rules[k + RULE.high] = high;
        rules[k + RULE.bias] = after ?? 0;
        rules[k + RULE.place] = i << PLACE.number;
        if (after !== undefined) follows = 1;
        k += RULE.size;
      }
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
    rules[at + HEAD.counts] = count | (distinct.length << 4) | (follows << 8);
    for (let i = 0; i < distinct.length; i++) {
      const [a, b] = distinct[i] as NumberRules['distinct'][number];
      rules[at + HEAD.pairs + i] = a | (b << 5);
    }
    this.#ruled = k;
    return at;
  }

  /** Keep the statement scanned last in the free slot `slot`. */
  #add(slot: number, rules: number): void {
    const length = this.#length;
    const from = this.#used;
    if (from + length > this.#bytes.length) {
      const bytes = new Uint8Array(this.#bytes.length * 2 + LONGEST);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    for (let i = 0; i < length; i++) this.#bytes[from + i] = this.#shape[i] as number;
    this.#used += length;
    const rows = this.#rows;
    rows[slot] = this.#hash;
    rows[slot + 1] = length;
    rows[slot + 2] = from;
    rows[slot + 3] = rules;
    if (++this.#known * 8 > rows.length) this.#rows = rehashed(rows, 2);
  }
}
