/** Links as GNU ld makes them, to the byte (links/ and cases/, recorded by scripts/record-links.ts). */
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  answerOf,
  type LinkOutcome,
  linkCases,
  outcomeOf,
  RECORDED,
  RECORDED_ANSWERS,
  smallCases,
} from './link-case.ts';
import { linkInMemory } from './link-in-memory.ts';

const recorded = JSON.parse(fs.readFileSync(RECORDED, 'utf8')) as Record<string, LinkOutcome>;

describe('links as GNU ld makes them', () => {
  const cases = linkCases();
  it('are recorded', () => expect(Object.keys(recorded).sort()).toEqual(cases.map((c) => c.name).sort()));

  for (const each of cases) {
    it(each.name, async () => {
      const mine = outcomeOf(await linkInMemory(each));
      const theirs = recorded[each.name];
      expect(mine.sections).toEqual(theirs?.sections);
      expect(mine).toEqual(theirs);
    });
  }
});

describe('small links end as with GNU ld', () => {
  const answers = JSON.parse(fs.readFileSync(RECORDED_ANSWERS, 'utf8')) as Record<string, string>;
  const cases = smallCases();
  it('are recorded', () => expect(Object.keys(answers).sort()).toEqual(cases.map((c) => c.name).sort()));

  for (const each of cases)
    it(each.name, async () => expect(answerOf(await linkInMemory(each))).toBe(answers[each.name]));
});
