/**
 * Class 12: ERET with an SPSR or ELR that nobody here has set: it returns to whatever an earlier exception left.
 * Flagged: `msr elr_el2; eret`. Twin: `msr spsr_el2` too.
 */
import type { RuleOf } from '../finding.ts';

export const eretUnset: RuleOf<'eret-unset'> = {
  id: 'eret-unset',
  class: 12,
  severity: 'error',
  section: 'C5.6.4, ERET; D1, Exception return',
  says: 'ERET takes PSTATE from SPSR_ELx and the PC from ELR_ELx of the current level; both are what the last exception or the last write left',
  message: ({ facts }) =>
    `eret uses ${facts.register}, which nothing has set here: the Exception level and the masks after it are unknown`,
  missing: ({ facts }) => `msr ${facts.register.toLowerCase()} before the eret`,
};
