/**
 * Class 16: the run ended elsewhere than at the entry of the new image.
 * Flagged: `br` through the wrong register. Twin: through the right one.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const neverArrived: Rule<HandoverFacts['never-arrived']> = {
  id: 'never-arrived',
  class: 16,
  severity: 'error',
  section: '(the purpose of the exercise: the new image runs)',
  says: 'Relocation ends with a jump to the entry address of the argument block',
  message: ({ facts }) => `the new image at ${hex(facts.entry)} was not entered: ${facts.why}`,
};
