/** Relocations at their limits, as GNU ld takes or refuses them (recorded by scripts/record-relocation-limits.ts). */
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expected, limitCases, outcome, RECORDED } from './relocation-limits.ts';

const recorded = JSON.parse(fs.readFileSync(RECORDED, 'utf8')) as Record<string, string>;

describe('relocations at their limits', () => {
  const cases = limitCases();
  it('are recorded', () => expect(Object.keys(recorded)).toEqual(cases.map(({ id }) => id)));

  for (const row of new Set(cases.map(({ id }) => id.split(' ')[0])))
    it(`${row}`, async () => {
      const own = cases.filter(({ id }) => id.startsWith(`${row} `));
      const mine: Record<string, string> = {};
      for (const each of own) mine[each.id] = await outcome(each);
      expect(mine).toEqual(Object.fromEntries(own.map(({ id }) => [id, expected(id, recorded[id])])));
    });
});
