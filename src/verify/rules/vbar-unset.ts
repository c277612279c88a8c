/**
 * Class 11: an exception is taken through a vector base that nothing has set since reset.
 * Flagged: HVC with VBAR_EL2 never written. Twin: `msr vbar_el2` and `isb` (or ERET) before it.
 */
import type { RuleOf } from '../finding.ts';

export const vbarUnset: RuleOf<'vbar-unset'> = {
  id: 'vbar-unset',
  class: 11,
  severity: 'error',
  section: 'D19.2, VBAR_ELx: the reset value is architecturally UNKNOWN',
  says: 'The vector base is UNKNOWN after reset; software must set it before the first exception',
  message: ({ facts }) => `${facts.exception} goes through ${facts.register}, which nothing has set`,
  missing: ({ facts }) => `msr ${facts.register.toLowerCase()} before the exception can happen`,
};
