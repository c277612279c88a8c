/**
 * The records of ELF files of both classes, as bytes: file header, section header, symbol, relocation.
 *
 * Enters: headers, symbols, relocations. Leaves: bytes at an offset of a view; and of such bytes what is in them. gABI chapter 4.
 */
import type { ElfFile, ElfRelocation, ElfSymbol } from './object.ts';

/** A section header, by the gABI's names. */
export interface Header {
  name: number;
  type: number;
  flags: number;
  addr: bigint;
  offset: number;
  size: number;
  link: number;
  info: number;
  align: number;
  entsize: number;
}

/** How a class has its records. */
export interface Records {
  /** e_ident[EI_CLASS] */
  readonly class: 1 | 2;
  /** Bytes of the file header, of a section header, a symbol, a relocation; alignment of tables. */
  readonly ehdr: number;
  readonly shdr: number;
  readonly sym: number;
  readonly rela: number;
  readonly align: number;
  /** All of the file header behind e_ident but the numbers of section headers. */
  fileHeader(view: DataView, elf: ElfFile, shoff: number, little: boolean): void;
  /** Offset in the file header of e_shnum, which e_shstrndx follows. */
  readonly shnum: number;
  section(view: DataView, at: number, header: Header, little: boolean): void;
  /** `name` is the name's offset in the string table. */
  symbol(view: DataView, at: number, symbol: ElfSymbol, name: number, little: boolean): void;
  /** Offsets in a symbol's record of st_info and of st_shndx. */
  readonly info: number;
  readonly shndx: number;
  /** A symbol as its record has it; its name is asked for by its offset. */
  readSymbol(view: DataView, at: number, nameAt: (offset: number) => string, little: boolean): ElfSymbol;
  relocation(view: DataView, at: number, relocation: ElfRelocation, little: boolean): void;
  readRelocation(view: DataView, at: number, little: boolean): ElfRelocation;
}

/** Eight bytes: a number below 2^53. */
function setLong(view: DataView, at: number, value: number, little: boolean): void {
  view.setUint32(at + (little ? 0 : 4), value, little);
  if (value >= 2 ** 32) view.setUint32(at + (little ? 4 : 0), Math.floor(value / 2 ** 32), little);
}

/** Its low four bytes. */
function setWord(view: DataView, at: number, value: bigint, little: boolean): void {
  view.setUint32(at, Number(BigInt.asUintN(32, value)), little);
}

/** `at` is the place of st_info, which st_other and st_shndx follow in both classes. */
function setKind(view: DataView, at: number, symbol: ElfSymbol, little: boolean): void {
  view.setUint8(at, (symbol.binding << 4) | symbol.type);
  view.setUint8(at + 1, symbol.other | symbol.visibility);
  view.setUint16(at + 2, symbol.section, little);
}

function kind(view: DataView, at: number, little: boolean): Omit<ElfSymbol, 'name' | 'value' | 'size'> {
  const info = view.getUint8(at);
  const other = view.getUint8(at + 1);
  const section = view.getUint16(at + 2, little);
  return { binding: info >> 4, type: info & 15, visibility: other & 3, other: other & ~3, section };
}

function common(view: DataView, { type, machine }: ElfFile, little: boolean): void {
  view.setUint16(16, type, little);
  view.setUint16(18, machine, little);
  view.setUint32(20, 1, little);
}

export const ELF64: Records = {
  class: 2,
  ehdr: 64,
  shdr: 64,
  sym: 24,
  rela: 24,
  align: 8,
  shnum: 60,
  fileHeader(view, elf, shoff, little) {
    common(view, elf, little);
    view.setBigUint64(24, elf.entry, little);
    view.setBigUint64(40, BigInt(shoff), little);
    view.setUint32(48, elf.flags, little);
    view.setUint16(52, ELF64.ehdr, little);
    view.setUint16(58, ELF64.shdr, little);
  },
  section(view, at, h, little) {
    view.setUint32(at, h.name, little);
    view.setUint32(at + 4, h.type, little);
    setLong(view, at + 8, h.flags < 0 ? h.flags >>> 0 : h.flags, little);
    view.setBigUint64(at + 16, h.addr, little);
    setLong(view, at + 24, h.offset, little);
    setLong(view, at + 32, h.size, little);
    view.setUint32(at + 40, h.link, little);
    view.setUint32(at + 44, h.info, little);
    setLong(view, at + 48, h.align, little);
    setLong(view, at + 56, h.entsize, little);
  },
  info: 4,
  shndx: 6,
  symbol(view, at, symbol, name, little) {
    view.setUint32(at, name, little);
    setKind(view, at + 4, symbol, little);
    view.setBigUint64(at + 8, BigInt.asUintN(64, symbol.value), little);
    view.setBigUint64(at + 16, BigInt.asUintN(64, symbol.size), little);
  },
  readSymbol: (view, at, nameAt, little) => ({
    name: nameAt(view.getUint32(at, little)),
    value: view.getBigUint64(at + 8, little),
    size: view.getBigUint64(at + 16, little),
    ...kind(view, at + 4, little),
  }),
  relocation(view, at, { offset, type, symbol, addend }, little) {
    view.setBigUint64(at, offset, little);
    view.setUint32(at + (little ? 8 : 12), type, little);
    view.setUint32(at + (little ? 12 : 8), symbol, little);
    view.setBigInt64(at + 16, addend, little);
  },
  readRelocation: (view, at, little) => ({
    offset: view.getBigUint64(at, little),
    type: view.getUint32(at + (little ? 8 : 12), little),
    symbol: view.getUint32(at + (little ? 12 : 8), little),
    addend: view.getBigInt64(at + 16, little),
  }),
};

export const ELF32: Records = {
  class: 1,
  ehdr: 52,
  shdr: 40,
  sym: 16,
  rela: 12,
  align: 4,
  shnum: 48,
  fileHeader(view, elf, shoff, little) {
    common(view, elf, little);
    view.setUint32(24, Number(elf.entry), little);
    view.setUint32(32, shoff, little);
    view.setUint32(36, elf.flags, little);
    view.setUint16(40, ELF32.ehdr, little);
    view.setUint16(46, ELF32.shdr, little);
  },
  section(view, at, h, little) {
    const words = [h.name, h.type, h.flags, Number(h.addr), h.offset, h.size, h.link, h.info, h.align, h.entsize];
    words.forEach((word, i) => {
      view.setUint32(at + 4 * i, word, little);
    });
  },
  info: 12,
  shndx: 14,
  symbol(view, at, symbol, name, little) {
    view.setUint32(at, name, little);
    setWord(view, at + 4, symbol.value, little);
    setWord(view, at + 8, symbol.size, little);
    setKind(view, at + 12, symbol, little);
  },
  readSymbol: (view, at, nameAt, little) => ({
    name: nameAt(view.getUint32(at, little)),
    value: BigInt(view.getUint32(at + 4, little)),
    size: BigInt(view.getUint32(at + 8, little)),
    ...kind(view, at + 12, little),
  }),
  relocation(view, at, { offset, type, symbol, addend }, little) {
    setWord(view, at, offset, little);
    view.setUint32(at + 4, symbol * 256 + type, little);
    setWord(view, at + 8, addend, little);
  },
  readRelocation(view, at, little) {
    const info = view.getUint32(at + 4, little);
    return {
      offset: BigInt(view.getUint32(at, little)),
      type: info & 0xff,
      symbol: info >>> 8,
      addend: BigInt(view.getInt32(at + 8, little)),
    };
  },
};

export const recordsOf = (file: ElfFile): Records => (file.elf32 ? ELF32 : ELF64);
