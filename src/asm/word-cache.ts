/**
 * Words of instructions seen before, by their text.
 *
 * Programs say the same things again and again (`ret`, `mov x0, x19`, the prologues), and expansions more so. An
 * instruction whose encoding used no symbol always means the same word until the architecture or a register alias
 * changes; then the cache is emptied. Direct-mapped, growing to a fixed size; the texts it points into live as long as it does.
 */
import { isDigit, isNamePart, isNameStart } from './chars.ts';

const FIRST_SIZE = 1 << 12;
const STEMS_LIMIT = 1 << 14;
const LAST_SIZE = 1 << 18;
/** Longer texts are not kept. */
const LONGEST = 255;
const TEXTS_LIMIT = 1 << 16;

export class WordCache {
  #size = FIRST_SIZE;
  /** Four numbers a slot, side by side for the processor's cache: hash, number of the text and length, start, word. */
  #rows = new Int32Array(FIRST_SIZE * 4);
  readonly #texts: string[] = [''];
  /** Entries made since the last time it was emptied. */
  #made = 0;

  /** The hash of text[start..end), as the statement loop computes it on the way. */
  hash(text: string, start: number, end: number): number {
    let h = 0;
    for (let i = start; i < end; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
    return h;
  }

  /** Index of the row of text[start..end) with this hash if it is known, -1 if not. */
  find(hash: number, text: string, start: number, end: number): number {
    const row = this.#row(hash);
    const rows = this.#rows;
    if (rows[row] !== hash) return -1;
    const tag = rows[row + 1] as number;
    if ((tag & 255) !== end - start) return -1;
    const known = this.#texts[tag >>> 8] as string;
    let k = rows[row + 2] as number;
    if (k === start && known === text) return tag === 0 ? -1 : row;
    for (let i = start; i < end; i++, k++) if (text.charCodeAt(i) !== known.charCodeAt(k)) return -1;
    return tag === 0 ? -1 : row;
  }

  word(row: number): number {
    return this.#rows[row + 3] as number;
  }

  /** Remember a word. When more texts come than there is room for, the cache starts anew at eight times the size. */
  put(hash: number, text: string, start: number, end: number, word: number): void {
    if (end - start > LONGEST) return;
    if (++this.#made > this.#size && this.#size < LAST_SIZE) {
      this.#size *= 8;
      this.#rows = new Int32Array(this.#size * 4);
      this.#made = 0;
    }
    const texts = this.#texts;
    if (texts[texts.length - 1] !== text) {
      if (texts.length >= TEXTS_LIMIT) this.clear();
      texts.push(text);
    }
    const row = this.#row(hash);
    this.#rows[row] = hash;
    this.#rows[row + 1] = ((texts.length - 1) << 8) | (end - start);
    this.#rows[row + 2] = start;
    this.#rows[row + 3] = word;
  }

  clear(): void {
    if (this.#texts.length > 1) this.#rows.fill(0);
    this.#texts.length = 1;
    this.#made = 0;
  }

  #row(hash: number): number {
    const h = hash ^ (hash >>> 16);
    return ((h ^ (h >>> 7)) & (this.#size - 1)) << 2;
  }
}

/**
 * Words of instructions that end in a symbol (`b .L5`, `bl f`, `add x0, x0, :lo12:s`, `ldr x0, [x0, :lo12:s]`), by what stands
 * before it: the symbol changes nothing but the fixup.
 */
export class StemCache {
  readonly #words = new Map<string, { readonly word: number; readonly reloc: number }>();

  /** Where the name at the end of text[start..end) begins (before a closing bracket), or -1 when what ends it may be a register or number. */
  nameStart(text: string, start: number, end: number): number {
    let to = this.nameEnd(text, end);
    const last = to;
    while (to > start && isNamePart(text.charCodeAt(to - 1))) to--;
    const c = text.charCodeAt(to);
    if (isDigit(c)) return isNumericLabel(text, to, last) ? to : -1;
    // Registers and conditions have at most four characters; a local label has its dot.
    if (!isNameStart(c) || (last - to < 5 && !(c === 46 && last - to > 1))) return -1;
    return to;
  }

  nameEnd(text: string, end: number): number {
    return text.charCodeAt(end - 1) === 93 ? end - 1 : end;
  }

  find(stem: string): { readonly word: number; readonly reloc: number } | undefined {
    return this.#words.get(stem);
  }

  put(stem: string, word: number, reloc: number): void {
    if (this.#words.size >= STEMS_LIMIT) this.#words.clear();
    this.#words.set(stem, { word, reloc });
  }

  clear(): void {
    this.#words.clear();
  }
}

/** `12b`, `3f` */
function isNumericLabel(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(end - 1);
  if (end - start < 2 || (c !== 98 && c !== 102) || text.charCodeAt(start + 1) === 120) return false;
  for (let i = start; i < end - 1; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}
