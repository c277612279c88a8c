/**
 * Floating-point conversions: to integers and back, between formats, to integral values (Arm DDI 0487, J1.1: FPToFixed, FixedToFP, FPConvert,
 * FPRoundInt), and the estimates of reciprocals and reciprocal roots (RecipEstimate, RecipSqrtEstimate).
 *
 * Enters: encodings, formats. Leaves: encodings or integers of the asked-for width; exceptions in the context.
 */
import {
  BRAIN,
  DOUBLE,
  defaultNaN,
  type FloatContext,
  type Format,
  FPCR,
  FPSR,
  HALF,
  infinityOf,
  invalid,
  isNaNKind,
  processNaN,
  ROUND,
  round,
  roundingMode,
  roundToInteger,
  SINGLE,
  unpack,
  zeroOf,
} from './float.ts';

/** FPRoundInt: to an integral value. `exact`: losing something is inexact. */
export function integral(c: FloatContext, f: Format, bits: bigint, mode: number, exact: boolean): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) return processNaN(c, f, x.kind, bits);
  if (x.kind === 'infinity') return infinityOf(f, x.negative);
  if (x.kind === 'zero') return zeroOf(f, x.negative);
  const [n, lost] = roundToInteger(mode, x.negative, x.mantissa, x.exponent);
  if (lost && exact) c.flags |= FPSR.IXC;
  return n === 0n ? zeroOf(f, x.negative) : round(c, f, x.negative, n, 0, ROUND.zero);
}

/** FPRoundIntN (FRINT32, FRINT64): what does not fit a signed integer of `width` bits is its minimum, and invalid. */
export function integralWithin(c: FloatContext, f: Format, bits: bigint, mode: number, width: number): bigint {
  const x = unpack(c, f, bits);
  const outside = (): bigint => {
    c.flags |= FPSR.IOC;
    return f.sign | (BigInt(f.bias + width - 1) << BigInt(f.fraction));
  };
  if (isNaNKind(x) || x.kind === 'infinity') return outside();
  if (x.kind === 'zero') return zeroOf(f, x.negative);
  const [n, lost] = roundToInteger(mode, x.negative, x.mantissa, x.exponent);
  const limit = 1n << BigInt(width - 1);
  if (x.negative ? n > limit : n >= limit) return outside();
  if (lost) c.flags |= FPSR.IXC;
  return n === 0n ? zeroOf(f, x.negative) : round(c, f, x.negative, n, 0, ROUND.zero);
}

/** FPToFixed: an integer of `width` bits with `scale` fraction bits, saturated. */
export function toFixed(
  c: FloatContext,
  f: Format,
  bits: bigint,
  how: { readonly mode: number; readonly unsigned: boolean; readonly width: number; readonly scale: number },
): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) {
    c.flags |= FPSR.IOC;
    return 0n;
  }
  if (x.kind === 'zero') return 0n;
  const most = how.unsigned ? (1n << BigInt(how.width)) - 1n : (1n << BigInt(how.width - 1)) - 1n;
  const least = how.unsigned ? 0n : -most - 1n;
  const saturated = (): bigint => {
    c.flags |= FPSR.IOC;
    return BigInt.asUintN(how.width, x.negative ? least : most);
  };
  if (x.kind === 'infinity') return saturated();
  const [magnitude, lost] = roundToInteger(how.mode, x.negative, x.mantissa, x.exponent + how.scale);
  const n = x.negative ? -magnitude : magnitude;
  if (n > most || n < least) return saturated();
  if (lost) c.flags |= FPSR.IXC;
  return BigInt.asUintN(how.width, n);
}

/** FixedToFP: `value` is signed or not already; divided by 2^`scale`. */
export function fromFixed(c: FloatContext, f: Format, value: bigint, scale: number): bigint {
  if (value === 0n) return 0n;
  return round(c, f, value < 0n, value < 0n ? -value : value, -scale);
}

/** FPConvertNaN: sign and the top of the fraction, quietened. */
function convertedNaN(from: Format, to: Format, bits: bigint): bigint {
  const fraction = bits & from.fractionMask;
  const shift = to.fraction - from.fraction;
  const moved = shift >= 0 ? fraction << BigInt(shift) : fraction >> BigInt(-shift);
  return ((bits & from.sign) !== 0n ? to.sign : 0n) | to.infinity | to.quiet | moved;
}

/** Half precision with FPCR.AHP: no infinities or NaNs, their exponent is one more for numbers. */
const ALTERNATIVE: Format = { ...HALF, infinity: 0x8000n, largest: 0x7fffn };

function alternative(c: FloatContext, negative: boolean, mantissa: bigint, exponent: number): bigint {
  const raised: FloatContext = { fpcr: c.fpcr, flags: 0 };
  const result = round(raised, ALTERNATIVE, negative, mantissa, exponent, roundingMode(c), false);
  const tooLarge = (raised.flags & FPSR.OFC) !== 0;
  c.flags |= tooLarge ? FPSR.IOC : raised.flags;
  return tooLarge ? zeroOf(HALF, negative) | 0x7fffn : result;
}

/** FPConvert between half, single and double precision. */
export function convert(c: FloatContext, from: Format, to: Format, bits: bigint, mode = roundingMode(c)): bigint {
  const alternate = (c.fpcr & FPCR.AHP) !== 0;
  const negative = (bits & from.sign) !== 0n;
  if (from === HALF && alternate && (bits & HALF.infinity) === HALF.infinity)
    return round(c, to, negative, (bits & HALF.fractionMask) | 0x400n, 16 - HALF.fraction, mode);
  const x = unpack(c, from, bits, from !== HALF);
  const toAlternate = to === HALF && alternate;
  if (isNaNKind(x)) {
    if (x.kind === 'signalling' || toAlternate) c.flags |= FPSR.IOC;
    if (toAlternate) return zeroOf(to, negative);
    return (c.fpcr & FPCR.DN) !== 0 ? defaultNaN(to) : convertedNaN(from, to, bits);
  }
  if (x.kind === 'infinity') {
    if (!toAlternate) return infinityOf(to, negative);
    c.flags |= FPSR.IOC;
    return zeroOf(to, negative) | 0x7fffn;
  }
  if (x.kind === 'zero') return zeroOf(to, negative);
  if (toAlternate) return alternative(c, negative, x.mantissa, x.exponent);
  return round(c, to, negative, x.mantissa, x.exponent, mode, to !== HALF);
}

/** Half precision as single, exactly, NaNs of either kind included (the operands of FPMulAddH). Raises nothing. */
export function widened(c: FloatContext, bits: bigint): bigint {
  const half = bits & 0xffffn;
  const x = unpack(c, HALF, half);
  if (x.kind === 'infinity') return infinityOf(SINGLE, x.negative);
  if (x.kind === 'zero') return zeroOf(SINGLE, x.negative);
  if (isNaNKind(x)) return convertedNaN(HALF, SINGLE, half) ^ (x.kind === 'signalling' ? SINGLE.quiet : 0n);
  return round({ fpcr: 0, flags: 0 }, SINGLE, x.negative, x.mantissa, x.exponent);
}

/** FPConvertBF: single precision to bfloat16. */
export function toBrain(c: FloatContext, f: Format, bits: bigint): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) {
    if (x.kind === 'signalling') c.flags |= FPSR.IOC;
    return (c.fpcr & FPCR.DN) !== 0 ? defaultNaN(BRAIN) : convertedNaN(f, BRAIN, bits);
  }
  if (x.kind === 'infinity') return infinityOf(BRAIN, x.negative);
  return x.kind === 'zero' ? zeroOf(BRAIN, x.negative) : round(c, BRAIN, x.negative, x.mantissa, x.exponent);
}

/** FPToFixedJS: double to 32 bits modulo 2^32, as JavaScript does; bit 32 of the result is Z, set when the conversion was exact. */
export function toFixedJs(c: FloatContext, bits: bigint): bigint {
  const x = unpack(c, DOUBLE, bits);
  if (isNaNKind(x) || x.kind === 'infinity') {
    c.flags |= FPSR.IOC;
    return 0n;
  }
  // -0 and a denormal that was flushed are not exact
  if (x.kind === 'zero') return bits === 0n ? 1n << 32n : 0n;
  const [magnitude, lost] = roundToInteger(ROUND.zero, x.negative, x.mantissa, x.exponent);
  const n = x.negative ? -magnitude : magnitude;
  const result = BigInt.asUintN(32, n);
  if (n < -(1n << 31n) || n >= 1n << 31n) {
    c.flags |= FPSR.IOC;
    return result;
  }
  if (lost) c.flags |= FPSR.IXC;
  return lost ? result : result | (1n << 32n);
}

// ---- estimates ------------------------------------------------------------------------------------------------------

/** RecipEstimate: a in [256, 511] for [0.5, 1); the result likewise. */
export function recipEstimate(a: number): number {
  return (Math.floor(2 ** 19 / (2 * a + 1)) + 1) >> 1;
}

/** RecipSqrtEstimate: a in [128, 511]. */
export function recipRootEstimate(a: number): number {
  const x = a < 256 ? 2 * a + 1 : ((a & ~1) + 1) * 2;
  let b = 512;
  while (x * (b + 1) * (b + 1) < 2 ** 28) b++;
  return (b + 1) >> 1;
}

/** FPRecipEstimate. */
export function reciprocalEstimate(c: FloatContext, f: Format, bits: bigint): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) return processNaN(c, f, x.kind, bits);
  if (x.kind === 'infinity') return zeroOf(f, x.negative);
  if (x.kind === 'zero') {
    c.flags |= FPSR.DZC;
    return infinityOf(f, x.negative);
  }
  let exponent = Number((bits & f.infinity) >> BigInt(f.fraction));
  let fraction = (bits & f.fractionMask) << BigInt(52 - f.fraction);
  if (exponent === 0 && fraction >> 50n === 0n) return largeReciprocal(c, f, x.negative);
  if ((c.fpcr & f.flush) !== 0 && exponent >= 2 * f.bias - 1) {
    c.flags |= FPSR.UFC;
    return zeroOf(f, x.negative);
  }
  if (exponent === 0) {
    const twice = fraction >> 51n === 0n;
    exponent = twice ? -1 : 0;
    fraction = BigInt.asUintN(52, fraction << (twice ? 2n : 1n));
  }
  const estimate = recipEstimate(Number((fraction >> 44n) | 256n));
  let result = 2 * f.bias - 1 - exponent;
  fraction = BigInt(estimate & 255) << 44n;
  if (result === 0) fraction = (fraction >> 1n) | (1n << 51n);
  else if (result === -1) {
    fraction = (fraction >> 2n) | (1n << 50n);
    result = 0;
  }
  return zeroOf(f, x.negative) | (BigInt(result) << BigInt(f.fraction)) | (fraction >> BigInt(52 - f.fraction));
}

function largeReciprocal(c: FloatContext, f: Format, negative: boolean): bigint {
  c.flags |= FPSR.OFC | FPSR.IXC;
  const mode = roundingMode(c);
  const infinite = mode === ROUND.even || (mode === ROUND.up && !negative) || (mode === ROUND.down && negative);
  return zeroOf(f, negative) | (infinite ? f.infinity : f.largest);
}

/** FPRSqrtEstimate. */
export function rootEstimate(c: FloatContext, f: Format, bits: bigint): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) return processNaN(c, f, x.kind, bits);
  if (x.kind === 'zero') {
    c.flags |= FPSR.DZC;
    return infinityOf(f, x.negative);
  }
  if (x.negative) return invalid(c, f);
  if (x.kind === 'infinity') return 0n;
  let exponent = Number((bits & f.infinity) >> BigInt(f.fraction));
  let fraction = (bits & f.fractionMask) << BigInt(52 - f.fraction);
  if (exponent === 0) {
    while (fraction >> 51n === 0n) {
      fraction <<= 1n;
      exponent--;
    }
    fraction = BigInt.asUintN(52, fraction << 1n);
  }
  const a = exponent & 1 ? Number((fraction >> 45n) | 128n) : Number((fraction >> 44n) | 256n);
  const result = Math.floor((3 * f.bias - 1 - exponent) / 2);
  const estimate = BigInt(recipRootEstimate(a) & 255) << BigInt(f.fraction - 8);
  return (BigInt(result) << BigInt(f.fraction)) | estimate;
}

/** FPRecpX: the exponent inverted. */
export function reciprocalExponent(c: FloatContext, f: Format, bits: bigint): bigint {
  const x = unpack(c, f, bits);
  if (isNaNKind(x)) return processNaN(c, f, x.kind, bits);
  const field = bits & f.infinity;
  const inverted = field === 0n ? f.infinity - (f.fractionMask + 1n) : ~field & f.infinity;
  return zeroOf(f, x.negative) | inverted;
}
