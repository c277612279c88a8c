/**
 * Class 5: a store past the caches to a line that is dirty in a cache: a later eviction writes the old data over it.
 * Flagged: store with caches on, MMU off, store to the same line. Twin: `dc civac; dsb sy` before the MMU goes off.
 */
import { hex, type RuleOf } from '../finding.ts';

export const storeUnderDirtyLine: RuleOf<'store-under-dirty-line'> = {
  id: 'store-under-dirty-line',
  class: 5,
  severity: 'error',
  section: 'D7, Cache support; B2.10, Mismatched memory attributes',
  says: 'A dirty line may be written back at any time, over whatever was stored to memory past the caches meanwhile',
  message: ({ pa }) => `the store past the caches at ${hex(pa)} may be undone by the eviction of a dirty cache line`,
  missing: ({ facts }) =>
    facts.missing === 'dsb' ? 'dsb sy after the clean' : 'dc civac of the line, then dsb sy, before the store',
};
