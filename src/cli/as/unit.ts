/**
 * One input of the driver: preprocessed, assembled, and what comes of it, ready to be written.
 *
 * Enters: Settings, an input, and the headers that the run has read so far. Leaves: files to write (the object, dependency
 * files, the listing), text for standard output, and the diagnostics with the map of their places.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleFully, writeObject } from '../../asm/index.ts';
import { Learnt } from '../../asm/learnt.ts';
import type { ListingOptions } from '../../asm/options.ts';
import { defaultTarget, gasRule, gccRule, quoteForMake, targetsInOrder } from '../../cpp/depend.ts';
import { FileCache, type Preprocessed, preprocess } from '../../cpp/index.ts';
import { languageOfStandard } from '../../cpp/language.ts';
import type { KeptDirectives } from '../../cpp/options.ts';
import { predefinedMacros } from '../../cpp/predefined.ts';
import { DiagnosticSink, NO_POS } from '../../diag/diagnostic.ts';
import { cannotRead } from '../../diag/messages/cpp.ts';
import { type Segments, SourceMap } from '../../text/source-map.ts';
import type { SourceText } from '../../text/source-text.ts';
import { type TextOf, WindowedText } from '../../text/windowed-text.ts';
import type { Io, LargeFile } from '../command.ts';
import { VERSION } from '../version.ts';
import { asUtf8 } from './charset.ts';
import { withoutDuplicates } from './search-path.ts';
import type { Input, Settings } from './settings.ts';
import { isCompilerDirectory, standardDirectories } from './standard-directories.ts';

/** Beside the bundle of this command. */
const SHAPES = fileURLToPath(new URL('./as.shapes', import.meta.url));
const CORE = fileURLToPath(new URL('./as.wasm', import.meta.url));

/** Files of more bytes than this are read by pieces. */
const LARGE_FILE = 1 << 15;

export interface OutputFile {
  readonly path: string;
  readonly data: Uint8Array | string;
}

export interface UnitResult {
  readonly sink: DiagnosticSink;
  readonly sourceMap: SourceMap;
  /** Paths of the input and of the headers it included, those of the system left out. */
  readonly sources: readonly string[];
  readonly files: readonly OutputFile[];
  /** The file that is to be removed when the run fails, so that nobody takes an older one for its outcome. */
  readonly output: string | undefined;
  /** The object, for a link that follows; undefined when there were errors or none was asked for. */
  readonly object: Uint8Array | undefined;
  /** To be called when nothing is to be shown of its sources any more. */
  close(): void;
}

/** What belongs to the package, once read or made, and what was learnt of instructions so far. */
interface OwnFiles {
  shapes?: Uint8Array | undefined;
  core?: Uint8Array | undefined;
  /** The files that were read from the first directory, likewise by mode. */
  readonly first: Map<string, FileCache>;
  /** Predefined macros, by what is asked for. */
  readonly predefined: Map<string, string>;
  readonly learnt: Learnt;
}

/** What the units of a run share: files read and lexed, by lexing mode. */
export class Session {
  readonly io: Io;
  readonly settings: Settings;
  readonly #caches: Map<string, FileCache>;
  readonly #own: OwnFiles;
  #system: readonly string[] | undefined;

  constructor(
    io: Io,
    settings: Settings,
    caches = new Map<string, FileCache>(),
    own: OwnFiles = { first: new Map(), predefined: new Map(), learnt: new Learnt() },
  ) {
    this.io = io;
    this.settings = settings;
    this.#caches = caches;
    this.#own = own;
  }

  /** A session with other settings that shares what this one has read. */
  withSettings(settings: Settings): Session {
    return new Session(this.io, settings, this.#caches, this.#own);
  }

  /** One for another directory, where relative names are of other files. */
  elsewhere(io: Io, settings: Settings): Session {
    return new Session(io, settings, new Map(), this.#own);
  }

  /** Names and texts are one character a byte inside, UTF-8 outside. */
  readonly readFile = (path: string): Uint8Array | undefined => {
    const data = this.io.readFile(outside(path));
    const { inputCharset } = this.settings;
    return data && inputCharset !== undefined ? asUtf8(data, inputCharset) : data;
  };

  cache(assembler: boolean): FileCache {
    const { keepComments, commentsInMacros, dollars, directivesOnly, preprocessed } = this.settings;
    const traditional = this.settings.target.traditional === true;
    const { target, extendedNames, dependencies, dumpMacros } = this.settings;
    const language = languageOfStandard(target.std, assembler, extendedNames);
    const trigraphs = this.settings.trigraphs || (!language.gnu && !traditional);
    const mode = {
      assembler,
      keepComments,
      commentsInMacros,
      trigraphs,
      language,
      dollars,
      traditional,
      directivesOnly,
      preprocessed,
      onlyDependencies: dependencies.only && !dumpMacros,
    };
    const key = JSON.stringify([mode, this.settings.inputCharset]);
    let cache = this.#caches.get(key);
    if (cache) return cache;
    const { first } = this.#own;
    const identity = (name: string) => resolve(this.io.workingDirectory, name);
    cache = first.get(key)?.elsewhere(this.readFile, identity) ?? new FileCache(this.readFile, mode, identity);
    if (!first.has(key)) first.set(key, cache);
    this.#caches.set(key, cache);
    return cache;
  }

  predefined(assembler: boolean): string {
    const { predefined } = this.#own;
    const asked = [{ ...this.settings.target, assembler }, !this.settings.predefined] as const;
    const all = this.keep(assembler).macros !== undefined;
    const key = JSON.stringify([asked, all]);
    const text = predefined.get(key) ?? predefinedMacros(...asked, all);
    predefined.set(key, text);
    return text;
  }

  /** Directives that stay: all definitions with -fdirectives-only, which assembly does not have. */
  keep(assembler: boolean): KeptDirectives {
    const { keep, directivesOnly, preprocessed } = this.settings;
    return directivesOnly && !preprocessed && !assembler ? { ...keep, macros: 'whole' } : keep;
  }

  /** The table of usual shapes, which only the built package has: worth its reading for a hundred instructions, and no loss for ten. */
  shapes(): Uint8Array | undefined {
    this.#own.shapes ??= this.io.readFile(SHAPES);
    return this.#own.shapes;
  }

  /** The assembler's core as WebAssembly, likewise. */
  core(): Uint8Array | undefined {
    this.#own.core ??= this.io.readFile(CORE);
    return this.#own.core;
  }

  /** Instructions mean the same in all units. */
  get learnt(): Learnt {
    return this.#own.learnt;
  }

  system(): readonly string[] {
    this.#system ??= this.settings.standardIncludes ? standardDirectories(this.io) : [];
    return this.#system;
  }
}

/** Does -g, or -fworking-directory, put the directory at hand into the output? */
function markedDirectory({ workingDirectory, assembler }: Settings): boolean {
  return workingDirectory ?? (assembler.debug ?? 0) > 0;
}

export function inside(text: string): string {
  return /[\u0080-\uffff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

export function outside(text: string): string {
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

/** Buffer's own, which takes any bytes. */
const textOf: TextOf = (bytes, from, to) => Buffer.prototype.latin1Slice.call(bytes, from, to);

/** Process one input; `standardInput` is the text of `-`. */
export function runUnit(session: Session, input: Input, standardInput: () => string): UnitResult {
  return new UnitRun(session, input, standardInput).run();
}

class UnitRun {
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #input: Input;
  readonly #standardInput: () => string;
  readonly #sink = new DiagnosticSink();
  readonly #sourceMap = new SourceMap();
  readonly #files: OutputFile[] = [];
  readonly #sources = new Set<string>();
  #object: Uint8Array | undefined;
  #output: string | undefined;
  #large: LargeFile | undefined;

  constructor(session: Session, input: Input, standardInput: () => string) {
    this.#session = session;
    this.#settings = session.settings;
    this.#input = input;
    this.#standardInput = standardInput;
  }

  run(): UnitResult {
    this.#process();
    const failed = this.#sink.errorCount > 0;
    const { mode, output, assembler } = this.#settings;
    // after an error only what goes to standard output, and rules, are written
    const isDropped = (path: string) => failed && !assembler.objectAnyway && (mode === 'object' || path === output);
    return {
      sink: this.#sink,
      sourceMap: this.#sourceMap,
      sources: [...this.#sources],
      files: this.#files.filter(({ path }) => !isDropped(path)),
      output: this.#output,
      object: failed ? undefined : this.#object,
      close: () => this.#large?.close(),
    };
  }

  #process(): void {
    const { language, path } = this.#input;
    if (path !== '-') this.#sources.add(path);
    if (this.#settings.mode === 'preprocess') this.#output = this.#settings.output;
    if (language === 'assembler') {
      if (this.#settings.mode === 'object') this.#assembleFile();
      return;
    }
    // nothing is left to do before compilation
    if (language === 'cpp-output') return;
    const result = this.#preprocess(language === 'assembler-with-cpp');
    if (!result) return;
    for (const { path: header, system } of result.dependencies) if (!system) this.#sources.add(outside(header));
    const { mode, dumpMacros, output } = this.#settings;
    if (mode === 'preprocess' || (mode === 'dependencies' && dumpMacros)) {
      const text = dumpMacros ? result.macros : result.text;
      this.#files.push({ path: output ?? '-', data: bytes(text) });
    }
    this.#writeDependencies(result);
    if (this.#settings.mode === 'object') this.#assemble(result.text, result.segments);
  }

  /** The name as cpp knows the input. */
  get #name(): string {
    return this.#input.path === '-' ? '<stdin>' : inside(this.#input.path);
  }

  #preprocess(assembler: boolean): Preprocessed | undefined {
    const settings = this.#settings;
    const { quote, angle, system, after, besides = true } = settings.search;
    return preprocess({
      name: this.#name,
      ...(this.#input.path === '-' ? { text: this.#standardInput() } : {}),
      files: this.#session.cache(assembler),
      sourceMap: this.#sourceMap,
      sink: this.#sink,
      search: withoutDuplicates({
        quote: quote.map(inside),
        besides,
        angle: angle.map(inside),
        system: [...system.map(inside), ...this.#session.system()],
        after: after.map(inside),
        externC: [...system.map(inside), ...after.map(inside), ...this.#session.system().filter(isCompilerDirectory)],
      }),
      definitions: settings.definitions.map(inside),
      assertions: settings.assertions.map(inside),
      predefined: this.#session.predefined(assembler),
      macroFiles: settings.macroFiles.map(inside),
      includes: settings.includes.map(inside),
      implicitInclude: settings.standardIncludes ? 'stdc-predef.h' : '',
      lineMarkers: settings.lineMarkers,
      wantMacros: settings.dumpMacros,
      keep: this.#session.keep(assembler),
      // as gcc, -M and -MM warn of nothing
      warnings: settings.dependencies.only ? [...settings.cppWarnings, 'none'] : settings.cppWarnings,
      ...(settings.mode === 'preprocess' && markedDirectory(settings)
        ? { workingDirectory: inside(this.#session.io.workingDirectory) }
        : {}),
      ...(settings.includeDepth === undefined ? {} : { includeDepth: settings.includeDepth }),
      signedChar: settings.target.signedChar === true,
      shortWchar: settings.target.shortWchar === true,
      macroPrefixMap: settings.macroPrefixMap.map(([from, to]) => [inside(from), inside(to)]),
      now: buildTime(this.#session.io),
      modified: (path) => this.#session.io.modified?.(outside(path)),
      ...(settings.traceIncludes ? { traceIncludes: (line) => this.#session.io.stderr(`${line}\n`) } : {}),
      missingHeadersAreGenerated: settings.dependencies.missingAreGenerated,
      systemDependencies: !settings.dependencies.userOnly,
      whyUnreadable: (path) => {
        const why = this.#session.io.readError(outside(path));
        return why === 'no such file' ? '' : why;
      },
    });
  }

  /** Where the object goes; undefined when it is linked at once. */
  get #objectPath(): string | undefined {
    const { script, output } = this.#settings;
    return script === undefined ? (output ?? objectName(this.#input.path)) : undefined;
  }

  #assembleFile(): void {
    this.#output = this.#objectPath;
    const text = this.#inputText();
    if (text === undefined) {
      this.#sink.report(NO_POS, cannotRead(this.#name, this.#session.io.readError(this.#input.path)));
      return;
    }
    const base = this.#sourceMap.addFile(this.#name, text);
    this.#assemble(text, undefined, base);
  }

  #inputText(): SourceText | undefined {
    const { path, followedBy = [] } = this.#input;
    // several sources are one that includes them; at the end of each literals are placed
    if (followedBy.length > 0)
      return [path, ...followedBy]
        .map((name) => `.include "${inside(name).replaceAll(/["\\\\]/g, '\\$&')}"\n`)
        .join('.ltorg\n');
    return path === '-' ? this.#standardInput() : this.#fileText();
  }

  /** The input's text. A large file is not read at once: taking new memory costs more than reading into what is there. */
  #fileText(): SourceText | undefined {
    const { io } = this.#session;
    const large = this.#settings.listing ? undefined : io.openLarge?.(this.#input.path, LARGE_FILE);
    if (large) {
      this.#large = large;
      return new WindowedText(large.length, large.read, textOf);
    }
    const data = io.readFile(this.#input.path);
    return data && Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  }

  #assemble(text: SourceText, segments: Segments | undefined, base?: number): void {
    const settings = this.#settings;
    this.#output = this.#objectPath;
    const includeDirectories = settings.search.angle.map(inside);
    const prints: string[] = [];
    const { elf, dependencies, listing } = assembleFully({
      text,
      ...(segments ? { segments } : {}),
      ...(base === undefined ? {} : { base }),
      name: this.#name,
      sourceMap: this.#sourceMap,
      sink: this.#sink,
      options: {
        ...settings.assembler,
        includeDirectories,
        directory: inside(this.#session.io.workingDirectory),
        print: (line) => prints.push(line),
        ...this.#listingOptions(),
      },
      shapes: this.#session.shapes(),
      core: this.#session.core(),
      learnt: this.#session.learnt,
      readFile: this.#session.readFile,
      readError: (path) => this.#session.io.readError(outside(path)),
    });
    for (const line of prints) this.#session.io.stdout(bytes(line));
    if (listing !== undefined) this.#writeListing(listing);
    if (!elf) return;
    this.#object = writeObject(elf);
    const path = this.#output;
    if (path === undefined) return;
    this.#files.push({ path, data: this.#object });
    if (settings.gasDependencies !== undefined) {
      const rule = gasRule(inside(path), [this.#name, ...dependencies]);
      this.#files.push({ path: settings.gasDependencies, data: bytes(rule) });
    }
  }

  #listingOptions(): { listing?: ListingOptions } {
    const { listing, listingShape, commandLine, output } = this.#settings;
    if (!listing) return {};
    const passed = commandLine
      .filter((word) => word.startsWith('-') && word !== '-o')
      .map(inside)
      .join(' ');
    const general = [
      ` a64as version ${VERSION} (aarch64-linux-gnu)`,
      ` options passed\t: ${passed} `,
      ` input file    \t: ${this.#name}`,
      ` output file   \t: ${inside(output ?? objectName(this.#input.path))}`,
      ' target        \t: aarch64-unknown-linux-gnu',
      ` time stamp    \t: ${buildTime(this.#session.io).toISOString().replace('Z', '+0000')}`,
      '',
    ];
    return { listing: { letters: listing.letters, general, shape: listingShape } };
  }

  #writeListing(text: string): void {
    const file = this.#settings.listing?.file;
    if (file === undefined) this.#session.io.stdout(bytes(text));
    else this.#files.push({ path: file, data: bytes(text) });
  }

  /** The files of -MD, -MMD, -Wp,-MMD,F; with -M and -MM the rule is the output. */
  #writeDependencies(result: Preprocessed): void {
    const settings = this.#settings;
    const { only, beside, userOnly, file, targets, phony, byPreprocessor } = settings.dependencies;
    if (!only && !beside) return;
    const { output } = settings;
    const byOutput = !only && !byPreprocessor && output !== undefined && settings.mode === 'object';
    const usual = byOutput
      ? [quoteForMake(inside(output))]
      : [quoteForMake(defaultTarget(this.#input.path === '-' ? '' : this.#name))];
    const rule = gccRule({
      targets:
        targets.length > 0
          ? targetsInOrder(targets.map(({ name, quoted }) => ({ name: inside(name), quoted })))
          : usual,
      dependencies: result.dependencies,
      userOnly,
      phony,
    });
    let path = file === '' ? '-' : file;
    if (file === '') {
      if (only && !beside) path = output ?? '-';
      else path = output === undefined ? defaultTarget(this.#input.path, '.d') : withSuffix(output, '.d');
    }
    this.#files.push({ path, data: bytes(rule) });
  }
}

/** gcc's and our default: the input's base name with .o, in the working directory. */
export function objectName(path: string): string {
  return path === '-' ? 'a.out' : defaultTarget(path);
}

function withSuffix(path: string, suffix: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return path.slice(0, slash) + defaultTarget(path.slice(slash), suffix);
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The time for __DATE__ and __TIME__: SOURCE_DATE_EPOCH, else the clock, as gcc does. */
function buildTime(io: Io): Date {
  const epoch = io.environment.SOURCE_DATE_EPOCH;
  return epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}
