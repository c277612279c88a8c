/**
 * Class 8: DC ZVA on Device memory, which all memory is while the MMU is off.
 * Flagged: MMU off, `dc zva`. Twin: a loop of `stp xzr, xzr`.
 */
import { hex, type RuleOf } from '../finding.ts';

export const dcZvaDevice: RuleOf<'dc-zva-device'> = {
  id: 'dc-zva-device',
  class: 8,
  severity: 'error',
  section: 'C5.3, DC ZVA; D8, the effects of disabling an address translation stage',
  says: 'DC ZVA to any type of Device memory generates an Alignment fault',
  message: ({ facts, va }) => `dc zva at ${hex(va)} on Device memory${facts.mmuOff ? ': the MMU is off' : ''}`,
  missing: () => 'ordinary stores where the MMU is off',
};
