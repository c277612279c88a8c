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
import { isCode, type LibrarySymbol, type SharedLibrary } from './library.ts';

const hasOwnDefinition = (symbol: GlobalSymbol): boolean =>
  symbol.isDefined || symbol.kind === KIND.common || symbol.script !== undefined;

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
  noteReference(table, symbol, !entry.weak);
}

function noteReference(table: SymbolTable, symbol: GlobalSymbol, strongly: boolean): void {
  symbol.libraryRefers = true;
  if (strongly) symbol.libraryRefersStrongly = true;
  table.meet(symbol);
}

function define(table: SymbolTable, entry: LibrarySymbol): void {
  const versioned = table.make(entry.name);
  if (hasOwnDefinition(versioned)) {
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
    if (hasOwnDefinition(plain)) {
      table.rename(versioned, plain);
      noteReference(table, plain, true);
    } else if (plain.kind !== KIND.shared) table.rename(plain, versioned);
  }
  const version = entry.version?.name ?? '';
  const explicit = table.make(`${entry.plainName}@${version}`);
  const now = table.make(entry.name);
  if (explicit !== now && explicit.kind !== KIND.shared && !hasOwnDefinition(explicit)) table.rename(explicit, now);
}

function adopt(symbol: GlobalSymbol, entry: LibrarySymbol): void {
  symbol.kind = KIND.shared;
  symbol.library = entry;
  symbol.type = entry.type;
  symbol.other |= entry.other;
  symbol.size = entry.size;
}

/** Names for one object in a library, a weak one and the strong one: the loader must know both if it must know one. */
function joinWeakNames(table: SymbolTable, library: SharedLibrary): void {
  for (const entry of library.symbols) {
    if (!entry.defined || !entry.weak || isCode(entry.type)) continue;
    const strong = strongNameOf(entry);
    const weak = table.make(entry.name);
    if (!strong || weak.library !== entry) continue;
    const real = table.make(strong.name);
    if (real.library !== strong || real === weak) continue;
    if (weak.met > 0) table.meet(real, true);
    else if (real.met > 0) table.meet(weak, true);
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
