/**
 * Codecs of the addresses of SVE and SME: `[x0, #1, mul vl]`, `[x0, x1, lsl #2]`, `[x0, z1.d, sxtw #2]`, `[z0.d, x1]`, `[z0.d, #8]`.
 *
 * Enters a MEM operand; an offset of zero (or a missing index register, where the manual says so) may be left out, and is when printing.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { ARR_NAMES, INDEX, KIND, MODE, type Operand, SHIFT, SHIFT_NAMES } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { type ArrangementsOf, boundArrangements, joined, type Names } from './arrangement.ts';
import { registerName } from './integer.ts';
import { baseName } from './memory.ts';
import { remembered } from './remembered.ts';

const BASE = KIND.X | KIND.SP;
const INDEX_X = KIND.X | KIND.XZR;

function hasBase(op: Operand): boolean {
  return (op.baseKind & BASE) !== 0 && op.mode === MODE.offset;
}

function explainBase(op: Operand, e: Encoding) {
  if (hasBase(op)) return undefined;
  return messages.registerMessage(
    `'${e.written(op)}' must have a 64-bit base register (x0-x30) or sp, and no write-back`,
  );
}

interface Offset {
  readonly field: Field;
  readonly low: number;
  readonly high: number;
  readonly scale: number;
  readonly signed: boolean;
}

function offsetOf(field: Field, scale: number, signed: boolean): Offset {
  const span = 2 ** field.width;
  return {
    field,
    low: (signed ? -span / 2 : 0) * scale,
    high: (signed ? span / 2 - 1 : span - 1) * scale,
    scale,
    signed,
  };
}

function putOffset(op: Operand, e: Encoding, offset: Offset): boolean {
  if (op.index !== INDEX.imm || op.big !== undefined || op.value < offset.low || op.value > offset.high) return false;
  return op.value % offset.scale === 0 && e.put(offset.field, op.value / offset.scale);
}

function offsetIn(word: number, offset: Offset): number {
  const raw = extract(offset.field, word);
  const span = 2 ** offset.field.width;
  return (offset.signed && raw >= span / 2 ? raw - span : raw) * offset.scale;
}

const bindVl = remembered((Rn: Field, field: Field, scale: number): Bound => {
  const offset = offsetOf(field, scale, true);
  return {
    kinds: KIND.MEM,
    takesShift: true,
    encode(op, e) {
      if (!hasBase(op) || !e.put(Rn, op.base)) return false;
      if (op.index === INDEX.none) return e.put(offset.field, 0);
      if (op.shift !== SHIFT.mulvl && !(op.shift < 0 && op.index === INDEX.imm && op.value === 0)) return false;
      return putOffset(op, e, offset);
    },
    print(word) {
      const value = offsetIn(word, offset);
      return value === 0 ? `[${baseName(Rn, word)}]` : `[${baseName(Rn, word)}, #${value}, mul vl]`;
    },
    expects: () =>
      `an address [Xn|SP, #offset, mul vl] with an offset in [${offset.low}, ${offset.high}]${scale > 1 ? ` in steps of ${scale}` : ''}`,
    explain(op, e) {
      if (!hasBase(op) || op.index !== INDEX.imm) return explainBase(op, e);
      if (op.shift !== SHIFT.mulvl)
        return messages.badImmediate(op.value, "is an offset in vectors: write ', mul vl' after it");
      return messages.badOffset(op.big ?? op.value, offset.low, offset.high, scale);
    },
  };
});

/** `[Xn|SP{, #imm, mul vl}]`: the field times `scale` (registers transferred) is counted in vectors. */
export function memVl<I extends string>(name: I, scale = 1): Codec<'Rn' | Names<I>> {
  return { bind: (row) => bindVl(joined(row, 'Rn'), joined(row, name), scale) };
}

/** `[Xn|SP, #imm, mul vl]` of LDR/STR ZA, whose offset is that of the slice index: unsigned. */
export function memVlUnsigned<I extends string>(name: I): Codec<'Rn' | Names<I>> {
  return {
    bind(row): Bound {
      const Rn = joined(row, 'Rn');
      const field = joined(row, name);
      const most = 2 ** field.width - 1;
      return {
        kinds: KIND.MEM,
        takesShift: true,
        encode(op, e) {
          if (!hasBase(op) || !e.put(Rn, op.base)) return false;
          const value = op.index === INDEX.none ? 0 : op.value;
          if (op.index === INDEX.none) return e.put(field, 0);
          // GNU as takes it without 'mul vl'
          if (op.index !== INDEX.imm || (op.shift !== SHIFT.mulvl && op.shift >= 0)) return false;
          return value >= 0 && value <= most && e.put(field, value);
        },
        print(word) {
          const value = extract(field, word);
          return value === 0 ? `[${baseName(Rn, word)}]` : `[${baseName(Rn, word)}, #${value}, mul vl]`;
        },
        expects: () => `an address [Xn|SP, #offset, mul vl] with the offset of the slice, in [0, ${most}]`,
        explain: (op, e) =>
          explainBase(op, e) ?? (op.index === INDEX.imm ? messages.badOffset(op.value, 0, most, 1) : undefined),
      };
    },
  };
}

const bindBytes = remembered((Rn: Field, field: Field, scale: number, signed: boolean): Bound => {
  const offset = offsetOf(field, scale, signed);
  return {
    kinds: KIND.MEM,
    encode(op, e) {
      if (!hasBase(op) || op.shift >= 0 || !e.put(Rn, op.base)) return false;
      return op.index === INDEX.none ? e.put(offset.field, 0) : putOffset(op, e, offset);
    },
    print(word) {
      const value = offsetIn(word, offset);
      return value === 0 ? `[${baseName(Rn, word)}]` : `[${baseName(Rn, word)}, #${value}]`;
    },
    expects: () =>
      `an address [Xn|SP, #offset] with an offset in [${offset.low}, ${offset.high}]${scale > 1 ? ` in steps of ${scale}` : ''}`,
    explain(op, e) {
      if (!hasBase(op) || op.index !== INDEX.imm) return explainBase(op, e);
      return messages.badOffset(op.big ?? op.value, offset.low, offset.high, scale);
    },
  };
});

/** `[Xn|SP{, #imm}]`: an offset in bytes, the field times `scale`. */
export function memBytes<I extends string>(name: I, scale: number, signed: boolean): Codec<'Rn' | Names<I>> {
  return { bind: (row) => bindBytes(joined(row, 'Rn'), joined(row, name), scale, signed) };
}

const bindX = remembered((Rn: Field, Rm: Field, shift: number, zero: boolean, optional: boolean): Bound => {
  const tail = shift > 0 ? `, lsl #${shift}` : '';
  return {
    kinds: KIND.MEM,
    fits: zero || optional ? undefined : (word) => extract(Rm, word) !== 31,
    takesShift: true,
    encode(op, e) {
      if (!hasBase(op)) return false;
      const isZero = op.index === INDEX.imm && op.big === undefined && op.value === 0 && op.shift < 0;
      if (op.index === INDEX.none || isZero) return optional && e.put(Rn, op.base) && e.put(Rm, 31);
      if (op.index !== INDEX.reg || (op.indexKind & INDEX_X) === 0 || (op.indexReg === 31 && !zero)) return false;
      const amount = op.shift < 0 ? 0 : op.amount;
      if (amount !== shift || (op.shift >= 0 && op.shift !== SHIFT.lsl)) return false;
      return e.put(Rn, op.base) && e.put(Rm, op.indexReg);
    },
    print(word) {
      const index = extract(Rm, word);
      return `[${baseName(Rn, word)}, ${registerName(index, true, false)}${tail}]`;
    },
    expects: () => `an address [Xn|SP, Xm${tail}]`,
    explain(op, e) {
      if (!hasBase(op) || op.index !== INDEX.reg) return explainBase(op, e);
      if ((op.indexKind & INDEX_X) !== 0 && op.indexReg === 31 && !zero)
        return messages.registerMessage(`the index of '${e.written(op)}' must be x0-x30, not xzr`);
      return messages.registerMessage(`the index of '${e.written(op)}' must be Xm${tail}`);
    },
  };
});

/**
 * `[Xn|SP, Xm{, lsl #shift}]`. XZR as index only where `zero` says so; where `optional`, a missing index and `#0` are XZR (the first-fault loads).
 */
export function memX(
  shift: number,
  { zero = false, optional = false }: { readonly zero?: boolean; readonly optional?: boolean } = {},
): Codec<'Rn' | 'Rm'> {
  return { bind: (row) => bindX(joined(row, 'Rn'), joined(row, 'Rm'), shift, zero, optional) };
}

/** `[Xn|SP, Zm.S|D{, lsl|uxtw|sxtw {#shift}}]`; xs is the field that chooses uxtw (0) or sxtw (1), '' for LSL. */
export function memZ<X extends string>(size: 's' | 'd', xs: X, shift: number): Codec<'Rn' | 'Zm' | Names<X>> {
  return {
    bind(row): Bound {
      const Rn = joined(row, 'Rn');
      const Zm = joined(row, 'Zm');
      const sign = xs === '' ? undefined : joined(row, xs);
      const arr = ARR_NAMES.indexOf(size);
      const amount = shift > 0 ? ` #${shift}` : '';
      return {
        kinds: KIND.MEM,
        takesShift: true,
        encode(op, e) {
          if (!hasBase(op) || op.index !== INDEX.reg || op.indexKind !== KIND.Z || op.indexArr !== arr) return false;
          if (Math.max(op.amount, 0) !== shift) return false;
          if (sign) {
            if (op.shift !== SHIFT.uxtw && op.shift !== SHIFT.sxtw) return false;
            if (!e.put(sign, op.shift === SHIFT.sxtw ? 1 : 0)) return false;
          } else if (op.shift >= 0 && (op.shift !== SHIFT.lsl || op.amount < 0)) return false;
          return e.put(Rn, op.base) && e.put(Zm, op.indexReg);
        },
        print(word) {
          const name = sign ? SHIFT_NAMES[extract(sign, word) ? SHIFT.sxtw : SHIFT.uxtw] : 'lsl';
          const tail = sign || shift > 0 ? `, ${name}${amount}` : '';
          return `[${baseName(Rn, word)}, z${extract(Zm, word)}.${size}${tail}]`;
        },
        expects: () =>
          `an address [Xn|SP, Zm.${size}${sign ? `, uxtw|sxtw${amount}` : shift > 0 ? `, lsl${amount}` : ''}]`,
        explain: explainBase,
      };
    },
  };
}

/** `[Zn.S|D{, #imm}]`: the field times `scale`, unsigned. */
export function memZImm<I extends string, A extends string>(
  size: ArrangementsOf<A>,
  name: I,
  scale: number,
): Codec<'Zn' | A | Names<I>> {
  return {
    bind(row): Bound {
      const Zn = joined(row, 'Zn');
      const arrangements = boundArrangements(row, size);
      const offset = offsetOf(joined(row, name), scale, false);
      return {
        kinds: KIND.MEM,
        fits: arrangements.fits,
        encode(op, e) {
          if (
            op.baseKind !== KIND.Z ||
            op.mode !== MODE.offset ||
            op.shift >= 0 ||
            !arrangements.put(op.baseArr, e) ||
            !e.put(Zn, op.base)
          )
            return false;
          return op.index === INDEX.none ? e.put(offset.field, 0) : putOffset(op, e, offset);
        },
        print(word) {
          const value = offsetIn(word, offset);
          const base = `z${extract(Zn, word)}${arrangements.suffix(word)}`;
          return value === 0 ? `[${base}]` : `[${base}, #${value}]`;
        },
        expects: () =>
          `an address [Zn, #offset] with ${arrangements.names} and an offset in [0, ${offset.high}]${scale > 1 ? ` in steps of ${scale}` : ''}`,
        explain(op) {
          if (op.baseKind !== KIND.Z || op.index !== INDEX.imm) return undefined;
          return messages.badOffset(op.big ?? op.value, 0, offset.high, scale);
        },
      };
    },
  };
}

/** `[Zn.S|D{, Xm}]`: a missing index is XZR. */
export function memZX<A extends string>(size: ArrangementsOf<A>): Codec<'Zn' | 'Rm' | A> {
  return {
    bind(row): Bound {
      const Zn = joined(row, 'Zn');
      const Rm = joined(row, 'Rm');
      const arrangements = boundArrangements(row, size);
      return {
        kinds: KIND.MEM,
        fits: arrangements.fits,
        encode(op, e) {
          if (
            op.baseKind !== KIND.Z ||
            op.mode !== MODE.offset ||
            op.shift >= 0 ||
            !arrangements.put(op.baseArr, e) ||
            !e.put(Zn, op.base)
          )
            return false;
          if (op.index === INDEX.none) return e.put(Rm, 31);
          return op.index === INDEX.reg && (op.indexKind & INDEX_X) !== 0 && e.put(Rm, op.indexReg);
        },
        print(word) {
          const index = extract(Rm, word);
          const base = `z${extract(Zn, word)}${arrangements.suffix(word)}`;
          return `[${base}, ${registerName(index, true, false)}]`;
        },
        expects: () => `an address [Zn, Xm] with ${arrangements.names}`,
      };
    },
  };
}

/** `[Zn.S|D, Zm.S|D{, lsl|uxtw|sxtw {#msz}}]` of ADR; the amount is the field msz. */
export function memZZ<A extends string>(
  size: ArrangementsOf<A>,
  shift: 'lsl' | 'uxtw' | 'sxtw',
): Codec<'Zn' | 'Zm' | 'msz' | A> {
  return {
    bind(row): Bound {
      const Zn = joined(row, 'Zn');
      const Zm = joined(row, 'Zm');
      const msz = joined(row, 'msz');
      const arrangements = boundArrangements(row, size);
      return {
        kinds: KIND.MEM,
        fits: arrangements.fits,
        takesShift: true,
        encode(op, e) {
          if (
            op.baseKind !== KIND.Z ||
            op.mode !== MODE.offset ||
            op.index !== INDEX.reg ||
            op.indexKind !== KIND.Z ||
            op.indexArr !== op.baseArr
          )
            return false;
          if (op.shift !== SHIFT[shift] && !(shift === 'lsl' && op.shift < 0)) return false;
          if (op.shift === SHIFT.lsl && op.amount < 0) return false;
          const amount = Math.max(op.amount, 0);
          return (
            amount <= 3 &&
            e.put(msz, amount) &&
            arrangements.put(op.baseArr, e) &&
            e.put(Zn, op.base) &&
            e.put(Zm, op.indexReg)
          );
        },
        print(word) {
          const amount = extract(msz, word);
          const suffix = arrangements.suffix(word);
          const tail = shift === 'lsl' && amount === 0 ? '' : `, ${shift}${amount ? ` #${amount}` : ''}`;
          return `[z${extract(Zn, word)}${suffix}, z${extract(Zm, word)}${suffix}${tail}]`;
        },
        expects: () => `an address [Zn, Zm, ${shift} #0-3] with ${arrangements.names}`,
      };
    },
  };
}
