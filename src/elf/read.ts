/**
 * A strict reader of ELF64 for AArch64, both byte orders: lazy views, no object per symbol or relocation.
 *
 * Enters: a file's name and bytes. Leaves: an ElfView, whose section headers are typed arrays and whose symbols and
 * relocations are read from the bytes on demand. Every header field is checked against the file (gABI chapters "ELF
 * Header", "Sections", "Symbol Table", "Relocation"; AAELF64): what is wrong throws a FatalDiagnostic that says where.
 * `toElfFile` unfolds a view into the objects of object.ts, for tools that are not in a hurry.
 */
import { FatalDiagnostic, type Message, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/elf.ts';
import * as elf from './constants.ts';
import type { ElfFile, ElfRelocation, ElfSection, ElfSegment, ElfSymbol } from './object.ts';
import { RelaView, SymbolView } from './tables.ts';

const MAX_SIZE = 2 ** 52;
/** What ElfView keeps of a section: six fields of eight bytes, five of four. */
const COLUMN_BYTES = 68;

function fail(message: Message): never {
  throw new FatalDiagnostic(NO_POS, message);
}

/** Characters of bytes[start..end), one a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 4096) return latin1(bytes, start, start + 4096) + latin1(bytes, start + 4096, end);
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

/** Strings that were read lately, found by their bytes. */
export class TextCache {
  readonly #texts: string[] = new Array<string>(1024).fill('');

  /** The characters from bytes[start] to the next zero or the end. */
  textAt(bytes: Uint8Array, start: number): string {
    let hash = 0;
    let end = start;
    for (; end < bytes.length && bytes[end] !== 0; end++) hash = Math.imul(hash, 31) + (bytes[end] as number);
    const slot = (hash ^ (hash >>> 10)) & 1023;
    const known = this.#texts[slot] as string;
    if (isText(bytes, start, end, known)) return known;
    const text = latin1(bytes, start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

/** One ELF file: header fields, section headers as arrays by index, and views on its tables. */
export class ElfView {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly bigEndian: boolean;
  readonly type: number;
  readonly machine: number;
  readonly flags: number;
  readonly entry: bigint;
  readonly osabi: number;
  readonly programOffset: number;
  readonly programCount: number;
  readonly sectionOffset: number;
  readonly sectionCount: number;
  readonly nameTable: number;
  /** sh_name … sh_entsize by section index. */
  readonly nameOffset: Uint32Array;
  readonly sectionType: Uint32Array;
  readonly sectionFlags: Float64Array;
  readonly addr: BigUint64Array;
  readonly offset: Float64Array;
  readonly size: Float64Array;
  readonly link: Uint32Array;
  readonly info: Uint32Array;
  readonly align: Float64Array;
  readonly entsize: Float64Array;
  /** Of tables of relocations: one more than the number of symbols that they were checked against. */
  readonly #checkedFor: Uint32Array;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    // Not a Buffer: its subarray is slow, and there will be many.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 4 || this.data.getUint32(0) !== 0x7f454c46) fail(messages.notElf(name));
    if (bytes.length < elf.EHDR_SIZE) fail(messages.truncated(name, 'the ELF header', elf.EHDR_SIZE, bytes.length));
    this.#require('EI_CLASS', this.data.getUint8(4), (v) => v === 2, '2 (ELFCLASS64)');
    this.#require('EI_DATA', this.data.getUint8(5), (v) => v === 1 || v === 2, '1 or 2');
    this.#require('EI_VERSION', this.data.getUint8(6), (v) => v === 1, '1');
    this.bigEndian = this.data.getUint8(5) === 2;
    const le = !this.bigEndian;
    this.osabi = this.data.getUint8(7);
    this.type = this.#require('e_type', this.data.getUint16(16, le), (v) => v >= 1 && v <= 4, 'in [1, 4]');
    this.machine = this.#require('e_machine', this.data.getUint16(18, le), (v) => v === 183, '0xb7 (AArch64)');
    this.#require('e_version', this.data.getUint32(20, le), (v) => v === 1, '1');
    this.entry = this.data.getBigUint64(24, le);
    this.flags = this.data.getUint32(48, le);
    this.#require('e_ehsize', this.data.getUint16(52, le), (v) => v === elf.EHDR_SIZE, '0x40');
    this.sectionOffset = this.#u64(40, 'e_shoff');
    this.sectionCount = this.#countSections(le);
    const count = this.sectionCount;
    this.nameTable = this.#nameTable(le);
    this.programOffset = this.#u64(32, 'e_phoff');
    this.programCount = this.#countSegments(le);
    // One buffer for all columns: a linker has thousands of files open, and every buffer is work for the garbage collector.
    const columns = new ArrayBuffer(count * COLUMN_BYTES);
    this.addr = new BigUint64Array(columns, 0, count);
    this.sectionFlags = new Float64Array(columns, count * 8, count);
    this.offset = new Float64Array(columns, count * 16, count);
    this.size = new Float64Array(columns, count * 24, count);
    this.align = new Float64Array(columns, count * 32, count);
    this.entsize = new Float64Array(columns, count * 40, count);
    this.nameOffset = new Uint32Array(columns, count * 48, count);
    this.sectionType = new Uint32Array(columns, count * 52, count);
    this.link = new Uint32Array(columns, count * 56, count);
    this.info = new Uint32Array(columns, count * 60, count);
    this.#checkedFor = new Uint32Array(columns, count * 64, count);
    for (let i = 0; i < count; i++) this.#readSection(i, le);
    for (let i = 1; i < count; i++) this.#checkSection(i);
  }

  #require(field: string, value: number, ok: (v: number) => boolean, allowed: string): number {
    if (!ok(value)) fail(messages.wrongField(this.name, 'ELF header', field, value, allowed));
    return value;
  }

  /** A field of a header; `index` says of which section or segment, where it is one of many. */
  #u64(at: number, field: string, index = -1): number {
    const le = !this.bigEndian;
    const low = this.data.getUint32(at + (le ? 0 : 4), le);
    const high = this.data.getUint32(at + (le ? 4 : 0), le);
    const value = high * 2 ** 32 + low;
    if (value > MAX_SIZE) {
      const whose = index < 0 ? '' : ` of ${field.startsWith('sh_') ? 'section' : 'segment'} ${index}`;
      const wide = this.data.getBigUint64(at, le);
      fail(messages.wrongField(this.name, `at 0x${at.toString(16)}`, `${field}${whose}`, wide, 'below 2^52'));
    }
    return value;
  }

  #countSections(le: boolean): number {
    const count = this.data.getUint16(60, le);
    if (this.sectionOffset === 0) {
      this.#require('e_shnum', count, (v) => v === 0, '0 where e_shoff is 0');
      return 0;
    }
    this.#require('e_shentsize', this.data.getUint16(58, le), (v) => v === elf.SHDR_SIZE, '0x40');
    const firstEnd = this.sectionOffset + elf.SHDR_SIZE;
    if (firstEnd > this.bytes.length)
      fail(messages.truncated(this.name, 'the section header table', firstEnd, this.bytes.length));
    const real = count === 0 ? this.#u64(this.sectionOffset + 32, 'sh_size of section 0 (number of sections)') : count;
    const end = this.sectionOffset + real * elf.SHDR_SIZE;
    if (end > this.bytes.length)
      fail(messages.truncated(this.name, `the section header table of ${real} entries`, end, this.bytes.length));
    return real;
  }

  #nameTable(le: boolean): number {
    const index = this.data.getUint16(62, le);
    const real =
      index === elf.SHN_XINDEX && this.sectionCount > 0 ? this.data.getUint32(this.sectionOffset + 40, le) : index;
    if (real === 0) return 0;
    return this.#require(
      'e_shstrndx',
      real,
      (v) => v < this.sectionCount,
      `below ${this.sectionCount}, the number of sections`,
    );
  }

  #countSegments(le: boolean): number {
    let count = this.data.getUint16(56, le);
    if (count === 0) return 0;
    this.#require('e_phentsize', this.data.getUint16(54, le), (v) => v === elf.PHDR_SIZE, '0x38');
    if (count === 0xffff && this.sectionCount > 0) count = this.data.getUint32(this.sectionOffset + 44, le);
    const end = this.programOffset + count * elf.PHDR_SIZE;
    if (end > this.bytes.length)
      fail(messages.truncated(this.name, `the program header table of ${count} entries`, end, this.bytes.length));
    return count;
  }

  #readSection(i: number, le: boolean): void {
    const at = this.sectionOffset + i * elf.SHDR_SIZE;
    const { data } = this;
    this.nameOffset[i] = data.getUint32(at, le);
    this.sectionType[i] = data.getUint32(at + 4, le);
    this.sectionFlags[i] = this.#u64(at + 8, 'sh_flags', i);
    this.addr[i] = data.getBigUint64(at + 16, le);
    this.offset[i] = this.#u64(at + 24, 'sh_offset', i);
    this.size[i] = this.#u64(at + 32, 'sh_size', i);
    this.link[i] = data.getUint32(at + 40, le);
    this.info[i] = data.getUint32(at + 44, le);
    this.align[i] = this.#u64(at + 48, 'sh_addralign', i);
    this.entsize[i] = this.#u64(at + 56, 'sh_entsize', i);
  }

  #wrong(i: number, field: string, value: number, allowed: string): never {
    fail(messages.wrongField(this.name, `section ${i}`, field, value, allowed));
  }

  #checkSection(i: number): void {
    const type = this.sectionType[i] as number;
    if (type === elf.SHT_NULL) return;
    const size = this.size[i] as number;
    const end = (this.offset[i] as number) + size;
    if (type !== elf.SHT_NOBITS && end > this.bytes.length)
      fail(messages.truncated(this.name, `section ${i}`, end, this.bytes.length));
    const align = this.align[i] as number;
    if (align > 1 && (align > 2 ** 31 || (align & (align - 1)) !== 0))
      this.#wrong(i, 'sh_addralign', align, 'a power of two, at most 2^31');
    if ((this.link[i] as number) >= this.sectionCount)
      this.#wrong(i, 'sh_link', this.link[i] as number, `below ${this.sectionCount}, the number of sections`);
    if (this.nameTable > 0) {
      const table = this.size[this.nameTable] as number;
      const name = this.nameOffset[i] as number;
      if (name >= table && (name > 0 || table > 0)) fail(messages.badName(this.name, `section ${i}`, name, table));
    }
    this.#checkContents(i, type, size);
  }

  #checkContents(i: number, type: number, size: number): void {
    switch (type) {
      case elf.SHT_STRTAB:
        if (size > 0 && this.bytes[(this.offset[i] as number) + size - 1] !== 0)
          fail(messages.badString(this.name, `section ${i}`));
        return;
      case elf.SHT_SYMTAB:
      case elf.SHT_DYNSYM:
        this.#checkSymbolTable(i, size);
        return;
      case elf.SHT_RELA:
        this.#checkEntries(i, size, elf.RELA_SIZE);
        if (type === elf.SHT_RELA && (this.info[i] as number) >= this.sectionCount)
          this.#wrong(i, 'sh_info', this.info[i] as number, `below ${this.sectionCount}, the number of sections`);
        return;
      case elf.SHT_SYMTAB_SHNDX:
        this.#checkEntries(i, size, 4);
        return;
      case elf.SHT_GROUP:
        this.#checkEntries(i, size, 4);
        if (size < 4) this.#wrong(i, 'sh_size', size, 'at least 4 in a section group');
        return;
    }
  }

  #checkEntries(i: number, size: number, entry: number): void {
    if (this.entsize[i] !== entry) this.#wrong(i, 'sh_entsize', this.entsize[i] as number, `0x${entry.toString(16)}`);
    if (size % entry !== 0) this.#wrong(i, 'sh_size', size, `a multiple of 0x${entry.toString(16)}`);
  }

  #checkSymbolTable(i: number, size: number): void {
    this.#checkEntries(i, size, elf.SYM_SIZE);
    const link = this.link[i] as number;
    if (this.sectionType[link] !== elf.SHT_STRTAB) this.#wrong(i, 'sh_link', link, 'the index of a string table');
    const count = size / elf.SYM_SIZE;
    if ((this.info[i] as number) > count)
      this.#wrong(i, 'sh_info', this.info[i] as number, `at most ${count}, the number of symbols`);
  }

  /** With a cache, names that many files share are one string. */
  sectionName(i: number, cache?: TextCache): string {
    if (this.nameTable === 0) return '';
    const start = (this.offset[this.nameTable] as number) + (this.nameOffset[i] as number);
    return cache ? cache.textAt(this.bytes, start) : this.#string(start);
  }

  #string(start: number): string {
    const end = this.bytes.indexOf(0, start);
    return latin1(this.bytes, start, end < 0 ? this.bytes.length : end);
  }

  /** The section's bytes in the file (a view, not a copy); empty for SHT_NOBITS. */
  contents(i: number): Uint8Array {
    if (this.sectionType[i] === elf.SHT_NOBITS || this.sectionType[i] === elf.SHT_NULL)
      return this.bytes.subarray(0, 0);
    const at = this.offset[i] as number;
    return this.bytes.subarray(at, at + (this.size[i] as number));
  }

  /** The first section of a type, or 0. */
  findType(type: number): number {
    const i = this.sectionType.indexOf(type);
    return i < 0 ? 0 : i;
  }

  /** The symbols of section `table` (0: of the file's SHT_SYMTAB); undefined where there is none. All entries are checked. */
  symbols(table = this.findType(elf.SHT_SYMTAB)): SymbolView | undefined {
    if (table === 0) return undefined;
    let shndx = -1;
    for (let i = 1; i < this.sectionCount; i++)
      if (this.sectionType[i] === elf.SHT_SYMTAB_SHNDX && this.link[i] === table) shndx = i;
    if (shndx >= 0 && (this.size[shndx] as number) / 4 < (this.size[table] as number) / elf.SYM_SIZE)
      this.#wrong(shndx, 'sh_size', this.size[shndx] as number, 'an entry for each symbol');
    const symbols = new SymbolView(this, table, shndx < 0 ? -1 : (this.offset[shndx] as number));
    for (let i = 0; i < symbols.count; i++) this.#checkSymbol(symbols, i);
    return symbols;
  }

  #checkSymbol(symbols: SymbolView, i: number): void {
    const name = symbols.nameOffset(i);
    if (name >= symbols.stringsSize && (name > 0 || symbols.stringsSize > 0))
      fail(messages.badName(this.name, `symbol ${i}`, name, symbols.stringsSize));
    if (symbols.inSection(i) && symbols.section(i) >= this.sectionCount)
      fail(
        messages.wrongField(
          this.name,
          `symbol ${i}`,
          'st_shndx',
          symbols.section(i),
          `below ${this.sectionCount} or reserved`,
        ),
      );
    if (symbols.info(i) >> 4 === elf.STB_LOCAL && i >= symbols.firstGlobal)
      fail(
        messages.wrongField(
          this.name,
          `symbol ${i}`,
          'binding',
          0,
          `not local from symbol ${symbols.firstGlobal} (sh_info) on`,
        ),
      );
  }

  symbolName(symbols: SymbolView, i: number): string {
    const offset = symbols.nameOffset(i);
    return offset === 0 ? '' : this.#string(symbols.strings + offset);
  }

  /** The relocations in section `i` (of type SHT_RELA); symbol indices are checked against `symbolCount`. */
  relocations(i: number, symbolCount: number): RelaView {
    const view = new RelaView(this, i);
    if (this.#checkedFor[i] === symbolCount + 1) return view;
    const k = view.firstBeyond(symbolCount);
    if (k >= 0) fail(messages.badSymbolIndex(this.name, `section ${i}, relocation ${k}`, view.symbol(k), symbolCount));
    this.#checkedFor[i] = symbolCount + 1;
    return view;
  }

  segment(i: number): ElfSegment {
    const at = this.programOffset + i * elf.PHDR_SIZE;
    const le = !this.bigEndian;
    return {
      type: this.data.getUint32(at, le),
      flags: this.data.getUint32(at + 4, le),
      offset: this.#u64(at + 8, 'p_offset', i),
      vaddr: this.data.getBigUint64(at + 16, le),
      paddr: this.data.getBigUint64(at + 24, le),
      filesz: this.#u64(at + 32, 'p_filesz', i),
      memsz: this.data.getBigUint64(at + 40, le),
      align: Number(this.data.getBigUint64(at + 48, le)),
    };
  }
}

/** Unfold a view into objects. Relocations go to the section that they apply to (sh_info). */
export function toElfFile(view: ElfView): ElfFile {
  const table = view.findType(elf.SHT_SYMTAB) || view.findType(elf.SHT_DYNSYM);
  const symbols = unfoldSymbols(view, view.symbols(table));
  const sections: ElfSection[] = Array.from({ length: view.sectionCount }, (_, i) => ({
    name: view.sectionName(i),
    type: view.sectionType[i] as number,
    flags: view.sectionFlags[i] as number,
    addr: view.addr[i] as bigint,
    data: view.contents(i),
    size: view.size[i] as number,
    align: view.align[i] as number,
    entsize: view.entsize[i] as number,
    link: view.link[i] as number,
    info: view.info[i] as number,
    relocations: [],
  }));
  for (let i = 1; i < view.sectionCount; i++) {
    if (view.sectionType[i] !== elf.SHT_RELA || (view.link[i] !== table && view.link[i] !== 0)) continue;
    const target = sections[view.info[i] as number];
    const relocations = view.relocations(i, Math.max(symbols.length, 1));
    if (target && (view.info[i] as number) > 0)
      for (let k = 0; k < relocations.count; k++) target.relocations.push(relocationAt(relocations, k));
  }
  const segments = Array.from({ length: view.programCount }, (_, i) => view.segment(i));
  const { type, machine, bigEndian, flags, entry } = view;
  return { type, machine, bigEndian, flags, entry, sections, symbols, segments };
}

function relocationAt(view: RelaView, k: number): ElfRelocation {
  return { offset: view.offset(k), type: view.type(k), symbol: view.symbol(k), addend: view.addend(k) };
}

function unfoldSymbols(view: ElfView, symbols: SymbolView | undefined): ElfSymbol[] {
  if (!symbols) return [];
  return Array.from({ length: symbols.count }, (_, i) => ({
    name: view.symbolName(symbols, i),
    value: symbols.value(i),
    size: symbols.size(i),
    binding: symbols.info(i) >> 4,
    type: symbols.info(i) & 15,
    visibility: symbols.other(i) & 3,
    other: symbols.other(i) & ~3,
    section: symbols.section(i),
  }));
}

/** Read a whole ELF file into objects. Throws FatalDiagnostic for anything that is not well formed. */
export function readElf(name: string, bytes: Uint8Array): ElfFile {
  return toElfFile(new ElfView(name, bytes));
}
