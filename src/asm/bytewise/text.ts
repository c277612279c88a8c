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
/** Room for so many characters of expansions, at least. */
const LEAST = 1 << 16;

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
  #room = 0;

  /** Characters that there is room for: so many may be read at once, with those of expansions. */
  get room(): number {
    return this.#room;
  }

  /** Have a window at hand; false where it is too long. */
  load(window: TextWindow): boolean {
    const { length } = window;
    if (length > LONGEST) return false;
    this.address = window.address ?? this.#copy(window);
    if (length + LEAST > this.#room) this.#makeRoom(2 * length + LEAST);
    i32[STATE.text] = this.address;
    i32[STATE.limit] = this.address + length;
    return true;
  }

  /** The address of a window's bytes, once they are in the core's memory. */
  #copy(window: TextWindow): number {
    const { length, bytes } = window;
    const place = length <= SHORT ? this.#short : this.#long;
    if (place.window !== window) {
      if (length > place.room) {
        place.room = Math.max(SHORT, 2 * length);
        place.address = core.reserve(place.room + 2 * BEFORE) + BEFORE;
        renewViews();
        u8.fill(0, place.address - BEFORE, place.address);
      }
      u8.set(bytes.subarray(0, length), place.address);
      u8[place.address + length] = 0;
      place.window = window;
    }
    return place.address;
  }

  #makeRoom(room: number): void {
    if (this.#room === 0) {
      const rows = core.reserve(4 * LINE_WIDTH * MOST_ROWS);
      renewViews();
      i32[STATE.lineRows] = rows;
    }
    this.#room = room;
    const output = core.reserve((OUT + LEAVES + 4) * room + 3 * SPARE);
    renewViews();
    i32[STATE.out] = output;
    i32[STATE.leaves] = output + OUT * room + SPARE;
    i32[STATE.lines] = output + (OUT + LEAVES) * room + 2 * SPARE;
  }
}
