/**
 * Class 14: the image is entered with translation or the data cache on.
 * Flagged: jump without turn_off_mmu. Twin: with it.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverMmuOn: Rule<HandoverFacts['handover-mmu-on']> = {
  id: 'handover-mmu-on',
  class: 14,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions',
  says: 'The MMU must be off, and the data cache off, when the image is entered; the instruction cache may be on',
  message: ({ facts }) => `${facts.register} = ${hex(facts.value)} when the image is entered: ${facts.what} on`,
  missing: ({ facts }) => `a write of ${facts.register} with M and C clear, and an isb, before the jump`,
};
