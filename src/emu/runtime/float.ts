/**
 * Floating-point values between their encodings and exact integers: unpack, round, NaNs (Arm DDI 0487, J1.1: FPUnpack, FPRound, FPProcessNaN).
 *
 * Enters: encodings as bigint, a format, the FPCR bits of a FloatContext. Leaves: `Value` (an exact integer times a power of two) and back,
 * the cumulative exception bits of FPSR in the context. FEAT_AFP (AH, NEP, FIZ) and trapped exceptions are not implemented: their FPCR bits read as zero.
 */

/** FPSR, cumulative exception bits. */
export const FPSR = { IOC: 1, DZC: 2, OFC: 4, UFC: 8, IXC: 16, IDC: 128, QC: 1 << 27 } as const;
/** FPCR, the bits that this model has. */
export const FPCR = { FZ16: 1 << 19, RMODE: 3 << 22, FZ: 1 << 24, DN: 1 << 25, AHP: 1 << 26 } as const;
export const FPCR_MASK = FPCR.FZ16 | FPCR.RMODE | FPCR.FZ | FPCR.DN | FPCR.AHP;
export const FPSR_MASK = 0xf800_009f | 0;

/** Rounding: 0 to 3 as FPCR.RMode has them, ties away from zero, to odd, to odd with overflow to infinity (bfloat16 products). */
export const ROUND = { even: 0, up: 1, down: 2, zero: 3, away: 4, odd: 5, oddInfinity: 6 } as const;

export interface FloatContext {
  fpcr: number;
  /** Exception bits raised so far, as in FPSR. */
  flags: number;
}

export interface Format {
  readonly size: number;
  /** Bits of the fraction and of the exponent. */
  readonly fraction: number;
  readonly exponent: number;
  readonly bias: number;
  readonly sign: bigint;
  readonly infinity: bigint;
  readonly quiet: bigint;
  readonly fractionMask: bigint;
  /** Largest finite magnitude. */
  readonly largest: bigint;
  /** FPCR bit that flushes its denormals. */
  readonly flush: number;
}

function format(size: number, fraction: number, flush: number): Format {
  const exponent = size - 1 - fraction;
  const infinity = ((1n << BigInt(exponent)) - 1n) << BigInt(fraction);
  return {
    size,
    fraction,
    exponent,
    bias: 2 ** (exponent - 1) - 1,
    sign: 1n << BigInt(size - 1),
    infinity,
    quiet: 1n << BigInt(fraction - 1),
    fractionMask: (1n << BigInt(fraction)) - 1n,
    largest: infinity - 1n,
    flush,
  };
}

export const HALF = format(16, 10, FPCR.FZ16);
export const SINGLE = format(32, 23, FPCR.FZ);
export const DOUBLE = format(64, 52, FPCR.FZ);
export const BRAIN = format(16, 7, FPCR.FZ);

export function formatOf(size: number): Format {
  return size === 16 ? HALF : size === 32 ? SINGLE : DOUBLE;
}

export type Kind = 'zero' | 'finite' | 'infinity' | 'quiet' | 'signalling';

/** sign, and for finite values mantissa * 2^exponent. */
export interface Value {
  readonly kind: Kind;
  readonly negative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const isNaNKind = (v: Value): boolean => v.kind === 'quiet' || v.kind === 'signalling';

/** FPUnpack. `flush` false where denormal inputs are kept whatever FPCR says (conversions of half precision). */
export function unpack(c: FloatContext, f: Format, bits: bigint, flush = true): Value {
  const negative = (bits & f.sign) !== 0n;
  const fraction = bits & f.fractionMask;
  const field = Number((bits & f.infinity) >> BigInt(f.fraction));
  if (field === 0) {
    if (fraction === 0n) return { kind: 'zero', negative, mantissa: 0n, exponent: 0 };
    if (flush && (c.fpcr & f.flush) !== 0) {
      if (f.size !== 16) c.flags |= FPSR.IDC;
      return { kind: 'zero', negative, mantissa: 0n, exponent: 0 };
    }
    return { kind: 'finite', negative, mantissa: fraction, exponent: 1 - f.bias - f.fraction };
  }
  if ((bits & f.infinity) === f.infinity) {
    const kind = fraction === 0n ? 'infinity' : (bits & f.quiet) !== 0n ? 'quiet' : 'signalling';
    return { kind, negative, mantissa: 0n, exponent: 0 };
  }
  return {
    kind: 'finite',
    negative,
    mantissa: fraction | (f.fractionMask + 1n),
    exponent: field - f.bias - f.fraction,
  };
}

/** Bits of a positive integer. */
export function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return 4 * hex.length - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}

export const roundingMode = (c: FloatContext): number => (c.fpcr & FPCR.RMODE) >>> 22;

export const zeroOf = (f: Format, negative: boolean): bigint => (negative ? f.sign : 0n);
export const infinityOf = (f: Format, negative: boolean): bigint => (negative ? f.sign : 0n) | f.infinity;
export const defaultNaN = (f: Format): bigint => f.infinity | f.quiet;

/** An invalid operation: its flag and the default NaN. */
export function invalid(c: FloatContext, f: Format): bigint {
  c.flags |= FPSR.IOC;
  return defaultNaN(f);
}

/** Whether to add one to the truncated magnitude `q`; `rest` of `unit` was cut off. */
function increments(mode: number, negative: boolean, q: bigint, rest: bigint, half: bigint): boolean {
  switch (mode) {
    case ROUND.even:
      return rest > half || (rest === half && (q & 1n) === 1n);
    case ROUND.up:
      return rest !== 0n && !negative;
    case ROUND.down:
      return rest !== 0n && negative;
    case ROUND.away:
      return rest >= half;
    default:
      return false;
  }
}

/** mantissa * 2^exponent as an integer, rounded, and whether that lost anything. */
export function roundToInteger(
  mode: number,
  negative: boolean,
  mantissa: bigint,
  exponent: number,
): readonly [bigint, boolean] {
  if (exponent >= 0) return [mantissa << BigInt(exponent), false];
  const shift = BigInt(-exponent);
  const q = mantissa >> shift;
  const rest = mantissa - (q << shift);
  if (mode >= ROUND.odd) return [rest === 0n ? q : q | 1n, rest !== 0n];
  return [increments(mode, negative, q, rest, 1n << (shift - 1n)) ? q + 1n : q, rest !== 0n];
}

function overflow(c: FloatContext, f: Format, negative: boolean, mode: number): bigint {
  c.flags |= FPSR.OFC | FPSR.IXC;
  const toInfinity =
    [ROUND.even, ROUND.away, ROUND.oddInfinity].includes(mode as 0) ||
    (mode === ROUND.up && !negative) ||
    (mode === ROUND.down && negative);
  return zeroOf(f, negative) | (toInfinity ? f.infinity : f.largest);
}

/** FPRound: the encoding of a positive `mantissa` * 2^`exponent` with a sign. `flush` false: denormal results are kept (conversions to half). */
export function round(
  c: FloatContext,
  f: Format,
  negative: boolean,
  mantissa: bigint,
  exponent: number,
  mode: number = roundingMode(c),
  flush = true,
): bigint {
  const e = bitLength(mantissa) - 1 + exponent;
  const least = 1 - f.bias;
  if (flush && e < least && (c.fpcr & f.flush) !== 0) {
    c.flags |= FPSR.UFC;
    return zeroOf(f, negative);
  }
  const [q, inexact] = roundToInteger(mode, negative, mantissa, exponent - (Math.max(e, least) - f.fraction));
  // a carry out of the fraction moves the exponent on by itself
  const magnitude = e < least ? q : (BigInt(e + f.bias - 1) << BigInt(f.fraction)) + q;
  if (magnitude >= f.infinity) return overflow(c, f, negative, mode);
  if (inexact) c.flags |= e < least ? FPSR.UFC | FPSR.IXC : FPSR.IXC;
  return zeroOf(f, negative) | magnitude;
}

/** FPProcessNaN of an operand that is a NaN. */
export function processNaN(c: FloatContext, f: Format, kind: Kind, bits: bigint): bigint {
  if (kind === 'signalling') c.flags |= FPSR.IOC;
  return (c.fpcr & FPCR.DN) !== 0 ? defaultNaN(f) : bits | f.quiet;
}

/** FPProcessNaNs: the first signalling NaN, else the first quiet one, else undefined. */
export function processNaNs(
  c: FloatContext,
  f: Format,
  values: readonly Value[],
  bits: readonly bigint[],
): bigint | undefined {
  for (const kind of ['signalling', 'quiet'] as const) {
    const i = values.findIndex((v) => v.kind === kind);
    if (i >= 0) return processNaN(c, f, kind, bits[i] as bigint);
  }
  return undefined;
}

/** A signed exact value, rounded; exact zeros have the sign of `zeroNegative`. */
export function roundSigned(
  c: FloatContext,
  f: Format,
  value: bigint,
  exponent: number,
  zeroNegative: boolean,
  mode?: number,
): bigint {
  if (value === 0n) return zeroOf(f, zeroNegative);
  return round(c, f, value < 0n, value < 0n ? -value : value, exponent, mode ?? roundingMode(c));
}

/** The value as a signed integer at the scale 2^exponent (not above its own). */
export function scaled(v: Value, exponent: number): bigint {
  const magnitude = v.mantissa << BigInt(v.exponent - exponent);
  return v.negative ? -magnitude : magnitude;
}
