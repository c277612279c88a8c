/**
 * What scalar and vector floating-point instructions do, against the builder of ir.ts (Arm DDI 0487, C7.2).
 *
 * Enters: an instruction's name and the shape of its lanes, when its row is made. Leaves: the row's options with its semantics. The
 * arithmetic itself is in the run time (runtime-functions.ts); here lanes are chosen, negated, paired and put where they belong. A scalar
 * is a vector of one lane.
 */

import type { Builder, I64, V128 } from '../ir.ts';
import {
  type FloatSize,
  MODE,
  type Mode,
  packFixed,
  packFormats,
  packRound,
  type VectorFunction,
} from '../runtime-functions.ts';

/** Size of the lanes, and of the part of the register that holds them. */
export interface Lanes {
  readonly size: FloatSize;
  readonly bits: number;
}
export type Shape<F> = (f: F) => Lanes;

/** S or D by `sz`, one lane. */
export const scalar: Shape<{ readonly sz: number }> = (f) => (f.sz ? { size: 64, bits: 64 } : { size: 32, bits: 32 });
export const half: Shape<unknown> = () => ({ size: 16, bits: 16 });
/** 2s, 4s, 2d by Q and sz. */
export const vector: Shape<{ readonly Q: number; readonly sz: number }> = (f) => ({
  size: f.sz ? 64 : 32,
  bits: f.Q ? 128 : 64,
});
export const halves: Shape<{ readonly Q: number }> = (f) => ({ size: 16, bits: f.Q ? 128 : 64 });
/** Lanes that the row's name fixes. */
export const fixed =
  (size: FloatSize, bits: number): Shape<unknown> =>
  () => ({ size, bits });

interface One {
  readonly Rn: number;
  readonly Rd: number;
}
interface Two extends One {
  readonly Rm: number;
}
interface Options<F> {
  readonly semantics: (b: Builder, f: F) => void;
}

const zero = (b: Builder): V128 => b.vPair(b.c64(0), b.c64(0));

function truncated(b: Builder, v: V128, bits: number): V128 {
  return bits === 128 ? v : b.vTrunc(v, bits as 16 | 32 | 64);
}

/** Lanes' sign bits: all, those with even or with odd numbers. */
function signs(b: Builder, size: FloatSize, which: 'all' | 'even' | 'odd'): V128 {
  let low = 0n;
  for (let i = 0; i < 64 / size; i++)
    if (which === 'all' || (i % 2 === 0) === (which === 'even')) low |= 1n << BigInt(size * (i + 1) - 1);
  // two doubles are one of each
  if (size === 64) return b.vPair(b.c64(which === 'odd' ? 0 : low), b.c64(which === 'even' ? 0 : 1n << 63n));
  return b.vPair(b.c64(low), b.c64(low));
}

function negate(b: Builder, size: FloatSize, v: V128, which: 'all' | 'even' | 'odd' = 'all'): V128 {
  return b.vOp('eor', 64, v, signs(b, size, which));
}

// ---- one operand ----------------------------------------------------------------------------------------------------

const MODES: Readonly<Record<string, Mode>> = {
  a: MODE.away,
  i: MODE.fpcr,
  m: MODE.down,
  n: MODE.even,
  p: MODE.up,
  x: MODE.fpcr,
  z: MODE.zero,
};
const modeOf = (letter = ''): Mode => MODES[letter] ?? MODE.fpcr;

/** FCVTZS, UCVTF …: which way, how it rounds, of what signs; undefined for other names. */
function fixedConversion(
  name: string,
): { readonly f: 'ftoi' | 'itof'; readonly mode: Mode; readonly unsigned: boolean } | undefined {
  const from = /^([su])cvtf$/.exec(name);
  if (from) return { f: 'itof', mode: MODE.fpcr, unsigned: from[1] === 'u' };
  const to = /^fcvt([amnpz])([su])$/.exec(name);
  return to ? { f: 'ftoi', mode: modeOf(to[1]), unsigned: to[2] === 'u' } : undefined;
}

function unaryValue(b: Builder, name: string, { size, bits }: Lanes, n: V128, scale = 0): V128 {
  if (name === 'fabs') return truncated(b, b.vOp('bic', 64, n, signs(b, size, 'all')), bits);
  if (name === 'fneg') return truncated(b, negate(b, size, n), bits);
  const conversion = fixedConversion(name);
  if (conversion)
    return b.callV(conversion.f, size, bits, [n], packFixed({ ...conversion, float: size, integer: size, scale }));
  const within = /^frint(32|64)([xz])$/.exec(name);
  if (within)
    return b.callV('frintn', size, bits, [n], packRound(modeOf(within[2]), true, within[1] === '32' ? 32 : 64));
  const rounding = /^frint([aimnpxz])$/.exec(name);
  if (rounding) return b.callV('frint', size, bits, [n], packRound(modeOf(rounding[1]), name === 'frintx'));
  return b.callV(name as VectorFunction, size, bits, [n]);
}

/** FABS, FSQRT, FRINTZ, FRECPE, FCVTZS (of lanes as wide as its integers), SCVTF … */
export function unary<F>(name: string, shape: Shape<F>): Options<F & One> {
  return { semantics: (b, f) => b.setV(f.Rd, unaryValue(b, name, shape(f), b.v(f.Rn))) };
}

/** FCVTZS, SCVTF … with fraction bits in immh:immb. */
export function fixedPoint<F extends { readonly immh: number; readonly immb: number }>(
  name: string,
  bits: number | 'lane',
): Options<F & One> {
  return {
    semantics(b, f) {
      const size = (8 << (31 - Math.clz32(f.immh))) as FloatSize;
      const scale = 2 * size - ((f.immh << 3) | f.immb);
      b.setV(f.Rd, unaryValue(b, name, { size, bits: bits === 'lane' ? size : bits }, b.v(f.Rn), scale));
    },
  };
}

// ---- two and three operands -----------------------------------------------------------------------------------------

function binaryValue(b: Builder, name: string, { size, bits }: Lanes, n: V128, m: V128, d: V128): V128 {
  if (name === 'fmla') return b.callV('fmla', size, bits, [d, n, m]);
  if (name === 'fmls') return b.callV('fmla', size, bits, [d, negate(b, size, n), m]);
  return b.callV(name as VectorFunction, size, bits, [n, m]);
}

/** Neighbours of both sources: those with even, those with odd numbers. */
function pairs(b: Builder, { size, bits }: Lanes, n: V128, m: V128): readonly [V128, V128] {
  const [first, second] =
    bits === 128
      ? [n, m]
      : [b.vPair(b.vLane(n, 64, 0), b.vLane(m, 64, 0)), b.vPair(b.vLane(n, 64, 0), b.vLane(m, 64, 0))];
  return [b.vOp('uzp1', size, first, second), b.vOp('uzp2', size, first, second)];
}

const PAIRED = /^f(add|max|min|maxnm|minnm)p$/;

/** FADD, FMLA, FCMGE, FABD, FMAXP … */
export function binary<F>(name: string, shape: Shape<F>): Options<F & Two> {
  const pairwise = PAIRED.test(name);
  return {
    semantics(b, f) {
      const lanes = shape(f);
      const [n, m, d] = [b.v(f.Rn), b.v(f.Rm), b.v(f.Rd)];
      const [x, y] = pairwise ? pairs(b, lanes, n, m) : [n, m];
      b.setV(f.Rd, binaryValue(b, pairwise ? name.slice(0, -1) : name, lanes, x, y, d));
    },
  };
}

/** FMADD, FMSUB, FNMADD, FNMSUB: the sign of the addend and of the product. */
export function fused<F>(name: string, shape: Shape<F>): Options<F & Two & { readonly Ra: number }> {
  return {
    semantics(b, f) {
      const { size, bits } = shape(f);
      const [n, m, a] = [b.v(f.Rn), b.v(f.Rm), b.v(f.Ra)];
      const negatedProduct = name === 'fmsub' || name === 'fnmadd';
      const addend = name.startsWith('fn') ? negate(b, size, a) : a;
      b.setV(f.Rd, b.callV('fmla', size, bits, [addend, negatedProduct ? negate(b, size, n) : n, m]));
    },
  };
}

/** FCMEQ and its like against zero. */
export function compareZero<F>(name: string, shape: Shape<F>): Options<F & One> {
  const turned = name === 'fcmle' ? 'fcmge' : name === 'fcmlt' ? 'fcmgt' : undefined;
  return {
    semantics(b, f) {
      const { size, bits } = shape(f);
      const [n, z] = [b.v(f.Rn), zero(b)];
      b.setV(f.Rd, turned ? b.callV(turned, size, bits, [z, n]) : b.callV(name as VectorFunction, size, bits, [n, z]));
    },
  };
}

/** The scalar FADDP, FMAXP …, and FMAXV …: lanes folded by neighbours until one is left. `bits`: of the source. */
export function folded<F>(name: string, shape: Shape<F>): Options<F & One> {
  const operation = name.slice(0, -1) as VectorFunction;
  return {
    semantics(b, f) {
      const { size, bits } = shape(f);
      let value = b.v(f.Rn);
      for (let left = bits / 2; left >= size; left /= 2)
        value = b.callV(operation, size, left, [b.vOp('uzp1', size, value, value), b.vOp('uzp2', size, value, value)]);
      b.setV(f.Rd, value);
    },
  };
}

/** FMLA, FMLS, FMUL, FMULX by an element. */
export function byElement<F>(name: string, shape: Shape<F>, index: (f: F) => number): Options<F & Two> {
  return {
    semantics(b, f) {
      const lanes = shape(f);
      const m = b.vSplat(lanes.size, b.vLane(b.v(f.Rm), lanes.size, index(f)));
      b.setV(f.Rd, binaryValue(b, name, lanes, b.v(f.Rn), m, b.v(f.Rd)));
    },
  };
}

// ---- complex numbers ------------------------------------------------------------------------------------------------

/** Real and imaginary parts exchanged. */
function exchanged(b: Builder, size: FloatSize, v: V128): V128 {
  if (size === 64) return b.vPair(b.vLane(v, 64, 1), b.vLane(v, 64, 0));
  return b.vUnary(size === 32 ? 'rev64' : 'rev32', size, v);
}

/** FCADD: plus the second operand turned by 90 or 270 degrees. */
export function complexAdd<F>(shape: Shape<F>): Options<F & Two & { readonly rot: number }> {
  return {
    semantics(b, f) {
      const { size, bits } = shape(f);
      const turned = negate(b, size, exchanged(b, size, b.v(f.Rm)), f.rot ? 'odd' : 'even');
      b.setV(f.Rd, b.callV('fadd', size, bits, [b.v(f.Rn), turned]));
    },
  };
}

function complexProduct(b: Builder, f: Two & { readonly rot: number }, { size, bits }: Lanes, m: V128): void {
  const n = b.v(f.Rn);
  const turned = f.rot & 1 ? exchanged(b, size, m) : m;
  const which = ([undefined, 'even', 'all', 'odd'] as const)[f.rot & 3];
  const second = which === undefined ? turned : negate(b, size, turned, which);
  const first = b.vOp(f.rot & 1 ? 'trn2' : 'trn1', size, n, n);
  b.setV(f.Rd, b.callV('fmla', size, bits, [b.v(f.Rd), first, second]));
}

/** FCMLA. */
export function complexMultiplyAdd<F>(shape: Shape<F>): Options<F & Two & { readonly rot: number }> {
  return { semantics: (b, f) => complexProduct(b, f, shape(f), b.v(f.Rm)) };
}

/** FCMLA by a pair of elements; `index` counts pairs. */
export function complexByElement<F>(
  shape: Shape<F>,
  index: (f: F) => number,
): Options<F & Two & { readonly rot: number }> {
  return {
    semantics(b, f) {
      const lanes = shape(f);
      const wide = (2 * lanes.size) as 32 | 64;
      complexProduct(b, f, lanes, b.vSplat(wide, b.vLane(b.v(f.Rm), wide, index(f))));
    },
  };
}

// ---- flags and general registers ------------------------------------------------------------------------------------

function compareFlags(b: Builder, size: FloatSize, n: V128, m: V128, signalAll: boolean): void {
  const flags = b.callV('fcmp', size, size, [n, m], signalAll ? 1 : 0);
  b.setNzcv(b.shl(b.lo32(b.vLane(flags, 32, 0)), 28));
}

/** FCMP, FCMPE; against zero where the row has no Rm. */
export function compare<F>(name: string, shape: Shape<F>): Options<F & { readonly Rn: number; readonly Rm?: number }> {
  return {
    semantics: (b, f) =>
      compareFlags(b, shape(f).size, b.v(f.Rn), f.Rm === undefined ? zero(b) : b.v(f.Rm), name.endsWith('e')),
  };
}

/** FCCMP, FCCMPE: the comparison, and its exceptions, only when the condition holds. */
export function conditionalCompare(
  name: string,
  size: FloatSize,
): Options<{ readonly Rn: number; readonly Rm: number; readonly cond: number; readonly nzcv: number }> {
  return {
    semantics(b, f) {
      const holds = b.cond(f.cond);
      b.setNzcv(b.select(holds, b.nzcv(), b.c32(f.nzcv << 28)));
      b.when(holds, () => compareFlags(b, size, b.v(f.Rn), b.v(f.Rm), name.endsWith('e')));
    },
  };
}

/** FCVTZS and the like to W or X; `scale` gives the fraction bits. */
export function toGeneral<F>(
  name: string,
  shape: Shape<F>,
  width: 32 | 64,
  scale: (f: F) => number = () => 0,
): Options<F & One> {
  const { mode, unsigned } = fixedConversion(name) ?? { mode: MODE.zero, unsigned: false };
  return {
    semantics(b, f) {
      const how = { mode, unsigned, float: shape(f).size, integer: width, scale: scale(f) } as const;
      b.setX(f.Rd, b.vLane(b.callV('ftoi', 64, 64, [b.v(f.Rn)], packFixed(how)), 64, 0));
    },
  };
}

/** SCVTF and UCVTF from W or X. */
export function fromGeneral<F>(
  name: string,
  shape: Shape<F>,
  width: 32 | 64,
  scale: (f: F) => number = () => 0,
): Options<F & One> {
  return {
    semantics(b, f) {
      const how = {
        mode: MODE.fpcr,
        unsigned: name === 'ucvtf',
        float: shape(f).size,
        integer: width,
        scale: scale(f),
      } as const;
      b.setV(f.Rd, b.callV('itof', 64, 64, [b.vPair(b.x(f.Rn), b.c64(0))], packFixed(how)));
    },
  };
}

/** FJCVTZS: Z says that nothing was lost. */
export const toJavaScript: Options<One> = {
  semantics(b, f) {
    const value: I64 = b.vLane(b.callV('fjcvtzs', 64, 64, [b.v(f.Rn)]), 64, 0);
    b.setW(f.Rd, b.lo32(value));
    b.setNzcv(b.shl(b.lo32(b.shr(value, 32)), 30));
  },
};

// ---- between formats ------------------------------------------------------------------------------------------------

/** FCVT of scalars. */
export function convert(from: FloatSize, to: FloatSize): Options<One> {
  const lane = Math.max(from, to);
  return { semantics: (b, f) => b.setV(f.Rd, b.callV('fcvt', lane, lane, [b.v(f.Rn)], packFormats(from, to))) };
}

/** The half of the register that `…2` names, or the other, as lanes twice as wide with zeros above. */
function widened(b: Builder, size: 16 | 32, v: V128, upper: boolean): V128 {
  return b.vOp(upper ? 'zip2' : 'zip1', size, v, zero(b));
}

/** FCVTL, FCVTL2. */
export function lengthen(upper: boolean): Options<One & { readonly sz: number }> {
  return {
    semantics(b, f) {
      const from = f.sz ? 32 : 16;
      const wide = widened(b, from, b.v(f.Rn), upper);
      b.setV(f.Rd, b.callV('fcvt', 2 * from, 128, [wide], packFormats(from, (2 * from) as 32 | 64)));
    },
  };
}

/** Lanes of `value` cut to half their size: the low half of Rd, or (`…2`) its upper half. */
function packedInto(b: Builder, Rd: number, size: 16 | 32, value: V128, upper: boolean): void {
  const packed = b.vOp('uzp1', size, value, zero(b));
  b.setV(Rd, upper ? b.vPair(b.vLane(b.v(Rd), 64, 0), b.vLane(packed, 64, 0)) : packed);
}

/** FCVTN, FCVTN2, FCVTXN, BFCVTN: `size` of the result. */
export function shorten<F>(name: string, size: (f: F) => 16 | 32): Options<F & One> {
  const upper = name.endsWith('2');
  const stem = name.replace('2', '');
  return {
    semantics(b, f) {
      const to = size(f);
      const n = b.v(f.Rn);
      const value =
        stem === 'fcvtn'
          ? b.callV('fcvt', 2 * to, 128, [n], packFormats((2 * to) as 32 | 64, to))
          : b.callV(stem === 'fcvtxn' ? 'fcvtxn' : 'bfcvt', 2 * to, 128, [n]);
      packedInto(b, f.Rd, to, value, upper);
    },
  };
}

// ---- products of narrow lanes ---------------------------------------------------------------------------------------

/** FMLAL, FMLSL (`…2`: the upper halves): half precision products added to single precision. */
export function multiplyAddLong<F extends { readonly Q: number }>(
  name: string,
  second: (b: Builder, f: F) => V128 | undefined = () => undefined,
): Options<F & Two> {
  const upper = name.endsWith('2');
  return {
    semantics(b, f) {
      // for Q = 0 the halves are those of the low 64 bits
      const part = (v: V128): V128 => {
        const source = f.Q || !upper ? v : b.vPair(b.shr(b.vLane(v, 64, 0), 32), b.c64(0));
        return widened(b, 16, source, upper && f.Q === 1);
      };
      const n = part(b.v(f.Rn));
      const m = second(b, f) ?? part(b.v(f.Rm));
      const first = name.startsWith('fmlsl') ? b.vOp('eor', 32, n, b.vSplat(32, b.c64(0x8000))) : n;
      b.setV(f.Rd, b.callV('fmlal', 32, f.Q ? 128 : 64, [b.v(f.Rd), first, m]));
    },
  };
}

/** BFMLALB, BFMLALT: the even or odd bfloat16 lanes, as single precision. */
export function brainMultiplyAdd<F>(
  name: string,
  second: (b: Builder, f: F) => V128 | undefined = () => undefined,
): Options<F & Two> {
  const odd = name.endsWith('t');
  return {
    semantics(b, f) {
      const single = (v: V128): V128 =>
        odd ? b.vOp('and', 64, v, b.vSplat(32, b.c64(0xffff0000))) : b.vShift('shl', 32, v, 16);
      const m = second(b, f) ?? single(b.v(f.Rm));
      b.setV(f.Rd, b.callV('fmla', 32, 128, [b.v(f.Rd), single(b.v(f.Rn)), m]));
    },
  };
}
