/**
 * Class 11: an access through SP aborts: the stack is not mapped, or not for that.
 * Flagged: SP outside of the map when the MMU is on, then STP. Twin: SP moved to its mapped address before.
 */
import { hex, type RuleOf } from '../finding.ts';

export const stackNotMapped: RuleOf<'stack-not-mapped'> = {
  id: 'stack-not-mapped',
  class: 11,
  severity: 'error',
  section: 'D8, Translation process; D1, The stack pointer registers',
  says: 'SP is a virtual address like any other; a handler that saves its registers there faults again, without end',
  message: ({ facts, va }) =>
    `the ${facts.access} at ${hex(va)} through SP takes a ${facts.fault} fault to EL${facts.el}`,
  missing: () => 'a mapping of the stack in the tables that are live, or an SP that is mapped',
};
