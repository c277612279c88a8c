/**
 * Random structures for the property test: everything that AAPCS64 and GNU C's attributes can say about a layout.
 *
 * A seed makes one structure, always the same; recorded compiler results (fixtures/) are by seed, so a change here needs
 * them recorded anew (scripts/record-offsets.mjs).
 */
import type { CType, EnumType, Member, RecordType, Scalar } from '../../src/offsets/index.ts';
import * as scalars from '../../src/offsets/scalars.ts';

/** mulberry32: 32-bit state, good enough to mix small choices. */
class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 0x9e3779b1) >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

const INTEGERS: readonly [Scalar, ...Scalar[]] = [
  scalars.char,
  scalars.signedChar,
  scalars.u8,
  scalars.short,
  scalars.u16,
  scalars.int,
  scalars.u32,
  scalars.long,
  scalars.unsignedLong,
  scalars.s64,
  scalars.u64,
];
/** Typedefs whose alignment is less than their size, as compat_u64. */
const LOOSE: readonly [Scalar, ...Scalar[]] = [
  { ...scalars.u64, name: 'loose_u64', base: 'unsigned long long', align: 4 },
  { ...scalars.u32, name: 'loose_u32', base: 'unsigned int', align: 2 },
  { ...scalars.u16, name: 'loose_u16', base: 'unsigned short', align: 1 },
];
const OTHERS: readonly [CType, ...CType[]] = [
  scalars.bool,
  scalars.float,
  scalars.double,
  scalars.longDouble,
  scalars.int128,
  scalars.__uint128_t,
  scalars.__le32,
  scalars.__be64,
  scalars.phys_addr_t,
  scalars.size_t,
  { kind: 'pointer', target: 'void' },
  { kind: 'pointer', target: 'struct elsewhere' },
  { kind: 'pointer', target: scalars.u64 },
];
const ALIGNMENTS: readonly [number, ...number[]] = [1, 2, 4, 8, 16, 32, 64];

class Maker {
  private readonly random: Random;
  private readonly seed: number;
  private count = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.seed = seed;
  }

  private fresh(prefix: string): string {
    return `${prefix}${this.seed}_${this.count++}`;
  }

  record(depth: number, named: boolean, allowFlexible: boolean): RecordType {
    const { random } = this;
    const tag = random.chance(0.2) ? 'union' : 'struct';
    const name = named ? this.fresh('r') : undefined;
    const members: Member[] = [];
    const count = 1 + random.below(depth === 0 ? 9 : 5);
    while (members.length < count) members.push(this.member(depth));
    // padding alone would make a structure of size 0, and offsetof would have nothing to name
    if (!members.some((member) => member.name !== undefined)) members.push(this.plain(depth));
    const last = members[members.length - 1];
    const ordinary = members.some((member) => member.width === undefined && member.name !== undefined);
    if (allowFlexible && tag === 'struct' && last !== undefined && ordinary && random.chance(0.08)) {
      const element = random.chance(0.7) ? random.pick(INTEGERS) : this.record(depth + 1, true, false);
      members.push({ name: this.fresh('m'), type: { kind: 'array', element, count: undefined } });
    }
    return {
      kind: 'record',
      tag,
      name,
      members,
      ...(random.chance(0.18) ? { packed: true } : {}),
      ...(random.chance(0.12) ? { align: random.pick(ALIGNMENTS) } : {}),
    };
  }

  private member(depth: number): Member {
    const { random } = this;
    if (random.chance(0.35)) return this.bits();
    if (depth < 3 && random.chance(0.12)) {
      return { name: undefined, type: this.record(depth + 1, false, false) };
    }
    return this.plain(depth);
  }

  private plain(depth: number): Member {
    const { random } = this;
    return {
      name: this.fresh('m'),
      type: this.type(depth),
      ...(random.chance(0.08) ? { align: random.pick(ALIGNMENTS) } : {}),
      ...(random.chance(0.08) ? { packed: true } : {}),
    };
  }

  private bits(): Member {
    const { random } = this;
    const choice = random.below(10);
    const type =
      choice === 0
        ? scalars.bool
        : choice === 1
          ? this.enumeration()
          : choice === 2
            ? random.pick(LOOSE)
            : random.pick(INTEGERS);
    // ILP32's long is the narrowest that the type can be
    const size = type.kind === 'enum' ? this.enumBits(type) : type.size === 'long' ? 32 : type.size * 8;
    const limit = type.kind === 'scalar' && type.format === 'bool' ? 1 : size;
    const width = random.chance(0.25) ? limit : 1 + random.below(limit);
    if (random.chance(0.08)) return { name: undefined, type, width: 0 };
    return {
      name: random.chance(0.1) ? undefined : this.fresh('b'),
      type,
      width,
      ...(random.chance(0.05) ? { align: random.pick(ALIGNMENTS) } : {}),
      ...(random.chance(0.06) ? { packed: true } : {}),
    };
  }

  private enumBits(type: EnumType): number {
    const values = Object.values(type.values).map(BigInt);
    const wide = values.some((value) => value >= 2n ** 31n || value < -(2n ** 31n));
    return wide ? 64 : type.packed ? 8 : 32;
  }

  private enumeration(): EnumType {
    const { random } = this;
    const name = this.fresh('e');
    const values: Record<string, number | bigint> = { [`${name}_a`]: 0, [`${name}_b`]: random.pick([1, 200, -1, 100]) };
    const kind = random.below(4);
    if (kind === 0) values[`${name}_c`] = random.pick([2n ** 33n, -(2n ** 40n), 2n ** 33n + 1n]);
    return { kind: 'enum', name, values, ...(kind === 1 ? { packed: true } : {}) };
  }

  private type(depth: number): CType {
    const { random } = this;
    const choice = random.below(20);
    if (choice < 9) return random.pick(INTEGERS);
    if (choice < 13) return random.pick(OTHERS);
    if (choice === 13) return random.pick(LOOSE);
    if (choice === 14) return this.enumeration();
    if (choice < 18 && depth < 3) {
      // a type whose size is no multiple of its alignment cannot be an element: records and plain scalars can
      const inner = random.chance(0.3) ? this.record(depth + 1, true, false) : random.pick(INTEGERS);
      const once: CType = { kind: 'array', element: inner, count: random.below(5) };
      return random.chance(0.25) ? { kind: 'array', element: once, count: 1 + random.below(3) } : once;
    }
    return depth < 3 ? this.record(depth + 1, true, false) : random.pick(INTEGERS);
  }
}

/** The structure of a seed. */
export function randomRecord(seed: number): RecordType {
  return new Maker(seed).record(0, true, true);
}
