/** Every rule words every kind of fact that it can meet, and says what the house wants of a message. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ObservationFacts, ObservationKind } from '../../src/emu/observations.ts';
import { HANDOVER_RULES } from '../../src/verify/rules/handover.ts';
import { findingOf, RULES } from '../../src/verify/rules/index.ts';
import { annotator, siteAt } from './stub.ts';

/** One example of the facts of each kind; `missing` is varied below where there are several. */
const FACTS: { readonly [K in ObservationKind]: ObservationFacts[K] } = {
  'sysreg-unsynchronised': { register: 'TTBR0_EL1', use: 'fetch', old: 1n, new: 2n, missing: 'isb' },
  'tlb-stale': { level: 3, old: 1n, new: 2n, use: 'data', missing: 'tlbi' },
  'table-write-unordered': { level: 3, new: 2n, missing: 'dsb' },
  'tlb-stale-context': {
    register: 'TTBR1_EL1',
    asid: 0,
    old: 1n,
    new: 2n,
    use: 'data',
    acrossMmuOff: true,
    missing: 'tlbi',
  },
  'break-before-make': { change: 'block-to-table', level: 2, old: 1n, new: 3n, missing: 'break' },
  'contiguous-mismatch': { level: 3, descriptor: 3n },
  'dirty-line-bypassed': { access: 'load', missing: 'dc-clean-poc', cleanedToPou: false },
  'stale-cache-read': { access: 'load', missing: 'dc-ivac' },
  'store-under-dirty-line': { missing: 'dc-clean-poc' },
  'dirty-line-invalidated': { operation: 'dc ivac' },
  'maintenance-incomplete': { operation: 'dc civac', lines: 3, at: 'mmu-off', missing: 'dsb' },
  'stale-instruction': { missing: 'ic', cacheable: true },
  'unaligned-device': { bytes: 8, mmuOff: true, attributes: 'Device-nGnRnE' },
  'dc-zva-device': { mmuOff: true },
  'exclusive-device': { operation: 'exclusive', mmuOff: true, attributes: 'Device-nGnRnE' },
  'mismatched-attributes': { first: 'Normal WB', second: 'Normal NC' },
  'unallocated-executed': { word: 0x800000 },
  'data-executed': { section: '.rodata' },
  'line-size-assumed': { stride: 64, line: 32 },
  'stack-not-mapped': { el: 1, fault: 'translation', access: 'write' },
  'table-base-unsynchronised': { register: 'TTBR0_EL1', old: 1n, new: 2n, missing: 'isb' },
  'vector-unexpected': { el: 1, esr: 0x96000005n, pc: 0x40080000n, exception: 'a fault', ends: 'returns' },
  'protected-write': { region: 'transitional tables', role: 'page-tables' },
  'code-not-mapped': {
    register: 'SCTLR_EL1',
    expected: 5n,
    got: -1n,
    fault: 'translation fault, level 1',
    t0sz: 16,
    startLevel: 0,
  },
  'bad-table-base': { register: 'TTBR0_EL1', value: 7n, why: 'it is misaligned' },
  'vector-unfetchable': { el: 1, vbar: 0n, exception: 'data abort', fault: 'translation fault' },
  'fault-taken': {
    exception: 'data abort',
    el: 1,
    ec: 0x25,
    esr: 0n,
    vector: 0n,
    fault: 'translation fault, level 3',
    access: 'write',
  },
  'eret-unset': { register: 'SPSR_EL2' },
  'illegal-eret': { spsr: 0xdn, why: 'EL3 is higher than EL2' },
  'call-undefined': { call: 'hvc', why: 'there is no EL2' },
  'vbar-unset': { register: 'VBAR_EL2', exception: 'hvc' },
  'undefined-register': { register: 'x20', from: 'x20', use: 'address' },
  'undefined-memory': { use: 'walk' },
  'equality-overrun': { left: 2n, right: 1n },
  'udf-executed': { imm16: 0 },
  'fetch-outside-code': { region: '', how: 'sequential' },
  'not-modelled': { what: 'SHA512H' },
  'bus-error': { access: 'read' },
};

function wording(kind: ObservationKind, facts: object) {
  const observation = {
    kind,
    cause: siteAt(0x4000_0010),
    effect: siteAt(0x4000_0020),
    va: 0x1234n,
    pa: 0x5678,
    facts: facts as Readonly<Record<string, string | number | bigint | boolean>>,
    count: 1,
  };
  return findingOf(observation, annotator);
}

describe('observation rules', () => {
  it.each(Object.keys(RULES) as ObservationKind[])('%s has its id, a section and words', (kind) => {
    expect(RULES[kind].id).toBe(kind);
    const finding = wording(kind, FACTS[kind]);
    expect(finding.rule).toBe(kind);
    expect(finding.message).toMatch(/^[^.].*[^.]$/);
    expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
    expect(finding.section.length).toBeGreaterThan(10);
    expect(finding.says).not.toMatch(/\.$/);
    expect([finding.cause?.source?.line, finding.effect?.source?.line]).toEqual([5, 9]);
  });

  it.each(['tlbi', 'dsb-before-tlbi', 'dsb-after-tlbi', 'isb'] as const)(
    'tlb-stale names the missing %s',
    (missing) => {
      const words = wording('tlb-stale', { ...FACTS['tlb-stale'], missing }).missing ?? '';
      expect(words).toContain(missing === 'tlbi' ? 'tlbi' : missing.slice(0, 3));
    },
  );

  it('every missing step that the emulator can name has its own words', () => {
    const steps: readonly (readonly [ObservationKind, readonly string[]])[] = [
      ['tlb-stale', ['tlbi', 'dsb-before-tlbi', 'dsb-after-tlbi', 'isb']],
      ['tlb-stale-context', ['tlbi', 'dsb-after-tlbi', 'isb']],
      ['table-write-unordered', ['dsb', 'isb']],
      ['break-before-make', ['break', 'tlbi', 'dsb-before-tlbi', 'dsb-after-tlbi']],
      ['dirty-line-bypassed', ['dc-clean-poc', 'dsb']],
      ['stale-cache-read', ['dc-ivac', 'dsb', 'dmb-before-dc']],
      ['store-under-dirty-line', ['dc-clean-poc', 'dsb']],
      ['stale-instruction', ['dc-clean-pou', 'dsb-after-dc', 'ic', 'dsb-after-ic', 'isb']],
    ];
    for (const [kind, all] of steps) {
      const words = all.map((missing) => wording(kind, { ...FACTS[kind], missing }).missing);
      expect(words).not.toContain(undefined);
      expect(new Set(words).size).toBe(all.length);
    }
  });
});

describe('files', () => {
  it('one rule a file, named by its id; all sixteen classes have one', () => {
    const directory = path.resolve(import.meta.dirname, '../../src/verify/rules');
    const files = fs.readdirSync(directory).filter((name) => name !== 'index.ts' && name !== 'handover.ts');
    const rules = [...Object.values(RULES), ...Object.values(HANDOVER_RULES)];
    expect(files.map((name) => name.replace(/\.ts$/, '')).sort()).toEqual(rules.map(({ id }) => id).sort());
    const classes = new Set(rules.map((rule) => rule.class));
    for (let n = 1; n <= 16; n++) expect(classes).toContain(n);
  });
});
