/**
 * Class 12: a vector was entered by a fault that it does not expect.
 * Flagged: a vector written for HVC, entered by a data abort, that ends in ERET. Twin: one that tests ESR_ELx first.
 */
import { hex, type RuleOf } from '../finding.ts';

export const vectorUnexpected: RuleOf<'vector-unexpected'> = {
  id: 'vector-unexpected',
  class: 12,
  severity: 'error',
  section: 'D1, Exception entry; ESR_ELx',
  says: 'Every synchronous exception of one origin enters through one vector; only the syndrome tells a call from a fault',
  message: ({ facts }) =>
    `the handler at EL${facts.el} was entered by a fault at ${hex(facts.pc)} (ESR_EL${facts.el} = ${hex(facts.esr)}) and returns to it without having read the syndrome`,
  missing: ({ facts }) => `mrs of ESR_EL${facts.el} and a test of its exception class`,
};
