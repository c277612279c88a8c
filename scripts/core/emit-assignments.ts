/**
 * Assignments, and the elements of memory.
 *
 * The place that is assigned to is evaluated before the value, as in JavaScript. A value during which memory can grow must not stand in
 * an element's index nor be assigned to one: JavaScript would have taken the view that was, and write to nowhere.
 */
import { OP } from '../../src/emu/wasm/encoder.ts';
import { type Emission, MORE } from './emission.ts';
import { arithmetic, bits, nonNegative, value } from './emit-values.ts';
import type { Assignment, Element, Expression, Target, Update } from './syntax.ts';
import { fail } from './tokens.ts';

interface Access {
  readonly offset: number;
  readonly load: number;
  readonly store: number;
}

/** By the view's name; `shift`: the logarithm of an element's size. */
const ACCESS: Readonly<Record<string, { shift: number; load: number; store: number }>> = {
  u8: { shift: 0, load: MORE.i32Load8u, store: MORE.i32Store8 },
  i32: { shift: 2, load: OP.i32Load, store: OP.i32Store },
};

function noGrowth(to: Emission, e: Expression, where: string): void {
  if (to.program.reaches(to.frame.module, e, 'growBy'))
    fail(e, `memory can grow while this is evaluated: put it into a variable before it is ${where}`);
}

/** The summands of an index, and the sum of the constant ones. */
function summands(to: Emission, e: Expression, others: Expression[]): number {
  const constant = to.constant(e);
  if (constant !== undefined) return constant;
  if (e.is === 'binary' && e.operator === '+') return summands(to, e.left, others) + summands(to, e.right, others);
  others.push(e);
  return 0;
}

/** Leaves an element's address, to which the offset must be added by the load or store. */
export function element(to: Emission, e: Element): Access {
  const found = to.variable(e.array) === undefined ? to.find(e.array, e) : undefined;
  if (found?.is !== 'view') fail(e, `'${e.array}' has no elements: only u8 and i32 of memory.ts have`);
  const { shift, load, store } = ACCESS[found.name] as { shift: number; load: number; store: number };
  noGrowth(to, e.index, 'an index');
  const terms: Expression[] = [];
  const sum = summands(to, e.index, terms);
  // the machine adds the offset without overflow: right only if the rest is not negative
  if (sum < 0 || !terms.every((each) => nonNegative(to, each))) {
    address(to, e.index, shift);
    return { offset: 0, load, store };
  }
  if (terms.length === 0) {
    to.code.i32(sum * (1 << shift));
    return { offset: 0, load, store };
  }
  const base = terms.reduce((left, right) => ({ ...e, is: 'binary', operator: '+', left, right }));
  address(to, base, shift);
  return { offset: sum * (1 << shift), load, store };
}

function address(to: Emission, index: Expression, shift: number): void {
  const isQuarter = index.is === 'binary' && (index.operator === '>>' || index.operator === '>>>');
  if (shift !== 0 && isQuarter && to.constant(index.right) === shift) {
    bits(to, index.left);
    to.code.i32(-1 << shift);
    to.op(OP.i32And);
    return;
  }
  value(to, index);
  if (shift === 0) return;
  to.code.i32(shift);
  to.op(OP.i32Shl);
}

/** Leaves the value of a compound assignment or update: what was there is on the stack. */
type Change = () => void;

/** `wanted`: the value stays on the stack. */
export function assign(to: Emission, { operator, target, value: right, ...e }: Assignment, wanted: boolean): void {
  const asBits = /[&|^<>]/.test(operator);
  const change = (): void => {
    if (asBits) bits(to, right);
    else value(to, right);
    if (operator !== '') arithmetic(to, operator);
  };
  if (operator === '>>>' && ((to.constant(right) ?? 1) & 31) === 0)
    fail(e, 'an unsigned number (>>> 0) cannot be assigned');
  if (target.is === 'element') {
    noGrowth(to, right, 'stored');
    toElement(to, target, operator !== '', change, wanted ? 'new' : 'none');
    return;
  }
  toName(to, target, operator !== '', change, wanted ? 'new' : 'none');
}

/** `wanted`: the value stays on the stack, the old one or, of a prefix, the new one. */
export function update(to: Emission, { operator, prefix, target }: Update, wanted: boolean): void {
  const change = (): void => {
    to.code.i32(1);
    arithmetic(to, operator);
  };
  const left = !wanted ? 'none' : prefix ? 'new' : 'old';
  if (target.is === 'element') toElement(to, target, true, change, left);
  else toName(to, target, true, change, left);
}

type Left = 'none' | 'old' | 'new';

function toElement(to: Emission, target: Element, reads: boolean, change: Change, left: Left): void {
  const { offset, load, store } = element(to, target);
  if (reads) {
    const address = to.local();
    to.code.tee(address);
    to.code.get(address);
    to.code.memory(load, offset);
    to.release(address);
  }
  if (left === 'none') {
    change();
    to.code.memory(store, offset);
    return;
  }
  const kept = to.local();
  if (left === 'old') to.code.tee(kept);
  change();
  if (left === 'new') to.code.tee(kept);
  to.code.memory(store, offset);
  to.code.get(kept);
  to.release(kept);
}

function toName(to: Emission, target: Target & { is: 'name' }, reads: boolean, change: Change, left: Left): void {
  const variable = to.variable(target.name);
  if (variable !== undefined && (variable.is === 'value' || variable.constant))
    fail(target, `'${target.name}' is constant`);
  if (variable?.is === 'local') {
    if (left === 'old') to.code.get(variable.index);
    if (reads) to.code.get(variable.index);
    change();
    left === 'new' ? to.code.tee(variable.index) : to.code.set(variable.index);
    return;
  }
  const found = to.find(target.name, target);
  if (found.is !== 'item' || found.item.is !== 'global') fail(target, `'${target.name}' cannot be assigned to`);
  if (found.module !== to.frame.module) fail(target, `only its own module assigns to '${target.name}'`);
  const index = to.indices.ofGlobal(found);
  const get = (): void => {
    to.op(MORE.globalGet);
    to.code.u32(index);
  };
  if (left === 'old') get();
  if (reads) get();
  change();
  to.op(MORE.globalSet);
  to.code.u32(index);
  if (left === 'new') get();
}
