/** Every mutant is failed by the right rule at the right line; the original is clean everywhere. */
import { describe, expect, it } from 'vitest';
import type { EntryMode } from '../../src/kexec/index.ts';
import type { Finding, Spot } from '../../src/verify/finding.ts';
import { buildFrom, originalSources, verifyBuilt } from '../verify/build.ts';
import { lineOf, mutate, type Sources } from './apply.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const PAGES = 4;

function isAt(spot: Spot | undefined, file: string, line: number): boolean {
  const places = spot?.source === undefined ? [] : [spot.source, ...(spot.source.frames ?? [])];
  return places.some((place) => place.file.endsWith(`asm/${file}`) && place.line === line);
}

/** "rule, class, file:line …" of a finding, for messages of failed tests. */
function brief({ rule, class: number, cause, effect }: Finding): string {
  const at = (spot: Spot | undefined) =>
    [spot?.source, ...(spot?.source?.frames ?? [])]
      .map((place) => (place === undefined ? '-' : `${place.file}:${place.line}`))
      .join(' < ');
  return `${rule} (${number}) cause ${at(cause)} effect ${at(effect)}`;
}

function isExpected(finding: Finding, mutant: Mutant, sources: Sources): boolean {
  if (finding.rule !== mutant.rule || finding.class !== mutant.class) return false;
  if (mutant.at === undefined) return true;
  const line = lineOf(sources, mutant.at);
  return isAt(finding.cause, mutant.at.file, line) || isAt(finding.effect, mutant.at.file, line);
}

describe('the original', () => {
  const modes: readonly EntryMode[] = ['el1', 'el2', 'el2-vhe'];
  const entries = modes.flatMap((mode) => [
    [mode, false, true] as const,
    [mode, false, false] as const,
    [mode, true, true] as const,
  ]);
  it.each([16, 32, 64, 128, 256, 2048])('is clean with lines of %i bytes, all entries', async (dcacheLine) => {
    const built = await buildFrom(originalSources());
    for (const [mode, inPlace] of entries) {
      const { verdict, findings } = verifyBuilt(built, {
        mode,
        inPlace,
        pages: PAGES,
        dcacheLine,
        icacheLine: dcacheLine,
      });
      expect(findings.map(brief)).toEqual([]);
      expect(verdict).toBe('PASS');
    }
  });
});

describe('mutants', () => {
  it('have names of their own, and there are enough', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    const sources = mutate(originalSources(), mutant);
    const { mode, inPlace, tables, dcacheLine, icacheLine } = mutant;
    const line = dcacheLine ?? 64;
    const built = await buildFrom(sources);
    const { verdict, findings } = verifyBuilt(built, {
      mode,
      inPlace: inPlace ?? false,
      tables: tables ?? true,
      pages: PAGES,
      dcacheLine: line,
      icacheLine: icacheLine ?? line,
    });
    expect(verdict).not.toBe('PASS');
    if (!findings.some((finding) => isExpected(finding, mutant, sources))) {
      expect(findings.map(brief)).toContain(`${mutant.rule} (${mutant.class}) at ${mutant.at?.text ?? 'any line'}`);
    }
  });
});
