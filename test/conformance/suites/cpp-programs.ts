/** The preprocessor's small programs (test/cpp/programs) against gcc -E: text, lines that are warned of or refused, status. */
import * as path from 'node:path';
import { agree, gccOutcomeOf } from '../../cpp/gcc-outcome.ts';
import { outcomeOf, programs } from '../../cpp/programs.ts';
import type { CaseResult, Suite } from '../suite.ts';

export const suite: Suite = {
  name: 'cpp-programs',
  tools: ['aarch64-linux-gnu-gcc'],
  async run({ root }) {
    const results: CaseResult[] = [];
    for (const program of programs(path.join(root, 'test/cpp/programs'))) {
      const mine = await outcomeOf(program);
      const gcc = gccOutcomeOf(program);
      const ok = agree(mine, gcc);
      const places = `${mine.reported.join(', ')} (gcc: ${gcc.reported.join(', ')})`;
      results.push({
        id: program.name,
        ok,
        ...(ok ? {} : { detail: mine.text === gcc.text ? places : 'the text differs' }),
      });
    }
    return results;
  },
};
