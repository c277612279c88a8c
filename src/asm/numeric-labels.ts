/**
 * `1:`, `1b`, `1f`: labels that are numbers, each of which may be defined again and again.
 *
 * Leaves: symbols in the table, in the order of their first mention. `as` manual, "Symbol Names", local labels.
 */
import { Sym } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** The last one defined, the next one if it was mentioned, and how many were defined. */
interface NumericLabel {
  last: Sym | undefined;
  next: Sym | undefined;
  count: number;
}

export class NumericLabels {
  readonly #labels = new Map<number, NumericLabel>();
  readonly #symbols: SymbolTable;

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
  }

  /** `1f`, or `1b`, which is undefined where none was defined. */
  find(number: number, forward: boolean): Sym | undefined {
    const label = this.#label(number);
    if (!forward) return label.last;
    label.next ??= this.#make(number, label);
    return label.next;
  }

  /** `1:`; the caller places the symbol. */
  define(number: number): Sym {
    const label = this.#label(number);
    const sym = label.next ?? this.#make(number, label);
    label.last = sym;
    label.next = undefined;
    label.count++;
    return sym;
  }

  #label(number: number): NumericLabel {
    let label = this.#labels.get(number);
    if (!label) {
      label = { last: undefined, next: undefined, count: 0 };
      this.#labels.set(number, label);
    }
    return label;
  }

  /** The name is the one that GNU as gives: it shows when a relocation needs the symbol. */
  #make(number: number, { count }: NumericLabel): Sym {
    const sym = this.#symbols.append(new Sym(`.L${number}\x02${count + 1}`));
    sym.numeric = true;
    return sym;
  }
}

/** How a numeric label that never came was written. */
export const forwardName = (sym: Sym): string => `${sym.name.replace(/^\.L(\d+).*/s, '$1')}f`;
