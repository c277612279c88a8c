/**
 * --multibyte-handling: warnings about bytes beyond ASCII, which can make a source look different from what it says.
 *
 * Enters: texts as they are opened, or symbols and sections as they are defined. Leaves: warnings, of the first bytes or of each name once. `as` manual,
 * "--multibyte-handling".
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import type { Frame } from './source.ts';
import { BINDING, type Sym, WHERE } from './symbol.ts';

/** So many bytes are warned of, as GNU as has it. */
const MOST = 10;
const BEYOND_ASCII = /[\x80-\xff]/;

/** Keeps count over one assembly. */
export class Multibyte {
  #left = MOST;
  readonly #named = new Set<string>();
  readonly #namesOnly: boolean;

  constructor(namesOnly: boolean) {
    this.#namesOnly = namesOnly;
  }

  /** A file that is opened. */
  text(a: Assembler, frame: Frame): void {
    if (this.#namesOnly) return;
    for (let at = 0; at < frame.length && this.#left >= 0; ) {
      const window = frame.window(at);
      const { bytes, from, length } = window;
      for (let i = at - from; i < length && this.#left >= 0; i++) {
        const byte = bytes[i] as number;
        if (byte >= 0x80) this.#byte(a, frame, from + i, byte);
      }
      at = from + length;
    }
  }

  #byte(a: Assembler, frame: Frame, at: number, byte: number): void {
    const isLast = this.#left-- === 0;
    const text = isLast ? 'more bytes beyond ASCII are not warned of' : `byte 0x${byte.toString(16)} is beyond ASCII`;
    a.sink.report(frame.pos(at - frame.from, a.map), messages.doubtful(text));
  }

  /** A symbol that gets its first value at text[at]. Local labels do not count. */
  symbol(a: Assembler, sym: Sym, at: number): void {
    const isLabel = sym.isLocalLabel && sym.where === WHERE.place && sym.binding === BINDING.local;
    if (!isLabel) this.name(a, sym.name, at);
  }

  /** The name of a symbol or section that text[at] defines. */
  name(a: Assembler, name: string, at: number): void {
    if (!this.#namesOnly || !BEYOND_ASCII.test(name) || this.#named.has(name)) return;
    this.#named.add(name);
    a.error(at, messages.doubtful(`the name '${name}' has bytes beyond ASCII`), name.length);
  }
}
