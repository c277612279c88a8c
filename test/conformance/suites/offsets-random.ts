/**
 * Layouts against the compiler, live: 2,500 random structures that the recorded test does not have, for LP64 and ILP32 in
 * both byte orders, sizes, alignments, offsets and the bits of bit-fields. One case a target and a hundred structures.
 */
import type { RecordType } from '../../../src/offsets/index.ts';
import { compilerRows, TARGETS, targetName } from '../../offsets/compiler.ts';
import { ownRow } from '../../offsets/measure.ts';
import { randomRecord } from '../../offsets/random-records.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const FIRST_SEED = 100_000;
const CHUNK = 100;
const CHUNKS = 25;

function compare(types: readonly RecordType[], first: number, context: SuiteContext): CaseResult[] {
  return TARGETS.map((target) => {
    const id = `${targetName(target)} seeds ${first}-${first + types.length - 1}`;
    const rows = compilerRows(types, target, context.scratch);
    const different = types.flatMap((type, i) => {
      const own = ownRow(type, target).join();
      const theirs = (rows[i] ?? []).join();
      return own === theirs ? [] : [`seed ${first + i}: ${own}, gcc ${theirs}`];
    });
    return different.length === 0 ? { id, ok: true } : { id, ok: false, detail: different.slice(0, 3).join('; ') };
  });
}

export const suite: Suite = {
  name: 'offsets-random',
  tools: ['aarch64-linux-gnu-gcc', 'aarch64-linux-gnu-objcopy'],
  async run(context) {
    return Array.from({ length: CHUNKS }, (_, chunk) => {
      const first = FIRST_SEED + chunk * CHUNK;
      const types = Array.from({ length: CHUNK }, (__, i) => randomRecord(first + i));
      return compare(types, first, context);
    }).flat();
  },
};
