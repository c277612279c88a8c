import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE, DATA, mapIdentityPage, type PageShift, Ram, Tables } from '../../src/kexec/index.ts';
import { descriptorAddress, levelShift, startLevel, tableAddress, ttbrOf } from '../../src/kexec/tables.ts';
import { MIB, RAM_BASE, scenarioOf } from './fixtures.ts';
import { walk } from './walker.ts';

function bump(ram: Ram, shift: PageShift): () => number {
  let next = ram.base;
  return () => {
    next += 2 ** shift;
    return next - 2 ** shift;
  };
}

describe('levels', () => {
  it.each([
    [48, 12, 0],
    [39, 12, 1],
    [31, 12, 1],
    [30, 12, 2],
    [25, 12, 2],
    [36, 14, 2],
    [47, 14, 1],
    [48, 14, 0],
    [42, 16, 2],
    [48, 16, 1],
    [52, 16, 1],
  ] as const)('%i bits with pages of 2^%i start at level %i', (bits, shift, level) => {
    expect(startLevel(bits, shift)).toBe(level);
  });

  it('an entry maps 1 GiB, 2 MiB, 4 KiB with 4K pages, 512 MiB at level 2 with 64K', () => {
    expect([1, 2, 3].map((level) => 2 ** levelShift(level, 12))).toEqual([2 ** 30, 2 ** 21, 2 ** 12]);
    expect(2 ** levelShift(2, 16)).toBe(512 * MIB);
  });
});

describe('table pages of contiguous mappings, 4K granule', () => {
  // Sources and destinations: one level 3 table each for 2 MiB, one of levels 2 and 1 each, one root for both.
  it.each([
    [25, 31],
    [64, 69],
    [120, 125],
    [380, 385],
    [512, 517],
  ])('%i MiB take %i', (mib, pages) => {
    const tables = new Tables(12, 48, bump(new Ram(0, 0), 12));
    for (let at = 0; at < mib * MIB; at += 4096) {
      tables.map(0xffff_0000_0000_0000n + BigInt(at), at, DATA);
      tables.map(0xffff_8000_0000_0000n + BigInt(at), at, DATA);
    }
    expect(tables.pages.length).toBe(pages);
  });

  it('of a scenario are as many, and no page twice', () => {
    const { scenario } = scenarioOf({ pages: (25 * MIB) / 4096 });
    expect(scenario.copyTables.length).toBe(31);
    expect(new Set([...scenario.copyTables, ...scenario.identityTables]).size).toBe(31 + 3);
  });
});

describe('mappings', () => {
  it.each([
    [12, 48],
    [12, 39],
    [14, 47],
    [14, 48],
    [16, 48],
    [16, 42],
  ] as const)('an independent walk finds every page, pages of 2^%i and %i bits', (shift, vaBits) => {
    const property = fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 24 - 1 }), { maxLength: 20 }),
      (numbers) => {
        const ram = new Ram(RAM_BASE, 64 * MIB);
        const tables = new Tables(shift, vaBits, bump(ram, shift));
        const base = -(1n << BigInt(vaBits));
        const span = 2 ** (vaBits - shift);
        const vas = new Map(numbers.map((n) => [base + BigInt(n % span) * BigInt(2 ** shift), n * 2 ** shift]));
        for (const [va, pa] of vas) tables.map(va, pa, DATA);
        tables.flush(ram);
        for (const [va, pa] of vas) {
          const found = walk(ram, tables.ttbr, 64 - vaBits, shift, BigInt.asUintN(64, va) + 5n);
          expect(found?.pa).toBe(pa + 5);
          expect(found?.descriptor).toBe(descriptorAddress(pa, shift) | DATA | 3n);
        }
        const absent = base + BigInt(span - 1) * BigInt(2 ** shift);
        if (!vas.has(absent))
          expect(walk(ram, tables.ttbr, 64 - vaBits, shift, BigInt.asUintN(64, absent))).toBeUndefined();
      },
    );
    fc.assert(property, { numRuns: 15 });
  });

  it('ranges take the largest blocks that alignment allows', () => {
    const ram = new Ram(RAM_BASE, MIB);
    const tables = new Tables(12, 48, bump(ram, 12));
    tables.mapRange(0x1f_f000n, 0x5f_f000, 0x40_2000, DATA, 2);
    tables.flush(ram);
    const at = (va: bigint) => walk(ram, tables.ttbr, 16, 12, va);
    expect([at(0x1f_f000n)?.level, at(0x20_0000n)?.level, at(0x5f_ffffn)?.level, at(0x60_0000n)?.level]).toEqual([
      3, 2, 2, 3,
    ]);
    expect(at(0x3f_1234n)?.pa).toBe(0x7f_1234);
    expect(at(0x60_1000n)).toBeUndefined();
  });

  it('refuses to map an address twice, or a page under a block', () => {
    const ram = new Ram(RAM_BASE, MIB);
    const tables = new Tables(12, 48, bump(ram, 12));
    tables.map(0x20_0000n, 0x40_0000, DATA, 2);
    expect(() => tables.map(0x20_0000n, 0, DATA, 2)).toThrow('mapped twice');
    expect(() => tables.map(0x20_1000n, 0, DATA)).toThrow('a block is mapped where a table is wanted');
  });
});

describe('physical addresses above 48 bits', () => {
  it('fold bits 51:48 into the descriptor and the TTBR with 64K pages', () => {
    const high = 0x9_1234_5678_0000;
    expect(descriptorAddress(high, 16)).toBe(0x1234_5678_9000n);
    expect(tableAddress(descriptorAddress(high, 16), 16)).toBe(high);
    expect(ttbrOf(high)).toBe(0x1234_5678_0024n);
  });

  it('do not exist with smaller pages', () => {
    expect(() => descriptorAddress(2 ** 48, 12)).toThrow('needs more than 48 bits');
    expect(() => descriptorAddress(2 ** 52, 16)).toThrow('needs more than 48 bits');
    expect(descriptorAddress(2 ** 48 - 4096, 12)).toBe(0xffff_ffff_f000n);
  });
});

describe('identity map', () => {
  it.each([
    [0x4000_0000, 33, 3], // bit 30 is the highest: 31 bits, walk from level 1
    [0x3fff_f000, 34, 2],
    [0x1000, 39, 2], // no fewer than 25 bits
    [0x80_0000_0000, 24, 4],
    [0xffff_ffff_f000, 16, 4],
  ])('of the page at %i has T0SZ %i and %i tables', (page, t0sz, tables) => {
    const ram = new Ram(RAM_BASE, MIB);
    const map = mapIdentityPage(ram, page, 12, bump(ram, 12));
    expect([map.t0sz, map.pages.length]).toEqual([t0sz, tables]);
    expect(walk(ram, map.ttbr, t0sz, 12, BigInt(page) + 0x7fcn)).toEqual({
      pa: page + 0x7fc,
      level: 3,
      descriptor: BigInt(page) | CODE | 3n,
    });
    expect(walk(ram, map.ttbr, t0sz, 12, BigInt(page) ^ 0x1000n)).toBeUndefined();
  });
});
