/**
 * Symbols by address, as GNU objdump looks them up: which one names an address, where the next one starts, and what mapping symbols say.
 *
 * Enters: an ElfFile. Leaves: a `SymbolIndex`. The order among symbols of one address is objdump's: functions, objects, globals, the larger, then the name;
 * symbols of the section being disassembled come before those of others.
 * Mapping symbols ($x, $d; AAELF64 section 5.5.6) never name anything.
 */

import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import { hex } from '../../isa/hex.ts';

const MAPPING = /^\$[xd](\..*)?$/;

/** A name with control characters as `^B`. */
export function shownName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  return name.replace(/[\x00-\x1f\x7f]/g, (c) => `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`);
}

/** Whether a symbol's name is that of a mapping symbol. */
export function isMapping(name: string): boolean {
  return MAPPING.test(name);
}

export interface Mapping {
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly data: boolean;
}

/** Whether the file is an object, whose sections all start at 0. */
export function isRelocatable(file: ElfFile): boolean {
  return file.type === elf.ET_REL;
}

function order(a: ElfSymbol, b: ElfSymbol): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  const rank = (s: ElfSymbol): number => (s.type === elf.STT_FUNC ? 0 : s.type === elf.STT_OBJECT ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  const local = (s: ElfSymbol): number => (s.binding === elf.STB_GLOBAL ? 0 : 1);
  if (local(a) !== local(b)) return local(a) - local(b);
  if (a.size !== b.size) return a.size > b.size ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

export class SymbolIndex {
  /** In objdump's order. */
  readonly sorted: readonly ElfSymbol[];
  readonly #file: ElfFile;
  /** No symbol at all, not even mapping symbols: addresses are shown without names. */
  readonly unnamed: boolean;
  /** Values of all symbols, mapping symbols and those of other sections included, in order. */
  #values: readonly bigint[] | undefined;
  readonly #mappings = new Map<number, readonly Mapping[]>();
  readonly #naming = new Map<number, Naming>();

  constructor(file: ElfFile) {
    this.#file = file;
    this.unnamed = !file.symbols.some(
      (symbol) =>
        symbol.name !== '' &&
        symbol.section !== elf.SHN_UNDEF &&
        symbol.type !== elf.STT_SECTION &&
        symbol.type !== elf.STT_FILE,
    );
    this.sorted = file.symbols
      .filter(
        (symbol) =>
          symbol.name !== '' &&
          symbol.type !== elf.STT_SECTION &&
          symbol.type !== elf.STT_FILE &&
          symbol.section !== elf.SHN_UNDEF &&
          symbol.section !== elf.SHN_COMMON &&
          !MAPPING.test(symbol.name),
      )
      .sort(order);
  }

  /** Index of the first symbol above `address`. */
  #above(address: bigint): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as ElfSymbol).value <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The symbol that objdump names `address` by: at or before it, else after it. In objects only those of `section`, when the address lies in it. */
  nearest(address: bigint, section: number): ElfSymbol | undefined {
    const { addr = 0n, size = 0 } = this.#file.sections[section] ?? {};
    const inside = isRelocatable(this.#file) && address >= addr && address < addr + BigInt(size);
    const fits = (symbol: ElfSymbol): boolean => !inside || symbol.section === section;
    const above = this.#above(address);
    let found: ElfSymbol | undefined;
    for (let i = above - 1; i >= 0; i--) {
      const symbol = this.sorted[i] as ElfSymbol;
      if (found && symbol.value !== found.value) break;
      // the first in order wins, but one of the section at hand before all others
      if (fits(symbol) && (symbol.section === section || found?.section !== section)) found = symbol;
    }
    for (let i = above; !found && i < this.sorted.length; i++) {
      const symbol = this.sorted[i] as ElfSymbol;
      if (fits(symbol)) found = symbol;
    }
    return found;
  }

  /** The function that `address` is in, else the last label before it (`-l`). */
  functionAt(address: bigint, section: number): ElfSymbol | undefined {
    let label: ElfSymbol | undefined;
    let found: ElfSymbol | undefined;
    for (let i = this.#above(address) - 1; i >= 0; i--) {
      const symbol = this.sorted[i] as ElfSymbol;
      if (found && symbol.value !== found.value) break;
      if (symbol.section !== section) continue;
      // of several at one address the first in order
      if (symbol.type === elf.STT_FUNC) found = symbol;
      else if (symbol.type === elf.STT_NOTYPE) label ??= symbol;
    }
    const inside = found && (found.size === 0n || address < found.value + found.size);
    return inside ? found : (label ?? found);
  }

  /** Where the next symbol of `section` after `address` starts, or `end`. */
  next(address: bigint, section: number, end: bigint): bigint {
    for (let i = this.#above(address); i < this.sorted.length; i++) {
      const symbol = this.sorted[i] as ElfSymbol;
      if (symbol.value >= end) break;
      if (symbol.section === section) return symbol.value;
    }
    return end;
  }

  /** The value of the first symbol above `address`, in any section; 2^64 when there is none. */
  following(address: bigint): bigint {
    this.#values ??= this.#file.symbols
      .filter((symbol) => symbol.section !== elf.SHN_UNDEF && symbol.type !== elf.STT_SECTION)
      .map((symbol) => symbol.value)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const values = this.#values;
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] as bigint) <= address) low = middle + 1;
      else high = middle;
    }
    return values[low] ?? 1n << 64n;
  }

  /**
   * [from, to) of what `name` names in `section`: a function by its size, or up to the next function; anything else up to the next symbol.
   */
  extents(name: string, section: number): readonly (readonly [bigint, bigint])[] {
    const { addr = 0n, size = 0 } = this.#file.sections[section] ?? {};
    const end = addr + BigInt(size);
    return this.sorted.flatMap((symbol) => {
      if (symbol.name !== name || symbol.section !== section) return [];
      const from = symbol.value;
      if (symbol.type !== elf.STT_FUNC) return [[from, this.next(from, section, end)] as const];
      if (symbol.size > 0n) return [[from, from + symbol.size] as const];
      const next = this.sorted.find(
        (other) => other.section === section && other.type === elf.STT_FUNC && other.value > from,
      );
      return [[from, next?.value ?? end] as const];
    });
  }

  /** `<foo+0x4>`, by the section when no symbol fits. */
  label(address: bigint, section: number): string {
    const symbol = this.nearest(address, section);
    const [name, value] = symbol
      ? [symbol.name, symbol.value]
      : [this.#file.sections[section]?.name ?? '', this.#file.sections[section]?.addr ?? 0n];
    const distance = address - value;
    const offset =
      distance === 0n ? '' : distance > 0n ? `+0x${distance.toString(16)}` : `-0x${(-distance).toString(16)}`;
    return `<${shownName(name)}${offset}>`;
  }

  /** What names the addresses of `section`, by the bytes from its start: as `nearest`, for millions of addresses. */
  naming(section: number): Naming {
    let naming = this.#naming.get(section);
    if (!naming) {
      naming = new Naming(this, this.#file.sections[section], section);
      this.#naming.set(section, naming);
    }
    return naming;
  }

  /** The mapping symbols of a section, in order. */
  mappings(section: number): readonly Mapping[] {
    const known = this.#mappings.get(section);
    if (known) return known;
    const base = this.#file.sections[section]?.addr ?? 0n;
    const found = this.#file.symbols
      .filter((symbol) => symbol.section === section && MAPPING.test(symbol.name))
      .map((symbol) => ({ offset: Number(symbol.value - base), data: symbol.name.startsWith('$d') }))
      .sort((a, b) => a.offset - b.offset);
    this.#mappings.set(section, found);
    return found;
  }
}

/** The symbols that name the addresses within one section. */
export class Naming {
  /** Bytes from the section's start at which another symbol begins to name, and `<name` of each; symbols before the section have negative ones. */
  readonly #offsets: number[] = [];
  readonly #names: string[] = [];
  readonly #size: number;
  #last = 0;

  constructor(symbols: SymbolIndex, section: ElfSection | undefined, index: number) {
    const base = section?.addr ?? 0n;
    this.#size = section?.size ?? 0;
    const end = base + BigInt(this.#size);
    const starts = symbols.sorted.map(({ value }) => value).filter((value) => value > base && value < end);
    let before: ElfSymbol | undefined;
    for (const start of [base, ...starts]) {
      const symbol = symbols.nearest(start, index);
      if (!symbol || symbol === before) continue;
      before = symbol;
      // what comes after the address that it names is labelled by the slow way
      if (symbol.value > start) continue;
      this.#offsets.push(Number(symbol.value - base));
      this.#names.push(`<${shownName(symbol.name)}`);
    }
  }

  /** `<foo+0x4>` of the address `at` bytes from the section's start; undefined outside of it and before the first symbol. */
  label(at: number): string | undefined {
    const offsets = this.#offsets;
    if (at < 0 || at >= this.#size || offsets.length === 0 || at < (offsets[0] as number)) return undefined;
    const found = this.#find(at);
    const distance = at - (offsets[found] as number);
    return distance === 0 ? `${this.#names[found]}>` : `${this.#names[found]}+0x${hex(distance)}>`;
  }

  /** Branches mostly stay with the symbol that the last one named. */
  #find(at: number): number {
    const offsets = this.#offsets;
    const last = this.#last;
    if ((offsets[last] as number) <= at && (offsets[last + 1] ?? Number.POSITIVE_INFINITY) > at) return last;
    let low = 0;
    let high = offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((offsets[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    this.#last = low - 1;
    return low - 1;
  }
}
