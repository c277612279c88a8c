/**
 * Class 13: memory is read that nothing has written, and the value matters.
 * Flagged: an argument read past the end of the block. Twin: the field that was meant.
 */
import { hex, type RuleOf } from '../finding.ts';

export const undefinedMemory: RuleOf<'undefined-memory'> = {
  id: 'undefined-memory',
  class: 13,
  severity: 'error',
  section: '(the entry contract of the code: memory that nobody wrote has any value)',
  says: 'RAM that nothing has written has any value',
  message: ({ facts, va, pa }) =>
    `what nothing has written at ${hex(facts.use === 'walk' || facts.use === 'code' ? pa : (va ?? pa))} is used as ${facts.use === 'sysreg' ? 'the value of a system register' : facts.use === 'walk' ? 'a table descriptor' : facts.use}`,
  missing: () => 'a defined location, or a store to it before',
};
