/**
 * Pieces of a file that may come again word for word: the definitions of macros and the loops that inline assembly writes at each use.
 *
 * Enters: a piece, from the operands of its first statement to the end of its last, and what was made of it. Leaves: the same where the same
 * bytes stand again, so that nobody has to look for the end of it, or read it, once more.
 */
import { bytesOfText } from '../text/source-text.ts';

/** So many are remembered, and none that is longer. */
const MOST = 32;
const LONGEST = 1 << 12;

export interface KnownText<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

export class KnownTexts<T> {
  readonly #list: KnownText<T>[] = [];
  #next = 0;

  put(text: string, value: T): void {
    if (text.length === 0 || text.length > LONGEST) return;
    this.#list[this.#next] = { bytes: bytesOfText(text), value };
    this.#next = (this.#next + 1) % MOST;
  }

  /** The one that stands at bytes[at], and ends where a statement does. */
  find(bytes: Uint8Array, at: number, limit: number): KnownText<T> | undefined {
    for (const known of this.#list) {
      const end = at + known.bytes.length;
      const stop = end < limit ? bytes[end] : 10;
      if (end <= limit && (stop === 10 || stop === 59) && stands(known.bytes, bytes, at)) return known;
    }
    return undefined;
  }
}

function stands(known: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0, k = at; i < known.length; i++, k++) if (known[i] !== bytes[k]) return false;
  return true;
}
