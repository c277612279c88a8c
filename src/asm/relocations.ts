/**
 * The relocations of a section on their way to the object.
 *
 * Enters: one after the other from relocate.ts. Leaves: bytes for elf/write.ts, when symbols have their indices.
 */

import type { ElfFile } from '../elf/object.ts';
import { recordsOf } from '../elf/records.ts';
import { writeInt } from './bytes.ts';
import type { Scratch } from './contents.ts';
import { core } from './core/engine.ts';
import { WIDE_ADDEND } from './core/fixups.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { RELOC, RELOC_LOG } from './core/relocate.ts';
import type { Int } from './int64.ts';
import type { Sym } from './symbol.ts';

/** Addends that do not fit a row, by relocation. */
const wide = new Map<number, Int>();

/** Begin anew: no relocation of before means anything any more. */
export function forgetRelocations(): void {
  wide.clear();
}

const column = (n: number, at: number): number =>
  i32[(i32[STATE.relocations] as number) + (n << RELOC_LOG) + at] as number;

/** The relocations of a section: rows of the core's memory, one after the other (core/relocate.ts). */
export class Relocations {
  /** The first one's number, and how many there are. */
  start = 0;
  count = 0;

  /** From here on all that are made, by the core as well, are its own, until `end`. */
  begin(): void {
    this.start = i32[STATE.relocationCount] as number;
  }

  end(): void {
    this.count = (i32[STATE.relocationCount] as number) - this.start;
  }

  push(offset: number, type: number, symbol: Sym | undefined, addend: Int): void {
    this.#push(offset, type, symbol ? symbol.id + 1 : 0, addend);
  }

  #push(offset: number, type: number, symbol: number, addend: Int): void {
    const small = typeof addend === 'number' && addend === (addend | 0) && addend !== WIDE_ADDEND;
    if (!small) wide.set(i32[STATE.relocationCount] as number, addend);
    core.addRelocation(offset, type, symbol, small ? addend : WIDE_ADDEND);
    renewViews();
  }

  /** All of `other`, with `.reloc`'s own put in: `before` is called before each, with its offset. */
  pushAll(other: Relocations, before: (offset: number) => void): void {
    for (let n = other.start; n < other.start + other.count; n++) {
      const offset = column(n, RELOC.offset);
      before(offset);
      this.#push(offset, column(n, RELOC.type), column(n, RELOC.symbol), addendOf(n));
    }
  }

  /** The entries of the table, as `file` has them, once symbols have their indices. */
  bytes(file: ElfFile, scratch: Scratch): Uint8Array {
    const { start, count } = this;
    const size = recordsOf(file).rela;
    const at = scratch.address(count * size);
    core.writeRelocations(start, count, at, file.elf32 ? 1 : 0);
    const bytes = u8.slice(at, at + count * size);
    for (const [n, addend] of wide) {
      if (n < start || n >= start + count) continue;
      // the addend comes last in both classes
      const length = file.elf32 ? 4 : 8;
      writeInt(bytes, (n - start + 1) * size - length, addend, length, file.bigEndian);
    }
    return bytes;
  }
}

function addendOf(n: number): Int {
  const value = column(n, RELOC.addend);
  return value === WIDE_ADDEND ? (wide.get(n) ?? 0) : value;
}
