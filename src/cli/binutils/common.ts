/** What nm, size, readelf and objcopy share: reading a file, its symbols by name, section names and flags as GNU shows them. */
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import { readElf } from '../../elf/read.ts';
import { EXIT, type Io } from '../command.ts';

/** Run `show` on each file; problems go to standard error in the tools' way. Returns the exit status. */
export function forEachElf(
  io: Io,
  program: string,
  files: readonly string[],
  show: (file: string, image: ElfFile, bytes: Uint8Array) => void,
): number {
  let status: number = EXIT.ok;
  for (const file of files) {
    const bytes = file === '-' ? io.readStdin() : io.readFile(file);
    if (!bytes) {
      io.stderr(`${program}: error: '${file}': ${io.readError(file)}\n`);
      status = EXIT.input;
      continue;
    }
    try {
      show(file, readElf(file, bytes), bytes);
    } catch (error) {
      if (!(error instanceof FatalDiagnostic)) throw error;
      io.stderr(`${program}: error: ${error.diagnostic.text} [${error.diagnostic.code}]\n`);
      status = EXIT.input;
    }
  }
  return status;
}

export const hex = (value: bigint | number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A symbol's name; that of its section for section symbols. Control characters as ^A. */
export function printableName(image: ElfFile, symbol: ElfSymbol): string {
  return Array.from(symbolName(image, symbol), (c) =>
    c < ' ' ? `^${String.fromCharCode(c.charCodeAt(0) + 64)}` : c,
  ).join('');
}

/** A symbol's name; that of its section for section symbols. */
export function symbolName(image: ElfFile, symbol: ElfSymbol): string {
  return symbol.type === elf.STT_SECTION ? (image.sections[symbol.section]?.name ?? '') : symbol.name;
}

/** GNU nm's letter for a section, by what it holds. */
function sectionLetter(section: ElfSection): string {
  if (section.flags & elf.SHF_EXECINSTR) return 't';
  if (section.type === elf.SHT_NOBITS) return 'b';
  if (section.flags & elf.SHF_ALLOC) return section.flags & elf.SHF_WRITE ? 'd' : 'r';
  return section.name.startsWith('.debug') ? 'N' : 'n';
}

/** GNU nm's letter for a symbol. */
export function symbolLetter(image: ElfFile, symbol: ElfSymbol): string {
  if (symbol.section === elf.SHN_COMMON) return 'C';
  const weak = symbol.binding === elf.STB_WEAK;
  if (symbol.section === elf.SHN_UNDEF) return weak ? (symbol.type === elf.STT_OBJECT ? 'v' : 'w') : 'U';
  if (symbol.type === elf.STT_GNU_IFUNC) return 'i';
  if (weak) return symbol.type === elf.STT_OBJECT ? 'V' : 'W';
  if (symbol.binding === elf.STB_GNU_UNIQUE) return 'u';
  const section = image.sections[symbol.section];
  const letter = symbol.section === elf.SHN_ABS ? 'a' : section ? sectionLetter(section) : '?';
  return symbol.binding === elf.STB_LOCAL ? letter : letter.toUpperCase();
}
