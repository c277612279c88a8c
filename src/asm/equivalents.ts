/**
 * `.eqv` and `==`: symbols whose expressions are read anew at each use.
 *
 * Enters: such a symbol where it is used. Leaves: what its expression comes to there. `as` manual, ".eqv".
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { ExpressionReader } from './expression.ts';
import { isOperation, knownSymbol, Sym, WHERE } from './symbol.ts';

/** Symbols that are read in one another, and in one expression. */
const MOST_DEPTH = 500;
const MOST_READ = 100_000;

export class Equivalents {
  readonly #a: Assembler;
  #depth = 0;
  #count = 0;
  /** Those with a dot that were named before they were defined: they are read at the end of the text alone. */
  readonly #late = new Set<Sym>();

  constructor(a: Assembler) {
    this.#a = a;
  }

  /** `sym`, which says where it is read, is defined, and was named before: what it is remains open. */
  addLate(sym: Sym): void {
    this.#late.add(sym);
    sym.where = WHERE.equated;
    sym.frag = undefined;
    const none = { plus: undefined, minus: undefined, addend: 0 };
    sym.equal = { op: '+', left: { ...none, plus: new Sym('') }, right: none };
  }

  /** What the expression `text` of `sym` comes to here and now, as a symbol without a name. */
  read(sym: Sym, text: string): Sym {
    sym.used = true;
    if (this.#late.has(sym)) return sym;
    if (this.#depth === 0) this.#count = 0;
    if (this.#depth >= MOST_DEPTH) this.#count = Math.max(this.#count, MOST_READ);
    if (this.#count++ >= MOST_READ) {
      const limit = this.#depth >= MOST_DEPTH ? MOST_DEPTH : MOST_READ;
      const what = `the reading of '${sym.name}' and what it is .eqv to`;
      if (this.#count === MOST_READ + 1) this.#a.errorHere(messages.limitReached(what, `${limit} symbols`));
      return sym;
    }
    this.#depth++;
    const value = this.#readOnce(sym, text);
    this.#depth--;
    return value;
  }

  #readOnce(sym: Sym, text: string): Sym {
    sym.again = undefined;
    const reader = new ExpressionReader(this.#a);
    const end = reader.parseExpression(text, 0, text.length);
    sym.again = text;
    const { plus, minus, addend } = reader;
    if (end < 0 || (plus && !minus && addend === 0)) return plus ?? sym;
    const value = new Sym('');
    value.where = reader.isConstant ? WHERE.absolute : WHERE.equated;
    value.value = addend;
    value.equal = reader.isConstant ? undefined : reader.value();
    return value;
  }

  /** At the end of the text they have the values that they were given; those that say where they are read are read once more, there. */
  settle(): void {
    const here = this.#whereRead();
    for (const sym of here) if (sym.again !== undefined) this.#settleHere(sym, this.#readOnce(sym, sym.again));
    const { symbols } = this.#a;
    for (let i = 0; i < symbols.count; i++) {
      const sym = knownSymbol(symbols.idAt(i));
      if (sym && sym.again !== undefined) sym.again = undefined;
    }
  }

  /** Those whose expressions have a dot, or one of the others. */
  #whereRead(): ReadonlySet<Sym> {
    const { symbols } = this.#a;
    const here = new Set<Sym>();
    for (let i = 0; i < symbols.count; i++) {
      const sym = knownSymbol(symbols.idAt(i));
      if (!sym) continue;
      const names = sym.again?.match(/[\w.$]+/g) ?? [];
      if (names.some((name) => name === '.' || here.has(symbols.get(name) as Sym))) here.add(sym);
    }
    return here;
  }

  /** A place has no value, unless it is a plain dot; a number, or what may come to one, has. */
  #settleHere(sym: Sym, value: Sym): void {
    if (sym.again?.trim() === '.') {
      this.#a.place(sym);
      return;
    }
    if (isPlace(value)) {
      sym.hidden = true;
      if (!this.#late.has(sym)) return;
    }
    sym.where = value.where === WHERE.absolute ? WHERE.absolute : WHERE.equated;
    sym.value = value.value;
    sym.equal = value.where === WHERE.absolute ? undefined : { plus: value, minus: undefined, addend: 0 };
  }
}

/** Whether a value is some place plus a number. */
function isPlace(value: Sym): boolean {
  let at = value;
  for (let hops = 0; hops < MOST_DEPTH; hops++) {
    const { equal } = at;
    if (at.where !== WHERE.equated || !equal || isOperation(equal) || equal.minus || !equal.plus) break;
    at = equal.plus;
  }
  return at.where === WHERE.place;
}
