/**
 * The views of `a64as readelf`, in GNU readelf's layouts (narrow, and wide with -W): header, sections, segments, symbols, relocations, notes.
 */
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import type { ElfView } from '../../elf/read.ts';
import { Versions } from '../../elf/versions.ts';
import { relocByNumber } from '../../isa/relocs.ts';
import { hex } from '../elf-tools/sections.ts';

export interface Headers {
  readonly file: ElfFile;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly image: ElfView;
  /** -W. */
  readonly wide: boolean;
}

/** A name cut to `width` characters, as narrow tables have it. */
function cut(name: string, width: number, wide: boolean): string {
  return wide || name.length <= width ? name : `${name.slice(0, Math.max(0, width - 5))}[...]`;
}

/** A symbol's name; that of its section for section symbols. Control characters as ^A. */
function printableName(image: ElfFile, symbol: ElfSymbol): string {
  const name = symbol.type === elf.STT_SECTION ? (image.sections[symbol.section]?.name ?? '') : symbol.name;
  return Array.from(name, (c) => (c < ' ' ? `^${String.fromCharCode(c.charCodeAt(0) + 64)}` : c)).join('');
}

const FILE_TYPES = [
  'NONE (None)',
  'REL (Relocatable file)',
  'EXEC (Executable file)',
  'DYN (Shared object file)',
  'CORE (Core file)',
];

const field16 = ({ view, file }: Headers, at: number): number => view.getUint16(at, !file.bigEndian);
const field64 = ({ view, file }: Headers, at: number): bigint => view.getBigUint64(at, !file.bigEndian);

export function header(h: Headers): string {
  const { file, bytes } = h;
  const line = (name: string, value: string | number | bigint): string => `  ${`${name}:`.padEnd(34)} ${value}\n`;
  return (
    'ELF Header:\n' +
    `  Magic:   ${Array.from(bytes.subarray(0, 16), (b) => hex(b, 2)).join(' ')} \n` +
    line('Class', 'ELF64') +
    line('Data', `2's complement, ${file.bigEndian ? 'big' : 'little'} endian`) +
    line('Version', '1 (current)') +
    line('OS/ABI', bytes[7] === 3 ? 'UNIX - GNU' : 'UNIX - System V') +
    line('ABI Version', bytes[8] ?? 0) +
    line('Type', FILE_TYPES[file.type] ?? String(file.type)) +
    line('Machine', 'AArch64') +
    line('Version', '0x1') +
    line('Entry point address', `0x${file.entry.toString(16)}`) +
    line('Start of program headers', `${field64(h, 32)} (bytes into file)`) +
    line('Start of section headers', `${field64(h, 40)} (bytes into file)`) +
    line('Flags', `0x${file.flags.toString(16)}`) +
    line('Size of this header', `${field16(h, 52)} (bytes)`) +
    line('Size of program headers', `${field16(h, 54)} (bytes)`) +
    line('Number of program headers', field16(h, 56)) +
    line('Size of section headers', `${field16(h, 58)} (bytes)`) +
    line('Number of section headers', field16(h, 60)) +
    line('Section header string table index', field16(h, 62))
  );
}

const SECTION_TYPES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'PROGBITS',
  2: 'SYMTAB',
  3: 'STRTAB',
  4: 'RELA',
  5: 'HASH',
  6: 'DYNAMIC',
  7: 'NOTE',
  8: 'NOBITS',
  9: 'REL',
  11: 'DYNSYM',
  14: 'INIT_ARRAY',
  15: 'FINI_ARRAY',
  16: 'PREINIT_ARRAY',
  17: 'GROUP',
  18: 'SYMTAB SECTION INDICES',
  19: 'RELR',
  1879048181: 'GNU_ATTRIBUTES',
  1879048182: 'GNU_HASH',
  1879048189: 'VERDEF',
  1879048190: 'VERNEED',
  1879048191: 'VERSYM',
  1879048195: 'AARCH64_ATTRIBUTES',
};

const FLAGS: readonly (readonly [number, string])[] = [
  [1, 'W'],
  [2, 'A'],
  [4, 'X'],
  [0x10, 'M'],
  [0x20, 'S'],
  [0x40, 'I'],
  [0x80, 'L'],
  [0x100, 'O'],
  [0x200, 'G'],
  [0x400, 'T'],
  [0x800, 'C'],
];

function flagLetters(flags: number): string {
  const known = FLAGS.map(([bit, letter]) => (flags & bit ? letter : '')).join('');
  return known + (flags & 0x200000 ? 'R' : '') + (flags >= 0x80000000 ? 'E' : '');
}

/** File offsets of sections are not in ElfSection: they are read from the headers. */
function sectionOffset(h: Headers, i: number): bigint {
  return field64(h, Number(field64(h, 40)) + i * elf.SHDR_SIZE + 24);
}

export function sections(h: Headers, alone: boolean): string {
  const count = h.file.sections.length;
  const start = alone
    ? `There ${count === 1 ? 'is 1 section header' : `are ${count} section headers`}, starting at offset 0x${field64(h, 40).toString(16)}:\n`
    : '';
  const rows = h.file.sections.map((s, i) => {
    const type = SECTION_TYPES[s.type] ?? `${hex(s.type, 8)}`;
    if (!h.wide) {
      const name = cut(s.name, 17, false).padEnd(17);
      const first = `  [${String(i).padStart(2)}] ${name} ${type.padEnd(15).slice(0, 15)}  ${hex(s.addr, 16)}  ${hex(sectionOffset(h, i), 8)}`;
      const second = `       ${hex(s.size, 16)}  ${hex(s.entsize, 16)} ${flagLetters(s.flags).padStart(3)}      ${String(s.link).padStart(2)}   ${String(s.info).padStart(3)}     ${s.align}`;
      return `${first}\n${second}\n`;
    }
    return `  [${String(i).padStart(2)}] ${s.name.padEnd(17)} ${type.padEnd(15)} ${hex(s.addr, 16)} ${hex(sectionOffset(h, i), 6)} ${hex(s.size, 6)} ${hex(s.entsize, 2)} ${flagLetters(s.flags).padStart(3)} ${String(s.link).padStart(2)} ${String(s.info).padStart(3)} ${String(s.align).padStart(2)}\n`;
  });
  const key = [
    'Key to Flags:',
    '  W (write), A (alloc), X (execute), M (merge), S (strings), I (info),',
    '  L (link order), O (extra OS processing required), G (group), T (TLS),',
    '  C (compressed), x (unknown), o (OS specific), E (exclude),',
    `  ${h.bytes[7] === 3 || h.bytes[7] === 9 ? 'R (retain), ' : ''}D (mbind), p (processor specific)`,
  ];
  const columns = h.wide
    ? '  [Nr] Name              Type            Address          Off    Size   ES Flg Lk Inf Al'
    : '  [Nr] Name              Type             Address           Offset\n       Size              EntSize          Flags  Link  Info  Align';
  return `${start}\nSection Headers:\n${columns}\n${rows.join('')}${key.join('\n')}\n`;
}

const SEGMENT_TYPES: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'LOAD',
  2: 'DYNAMIC',
  3: 'INTERP',
  4: 'NOTE',
  5: 'SHLIB',
  6: 'PHDR',
  7: 'TLS',
  [elf.PT_GNU_EH_FRAME]: 'GNU_EH_FRAME',
  [elf.PT_GNU_STACK]: 'GNU_STACK',
  [elf.PT_GNU_RELRO]: 'GNU_RELRO',
  [elf.PT_GNU_PROPERTY]: 'GNU_PROPERTY',
};

export function segments(h: Headers, alone: boolean): string {
  const { file } = h;
  const count = file.segments.length;
  if (count === 0) return '\nThere are no program headers in this file.\n';
  const intro = alone
    ? `\nElf file type is ${FILE_TYPES[file.type] ?? ''}\nEntry point 0x${file.entry.toString(16)}\nThere ${count === 1 ? 'is 1 program header' : `are ${count} program headers`}, starting at offset ${field64(h, 32)}\n`
    : '';
  const rows = file.segments.map((s) => {
    const flags = `${s.flags & 4 ? 'R' : ' '}${s.flags & 2 ? 'W' : ' '}${s.flags & 1 ? 'E' : ' '}`;
    const type = SEGMENT_TYPES[s.type] ?? `0x${s.type.toString(16)}`;
    if (!h.wide) {
      const places = [hex(s.offset, 16), hex(s.vaddr, 16), hex(s.paddr, 16)].map((text) => `0x${text}`).join(' ');
      const sizes = [hex(s.filesz, 16), hex(s.memsz, 16)].map((text) => `0x${text}`).join(' ');
      return `  ${type.padEnd(14)} ${places}\n                 ${sizes}  ${flags}    0x${s.align.toString(16)}\n`;
    }
    return `  ${type.padEnd(14)} 0x${hex(s.offset, 6)} 0x${hex(s.vaddr, 16)} 0x${hex(s.paddr, 16)} 0x${hex(s.filesz, 6)} 0x${hex(s.memsz, 6)} ${flags} 0x${s.align.toString(16)}\n`;
  });
  const mapping = file.segments.map(
    (_, i) =>
      `   ${String(i).padStart(2, '0')}     ${inSegment(h, i)
        .map((name) => `${name} `)
        .join('')}\n`,
  );
  const columns = h.wide
    ? '  Type           Offset   VirtAddr           PhysAddr           FileSiz  MemSiz   Flg Align'
    : '  Type           Offset             VirtAddr           PhysAddr\n                 FileSiz            MemSiz              Flags  Align';
  return `${intro}\nProgram Headers:\n${columns}\n${rows.join('')}\n Section to Segment mapping:\n  Segment Sections...\n${mapping.join('')}`;
}

function inSegment({ file }: Headers, index: number): string[] {
  const segment = file.segments[index];
  if (!segment || segment.memsz === 0n) return [];
  const tls = segment.type === elf.PT_TLS;
  const inside = (s: ElfSection): boolean => {
    const tbss = (s.flags & elf.SHF_TLS) !== 0 && s.type === elf.SHT_NOBITS;
    if (!(s.flags & elf.SHF_ALLOC) || (tbss && !tls) || (tls && !(s.flags & elf.SHF_TLS))) return false;
    return (
      s.addr >= segment.vaddr &&
      s.addr + BigInt(s.size) <= segment.vaddr + segment.memsz &&
      (s.size > 0 || s.addr < segment.vaddr + segment.memsz)
    );
  };
  return file.sections
    .slice(1)
    .filter(inside)
    .map((s) => s.name);
}

/** The symbols of section `table`. */
function tableSymbols(image: ElfView, table: number): ElfSymbol[] {
  const type = image.sectionType[table];
  const list = type === elf.SHT_SYMTAB || type === elf.SHT_DYNSYM ? image.symbols(table) : undefined;
  return Array.from({ length: list?.count ?? 0 }, (_, i) => ({
    name: list ? image.symbolName(list, i) : '',
    value: list?.value(i) ?? 0n,
    size: list?.size(i) ?? 0n,
    binding: (list?.info(i) ?? 0) >> 4,
    type: (list?.info(i) ?? 0) & 15,
    visibility: (list?.other(i) ?? 0) & 3,
    other: (list?.other(i) ?? 0) & ~3,
    section: list?.section(i) ?? 0,
  }));
}

const SYMBOL_TYPES = ['NOTYPE', 'OBJECT', 'FUNC', 'SECTION', 'FILE', 'COMMON', 'TLS'];
const BINDINGS: Readonly<Record<number, string>> = { 0: 'LOCAL', 1: 'GLOBAL', 2: 'WEAK', 10: 'UNIQUE' };
const VISIBILITIES = ['DEFAULT', 'INTERNAL', 'HIDDEN', 'PROTECTED'];

/** The symbols of every table, dynamic ones alone with `dynamicOnly`. */
export function symbols({ file, image, wide }: Headers, dynamicOnly = false): string {
  const tables = file.sections.flatMap(({ type }, i) =>
    type === elf.SHT_DYNSYM || (type === elf.SHT_SYMTAB && !dynamicOnly) ? [i] : [],
  );
  return tables.map((i) => symbolRows(file, image, i, wide)).join('');
}

const symbolSection = (section: number): string =>
  section === 0 ? 'UND' : section === elf.SHN_ABS ? 'ABS' : section === elf.SHN_COMMON ? 'COM' : String(section);

function symbolRows(file: ElfFile, image: ElfView, table: number, wide: boolean): string {
  const list = tableSymbols(image, table);
  const versions = image.sectionType[table] === elf.SHT_DYNSYM ? new Versions(image) : undefined;
  const rows = list.map((s, i) => {
    const type = s.type === elf.STT_GNU_IFUNC ? 'IFUNC' : (SYMBOL_TYPES[s.type] ?? String(s.type));
    const size = s.size < 100000n ? String(s.size).padStart(5) : `0x${s.size.toString(16)}`;
    const extra = s.other & 0x80 ? ' [VARIANT_PCS] ' : '';
    const version = versions?.suffix(i, s.name, s.section === elf.SHN_UNDEF) ?? '';
    const name = cut(printableName(file, s), 21 - version.length, wide) + version;
    return `${String(i).padStart(6)}: ${hex(s.value, 16)} ${size} ${type.padEnd(7)} ${(BINDINGS[s.binding] ?? String(s.binding)).padEnd(6)} ${VISIBILITIES[s.visibility]?.padEnd(7)} ${extra}${symbolSection(s.section).padStart(4)} ${name}\n`;
  });
  const count = list.length;
  return `\nSymbol table '${image.sectionName(table)}' contains ${count} ${count === 1 ? 'entry' : 'entries'}:\n   Num:    Value          Size Type    Bind   Vis      Ndx Name\n${rows.join('')}`;
}

const RELOCATION_COLUMNS = {
  wide: "    Offset             Info             Type               Symbol's Value  Symbol's Name + Addend\n",
  narrow: '  Offset          Info           Type           Sym. Value    Sym. Name + Addend\n',
};

export function relocations(h: Headers): string {
  const { file, image, wide } = h;
  const out: string[] = [];
  file.sections.forEach((section, i) => {
    if (section.type !== elf.SHT_RELA || section.size === 0) return;
    const symbolTable = (image.link[i] as number) > 0 ? tableSymbols(image, image.link[i] as number) : [];
    const list = image.relocations(i, Math.max(1, symbolTable.length));
    const versions = image.sectionType[image.link[i] as number] === elf.SHT_DYNSYM ? new Versions(image) : undefined;
    out.push(
      `\nRelocation section '${section.name}' at offset 0x${sectionOffset(h, i).toString(16)} contains ${list.count} ${list.count === 1 ? 'entry' : 'entries'}:\n`,
      wide ? RELOCATION_COLUMNS.wide : RELOCATION_COLUMNS.narrow,
    );
    for (let k = 0; k < list.count; k++) {
      const symbol = list.symbol(k) === 0 ? undefined : symbolTable[list.symbol(k)];
      const name = relocByNumber(list.type(k))?.name ?? `unrecognized: ${list.type(k).toString(16)}`;
      const addend = list.addend(k);
      const version = symbol && versions?.suffix(list.symbol(k), symbol.name, symbol.section === elf.SHN_UNDEF);
      const shown = symbol && cut(printableName(file, symbol), 22, wide) + (version ?? '');
      const what = symbol
        ? ` ${hex(symbol.value, 16)} ${shown} ${addend < 0n ? '-' : '+'} ${(addend < 0n ? -addend : addend).toString(16)}`
        : `${' '.repeat(20)}${addend.toString(16)}`;
      const digits = wide ? 16 : 12;
      const info = (BigInt(list.symbol(k)) << 32n) | BigInt(list.type(k));
      const type = wide ? name.padEnd(22) : name.padEnd(17).slice(0, 17);
      out.push(`${hex(list.offset(k), digits)}  ${hex(info, digits)} ${type}${what}\n`);
    }
  });
  return out.length === 0 ? '\nThere are no relocations in this file.\n' : out.join('');
}
