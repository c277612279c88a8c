/**
 * Directives that LLVM's assembler has and GNU as has not: what clang writes, and names for standard sections.
 *
 * `.addrsig`, `.cg_profile` and the like tell a linker what it may do better (put equal functions together, order them by calls). They are read and
 * forgotten: a linker that is not told does less, and nothing wrong. LLVM documentation, "LLVM Extensions".
 */
import * as messages from '../../diag/messages/asm.ts';
import { SHF_ALLOC, SHF_WRITE } from '../../elf/constants.ts';
import { impliedBy } from '../../elf/special-sections.ts';
import type { Assembler } from '../assembler.ts';
import { Section } from '../section.ts';
import { SHT } from '../section-table.ts';
import { standard } from './sections.ts';
import { readSymbolName } from './symbol-names.ts';
import type { Directive } from './table.ts';

/** `.rodata [subsection]` and the like: a section by its name alone. */
const namedSection =
  (name: string): Directive =>
  (a) => {
    const { type, flags } = impliedBy(name) ?? { type: SHT.progbits, flags: SHF_ALLOC | SHF_WRITE };
    standard(a, a.sections.named(name)[0] ?? a.sections.add(new Section(name, type, flags)), 0);
  };

/** Names, and perhaps a number behind them. */
const forgotten =
  (names: number, number = false): Directive =>
  (a) => {
    for (let i = 0; i < names; i++) {
      if (readSymbolName(a) === undefined) return;
      if ((i + 1 < names || number) && !hasComma(a)) return;
    }
    if (number && a.readConstant('the count') === undefined) return;
    a.endOfStatement();
  };

function hasComma(a: Assembler): boolean {
  const found = a.comma();
  if (!found) a.errorHere(messages.expected("','"));
  return found;
}

export const llvm: readonly (readonly [string, Directive])[] = [
  ...['.rodata', '.tdata', '.tbss', '.data.rel', '.data.rel.ro', '.eh_frame'].map(
    (name) => [name, namedSection(name)] as const,
  ),
  ['.addrsig', forgotten(0)],
  ['.addrsig_sym', forgotten(1)],
  ['.no_dead_strip', forgotten(1)],
  ['.cg_profile', forgotten(2, true)],
  ['.macros_on', forgotten(0)],
  ['.macros_off', forgotten(0)],
];
