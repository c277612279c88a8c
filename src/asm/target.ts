/**
 * The symbol that a relocation can name for a value: through equates, and through sums with a number.
 *
 * Enters: a symbol, when all was laid out. Leaves: where it leads, and what to add. Which names stay follows GNU as, by experiment.
 */
import type { Int } from './int64.ts';
import { add, subtract } from './int64.ts';
import type { Resolver } from './resolve.ts';
import type { Operation, Sym } from './symbol.ts';
import { isOperation, WHERE } from './symbol.ts';

/** What a symbol leads to. */
interface Target {
  readonly sym: Sym;
  readonly addend: Int;
}

/** More steps than this are a loop, which is reported elsewhere. */
const MOST_HOPS = 1000;

/** Follow equates, and sums with a number, to the symbol that a relocation can name. */
export function targetOf(resolver: Resolver, sym: Sym): Target {
  let at = sym;
  let addend: Int = 0;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const next = step(resolver, at);
    if (!next) break;
    addend = add(addend, next.addend);
    at = next.sym;
  }
  return { sym: at, addend };
}

function step(resolver: Resolver, at: Sym): Target | undefined {
  const { equal } = at;
  if (at.where !== WHERE.equated || !equal) return undefined;
  if (isOperation(equal)) return stepSum(resolver, equal);
  if (!equal.plus) return undefined;
  const r = resolver.symbol(at);
  if (equal.minus) {
    const minus = resolver.symbol(equal.minus);
    if ('error' in minus || minus.section || minus.symbol) return undefined;
    return { sym: equal.plus, addend: subtract(equal.addend, minus.value) };
  }
  // A name of its own (`.set x, label`) stays unless it leads to an undefined symbol; that of a .weakref never does.
  if (at.name !== '' && !at.weakRefOf && !('error' in r) && !r.symbol) return undefined;
  return { sym: equal.plus, addend: equal.addend };
}

function stepSum(resolver: Resolver, operation: Operation): Target | undefined {
  const { op, left, right } = operation;
  const right1 = resolver.absolute(right);
  if ((op === '+' || op === '-') && right1 !== undefined && left.plus && !left.minus) {
    return { sym: left.plus, addend: op === '+' ? add(left.addend, right1) : subtract(left.addend, right1) };
  }
  const left1 = op === '+' ? resolver.absolute(left) : undefined;
  return left1 !== undefined && right.plus && !right.minus
    ? { sym: right.plus, addend: add(left1, right.addend) }
    : undefined;
}
