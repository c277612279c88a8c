/**
 * Words of instructions seen before, by their text.
 *
 * Programs say the same things again and again (`ret`, `mov x0, x19`, the prologues), and expansions more so. An
 * instruction whose encoding used no symbol, and no other name for a register, always means the same word under the same features (learnt.ts). The cache
 * has its own copy of the texts, close together.
 */
import { core } from './core/engine.ts';
import { SCRATCH } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { spread } from './core/words.ts';

const FIRST_SIZE = 1 << 12;
/** More entries than this are never kept: the cache starts anew. */
const MOST = 1 << 18;
/** Longer texts are not kept. */
export const LONGEST_TEXT = 255;

/** The hash of text[start..end), as the statement loop computes it on the way. */
export function textHash(text: string, start: number, end: number): number {
  let h = 0;
  for (let i = start; i < end; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

/** A piece of the core's memory: its address, how many of its bytes are used, and how many there are; whom to tell where it goes. */
export interface Region {
  readonly from: number;
  readonly used: number;
  readonly room: number;
  readonly moved: (to: number) => void;
}

/** A table that was saved: its rows and texts, and how many are used. */
export interface SavedWords {
  readonly rows: Int32Array;
  readonly texts: Uint8Array;
  readonly count: number;
}

/** An open-addressed table in the core's memory (core/words.ts), which the core looks at by itself. */
export class WordCache {
  /** Index of the first row, rows, and the address of the texts and their room. */
  #rows = 0;
  #size = 0;
  #texts = 0;
  #room = 0;
  #used = 0;
  #count = 0;
  readonly #first: number;

  /** Room for half as many texts as `first`, a power of two, to begin with. */
  constructor(first = FIRST_SIZE) {
    this.#first = first;
  }

  /** Tell the core which table is the one at hand: in three numbers of its state from `state` on. */
  bind(state: number): void {
    if (this.#size === 0) this.#make();
    i32[state] = this.#rows;
    i32[state + 1] = 4 * this.#size - 4;
    i32[state + 2] = this.#texts;
  }

  #make(): void {
    this.#size = this.#first;
    this.#rows = core.allocate(16 * this.#first) >>> 2;
    this.#room = 8 * this.#first;
    this.#texts = core.allocate(this.#room);
    renewViews();
  }

  /** The row of bytes[start..end) with this hash if it is known, -1 if not. */
  findBytes(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (this.#count === 0 || length > LONGEST_TEXT) return -1;
    const to = u8;
    for (let i = 0; i < length; i++) to[SCRATCH + i] = bytes[start + i] as number;
    const row = core.rowOfText(this.#rows, 4 * this.#size - 4, this.#texts, hash, SCRATCH, length);
    return i32[row + 1] === 0 ? -1 : row;
  }

  /** What was put with it. */
  word(row: number): number {
    return i32[row + 3] as number;
  }

  /** The row of text[start..start + length), or the free one where it belongs. */
  #row(hash: number, text: string, start: number, length: number): number {
    const to = u8;
    for (let i = 0; i < length; i++) to[SCRATCH + i] = text.charCodeAt(start + i);
    return core.rowOfText(this.#rows, 4 * this.#size - 4, this.#texts, hash, SCRATCH, length);
  }

  /** Remember a word; when there are too many, all older ones are forgotten. */
  put(hash: number, text: string, start: number, end: number, word: number): void {
    const length = end - start;
    if (length > LONGEST_TEXT || length === 0) return;
    if (this.#size === 0) this.#make();
    if (this.#count >= MOST) this.clear();
    if (this.#count * 2 >= this.#size) this.#grow();
    if (this.#used + length > this.#room) this.#lengthen();
    for (let i = start; i < end; i++) if (text.charCodeAt(i) > 255) return;
    const row = this.#row(hash, text, start, length);
    i32[row + 3] = word;
    if (i32[row + 1] !== 0) return;
    u8.copyWithin(this.#texts + this.#used, SCRATCH, SCRATCH + length);
    i32[row] = hash;
    i32[row + 1] = length;
    i32[row + 2] = this.#used;
    this.#used += length;
    this.#count++;
  }

  #lengthen(): void {
    this.#texts = core.move(this.#texts, this.#used, this.#room * 4);
    this.#room *= 4;
    renewViews();
  }

  #grow(): void {
    this.#rows = rehashed(this.#rows, 4 * this.#size, 4);
    this.#size *= 4;
  }

  /** Where it lies. */
  regions(): Region[] {
    if (this.#size === 0) return [];
    const rows = 16 * this.#size;
    const placeRows = (to: number): void => {
      this.#rows = to >>> 2;
    };
    const placeTexts = (to: number): void => {
      this.#texts = to;
    };
    return [
      { from: 4 * this.#rows, used: rows, room: rows, moved: placeRows },
      { from: this.#texts, used: this.#used, room: this.#room, moved: placeTexts },
    ];
  }

  /** What is in it, for `restore`. */
  saved(): SavedWords {
    const rows = i32.slice(this.#rows, this.#rows + 4 * this.#size);
    return { rows, texts: u8.slice(this.#texts, this.#texts + this.#used), count: this.#count };
  }

  /** Have this in it, and nothing else. */
  restore({ rows, texts, count }: SavedWords): void {
    this.#size = rows.length / 4;
    this.#room = Math.max(8 * this.#size, 2 * texts.length);
    this.#rows = core.reserve(4 * rows.length) >>> 2;
    this.#texts = core.reserve(this.#room);
    renewViews();
    i32.set(rows, this.#rows);
    u8.set(texts, this.#texts);
    this.#used = texts.length;
    this.#count = count;
  }

  clear(): void {
    if (this.#count > 0) i32.fill(0, this.#rows, this.#rows + 4 * this.#size);
    this.#used = 0;
    this.#count = 0;
  }
}

/** `count` numbers, rows of four with a hash and a length (0: free) first, in a table that is `times` as large; the index of the first. */
export function rehashed(old: number, count: number, times: number): number {
  const rows = core.allocate(4 * count * times) >>> 2;
  renewViews();
  const last = count * times - 4;
  for (let from = old; from < old + count; from += 4) {
    if (i32[from + 1] === 0) continue;
    let at = spread(i32[from] as number) & last;
    while (i32[rows + at + 1] !== 0) at = (at + 4) & last;
    for (let k = 0; k < 4; k++) i32[rows + at + k] = i32[from + k] as number;
  }
  return rows;
}
