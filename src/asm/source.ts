/**
 * What the assembler reads from: a stack of frames, one for the file, one for each expansion in progress.
 *
 * A frame is flat text and a cursor. Frames of expansions enter the source map only when somebody asks for a position
 * in them (a fixup, a diagnostic), so that a million expansions cost no million records; and their segments are
 * computed only when such a position is shown.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { NO_POS } from '../diag/diagnostic.ts';
import type { LineIndex } from '../text/line-index.ts';
import { findLineMarkers } from '../text/line-markers.ts';
import type { ExpansionStep, Segments, SourceMap } from '../text/source-map.ts';
import { bytesOfText, pieceAt, type SourceText, type TextWindow } from '../text/source-text.ts';
import { u8 } from './core/memory.ts';
import type { Recording } from './replay.ts';

const UNREGISTERED = -2;

export class Frame {
  /** What is read at the moment, whole lines: all of the text, or a piece of it; the index in it, and the offset of text[0] in the whole. */
  text: string;
  at = 0;
  from = 0;
  /** Times the text is still to be read again after this time (`.rept`). */
  again = 0;
  /** Set while it may turn out that the text comes to words alone. */
  recording: Recording | undefined = undefined;
  /** Depth of open conditionals when the frame was entered. */
  conditionals = 0;
  base: Pos = UNREGISTERED;
  /** Of a text that was released before the source map knew it. */
  #length = 0;

  #source: SourceText;
  #window: TextWindow | undefined = undefined;
  /** `.exitm` leaves the innermost macro or loop. */
  readonly kind: 'file' | 'macro' | 'loop';
  /** "in expansion of macro 'x'"; for files their name. */
  readonly how: string;
  readonly parent: Frame | undefined;
  /** Offset of the invoking statement in the parent's text. */
  readonly calledAt: number;
  /** How many frames lie below. */
  readonly depth: number;
  /** Makes the segments of the text, when somebody wants to see a position in it. */
  readonly segments: ((frame: Frame) => Segments) | undefined;

  constructor(
    source: SourceText,
    kind: 'file' | 'macro' | 'loop',
    how: string,
    parent: Frame | undefined,
    calledAt: number,
    segments?: (frame: Frame) => Segments,
  ) {
    this.#source = source;
    this.text = pieceAt(source, 0);
    this.kind = kind;
    this.how = how;
    this.parent = parent;
    this.calledAt = calledAt;
    this.segments = segments;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /** Of the whole text. */
  get length(): number {
    return this.#source.length;
  }

  /** The lines of a large file, to be told where they begin. */
  get lines(): LineIndex | undefined {
    return typeof this.#source === 'string' ? undefined : this.#source.lines;
  }

  /** The lines around text[offset] as bytes. */
  window(offset: number): TextWindow {
    const source = this.#source;
    if (typeof source !== 'string') return source.window(offset);
    this.#window ??= windowOf(bytesOfText(source));
    return this.#window;
  }

  /** An expansion is in the core's memory, at this address. */
  liesAt(address: number): void {
    this.#window = new CoreWindow(address, this.length);
  }

  /** Give an expansion its bytes. */
  hasBytes(bytes: Uint8Array): void {
    this.#window = windowOf(bytes);
  }

  /** Stand at this offset in the whole, with the text of its line at hand. */
  standAt(offset: number): void {
    const source = this.#source;
    if (typeof source === 'string') {
      this.at = offset;
      return;
    }
    const { bytes, from, length } = source.window(offset);
    const before = offset > from ? bytes.lastIndexOf(10, offset - from - 1) + 1 : 0;
    const newline = offset < from + length ? bytes.indexOf(10, offset - from) : -1;
    this.from = from + before;
    this.text = source.slice(this.from, newline < 0 || newline >= length ? from + length : from + newline + 1);
    this.at = offset - this.from;
  }

  /** Go on at this offset in the whole, whoever reads it. */
  goOnAt(offset: number): void {
    if (typeof this.#source === 'string') this.at = offset;
    else {
      this.from = offset;
      this.text = '';
      this.at = 0;
    }
  }

  /** Go on to the next piece; false at the end of the text. */
  advance(): boolean {
    const from = this.from + this.text.length;
    if (from >= this.#source.length) return false;
    this.text = pieceAt(this.#source, from);
    this.from = from;
    this.at = 0;
    return true;
  }

  /** What begins in this piece does not end in it: make it longer; false where there is no more. */
  widen(): boolean {
    if (this.from + this.text.length >= this.#source.length) return false;
    const { length } = this.text;
    // the line that follows may be longer than all of it
    for (let least = 4 * length; this.text.length === length; least *= 4)
      this.text = pieceAt(this.#source, this.from, least);
    return true;
  }

  /** The text was read: of an expansion that others still refer to only the places are wanted from now on. */
  release(): void {
    if (this.kind === 'file') return;
    this.#length = this.#source.length;
    this.#source = this.text = '';
  }

  /** The position of text[offset], registering the frame and its parents on first use. */
  pos(offset: number, map: SourceMap): Pos {
    if (this.base === UNREGISTERED) this.base = this.#register(map);
    if (this.base !== NO_POS) return this.base + offset;
    return this.parent ? this.parent.pos(this.calledAt, map) : NO_POS;
  }

  /** Register this frame and, from the lowest, those below it that are not yet: without recursion, the stack may be deep. */
  #register(map: SourceMap): Pos {
    const missing: Frame[] = [];
    for (let f: Frame | undefined = this.parent; f && f.base === UNREGISTERED; f = f.parent) missing.push(f);
    for (const frame of missing.reverse()) frame.base = frame.#add(map);
    return this.#add(map);
  }

  #add(map: SourceMap): Pos {
    const at = this.parent ? this.parent.pos(this.calledAt, map) : NO_POS;
    if (this.segments === undefined) {
      const source = this.#source;
      const base = map.addFile(this.how, source, at);
      map.setLineMarkers(base, () => findLineMarkers(source));
      return base;
    }
    const segments = new LazySegments(this, this.segments);
    const text = this.kind === 'file' ? this.#source : '';
    return map.addDerived(this.#source.length || this.#length, segments, this.how, at, text);
  }
}

/** A text in the core's memory, of which bytes are copied when somebody else looks at them. */
class CoreWindow implements TextWindow {
  readonly from = 0;
  readonly address: number;
  readonly length: number;
  #bytes: Uint8Array | undefined;

  constructor(address: number, length: number) {
    this.address = address;
    this.length = length;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= u8.slice(this.address, this.address + this.length);
    return this.#bytes;
  }
}

const windowOf = (bytes: Uint8Array): TextWindow => ({ bytes, from: 0, length: bytes.length });

/** Segments that are computed when first looked at. */
export class LazySegments implements Segments {
  #made: Segments | undefined;

  readonly #frame: Frame;
  readonly #make: (frame: Frame) => Segments;

  constructor(frame: Frame, make: (frame: Frame) => Segments) {
    this.#frame = frame;
    this.#make = make;
  }

  get #all(): Segments {
    this.#made ??= this.#make(this.#frame);
    return this.#made;
  }

  get starts(): ArrayLike<number> {
    return this.#all.starts;
  }

  get origins(): ArrayLike<number> {
    return this.#all.origins;
  }

  get points(): ArrayLike<number> | undefined {
    return this.#all.points;
  }

  get vias(): ArrayLike<number> {
    return this.#all.vias ?? [];
  }

  /** Asked for only where a via is not negative, which only preprocessed text has. */
  expansion(via: number): ExpansionStep {
    return this.#all.expansion?.(via) ?? { name: '', at: NO_POS, via: -1 };
  }

  get count(): number {
    return this.#all.count;
  }
}
