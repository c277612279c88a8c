/**
 * Integer lanes that saturate, halve, round or multiply without carries (Arm DDI 0487, C7.2 and J1.1: SatQ, PolynomialMult).
 *
 * Enters: lanes as unsigned bigints of `esize` bits, a parameter. Leaves: a bigint whose low bits are the result's; QC in the context.
 */
import { type FloatContext, FPSR } from './float.ts';
import { recipEstimate, recipRootEstimate } from './float-convert.ts';

export type LaneFunction = (
  c: FloatContext,
  esize: number,
  parameter: number,
  a: bigint,
  b: bigint,
  d: bigint,
) => bigint;

/** SatQ. */
function saturated(c: FloatContext, value: bigint, bits: number, signed: boolean): bigint {
  const most = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
  const least = signed ? -most - 1n : 0n;
  if (value >= least && value <= most) return value;
  c.flags |= FPSR.QC;
  return value > most ? most : least;
}

const s = (value: bigint, bits: number): bigint => BigInt.asIntN(bits, value);

/** Sum or difference of lanes, saturated. */
function saturating(signed: boolean, combine: (a: bigint, b: bigint) => bigint): LaneFunction {
  return (c, e, _p, a, b) => saturated(c, signed ? combine(s(a, e), s(b, e)) : combine(a, b), e, signed);
}

/** Sum or difference halved; `round` is added first. */
function halving(signed: boolean, combine: (a: bigint, b: bigint) => bigint): LaneFunction {
  return (_c, e, _p, a, b) => (signed ? combine(s(a, e), s(b, e)) : combine(a, b)) >> 1n;
}

/** SQRSHL and the like: the low byte of `b` is the amount, to the right when negative. */
function shifting(signed: boolean, rounding: boolean, saturates: boolean, signedResult = signed): LaneFunction {
  return (c, e, _p, a, b) => {
    const amount = BigInt.asIntN(8, b);
    const value = signed ? s(a, e) : a;
    const rounder = rounding && amount < 0n ? 1n << (-amount - 1n) : 0n;
    const result = amount >= 0n ? value << amount : (value + rounder) >> -amount;
    return saturates ? saturated(c, result, e, signedResult) : result;
  };
}

/** SQ(R)DMULH and SQRDMLAH, SQRDMLSH: the high half of twice the product. */
function doublingHigh(rounding: boolean, accumulate: 0 | 1 | -1): LaneFunction {
  return (c, e, _p, a, b, d) => {
    const bits = BigInt(e);
    const twice = 2n * s(a, e) * s(b, e);
    const start = accumulate === 0 ? 0n : s(d, e) << bits;
    const total = start + (accumulate === -1 ? -twice : twice) + (rounding ? 1n << (bits - 1n) : 0n);
    return saturated(c, total >> bits, e, true);
  };
}

/** Carry-less product. */
export function polynomial(a: bigint, b: bigint): bigint {
  let result = 0n;
  for (let rest = b, shift = 0n; rest !== 0n; rest >>= 1n, shift++) if ((rest & 1n) === 1n) result ^= a << shift;
  return result;
}

/** What `narrow` does to a lane of twice the width: shifted right, rounded, saturated. Packed by isa/simd. */
function narrow(c: FloatContext, e: number, parameter: number, a: bigint): bigint {
  const amount = BigInt(parameter & 127);
  const [rounding, fromSigned, toSigned, saturates] = [7, 8, 9, 10].map((bit) => ((parameter >> bit) & 1) === 1);
  const value = fromSigned ? s(a, e) : a;
  const shifted = (value + (rounding && amount > 0n ? 1n << (amount - 1n) : 0n)) >> amount;
  return BigInt.asUintN(e / 2, saturates ? saturated(c, shifted, e / 2, toSigned === true) : shifted);
}

/** Sum of the products of the four bytes in a lane; bit 0 of the parameter: `b` is signed, bit 1: `d` is. Operand 0 is added to. */
function dot(_c: FloatContext, _e: number, parameter: number, a: bigint, b: bigint, d: bigint): bigint {
  let sum = a;
  for (let i = 0n; i < 32n; i += 8n) {
    const [x, y] = [(b >> i) & 255n, (d >> i) & 255n];
    sum += (parameter & 1 ? s(x, 8) : x) * (parameter & 2 ? s(y, 8) : y);
  }
  return sum;
}

export const INTEGER_LANES = {
  sqadd: saturating(true, (a, b) => a + b),
  uqadd: saturating(false, (a, b) => a + b),
  sqsub: saturating(true, (a, b) => a - b),
  uqsub: saturating(false, (a, b) => a - b),
  // operand 0 is what the destination held
  suqadd: (c, e, _p, a, b) => saturated(c, s(a, e) + b, e, true),
  usqadd: (c, e, _p, a, b) => saturated(c, a + s(b, e), e, false),
  sqabs: (c, e, _p, a) => saturated(c, s(a, e) < 0n ? -s(a, e) : a, e, true),
  sqneg: (c, e, _p, a) => saturated(c, -s(a, e), e, true),
  shadd: halving(true, (a, b) => a + b),
  uhadd: halving(false, (a, b) => a + b),
  srhadd: halving(true, (a, b) => a + b + 1n),
  urhadd: halving(false, (a, b) => a + b + 1n),
  shsub: halving(true, (a, b) => a - b),
  uhsub: halving(false, (a, b) => a - b),
  sqshl: shifting(true, false, true),
  uqshl: shifting(false, false, true),
  sqrshl: shifting(true, true, true),
  uqrshl: shifting(false, true, true),
  srshl: shifting(true, true, false),
  urshl: shifting(false, true, false),
  sqshlu: shifting(true, false, true, false),
  sqdmulh: doublingHigh(false, 0),
  sqrdmulh: doublingHigh(true, 0),
  sqrdmlah: doublingHigh(true, 1),
  sqrdmlsh: doublingHigh(true, -1),
  sqdmull: (c, e, _p, a, b) => saturated(c, 2n * s(a, e) * s(b, e), e, true),
  narrow: (c, e, p, a) => narrow(c, e, p, a),
  pmul: (_c, _e, _p, a, b) => polynomial(a, b),
  urecpe: (_c, _e, _p, a) => (a >> 31n === 0n ? -1n : BigInt(recipEstimate(Number(a >> 23n))) << 23n),
  ursqrte: (_c, _e, _p, a) => (a >> 30n === 0n ? -1n : BigInt(recipRootEstimate(Number(a >> 23n))) << 23n),
  dot,
} as const satisfies Record<string, LaneFunction>;

/** Two rows of eight bytes of `a` times two columns of `b`, added to four words of `d`; parameter as for `dot`. */
export function matrixProduct(lane: (operand: number, bits: number, i: number) => bigint, parameter: number): bigint[] {
  return [0, 1, 2, 3].map((i) => {
    let sum = lane(0, 32, i);
    for (let k = 0; k < 8; k++) {
      const x = lane(1, 8, 8 * (i >> 1) + k);
      const y = lane(2, 8, 8 * (i & 1) + k);
      sum += (parameter & 1 ? s(x, 8) : x) * (parameter & 2 ? s(y, 8) : y);
    }
    return sum;
  });
}
