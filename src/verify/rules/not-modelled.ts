/**
 * Not a fault of the program: it used something that the emulator has no model of, so nothing can be said from here on.
 * Flagged: an instruction row without semantics. Twin: none; the run stops.
 */
import type { RuleOf } from '../finding.ts';

export const notModelled: RuleOf<'not-modelled'> = {
  id: 'not-modelled',
  class: 0,
  severity: 'error',
  section: '(a limit of this emulator)',
  says: 'What is not modelled is reported, never skipped',
  message: ({ facts }) => `${facts.what} is not modelled; the run stops here`,
};
