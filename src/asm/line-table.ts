/**
 * Line numbers while reading: the file and directory tables, and an entry for each `.loc` (or, with -g, for each instruction).
 *
 * Enters: `.file`, `.loc` and instructions. Leaves: entries by section and subsection for line-program.ts, and the view numbers that
 * location lists refer to. DWARF 5, 6.2; `as` manual, ".loc", ".file". A view counts the entries at one address.
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler, LineRecorder } from './assembler.ts';
import { FLAG, LineEntries } from './line-entries.ts';
import type { Section, Subsection } from './section.ts';
import type { Sym } from './symbol.ts';

const ONE_SHOT = FLAG.basicBlock | FLAG.prologueEnd | FLAG.epilogueBegin | FLAG.reset | FLAG.late;

/** One row, as `.loc` leaves it. */
export interface LineState {
  file: number;
  line: number;
  column: number;
  isa: number;
  flags: number;
  discriminator: number;
}

export interface FileEntry {
  name: string;
  directory: number;
  md5: bigint | undefined;
  /** What the file holds, where that is in the table. */
  source: string | undefined;
}

/** Entries of one section: by subsection, ascending. */
export interface SectionLines {
  readonly section: Section;
  readonly subsections: { readonly number: number; readonly entries: LineEntries }[];
}

/** The file and line of what is at text[at]: a macro's instructions are where it was called, a loop's where they are written. */
export function sourceLine(a: Assembler, at: number): ReturnType<Assembler['map']['fileAndLine']> {
  let { frame } = a;
  let offset = at + a.shift;
  for (let f = a.frame; f.kind !== 'file' && f.parent; f = f.parent) {
    if (f.kind !== 'macro') continue;
    offset = f.calledAt;
    frame = f.parent;
  }
  return a.map.fileAndLine(frame.pos(offset, a.map));
}

export class LineTable implements LineRecorder {
  readonly files: (FileEntry | undefined)[] = [];
  /** Numbers from 1 to this one have a file. */
  knownFiles = 0;
  readonly directories: (string | undefined)[] = [];
  readonly sections: SectionLines[] = [];
  /** Version of DWARF: given by an option, raised by what the source uses. */
  level: number;
  /** Entries are made for instructions of the source itself (-g). */
  generating: boolean;
  /** `.loc_mark_labels 1`: labels begin blocks. */
  markLabels = false;
  pending = false;
  current: LineState = { file: 1, line: 1, column: 0, isa: 0, flags: FLAG.isStmt, discriminator: 0 };
  view: Sym | undefined;
  reset = false;
  /** `view 0`: the view must be 0. */
  zeroView = false;
  readonly #workingDirectory: string;
  readonly #lists = new Map<Section, SectionLines>();
  /** The subsection looked at last, and its entries. */
  #sub: Subsection | undefined;
  #open: LineEntries | undefined;
  readonly #zeroViews: { readonly entries: LineEntries; readonly row: number; readonly pos: Pos }[] = [];
  #lastFile = '';
  #lastLine = -1;

  constructor(level: number, generating: boolean, workingDirectory: string) {
    this.level = level;
    this.generating = generating;
    this.#workingDirectory = workingDirectory;
  }

  /** Version of the line table itself; GNU as makes none below 3. */
  get lineVersion(): number {
    return Math.max(3, this.level);
  }

  /** An instruction of 4 bytes was written. */
  instruction(a: Assembler, at: number): void {
    if (this.generating) this.#generated(a, at);
    else if (this.pending) this.emit(a, 4);
  }

  /** A label was defined: with `.loc_mark_labels` that is a row, even of line 0. */
  label(a: Assembler): void {
    if (!this.markLabels || this.files.length === 0 || !a.section.isCode) return;
    this.current.flags |= FLAG.basicBlock;
    this.#add(a, 0);
  }

  /** Make the entry of the pending `.loc`, `size` bytes before the location counter. */
  emit(a: Assembler, size: number): void {
    const { line, file } = this.current;
    this.#add(line !== 0 && (file !== 0 || this.lineVersion >= 5) ? a : undefined, size);
  }

  #add(a: Assembler | undefined, size: number): void {
    const { current } = this;
    const entries = a && this.#entries(a);
    if (entries) {
      if (this.reset) current.flags |= FLAG.reset;
      if (size > 0) current.flags |= FLAG.late;
      entries.add(a.sub.frag, a.sub.offset - size, current, this.view);
      if (this.zeroView) this.#checkZeroView(a, entries);
    } else if (a) {
      a.error(a.statementAt - a.shift, messages.ignored(`line information for section '${a.section.name}'`));
      // the view stays a name that the table has
      if (this.view && (a.symbols.keepsLocals || !this.view.isLocalLabel)) this.view.used = true;
    }
    this.pending = false;
    current.flags &= ~ONE_SHOT;
    current.discriminator = 0;
    this.view = undefined;
    this.reset = this.zeroView = false;
  }

  /** A view of 0 is wrong at the address of the row before. */
  #checkZeroView(a: Assembler, entries: LineEntries): void {
    const at = a.statementAt - a.shift;
    const row = entries.count - 1;
    const step = entries.step(row);
    if (step === 0) a.error(at, messages.viewNotZero());
    else if (step === undefined) this.#zeroViews.push({ entries, row, pos: a.pos(at) });
  }

  /** After the layout: check what was open. */
  checkZeroViews(a: Assembler): void {
    for (const { entries, row, pos } of this.#zeroViews) {
      const before = row > 0 ? entries : this.#before(entries);
      const last = row > 0 ? row - 1 : (before?.count ?? 0) - 1;
      if (before && before.address(last) === entries.address(row)) a.sink.report(pos, messages.viewNotZero());
    }
  }

  /** The entries that these follow, of an earlier subsection. */
  #before(entries: LineEntries): LineEntries | undefined {
    const { subsections } = this.sections.find((s) => s.subsections.some((u) => u.entries === entries)) ?? {};
    const at = subsections?.findIndex((u) => u.entries === entries) ?? 0;
    return subsections?.slice(0, at).findLast((u) => u.entries.count > 0)?.entries;
  }

  /** -g: an entry where the line of the source changes. */
  #generated(a: Assembler, at: number): void {
    const where = sourceLine(a, at);
    if (!where || (where.line === this.#lastLine && where.file === this.#lastFile)) return;
    this.#lastLine = where.line;
    this.#lastFile = where.file;
    const entries = this.#entries(a);
    if (!entries) return;
    // numbered when the table is finished
    const file = -1 - this.#names.length;
    this.#names.push(where.file);
    const state = { file, line: where.line, column: 0, isa: 0, flags: FLAG.isStmt, discriminator: 0 };
    entries.add(a.sub.frag, a.sub.offset - 4, state, undefined);
  }

  readonly #names: string[] = [];

  /** The entries of the subsection at hand, made if there are none; none in sections that hold no code. */
  #entries(a: Assembler): LineEntries | undefined {
    const { section, sub } = a;
    if (!section.hasLines) return undefined;
    const known = this.known(a);
    if (known) return known;
    let list = this.#lists.get(section);
    if (!list) {
      list = { section, subsections: [] };
      this.#lists.set(section, list);
      this.sections.push(list);
    }
    const entries = new LineEntries();
    list.subsections.push({ number: sub.number, entries });
    list.subsections.sort((x, y) => x.number - y.number);
    this.#sub = sub;
    this.#open = entries;
    return entries;
  }

  /** The entries of the subsection at hand, if there are any. */
  known({ section, sub }: Assembler): LineEntries | undefined {
    if (this.#sub === sub) return this.#open;
    const here = this.#lists.get(section)?.subsections.find((s) => s.number === sub.number);
    this.#sub = sub;
    this.#open = here?.entries;
    return this.#open;
  }

  /** Take rows of the subsection at hand (LineEntries.take). */
  take(a: Assembler, numbers: Int32Array, from: number, count: number): void {
    this.#entries(a)?.take(numbers, from, count);
  }

  /** Nothing is asked for but a row for each `.loc`, of its registers. */
  get isPlain(): boolean {
    return !this.generating && !this.markLabels && !this.view && !this.reset && !this.zeroView;
  }

  /** Drop entries made for instructions: the source brings its own. */
  stopGenerating(): void {
    if (!this.generating) return;
    this.generating = false;
    for (const { subsections } of this.sections) for (const s of subsections) s.entries.clear();
  }

  /** Numbers below the highest one that no file has. */
  missingFiles(): number[] {
    return Array.from(this.files.keys()).filter((number) => number > 0 && !this.files[number]);
  }

  /** Before the table is written: number the files of generated entries, chain the views of subsections. */
  finish(): void {
    for (const { subsections } of this.sections) {
      let previous: LineEntries | undefined;
      for (const { entries } of subsections) {
        if (entries.count === 0) continue;
        entries.numberFiles((name) => this.#number(this.#names[name] ?? ''));
        if (entries.view(0)) entries.defineFirst(previous);
        previous = entries;
      }
    }
  }

  /** The number of a file, made if new; slot 0 is only for `.file 0`. */
  #number(path: string): number {
    const { directory, name } = split(path);
    const d = this.#directory(directory, undefined, false);
    for (let i = 1; i < this.files.length; i++) {
      if (this.files[i]?.directory === d && this.files[i]?.name === name) return i;
    }
    const slot = Math.max(1, this.files.length);
    this.files[slot] = { name, directory: d, md5: undefined, source: undefined };
    return slot;
  }

  /** `.file number ["directory"] "name" [md5 value]`; false when the slot has another file. */
  setFile(number: number, directory: string | undefined, path: string, md5?: bigint, source?: string): boolean {
    const taken = this.files[number];
    if (taken) {
      const dir = this.directories[taken.directory];
      if (md5 !== undefined && taken.md5 !== md5) return false;
      if (directory !== undefined) return path === taken.name && (dir === undefined || dir === directory);
      return dir === undefined ? split(path).name === taken.name : path === `${dir}/${taken.name}`;
    }
    let name = path;
    let dirname = directory ?? '';
    if (number === 0) {
      const parts = split(path);
      name = parts.name;
      if (directory === undefined || parts.directory !== '') dirname = parts.directory;
    } else if (directory === undefined) ({ name, directory: dirname } = split(path));
    const d = this.#directory(dirname, number === 0 ? directory : undefined, number === 0);
    this.files[number] = { name, directory: d, md5, source };
    while (this.files[this.knownFiles + 1]) this.knownFiles++;
    return true;
  }

  #directory(written: string, file0: string | undefined, zero: boolean): number {
    const name = written.endsWith('/') ? written.slice(0, -1) : written;
    if (name === '') return 0;
    const known = this.directories.indexOf(name);
    if (known >= 0) return known;
    let d = this.directories.length;
    if (zero) {
      if (this.directories[0] === undefined) {
        const working = file0 ?? this.#workingDirectory;
        if (this.level >= 5 && name !== working) {
          this.#directory(working, file0, true);
          d = 1;
        } else d = 0;
      }
    } else if (d === 0) d = 1;
    this.directories[d] = name;
    return d;
  }
}

function split(path: string): { directory: string; name: string } {
  const slash = path.lastIndexOf('/');
  if (slash === 0) return { directory: '', name: path };
  return slash < 0
    ? { directory: '', name: path }
    : { directory: path.slice(0, slash + 1), name: path.slice(slash + 1) };
}
