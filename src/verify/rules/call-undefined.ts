/**
 * Class 12: HVC or SMC that is UNDEFINED here: no EL2, disabled, or executed where it does not exist.
 * Flagged: `hvc #0` at EL1 without EL2. Twin: a branch, where there is no EL2 to go back to.
 */
import type { RuleOf } from '../finding.ts';

export const callUndefined: RuleOf<'call-undefined'> = {
  id: 'call-undefined',
  class: 12,
  severity: 'error',
  section: 'C6.2, HVC and SMC',
  says: 'HVC is UNDEFINED at EL0, without EL2, and while SCR_EL3.HCE or HCR_EL2.HCD disable it; SMC without EL3',
  message: ({ facts }) => `${facts.call} is UNDEFINED here: ${facts.why}`,
  missing: () => 'a path that does not call a level which is not there',
};
