/**
 * Runs of tokens: what the lexer makes of a stretch of text, as parallel arrays, and the builder that collects one.
 *
 * Enters: tokens in order. Leaves: arrays of their own size, kept with the file for all units that include it.
 */
import { BOL, SHIFT } from './symbols.ts';

/** A run of tokens. `lineStarts` has the index of each token that opens a logical line, and finally `count`. */
export interface TokenRun {
  readonly tokens: Int32Array;
  readonly offsets: Int32Array;
  /** The physical line on which each token starts. */
  readonly lines: Int32Array;
  readonly count: number;
  readonly lineStarts: Int32Array;
  readonly lineCount: number;
  /** What the printer worked out about each line (its text when nothing in it is a macro); filled on first use. */
  readonly printed: unknown[];
}

const NO_LINES = new Int32Array(1);

/** Collects the tokens of one run at a time; its arrays are kept from run to run. */
export class RunBuilder {
  #tokens = new Int32Array(1024);
  #offsets = new Int32Array(1024);
  #lines = new Int32Array(1024);
  #count = 0;
  #lineStarts: number[] = [];

  begin(): void {
    this.#count = 0;
    this.#lineStarts = [];
  }

  push(symbol: number, flags: number, offset: number, line: number): void {
    const n = this.#count;
    if (n === this.#tokens.length) {
      this.#tokens = grown(this.#tokens);
      this.#offsets = grown(this.#offsets);
      this.#lines = grown(this.#lines);
    }
    if (flags & BOL) this.#lineStarts.push(n);
    this.#tokens[n] = (symbol << SHIFT) | flags;
    this.#offsets[n] = offset;
    this.#lines[n] = line;
    this.#count = n + 1;
  }

  finish(): TokenRun {
    const count = this.#count;
    const lineCount = this.#lineStarts.length;
    if (lineCount > 0) this.#lineStarts.push(count);
    const [tokens, offsets, lines] = this.#take(count);
    return {
      tokens,
      offsets,
      lines,
      count,
      lineStarts: lineCount > 0 ? Int32Array.from(this.#lineStarts) : NO_LINES,
      lineCount,
      printed: [],
    };
  }

  #take(count: number): [Int32Array, Int32Array, Int32Array] {
    const all = [this.#tokens, this.#offsets, this.#lines] as const;
    if (count <= LARGE) return [all[0].slice(0, count), all[1].slice(0, count), all[2].slice(0, count)];
    this.#tokens = new Int32Array(1024);
    this.#offsets = new Int32Array(1024);
    this.#lines = new Int32Array(1024);
    return [all[0].subarray(0, count), all[1].subarray(0, count), all[2].subarray(0, count)];
  }
}

/** Runs longer than this keep the builder's arrays, which then starts with new ones. */
const LARGE = 1 << 16;

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
