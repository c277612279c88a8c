/**
 * Constant expressions without the grammar: the fast path of `#if` and of linker scripts.
 *
 * Enters: text[at..end) of one expression in which every name was already replaced or is looked up to a number. Leaves: its value, or
 * undefined when anything is out of the ordinary (a conditional, a suffix that makes it unsigned, a value beyond 2^53,
 * a syntax error), and then the grammar decides. Operators and ranks come from dialect.ts, so the two agree; test/expr
 * proves it.
 */
import { arithmetic, compare } from './arithmetic.ts';
import { C, type Dialect } from './dialect.ts';
import type { Node } from './node.ts';

/** Answers names; undefined makes the fast path give up. */
export type NumberOf = (name: string) => number | undefined;

/** Evaluate a whole constant expression, or give up with undefined. `start..end` must hold nothing else. */
export function fastConstant(
  text: string,
  start: number,
  end: number,
  dialect: Dialect,
  numberOf: NumberOf,
): number | undefined {
  const state: State = { text, at: start, end, dialect, numberOf };
  const value = climb(state, 0);
  return value !== undefined && state.at >= end ? value : undefined;
}

interface State {
  readonly text: string;
  at: number;
  readonly end: number;
  readonly dialect: Dialect;
  readonly numberOf: NumberOf;
}

function skipBlanks(s: State): number {
  let c = s.text.charCodeAt(s.at);
  while (s.at < s.end && (c === 32 || c === 9)) c = s.text.charCodeAt(++s.at);
  return s.at < s.end ? c : 0;
}

function climb(s: State, floor: number): number | undefined {
  let left = unary(s);
  while (left !== undefined) {
    if (skipBlanks(s) === 0) return left;
    let op = s.text.slice(s.at, Math.min(s.at + 2, s.end));
    let rank = s.dialect.binary[op];
    if (rank === undefined) {
      op = op.charAt(0);
      rank = s.dialect.binary[op];
    }
    if (rank === undefined || rank <= floor) return left;
    s.at += op.length;
    const right = climb(s, rank);
    left = right === undefined ? undefined : apply(op, left, right, s.dialect.truth);
  }
  return undefined;
}

function unary(s: State): number | undefined {
  const c = skipBlanks(s);
  if (c === 33 || c === 45 || c === 43 || c === 126) {
    s.at++;
    const v = unary(s);
    if (v === undefined) return undefined;
    if (c === 33) return v === 0 ? 1 : 0;
    return c === 45 ? 0 - v : c === 43 ? v : -1 - v;
  }
  if (c === 40) {
    s.at++;
    const v = climb(s, 0);
    if (v === undefined || skipBlanks(s) !== 41) return undefined;
    s.at++;
    return v;
  }
  return primary(s, c);
}

function primary(s: State, c: number): number | undefined {
  const start = s.at;
  while (s.at < s.end && isWord(s.text.charCodeAt(s.at))) s.at++;
  if (s.at === start) return undefined;
  const word = s.text.slice(start, s.at);
  if (c < 48 || c > 57) return s.numberOf(word);
  if (!/^(0x[0-9a-f]+|0|[1-9]\d*)(ll?)?$/i.test(word)) return undefined;
  const value = Number(word.replace(/l+$/i, ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

const isWord = (c: number): boolean =>
  (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122) || c === 95 || c === 46 || c === 36;

/** One operation on safe integers; undefined where doubles and 64-bit integers could differ. */
function apply(op: string, a: number, b: number, truth: number): number | undefined {
  switch (op) {
    case '+':
      return safe(a + b);
    case '-':
      return safe(a - b);
    case '*':
      return safe(a * b);
    case '/':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '<<':
      return b >= 0 && b < 32 ? safe(a * 2 ** b) : undefined;
    case '>>':
      return a >= 0 && b >= 0 && b < 53 ? Math.floor(a / 2 ** b) : undefined;
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0;
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0;
    case '&':
    case '|':
    case '^':
      return bitwise(op, a, b);
    default:
      return compare(op, a, b) ? truth : 0;
  }
}

const safe = (v: number): number | undefined => (Number.isSafeInteger(v) ? v : undefined);

function bitwise(op: string, a: number, b: number): number | undefined {
  if (a !== (a | 0) || b !== (b | 0)) return undefined;
  return op === '&' ? a & b : op === '|' ? a | b : a ^ b;
}

/** A value of the preprocessor's arithmetic: 64 bits, signed or unsigned (C11 6.10.1: intmax_t and uintmax_t). */
export interface CValue {
  readonly value: bigint;
  readonly unsigned: boolean;
}

/** What a C evaluation reports instead of a value. */
export interface CError {
  readonly error: string;
  readonly at: number;
}

const isError = (v: CValue | CError): v is CError => 'error' in v;

/**
 * Evaluate a tree by the rules of `#if`: names are 0, `&&`, `||` and `?:` do not evaluate (or complain about) the side not taken.
 * `call` answers `defined(X)` and the like where the caller has left them in the text.
 */
export function evaluateC(
  node: Node,
  call?: (name: string, args: readonly Node[]) => bigint | undefined,
): CValue | CError {
  switch (node.kind) {
    case 'literal':
      return wrap(node.value, node.unsigned);
    case 'name':
      return wrap(node.name === 'true' ? 1n : 0n, false);
    case 'label':
      return { error: 'local labels are not allowed here', at: node.at };
    case 'call': {
      const value = call?.(node.name, node.args);
      return value === undefined
        ? { error: `function-like macro '${node.name}' is not defined`, at: node.at }
        : wrap(value, false);
    }
    case 'unary': {
      const v = evaluateC(node.operand, call);
      if (isError(v)) return v;
      if (node.op === '!') return wrap(v.value === 0n ? 1n : 0n, false);
      return wrap(node.op === '-' ? -v.value : node.op === '~' ? ~v.value : v.value, v.unsigned);
    }
    case 'conditional': {
      const condition = evaluateC(node.condition, call);
      if (isError(condition)) return condition;
      const taken = evaluateC(condition.value !== 0n ? node.then : node.otherwise, call);
      if (isError(taken)) return taken;
      const other = evaluateC(condition.value !== 0n ? node.otherwise : node.then, call);
      return wrap(taken.value, taken.unsigned || (!isError(other) && other.unsigned));
    }
    case 'binary':
      return evaluateBinary(node, call);
  }
}

function evaluateBinary(
  node: Node & { kind: 'binary' },
  call?: (name: string, args: readonly Node[]) => bigint | undefined,
): CValue | CError {
  const left = evaluateC(node.left, call);
  if (isError(left)) return left;
  const { op } = node;
  if (op === '&&' && left.value === 0n) return wrap(0n, false);
  if (op === '||' && left.value !== 0n) return wrap(1n, false);
  const right = evaluateC(node.right, call);
  if (isError(right)) return right;
  if (op === '&&' || op === '||') return wrap(right.value !== 0n ? 1n : 0n, false);
  const unsigned = left.unsigned || right.unsigned;
  if (op === '<<' || op === '>>') return shift(op, left, right);
  const a = wrap(left.value, unsigned).value;
  const b = wrap(right.value, unsigned).value;
  if ((op === '/' || op === '%') && b === 0n) return { error: `division by zero in #if`, at: node.at };
  if (C.binary[op] === 6 || C.binary[op] === 7) return wrap(compare(op, a, b) ? 1n : 0n, false);
  return wrap(arithmetic(op, a, b), unsigned);
}

/** gcc's cpp shifts the other way for negative counts, and all bits out for counts of 64 and more. */
function shift(op: string, left: CValue, right: CValue): CValue {
  const negative = !right.unsigned && right.value < 0n;
  const leftwards = (op === '<<') !== negative;
  const count = negative ? -right.value : right.value;
  const n = count > 64n ? 64n : count;
  return wrap(leftwards ? left.value << n : left.value >> n, left.unsigned);
}

function wrap(value: bigint, unsigned: boolean): CValue {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}
