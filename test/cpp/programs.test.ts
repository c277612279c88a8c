/** Small programs against what gcc was recorded to make of them (scripts/record-cpp.ts): text, places of messages, status. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { agree } from './gcc-outcome.ts';
import { type Outcome, outcomeOf, programs } from './programs.ts';

const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));
const GOLDEN = new URL('../golden/cpp/programs.json', import.meta.url);
const expected = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, Outcome>;

describe('programs', () => {
  for (const program of programs(PROGRAMS)) {
    test(program.name, async () => {
      const gcc = expected[program.name] as Outcome;
      const mine = await outcomeOf(program);
      if (!agree(mine, gcc)) expect(mine).toEqual(gcc);
    });
  }
});
