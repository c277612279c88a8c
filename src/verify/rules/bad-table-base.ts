/**
 * Class 10: a TTBR that becomes live points to memory that cannot hold the tables.
 * Flagged: TTBR0 of undefined memory, MMU on. Twin: tables written there before.
 */
import { hex, type RuleOf } from '../finding.ts';

export const badTableBase: RuleOf<'bad-table-base'> = {
  id: 'bad-table-base',
  class: 10,
  severity: 'error',
  section: 'D8, Translation table base address registers',
  says: 'A table base must be aligned to the size of the table and hold descriptors that software wrote',
  message: ({ facts }) => `${facts.register} = ${hex(facts.value)} becomes live, but ${facts.why}`,
  missing: () => 'the physical address of valid tables',
};
