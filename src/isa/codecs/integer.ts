/**
 * Codecs of the general-purpose registers.
 *
 * `R` and `Rsp` take either width and decide the row's field `sf` (0 W, 1 X); `W`, `X`, `Wsp`, `Xsp` are of one width. Register 31 is ZR in `R`, SP
 * in `Rsp`. A row whose `sf` is called otherwise names it: R('Rd', 'opc').
 */

import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { integerRegister } from '../numbers.ts';
import { KIND, KINDS, type Operand } from '../operand.ts';
import type { Bound, Codec, RowContext } from '../row.ts';
import { remembered } from './remembered.ts';

/** The field of a row that a codec was written for. Throws when the table's row lacks it. */
export function fieldIn(row: RowContext, name: string): Field {
  const field = row.layout.fields.get(name);
  if (!field) throw new Error(`'${row.mnemonic}' has no field '${name}'`);
  return field;
}

function names(letter: string, last: string): readonly string[] {
  return [...Array.from({ length: 31 }, (_, number) => `${letter}${number}`), last];
}

const NAMES_W = names('w', 'wzr');
const NAMES_X = names('x', 'xzr');
const NAMES_WSP = names('w', 'wsp');
const NAMES_XSP = names('x', 'sp');

function namesOf(wide: boolean, sp: boolean): readonly string[] {
  return sp ? (wide ? NAMES_XSP : NAMES_WSP) : wide ? NAMES_X : NAMES_W;
}

/** 'x0' … 'x30', 'xzr' or 'sp'. */
export function registerName(number: number, wide: boolean, sp: boolean): string {
  return namesOf(wide, sp)[number] as string;
}

const WIDE_KINDS = KIND.X | KIND.XZR | KIND.SP;

/** Whether an earlier operand has decided another width. */
export function otherWidth(op: Operand, e: Encoding, sf: Field): boolean {
  return (e.decided & sf.mask) !== 0 && (extract(sf, e.word) === 1) !== ((op.kind & WIDE_KINDS) !== 0);
}

const bindEither = remembered(
  (field: Field, sf: Field, sp: boolean): Bound => ({
    kinds: sp ? KINDS.Rsp : KINDS.R,
    encode: (op, e) => e.put(sf, (op.kind & WIDE_KINDS) !== 0 ? 1 : 0) && e.put(field, op.reg),
    print: (word) => registerName(extract(field, word), extract(sf, word) === 1, sp),
    expects: (e) => widthExpected(e, sf, sp),
    numbers: (op) => integerRegister(field, op.reg, op.kind),
    refuses: (op, e) => otherWidth(op, e, sf),
  }),
);

function eitherWidth<F extends string>(name: F, sfName: string, sp: boolean): Codec<F> {
  return { bind: (row) => bindEither(fieldIn(row, name), fieldIn(row, sfName), sp) };
}

function widthExpected(e: Encoding, sf: Field, sp: boolean): string {
  const or = sp ? ' or the stack pointer' : '';
  if ((e.decided & sf.mask) === 0) return `an integer register${or}`;
  return extract(sf, e.word) === 1
    ? `a 64-bit integer register (x0-x30, ${sp ? 'sp' : 'xzr'})`
    : `a 32-bit integer register (w0-w30, ${sp ? 'wsp' : 'wzr'})`;
}

type Accept = ((reg: number) => boolean) | undefined;

const bindOne = remembered(
  (field: Field, kinds: number, wide: boolean, sp: boolean, accept: Accept, words: string): Bound => {
    const texts = namesOf(wide, sp);
    return {
      kinds,
      encode: (op, e) => (accept === undefined || accept(op.reg)) && e.put(field, op.reg),
      fits: accept === undefined ? undefined : (word) => accept(extract(field, word)),
      print: (word) => texts[extract(field, word)] as string,
      expects: () => words,
      ...(accept ? {} : { numbers: (op) => integerRegister(field, op.reg, op.kind) }),
    };
  },
);

function oneWidth<F extends string>(
  name: F,
  kinds: number,
  wide: boolean,
  sp: boolean,
  accept?: Accept,
  words?: string,
): Codec<F> {
  const last = sp ? (wide ? 'sp' : 'wsp') : wide ? 'xzr' : 'wzr';
  const expects = words ?? `a ${wide ? 64 : 32}-bit integer register (${wide ? 'x0-x30' : 'w0-w30'}, ${last})`;
  return { bind: (row) => bindOne(fieldIn(row, name), kinds, wide, sp, accept, expects) };
}

const isEven = (reg: number): boolean => (reg & 1) === 0;
const startsEight = (reg: number): boolean => (reg & 1) === 0 && reg <= 22;

/** W or X by `sf`; 31 is ZR. */
export const R = <F extends string>(name: F, sf = 'sf'): Codec<F> => eitherWidth(name, sf, false);
/** W or X by `sf`; 31 is SP. */
export const Rsp = <F extends string>(name: F, sf = 'sf'): Codec<F> => eitherWidth(name, sf, true);
export const W = <F extends string>(name: F): Codec<F> => oneWidth(name, KINDS.W, false, false);
export const X = <F extends string>(name: F): Codec<F> => oneWidth(name, KINDS.X, true, false);
export const Wsp = <F extends string>(name: F): Codec<F> => oneWidth(name, KINDS.Wsp, false, true);
export const Xsp = <F extends string>(name: F): Codec<F> => oneWidth(name, KINDS.Xsp, true, true);
/** X0..X30: no ZR. */
export const Xnzr = <F extends string>(name: F): Codec<F> =>
  oneWidth(name, KIND.X, true, false, undefined, 'a 64-bit integer register (x0-x30)');
/** An even-numbered register, first of a pair (CASP, LDXP128 …). */
export const Weven = <F extends string>(name: F): Codec<F> =>
  oneWidth(name, KINDS.W, false, false, isEven, 'an even-numbered 32-bit integer register');
export const Xeven = <F extends string>(name: F): Codec<F> =>
  oneWidth(name, KINDS.X, true, false, isEven, 'an even-numbered 64-bit integer register');

/** First of eight registers (LD64B): even, X0 to X22. */
export const X64bytes = <F extends string>(name: F): Codec<F> =>
  oneWidth(name, KINDS.X, true, false, startsEight, 'an even-numbered 64-bit integer register (x0-x22)');

/** A register that must be the one after `first` (CASP's second); no field of its own. ZR follows X30. */
export function next<F extends string>(first: F, wide: boolean): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, first);
      return {
        kinds: wide ? KINDS.X : KINDS.W,
        encode: (op, e) => op.reg === ((extract(field, e.word) + 1) & 31),
        print: (word) => registerName((extract(field, word) + 1) & 31, wide, false),
        expects: (e) =>
          `${registerName((extract(field, e.word) + 1) & 31, wide, false)}, the register after the one before`,
      };
    },
  };
}

/** A W register in operand position that the assembler also accepts as X (or the reverse): prints as `wide` says. */
export function anyWidth<F extends string>(name: F, wide: boolean): Codec<F> {
  return {
    bind(row): Bound {
      const field = fieldIn(row, name);
      return {
        kinds: KINDS.R,
        encode: (op: Operand, e: Encoding) => e.put(field, op.reg),
        print: (word) => registerName(extract(field, word), wide, false),
        expects: () => 'an integer register',
      };
    },
  };
}
