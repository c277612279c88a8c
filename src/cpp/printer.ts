/**
 * The printer: expanded tokens to the text that `-E` shows and the assembler reads.
 *
 * Lines come out where they stand in the source, by newlines or, over eight lines and between files, by line markers
 * (`# 12 "file.S" 2`); a token has a space before it where the source has white space or where it would join with the one
 * before. All as GNU cpp does it, so that whatever depends on it (columns, `#` first on a line) comes out the same.
 * Alongside goes the segment table: which character of the text came from which Pos, through which macro expansions.
 */
import { FatalDiagnostic, NO_POS, type Pos } from '../diag/diagnostic.ts';
import { outputTooLong } from '../diag/messages/cpp.ts';
import type { Segments } from '../text/source-map.ts';
import type { Expansions } from './expansions.ts';
import type { TokenRun } from './lexer.ts';
import { codePoint } from './name-characters.ts';
import { Kind, PAD_NONE, PAD_PLAIN, PAD_WHITE, POINT, SHIFT, type Symbols, WHITE } from './symbols.ts';

/** Longest output, in characters: near what one JavaScript string can hold. */
const OUTPUT_LIMIT = 2 ** 29 - 2 ** 16;

/** Pieces of text joined at a time. */
const PARTS_LIMIT = 1 << 17;

/** More lines than this are skipped by a line marker. */
const MARKER_DISTANCE = 8;

/** GNU cpp counts no columns beyond this. */
const COLUMN_LIMIT = 4096;

/** A line without macros, ready to print: its text, and pairs (offset in it, offset in the source) where they diverge. */
interface PlainLine {
  readonly text: string;
  readonly breaks: readonly number[];
}

/** Where a stretch of a line of traditional text came from. */
export interface Stretch {
  /** Offset in the line. */
  readonly start: number;
  readonly origin: Pos;
  readonly via: number;
  /** All its characters came from `origin`. */
  readonly point: boolean;
}

/** Where the output stood. */
interface PrintedMark {
  readonly length: number;
  readonly text: number;
  readonly parts: number;
  readonly segments: number;
}

/** Output, to be printed again: segments start in it, and what follows it depends on the last four. */
export interface Printed {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly origins: Uint32Array;
  readonly vias: Int32Array;
  readonly points: Uint8Array;
  readonly line: number;
  readonly printed: boolean;
  readonly previous: number;
  readonly pad: number;
}

export class Printer {
  /** -P: no line markers. */
  readonly #markers: boolean;
  readonly #assembler: boolean;
  readonly #symbols: Symbols;
  readonly #expansions: Expansions;
  /** The text so far is #text, then #parts. */
  #text = '';
  #parts: string[] = [];
  #length = 0;
  /** The line that the output is on, by its markers. */
  line = 0;
  /** -imacros: lines are kept, what stands on them is not. */
  muted = false;
  #printed = false;
  /** Called before a line begins. */
  beforeLine: () => void = () => {};
  /** C mode: did the last token come from a system header? */
  inSystemHeader = false;
  /** The token before on this line, or -1. */
  #previous = -1;
  /** The pad that stands before the next token, -1 if none. */
  #pad = -1;
  #starts = new Uint32Array(4096);
  #origins = new Uint32Array(4096);
  #vias = new Int32Array(4096);
  #points = new Uint8Array(4096);
  #count = 0;
  #delta = Number.NaN;
  #via = -1;

  constructor(symbols: Symbols, expansions: Expansions, markers: boolean, assembler: boolean) {
    this.#assembler = assembler;
    this.#symbols = symbols;
    this.#expansions = expansions;
    this.#markers = markers;
  }

  /** All that was printed, with the newline that ends it. */
  finish(): { readonly text: string; readonly segments: Segments } {
    if (this.#printed) this.#emit('\n');
    const { parent, name } = this.#expansions;
    const segments: Segments = {
      starts: this.#starts.subarray(0, this.#count),
      origins: this.#origins.subarray(0, this.#count),
      points: this.#points.subarray(0, this.#count),
      vias: this.#vias.subarray(0, this.#count),
      count: this.#count,
      expansion: (via) => ({ name: name(via), at: this.#expansions.position(via), via: parent(via) }),
    };
    return { text: this.#text + this.#parts.join(''), segments };
  }

  /** The pad that waits for a token, -1 if none does. */
  get padding(): number {
    return this.#pad;
  }

  /** Where the output stands; what follows begins with a segment of its own. */
  mark(): PrintedMark {
    this.#delta = Number.NaN;
    return {
      length: this.#length,
      text: this.#text.length,
      parts: this.#parts.length,
      segments: this.#count,
    };
  }

  /** What was printed since; undefined where that is not at hand any more. */
  since(mark: PrintedMark): Printed | undefined {
    if (this.#text.length !== mark.text) return undefined;
    return {
      text: this.#parts.slice(mark.parts).join(''),
      starts: this.#starts.slice(mark.segments, this.#count).map((start) => start - mark.length),
      origins: this.#origins.slice(mark.segments, this.#count),
      vias: this.#vias.slice(mark.segments, this.#count),
      points: this.#points.slice(mark.segments, this.#count),
      line: this.line,
      printed: this.#printed,
      previous: this.#previous,
      pad: this.#pad,
    };
  }

  /** Print the same again, where the output stands. */
  repeat({ text, starts, origins, vias, points, line, printed, previous, pad }: Printed): void {
    const at = this.#length;
    const first = this.#count;
    const count = first + starts.length;
    while (count > this.#starts.length) this.#grow();
    for (let i = 0; i < starts.length; i++) this.#starts[first + i] = at + (starts[i] as number);
    this.#origins.set(origins, first);
    this.#vias.set(vias, first);
    this.#points.set(points, first);
    this.#count = count;
    this.#delta = Number.NaN;
    this.#emit(text);
    this.line = line;
    this.#printed = printed;
    this.#previous = previous;
    this.#pad = pad;
  }

  /** A line marker; `flags` is '', ' 1' (entering a file) or ' 2' (coming back to it), and ' 3' for system headers. */
  marker(line: number, file: string, flags: string): void {
    if (this.#printed) this.#emit('\n');
    this.#printed = false;
    if (!this.#markers) return;
    this.line = line;
    this.#emit(`# ${line} "${quoted(file)}"${flags}\n`);
  }

  /** Bring the output to `line` of `file`, by newlines or by a marker. */
  toLine(line: number, file: string, flags: string): void {
    if (this.#printed) {
      this.#emit('\n');
      this.line++;
      this.#printed = false;
    }
    if (this.#markers && line >= this.line && line < this.line + MARKER_DISTANCE) {
      if (line > this.line) {
        this.#emit('\n'.repeat(line - this.line));
        this.line = line;
      }
    } else this.marker(line, file, flags);
  }

  /** Start a line of output whose first token stands in `column` (from 1) of `line`. */
  startLine(line: number, column: number, file: string, flags: string): void {
    this.beforeLine();
    this.toLine(line, file, flags);
    this.#previous = -1;
    this.#pad = this.#pad < 0 ? -1 : PAD_NONE;
    this.#printed = true;
    // the space before the token itself accounts for one column more
    if (column > 2 && column <= COLUMN_LIMIT) this.#emit(' '.repeat(column - 2));
  }

  /** A PAD symbol: see expand.ts. */
  pad(symbol: number): void {
    if (this.muted) return;
    const pad = this.#pad;
    if (pad === -1 || pad === PAD_NONE || (pad === PAD_PLAIN && symbol === PAD_NONE)) this.#pad = symbol;
  }

  /** A token that was spelled at `position` and came out of expansion `via` (-1: none). */
  token(token: number, position: Pos, via: number): void {
    if (this.muted) return;
    const symbol = token >> SHIFT;
    if (this.#needsSpace(token, symbol)) this.#emit(' ');
    this.#pad = -1;
    this.#previous = symbol;
    const delta = position - this.#length;
    if (delta !== this.#delta || via !== this.#via || token & POINT) {
      this.#segment(this.#length, position, via, token & POINT ? 1 : 0);
    }
    const text = this.spelling(symbol);
    this.#emit(text);
    this.#printed = true;
    const kind = this.#symbols.kind[symbol];
    if (kind === Kind.comment || kind === Kind.prefixed) this.line += text.split('\n').length - 1;
  }

  /** Text that stands for a directive which is passed through (#pragma, #ident in C mode), on a line of its own. */
  directive(text: string): void {
    this.#emit(`${text}\n`);
    this.line++;
    this.#printed = false;
  }

  /** C mode: does the token, which stands on `line`, begin a line of output although it does not in the source? */
  mustMove(token: number, line: number): boolean {
    return this.#markers && !this.muted && line !== this.line && (this.#pad >= 0 || (token & WHITE) !== 0);
  }

  /** C mode: does a token of a system header (or not) need a line marker to say so? */
  mustMark(system: boolean): boolean {
    return system !== this.inSystemHeader && !this.muted;
  }

  /** White space before `token`, which is not printed itself, if it needs any. */
  separate(token: number): void {
    if (this.#printed && this.#previous >= 0 && this.#needsSpace(token, token >> SHIFT)) this.#emit(' ');
  }

  /** A space for certain before the next token. */
  space(): void {
    this.#emit(' ');
    this.#pad = -1;
  }

  /** May line `index` of `run`, which holds no macro, be printed as one piece? */
  isPlain(run: TokenRun, index: number): boolean {
    if (this.#pad < 0) return true;
    const first = run.tokens[run.lineStarts[index] as number] as number;
    return this.#symbols.text[first >> SHIFT] !== '#';
  }

  /** Print line `index` of `run` (which isPlain) whose file starts at Pos `base`; startLine() was called for it. */
  plainLine(run: TokenRun, index: number, base: Pos): void {
    if (this.muted) return;
    run.printed[index] ??= this.#render(run, index);
    const line = run.printed[index] as PlainLine;
    const { breaks } = line;
    const at = this.#length;
    for (let i = 0; i < breaks.length; i += 2) {
      this.#segment(at + (breaks[i] as number), base + (breaks[i + 1] as number), -1, 0);
    }
    this.#emit(line.text);
    this.#pad = -1;
    this.#previous = (run.tokens[(run.lineStarts[index + 1] as number) - 1] as number) >> SHIFT;
  }

  /** Print a whole line of traditional text, on the line where toLine() has brought the output. */
  writtenLine(text: string, stretches: readonly Stretch[], countsLines: boolean): void {
    const at = this.#length;
    for (const { start, origin, via, point } of stretches) this.#segment(at + start, origin, via, point ? 1 : 0);
    this.#emit(text);
    // GNU cpp counts the lines in the text only where comments are kept
    if (countsLines) for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.line++;
    this.#printed = true;
  }

  /** Print text of several lines as it stands at `origin`; with `isLast` its last line is whole. */
  verbatim(text: string, origin: Pos, isLast: boolean): void {
    this.#segment(this.#length, origin, -1, 0);
    this.#emit(text);
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.line++;
    this.#printed = isLast && !text.endsWith('\n');
  }

  /** Lines of their own, wherever the output stands. */
  insert(lines: readonly string[]): void {
    if (this.#printed && lines.length > 0) {
      this.#emit('\n');
      this.line++;
      this.#printed = false;
    }
    for (const line of lines) this.directive(line);
  }

  #render(run: TokenRun, index: number): PlainLine {
    const start = run.lineStarts[index] as number;
    const end = run.lineStarts[index + 1] as number;
    const breaks: number[] = [];
    let text = '';
    let delta = Number.NaN;
    for (let i = start; i < end; i++) {
      const token = run.tokens[i] as number;
      if (token & WHITE) text += ' ';
      const offset = run.offsets[i] as number;
      if (offset - text.length !== delta) {
        breaks.push(text.length, offset);
        delta = offset - text.length;
      }
      text += this.spelling(token >> SHIFT);
    }
    return { text, breaks };
  }

  /** The text of a token; in C mode characters beyond ASCII in names go out as universal character names. */
  readonly spelling = (symbol: number): string => {
    const text = this.#symbols.text[symbol] as string;
    if (this.#assembler || this.#symbols.kind[symbol] !== Kind.name) return text;
    return text.replace(UTF8, (bytes) => `\\U${codePoint(bytes).toString(16).padStart(8, '0')}`);
  };

  #needsSpace(token: number, symbol: number): boolean {
    const pad = this.#pad;
    if (pad < 0) return (token & WHITE) !== 0;
    if (pad === PAD_NONE ? token & WHITE : pad === PAD_WHITE) return true;
    if (this.#previous >= 0) return this.#symbols.mustSeparate(this.#previous, symbol);
    return this.#symbols.text[symbol] === '#';
  }

  #emit(text: string): void {
    this.#parts.push(text);
    if (this.#parts.length >= PARTS_LIMIT) {
      this.#text += this.#parts.join('');
      this.#parts = [];
    }
    this.#length += text.length;
    if (this.#length > OUTPUT_LIMIT) throw new FatalDiagnostic(NO_POS, outputTooLong(OUTPUT_LIMIT));
  }

  #segment(start: number, origin: Pos, via: number, point: number): void {
    const n = this.#count;
    if (n === this.#starts.length) this.#grow();
    this.#starts[n] = start;
    this.#origins[n] = origin;
    this.#vias[n] = via;
    this.#points[n] = point;
    this.#count = n + 1;
    this.#delta = point ? Number.NaN : origin - start;
    this.#via = via;
  }

  #grow(): void {
    const size = this.#starts.length * 2;
    const starts = new Uint32Array(size);
    starts.set(this.#starts);
    this.#starts = starts;
    const origins = new Uint32Array(size);
    origins.set(this.#origins);
    this.#origins = origins;
    const vias = new Int32Array(size);
    vias.set(this.#vias);
    this.#vias = vias;
    const points = new Uint8Array(size);
    points.set(this.#points);
    this.#points = points;
  }
}

const UTF8 = /[\xc0-\xff][\x80-\xbf]+/g;

/** A file name as it stands in a line marker or in __FILE__. */
export function quoted(name: string): string {
  if (!name.includes('\\') && !name.includes('"') && !name.includes('\n')) return name;
  return name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}
