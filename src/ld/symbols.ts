/**
 * The global symbol table and the rules by which definitions and references meet (gABI "Symbol Table"; ld's strong,
 * weak, common).
 *
 * Enters: the symbols of each input, file by file, in link order. Leaves: one GlobalSymbol a name. Duplicate strong
 * definitions go to the sink with both places.
 */
import { type DiagnosticSink, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { SymbolView } from '../elf/tables.ts';
import { isCode, isUnlike } from './dynamic/library.ts';
import { GlobalSymbol, type InputFile, type InputSection, KIND } from './model.ts';
import { NameTable } from './names.ts';

export class SymbolTable {
  readonly names = new NameTable();
  readonly all: (GlobalSymbol | undefined)[] = [];
  readonly #sink: DiagnosticSink;
  readonly #allowMultiple: boolean;
  readonly #wrapped: ReadonlySet<string>;
  /** A shared object shows the loader all that its objects know. */
  readonly #showsAll: boolean;
  /** Ids of names that mean a symbol of another name; `all` has none at them. */
  readonly #aliases = new Map<number, GlobalSymbol>();
  /** The strong name of a library's weak one for the same data. */
  readonly realOf = new Map<GlobalSymbol, GlobalSymbol>();
  readonly #manyNamed = new Set<GlobalSymbol>();
  #met = 0;

  constructor(sink: DiagnosticSink, allowMultiple: boolean, wrapped: readonly string[] = [], showsAll = false) {
    this.#sink = sink;
    this.#allowMultiple = allowMultiple;
    this.#wrapped = new Set(wrapped);
    this.#showsAll = showsAll;
  }

  byId(id: number): GlobalSymbol {
    let symbol = this.all[id] ?? this.#aliases.get(id);
    if (!symbol) {
      symbol = new GlobalSymbol(id);
      this.all[id] = symbol;
    }
    return symbol;
  }

  /** The symbol, if its name is known at all. */
  find(name: string): GlobalSymbol | undefined {
    const id = this.names.find(name);
    return id < 0 ? undefined : this.byId(id);
  }

  make(name: string): GlobalSymbol {
    return this.byId(this.names.internText(name));
  }

  nameOf(symbol: GlobalSymbol): string {
    return this.names.text(symbol.id);
  }

  /** Both an object and a library know the symbol now (`always`: it goes where another name for it goes): the loader must, too. */
  meet(symbol: GlobalSymbol, always = false): void {
    if (symbol.met > 0 || !(always || symbol.referenced || symbol.isDefined || symbol.kind === KIND.common)) return;
    this.#met++;
    symbol.met = this.#met;
    const real = this.realOf.get(symbol);
    if (real) this.meet(real, true);
  }

  /** All names of `from` mean `to` from now on; what was noted of `from` goes over. */
  rename(from: GlobalSymbol, to: GlobalSymbol): void {
    to.referenced ||= from.referenced;
    to.referencedStrongly ||= from.referencedStrongly;
    to.libraryRefers ||= from.libraryRefers;
    to.libraryRefersStrongly ||= from.libraryRefersStrongly;
    to.referredBy ??= from.referredBy;
    if (from.visibility !== 0 && (to.visibility === 0 || from.visibility < to.visibility))
      to.visibility = from.visibility;
    to.other |= from.other;
    if (to.met === 0) to.met = from.met;
    this.all[from.id] = undefined;
    this.#aliases.set(from.id, to);
    if (this.#manyNamed.delete(from))
      for (const [id, symbol] of this.#aliases) if (symbol === from) this.#aliases.set(id, to);
    this.#manyNamed.add(to);
  }

  /** The symbol, for a definition in the output: one that a library has is no longer the library's. */
  own(name: string): GlobalSymbol {
    const id = this.names.internText(name);
    const known = this.byId(id);
    if (known.kind !== KIND.shared) return known;
    const symbol = this.#takeOver(known, id);
    symbol.libraryRefers = true;
    symbol.library = undefined;
    symbol.kind = KIND.undefined;
    return symbol;
  }

  /** A definition of NAME in the output where a library has NAME@@VERSION: from now on both names mean the output's. */
  #takeOver(symbol: GlobalSymbol, id: number): GlobalSymbol {
    if (symbol.id === id) return symbol;
    const own = new GlobalSymbol(id);
    own.type = symbol.type;
    own.size = symbol.size;
    this.rename(symbol, own);
    this.#aliases.delete(id);
    this.all[id] = own;
    return own;
  }

  /** All symbols are known: each file's ids become those of the symbols' own names. */
  settle(files: readonly InputFile[]): void {
    if (this.#aliases.size === 0) return;
    for (const { globals } of files)
      globals.forEach((id, i) => {
        const symbol = this.#aliases.get(id);
        if (symbol) globals[i] = symbol.id;
      });
  }

  /** Take over all global symbols of a file. */
  addFile(file: InputFile): void {
    const { symbols, view } = file;
    if (!symbols || !view) return;
    const ids = new Int32Array(symbols.count).fill(-1);
    file.globals = ids;
    for (let i = Math.max(1, symbols.firstGlobal); i < symbols.count; i++) {
      const at = symbols.strings + symbols.nameOffset(i);
      const wraps = this.#wrapped.size > 0 && symbols.section(i) === elf.SHN_UNDEF;
      const id = wraps
        ? this.names.internText(this.#wrap(view.symbolName(symbols, i)))
        : this.names.internTerminated(view.bytes, at);
      ids[i] = id;
      this.#resolve(this.byId(id), id, file, symbols, i);
    }
  }

  /** --wrap NAME: references to NAME mean __wrap_NAME, and __real_NAME means NAME. */
  #wrap(name: string): string {
    if (this.#wrapped.has(name)) return `__wrap_${name}`;
    const real = name.startsWith('__real_') ? name.slice('__real_'.length) : '';
    return this.#wrapped.has(real) ? real : name;
  }

  #resolve(known: GlobalSymbol, id: number, file: InputFile, symbols: SymbolView, i: number): void {
    const index = symbols.inSection(i) ? -1 : symbols.section(i);
    if (index === elf.SHN_COMMON && known.kind === KIND.shared && !isCode(known.type)) {
      this.#refer(known, file, false, known.type);
      this.meet(known);
      return;
    }
    const refers = index === elf.SHN_UNDEF;
    const taken = known.kind === KIND.shared && !refers;
    const symbol = taken ? this.#takeOver(known, id) : known;
    if (taken) {
      symbol.libraryRefers = !isUnlike(known.type, symbols.info(i) & 15);
      symbol.library = undefined;
    }
    this.#add(symbol, file, symbols, i);
    if (this.#showsAll || symbol.kind === KIND.shared || symbol.libraryRefers) this.meet(symbol);
  }

  #add(symbol: GlobalSymbol, file: InputFile, symbols: SymbolView, i: number): void {
    const binding = symbols.info(i) >> 4;
    const weak = binding === elf.STB_WEAK;
    const other = symbols.other(i);
    const visibility = other & 3;
    if (visibility !== 0 && (symbol.visibility === 0 || visibility < symbol.visibility)) symbol.visibility = visibility;
    symbol.other |= other & ~3;
    if (binding === elf.STB_GNU_UNIQUE) symbol.unique = true;
    const index = symbols.section(i);
    const inSection = symbols.inSection(i);
    if (!inSection && index === elf.SHN_UNDEF) {
      this.#refer(symbol, file, weak, symbols.info(i) & 15);
      return;
    }
    if (!inSection && index === elf.SHN_COMMON) {
      this.#common(symbol, file, symbols, i);
      return;
    }
    const section = inSection ? file.sections[index] : undefined;
    // A definition in a COMDAT copy that was dropped is a reference to the copy that was kept.
    if (section?.discarded === 'group') {
      this.#refer(symbol, file, weak, 0);
      return;
    }
    this.#define(symbol, file, symbols, i, section, weak);
  }

  #refer(symbol: GlobalSymbol, file: InputFile, weak: boolean, type: number): void {
    if (!symbol.referredBy) symbol.referredBy = file;
    symbol.referenced = true;
    if (!weak) symbol.referencedStrongly = true;
    if (symbol.kind === KIND.fresh) {
      symbol.kind = weak ? KIND.weakUndefined : KIND.undefined;
      symbol.file = file;
      symbol.type = type;
    } else if (symbol.kind === KIND.weakUndefined && !weak) {
      symbol.kind = KIND.undefined;
      symbol.file = file;
    }
  }

  #common(symbol: GlobalSymbol, file: InputFile, symbols: SymbolView, i: number): void {
    const size = symbols.size(i);
    const align = symbols.value(i);
    file.declaresCommon = true;
    if (symbol.kind === KIND.defined) return;
    const known = symbol.kind === KIND.common;
    const before = known ? symbol.value : 0n;
    symbol.kind = KIND.common;
    symbol.type = elf.STT_OBJECT;
    // Its room is with the file that has the largest declaration.
    if (!known || size > symbol.size) {
      symbol.file = file;
      symbol.size = size;
    }
    symbol.value = before > align ? before : align;
    if ((symbols.info(i) & 15) === elf.STT_TLS) symbol.type = elf.STT_TLS;
  }

  #define(
    symbol: GlobalSymbol,
    file: InputFile,
    symbols: SymbolView,
    i: number,
    section: InputSection | undefined,
    weak: boolean,
  ): void {
    if (symbol.kind === KIND.defined || symbol.kind === KIND.weak || symbol.kind === KIND.common) {
      if (weak) return;
      if (symbol.kind === KIND.defined) {
        if (symbol.script || this.#allowMultiple || symbol.linkerDefined) return;
        const first =
          symbol.section && 'file' in symbol.section
            ? place(symbol.section.file, symbol.section)
            : 'an absolute symbol';
        this.#sink.report(NO_POS, messages.duplicate(this.nameOf(symbol), place(file, section), first));
        return;
      }
    }
    symbol.kind = weak ? KIND.weak : KIND.defined;
    symbol.file = file;
    symbol.section = section;
    symbol.value = symbols.value(i);
    // What an object does not say a library may have said.
    const type = symbols.info(i) & 15;
    const size = symbols.size(i);
    if (!symbol.libraryRefers || size !== 0n) symbol.size = size;
    if (!symbol.libraryRefers || type !== elf.STT_NOTYPE) symbol.type = type;
  }
}

function place(file: InputFile, section: InputSection | undefined): string {
  return section ? `${file.title} (${section.name})` : file.title;
}
