/**
 * Calls: of the machine's instructions, of functions, and small functions written out where they are called, since WebAssembly's
 * compilers in today's engines do not do that by themselves.
 */
import { OP } from '../../src/emu/wasm/encoder.ts';
import { assignedNames, type Emission, type Frame, MORE, type Variable } from './emission.ts';
import { statements } from './emit-statements.ts';
import { bits, kindOf, nonNegative, value } from './emit-values.ts';
import { type Found, walk } from './program.ts';
import type { Call, Expression, FunctionItem, Kind, Module, Return } from './syntax.ts';
import { fail } from './tokens.ts';

/** Nodes of the largest function that is written out, and how deep such functions nest. */
const INLINE = { nodes: 40, depth: 4 } as const;

const MATH: Readonly<Record<string, { readonly count: number; readonly opcode: number }>> = {
  'Math.imul': { count: 2, opcode: OP.i32Mul },
  'Math.clz32': { count: 1, opcode: OP.i32Clz },
};

function callee(to: Emission, e: Call): Found {
  if (e.name.includes('.')) fail(e, `'${e.name}' is not supported`);
  if (to.variable(e.name) !== undefined) fail(e, `'${e.name}' is not a function`);
  const found = to.find(e.name, e);
  if (found.is === 'intrinsic' || (found.is === 'item' && found.item.is === 'function')) return found;
  fail(e, `'${e.name}' is not a function`);
}

/** What a call returns. */
export function resultOf(to: Emission, e: Call): Kind {
  if (e.name in MATH) return 'number';
  const found = callee(to, e);
  if (found.is === 'intrinsic') return found.result;
  return found.is === 'item' && found.item.is === 'function' ? found.item.result : 'void';
}

function counted(e: Call, count: number): void {
  if (e.values.length !== count) fail(e, `'${e.name}' takes ${count} values, not ${e.values.length}`);
}

/** A call; its value is dropped unless it is wanted. */
export function call(to: Emission, e: Call, wanted: boolean): void {
  const math = MATH[e.name];
  const found = math === undefined ? callee(to, e) : undefined;
  if (math !== undefined) {
    counted(e, math.count);
    for (const each of e.values) bits(to, each);
    to.op(math.opcode);
  } else if (found?.is === 'intrinsic') {
    counted(e, found.values);
    for (const each of e.values) value(to, each);
    intrinsic(to, found.name);
  } else if (found?.is === 'item' && found.item.is === 'function') {
    counted(e, found.item.parameters.length);
    if (isInlined(to, found.item)) writeOut(to, found.item, found.module, e.values);
    else {
      for (const each of e.values) value(to, each);
      to.code.call(to.indices.ofFunction(found));
    }
  }
  if (!wanted && resultOf(to, e) !== 'void') to.op(MORE.drop);
}

function intrinsic(to: Emission, name: string): void {
  if (name === 'growBy') {
    to.op(MORE.memoryGrow);
    to.op(0);
  } else if (name === 'copy' || name === 'fill') {
    to.op(MORE.more);
    for (const byte of name === 'copy' ? [10, 0, 0] : [11, 0]) to.op(byte);
  }
}

function isInlined(to: Emission, item: FunctionItem): boolean {
  let depth = 0;
  for (let frame: Frame | undefined = to.frame; frame !== undefined; frame = frame.outer, depth++)
    if (frame.item === item) return false;
  let nodes = 0;
  walk(item.body, ({ is }) => {
    nodes += is === 'loop' ? INLINE.nodes : 1;
  });
  return depth <= INLINE.depth && nodes <= INLINE.nodes;
}

/** What a parameter is of a function that is written out; its value is evaluated here. */
function argument(to: Emission, e: Expression, kind: Kind, fixed: boolean): Variable {
  const constant = to.constant(e);
  if (fixed && constant !== undefined && constant === (constant | 0)) return { is: 'value', value: constant, kind };
  const named = fixed && e.is === 'name' ? to.variable(e.name) : undefined;
  if (named?.is === 'local' && named.fixed) return { ...named, kind, owned: false };
  const known = fixed && nonNegative(to, e);
  value(to, e);
  const index = to.local();
  to.code.set(index);
  return { is: 'local', index, kind, constant: false, fixed, owned: true, nonNegative: known };
}

function writeOut(to: Emission, item: FunctionItem, module: Module, values: readonly Expression[]): void {
  const { frame } = to;
  const assigned = assignedNames(item.body);
  const variables = item.parameters.map(({ name, kind }, i) =>
    argument(to, values[i] as Expression, kind, !assigned.has(name)),
  );
  const [only] = item.body;
  const isExpression = item.body.length === 1 && only?.is === 'return' && only.value !== undefined;
  if (!isExpression) {
    if (item.result === 'void') to.code.open(OP.block);
    else to.openValue(OP.block);
  }
  to.frame = { module, item, assigned, scopes: [], jumps: [], out: to.code.depth, outer: frame };
  to.scoped(() => {
    item.parameters.forEach(({ name }, i) => {
      to.declare(name, variables[i] as Variable, item);
    });
    if (isExpression) returned(to, only);
    else body(to, item);
  });
  to.frame = frame;
  if (!isExpression) to.code.close();
}

/** Leaves what a `return` of the function at hand gives. */
export function returned(to: Emission, s: Return): void {
  const { item } = to.frame;
  if ((s.value === undefined) !== (item.result === 'void')) fail(s, `'${item.name}' returns ${item.result}`);
  if (s.value === undefined) return;
  if (item.result === 'boolean' && kindOf(to, s.value) !== 'boolean') fail(s, `'${item.name}' returns boolean`);
  value(to, s.value);
}

/** A function's statements; a result is left on the stack, and the last `return` needs no jump. */
export function body(to: Emission, item: FunctionItem): void {
  const last = item.body.at(-1);
  to.scoped(() => {
    if (last?.is !== 'return') return statements(to, item.body);
    statements(to, item.body.slice(0, -1));
    returned(to, last);
  });
  if (item.result === 'void' || last?.is === 'return') return;
  to.op(MORE.unreachable);
}
