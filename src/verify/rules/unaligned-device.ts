/**
 * Class 8: an unaligned access to Device memory, which all data accesses are while the MMU is off.
 * Flagged: MMU off, `ldr x0, [x1, #3]`. Twin: the same at an aligned address, or by bytes.
 */
import { hex, type RuleOf } from '../finding.ts';

export const unalignedDevice: RuleOf<'unaligned-device'> = {
  id: 'unaligned-device',
  class: 8,
  severity: 'error',
  section: 'B2, Alignment of data accesses; D8, the effects of disabling an address translation stage',
  says: 'An unaligned access to any type of Device memory generates an Alignment fault; with stage 1 off all data accesses are Device-nGnRnE',
  message: ({ facts, va }) =>
    `${facts.bytes} bytes at ${hex(va)} are not aligned, and the memory is ${facts.mmuOff ? 'Device-nGnRnE because the MMU is off' : facts.attributes}`,
  missing: () => 'an aligned access, or Normal memory',
};
