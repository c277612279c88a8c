/**
 * Class 5 at the hand-over: part of the new image is dirty in a cache, and the image starts with its caches off.
 * Flagged: no clean of the destination, or `dc cvau`. Twin: `dc civac` by line, `dsb sy`, before the MMU goes off.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverDirtyLine: Rule<HandoverFacts['handover-dirty-line']> = {
  id: 'handover-dirty-line',
  class: 5,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions; D7, cache maintenance to the point of coherency',
  says: 'The image must be clean to the Point of Coherency when it is entered: it is read with the MMU and the caches off',
  message: ({ facts, pa }) =>
    `${facts.lines} cache ${facts.lines === 1 ? 'line' : 'lines'} of the new image, the first at ${hex(pa)}, ${facts.lines === 1 ? 'is' : 'are'} dirty when it is entered${facts.cleanedToPou ? ': cleaned to the point of unification only' : ''}`,
  missing: ({ facts }) =>
    facts.cleanedToPou
      ? 'dc civac (or cvac) instead of dc cvau, then dsb sy'
      : 'dc civac of every line of the destination, then dsb sy, before the MMU goes off',
};
