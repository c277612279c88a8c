/**
 * Words of instructions that differ in numbers alone (`ldp x19, x20, [sp, 16]`), by their shape: the text with a mark for each number, in
 * lower case, without blanks and `#` that mean nothing. Of one that ends in a symbol (`b .L5`, `add x0, x0, :lo12:s`) it is the stem, which has a mark for
 * that, too: the symbol changes nothing but the fixup.
 *
 * Enters: statements that the encoder has taken. Leaves: a table in the core's memory, by which core/shapes.ts finds the word of a statement of
 * a shape that was encoded before, where rules for its numbers follow from the instruction table (isa/numbers.ts). Numbers are those of registers and
 * decimal or hexadecimal immediates. A shape has other rules for numbers that another row takes (`mov x0, 1`, `mov x0, -2`). A program has tens of thousands
 * of different instructions, of a few thousand shapes. The usual shapes are kept in a file (scripts/shapes.ts): the encoder, which takes long to get
 * going, is then not needed for them.
 */
import type { InstructionEncoder } from '../isa/encoder.ts';
import { type Making, type NumberRules, numberRules, type WrittenNumber } from '../isa/numbers.ts';
import { core } from './core/engine.ts';
import { CLOSE_BRACKET } from './core/facts.ts';
import { FORM, MADE } from './core/immediates.ts';
import { HIGHS, SCRATCH, SHAPE, STARTS, STATE, VALUES } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { COUNTS, HEAD, LONGEST, PLACE } from './core/shapes.ts';
import type { Value } from './symbol.ts';
import { LONGEST_TEXT, type Region, rehashed, textHash } from './word-cache.ts';

const FIRST_SIZE = 1 << 10;
/** More shapes than this are not kept. */
const MOST = 1 << 16;
/** More parts than this rules have not. */
const MOST_PARTS = 12;
/** Numbers for which the rules of a shape were not enough are not looked at more often than this. */
const MOST_TRIES = 8;

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

  /** Shapes that hold here, too, if they hold with any more features. */
  #usual: Shapes | undefined;

  constructor(usual?: Shapes) {
    this.#usual = usual;
  }

  /** The word that was found, and the relocation of the symbol that ends the statement. */
  get word(): number {
    return i32[STATE.word] as number;
  }

  get reloc(): number {
    return i32[STATE.reloc] as number;
  }

  /** Tell the core that this is the table at hand. */
  bind(): void {
    if (this.#slots === 0) this.#make(4 * FIRST_SIZE, 8 * FIRST_SIZE, 1 << 12);
    i32[STATE.shapes] = this.#rows;
    i32[STATE.shapeMask] = this.#slots - 4;
    i32[STATE.shapeTexts] = this.#texts;
    i32[STATE.rules] = this.#rules;
    const usual = this.#usual;
    i32[STATE.usual] = usual ? usual.#rows : 0;
    if (!usual) return;
    i32[STATE.usualMask] = usual.#slots - 4;
    i32[STATE.usualTexts] = usual.#texts;
    i32[STATE.usualRules] = usual.#rules;
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
    return this.#scanText(text, start, end) && core.findShape() !== 0;
  }

  /** Whether the text has a shape that is known, be it for other numbers. */
  hasShape(text: string): boolean {
    return this.#scanText(text, 0, text.length) && core.isShape() !== 0;
  }

  /** As `findText`, of one that ends in the symbol at `name`, perhaps before a bracket, and of its relocation. */
  findStem(text: string, start: number, name: number, end: number): boolean {
    return this.#scanStem(text, start, name, end) && core.findShape() !== 0;
  }

  /** Keep the shape of text[start..end), which the encoder has just encoded, without symbols or warnings; whether its word is known by that. */
  learn(text: string, start: number, end: number, encoder: InstructionEncoder<Value>): boolean {
    return this.#scanText(text, start, end) && this.#learn(start, encoder);
  }

  /** Keep the stem of text[start..end), whose one symbol, at `name`, comes to nothing but this relocation. */
  learnStem(
    text: string,
    start: number,
    name: number,
    end: number,
    encoder: InstructionEncoder<Value>,
    reloc: number,
  ): void {
    if (this.#scanStem(text, start, name, end)) this.#learn(start, encoder, reloc);
  }

  /** Keep the shape scanned last. Rules that were not enough for the numbers have others put behind them. */
  #learn(start: number, encoder: InstructionEncoder<Value>, reloc?: number): boolean {
    if (this.#known >= MOST) return false;
    const row = core.shapeRow();
    const known = i32[row + 1] !== 0;
    let last = i32[row + 3] as number;
    if (known && (last === 0 || !this.#isTriedAgain(last))) return false;
    const count = i32[STATE.count] as number;
    const found = {
      count,
      values: i32.slice(VALUES, VALUES + count),
      highs: i32.slice(HIGHS, HIGHS + count),
      starts: i32.slice(STARTS, STARTS + count).map((at) => at - SCRATCH + start),
    };
    const rules = numberRules(encoder, found, reloc !== undefined);
    const kept = rules === undefined ? 0 : this.#keep(rules, reloc ?? 0);
    if (!known) {
      this.#add(row, kept);
      return kept !== 0;
    }
    for (let next = last; next !== 0; next = i32[this.#rules + next + HEAD.next] as number) last = next;
    i32[this.#rules + last + HEAD.next] = kept;
    return kept !== 0;
  }

  #isTriedAgain(first: number): boolean {
    const counts = this.#rules + first + HEAD.counts;
    const tries = ((i32[counts] as number) >> COUNTS.tries) & 15;
    if (tries < MOST_TRIES) i32[counts] = (i32[counts] as number) + (1 << COUNTS.tries);
    return tries < MOST_TRIES;
  }

  /** Where it lies; what it begins with lies elsewhere. */
  regions(): Region[] {
    if (this.#slots === 0) return [];
    const rows = 4 * this.#slots;
    const rules = 4 * this.#rules;
    const placeRows = (to: number): void => {
      this.#rows = to >>> 2;
    };
    const placeTexts = (to: number): void => {
      this.#texts = to;
    };
    const placeRules = (to: number): void => {
      this.#rules = to >>> 2;
    };
    return [
      { from: 4 * this.#rows, used: rows, room: rows, moved: placeRows },
      { from: this.#texts, used: this.#used, room: this.#room, moved: placeTexts },
      { from: rules, used: 4 * this.#ruled, room: 4 * this.#ruleRoom, moved: placeRules },
    ];
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

  /** Begin with a table that was saved, by the same version, for these features; false for anything else, which changes nothing. */
  restore(saved: Uint8Array, features: string): boolean {
    const head = 4 * SAVED.size;
    if (saved.length < head) return false;
    const [magic, key, shapes = 0, used = 0, ruled = 0, slots = 0] = new Int32Array(
      Uint8Array.from(saved.subarray(0, head)).buffer,
    );
    if (magic !== MAGIC || key !== textHash(features, 0, features.length)) return false;
    if (saved.length !== head + 4 * (slots + ruled) + used) return false;
    this.#make(slots, 2 * used, 2 * ruled);
    u8.set(saved.subarray(head, head + 4 * slots), 4 * this.#rows);
    u8.set(saved.subarray(head + 4 * slots, head + 4 * (slots + ruled)), 4 * this.#rules);
    u8.set(saved.subarray(head + 4 * (slots + ruled)), this.#texts);
    this.#known = shapes;
    this.#ruled = ruled;
    this.#used = used;
    return true;
  }

  /** Scan text[start..end); false where it has no shape. */
  #scanText(text: string, start: number, end: number): boolean {
    const length = scratch(text, start, end);
    if (length < 0) return false;
    this.bind();
    return core.scan(SCRATCH, SCRATCH + length) === SCRATCH + length && (i32[STATE.shapeLength] as number) <= LONGEST;
  }

  /** The same of what ends in the symbol at `name`. */
  #scanStem(text: string, start: number, name: number, end: number): boolean {
    const length = name > start ? scratch(text, start, name) : -1;
    if (length < 0) return false;
    this.bind();
    return core.scanStem(SCRATCH, SCRATCH + length, text.charCodeAt(end - 1) === CLOSE_BRACKET ? 1 : 0) !== 0;
  }

  /** Where the rules are from now on; 0 where there are too many. */
  #keep({ word, numbers, distinct, general }: NumberRules, reloc: number): number {
    const parts = numbers.flatMap(partsOf);
    if (parts.length > MOST_PARTS) return 0;
    const follows = numbers.some(({ after }) => after !== undefined);
    const counts =
      parts.length |
      (distinct.length << COUNTS.pairs) |
      (follows ? 1 << COUNTS.follows : 0) |
      (general ? 1 << COUNTS.general : 0) |
      (reloc << COUNTS.reloc);
    const rules = [word, counts, 0, ...parts.flat(), ...distinct.map(([a, b]) => a | (b << 5))];
    if (this.#ruled + rules.length > this.#ruleRoom) {
      this.#rules = core.move(4 * this.#rules, 4 * this.#ruled, 16 * this.#ruleRoom) >>> 2;
      this.#ruleRoom *= 4;
      renewViews();
    }
    const at = this.#ruled;
    i32.set(rules, this.#rules + at);
    this.#ruled += rules.length;
    return at;
  }

  /** Keep the statement scanned last in the free row `row`. */
  #add(row: number, rules: number): void {
    const length = i32[STATE.shapeLength] as number;
    // with the zeros that fill the last number
    const filled = (length + 3) & ~3;
    if (this.#used + filled > this.#room) {
      this.#texts = core.move(this.#texts, this.#used, 4 * this.#room);
      this.#room *= 4;
      renewViews();
    }
    u8.copyWithin(this.#texts + this.#used, SHAPE, SHAPE + filled);
    i32[row] = i32[STATE.shapeHash] as number;
    i32[row + 1] = length;
    i32[row + 2] = this.#used;
    i32[row + 3] = rules;
    this.#used += filled;
    if (++this.#known * 8 <= this.#slots) return;
    this.#rows = rehashed(this.#rows, this.#slots, 2);
    this.#slots *= 2;
  }
}

/** The parts that a rule for the i-th number has in the core's memory (core/shapes.ts, RULE). */
function partsOf(number: WrittenNumber, i: number): number[][] {
  const { low, high, places, after, within, made } = number;
  const index = i << PLACE.number;
  if (made) return [[index | made.field.shift | (FORM[made.how.form] << PLACE.form), howOf(made.how)]];
  if (places.length === 0) return [[index, low, high, after ?? 0]];
  return places.flatMap(({ field, scale, bias, sum }) => {
    let below = field.width;
    return field.parts.map(({ shift, width }) => {
      below -= width;
      const isRegister = width === 5 && below === 0 && low === 0 && (high === 30 || high === 31);
      if (isRegister && field.width === 5 && scale === 1 && bias === 0 && !sum && !within)
        return [index | shift | (FORM.register << PLACE.form) | (high === 30 ? 1 << PLACE.negative : 0)];
      const place =
        (shift << PLACE.shift) |
        (Math.log2(Math.abs(scale)) << PLACE.log) |
        (width << PLACE.width) |
        (below << PLACE.below) |
        (scale < 0 ? 1 << PLACE.negative : 0) |
        (sum ? 1 << PLACE.sum : 0) |
        (within ? 1 << PLACE.within : 0);
      return [index | place, low, high, bias];
    });
  });
}

/** How the core makes the bits. */
function howOf(how: Making): number {
  if (how.form === 'unscaled') return how.multiple - 1;
  return (
    (how.wide ? MADE.wide : 0) |
    (how.inverted ? MADE.inverted : 0) |
    (how.notMoved ? MADE.notMoved : 0) |
    (how.notInverted ? MADE.notInverted : 0)
  );
}

/** Put text[start..end) where the core scans it; its length, or -1 where it has no shape. */
function scratch(text: string, start: number, end: number): number {
  const length = end - start;
  if (length > LONGEST_TEXT) return -1;
  const to = u8;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(start + i);
    if (c > 127) return -1;
    to[SCRATCH + i] = c;
  }
  return length;
}

/** A table that was saved, by the same version, for these features; undefined for anything else. */
export function restoredShapes(saved: Uint8Array, features: string): Shapes | undefined {
  const shapes = new Shapes();
  return shapes.restore(saved, features) ? shapes : undefined;
}
