/**
 * Sections as the GNU tools see them (BFD): which of the file's sections count, and what kind each one is.
 *
 * Tables that describe other sections (the symbol table, its names, relocations of an object) are not sections to these
 * tools: nm, size and objcopy never show them.
 */
import * as elf from '../../elf/constants.ts';
import type { ElfView } from '../../elf/read.ts';

/** What BFD says of a section. */
export interface SectionKind {
  readonly alloc: boolean;
  /** Allocated, with bytes in the file. */
  readonly load: boolean;
  readonly contents: boolean;
  readonly readOnly: boolean;
  readonly code: boolean;
  /** Loaded and not code. */
  readonly data: boolean;
  readonly debugging: boolean;
}

const DEBUGGING = ['.debug', '.gnu.debuglto_.debug_', '.gnu.linkonce.wi.', '.zdebug', '.line', '.stab'];

export function isDebuggingName(name: string): boolean {
  return name === '.gdb_index' || DEBUGGING.some((prefix) => name.startsWith(prefix));
}

export function kindOf(view: ElfView, i: number): SectionKind {
  const flags = view.sectionFlags[i] as number;
  const alloc = (flags & elf.SHF_ALLOC) !== 0;
  const contents = view.sectionType[i] !== elf.SHT_NOBITS;
  const load = alloc && contents;
  const code = (flags & elf.SHF_EXECINSTR) !== 0;
  const readOnly = (flags & elf.SHF_WRITE) === 0;
  return {
    alloc,
    load,
    contents,
    readOnly,
    code,
    data: load && !code,
    debugging: !alloc && isDebuggingName(view.sectionName(i)),
  };
}

/** Whether section `i`'s relocations are those of another section, read with it. */
export function isRelocationTable(view: ElfView, i: number): boolean {
  const type = view.sectionType[i];
  if (type !== elf.SHT_RELA && type !== elf.SHT_REL) return false;
  if (((view.sectionFlags[i] as number) & elf.SHF_ALLOC) !== 0) return false;
  const link = view.link[i] as number;
  const target = view.info[i] as number;
  if (link === 0 || link !== view.findType(elf.SHT_SYMTAB) || target === 0) return false;
  return view.sectionType[target] !== elf.SHT_RELA && view.sectionType[target] !== elf.SHT_REL;
}

/** Whether the GNU tools take the file's section `i` for a section. */
export function isSection(view: ElfView, i: number): boolean {
  const type = view.sectionType[i];
  if (i === 0 || type === elf.SHT_NULL || type === elf.SHT_SYMTAB || type === elf.SHT_SYMTAB_SHNDX) return false;
  if (type === elf.SHT_STRTAB) {
    const table = view.findType(elf.SHT_SYMTAB);
    return i !== view.nameTable && (table === 0 || view.link[table] !== i);
  }
  return !isRelocationTable(view, i);
}

/** Indices of the sections, in the file's order. */
export function sectionsOf(view: ElfView): number[] {
  return Array.from({ length: view.sectionCount }, (_, i) => i).filter((i) => isSection(view, i));
}

/** Name of a section as `kind` of address: 0x… or padded digits. */
export function hex(value: bigint | number, digits = 0): string {
  return value.toString(16).padStart(digits, '0');
}
