/**
 * Literal pools: constants that `ldr x0, =value` asks for, placed by `.ltorg` or at the end of the section.
 *
 * One pool a subsection and size (4, 8, 16 bytes). Equal constants of 64 bits, and equal symbol + number, share an entry, as in GNU
 * as. The label of a pool is placed when the pool is; until then it is an undefined anonymous symbol.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { Int } from './int64.ts';
import type { Subsection } from './section.ts';
import { Sym, type Value } from './symbol.ts';

export interface PoolEntry {
  readonly value: Value;
  readonly pos: Pos;
}

export interface Pool {
  readonly sub: Subsection;
  readonly size: number;
  label: Sym | undefined;
  entries: PoolEntry[];
  /** Where a symbol (or none) plus a number is among them. */
  readonly known: Map<Sym | undefined, Map<Int, number>>;
}

export class LiteralPools {
  /** Newest first, which is the order GNU as empties them in at the end. */
  readonly list: Pool[] = [];

  /** Put a value into the pool of `sub`; returns where it will be. */
  add(sub: Subsection, size: number, value: Value, pos: Pos): Value {
    let pool = this.list.find((p) => p.sub === sub && p.size === size);
    if (!pool) {
      pool = { sub, size, label: undefined, entries: [], known: new Map() };
      this.list.unshift(pool);
    }
    pool.label ??= new Sym('');
    const { plus, minus, addend } = value;
    const isShared = !minus && (typeof addend === 'number' || (addend < 2n ** 64n && addend >= -(2n ** 63n)));
    let index = isShared ? pool.known.get(plus)?.get(addend) : undefined;
    if (index === undefined) {
      index = pool.entries.length;
      pool.entries.push({ value, pos });
      let known = pool.known.get(plus);
      if (!known) {
        known = new Map();
        pool.known.set(plus, known);
      }
      if (isShared) known.set(addend, index);
    }
    return { plus: pool.label, minus: undefined, addend: index * size };
  }

  find(sub: Subsection, size: number): Pool | undefined {
    return this.list.find((p) => p.sub === sub && p.size === size && p.entries.length > 0);
  }
}
