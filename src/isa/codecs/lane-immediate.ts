/**
 * Codecs of SVE's immediates that depend on the size of the lane: a byte that may be shifted by one, bitmask immediates.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract } from '../bits.ts';
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
import { hash, shown } from './immediate.ts';

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
  if (value >= span || value <= -span) return -1;
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
