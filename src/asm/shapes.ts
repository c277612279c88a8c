/**
 * Words of instructions that differ in numbers alone (`ldp x19, x20, [sp, 16]`), by their shape: the text with a mark for each number, in
 * lower case, without the blanks that mean nothing.
 *
 * Enters: statements that the encoder has taken. Leaves: a table in the core's memory, by which core/shapes.ts finds the word of a statement of
 * a shape that was encoded before, where rules for its numbers follow from the instruction table (isa/numbers.ts). Numbers are those of registers and
 * decimal or hexadecimal immediates. A program has tens of thousands of different instructions, of a few thousand shapes. The usual shapes are
 * kept in a file (scripts/shapes.ts): the encoder, which takes long to get going, is then not needed for them.
 */
import type { InstructionEncoder } from '../isa/encoder.ts';
import { type NumberRules, numberRules } from '../isa/numbers.ts';
import { core } from './core/engine.ts';
import { KINDS, SCRATCH, SHAPE, STARTS, STATE, VALUES } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { HEAD, KIND, LONGEST, PLACE, RULE } from './core/shapes.ts';
import type { Value } from './symbol.ts';
import { rehashed, textHash } from './word-cache.ts';

const FIRST_SIZE = 1 << 10;
/** More shapes than this are not kept. */
const MOST = 1 << 16;
/** More parts than this a shape has not. */
const MOST_PARTS = 12;

/** First of a saved table: what it is, and that its numbers have this order of bytes. */
const MAGIC = 0x61363473;
const SAVED = { magic: 0, features: 1, shapes: 2, used: 3, ruled: 4, slots: 5, size: 6 } as const;

export class Shapes {
  #known = 0;
  /** Index of the first row, and how many numbers they are (rows of four: hash, length (0: free), start of the text, where the rules begin (0: none)). */
  #rows = 0;
  #slots = 0;
  /** Address of the texts, their room, and how much of it is used. */
  #texts = 0;
  #room = 0;
  #used = 0;
  /** Index of the first number of rules, room, and how many are used. */
  #rules = 0;
  #ruleRoom = 0;
  #ruled = 1;

  /** How many numbers the statement scanned last has, what they are, where they begin in its text. */
  get count(): number {
    return i32[STATE.count] as number;
  }

  get values(): Int32Array {
    return i32.subarray(VALUES, VALUES + 8);
  }

  get starts(): Int32Array {
    return i32.subarray(STARTS, STARTS + 8).map((at) => at - SCRATCH);
  }

  /** The word that `findText` made. */
  get word(): number {
    return i32[STATE.word] as number;
  }

  /** Tell the core that this is the table at hand. */
  bind(): void {
    if (this.#slots === 0) this.#make(4 * FIRST_SIZE, 8 * FIRST_SIZE, 1 << 12);
    i32[STATE.shapes] = this.#rows;
    i32[STATE.shapeMask] = this.#slots - 4;
    i32[STATE.shapeTexts] = this.#texts;
    i32[STATE.rules] = this.#rules;
  }

  /** Room for so many numbers of rows, bytes of texts, numbers of rules. */
  #make(slots: number, room: number, ruleRoom: number): void {
    this.#slots = slots;
    this.#rows = core.allocate(4 * slots) >>> 2;
    this.#room = room;
    this.#texts = core.allocate(room);
    this.#ruleRoom = ruleRoom;
    this.#rules = core.allocate(4 * ruleRoom) >>> 2;
    renewViews();
  }

  /** Whether the word of text[start..end) is known; it is in `word` then. */
  findText(text: string, start: number, end: number): boolean {
    return this.#known > 0 && this.#scanText(text, start, end) && core.findShape() !== 0;
  }

  /** Keep the shape of text[start..end), which the encoder has just encoded, without symbols or warnings. */
  learn(text: string, start: number, end: number, encoder: InstructionEncoder<Value>): void {
    if (this.#known >= MOST || !this.#scanText(text, start, end)) return;
    const row = core.shapeRow();
    if (i32[row + 1] !== 0) return;
    const { count, values, starts } = this;
    const rules = numberRules(encoder, { count, values, starts }, start);
    this.#add(row, rules === undefined ? 0 : this.#keep(rules));
  }

  clear(): void {
    if (this.#known > 0) i32.fill(0, this.#rows, this.#rows + this.#slots);
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
    header[SAVED.slots] = this.#slots;
    const numbers = (from: number, count: number): Uint8Array => u8.slice(4 * from, 4 * (from + count));
    const parts = [
      new Uint8Array(header.buffer),
      numbers(this.#rows, this.#slots),
      numbers(this.#rules, this.#ruled),
      u8.slice(this.#texts, this.#texts + this.#used),
    ];
    const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  /** Begin with a table that was saved, by the same version, for these features; anything else changes nothing. */
  restore(saved: Uint8Array, features: string): void {
    const head = 4 * SAVED.size;
    if (saved.length < head) return;
    const [magic, key, shapes = 0, used = 0, ruled = 0, slots = 0] = new Int32Array(
      Uint8Array.from(saved.subarray(0, head)).buffer,
    );
    if (magic !== MAGIC || key !== textHash(features, 0, features.length)) return;
    if (saved.length !== head + 4 * (slots + ruled) + used) return;
    this.#make(slots, 2 * used, 2 * ruled);
    u8.set(saved.subarray(head, head + 4 * slots), 4 * this.#rows);
    u8.set(saved.subarray(head + 4 * slots, head + 4 * (slots + ruled)), 4 * this.#rules);
    u8.set(saved.subarray(head + 4 * (slots + ruled)), this.#texts);
    this.#known = shapes;
    this.#ruled = ruled;
    this.#used = used;
  }

  /** Scan text[start..end); false where it has no shape. */
  #scanText(text: string, start: number, end: number): boolean {
    const length = end - start;
    if (length > LONGEST) return false;
    const to = u8;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(start + i);
      if (c > 127 || to[KINDS + c] === KIND.ending) return false;
      to[SCRATCH + i] = c;
    }
    this.bind();
    core.scan(SCRATCH, SCRATCH + length);
    return true;
  }

  /** Where the rules are from now on; 0 where there are too many. */
  #keep({ word, numbers, distinct }: NumberRules): number {
    const at = this.#ruled;
    if (at + HEAD.parts + MOST_PARTS * RULE.size > this.#ruleRoom) {
      this.#rules = core.move(4 * this.#rules, 4 * this.#ruled, 16 * this.#ruleRoom) >>> 2;
      this.#ruleRoom *= 4;
      renewViews();
    }
    const rules = i32;
    const first = this.#rules + at;
    let k = first + HEAD.parts;
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
    rules[first + HEAD.word] = word;
    rules[first + HEAD.counts] = count | (distinct.length << 4) | (follows << 8);
    for (let i = 0; i < distinct.length; i++) {
      const [a, b] = distinct[i] as NumberRules['distinct'][number];
      rules[first + HEAD.pairs + i] = a | (b << 5);
    }
    this.#ruled = k - this.#rules;
    return at;
  }

  /** Keep the statement scanned last in the free row `row`. */
  #add(row: number, rules: number): void {
    const length = i32[STATE.shapeLength] as number;
    if (this.#used + length > this.#room) {
      this.#texts = core.move(this.#texts, this.#used, 4 * this.#room);
      this.#room *= 4;
      renewViews();
    }
    u8.copyWithin(this.#texts + this.#used, SHAPE, SHAPE + length);
    i32[row] = i32[STATE.shapeHash] as number;
    i32[row + 1] = length;
    i32[row + 2] = this.#used;
    i32[row + 3] = rules;
    this.#used += length;
    if (++this.#known * 8 <= this.#slots) return;
    this.#rows = rehashed(this.#rows, this.#slots, 2);
    this.#slots *= 2;
  }
}
