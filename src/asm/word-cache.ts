/**
 * Words of instructions seen before, by their text.
 *
 * Programs say the same things again and again (`ret`, `mov x0, x19`, the prologues), and expansions more so. An
 * instruction whose encoding used no symbol always means the same word until the architecture or a register alias
 * changes; then the cache is emptied. Direct-mapped, of fixed size; the texts it points into live as long as it does.
 */
const SIZE = 1 << 16;

export class WordCache {
  #texts: (string | undefined)[] = new Array<string | undefined>(SIZE).fill(undefined);
  readonly #starts = new Int32Array(SIZE);
  readonly #lengths = new Int32Array(SIZE);
  readonly #words = new Int32Array(SIZE);
  #used = false;

  /** Where the word of text[start..end) is, or would be. */
  slot(text: string, start: number, end: number): number {
    let h = 0;
    for (let i = start; i < end; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
    h ^= h >>> 16;
    return (h ^ (h >>> 7)) & (SIZE - 1);
  }

  /** Whether the slot holds exactly this text. */
  has(slot: number, text: string, start: number, end: number): boolean {
    const known = this.#texts[slot];
    if (known === undefined || this.#lengths[slot] !== end - start) return false;
    let k = this.#starts[slot] as number;
    if (k === start && known === text) return true;
    for (let i = start; i < end; i++, k++) if (text.charCodeAt(i) !== known.charCodeAt(k)) return false;
    return true;
  }

  word(slot: number): number {
    return this.#words[slot] as number;
  }

  put(slot: number, text: string, start: number, end: number, word: number): void {
    this.#texts[slot] = text;
    this.#starts[slot] = start;
    this.#lengths[slot] = end - start;
    this.#words[slot] = word;
    this.#used = true;
  }

  clear(): void {
    if (this.#used) this.#texts.fill(undefined);
    this.#used = false;
  }
}
