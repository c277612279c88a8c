/**
 * How the symbols of a shared library join the global table ("ld" manual, "VERSION"; gABI, "Symbol Table": the first definition wins, and one
 * of the output before any of a library).
 *
 * Enters: the table, a library's symbols. Leaves: symbols that only a library defines (KIND.shared), and notes on those that the library shares with
 * the output. A name NAME@@VERSION also answers to NAME and NAME@VERSION: the three ids have one symbol.
 */
import * as elf from '../../elf/constants.ts';
import { type GlobalSymbol, KIND } from '../model.ts';
import type { SymbolTable } from '../symbols.ts';
import { isCode, isUnlike, type LibrarySymbol, type SharedLibrary } from './library.ts';

/** A common symbol counts only against functions: data of a library goes before it. */
const hasOwnDefinition = (symbol: GlobalSymbol, { type }: LibrarySymbol): boolean =>
  symbol.isDefined || (symbol.kind === KIND.common && isCode(type)) || symbol.script !== undefined;

/** Take over all dynamic symbols of a library. */
export function joinLibrary(table: SymbolTable, library: SharedLibrary): void {
  for (const entry of library.symbols) {
    if (entry.defined) define(table, entry);
    else refer(table, entry);
  }
  joinWeakNames(table, library);
}

function refer(table: SymbolTable, entry: LibrarySymbol): void {
  const symbol = table.make(entry.name);
  if (symbol.kind === KIND.fresh) {
    symbol.kind = entry.weak ? KIND.weakUndefined : KIND.undefined;
    symbol.type = entry.type;
  } else if (symbol.kind === KIND.weakUndefined && !entry.weak && !symbol.referenced) symbol.kind = KIND.undefined;
  noteType(symbol, entry);
  noteReference(table, symbol, !entry.weak);
}

/** What an object leaves open a library may say. */
function noteType(symbol: GlobalSymbol, { type }: LibrarySymbol): void {
  if (symbol.type === elf.STT_NOTYPE) symbol.type = type;
}

function noteReference(table: SymbolTable, symbol: GlobalSymbol, strongly: boolean): void {
  symbol.libraryRefers = true;
  if (strongly) symbol.libraryRefersStrongly = true;
  table.meet(symbol);
}

function define(table: SymbolTable, entry: LibrarySymbol): void {
  const versioned = table.make(entry.name);
  if (hasOwnDefinition(versioned, entry)) {
    if (isUnlike(versioned.type, entry.type)) return;
    noteType(versioned, entry);
    noteReference(table, versioned, true);
    return;
  }
  if (versioned.kind !== KIND.shared) adopt(versioned, entry);
  if (entry.isDefault && entry.name !== entry.plainName) defaultNames(table, entry);
  const symbol = table.make(entry.name);
  table.meet(symbol);
}

/** The plain name means this version, unless somebody has it already. */
function defaultNames(table: SymbolTable, entry: LibrarySymbol): void {
  const versioned = table.make(entry.name);
  const plain = table.make(entry.plainName);
  if (plain !== versioned) {
    if (hasOwnDefinition(plain, entry)) {
      if (isUnlike(plain.type, entry.type)) return;
      table.rename(versioned, plain);
      noteType(plain, entry);
      noteReference(table, plain, true);
    } else if (plain.kind !== KIND.shared) {
      noteCommon(plain);
      table.rename(plain, versioned);
    }
  }
  const version = entry.version?.name ?? '';
  const explicit = table.make(`${entry.plainName}@${version}`);
  const now = table.make(entry.name);
  if (explicit !== now && explicit.kind !== KIND.shared && !hasOwnDefinition(explicit, entry))
    table.rename(explicit, now);
}

/** A common symbol becomes a reference to the library's data. */
function noteCommon(symbol: GlobalSymbol): void {
  if (symbol.kind !== KIND.common) return;
  symbol.referenced = true;
  symbol.referencedStrongly = true;
}

function adopt(symbol: GlobalSymbol, entry: LibrarySymbol): void {
  noteCommon(symbol);
  symbol.kind = KIND.shared;
  symbol.library = entry;
  symbol.type = entry.type;
  symbol.other |= entry.other;
  symbol.size = entry.size;
}

/** A library's weak names of data that has a strong name, too, as long as nobody else defines either. */
function weakPairs(table: SymbolTable, library: SharedLibrary): { weak: GlobalSymbol; real: GlobalSymbol }[] {
  return library.symbols.flatMap((entry) => {
    if (!entry.defined || !entry.weak || isCode(entry.type)) return [];
    const strong = strongNameOf(entry);
    const weak = table.make(entry.name);
    const real = strong && table.make(strong.name);
    return real && real !== weak && weak.library === entry && real.library === strong ? [{ weak, real }] : [];
  });
}

/** If the loader must know one of the names it must know both. */
function joinWeakNames(table: SymbolTable, library: SharedLibrary): void {
  // GNU ld's list begins with the last.
  for (const { weak, real } of weakPairs(table, library).reverse()) {
    table.realOf.set(weak, real);
    if (weak.met > 0) table.meet(real, true);
    else if (real.met > 0) table.meet(weak, true);
  }
}

/** A reference to the weak name is one to the strong name. All inputs must be known. */
export function shareReferences(table: SymbolTable, libraries: readonly SharedLibrary[]): void {
  for (const { weak, real } of libraries.flatMap((library) => weakPairs(table, library))) {
    real.referenced ||= weak.referenced;
    real.referencedStrongly ||= weak.referencedStrongly;
  }
}

/** The strong name of the object that a weak name of a library means. */
export function strongNameOf({ library, section, value, size }: LibrarySymbol): LibrarySymbol | undefined {
  if (section === elf.SHN_UNDEF) return undefined;
  const same = library.symbols.filter(
    (s) => s.defined && !s.weak && s.section === section && s.value === value && !isCode(s.type),
  );
  return same.find((s) => s.size === size) ?? same[0];
}

/**
 * Whether --as-needed takes the library: it defines what an object refers to and nothing before it defines. What a library refers to counts, too,
 * unless a library `needs` this one and will bring it along.
 */
export function isAskedFor(table: SymbolTable, library: SharedLibrary, isBroughtAlong: boolean): boolean {
  return library.symbols.some((entry) => {
    if (!entry.defined) return false;
    const names = entry.isDefault
      ? [entry.plainName, entry.name, `${entry.plainName}@${entry.version?.name ?? ''}`]
      : [entry.name];
    return names.some((name) => {
      const symbol = table.find(name);
      if (symbol?.kind !== KIND.undefined) return false;
      return symbol.referencedStrongly || (symbol.libraryRefersStrongly && !isBroughtAlong);
    });
  });
}
