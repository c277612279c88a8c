/** The walks that findings show: as text against a recording, in JSON, and how often they are made. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ObservationLog } from '../../src/emu/observations.ts';
import { elfOf, flawedPrograms, runElf } from './flawed-programs.ts';
import { walkTexts } from './walk-cases.ts';

const FOLDER = path.join(import.meta.dirname, 'programs');
const SITE = { pc: 0x4008_0000n, pa: 0x4008_0000, word: 0, step: 1 };

describe('the walk of a finding', () => {
  it('is printed as recorded (scripts/record-walks.ts)', async () => {
    const golden = path.join(import.meta.dirname, '../golden/walks.txt');
    expect(await walkTexts(FOLDER)).toBe(fs.readFileSync(golden, 'utf8'));
  });
  it('is in --json, of findings about translation only', async () => {
    const found = async (file: string): Promise<{ rule: string; walk?: string[] }[]> => {
      const program = flawedPrograms(FOLDER).find((each) => each.file === file);
      if (program === undefined) throw new Error(`no ${file}`);
      return JSON.parse((await runElf(await elfOf(FOLDER, program, '1'), ['--json'])).out).findings;
    };
    const stale = (await found('c2.S')).find(({ rule }) => rule === 'tlb-stale');
    expect(stale?.walk?.at(-1)).toMatch(
      /^the TLB may hold: TTBR0_EL1 level 3 at 0x[0-9a-f]+: 0x[0-9a-f]{16}, page at /,
    );
    expect((await found('c13.S')).find(({ rule }) => rule === 'undefined-register')).not.toHaveProperty('walk');
  });
  it('is made once for an observation that repeats', () => {
    const log = new ObservationLog();
    let walks = 0;
    let alternatives = 0;
    log.walker = ({ va }) => {
      walks++;
      return [`walk of ${va}`];
    };
    const alternative = (): never => {
      alternatives++;
      return undefined as never;
    };
    const facts = { level: 3, old: 1n, new: 2n, use: 'data', missing: 'tlbi' } as const;
    for (let n = 0; n < 1000; n++) log.report('tlb-stale', SITE, facts, { va: BigInt(n), alternative });
    expect({ walks, alternatives }).toEqual({ walks: 1, alternatives: 1 });
    expect(log.list).toMatchObject([{ count: 1000, walk: ['walk of 0'] }]);
  });
});
