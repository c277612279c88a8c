/**
 * Where the lines of a text begin, for a text of any size.
 *
 * Enters: a text, and from who reads it anyway where its lines begin. Leaves: the number and the start of the line that holds an offset.
 * Only the start of each 64th line is kept, and no line is looked for beyond the furthest offset asked about.
 */
import type { SourceText, TextWindow } from './source-text.ts';

/** Lines of which one start is kept: a power of two. */
export const LINE_STEP = 64;
/** Bytes looked at at once. */
const PIECE = 1 << 16;
const NEWLINE = 10;
const HASH = 35;
/** `.linef`, behind blanks the begin of a line marker, as `#` is in the first column. */
const DIRECTIVE = [46, 108, 105, 110, 101, 102];

export interface LinePlace {
  /** From 0. */
  readonly line: number;
  readonly start: number;
}

export class LineIndex {
  /** Whether a line may be a line marker, of those that end before the furthest known one begins; true of a string. */
  mayMark: boolean;
  readonly #text: SourceText;
  /** Start of line 64 * i. */
  #starts = new Uint32Array(64);
  /** The furthest line known, and its start. */
  #line = 0;
  #at = 0;
  /** What was found last: the next question is often about a line near it. */
  #last: LinePlace = { line: 0, start: 0 };

  constructor(text: SourceText) {
    this.#text = text;
    this.mayMark = typeof text === 'string';
  }

  /** The line that holds text[offset]. A newline belongs to the line that it ends. */
  find(offset: number): LinePlace {
    this.#extend(offset);
    let low = 0;
    let high = Math.floor(this.#line / LINE_STEP);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    let line = low * LINE_STEP;
    let start = this.#starts[low] as number;
    if (this.#last.start >= start && this.#last.start <= offset) ({ line, start } = this.#last);
    const between = this.#text.slice(start, offset);
    for (let at = between.indexOf('\n'); at >= 0; at = between.indexOf('\n', at + 1)) {
      line++;
      this.#last = { line, start: start + at + 1 };
    }
    if (this.#last.line !== line) this.#last = { line, start };
    return this.#last;
  }

  /** The text of the line that begins at `start`, without its end. */
  lineAt(start: number): string {
    const text = this.#text;
    for (let size = 256; ; size *= 4) {
      const piece = text.slice(start, start + size);
      const end = piece.indexOf('\n');
      if (end >= 0 || start + size >= text.length) return piece.slice(0, end < 0 ? undefined : end).replace(/\r$/, '');
    }
  }

  /** Know all lines up to `offset`, which is in `window`, to be told of those behind it; false where more is known already. */
  reach(offset: number, window: TextWindow): boolean {
    if (offset < this.#at) return false;
    if (this.#at < window.from) this.#extend(offset);
    else this.#count(window.bytes, this.#at - window.from, offset - window.from, window.from);
    return true;
  }

  /** Know the lines up to `offset`. */
  #extend(offset: number): void {
    const text = this.#text;
    if (typeof text === 'string') {
      for (let next = text.indexOf('\n', this.#at); next >= 0 && next < offset; next = text.indexOf('\n', next + 1))
        this.begin(next + 1);
      return;
    }
    const room = new Uint8Array(Math.min(PIECE, Math.max(0, offset - this.#at)));
    for (let from = this.#at; from < offset; ) {
      const piece = room.subarray(0, offset - from);
      const count = text.copy(piece, from);
      if (count <= 0) return;
      const before = this.#at;
      this.#count(piece, 0, count, from);
      // again from the start of the last line, so that the next piece has all of it
      from = from + count < offset && this.#at > before ? this.#at : from + count;
    }
  }

  /** Know the lines that begin behind the newlines of piece[start..end); piece[0] is the text's at `from`. */
  #count(piece: Uint8Array, start: number, end: number, from: number): void {
    for (let i = start; i < end; i++) {
      if (piece[i] !== NEWLINE) continue;
      this.mayMark ||= this.#at < from || isMarker(piece, this.#at - from);
      this.begin(from + i + 1);
    }
  }

  /** The line behind the furthest known one begins here. */
  begin(at: number): void {
    this.#at = at;
    this.#line++;
    if (this.#line % LINE_STEP === 0) this.#keep(this.#line / LINE_STEP, at);
  }

  /** The number of the furthest line known. */
  get line(): number {
    return this.#line;
  }

  /** Lines up to number `line` were found; that one begins at `from` + `at`, and each 64th at `from` + one of the `count` numbers from numbers[first] on. */
  take(line: number, from: number, at: number, numbers: Int32Array, first: number, count: number): void {
    const next = Math.floor(this.#line / LINE_STEP) + 1;
    for (let i = 0; i < count; i++) this.#keep(next + i, from + (numbers[first + i] as number));
    this.#line = line;
    this.#at = from + at;
  }

  #keep(i: number, start: number): void {
    if (i >= this.#starts.length) {
      const grown = new Uint32Array(this.#starts.length * 2);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[i] = start;
  }
}

/** Whether the line at piece[start], which ends in the piece, may be a line marker. */
function isMarker(piece: Uint8Array, start: number): boolean {
  if (piece[start] === HASH) return true;
  let at = start;
  while (piece[at] === 9 || piece[at] === 32) at++;
  return DIRECTIVE.every((c, i) => piece[at + i] === c);
}
