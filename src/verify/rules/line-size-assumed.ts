/**
 * Class 15: cache maintenance by a stride that is longer than the line of this CPU.
 * Flagged: `add x0, x0, #64` in a clean loop, run with lines of 32 bytes. Twin: the stride from CTR_EL0.
 */
import { hex, type RuleOf } from '../finding.ts';

export const lineSizeAssumed: RuleOf<'line-size-assumed'> = {
  id: 'line-size-assumed',
  class: 15,
  severity: 'error',
  section: 'D19.2, CTR_EL0, Cache Type Register',
  says: 'The smallest lines of data and instruction caches are what CTR_EL0.DminLine and IminLine say; they differ between CPUs',
  message: ({ facts, pa }) =>
    `the maintenance loop steps by ${facts.stride} bytes over lines of ${facts.line}: the line at ${hex(pa)} was left out`,
  missing: () => 'a stride of 4 << CTR_EL0.DminLine (IminLine for ic ivau) bytes',
};
