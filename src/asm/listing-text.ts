/**
 * A listing as text: lines of the source with what was assembled from them, and the symbols.
 *
 * Enters: rows (listing.ts) and symbols with their values. Leaves: text in the layout of GNU as, its headings included (only the general
 * information names this assembler). `as` manual, "-a[cdghlmns]", ".psize". A page has 60 lines, three of them its heading, unless forms are not wanted (n).
 */
import type { ListedFile, ListingRow } from './listing.ts';

/** Widths: words of 4 bytes on the first and on further lines, characters of source, and how many further lines. */
export interface ListingShape {
  readonly first: number;
  readonly further: number;
  readonly source: number;
  readonly lines: number;
}

export const DEFAULT_SHAPE: ListingShape = { first: 1, further: 1, source: 100, lines: 4 };

export interface ListedSymbol {
  readonly name: string;
  /** Undefined for symbols that are not defined here. */
  readonly section: string | undefined;
  readonly value: bigint;
  readonly row: ListingRow | undefined;
}

export interface ListingInput {
  readonly letters: string;
  readonly shape: ListingShape;
  /** Name of the input, for headings. */
  readonly name: string;
  /** Lines of the general information (g). */
  readonly general: readonly string[];
  readonly rows: readonly ListingRow[];
  /** Lines of a page, 0 for endless ones, and its columns. */
  readonly paper: { readonly lines: number; readonly columns: number };
  readonly symbols: readonly ListedSymbol[];
  /** Whether the rows have addresses: not where there were errors. */
  readonly isPlaced: boolean;
}

/** Directives that -ad leaves out. */
const DEBUGGING = /^\s*\.(def|val|scl|line|endef|ln|type|size|dim|tag|stabs|stabn)/;

/** How far a file was shown. */
interface Progress {
  at: number;
  line: number;
  atEnd: boolean;
}

class ListingWriter {
  readonly #out: string[] = [];
  readonly #input: ListingInput;
  readonly #progress = new Map<ListedFile, Progress>();
  #page = 0;
  #onPage = 0;
  #eject = true;
  #title = '';
  #subtitle = '';
  #showing = 1;
  #inDebug = false;

  constructor(input: ListingInput) {
    this.#input = input;
  }

  write(): string {
    const { letters } = this.#input;
    if (letters.includes('g')) this.#general();
    if (letters.includes('l')) this.#listing();
    if (letters.includes('s')) this.#symbols();
    return this.#out.join('');
  }

  #emit(line: string, row?: number): void {
    this.#heading(row);
    this.#out.push(line, '\n');
    this.#onPage++;
  }

  /** Begin a page if one is due. Titles that come in the next ten rows count already. */
  #heading(row?: number): void {
    if (this.#input.letters.includes('n') || this.#input.paper.lines === 0 || (!this.#eject && !this.#isFull)) return;
    const soon = row === undefined ? [] : this.#input.rows.slice(row, row + 10);
    this.#title = soon.find((r) => r.edict === 'title')?.argument ?? this.#title;
    this.#subtitle = soon.find((r) => r.edict === 'subtitle')?.argument ?? this.#subtitle;
    if (++this.#page > 1) this.#out.push('\f');
    this.#out.push(`AARCH64 GAS  ${this.#input.name} \t\t\tpage ${this.#page}\n${this.#title}\n${this.#subtitle}\n`);
    this.#onPage = 3;
    this.#eject = false;
  }

  get #isFull(): boolean {
    return this.#onPage >= this.#input.paper.lines;
  }

  #general(): void {
    for (const line of this.#input.general) this.#emit(line);
  }

  #listing(): void {
    this.#eject = true;
    this.#input.rows.forEach((row, i) => {
      this.#show(row, i);
    });
    this.#heading();
  }

  #show(row: ListingRow, index: number): void {
    const { edict } = row;
    const alone = edict === 'skip' && this.#showing === 0;
    if (edict === 'nolist') this.#showing--;
    else if (edict === 'title') this.#title = row.argument;
    else if (edict === 'subtitle') this.#subtitle = row.argument;
    const progress = this.#progressOf(row.file);
    const before = edict === 'list' || alone ? row.line - 1 : row.line;
    if (this.#showing <= 0) while (progress.line < before && !progress.atEnd) nextLine(row.file, progress, 0);
    if (edict === 'list' || alone) this.#showing++;
    if (this.#showing > 0) this.#lines(row, index, progress);
    if (edict === 'skip' && this.#showing === 1) this.#showing--;
  }

  /** The source up to the row's line, and the row's expansion. */
  #lines(row: ListingRow, index: number, progress: Progress): void {
    const width = Math.min(this.#input.shape.source, this.#input.paper.columns);
    while (progress.line < row.line && !progress.atEnd) {
      const text = nextLine(row.file, progress, width);
      if (!this.#isDebugging(row, index, text)) this.#line(row, index, progress.line, text, progress.line >= row.line);
    }
    if (row.expansion !== undefined && !this.#isDebugging(row, index, row.expansion))
      this.#line(row, index, progress.line === 0 ? row.line : progress.line, row.expansion, true);
    if (row.edict === 'eject') this.#eject = true;
  }

  /** With -ad: whether the line is about debug information. */
  #isDebugging(row: ListingRow, index: number, text: string): boolean {
    if (!this.#input.letters.includes('d')) return false;
    const was = this.#inDebug;
    const blank = text.trim() === '';
    this.#inDebug = row.debugging || (was && blank && this.#input.rows[index + 1]?.debugging === true);
    return this.#inDebug || DEBUGGING.test(text);
  }

  #line(row: ListingRow, index: number, line: number, text: string, withBytes: boolean): void {
    const { first, further, lines } = this.#input.shape;
    const number = ` ${line}`.padStart(4);
    const { bytes } = row;
    if (!withBytes || bytes.length === 0) {
      this.#emit(`${number}     ${' '.repeat(first * 9)}\t${text}`, index);
      return;
    }
    const offset = this.#input.isPlaced ? row.offset.toString(16).padStart(4, '0') : '????';
    this.#emit(`${number} ${offset} ${hex(bytes, 0, first).padEnd(first * 9)}\t${text}`, index);
    for (const message of row.messages) this.#emit(message, index);
    for (let k = 0; k < lines; k++) {
      const from = (first + k * further) * 4;
      if (from >= bytes.length) return;
      this.#emit(`${number}      ${hex(bytes, from, further)}`, index);
    }
  }

  #symbols(): void {
    this.#eject = true;
    this.#heading();
    const defined = this.#input.symbols.filter(({ section }) => section !== undefined);
    this.#put(defined.length === 0 ? 'NO DEFINED SYMBOLS' : 'DEFINED SYMBOLS');
    for (const { name, section, value, row } of defined) {
      const place = row
        ? `${row.file.name.padStart(20)}:${String(row.line).padEnd(5)}  ${section}`
        : `${section}`.padStart(33);
      this.#put(`${place}:${value.toString(16).padStart(16, '0')} ${name}`);
      this.#heading();
    }
    this.#put('');
    this.#heading();
    const missing = this.#input.symbols.filter(({ section }) => section === undefined);
    this.#put(missing.length === 0 ? 'NO UNDEFINED SYMBOLS' : 'UNDEFINED SYMBOLS');
    this.#heading();
    for (const { name } of missing) {
      this.#put(name);
      this.#heading();
    }
  }

  #put(line: string): void {
    this.#out.push(line, '\n');
    this.#onPage++;
  }

  #progressOf(file: ListedFile): Progress {
    let progress = this.#progress.get(file);
    if (!progress) {
      progress = { at: 0, line: 0, atEnd: false };
      this.#progress.set(file, progress);
    }
    return progress;
  }
}

/** The text of a listing. */
export function listingText(input: ListingInput): string {
  return new ListingWriter(input).write();
}

/** Words `from`… in hexadecimal, a blank after each whole one. */
function hex(bytes: Uint8Array, from: number, words: number): string {
  let out = '';
  const to = Math.min(bytes.length, from + words * 4);
  for (let i = from; i < to; i++) {
    out += (bytes[i] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    if ((i - from) % 4 === 3) out += ' ';
  }
  return out;
}

/** The next line of the file, cut to less than `width` characters; one that no newline ends is marked. */
function nextLine({ text }: ListedFile, progress: Progress, width: number): string {
  const newline = text.indexOf('\n', progress.at);
  const to = newline < 0 ? text.length : newline;
  const line = text.slice(progress.at, to).replace(/\r$/, '');
  progress.at = to + 1;
  progress.line++;
  if (newline >= 0) return line.slice(0, Math.max(0, width - 1));
  progress.atEnd = true;
  return line.length + 2 < width ? `${line}...` : line.slice(0, Math.max(0, width - 1));
}
