/**
 * Class 10: a store into what must survive: page tables, argument block, the running code, memory that is nobody's to write.
 * Flagged: a copy one page too long. Twin: the copy as long as the image.
 */
import { hex, type RuleOf } from '../finding.ts';

export const protectedWrite: RuleOf<'protected-write'> = {
  id: 'protected-write',
  class: 10,
  severity: 'error',
  section: 'Documentation/arch/arm64/booting, memory reserved by the loader (no rule of the architecture)',
  says: 'Relocation may write its destination and nothing else',
  message: ({ facts, pa }) => `a write at ${hex(pa)} hits ${facts.region} (${facts.role.replaceAll('-', ' ')})`,
  missing: () => 'a destination that ends before it',
};
