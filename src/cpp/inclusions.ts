/**
 * Including files: from a header name to a file on the reader's stack, unless its include guard makes that pointless.
 *
 * Enters: #include directives and the -include files of the command line. Leaves: frames on the reader, line markers, and
 * the unit's list of dependencies.
 */
import { FatalDiagnostic, NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { SourceFile } from './files.ts';
import type { HeaderName } from './header-name.ts';
import { directoryOf, type Found, HeaderSearch, type Looked } from './include.ts';
import type { Lead } from './lead.ts';
import type { Dependency } from './options.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import { Kind } from './symbols.ts';
import type { Unit } from './unit.ts';

/** gcc's -fmax-include-depth. */
export const INCLUDE_DEPTH_LIMIT = 200;

/** How much the lists of files held. */
interface InclusionMark {
  readonly dependencies: number;
  readonly once: number;
  readonly entered: number;
  readonly finished: number;
  readonly levels: number;
}

/** Files that were included, for another unit that does the same. */
export interface Entered {
  readonly dependencies: readonly Dependency[];
  readonly seen: readonly string[];
  readonly once: readonly SourceFile[];
  readonly entered: readonly SourceFile[];
  readonly finished: readonly string[];
  readonly levels: readonly (readonly [string, number])[];
}

export class Inclusions {
  readonly dependencies: Dependency[] = [];
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #printer: Printer;
  readonly #search: HeaderSearch;
  readonly #seen = new Set<string>();
  /** Files that must not be read again: #pragma once, #import. */
  readonly #once = new Set<SourceFile>();
  /** How often each file was entered. */
  readonly #times = new Map<SourceFile, number>();
  readonly #entered = new Set<SourceFile>();
  /** Files read to their end at least once: only then is their include guard known. */
  readonly #finished = new Set<string>();
  readonly #entries = new Map<FileFrame, string>();
  /** What the main file begins with, which another unit may have read. */
  lead: Lead | undefined = undefined;

  constructor(unit: Unit, reader: FileReader, printer: Printer) {
    this.#unit = unit;
    this.#reader = reader;
    this.#printer = printer;
    this.#search = new HeaderSearch(unit.files, unit.options.search);
  }

  /** How many directories of includers have a level by now. */
  get levels(): number {
    return this.#search.levels.size;
  }

  get looked(): Looked {
    return this.#search.looked;
  }

  wouldFind(looked: Looked): boolean {
    return this.#search.wouldFind(looked);
  }

  mark(): InclusionMark {
    this.#search.watch();
    return {
      dependencies: this.dependencies.length,
      once: this.#once.size,
      entered: this.#entered.size,
      finished: this.#finished.size,
      levels: this.levels,
    };
  }

  since(mark: InclusionMark): Entered {
    return {
      dependencies: this.dependencies.slice(mark.dependencies),
      // one for each
      seen: addedSince(this.#seen, mark.dependencies),
      once: addedSince(this.#once, mark.once),
      entered: addedSince(this.#entered, mark.entered),
      finished: addedSince(this.#finished, mark.finished),
      levels: addedSince(this.#search.levels, mark.levels),
    };
  }

  repeat({ dependencies, seen, once, entered, finished, levels }: Entered): void {
    this.dependencies.push(...dependencies);
    for (const entry of seen) this.#seen.add(entry);
    for (const file of once) this.#once.add(file);
    for (const file of entered) this.#entered.add(file);
    for (const entry of finished) this.#finished.add(entry);
    this.#search.addLevels(levels);
  }

  /** The name that messages and markers show for a path. */
  addDependency(path: string, system: boolean, entry = path): void {
    if (this.#seen.has(entry)) return;
    this.#seen.add(entry);
    this.dependencies.push({ path, system });
  }

  markOnce(file: SourceFile): void {
    this.#once.add(file);
  }

  /** The reader has come to the end of a file. */
  finished(frame: FileFrame): void {
    this.#finished.add(this.#entries.get(frame) ?? '');
    this.#entries.delete(frame);
  }

  include(frame: FileFrame, directive: DirectiveRecord, header: HeaderName, at: Pos): void {
    const found = this.#find(frame, directive, header);
    if (!found) {
      const searched = this.#searched(frame, directive, header);
      const besides = !header.angled && directive.kind !== Directive.includeNext;
      if (besides || header.name.startsWith('/') || this.#anyExists(searched)) this.#missing(header, at, searched);
      // as gcc, which reads on where there is nowhere to look
      else this.#unit.report(frame.base + directive.nameAt, messages.missingInclude(header.name, searched, ''));
      return;
    }
    this.#stack(found, frame, directive, at);
  }

  /** Does __has_include(name) hold? */
  exists(
    frame: FileFrame,
    header: { readonly name: string; readonly angled: boolean },
    next: boolean,
    at: Pos,
  ): boolean {
    if (next && this.#reader.frames.length > 1)
      return this.#search.findNext(header.name, frame.directory) !== undefined;
    const beside = header.angled ? undefined : directoryOf(frame.file.path);
    const found = this.#search.find(header.name, beside, 0) !== undefined;
    if (!found && header.angled && !header.name.startsWith('/') && this.#search.searched(true, '').length === 0)
      this.#unit.report(at, messages.missingInclude(header.name, [], ''));
    return found;
  }

  /** -include: as if the main file began with #include "name"; looked for from the current directory. */
  commandLine(frame: FileFrame, name: string): boolean {
    const found = this.#search.find(name, '.', 0);
    if (!found) {
      this.#unit.report(NO_POS, messages.missingInclude(name, this.#search.searched(false, '.'), ''));
      return false;
    }
    return this.#push(found, frame, frame.lineDelta, NO_POS);
  }

  /** A header that is included if it exists. */
  implicit(frame: FileFrame, name: string): boolean {
    const found = this.#search.find(name, undefined, 0);
    return found !== undefined && this.#push(found, frame, 0, NO_POS);
  }

  /** #pragma GCC dependency: end the run as a missing header does, if the file is not there. */
  mustExist(frame: FileFrame, header: HeaderName, at: Pos): void {
    const beside = header.angled ? undefined : directoryOf(frame.file.path);
    const searched = this.#search.searched(header.angled, directoryOf(frame.file.path));
    if (!this.#search.find(header.name, beside, 0)) this.#missing(header, at, searched);
  }

  #find(frame: FileFrame, directive: DirectiveRecord, header: HeaderName): Found | undefined {
    if (directive.kind === Directive.includeNext && this.#reader.frames.length > 1)
      return this.#search.findNext(header.name, frame.directory);
    const beside = header.angled ? undefined : directoryOf(frame.file.path);
    return this.#search.find(header.name, beside, frame.system);
  }

  #searched(frame: FileFrame, directive: DirectiveRecord, header: HeaderName): readonly string[] {
    if (directive.kind === Directive.includeNext && this.#reader.frames.length > 1)
      return this.#search.searchedNext(frame.directory);
    return this.#search.searched(header.angled, directoryOf(frame.file.path));
  }

  #missing(header: HeaderName, at: Pos, searched: readonly string[]): void {
    const { missingHeadersAreGenerated, systemDependencies } = this.#unit.options;
    if (missingHeadersAreGenerated) {
      if (!header.angled || systemDependencies) this.addDependency(header.name, header.angled);
      return;
    }
    const why = this.#unit.options.whyUnreadable;
    let reason = '';
    for (const directory of why ? searched : []) {
      reason = why?.(`${directory}/${header.name}`) ?? '';
      if (reason !== '') break;
    }
    // as gcc, stop here: what would follow are errors that come from the missing header
    throw new FatalDiagnostic(at, messages.missingInclude(header.name, searched, reason), header.length);
  }

  /** Is there a directory to look in? gcc forgets those that do not exist. */
  #anyExists(directories: readonly string[]): boolean {
    const { whyUnreadable } = this.#unit.options;
    return directories.some((directory) => whyUnreadable?.(directory) !== '');
  }

  /** -Wmissing-include-dirs */
  checkDirectories(): void {
    const { search, whyUnreadable } = this.#unit.options;
    for (const directory of [...search.quote, ...search.angle, ...search.system, ...search.after])
      if (whyUnreadable?.(directory) === '') this.#unit.report(NO_POS, messages.missingDirectory(directory));
  }

  #stack(found: Found, frame: FileFrame, directive: DirectiveRecord, at: Pos): void {
    if (directive.kind === Directive.import) this.#importOnce(found.file);
    const line = directive.nextLine - (frame.file.traditional ? 0 : 1) + frame.lineDelta;
    const lead = this.lead?.isLeading(frame.file, frame.item - 1) ? this.lead : undefined;
    this.#push(found, frame, line, at, lead);
    if (directive.kind === Directive.import) this.markOnce(found.file);
  }

  #importOnce(file: SourceFile): void {
    if (this.#entered.has(file)) this.#once.add(file);
  }

  #push(found: Found, frame: FileFrame, line: number, at: Pos, lead?: Lead): boolean {
    const { file, path, directory } = found;
    const system = Math.max(found.system, frame.system);
    if (this.#isOnce(file) || this.#isGuarded(found)) return false;
    const limit = this.#unit.options.includeDepth ?? INCLUDE_DEPTH_LIMIT;
    if (this.#reader.frames.length >= limit) {
      throw new FatalDiagnostic(at, messages.includeDepth(limit, path));
    }
    this.#printer.toLine(line, frame.name, systemFlag(frame));
    this.#printer.marker(1, path, ` 1${systemFlag({ system })}`);
    if (lead?.repeat(found, at)) {
      this.#reader.returnTo(frame);
      return false;
    }
    this.addDependency(path, system > 0, found.entry);
    this.#trace(path, file);
    this.#entered.add(file);
    const base = this.#unit.sourceMap.addFile(path, file.text, at);
    const pushed = this.#reader.push(file, base, path, system, directory);
    this.#entries.set(pushed, found.entry);
    return true;
  }

  /** -H tells nothing of what the command line includes. */
  #trace(path: string, file: SourceFile): void {
    const { frames } = this.#reader;
    if (frames[0]?.file.path === '<command-line>') return;
    this.#times.set(file, (this.#times.get(file) ?? 0) + 1);
    this.#unit.options.traceIncludes?.(`${'.'.repeat(frames.length)} ${path}`);
  }

  /** -H, at the end: headers that were read once and do not say that once is enough. */
  traceGuards(): void {
    const trace = this.#unit.options.traceIncludes;
    if (!trace) return;
    const bare = [...this.#times].filter(
      ([file, times]) => times === 1 && file.skeleton.guard === '' && !this.#once.has(file),
    );
    if (bare.length === 0) return;
    trace('Multiple include guards may be useful for:');
    for (const path of bare.map(([file]) => file.path).sort()) trace(path);
  }

  #isOnce(file: SourceFile): boolean {
    if (this.#once.size === 0) return false;
    if (this.#once.has(file)) return true;
    // the same file by another path: as gcc, told by its contents
    for (const other of this.#once) if (other.text === file.text) return true;
    return false;
  }

  #isGuarded({ file, entry }: Found): boolean {
    const { guard } = file.skeleton;
    if (guard === '' || !this.#finished.has(entry)) return false;
    return this.#unit.macros[this.#unit.symbols.of(guard, Kind.name)] !== undefined;
  }
}

/** What a set holds behind its first `count` members. */
function addedSince<T>(set: Iterable<T> & { readonly size: number }, count: number): T[] {
  return set.size === count ? [] : [...set].slice(count);
}
