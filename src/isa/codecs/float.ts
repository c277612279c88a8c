/**
 * Codecs of floating-point immediates: the 8-bit form of FMOV (VFPExpandImm, DDI 0487 shared/functions/float), zero, and SVE's two-valued
 * constants.
 *
 * These are read from the text itself, since to GNU as they are no expressions: `010` is ten, `1e` one, and neither symbols nor 0b1 have a value.
 * A number with 0x is the IEEE encoding of a double for double registers and elements, of a single for all others.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { onlyNumber } from '../numbers.ts';
import { KIND, type Operand } from '../operand.ts';
import type { Bound, Codec, RowContext } from '../row.ts';
import { joined, type Names } from './arrangement.ts';

/** a:bcd:efgh of a value that VFPExpandImm can make, or -1. */
export function encodeFloat8(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || !Number.isFinite(magnitude)) return -1;
  const exponent = Math.floor(Math.log2(magnitude));
  if (exponent < -3 || exponent > 4) return -1;
  const fraction = (magnitude / 2 ** exponent) * 16 - 16;
  if (!Number.isInteger(fraction)) return -1;
  // b is the complement of the exponent's sign: 1..4 are 000..011, -3..0 are 100..111
  const bcd = exponent > 0 ? exponent - 1 : exponent + 7;
  return (value < 0 ? 128 : 0) | (bcd << 4) | fraction;
}

/** The value of a:bcd:efgh. */
export function decodeFloat8(imm8: number): number {
  const bcd = (imm8 >> 4) & 7;
  const exponent = bcd < 4 ? bcd + 1 : bcd - 7;
  const magnitude = (1 + (imm8 & 15) / 16) * 2 ** exponent;
  return imm8 & 128 ? -magnitude : magnitude;
}

const SCRATCH = new DataView(new ArrayBuffer(8));

const DECIMAL = /^[-+]?\s*(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?:e[-+]?)?$/i;
/** What an FP operand can look like to the scanner: `.5` is a name to it. */
const KINDS_OF_FLOATS = KIND.FLOAT | KIND.IMM | KIND.NAME;

/**
 * The number that an FP operand means; undefined for no number. Decimal numbers have the precision of a single; `double` says how those written with
 * a 0x prefix are to be read.
 */
export function floatValue(op: Operand, e: Encoding, double = false): number | undefined {
  const text = e.written(op).replace(/^#\s*/, '');
  if (/^0x[\da-f]+$/.test(text.toLowerCase()) && text.startsWith('0x')) {
    if (double) {
      SCRATCH.setUint32(0, op.high);
      SCRATCH.setUint32(4, op.low);
      return SCRATCH.getFloat64(0);
    }
    if (op.high !== 0) return undefined;
    SCRATCH.setUint32(0, op.low);
    return SCRATCH.getFloat32(0);
  }
  const found = DECIMAL.exec(text);
  const sign = text.startsWith('-') ? -1 : 1;
  return found ? sign * Math.fround(Number(`${found[1]}${found[2] ?? ''}`)) : undefined;
}

/** Whether the hexadecimal numbers of a row are doubles, by its word: those of `.d` where it has sizes. */
function doubles(row: RowContext, double: boolean): (word: number) => boolean {
  const size = row.layout.fields.get('size');
  return (word) => double && (!size || extract(size, word) === 3);
}

/** C's %.18e, as objdump prints FP immediates. */
export function scientific(value: number): string {
  return value.toExponential(18).replace(/e([-+])(\d)$/, 'e$10$2');
}

/** The immediate of FMOV in an 8-bit field (which may be in parts, 'a:b:c…'); `double` where the register is one. */
export function fpImm<N extends string>(name: N, double = false): Codec<Names<N>> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const isDouble = doubles(row, double);
      return {
        kinds: KINDS_OF_FLOATS,
        encode(op, e) {
          const value = floatValue(op, e, isDouble(e.word));
          const code = value === undefined ? -1 : encodeFloat8(value);
          return code >= 0 && e.put(field, code);
        },
        print: (word) => `#${scientific(decodeFloat8(extract(field, word)))}`,
        expects: () => 'a floating-point constant ±n/16 × 2^r, n in [16, 31], r in [-3, 4]',
        explain: (op, e) =>
          op.kind === KIND.FLOAT || op.kind === KIND.IMM
            ? messages.badImmediate(
                e.written(op),
                'is no 8-bit floating-point constant: ±n/16 × 2^r with n in [16, 31] and r in [-3, 4], 0.125 to 31 in magnitude',
              )
            : undefined,
      };
    },
  };
}

function zero(kinds: number, encode: Bound['encode']): Codec<never> {
  return {
    bind: (): Bound => ({
      kinds,
      encode,
      print: () => '#0.0',
      expects: () => '#0.0',
      explain: (op, e) => messages.badImmediate(e.written(op), 'must be 0.0'),
      numbers: () => [onlyNumber(0)],
    }),
  };
}

/** `#0.0`, also written `#0`, or, as GNU as has it, left out behind the comma. */
export const fpZero = zero(
  KINDS_OF_FLOATS | KIND.MISSING,
  (op, e) => op.kind === KIND.MISSING || Object.is(floatValue(op, e), 0),
);

/** `#0.0` with its point. */
export const fpZeroPoint = zero(KIND.FLOAT, (op, e) => /^#?\s*0\.0$/.test(e.written(op)));

/** One of two constants, by a field of one bit: #0.5 or #1.0. */
export function fpEither<N extends string>(name: N, zero: number, one: number): Codec<N> {
  const text = (value: number): string => `#${Number.isInteger(value) ? value.toFixed(1) : value}`;
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const isDouble = doubles(row, true);
      return {
        kinds: KINDS_OF_FLOATS,
        encode(op, e) {
          const value = floatValue(op, e, isDouble(e.word));
          return (value === zero || value === one) && !Object.is(value, -0) && e.put(field, value === one ? 1 : 0);
        },
        print: (word) => text(extract(field, word) ? one : zero),
        expects: () => `${text(zero)} or ${text(one)}`,
        explain: (op, e) => messages.badImmediate(e.written(op), `must be ${text(zero)} or ${text(one)}`),
      };
    },
  };
}
