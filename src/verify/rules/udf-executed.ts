/**
 * Class 16: UDF is reached: zeroed memory, or a trap that was never to be hit.
 * Flagged: falling into padding of zeroes. Twin: a branch before it.
 */
import type { RuleOf } from '../finding.ts';

export const udfExecuted: RuleOf<'udf-executed'> = {
  id: 'udf-executed',
  class: 16,
  severity: 'error',
  section: 'C6.2, UDF (permanently undefined)',
  says: 'UDF (all instruction words below 0x10000, zero among them) is permanently undefined',
  message: ({ facts }) => `udf #${facts.imm16} is executed: this is padding or data, not code`,
  missing: () => 'a branch before the end of the code',
};
