/**
 * 64-bit wrapping integers as the assembler keeps them: a number while it is safe, a bigint otherwise.
 *
 * Every value is signed, in [-2^63, 2^63); an `Int` is a number exactly when it is a safe integer, so `===` compares
 * values. Sources: `as` manual, "Integers" and "Infix Operators"; right shift is logical, comparisons are signed and
 * yield -1, as GNU as does.
 */
import { compare } from '../expr/arithmetic.ts';

export type Int = number | bigint;

/** The canonical Int of a bigint: wrapped to 64 bits, a number when safe. */
export function wrap(value: bigint): Int {
  const v = BigInt.asIntN(64, value);
  return v >= -9007199254740991n && v <= 9007199254740991n ? Number(v) : v;
}

export function add(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return wrap(BigInt(a) + BigInt(b));
}

export function subtract(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return wrap(BigInt(a) - BigInt(b));
}

export function multiply(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return wrap(BigInt(a) * BigInt(b));
}

const isInt32 = (v: Int): v is number => typeof v === 'number' && v === (v | 0);
const unsigned = (v: Int): bigint => BigInt.asUintN(64, BigInt(v));

/** Shift counts of 64 and more shift everything out; GNU as warns of them. */
export function shiftLeft(a: Int, count: Int): Int {
  const n = unsigned(count);
  if (n > 63n) return 0;
  if (typeof a === 'number' && n < 32n) {
    const shifted = a * 2 ** Number(n);
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  return wrap(BigInt(a) << n);
}

export function shiftRight(a: Int, count: Int): Int {
  const n = unsigned(count);
  if (n > 63n) return 0;
  if (typeof a === 'number' && a >= 0) return Math.floor(a / 2 ** Number(n));
  return wrap(unsigned(a) >> n);
}

/** One binary operator of the gas dialect; undefined for division by zero. */
export function binary(op: string, a: Int, b: Int): Int | undefined {
  switch (op) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
    case '%':
      return divide(op, a, b);
    case '<<':
      return shiftLeft(a, b);
    case '>>':
      return shiftRight(a, b);
    case '&':
      return isInt32(a) && isInt32(b) ? a & b : wrap(BigInt(a) & BigInt(b));
    case '|':
      return isInt32(a) && isInt32(b) ? a | b : wrap(BigInt(a) | BigInt(b));
    case '^':
    case '!!':
      return isInt32(a) && isInt32(b) ? a ^ b : wrap(BigInt(a) ^ BigInt(b));
    case '!':
      return isInt32(a) && isInt32(b) ? a | ~b : wrap(BigInt(a) | ~BigInt(b));
    case '&&':
      return isTrue(a) && isTrue(b) ? 1 : 0;
    case '||':
      return isTrue(a) || isTrue(b) ? 1 : 0;
    default:
      return compare(op, a, b) ? -1 : 0;
  }
}

const isTrue = (v: Int): boolean => v !== 0;

function divide(op: string, a: Int, b: Int): Int | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') {
    const result = op === '/' ? Math.trunc(a / b) : a % b;
    return result === 0 ? 0 : result;
  }
  return wrap(op === '/' ? BigInt(a) / BigInt(b) : BigInt(a) % BigInt(b));
}

/** One unary operator of the gas dialect. */
export function unary(op: string, a: Int): Int {
  if (op === '-') return subtract(0, a);
  if (op === '~') return typeof a === 'number' ? -1 - a : wrap(~a);
  if (op === '!') return a === 0 ? 1 : 0;
  return a;
}
