/**
 * Class 10: translation changed under the running code, and the next instruction is somewhere else, or nowhere.
 * Flagged: MMU on with a T0SZ whose walk starts at the wrong level. Twin: T0SZ that fits the identity map.
 */
import { hex, type RuleOf } from '../finding.ts';

export const codeNotMapped: RuleOf<'code-not-mapped'> = {
  id: 'code-not-mapped',
  class: 10,
  severity: 'error',
  section: 'D8, Enabling and disabling address translation; TCR_ELx.T0SZ and the initial lookup level',
  says: 'The instruction after the one that changes translation is fetched by its virtual address through the new tables; it must be mapped to where it is',
  message: ({ facts }) =>
    `after the change of ${facts.register} the next instruction is fetched from ${facts.got < 0n ? `nowhere (${facts.fault})` : hex(facts.got)} instead of ${hex(facts.expected)}; T0SZ is ${facts.t0sz}, the walk starts at level ${facts.startLevel}`,
  missing: () => 'an identity mapping of the running page in the tables and the T0SZ that are in force',
};
