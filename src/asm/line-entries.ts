/**
 * The rows of the line table of one subsection, by columns, and their views.
 *
 * Enters: places with the state of `.loc` there. Leaves: rows for line-program.ts, in order. A view counts the rows at one address; location
 * lists refer to it by a symbol. DWARF 5, 6.2.2; `as` manual, ".loc".
 */
import { roomier } from './columns.ts';
import { core } from './core/engine.ts';
import { LINE_FLAG as FLAG, LINE_WIDTH, LINE_ROW as ROW } from './core/facts.ts';
import { renewViews } from './core/memory.ts';
import { add } from './int64.ts';
import type { LineState } from './line-table.ts';
import { distance } from './resolve.ts';
import { type Fragment, fragmentAt } from './section.ts';
import { type Sym, symbolOf, WHERE } from './symbol.ts';

export { FLAG };

const WIDTH = LINE_WIDTH;

export class LineEntries {
  count = 0;
  #rows = new Int32Array(0);
  add(frag: Fragment, offset: number, state: LineState, view: Sym | undefined): void {
    const at = WIDTH * this.count++;
    if (at + WIDTH > this.#rows.length) this.#rows = roomier(this.#rows);
    const rows = this.#rows;
    rows[at] = frag.id;
    rows[at + ROW.offset] = offset;
    rows[at + ROW.file] = state.file;
    rows[at + ROW.line] = state.line;
    rows[at + ROW.column] = state.column;
    rows[at + ROW.isa] = state.isa;
    rows[at + ROW.flags] = state.flags;
    rows[at + ROW.discriminator] = state.discriminator;
    rows[at + ROW.view] = view ? view.id + 1 : 0;
    if (view && this.count > 1) this.#defineView(this.count - 1, this, this.count - 2);
  }

  /** Bytes to row i from the one before it in the subsection; undefined when there is none, or that is known later only. */
  step(i: number): number | undefined {
    return i > 0 ? this.#distance(i, this, i - 1) : undefined;
  }

  /** Of row i in its section, after the layout. */
  address(i: number): number {
    return this.fragment(i).address + this.offset(i);
  }

  clear(): void {
    this.count = 0;
  }

  fragment(i: number): Fragment {
    return fragmentAt(this.fragmentNumber(i));
  }

  fragmentNumber(i: number): number {
    return this.#rows[WIDTH * i] as number;
  }

  /** Offset in the fragment. */
  offset(i: number): number {
    return this.#rows[WIDTH * i + ROW.offset] as number;
  }

  flags(i: number): number {
    return this.#rows[WIDTH * i + ROW.flags] as number;
  }

  view(i: number): Sym | undefined {
    const id = this.viewNumber(i);
    return id < 0 ? undefined : symbolOf(id);
  }

  /** The number of the view's symbol; -1: there is none. */
  viewNumber(i: number): number {
    return (this.#rows[WIDTH * i + ROW.view] as number) - 1;
  }

  /** Take rows that are complete, with their views defined, from numbers at `from`. */
  take(numbers: Int32Array, from: number, count: number): void {
    const at = WIDTH * this.count;
    while (at + WIDTH * count > this.#rows.length) this.#rows = roomier(this.#rows);
    this.#rows.set(numbers.subarray(from, from + WIDTH * count), at);
    this.count += count;
  }

  /** The rows, as numbers. */
  get rows(): Int32Array {
    return this.#rows.subarray(0, WIDTH * this.count);
  }

  /** Files below 0 are -1 - n: give them the number of the nth name. */
  numberFiles(number: (name: number) => number): void {
    const rows = this.#rows;
    for (let at = ROW.file; at < WIDTH * this.count; at += WIDTH) {
      const file = rows[at] as number;
      if (file < 0) rows[at] = number(-1 - file);
    }
  }

  /** Define the view of the first row, which follows the last row of an earlier subsection, if there is one. */
  defineFirst(before: LineEntries | undefined): void {
    this.#defineView(0, before, (before?.count ?? 0) - 1);
  }

  #distance(i: number, before: LineEntries, k: number): number | undefined {
    return distance(this.fragment(i), this.offset(i), before.fragment(k), before.offset(k));
  }

  /** view = row i is further than row k of `before` ? 0 : that one's view + 1 */
  #defineView(i: number, before: LineEntries | undefined, k: number): void {
    const view = this.view(i);
    if (!view || view.where !== WHERE.undefined) return;
    const step = before && (this.flags(i) & FLAG.reset) === 0 ? this.#distance(i, before, k) : 1;
    if (!before || (step !== undefined && step > 0)) {
      view.where = WHERE.absolute;
      view.value = 0;
      return;
    }
    // GNU as takes a row whose view has no name, or is not known yet, for the first one at its address
    const named = before.view(k);
    const earlier = named?.where === WHERE.undefined ? undefined : named;
    if (step === 0 && (!earlier || earlier.where === WHERE.absolute)) {
      view.where = WHERE.absolute;
      view.value = add(earlier ? earlier.value : 0, 1);
      return;
    }
    core.makeView(
      view.id,
      this.fragmentNumber(i),
      this.offset(i),
      before.fragmentNumber(k),
      before.offset(k),
      earlier ? earlier.id + 1 : 0,
    );
    renewViews();
  }
}
