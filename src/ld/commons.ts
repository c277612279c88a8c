/**
 * Common symbols: each gets room in the COMMON pseudo-section of the file that declares it first (gABI, SHN_COMMON).
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { F, type InputFile, InputSection, KIND } from './model.ts';

/** Allocate all common symbols, in the order of the global table. */
export function allocateCommons(context: LinkContext): void {
  const { options, symbols } = context;
  if (options.relocatable && !options.defineCommon && !context.script.forceCommon) return;
  if (context.script.inhibitCommon) return;
  for (const file of context.files) if (file.declaresCommon) commonSection(file);
  const commons = [...symbols.names.walk()].flatMap((id) => {
    const symbol = symbols.all[id];
    return symbol?.kind === KIND.common && symbol.file ? [{ symbol, file: symbol.file }] : [];
  });
  if (options.sortCommon !== false) {
    // As GNU ld: passes by alignment; all are alike from 16 on going down, above 16 going up.
    const sign = options.sortCommon === 'ascending' ? 1 : -1;
    const rank = (align: bigint): number => Math.min(sign > 0 ? 32 : 16, Math.max(1, Number(align)));
    commons.sort((a, b) => sign * (rank(a.symbol.value) - rank(b.symbol.value)));
  }
  for (const { symbol, file } of commons) {
    const section = commonSection(file);
    const align = Math.max(1, Number(symbol.value));
    section.size = Math.ceil(section.size / align) * align;
    section.align = Math.max(section.align, align);
    symbol.kind = KIND.defined;
    symbol.section = section;
    symbol.value = BigInt(section.size);
    symbol.type = symbol.type === elf.STT_TLS ? elf.STT_TLS : elf.STT_OBJECT;
    section.size += Number(symbol.size);
    section.rawSize = section.size;
    section.flags &= ~F.readonly;
  }
}

/** The pseudo-section of a file's common symbols; it exists when the file declares any, even if their room is elsewhere. */
function commonSection(file: InputFile): InputSection {
  if (file.common) return file.common;
  const sh = elf.SHF_ALLOC | elf.SHF_WRITE;
  file.common = new InputSection(file, 0, 'COMMON', elf.SHT_NOBITS, sh, 0, 1, 0, new Uint8Array(0));
  // No input section of ELF stands for it: an output section does not take its type over.
  file.common.type = elf.SHT_NULL;
  file.list.push(file.common);
  return file.common;
}
