/**
 * A large text of which no more than a window is in memory: memory that is new costs more than reading the file again where something is shown.
 *
 * Enters: the text's length and how to read bytes of it. Leaves: a SourceText. Where fewer bytes come than there were, the text has become
 * shorter since, and ends in empty lines.
 */
import { LineIndex } from './line-index.ts';
import { type LargeText, type TextWindow, textOfBytes } from './source-text.ts';

/** Bytes of a window, unless a line is longer. */
const WINDOW = 1 << 16;
const NEWLINE = 10;

/** Reads bytes from `at` on into `into`; returns how many came. */
export type ReadBytes = (into: Uint8Array, at: number) => number;
/** Characters from bytes[from..to), one each: hosts have a faster way. */
export type TextOf = (bytes: Uint8Array, from: number, to: number) => string;

export class WindowedText implements LargeText {
  readonly length: number;
  readonly lines = new LineIndex(this);
  readonly #read: ReadBytes;
  readonly #textOf: TextOf;
  /** A byte longer than it ever holds: what stands behind a text is no part of it. */
  #buffer = new Uint8Array(WINDOW + 1);
  #window: TextWindow = { bytes: this.#buffer, from: 0, length: 0 };

  constructor(length: number, read: ReadBytes, textOf: TextOf = textOfBytes) {
    this.length = length;
    this.#read = read;
    this.#textOf = textOf;
  }

  window(offset: number): TextWindow {
    const { from, length } = this.#window;
    // the byte before it tells whether a line begins there
    if (offset < from + length && (offset > from || (offset === 0 && from === 0))) return this.#window;
    this.#window = this.#around(offset, offset > 0 && offset === from + length);
    return this.#window;
  }

  slice(from: number, to = this.length): string {
    const end = Math.min(to, this.length);
    const { bytes, from: start, length } = this.#window;
    if (from >= start && end <= start + length) return this.#textOf(bytes, from - start, end - start);
    const own = new Uint8Array(Math.max(0, end - from));
    this.copy(own, from);
    return this.#textOf(own, 0, own.length);
  }

  copy(into: Uint8Array, from: number): number {
    const wanted = Math.max(0, Math.min(into.length, this.length - from));
    const { bytes, from: start, length } = this.#window;
    if (from >= start && from + wanted <= start + length) {
      into.set(bytes.subarray(from - start, from - start + wanted));
      return wanted;
    }
    const part = into.subarray(0, wanted);
    for (let at = 0; at < wanted; ) {
      const got = this.#read(at === 0 ? part : part.subarray(at), from + at);
      if (got === 0) {
        part.fill(NEWLINE, at);
        break;
      }
      at += got;
    }
    return wanted;
  }

  /** `next`: a line begins at `offset`. */
  #around(offset: number, next: boolean): TextWindow {
    const from = next ? offset - 1 : this.#lineBefore(offset);
    for (;;) {
      const room = this.#buffer.subarray(0, this.#buffer.length - 1);
      let length = this.copy(room, from);
      if (from + length < this.length) length = room.lastIndexOf(NEWLINE) + 1;
      if (from + length > offset || offset >= this.length) {
        this.#buffer[length] = 0;
        return { bytes: this.#buffer, from, length };
      }
      this.#buffer = new Uint8Array(2 * this.#buffer.length);
    }
  }

  /** Where the newline before the line of `offset` is; of a line that is longer than a window, a byte before `offset`. */
  #lineBefore(offset: number): number {
    const back = Math.min(offset, WINDOW);
    const before = new Uint8Array(back);
    this.copy(before, offset - back);
    const newline = before.lastIndexOf(NEWLINE);
    if (newline >= 0) return offset - back + newline;
    return back === offset ? 0 : offset - 1;
  }
}
