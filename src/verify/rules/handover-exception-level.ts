/**
 * Class 14: the image is entered at another exception level than relocation was.
 * Flagged: no way back from EL1. Twin: `hvc #0` through vectors that jump.
 */
import type { Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverExceptionLevel: Rule<HandoverFacts['handover-exception-level']> = {
  id: 'handover-exception-level',
  class: 14,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions',
  says: 'All CPUs must enter the image at the same Exception level, EL2 where the hardware has it: a kernel that loses EL2 loses virtualization',
  message: ({ facts }) => `the image is entered at EL${facts.got} instead of EL${facts.expected}`,
  missing: ({ facts }) =>
    facts.got < facts.expected ? `a call that returns to EL${facts.expected} before the jump` : undefined,
};
