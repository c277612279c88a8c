/**
 * Fixups: places in the sections' bytes that wait for symbols: rows of the core's memory (core/fixups.ts).
 *
 * Types are relocation numbers of the AArch64 ELF ABI, and negative numbers for what the assembler alone knows.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import { core } from './core/engine.ts';
import { DATUM } from './core/facts.ts';
import { FIX, FIX_LOG, WIDE_ADDEND } from './core/fixups.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews } from './core/memory.ts';
import type { Int } from './int64.ts';
import { addressOf, type Fragment } from './section.ts';
import { type Sym, symbolOf } from './symbol.ts';

export const FIXUP = {
  /** A datum of 1, 2, 4 or 8 bytes: becomes ABS, PREL, or a number. */
  data: DATUM,
  /** R_AARCH64_PREL32 */
  prel32: 261,
} as const;

/** Addends that do not fit a row, by fixup. */
const wide = new Map<number, Int>();

/** Begin anew: no fixup of before means anything any more. */
export function forgetFixups(): void {
  wide.clear();
}

const column = (id: number, at: number): number => i32[(i32[STATE.fixups] as number) + (id << FIX_LOG) + at] as number;

/** The fixups of one subsection, in the order they were made: numbers, which all of them share. */
export class Fixups {
  /** The first and the last one; -1: there is none. */
  first = -1;
  last = -1;

  /** `type` R_AARCH64_*, or negative for what only the assembler knows (FIXUP). */
  add(
    frag: Fragment,
    offset: number,
    size: number,
    type: number,
    plus: Sym | undefined,
    minus: Sym | undefined,
    addend: Int,
    pos: Pos,
  ): void {
    const id = core.makeFixup(this.last);
    renewViews();
    if (this.last < 0) this.first = id;
    this.last = id;
    const row = (i32[STATE.fixups] as number) + (id << FIX_LOG);
    i32[row + FIX.frag] = frag.id;
    i32[row + FIX.offset] = offset;
    i32[row + FIX.kind] = (type << 5) | size;
    const small = typeof addend === 'number' && addend === (addend | 0) && addend !== WIDE_ADDEND;
    i32[row + FIX.addend] = small ? addend : WIDE_ADDEND;
    if (!small) wide.set(id, addend);
    i32[row + FIX.pos] = pos;
    i32[row + FIX.plus] = plus ? plus.id + 1 : 0;
    i32[row + FIX.minus] = minus ? minus.id + 1 : 0;
    if (plus) plus.held = plus.used = true;
    if (minus) minus.held = minus.used = true;
  }

  /** Forget all behind the one that was the last. */
  backTo(last: number): void {
    this.last = last;
    if (last < 0) this.first = -1;
    else i32[(i32[STATE.fixups] as number) + (last << FIX_LOG) + FIX.next] = -1;
  }

  /** The one behind another; -1: there is none. */
  next(id: number): number {
    return column(id, FIX.next);
  }

  /** Offset in the section, once that is laid out. */
  address(id: number): number {
    return addressOf(column(id, FIX.frag)) + column(id, FIX.offset);
  }

  type(id: number): number {
    return column(id, FIX.kind) >> 5;
  }

  /** Bytes. */
  size(id: number): number {
    return column(id, FIX.kind) & 31;
  }

  /** The number of the symbol that is added, or -1. */
  plusId(id: number): number {
    return column(id, FIX.plus) - 1;
  }

  plus(id: number): Sym | undefined {
    const sym = this.plusId(id);
    return sym < 0 ? undefined : symbolOf(sym);
  }

  /** The symbol that is taken away. */
  minus(id: number): Sym | undefined {
    const sym = column(id, FIX.minus) - 1;
    return sym < 0 ? undefined : symbolOf(sym);
  }

  addend(id: number): Int {
    const value = column(id, FIX.addend);
    return value === WIDE_ADDEND ? (wide.get(id) ?? 0) : value;
  }

  pos(id: number): Pos {
    const pos = column(id, FIX.pos);
    return pos === NO_POS ? NO_POS : pos >>> 0;
  }
}
