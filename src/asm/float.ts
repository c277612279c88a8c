/**
 * Floating-point constants: decimal text to IEEE bits, as GNU as rounds.
 *
 * Enters: what `.float` and its kin were given. Leaves: the bit pattern, and where the text ends. Conversion is by big integers, round to
 * nearest; what lies just between two numbers goes up when GNU as has it exactly (whole digits) and down when it comes out of a division, since GNU's
 * quotients are a little too small. `as` manual, "Flonums" (an optional 0 and letter stand before the number); IEEE 754-2008.
 */
import { characterAt } from '../expr/scan.ts';

/** Bits of exponent and fraction, size in bytes, and how far below the smallest normal number GNU as takes numbers, in powers of two. */
const FORMATS = {
  half: { exponent: 5, fraction: 10, size: 2, below: 20 },
  bfloat: { exponent: 8, fraction: 7, size: 2, below: 14 },
  single: { exponent: 8, fraction: 23, size: 4, below: 31 },
  double: { exponent: 11, fraction: 52, size: 8, below: 57 },
  /** 80 bits, with the leading one of the fraction written out. */
  extended: { exponent: 15, fraction: 63, size: 10, below: 64 },
} as const;

export type FloatFormat = keyof typeof FORMATS;

export const floatSize = (format: FloatFormat): number => FORMATS[format].size;

/** What GNU as takes for an extended number that is given as bits. */
const EXTENDED_BITS = 12;

/** A number read: its bits (undefined when it is out of range), and the index after it. */
export interface FloatRead {
  readonly bits: bigint | undefined;
  readonly end: number;
  /** Of bits: how many bytes they are, and whether there were more than that. */
  readonly size?: number;
  readonly long?: boolean;
}

const DIGITS = /(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d*))?/y;
const SPECIAL = /inf(?:inity)?|[qs]?nan/iy;

/** Read the number at text[at..end); undefined when there is none. A bare prefix, sign or point is 0. */
export function readFloat(text: string, at: number, end: number, format: FloatFormat): FloatRead | undefined {
  let i = at;
  if (text.charCodeAt(i) === 39) {
    const { value, end: after } = characterAt(text, i + 1);
    return {
      bits: decimalBits(String(value & 255), 0, format),
      end: text.charCodeAt(after) === 39 ? after + 1 : after,
    };
  }
  if (text.charAt(i) === '0' && /[a-zA-Z]/.test(text.charAt(i + 1))) i += 2;
  if (i > at && text.charAt(i) === ':') return hexFloat(text, i + 1, end, format);
  let sign = 0n;
  if (text.charAt(i) === '-' || text.charAt(i) === '+') {
    if (text.charAt(i) === '-') sign = 1n;
    i++;
    while (text.charAt(i) === ' ' || text.charAt(i) === '\t') i++;
  }
  const { exponent, fraction } = FORMATS[format];
  const width = BigInt(exponent + fraction + (format === 'extended' ? 1 : 0));
  SPECIAL.lastIndex = i;
  const special = SPECIAL.exec(text)?.[0];
  if (special !== undefined) return { bits: specialBits(special, format) | (sign << width), end: i + special.length };
  DIGITS.lastIndex = i;
  const [all, whole = '', point, power = ''] = DIGITS.exec(text) ?? [''];
  if (all === '' && i === at) return undefined;
  const bits = decimalBits(whole, Number(/\d/.test(power) ? power : 0), format, withoutZeros(point ?? ''));
  return { bits: bits === undefined ? undefined : bits | (sign << width), end: Math.min(i + all.length, end) };
}

/** Without the zeros at its end. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

/** `:` and the bits in hexadecimal, from the left. */
function hexFloat(text: string, at: number, end: number, format: FloatFormat): FloatRead {
  let digits = '';
  let i = at;
  while (i < end && text.charAt(i) === ' ') i++;
  for (; i < end && /[0-9a-fA-F_]/.test(text.charAt(i)); i++) if (text.charAt(i) !== '_') digits += text.charAt(i);
  const size = format === 'extended' ? EXTENDED_BITS : FORMATS[format].size;
  const most = size * 2;
  return { bits: BigInt(`0x${digits.slice(0, most).padEnd(most, '0')}`), end: i, size, long: digits.length > most };
}

function specialBits(word: string, format: FloatFormat): bigint {
  const { exponent, fraction } = FORMATS[format];
  const one = format === 'extended' ? 1n << BigInt(fraction) : 0n;
  const top = (((1n << BigInt(exponent)) - 1n) << BigInt(fraction + (one ? 1 : 0))) | one;
  if (/^inf/i.test(word)) return top;
  return top | ((1n << BigInt(fraction - (/^s/i.test(word) ? 1 : 0))) - 1n);
}

/** whole.point * 10^power in a format; undefined when it is out of range. */
function decimalBits(whole: string, power: number, format: FloatFormat, point = ''): bigint | undefined {
  const written = `${whole}${point}`.replace(/^0+/, '');
  if (written === '') return 0n;
  const scale = power - point.length;
  if (Math.abs(scale + written.length) > 5200) return undefined;
  const digits = BigInt(written);
  const numerator = scale >= 0 ? digits * 10n ** BigInt(scale) : digits;
  return round(numerator, scale >= 0 ? 1n : 10n ** BigInt(-scale), format);
}

/** numerator / denominator as biased exponent and fraction. */
function round(numerator: bigint, denominator: bigint, format: FloatFormat): bigint | undefined {
  const { exponent: exponentBits, fraction, below } = FORMATS[format];
  const bias = 2 ** (exponentBits - 1) - 1;
  let exponent = bitLength(numerator) - bitLength(denominator);
  if (shiftedLess(numerator, denominator, exponent)) exponent--;
  if (exponent > bias || exponent < 1 - bias - below) return undefined;
  const scale = fraction - Math.max(exponent, 1 - bias);
  const n = scale >= 0 ? numerator << BigInt(scale) : numerator;
  const d = scale >= 0 ? denominator : denominator << BigInt(-scale);
  let mantissa = n / d;
  const rest = (n % d) * 2n;
  if (rest > d || (rest === d && denominator === 1n)) mantissa++;
  const biased = exponent < 1 - bias ? 0 : exponent + bias - 1;
  if (format === 'extended') return (BigInt(biased + 1) << 64n) | mantissa;
  return (BigInt(biased) << BigInt(fraction)) + mantissa;
}

const bitLength = (v: bigint): number => v.toString(2).length;

/** numerator < denominator * 2^exponent */
function shiftedLess(numerator: bigint, denominator: bigint, exponent: number): boolean {
  return exponent >= 0 ? numerator < denominator << BigInt(exponent) : numerator << BigInt(-exponent) < denominator;
}
