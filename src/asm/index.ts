/**
 * The assembler: text in, an ELF object out.
 *
 * Reading (statements.ts) fills sections with fragments and fixups; layout.ts gives every byte its address; relocate.ts turns
 * fixups into bytes and relocations; object.ts makes the ElfFile. Errors go to the sink; with errors nothing comes out.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { compressDebugSections } from '../elf/compress.ts';
import type { ElfFile } from '../elf/object.ts';
import { Assembler, SECTION_LIMIT } from './assembler.ts';
import { writeBuildNotes } from './build-notes.ts';
import { core, isMemoryFull, useCore } from './core/engine.ts';
import { DebugInfo } from './debug-info.ts';
import { writeGnuAttributes } from './directives/gnu-attribute.ts';
import { checkMarks, placeLiterals } from './directives/misc.ts';
import { finishStabs } from './directives/stabs.ts';
import { writeFrames } from './frame-writer.ts';
import { type InstructionLine, InstructionLines } from './instruction-lines.ts';
import { Layout, settle } from './layout.ts';
import { LineProgram } from './line-program.ts';
import { ListingRecorder } from './listing.ts';
import { type ListedSymbol, listingText } from './listing-text.ts';
import { ObjectBuilder } from './object.ts';
import type { AsmInput } from './options.ts';
import { Relocator } from './relocate.ts';
import { MAP, Section } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { finishSequences } from './sequences.ts';
import { recordStabs } from './stab-lines.ts';
import { StatementLoop } from './statements.ts';
import { type Sym, WHERE } from './symbol.ts';

export { writeObject } from '../elf/write.ts';
export type { AsmInput, AsmOptions } from './options.ts';

/** What an assembly gives besides the object. */
export interface Assembly {
  /** Undefined when there were errors. */
  readonly elf: ElfFile | undefined;
  /** With options.lines: every instruction. */
  readonly lines: readonly InstructionLine[];
  /** With options.listing. */
  readonly listing: string | undefined;
  /** Files read by .include and .incbin, or named by `.file "name"`. */
  readonly dependencies: readonly string[];
}

/**
 * Assemble a preprocessed text. Throws GrammarNeeded (src/expr/lazy.ts) when an expression needs the grammar and it is
 * not loaded: call inside withGrammar.
 */
export function assemble(input: AsmInput): ElfFile | undefined {
  return assembleFully(input).elf;
}

/** As `assemble`, with the by-products. */
export function assembleFully(input: AsmInput): Assembly {
  useCore(input.core);
  try {
    return assembleWhole(input);
  } catch (error) {
    if (!isMemoryFull(error)) throw error;
    input.sink.report(NO_POS, messages.limitReached('what is kept of the source', '2 GiB'));
    return { elf: undefined, dependencies: [], lines: [], listing: undefined };
  }
}

function assembleWhole(input: AsmInput): Assembly {
  const { sink } = input;
  const reported = sink.list.length;
  const a = new Assembler(input);
  const lines = input.options?.lines ? new InstructionLines() : undefined;
  if (lines) a.recorders.push(lines);
  const { listing } = input.options ?? {};
  if (listing) a.listing = new ListingRecorder(listing.letters, sink);
  recordStabs(a);
  new StatementLoop(a).run();
  finishSequences(a);
  a.equivalents.settle();
  const made = finish(a);
  a.learnt.end();
  const anyway = input.options?.objectAnyway === true && !a.aborted;
  const elf = a.sink.errorCount > 0 && !anyway ? undefined : made;
  sortReports(a, reported);
  return {
    elf,
    dependencies: a.dependencies,
    lines: elf && lines ? lines.list() : [],
    listing: made && a.listing ? listed(a, made, a.listing) : undefined,
  };
}

function finish(a: Assembler): ElfFile | undefined {
  for (const pool of [...a.pools.list]) {
    a.enter(pool.sub.section, pool.sub.number);
    placeLiterals(a);
  }
  finishSections(a);
  closeSections(a);
  new Layout(a).run();
  // Layout has said so; there is no memory to make the contents in.
  if (a.sections.list.some((section) => section.hasData && section.size > SECTION_LIMIT)) return undefined;
  checkMarks(a);
  a.lineTable.checkZeroViews(a);
  const relocator = new Relocator(a);
  relocator.run();
  const elf = new ObjectBuilder(a, relocator).build();
  if (a.options.compress) compressDebugSections(elf, a.options.compress === 'zlib-gnu');
  a.listing?.finish(a, relocator.bytes);
  return elf;
}

/** The listing of what was assembled. */
function listed(a: Assembler, elf: ElfFile, recorder: ListingRecorder): string | undefined {
  const { listing } = a.options;
  if (!listing) return undefined;
  const symbols = listOrder(a).flatMap((sym) => listedSymbol(sym, elf, recorder) ?? []);
  const { rows, paper } = recorder;
  const isPlaced = a.sink.errorCount === 0;
  return listingText({ ...listing, name: a.input.name, rows, paper, symbols, isPlaced });
}

/** Symbols as GNU as lists them: the file, all others, local labels when relocations name them, and what was made for groups. */
function listOrder({ fileSymbol, symbols, signatures }: Assembler): Sym[] {
  const list = [...symbols.all()];
  const isLate = (sym: Sym): boolean => sym.isLocalLabel && sym.index > 0;
  const late = list.filter(isLate).sort((x, y) => x.index - y.index);
  return [...(fileSymbol ? [fileSymbol] : []), ...list.filter((sym) => !isLate(sym)), ...late, ...signatures];
}

/** What is listed of a symbol that is in the object. */
function listedSymbol(sym: Sym, elf: ElfFile, recorder: ListingRecorder): ListedSymbol | undefined {
  const { index, name, isSection, where } = sym;
  const symbol = elf.symbols[index];
  if (index === 0 || isSection || !symbol) return undefined;
  const place = SPECIAL[symbol.section] ?? elf.sections[symbol.section]?.name ?? '';
  const section = where === WHERE.undefined ? undefined : place;
  // A common symbol's value is its alignment in the object, its size in the listing.
  const value = where === WHERE.common ? symbol.size : symbol.value;
  return { name, section, value, row: recorder.definedIn.get(sym) };
}

/** How listings call what is in no section. */
const SPECIAL: Readonly<Record<number, string>> = { 65521: '*ABS*', 65522: '*COM*' };

/** More reports than this are left in the order in which they came. */
const SORT_LIMIT = 2000;

/** Put what was reported since `from` in the order of the source: fixups complain only at the end. */
function sortReports(a: Assembler, from: number): void {
  const { list } = a.sink;
  if (list.length - from < 2 || list.length - from > SORT_LIMIT || inOrder(a, from)) return;
  const keyed = list.slice(from).map((diagnostic) => {
    const at = diagnostic.pos < 0 ? Number.POSITIVE_INFINITY : a.map.outermost(diagnostic.pos);
    return { diagnostic, at };
  });
  keyed.sort((x, y) => (x.at === y.at ? 0 : x.at - y.at));
  list.splice(from, keyed.length, ...keyed.map((k) => k.diagnostic));
}

/** Whether all reports are about the source itself, each further on than the one before: then nothing has to be located. */
function inOrder({ sink: { list }, input }: Assembler, from: number): boolean {
  let before = input.base;
  if (before === undefined) return false;
  const end = before + input.text.length;
  for (let i = from; i < list.length; i++) {
    const { pos } = list[i] as (typeof list)[0];
    if (pos < before || pos > end) return false;
    before = pos;
  }
  return true;
}

/** Sections that are made when everything was read. */
function finishSections(a: Assembler): void {
  const { noexecstack } = a.options;
  if (noexecstack !== undefined && a.sections.named('.note.GNU-stack').length === 0) {
    const stack = new Section('.note.GNU-stack', SHT.progbits, noexecstack ? 0 : SHF.exec);
    // its symbol comes last, and needs a place
    a.sections.add(stack, true).subsection(0);
  }
  // With the addresses of code at hand, what is said about it needs no fixups.
  for (const section of a.sections.list) if (section.isCode && entryPower(section) === 0) settle(section);
  finishLines(a);
  writeFrames(a);
  finishStabs(a);
  writeGnuAttributes(a);
  if (a.options.buildNotes) writeBuildNotes(a);
}

/** .debug_line, unless the source brings one. */
function finishLines(a: Assembler): void {
  const { lineTable } = a;
  // GNU as looks at the first one of a name
  const filled = (name: string): boolean => a.sections.named(name)[0]?.subsections.some((u) => u.length > 0) === true;
  const own = filled('.debug_line');
  const bare = !filled('.debug_info');
  if (lineTable.sections.length === 0 && (own || bare)) return;
  if (own && !lineTable.generating) {
    a.sink.report(-1, messages.badParameter('the source has contents of .debug_line beside .loc'));
    return;
  }
  lineTable.finish();
  core.settleViews();
  for (const number of lineTable.missingFiles())
    a.sink.report(-1, messages.badParameter(`file number ${number} has no name, but a higher one has`));
  if (!own) new LineProgram(a, lineTable).write();
  if (bare) new DebugInfo(a, lineTable).write();
}

/** Every subsection ends with an (empty) alignment, which may leave a mapping symbol. */
function closeSections(a: Assembler): void {
  for (const section of [...a.sections.list]) {
    mapLate(a, section);
    for (const sub of [...section.subsections]) {
      a.enter(section, sub.number);
      const power = entryPower(section);
      if (section.isCode) a.alignCode(power, 0);
      else a.align(power, 0);
    }
  }
}

/** The mapping symbol of a section that has none yet. */
function mapLate(a: Assembler, section: Section): void {
  const first = section.subsections[0]?.start;
  if (!section.mappedLate || section.mapState !== MAP.none || !first) return;
  section.mapState = MAP.data;
  a.makeMapping(MAP.data, first, 0);
}

/** Sections of mergeable entries end at a multiple of the largest power of two that divides the entry size. */
function entryPower(section: Section): number {
  if ((section.flags & SHF.merge) === 0 || section.entsize === 0) return 0;
  return Math.log2(section.entsize & -section.entsize);
}
