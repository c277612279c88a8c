/**
 * The relocations of a section on their way to the object.
 *
 * Enters: one after the other from relocate.ts. Leaves: columns for elf/write.ts, when symbols have their indices.
 */
import type { RelocationColumns } from '../elf/relocation-columns.ts';
import { core } from './core/engine.ts';
import { WIDE_ADDEND } from './core/fixups.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews } from './core/memory.ts';
import { RELOC, RELOC_LOG } from './core/relocate.ts';
import type { Int } from './int64.ts';
import { indexOf, type Sym } from './symbol.ts';

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

  /** As the writer takes them, once symbols have their indices. */
  columns(): RelocationColumns {
    const { start, count } = this;
    const offset = new Float64Array(count);
    const type = new Int32Array(count);
    const symbol = new Int32Array(count);
    const addend = new Float64Array(count);
    const large = new Map<number, bigint>();
    for (let i = 0; i < count; i++) {
      offset[i] = column(start + i, RELOC.offset);
      type[i] = column(start + i, RELOC.type);
      const sym = column(start + i, RELOC.symbol) - 1;
      symbol[i] = sym < 0 ? 0 : indexOf(sym);
      const added = addendOf(start + i);
      addend[i] = typeof added === 'number' ? added : Number.NaN;
      if (typeof added === 'bigint') large.set(i, added);
    }
    return { count, offset, type, symbol, addend, wide: large };
  }
}

function addendOf(n: number): Int {
  const value = column(n, RELOC.addend);
  return value === WIDE_ADDEND ? (wide.get(n) ?? 0) : value;
}
