/** Every rule words every kind of fact that it can meet, and says what the house wants of a message. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ObservationKind } from '../../src/emu/observations.ts';
import { HANDOVER_RULES } from '../../src/verify/rules/handover.ts';
import { findingOf, RULES } from '../../src/verify/rules/index.ts';
import { FACTS, MISSING } from './rule-facts.ts';
import { annotator, siteAt } from './stub.ts';

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
    for (const [kind, all] of MISSING) {
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
