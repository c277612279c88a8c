/**
 * Class 11: an exception whose vector cannot be fetched: the PE would fault on its own vector for ever.
 * Flagged: a data abort with VBAR_EL1 still pointing into the old kernel. Twin: VBAR_EL1 at vectors that are mapped.
 */
import { hex, type RuleOf } from '../finding.ts';

export const vectorUnfetchable: RuleOf<'vector-unfetchable'> = {
  id: 'vector-unfetchable',
  class: 11,
  severity: 'error',
  section: 'D1, Exception entry and the vector base address registers',
  says: 'Execution continues at VBAR_ELx plus the offset of the exception; if that address cannot be fetched, the fetch faults to the same place',
  message: ({ facts, va }) =>
    `${facts.exception} is taken to EL${facts.el}, whose vector at ${hex(va)} cannot be fetched (${facts.fault}; VBAR_EL${facts.el} = ${hex(facts.vbar)})`,
  missing: ({ facts }) => `VBAR_EL${facts.el} at vectors that are mapped for the whole time`,
};
