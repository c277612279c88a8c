/**
 * Class 9: one location through two mappings with different memory type, shareability or cacheability.
 * Flagged: a page mapped Write-Back and Non-cacheable, both used. Twin: one mapping, or maintenance between the uses.
 */
import { hex, type RuleOf } from '../finding.ts';

export const mismatchedAttributes: RuleOf<'mismatched-attributes'> = {
  id: 'mismatched-attributes',
  class: 9,
  severity: 'error',
  section: 'B2.10, Mismatched memory attributes',
  says: 'Accesses with mismatched attributes lose uniprocessor semantics, ordering and coherency unless software does cache maintenance between them',
  message: ({ facts, pa }) => `the memory at ${hex(pa)} is used as ${facts.second} after it was used as ${facts.first}`,
  missing: () => 'the same attributes in both mappings',
};
