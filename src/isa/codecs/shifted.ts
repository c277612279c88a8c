/**
 * Codecs of registers with a shift or an extend: the last operand of ADD, AND and their families.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { integerRegister, numberIn, type WrittenNumber } from '../numbers.ts';
import { KIND, KINDS, type Operand, SHIFT, SHIFT_NAMES } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { fieldIn, otherWidth, registerName } from './integer.ts';

/** Rm with `lsl|lsr|asr|ror #amount`: fields Rm, shift, imm6, sf. `ror` only where the row allows (logical). */
export function shiftedReg(ror: boolean): Codec<'Rm' | 'shift' | 'imm6' | 'sf'> {
  const names = ror ? 'lsl, lsr, asr or ror' : 'lsl, lsr or asr';
  return {
    bind(row): Bound {
      const [Rm, shift, imm6, sf] = ['Rm', 'shift', 'imm6', 'sf'].map((name) => fieldIn(row, name)) as [
        Field,
        Field,
        Field,
        Field,
      ];
      return {
        kinds: KINDS.R,
        takesShift: true,
        encode(op, e) {
          if (!e.put(sf, (op.kind & KINDS.X) !== 0 ? 1 : 0)) return false;
          if (op.shift < 0) return e.put(shift, 0) && e.put(imm6, 0) && e.put(Rm, op.reg);
          if (op.shift > (ror ? SHIFT.ror : SHIFT.asr) || op.amount < 0 || op.amount > (extract(sf, e.word) ? 63 : 31))
            return false;
          return e.put(shift, op.shift) && e.put(imm6, op.amount) && e.put(Rm, op.reg);
        },
        print(word) {
          const name = registerName(extract(Rm, word), extract(sf, word) === 1, false);
          const kind = extract(shift, word);
          const amount = extract(imm6, word);
          return kind === 0 && amount === 0 ? name : `${name}, ${SHIFT_NAMES[kind]} #${amount}`;
        },
        expects: (e) => `a ${extract(sf, e.word) ? 64 : 32}-bit integer register, optionally with ${names}`,
        explain: (op, e) =>
          // extends are the business of the other row of ADD and SUB
          !ror && op.shift >= SHIFT.uxtb
            ? undefined
            : explainShift(op, e, row.mnemonic, names, extract(sf, e.word) ? 63 : 31),
        numbers: (op, e) => registerAndAmount(Rm, imm6, extract(sf, e.word) ? 63 : 31, op),
        refuses: (op, e) => otherWidth(op, e, sf) || op.amount < 0 || op.shift > (ror ? SHIFT.ror : SHIFT.asr),
      };
    },
  };
}

/** The numbers of a register, and of the shift amount if one is written. */
function registerAndAmount(register: Field, amount: Field, most: number, op: Operand): readonly WrittenNumber[] {
  const numbers = integerRegister(register, op.reg, op.kind);
  return op.amount < 0 ? numbers : [...numbers, numberIn(amount, op.amount, 0, most)];
}

function explainShift(op: Operand, e: Encoding, mnemonic: string, names: string, most: number) {
  if (op.shift < 0) return undefined;
  const allowed = names.split(/, | or /).includes(SHIFT_NAMES[op.shift] ?? '');
  if (!allowed)
    return messages.badImmediate(`'${SHIFT_NAMES[op.shift]}'`, `is no shift of '${mnemonic}'; ${names} expected`);
  if (op.amount < 0) return messages.badImmediate(e.written(op), 'lacks the shift amount');
  if (op.amount > most) return messages.immediateRange(op.amount, 0, most);
  return undefined;
}

/** Rm with an extend and a left shift of 0..4: fields Rm, option, imm3, Rn, Rd, sf. Prints `lsl` where SP makes it the preferred name. */
export function extendedReg(destination: 'Rd' | undefined): Codec<'Rm' | 'option' | 'imm3' | 'Rn' | 'Rd' | 'sf'> {
  return {
    bind(row): Bound {
      const [Rm, option, imm3, Rn, sf] = ['Rm', 'option', 'imm3', 'Rn', 'sf'].map((name) => fieldIn(row, name)) as [
        Field,
        Field,
        Field,
        Field,
        Field,
      ];
      const Rd = destination ? fieldIn(row, destination) : undefined;
      return {
        kinds: KINDS.R,
        takesShift: true,
        encode(op, e) {
          const wide = extract(sf, e.word);
          const isX = (op.kind & KINDS.X) !== 0;
          let extend = op.shift;
          if (extend === SHIFT.none || extend === SHIFT.lsl) {
            // plain or LSL means "no extension", and only an operation on SP reaches this row so
            if (extend === SHIFT.lsl && op.amount < 0) return false;
            // (llvm-mc also lets ADDS and SUBS write `w1, lsl #n` for `w1, uxtw #n`)
            const usesSp = extract(Rn, e.word) === 31 || (Rd !== undefined && extract(Rd, e.word) === 31);
            if (!usesSp && (Rd !== undefined || isX || extend === SHIFT.none)) return false;
            if (wide === 0 && isX) return false;
            extend = isX ? SHIFT.uxtx : SHIFT.uxtw;
          } else if (extend < SHIFT.uxtb || extend > SHIFT.sxtx) return false;
          // the manual has `x1, uxtx` and `w1, uxtb`; GNU as takes any width with any extend where the operation has 64 bits
          if (isX && wide === 0) return false;
          const amount = op.amount < 0 ? 0 : op.amount;
          return amount <= 4 && e.put(option, extend & 7) && e.put(imm3, amount) && e.put(Rm, op.reg);
        },
        print(word) {
          const wide = extract(sf, word);
          const extend = extract(option, word);
          const amount = extract(imm3, word);
          const name = registerName(extract(Rm, word), wide === 1 && (extend & 3) === 3, false);
          const usesSp = extract(Rn, word) === 31 || (Rd !== undefined && extract(Rd, word) === 31);
          if (usesSp && extend === (wide ? 3 : 2)) return amount === 0 ? name : `${name}, lsl #${amount}`;
          return `${name}, ${SHIFT_NAMES[8 + extend]}${amount === 0 ? '' : ` #${amount}`}`;
        },
        expects: () =>
          'an integer register with uxtb, uxth, uxtw, uxtx, sxtb, sxth, sxtw, sxtx or lsl and an amount in [0, 4]',
        explain(op, e) {
          if (op.shift >= SHIFT.uxtb && op.shift <= SHIFT.sxtx) {
            const isX = (op.kind & (KIND.X | KIND.XZR)) !== 0;
            if (isX && extract(sf, e.word) === 0)
              return messages.registerMessage(
                `'${e.written(op)}' is of the wrong width: '${SHIFT_NAMES[op.shift]}' extends a W register, w${op.reg === 31 ? 'zr' : op.reg}`,
              );
          }
          return op.amount > 4 ? messages.immediateRange(op.amount, 0, 4) : undefined;
        },
        numbers: (op) => registerAndAmount(Rm, imm3, 4, op),
        refuses: (op) => op.amount <= 4,
      };
    },
  };
}

/** Xm with an optional `lsl #amount`, 0 to `most` (ADDPT). */
export function shiftedX<F extends string, G extends string>(name: F, amount: G, most: number): Codec<F | G> {
  return {
    bind(row): Bound {
      const [Rm, imm] = [fieldIn(row, name), fieldIn(row, amount)];
      return {
        kinds: KINDS.X,
        takesShift: true,
        encode(op, e) {
          if (op.shift >= 0 && (op.shift !== SHIFT.lsl || op.amount < 0 || op.amount > most)) return false;
          return e.put(imm, op.shift < 0 ? 0 : op.amount) && e.put(Rm, op.reg);
        },
        print(word) {
          const text = registerName(extract(Rm, word), true, false);
          const shift = extract(imm, word);
          return shift === 0 ? text : `${text}, lsl #${shift}`;
        },
        expects: () => `a 64-bit integer register, optionally with lsl #0 to #${most}`,
        explain: (op) =>
          op.shift === SHIFT.lsl && op.amount > most ? messages.immediateRange(op.amount, 0, most) : undefined,
      };
    },
  };
}
