/**
 * Line numbers while reading: the file and directory tables, and an entry for each `.loc` (or, with -g, for each instruction).
 *
 * Enters: `.file`, `.loc` and instructions. Leaves: entries by section and subsection for line-program.ts, and the view numbers that
 * location lists refer to. DWARF 5, 6.2; `as` manual, ".loc", ".file". A view counts the entries at one address.
 */
import type { Assembler, LineRecorder } from './assembler.ts';
import type { Int } from './int64.ts';
import { add } from './int64.ts';
import { placeDifference } from './resolve.ts';
import type { Section } from './section.ts';
import { Sym, WHERE } from './symbol.ts';

export const FLAG = { isStmt: 1, basicBlock: 2, prologueEnd: 4, epilogueBegin: 8 } as const;
const ONE_SHOT = FLAG.basicBlock | FLAG.prologueEnd | FLAG.epilogueBegin;

export interface LineEntry {
  readonly label: Sym;
  file: number;
  readonly line: number;
  readonly column: number;
  readonly isa: number;
  readonly flags: number;
  readonly discriminator: number;
  view: Sym | undefined;
  /** `view -0`: the address must be set again. */
  readonly reset: boolean;
}

export interface FileEntry {
  name: string;
  directory: number;
  md5: bigint | undefined;
}

/** Entries of one section: by subsection, ascending. */
export interface SectionLines {
  readonly section: Section;
  readonly subsections: { readonly number: number; readonly entries: LineEntry[] }[];
}

export class LineTable implements LineRecorder {
  readonly files: (FileEntry | undefined)[] = [];
  readonly directories: (string | undefined)[] = [];
  readonly sections: SectionLines[] = [];
  /** Version of DWARF: given by an option, raised by what the source uses. */
  level: number;
  /** Entries are made for instructions of the source itself (-g). */
  generating: boolean;
  anyLoc = false;
  /** `.loc_mark_labels 1`: labels begin blocks. */
  markLabels = false;
  pending = false;
  current = { file: 1, line: 1, column: 0, isa: 0, flags: FLAG.isStmt as number, discriminator: 0 };
  view: Sym | undefined;
  reset = false;
  readonly #workingDirectory: string;
  readonly #lists = new Map<Section, SectionLines>();
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

  /** A label was defined. */
  label(a: Assembler): void {
    if (!this.markLabels || !this.anyLoc || !a.section.isCode) return;
    this.current.flags |= FLAG.basicBlock;
    this.emit(a, 0);
  }

  /** Make the entry of the pending `.loc`, `size` bytes before the location counter. */
  emit(a: Assembler, size: number): void {
    const { file, line, column, isa, flags, discriminator } = this.current;
    if (line !== 0 && (file !== 0 || this.lineVersion >= 5)) {
      const label = this.#label(a, size);
      this.#add(a, { label, file, line, column, isa, flags, discriminator, view: this.view, reset: this.reset });
    }
    this.pending = false;
    this.current.flags &= ~ONE_SHOT;
    this.current.discriminator = 0;
    this.view = undefined;
    this.reset = false;
  }

  #label(a: Assembler, size: number): Sym {
    const label = new Sym('');
    label.where = WHERE.place;
    label.frag = a.sub.frag;
    label.value = a.sub.offset - size;
    return label;
  }

  /** -g: an entry where the line of the source changes. */
  #generated(a: Assembler, at: number): void {
    let { frame } = a;
    let offset = at + a.shift;
    while (frame.kind !== 'file' && frame.parent) {
      offset = frame.calledAt;
      frame = frame.parent;
    }
    const where = a.map.fileAndLine(frame.pos(offset, a.map));
    if (!where || (where.line === this.#lastLine && where.file === this.#lastFile)) return;
    this.#lastLine = where.line;
    this.#lastFile = where.file;
    const label = this.#label(a, 4);
    const flags = FLAG.isStmt;
    const entry = {
      label,
      file: -1,
      line: where.line,
      column: 0,
      isa: 0,
      flags,
      discriminator: 0,
      view: undefined,
      reset: false,
    };
    this.#add(a, entry, where.file);
  }

  readonly #names: string[] = [];

  #add(a: Assembler, entry: LineEntry, name?: string): void {
    const { section, sub } = a;
    if ((section.flags & 6) !== 6) return;
    let list = this.#lists.get(section);
    if (!list) {
      list = { section, subsections: [] };
      this.#lists.set(section, list);
      this.sections.push(list);
    }
    let here = list.subsections.find((s) => s.number === sub.number);
    if (!here) {
      here = { number: sub.number, entries: [] };
      list.subsections.push(here);
      list.subsections.sort((x, y) => x.number - y.number);
    }
    if (name !== undefined) {
      entry.file = -1 - this.#names.length;
      this.#names.push(name);
    }
    const { entries } = here;
    entries.push(entry);
    if (entry.view && entries.length > 1) setView(entries, entries.length - 1);
  }

  /** Drop entries made for instructions: the source brings its own. */
  stopGenerating(): void {
    if (!this.generating) return;
    this.generating = false;
    for (const { subsections } of this.sections) for (const s of subsections) s.entries.length = 0;
  }

  /** Before the table is written: number the files of generated entries, chain the views of subsections. */
  finish(): void {
    for (const { subsections } of this.sections) {
      let previous: LineEntry | undefined;
      for (const { entries } of subsections) {
        for (const entry of entries) if (entry.file < 0) entry.file = this.#number(this.#names[-1 - entry.file] ?? '');
        const head = entries[0];
        if (head?.view) defineView(head, previous);
        previous = entries.at(-1) ?? previous;
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
    this.files[slot] = { name, directory: d, md5: undefined };
    return slot;
  }

  /** `.file number ["directory"] "name" [md5 value]`; false when the slot has another file. */
  setFile(number: number, directory: string | undefined, path: string, md5: bigint | undefined): boolean {
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
    this.files[number] = { name, directory: d, md5 };
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

/** Define the view of entries[i], and of those before it that it needs. */
function setView(entries: readonly LineEntry[], i: number): void {
  let first = i;
  while (first > 1 && !entries[first - 1]?.view && needsPrevious(entries, first)) {
    first--;
    const entry = entries[first];
    if (entry) entry.view = new Sym('');
  }
  const head = entries[0];
  if (first === 1 && head && !head.view && needsPrevious(entries, 1)) head.view = new Sym('');
  for (let k = first; k <= i; k++) {
    const entry = entries[k];
    if (entry) defineView(entry, entries[k - 1]);
  }
}

function needsPrevious(entries: readonly LineEntry[], i: number): boolean {
  const entry = entries[i];
  const previous = entries[i - 1];
  if (!entry || !previous || entry.reset) return false;
  const distance = placeDifference(entry.label, previous.label);
  return distance === undefined || distance === 0;
}

/** view = entry is further than previous ? 0 : previous view + 1 */
function defineView(entry: LineEntry, previous: LineEntry | undefined): void {
  const { view } = entry;
  if (!view || view.where !== WHERE.undefined) return;
  const distance: Int | undefined = previous && !entry.reset ? placeDifference(entry.label, previous.label) : 1;
  if (!previous || distance === undefined ? !previous : distance > 0) {
    view.where = WHERE.absolute;
    view.value = 0;
    return;
  }
  const before = previous?.view;
  if (!before) return;
  if (distance === 0 && before.where === WHERE.absolute) {
    view.where = WHERE.absolute;
    view.value = add(before.value, 1);
    return;
  }
  view.where = WHERE.equated;
  view.equal = {
    op: 'view',
    left: { plus: entry.label, minus: previous?.label, addend: 0 },
    right: { plus: before, minus: undefined, addend: 1 },
  };
}
