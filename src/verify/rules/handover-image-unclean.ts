/**
 * Class 14: the boot protocol's demand on the image as a whole; the rules of classes 5 to 7 say what happened to its lines.
 * Flagged: an image entered with dirty or stale lines, or before its maintenance is finished. Twin: all of them maintained.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

const lines = (n: number): string => `${n} ${n === 1 ? 'line' : 'lines'}`;

export const handoverImageUnclean: Rule<HandoverFacts['handover-image-unclean']> = {
  id: 'handover-image-unclean',
  class: 14,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions',
  says: 'The address range of the loaded image must be clean to the Point of Coherency, and no stale instruction of it may be in a cache',
  message: ({ facts, pa }) => {
    const parts = [
      ...(facts.dirty > 0 ? [`${lines(facts.dirty)} dirty`] : []),
      ...(facts.pending > 0 ? [`${lines(facts.pending)} with maintenance under way`] : []),
      ...(facts.staleInstruction > 0 ? [`${lines(facts.staleInstruction)} stale in the instruction cache`] : []),
      ...(facts.staleData > 0 ? [`${lines(facts.staleData)} stale in a data cache`] : []),
    ];
    return `the image is entered with ${parts.join(', ')}, the first at ${hex(pa)}`;
  },
  missing: ({ facts }) =>
    facts.dirty > 0
      ? 'dc civac of every line, dsb sy, ic iallu, dsb, isb before the MMU goes off'
      : 'ic iallu, dsb, isb after the image is in place, and dc ivac where it was written past the caches',
};
