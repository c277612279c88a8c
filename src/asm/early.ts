/**
 * Values that must be known while reading: the condition of `.if`, counts, line numbers.
 *
 * Enters: a value as the expression reader left it. Leaves: what it comes to by what its symbols are at the moment, as GNU as finds it: a number,
 * or a symbol and a number. What GNU as allows there goes beyond what the end of the assembly does: anything is equal to something else or
 * not, and a symbol is itself. Found by experiment with GNU as 2.40, as is that `label + number` counts from the fragment's start
 * (`.if b - 4 == a` does not hold for the labels of two instructions in a row).
 */
import { lengthOf } from './gnu-fragments.ts';
import type { Int } from './int64.ts';
import { add, binary, subtract, unary } from './int64.ts';
import type { Fragment, Section } from './section.ts';
import type { Operation, Sym, Value } from './symbol.ts';
import { isOperation, WHERE } from './symbol.ts';

/** A number, or a number from `base` on. */
export interface Early {
  readonly base: Sym | undefined;
  readonly value: Int;
}

/** A side of an operation: where its symbol is, and the number from the start of its fragment, or from nothing. */
interface Side {
  readonly place: Section | 'absolute' | 'undefined' | 'common';
  /** Undefined: the number is absolute. */
  readonly sym: Sym | undefined;
  readonly frag: Fragment | undefined;
  readonly value: Int;
  /** It is not the symbol that was written. */
  readonly followed: boolean;
}

/** More steps in one another than this, and more in all, are left to the end. */
const DEPTH_LIMIT = 200;
const STEP_LIMIT = 10_000;
let steps = 0;
let depth = 0;

/** What a value comes to by what its symbols are now; undefined when that is open. */
export function earlyValue(value: Value): Early | undefined {
  steps = 0;
  depth = 0;
  return resolve(value);
}

/** The number that GNU as goes on with after complaining that the value is not known. */
export function assumedNumber(value: Value): Int {
  const found = earlyValue(value);
  if (found) return found.value;
  return value.minus && !value.plus ? 0 : value.addend;
}

function resolve({ plus, minus, addend }: Value): Early | undefined {
  if (!plus && !minus) return { base: undefined, value: addend };
  const left = plus ? sideOfSymbol(plus) : absolute(0);
  if (!left) return undefined;
  if (!minus) return finished(left, addend);
  const right = sideOfSymbol(minus);
  return right && operate('-', left, right, addend);
}

/** One side, and a number. */
function finished({ place, sym, value, followed }: Side, addend: Int): Early {
  if (place === 'absolute') return { base: undefined, value: add(addend, value) };
  return { base: sym, value: followed ? add(addend, value) : addend };
}

const absolute = (value: Int): Side => ({ place: 'absolute', sym: undefined, frag: undefined, value, followed: true });

function sideOf(value: Value): Side | undefined {
  if (value.plus && !value.minus && value.addend === 0) return sideOfSymbol(value.plus);
  const found = resolve(value);
  return found && sideOfFound(found);
}

function sideOfFound({ base, value }: Early): Side {
  return base ? { ...sideOfPlain(base), value, followed: true } : absolute(value);
}

function sideOfSymbol(sym: Sym): Side | undefined {
  if (sym.where !== WHERE.equated || !sym.equal || sym.weakRefOf) return sideOfPlain(sym);
  if (depth > DEPTH_LIMIT || ++steps > STEP_LIMIT) return undefined;
  depth++;
  const found = isOperation(sym.equal) ? operationOf(sym.equal) : resolve(sym.equal);
  depth--;
  return found && sideOfFound(found);
}

/** Of a symbol that is not followed any further. */
function sideOfPlain(sym: Sym): Side {
  // a section's own symbol is in none of its fragments
  const frag = sym.isSection ? undefined : sym.frag;
  const side = { sym, frag, value: sym.value, followed: false };
  switch (sym.where) {
    case WHERE.absolute:
      return absolute(sym.value);
    case WHERE.place:
      return sym.frag ? { ...side, place: sym.frag.subsection.section } : absolute(0);
    default:
      return { ...side, value: 0, place: sym.where === WHERE.common ? 'common' : 'undefined' };
  }
}

function operationOf({ op, left, right }: Operation): Early | undefined {
  const a = sideOf(left);
  if (!a || op === 'view') return undefined;
  if (op.startsWith('unary ')) return a.place === 'absolute' ? number(unary(op.slice(6), a.value)) : undefined;
  const b = sideOf(right);
  return b && operate(op, a, b, 0);
}

function operate(op: string, left: Side, right: Side, addend: Int): Early | undefined {
  const leftNumber = left.place === 'absolute';
  const rightNumber = right.place === 'absolute';
  if (op === '+' && rightNumber) return finished(left, add(addend, right.value));
  if (op === '+' && leftNumber) return finished(right, add(addend, left.value));
  if (op === '-' && rightNumber) return finished(left, subtract(addend, right.value));
  if (op === '==') return number(isSame(left, right) ? -1 : 0);
  if (op === '!=' || op === '<>') return number(isSame(left, right) ? 0 : -1);
  if (leftNumber && rightNumber) return sum(binary(op, left.value, right.value), addend);
  const between = distance(op, left, right);
  if (between !== undefined) return sum(op === '-' ? between : binary(op, between, 0), addend);
  return leftNumber || rightNumber ? withNumber(op, left, right, addend) : ofOne(op, left, right, addend);
}

const number = (value: Int | undefined): Early | undefined =>
  value === undefined ? undefined : { base: undefined, value };

const sum = (value: Int | undefined, addend: Int): Early | undefined =>
  value === undefined ? undefined : number(add(value, addend));

const isUndefined = ({ place }: Side): boolean => place === 'undefined';

function isSame(left: Side, right: Side): boolean {
  return (
    left.value === right.value &&
    left.place === right.place &&
    left.frag === right.frag &&
    (!isUndefined(left) || left.sym === right.sym)
  );
}

/** left - right, or a number of its sign, for the operators that look at nothing else. */
function distance(op: string, left: Side, right: Side): Int | undefined {
  if (!/^(?:-|[<>]=?)$/.test(op) || left.place !== right.place) return undefined;
  const { frag: from } = left;
  const { frag: to } = right;
  const value = subtract(left.value, right.value);
  if (from !== to && !(from && to)) return undefined;
  if (!from || !to) return !isUndefined(left) || left.sym === right.sym ? value : undefined;
  if (from.subsection !== to.subsection) return undefined;
  if (from.stretch === to.stretch) return add(value, from.virtual - to.virtual);
  return op === '>' && isFurther(left, from, right, to) ? 1 : undefined;
}

/** Whether there are bytes, and not only variable parts, between a place and one in an earlier fragment. */
function isFurther({ value: offset }: Side, frag: Fragment, { value: earlier }: Side, before: Fragment): boolean {
  const isWithin = before.id < frag.id && earlier >= 0 && earlier <= lengthOf(before);
  return isWithin && frag.start + Number(offset) > before.start + Number(earlier);
}

/** Operations with a number that do not depend on what the other side is. */
function withNumber(op: string, left: Side, right: Side, addend: Int): Early | undefined {
  const [constant, other] = left.place === 'absolute' ? [left, right] : [right, left];
  if (constant.value === 0) {
    if (op === '|' || op === '^' || op === '!!') return finished(other, addend);
    if ((op === '<<' || op === '>>') && constant === right) return finished(other, addend);
    if (!/^(?:<<|>>|\*|!|&)$/.test(op)) return undefined;
    return sum(binary(op, left.value, right.value), addend);
  }
  if (constant.value !== 1) return undefined;
  return op === '*' || (op === '/' && constant === right) ? finished(other, addend) : undefined;
}

/** Operations of an undefined symbol with itself. */
function ofOne(op: string, left: Side, right: Side, addend: Int): Early | undefined {
  if (!isUndefined(left) || left.sym !== right.sym || left.value !== right.value) return undefined;
  if (op === '&' || op === '|') return finished(left, addend);
  return /^(?:\^|!!|!)$/.test(op) ? sum(binary(op, left.value, right.value), addend) : undefined;
}
