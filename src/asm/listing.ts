/**
 * What a listing needs to know while the assembler reads: which line each byte belongs to.
 *
 * Enters: every statement, before it is read, and the directives that steer listings. Leaves: rows in the order of reading, each with the
 * bytes of the final section that belong to it, for listing-text.ts. `as` manual, "-a[cdghlmns]", ".list". As in GNU as, what a row
 * shows are the bytes that follow the place where the line began, in the subsection it began in, up to the next row's in that subsection:
 * bytes that a line puts elsewhere show in the row that last left that place. Nothing here changes what is assembled.
 */
import type { DiagnosticSink } from '../diag/diagnostic.ts';
import type { Assembler } from './assembler.ts';
import { scrub } from './scrub.ts';
import { type Fragment, fragmentAt, nextFragment, type Section, type Subsection } from './section.ts';
import type { Frame } from './source.ts';
import type { Sym } from './symbol.ts';

/** How `.list`, `.nolist`, `.eject`, `.title` and `.sbttl`, or a skipped branch, change the listing at a row. */
export type Edict = 'list' | 'nolist' | 'skip' | 'eject' | 'title' | 'subtitle';

/** A file as the listing shows it: text comes from here, line by line. */
export interface ListedFile {
  readonly name: string;
  readonly text: string;
}

export interface ListingRow {
  readonly file: ListedFile;
  readonly line: number;
  /** A statement of an expansion, behind as many `>` as expansions are open. */
  readonly expansion: string | undefined;
  edict: Edict | undefined;
  /** Text of a title. */
  argument: string;
  /** Begun in a section of debug information. */
  debugging: boolean;
  /** Where the row's bytes are in its section, once `finish` was called. */
  offset: number;
  bytes: Uint8Array;
  /** What was reported while it was read; of the last one, all that followed. */
  messages: readonly string[];
}

/** From `start` in the subsection's buffer, in `frag`, on, bytes belong to row `row` (-1: to none). */
interface Run {
  readonly frag: Fragment;
  readonly start: number;
  readonly row: number;
}

/** The runs of one subsection, in order; its fragments up to the one with the number `known` (-1: none) are in them. */
interface Runs {
  readonly list: Run[];
  known: number;
}

interface Cursor {
  readonly file: ListedFile;
  at: number;
  line: number;
}

const NO_BYTES = new Uint8Array(0);
const NO_MESSAGES: readonly string[] = [];
const SHOWN = { error: 'Error', warning: 'Warning' } as const;
/** More bytes than this are never shown of a row, however wide the listing is. */
const MOST_BYTES = 1 << 16;
const DEBUG_SECTION = /^\.(debug|line)/;

export class ListingRecorder {
  readonly rows: ListingRow[] = [];
  /** `.psize`: lines of a page (0: endless) and columns, the last ones given. */
  readonly paper = { lines: 60, columns: 200 };
  /** Row in which each symbol was defined, for the symbol table. */
  readonly definedIn = new Map<Sym, ListingRow>();
  readonly #expansions: boolean;
  readonly #noConditionals: boolean;
  readonly #starts: { readonly sub: Subsection; readonly run: number }[] = [];
  readonly #runs = new Map<Subsection, Runs>();
  readonly #cursors = new Map<Frame, Cursor>();
  /** Reports that rows have already. */
  #reported: number;
  #lastLine = -1;
  #lastFile: ListedFile | undefined;

  /** `letters` of -a: m asks for expansions, c leaves out branches not taken. */
  constructor(letters: string, sink: DiagnosticSink) {
    this.#reported = sink.list.length;
    this.#expansions = letters.includes('m');
    this.#noConditionals = letters.includes('c');
  }

  /** The frame's text from `from` to `to` was passed, and a statement begins there (or the text ends). */
  statement(a: Assembler, frame: Frame, from: number, to: number): void {
    if (a.section.absoluteBase !== undefined) return;
    if (frame.kind !== 'file' && this.#expansions) {
      this.#expanded(a, frame, from, to);
      return;
    }
    const file = fileFrame(frame);
    const cursor = this.#cursor(a, file);
    if (file !== frame) {
      this.#line(a, cursor, lineAt(cursor, Math.min(file.at, file.text.length) - 1));
      return;
    }
    const first = lineAt(cursor, from);
    const last = lineAt(cursor, to >= file.text.length && file.text.endsWith('\n') ? to - 1 : to);
    for (let line = first; line <= last; line++) this.#line(a, cursor, line);
  }

  /** A row for a line of a file, unless it has one already. */
  #line(a: Assembler, { file }: Cursor, line: number): void {
    if (line === this.#lastLine && file === this.#lastFile) return;
    this.#row(a, file, line, undefined);
  }

  /** A row for each line of an expansion, and for each statement, empty ones too; GNU as has scrubbed the text again by then. */
  #expanded(a: Assembler, frame: Frame, from: number, to: number): void {
    const file = fileFrame(frame);
    const cursor = this.#cursor(a, file);
    const line = lineAt(cursor, Math.min(file.at, file.text.length) - 1);
    const { text } = frame;
    const add = (start: number, end: number): void => {
      const shown = scrub(text, start, end);
      this.#row(a, cursor.file, line, `${'>'.repeat(nesting(frame))} ${shown}`);
    };
    let start = from;
    for (let at = from; at < to; at++) {
      const c = text.charCodeAt(at);
      if (c !== 10 && c !== 59) continue;
      add(start, at);
      start = at + 1;
    }
    if (to < text.length) add(start, statementEnd(a, frame));
  }

  #row(a: Assembler, file: ListedFile, line: number, expansion: string | undefined): void {
    this.#sync(a);
    this.#report(a);
    const last = this.rows.at(-1);
    const debugging = DEBUG_SECTION.test(a.section.name);
    if (last && debugging) last.debugging = true;
    const row = {
      file,
      line,
      expansion,
      edict: undefined,
      argument: '',
      debugging,
      offset: -1,
      bytes: NO_BYTES,
      messages: NO_MESSAGES,
    };
    this.rows.push(row);
    this.#lastLine = line;
    this.#lastFile = file;
    const { sub } = a;
    const { list } = this.#runsOf(sub);
    this.#starts.push({ sub, run: list.length });
    list.push({ frag: sub.frag, start: sub.length, row: this.rows.length - 1 });
  }

  /** What was reported since belongs to the last row. */
  #report({ sink: { list } }: Assembler): void {
    const row = this.rows.at(-1);
    const fresh = list.slice(this.#reported).flatMap(({ severity, text }) => {
      const shown = severity === 'error' || severity === 'warning' ? SHOWN[severity] : undefined;
      return shown ? [`****  ${shown}: ${text}`] : [];
    });
    this.#reported = list.length;
    if (row && fresh.length > 0) row.messages = [...row.messages, ...fresh];
  }

  /** Fragments that were begun since the last row belong to it. */
  #sync(a: Assembler): void {
    const row = this.rows.length - 1;
    for (const section of a.sections.list) {
      for (const sub of section.subsections) {
        const runs = this.#runsOf(sub);
        for (let id = runs.known < 0 ? sub.first : nextFragment(runs.known); id >= 0; id = nextFragment(id)) {
          const frag = fragmentAt(id);
          runs.list.push({ frag, start: frag.start, row: id === sub.first ? -1 : row });
          runs.known = id;
        }
      }
    }
  }

  #runsOf(sub: Subsection): Runs {
    let runs = this.#runs.get(sub);
    if (!runs) {
      runs = { list: [], known: -1 };
      this.#runs.set(sub, runs);
    }
    return runs;
  }

  #cursor(a: Assembler, frame: Frame): Cursor {
    let cursor = this.#cursors.get(frame);
    if (!cursor) {
      cursor = { file: { name: frame.how === '' ? a.input.name : frame.how, text: frame.text }, at: 0, line: 1 };
      this.#cursors.set(frame, cursor);
    }
    return cursor;
  }

  /** `sym` was defined by the statement at hand: in the row that began its fragment, which the first one of a subsection has not. */
  defined(sym: Sym): void {
    const row = sym.frag ? this.#rowOf(sym.frag, Number(sym.value)) : this.rows.at(-1);
    if (row) this.definedIn.set(sym, row);
    else this.definedIn.delete(sym);
  }

  #rowOf(frag: Fragment, offset: number): ListingRow | undefined {
    const { list, known } = this.#runsOf(frag.subsection);
    if (frag.id > known) return frag.id === frag.subsection.first ? undefined : this.rows.at(-1);
    const run = list.findLast((r) => r.frag === frag && r.start <= frag.start + offset);
    return this.rows[run?.row ?? -1];
  }

  /** `sym` was set to a place that `target` gives: it counts as defined with that. */
  equated(sym: Sym, target: Sym): void {
    const row = this.definedIn.get(target);
    if (row) this.definedIn.set(sym, row);
  }

  /** The statement at hand steers the listing. */
  steer(edict: Edict, argument = ''): void {
    const row = this.rows.at(-1);
    if (!row) return;
    row.argument = argument;
    if (edict === 'nolist') row.edict = row.edict === 'list' ? undefined : 'nolist';
    else if (edict === 'list') row.edict = row.edict === 'nolist' || row.edict === 'skip' ? undefined : 'list';
    else row.edict = edict;
  }

  /** A conditional opened, changed its branch, or (`closed`) ended; with -ac what is not taken is not shown. */
  conditional(a: Assembler, ignoring: boolean, closed = false): void {
    if (!this.#noConditionals) return;
    const outer = a.conditionals.at(closed ? -1 : -2);
    if (outer?.ignoring) return;
    if (closed ? ignoring : !ignoring) this.steer('list');
    else if (!closed) this.steer('skip');
  }

  /** Fill in the bytes, once sections are laid out; `contents` is undefined for sections without any. */
  finish(a: Assembler, contents: ReadonlyMap<Section, Uint8Array>): void {
    this.#sync(a);
    this.#report(a);
    this.rows.forEach((row, i) => {
      const start = this.#starts[i];
      if (start) this.#fill(row, i, start.sub, start.run, contents);
    });
  }

  #fill(
    row: ListingRow,
    index: number,
    sub: Subsection,
    first: number,
    contents: ReadonlyMap<Section, Uint8Array>,
  ): void {
    const { list } = this.#runsOf(sub);
    const head = list[first];
    if (!head) return;
    const from = head.frag.address + head.start - head.frag.start;
    let to = from;
    for (let k = first; list[k]?.row === index; k++) to = endOf(list[k], list[k + 1]);
    if (to <= from) return;
    const size = Math.min(to - from, MOST_BYTES);
    row.offset = from;
    row.bytes = contents.get(sub.section)?.subarray(from, from + size) ?? new Uint8Array(size);
  }
}

/** Section offset of the end of a run. */
function endOf(run: Run | undefined, next: Run | undefined): number {
  if (!run) return 0;
  const { frag } = run;
  return next?.frag === frag ? frag.address + next.start - frag.start : frag.address + frag.length + frag.size;
}

/** The file that a frame's expansions began in. */
function fileFrame(frame: Frame): Frame {
  let f = frame;
  while (f.kind !== 'file' && f.parent) f = f.parent;
  return f;
}

/** Expansions on top of each other, up to the file. */
function nesting(frame: Frame): number {
  let depth = 0;
  for (let f: Frame | undefined = frame; f && f.kind !== 'file'; f = f.parent) depth++;
  return depth;
}

function statementEnd(a: Assembler, frame: Frame): number {
  return a.frame === frame ? a.shift + a.end : frame.text.length;
}

/** Number of the line that `offset` is in; offsets only grow, except by a line or so. */
function lineAt(cursor: Cursor, offset: number): number {
  const { text } = cursor.file;
  if (offset < cursor.at) {
    cursor.at = 0;
    cursor.line = 1;
  }
  for (;;) {
    const newline = text.indexOf('\n', cursor.at);
    if (newline < 0 || newline >= offset) return cursor.line;
    cursor.at = newline + 1;
    cursor.line++;
  }
}
