/**
 * Class 16: execution ran into a section of data, or into a literal pool or data among code.
 * Flagged: a function without `ret` in front of .rodata or of its literals. Twin: with it.
 */
import type { RuleOf } from '../finding.ts';

export const dataExecuted: RuleOf<'data-executed'> = {
  id: 'data-executed',
  class: 16,
  severity: 'error',
  section: 'ELF for the Arm 64-bit Architecture, sections and mapping symbols',
  says: 'Sections without SHF_EXECINSTR, and what $d marks in the others, hold data; what they mean as instructions is an accident',
  message: ({ facts }) => `an instruction was fetched from ${facts.section}, which holds data as it was loaded`,
  missing: () => 'a branch or return at the end of the code before it (or .inst, if it is meant to be an instruction)',
};
