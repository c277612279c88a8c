/**
 * Class 7 at the hand-over: the instruction side may still hold what was at the destination before the copy.
 * Flagged: no `ic iallu` after the copy. Twin: `ic iallu; dsb nsh; isb` before the jump.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverStaleInstruction: Rule<HandoverFacts['handover-stale-instruction']> = {
  id: 'handover-stale-instruction',
  class: 7,
  severity: 'error',
  section:
    'B2.2, Concurrent modification and execution of instructions; Documentation/arch/arm64/booting, entry conditions',
  says: 'Instruction caches may hold any line that was ever readable there; after the new image is in memory they must be invalidated, and a DSB and an ISB must follow',
  message: ({ facts, pa }) =>
    `${facts.lines} ${facts.lines === 1 ? 'line' : 'lines'} of the new image, the first at ${hex(pa)}, may be fetched from the instruction cache as they were before the copy`,
  missing: () => 'ic iallu, dsb nsh, isb after the copy is clean and before the jump',
};
