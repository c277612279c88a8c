import { describe, expect, it } from 'vitest';
import { judge } from '../../src/verify/judge.ts';
import { annotator, ENTRY, expectation, machineAtHandover, PAGE, type Spoiled, segments, siteAt } from './stub.ts';

const reached = { kind: 'reached', pc: BigInt(ENTRY) } as const;

function rulesOf(spoiled: Spoiled): string[] {
  return judge(machineAtHandover(spoiled), reached, expectation, annotator).map(({ rule }) => rule);
}

function only(spoiled: Spoiled) {
  const findings = judge(machineAtHandover(spoiled), reached, expectation, annotator);
  expect(findings.length).toBe(1);
  return findings[0];
}

describe('a run that did everything right', () => {
  it('has no finding', () => {
    expect(rulesOf({})).toEqual([]);
  });

  it('may leave the instruction cache on', () => {
    expect(rulesOf({ registers: { sctlr_el1: 0x3050_1800n } })).toEqual([]);
  });
});

describe('contents', () => {
  it('one wrong byte at the end of the last page is found', () => {
    const finding = only({ spoil: (ram) => ram.write(ENTRY + 4 * PAGE - 1, new Uint8Array([1])) });
    expect(finding?.rule).toBe('wrong-contents');
    expect(finding?.pa).toBe(ENTRY + 3 * PAGE);
    expect(finding?.message).toBe(
      '1 of 4 pages are not what was loaded, the first at 0x40203000 (page 3): it differs from byte 4095 on',
    );
  });

  it('a page that holds another one is called by its number', () => {
    const finding = only({ spoil: (ram) => ram.write(ENTRY, new Uint8Array(PAGE).fill(3)) });
    expect(finding?.message).toContain('it holds page 2 of the image');
  });

  it('a page of zeroes, and one that was never written, are told apart', () => {
    expect(only({ spoil: (ram) => ram.write(ENTRY, new Uint8Array(PAGE)) })?.message).toContain('it is all zeroes');
    expect(only({ spoil: (ram) => ram.write(ENTRY, new Uint8Array(PAGE).fill(0x55)) })?.message).toContain(
      'nothing of it was copied there',
    );
  });

  it('every wrong page is counted', () => {
    const finding = only({ spoil: (ram) => ram.write(ENTRY + PAGE, new Uint8Array(3 * PAGE).fill(9)) });
    expect(finding?.message).toMatch(/^3 of 4 pages/);
  });
});

describe('caches', () => {
  const item = { lines: 64, firstPa: ENTRY + 64, cause: siteAt(0x5000_0008) };
  it.each([
    ['dirty', 'handover-dirty-line', 5],
    ['pending', 'handover-maintenance-pending', 6],
    ['staleInstruction', 'handover-stale-instruction', 7],
    ['staleData', 'handover-stale-data', 5],
  ] as const)('%s lines are %s, class %i', (what, rule, number) => {
    const finding = only({ audit: { [what]: item } });
    expect([finding?.rule, finding?.class, finding?.pa]).toEqual([rule, number, ENTRY + 64]);
    expect(finding?.cause?.source).toEqual({ file: 'code.S', line: 3, text: '\tnop' });
    expect(finding?.message).toContain('64');
    expect(finding?.missing).toMatch(/dsb|dc|ic/);
  });

  it('lines cleaned to the point of unification only are called that, with the right remedy', () => {
    const finding = only({ audit: { dirty: item }, cleanToPou: true });
    expect(finding?.message).toContain('cleaned to the point of unification only');
    expect(finding?.missing).toBe('dc civac (or cvac) instead of dc cvau, then dsb sy');
  });
});

describe('state', () => {
  it.each([
    [{ sctlr_el1: 0x3050_0801n }, 'handover-mmu-on', 'SCTLR_EL1 = 0x30500801 when the image is entered: the MMU is on'],
    [
      { sctlr_el1: 0x3050_0805n },
      'handover-mmu-on',
      'SCTLR_EL1 = 0x30500805 when the image is entered: the MMU is and the data cache is on',
    ],
    [{ pstate: 0x3c9n }, 'handover-exception-level', 'the image is entered at EL2 instead of EL1'],
    [{ pstate: 0x345n }, 'handover-interrupts-unmasked', 'PSTATE.I is not masked when the image is entered'],
    [{ pstate: 0x005n }, 'handover-interrupts-unmasked', 'PSTATE.DAIF are not masked when the image is entered'],
    [{ x0: 5n }, 'handover-argument', 'x0 = 0x5 when the image is entered instead of 0x40203000, the device tree'],
    [{ x3: 1n }, 'handover-argument', 'x3 = 0x1 when the image is entered instead of 0x0'],
  ])('%o is %s', (registers, rule, message) => {
    const finding = only({ registers: registers as unknown as Record<string, bigint> });
    expect(finding?.rule).toBe(rule);
    expect(finding?.message).toBe(message);
    expect(finding?.class).toBe(14);
  });

  it('SCTLR of the level that enters the image counts, not that of another', () => {
    const findings = judge(
      machineAtHandover({ registers: { pstate: 0x3c9n, sctlr_el1: 5n } }),
      reached,
      { ...expectation, exceptionLevel: 2 },
      annotator,
    );
    expect(findings).toEqual([]);
  });

  it('a register write that nothing synchronised is found with its instruction', () => {
    const finding = only({ pending: [{ name: 'SCTLR_EL1', site: siteAt(0x5000_0010) }] });
    expect([finding?.rule, finding?.class, finding?.cause?.pc]).toEqual([
      'handover-register-unsynchronised',
      1,
      0x5000_0010n,
    ]);
  });
});

describe('a run that did not arrive', () => {
  it.each([
    [{ kind: 'budget' } as const, 'the step budget ran out'],
    [{ kind: 'fatal', why: 'the vector cannot be fetched' } as const, 'the vector cannot be fetched'],
    [{ kind: 'halted', status: 3, by: 'psci' } as const, 'the CPU was halted by psci, status 3'],
    [{ kind: 'halted', status: 0, by: 'wfi' } as const, 'the CPU waits for an interrupt that cannot come'],
  ])('says why: %o', (stop, why) => {
    const findings = judge(machineAtHandover(), stop, expectation, annotator);
    expect(findings.map(({ rule }) => rule)).toEqual(['never-arrived']);
    expect(findings[0]?.message).toBe(`the new image at 0x40200000 was not entered: ${why}`);
  });
});

it('segments of the stub are what the stub holds', () => {
  expect(segments.reduce((sum, { size }) => sum + size, 0)).toBe(4 * PAGE);
});
