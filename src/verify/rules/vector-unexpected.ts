/**
 * Class 12: a vector was entered for a reason that it does not expect.
 * Flagged: a vector written for HVC, entered by a data abort, that ends in ERET; an SVC whose vector is `b .`.
 * Twin: a vector that tests ESR_ELx first; one that returns.
 */
import { hex, type RuleOf } from '../finding.ts';

export const vectorUnexpected: RuleOf<'vector-unexpected'> = {
  id: 'vector-unexpected',
  class: 12,
  severity: 'error',
  section: 'D1, Exception entry; ESR_ELx',
  says: 'Every synchronous exception of one origin enters through one vector; only the syndrome tells a call from a fault',
  message: ({ facts }) =>
    facts.ends === 'waits'
      ? `the vector at EL${facts.el} was entered for ${facts.exception} at ${hex(facts.pc)} (ESR_EL${facts.el} = ${hex(facts.esr)}), which it does not expect: it only stops here`
      : `the handler at EL${facts.el} was entered by a fault at ${hex(facts.pc)} (ESR_EL${facts.el} = ${hex(facts.esr)}) and returns to it without having read the syndrome`,
  missing: ({ facts }) =>
    facts.ends === 'waits'
      ? `a handler for ${facts.exception} at this vector of VBAR_EL${facts.el}`
      : `mrs of ESR_EL${facts.el} and a test of its exception class`,
};
