import { describe, expect, it } from 'vitest';
import { Ram, Tables } from '../../src/kexec/index.ts';
import { copyTablePages } from '../../src/kexec/table-count.ts';
import { fitParameters, MEASUREMENTS, misfits, modelledSeconds, pageCost } from '../../src/verify/cost-model.ts';
import { scenarioOf } from '../kexec/fixtures.ts';

const MIB = 2 ** 20;

describe('table pages in closed form', () => {
  it.each([
    [25, 31],
    [64, 69],
    [120, 125],
    [380, 385],
    [512, 517],
  ])('contiguous, %i MiB: %i', (mib, pages) => {
    expect(copyTablePages('contiguous', mib * MIB, 0)).toBe(pages);
  });

  it('a gibibyte and more needs more than one table of level 2 a side', () => {
    // 2048 tables of level 3, 4 of level 2, 1 of level 1, twice, and a root.
    expect(copyTablePages('contiguous', 4096 * MIB, 0)).toBe(1 + 2 * (2048 + 4 + 1));
  });

  it.each([1, 511, 512, 513, 1024, 6400])('contiguous, %i pages: as many as are built', (count) => {
    const { scenario } = scenarioOf({ pages: count });
    expect(copyTablePages('contiguous', count * 4096, 0)).toBe(scenario.copyTables.length);
  });

  it.each([
    ['linear-pages', 3],
    ['linear-blocks', 2],
  ] as const)('%s: as many as are built', (kind, level) => {
    for (const ram of [64 * MIB, 1024 * MIB, 1026 * MIB]) {
      let pages = 0;
      const tables = new Tables(12, 48, () => 4096 * ++pages);
      tables.mapRange(0xffff_0000_0000_0000n, 0x4000_0000, ram, 0n, level);
      expect(copyTablePages(kind, MIB, ram)).toBe(tables.pages.length);
    }
  });

  it('identity-blocks: as many as are built, the empty table included', () => {
    const plan = { argument: 'linear', map: 'identity-blocks', mapIsOptional: true, entersWithMmu: false } as const;
    const { scenario, ram } = scenarioOf({ pages: 8, plan });
    expect(scenario.identityTables.length).toBe(copyTablePages('identity-blocks', 8 * 4096, ram.bytes.length));
    expect(ram).toBeInstanceOf(Ram);
  });
});

describe('the model', () => {
  it('does not pretend to fit: no parameter set is within a third of all four figures', () => {
    const factors = misfits(fitParameters()).flatMap(({ off, on }) => [off, on]);
    expect(factors.length).toBe(2 * MEASUREMENTS.length);
    expect(Math.max(...factors.map((factor) => Math.max(factor, 1 / factor)))).toBeGreaterThan(1.33);
  });

  it('is the best of its kind: moving either parameter makes the squared log error larger', () => {
    const error = (scale: number, which: 'off' | 'on'): number =>
      misfits(fitParameters()).reduce((sum, misfit) => sum + Math.log(misfit[which] * scale) ** 2, 0);
    for (const which of ['off', 'on'] as const) {
      for (const scale of [0.9, 0.99, 1.01, 1.1]) expect(error(scale, which)).toBeGreaterThan(error(1, which));
    }
  });

  it('orders the designs as the thread does: MMU off, linear pages, blocks, contiguous', () => {
    const parameters = fitParameters();
    const seconds = (map: Parameters<typeof pageCost>[0], list: boolean) =>
      modelledSeconds(pageCost(map, 64, list), 25, parameters);
    const order = [
      seconds(undefined, true),
      seconds('linear-pages', true),
      seconds('linear-blocks', true),
      seconds('contiguous', false),
    ];
    expect([...order].sort((a, b) => b - a)).toEqual(order);
    expect((order[0] ?? 0) / (order[3] ?? 1)).toBeGreaterThan(10);
  });

  it('is proportional to the size', () => {
    const parameters = fitParameters();
    const cost = pageCost('contiguous', 64, false);
    expect(modelledSeconds(cost, 100, parameters)).toBeCloseTo(4 * modelledSeconds(cost, 25, parameters), 12);
  });
});
