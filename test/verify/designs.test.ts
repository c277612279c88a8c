/** Every design of the thread, built from source and judged at every entry. */
import { describe, expect, it } from 'vitest';
import { DESIGNS, type Design } from '../../src/designs.ts';
import { buildDesign, verifyBuilt } from './build.ts';

function run(design: Design, lines: readonly number[]) {
  return Promise.all([buildDesign(design)]).then(([blob]) =>
    lines.flatMap((dcacheLine) =>
      design.modes.map((mode) => {
        const { verdict, findings } = verifyBuilt(blob, {
          mode,
          inPlace: design.inPlace,
          tables: design.tables,
          plan: design.plan,
          dcacheLine,
          icacheLine: dcacheLine,
        });
        return `${mode} ${dcacheLine} ${verdict} ${findings.map(({ rule }) => rule).join(' ')}`.trim();
      }),
    ),
  );
}

function clean(design: Design, lines: readonly number[]): string[] {
  return lines.flatMap((line) => design.modes.map((mode) => `${mode} ${line} PASS`));
}

describe('designs', () => {
  it('are the eleven of the thread', () => {
    expect(new Set(DESIGNS.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
    expect(new Set(DESIGNS.map(({ id }) => id)).size).toBe(DESIGNS.length);
  });

  it.each(DESIGNS.map((design) => [design.id, design] as const))(
    '%s is clean at every entry and line size',
    async (_, design) => {
      const lines = design.number === 11 ? [16, 64, 2048] : [64];
      expect(await run(design, lines)).toEqual(clean(design, lines));
    },
  );
});
