/**
 * Class 1: another table is written to TTBR and an access is translated before anything synchronises that, but both tables map it
 * alike. Flagged: `msr ttbr0_el1, x0; ldr x1, [x2]` between equal maps. Twin: an `isb` between the two.
 */
import { hex, type RuleOf } from '../finding.ts';

export const tableBaseUnsynchronised: RuleOf<'table-base-unsynchronised'> = {
  id: 'table-base-unsynchronised',
  class: 1,
  severity: 'warning',
  section: 'D19.1, Synchronization requirements for AArch64 System registers',
  says: 'Until a Context synchronization event translation may use the old table base or the new one; that is safe only while both tables agree',
  message: ({ facts, va }) =>
    `${facts.register} is written (${hex(facts.old)} to ${hex(facts.new)}) and the access at ${hex(va)} is translated before anything synchronises it; both tables map it alike`,
  missing: ({ facts }) => `isb between the write of ${facts.register} and its use`,
};
