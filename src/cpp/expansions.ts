/**
 * The record of a unit's macro expansions: which macro was expanded where, out of which expansion.
 *
 * A token carries one number, its expansion; diagnostics follow the numbers to the whole chain of #defines.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { Symbols } from './symbols.ts';

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
