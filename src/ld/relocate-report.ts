/**
 * What is wrong with relocations, in words: undefined symbols together with who refers to them, values out of range with both places and what to do.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { type Reloc, relocFault, relocRange } from '../isa/relocs.ts';
import { hint, type LinkContext } from './context.ts';
import type { GlobalSymbol, InputFile, InputSection } from './model.ts';

const MAX_REFERENCES = 3;

interface Place {
  readonly input: InputSection;
  readonly offset: number;
}

export class RelocationReport {
  readonly #context: LinkContext;
  /** Undefined symbols with the places that refer to them. */
  readonly #undefined = new Map<string, Place[]>();

  constructor(context: LinkContext) {
    this.#context = context;
  }

  /** The name that a relocation's symbol has for people: its own, or its section's. */
  nameOf(file: InputFile, index: number): string {
    const id = file.globals[index] ?? -1;
    if (id >= 0) return this.#context.symbols.names.text(id);
    const { view, symbols } = file;
    if (!view || !symbols) return '';
    const name = view.symbolName(symbols, index);
    return name !== '' ? name : (file.sections[symbols.section(index)]?.name ?? '');
  }

  where(input: InputSection, offset: number | bigint): string {
    return `${input.file.title} (${input.name}+${messages.hex(offset)})`;
  }

  fault(input: InputSection, offset: number, row: Reloc, symbol: number, x: bigint): void {
    const where = this.where(input, offset);
    const name = this.nameOf(input.file, symbol);
    const exact = BigInt.asIntN(64, x);
    const range = relocRange(row);
    const target = this.#definition(input.file, symbol);
    const text =
      range && relocFault(row, exact) === 'range'
        ? messages.relocRange(where, row.name, name, exact, range.low, range.high, remedy(row))
        : messages.relocAlign(where, row.name, name, exact, row.align);
    this.#context.sink.report(NO_POS, text, 1, target === undefined ? [] : [{ pos: NO_POS, text: target }]);
  }

  /** Where the target is. */
  #definition(file: InputFile, index: number): string | undefined {
    const id = file.globals[index] ?? -1;
    const symbol = id >= 0 ? this.#context.symbols.byId(id) : undefined;
    const section = symbol ? symbol.section : file.sections[file.symbols?.section(index) ?? 0];
    if (!section) return undefined;
    const name = this.nameOf(file, index);
    if ('file' in section) return messages.definedIn(name, section.file.title, section.name);
    return messages.definedIn(name, '', section.name);
  }

  unknown(input: InputSection, offset: bigint, type: number): void {
    this.#context.sink.report(NO_POS, messages.unknownReloc(this.where(input, offset), type));
  }

  outside(input: InputSection, offset: number): void {
    const where = `${input.file.title} (${input.name})`;
    this.#context.sink.report(NO_POS, messages.relocOutside(where, offset, input.rawSize));
  }

  unsupported(input: InputSection, offset: number, row: Reloc): void {
    const text = messages.unsupportedReloc(
      this.where(input, offset),
      row.name,
      'has no meaning in a static link of this kind',
    );
    this.#context.sink.report(NO_POS, text);
  }

  /** Position-independent output cannot have this one. */
  notPic(input: InputSection, offset: number, row: Reloc, symbol: number, preemptible: boolean): void {
    const { options } = this.#context;
    const what = options.shared ? 'a shared object' : 'a position-independent executable';
    const name = this.nameOf(input.file, symbol);
    this.#context.sink.report(NO_POS, messages.notPic(this.where(input, offset), row.name, name, what, preemptible));
  }

  /** A library's symbol has no address here. */
  unresolvable(input: InputSection, offset: number, row: Reloc, symbol: number): void {
    const text = messages.librarySymbol(this.where(input, offset), row.name, this.nameOf(input.file, symbol));
    this.#context.sink.report(NO_POS, text);
  }

  indirectAddend(input: InputSection, offset: number, row: Reloc, symbol: number, addend: bigint): void {
    const name = this.nameOf(input.file, symbol);
    this.#context.sink.report(NO_POS, messages.indirectAddend(this.where(input, offset), row.name, name, addend));
  }

  discarded(input: InputSection, offset: number, index: number): void {
    const { file } = input;
    const id = file.globals[index] ?? -1;
    const target = id >= 0 ? this.#context.symbols.byId(id).section : file.sections[file.symbols?.section(index) ?? 0];
    const text = messages.discardedReference(this.nameOf(file, index), this.where(input, offset), target?.name ?? '');
    this.#context.sink.report(NO_POS, text);
  }

  /** Note a reference to something that is not there. Returns true: the caller has nothing left to do. */
  undefined(input: InputSection, symbol: number, offset: number): true {
    const name = this.nameOf(input.file, symbol);
    const places = this.#undefined.get(name) ?? [];
    places.push({ input, offset });
    this.#undefined.set(name, places);
    return true;
  }

  /** Report undefined symbols, each once, with the first places that refer to it. */
  finish(): void {
    if (this.#undefined.size === 0) return;
    const { symbols, sink, options } = this.#context;
    const defined = symbols.all.filter((s): s is GlobalSymbol => s?.isDefined === true).map((s) => symbols.nameOf(s));
    for (const [name, places] of this.#undefined) {
      const notes = places
        .slice(0, MAX_REFERENCES)
        .map((p) => ({ pos: NO_POS, text: `referred to by ${this.where(p.input, p.offset)}` }));
      if (places.length > MAX_REFERENCES)
        notes.push({ pos: NO_POS, text: `and ${places.length - MAX_REFERENCES} more` });
      const message = messages.undefinedSymbol(name, hint(name, defined));
      sink.report(NO_POS, options.unresolved === 'warn' ? { ...message, severity: 'warning' } : message, 1, notes);
    }
  }
}

function remedy(row: Reloc): string | undefined {
  if (row.form === 'imm26')
    return 'a branch reaches 128 MiB: move the sections together, or let the linker insert a veneer';
  if (row.form === 'imm19' || row.form === 'imm14')
    return 'a conditional branch or literal load reaches 1 MiB (tbz: 32 KiB): branch around an unconditional branch';
  if (row.name.endsWith('ADR_PREL_LO21')) return 'adr reaches 1 MiB: use adrp and add';
  if (row.form === 'adr') return 'adrp reaches 4 GiB: use movz and movk';
  if (row.form === 'data32') return 'use a 64-bit reference';
  return undefined;
}
