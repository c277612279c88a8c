/**
 * Expressions as WebAssembly.
 *
 * Enters: a tree. Leaves: code that leaves one i32 (`value`) or nothing (`effect`). Operands are evaluated from left to right, as in
 * JavaScript; where i32 and JavaScript's numbers would differ without a sign of it in the source, the source is refused.
 */
import { OP } from '../../src/emu/wasm/encoder.ts';
import { type Emission, MORE } from './emission.ts';
import { assign, element, update } from './emit-assignments.ts';
import { call, resultOf } from './emit-calls.ts';
import type { Binary, Conditional, Expression, Kind } from './syntax.ts';
import { fail } from './tokens.ts';

const ARITHMETIC: Readonly<Record<string, number>> = {
  '+': OP.i32Add,
  '-': OP.i32Sub,
  '*': OP.i32Mul,
  '%': MORE.i32RemS,
  '<<': OP.i32Shl,
  '>>': OP.i32ShrS,
  '>>>': OP.i32ShrU,
  '&': OP.i32And,
  '|': OP.i32Or,
  '^': OP.i32Xor,
};
/** Operators that take the low 32 bits of their operands. */
const BITWISE = new Set(['&', '|', '^', '<<', '>>', '>>>']);
/** Operators that can trap or that do something. */
const COSTLY = new Set(['/', '%', ',']);
const COMPARISONS: Readonly<Record<string, readonly [signed: number, unsigned: number, inverse: string]>> = {
  '===': [OP.i32Eq, OP.i32Eq, '!=='],
  '!==': [OP.i32Ne, OP.i32Ne, '==='],
  '<': [OP.i32LtS, OP.i32LtU, '>='],
  '>': [OP.i32GtS, MORE.i32GtU, '<='],
  '<=': [MORE.i32LeS, MORE.i32LeU, '>'],
  '>=': [MORE.i32GeS, OP.i32GeU, '<'],
};

/** What an expression gives. */
export function kindOf(to: Emission, e: Expression): Kind {
  switch (e.is) {
    case 'boolean':
      return 'boolean';
    case 'unary':
      return e.operator === '!' ? 'boolean' : 'number';
    case 'binary':
      if (e.operator in COMPARISONS) return 'boolean';
      return e.operator === '&&' || e.operator === '||' ? kindOf(to, e.right) : 'number';
    case 'conditional':
      return kindOf(to, e.yes);
    case 'assignment':
      return e.operator === '' ? kindOf(to, e.value) : 'number';
    case 'call':
      return resultOf(to, e);
    case 'name': {
      const variable = to.variable(e.name);
      if (variable !== undefined) return variable.kind;
      const found = to.find(e.name, e);
      if (found.is !== 'item') return 'number';
      if (found.item.is === 'global') return found.item.kind;
      return found.item.is === 'constant' && found.item.value.is === 'boolean' ? 'boolean' : 'number';
    }
    default:
      return 'number';
  }
}

/** Is it `e >>> 0`, an unsigned number? Its operand, then. */
function unsigned(e: Expression): Expression | undefined {
  const isUnsigned = e.is === 'binary' && e.operator === '>>>' && e.right.is === 'number' && (e.right.value & 31) === 0;
  return isUnsigned ? e.left : undefined;
}

/** Is the value known not to be negative, without regard to overflow, which JavaScript does not have? */
export function nonNegative(to: Emission, e: Expression): boolean {
  const constant = to.constant(e);
  if (constant !== undefined) return constant >= 0;
  if (e.is === 'element') return e.array === 'u8';
  if (e.is === 'call') return e.name === 'Math.clz32';
  if (e.is === 'conditional') return nonNegative(to, e.yes) && nonNegative(to, e.no);
  if (e.is === 'name') {
    const variable = to.variable(e.name);
    return variable?.is === 'local' && variable.nonNegative;
  }
  if (e.is !== 'binary') return false;
  if (e.operator === '&') return nonNegative(to, e.left) || nonNegative(to, e.right);
  if (e.operator === '>>>') return ((to.constant(e.right) ?? 0) & 31) !== 0;
  if (e.operator === '>>' || e.operator === '%') return nonNegative(to, e.left);
  return (e.operator === '+' || e.operator === '|') && nonNegative(to, e.left) && nonNegative(to, e.right);
}

/** Can it be evaluated at any time, or not at all, at little cost? */
export function isSimple(to: Emission, e: Expression): boolean {
  if (to.constant(e) !== undefined) return true;
  if (e.is === 'name') return true;
  if (e.is === 'unary') return isSimple(to, e.operand);
  return e.is === 'binary' && !COSTLY.has(e.operator) && isSimple(to, e.left) && isSimple(to, e.right);
}

function integer(to: Emission, e: Expression, value: number): void {
  if (value !== (value | 0))
    fail(e, `${value} is not an integer of 32 bits with a sign (as a pattern of bits: write | 0)`);
  to.code.i32(value);
}

/** Leaves the value of an expression. */
export function value(to: Emission, e: Expression): void {
  const constant = to.constant(e);
  if (constant !== undefined) {
    integer(to, e, constant);
    return;
  }
  switch (e.is) {
    case 'name':
      name(to, e);
      return;
    case 'element': {
      const { offset, load } = element(to, e);
      to.code.memory(load, offset);
      return;
    }
    case 'call':
      if (resultOf(to, e) === 'void') fail(e, `'${e.name}' returns nothing`);
      call(to, e, true);
      return;
    case 'unary':
      unary(to, e.operator, e.operand);
      return;
    case 'binary':
      binary(to, e);
      return;
    case 'conditional':
      conditional(to, e);
      return;
    case 'assignment':
      assign(to, e, true);
      return;
    case 'update':
      update(to, e, true);
      return;
    default:
      fail(e, 'this has no value');
  }
}

/** Evaluates an expression for what it does. */
export function effect(to: Emission, e: Expression): void {
  if (e.is === 'binary' && e.operator === ',') {
    effect(to, e.left);
    effect(to, e.right);
    return;
  }
  if (e.is === 'assignment') {
    assign(to, e, false);
    return;
  }
  if (e.is === 'update') {
    update(to, e, false);
    return;
  }
  if (e.is === 'call') {
    call(to, e, false);
    return;
  }
  value(to, e);
  to.op(MORE.drop);
}

/** Leaves the low 32 bits of a value, as the bitwise operators take them. */
export function bits(to: Emission, e: Expression): void {
  const constant = to.constant(e);
  const inner = unsigned(e);
  if (constant !== undefined) to.code.i32(constant | 0);
  else if (inner !== undefined) bits(to, inner);
  else value(to, e);
}

function name(to: Emission, e: Expression & { is: 'name' }): void {
  const variable = to.variable(e.name);
  if (variable?.is === 'local') {
    to.code.get(variable.index);
    return;
  }
  const found = to.find(e.name, e);
  if (found.is !== 'item' || found.item.is !== 'global') fail(e, `'${e.name}' is not a value`);
  to.op(MORE.globalGet);
  to.code.u32(to.indices.ofGlobal(found));
}

function unary(to: Emission, operator: string, operand: Expression): void {
  if (operator === '!') {
    truth(to, operand, false);
    return;
  }
  if (operator === '-') to.code.i32(0);
  if (operator === '~') bits(to, operand);
  else value(to, operand);
  if (operator === '-') to.op(OP.i32Sub);
  if (operator !== '~') return;
  to.code.i32(-1);
  to.op(OP.i32Xor);
}

/** The instruction of an operator that takes two numbers to one; its operands are on the stack. */
export function arithmetic(to: Emission, operator: string): void {
  to.op(ARITHMETIC[operator] as number);
}

function binary(to: Emission, e: Binary): void {
  const { operator, left, right } = e;
  if (operator in COMPARISONS) {
    compare(to, e, operator);
    return;
  }
  if (operator === '&&' || operator === '||') {
    logical(to, e);
    return;
  }
  if (operator === '/') fail(e, 'a quotient is written (a / b) | 0');
  if (unsigned(e) !== undefined)
    fail(e, 'an unsigned number (>>> 0) can only be compared, and be an operand of % and of bitwise operators');
  const noBits = operator === '|' && to.constant(right) === 0;
  if (noBits && left.is === 'binary' && left.operator === '/') {
    value(to, left.left);
    value(to, left.right);
    to.op(OP.i32DivS);
    return;
  }
  if (noBits) {
    bits(to, left);
    return;
  }
  if (operator === '%' && isUnsigned(to, e)) {
    bits(to, left);
    bits(to, right);
    to.op(MORE.i32RemU);
    return;
  }
  const operand = BITWISE.has(operator) ? bits : value;
  operand(to, left);
  operand(to, right);
  arithmetic(to, operator);
}

/** Is one operand unsigned? Then the other one must not be negative. */
function isUnsigned(
  to: Emission,
  { left, right, place }: Pick<Binary, 'left' | 'right'> & { place?: Expression },
): boolean {
  if (unsigned(left) === undefined && unsigned(right) === undefined) return false;
  for (const each of [left, right])
    if (unsigned(each) === undefined && !nonNegative(to, each))
      fail(place ?? each, 'beside an unsigned number (>>> 0) this must be one too, or known not to be negative');
  return true;
}

function compare(to: Emission, e: Binary, operator: string): void {
  const [signed, forUnsigned] = COMPARISONS[operator] as readonly [number, number, string];
  const isZero = to.constant(e.right) === 0;
  const operand = isUnsigned(to, e) ? bits : value;
  operand(to, e.left);
  if (isZero && operator === '===') {
    to.op(OP.i32Eqz);
    return;
  }
  operand(to, e.right);
  to.op(operand === bits ? forUnsigned : signed);
}

/** Leaves 0 or 1: whether an expression is as `sense` says. */
export function truth(to: Emission, e: Expression, sense: boolean): void {
  if (e.is === 'unary' && e.operator === '!' && to.constant(e) === undefined) {
    truth(to, e.operand, !sense);
    return;
  }
  if (e.is === 'binary' && e.operator in COMPARISONS && to.constant(e) === undefined) {
    compare(to, e, sense ? e.operator : (COMPARISONS[e.operator]?.[2] ?? ''));
    return;
  }
  const isLogical = e.is === 'binary' && (e.operator === '&&' || e.operator === '||') && to.constant(e) === undefined;
  if (isLogical) logical(to, e, true);
  else value(to, e);
  if (!sense) {
    to.op(OP.i32Eqz);
    return;
  }
  if (isLogical || kindOf(to, e) === 'boolean') return;
  to.op(OP.i32Eqz);
  to.op(OP.i32Eqz);
}

/** `a && b`, `a || b`: 0 or 1. As values they are of booleans; `asTest` they can be of numbers too. */
function logical(to: Emission, e: Binary, asTest = false): void {
  const { operator, left, right } = e;
  for (const each of [left, right])
    if (!asTest && kindOf(to, each) !== 'boolean') fail(each, `as a value, ${operator} is of booleans only`);
  if (inRange(to, e)) return;
  truth(to, left, true);
  if (isSimple(to, right)) {
    truth(to, right, true);
    to.op(operator === '&&' ? OP.i32And : OP.i32Or);
    return;
  }
  to.openValue(OP.if);
  if (operator === '&&') truth(to, right, true);
  else to.code.i32(1);
  to.code.otherwise();
  if (operator === '&&') to.code.i32(0);
  else truth(to, right, true);
  to.code.close();
}

/** `x >= A && x <= B` of constants A <= B by one comparison, if it is that. */
function inRange(to: Emission, { operator, left, right }: Binary): boolean {
  if (operator !== '&&' || left.is !== 'binary' || right.is !== 'binary') return false;
  const from = to.constant(left.right);
  const most = to.constant(right.right);
  const isPair = left.operator === '>=' && right.operator === '<=' && from !== undefined && most !== undefined;
  const isOne = left.left.is === 'name' && right.left.is === 'name' && left.left.name === right.left.name;
  if (!isPair || !isOne || to.constant(left.left) !== undefined) return false;
  if (from !== (from | 0) || most !== (most | 0) || from > most) return false;
  value(to, left.left);
  to.code.i32(from);
  to.op(OP.i32Sub);
  to.code.i32((most - from) | 0);
  to.op(MORE.i32LeU);
  return true;
}

function conditional(to: Emission, e: Conditional): void {
  const known = to.constant(e.test);
  if (known !== undefined) {
    value(to, known === 0 ? e.no : e.yes);
    return;
  }
  if (isSimple(to, e.yes) && isSimple(to, e.no) && isSimple(to, e.test)) {
    value(to, e.yes);
    value(to, e.no);
    test(to, e.test);
    to.op(OP.select);
    return;
  }
  test(to, e.test);
  to.openValue(OP.if);
  value(to, e.yes);
  to.code.otherwise();
  value(to, e.no);
  to.code.close();
}

/** Leaves what is not 0 if the expression holds. */
export function test(to: Emission, e: Expression): void {
  const isLogical = e.is === 'binary' && (e.operator === '&&' || e.operator === '||');
  if (isLogical || (e.is === 'unary' && e.operator === '!')) truth(to, e, true);
  else value(to, e);
}

/** Jumps to `depth` if the expression is as `sense` says. */
export function branch(to: Emission, e: Expression, sense: boolean, depth: number): void {
  const known = to.constant(e);
  if (known !== undefined) {
    if ((known !== 0) === sense) to.jump(depth, OP.br);
    return;
  }
  if (e.is === 'unary' && e.operator === '!') {
    branch(to, e.operand, !sense, depth);
    return;
  }
  if (e.is === 'binary' && (e.operator === '&&' || e.operator === '||') && !isSimple(to, e.right)) {
    // one side decides at once when it is false in &&, true in ||
    if ((e.operator === '||') === sense) {
      branch(to, e.left, sense, depth);
      branch(to, e.right, sense, depth);
      return;
    }
    to.code.open(OP.block);
    branch(to, e.left, !sense, to.code.depth);
    branch(to, e.right, sense, depth);
    to.code.close();
    return;
  }
  if (sense) test(to, e);
  else notTest(to, e);
  to.jump(depth, MORE.brIf);
}

/** Leaves what is not 0 if the expression does not hold. */
function notTest(to: Emission, e: Expression): void {
  const isNotZero = e.is === 'binary' && e.operator === '===' && to.constant(e.right) === 0;
  if (isNotZero && unsigned(e.left) === undefined) value(to, e.left);
  else truth(to, e, false);
}
