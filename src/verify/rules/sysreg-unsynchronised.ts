/**
 * Class 1: a system register is written and something depends on it before a context synchronisation event.
 * Flagged: `msr ttbr0_el1, x0; msr sctlr_el1, x1` (MMU on), next fetch. Twin: an `isb` between the two, and one after.
 */
import { hex, type RuleOf } from '../finding.ts';

const USES = {
  data: 'a data access depends on it',
  fetch: 'an instruction fetch depends on it',
  vector: 'an exception goes through it',
  walk: 'a table walk depends on it',
  pac: 'a pointer is signed or authenticated with it',
  trap: 'a trap decision depends on it',
} as const;

export const sysregUnsynchronised: RuleOf<'sysreg-unsynchronised'> = {
  id: 'sysreg-unsynchronised',
  class: 1,
  severity: 'error',
  section: 'D19.1, Synchronization requirements for AArch64 System registers; D1.3, Context synchronization',
  says: 'A direct write to a System register is guaranteed to be seen by later instructions only after a Context synchronization event; until then either value may be used',
  message: ({ facts }) =>
    `${facts.register} is written (${hex(facts.old)} to ${hex(facts.new)}) and ${USES[facts.use]} before anything synchronises it`,
  missing: ({ facts }) => `isb between the write of ${facts.register} and its use`,
};
