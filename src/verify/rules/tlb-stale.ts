/**
 * Class 2: a descriptor was changed and an access may still be translated by the old one out of the TLB.
 * Flagged: store to a descriptor, access through it. Twin: store, `dsb ishst`, `tlbi`, `dsb ish`, `isb`, access.
 */
import { hex, type RuleOf } from '../finding.ts';

const STEPS = {
  tlbi: 'tlbi of the address after the store to the table',
  'dsb-before-tlbi': 'dsb ishst between the store to the table and the tlbi',
  'dsb-after-tlbi': 'dsb ish after the tlbi (nsh is enough only for a tlbi without is or os)',
  isb: 'isb after the dsb that completes the tlbi',
} as const;

export const tlbStale: RuleOf<'tlb-stale'> = {
  id: 'tlb-stale',
  class: 2,
  severity: 'error',
  section: 'D8, TLB maintenance requirements and the TLB maintenance instructions',
  says: 'A TLB may hold any translation that was valid, until a TLBI that covers it is executed after the table write was made visible (DSB) and completed by a DSB, and an ISB has made it visible to this PE',
  message: ({ facts, va }) =>
    `${facts.use === 'fetch' ? 'the fetch' : 'the access'} at ${hex(va)} may use the old level ${facts.level} descriptor ${hex(facts.old)} instead of ${hex(facts.new)}`,
  missing: ({ facts }) => STEPS[facts.missing],
};
