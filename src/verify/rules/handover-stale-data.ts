/**
 * Class 5 at the hand-over: a cache may hold an older copy of what was written past it.
 * Flagged: copy with the MMU off, destination never invalidated. Twin: `dc ivac` of the destination.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverStaleData: Rule<HandoverFacts['handover-stale-data']> = {
  id: 'handover-stale-data',
  class: 5,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions; D7, Cache support',
  says: 'Lines that were allocated before memory was written past the caches show up when the new image turns its caches on',
  message: ({ facts, pa }) =>
    `caches may hold older copies of ${facts.lines} ${facts.lines === 1 ? 'line' : 'lines'} of the new image, the first at ${hex(pa)}`,
  missing: () =>
    'dc ivac of the destination after (or, with nothing that refetches, before) it is written past the caches, then dsb sy',
};
