/**
 * Class 2: a new valid descriptor is used by a walk that need not see the store yet.
 * Flagged: store of a descriptor, access through it. Twin: `dsb ishst; isb` between the two.
 */
import { hex, type RuleOf } from '../finding.ts';

export const tableWriteUnordered: RuleOf<'table-write-unordered'> = {
  id: 'table-write-unordered',
  class: 2,
  severity: 'error',
  section: 'D8, Ordering of memory accesses from translation table walks',
  says: 'A store to a translation table is guaranteed to be seen by walks only after a DSB, and by the translation of later instructions only after a Context synchronization event that follows it',
  message: ({ facts, va }) =>
    `the access at ${hex(va)} needs the level ${facts.level} descriptor ${hex(facts.new)}, which a walk may not see yet`,
  missing: ({ facts }) => (facts.missing === 'dsb' ? 'dsb ishst after the store to the table' : 'isb after the dsb'),
};
