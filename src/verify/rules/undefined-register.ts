/**
 * Class 13: a register is used that nothing has defined: neither the documented entry state nor an earlier instruction.
 * Flagged: `cbz x20` with x20 never written. Twin: `mov x20, xzr` first.
 */
import type { RuleOf } from '../finding.ts';

const USES = {
  address: 'an address',
  branch: 'a branch target',
  condition: 'a condition',
  sysreg: 'the value of a system register',
  operand: 'an operand',
} as const;

export const undefinedRegister: RuleOf<'undefined-register'> = {
  id: 'undefined-register',
  class: 13,
  severity: 'error',
  section:
    'D1, Reset and the architected state: general-purpose registers are UNKNOWN (and the entry contract of the code)',
  says: 'What the entry state does not document has any value',
  message: ({ facts }) =>
    facts.from === facts.register
      ? `${facts.register} is used as ${USES[facts.use]}, but nothing has given it a value`
      : `${facts.register} is used as ${USES[facts.use]}, but it was computed from ${facts.from}, which nothing has given a value`,
  missing: ({ facts }) => `a value for ${facts.from} before its use`,
};
