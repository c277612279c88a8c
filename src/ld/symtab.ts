/**
 * The output's symbol table, in the order of GNU ld: sections, then the local symbols of each input in the order in which
 * the inputs first appear in the output, then globals that became local, then the globals as its hash table is walked.
 */
import * as elf from '../elf/constants.ts';
import type { ElfView } from '../elf/read.ts';
import { StringTable } from '../elf/string-table.ts';
import type { SymbolView } from '../elf/tables.ts';
import { addressOf, inputAddress } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { isPositionIndependent } from './dynamic/binding.ts';
import { isWeakNow } from './dynamic/fill.ts';
import type { KeptSymbols } from './kept-symbols.ts';
import { F, type GlobalSymbol, type InputFile, type InputSection, KIND, OutputSection } from './model.ts';
import { latin1Bytes } from './names.ts';
import { orderedVeneers, type VeneerSection } from './veneers.ts';

/** Where input symbols are in the output's table, for relocations that stay. */
export interface SymbolIndices {
  readonly sections: Map<OutputSection, number>;
  /** By input symbol index; 0 for what was left out. */
  readonly locals: Map<InputFile, Int32Array>;
  /** By name index. */
  readonly globals: Int32Array;
}

export interface SymbolTableImage {
  readonly indices: SymbolIndices;
  readonly bytes: Uint8Array;
  readonly strings: Uint8Array;
  readonly firstGlobal: number;
  readonly count: number;
}

class Writer {
  #data: DataView<ArrayBuffer>;
  readonly strings = new StringTable();
  #names: Uint32Array<ArrayBuffer>;
  count = 1;
  readonly indices: SymbolIndices;
  /** STT_FILE symbols so far. */
  files = 0;
  readonly #little: boolean;

  /** `capacity`: how many symbols there will be, about; room that stays unused costs nothing. */
  constructor(little: boolean, names: number, capacity: number) {
    this.#little = little;
    this.#data = new DataView(new ArrayBuffer(24 * capacity));
    this.#names = new Uint32Array(capacity);
    this.indices = { sections: new Map(), locals: new Map(), globals: new Int32Array(names) };
  }

  add(name: number, info: number, other: number, section: number, value: bigint, size: bigint): void {
    const at = this.slot(name, info, other, section);
    this.#data.setBigUint64(at + 8, value, this.#little);
    this.#data.setBigUint64(at + 16, size, this.#little);
  }

  /** Start a symbol; returns where its bytes are. Value and size follow at 8 and 16. */
  slot(name: number, info: number, other: number, section: number): number {
    if ((this.count + 1) * 24 > this.#data.byteLength) this.#grow();
    const at = this.count * 24;
    this.#names[this.count++] = name;
    this.#data.setUint8(at + 4, info);
    this.#data.setUint8(at + 5, other);
    this.#data.setUint16(at + 6, section, this.#little);
    return at;
  }

  /** A 64-bit field. */
  setHalves(at: number, low: number, high: number): void {
    this.#data.setUint32(at + (this.#little ? 0 : 4), low, this.#little);
    this.#data.setUint32(at + (this.#little ? 4 : 0), high, this.#little);
  }

  #grow(): void {
    const bigger = new Uint8Array(this.#data.byteLength * 2);
    bigger.set(new Uint8Array(this.#data.buffer));
    this.#data = new DataView(bigger.buffer);
    const names = new Uint32Array(this.#names.length * 2);
    names.set(this.#names);
    this.#names = names;
  }

  finish(firstGlobal: number): SymbolTableImage {
    const strings = this.strings.finish();
    for (let i = 1; i < this.count; i++)
      this.#data.setUint32(i * 24, this.strings.offset(this.#names[i] as number), this.#little);
    return {
      bytes: new Uint8Array(this.#data.buffer, 0, this.count * 24),
      strings,
      firstGlobal,
      count: this.count,
      indices: this.indices,
    };
  }
}

/** Make .symtab and .strtab of what is `kept`. Section indices must be set. */
export function makeSymbolTable(context: LinkContext, kept: KeptSymbols): SymbolTableImage {
  const { count } = context.symbols.names;
  const locals = context.files.reduce((sum, { symbols }) => sum + (symbols?.firstGlobal ?? 0) + 1, 0);
  const writer = new Writer(!context.bigEndian, count, 1024 + locals + count);
  const { options, outputs } = context;
  const real = outputs.filter((s) => s.index > 0).sort((a, b) => a.index - b.index);
  for (const section of real) {
    writer.indices.sections.set(section, writer.count);
    writer.add(0, elf.STT_SECTION, 0, section.index, options.relocatable ? 0n : section.vma, 0n);
  }
  const seen = new Set<InputFile>();
  for (const section of real) {
    // Inputs of sections without contents are not copied, and so not met.
    if (!(section.flags & F.contents) && (~section.flags & (F.load | F.tls)) !== 0) continue;
    for (const input of section.inputs) {
      if (seen.has(input.file)) continue;
      seen.add(input.file);
      const { view, symbols } = input.file;
      if (!view || !symbols) continue;
      const indices = new Int32Array(symbols.firstGlobal);
      writer.indices.locals.set(input.file, indices);
      new FileLocals(context, writer, input.file, kept).add(view, symbols, indices);
    }
  }
  const order = context.symbols.names.walk();
  addForcedLocals(context, writer, order, kept);
  addMappingSymbols(context, writer);
  const firstGlobal = writer.count;
  for (const id of order) {
    const symbol = context.symbols.all[id];
    if (symbol && !isLocalNow(symbol) && kept.global(id)) addGlobal(context, writer, symbol);
  }
  return writer.finish(firstGlobal);
}

const isLocalNow = (symbol: GlobalSymbol): boolean => symbol.forcedLocal;

function isTemporary(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x2e && bytes[at + 1] === 0x4c;
}

/** The local symbols of one file. Addresses are added up in 32-bit halves: there are many. */
class FileLocals {
  readonly #context: LinkContext;
  readonly #writer: Writer;
  readonly #file: InputFile;
  readonly #rule: string;
  readonly #kept: KeptSymbols;
  readonly #stripped: boolean;
  #named = false;

  constructor(context: LinkContext, writer: Writer, file: InputFile, kept: KeptSymbols) {
    this.#kept = kept;
    this.#stripped = context.options.strip === 'all';
    this.#context = context;
    this.#writer = writer;
    this.#file = file;
    const { discardLocals, relocatable } = context.options;
    this.#rule = relocatable && discardLocals === 'merge' ? 'none' : discardLocals;
  }

  add(view: ElfView, symbols: SymbolView, indices: Int32Array): void {
    for (let i = 1; i < symbols.firstGlobal; i++) {
      const type = symbols.info(i) & 15;
      if (type === elf.STT_SECTION || (this.#stripped && !this.#kept.local(this.#file, i))) continue;
      const written =
        type === elf.STT_FILE || !symbols.inSection(i)
          ? this.#absolute(view, symbols, i, type)
          : this.#inSection(view, symbols, i, type);
      if (written) indices[i] = this.#writer.count - 1;
    }
  }

  /** A file that has no STT_FILE symbol of its own is named once one of its symbols is written. */
  #nameFile(): void {
    if (this.#named || this.#stripped) return;
    this.#named = true;
    this.#writer.files++;
    const { name } = this.#file;
    const id = this.#writer.strings.addText(name.slice(name.lastIndexOf('/') + 1));
    this.#writer.add(id, elf.STT_FILE, 0, elf.SHN_ABS, 0n, 0n);
  }

  #absolute(view: ElfView, symbols: SymbolView, i: number, type: number): boolean {
    if (type === elf.STT_FILE) {
      this.#named = true;
      this.#writer.files++;
    }
    if (symbols.section(i) === elf.SHN_UNDEF) return false;
    if (this.#context.options.discardLocals === 'all' && type !== elf.STT_FILE) return false;
    this.#nameFile();
    this.#write(view, symbols, i, elf.SHN_ABS, symbols.valueLow(i), symbols.valueHigh(i));
    return true;
  }

  #inSection(view: ElfView, symbols: SymbolView, i: number, type: number): boolean {
    const { strip } = this.#context.options;
    const index = symbols.section(i);
    const section = this.#file.sections[index];
    // Where all entries of a section are another's, its symbols are there.
    if (!section?.output || (section.discarded !== '' && section.discarded !== 'merged')) return false;
    if (strip === 'debug' && section.flags & F.debug) return false;
    const nameAt = symbols.strings + symbols.nameOffset(i);
    if (dropsLocal(this.#rule, section, isTemporary(view.bytes, nameAt))) return false;
    if (section.merged || section.edited || type === elf.STT_TLS) return this.#rare(view, symbols, i, section);
    const { output } = section;
    if (output.index === 0) return false;
    this.#nameFile();
    const { relocatable } = this.#context.options;
    const low = (relocatable ? 0 : output.low) + section.offset + symbols.valueLow(i);
    const high = (relocatable ? 0 : output.high) + symbols.valueHigh(i) + Math.floor(low / 2 ** 32);
    this.#write(view, symbols, i, output.index, low >>> 0, high >>> 0);
    return true;
  }

  /** Symbols in merged strings move one by one; those of thread data count from its start. */
  #rare(view: ElfView, symbols: SymbolView, i: number, section: InputSection): boolean {
    const address = inputAddress(section, symbols.value(i));
    const where = section.merged ? section.merged.find(Number(symbols.value(i))).section.output : section.output;
    if (address === undefined || !where || where.index === 0) return false;
    this.#nameFile();
    const tls = (symbols.info(i) & 15) === elf.STT_TLS ? tlsStart(this.#context) : 0n;
    const value = BigInt.asUintN(64, address - (this.#context.options.relocatable ? where.vma : tls));
    this.#write(view, symbols, i, where.index, Number(value & 0xffffffffn), Number(value >> 32n));
    return true;
  }

  #write(view: ElfView, symbols: SymbolView, i: number, section: number, low: number, high: number): void {
    const nameAt = symbols.strings + symbols.nameOffset(i);
    const end = view.bytes.indexOf(0, nameAt);
    const writer = this.#writer;
    const at = writer.slot(writer.strings.add(view.bytes, nameAt, end), symbols.info(i), symbols.other(i), section);
    writer.setHalves(at + 8, low, high);
    writer.setHalves(at + 16, symbols.sizeLow(i), symbols.sizeHigh(i));
  }
}

function dropsLocal(rule: string, section: InputSection, temporary: boolean): boolean {
  if (rule === 'all') return true;
  if (!temporary || rule === 'none') return false;
  return rule === 'temporary' || (section.flags & F.merge) !== 0;
}

function tlsStart(context: LinkContext): bigint {
  return context.outputs.find((s) => !s.removed && s.flags & F.tls)?.vma ?? 0n;
}

/** Globals that are hidden now, after an empty file name that ends the last input's symbols. */
function addForcedLocals(context: LinkContext, writer: Writer, order: Int32Array, kept: KeptSymbols): void {
  let first = true;
  for (const id of order) {
    const symbol = context.symbols.all[id];
    if (!symbol?.forcedLocal || !symbol.isDefined || !kept.global(id)) continue;
    if (first && writer.files > 0) writer.add(0, elf.STT_FILE, 0, elf.SHN_ABS, 0n, 0n);
    first = false;
    addGlobal(context, writer, symbol, elf.STB_LOCAL);
  }
}

/** The linker's own code says that it is code ("$x", AAELF64 "Mapping symbols"). */
function addMappingSymbols(context: LinkContext, writer: Writer): void {
  if (context.options.strip === 'all') return;
  for (const made of context.veneers.values()) addVeneers(writer, made);
  const plt = context.dynamic?.sections.plt;
  if (!plt?.output || plt.size === 0 || plt.discarded !== '' || plt.output.index === 0) return;
  const value = plt.output.vma + BigInt(plt.offset);
  writer.add(writer.strings.addText('$x'), elf.STT_NOTYPE, 0, plt.output.index, value, 0n);
}

/** Each veneer has a name; what is code and what data in it is marked. */
function addVeneers(writer: Writer, made: VeneerSection): void {
  const { output } = made.section;
  if (!output) return;
  const base = output.vma + BigInt(made.section.offset);
  const add = (name: string, info: number, offset: number, size: number): void => {
    writer.add(writer.strings.addText(name), info, 0, output.index, base + BigInt(offset), BigInt(size));
  };
  add('$x', elf.STT_NOTYPE, 0, 0);
  for (const { name, offset, size } of orderedVeneers(made)) {
    add(name, elf.STT_FUNC, offset, size);
    add('$x', elf.STT_NOTYPE, offset, 0);
    if (size > 12) add('$d', elf.STT_NOTYPE, offset + 16, 0);
  }
}

function addGlobal(context: LinkContext, writer: Writer, symbol: GlobalSymbol, binding?: number): void {
  const { options } = context;
  if (symbol.kind === KIND.fresh) return;
  const name = fileName(context, symbol);
  if (!symbol.isDefined) {
    if (symbol.kind === KIND.common) {
      writer.indices.globals[symbol.id] = writer.count;
      addCommon(writer, symbol, name);
      return;
    }
    const weak = symbol.kind === KIND.weakUndefined;
    // Nobody will look for it any more: it is at 0.
    const stays = options.relocatable || (symbol.exported && symbol.referenced);
    if (!stays && (weak ? !options.emitRelocs : !isAskedFor(context, symbol))) return;
    const bind = (options.relocatable ? weak : isWeakNow(symbol)) ? elf.STB_WEAK : elf.STB_GLOBAL;
    const info = (bind << 4) | symbol.type;
    const value = addressOf(symbol) ?? 0n;
    writer.indices.globals[symbol.id] = writer.count;
    writer.add(writer.strings.add(name), info, symbol.visibility | symbol.other, 0, value, 0n);
    return;
  }
  const output = outputOf(symbol);
  if (output === null) return;
  // The loader's own two symbols are not relative to a section in dynamic outputs.
  const fixed = context.dynamic !== undefined && isPositionIndependent(options) && symbol.linkerDefined;
  const index = fixed ? elf.SHN_ABS : (output?.index ?? elf.SHN_ABS);
  const address = addressOf(symbol);
  if (address === undefined) return;
  const bind =
    binding ?? (symbol.unique ? elf.STB_GNU_UNIQUE : symbol.kind === KIND.weak ? elf.STB_WEAK : elf.STB_GLOBAL);
  const base = options.relocatable && output ? output.vma : symbol.type === elf.STT_TLS ? tlsStart(context) : 0n;
  const type = symbol.type === elf.STT_COMMON ? elf.STT_OBJECT : symbol.type;
  writer.indices.globals[symbol.id] = writer.count;
  const other = binding === elf.STB_LOCAL ? symbol.other : symbol.visibility | symbol.other;
  writer.add(
    writer.strings.add(name),
    (bind << 4) | type,
    other,
    index,
    BigInt.asUintN(64, address - base),
    symbol.size,
  );
}

/** A library's symbol shows the version that it was linked against. */
function fileName({ symbols }: LinkContext, { id, library }: GlobalSymbol): Uint8Array {
  if (!library?.version) return symbols.names.bytes(id);
  return latin1Bytes(`${library.plainName}@${library.version.name}`);
}

/** By -u, EXTERN or as the entry. */
function isAskedFor({ options, script, symbols }: LinkContext, symbol: GlobalSymbol): boolean {
  const name = symbols.nameOf(symbol);
  if (name === (options.entry ?? script.entry?.name)) return true;
  return options.undefinedSymbols.includes(name) || script.undefinedSymbols.includes(name);
}

function addCommon(writer: Writer, symbol: GlobalSymbol, name: Uint8Array): void {
  writer.add(
    writer.strings.add(name),
    (elf.STB_GLOBAL << 4) | elf.STT_OBJECT,
    symbol.visibility | symbol.other,
    elf.SHN_COMMON,
    symbol.value,
    symbol.size,
  );
}

/** The output section of a defined symbol; undefined for absolute ones, null for those that were discarded. */
function outputOf(symbol: GlobalSymbol): OutputSection | undefined | null {
  const { section } = symbol;
  if (!section) return undefined;
  const output =
    section instanceof OutputSection
      ? section
      : section.merged
        ? section.merged.find(Number(symbol.value)).section.output
        : section.output;
  if (!(section instanceof OutputSection) && section.discarded !== '' && section.discarded !== 'merged') return null;
  if (!output) return null;
  return output.index > 0 ? output : undefined;
}
