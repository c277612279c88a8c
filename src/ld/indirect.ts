/**
 * The sections for indirect functions that GNU ld makes in every static link: .iplt, .rela.iplt, .igot.plt, empty here.
 *
 * Enters: all relocations. Leaves: the three sections in the first file with a relocation that could need them, where patterns and
 * orphan placement see them: other orphans go behind them. As nothing is in them, the output has none.
 */
import * as elf from '../elf/constants.ts';
import { RELOCS } from '../isa/relocs.ts';
import type { LinkContext } from './context.ts';
import { makeSection } from './got.ts';
import type { InputFile } from './model.ts';

const COULD_NEED = new Set(
  ['ABS64', 'ADD_ABS_LO12_NC', 'ADR_PREL_PG_HI21', 'CALL26', 'JUMP26']
    .concat(['ADR_GOT_PAGE', 'LD64_GOT_LO12_NC', 'GOT_LD_PREL19', 'LD64_GOTOFF_LO15', 'LD64_GOTPAGE_LO15'])
    .map((name) => [...RELOCS.values()].find((row) => row.name === `R_AARCH64_${name}`)?.number ?? -1),
);

/** Make the sections, if any file has a relocation against a global symbol that may be an indirect function. */
export function planIndirect(context: LinkContext): void {
  const owner = context.files.find(mayCallIndirectly);
  if (!owner) return;
  const { SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE } = elf;
  makeSection(context, '.iplt', elf.SHT_NULL, SHF_ALLOC | SHF_EXECINSTR, 16, 0, owner);
  makeSection(context, '.rela.iplt', elf.SHT_RELA, SHF_ALLOC, 8, 24, owner);
  makeSection(context, '.igot.plt', elf.SHT_NULL, SHF_ALLOC | SHF_WRITE, 8, 0, owner);
}

function mayCallIndirectly({ view, symbols, list }: InputFile): boolean {
  if (!view || !symbols) return false;
  for (const section of list) {
    if (section.rela === 0 || section.discarded === 'group') continue;
    const relocations = view.relocations(section.rela, symbols.count);
    for (let i = 0; i < relocations.count; i++)
      if (relocations.symbol(i) >= symbols.firstGlobal && COULD_NEED.has(relocations.type(i))) return true;
  }
  return false;
}
