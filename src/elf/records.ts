/**
 * The records of ELF files of both classes, as bytes: file header, section header, symbol, relocation.
 *
 * Enters: numbers (64-bit ones as a number below 2^53, or as a bigint in its place). Leaves: bytes at an offset of a view. gABI chapter 4.
 */
import type { ElfFile } from './object.ts';

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

/** What a symbol's record has besides value and size. */
interface SymbolFields {
  readonly name: number;
  readonly info: number;
  readonly other: number;
  readonly section: number;
}

/** How a class writes its records. */
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
  /** Value and size: NaN with a bigint in their place. */
  symbol(view: DataView, at: number, symbol: SymbolFields, little: boolean): void;
  value(view: DataView, at: number, value: number, wide: bigint | undefined, little: boolean): void;
  size(view: DataView, at: number, size: number, wide: bigint | undefined, little: boolean): void;
  relocation(
    view: DataView,
    at: number,
    offset: number,
    type: number,
    symbol: number,
    addend: number,
    wide: bigint | undefined,
    little: boolean,
  ): void;
}

/** Eight bytes: a number below 2^53, or `wide` in its place. */
function setLong(view: DataView, at: number, value: number, wide: bigint | undefined, little: boolean): void {
  if (wide !== undefined) {
    view.setBigUint64(at, BigInt.asUintN(64, wide), little);
    return;
  }
  view.setUint32(at + (little ? 0 : 4), value, little);
  if (value < 0 || value >= 2 ** 32) view.setUint32(at + (little ? 4 : 0), Math.floor(value / 2 ** 32), little);
}

/** Its low four bytes. */
function setWord(view: DataView, at: number, value: number, wide: bigint | undefined, little: boolean): void {
  view.setUint32(at, wide === undefined ? value : Number(BigInt.asUintN(32, wide)), little);
}

/** `info` is the place of st_info, which st_other and st_shndx follow in both classes. */
function setSymbol(view: DataView, at: number, info: number, symbol: SymbolFields, little: boolean): void {
  view.setUint32(at, symbol.name, little);
  view.setUint8(info, symbol.info);
  view.setUint8(info + 1, symbol.other);
  view.setUint16(info + 2, symbol.section, little);
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
    setLong(view, at + 8, h.flags < 0 ? h.flags >>> 0 : h.flags, undefined, little);
    view.setBigUint64(at + 16, h.addr, little);
    setLong(view, at + 24, h.offset, undefined, little);
    setLong(view, at + 32, h.size, undefined, little);
    view.setUint32(at + 40, h.link, little);
    view.setUint32(at + 44, h.info, little);
    setLong(view, at + 48, h.align, undefined, little);
    setLong(view, at + 56, h.entsize, undefined, little);
  },
  symbol: (view, at, symbol, little) => setSymbol(view, at, at + 4, symbol, little),
  value: (view, at, value, wide, little) => setLong(view, at + 8, value, wide, little),
  size: (view, at, size, wide, little) => setLong(view, at + 16, size, wide, little),
  relocation(view, at, offset, type, symbol, addend, wide, little) {
    setLong(view, at, offset, undefined, little);
    view.setUint32(at + (little ? 8 : 12), type, little);
    view.setUint32(at + (little ? 12 : 8), symbol, little);
    if (addend !== 0) setLong(view, at + 16, addend, wide, little);
  },
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
  symbol: (view, at, symbol, little) => setSymbol(view, at, at + 12, symbol, little),
  value: (view, at, value, wide, little) => setWord(view, at + 4, value, wide, little),
  size: (view, at, size, wide, little) => setWord(view, at + 8, size, wide, little),
  relocation(view, at, offset, type, symbol, addend, wide, little) {
    view.setUint32(at, offset, little);
    view.setUint32(at + 4, symbol * 256 + type, little);
    setWord(view, at + 8, addend, wide, little);
  },
};
