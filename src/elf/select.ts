/**
 * A part of an ELF file: some of its sections and symbols, with every index between them made right again.
 *
 * Enters: an ElfFile and which sections and symbols stay. Leaves: a new ElfFile; what is left out is 0 where something
 * referred to it, and no group lists it. gABI, "Sections": sh_link, sh_info, section groups, st_shndx.
 */
import * as elf from './constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from './object.ts';

/** New index of each old one that stays, 0 for the others. */
function renumber(stays: readonly boolean[]): number[] {
  let next = 0;
  return stays.map((stay) => (stay ? next++ : 0));
}

/** The group's contents. Its relocation sections are left to the writer, which lists those that it makes. */
function groupMembers(file: ElfFile, section: ElfSection, sections: readonly number[]): Uint8Array {
  const little = !file.bigEndian;
  const from = new DataView(section.data.buffer, section.data.byteOffset, section.data.length);
  const words = [from.getUint32(0, little)];
  for (let at = 4; at + 4 <= section.data.length; at += 4) {
    const old = from.getUint32(at, little);
    const member = sections[old] ?? 0;
    if (member > 0 && file.sections[old]?.type !== elf.SHT_RELA) words.push(member);
  }
  const data = new Uint8Array(4 * words.length);
  const view = new DataView(data.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, little);
  return data;
}

/** Symbols that stay, the local ones first as sh_info of a symbol table demands, each with its old index. */
function orderedSymbols(file: ElfFile, stays: readonly boolean[]): { symbol: ElfSymbol; old: number }[] {
  const kept = file.symbols.map((symbol, old) => ({ symbol, old })).filter(({ old }) => stays[old]);
  const isLocal = ({ symbol }: { symbol: ElfSymbol }): boolean => symbol.binding === elf.STB_LOCAL;
  return [...kept.filter(isLocal), ...kept.filter((one) => !isLocal(one))];
}

/** The file with only those sections and symbols for which the arrays say true (index 0 of both must stay). */
export function selectParts(file: ElfFile, sectionStays: readonly boolean[], symbolStays: readonly boolean[]): ElfFile {
  const sectionAt = renumber(sectionStays);
  const ordered = orderedSymbols(file, symbolStays);
  const symbolAt: number[] = new Array<number>(file.symbols.length).fill(0);
  for (const [i, { old }] of ordered.entries()) symbolAt[old] = i;
  const sections = file.sections.flatMap((section, i): ElfSection[] => {
    if (!sectionStays[i]) return [];
    const isGroup = section.type === elf.SHT_GROUP;
    const info = section.flags & elf.SHF_INFO_LINK ? (sectionAt[section.info] ?? 0) : section.info;
    const data = isGroup ? groupMembers(file, section, sectionAt) : section.data;
    return [
      {
        ...section,
        data,
        size: isGroup ? data.length : section.size,
        link: sectionAt[section.link] ?? 0,
        info: isGroup ? (symbolAt[section.info] ?? 0) : info,
        relocations: section.relocations.map((r) => ({ ...r, symbol: symbolAt[r.symbol] ?? 0 })),
      },
    ];
  });
  const symbols = ordered.map(({ symbol }) => {
    const reserved = symbol.section >= elf.SHN_LORESERVE && symbol.section <= elf.SHN_XINDEX;
    return reserved ? symbol : { ...symbol, section: sectionAt[symbol.section] ?? 0 };
  });
  return { ...file, sections, symbols };
}
