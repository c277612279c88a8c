/**
 * Relocations by columns: as the assembler makes them and the writer takes them, a hundred thousand at a time.
 *
 * Enters: columns of numbers. Leaves: a section whose `relocations` become objects only when somebody looks at them. Offsets are
 * below 2^53.
 */
import type { ElfRelocation, ElfSection } from './object.ts';

export interface RelocationColumns {
  /** How many; the columns may be longer. */
  readonly count: number;
  readonly offset: Float64Array;
  readonly type: Int32Array;
  /** Indices into the symbol table. */
  readonly symbol: Int32Array;
  /** NaN where the addend is in `wide`. */
  readonly addend: Float64Array;
  /** Addends that are no safe integers, by relocation. */
  readonly wide: ReadonlyMap<number, bigint>;
}

const COLUMNS = new WeakMap<ElfSection, RelocationColumns>();

/** Give a section its relocations by columns. */
export function setColumns(section: ElfSection, columns: RelocationColumns): void {
  COLUMNS.set(section, columns);
  Object.defineProperty(section, 'relocations', {
    configurable: true,
    enumerable: true,
    get: () => settle(section, asObjects(columns)),
    set: (relocations: ElfRelocation[]) => settle(section, relocations),
  });
}

/** From here on the objects count: somebody may change them. */
function settle(section: ElfSection, value: ElfRelocation[]): ElfRelocation[] {
  COLUMNS.delete(section);
  Object.defineProperty(section, 'relocations', { configurable: true, enumerable: true, writable: true, value });
  return value;
}

/** A section's relocations by columns, as long as nobody has looked at the objects. */
export function columnsOf(section: ElfSection): RelocationColumns | undefined {
  return COLUMNS.get(section);
}

/** How many relocations a section has; looks at no object. */
export function relocationCount(section: ElfSection): number {
  return COLUMNS.get(section)?.count ?? section.relocations.length;
}

function asObjects({ count, offset, type, symbol, addend, wide }: RelocationColumns): ElfRelocation[] {
  return Array.from({ length: count }, (_, i) => ({
    offset: BigInt(offset[i] ?? 0),
    type: type[i] ?? 0,
    symbol: symbol[i] ?? 0,
    addend: wide.get(i) ?? BigInt(addend[i] ?? 0),
  }));
}
