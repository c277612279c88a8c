/**
 * Which stretches of the source map's address space are system headers: asked about tokens whose file is no longer being read,
 * because a macro of it was expanded.
 */
import type { Pos } from '../diag/diagnostic.ts';

/** Marks, to be made again. */
export interface Marks {
  readonly starts: readonly number[];
  readonly levels: readonly number[];
}

export class SystemRanges {
  /** Where a stretch begins, ascending, and its level: 0, 1 or 2, as FileFrame.system; -1 for what no file holds. */
  readonly #starts: number[] = [];
  readonly #levels: number[] = [];

  /** From `start` on (up to the next mark) the text has `level`. */
  mark(start: Pos, level: number): void {
    let at = this.#starts.length;
    while (at > 0 && (this.#starts[at - 1] as number) > start) at--;
    this.#starts.splice(at, 0, start);
    this.#levels.splice(at, 0, level);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** All but the first `count`. */
  since(count: number): Marks {
    return { starts: this.#starts.slice(count), levels: this.#levels.slice(count) };
  }

  /** Make marks again, all of which are behind those that there are. */
  repeat({ starts, levels }: Marks): void {
    this.#starts.push(...starts);
    this.#levels.push(...levels);
  }

  /** The level at `position`. */
  levelAt(position: Pos): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#levels[low - 1] ?? -1;
  }
}
