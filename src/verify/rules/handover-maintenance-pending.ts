/**
 * Class 6 at the hand-over: maintenance of the image that no DSB has completed.
 * Flagged: the `dsb sy` after the clean loop dropped. Twin: there it is.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverMaintenancePending: Rule<HandoverFacts['handover-maintenance-pending']> = {
  id: 'handover-maintenance-pending',
  class: 6,
  severity: 'error',
  section: 'D7, Ordering and completion of data and instruction cache instructions',
  says: 'Cache maintenance is complete only after a DSB of the PE that executed it',
  message: ({ facts, pa }) =>
    `cache maintenance of ${facts.lines} ${facts.lines === 1 ? 'line' : 'lines'} of the new image, the first at ${hex(pa)}, may not be finished when it is entered`,
  missing: () => 'dsb sy after the clean loop',
};
