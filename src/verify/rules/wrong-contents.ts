/**
 * Class 14: the destination does not hold the image, page by page.
 * Flagged: a copy one page short. Twin: copy_len bytes.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const wrongContents: Rule<HandoverFacts['wrong-contents']> = {
  id: 'wrong-contents',
  class: 14,
  severity: 'error',
  section: '(the purpose of the exercise: destination = source)',
  says: 'Every page of the destination must equal the page that was loaded for it',
  message: ({ facts, pa }) =>
    `${facts.pages} of ${facts.of} pages are not what was loaded, the first at ${hex(pa)} (page ${facts.first}): ${facts.found}`,
};
