/** Small cases of the language: accepted or refused, the object and the lines of warnings as GNU as has them (recorded). */
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CaseOutcome, caseFiles, outcomeOf, parseCases } from './case-file.ts';

const directory = new URL('cases/', import.meta.url);

describe.each(caseFiles(directory))('%s', (file) => {
  const cases = parseCases(fs.readFileSync(new URL(`${file}.txt`, directory), 'latin1'));
  const recorded: Readonly<Record<string, CaseOutcome>> = JSON.parse(
    fs.readFileSync(new URL(`${file}.json`, directory), 'utf8'),
  );
  it.each(cases.map((c) => [c.name, c] as const))('%s', async (name, one) => {
    expect(await outcomeOf(one)).toEqual(recorded[name]);
  });
});
