/**
 * The core's copy of the window that is read, and room for what it makes of it.
 *
 * Enters: windows of texts. Leaves: their bytes in the core's memory, and in its state where they and the output are.
 */
import type { TextWindow } from '../../text/source-text.ts';
import { core } from '../core/engine.ts';
import { LINE_WIDTH } from '../core/facts.ts';
import { MOST_ROWS, STATE } from '../core/layout.ts';
import { i32, renewViews, u8 } from '../core/memory.ts';

/** Longer windows, which hold a longer line, are not for the core. */
const LONGEST = 1 << 20;
/** Windows up to this length, of expansions, have a place of their own, so that the file's stays. */
const SHORT = 1 << 12;
/** Bytes before a window. */
const BEFORE = 16;
/** The most output for a byte of text: of `.quad a,b` two are a datum; of another subsection 5 (`.text`) are eight; of lines one is four. */
const OUT = 4;
const LEAVES = 2;
const SPARE = 64;

interface Place {
  window: TextWindow | undefined;
  address: number;
  room: number;
}

export class CoreText {
  /** Where the window at hand is. */
  address = 0;
  readonly #short: Place = { window: undefined, address: 0, room: 0 };
  readonly #long: Place = { window: undefined, address: 0, room: 0 };
  /** Bytes of text that there is room for output for, and where that begins. */
  #room = 0;
  #output = 0;

  /** Have a window at hand; false where it is too long. */
  load(window: TextWindow): boolean {
    const { length, bytes } = window;
    if (length > LONGEST) return false;
    const place = length <= SHORT ? this.#short : this.#long;
    if (place.window !== window) {
      if (length > place.room) this.#widen(place, length);
      u8.set(bytes.subarray(0, length), place.address);
      u8[place.address + length] = 0;
      place.window = window;
    }
    this.address = place.address;
    i32[STATE.text] = place.address;
    i32[STATE.limit] = place.address + length;
    return true;
  }

  #widen(place: Place, length: number): void {
    place.room = Math.max(SHORT, 2 * length);
    place.address = core.reserve(place.room + 2 * BEFORE) + BEFORE;
    renewViews();
    u8.fill(0, place.address - BEFORE, place.address);
    if (this.#room === 0) {
      const rows = core.reserve(4 * LINE_WIDTH * MOST_ROWS);
      renewViews();
      i32[STATE.lineRows] = rows;
    }
    if (place.room <= this.#room) return;
    this.#room = place.room;
    this.#output = core.reserve((OUT + LEAVES + 4) * this.#room + 3 * SPARE);
    renewViews();
    i32[STATE.out] = this.#output;
    i32[STATE.leaves] = this.#output + OUT * this.#room + SPARE;
    i32[STATE.lines] = this.#output + (OUT + LEAVES) * this.#room + 2 * SPARE;
  }
}
