/**
 * The assembler's state while it reads: where bytes go, which symbols there are, which text comes next.
 *
 * Enters: calls of the statement loop (statements.ts) and of the directives (directives/). Leaves: sections with fragments
 * and fixups, and the symbol table, for layout.ts. Mapping symbols ($x, $d) are made here, at the moments GNU as makes
 * them: when code or data is about to be written, and when a fragment with a variable part is closed.
 */
import type { DiagnosticSink, Pos } from '../diag/diagnostic.ts';
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { InstructionEncoder } from '../isa/encoder.ts';
import { FeatureSet } from '../isa/features.ts';
import { findLineMarkers } from '../text/line-markers.ts';
import type { SourceMap } from '../text/source-map.ts';
import { fits, writeInt, writeLeb } from './bytes.ts';
import { CallFrames } from './cfi.ts';
import { core } from './core/engine.ts';
import { ARCH_NAME, MOST_ARCH, STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import type { GnuAttribute } from './directives/gnu-attribute.ts';
import type { KnownLoop, LoopText } from './directives/loops.ts';
import { Equivalents } from './equivalents.ts';
import type { ExpressionContext } from './expression.ts';
import { ExpressionReader } from './expression.ts';
import { FIXUP, forgetFixups } from './fixup.ts';
import { type Int, wrap } from './int64.ts';
import { KnownLoops } from './known-texts.ts';
import { type KnownWords, Learnt } from './learnt.ts';
import { LineTable } from './line-table.ts';
import type { ListingRecorder } from './listing.ts';
import { MacroTable } from './macro-table.ts';
import { Multibyte } from './multibyte.ts';
import type { AsmInput, AsmOptions } from './options.ts';
import { LiteralPools } from './pool.ts';
import { RegisterAliases } from './register-alias.ts';
import { forgetRelocations } from './relocations.ts';
import type { Fragment, Subsection } from './section.ts';
import { forgetFragments, MAP, type Section, VARIABLE } from './section.ts';
import { SectionHistory } from './section-history.ts';
import { SectionTable } from './section-table.ts';
import type { Shapes } from './shapes.ts';
import { Frame } from './source.ts';
import type { StabLines } from './stab-lines.ts';
import { StatementText } from './statement-text.ts';
import type { Value } from './symbol.ts';
import { forgetSymbols, PLACE_NAME, Sym, symbolOf, WHERE } from './symbol.ts';
import { SymbolTable } from './symbol-table.ts';
import type { WordCache } from './word-cache.ts';

/** An instruction whose immediate waits for a symbol: encoded again at the end. */
export interface Deferred {
  readonly frag: Fragment;
  readonly offset: number;
  readonly text: string;
  readonly pos: Pos;
  /** What `1f` and `1b` meant there. */
  readonly labels: ReadonlyMap<string, Sym | undefined>;
  /** What names were of symbols: another one may have the name at the end. */
  readonly symbols: ReadonlyMap<string, Sym>;
  readonly dot: Sym;
  /** What was switched on, and what registers were called. */
  readonly features: FeatureSet;
  readonly aliases: ReadonlyMap<string, string>;
}

/** `.reloc offset, type [, value]`, done at the end. */
export interface RelocRequest {
  readonly section: Section;
  readonly offset: Value;
  readonly type: number;
  readonly value: Value;
  readonly pos: Pos;
}

/** A directive about the instruction that follows it. */
export interface Mark {
  readonly frag: Fragment;
  readonly offset: number;
  readonly pos: Pos;
}

/** Told of every instruction when it is written. `at` is where it starts in the statement's text. */
export interface LineRecorder {
  instruction(a: Assembler, at: number): void;
}

/** One level of `.if`. */
export interface Conditional {
  ignoring: boolean;
  /** A branch was taken, or the whole tree is in a skipped part. */
  done: boolean;
  elseSeen: boolean;
  /** Where it was opened: the frame, and the offset in its text. No position: an expansion with an `.if` need not be known to the source map. */
  readonly frame: Frame;
  readonly at: number;
}

/** Sections may not grow beyond this many bytes. */
export const SECTION_LIMIT = 2 ** 31;

let epochs = 0;

export class Assembler extends StatementText implements ExpressionContext {
  readonly input: AsmInput;
  readonly options: AsmOptions;
  readonly sink: DiagnosticSink;
  readonly map: SourceMap;
  /** What is known of instructions and macros, perhaps from units before. */
  readonly learnt: Learnt;
  readonly symbols: SymbolTable;
  readonly sections: SectionTable;
  readonly expression: ExpressionReader;
  readonly encoder: InstructionEncoder<Value>;
  features: FeatureSet;
  featuresKey = '';
  readonly aliases = new RegisterAliases();
  /** Set whenever an alias was read as a register; whoever wants to know clears it. */
  usedAlias = false;
  readonly macros: MacroTable;
  readonly loops = new Map<string, Map<number, KnownLoop>>();
  readonly loopTexts = new Map<string, LoopText>();
  /** Loops of files. */
  readonly knownLoops = new KnownLoops();
  /** Of the features at hand. */
  words: WordCache;
  shapes: Shapes;
  readonly equivalents = new Equivalents(this);
  readonly pools = new LiteralPools();
  readonly frames = new CallFrames();
  readonly lineTable: LineTable;
  readonly history = new SectionHistory();
  /** Symbols that `.local` named: a later `.comm` of them goes to .bss. */
  readonly localCommons = new Set<Sym>();
  /** A symbol was given a type that only GNU's ABI has. */
  gnuAbi = false;
  readonly relocs: RelocRequest[] = [];
  /** Where `.tlsdesccall` and the like stood: an instruction must follow. */
  readonly marks: Mark[] = [];
  /** `.abort` was read: there is no object, whatever the options say. */
  aborted = false;
  /** Data of a symbol and a number that they have no room for: wrong, unless the two come to less. */
  readonly wideAddends: { readonly size: number; readonly value: Value; readonly pos: Pos }[] = [];
  fileSymbol: Sym | undefined = undefined;
  /** Symbols made to name groups, which nothing else has made. */
  readonly signatures: Sym[] = [];
  /** There was an `.ident`. */
  identified = false;
  /** `.gnu_attribute`, by tag. */
  readonly gnuAttributes = new Map<number, GnuAttribute>();
  /** Where the open `.func` began. */
  openFunction: Pos | undefined = undefined;
  /** --gstabs */
  stabs: StabLines | undefined = undefined;
  /** Files read by .include and .incbin, and, as GNU as's --MD has them, those that `.file` named. */
  readonly dependencies: string[] = [];
  /** Whoever wants to know where instructions are. */
  readonly recorders: LineRecorder[] = [];
  /** With -a. */
  listing: ListingRecorder | undefined = undefined;
  readonly multibyte: Multibyte | undefined;
  readonly deferred: Deferred[] = [];
  readonly conditionals: Conditional[] = [];
  /** What is read, and the file that was given. */
  frame: Frame;
  readonly file: Frame;
  section: Section;
  sub: Subsection;
  alternate = false;
  macroCount = 0;
  /** Characters of the expansions so far (expansion.ts, charge). */
  expanded = 0;
  /** Changes with what instructions or names of macros mean, and is another number in each assembly. */
  epoch = ++epochs;
  localCount = 0;
  ended = false;
  #markNowhere: Sym | undefined = undefined;
  readonly bigEndian: boolean;
  /** Bytes of an address: 4 with -mabi=ilp32. */
  readonly addressSize: 4 | 8;

  constructor(input: AsmInput) {
    super();
    this.input = input;
    this.options = input.options ?? {};
    this.learnt = input.learnt ?? new Learnt(false);
    this.symbols = freshSymbols(this.learnt, input.shapes);
    this.macros = new MacroTable(this, this.learnt.macros);
    this.symbols.keepsLocals = this.options.keepLocals === true;
    this.sink = input.sink;
    this.map = input.sourceMap;
    this.bigEndian = this.options.bigEndian === true;
    this.addressSize = this.options.ilp32 ? 4 : 8;
    this.alternate = this.options.alternate === true;
    const { debug = 0, dwarf = 0, directory = '.' } = this.options;
    this.lineTable = new LineTable(Math.max(debug, dwarf), debug > 0, directory);
    this.recorders.push(this.lineTable);
    const known = this.#knownUnder(architecture(this.options));
    this.features = known.features;
    this.words = known.words;
    this.shapes = known.shapes;
    this.expression = new ExpressionReader(this);
    this.encoder = new InstructionEncoder<Value>(this.expression, this.features);
    this.encoder.ilp32 = this.options.ilp32 === true;
    // their places in the symbol table are before the sections', the last one first
    for (const { name } of [...(this.options.defsym ?? [])].reverse()) this.symbols.make(name);
    this.sections = new SectionTable(this.symbols);
    this.section = this.sections.text;
    this.sub = this.section.subsection(0);
    const { segments } = input;
    this.frame = new Frame(
      input.text,
      'file',
      segments ? '' : input.name,
      undefined,
      0,
      segments ? () => segments : undefined,
    );
    this.file = this.frame;
    if (input.base !== undefined) {
      this.frame.base = input.base;
      if (!segments) this.map.setLineMarkers(input.base, () => findLineMarkers(input.text));
    }
    this.multibyte = this.options.multibyte && new Multibyte(this.options.multibyte === 'names');
    this.multibyte?.text(this, this.frame);
    for (const { name, value } of this.options.defsym ?? []) this.#define(name, value);
  }

  /** --defsym */
  #define(name: string, value: string): void {
    const sym = this.symbols.make(name);
    const [number, end] = leadingNumber(value);
    if (end < value.length || value === '')
      this.sink.report(NO_POS, messages.doubtful(`--defsym ${name}: '${value}' is no number: ${number} is assumed`));
    sym.where = WHERE.absolute;
    sym.value = number;
    sym.assignable = true;
  }

  /** `key` says in words which features these are, so that the same again changes nothing. */
  setFeatures(features: FeatureSet, key: string): void {
    this.meanElse();
    this.featuresKey = key;
    tellArchitecture(key.startsWith(ARCH) ? key.slice(ARCH.length) : '');
    const known = this.#knownUnder(features);
    this.features = known.features;
    this.words = known.words;
    this.shapes = known.shapes;
    this.encoder.features = this.features;
  }

  #knownUnder(features: FeatureSet): KnownWords {
    return this.learnt.of(features, this.options.ilp32 ? 'ilp32 ' : '');
  }

  /** Instructions or names of macros mean something else from now on. */
  meanElse(): void {
    this.epoch = ++epochs;
  }

  /** Whether somebody wants to know of the next instruction. */
  get recording(): boolean {
    return this.lineTable.pending || this.lineTable.generating || this.recorders.length > 1;
  }

  /** Tell whoever wants to know of the instruction just written, which is at text[at]. */
  record(at: number): void {
    for (const recorder of this.recorders) recorder.instruction(this, at);
  }

  // Symbols (ExpressionContext).

  symbol(text: string, start: number, end: number): Sym {
    const sym = this.symbols.intern(text, start, end);
    return sym.again === undefined ? sym : this.equivalents.read(sym, sym.again);
  }

  numericLabel(number: number, forward: boolean): Sym | undefined {
    const id = core.findLabel(number, forward ? 1 : 0);
    renewViews();
    return id < 0 ? undefined : symbolOf(id);
  }

  here(): Sym {
    const named = this.section.keepsNames;
    const sym = new Sym(named ? PLACE_NAME : '.');
    if (named) this.symbols.append(sym);
    this.place(sym);
    return sym;
  }

  operation(op: string, left: Value, right: Value): Sym {
    const sym = new Sym('');
    sym.where = WHERE.equated;
    sym.equal = { op, left, right };
    return sym;
  }

  aliasOf(name: string): string | undefined {
    const register = this.aliases.meaning(name);
    if (register !== undefined) this.usedAlias = true;
    return register;
  }

  /** A fresh symbol of value 0. */
  zero(): Sym {
    const sym = new Sym('');
    sym.where = WHERE.absolute;
    return sym;
  }

  /** Define a symbol at the location counter. */
  place(sym: Sym): void {
    const { frag } = this.sub;
    if (this.section.absoluteBase !== undefined) {
      sym.where = WHERE.absolute;
      sym.value = this.section.absoluteBase + frag.virtual + this.sub.offset;
      this.listing?.definedIn.delete(sym);
      return;
    }
    sym.where = WHERE.place;
    sym.frag = frag;
    sym.value = this.sub.length - frag.start;
    this.listing?.defined(sym);
  }

  defineNumericLabel(number: number): void {
    this.effects++;
    const id = core.defineLabel(number);
    renewViews();
    this.place(symbolOf(id));
    if (this.lineTable.markLabels) this.lineTable.label(this);
  }

  /** Define the label text[start..end). */
  defineLabel(start: number, end: number): Sym {
    return this.define(this.symbols.intern(this.text, start, end), start, end);
  }

  /** Define a label, which was written at start..end of the statement. */
  define(label: Sym, start: number, end: number): Sym {
    this.effects++;
    let sym = label;
    if (sym.where !== WHERE.undefined && !this.#mayBecomeLabel(sym)) {
      if (!sym.assignable) {
        this.error(start, messages.symbolRedefined(sym.name), end - start);
        return sym;
      }
      if (sym.held) sym = this.symbols.renew(sym);
      sym.assignable = false;
      sym.equal = undefined;
    }
    this.place(sym);
    this.multibyte?.symbol(this, sym, start);
    if (this.lineTable.markLabels) this.lineTable.label(this);
    return sym;
  }

  /** A label may stand where an equal value was given before. */
  #mayBecomeLabel(sym: Sym): boolean {
    const { absoluteBase } = this.section;
    if (sym.where === WHERE.common) return !sym.size?.addend;
    if (absoluteBase !== undefined && sym.where === WHERE.absolute)
      return sym.value === absoluteBase + this.sub.frag.virtual + this.sub.offset;
    // a section's own symbol is in none of its fragments
    const sameFrag = sym.where === WHERE.place && sym.frag === this.sub.frag && !sym.isSection;
    return sameFrag && sym.value === this.sub.length - this.sub.frag.start;
  }

  // Sections.

  enter(section: Section, number: number): void {
    this.sub.keep();
    this.section = section;
    this.sub = section.subsection(number);
  }

  // Mapping symbols.

  /** Before code is written. */
  enterCode(): void {
    const { section } = this;
    if (section.align < 4) section.align = 4;
    if (section.mapState === MAP.code) return;
    if (section.mapState === MAP.none) {
      const first = section.subsections[0]?.frag;
      const firstFragment = section.subsections[0]?.start;
      if (firstFragment && (this.sub.frag !== firstFragment || first !== firstFragment || this.sub.offset > 0)) {
        const mark = this.makeMapping(MAP.data, firstFragment, 0);
        // it stands before all lines
        this.listing?.definedIn.delete(mark);
      }
    }
    section.mapState = MAP.code;
    this.makeMapping(MAP.code, this.sub.frag, this.sub.offset);
  }

  /** Before data is written. */
  enterData(): void {
    const { section } = this;
    if (
      section.mapState === MAP.data ||
      section.absoluteBase !== undefined ||
      (section.mapState === MAP.none && !section.isCode)
    )
      return;
    section.mapState = MAP.data;
    this.makeMapping(MAP.data, this.sub.frag, this.sub.offset);
  }

  #mapFragment(state: number): void {
    const { section } = this;
    if (section.mapState === state || section.isDebug || section.absoluteBase !== undefined) return;
    section.mapState = state;
    this.makeMapping(state, this.sub.frag, this.sub.offset);
  }

  makeMapping(state: number, frag: Fragment, offset: number): Sym {
    const sym = this.symbols.makeMapping(state, frag, offset);
    this.listing?.defined(sym);
    const rare = frag.own();
    if (offset === 0) {
      if (rare.firstMap) rare.firstMap.hidden = true;
      rare.firstMap = sym;
    }
    if (rare.lastMap && rare.lastMap.value === offset) rare.lastMap.hidden = true;
    rare.lastMap = sym;
    return sym;
  }

  // Emission.

  /** Get ready for an instruction, before its operands are read: symbols that they mention come after the mapping symbol. */
  beginCode(): void {
    const { section } = this;
    if (section.absoluteBase !== undefined) return;
    if (section.mapState === MAP.code && section.align >= 4) return;
    if (section.mapState === MAP.data && section.isCode) this.alignCode(2, 0);
    this.enterCode();
  }

  /** Code that is in no section (`.struct`): it takes no room, and leaves a mark of the data before it. */
  #codeNowhere(bytes: number): void {
    const { section, sub } = this;
    const base = section.absoluteBase ?? 0;
    section.absoluteBase = base - bytes;
    if (section.mapState === MAP.code) return;
    section.mapState = MAP.code;
    if (base + sub.frag.virtual + sub.offset === 0) return;
    if (this.#markNowhere) this.#markNowhere.hidden = true;
    this.#markNowhere = new Sym('$d');
    this.#markNowhere.where = WHERE.absolute;
    this.symbols.append(this.#markNowhere);
  }

  /** Make an instruction word; in a code section that was in data, aligned first. */
  emitCode(word: number): void {
    this.beginCode();
    if (this.section.absoluteBase !== undefined) this.#codeNowhere(4);
    const { sub } = this;
    if (sub.length + 4 > sub.bytes.length) sub.reserve(4);
    const { bytes, length } = sub;
    bytes[length] = word;
    bytes[length + 1] = word >>> 8;
    bytes[length + 2] = word >>> 16;
    bytes[length + 3] = word >>> 24;
    sub.length = length + 4;
  }

  /** Append the words of instructions, given as bytes. */
  emitWords(bytes: Uint8Array): void {
    this.beginCode();
    if (this.section.absoluteBase !== undefined) this.#codeNowhere(bytes.length);
    this.#append(bytes);
  }

  /** Append bytes of data that were written as one piece, or in pieces of `piece` bytes. */
  emitBytes(bytes: ArrayLike<number>, piece = bytes.length): void {
    const { sub } = this;
    sub.pieces?.add(sub.length, bytes.length, piece);
    this.#append(bytes);
  }

  #append(bytes: ArrayLike<number>): void {
    const { sub } = this;
    sub.reserve(bytes.length);
    sub.bytes.set(bytes, sub.length);
    sub.length += bytes.length;
  }

  /** Append an integer of `size` bytes in the target's byte order; `piece` as for emitBytes. */
  emitInt(value: Int, size: number, piece = size): void {
    const { sub } = this;
    sub.pieces?.add(sub.length, size, piece);
    sub.reserve(size);
    writeInt(sub.bytes, sub.length, value, size, this.bigEndian);
    sub.length += size;
  }

  emitByte(value: number): void {
    const { sub } = this;
    if (sub.length === sub.bytes.length) sub.reserve(1);
    sub.bytes[sub.length++] = value;
  }

  /** Append a LEB128 of at most 32 bits; unsigned ones may not be negative. */
  emitLeb(value: number, signed: boolean): void {
    const { sub } = this;
    sub.reserve(5);
    const end = writeLeb(sub.bytes, sub.length, value, signed);
    sub.pieces?.add(sub.length, end - sub.length, end - sub.length);
    sub.length = end;
  }

  /** Append `size` bytes for the expression just read (and not found to be constant), with a fixup. */
  emitSymbolic(size: number, at: number): void {
    const { plus, minus, addend } = this.expression;
    if (size < 8 && !minus && !fits(addend, size))
      this.wideAddends.push({ size, value: this.expression.value(), pos: this.pos(at) });
    this.sub.fixups.add(this.sub.frag, this.sub.offset, size, FIXUP.data, plus, minus, addend, this.pos(at));
    this.emitInt(0, size);
  }

  alignCode(power: number, most: number): void {
    this.#mapFragment(MAP.code);
    const frag = this.sub.close(VARIABLE.alignCode, -1);
    frag.power = power;
    frag.most = most;
  }

  /** Before padding that the caller writes. */
  enterPadding(): void {
    this.#mapFragment(this.section.isCode ? MAP.code : MAP.data);
  }

  align(power: number, most: number, pattern?: Uint8Array): Fragment {
    this.enterPadding();
    const { absoluteBase } = this.section;
    if (absoluteBase !== undefined) {
      const at = absoluteBase + this.sub.frag.virtual + this.sub.offset;
      const pad = Math.ceil(at / 2 ** power) * 2 ** power - at;
      return this.sub.close(VARIABLE.fill, most > 0 && pad > most ? 0 : pad);
    }
    const frag = this.sub.close(VARIABLE.align, -1);
    frag.power = power;
    frag.most = most;
    if (pattern) frag.own().pattern = pattern;
    return frag;
  }

  recordAlign(power: number): void {
    const align = 2 ** power;
    if (align > this.section.align) this.section.align = align;
  }

  /** A run of `count` times `pattern`. */
  fill(count: number, pattern: Uint8Array, unmapped = false): void {
    if (unmapped && this.section.mapState === MAP.none) this.section.mappedLate = true;
    else this.#mapFragment(MAP.data);
    const total = count * pattern.length;
    if (this.sub.length + total > SECTION_LIMIT && this.section.hasData) {
      this.errorHere(messages.limitReached(`section '${this.section.name}'`, `${SECTION_LIMIT} bytes`));
      return;
    }
    const frag = this.sub.close(VARIABLE.fill, total);
    if (pattern.length > 1 || pattern[0] !== 0) frag.own().pattern = pattern;
  }

  /** A variable part that only the layout can size. */
  variable(kind: number, value: Value | undefined, at: number): Fragment {
    if (kind === VARIABLE.space) this.#mapFragment(MAP.data);
    const frag = this.sub.close(kind, -1);
    const rare = frag.own();
    rare.value = value;
    rare.pos = this.pos(at);
    return frag;
  }
}

/** The number that a text begins with, in C's ways, and where it ends; without one 0, as GNU as has it. */
function leadingNumber(text: string): readonly [Int, number] {
  const [all = '', sign = '', digits = '0'] = /^\s*([-+]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i.exec(text) ?? [];
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits.toLowerCase());
  return [wrap(sign === '-' ? -value : value), all.length];
}

/** What `featuresKey` is after `.arch`, before the name. */
const ARCH = ' arch ';

/** Tell the core which `.arch` would change nothing; '': none. */
function tellArchitecture(name: string): void {
  // with extensions it is another matter
  const length = name.length > MOST_ARCH || name.includes(' ') ? 0 : name.length;
  for (let i = 0; i < length; i++) u8[ARCH_NAME + i] = name.charCodeAt(i);
  i32[STATE.archLength] = length;
}

/** Symbols and fragments are numbers in memory that all assemblies share, one after the other. */
function freshSymbols(learnt: Learnt, saved: Uint8Array | undefined): SymbolTable {
  learnt.begin(saved);
  tellArchitecture('');
  forgetSymbols();
  forgetFragments();
  forgetFixups();
  forgetRelocations();
  return new SymbolTable();
}

function architecture({ arch, cpu }: AsmOptions): FeatureSet {
  const set = cpu === undefined ? undefined : FeatureSet.fromCpu(cpu);
  return set ?? (arch === undefined ? undefined : FeatureSet.fromArchitecture(arch)) ?? FeatureSet.default();
}
