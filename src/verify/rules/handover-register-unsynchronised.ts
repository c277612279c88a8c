/**
 * Class 1 at the hand-over: a system register was written and nothing has synchronised it when the image starts.
 * Flagged: the last `isb` dropped. Twin: there it is.
 */
import type { Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverRegisterUnsynchronised: Rule<HandoverFacts['handover-register-unsynchronised']> = {
  id: 'handover-register-unsynchronised',
  class: 1,
  severity: 'error',
  section: 'D19.1, Synchronization requirements for AArch64 System registers',
  says: 'A direct write to a System register is guaranteed to be seen by later instructions only after a Context synchronization event',
  message: ({ facts }) => `${facts.register} is written, and nothing synchronises it before the image is entered`,
  missing: ({ facts }) => `isb after the write of ${facts.register}`,
};
