/**
 * The linker: objects and a script to an image. The order of the stages is this file.
 */
import { type DiagnosticSink, FatalDiagnostic, NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { SourceMap } from '../text/source-map.ts';
import { addressOf } from './addresses.ts';
import { build } from './build.ts';
import { type Hash, planBuildId } from './build-id.ts';
import { allocateCommons } from './commons.ts';
import { hint, type LinkContext, scriptPos } from './context.ts';
import { checkCrossReferences } from './crossrefs.ts';
import { isHidden, isPositionIndependent } from './dynamic/binding.ts';
import { decideExports } from './dynamic/exports.ts';
import { shareReferences } from './dynamic/join.ts';
import { makeDynamicSections, planRelocations, sizeDynamicSections } from './dynamic/plan.ts';
import { resizeRelr } from './dynamic/relr.ts';
import { checkLibraries } from './dynamic/undefined.ts';
import { VersionRules } from './dynamic/versions.ts';
import { EarlyNames } from './early.ts';
import { editFrames } from './eh-frame/edit.ts';
import { dropUnusedHeader, fillFrameHeader, makeFrameHeader, sizeFrameHeader } from './eh-frame/header.ts';
import { linkRecords } from './eh-frame/rewrite.ts';
import { noDataSegment } from './evaluate.ts';
import { expectHeader, placeHeader } from './file-header.ts';
import { collectGarbage } from './gc.ts';
import { excludeEmpty, makeSection, planGot } from './got.ts';
import { makeGroups } from './groups.ts';
import { LinkedImage } from './image.ts';
import { Layout } from './layout.ts';
import { type LinkObject, Loader } from './load.ts';
import { planLink } from './main-script.ts';
import { traceSymbols } from './mentions.ts';
import { mergeSections } from './merge.ts';
import { F, InputFile, KIND, type OutputSection } from './model.ts';
import { neededFinder } from './needed.ts';
import { collectNeeds } from './needs.ts';
import { DEFAULT_OPTIONS, type LinkOptions } from './options.ts';
import { checkFileSize, numberSections, planFile, Relocator, renderSections, writeExecutable } from './output.ts';
import { checkOverlaps } from './overlap.ts';
import { makePackageNote } from './package-note.ts';
import { warnOfPermissions } from './permission-warnings.ts';
import { mergeProperties } from './properties.ts';
import { makeRegions } from './regions.ts';
import type { Script } from './script/ast.ts';
import { loadScriptGrammar } from './script/parse.ts';
import { headerBytes, planSegments, type Segment } from './segments.ts';
import { attachBounds, expectBounds, placeBounds } from './start-stop.ts';
import { SymbolTable } from './symbols.ts';
import { VeneerPlanner } from './veneers.ts';
import { reportWarnings, takeWarnings } from './warning-sections.ts';

export { LinkedImage } from './image.ts';
export type { LinkObject } from './load.ts';
export { DEFAULT_OPTIONS, type LinkOptions } from './options.ts';

export interface LinkScript {
  readonly name: string;
  /** One character a byte; already preprocessed if it is a `.S`. */
  readonly text: string;
  /** Pos of its first character, where the source map knows it already (as preprocessor output, say). */
  readonly base?: Pos;
}

export interface LinkInput {
  /** Bytes of objects and archives, in link order. */
  readonly objects: readonly LinkObject[];
  readonly script?: LinkScript | undefined;
  /** How many of `objects` come before the files that the script itself names (INPUT); 0 unless given. */
  readonly scriptAt?: number | undefined;
  /** How many of `options.defsyms` come before the script: all unless given. */
  readonly defsymsAt?: number | undefined;
  readonly options?: Partial<LinkOptions>;
  readonly sink: DiagnosticSink;
  readonly sourceMap: SourceMap;
  /** For thin archives, INPUT and INCLUDE. */
  readonly readFile?: (path: string) => Uint8Array | undefined;
  /** For the build id of large outputs, where the host's are faster than our own. */
  readonly createHash?: ((algorithm: 'sha1' | 'md5') => Hash | undefined) | undefined;
}

/**
 * Link. Returns undefined when there were errors (they are in the sink); then nothing may be written.
 */
export async function link(input: LinkInput): Promise<LinkedImage | undefined> {
  await loadScriptGrammar();
  try {
    return linkNow(input);
  } catch (error) {
    if (!(error instanceof FatalDiagnostic)) throw error;
    input.sink.report(error.pos, error.diagnostic, error.length);
    return undefined;
  }
}

function linkNow(input: LinkInput): LinkedImage | undefined {
  const { sink } = input;
  const options: LinkOptions = { ...DEFAULT_OPTIONS, ...input.options };
  const errorsBefore = sink.errorCount;
  const failed = (): boolean => sink.errorCount > errorsBefore;

  // Script: text to commands. What follows never reads text again but for messages.
  const { script, objects, scriptAt } = planLink(input, options);
  if (failed()) return undefined;

  // Inputs: every symbol of every input is in the table afterwards.
  const symbols = new SymbolTable(sink, options.allowMultipleDefinition, options.wrapped, options.shared);
  const readFile = input.readFile ?? (() => undefined);
  const loader = new Loader({
    options,
    sink,
    symbols,
    readFile,
    keepsGroups: options.relocatable && !script.forceGroups && !options.forceGroups,
    beforeLibraries: () => dynamicNames(symbols),
  });
  const entry = options.entry ?? script.entry?.name;
  // A shared object need not have the entry that the script speaks of.
  const needed = options.shared ? options.entry : entry;
  for (const name of [...options.undefinedSymbols, ...script.undefinedSymbols, ...(needed ? [needed] : [])])
    refer(symbols, name);
  if (isPositionIndependent(options)) dynamicNames(symbols);
  const early = new EarlyNames(symbols, options);
  loadInputs({ options, defsymsAt: input.defsymsAt }, script, early, loader, objects, scriptAt);
  if (!failed()) loader.loadNeeded(neededFinder(options, readFile));
  shareReferences(symbols, loader.libraries);
  symbols.settle(loader.files);
  const [library] = loader.libraries;
  // Somebody must own what the linker makes.
  if (loader.files.length === 0 && library) loader.files.push(new InputFile(library.name, '', undefined, undefined));
  if (loader.files.length === 0 && !failed()) sink.report(NO_POS, messages.noInputs());
  if (failed()) return undefined;
  const context = makeContext(input, options, script, symbols, loader);
  context.usesHeadersSize = early.usesHeadersSize;

  traceSymbols(context);
  const warnings = takeWarnings(context);
  // Sections that the linker itself makes must exist before patterns are matched.
  mergeProperties(context);
  if (isPositionIndependent(options) || loader.libraries.length > 0)
    context.dynamic = makeDynamicSections(context, new VersionRules(script.versions));
  const frameHeader = makeFrameHeader(context);
  if (options.gcSections) dropUnreached(context, entry);
  const fileHeader = expectHeader(context);
  const bounds = expectBounds(context);
  if (!options.relocatable) planReferences(context);
  planBuildId(context);
  makePackageNote(context);
  if (options.relocatable && options.execStack !== undefined) noteStack(context, options.execStack);
  const layout = new Layout(context);
  allocateCommons(context);
  context.groups = makeGroups(context, loader.kept);
  // From here on every input section has its output section, or is discarded.
  build(context, layout.scope);
  attachBounds(bounds);
  mergeSections(context);
  makeRegions(context, layout.scope);
  defineThreadBase(context);
  if (context.dynamic && context.got) sizeDynamicSections(context, context.dynamic, context.got);
  if (frameHeader) dropUnusedHeader(context, frameHeader);
  excludeEmpty(context);
  if (!layout.run()) return undefined;
  const frames = editFrames(context);
  if (frames && frameHeader) sizeFrameHeader(frameHeader, frames);
  if (frames && !layout.again()) return undefined;

  const segments = settle(context, layout);
  if (!segments) return undefined;
  placeBounds(bounds);
  // From here on no address changes.
  layout.finish();
  if (frames) linkRecords(frames.placed, !context.bigEndian);
  checkOverlaps(context);
  checkCrossReferences(context);
  reportWarnings(context, warnings);
  if (failed()) return undefined;

  checkRequired(context);
  checkLibraries(context, loader.missing);
  const sections = numberSections(context);
  if (!checkFileSize(context, sections, segments)) return undefined;
  if (fileHeader) placeHeader(fileHeader, segments);
  const relocator = new Relocator(context);
  const plan = planFile(context, sections, segments);
  warnOfPermissions(context, segments);
  renderSections(context, sections, relocator, plan);
  if (frames && frameHeader) fillFrameHeader(context, frameHeader, frames);
  if (failed()) return undefined;
  const start = entryAddress(context, entry);
  const executable = writeExecutable(context, sections, segments, start, plan);
  return failed() ? undefined : new LinkedImage(context, sections, segments, executable, start);
}

/** Load everything; the script's names come up behind the objects before it, those of the standard script behind all. */
function loadInputs(
  { options, defsymsAt }: { readonly options: LinkOptions; readonly defsymsAt: number | undefined },
  script: Script,
  early: EarlyNames,
  loader: Loader,
  objects: readonly LinkObject[],
  scriptAt: number,
): void {
  const defsyms = defsymsAt ?? options.defsyms.length;
  let at = scriptAt;
  const groupAt = (index: number): number => objects[index]?.group ?? 0;
  // A group is searched as one.
  while (groupAt(at) !== 0 && groupAt(at - 1) === groupAt(at)) at++;
  early.enter(script.commands.slice(0, defsyms));
  loader.loadAll(objects.slice(0, at));
  early.enter(script.commands.slice(defsyms));
  loader.loadAll(objects.slice(at));
}

/** The names that come with the sections of a dynamic output. */
function dynamicNames(symbols: SymbolTable): void {
  for (const name of ['_DYNAMIC', '_GLOBAL_OFFSET_TABLE_']) symbols.make(name);
}

/** -z [no]execstack with -r: the note that says so, placed before all else. */
function noteStack(context: LinkContext, executable: boolean): void {
  const flags = executable ? elf.SHF_EXECINSTR : 0;
  const note = makeSection(context, '.note.GNU-stack', elf.SHT_PROGBITS, flags, 1, 0);
  note.file.list.unshift(...note.file.list.splice(-1));
}

const MAX_ROUNDS = 20;
/** Where a program starts when neither script nor command line says so. */
const DEFAULT_ENTRY = 'start';

/**
 * Program headers take room, which moves sections, which may change the number of headers; so do veneers, and the list of relative
 * relocations, whose size depends on addresses.
 */
function settle(context: LinkContext, layout: Layout): Segment[] | undefined {
  const veneers = new VeneerPlanner(context);
  context.veneers = veneers.sections;
  let segments = planSegments(context, layout.scope);
  for (let i = 0; i < MAX_ROUNDS; i++) {
    const moved = [resizeRelr(context), veneers.round(), headerBytes(segments) !== context.headersSize];
    if (!moved.includes(true)) break;
    context.headersSize = headerBytes(segments);
    if (!layout.again()) return undefined;
    segments = planSegments(context, layout.scope);
  }
  veneers.finish();
  return segments;
}

/** --require-defined: what somebody must define. */
function checkRequired({ options, symbols, sink }: LinkContext): void {
  for (const name of options.requiredSymbols) {
    if (symbols.find(name)?.isDefined) continue;
    const known = symbols.all.flatMap((s) => (s?.isDefined ? [symbols.nameOf(s)] : []));
    sink.report(NO_POS, messages.requiredSymbol(name, hint(name, known)));
  }
}

/** _TLS_MODULE_BASE_: where thread-local storage begins, for local descriptors. */
function defineThreadBase(context: LinkContext): void {
  if (context.options.relocatable) return;
  const first = context.outputs.find((s) => s.exists && s.flags & F.tls);
  if (!first) return;
  const symbol = context.symbols.make('_TLS_MODULE_BASE_');
  if (symbol.isDefined) return;
  symbol.kind = KIND.defined;
  symbol.section = first;
  symbol.value = 0n;
  symbol.type = elf.STT_TLS;
  symbol.visibility = elf.STV_HIDDEN;
  symbol.forcedLocal = true;
}

/** Decide how each symbol is reached, and make room for the tables that takes. */
function planReferences(context: LinkContext): void {
  const { dynamic } = context;
  if (dynamic) dynamic.exported = decideExports(context, dynamic.rules);
  const needs = collectNeeds(context);
  context.got = dynamic ? planRelocations(context, dynamic, needs) : planGot(context, needs, undefined);
}

/** What other modules may refer to stays with --gc-sections: definitions that a shared object, -E or --gc-keep-exported offers, or that a library refers to. */
function exportedNames({ options, symbols, dynamic }: LinkContext): string[] {
  const { shared, exportDynamic, gcKeepExported, relocatable } = options;
  if (relocatable) return [];
  const all = shared || exportDynamic || gcKeepExported;
  const offered = symbols.all.flatMap((s) =>
    s?.isDefined && !isHidden(s) && (all || s.libraryRefers) ? [symbols.nameOf(s)] : [],
  );
  return offered.filter((name) => dynamic?.rules.find(name)?.local !== true);
}

function dropUnreached(context: LinkContext, entry: string | undefined): void {
  const { options, script, sink } = context;
  if (options.relocatable && options.entry === undefined && options.undefinedSymbols.length === 0) {
    sink.report(NO_POS, messages.gcWithoutRoot());
    return;
  }
  const roots = [
    ...exportedNames(context),
    entry ?? DEFAULT_ENTRY,
    ...options.undefinedSymbols,
    ...script.undefinedSymbols,
    ...options.keep,
  ];
  for (const section of collectGarbage(context, roots))
    if (options.printGcSections) sink.report(NO_POS, messages.removed(section.file.title, section.name));
}

function refer(symbols: SymbolTable, name: string): void {
  if (/^\d/.test(name)) return;
  const symbol = symbols.make(name);
  if (symbol.kind === KIND.fresh) symbol.kind = KIND.undefined;
}

function makeContext(
  input: LinkInput,
  options: LinkOptions,
  script: Script,
  symbols: SymbolTable,
  loader: Loader,
): LinkContext {
  return {
    options,
    sink: input.sink,
    sourceMap: input.sourceMap,
    script,
    symbols,
    files: loader.files,
    libraries: loader.libraries,
    createHash: input.createHash,
    bigEndian: loader.bigEndian ?? false,
    statements: [],
    outputs: [],
    created: [],
    byName: new Map<string, OutputSection>(),
    regions: new Map(),
    headersSize: 64,
    usesHeadersSize: false,
    dataSegment: noDataSegment(),
    dots: new Map(),
    branchTargets: false,
    got: undefined,
    dynamic: undefined,
    veneers: new Map(),
    groups: [],
    buildId: undefined,
  };
}

/** e_entry: the symbol's address, a plain number, or the start of .text with a warning. */
function entryAddress(context: LinkContext, entry: string | undefined): bigint {
  const { options, script, sink, symbols, byName } = context;
  if (options.relocatable) return 0n;
  const name = entry ?? DEFAULT_ENTRY;
  const address = symbols.find(name);
  const found = address && addressOf(address);
  if (found !== undefined) return found;
  if (/^(0x[0-9a-f]+|\d+)$/i.test(name)) return BigInt(name);
  // An empty one has its place, too.
  const fallback = byName.get('.text')?.vma ?? 0n;
  if (options.shared) return 0n;
  if (entry === undefined) return fallback;
  const at =
    entry !== undefined && script.entry?.name === entry ? scriptPos(script.entry.script, script.entry.at) : NO_POS;
  sink.report(at, messages.noEntry(name, fallback), name.length);
  return fallback;
}
