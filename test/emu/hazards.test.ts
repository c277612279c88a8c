/**
 * The memory model's hazards: for each, a program that must be observed and the repaired one that must not.
 */
import { describe, expect, it } from 'vitest';
import { DATA, type Program, run, SCTLR_ON, TABLES, Tables } from './support.ts';

/** Turns the MMU on with everything that is needed before. */
const ON = `
  tlbi vmalle1
  dsb nsh
  isb
  li x9, ${SCTLR_ON}
  msr sctlr_el1, x9
  isb`;
const OFF = `
  mrs x9, sctlr_el1
  mov x10, #5
  bic x9, x9, x10
  msr sctlr_el1, x9
  isb`;

interface Pair {
  readonly name: string;
  readonly flagged: Program;
  readonly expect: string;
  readonly clean: Program;
}

const dirty = (before: string): string => `${ON}
  mov x2, #7
  str x2, [x0]
  ${before}
  ${OFF}
  ldr x3, [x0]
end: nop`;

const code = (between: string): string => `
  adr x4, target
  li x5, 0xd503201f
  str w5, [x4]
  ${between}
  b target
  .balign 64
target: .word 0xd503201f
end: nop`;

const PAIRS: readonly Pair[] = [
  {
    name: 'a dirty line read with the MMU off',
    flagged: { source: dirty('') },
    expect: 'dirty-line-bypassed:dc-clean-poc',
    clean: { source: dirty('dc civac, x0\n dsb sy') },
  },
  {
    name: 'clean to PoU is not enough for the MMU off',
    flagged: { source: dirty('dc cvau, x0\n dsb sy') },
    expect: 'dirty-line-bypassed:dc-clean-poc',
    clean: { source: dirty('dc cvac, x0\n dsb sy') },
  },
  {
    name: 'maintenance not completed when the MMU goes off',
    flagged: { source: dirty('dc civac, x0') },
    expect: 'maintenance-incomplete:dsb',
    clean: { source: dirty('dc civac, x0\n dsb nsh') },
  },
  {
    name: 'DC IVAC of a dirty line',
    flagged: { source: dirty('dc ivac, x0\n dsb sy') },
    expect: 'dirty-line-invalidated',
    clean: { source: dirty('dc cvac, x0\n dsb sy\n dc ivac, x0\n dsb sy') },
  },
  {
    name: 'memory written with the MMU off, read through a stale cache',
    flagged: { source: `mov x2, #7\n str x2, [x0]\n dsb sy\n ${ON}\n ldr x3, [x0]\nend: nop` },
    expect: 'stale-cache-read:dc-ivac',
    clean: { source: `mov x2, #7\n str x2, [x0]\n dmb sy\n dc ivac, x0\n dsb sy\n ${ON}\n ldr x3, [x0]\nend: nop` },
  },
  {
    name: 'code executed without maintenance',
    flagged: { mmu: true, source: code('') },
    expect: 'stale-instruction:dc-clean-pou',
    clean: { mmu: true, source: code('dc cvau, x4\n dsb ish\n ic ivau, x4\n dsb ish\n isb') },
  },
  {
    name: 'code executed without IC',
    flagged: { mmu: true, source: code('dc cvau, x4\n dsb ish\n isb') },
    expect: 'stale-instruction:ic',
    clean: { mmu: true, source: code('dc cvau, x4\n dsb ish\n ic iallu\n dsb ish\n isb') },
  },
  {
    name: 'IC before the clean has completed',
    flagged: { mmu: true, source: code('dc cvau, x4\n ic ivau, x4\n dsb ish\n isb') },
    expect: 'stale-instruction:ic',
    clean: { mmu: true, source: code('dc civac, x4\n dsb sy\n ic ialluis\n dsb ish\n isb') },
  },
  {
    name: 'code executed without the last ISB',
    flagged: { mmu: true, source: code('dc cvau, x4\n dsb ish\n ic ivau, x4\n dsb ish') },
    expect: 'stale-instruction:isb',
    clean: { mmu: true, source: code('dc cvau, x4\n dsb ish\n ic ivau, x4\n dsb ish\n isb') },
  },
  {
    name: 'unaligned access with the MMU off',
    flagged: {
      source: 'mov x2, #7\n str x2, [x0, #4]\nend: nop',
      setup: (m) => m.set('vbar_el1', 0x40080000n),
      maxInstructions: 3,
    },
    expect: 'unaligned-device',
    clean: { source: `${ON}\n mov x2, #7\n str x2, [x0, #4]\nend: nop` },
  },
  {
    name: 'DC ZVA with the MMU off',
    flagged: { source: 'dc zva, x0\nend: nop', setup: (m) => m.set('vbar_el1', 0x40080000n), maxInstructions: 3 },
    expect: 'dc-zva-device',
    clean: { source: `${ON}\n dc zva, x0\nend: nop` },
  },
  {
    name: 'exclusives with the MMU off',
    flagged: { source: 'ldxr x2, [x0]\nend: nop' },
    expect: 'exclusive-device',
    clean: { source: `${ON}\n ldxr x2, [x0]\nend: nop` },
  },
];

describe('hazards of lines', () => {
  for (const pair of PAIRS) {
    it(`flags: ${pair.name}`, () => {
      expect(run(pair.flagged).kinds).toContain(pair.expect);
    });
    it(`accepts the repair of: ${pair.name}`, () => {
      const outcome = run(pair.clean);
      expect(outcome.kinds).toEqual([]);
      expect(outcome.reason.kind).toBe('reached');
    });
  }
});

describe('lines that no cache can fetch', () => {
  const audit = (before: string, sctlr?: bigint): unknown => {
    const outcome = run({
      source: `${before}\n mov x2, #7\n str x2, [x0]\n dsb sy\nend: nop`,
      setup: (m) => (sctlr === undefined ? undefined : m.set('sctlr_el1', sctlr)),
    });
    return outcome.machine.handoverAudit([{ start: DATA, end: DATA + 8 }]).staleData?.lines;
  };
  it('stay out after DC IVAC and DSB while nothing cacheable is enabled', () => {
    expect(audit('')).toBe(1);
    expect(audit('dc ivac, x0\n dsb sy')).toBeUndefined();
    expect(audit('dc civac, x0\n dsb sy')).toBeUndefined();
    expect(audit('dc ivac, x0')).toBe(1);
  });
  it('may come back by instruction fetches', () => {
    expect(audit('dc ivac, x0\n dsb sy', 0x30c5_1830n)).toBe(1);
  });
});

describe('hazards of translation', () => {
  const page = BigInt(DATA + 0x10000);
  /** x2 = address of the descriptor of the page, x3 = its new value. */
  const change = (steps: string, value = Tables.leaf(DATA + 0x20000)): Program => ({
    mmu: true,
    setup: (m, t) => {
      m.definePhys(DATA, 0x100000);
      m.set('x2', BigInt(t.descriptor(page)));
      m.set('x3', value);
      m.set('x4', page);
      m.set('x5', page >> 12n);
    },
    source: `ldr x6, [x4]\n${steps}\n ldr x7, [x4]\nend: nop`,
  });
  it('flags break-before-make', () => {
    expect(run(change('str x3, [x2]\n dsb ish\n tlbi vae1, x5\n dsb ish\n isb')).kinds).toEqual([
      'break-before-make:break',
    ]);
  });
  it('accepts break, TLBI, make', () => {
    expect(
      run(change('str xzr, [x2]\n dsb ish\n tlbi vae1, x5\n dsb ish\n str x3, [x2]\n dsb ish\n isb')).kinds,
    ).toEqual([]);
  });
  it('flags make after break without TLBI', () => {
    expect(run(change('str xzr, [x2]\n dsb ish\n str x3, [x2]\n dsb ish\n isb')).kinds).toEqual([
      'break-before-make:tlbi',
      'tlb-stale:tlbi',
    ]);
  });
  it('flags TLBI before the store was complete', () => {
    expect(run(change('str xzr, [x2]\n tlbi vae1, x5\n dsb ish\n str x3, [x2]\n dsb ish\n isb')).kinds).toEqual([
      'break-before-make:dsb-before-tlbi',
      'tlb-stale:dsb-before-tlbi',
    ]);
  });
  it('flags TLBI that is not completed', () => {
    expect(run(change('str xzr, [x2]\n dsb ish\n tlbi vae1, x5\n str x3, [x2]\n dsb ishst\n isb')).kinds).toEqual([
      'break-before-make:dsb-after-tlbi',
      'tlb-stale:dsb-after-tlbi',
    ]);
  });
  it('flags writes after permissions were tightened without TLBI, and only writes', () => {
    const readOnly = Tables.leaf(DATA + 0x10000, { readOnly: true });
    const steps = 'str x3, [x2]\n dsb ish\n isb';
    const flush = 'str x3, [x2]\n dsb ishst\n tlbi vaale1is, x5\n dsb ish\n isb';
    expect(run(change(steps, readOnly)).kinds).toEqual([]);
    expect(run(change(`${steps}\n str xzr, [x4]`, readOnly)).kinds).toContain('tlb-stale:tlbi');
    expect(run(change(`${flush}\n str xzr, [x4]`, readOnly)).kinds).not.toContain('tlb-stale:tlbi');
  });
  it('flags a new mapping used before DSB and ISB', () => {
    const fresh = (steps: string): Program => ({
      mmu: true,
      setup: (m, t) => {
        m.definePhys(DATA, 0x100000);
        m.set('x2', BigInt(t.descriptor(0x5000_0000n)));
        m.set('x3', Tables.leaf(DATA + 0x20000));
        m.set('x4', 0x5000_0000n);
      },
      source: `str x3, [x2]\n${steps}\n ldr x7, [x4]\nend: nop`,
    });
    expect(run(fresh('')).kinds).toEqual(['table-write-unordered:dsb']);
    expect(run(fresh('dsb ishst')).kinds).toEqual(['table-write-unordered:isb']);
    expect(run(fresh('dsb ishst\n isb')).kinds).toEqual([]);
  });
});

describe('hazards of system registers', () => {
  const other = (m: Parameters<NonNullable<Program['setup']>>[0]): void => {
    const t = new Tables(m, TABLES + 0x80000);
    t.map(0x4000_0000n, 0x4000_0000, 2 << 20, {});
    t.map(BigInt(DATA), DATA + 0x100000, 4096, {});
    m.definePhys(DATA, 0x200000);
    m.set('x2', BigInt(t.root));
  };
  const change = (steps: string): Program => ({
    mmu: true,
    setup: other,
    source: `ldr x6, [x0]\n${steps}\n ldr x7, [x0]\nend: nop`,
  });

  it('flags TTBR0 used before an ISB, and the same ASID without TLBI after it', () => {
    expect(run(change('msr ttbr0_el1, x2')).kinds).toContain('sysreg-unsynchronised:isb');
    expect(run(change('msr ttbr0_el1, x2\n isb')).kinds).toEqual(['tlb-stale-context:tlbi']);
    expect(run(change('msr ttbr0_el1, x2\n isb\n tlbi vmalle1')).kinds).toEqual(['tlb-stale-context:dsb-after-tlbi']);
    expect(run(change('msr ttbr0_el1, x2\n isb\n tlbi vmalle1\n dsb nsh\n isb')).kinds).toEqual([]);
  });
  it('flags TLB entries from before an MMU-off phase', () => {
    const back = (tlbi: string): string =>
      `${OFF}\n msr ttbr0_el1, x2\n isb\n ${tlbi}\n mrs x9, sctlr_el1\n mov x10, #5\n orr x9, x9, x10\n msr sctlr_el1, x9\n isb`;
    const stale = run(change(back('')));
    expect(stale.kinds).toEqual(['tlb-stale-context:tlbi']);
    expect(stale.observations[0]?.facts.acrossMmuOff).toBe(true);
    expect(run(change(back('tlbi vmalle1\n dsb nsh\n isb'))).kinds).toEqual([]);
  });
  it('flags an unknown TLB when the MMU goes on without any TLBI', () => {
    const kinds = run({ source: `li x9, ${SCTLR_ON}\n msr sctlr_el1, x9\n isb\n nop\nend: nop` }).kinds;
    expect(kinds).toContain('tlb-stale-context:tlbi');
  });
  it('flags tables installed together with the MMU', () => {
    const on = (sync: string): Program => ({
      setup: (m) => m.set('ttbr0_el1', 0x4300_0000n),
      source: `tlbi vmalle1\n dsb nsh\n isb\n msr ttbr0_el1, x1\n ${sync}\n li x9, ${SCTLR_ON}\n msr sctlr_el1, x9\n isb\nend: nop`,
    });
    expect(run(on('')).kinds).toContain('sysreg-unsynchronised:isb');
    expect(run(on('isb')).kinds).toEqual([]);
  });
  it('flags a MMU turned on by code that is not identity-mapped', () => {
    const outcome = run({
      setup: (m, t) => {
        m.set('ttbr0_el1', BigInt(t.root + 0x40000));
        m.definePhys(t.root + 0x40000, 4096);
        m.set('vbar_el1', 0x4008_0000n);
      },
      source: ON,
    });
    expect(outcome.kinds).toContain('code-not-mapped');
    expect(outcome.kinds).toContain('vector-unfetchable');
    expect(outcome.reason.kind).toBe('fatal');
  });
});
