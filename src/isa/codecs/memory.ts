/**
 * Codecs of memory operands on an integer base: scaled and unscaled immediates, pairs, pre- and post-index, register offsets.
 */

import type { Message } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { integerRegister, madeNumber, numberIn, onlyNumber, type WrittenNumber } from '../numbers.ts';
import { INDEX, KIND, MODE, type Operand, SHIFT, SHIFT_NAMES } from '../operand.ts';
import { FIXUP_REENCODE } from '../operand-host.ts';
import { modifierName, modifierReloc } from '../relocs.ts';
import type { Bound, Codec } from '../row.ts';
import { fieldIn, registerName } from './integer.ts';

const BASE_KINDS = KIND.X | KIND.SP;

/** 'x3' or 'sp' of a base field. */
export function baseName(field: Field, word: number): string {
  return registerName(extract(field, word), true, true);
}

function isBase(op: Operand): boolean {
  return (op.baseKind & BASE_KINDS) !== 0;
}

/** The number of the base register. */
function baseNumber(field: Field, op: Operand): readonly WrittenNumber[] {
  return integerRegister(field, op.base, op.baseKind);
}

function baseMessage(op: Operand, e: Encoding, mnemonic: string): Message | undefined {
  if (isBase(op)) return undefined;
  return messages.registerMessage(
    `the base register of '${e.written(op)}' in '${mnemonic}' must be a 64-bit register (x0-x30) or sp`,
  );
}

/** Plain `[Xn|SP]`; also with an offset of 0 written out. */
export function memBase<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.MEM,
        encode(op, e) {
          if (!isBase(op) || op.mode !== MODE.offset) return false;
          if (op.index !== INDEX.none && (op.index !== INDEX.imm || op.value !== 0 || op.big !== undefined))
            return false;
          return e.put(field, op.base);
        },
        print: (word) => `[${baseName(field, word)}]`,
        expects: () => 'an address [Xn|SP] without offset',
        explain: (op, e) => baseMessage(op, e, row.mnemonic),
        numbers(op) {
          const base = baseNumber(field, op);
          return op.index === INDEX.none ? base : [...base, onlyNumber(0)];
        },
        refuses: (op) => op.mode !== MODE.offset || op.index === INDEX.reg,
      };
    },
  };
}

export interface OffsetOptions {
  /** The offset is the field times this. */
  readonly scale?: number;
  readonly mode?: number;
  readonly signed?: boolean;
  /** Name of the offset's field. */
  readonly field?: string;
  /** Accept `:lo12:` and other operators of loads and stores (scaled 12-bit form). */
  readonly lo12?: boolean;
  /** Write a zero offset out when printing. */
  readonly zero?: boolean;
  /** Pre-index without an offset is an offset of 0: `[x0]!`. */
  readonly optional?: boolean;
  /** Offsets must be known at once: GNU as has no fixup for them. */
  readonly known?: boolean;
  /** Multiples of this that are not negative, as far as they fit, are the row's before. */
  readonly beyond?: number;
  /** Refuse these offsets although they fit: they belong to another instruction. */
  readonly refuse?: (value: number) => boolean;
}

/**
 * `[Xn, #offset]`, `[Xn, #offset]!` or `[Xn], #offset` by `mode`. In offset mode the offset may be left out.
 */
export function memOffset<F extends string>(options: OffsetOptions & { readonly field: F }): Codec<F | 'Rn'> {
  const { scale = 1, mode = MODE.offset, signed = true, lo12 = false, zero = false, refuse } = options;
  return {
    bind(row): Bound {
      const Rn = fieldIn(row, 'Rn');
      const field = fieldIn(row, options.field);
      const span = 2 ** field.width;
      const low = (signed ? -span / 2 : 0) * scale;
      const high = (signed ? span / 2 - 1 : span - 1) * scale;
      return {
        kinds: KIND.MEM,
        encode(op, e) {
          if (!isBase(op) || op.mode !== mode || !e.put(Rn, op.base) || op.shift >= 0) return false;
          if (op.index === INDEX.none) return (mode === MODE.offset || options.optional === true) && e.put(field, 0);
          if (op.index === INDEX.expr) return !options.known && memSymbol(op, e, lo12, scale);
          if (op.index !== INDEX.imm || op.big !== undefined || op.value < low || op.value > high) return false;
          if (refuse?.(op.value)) return false;
          const units = op.value / scale;
          return Number.isInteger(units) && e.put(field, units);
        },
        print(word) {
          const raw = extract(field, word);
          const offset = (signed && raw >= span / 2 ? raw - span : raw) * scale;
          const base = baseName(Rn, word);
          if (mode === MODE.post) return `[${base}], #${offset}`;
          if (options.optional && raw === 0) return `[${base}]!`;
          const tail = mode === MODE.pre ? '!' : '';
          return offset === 0 && mode === MODE.offset && !zero ? `[${base}]` : `[${base}, #${offset}]${tail}`;
        },
        expects() {
          const range = `an offset in [${low}, ${high}]${scale > 1 ? ` in steps of ${scale}` : ''}`;
          if (mode === MODE.post) return `an address [Xn|SP], #offset with ${range}`;
          return `an address [Xn|SP, #offset]${mode === MODE.pre ? '!' : ''} with ${range}`;
        },
        explain(op, e) {
          const base = baseMessage(op, e, row.mnemonic);
          if (base || op.mode !== mode) return base;
          if (op.index === INDEX.expr && op.modifier >= 0)
            return messages.badModifier(modifierName(op.modifier), row.mnemonic);
          if (op.index !== INDEX.imm) return undefined;
          return messages.badOffset(op.big ?? op.value, low, high, scale);
        },
        numbers(op) {
          if (refuse) return undefined;
          const base = baseNumber(Rn, op);
          if (op.index !== INDEX.imm) return base;
          if (options.beyond === undefined) return [...base, numberIn(field, op.value, low, high, scale)];
          const offset = madeNumber(op, [field], op.value, { form: 'unscaled', multiple: options.beyond });
          return offset && [...base, ...offset];
        },
        refuses: (op) =>
          op.mode !== mode ||
          op.index === INDEX.reg ||
          (op.index === INDEX.none && mode !== MODE.offset) ||
          (op.index === INDEX.imm && !signed && (op.value < 0 || op.value % scale !== 0)),
      };
    },
  };
}

function memSymbol(op: Operand, e: Encoding, lo12: boolean, scale: number): boolean {
  if (op.modifier < 0) {
    e.fix(FIXUP_REENCODE, op);
    return true;
  }
  const reloc = lo12 ? modifierReloc(op.modifier, 'ldst', Math.log2(scale), e.ilp32) : -1;
  if (reloc < 0) return false;
  e.fix(reloc, op);
  return true;
}

/** `[Xn, Xm{, lsl #s}]`, `[Xn, Wm, uxtw|sxtw {#s}]`, `[Xn, Xm, sxtx {#s}]`: fields Rn, Rm, option, S; `scale` is log2 of the access size. */
export function memIndex(scale: number): Codec<'Rn' | 'Rm' | 'option' | 'S'> {
  return {
    bind(row): Bound {
      const [Rn, Rm, option, S] = ['Rn', 'Rm', 'option', 'S'].map((name) => fieldIn(row, name)) as [
        Field,
        Field,
        Field,
        Field,
      ];
      return {
        kinds: KIND.MEM,
        takesShift: true,
        encode(op, e) {
          if (!isBase(op) || op.mode !== MODE.offset || op.index !== INDEX.reg) return false;
          const extend = indexExtend(op);
          if (extend < 0) return false;
          // a byte access says "shifted" by writing the amount, whose only value is 0
          const shifted = op.amount < 0 ? 0 : op.amount === scale ? 1 : op.amount === 0 ? 0 : -1;
          if (shifted < 0) return false;
          return e.put(Rn, op.base) && e.put(Rm, op.indexReg) && e.put(option, extend) && e.put(S, shifted);
        },
        print(word) {
          const extend = extract(option, word);
          const shifted = extract(S, word) === 1;
          const index = registerName(extract(Rm, word), (extend & 1) === 1, false);
          const amount = shifted ? ` #${scale}` : '';
          const name = extend === 3 ? 'lsl' : SHIFT_NAMES[8 + extend];
          const tail = extend === 3 && !shifted ? '' : `, ${name}${amount}`;
          return `[${baseName(Rn, word)}, ${index}${tail}]`;
        },
        expects: () => `an address [Xn|SP, Xm{, lsl #${scale}}] or [Xn|SP, Wm, uxtw|sxtw {#${scale}}]`,
        explain(op, e) {
          const base = baseMessage(op, e, row.mnemonic);
          if (base || op.index !== INDEX.reg) return base;
          if (indexExtend(op) >= 0 && op.amount > 0)
            return messages.badImmediate(op.amount, `is no shift of this index: 0 or ${scale} expected`);
          return messages.registerMessage(
            `the index of '${e.written(op)}' must be Xm with lsl or sxtx, or Wm with uxtw or sxtw`,
          );
        },
        numbers(op) {
          const registers = [...baseNumber(Rn, op), ...integerRegister(Rm, op.indexReg, op.indexKind)];
          return op.amount < 0 ? registers : [...registers, onlyNumber(op.amount)];
        },
        refuses: (op) => op.mode !== MODE.offset || op.index !== INDEX.reg,
      };
    },
  };
}

/** `option` of an index register, or -1. */
function indexExtend(op: Operand): number {
  if ((op.indexKind & (KIND.X | KIND.XZR)) !== 0) {
    if (op.shift === SHIFT.none) return 3;
    // lsl always has an amount
    if (op.shift === SHIFT.lsl) return op.amount < 0 ? -1 : 3;
    return op.shift === SHIFT.sxtx ? 7 : -1;
  }
  if ((op.indexKind & (KIND.W | KIND.WZR)) === 0) return -1;
  if (op.shift === SHIFT.uxtw) return 2;
  return op.shift === SHIFT.sxtw ? 6 : -1;
}

/** An address with one possible offset, written back: `[Xn, #-8]!`, `[Xn], #8`. Nothing but Rn is encoded. */
export function memFixed(offset: number, mode: number): Codec<'Rn'> {
  return {
    bind(row): Bound {
      const Rn = fieldIn(row, 'Rn');
      const text = mode === MODE.pre ? `, #${offset}]!` : `], #${offset}`;
      return {
        kinds: KIND.MEM,
        encode: (op, e) =>
          isBase(op) &&
          op.mode === mode &&
          op.index === INDEX.imm &&
          op.value === offset &&
          op.shift < 0 &&
          e.put(Rn, op.base),
        print: (word) => `[${baseName(Rn, word)}${text}`,
        expects: () => `an address [Xn|SP${text}`,
        explain: (op, e) => baseMessage(op, e, row.mnemonic),
      };
    },
  };
}

/** `[Xn|SP]` with nothing else permitted, not even `#0`. */
export function memBare<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const base = memBase(name).bind(row);
      return {
        ...base,
        encode: (op, e) => op.index === INDEX.none && base.encode(op, e),
        refuses: (op, e) => op.index !== INDEX.none || base.refuses?.(op, e) === true,
      };
    },
  };
}

/** `[Xn]!`: an address that the instruction itself advances (MOPS). Not SP. */
export function memBang<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.MEM,
        encode: (op, e) =>
          op.baseKind === KIND.X && op.mode === MODE.pre && op.index === INDEX.none && e.put(field, op.base),
        print: (word) => `[${registerName(extract(field, word), true, false)}]!`,
        expects: () => 'an address [Xn]! (x0-x30, different from the other registers)',
      };
    },
  };
}

/** `Xn!`: a count that the instruction itself decreases (MOPS). XZR counts as nothing to do; GNU as 2.40, older than that rule, refuses it. */
export function Xbang<F extends string>(name: F): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KIND.XBANG,
        encode: (op, e) => e.put(field, op.reg),
        print: (word) => `${registerName(extract(field, word), true, false)}!`,
        expects: () => 'a register with write-back, Xn! (x0-x30, xzr, different from the other registers)',
      };
    },
  };
}
