/**
 * The relocations of a section on their way to the object, by columns.
 *
 * Enters: one after the other from relocate.ts. Leaves: columns for elf/write.ts, when symbols have their indices.
 */
import type { RelocationColumns } from '../elf/relocation-columns.ts';
import { roomier } from './columns.ts';
import type { Int } from './int64.ts';
import { indexOf, type Sym } from './symbol.ts';

/** The relocations of a section as the object gets them, by columns. */
export class Relocations {
  count = 0;
  #offset = new Float64Array(0);
  #type = new Int32Array(0);
  /** Number plus 1. */
  #symbol = new Int32Array(0);
  /** NaN: in #wide. */
  #addend = new Float64Array(0);
  readonly #wide = new Map<number, bigint>();

  push(offset: number, type: number, symbol: Sym | undefined, addend: Int): void {
    this.pushId(offset, type, symbol ? symbol.id : -1, addend);
  }

  /** The same with the symbol's number, below 0 for none. */
  pushId(offset: number, type: number, id: number, addend: Int): void {
    const i = this.count++;
    if (i === this.#offset.length) {
      this.#offset = roomier(this.#offset);
      this.#type = roomier(this.#type);
      this.#symbol = roomier(this.#symbol);
      this.#addend = roomier(this.#addend);
    }
    this.#offset[i] = offset;
    this.#type[i] = type;
    this.#symbol[i] = id + 1;
    this.#addend[i] = typeof addend === 'number' ? addend : Number.NaN;
    if (typeof addend === 'bigint') this.#wide.set(i, addend);
  }

  /** All of `other`, with `.reloc`'s own put in: `before` is called before each, with its offset. */
  pushAll(other: Relocations, before: (offset: number) => void): void {
    for (let i = 0; i < other.count; i++) {
      before(other.#offset[i] as number);
      const addend = other.#wide.get(i) ?? (other.#addend[i] as number);
      this.pushId(other.#offset[i] as number, other.#type[i] as number, (other.#symbol[i] as number) - 1, addend);
    }
  }

  /** As the writer takes them, once symbols have their indices. */
  columns(): RelocationColumns {
    const { count } = this;
    const symbol = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const id = (this.#symbol[i] as number) - 1;
      symbol[i] = id < 0 ? 0 : indexOf(id);
    }
    return { count, offset: this.#offset, type: this.#type, symbol, addend: this.#addend, wide: this.#wide };
  }
}
