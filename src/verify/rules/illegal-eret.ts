/**
 * Class 12: ERET to a state that does not exist here: illegal execution state follows.
 * Flagged: SPSR_EL2 = EL3h. Twin: SPSR_EL2 = EL1h.
 */
import { hex, type RuleOf } from '../finding.ts';

export const illegalEret: RuleOf<'illegal-eret'> = {
  id: 'illegal-eret',
  class: 12,
  severity: 'error',
  section: 'D1, Illegal exception returns from AArch64 state',
  says: 'An exception return to a level, a width or a stack pointer selection that is not available sets PSTATE.IL, and the next instruction takes an Illegal Execution state exception',
  message: ({ facts }) => `eret with SPSR = ${hex(facts.spsr)} is illegal: ${facts.why}`,
  missing: () => 'an SPSR that names an implemented, enabled, not higher Exception level',
};
