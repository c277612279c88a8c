/**
 * Class 16: execution leaves the code: by running off its end, or by a branch to elsewhere.
 * Flagged: the last branch dropped. Twin: the branch to the image.
 */
import { hex, type RuleOf } from '../finding.ts';

export const fetchOutsideCode: RuleOf<'fetch-outside-code'> = {
  id: 'fetch-outside-code',
  class: 16,
  severity: 'error',
  section: '(the extent of the code: nothing beyond its end is meant to run)',
  says: "What lies behind the code is padding, data or another's memory",
  message: ({ facts, va }) =>
    `${facts.how === 'branch' ? 'a branch leads' : 'execution runs on'} to ${hex(va)}, outside the code${facts.region === '' ? '' : ` (${facts.region})`}`,
  missing: ({ facts }) => (facts.how === 'branch' ? undefined : 'a branch at the end of the code'),
};
