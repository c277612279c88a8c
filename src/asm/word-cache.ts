/**
 * Words of instructions seen before, by their text.
 *
 * Programs say the same things again and again (`ret`, `mov x0, x19`, the prologues), and expansions more so. An
 * instruction whose encoding used no symbol always means the same word until the architecture or a register alias
 * changes; then the cache is emptied. It has its own copy of the texts, close together.
 */
import { isDigit, isNamePart, isNameStart } from './chars.ts';

const FIRST_SIZE = 1 << 12;
/** More entries than this are never kept: the cache starts anew. */
const MOST = 1 << 18;
/** Longer texts are not kept. */
const LONGEST = 255;

/** The hash of text[start..end), as the statement loop computes it on the way. */
export function textHash(text: string, start: number, end: number): number {
  let h = 0;
  for (let i = start; i < end; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

/** An open-addressed table that compares with characters of the text at hand, so that looking allocates nothing. */
export class WordCache {
  #size = FIRST_SIZE;
  /** Four numbers a slot, side by side for the processor's cache: hash, length, start in #bytes, value. */
  #rows: Int32Array = new Int32Array(FIRST_SIZE * 4);
  #bytes = new Uint8Array(FIRST_SIZE * 8);
  #used = 0;
  #count = 0;

  /** The slot of text[start..end) with this hash if it is known, -1 if not. */
  find(hash: number, text: string, start: number, end: number): number {
    const slot = this.#slot(hash, text, start, end);
    return this.#rows[slot + 1] === 0 ? -1 : slot;
  }

  /** As `find`, for bytes[start..end). */
  findBytes(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const rows = this.#rows;
    const last = rows.length - 4;
    const known = this.#bytes;
    search: for (let at = spread(hash) & last; ; at = (at + 4) & last) {
      const length = rows[at + 1] as number;
      if (length === 0) return -1;
      if (rows[at] !== hash || length !== end - start) continue;
      for (let i = start, k = rows[at + 2] as number; i < end; i++, k++) if (bytes[i] !== known[k]) continue search;
      return at;
    }
  }

  word(slot: number): number {
    return this.#rows[slot + 3] as number;
  }

  /** The slot of text[start..end), or the free one where it belongs. */
  #slot(hash: number, text: string, start: number, end: number): number {
    const rows = this.#rows;
    const last = rows.length - 4;
    let at = spread(hash) & last;
    for (;;) {
      const length = rows[at + 1] as number;
      if (length === 0) return at;
      if (rows[at] === hash && length === end - start && this.#is(rows[at + 2] as number, text, start, end)) return at;
      at = (at + 4) & last;
    }
  }

  #is(from: number, text: string, start: number, end: number): boolean {
    const bytes = this.#bytes;
    for (let i = start, k = from; i < end; i++, k++) if (text.charCodeAt(i) !== bytes[k]) return false;
    return true;
  }

  /** Remember a word; when there are too many, all older ones are forgotten. */
  put(hash: number, text: string, start: number, end: number, word: number): void {
    const length = end - start;
    if (length > LONGEST || length === 0) return;
    if (this.#count >= MOST) this.clear();
    if (this.#count * 2 >= this.#size) this.#grow();
    if (this.#used + length > this.#bytes.length) this.#lengthen();
    const from = this.#used;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(start + i);
      if (c > 255) return;
      this.#bytes[from + i] = c;
    }
    this.#used += length;
    const slot = this.#slot(hash, text, start, end);
    const rows = this.#rows;
    if (rows[slot + 1] === 0) this.#count++;
    rows[slot] = hash;
    rows[slot + 1] = length;
    rows[slot + 2] = from;
    rows[slot + 3] = word;
  }

  #lengthen(): void {
    const bytes = new Uint8Array(this.#bytes.length * 4);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }

  #grow(): void {
    this.#size *= 4;
    this.#rows = rehashed(this.#rows, 4);
  }

  clear(): void {
    if (this.#count > 0) this.#rows.fill(0);
    this.#used = 0;
    this.#count = 0;
  }
}

/** Rows of four, a hash and a length (0: free) first, in a table that is `times` as large. */
export function rehashed(old: Int32Array, times: number): Int32Array {
  const rows = new Int32Array(old.length * times);
  const last = rows.length - 4;
  for (let from = 0; from < old.length; from += 4) {
    if (old[from + 1] === 0) continue;
    let at = spread(old[from] as number) & last;
    while (rows[at + 1] !== 0) at = (at + 4) & last;
    for (let k = 0; k < 4; k++) rows[at + k] = old[from + k] as number;
  }
  return rows;
}

/** A hash made an offset into rows of four, the caller's mask still to be applied. */
export const spread = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) << 2;

/**
 * Words of instructions that end in a symbol (`b .L5`, `bl f`, `add x0, x0, :lo12:s`, `ldr x0, [x0, :lo12:s]`), by what stands
 * before it: the symbol changes nothing but the fixup.
 */
export class StemCache {
  /** Indices into the arrays below, by stem. */
  readonly #table = new WordCache();
  #words: number[] = [];
  #relocs: number[] = [];

  /** Where the name at the end of text[start..end) begins (before a closing bracket), or -1 when what ends it may be a register or number. */
  nameStart(text: string, start: number, end: number): number {
    let to = this.nameEnd(text, end);
    const last = to;
    while (to > start && isNamePart(text.charCodeAt(to - 1))) to--;
    const c = text.charCodeAt(to);
    if (isDigit(c)) return isNumericLabel(text, to, last) ? to : -1;
    return mayBeSymbol(c, last - to) ? to : -1;
  }

  nameEnd(text: string, end: number): number {
    return text.charCodeAt(end - 1) === 93 ? end - 1 : end;
  }

  /** The hash of the stem text[start..name); a stem that a bracket closes after the name is another. */
  hash(text: string, start: number, name: number, end: number): number {
    const hash = textHash(text, start, name);
    return text.charCodeAt(end - 1) === 93 ? ~hash : hash;
  }

  /** The number of the stem text[start..name) if it is known, -1 if not. */
  find(hash: number, text: string, start: number, name: number): number {
    const slot = this.#table.find(hash, text, start, name);
    return slot < 0 ? -1 : this.#table.word(slot);
  }

  /** As `nameStart`, for the name that ends at bytes[last]. */
  nameStartBytes(bytes: Uint8Array, start: number, last: number): number {
    let to = last;
    while (to > start && isNamePart(bytes[to - 1] as number)) to--;
    const c = bytes[to] as number;
    if (isDigit(c)) return isNumericLabelBytes(bytes, to, last) ? to : -1;
    return mayBeSymbol(c, last - to) ? to : -1;
  }

  /** As `find`, for the stem bytes[start..name); `closed`: a bracket closes after the name. */
  findBytes(bytes: Uint8Array, start: number, name: number, closed: boolean): number {
    let hash = 0;
    for (let i = start; i < name; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const slot = this.#table.findBytes(closed ? ~hash : hash, bytes, start, name);
    return slot < 0 ? -1 : this.#table.word(slot);
  }

  word(stem: number): number {
    return this.#words[stem] as number;
  }

  reloc(stem: number): number {
    return this.#relocs[stem] as number;
  }

  put(hash: number, text: string, start: number, name: number, word: number, reloc: number): void {
    this.#table.put(hash, text, start, name, this.#words.length);
    this.#words.push(word);
    this.#relocs.push(reloc);
  }

  clear(): void {
    if (this.#words.length === 0) return;
    this.#table.clear();
    this.#words = [];
    this.#relocs = [];
  }
}

/** Registers and conditions have at most four characters; a local label has its dot. */
const mayBeSymbol = (first: number, length: number): boolean =>
  isNameStart(first) && (length >= 5 || (first === 46 && length > 1));

/** `12b`, `3f` */
function isNumericLabelBytes(bytes: Uint8Array, start: number, end: number): boolean {
  const c = bytes[end - 1];
  if (end - start < 2 || end - start > 9 || (c !== 98 && c !== 102) || bytes[start + 1] === 120) return false;
  for (let i = start; i < end - 1; i++) if (!isDigit(bytes[i] as number)) return false;
  return true;
}

/** The same in text. */
function isNumericLabel(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(end - 1);
  if (end - start < 2 || (c !== 98 && c !== 102) || text.charCodeAt(start + 1) === 120) return false;
  for (let i = start; i < end - 1; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}
