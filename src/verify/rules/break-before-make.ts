/**
 * Class 4: a valid descriptor is replaced by another valid one where the architecture wants an invalid one in between.
 * Flagged: block replaced by a table. Twin: store 0, `dsb ishst`, `tlbi`, `dsb ish`, store the table.
 */
import { hex, type RuleOf } from '../finding.ts';

export const breakBeforeMake: RuleOf<'break-before-make'> = {
  id: 'break-before-make',
  class: 4,
  severity: 'error',
  section: 'D8, Using break-before-make when updating translation table entries',
  says: 'A change of output address, block size, or conflicting attributes of a live entry must go through an invalid entry and a completed TLBI, or the TLB may hold both, with a conflict abort or a mixture as result',
  message: ({ facts, pa }) =>
    `the level ${facts.level} descriptor at ${hex(pa)} changes its ${facts.change.replaceAll('-', ' ')} (${hex(facts.old)} to ${hex(facts.new)}) while the old one may be in the TLB`,
  missing: ({ facts }) =>
    facts.missing === 'break'
      ? 'an invalid descriptor first, with dsb, tlbi, dsb'
      : `${facts.missing.replaceAll('-', ' ')} between break and make`,
};
