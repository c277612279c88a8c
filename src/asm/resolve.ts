/**
 * Values of symbols: what is known while reading, and everything once the layout is done.
 *
 * `placeDifference` answers early (same stretch of a subsection); `Resolver` answers at the end, following equates and
 * operations, with the addresses of the fragments.
 */
import type { Int } from './int64.ts';
import { add, binary, subtract, unary } from './int64.ts';
import type { Fragment, Section } from './section.ts';
import type { Operation, Sym, Value } from './symbol.ts';
import { isOperation, WHERE } from './symbol.ts';

/** a - b, when the distance is fixed already. */
export function placeDifference(a: Sym, b: Sym): Int | undefined {
  if (a === b) return 0;
  if (a.where === WHERE.place && b.where === WHERE.place) {
    const fa = a.frag;
    const fb = b.frag;
    if (fa === undefined || fb === undefined || fa.subsection !== fb.subsection || fa.stretch !== fb.stretch)
      return undefined;
    return fa.virtual + (a.value as number) - fb.virtual - (b.value as number);
  }
  const pa = followed(a);
  const pb = followed(b);
  if (!pa || !pb || (pa.sym === a && pb.sym === b)) return undefined;
  const inner = placeDifference(pa.sym, pb.sym);
  return inner === undefined ? undefined : subtract(add(inner, pa.addend), pb.addend);
}

/** (a + x) - (b + y), when the distance is fixed already, or the section has its addresses. */
export function distance(a: Fragment, x: number, b: Fragment, y: number): number | undefined {
  if (a.subsection === b.subsection && a.stretch === b.stretch) return a.virtual + x - b.virtual - y;
  const { section } = a.subsection;
  return section.settled && section === b.subsection.section ? a.address + x - b.address - y : undefined;
}

/** A symbol that is equated to another plus a number, followed to the end. */
function followed(sym: Sym): { sym: Sym; addend: Int } | undefined {
  let at = sym;
  let addend: Int = 0;
  for (let hops = 0; hops < 100; hops++) {
    if (at.where === WHERE.place) return { sym: at, addend };
    const { equal } = at;
    if (at.where !== WHERE.equated || !equal || isOperation(equal) || !equal.plus || equal.minus) return undefined;
    addend = add(addend, equal.addend);
    at = equal.plus;
  }
  return undefined;
}

/** A value in its final form: relative to a section, to an undefined or common symbol, or absolute (both undefined). */
export interface Resolved {
  readonly section: Section | undefined;
  readonly symbol: Sym | undefined;
  readonly value: Int;
}

export type Unresolved = { readonly error: string };

const ABSOLUTE_ZERO: Resolved = { section: undefined, symbol: undefined, value: 0 };

/** Resolves symbols when all fragments have addresses (or, while relaxing, with the addresses of the moment). */
/** Equates that lead to equates by operations, in one another and in all for one value. */
const CHAIN_LIMIT = 1500;
const STEP_LIMIT = 1_000_000;
/** Chains of plain equates longer than this are made short when they are first followed. */
const LONG_CHAIN = 16;

/** Where a symbol leads that is equated to another one plus a number. */
function next(sym: Sym): (Value & { readonly plus: Sym }) | undefined {
  const { equal } = sym;
  if (sym.where !== WHERE.equated || !equal || isOperation(equal) || equal.minus || !equal.plus) return undefined;
  return equal as Value & { readonly plus: Sym };
}

/** Equate the symbols of a long chain to its end at once. One that loops stays. */
function shorten(sym: Sym): void {
  const chain: Sym[] = [];
  let at = sym;
  for (let to = next(at); to; to = next(at)) {
    if (at.resolving) break;
    at.resolving = true;
    chain.push(at);
    at = to.plus;
  }
  for (const one of chain) one.resolving = false;
  if (at.where === WHERE.equated && next(at)) return;
  let addend: Int = 0;
  for (const one of chain.reverse()) {
    addend = add(addend, next(one)?.addend ?? 0);
    if (chain.length > LONG_CHAIN) one.equal = { plus: at, minus: undefined, addend };
  }
}

export class Resolver {
  #depth = 0;
  #steps = 0;

  symbol(sym: Sym): Resolved | Unresolved {
    switch (sym.where) {
      case WHERE.place:
        return sym.frag
          ? { section: sym.frag.subsection.section, symbol: undefined, value: add(sym.frag.address, sym.value) }
          : ABSOLUTE_ZERO;
      case WHERE.absolute:
        return { section: undefined, symbol: undefined, value: sym.value };
      case WHERE.equated:
        return this.#equated(sym);
      default:
        return { section: undefined, symbol: sym, value: 0 };
    }
  }

  #equated(sym: Sym): Resolved | Unresolved {
    if (sym.resolving) return { error: `the definition of '${sym.name}' loops` };
    if (!sym.equal) return ABSOLUTE_ZERO;
    if (this.#depth === 0 && this.#steps <= STEP_LIMIT) this.#steps = 0;
    if (this.#depth > CHAIN_LIMIT || ++this.#steps > STEP_LIMIT) return tooLong(sym, this.#depth > CHAIN_LIMIT);
    if (next(next(sym)?.plus ?? sym)) shorten(sym);
    this.#depth++;
    sym.resolving = true;
    const result = isOperation(sym.equal) ? this.#operation(sym.equal) : this.value(sym.equal);
    sym.resolving = false;
    this.#depth--;
    return result;
  }

  value(v: Value): Resolved | Unresolved {
    return this.parts(v.plus, v.minus, v.addend);
  }

  parts(plus: Sym | undefined, minus: Sym | undefined, addend: Int): Resolved | Unresolved {
    const left = plus ? this.symbol(plus) : ABSOLUTE_ZERO;
    if ('error' in left) return left;
    if (!minus) return addend === 0 ? left : { ...left, value: add(left.value, addend) };
    const right = this.symbol(minus);
    if ('error' in right) return right;
    if (left.section !== right.section || left.symbol !== right.symbol) {
      if (right.section === undefined && right.symbol === undefined) {
        return { ...left, value: add(subtract(left.value, right.value), addend) };
      }
      return { error: `cannot resolve ${describe(left, plus)} - ${describe(right, minus)}` };
    }
    return { section: undefined, symbol: undefined, value: add(subtract(left.value, right.value), addend) };
  }

  /** As `value`, as a LEB128 takes it: common symbols stand for their sizes; of one and a number GNU as makes nonsense. */
  leb(v: Value): Resolved | Unresolved {
    if (!v.minus && v.addend !== 0) return this.value(v);
    const plus = commonSize(v.plus);
    const minus = v.minus ? commonSize(v.minus) : 0;
    if (plus === undefined || minus === undefined) return this.value(v);
    return { ...ABSOLUTE_ZERO, value: add(subtract(plus, minus), v.addend) };
  }

  #operation(operation: Operation): Resolved | Unresolved {
    const left = this.value(operation.left);
    const right = this.value(operation.right);
    if ('error' in left) return left;
    if ('error' in right) return right;
    const { op } = operation;
    if (op === 'view') return { section: undefined, symbol: undefined, value: left.value > 0 ? 0 : right.value };
    const leftAbsolute = left.section === undefined && left.symbol === undefined;
    const rightAbsolute = right.section === undefined && right.symbol === undefined;
    if (leftAbsolute && rightAbsolute) {
      if (op.startsWith('unary ')) return { ...left, value: unary(op.slice(6), left.value) };
      const value = binary(op, left.value, right.value);
      return value === undefined ? { error: 'division by zero' } : { section: undefined, symbol: undefined, value };
    }
    if (op === '+' && (leftAbsolute || rightAbsolute))
      return { ...(leftAbsolute ? right : left), value: add(left.value, right.value) };
    if (op === '-' && rightAbsolute) return { ...left, value: subtract(left.value, right.value) };
    // an address has a value of its own, and what lies elsewhere is not the same
    if (op === 'unary !') return { ...ABSOLUTE_ZERO, value: unary('!', left.value) };
    const sameBase = left.section === right.section && left.symbol === right.symbol;
    if (sameBase && /^(-|==|!=|<>|<|>|<=|>=)$/.test(op)) {
      return { section: undefined, symbol: undefined, value: binary(op, left.value, right.value) ?? 0 };
    }
    if (/^(==|!=|<>)$/.test(op)) return { ...ABSOLUTE_ZERO, value: op === '==' ? 0 : -1 };
    return { error: `operator '${op}' needs values known when assembling` };
  }

  /** The number a value comes to, or undefined when it is not absolute. */
  absolute(v: Value): Int | undefined {
    const r = this.value(v);
    return 'error' in r || r.section || r.symbol ? undefined : r.value;
  }
}

const commonSize = (sym: Sym | undefined): Int | undefined =>
  sym?.where === WHERE.common ? sym.size?.addend : undefined;

function tooLong(sym: Sym, deep: boolean): Unresolved {
  const what = sym.name === '' ? 'the expression' : `the definition of '${sym.name}'`;
  return { error: `${what} exceeds the limit of ${deep ? CHAIN_LIMIT : STEP_LIMIT} steps` };
}

function describe(r: Resolved, sym: Sym | undefined): string {
  if (sym?.name) return `'${sym.name}'`;
  return r.section ? `a place in ${r.section.name}` : r.symbol ? `'${r.symbol.name}'` : 'a number';
}
