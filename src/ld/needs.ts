/**
 * What relocations ask for beyond their own place: GOT entries, PLT entries, relocations left to the loader.
 *
 * Enters: all relocations of what is loaded, and the symbols. Leaves: one Need a symbol that needs anything, and counts of dynamic
 * relocations by section. From here on it is decided how each symbol is reached (AAELF64, "Static linking of GOT references",
 * "Dynamic linking"; thread-local storage after relaxation, tls.ts).
 */
import * as elf from '../elf/constants.ts';
import { RELOCS, type Reloc, relocNumber } from '../isa/relocs.ts';
import type { LinkContext } from './context.ts';
import { addressKind, bindsLocally, dynamicKind, isHidden, isPositionIndependent } from './dynamic/binding.ts';
import { isCode } from './dynamic/library.ts';
import { F, type GlobalSymbol, type InputFile, type InputSection, KIND } from './model.ts';
import { relaxed } from './tls.ts';

/** Kinds of GOT entries: an address, (module, offset), an offset from the thread pointer, a descriptor. */
export const GOT = { address: 1, module: 2, offset: 4, descriptor: 8 } as const;

/** How one symbol is reached. Offsets are bytes in their section; -1: there is none. */
export class Need {
  readonly symbol: GlobalSymbol | undefined;
  readonly file: InputFile;
  readonly index: number;
  /** GOT kinds. */
  got = 0;
  called = false;
  /** Its address is taken other than through the GOT. */
  pointer = false;
  /** Of a library's symbol: code or read-only data holds its address, so it must have one in the program. */
  fixed = false;
  /** In .got: the address or the offset; the (module, offset) pair. */
  slot = -1;
  pair = -1;
  /** In .got.plt: the descriptor, the PLT's pointer; in .plt: the entry. */
  descriptor = -1;
  /** Counts descriptors as the relocations ask for them; their relocations for the loader are in this order. */
  descriptorUse = 0;
  pltSlot = -1;
  plt = -1;

  constructor(symbol: GlobalSymbol | undefined, file: InputFile, index: number) {
    this.symbol = symbol;
    this.file = file;
    this.index = index;
  }

  get isIndirect(): boolean {
    if (this.symbol) return this.symbol.type === elf.STT_GNU_IFUNC && this.symbol.isDefined;
    return ((this.file.symbols?.info(this.index) ?? 0) & 15) === elf.STT_GNU_IFUNC;
  }
}

export class Needs {
  /** By name index. */
  readonly globals = new Map<number, Need>();
  readonly locals = new Map<InputFile, Map<number, Need>>();
  /** Something refers to the GOT itself. */
  usesGot = false;
  /** The first file with a relocation that may be one against an indirect function. */
  owner: InputFile | undefined;
  /** Dynamic relocations by the section that they change. */
  readonly relocated = new Map<InputSection, number>();
  /** Words that -z pack-relative-relocs leaves to .relr.dyn: by section, offsets. */
  readonly packed = new Map<InputSection, number[]>();

  /** The need of a symbol as a relocation names it; undefined when it has none. */
  find(file: InputFile, index: number): Need | undefined {
    const id = file.globals[index] ?? -1;
    return id >= 0 ? this.globals.get(id) : this.locals.get(file)?.get(index);
  }

  make(context: LinkContext, file: InputFile, index: number): Need {
    const known = this.find(file, index);
    if (known) return known;
    const id = file.globals[index] ?? -1;
    const need = new Need(id >= 0 ? context.symbols.byId(id) : undefined, file, index);
    if (id >= 0) this.globals.set(id, need);
    else {
      const map = this.locals.get(file) ?? new Map<number, Need>();
      map.set(index, need);
      this.locals.set(file, map);
    }
    return need;
  }

  /** Locals by file and index, as the table is laid out. */
  *localNeeds(): Generator<Need> {
    for (const map of this.locals.values()) for (const [, need] of [...map].sort(([a], [b]) => a - b)) yield need;
  }
}

const ABS64 = relocNumber('ABS64');

/** What a relocation type may ask for. */
const ASKS = { nothing: 0, got: 1, gotBase: 2, call: 3, address: 4 } as const;

const asks = new Uint8Array(2048);
const gotKind = new Uint8Array(2048);
for (const row of RELOCS.values()) {
  const { operation: o, number } = row;
  asks[number] = asksOf(row);
  gotKind[number] = /GTLSIDX|GLDM/.test(o)
    ? GOT.module
    : /GTPREL/.test(o)
      ? GOT.offset
      : /GTLSDESC/.test(o)
        ? GOT.descriptor
        : GOT.address;
}

function asksOf({ operation, form }: Reloc): number {
  if (/G\(/.test(operation)) return ASKS.got;
  if (/GOT/.test(operation)) return ASKS.gotBase;
  if (form === 'imm26') return ASKS.call;
  return /^(Page\()?S \+ A/.test(operation) ? ASKS.address : ASKS.nothing;
}

/** Types against globals for which GNU ld gets ready for indirect functions. */
const mayBeIndirect = new Uint8Array(2048);
for (const name of ['ABS64', 'ADD_ABS_LO12_NC', 'ADR_PREL_PG_HI21', 'CALL26', 'JUMP26'].concat([
  'ADR_GOT_PAGE',
  'LD64_GOT_LO12_NC',
  'GOT_LD_PREL19',
  'LD64_GOTOFF_LO15',
  'LD64_GOTPAGE_LO15',
]))
  mayBeIndirect[relocNumber(name)] = 1;

/** Words that are too short for an address: nothing is made ready for them. */
const isNarrow = new Uint8Array(2048);
for (const name of ['ABS32', 'ABS16']) isNarrow[relocNumber(name)] = 1;

/** The GOT kind that a type's entry has. */
export const gotKindOf = (type: number): number => gotKind[type] as number;

/** Look through all relocations of loaded sections. */
export function collectNeeds(context: LinkContext): Needs {
  const needs = new Needs();
  const indirect = context.symbols.all.some((s) => s?.type === elf.STT_GNU_IFUNC);
  const scan = new Scan(context, needs, indirect);
  needs.usesGot = context.symbols.find('_GLOBAL_OFFSET_TABLE_')?.kind === KIND.undefined;
  for (const file of context.files)
    for (const section of file.list)
      if (section.rela !== 0 && section.discarded === '' && section.flags & F.alloc) scan.section(file, section);
  scan.finish();
  return needs;
}

class Scan {
  readonly #context: LinkContext;
  readonly #needs: Needs;
  readonly #pic: boolean;
  readonly #dynamic: boolean;
  readonly #indirect: boolean;
  #descriptors = 0;
  /** Writable sections with the address of a library's symbol, in programs that are not moved. */
  readonly #pointers = new Map<Need, InputSection[]>();

  constructor(context: LinkContext, needs: Needs, indirect: boolean) {
    this.#context = context;
    this.#needs = needs;
    this.#pic = isPositionIndependent(context.options);
    this.#dynamic = context.dynamic !== undefined;
    this.#indirect = indirect;
  }

  /** The loader fills in addresses of what needs no place in the program. */
  finish(): void {
    for (const [need, sections] of this.#pointers)
      if (!need.fixed && !need.called) for (const section of sections) this.#count(section);
  }

  section(file: InputFile, section: InputSection): void {
    const { view, symbols } = file;
    if (!view || !symbols) return;
    const { owner } = this.#needs;
    const every = this.#dynamic || this.#indirect || hasIndirect(file);
    const relocations = view.relocations(section.rela, symbols.count);
    for (let i = 0; i < relocations.count; i++) {
      const type = relocations.type(i);
      const what = asks[type] ?? 0;
      if (!owner && mayBeIndirect[type] === 1 && relocations.symbol(i) >= symbols.firstGlobal)
        this.#needs.owner ??= file;
      if (what === ASKS.nothing || (what > ASKS.gotBase && !every)) continue;
      this.#one(file, section, type, what, relocations.symbol(i), relocations.place(i));
    }
  }

  #one(file: InputFile, section: InputSection, type: number, what: number, index: number, place: number): void {
    if (what === ASKS.gotBase) {
      this.#needs.usesGot = true;
      return;
    }
    const id = file.globals[index] ?? -1;
    const symbol = id >= 0 ? this.#context.symbols.byId(id) : undefined;
    if (what === ASKS.got) this.#got(file, type, index, symbol);
    else if (what === ASKS.call) this.#call(file, index, symbol);
    else this.#address(file, section, type, index, symbol, place);
    if (symbol?.kind === KIND.weakUndefined && (what !== ASKS.address || type === ABS64)) symbol.loaderFinds = true;
  }

  #got(file: InputFile, type: number, index: number, symbol: GlobalSymbol | undefined): void {
    if (relaxed(this.#context, type, symbol) === 'local') return;
    this.#needs.usesGot = true;
    const need = this.#needs.make(this.#context, file, index);
    const kind = gotKindOf(type);
    // An offset from the thread pointer serves the other thread-local forms as well.
    if (kind === GOT.descriptor && need.descriptorUse === 0) {
      this.#descriptors++;
      need.descriptorUse = this.#descriptors;
    }
    if (kind === GOT.offset || (kind !== GOT.address && relaxed(this.#context, type, symbol) === 'initial'))
      need.got = GOT.offset;
    else if (!(need.got & GOT.offset)) need.got |= kind;
  }

  #call(file: InputFile, index: number, symbol: GlobalSymbol | undefined): void {
    // A hidden function that is called gets no PLT entry, and GNU ld drops its name then; other hidden names stay in a program.
    if (this.#dynamic && symbol?.isDefined && isHidden(symbol)) symbol.forcedLocal = true;
    const local = !symbol && this.#isIndirect(file, index, symbol);
    if (!symbol && !local) return;
    if (symbol && !this.#isIndirect(file, index, symbol)) {
      const calls = this.#dynamic && !bindsLocally(this.#context, symbol, true);
      if (!calls || dynamicKind(this.#context, symbol) === 'none' || !(this.#pic || symbol.exported)) return;
    }
    this.#needs.make(this.#context, file, index).called = true;
  }

  #address(
    file: InputFile,
    section: InputSection,
    type: number,
    index: number,
    symbol: GlobalSymbol | undefined,
    place: number,
  ): void {
    const indirect = this.#isIndirect(file, index, symbol);
    if (indirect) {
      const need = this.#needs.make(this.#context, file, index);
      need.pointer = true;
      need.called = true;
    }
    if (!this.#pic) {
      if (symbol?.kind === KIND.shared) this.#fixedAddress(file, section, type, index, symbol);
      return;
    }
    if (type !== ABS64 || index === 0) return;
    if (symbol?.kind === KIND.shared && isCode(symbol.type)) this.#needs.make(this.#context, file, index).called = true;
    const kind = indirect && !symbol ? 'irelative' : addressKind(this.#context, symbol);
    if (kind === 'none') return;
    // Bit 0 of an entry of .relr.dyn says what it is, so the address must be even.
    if (this.#context.options.relr && kind === 'relative' && section.align >= 2 && place % 2 === 0)
      this.#pack(section, place);
    else this.#count(section);
  }

  /** A program that is not moved: a library's function gets an address here, and data too unless only writable words hold it. */
  #fixedAddress(file: InputFile, section: InputSection, type: number, index: number, symbol: GlobalSymbol): void {
    if (isNarrow[type] === 1) return;
    const need = this.#needs.make(this.#context, file, index);
    need.pointer = true;
    if (isCode(symbol.type)) need.called = true;
    else if (type === ABS64 && !(section.flags & F.readonly)) {
      const sections = this.#pointers.get(need);
      if (sections) sections.push(section);
      else this.#pointers.set(need, [section]);
    } else need.fixed = true;
  }

  #pack(section: InputSection, place: number): void {
    const { packed } = this.#needs;
    const places = packed.get(section);
    if (places) places.push(place);
    else packed.set(section, [place]);
  }

  #count(section: InputSection): void {
    const { relocated } = this.#needs;
    relocated.set(section, (relocated.get(section) ?? 0) + 1);
  }

  /** Local indirect functions get entries as well. */
  #isIndirect(file: InputFile, index: number, symbol: GlobalSymbol | undefined): boolean {
    if (symbol) return symbol.type === elf.STT_GNU_IFUNC && symbol.isDefined;
    return ((file.symbols?.info(index) ?? 0) & 15) === elf.STT_GNU_IFUNC;
  }
}

/** Whether a file has local indirect functions. */
function hasIndirect(file: InputFile): boolean {
  const { symbols } = file;
  for (let i = 1; symbols && i < symbols.firstGlobal; i++)
    if ((symbols.info(i) & 15) === elf.STT_GNU_IFUNC) return true;
  return false;
}
