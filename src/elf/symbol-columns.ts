/**
 * Symbols by columns: as the assembler makes them and the writer takes them, a hundred thousand at a time.
 *
 * Enters: columns of numbers. Leaves: a file whose `symbols` become objects only when somebody looks at them.
 */
import type { ElfFile, ElfSymbol } from './object.ts';

export interface SymbolColumns {
  readonly count: number;
  readonly name: readonly string[];
  /** st_value and st_size; NaN where the number is in `wide`, by 2 * symbol and 2 * symbol + 1. */
  readonly value: Float64Array;
  readonly size: Float64Array;
  readonly wide: ReadonlyMap<number, bigint>;
  /** STB_* << 12 | STT_* << 8 | st_other without visibility | STV_*. */
  readonly info: Int32Array;
  /** As ElfSymbol.section. */
  readonly section: Int32Array;
}

const COLUMNS = new WeakMap<ElfFile, SymbolColumns>();

/** Give a file its symbols by columns. */
export function setSymbolColumns(file: ElfFile, columns: SymbolColumns): void {
  COLUMNS.set(file, columns);
  Object.defineProperty(file, 'symbols', {
    configurable: true,
    enumerable: true,
    get: () => settle(file, asObjects(columns)),
    set: (symbols: ElfSymbol[]) => settle(file, symbols),
  });
}

/** From here on the objects count: somebody may change them. */
function settle(file: ElfFile, value: ElfSymbol[]): ElfSymbol[] {
  COLUMNS.delete(file);
  Object.defineProperty(file, 'symbols', { configurable: true, enumerable: true, writable: true, value });
  return value;
}

/** A file's symbols by columns: its own, or made of its objects. */
export function symbolColumns(file: ElfFile): SymbolColumns {
  return COLUMNS.get(file) ?? asColumns(file.symbols);
}

function asColumns(symbols: readonly ElfSymbol[]): SymbolColumns {
  const columns = new SymbolColumnsBuilder(symbols.length);
  for (const s of symbols) columns.push(s.name, s.value, s.size, s.binding, s.type, s.other | s.visibility, s.section);
  return columns;
}

/** Fills columns. */
export class SymbolColumnsBuilder implements SymbolColumns {
  count = 0;
  readonly name: string[] = [];
  readonly value: Float64Array;
  readonly size: Float64Array;
  readonly wide = new Map<number, bigint>();
  readonly info: Int32Array;
  readonly section: Int32Array;

  /** Room for `most` symbols. */
  constructor(most: number) {
    this.value = new Float64Array(most);
    this.size = new Float64Array(most);
    this.info = new Int32Array(most);
    this.section = new Int32Array(most);
  }

  /** `other` is st_other with the visibility. */
  push(
    name: string,
    value: number | bigint,
    size: number | bigint,
    binding: number,
    type: number,
    other: number,
    section: number,
  ): void {
    const i = this.count++;
    this.name.push(name);
    this.value[i] = this.#number(value, 2 * i);
    this.size[i] = this.#number(size, 2 * i + 1);
    this.info[i] = (binding << 12) | (type << 8) | other;
    this.section[i] = section;
  }

  #number(value: number | bigint, key: number): number {
    if (typeof value === 'number' && value >= 0) return value;
    const big = BigInt.asUintN(64, BigInt(value));
    if (big < 1n << 53n) return Number(big);
    this.wide.set(key, big);
    return Number.NaN;
  }
}

function asObjects({ count, name, value, size, wide, info, section }: SymbolColumns): ElfSymbol[] {
  return Array.from({ length: count }, (_, i) => {
    const bits = info[i] ?? 0;
    return {
      name: name[i] ?? '',
      value: wide.get(2 * i) ?? BigInt(value[i] ?? 0),
      size: wide.get(2 * i + 1) ?? BigInt(size[i] ?? 0),
      binding: bits >> 12,
      type: (bits >> 8) & 15,
      visibility: bits & 3,
      other: bits & 0xfc,
      section: section[i] ?? 0,
    };
  });
}
