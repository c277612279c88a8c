/**
 * Class 11: a physical access where nothing is.
 * Flagged: a load from a hole in the memory map. Twin: the right address.
 */
import { hex, type RuleOf } from '../finding.ts';

export const busError: RuleOf<'bus-error'> = {
  id: 'bus-error',
  class: 11,
  severity: 'error',
  section: 'D1, External aborts',
  says: 'An access to a physical address where nothing answers ends in an External abort',
  message: ({ facts, pa }) => `the ${facts.access} at physical ${hex(pa)} finds no memory or device there`,
};
