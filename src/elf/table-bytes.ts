/**
 * Symbols and relocations as the bytes of their tables: as the assembler makes them and the writer takes them, a hundred thousand at a time.
 *
 * Enters: entries of the file's class and byte order. Leaves: a file whose `symbols`, a section whose `relocations` become objects only when
 * somebody looks at them.
 */

import { SHN_XINDEX } from './constants.ts';
import type { ElfFile, ElfRelocation, ElfSection, ElfSymbol } from './object.ts';
import { latin1 } from './read.ts';
import { type Records, recordsOf } from './records.ts';
import { StringTable } from './string-table.ts';

/**
 * A symbol table: its entries, with st_shndx as ElfSymbol.section, its string table, and for each entry whose st_shndx is SHN_XINDEX the index of
 * its section (undefined: there are none).
 */
export interface SymbolBytes {
  readonly entries: Uint8Array;
  readonly strings: Uint8Array;
  readonly sections?: Uint32Array | undefined;
}

const SYMBOLS = new WeakMap<ElfFile, SymbolBytes>();
const RELOCATIONS = new WeakMap<ElfSection, { readonly entries: Uint8Array; readonly size: number }>();

/** Give a file its symbols. */
export function setSymbolBytes(file: ElfFile, bytes: SymbolBytes): void {
  SYMBOLS.set(file, bytes);
  lazily(file, 'symbols', SYMBOLS, () => symbolObjects(file, bytes));
}

/** Give a section of a file its relocations. */
export function setRelocationBytes(file: ElfFile, section: ElfSection, entries: Uint8Array): void {
  const records = recordsOf(file);
  RELOCATIONS.set(section, { entries, size: records.rela });
  lazily(section, 'relocations', RELOCATIONS, () => relocationObjects(entries, records, !file.bigEndian));
}

/** `owner[key]` is made when it is looked at; from then on it counts, and not the bytes: somebody may change it. */
function lazily<T extends object, K extends keyof T>(
  owner: T,
  key: K,
  bytes: { delete(owner: T): boolean },
  make: () => T[K],
): void {
  const settle = (value: T[K]): T[K] => {
    bytes.delete(owner);
    Object.defineProperty(owner, key, { configurable: true, enumerable: true, writable: true, value });
    return value;
  };
  Object.defineProperty(owner, key, { configurable: true, enumerable: true, get: () => settle(make()), set: settle });
}

/** A file's symbols: those that it was given, or made of its objects. */
export function symbolBytes(file: ElfFile): SymbolBytes {
  const known = SYMBOLS.get(file);
  if (known) return known;
  const { symbols } = file;
  const records = recordsOf(file);
  const strings = new StringTable();
  const names = symbols.map(({ name }) => strings.addText(name));
  const bytes = strings.finish();
  const entries = new Uint8Array(symbols.length * records.sym);
  const high = symbols.some(({ section }) => section > SHN_XINDEX);
  const view = new DataView(entries.buffer);
  symbols.forEach((symbol, i) => {
    const stored = symbol.section > SHN_XINDEX ? { ...symbol, section: SHN_XINDEX } : symbol;
    records.symbol(view, i * records.sym, stored, strings.offset(names[i] as number), !file.bigEndian);
  });
  if (!high) return { entries, strings: bytes };
  return { entries, strings: bytes, sections: Uint32Array.from(symbols, ({ section }) => section) };
}

/** The entries of a section's relocations, as long as nobody has looked at the objects. */
export function relocationBytesOf(section: ElfSection): Uint8Array | undefined {
  return RELOCATIONS.get(section)?.entries;
}

/** How many relocations a section has; looks at no object. */
export function relocationCount(section: ElfSection): number {
  const known = RELOCATIONS.get(section);
  return known ? known.entries.length / known.size : section.relocations.length;
}

function symbolObjects(file: ElfFile, { entries, strings, sections }: SymbolBytes): ElfSymbol[] {
  const records = recordsOf(file);
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  const nameAt = (at: number): string => latin1(strings, at, strings.indexOf(0, at));
  return Array.from({ length: entries.length / records.sym }, (_, i) => {
    const symbol = records.readSymbol(view, i * records.sym, nameAt, !file.bigEndian);
    if (symbol.section === SHN_XINDEX && sections) symbol.section = sections[i] as number;
    return symbol;
  });
}

function relocationObjects(entries: Uint8Array, records: Records, little: boolean): ElfRelocation[] {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  return Array.from({ length: entries.length / records.rela }, (_, i) =>
    records.readRelocation(view, i * records.rela, little),
  );
}
