/**
 * Codecs of the immediates of vector instructions: shifts by the size of the lane, MOVI and its kin, rotations, constants that the syntax demands.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { numberIn, onlyNumber } from '../numbers.ts';
import { KIND, KINDS, type Operand, SHIFT } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { type Arrangements, boundArrangements, joined } from './arrangement.ts';
import { hash, rangeMessage, shown } from './immediate.ts';

/** A small constant of the operand, or undefined. */
export function small(op: Operand, e: Encoding): number | undefined {
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
        numbers(op, e) {
          const field = sizeAt(e.word);
          const [low, high] = bounds(e.word);
          return field && [numberIn(field, op.value, low, high, right ? -1 : 1, right ? high : 0)];
        },
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
      numbers: () => [onlyNumber(value)],
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
        numbers: (_, e) => [onlyNumber(amount(e.word))],
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
          const code = shiftCode(op, shift);
          if (code < 0 || (amountField ? !e.put(amountField, code) : code > 0)) return false;
          // MSL is among what GNU as wants to know at once
          if (!e.constant(op)) return !msl && e.defer(op);
          const value = small(op, e);
          // as GNU as does, a byte may be signed
          return value !== undefined && value >= -128 && value <= 255 && e.put(field, value & 255);
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
        numbers(op) {
          const number = numberIn(field, op.value, -128, 255);
          if (op.shift < 0) return [number];
          if (!amountField || !shift) return undefined;
          const amount = msl
            ? numberIn(amountField, op.amount, 8, 16, 8, 8)
            : numberIn(amountField, op.amount, 0, shift.most, 8);
          return [number, amount];
        },
        refuses: (op) => (op.shift < 0 ? msl : op.shift !== (msl ? SHIFT.msl : shift ? SHIFT.lsl : -1)),
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
        if (op.shift >= 0 && (op.shift !== SHIFT.lsl || op.amount !== 0)) return false;
        if (!e.constant(op)) return e.defer(op);
        const { low, high } = op;
        const byte = (high === 0 && low <= 255) || (high === 0xffffffff && low >= 0xffffff80);
        return byte && e.put(field, low & 255);
      },
      print: (word) => hash(extract(field, word), 'hex'),
      expects: () => 'an immediate in [0, 255]',
      explain: (op, e) => rangeMessage(op, e, 0, 255),
      numbers(op) {
        const number = numberIn(field, op.value, 0, 255);
        return op.shift < 0 ? [number] : [number, onlyNumber(0)];
      },
      refuses: (op) => op.shift >= 0 && op.shift !== SHIFT.lsl,
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
        if (!e.constant(op)) return e.defer(op);
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
