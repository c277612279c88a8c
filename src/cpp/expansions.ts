/**
 * The record of a unit's macro expansions: which macro was expanded where, out of which expansion.
 *
 * A token carries one number, its expansion; diagnostics follow the numbers to the whole chain of #defines.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { Symbols } from './symbols.ts';

/** Expansions, to be recorded again. */
export interface Recorded {
  readonly macros: Int32Array;
  readonly positions: Uint32Array;
  readonly parents: Int32Array;
}

export class Expansions {
  readonly #symbols: Symbols;
  #macros = new Int32Array(256);
  #positions = new Uint32Array(256);
  #parents = new Int32Array(256);
  #count = 0;

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  /** Record that `macro` (a symbol) was expanded for the name at `position`, itself out of expansion `parent` (-1: none). */
  add(macro: number, position: Pos, parent: number): number {
    const n = this.#count;
    if (n === this.#macros.length) this.#grow();
    this.#macros[n] = macro;
    this.#positions[n] = position;
    this.#parents[n] = parent;
    this.#count = n + 1;
    return n;
  }

  get count(): number {
    return this.#count;
  }

  /** Those from number `first` on. */
  since(first: number): Recorded {
    return {
      macros: this.#macros.slice(first, this.#count),
      positions: this.#positions.slice(first, this.#count),
      parents: this.#parents.slice(first, this.#count),
    };
  }

  /** Record the same again; as many have been recorded as then. */
  repeat({ macros, positions, parents }: Recorded): void {
    const count = this.#count + macros.length;
    while (count > this.#macros.length) this.#grow();
    this.#macros.set(macros, this.#count);
    this.#positions.set(positions, this.#count);
    this.#parents.set(parents, this.#count);
    this.#count = count;
  }

  readonly name = (index: number): string => this.#symbols.text[this.#macros[index] ?? 0] ?? '';
  readonly position = (index: number): Pos => this.#positions[index] ?? -1;
  readonly parent = (index: number): number => this.#parents[index] ?? -1;

  #grow(): void {
    const size = this.#macros.length * 2;
    const macros = new Int32Array(size);
    macros.set(this.#macros);
    this.#macros = macros;
    const positions = new Uint32Array(size);
    positions.set(this.#positions);
    this.#positions = positions;
    const parents = new Int32Array(size);
    parents.set(this.#parents);
    this.#parents = parents;
  }
}
