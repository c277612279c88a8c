/**
 * Fixups: places in the sections' bytes that wait for symbols, by columns.
 *
 * Types are relocation numbers of the AArch64 ELF ABI, and negative numbers for what the assembler alone knows.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { roomier } from './columns.ts';
import type { Int } from './int64.ts';
import type { Fragment } from './section.ts';
import type { Sym } from './symbol.ts';

export const FIXUP = {
  /** A datum of 1, 2, 4 or 8 bytes: becomes ABS, PREL, or a number. */
  data: -2,
  /** R_AARCH64_PREL32 */
  prel32: 261,
} as const;

const NO_INTS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);

/** Fixups of one subsection by columns, in the order they were made. */
export class Fixups {
  count = 0;
  /** Three numbers a fixup: fragment, offset in it, type and size (see `type`). */
  #ints = NO_INTS;
  /** Two numbers a fixup: addend (NaN: in #wide), position. */
  #floats = NO_FLOATS;
  readonly #plus: (Sym | undefined)[] = [];
  /** By fixup: few have one. */
  readonly #minus = new Map<number, Sym>();
  readonly #wide = new Map<number, bigint>();
  readonly #fragments: readonly Fragment[];

  constructor(fragments: readonly Fragment[]) {
    this.#fragments = fragments;
  }

  /** `frag` is one of the subsection; `type` R_AARCH64_*, or negative for what only the assembler knows (see fixup.ts). */
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
    const i = this.count++;
    if (3 * i + 3 > this.#ints.length) this.#ints = roomier(this.#ints);
    if (2 * i + 2 > this.#floats.length) this.#floats = roomier(this.#floats);
    this.#ints[3 * i] = frag.index;
    this.#ints[3 * i + 1] = offset;
    this.#ints[3 * i + 2] = (type << 5) | size;
    this.#floats[2 * i] = typeof addend === 'number' ? addend : Number.NaN;
    this.#floats[2 * i + 1] = pos;
    if (typeof addend === 'bigint') this.#wide.set(i, addend);
    this.#plus.push(plus);
    if (plus) plus.held = plus.used = true;
    if (!minus) return;
    this.#minus.set(i, minus);
    minus.held = minus.used = true;
  }

  /** Forget all but the first `count`. */
  truncate(count: number): void {
    for (let i = count; i < this.count; i++) {
      this.#wide.delete(i);
      this.#minus.delete(i);
    }
    this.#plus.length = this.count = count;
  }

  /** Offset in the section, once that is laid out. */
  address(i: number): number {
    return (this.#fragments[this.#ints[3 * i] as number] as Fragment).address + (this.#ints[3 * i + 1] as number);
  }

  type(i: number): number {
    return (this.#ints[3 * i + 2] as number) >> 5;
  }

  /** Bytes. */
  size(i: number): number {
    return (this.#ints[3 * i + 2] as number) & 31;
  }

  plus(i: number): Sym | undefined {
    return this.#plus[i];
  }

  minus(i: number): Sym | undefined {
    return this.#minus.size === 0 ? undefined : this.#minus.get(i);
  }

  addend(i: number): Int {
    const value = this.#floats[2 * i] as number;
    return Number.isNaN(value) ? (this.#wide.get(i) ?? 0) : value;
  }

  pos(i: number): Pos {
    return this.#floats[2 * i + 1] as number;
  }
}
