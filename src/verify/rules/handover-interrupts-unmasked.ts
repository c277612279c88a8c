/**
 * Class 14: the image is entered with exceptions unmasked.
 * Flagged: SPSR_EL2 without DAIF. Twin: SPSR_EL2 = 0x3c5.
 */
import type { Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverInterruptsUnmasked: Rule<HandoverFacts['handover-interrupts-unmasked']> = {
  id: 'handover-interrupts-unmasked',
  class: 14,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions',
  says: 'All of PSTATE.DAIF must be masked when the image is entered',
  message: ({ facts }) =>
    `PSTATE.${facts.unmasked} ${facts.unmasked.length === 1 ? 'is' : 'are'} not masked when the image is entered`,
  missing: () => 'D, A, I and F set in the SPSR of the return, or msr daifset, #0xf',
};
