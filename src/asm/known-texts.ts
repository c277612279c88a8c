/**
 * Loops of a file that may come again word for word: inline assembly writes them at each use.
 *
 * Enters: a loop, from the operands of its first statement to the end of its last, and what was made of it. Leaves: the same where the same
 * bytes stand again, so that nobody has to look for the end of it, or read it, once more. The core (core/loops.ts) has the texts as well.
 */
import { bytesOfText } from '../text/source-text.ts';
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { LONGEST_TEXT, MOST_TEXTS, TEXT, TEXT_LOG } from './core/loops.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import type { KnownLoopText } from './directives/loops.ts';

interface KnownText {
  readonly bytes: Uint8Array;
  readonly value: KnownLoopText;
}

/** Index of the first number of a slot's row. */
const row = (slot: number): number => (i32[STATE.loops] as number) + (slot << TEXT_LOG);

/** Loops of `.irp`. */
export class KnownLoops {
  readonly #list: KnownText[] = [];
  #next = 0;

  /** Remember a text; its slot, -1 where it is too long. */
  #add(text: string, value: KnownLoopText): number {
    const bytes = bytesOfText(text);
    if (bytes.length === 0 || bytes.length > LONGEST_TEXT) return -1;
    const slot = this.#next;
    this.#list[slot] = { bytes, value };
    this.#next = (slot + 1) % MOST_TEXTS;
    const address = core.roomForLoop(slot);
    renewViews();
    u8.set(bytes, address);
    i32[row(slot) + TEXT.length] = bytes.length;
    return slot;
  }

  put(text: string, loop: KnownLoopText): void {
    const slot = this.#add(text, loop);
    if (slot < 0) return;
    u8.set(loop.bytes, core.roomForCopies(slot));
    i32[row(slot) + TEXT.copies] = loop.bytes.length;
  }

  /** The one that stands at bytes[at], and ends where a statement does. */
  find(bytes: Uint8Array, at: number, limit: number): KnownText | undefined {
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
