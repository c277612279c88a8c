/** Faults from outside, at every so many instructions: each run ends, with a verdict that says what happened. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createMachine } from '../../src/cli/verify/machine.ts';
import { OURS } from '../../src/designs.ts';
import type { EntryMode, Scenario } from '../../src/kexec/index.ts';
import type { LinkedBlob } from '../../src/verify/linked-blob.ts';
import { type EntryConfiguration, type VerifiableMachine, verifyEntry } from '../../src/verify/verify.ts';
import { buildDesign } from './build.ts';

const PAGES = 4;
const LEAF = 3;

function flip(machine: VerifiableMachine, address: number, bit: number): void {
  const bytes = machine.readPhys(address, 8);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  machine.writePhys(address, bytes);
}

/** The table of level 3 that maps the sources (destinations are mapped by the one after). */
function leafTable({ copyTables }: Scenario): number {
  return copyTables[LEAF] ?? 0;
}

type Act = (machine: VerifiableMachine, scenario: Scenario) => void;

const FAULTS: readonly (readonly [string, Act])[] = [
  ['a source page is unmapped', (machine, scenario) => flip(machine, leafTable(scenario) + (PAGES - 1) * 8, 0)],
  ['a source page leads elsewhere', (machine, scenario) => flip(machine, leafTable(scenario) + (PAGES - 1) * 8, 13)],
  [
    'the root of the tables is gone',
    (machine, scenario) => machine.writePhys(scenario.copyTables[0] ?? 0, new Uint8Array(4096)),
  ],
  [
    'the running code turns into zeroes',
    (machine, scenario) => machine.writePhys(scenario.controlPage, new Uint8Array(4096)),
  ],
  ['a bit of the copy loop flips', (machine, scenario) => flip(machine, scenario.controlPage + 0xb0, 21)],
  [
    'the argument block is gone',
    (machine, scenario) => machine.writePhys(scenario.argumentAddress, new Uint8Array(128)),
  ],
];

const configuration = (mode: EntryMode): EntryConfiguration => ({
  mode,
  inPlace: false,
  pages: PAGES,
  cpu: 'max',
  dcacheLine: 64,
  icacheLine: 64,
  shift: 12,
  vaBits: 48,
  physicalBits: 48,
  seed: 1,
  budget: 200_000,
});

describe('faults at every 500th instruction', () => {
  let blob: LinkedBlob;
  beforeAll(async () => {
    blob = await buildDesign(OURS);
  });

  it.each(FAULTS)('%s: a verdict, never a hang', (_, act) => {
    const outcomes: string[] = [];
    for (let after = 0; after < 3700; after += 500) {
      const { verdict, findings, instructions } = verifyEntry(createMachine, blob, configuration('el2'), {
        inject: { after, act },
      });
      expect(instructions).toBeLessThanOrEqual(200_000 + after);
      // What was done already is done: a late fault may come too late to matter. But no wrong image passes.
      expect(verdict === 'PASS').toBe(findings.length === 0);
      for (const { message } of findings) expect(message).not.toMatch(/\bundefined(?! instruction)|NaN|\[object/);
      outcomes.push(verdict);
    }
    expect(outcomes.length).toBe(8);
  });

  it('a page that is unmapped before it is copied is a fault at the load, with its address', () => {
    const [, act] = FAULTS[0] ?? ['', () => {}];
    const { verdict, findings } = verifyEntry(createMachine, blob, configuration('el1'), {
      inject: { after: 1000, act },
    });
    expect(verdict).toBe('FAIL');
    const fault = findings.find(({ rule }) => rule === 'fault-taken');
    expect(fault?.va).toBe(0xffff_0000_0000_3000n);
    expect(fault?.effect?.insn).toMatch(/^ldp/);
  });

  it('a page that leads elsewhere is wrong contents, and says which page', () => {
    const [, act] = FAULTS[1] ?? ['', () => {}];
    const { verdict, findings } = verifyEntry(createMachine, blob, configuration('el1'), {
      inject: { after: 500, act },
    });
    expect(verdict).toBe('FAIL');
    expect(findings.map(({ rule }) => rule)).toContain('wrong-contents');
    expect(findings.find(({ rule }) => rule === 'wrong-contents')?.message).toContain('page 3');
  });

  it('code that turns into zeroes is UDF', () => {
    const [, act] = FAULTS[3] ?? ['', () => {}];
    const { verdict, findings } = verifyEntry(createMachine, blob, configuration('el1'), {
      inject: { after: 1000, act },
    });
    expect(verdict).toBe('FAIL');
    expect(findings.map(({ rule }) => rule)).toContain('udf-executed');
  });
});
