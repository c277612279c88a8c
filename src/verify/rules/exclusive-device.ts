/**
 * Class 8: exclusives or atomics on memory that is not Normal Write-Back: they may fault, or never succeed.
 * Flagged: MMU off, `ldxr; stxr`. Twin: the same with the MMU on, on Normal memory.
 */
import { hex, type RuleOf } from '../finding.ts';

export const exclusiveDevice: RuleOf<'exclusive-device'> = {
  id: 'exclusive-device',
  class: 8,
  severity: 'error',
  section: 'B2, Load-Exclusive and Store-Exclusive, Device memory; C3, Atomic instructions',
  says: 'Exclusive and atomic accesses to memory that is not Normal Inner and Outer Write-Back need not be supported: they may give an External abort or never succeed',
  message: ({ facts, va }) =>
    `${facts.operation === 'atomic' ? 'atomic' : 'exclusive'} access at ${hex(va)} to ${facts.mmuOff ? 'Device memory (the MMU is off)' : facts.attributes}`,
  missing: () => 'plain loads and stores until the MMU and caches are on',
};
