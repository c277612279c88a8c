/**
 * Class 6: DC IVAC (or by set and way) of a dirty line: the data in it is lost, or is not, as the cache pleases.
 * Flagged: store, `dc ivac`. Twin: `dc civac`.
 */
import { hex, type RuleOf } from '../finding.ts';

export const dirtyLineInvalidated: RuleOf<'dirty-line-invalidated'> = {
  id: 'dirty-line-invalidated',
  class: 6,
  severity: 'error',
  section: 'D7, Cache support: data cache maintenance instructions',
  says: 'Invalidation without clean may discard what was written and not yet cleaned',
  message: ({ facts, pa }) => `${facts.operation} of the line at ${hex(pa)} throws away data that is not in memory yet`,
  missing: () => 'dc civac (or cvac first) instead of dc ivac',
};
