/**
 * Codecs of immediates: plain unsigned and signed fields, add/sub and logical immediates, the wide moves, bitfields.
 *
 * Range failures are worded by `explain`, with the value and what is permitted. A value that is symbolic but without a relocation operator
 * is accepted as 0 with FIXUP_REENCODE where GNU as accepts one that is known later.
 */

import type { Message } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { hex } from '../hex.ts';
import { decodeBitMask, encodeBitMask, isWideMove } from '../logical.ts';
import { madeNumber, numberIn, onlyNumber } from '../numbers.ts';
import { KIND, KINDS, type Operand, SHIFT } from '../operand.ts';
import { modifierGroup, modifierName, modifierReloc, relocByNumber, relocFault, relocRange } from '../relocs.ts';
import type { Bound, Codec } from '../row.ts';
import { fieldIn } from './integer.ts';

/** How objdump writes an immediate: `#0x10` or `#16`. */
export type Radix = 'hex' | 'dec';

/** '#0x10', '#-16'. */
export function hash(value: number | bigint, radix: Radix = 'dec'): string {
  if (radix === 'dec') return `#${value}`;
  const digits = typeof value === 'number' ? hex(Math.abs(value)) : (value < 0n ? -value : value).toString(16);
  return value < 0 ? `#-0x${digits}` : `#0x${digits}`;
}

/** The operand's constant, for messages. */
export function shown(op: Operand): number | bigint {
  return op.big ?? op.value;
}

/** Message for a constant outside [low, high], or for no constant at all. */
export function rangeMessage(op: Operand, e: Encoding, low: number, high: number, multiple = 1): Message | undefined {
  if (op.kind !== KIND.IMM) return messages.notConstant(e.written(op), `an immediate in [${low}, ${high}]`);
  if (op.big !== undefined || op.value < low || op.value > high)
    return messages.immediateRange(shown(op), low, high, multiple > 1 ? ` in steps of ${multiple}` : '');
  if (op.value % multiple !== 0) return messages.immediateMultiple(op.value, multiple);
  return undefined;
}

export interface ImmOptions {
  readonly low?: number;
  readonly high?: number;
  /** The operand is the field times this. */
  readonly scale?: number;
  /** Added after scaling: operand = field * scale + bias. */
  readonly bias?: number;
  readonly signed?: boolean;
  readonly radix?: Radix;
  /** Value of the field when the operand is left out; printing leaves it out then, too. */
  readonly omitted?: number;
  /** Print even when it has the omitted value. */
  readonly always?: boolean;
  /** Accept symbolic values that are known later (FIXUP_REENCODE). */
  readonly late?: boolean;
  /** Also accept a float that is a whole number. */
  readonly what?: string;
}

/** An immediate in a field. Range follows from the field's width unless given. */
export function imm<F extends string>(name: F, options: ImmOptions = {}): Codec<F> {
  const { scale = 1, bias = 0, signed = false, radix = 'dec', omitted, late = false, what = 'an immediate' } = options;
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      const span = 2 ** field.width;
      const low = options.low ?? (signed ? -span / 2 : 0) * scale + bias;
      const high = options.high ?? (signed ? span / 2 - 1 : span - 1) * scale + bias;
      const decode = (word: number): number => {
        const raw = extract(field, word);
        return (signed && raw >= span / 2 ? raw - span : raw) * scale + bias;
      };
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          if (!e.constant(op)) return late && e.defer(op);
          if (op.big !== undefined || op.value < low || op.value > high) return false;
          const units = (op.value - bias) / scale;
          return Number.isInteger(units) && e.put(field, units);
        },
        ...(omitted === undefined ? {} : { omit: (e: Encoding) => e.put(field, omitted) }),
        print(word) {
          if (omitted !== undefined && extract(field, word) === omitted && !options.always) return '';
          return hash(decode(word), radix);
        },
        expects: () => `${what} in [${low}, ${high}]${scale > 1 ? ` in steps of ${scale}` : ''}`,
        explain: (op, e) => rangeMessage(op, e, low, high, scale),
        numbers: (op) => [numberIn(field, op.value, low, high, scale, bias)],
      };
    },
  };
}

/** The 12-bit immediate of ADD/SUB with its `lsl #12`: fields imm12 and sh. `negated` is the alias that turns a negative into the opposite. */
export function addSubImm(negated = false): Codec<'imm12' | 'sh'> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, 'imm12');
      const sh = fieldIn(row, 'sh');
      return {
        kinds: KINDS.IMM,
        takesShift: true,
        encode(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.lsl || (op.amount !== 0 && op.amount !== 12))) return false;
          if (!e.constant(op)) return !negated && addSubSymbol(op, e, sh, row.mnemonic);
          if (op.big !== undefined) return false;
          const value = negated ? -op.value : op.value;
          if (value < (negated ? 1 : 0)) return false;
          if (value <= 0xfff) return e.put(field, value) && e.put(sh, op.amount === 12 ? 1 : 0);
          if (op.shift >= 0 || value > 0xfff000 || value % 4096 !== 0) return false;
          return e.put(field, value / 4096) && e.put(sh, 1);
        },
        print(word) {
          const text = hash(extract(field, word), 'hex');
          return extract(sh, word) === 1 ? `${text}, lsl #12` : text;
        },
        expects: () => 'an immediate in [0, 4095], or a multiple of 4096 up to 16773120',
        explain(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.lsl || (op.amount !== 0 && op.amount !== 12)))
            return messages.badImmediate(e.written(op), "can be shifted by 'lsl #0' or 'lsl #12' only");
          if (op.kind !== KIND.IMM)
            return op.modifier >= 0 ? messages.badModifier(modifierName(op.modifier), row.mnemonic) : undefined;
          return messages.immediateRange(shown(op), 0, 4095, ' and not a multiple of 4096 in [0, 16773120]');
        },
        numbers(op) {
          const scale = negated ? -1 : 1;
          const isShort = Math.abs(op.value) <= 0xfff;
          const [low, high, unit] = isShort ? [negated ? 1 : 0, 0xfff, 1] : [0x1000, 0xfff000, 0x1000];
          const ends = negated ? ([-high, -low] as const) : ([low, high] as const);
          const number = numberIn(field, op.value, ...ends, scale * unit);
          return op.shift < 0 ? [number] : [number, onlyNumber(op.amount)];
        },
        // the other sign is the other row's
        refuses: (op) => op.kind === KIND.IMM && (negated ? op.value > 0 : op.value < 0),
      };
    },
  };
}

function addSubSymbol(op: Operand, e: Encoding, sh: Field, mnemonic: string): boolean {
  if (op.modifier < 0) return e.defer(op);
  // what a linker puts in may turn ADD into another instruction, which has no flags
  const reloc = mnemonic === 'add' ? modifierReloc(op.modifier, 'add') : -1;
  if (reloc < 0) return false;
  // as GNU as: TPREL_HI12 implies `lsl #12`, DTPREL_HI12 does not
  if (!e.put(sh, op.amount === 12 || modifierName(op.modifier) === 'tprel_hi12' ? 1 : 0)) return false;
  e.fix(reloc, op);
  return true;
}

/** A bitmask immediate (N, immr, imms) of the row's width; `inverted` is the alias that takes its complement (BIC, ORN …). */
export function logicalImm(inverted = false): Codec<'N' | 'immr' | 'imms' | 'sf'> {
  return {
    bind(row): Bound {
      const field = {
        N: fieldIn(row, 'N'),
        immr: fieldIn(row, 'immr'),
        imms: fieldIn(row, 'imms'),
        sf: fieldIn(row, 'sf'),
      };
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          if (!e.constant(op)) return e.defer(op);
          const code = logicalCode(op, extract(field.sf, e.word), inverted);
          return (
            code >= 0 &&
            e.put(field.N, code >>> 12) &&
            e.put(field.immr, (code >>> 6) & 63) &&
            e.put(field.imms, code & 63)
          );
        },
        print(word) {
          const sf = extract(field.sf, word);
          const value = decodeBitMask(extract(field.N, word), extract(field.imms, word), extract(field.immr, word), sf);
          return value === undefined ? '' : hash(value, 'hex');
        },
        expects: () => 'a bitmask immediate (a repeated, rotated run of ones)',
        explain: (op) =>
          op.kind === KIND.IMM
            ? messages.badImmediate(
                hash(shown(op), 'hex'),
                'is no bitmask immediate (a run of ones, rotated, repeated every 2, 4, 8, 16, 32 or 64 bits; neither 0 nor all ones)',
              )
            : undefined,
        numbers: (op, e) => bitmaskNumber(op, field, extract(field.sf, e.word), inverted),
      };
    },
  };
}

function bitmaskNumber(
  op: Operand,
  field: { readonly N: Field; readonly immr: Field; readonly imms: Field },
  sf: number,
  inverted: boolean,
  beyondMoves = false,
) {
  const bits = logicalCode(op, sf, inverted);
  const how = { form: 'bitmask', wide: sf === 1, inverted, notMoved: beyondMoves, notInverted: beyondMoves } as const;
  return madeNumber(op, [field.imms, field.immr, field.N], bits, how);
}

/** N:immr:imms of the operand at the width, or -1. 32-bit values may be written sign-extended, as GNU as accepts them. */
export function logicalCode(op: Operand, sf: number, inverted: boolean): number {
  let low = op.low;
  let high = op.high;
  if (sf === 0) {
    if (high !== 0 && high !== 0xffffffff) return -1;
    if (inverted) low = ~low >>> 0;
    high = low;
  } else if (inverted) {
    low = ~low >>> 0;
    high = ~high >>> 0;
  }
  return encodeBitMask(low, high);
}

/** imm16 of MOVZ/MOVN/MOVK with `lsl #16*hw`; symbols by :abs_g0: and the like, which imply the shift. */
export const wideImm: Codec<'imm16' | 'hw' | 'sf'> = {
  bind(row): Bound {
    const field = fieldIn(row, 'imm16');
    const hw = fieldIn(row, 'hw');
    const sf = fieldIn(row, 'sf');
    return {
      kinds: KINDS.IMM,
      takesShift: true,
      encode(op, e) {
        const amount = op.shift < 0 ? 0 : op.amount;
        if (
          op.shift >= 0 &&
          (op.shift !== SHIFT.lsl || amount < 0 || amount % 16 !== 0 || amount > (extract(sf, e.word) ? 48 : 16))
        )
          return false;
        if (!e.constant(op)) return wideSymbol(op, e, row.mnemonic, hw, extract(sf, e.word));
        return (
          op.big === undefined &&
          op.value >= 0 &&
          op.value <= 0xffff &&
          e.put(field, op.value) &&
          e.put(hw, amount / 16)
        );
      },
      print(word) {
        const text = hash(extract(field, word), 'hex');
        const shift = extract(hw, word);
        return shift ? `${text}, lsl #${shift * 16}` : text;
      },
      expects: () => 'an immediate in [0, 65535], optionally shifted by lsl #0, #16, #32 or #48',
      explain(op, e) {
        if (op.shift >= 0) {
          const most = extract(sf, e.word) ? 48 : 16;
          if (op.shift !== SHIFT.lsl || op.amount % 16 !== 0 || op.amount > most || op.amount < 0)
            return messages.badImmediate(e.written(op), `can be shifted by lsl #0 to #${most} in steps of 16 only`);
        }
        if (op.kind === KIND.EXPR && op.modifier >= 0) return badOperator(op, row.mnemonic);
        return rangeMessage(op, e, 0, 65535);
      },
      numbers(op, e) {
        const number = numberIn(field, op.value, 0, 0xffff);
        const most = extract(sf, e.word) ? 48 : 16;
        return op.shift < 0 ? [number] : [number, numberIn(hw, op.amount, 0, most, 16)];
      },
    };
  },
};

/** A `:abs_g1:` that does not belong here, or whose constant does not fit. */
function badOperator(op: Operand, mnemonic: string): Message {
  const row = relocByNumber(modifierReloc(op.modifier, 'movw'));
  const range = row && relocRange(row);
  if (op.symbol !== undefined || !range) return messages.badModifier(modifierName(op.modifier), mnemonic);
  return messages.immediateRange(shown(op), range.low, range.high);
}

function wideSymbol(op: Operand, e: Encoding, mnemonic: string, hw: Field, sf: number): boolean {
  if (op.modifier < 0) return e.put(hw, op.shift < 0 ? 0 : op.amount / 16) && e.defer(op);
  if (op.shift >= 0) return false;
  const reloc = modifierReloc(op.modifier, 'movw');
  const group = modifierGroup(op.modifier);
  if (reloc < 0 || (sf === 0 && group > 1)) return false;
  // a MOVK keeps the other bits: signed forms make no sense there, and both references refuse some others
  if (mnemonic === 'movk' && !MOVK_OPERATORS.test(modifierName(op.modifier))) return false;
  if (!e.put(hw, group)) return false;
  const row = op.symbol === undefined ? relocByNumber(reloc) : undefined;
  if (row && relocFault(row, op.big ?? BigInt(op.value)) !== undefined) return false;
  e.fix(reloc, op);
  return true;
}

const MOVK_OPERATORS =
  /^(abs_g[0-3](_nc)?|abs_g3|prel_g[0-2]_nc|gotoff_g(0_nc|1)|tlsgd_g0_nc|dtprel_g[01](_nc)?|dtprel_g2|gottprel_g0_nc|gottprel_g1|tprel_g[01]_nc|tlsdesc_off_g(0_nc|1))$/;

/** The immediate of `mov Rd, #imm` when it is one MOVZ (`inverted` false) or one MOVN of the width. */
export function movImm(inverted: boolean): Codec<'imm16' | 'hw' | 'sf'> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, 'imm16');
      const hw = fieldIn(row, 'hw');
      const sf = fieldIn(row, 'sf');
      return {
        kinds: KINDS.IMM,
        encode(op, e) {
          if (!e.constant(op)) return !inverted && e.defer(op);
          const wide = extract(sf, e.word) === 1;
          const code = isWideMove(op.low, op.high, wide, inverted);
          return code >= 0 && e.put(field, code & 0xffff) && e.put(hw, code >>> 16);
        },
        print(word, p) {
          const wide = extract(sf, word) === 1;
          const raw = BigInt(extract(field, word)) << BigInt(16 * extract(hw, word));
          const value = BigInt.asUintN(wide ? 64 : 32, inverted ? ~raw : raw);
          const signed = BigInt.asIntN(wide ? 64 : 32, value);
          p.comment(`#${signed}`);
          return hash(value, 'hex');
        },
        expects: () =>
          'an immediate that one move can make: 16 bits at a multiple of 16, their complement, or a bitmask immediate',
        explain: (op, e) =>
          op.kind === KIND.IMM
            ? messages.badImmediate(
                hash(shown(op), 'hex'),
                'cannot be moved by one instruction (16 bits at a multiple of 16, their complement, or a bitmask immediate)',
              )
            : messages.notConstant(e.written(op), 'an immediate'),
        numbers(op, e) {
          const wide = extract(sf, e.word) === 1;
          const bits = isWideMove(op.low, op.high, wide, inverted);
          return madeNumber(op, [field, hw], bits, { form: 'move', wide, inverted, notMoved: inverted });
        },
        // the rows behind are for numbers that this one does not make
        refuses: (op) => op.kind === KIND.IMM,
      };
    },
  };
}

/** The immediate of `mov Rd, #imm` by ORR: a bitmask immediate that MOVZ and MOVN cannot make. */
export const movLogical: Codec<'N' | 'immr' | 'imms' | 'sf'> = {
  bind(row): Bound {
    const logical = logicalImm().bind(row);
    const fields = ['N', 'imms', 'immr', 'sf'].map((name) => fieldIn(row, name)) as [Field, Field, Field, Field];
    const [N, imms, immr, sf] = fields;
    return {
      ...logical,
      encode: (op, e) => e.constant(op) && logical.encode(op, e),
      numbers: (op, e) => bitmaskNumber(op, { N, imms, immr }, extract(sf, e.word), false, true),
      print(word, p) {
        const [N, imms, immr, sf] = fields.map((field) => extract(field, word)) as [number, number, number, number];
        const value = decodeBitMask(N, imms, immr, sf);
        if (value === undefined) return '';
        p.comment(`#${BigInt.asIntN(sf ? 64 : 32, value)}`);
        return hash(value, 'hex');
      },
    };
  },
};
