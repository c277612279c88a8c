/**
 * The tables of an ELF file that come by the thousand, symbols and relocations, read in place: no object an entry.
 *
 * Enters: a checked section of an ElfView. Leaves: its entries by index (gABI "Symbol Table", "Relocation"). An entry is six 32-bit words in
 * the host's order, those of the file itself where its bytes lie so: reading a typed array costs code that V8 has not optimized a fifth of
 * what a DataView does, and most links are over before much of it is.
 */
import * as elf from './constants.ts';
import type { ElfView } from './read.ts';

const TWO32 = 2 ** 32;
const HOST_IS_LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
/** Entries of both kinds: 24 bytes. */
const WORDS = 6;

/** The section's words; those of eight-byte fields are in the order low, high. `halves`: the second word is two bytes and a 16-bit field. */
function tableWords(view: ElfView, section: number, halves: boolean): Uint32Array {
  const at = view.offset[section] as number;
  const count = Math.floor((view.size[section] as number) / (4 * WORDS)) * WORDS;
  const start = view.bytes.byteOffset + at;
  const little = !view.bigEndian;
  if (little && HOST_IS_LITTLE && start % 4 === 0) return new Uint32Array(view.bytes.buffer, start, count);
  const words = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const isPart = i % WORDS > 1 || !halves;
    // A big-endian field of eight bytes has its high half first.
    words[isPart && !little ? i ^ 1 : i] = view.data.getUint32(at + 4 * i, little);
  }
  if (halves && !little)
    for (let i = 1; i < count; i += WORDS) {
      const word = words[i] as number;
      words[i] = (word >>> 24) | ((word >>> 8) & 0xff00) | (word << 16);
    }
  return words;
}

/** An unsigned 64-bit field. */
function wide(low: number, high: number): bigint {
  return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
}

/** The symbols of one SHT_SYMTAB or SHT_DYNSYM section, by index. */
export class SymbolView {
  readonly #words: Uint32Array;
  readonly #view: ElfView;
  readonly #shndx: number;
  readonly count: number;
  /** sh_info: the first symbol that is not local. */
  readonly firstGlobal: number;
  /** Where the names lie in the file's bytes. */
  readonly strings: number;
  readonly stringsSize: number;

  /** `shndxOffset`: where the indices of SHT_SYMTAB_SHNDX lie in the file, or -1. */
  constructor(view: ElfView, section: number, shndxOffset: number) {
    this.#words = tableWords(view, section, true);
    this.#view = view;
    this.#shndx = shndxOffset;
    this.count = (view.size[section] as number) / elf.SYM_SIZE;
    this.firstGlobal = view.info[section] as number;
    const link = view.link[section] as number;
    this.strings = view.offset[link] as number;
    this.stringsSize = view.size[link] as number;
  }

  nameOffset(i: number): number {
    return this.#words[i * WORDS] as number;
  }
  info(i: number): number {
    return (this.#words[i * WORDS + 1] as number) & 0xff;
  }
  other(i: number): number {
    return ((this.#words[i * WORDS + 1] as number) >>> 8) & 0xff;
  }
  /** st_shndx, with SHN_XINDEX looked up. Reserved indices (SHN_ABS …) stay as they are. */
  section(i: number): number {
    const index = (this.#words[i * WORDS + 1] as number) >>> 16;
    if (index !== elf.SHN_XINDEX || this.#shndx < 0) return index;
    return this.#view.data.getUint32(this.#shndx + i * 4, !this.#view.bigEndian);
  }
  /** True when st_shndx names a section, however high its number. */
  inSection(i: number): boolean {
    const index = (this.#words[i * WORDS + 1] as number) >>> 16;
    return index !== 0 && (index < elf.SHN_LORESERVE || index === elf.SHN_XINDEX);
  }
  value(i: number): bigint {
    return wide(this.valueLow(i), this.valueHigh(i));
  }
  valueLow(i: number): number {
    return this.#words[i * WORDS + 2] as number;
  }
  valueHigh(i: number): number {
    return this.#words[i * WORDS + 3] as number;
  }
  size(i: number): bigint {
    return wide(this.sizeLow(i), this.sizeHigh(i));
  }
  sizeLow(i: number): number {
    return this.#words[i * WORDS + 4] as number;
  }
  sizeHigh(i: number): number {
    return this.#words[i * WORDS + 5] as number;
  }
}

/** The entries of one SHT_RELA section, by index. */
export class RelaView {
  readonly #words: Uint32Array;
  readonly count: number;

  constructor(view: ElfView, section: number) {
    this.#words = tableWords(view, section, false);
    this.count = (view.size[section] as number) / elf.RELA_SIZE;
  }

  offset(i: number): bigint {
    return wide(this.#words[i * WORDS] as number, this.#words[i * WORDS + 1] as number);
  }
  /** r_offset as a number, exact below 2^53. */
  place(i: number): number {
    return (this.#words[i * WORDS + 1] as number) * TWO32 + (this.#words[i * WORDS] as number);
  }
  type(i: number): number {
    return this.#words[i * WORDS + 2] as number;
  }
  symbol(i: number): number {
    return this.#words[i * WORDS + 3] as number;
  }
  addend(i: number): bigint {
    return BigInt.asIntN(64, wide(this.addendLow(i), this.#words[i * WORDS + 5] as number));
  }
  addendLow(i: number): number {
    return this.#words[i * WORDS + 4] as number;
  }
  addendHigh(i: number): number {
    return (this.#words[i * WORDS + 5] as number) | 0;
  }

  /** The first entry with a symbol of an index that is too high, or -1. */
  firstBeyond(symbolCount: number): number {
    const words = this.#words;
    for (let at = 3; at < words.length; at += WORDS) if ((words[at] as number) >= symbolCount) return (at - 3) / WORDS;
    return -1;
  }
}
