/**
 * The vector functions that rows call by name (isa/runtime-functions.ts), behind one signature for every engine.
 *
 * Enters: operands as four int32 words each at the start of the scratch `w`, the CPU's registers `r` (for FPCR and FPSR), the size of the lanes, how
 * many low bits of the registers take part, a parameter. Leaves: the result in w[0..3], zero above `bits`; exception bits and QC in FPSR.
 */
import { unpackFixed, unpackFormats, type VectorFunction } from '../../isa/runtime-functions.ts';
import { SLOT } from '../cpu-state.ts';
import { CRYPTO, type WholeFunction } from './crypto.ts';
import { DOUBLE, type FloatContext, FPCR, FPSR, formatOf, ROUND, roundingMode, SINGLE } from './float.ts';
import * as arith from './float-arith.ts';
import * as convert from './float-convert.ts';
import { INTEGER_LANES, type LaneFunction, matrixProduct, polynomial } from './integer-lanes.ts';

export type RuntimeFunction = (w: Int32Array, r: Int32Array, esize: number, bits: number, parameter: number) => void;

// ---- lanes ----------------------------------------------------------------------------------------------------------

function lane(w: Int32Array, operand: number, esize: number, i: number): bigint {
  const bit = i * esize;
  const at = 4 * operand + (bit >> 5);
  const low = (w[at] as number) >>> 0;
  if (esize === 64) return (BigInt((w[at + 1] as number) >>> 0) << 32n) | BigInt(low);
  return BigInt(esize === 32 ? low : (low >>> (bit & 31)) & (esize === 16 ? 0xffff : 0xff));
}

const result = new Int32Array(4);

function put(esize: number, i: number, value: bigint): void {
  const bit = i * esize;
  const at = bit >> 5;
  const low = Number(BigInt.asIntN(32, value));
  if (esize === 64) {
    result[at] = low;
    result[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
  } else if (esize === 32) result[at] = low;
  else result[at] = (result[at] as number) | ((low & (esize === 16 ? 0xffff : 0xff)) << (bit & 31));
}

const context: FloatContext = { fpcr: 0, flags: 0 };

/** Runs `compute` with FPCR, accumulates its exceptions, and puts `result` in place. */
function inContext(w: Int32Array, r: Int32Array, compute: () => void): void {
  context.fpcr = r[SLOT.fpcr] as number;
  context.flags = 0;
  result.fill(0);
  compute();
  r[SLOT.fpsr] = (r[SLOT.fpsr] as number) | context.flags;
  w.set(result);
}

function lanewise(f: LaneFunction): RuntimeFunction {
  return (w, r, esize, bits, parameter) =>
    inContext(w, r, () => {
      for (let i = 0; i < bits / esize; i++) {
        const value = f(context, esize, parameter, lane(w, 0, esize, i), lane(w, 1, esize, i), lane(w, 2, esize, i));
        put(esize, i, value);
      }
    });
}

const unary = (f: arith.Unary): RuntimeFunction => lanewise((c, e, _p, a) => f(c, formatOf(e), a));
const binary = (f: arith.Binary): RuntimeFunction => lanewise((c, e, _p, a, b) => f(c, formatOf(e), a, b));

// ---- the quick way: the host's arithmetic ---------------------------------------------------------------------------

const doubles = new Float64Array(2);
const singles = new Float32Array(doubles.buffer);
const words = new Int32Array(doubles.buffer);
const LEAST_DOUBLE = 2 ** -1022;
const LEAST_SINGLE = 2 ** -126;

/** A number that no flushing changes and that raises nothing. */
const plain = (x: number, least: number): boolean => x === 0 || (Math.abs(x) >= least && Math.abs(x) < Infinity);
/** A result that is neither tiny nor too large, nor exactly the least normal (which rounding may have made of a tiny one). */
const normal = (x: number, least: number): boolean => Math.abs(x) > least && Math.abs(x) < Infinity;

/** One lane by the host; false when FPSR could change, or the result is not simply the nearest normal number. */
function hostLane(w: Int32Array, esize: number, i: number, f: (a: number, b: number) => number): boolean {
  const at = (i * esize) >> 5;
  words[0] = w[at] as number;
  if (esize === 64) {
    words[1] = w[at + 1] as number;
    words[2] = w[at + 4] as number;
    words[3] = w[at + 5] as number;
    const [a, b] = [doubles[0] as number, doubles[1] as number];
    const value = f(a, b);
    if (!plain(a, LEAST_DOUBLE) || (f.length > 1 && !plain(b, LEAST_DOUBLE)) || !normal(value, LEAST_DOUBLE))
      return false;
    doubles[0] = value;
    result[at] = words[0] as number;
    result[at + 1] = words[1] as number;
    return true;
  }
  words[1] = w[at + 4] as number;
  const [a, b] = [singles[0] as number, singles[1] as number];
  // rounding a double that was rounded from the exact result gives what rounding once gives (24 bits against 53)
  const value = Math.fround(f(a, b));
  if (!plain(a, LEAST_SINGLE) || (f.length > 1 && !plain(b, LEAST_SINGLE)) || !normal(value, LEAST_SINGLE))
    return false;
  singles[0] = value;
  result[at] = words[0] as number;
  return true;
}

/** Once FPSR.IXC is set, rounding to nearest has nothing to report: the host computes, but for special values. */
function quick(f: (a: number, b: number) => number, exact: RuntimeFunction): RuntimeFunction {
  return (w, r, esize, bits, parameter) => {
    const asHost = ((r[SLOT.fpsr] as number) & FPSR.IXC) !== 0 && ((r[SLOT.fpcr] as number) & FPCR.RMODE) === 0;
    if (asHost && esize !== 16) {
      result.fill(0);
      let i = 0;
      while (i < bits / esize && hostLane(w, esize, i, f)) i++;
      if (i === bits / esize) {
        w.set(result);
        return;
      }
    }
    exact(w, r, esize, bits, parameter);
  };
}

// ---- functions with parameters --------------------------------------------------------------------------------------

const modeOf = (c: FloatContext, parameter: number): number =>
  (parameter & 7) === 7 ? roundingMode(c) : parameter & 7;

const ftoi: LaneFunction = (c, _e, parameter, a) => {
  const p = unpackFixed(parameter);
  const how = { mode: modeOf(c, parameter), unsigned: p.unsigned, width: p.integer, scale: p.scale };
  return convert.toFixed(c, formatOf(p.float), BigInt.asUintN(p.float, a), how);
};

const itof: LaneFunction = (c, _e, parameter, a) => {
  const p = unpackFixed(parameter);
  const value = p.unsigned ? BigInt.asUintN(p.integer, a) : BigInt.asIntN(p.integer, a);
  return convert.fromFixed(c, formatOf(p.float), value, p.scale);
};

const fcvt: LaneFunction = (c, _e, parameter, a) => {
  const [from, to] = unpackFormats(parameter);
  return convert.convert(c, formatOf(from), formatOf(to), BigInt.asUintN(from, a));
};

const FLOAT_LANES = {
  fadd: quick((a, b) => a + b, binary(arith.add)),
  fsub: quick((a, b) => a - b, binary(arith.subtract)),
  fmul: quick((a, b) => a * b, binary(arith.multiply)),
  fdiv: quick((a, b) => a / b, binary(arith.divide)),
  fmax: binary(arith.maximum),
  fmin: binary(arith.minimum),
  fmaxnm: binary(arith.maximumNumber),
  fminnm: binary(arith.minimumNumber),
  fmulx: binary(arith.multiplyExtended),
  fabd: binary(arith.difference),
  fnmul: binary(arith.negatedProduct),
  frecps: binary(arith.reciprocalStep),
  frsqrts: binary(arith.rootStep),
  fcmeq: binary(arith.equal),
  fcmge: binary(arith.notLess),
  fcmgt: binary(arith.greater),
  facge: binary(arith.absoluteNotLess),
  facgt: binary(arith.absoluteGreater),
  fsqrt: quick((a) => Math.sqrt(a), unary(arith.squareRoot)),
  frecpe: unary(convert.reciprocalEstimate),
  frsqrte: unary(convert.rootEstimate),
  frecpx: unary(convert.reciprocalExponent),
  fmlal: lanewise((c, _e, _p, a, b, d) =>
    arith.multiplyAdd(c, SINGLE, a, convert.widened(c, b), convert.widened(c, d)),
  ),
  fmla: lanewise((c, e, _p, a, b, d) => arith.multiplyAdd(c, formatOf(e), a, b, d)),
  frint: lanewise((c, e, p, a) => convert.integral(c, formatOf(e), a, modeOf(c, p), (p & 8) !== 0)),
  frintn: lanewise((c, e, p, a) => convert.integralWithin(c, formatOf(e), a, modeOf(c, p), p & 16 ? 64 : 32)),
  ftoi: lanewise(ftoi),
  itof: lanewise(itof),
  fcvt: lanewise(fcvt),
  fcvtxn: lanewise((c, _e, _p, a) => convert.convert(c, DOUBLE, SINGLE, a, ROUND.odd)),
  bfcvt: lanewise((c, _e, _p, a) => convert.toBrain(c, SINGLE, a)),
  fcmp: lanewise((c, e, p, a, b) => arith.compareFlags(c, formatOf(e), a, b, p === 1)),
  fjcvtzs: lanewise((c, _e, _p, a) => convert.toFixedJs(c, a)),
  bfdot: lanewise((_c, _e, _p, a, b, d) => arith.brainDot(a, b, d)),
} satisfies Record<string, RuntimeFunction>;

// ---- whole registers ------------------------------------------------------------------------------------------------

const matmul: RuntimeFunction = (w, r, _esize, _bits, parameter) =>
  inContext(w, r, () => {
    matrixProduct((operand, bits, i) => lane(w, operand, bits, i), parameter).forEach((value, i) => {
      put(32, i, value);
    });
  });

/** BFMMLA: 2 by 4 times 4 by 2, two products at a time. */
const bfmmla: RuntimeFunction = (w, r) =>
  inContext(w, r, () => {
    for (let i = 0; i < 4; i++) {
      let sum = lane(w, 0, 32, i);
      for (let k = 0; k < 2; k++)
        sum = arith.brainDot(sum, lane(w, 1, 32, 2 * (i >> 1) + k), lane(w, 2, 32, 2 * (i & 1) + k));
      put(32, i, sum);
    }
  });

const pmull: RuntimeFunction = (w, r) =>
  inContext(w, r, () => {
    const value = polynomial(lane(w, 0, 64, 0), lane(w, 1, 64, 0));
    put(64, 0, value);
    put(64, 1, value >> 64n);
  });

function mapped<T extends string, F>(
  from: Readonly<Record<T, F>>,
  f: (value: F) => RuntimeFunction,
): Record<T, RuntimeFunction> {
  const entries = Object.entries<F>(from).map(([name, value]) => [name, f(value)]);
  return Object.fromEntries(entries) as Record<T, RuntimeFunction>;
}

export const RUNTIME: Readonly<Record<VectorFunction, RuntimeFunction>> = {
  ...FLOAT_LANES,
  ...mapped<keyof typeof INTEGER_LANES, LaneFunction>(INTEGER_LANES, lanewise),
  ...mapped<keyof typeof CRYPTO, WholeFunction>(
    CRYPTO,
    (f): RuntimeFunction =>
      (w, _r, _esize, _bits, parameter) =>
        f(w, parameter),
  ),
  matmul,
  bfmmla,
  pmull,
};
