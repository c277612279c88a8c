/**
 * Codecs of bitfield moves: positions, and the lsb and width of BFI, SBFX and their kin. The row's `sf` (decided by the first operand) gives the width of
 * the register; `N` follows it.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field, fieldOf } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { integerRegister, numberIn, type Placement, type WrittenNumber } from '../numbers.ts';
import { KIND, KINDS, type Operand } from '../operand.ts';
import type { Bound, Codec, RowContext } from '../row.ts';
import { fieldIn, registerName } from './integer.ts';

interface BitFields {
  readonly sf: Field;
  readonly N: Field;
  readonly immr: Field;
  readonly imms: Field;
}

function fieldsIn(row: RowContext): BitFields {
  return { sf: fieldIn(row, 'sf'), N: fieldIn(row, 'N'), immr: fieldIn(row, 'immr'), imms: fieldIn(row, 'imms') };
}

function bitCount(sf: Field, word: number): number {
  return extract(sf, word) === 1 ? 64 : 32;
}

/** A bit position 0..31 or 0..63 as it is. `toTop`: a shift right, whose imms is the top bit. */
export function bitPosition<F extends 'immr' | 'imms'>(name: F, toTop = false): Codec<F | 'sf' | 'N'> {
  return {
    bind(row): Bound {
      const [field, sf, N] = [name, 'sf', 'N'].map((one) => fieldIn(row, one)) as [Field, Field, Field];
      const imms = toTop ? fieldIn(row, 'imms') : undefined;
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          const bits = bitCount(sf, e.word);
          if (!inRange(op, e, 0, bits - 1)) return false;
          if (imms && !e.put(imms, bits - 1)) return false;
          return e.put(N, bits === 64 ? 1 : 0) && e.put(field, op.value);
        },
        print: (word) => `#${extract(field, word)}`,
        expects: (e) => `a bit position in [0, ${bitCount(sf, e.word) - 1}]`,
        explain: (op, e) => outside(op, 0, bitCount(sf, e.word) - 1),
        numbers: (op, e) => [numberIn(field, op.value, 0, bitCount(sf, e.word) - 1)],
      };
    },
  };
}

function inRange(op: Operand, e: Encoding, low: number, high: number): boolean {
  return e.constant(op) && op.big === undefined && op.value >= low && op.value <= high;
}

function outside(op: Operand, low: number, high: number) {
  return op.kind === KIND.IMM ? messages.immediateRange(op.big ?? op.value, low, high) : undefined;
}

/** The part of immr that a number modulo the register's width has. */
const moduloWidth = (immr: Field, bits: number): Field =>
  fieldOf('immr', [{ shift: immr.shift, width: Math.log2(bits) }]);

/** `lsl Rd, Rn, #amount`: immr = -amount, imms = top - amount. */
export const shiftLeftAmount: Codec<'sf' | 'N' | 'immr' | 'imms'> = {
  bind(row): Bound {
    const f = fieldsIn(row);
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        const bits = bitCount(f.sf, e.word);
        if (!inRange(op, e, 0, bits - 1)) return false;
        return (
          e.put(f.N, bits === 64 ? 1 : 0) && e.put(f.immr, -op.value & (bits - 1)) && e.put(f.imms, bits - 1 - op.value)
        );
      },
      print: (word) => `#${bitCount(f.sf, word) - 1 - extract(f.imms, word)}`,
      expects: (e) => `a shift amount in [0, ${bitCount(f.sf, e.word) - 1}]`,
      explain: (op, e) => outside(op, 0, bitCount(f.sf, e.word) - 1),
      numbers(op, e) {
        const bits = bitCount(f.sf, e.word);
        const places = [
          { field: moduloWidth(f.immr, bits), scale: -1, bias: 0 },
          { field: f.imms, scale: -1, bias: bits - 1 },
        ];
        return [{ value: op.value, low: 0, high: bits - 1, places }];
      },
    };
  },
};

/** lsb of an insert (BFI, SBFIZ): immr = -lsb. */
export const bfLsb: Codec<'sf' | 'N' | 'immr' | 'imms'> = {
  bind(row): Bound {
    const f = fieldsIn(row);
    return {
      kinds: KINDS.IMM,
      encode(op, e) {
        const bits = bitCount(f.sf, e.word);
        if (!inRange(op, e, 0, bits - 1)) return false;
        return e.put(f.N, bits === 64 ? 1 : 0) && e.put(f.immr, -op.value & (bits - 1));
      },
      print: (word) => `#${-extract(f.immr, word) & (bitCount(f.sf, word) - 1)}`,
      expects: (e) => `the lowest bit in [0, ${bitCount(f.sf, e.word) - 1}]`,
      explain: (op, e) => outside(op, 0, bitCount(f.sf, e.word) - 1),
      numbers(op, e) {
        const bits = bitCount(f.sf, e.word);
        return [numberIn(moduloWidth(f.immr, bits), op.value, 0, bits - 1, -1)];
      },
    };
  },
};

/** A width, which goes to the top with the lowest bit before it at most. */
function widthNumber(op: Operand, bits: number, place: Placement): WrittenNumber {
  return { value: op.value, low: 1, high: bits, places: [place], within: true };
}

/** Width of an insert: imms = width - 1, at most up to the top. */
export const bfWidth: Codec<'sf' | 'N' | 'immr' | 'imms'> = {
  bind(row): Bound {
    const f = fieldsIn(row);
    const room = (word: number): number => bitCount(f.sf, word) - (-extract(f.immr, word) & (bitCount(f.sf, word) - 1));
    return {
      kinds: KINDS.IMM,
      encode: (op, e) => inRange(op, e, 1, room(e.word)) && e.put(f.imms, op.value - 1),
      print: (word) => `#${extract(f.imms, word) + 1}`,
      expects: (e) => `a width in [1, ${room(e.word)}]`,
      explain: (op, e) => outside(op, 1, room(e.word)),
      numbers: (op, e) => [widthNumber(op, bitCount(f.sf, e.word), { field: f.imms, scale: 1, bias: 1 })],
    };
  },
};

/** Width of an extract (UBFX, BFXIL): imms = lsb + width - 1. */
export const bfxWidth: Codec<'sf' | 'N' | 'immr' | 'imms'> = {
  bind(row): Bound {
    const f = fieldsIn(row);
    const room = (word: number): number => bitCount(f.sf, word) - extract(f.immr, word);
    return {
      kinds: KINDS.IMM,
      encode: (op, e) => inRange(op, e, 1, room(e.word)) && e.put(f.imms, extract(f.immr, e.word) + op.value - 1),
      print: (word) => `#${extract(f.imms, word) - extract(f.immr, word) + 1}`,
      expects: (e) => `a width in [1, ${room(e.word)}]`,
      explain: (op, e) => outside(op, 1, room(e.word)),
      numbers: (op, e) => [widthNumber(op, bitCount(f.sf, e.word), { field: f.imms, scale: 1, bias: 1, sum: true })],
    };
  },
};

/** A register that goes to Rn and Rm (ROR by an immediate). */
export const sameTwice: Codec<'Rn' | 'Rm' | 'sf'> = {
  bind(row): Bound {
    const [Rn, Rm, sf] = ['Rn', 'Rm', 'sf'].map((name) => fieldIn(row, name)) as [Field, Field, Field];
    return {
      kinds: KINDS.R,
      encode: (op, e) => e.put(sf, (op.kind & KINDS.X) !== 0 ? 1 : 0) && e.put(Rn, op.reg) && e.put(Rm, op.reg),
      print: (word) => registerName(extract(Rn, word), extract(sf, word) === 1, false),
      expects: () => 'an integer register',
      numbers: (op) =>
        integerRegister(Rn, op.reg, op.kind).map((number) => ({
          ...number,
          places: [...number.places, { field: Rm, scale: 1, bias: 0 }],
        })),
    };
  },
};
