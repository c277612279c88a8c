/**
 * Fixups: places in the sections' bytes that wait for symbols, by columns.
 *
 * Types are relocation numbers of the AArch64 ELF ABI, and negative numbers for what the assembler alone knows.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import { roomier } from './columns.ts';
import { DATUM, FIXUP_WIDTH } from './core/facts.ts';
import type { Int } from './int64.ts';
import { addressOf, type Fragment } from './section.ts';
import { type Sym, symbolOf } from './symbol.ts';

export const FIXUP = {
  /** A datum of 1, 2, 4 or 8 bytes: becomes ABS, PREL, or a number. */
  data: DATUM,
  /** R_AARCH64_PREL32 */
  prel32: 261,
} as const;

const NO_INTS = new Int32Array(0);
const WIDTH = FIXUP_WIDTH;
/** An addend that does not fit 32 bits is kept apart. */
const IN_WIDE = -(2 ** 31);

/** Fixups of one subsection by columns, in the order they were made. */
export class Fixups {
  count = 0;
  /** Seven numbers a fixup: fragment, offset in it, type and size (see `type`), addend (IN_WIDE: in #wide), position, plus and minus by number plus 1. */
  #ints = NO_INTS;
  readonly #wide = new Map<number, Int>();

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
    ints[at] = frag.id;
    ints[at + 1] = offset;
    ints[at + 2] = (type << 5) | size;
    const small = typeof addend === 'number' && addend === (addend | 0) && addend !== IN_WIDE;
    ints[at + 3] = small ? addend : IN_WIDE;
    if (!small) this.#wide.set(i, addend);
    ints[at + 4] = pos;
    ints[at + 5] = plus ? plus.id + 1 : 0;
    ints[at + 6] = minus ? minus.id + 1 : 0;
    if (plus) plus.held = plus.used = true;
    if (minus) minus.held = minus.used = true;
  }

  /** Take `count` rows from numbers[at] on, whose symbols are marked, and whose positions are offsets from `pos` still; all are at `pos` if it does not `advance`. */
  take(numbers: Int32Array, at: number, count: number, pos: Pos, advance: boolean): void {
    const end = WIDTH * (this.count + count);
    while (end > this.#ints.length) this.#ints = roomier(this.#ints);
    const ints = this.#ints;
    let to = WIDTH * this.count;
    for (let from = at; to < end; from += WIDTH, to += WIDTH) {
      for (let k = 0; k < WIDTH; k++) ints[to + k] = numbers[from + k] as number;
      ints[to + 4] = advance ? pos + (numbers[from + 4] as number) : pos;
    }
    this.count += count;
  }

  /** Forget all but the first `count`. */
  truncate(count: number): void {
    for (let i = count; i < this.count; i++) this.#wide.delete(i);
    this.count = count;
  }

  /** Offset in the section, once that is laid out. */
  address(i: number): number {
    return addressOf(this.#ints[WIDTH * i] as number) + (this.#ints[WIDTH * i + 1] as number);
  }

  type(i: number): number {
    return (this.#ints[WIDTH * i + 2] as number) >> 5;
  }

  /** Bytes. */
  size(i: number): number {
    return (this.#ints[WIDTH * i + 2] as number) & 31;
  }

  /** The number of the symbol that is added, or -1. */
  plusId(i: number): number {
    return (this.#ints[WIDTH * i + 5] as number) - 1;
  }

  /** The number of the symbol that is taken away, or -1. */
  minusId(i: number): number {
    return (this.#ints[WIDTH * i + 6] as number) - 1;
  }

  plus(i: number): Sym | undefined {
    const id = this.plusId(i);
    return id < 0 ? undefined : symbolOf(id);
  }

  minus(i: number): Sym | undefined {
    const id = this.minusId(i);
    return id < 0 ? undefined : symbolOf(id);
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
