/**
 * Floating-point constants: decimal text to IEEE bits, exactly rounded.
 *
 * Enters: what `.float` and its kin were given. Leaves: the bit pattern. Conversion is by big integers, round to nearest,
 * ties to even, so that no double rounding happens. IEEE 754-2008; `as` manual, "Flonums" (an optional 0 and letter stand
 * before the number).
 */
const FORMATS = {
  half: { exponent: 5, fraction: 10 },
  bfloat: { exponent: 8, fraction: 7 },
  single: { exponent: 8, fraction: 23 },
  double: { exponent: 11, fraction: 52 },
  quad: { exponent: 15, fraction: 112 },
} as const;

export type FloatFormat = keyof typeof FORMATS;

/** Bits of the number that `written` denotes, or undefined when it denotes none. */
export function floatBits(written: string, format: FloatFormat): bigint | undefined {
  const { exponent, fraction } = FORMATS[format];
  let text = written.replace(/^0[a-zA-Z](?=[-+.\d])/, '').replace(/^#/, '');
  let sign = 0n;
  if (/^[-+]/.test(text)) {
    if (text.startsWith('-')) sign = 1n;
    text = text.slice(1);
  }
  const top = (1n << BigInt(exponent)) - 1n;
  const signed = (bits: bigint): bigint => bits | (sign << BigInt(exponent + fraction));
  if (/^inf(inity)?$/i.test(text)) return signed(top << BigInt(fraction));
  if (/^[qs]?nan$/i.test(text)) {
    const quiet = !/^s/i.test(text);
    const payload = quiet ? (1n << BigInt(fraction)) - 1n : (1n << BigInt(fraction - 1)) - 1n;
    return signed((top << BigInt(fraction)) | payload);
  }
  const match = /^(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (!match || ((match[1] ?? '') === '' && (match[2] ?? '') === '')) return undefined;
  const digits = BigInt(`${match[1] ?? ''}${match[2] ?? ''}` || '0');
  const power = Number(match[3] ?? 0) - (match[2]?.length ?? 0);
  if (digits === 0n) return signed(0n);
  if (power + String(digits).length > 5200) return signed(top << BigInt(fraction));
  if (power + String(digits).length < -5200) return signed(0n);
  const numerator = power >= 0 ? digits * 10n ** BigInt(power) : digits;
  const denominator = power >= 0 ? 1n : 10n ** BigInt(-power);
  return signed(round(numerator, denominator, exponent, fraction));
}

/** numerator / denominator as biased exponent and fraction. */
function round(numerator: bigint, denominator: bigint, exponentBits: number, fractionBits: number): bigint {
  const bias = 2 ** (exponentBits - 1) - 1;
  let exponent = bitLength(numerator) - bitLength(denominator);
  if (shiftedLess(numerator, denominator, exponent)) exponent--;
  const scale = fractionBits - Math.max(exponent, 1 - bias);
  const n = scale >= 0 ? numerator << BigInt(scale) : numerator;
  const d = scale >= 0 ? denominator : denominator << BigInt(-scale);
  let mantissa = n / d;
  const rest = (n % d) * 2n;
  if (rest > d || (rest === d && (mantissa & 1n) === 1n)) mantissa++;
  const biased = exponent < 1 - bias ? 0 : exponent + bias - 1;
  const bits = (BigInt(biased) << BigInt(fractionBits)) + mantissa;
  const infinity = ((1n << BigInt(exponentBits)) - 1n) << BigInt(fractionBits);
  return bits > infinity ? infinity : bits;
}

const bitLength = (v: bigint): number => v.toString(2).length;

/** numerator < denominator * 2^exponent */
function shiftedLess(numerator: bigint, denominator: bigint, exponent: number): boolean {
  return exponent >= 0 ? numerator < denominator << BigInt(exponent) : numerator << BigInt(-exponent) < denominator;
}
