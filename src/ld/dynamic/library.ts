/**
 * A shared object as an input: what its dynamic section and dynamic symbols say (gABI, "Dynamic Section"; the LSB's "Symbol Versioning").
 *
 * Enters: a view of an ET_DYN file. Leaves: its name for DT_NEEDED, the libraries that it needs itself, its symbols with the names under which GNU
 * ld's table knows them: NAME@@VERSION for the version that a plain NAME means, NAME@VERSION for the others.
 */
import { FatalDiagnostic, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import * as elf from '../../elf/constants.ts';
import type { ElfView } from '../../elf/read.ts';
import type { SymbolView } from '../../elf/tables.ts';
import { definitionsOf, linkedString, needsOf, versionNumbers } from '../../elf/versions.ts';

/** A version as a library defines it. */
export interface LibraryVersion {
  readonly name: string;
  readonly flags: number;
}

export interface LibrarySymbol {
  readonly library: SharedLibrary;
  /** With its version. */
  readonly name: string;
  readonly plainName: string;
  /** Undefined where symbols have no version, or the base version. */
  readonly version: LibraryVersion | undefined;
  readonly isDefault: boolean;
  readonly defined: boolean;
  readonly weak: boolean;
  readonly type: number;
  readonly isProtected: boolean;
  readonly other: number;
  readonly value: bigint;
  readonly size: bigint;
  /** Index of the section that holds it. */
  readonly section: number;
}

export class SharedLibrary {
  readonly name: string;
  readonly view: ElfView;
  /** For DT_NEEDED: DT_SONAME, or else the name under which it was given. */
  readonly soname: string;
  readonly needed: readonly string[];
  /** DT_RUNPATH, or else DT_RPATH. */
  readonly runPath: string;
  readonly symbols: readonly LibrarySymbol[];
  /** The output names it in DT_NEEDED. */
  isNeeded = true;
  /** --copy-dt-needed-entries: what it needs itself may be named, too. */
  copiesNeeded = false;

  constructor(name: string, view: ElfView, givenName: string) {
    this.name = name;
    this.view = view;
    const tags = dynamicTags(view);
    const text = (tag: number): string[] =>
      tags.entries.filter(([t]) => t === tag).map(([, value]) => linkedString(view, tags.section, value));
    if (tags.entries.some(([tag, value]) => tag === DT.flags1 && Math.floor(value / DF_1_PIE) % 2 === 1))
      throw new FatalDiagnostic(NO_POS, messages.notALibrary(name));
    this.soname = text(DT.soname)[0] ?? givenName;
    this.needed = text(DT.needed);
    this.runPath = text(DT.runPath)[0] ?? text(DT.rPath)[0] ?? '';
    this.symbols = readSymbols(this, view);
  }
}

const DT = { needed: 1, soname: 14, rPath: 15, runPath: 29, flags1: 0x6ffffffb } as const;
const DF_1_PIE = 0x08000000;
const VERSION_INDEX = 0x7fff;
const VERSION_HIDDEN = 0x8000;

function dynamicTags(view: ElfView): { section: number; entries: (readonly [number, number])[] } {
  const section = view.findType(elf.SHT_DYNAMIC);
  const entries: (readonly [number, number])[] = [];
  if (section === 0) return { section, entries };
  const start = view.offset[section] as number;
  for (let at = start; at + 16 <= start + (view.size[section] as number); at += 16) {
    const tag = Number(view.data.getBigUint64(at, !view.bigEndian));
    if (tag === 0) break;
    entries.push([tag, Number(view.data.getBigUint64(at + 8, !view.bigEndian))]);
  }
  return { section, entries };
}

interface VersionTables {
  readonly numbers: readonly number[];
  readonly defined: ReadonlyMap<number, LibraryVersion>;
  readonly needed: ReadonlyMap<number, LibraryVersion>;
}

function versionTables(view: ElfView): VersionTables {
  const defined = new Map<number, LibraryVersion>();
  const needed = new Map<number, LibraryVersion>();
  const definitions = view.findType(elf.SHT_GNU_VERDEF);
  if (definitions > 0)
    for (const { index, flags, names } of definitionsOf(view, definitions))
      defined.set(index & VERSION_INDEX, { name: names[0]?.name ?? '', flags });
  const needs = view.findType(elf.SHT_GNU_VERNEED);
  if (needs > 0)
    for (const { entries } of needsOf(view, needs))
      for (const { index, name, flags } of entries) needed.set(index & VERSION_INDEX, { name, flags });
  return { numbers: versionNumbers(view), defined, needed };
}

function readSymbols(library: SharedLibrary, view: ElfView): LibrarySymbol[] {
  const table = view.symbols(view.findType(elf.SHT_DYNSYM));
  if (!table) return [];
  const versions = versionTables(view);
  const symbols: LibrarySymbol[] = [];
  for (let i = Math.max(1, table.firstGlobal); i < table.count; i++) {
    if (table.info(i) >> 4 === elf.STB_LOCAL) continue;
    symbols.push(readSymbol(library, view, table, versions, i));
  }
  return symbols;
}

function readSymbol(
  library: SharedLibrary,
  view: ElfView,
  table: SymbolView,
  versions: VersionTables,
  i: number,
): LibrarySymbol {
  const plainName = view.symbolName(table, i);
  const section = table.section(i);
  const defined = section !== elf.SHN_UNDEF;
  const type = table.info(i) & 15;
  const number = versions.numbers[i] ?? 1;
  const hidden = (number & VERSION_HIDDEN) !== 0;
  const index = number & VERSION_INDEX;
  // An absolute symbol that is no function stands for a version itself.
  const marker = section === elf.SHN_ABS && type !== elf.STT_FUNC && type !== elf.STT_GNU_IFUNC;
  const versioned = hidden || (index > 1 && !marker);
  const found = index > 1 ? (defined ? versions.defined : versions.needed).get(index) : undefined;
  const isDefault = defined && !hidden;
  return {
    library,
    name: versioned ? `${plainName}${isDefault ? '@@' : '@'}${found?.name ?? ''}` : plainName,
    plainName,
    version: found,
    isDefault,
    defined,
    weak: table.info(i) >> 4 === elf.STB_WEAK,
    // Whoever calls it finds an ordinary function: the loader asks the indirect one.
    type: type === elf.STT_GNU_IFUNC ? elf.STT_FUNC : type,
    isProtected: (table.other(i) & 3) === elf.STV_PROTECTED,
    other: table.other(i) & ~3,
    value: table.value(i),
    size: table.size(i),
    section: table.inSection(i) ? section : 0,
  };
}

/** Whether a symbol of this type is code. */
export const isCode = (type: number): boolean => type === elf.STT_FUNC || type === elf.STT_GNU_IFUNC;

/** Code and data, thread-local and not: these are two things that share a name. */
export function isUnlike(a: number, b: number): boolean {
  if (a === elf.STT_NOTYPE || b === elf.STT_NOTYPE) return false;
  return isCode(a) !== isCode(b) || (a === elf.STT_TLS) !== (b === elf.STT_TLS);
}
