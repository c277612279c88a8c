/**
 * Class 16: an encoding was executed that belongs to no instruction: data, or code that was overwritten.
 * Flagged: a fall into a table of numbers. Twin: a `ret` before it.
 */
import { hex, type RuleOf } from '../finding.ts';

export const unallocatedExecuted: RuleOf<'unallocated-executed'> = {
  id: 'unallocated-executed',
  class: 16,
  severity: 'error',
  section: 'C4, A64 instruction set encoding; unallocated encodings',
  says: 'An unallocated encoding is UNDEFINED: it raises an exception at the current Exception level or above',
  message: ({ facts }) => `${hex(facts.word)} was executed, which encodes no instruction`,
  missing: () => 'a branch before the data, or the right address in the branch that led here',
};
