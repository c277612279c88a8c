/**
 * Floating-point arithmetic on encodings: sums, products, quotients, roots, fused products, minima, compares (Arm DDI 0487, J1.1: FPAdd to FPSqrt).
 *
 * Enters: operands as encodings of one format. Leaves: the result's encoding; exceptions in the context.
 */
import {
  bitLength,
  defaultNaN,
  type FloatContext,
  type Format,
  FPCR,
  FPSR,
  infinityOf,
  invalid,
  isNaNKind,
  processNaN,
  processNaNs,
  ROUND,
  round,
  roundingMode,
  roundSigned,
  SINGLE,
  scaled,
  unpack,
  type Value,
  zeroOf,
} from './float.ts';

export type Binary = (c: FloatContext, f: Format, a: bigint, b: bigint) => bigint;
export type Unary = (c: FloatContext, f: Format, a: bigint) => bigint;

const NONE: Value = { kind: 'zero', negative: false, mantissa: 0n, exponent: 0 };

/** The exact sum of two finite values (or zeros), rounded. */
function sum(c: FloatContext, f: Format, x: Value, y: Value, mode = roundingMode(c)): bigint {
  if (x.kind === 'zero' && y.kind === 'zero' && x.negative === y.negative) return zeroOf(f, x.negative);
  const low = x.kind === 'zero' ? y.exponent : y.kind === 'zero' ? x.exponent : Math.min(x.exponent, y.exponent);
  const total = (x.kind === 'zero' ? 0n : scaled(x, low)) + (y.kind === 'zero' ? 0n : scaled(y, low));
  return roundSigned(c, f, total, low, mode === ROUND.down, mode);
}

const negated = (v: Value): Value => ({ ...v, negative: !v.negative });

function added(c: FloatContext, f: Format, a: bigint, b: bigint, subtract: boolean): bigint {
  const x = unpack(c, f, a);
  const second = unpack(c, f, b);
  const nan = processNaNs(c, f, [x, second], [a, b]);
  if (nan !== undefined) return nan;
  const y = subtract ? negated(second) : second;
  if (x.kind === 'infinity' || y.kind === 'infinity') {
    if (x.kind === y.kind && x.negative !== y.negative) return invalid(c, f);
    return infinityOf(f, x.kind === 'infinity' ? x.negative : y.negative);
  }
  return sum(c, f, x, y);
}

export const add: Binary = (c, f, a, b) => added(c, f, a, b, false);
export const subtract: Binary = (c, f, a, b) => added(c, f, a, b, true);
/** FABD: the absolute value of the difference, of a NaN too. */
export const difference: Binary = (c, f, a, b) => added(c, f, a, b, true) & ~f.sign;

function product(x: Value, y: Value): Value {
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinity' || y.kind === 'infinity') return { ...NONE, kind: 'infinity', negative };
  if (x.kind === 'zero' || y.kind === 'zero') return { ...NONE, negative };
  return { kind: 'finite', negative, mantissa: x.mantissa * y.mantissa, exponent: x.exponent + y.exponent };
}

const infinityTimesZero = (x: Value, y: Value): boolean =>
  (x.kind === 'infinity' && y.kind === 'zero') || (x.kind === 'zero' && y.kind === 'infinity');

function packed(c: FloatContext, f: Format, v: Value): bigint {
  if (v.kind === 'infinity') return infinityOf(f, v.negative);
  return v.kind === 'zero' ? zeroOf(f, v.negative) : round(c, f, v.negative, v.mantissa, v.exponent);
}

function multiplied(c: FloatContext, f: Format, a: bigint, b: bigint, extended: boolean): bigint {
  const x = unpack(c, f, a);
  const y = unpack(c, f, b);
  const nan = processNaNs(c, f, [x, y], [a, b]);
  if (nan !== undefined) return nan;
  if (infinityTimesZero(x, y)) {
    if (!extended) return invalid(c, f);
    return zeroOf(f, x.negative !== y.negative) | (BigInt(f.bias + 1) << BigInt(f.fraction));
  }
  return packed(c, f, product(x, y));
}

export const multiply: Binary = (c, f, a, b) => multiplied(c, f, a, b, false);
/** FMULX: infinity times zero is two. */
export const multiplyExtended: Binary = (c, f, a, b) => multiplied(c, f, a, b, true);
export const negatedProduct: Binary = (c, f, a, b) => multiplied(c, f, a, b, false) ^ f.sign;

export const divide: Binary = (c, f, a, b) => {
  const x = unpack(c, f, a);
  const y = unpack(c, f, b);
  const nan = processNaNs(c, f, [x, y], [a, b]);
  if (nan !== undefined) return nan;
  if (x.kind === y.kind && x.kind !== 'finite') return invalid(c, f);
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinity' || y.kind === 'zero') {
    if (x.kind !== 'infinity') c.flags |= FPSR.DZC;
    return infinityOf(f, negative);
  }
  if (x.kind === 'zero' || y.kind === 'infinity') return zeroOf(f, negative);
  // enough bits of the quotient to round, and one more for what is left
  const shift = Math.max(0, bitLength(y.mantissa) - bitLength(x.mantissa) + f.fraction + 3);
  const dividend = x.mantissa << BigInt(shift);
  const q = dividend / y.mantissa;
  const sticky = q * y.mantissa === dividend ? 0n : 1n;
  return round(c, f, negative, (q << 1n) | sticky, x.exponent - y.exponent - shift - 1);
};

/** Floor of the square root. */
function integerRoot(value: bigint): bigint {
  let x = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (x + value / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

export const squareRoot: Unary = (c, f, a) => {
  const x = unpack(c, f, a);
  if (isNaNKind(x)) return processNaN(c, f, x.kind, a);
  if (x.kind === 'zero') return zeroOf(f, x.negative);
  if (x.negative) return invalid(c, f);
  if (x.kind === 'infinity') return infinityOf(f, false);
  let shift = Math.max(0, 2 * (f.fraction + 3) - bitLength(x.mantissa));
  if (((x.exponent - shift) & 1) !== 0) shift++;
  const square = x.mantissa << BigInt(shift);
  const root = integerRoot(square);
  const sticky = root * root === square ? 0n : 1n;
  return round(c, f, false, (root << 1n) | sticky, (x.exponent - shift) / 2 - 1);
};

/** FPMulAdd: addend + a * b with one rounding. */
export function multiplyAdd(c: FloatContext, f: Format, addend: bigint, a: bigint, b: bigint): bigint {
  const z = unpack(c, f, addend);
  const x = unpack(c, f, a);
  const y = unpack(c, f, b);
  const nan = processNaNs(c, f, [z, x, y], [addend, a, b]);
  if (z.kind === 'quiet' && infinityTimesZero(x, y)) return invalid(c, f);
  if (nan !== undefined) return nan;
  if (infinityTimesZero(x, y)) return invalid(c, f);
  const p = product(x, y);
  if (z.kind === 'infinity' || p.kind === 'infinity') {
    if (z.kind === p.kind && z.negative !== p.negative) return invalid(c, f);
    return infinityOf(f, z.kind === 'infinity' ? z.negative : p.negative);
  }
  return sum(c, f, z, p);
}

/** FRECPS (2 - ab) and FRSQRTS ((3 - ab) / 2), fused; `halves` is what to divide by, in powers of two. */
function step(c: FloatContext, f: Format, a: bigint, b: bigint, constant: bigint, halves: number): bigint {
  const first = a ^ f.sign;
  const x = unpack(c, f, first);
  const y = unpack(c, f, b);
  const nan = processNaNs(c, f, [x, y], [first, b]);
  if (nan !== undefined) return nan;
  if (infinityTimesZero(x, y)) return round(c, f, false, constant, -halves);
  const p = product(x, y);
  if (p.kind === 'infinity') return infinityOf(f, p.negative);
  const whole: Value = { kind: 'finite', negative: false, mantissa: constant, exponent: -halves };
  const scaledProduct = p.kind === 'zero' ? p : { ...p, exponent: p.exponent - halves };
  return sum(c, f, whole, scaledProduct);
}

export const reciprocalStep: Binary = (c, f, a, b) => step(c, f, a, b, 2n, 0);
export const rootStep: Binary = (c, f, a, b) => step(c, f, a, b, 3n, 1);

/** -1, 0, 1 of values that are not NaNs. */
function order(x: Value, y: Value): number {
  const rank = (v: Value): number => (v.kind === 'zero' ? 0 : (v.kind === 'infinity' ? 2 : 1) * (v.negative ? -1 : 1));
  const [a, b] = [rank(x), rank(y)];
  if (a !== b) return Math.sign(a - b);
  if (x.kind !== 'finite') return 0;
  const low = Math.min(x.exponent, y.exponent);
  const [p, q] = [scaled(x, low), scaled(y, low)];
  return p < q ? -1 : p > q ? 1 : 0;
}

function extreme(c: FloatContext, f: Format, a: bigint, b: bigint, greatest: boolean): bigint {
  const x = unpack(c, f, a);
  const y = unpack(c, f, b);
  const nan = processNaNs(c, f, [x, y], [a, b]);
  if (nan !== undefined) return nan;
  const clean = (v: Value, bits: bigint): bigint => (v.kind === 'zero' ? zeroOf(f, v.negative) : bits);
  if (x.kind === 'zero' && y.kind === 'zero')
    return zeroOf(f, greatest ? x.negative && y.negative : x.negative || y.negative);
  const first = order(x, y) > 0 === greatest;
  return first ? clean(x, a) : clean(y, b);
}

export const maximum: Binary = (c, f, a, b) => extreme(c, f, a, b, true);
export const minimum: Binary = (c, f, a, b) => extreme(c, f, a, b, false);

/** FMAXNM, FMINNM: a quiet NaN loses against a number. */
function numeric(c: FloatContext, f: Format, a: bigint, b: bigint, greatest: boolean): bigint {
  const quiet = (bits: bigint): boolean => (bits & defaultNaN(f)) === defaultNaN(f);
  const least = infinityOf(f, greatest);
  if (quiet(a) && !quiet(b)) return extreme(c, f, least, b, greatest);
  if (quiet(b) && !quiet(a)) return extreme(c, f, a, least, greatest);
  return extreme(c, f, a, b, greatest);
}

export const maximumNumber: Binary = (c, f, a, b) => numeric(c, f, a, b, true);
export const minimumNumber: Binary = (c, f, a, b) => numeric(c, f, a, b, false);

/** Order of two encodings, or undefined when a NaN makes them unordered; `signalAll`: quiet NaNs are invalid too. */
function compared(c: FloatContext, f: Format, a: bigint, b: bigint, signalAll: boolean): number | undefined {
  const x = unpack(c, f, a);
  const y = unpack(c, f, b);
  if (isNaNKind(x) || isNaNKind(y)) {
    if (signalAll || x.kind === 'signalling' || y.kind === 'signalling') c.flags |= FPSR.IOC;
    return undefined;
  }
  return order(x, y);
}

const ALL = -1n;
export const equal: Binary = (c, f, a, b) => (compared(c, f, a, b, false) === 0 ? ALL : 0n);
export const notLess: Binary = (c, f, a, b) => ((compared(c, f, a, b, true) ?? -1) >= 0 ? ALL : 0n);
export const greater: Binary = (c, f, a, b) => ((compared(c, f, a, b, true) ?? -1) > 0 ? ALL : 0n);
export const absoluteNotLess: Binary = (c, f, a, b) => notLess(c, f, a & ~f.sign, b & ~f.sign);
export const absoluteGreater: Binary = (c, f, a, b) => greater(c, f, a & ~f.sign, b & ~f.sign);

/** FPCompare: NZCV in bits 3 to 0. */
export function compareFlags(c: FloatContext, f: Format, a: bigint, b: bigint, signalAll: boolean): bigint {
  const result = compared(c, f, a, b, signalAll);
  if (result === undefined) return 0b0011n;
  return result === 0 ? 0b0110n : result < 0 ? 0b1000n : 0b0010n;
}

/** BFMul or BFAdd without FEAT_EBF16 (J1.1): single precision, odd rounding, denormals flushed, default NaNs, no exceptions. */
function brain(operation: 'add' | 'multiply', a: bigint, b: bigint): bigint {
  const c: FloatContext = { fpcr: FPCR.FZ | FPCR.DN, flags: 0 };
  const x = unpack(c, SINGLE, a);
  const y = unpack(c, SINGLE, b);
  if (x.kind !== 'finite' && x.kind !== 'zero') return (operation === 'multiply' ? multiply : add)(c, SINGLE, a, b);
  if (y.kind !== 'finite' && y.kind !== 'zero') return (operation === 'multiply' ? multiply : add)(c, SINGLE, a, b);
  if (operation !== 'multiply') return sum(c, SINGLE, x, y, ROUND.oddInfinity);
  const p = product(x, y);
  if (p.kind === 'zero') return zeroOf(SINGLE, p.negative);
  return round(c, SINGLE, p.negative, p.mantissa, p.exponent, ROUND.oddInfinity);
}

/** BFDotAdd: addend + (a0 * b0 + a1 * b1), each operation rounded to odd; a and b hold two bfloat16 values. */
export function brainDot(addend: bigint, a: bigint, b: bigint): bigint {
  const low = brain('multiply', (a & 0xffffn) << 16n, (b & 0xffffn) << 16n);
  const high = brain('multiply', a & 0xffff0000n, b & 0xffff0000n);
  return brain('add', addend, brain('add', low, high));
}
