/**
 * Class 4: the contiguous hint is set on entries that do not form one contiguous, uniform, aligned group.
 * Flagged: 16 pages with bit 52 set, one of them elsewhere. Twin: the bit clear, or the pages in a row.
 */
import { hex, type RuleOf } from '../finding.ts';

export const contiguousMismatch: RuleOf<'contiguous-mismatch'> = {
  id: 'contiguous-mismatch',
  class: 4,
  severity: 'error',
  section: 'D8, The Contiguous bit',
  says: 'The Contiguous bit may be set only when all entries of the group are contiguous in output address and have the same attributes; else any of them may be used for any address of the group',
  message: ({ facts, pa }) =>
    `the level ${facts.level} descriptor ${hex(facts.descriptor)} at ${hex(pa)} has the Contiguous bit, but its group is not contiguous`,
  missing: () => 'consistent descriptors in the whole group, or the bit clear',
};
