/**
 * Statements as WebAssembly: structured control flow stays as it is.
 *
 * A loop is block, loop, block: a jump out of the outermost is `break`, out of the innermost `continue`.
 */
import { OP } from '../../src/emu/wasm/encoder.ts';
import { type Emission, type Jump, MORE } from './emission.ts';
import { returned } from './emit-calls.ts';
import { branch, effect, isSimple, kindOf, nonNegative, test, value } from './emit-values.ts';
import type { Declaration, Expression, If, Loop, Return, Statement, Switch } from './syntax.ts';
import { fail } from './tokens.ts';

/** Entries of a table of jumps for each case that it has, at most. */
const SPARSE = 8;
const LEAST_CASES = 4;

/** Statements one after the other, in the scope that is open. */
export function statements(to: Emission, list: readonly Statement[]): void {
  for (const each of list) statement(to, each, []);
}

function statement(to: Emission, s: Statement, labels: readonly string[]): void {
  switch (s.is) {
    case 'declarations':
      for (const each of s.list) declare(to, each);
      return;
    case 'declaration':
      declare(to, s);
      return;
    case 'expression':
      effect(to, s.value);
      return;
    case 'block':
      if (labels.length > 0) {
        labelled(to, s.body, labels);
        return;
      }
      to.scoped(() => statements(to, s.body));
      return;
    case 'labelled':
      statement(to, s.body, [...labels, s.label]);
      return;
    case 'if':
      if (labels.length > 0) {
        labelled(to, [s], labels);
        return;
      }
      ifStatement(to, s);
      return;
    case 'loop':
      loop(to, s, labels);
      return;
    case 'switch':
      switchStatement(to, s, labels);
      return;
    case 'break':
    case 'continue':
      to.jump(target(to, s), OP.br);
      return;
    case 'return':
      returnStatement(to, s);
      return;
  }
}

function declare(to: Emission, { name, constant, kind, value: from, ...at }: Declaration): void {
  const fixed = from !== undefined && (constant || !to.frame.assigned.has(name));
  const known = from === undefined ? undefined : to.constant(from);
  const fullKind = kind ?? (from === undefined ? 'number' : kindOf(to, from));
  if (fixed && known !== undefined && known === (known | 0)) {
    to.declare(name, { is: 'value', value: known, kind: fullKind }, at);
    return;
  }
  const positive = fixed && nonNegative(to, from);
  if (from !== undefined) value(to, from);
  const index = to.local();
  if (from !== undefined) to.code.set(index);
  to.declare(name, { is: 'local', index, kind: fullKind, constant, fixed, owned: true, nonNegative: positive }, at);
}

function labelled(to: Emission, list: readonly Statement[], labels: readonly string[]): void {
  to.code.open(OP.block);
  to.frame.jumps.push({ of: 'block', labels, out: to.code.depth, next: undefined });
  to.scoped(() => statements(to, list));
  to.frame.jumps.pop();
  to.code.close();
}

/** The depth that `break` or `continue` leads to. */
function target(to: Emission, { is, label, ...at }: Statement & { is: 'break' | 'continue' }): number {
  const fits = (jump: Jump): boolean => {
    if (label !== undefined) return jump.labels.includes(label);
    return jump.of === 'loop' || (jump.of === 'switch' && is === 'break');
  };
  const jump = to.frame.jumps.findLast(fits);
  const depth = is === 'break' ? jump?.out : jump?.next;
  return depth ?? fail(at, `there is nothing here for this '${is}' to ${is === 'break' ? 'leave' : 'continue'}`);
}

function returnStatement(to: Emission, s: Return): void {
  const { out } = to.frame;
  returned(to, s);
  if (out === undefined) to.op(OP.return);
  else to.jump(out, OP.br);
}

/** Does a statement always go elsewhere? */
function leaves(s: Statement): boolean {
  if (s.is === 'block') return s.body.some(leaves);
  return s.is === 'return' || s.is === 'break' || s.is === 'continue';
}

/** The only statement of a block, or itself. */
function alone(s: Statement): Statement {
  return s.is === 'block' && s.body.length === 1 ? alone(s.body[0] as Statement) : s;
}

function ifStatement(to: Emission, s: If): void {
  const known = to.constant(s.test);
  if (known !== undefined) {
    const taken = known === 0 ? s.no : s.yes;
    if (taken !== undefined) to.scoped(() => statement(to, taken, []));
    return;
  }
  const only = alone(s.yes);
  if (only.is === 'break' || only.is === 'continue') {
    branch(to, s.test, true, target(to, only));
    if (s.no !== undefined) to.scoped(() => statements(to, [s.no as Statement]));
    return;
  }
  if (isOne(to, s.test)) simpleIf(to, s);
  else branchedIf(to, s);
}

/** Is a condition one value, that is without jumps in it? */
function isOne(to: Emission, e: Expression): boolean {
  if (e.is === 'unary' && e.operator === '!') return isOne(to, e.operand);
  return e.is !== 'binary' || (e.operator !== '&&' && e.operator !== '||') || isSimple(to, e.right);
}

function simpleIf(to: Emission, s: If): void {
  test(to, s.test);
  to.code.open(OP.if);
  to.scoped(() => statement(to, s.yes, []));
  if (s.no !== undefined) {
    to.code.otherwise();
    to.scoped(() => statements(to, [s.no as Statement]));
  }
  to.code.close();
}

function branchedIf(to: Emission, s: If): void {
  to.code.open(OP.block);
  const end = to.code.depth;
  to.code.open(OP.block);
  branch(to, s.test, false, to.code.depth);
  to.scoped(() => statement(to, s.yes, []));
  if (!leaves(s.yes)) to.jump(end, OP.br);
  to.code.close();
  if (s.no !== undefined) to.scoped(() => statements(to, [s.no as Statement]));
  to.code.close();
}

function loop(to: Emission, s: Loop, labels: readonly string[]): void {
  const { code } = to;
  to.scoped(() => {
    statements(to, s.start);
    code.open(OP.block);
    const out = code.depth;
    code.open(OP.loop);
    const again = code.depth;
    if (!s.testLast && s.test !== undefined) branch(to, s.test, false, out);
    code.open(OP.block);
    to.frame.jumps.push({ of: 'loop', labels, out, next: code.depth });
    to.scoped(() => statement(to, s.body, []));
    to.frame.jumps.pop();
    code.close();
    if (s.step !== undefined) effect(to, s.step);
    if (s.testLast && s.test !== undefined) branch(to, s.test, true, again);
    else to.jump(again, OP.br);
    code.close();
    code.close();
  });
}

function switchStatement(to: Emission, s: Switch, labels: readonly string[]): void {
  const { code } = to;
  const values = s.clauses.map((each) => (each.value === undefined ? undefined : caseOf(to, each.value)));
  const subject = to.local();
  value(to, s.subject);
  code.set(subject);
  code.open(OP.block);
  const out = code.depth;
  to.frame.jumps.push({ of: 'switch', labels, out, next: undefined });
  const depths = s.clauses.map(() => 0);
  for (let i = depths.length - 1; i >= 0; i--) {
    code.open(OP.block);
    depths[i] = code.depth;
  }
  const otherwise = values.indexOf(undefined);
  dispatch(to, subject, values, depths, depths[otherwise] ?? out);
  to.release(subject);
  to.scoped(() => {
    for (const { body } of s.clauses) {
      code.close();
      statements(to, body);
    }
  });
  to.frame.jumps.pop();
  code.close();
}

function caseOf(to: Emission, e: Expression): number {
  const known = to.constant(e);
  if (known === undefined || known !== (known | 0)) fail(e, 'a case must be constant, of 32 bits with a sign');
  return known;
}

/** Jumps to the first clause whose value is the subject's. */
function dispatch(
  to: Emission,
  subject: number,
  values: readonly (number | undefined)[],
  depths: readonly number[],
  otherwise: number,
): void {
  const { code } = to;
  const known = values.filter((each) => each !== undefined);
  const least = Math.min(...known);
  const count = Math.max(...known) - least + 1;
  if (known.length < LEAST_CASES || count > known.length * SPARSE) {
    values.forEach((each, i) => {
      if (each === undefined) return;
      code.get(subject);
      code.i32(each);
      to.op(OP.i32Eq);
      to.jump(depths[i] as number, MORE.brIf);
    });
    to.jump(otherwise, OP.br);
    return;
  }
  code.get(subject);
  code.i32(least);
  to.op(OP.i32Sub);
  to.op(MORE.brTable);
  code.u32(count);
  for (let i = 0; i < count; i++) code.u32(code.depth - (depths[values.indexOf(least + i)] ?? otherwise));
  code.u32(code.depth - otherwise);
}
