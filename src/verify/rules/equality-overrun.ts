/**
 * Class 15: a loop that ends only on "equal" has stepped over its end: with this line size, or these bounds, it does not stop.
 * Flagged: `cmp x12, x1; b.ne` with a step that does not divide the range. Twin: `b.lo`.
 */
import { hex, type RuleOf } from '../finding.ts';

export const equalityOverrun: RuleOf<'equality-overrun'> = {
  id: 'equality-overrun',
  class: 15,
  severity: 'error',
  section: 'D19.2, CTR_EL0.DminLine (line sizes vary from 16 bytes to 2 KiB)',
  says: 'Line sizes differ between implementations; a bound that is compared for equality holds only if every step lands on it',
  message: ({ facts }) =>
    `the loop compares ${hex(facts.left)} with ${hex(facts.right)} for equality only, and is past it`,
  missing: () => 'b.lo (unsigned lower) instead of b.ne',
};
