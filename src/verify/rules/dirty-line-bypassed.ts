/**
 * Class 5: memory is read past the caches while a dirty cache line still holds the value.
 * Flagged: store with caches on, MMU off, load (or `dc cvau` instead of `dc cvac`). Twin: `dc cvac; dsb sy` before the MMU goes off.
 */
import { hex, type RuleOf } from '../finding.ts';

export const dirtyLineBypassed: RuleOf<'dirty-line-bypassed'> = {
  id: 'dirty-line-bypassed',
  class: 5,
  severity: 'error',
  section: 'D7, Cache support: cache maintenance to the point of coherency; B2, Normal Non-cacheable memory',
  says: 'An access with the MMU or the caches off goes to memory; what a write-back cache holds is not there until a clean to the Point of Coherency has been completed by a DSB',
  message: ({ facts, pa }) =>
    `the ${facts.access} past the caches at ${hex(pa)} misses data in a dirty cache line${facts.cleanedToPou ? ', which has been cleaned to the point of unification only' : ''}`,
  missing: ({ facts }) =>
    facts.missing === 'dsb'
      ? 'dsb sy after the clean'
      : facts.cleanedToPou
        ? 'dc cvac or civac (not cvau), then dsb sy'
        : 'dc cvac or civac of the line, then dsb sy',
};
