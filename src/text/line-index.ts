/**
 * Where the lines of a text begin, for a text of any size.
 *
 * Enters: a text. Leaves: the number and the start of the line that holds an offset. Only the start of each 64th line is kept, and no
 * line is looked for beyond the furthest offset asked about: a large file in which one thing is to be shown costs one search through it.
 */
const STEP = 64;

export class LineIndex {
  readonly #text: string;
  /** Start of line 64 * i. */
  #starts = new Uint32Array(64);
  /** The furthest line known, and its start. */
  #line = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line (from 0) that holds text[offset], and where it starts. A newline belongs to the line that it ends. */
  find(offset: number): { readonly line: number; readonly start: number } {
    const text = this.#text;
    this.#extend(offset);
    let low = 0;
    let high = Math.floor(this.#line / STEP);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    let line = low * STEP;
    let start = this.#starts[low] as number;
    for (;;) {
      const next = text.indexOf('\n', start) + 1;
      if (next === 0 || next > offset) return { line, start };
      start = next;
      line++;
    }
  }

  /** Know the lines up to `offset`. */
  #extend(offset: number): void {
    const text = this.#text;
    while (this.#at < offset) {
      const next = text.indexOf('\n', this.#at) + 1;
      if (next === 0 || next > offset) return;
      this.#at = next;
      this.#line++;
      if (this.#line % STEP === 0) this.#keep(this.#line / STEP, next);
    }
  }

  #keep(i: number, start: number): void {
    if (i >= this.#starts.length) {
      const grown = new Uint32Array(this.#starts.length * 2);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[i] = start;
  }
}
