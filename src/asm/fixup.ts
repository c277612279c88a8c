/**
 * Fixups: places in the sections' bytes that wait for symbols, by columns.
 *
 * Types are relocation numbers of the AArch64 ELF ABI, and negative numbers for what the assembler alone knows.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
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
/** Numbers of a fixup. */
const WIDTH = 5;
/** An addend that does not fit 32 bits is kept apart. */
const IN_WIDE = -(2 ** 31);

/** Fixups of one subsection by columns, in the order they were made. */
export class Fixups {
  count = 0;
  /** Five numbers a fixup: fragment, offset in it, type and size (see `type`), addend (IN_WIDE: in #wide), position. */
  #ints = NO_INTS;
  readonly #plus: (Sym | undefined)[] = [];
  /** By fixup: few have one. */
  readonly #minus = new Map<number, Sym>();
  readonly #wide = new Map<number, Int>();
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
    const at = WIDTH * i;
    if (at + WIDTH > this.#ints.length) this.#ints = roomier(this.#ints);
    const ints = this.#ints;
    ints[at] = frag.index;
    ints[at + 1] = offset;
    ints[at + 2] = (type << 5) | size;
    const small = typeof addend === 'number' && addend === (addend | 0) && addend !== IN_WIDE;
    ints[at + 3] = small ? addend : IN_WIDE;
    if (!small) this.#wide.set(i, addend);
    ints[at + 4] = pos;
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
    return (
      (this.#fragments[this.#ints[WIDTH * i] as number] as Fragment).address + (this.#ints[WIDTH * i + 1] as number)
    );
  }

  type(i: number): number {
    return (this.#ints[WIDTH * i + 2] as number) >> 5;
  }

  /** Bytes. */
  size(i: number): number {
    return (this.#ints[WIDTH * i + 2] as number) & 31;
  }

  plus(i: number): Sym | undefined {
    return this.#plus[i];
  }

  minus(i: number): Sym | undefined {
    return this.#minus.size === 0 ? undefined : this.#minus.get(i);
  }

  addend(i: number): Int {
    const value = this.#ints[WIDTH * i + 3] as number;
    return value === IN_WIDE ? (this.#wide.get(i) ?? 0) : value;
  }

  pos(i: number): Pos {
    const pos = this.#ints[WIDTH * i + 4] as number;
    return pos === NO_POS ? NO_POS : pos >>> 0;
  }
}
