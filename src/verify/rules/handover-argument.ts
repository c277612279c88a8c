/**
 * Class 14: x0 to x3 are not what the image expects.
 * Flagged: arguments loaded in the wrong order. Twin: x0 = device tree, x1 = x2 = x3 = 0.
 */
import { hex, type Rule } from '../finding.ts';
import type { HandoverFacts } from '../handover-facts.ts';

export const handoverArgument: Rule<HandoverFacts['handover-argument']> = {
  id: 'handover-argument',
  class: 14,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, entry conditions',
  says: 'x0 must be the physical address of the device tree, x1, x2 and x3 zero',
  message: ({ facts }) =>
    `${facts.register} = ${hex(facts.got)} when the image is entered instead of ${hex(facts.expected)}${facts.register === 'x0' ? ', the device tree' : ''}`,
};
