/**
 * Class 11: relocation code took a fault: a translation, permission or alignment fault, an undefined instruction, an abort.
 * Flagged: a copy past the end of its mapping. Twin: the copy as long as the mapping.
 */
import { hex, type RuleOf } from '../finding.ts';

export const faultTaken: RuleOf<'fault-taken'> = {
  id: 'fault-taken',
  class: 11,
  severity: 'error',
  section: 'D1, Synchronous exception types; ESR_ELx',
  says: 'A synchronous exception goes to the vectors of the target Exception level; relocation code has no handler that could mend it',
  message: ({ facts, va }) =>
    `${facts.exception} taken to EL${facts.el}${va === undefined ? '' : ` for ${facts.access === 'none' ? 'address' : facts.access} ${hex(va)}`} (${facts.fault || `EC ${hex(facts.ec)}`})`,
};
