/** Static relocations at their limits (test/ld/relocation-limits.ts) against GNU ld, but for the differences that are meant. */
import { referenceLimits } from '../../ld/link-reference.ts';
import { expected, limitCases, outcome } from '../../ld/relocation-limits.ts';
import type { CaseResult, Suite } from '../suite.ts';

export const suite: Suite = {
  name: 'ld-limits',
  tools: ['aarch64-linux-gnu-ld', 'aarch64-linux-gnu-as'],
  async run(context) {
    const theirs = referenceLimits(context.scratch);
    const results: CaseResult[] = [];
    for (const each of limitCases()) {
      const want = expected(each.id, theirs[each.id]);
      const mine = await outcome(each);
      results.push(
        mine === want ? { id: each.id, ok: true } : { id: each.id, ok: false, detail: `${mine}, reference ${want}` },
      );
    }
    return results;
  },
};
