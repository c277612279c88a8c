/**
 * Symbols as GNU nm sees them: class letter, value, size, section, and which ones are shown in which order.
 */
import * as elf from '../../elf/constants.ts';
import type { ElfView } from '../../elf/read.ts';
import { Versions } from '../../elf/versions.ts';
import { isSection, kindOf } from '../elf-tools/sections.ts';

export interface NmSymbol {
  /** With the version, where one belongs to it. */
  readonly name: string;
  readonly letter: string;
  /** For common symbols the size, as BFD has it. */
  readonly value: bigint;
  readonly size: bigint;
  readonly type: number;
  readonly binding: number;
  readonly isUndefined: boolean;
  readonly isAbsolute: boolean;
  readonly isCommon: boolean;
  /** As sysv's last column has it. */
  readonly section: string;
}

export interface Wanted {
  readonly dynamic: boolean;
  readonly debug: boolean;
  readonly special: boolean;
  readonly external: boolean;
  readonly undefinedOnly: boolean;
  readonly definedOnly: boolean;
  readonly noWeak: boolean;
  readonly withVersions: boolean;
}

export type Order = 'name' | 'address' | 'size' | 'none';

/** Names of mapping symbols, AAELF64 section 5.5.6. */
const MAPPING = /^\$[xd](\.|$)/;

/** Letters of sections by name, for PE's sake; they hold for ELF, too. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^\.drectve(?![^.$0-9])/, 'i'],
  [/^\.edata(?![^.$0-9])/, 'e'],
  [/^\.idata(?![^.$0-9])/, 'i'],
  [/^\.pdata(?![^.$0-9])/, 'p'],
];

function sectionLetter(view: ElfView, section: number): string {
  const name = view.sectionName(section);
  const named = BY_NAME.find(([pattern]) => pattern.test(name));
  if (named) return named[1];
  const kind = kindOf(view, section);
  if (kind.code) return 't';
  if (kind.data) return kind.readOnly ? 'r' : 'd';
  if (!kind.contents) return 'b';
  if (kind.debugging) return 'N';
  return kind.readOnly ? 'n' : '?';
}

/** The letter of a symbol: BFD's bfd_decode_symclass. `section` is undefined for absolute symbols. */
function letterOf(symbol: Omit<NmSymbol, 'letter' | 'name'>, ofSection: () => string): string {
  const isObject = symbol.type === elf.STT_OBJECT || symbol.type === elf.STT_COMMON;
  const isWeak = symbol.binding === elf.STB_WEAK;
  if (symbol.isCommon) return 'C';
  if (symbol.isUndefined) return isWeak ? (isObject ? 'v' : 'w') : 'U';
  if (symbol.type === elf.STT_GNU_IFUNC) return 'i';
  if (isWeak) return isObject ? 'V' : 'W';
  if (symbol.binding === elf.STB_GNU_UNIQUE) return 'u';
  if (symbol.binding !== elf.STB_GLOBAL && symbol.binding !== elf.STB_LOCAL) return '?';
  const letter = symbol.isAbsolute ? 'a' : ofSection();
  return symbol.binding === elf.STB_GLOBAL ? letter.toUpperCase() : letter;
}

/** All symbols of the table that is wanted; undefined where the file has none. */
export function readSymbols(view: ElfView, wanted: Wanted): NmSymbol[] | undefined {
  const table = view.findType(wanted.dynamic ? elf.SHT_DYNSYM : elf.SHT_SYMTAB);
  const symbols = view.symbols(table);
  if (!symbols || table === 0) return undefined;
  const versions = wanted.dynamic || wanted.withVersions ? new Versions(view) : undefined;
  const letters = new Map<number, string>();
  const names = Array.from({ length: view.sectionCount }, (_, i) => view.sectionName(i));
  const shown = Array.from({ length: view.sectionCount }, (_, i) => isSection(view, i));
  // In an object values count from the section, which a script may have given an address (-r -T).
  const relocatable = view.type === elf.ET_REL;
  const list: NmSymbol[] = [];
  for (let i = 1; i < symbols.count; i++) {
    const index = symbols.section(i);
    const inSection = symbols.inSection(i) && shown[index] === true;
    const isCommon = !symbols.inSection(i) && index === elf.SHN_COMMON;
    const isUndefined = index === elf.SHN_UNDEF;
    const type = symbols.info(i) & 15;
    const raw =
      type === elf.STT_SECTION && symbols.nameOffset(i) === 0 ? (names[index] ?? '') : view.symbolName(symbols, i);
    const base = {
      value: isCommon
        ? symbols.size(i)
        : symbols.value(i) + (inSection && relocatable ? (view.addr[index] as bigint) : 0n),
      size: symbols.size(i),
      type,
      binding: symbols.info(i) >> 4,
      isUndefined,
      isCommon,
      isAbsolute: !inSection && !isCommon && !isUndefined,
      section: inSection ? (names[index] ?? '') : isCommon ? '*COM*' : isUndefined ? '*UND*' : '*ABS*',
    };
    const letter = letterOf(base, () => {
      const known = letters.get(index) ?? sectionLetter(view, index);
      letters.set(index, known);
      return known;
    });
    const name = wanted.dynamic && versions ? raw + versions.suffix(i, raw, isUndefined) : raw;
    list.push({ ...base, name, letter });
  }
  return list;
}

/** Whether nm shows the symbol at all. */
export function isShown(symbol: NmSymbol, wanted: Wanted, bySize: boolean): boolean {
  const isExternal = symbol.binding !== elf.STB_LOCAL;
  if (wanted.undefinedOnly && !symbol.isUndefined) return false;
  if (wanted.external && !wanted.undefinedOnly && !isExternal && !symbol.isUndefined && !symbol.isCommon) return false;
  if (wanted.noWeak && symbol.binding === elf.STB_WEAK) return false;
  const isDebug = symbol.type === elf.STT_SECTION || symbol.type === elf.STT_FILE;
  if (isDebug && !wanted.debug) return false;
  if (bySize && (symbol.isUndefined || symbol.isAbsolute || symbol.size === 0n)) return false;
  if (wanted.definedOnly && symbol.isUndefined) return false;
  return wanted.special || !MAPPING.test(symbol.name);
}

type Compare = (a: NmSymbol, b: NmSymbol) => number;

const byName: Compare = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const byAddress: Compare = (a, b) => {
  if (a.isUndefined !== b.isUndefined) return a.isUndefined ? -1 : 1;
  if (!a.isUndefined && a.value !== b.value) return a.value < b.value ? -1 : 1;
  return byName(a, b);
};

const bySize: Compare = (a, b) => (a.size !== b.size ? (a.size < b.size ? -1 : 1) : byName(a, b));

/** Sort in place; equal symbols stay in the file's order. */
export function sortSymbols(symbols: NmSymbol[], order: Order, reverse: boolean): void {
  if (order === 'none') return;
  // Of the same size and name: by address, whichever the direction.
  if (order === 'size') symbols.sort(byAddress);
  const compare = order === 'name' ? byName : order === 'address' ? byAddress : bySize;
  symbols.sort(reverse ? (a, b) => -compare(a, b) : compare);
}
