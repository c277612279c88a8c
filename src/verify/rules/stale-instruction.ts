/**
 * Class 7: code was written and is executed without the sequence that makes the instruction side see it.
 * Flagged: store, `br`. Twin: `dc cvau; dsb ish; ic ivau; dsb ish; isb`, `br`.
 */
import { hex, type RuleOf } from '../finding.ts';

const STEPS = {
  'dc-clean-pou': 'dc cvau (cvac if fetched with caches off) of what was written',
  'dsb-after-dc': 'dsb ish between dc and ic',
  ic: 'ic ivau of what was written, or ic iallu, after the clean',
  'dsb-after-ic': 'dsb ish (nsh for this PE alone) after the ic',
  isb: 'isb after the dsb',
} as const;

export const staleInstruction: RuleOf<'stale-instruction'> = {
  id: 'stale-instruction',
  class: 7,
  severity: 'error',
  section: 'B2.2, Concurrent modification and execution of instructions; D7, Instruction caches',
  says: 'An instruction fetch may use what an instruction cache held before the store, unless the data was cleaned to where fetches read (DC CVAU or further), a DSB, IC, DSB and a Context synchronization event followed',
  message: ({ facts, va }) =>
    `the instruction at ${hex(va)} may be an older one${facts.cacheable ? '' : ' (fetched past the caches)'}`,
  missing: ({ facts }) => STEPS[facts.missing],
};
