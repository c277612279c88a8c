/**
 * Pieces of a file that may come again word for word: the definitions of macros and the loops that inline assembly writes at each use, and calls of
 * macros that come to instructions given as numbers.
 *
 * Enters: a piece, from the operands of its first statement to the end of its last, and what was made of it. Leaves: the same where the same
 * bytes stand again, so that nobody has to look for the end of it, or read it, once more. The core (core/macros.ts) has the texts as well.
 */
import { bytesOfText } from '../text/source-text.ts';
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { CALL, LONGEST_TEXT, MACRO, MOST_TEXTS, TEXT, TEXT_LOG } from './core/macros.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import type { KnownLoopText } from './directives/loops.ts';
import type { KnownMacro } from './macro-table.ts';
import { writeName } from './symbol-table.ts';
import { textHash, WordCache } from './word-cache.ts';

interface KnownText<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

class KnownTexts<T> {
  protected readonly list: KnownText<T>[] = [];
  #next = 0;
  /** Which number of the state says where the rows are, and the address for the text in a slot. */
  readonly #rows: number;
  readonly #room: (slot: number) => number;

  constructor(rows: number, room: (slot: number) => number) {
    this.#rows = rows;
    this.#room = room;
  }

  /** Index of the first number of a slot's row. */
  protected row(slot: number): number {
    return (i32[this.#rows] as number) + (slot << TEXT_LOG);
  }

  /** Remember a text; its slot, -1 where it is too long. */
  protected add(text: string, value: T): number {
    const bytes = bytesOfText(text);
    if (bytes.length === 0 || bytes.length > LONGEST_TEXT) return -1;
    const slot = this.#next;
    this.list[slot] = { bytes, value };
    this.#next = (slot + 1) % MOST_TEXTS;
    const address = this.#room(slot);
    renewViews();
    u8.set(bytes, address);
    i32[this.row(slot) + TEXT.length] = bytes.length;
    return slot;
  }
}

/** Definitions of macros. */
export class KnownMacros extends KnownTexts<KnownMacro> {
  #serial = 0;

  constructor() {
    super(STATE.macros, (slot) => core.roomForMacro(slot));
  }

  /** Remember the definition of a macro that is purged. */
  put(text: string, known: KnownMacro): void {
    const slot = this.add(text, known);
    if (slot < 0) return;
    const row = this.row(slot);
    i32[row + TEXT.name] = known.macro.name.length;
    i32[row + TEXT.state] = MACRO.none;
    i32[row + TEXT.serial] = ++this.#serial;
  }

  /** Which definition is in a slot. */
  serial(slot: number): number {
    return i32[this.row(slot) + TEXT.serial] as number;
  }

  /** A macro of this name is defined, or (`isDefined` false) none any more. */
  change(name: string, isDefined: boolean): void {
    if (this.list.length > 0)
      core.changeAll(writeName(name, 0, name.length), name.length, isDefined ? MACRO.other : MACRO.none);
  }

  /** Take the macros that only the core knows: each by what is known of it, and where it was defined, an offset in the core's text. */
  take(define: (known: KnownMacro, at: number) => void): void {
    this.list.forEach(({ value }, slot) => {
      if (i32[this.row(slot) + TEXT.state] !== MACRO.here) return;
      define(value, i32[this.row(slot) + TEXT.at] as number);
      i32[this.row(slot) + TEXT.state] = MACRO.known;
    });
    i32[STATE.macrosHere] = 0;
  }

  /** The slot of the definition that made the macro of this name; -1: another one did. */
  slotOf(name: string): number {
    return this.list.findIndex(
      ({ value }, slot) => value.macro.name === name && i32[this.row(slot) + TEXT.state] === MACRO.known,
    );
  }
}

/** Loops of `.irp`. */
export class KnownLoops extends KnownTexts<KnownLoopText> {
  constructor() {
    super(STATE.loops, (slot) => core.roomForLoop(slot));
  }

  put(text: string, loop: KnownLoopText): void {
    const slot = this.add(text, loop);
    if (slot < 0) return;
    u8.set(loop.bytes, core.roomForCopies(slot));
    i32[this.row(slot) + TEXT.copies] = loop.bytes.length;
  }

  /** The one that stands at bytes[at], and ends where a statement does. */
  find(bytes: Uint8Array, at: number, limit: number): KnownText<KnownLoopText> | undefined {
    for (const known of this.list) {
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

/** So many calls are remembered, of expansions of so many characters. */
const MOST_CALLS = 1024;
const LONGEST_CALL = 256;
const NUMBERS = /^\s*\.inst\s/;

/** Calls of macros that come to instructions given as numbers: the core writes them. */
export class KnownCalls {
  readonly #table = new WordCache();
  #count = 0;

  bind(): void {
    i32[STATE.callsReady] = this.#count;
    if (this.#count > 0) this.#table.bind(STATE.calls);
  }

  /** The call text[start..end) of a macro has come to `expansion`, which is kept if it may be one that the core writes. */
  put(text: string, start: number, end: number, macros: KnownMacros, name: string, expansion: string): void {
    if (this.#count === MOST_CALLS || expansion.length > LONGEST_CALL || !NUMBERS.test(expansion)) return;
    const slot = macros.slotOf(name);
    if (slot < 0) return;
    const bytes = bytesOfText(expansion);
    const call = core.reserve((CALL.text << 2) + bytes.length) >>> 2;
    renewViews();
    i32[call + CALL.slot] = slot;
    i32[call + CALL.serial] = macros.serial(slot);
    i32[call + CALL.length] = bytes.length;
    u8.set(bytes, (call + CALL.text) << 2);
    this.#table.put(textHash(text, start, end), text, start, end, call);
    this.#count++;
  }
}
