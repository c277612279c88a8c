/**
 * The source map: one address space of text for everything a run reads or generates, so that a position is one number.
 *
 * Enters: files (with where they were included from) and derived texts (preprocessor output, macro expansions) with
 * segments that say where their characters came from. Leaves: for a Pos, the place a person wrote and the chain of
 * expansions and inclusions to it. Adding is O(1) and keeps only references; all searching happens when a diagnostic is
 * shown. A buffer takes text.length + 1 positions (the end has one, too). When the space of 2^32 is used up, `add…`
 * returns NO_POS and users fall back to the position of the invocation.
 */
import type { Frame, Locator, Place, Pos } from '../diag/diagnostic.ts';
import { NO_POS } from '../diag/diagnostic.ts';
import { LineIndex } from './line-index.ts';
import type { SourceText } from './source-text.ts';

/** Where the characters of a derived text came from: segment i starts at `starts[i]` in it and at Pos `origins[i]`. */
export interface Segments {
  readonly starts: ArrayLike<number>;
  readonly origins: ArrayLike<number>;
  /** Segments whose bit is set are not verbatim: all their characters map to the origin itself. */
  readonly points?: ArrayLike<number>;
  /** The #define expansion that segment i came out of, -1 if none; `expansion` tells what the number stands for. */
  readonly vias?: ArrayLike<number>;
  readonly expansion?: (via: number) => ExpansionStep;
  readonly count: number;
}

/** One step of a chain of #define expansions: macro `name` was expanded at `at`, which itself came out of `via` (or -1). */
export interface ExpansionStep {
  readonly name: string;
  readonly at: Pos;
  readonly via: number;
}

/** `# 12 "file.S"` in a text that another preprocessor wrote: from `offset` on, lines count from `line` of `file`; from 0 of no file, as they stand. */
export interface LineMarker {
  readonly offset: number;
  readonly file: string;
  readonly line: number;
}

/** From `offset` on another file, or the number of the line that holds it. */
interface LogicalPlace {
  readonly offset: number;
  readonly file?: string;
  readonly line?: number;
}

interface Buffer {
  readonly base: Pos;
  readonly name: string;
  /** Of a file; of a derived text only that of a rewriting, for fileAndLine(). */
  readonly text: SourceText;
  /** For files: where included from. For derived texts: the place of the expansion, or NO_POS for a mere rewriting. */
  readonly parent: Pos;
  readonly how: string;
  readonly segments: Segments | undefined;
  /** Or how to find them. */
  markers: readonly LineMarker[] | (() => readonly LineMarker[]);
  /** Found while the text was read. */
  readonly places: LogicalPlace[];
  /** What both lead to, once asked for. */
  merged: readonly LineMarker[] | undefined;
  lines: LineIndex | undefined;
  /** What led to a derived text, once somebody asked. */
  calls?: readonly Frame[];
}

const LIMIT = 2 ** 32 - 2;

/** Files that were added, to be added again. */
export interface KnownFiles {
  readonly buffers: readonly Buffer[];
  /** Where the next would have begun. */
  readonly end: Pos;
}

export class SourceMap implements Locator {
  readonly #buffers: Buffer[] = [];
  #next: Pos = 0;

  /**
   * Add a file's text; `includedFrom` is the Pos of the #include or .include that names it. Returns the Pos of its first character. With
   * `room` it takes so many positions, though it is not as long, so that what comes behind it does not depend on its length.
   */
  addFile(name: string, text: SourceText, includedFrom: Pos = NO_POS, room = text.length): Pos {
    return this.#add(name, text, room, includedFrom, 'included from here', undefined);
  }

  /** The Pos of what is added next, and how many texts there are. */
  get end(): Pos {
    return this.#next;
  }

  get count(): number {
    return this.#buffers.length;
  }

  /** What was added after the first `count` texts. */
  since(count: number): KnownFiles {
    return { buffers: this.#buffers.slice(count), end: this.#next };
  }

  /** Add the same again, at the same positions; the first of them is included from `includedFrom` now. */
  addKnown({ buffers, end }: KnownFiles, includedFrom: Pos | undefined): void {
    const [first, ...rest] = buffers;
    if (first) this.#buffers.push(includedFrom === undefined ? first : { ...first, parent: includedFrom }, ...rest);
    this.#next = end;
  }

  /**
   * Add a text of `length` characters made from others. `how` ("in expansion of macro 'copy_page'") and `at` give the frame shown for it;
   * with an empty `how` it is a rewriting (preprocessor output) and leaves no frame; its `text` is wanted where its lines count.
   */
  addDerived(length: number, segments: Segments, how = '', at: Pos = NO_POS, text: SourceText = ''): Pos {
    return this.#add('', text, length, at, how, segments);
  }

  /** Line markers found in a file's own text, ascending by offset; a function is asked when a place in the file is to be shown. */
  setLineMarkers(base: Pos, markers: readonly LineMarker[] | (() => readonly LineMarker[])): void {
    const buffer = this.#find(base);
    if (!buffer) return;
    buffer.markers = markers;
    buffer.merged = undefined;
  }

  /** From `pos` on, in the same file, the text has another file's name, or another number for the line at `pos`. */
  setLogicalPlace(pos: Pos, place: { readonly file?: string; readonly line?: number }): void {
    const buffer = this.#find(pos);
    if (!buffer || buffer.segments) return;
    buffer.places.push({ offset: pos - buffer.base, ...place });
    buffer.merged = undefined;
  }

  locate(pos: Pos): { readonly place: Place; readonly frames: readonly Frame[] } | undefined {
    /** Frames of each text on the way to the source; the later the text, the further inside its frames belong. */
    const groups: Frame[][] = [];
    let here = pos;
    let nested = false;
    for (let hop = 0; hop < 10_000; hop++) {
      const buffer = this.#find(here);
      if (!buffer) return undefined;
      const { segments } = buffer;
      if (!segments) {
        const frames = groups.reverse().flat();
        return { place: this.#placeIn(buffer, here - buffer.base), frames: [...frames, ...this.#inclusions(buffer)] };
      }
      const offset = here - buffer.base;
      const i = lastNotAbove(segments.starts, segments.count, offset);
      if (i < 0) return undefined;
      const called: readonly Frame[] = nested ? [] : this.#calls(buffer);
      groups.push([...this.#expansions(segments, segments.vias?.[i] ?? -1), ...called]);
      const origin = segments.origins[i] ?? NO_POS;
      // a loop stands in the text that its body was cut from: what led there is known already
      nested ||= called.length > 0 && this.#find(origin) === this.#find(buffer.parent);
      if (origin === NO_POS) {
        groups.pop();
        here = buffer.parent;
        continue;
      }
      here = segments.points?.[i] ? origin : origin + (offset - (segments.starts[i] ?? 0));
    }
    return undefined;
  }

  /** The #define expansions that lead out of expansion `via`, innermost first. */
  #expansions(segments: Segments, via: number): Frame[] {
    const frames: Frame[] = [];
    for (let v = via; v >= 0 && segments.expansion; ) {
      const step = segments.expansion(v);
      frames.push(...this.#frameAt(step.at, `in expansion of macro '${step.name}'`));
      v = step.via;
    }
    return frames;
  }

  /** Where in the text that is read first `pos` is, or what led to it: its order there is the order of reading. */
  outermost(pos: Pos): Pos {
    let here = pos;
    for (;;) {
      const parent = this.#find(here)?.parent ?? NO_POS;
      if (parent === NO_POS) return here;
      here = parent;
    }
  }

  /**
   * File and line of `pos`, as line tables want them: where the line of the preprocessor's output begins that it is on, as if
   * only that and its line markers were known.
   */
  fileAndLine(pos: Pos): { readonly file: string; readonly line: number } | undefined {
    const buffer = this.#find(pos);
    const { segments } = buffer ?? {};
    if (!buffer || !segments) return this.locate(pos)?.place;
    let offset = pos - buffer.base;
    if (buffer.text !== '') {
      buffer.lines ??= new LineIndex(buffer.text);
      const { start } = buffer.lines.find(offset);
      offset = start + buffer.lines.lineAt(start).search(/\S|$/);
    }
    const i = lastNotAbove(segments.starts, segments.count, offset);
    const origin = segments.origins[i] ?? NO_POS;
    if (i < 0 || origin === NO_POS) return buffer.parent === NO_POS ? undefined : this.fileAndLine(buffer.parent);
    let root = segments.points?.[i] ? origin : origin + (offset - (segments.starts[i] ?? 0));
    for (let via = segments.vias?.[i] ?? -1; via >= 0 && segments.expansion; ) {
      const step = segments.expansion(via);
      root = step.at;
      via = step.via;
    }
    return this.fileAndLine(root);
  }

  #frameAt(pos: Pos, how: string): Frame[] {
    const at = this.locate(pos);
    return at ? [{ ...at.place, how }, ...at.frames] : [];
  }

  /** The expansion of a text, and what led to it; the same for all positions in it. */
  #calls(buffer: Buffer): readonly Frame[] {
    if (buffer.how === '' || buffer.parent === NO_POS) return [];
    buffer.calls ??= this.#frameAt(buffer.parent, buffer.how);
    return buffer.calls;
  }

  #inclusions(buffer: Buffer): Frame[] {
    return buffer.parent === NO_POS ? [] : this.#frameAt(buffer.parent, buffer.how);
  }

  #add(name: string, text: SourceText, length: number, parent: Pos, how: string, segments: Segments | undefined): Pos {
    const base = this.#next;
    if (base + length >= LIMIT) return NO_POS;
    this.#buffers.push({
      base,
      name,
      text,
      parent,
      how,
      segments,
      markers: [],
      places: [],
      merged: undefined,
      lines: undefined,
    });
    this.#next = base + length + 1;
    return base;
  }

  #find(pos: Pos): Buffer | undefined {
    if (pos < 0 || pos >= this.#next) return undefined;
    let low = 0;
    let high = this.#buffers.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#buffers[middle]?.base ?? 0) <= pos) low = middle;
      else high = middle - 1;
    }
    return this.#buffers[low];
  }

  #placeIn(buffer: Buffer, offset: number): Place {
    buffer.lines ??= typeof buffer.text === 'string' ? new LineIndex(buffer.text) : buffer.text.lines;
    const { line: index, start } = buffer.lines.find(offset);
    const text = buffer.lines.lineAt(start);
    if (typeof buffer.markers === 'function' && buffer.lines.mayMark) buffer.markers = buffer.markers();
    const marker = lastMarker(markersOf(buffer, buffer.lines), offset);
    if (!marker) return { file: buffer.name, line: index + 1, column: offset - start + 1, text };
    const markerLine = buffer.lines.find(marker.offset).line;
    return { file: marker.file, line: marker.line + index - markerLine, column: offset - start + 1, text };
  }
}

/** All that changes the places of a file's lines, as markers. A name counts as soon as there is a number for the line, and the other way round. */
function markersOf(buffer: Buffer, lines: LineIndex): readonly LineMarker[] {
  const markers = typeof buffer.markers === 'function' ? [] : buffer.markers;
  if (markers.length + buffer.places.length === 0) return [];
  if (buffer.merged) return buffer.merged;
  const merged: LineMarker[] = [];
  let file: string | undefined;
  /** What to add to the number of a line. */
  let shift: number | undefined;
  for (const change of [...markers, ...buffer.places].sort((x, y) => x.offset - y.offset)) {
    const { line } = lines.find(change.offset);
    const back = change.file === '' && change.line === 0;
    file = back ? buffer.name : (change.file ?? file);
    if (back) shift = 1;
    else if (change.line !== undefined) shift = change.line - line;
    if (file !== undefined && shift !== undefined) merged.push({ offset: change.offset, file, line: line + shift });
  }
  buffer.merged = merged;
  return merged;
}

/** The last marker that is not after `offset`. */
function lastMarker(markers: readonly LineMarker[], offset: number): LineMarker | undefined {
  let low = -1;
  let high = markers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((markers[middle] as LineMarker).offset <= offset) low = middle;
    else high = middle - 1;
  }
  return markers[low];
}

/** Index of the last of the first `count` ascending values that is not above `x`, or -1. */
function lastNotAbove(values: ArrayLike<number>, count: number, x: number): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
