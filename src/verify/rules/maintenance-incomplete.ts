/**
 * Class 6: cache maintenance that no DSB has completed when the MMU or the caches go off.
 * Flagged: `dc civac` loop, `msr sctlr_el1` with M and C clear. Twin: `dsb sy` between the two.
 */
import type { RuleOf } from '../finding.ts';

export const maintenanceIncomplete: RuleOf<'maintenance-incomplete'> = {
  id: 'maintenance-incomplete',
  class: 6,
  severity: 'error',
  section: 'D7, Ordering and completion of data and instruction cache instructions',
  says: 'A cache maintenance instruction is complete only after a DSB by the PE that executed it; an ISB or a write of SCTLR does not wait for it',
  message: ({ facts }) =>
    `${facts.lines} ${facts.lines === 1 ? 'line' : 'lines'} of ${facts.operation} may not be finished when ${facts.at === 'mmu-off' ? 'the MMU goes off' : 'the caches go off'}`,
  missing: () => 'dsb sy after the last maintenance instruction and before the write of SCTLR',
};
