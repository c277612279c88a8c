/**
 * Class 3: another table base (or TCR, or ASID-less switch) is in force, but entries of the old one may still be in the TLB: the
 * same ASID, no TLBI, or a TLBI that is not complete. Turning the MMU off in between does not empty a TLB.
 * Flagged: MMU off, `msr ttbr1_el1`, MMU on. Twin: `tlbi vmalle1; dsb nsh; isb` in between.
 */
import { hex, type RuleOf } from '../finding.ts';

const STEPS = {
  tlbi: 'tlbi vmalle1 (alle2 at EL2) after the change and before translation is used',
  'dsb-after-tlbi': 'dsb nsh after the tlbi',
  isb: 'isb after the dsb that completes the tlbi',
} as const;

export const tlbStaleContext: RuleOf<'tlb-stale-context'> = {
  id: 'tlb-stale-context',
  class: 3,
  severity: 'error',
  section: 'D8, Translation lookaside buffers; Changing translation table base, ASID and TCR',
  says: 'Entries that were cached under one table base stay usable for the same ASID, whether or not the MMU was off meanwhile, until a TLBI removes them',
  message: ({ facts, va }) =>
    `${facts.use === 'fetch' ? 'the fetch' : 'the access'} at ${hex(va)} may use an entry that was cached before ${facts.register} changed${facts.acrossMmuOff ? ', from before the MMU was off' : ''}: ${hex(facts.old)} instead of ${hex(facts.new)}`,
  missing: ({ facts }) => STEPS[facts.missing],
};
