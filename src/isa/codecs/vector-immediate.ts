/**
 * Codecs of the immediates of vector instructions: shifts by the lane's size, MOVI and its kin, SVE's shifted 8-bit and bitmask immediates,
 * rotations, element patterns with a multiplier, SVE prefetch operations, fixed zeros.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { decodeBitMask, encodeBitMask } from '../logical.ts';
import { KIND, KINDS, type Operand, SHIFT } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import {
  type Arrangements,
  type ArrangementsOf,
  type BoundArrangements,
  boundArrangements,
  joined,
} from './arrangement.ts';
import { hash, rangeMessage, shown } from './immediate.ts';

/** A small constant of the operand, or undefined. */
function small(op: Operand, e: Encoding): number | undefined {
  return e.constant(op) && op.big === undefined ? op.value : undefined;
}

/** A shift amount in the `i` bits of a table whose patterns fix the lane's size: right shifts are 1..size, left ones 0..size-1. */
export function shiftAmount<A extends string>(direction: 'left' | 'right', table: Arrangements<A>): Codec<A> {
  const right = direction === 'right';
  return {
    bind(row): Bound {
      const arrangements = boundArrangements(row, table);
      const sizeAt = (word: number): Field | undefined => arrangements.of(word)?.index;
      const bounds = (word: number): [number, number] => {
        const size = 2 ** (sizeAt(word)?.width ?? 0);
        return right ? [1, size] : [0, size - 1];
      };
      return {
        kinds: KINDS.IMM,
        fits: arrangements.fits,
        encode(op, e) {
          const amount = small(op, e);
          const field = sizeAt(e.word);
          const [low, high] = bounds(e.word);
          if (amount === undefined || !field || amount < low || amount > high) return false;
          return e.put(field, right ? high - amount : amount);
        },
        print(word) {
          const field = sizeAt(word);
          if (!field) return '#?';
          const raw = extract(field, word);
          return `#${right ? 2 ** field.width - raw : raw}`;
        },
        expects: (e) => `a shift amount in [${bounds(e.word).join(', ')}]`,
        explain: (op, e) => rangeMessage(op, e, ...bounds(e.word)),
      };
    },
  };
}

/** A constant that the syntax demands: `#0`, `#16`. */
export function literal(value: number): Codec<never> {
  return {
    bind: (): Bound => ({
      kinds: KINDS.IMM,
      encode: (op, e) => small(op, e) === value,
      print: () => `#${value}`,
      expects: () => `#${value}`,
      explain: (op, e) => messages.badImmediate(e.written(op), `must be ${value}`),
    }),
  };
}

/** SHLL's amount, which is the size of the source's elements. */
export function sizeAmount<A extends string>(table: Arrangements<A>): Codec<A> {
  return {
    bind(row): Bound {
      const arrangements = boundArrangements(row, table);
      const amount = (word: number): number =>
        ({ b: 8, h: 16, s: 32 })[arrangements.of(word)?.name.slice(-1) ?? ''] ?? 0;
      return {
        kinds: KINDS.IMM,
        fits: arrangements.fits,
        encode: (op, e) => small(op, e) === amount(e.word),
        print: (word) => `#${amount(word)}`,
        expects: (e) => `#${amount(e.word)}, the size of the source's elements`,
        explain: (op, e) =>
          messages.badImmediate(e.written(op), `must be ${amount(e.word)}, the size of the source's elements`),
      };
    },
  };
}

/** How MOVI and its kin shift their byte: by multiples of 8 up to `most` (LSL, cmode bits), by ones (MSL 8 or 16), or not. */
export type ByteShift = { readonly kind: 'lsl' | 'msl'; readonly most: number } | undefined;

/** abc:defgh of MOVI, MVNI, ORR, BIC (vector, immediate), with the shift in field `sh`. */
export function byteImm<S extends string>(sh: S, shift: ByteShift): Codec<'abc' | 'defgh' | S> {
  return {
    bind(row): Bound {
      const field = joined(row, 'abc:defgh');
      const amountField = shift ? joined(row, sh) : undefined;
      const msl = shift?.kind === 'msl';
      return {
        kinds: KINDS.IMM,
        takesShift: true,
        encode(op, e) {
          const value = small(op, e);
          // as GNU as does, a byte may be signed
          if (value === undefined || value < -128 || value > 255) return false;
          const code = shiftCode(op, shift);
          if (code < 0 || !e.put(field, value & 255)) return false;
          return amountField ? e.put(amountField, code) : code === 0;
        },
        print(word) {
          const text = hash(extract(field, word), 'hex');
          const code = amountField ? extract(amountField, word) : 0;
          if (msl) return `${text}, msl #${8 + 8 * code}`;
          return code ? `${text}, lsl #${8 * code}` : text;
        },
        expects: () =>
          `an immediate in [-128, 255]${shift ? `, ${shift.kind} #${msl ? '8 or #16' : `0 to #${shift.most} in steps of 8`}` : ''}`,
        explain(op, e) {
          if (op.kind !== KIND.IMM || op.big !== undefined || op.value < 0 || op.value > 255)
            return rangeMessage(op, e, 0, 255);
          return messages.badImmediate(
            e.written(op),
            shift
              ? `can be shifted by ${shift.kind} ${msl ? '#8 or #16' : `#0 to #${shift.most} in steps of 8`} only`
              : 'cannot be shifted',
          );
        },
      };
    },
  };
}

/** The field of a written shift, 0 for none, -1 when it is not possible. */
function shiftCode(op: Operand, shift: ByteShift): number {
  if (op.shift < 0) return shift?.kind === 'msl' ? -1 : 0;
  if (op.amount < 0 || op.amount % 8 !== 0) return -1;
  if (shift?.kind === 'msl')
    return op.shift === SHIFT.msl && (op.amount === 8 || op.amount === 16) ? op.amount / 8 - 1 : -1;
  if (op.shift !== SHIFT.lsl) return -1;
  return op.amount <= (shift?.most ?? 0) ? op.amount / 8 : -1;
}

/** MOVI of 8-bit lanes: GNU as also takes the byte sign-extended to 64 bits, and a `lsl #0`. */
export const movByte: Codec<'abc' | 'defgh'> = {
  bind(row): Bound {
    const field = joined(row, 'abc:defgh');
    return {
      kinds: KINDS.IMM,
      takesShift: true,
      encode(op, e) {
        if (!e.constant(op) || (op.shift >= 0 && (op.shift !== SHIFT.lsl || op.amount !== 0))) return false;
        const { low, high } = op;
        const byte = (high === 0 && low <= 255) || (high === 0xffffffff && low >= 0xffffff80);
        return byte && e.put(field, low & 255);
      },
      print: (word) => hash(extract(field, word), 'hex'),
      expects: () => 'an immediate in [0, 255]',
      explain: (op, e) => rangeMessage(op, e, 0, 255),
    };
  },
};

/** MOVI's 64-bit mask, every byte 0x00 or 0xff. */
export const byteMask: Codec<'abc' | 'defgh'> = {
  bind(row): Bound {
    const field = joined(row, 'abc:defgh');
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        if (!e.constant(op)) return false;
        const code = maskCode(op.low) | (maskCode(op.high) << 4);
        return code >= 0 && e.put(field, code);
      },
      print(word) {
        const code = extract(field, word);
        let value = 0n;
        for (let i = 7; i >= 0; i--) value = (value << 8n) | (code & (1 << i) ? 0xffn : 0n);
        return hash(value, 'hex');
      },
      expects: () => 'a 64-bit immediate of bytes 0x00 and 0xff',
      explain: (op, e) =>
        op.kind === KIND.IMM
          ? messages.badImmediate(hash(shown(op), 'hex'), 'must consist of bytes 0x00 and 0xff')
          : messages.notConstant(e.written(op), 'a 64-bit immediate'),
    };
  },
};

/** Four bytes of 0x00 or 0xff as four bits, or -1. */
function maskCode(word: number): number {
  let code = 0;
  for (let i = 0; i < 4; i++) {
    const byte = (word >>> (8 * i)) & 255;
    if (byte === 255) code |= 1 << i;
    else if (byte !== 0) return -1;
  }
  return code;
}

/** A rotation: `field` counts from `from` in steps of `step` degrees. */
export function rotation<N extends string>(name: N, from: 0 | 90, step: 90 | 180): Codec<N> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const last = from + step * (2 ** field.width - 1);
      const values = Array.from({ length: 2 ** field.width }, (_, i) => from + step * i).join(', ');
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          const value = small(op, e);
          return (
            value !== undefined &&
            value >= from &&
            value <= last &&
            (value - from) % step === 0 &&
            e.put(field, (value - from) / step)
          );
        },
        print: (word) => `#${from + step * extract(field, word)}`,
        expects: () => `a rotation (${values})`,
        explain: (op, e) => messages.badImmediate(e.written(op), `is no rotation: ${values}`),
      };
    },
  };
}

/** Size in bits of the lanes that a Z register of the row has (`size` 0..3), for immediates that depend on it. */
function laneBits(arrangements: BoundArrangements, word: number): number {
  return { b: 8, h: 16, s: 32, d: 64 }[arrangements.of(word)?.name ?? ''] ?? 64;
}

/** imm8 with sh of ADD/SUB/SQADD … (unsigned) and CPY/DUP (signed): one byte, or a multiple of 256 in lanes wider than a byte. */
export function shiftedByte<A extends string>(table: Arrangements<A>, signed: boolean): Codec<'imm8' | 'sh' | A> {
  return {
    bind(row): Bound {
      const imm8 = joined(row, 'imm8');
      const sh = joined(row, 'sh');
      const arrangements = boundArrangements(row, table);
      return {
        kinds: KINDS.IMM,
        // bytes cannot be shifted
        fits: (word) => extract(sh, word) === 0 || laneBits(arrangements, word) > 8,
        takesShift: true,
        encode(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.lsl || (op.amount !== 0 && op.amount !== 8))) return false;
          if (!e.constant(op)) return false;
          const code = shiftedCode(op, laneBits(arrangements, e.word), signed);
          return code >= 0 && e.put(imm8, code & 255) && e.put(sh, code >>> 8);
        },
        print(word) {
          const raw = extract(imm8, word);
          const value = signed && raw > 127 ? raw - 256 : raw;
          if (!extract(sh, word)) return `#${value}`;
          return value === 0 ? '#0, lsl #8' : `#${value * 256}`;
        },
        expects: () =>
          signed
            ? 'an immediate in [-128, 127], or a multiple of 256 in [-32768, 32512]'
            : 'an immediate in [0, 255], or a multiple of 256 up to 65280',
        explain: (op) =>
          op.kind === KIND.IMM
            ? messages.badImmediate(
                shown(op),
                `is not in ${signed ? '[-128, 127], nor a multiple of 256 in [-32768, 32512]' : '[0, 255], nor a multiple of 256 up to 65280'} (bytes take no shift)`,
              )
            : undefined,
      };
    },
  };
}

/** sh:imm8 of a constant, or -1. GNU as takes values modulo the lane's size. */
function shiftedCode(op: Operand, bits: number, signed: boolean): number {
  let value = op.big === undefined ? BigInt(op.value) : op.big;
  const shifted = op.amount === 8;
  if (shifted && bits === 8) return -1;
  const span = 1n << BigInt(shifted ? bits - 8 : bits);
  if (value >= span || value < -span) return -1;
  value = signed ? BigInt.asIntN(bits - (shifted ? 8 : 0), value) : BigInt.asUintN(bits - (shifted ? 8 : 0), value);
  const fits = (v: bigint): boolean => (signed ? v >= -128n && v <= 127n : v >= 0n && v <= 255n);
  if (shifted) return fits(value) ? 256 | Number(value & 255n) : -1;
  if (fits(value)) return Number(value & 255n);
  if (bits === 8 || value % 256n !== 0n) return -1;
  return fits(value / 256n) ? 256 | Number((value / 256n) & 255n) : -1;
}

/** The bitmask immediate of AND/ORR/EOR/DUPM: N:immr:imms whose element is the Z register's lane. `inverted` for BIC/ORN/EON. */
export function laneMask<A extends string = never>(table: ArrangementsOf<A>, inverted = false): Codec<'imm13' | A> {
  return {
    bind(row): Bound {
      const field = joined(row, 'imm13');
      const arrangements = boundArrangements(row, table);
      return {
        kinds: KINDS.IMM,
        fits: arrangements.fits,
        encode(op, e) {
          if (!e.constant(op)) return false;
          const code = laneMaskCode(op, laneBits(arrangements, e.word), inverted);
          return code >= 0 && e.put(field, code);
        },
        print(word) {
          const value = laneMaskValue(extract(field, word), laneBits(arrangements, word));
          return value === undefined ? '#?' : hash(inverted ? BigInt.asUintN(64, ~value) : value, 'hex');
        },
        expects: () => "a bitmask immediate of the lane's size",
        explain: (op) =>
          op.kind === KIND.IMM
            ? messages.badImmediate(
                hash(shown(op), 'hex'),
                "is no bitmask immediate of the lane's size (a repeated, rotated run of ones; neither 0 nor all ones)",
              )
            : undefined,
      };
    },
  };
}

/** N:immr:imms of an operand replicated from lanes of `bits`, or -1. */
export function laneMaskCode(op: Operand, bits: number, inverted: boolean): number {
  let { low, high } = op;
  const negative = high === 0xffffffff;
  if (bits < 64) {
    // what is above the lane must be all zeros or all ones
    if (high !== 0 && !negative) return -1;
    if (bits < 32) {
      const mask = 2 ** bits - 1;
      if (low >>> bits !== (negative ? 2 ** (32 - bits) - 1 : 0)) return -1;
      low &= mask;
      low = bits === 8 ? low * 0x01010101 : low * 0x00010001;
    }
    high = low;
  }
  return encodeBitMask((inverted ? ~low : low) >>> 0, (inverted ? ~high : high) >>> 0);
}

/** The lane's value of N:immr:imms. */
export function laneMaskValue(imm13: number, bits: number): bigint | undefined {
  const value = decodeBitMask(imm13 >> 12, imm13 & 63, (imm13 >> 6) & 63, 1);
  return value === undefined ? undefined : BigInt.asUintN(bits, value);
}

const PATTERNS: Readonly<Record<string, number>> = {
  pow2: 0,
  vl1: 1,
  vl2: 2,
  vl3: 3,
  vl4: 4,
  vl5: 5,
  vl6: 6,
  vl7: 7,
  vl8: 8,
  vl16: 9,
  vl32: 10,
  vl64: 11,
  vl128: 12,
  vl256: 13,
  mul4: 29,
  mul3: 30,
  all: 31,
};
const PATTERN_NAMES: readonly (string | undefined)[] = Array.from({ length: 32 }, (_, code) =>
  Object.keys(PATTERNS).find((name) => PATTERNS[name] === code),
);

/** `pow2 … all`, `#n`, with `, mul #n` when the row has the field `imm4`; all may be left out. */
export function pattern(multiplied: false): Codec<'pattern'>;
export function pattern(multiplied: true): Codec<'pattern' | 'imm4'>;
export function pattern(multiplied: boolean): Codec<'pattern' | 'imm4'> {
  return {
    bind(row): Bound {
      const field = joined(row, 'pattern');
      const imm4 = multiplied ? joined(row, 'imm4') : undefined;
      return {
        kinds: KINDS.IMM,
        takesShift: multiplied,
        encode(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.mul || op.amount < 1 || op.amount > 16)) return false;
          if (imm4 && !e.put(imm4, op.shift >= 0 ? op.amount - 1 : 0)) return false;
          if (op.kind === KIND.NAME) {
            const code = PATTERNS[e.written(op).slice(0, 5).split(/[\s,]/)[0]?.toLowerCase() ?? ''];
            if (code !== undefined) return e.put(field, code);
          }
          const value = small(op, e);
          return value !== undefined && value >= 0 && value <= 31 && e.put(field, value);
        },
        omit: (e) => e.put(field, 31) && (imm4 === undefined || e.put(imm4, 0)),
        print(word) {
          const code = extract(field, word);
          const times = imm4 ? extract(imm4, word) + 1 : 1;
          if (code === 31 && times === 1) return '';
          return `${PATTERN_NAMES[code] ?? `#${code}`}${times > 1 ? `, mul #${times}` : ''}`;
        },
        expects: () =>
          `a pattern (pow2, vl1-vl8, vl16-vl256, mul3, mul4, all) or a number in [0, 31]${multiplied ? ', mul #1 to #16' : ''}`,
      };
    },
  };
}

const PREFETCHES: readonly (string | undefined)[] = [
  'pldl1keep',
  'pldl1strm',
  'pldl2keep',
  'pldl2strm',
  'pldl3keep',
  'pldl3strm',
  undefined,
  undefined,
  'pstl1keep',
  'pstl1strm',
  'pstl2keep',
  'pstl2strm',
  'pstl3keep',
  'pstl3strm',
  undefined,
  undefined,
];

/** SVE's prefetch operation, by name or `#n`. */
export const svePrefetch: Codec<'prfop'> = {
  bind(row): Bound {
    const field = joined(row, 'prfop');
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        if (op.kind === KIND.NAME) {
          const code = PREFETCHES.indexOf(e.written(op).trim().toLowerCase());
          if (code >= 0) return e.put(field, code);
        }
        const value = small(op, e);
        return value !== undefined && value >= 0 && value <= 15 && e.put(field, value);
      },
      print: (word) => PREFETCHES[extract(field, word)] ?? `#${extract(field, word)}`,
      expects: () => 'a prefetch operation (pldl1keep … pstl3strm) or a number in [0, 15]',
    };
  },
};

/** `vlx2` or `vlx4`. */
export const vlx: Codec<'vl'> = {
  bind(row): Bound {
    const field = joined(row, 'vl');
    return {
      kinds: KIND.NAME,
      encode(op, e) {
        const name = e.written(op).trim().toLowerCase();
        return (name === 'vlx2' || name === 'vlx4') && e.put(field, name === 'vlx4' ? 1 : 0);
      },
      print: (word) => (extract(field, word) ? 'vlx4' : 'vlx2'),
      expects: () => 'vlx2 or vlx4',
    };
  },
};
