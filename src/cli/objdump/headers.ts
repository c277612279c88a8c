/**
 * `objdump -h`, `-t`, `-r` and `-s`: section headers, symbols, relocations and contents in GNU's layout.
 */

import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import { relocationText } from './disassembly.ts';
import type { Input } from './input.ts';
import { isMapping } from './symbols.ts';

/** What objdump calls sections: not the tables that describe others. */
export function isSection(section: ElfSection, index: number): boolean {
  if (index === 0) return false;
  const inner: readonly number[] = [elf.SHT_NULL, elf.SHT_SYMTAB, elf.SHT_STRTAB, elf.SHT_SYMTAB_SHNDX];
  if (inner.includes(section.type)) return false;
  return !((section.type === elf.SHT_RELA || section.type === elf.SHT_REL) && (section.flags & elf.SHF_ALLOC) === 0);
}

function hex(value: bigint | number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** BFD's flags of a section, as -h lists them. */
export function flagNames(section: ElfSection): string {
  const alloc = (section.flags & elf.SHF_ALLOC) !== 0;
  const contents = section.type !== elf.SHT_NOBITS;
  const code = (section.flags & elf.SHF_EXECINSTR) !== 0;
  const debugging =
    !alloc && /^\.(debug|gnu\.debuglto_\.debug_|gnu\.linkonce\.wi\.|zdebug|line|stab|gdb_index)/.test(section.name);
  const names: readonly (readonly [boolean, string])[] = [
    [contents, 'CONTENTS'],
    [alloc, 'ALLOC'],
    [alloc && contents, 'LOAD'],
    [section.relocations.length > 0, 'RELOC'],
    [(section.flags & elf.SHF_WRITE) === 0, 'READONLY'],
    [code, 'CODE'],
    [alloc && contents && !code, 'DATA'],
    [debugging, 'DEBUGGING'],
    [debugging, 'OCTETS'],
    [Math.floor(section.flags / elf.SHF_EXCLUDE) % 2 === 1, 'EXCLUDE'],
    [(section.flags & elf.SHF_TLS) !== 0, 'THREAD_LOCAL'],
    [section.type === elf.SHT_GROUP, 'GROUP'],
  ];
  return names
    .filter(([on]) => on)
    .map(([, name]) => name)
    .join(', ');
}

/** Where the section is loaded: by the segment that holds it. */
function loadAddress(file: ElfFile, section: ElfSection): bigint {
  if ((section.flags & elf.SHF_ALLOC) === 0) return section.addr;
  const segment = file.segments.find(
    (one) =>
      one.type === elf.PT_LOAD &&
      section.addr >= one.vaddr &&
      section.addr + BigInt(section.size) <= one.vaddr + one.memsz &&
      one.memsz > 0n,
  );
  return segment ? section.addr - segment.vaddr + segment.paddr : section.addr;
}

/** `-h`, of the sections that are `wanted`; `wide` puts the flags on the same line. */
export function sectionHeaders(
  { file, offsets, format }: Input,
  wide: boolean,
  wanted: (section: ElfSection) => boolean,
): string {
  const digits = format === 'binary' ? 8 : 16;
  const names = file.sections.filter(isSection).map(({ name }) => name.length);
  const name = wide ? Math.max(13, ...names) : 13;
  const column = (title: string): string => title.padEnd(digits);
  const lines = [
    'Sections:',
    `Idx ${'Name'.padEnd(name)} Size      ${column('VMA')}  ${column('LMA')}  File off  Algn${wide ? '  Flags' : ''}`,
  ];
  let number = -1;
  file.sections.forEach((section, index) => {
    if (!isSection(section, index)) return;
    number++;
    if (!wanted(section)) return;
    const align = Math.max(0, Math.floor(Math.log2(Math.max(1, section.align))));
    const columns = [
      hex(section.size, 8),
      hex(section.addr, digits),
      hex(loadAddress(file, section), digits),
      hex(offsets[index] ?? 0, 8),
      `2**${align}`,
    ];
    const flags = wide ? `  ${flagNames(section)}` : `\n                  ${flagNames(section)}`;
    lines.push(`${String(number).padStart(3)} ${section.name.padEnd(name)} ${columns.join('  ')}${flags}`);
  });
  return `${lines.join('\n')}\n`;
}

function symbolFlags(symbol: ElfSymbol): string {
  const undefinedSymbol = symbol.section === elf.SHN_UNDEF;
  const scope =
    symbol.binding === elf.STB_LOCAL
      ? 'l'
      : symbol.binding === elf.STB_GLOBAL && !undefinedSymbol
        ? symbol.section === elf.SHN_COMMON
          ? ' '
          : 'g'
        : symbol.binding === elf.STB_GNU_UNIQUE
          ? 'u'
          : ' ';
  const weak = symbol.binding === elf.STB_WEAK ? 'w' : ' ';
  const indirect = symbol.type === elf.STT_GNU_IFUNC ? 'i' : ' ';
  const debugging = symbol.type === elf.STT_SECTION || symbol.type === elf.STT_FILE ? 'd' : ' ';
  const kinds: Readonly<Record<number, string>> = {
    [elf.STT_FUNC]: 'F',
    [elf.STT_GNU_IFUNC]: 'F',
    [elf.STT_FILE]: 'f',
    [elf.STT_OBJECT]: 'O',
    [elf.STT_COMMON]: 'O',
  };
  return `${scope}${weak}  ${indirect}${debugging}${kinds[symbol.type] ?? ' '}`;
}

const VISIBILITIES = ['', '.internal ', '.hidden ', '.protected '];

/** Name of the section that a symbol is in, as objdump writes it. */
function sectionName(file: ElfFile, symbol: ElfSymbol): string {
  switch (symbol.section) {
    case elf.SHN_UNDEF:
      return '*UND*';
    case elf.SHN_ABS:
      return '*ABS*';
    case elf.SHN_COMMON:
      return '*COM*';
    default:
      return file.sections[symbol.section]?.name ?? '';
  }
}

/** `-t`: the symbols in sections that are `wanted`, or all; mapping symbols only with `special`. */
export function symbolTable(
  file: ElfFile,
  special: boolean,
  wanted: ((section: ElfSection) => boolean) | undefined,
): string {
  const shown = file.symbols.slice(1).filter((symbol) => {
    if (!special && isMapping(symbol.name)) return false;
    const section = file.sections[symbol.section];
    return wanted === undefined || (symbol.section !== elf.SHN_UNDEF && section !== undefined && wanted(section));
  });
  const lines = shown.map((symbol) => {
    const common = symbol.section === elf.SHN_COMMON;
    const name = symbol.type === elf.STT_SECTION ? sectionName(file, symbol) : symbol.name;
    const other =
      symbol.other === 0 ? (VISIBILITIES[symbol.visibility] ?? '') : `0x${hex(symbol.other | symbol.visibility, 2)} `;
    const [first, second] = common ? [symbol.size, symbol.value] : [symbol.value, symbol.size];
    return `${hex(first, 16)} ${symbolFlags(symbol)} ${sectionName(file, symbol)}\t${hex(second, 16)} ${other}${name}\n`;
  });
  return `SYMBOL TABLE:\n${lines.length === 0 ? 'no symbols\n' : lines.join('')}\n\n`;
}

/** `-r`, of the sections that are `wanted`. */
export function relocationRecords(file: ElfFile, wanted: (section: ElfSection) => boolean): string {
  const out: string[] = [];
  for (const section of file.sections) {
    if (section.relocations.length === 0 || !wanted(section)) continue;
    out.push(`RELOCATION RECORDS FOR [${section.name}]:\nOFFSET           TYPE              VALUE\n`);
    for (const row of section.relocations) {
      const [type = '', value = ''] = relocationText(file, { ...row, addend: 0n }).split('\t');
      const size = row.addend < 0n ? -row.addend : row.addend;
      const addend = row.addend === 0n ? '' : `${row.addend < 0n ? '-' : '+'}0x${hex(size, 16)}`;
      out.push(`${hex(row.offset, 16)} ${type.padEnd(16)}  ${value}${addend}\n`);
    }
    out.push('\n\n');
  }
  return out.join('');
}

/** `-s` of one section: 16 bytes a line, from `start` to `stop` where given; `offset` is its place in the file (`-F`). */
export function contents(
  section: ElfSection,
  start: bigint | undefined,
  stop: bigint | undefined,
  offset: number | undefined,
): string {
  if (section.type === elf.SHT_NOBITS || section.data.length === 0) return '';
  const end = section.addr + BigInt(section.data.length);
  const from = start !== undefined && start > section.addr ? start : section.addr;
  const to = stop !== undefined && stop < end ? stop : end;
  if (from >= to) return '';
  const width = Math.max(4, (to - 1n).toString(16).length);
  const place =
    offset === undefined ? '' : `  (Starting at file offset: 0x${(offset + Number(from - section.addr)).toString(16)})`;
  const lines = [`Contents of section ${section.name}:${place}`];
  for (let at = from; at < to; at += 16n) {
    const offset = Number(at - section.addr);
    const bytes = section.data.subarray(offset, Math.min(offset + 16, Number(to - section.addr)));
    let words = '';
    let text = '';
    for (let i = 0; i < 16; i++) {
      const byte = bytes[i];
      words += byte === undefined ? '  ' : hex(byte, 2);
      if (i % 4 === 3) words += ' ';
      text += byte === undefined ? ' ' : byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
    }
    lines.push(` ${hex(at, width)} ${words} ${text}`);
  }
  return `${lines.join('\n')}\n`;
}
