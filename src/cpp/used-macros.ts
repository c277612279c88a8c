/**
 * -dU: the macros that were expanded, or asked after in a directive, each once, at the line after that.
 *
 * Enters: symbols as they are used. Leaves: lines of #define (the newest first) and #undef, to be printed.
 */
import { definitionText, type Macro } from './macros.ts';
import type { Symbols } from './symbols.ts';

export class UsedMacros {
  readonly #symbols: Symbols;
  readonly #told = new Set<number>();
  #defined: string[] = [];
  #undefined: string[] = [];

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  /** `symbol`, whose definition is `macro`, was used. */
  add(symbol: number, macro: Macro | undefined): void {
    if (symbol < 0 || macro?.builtin !== undefined || this.#told.has(symbol)) return;
    this.#told.add(symbol);
    if (macro) this.#defined.unshift(definitionText(macro, this.#symbols).slice(0, -1));
    else this.#undefined.unshift(`#undef ${this.#symbols.text[symbol]}`);
  }

  /** `symbol` gets another definition, or none. */
  forget(symbol: number): void {
    this.#told.delete(symbol);
  }

  /** The lines since the last call. */
  take(): readonly string[] {
    const lines = [...this.#defined, ...this.#undefined];
    this.#defined = [];
    this.#undefined = [];
    return lines;
  }
}
