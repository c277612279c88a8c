/**
 * Class 5, the other way: memory was written past the caches, and a cacheable read may hit an older copy in a cache.
 * Flagged: store with the MMU off, MMU on, load. Twin: `dmb sy; dc ivac; dsb sy` after the store (or before it, if nothing refetches).
 */
import { hex, type RuleOf } from '../finding.ts';

const STEPS = {
  'dc-ivac': 'dc ivac of the line after the store',
  dsb: 'dsb sy after the dc ivac',
  'dmb-before-dc': 'dmb sy between the store and the dc ivac',
} as const;

export const staleCacheRead: RuleOf<'stale-cache-read'> = {
  id: 'stale-cache-read',
  class: 5,
  severity: 'error',
  section: 'D7, Cache support; B2.10, Mismatched memory attributes',
  says: 'A cacheable read may be served by a line that was allocated before memory was written past the caches, speculation included; the line must be invalidated to the Point of Coherency after the write',
  message: ({ facts, pa }) =>
    `the cacheable ${facts.access} at ${hex(pa)} may see what a cache held before memory was written past it`,
  missing: ({ facts }) => STEPS[facts.missing],
};
