/**
 * The register files V, Z and P: what their registers have in common as operands, with an arrangement or without.
 *
 * A register field of fewer than five bits takes the low registers only. Arrangements are fixed or tables (arrangement.ts).
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { registerNumber } from '../numbers.ts';
import { ARR_NAMES, KIND, type Operand } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { type ArrangementsOf, type BoundArrangements, boundArrangements, joined } from './arrangement.ts';
import { remembered } from './remembered.ts';

/** A register file: letter, the KIND of its registers and of its elements, what to call it. */
export interface File {
  readonly letter: string;
  readonly kind: number;
  readonly laneKind: number;
  readonly words: string;
  readonly size: number;
}

export const FILE_V: File = { letter: 'v', kind: KIND.V, laneKind: KIND.VLANE, words: 'a vector register', size: 32 };
export const FILE_Z: File = {
  letter: 'z',
  kind: KIND.Z,
  laneKind: KIND.ZLANE,
  words: 'a scalable vector register',
  size: 32,
};
export const FILE_P: File = {
  letter: 'p',
  kind: KIND.P,
  laneKind: KIND.PLANE,
  words: 'a predicate register',
  size: 16,
};

/** Distance of the numbers that a field of `width` bits with `step` between them can name: 'z0-z30, even'. */
export function range(file: File, width: number, step = 1): string {
  const last = Math.min(file.size, step * 2 ** width) - step;
  const every = step === 1 ? '' : step === 2 ? ', even' : `, a multiple of ${step}`;
  return `${file.letter}0-${file.letter}${last}${every}`;
}

/** Puts register `reg` into `field`; false when the field is too narrow for it. */
export function putRegister(e: Encoding, field: Field, reg: number): boolean {
  return reg >>> field.width === 0 && e.put(field, reg);
}

export function withSuffix(words: string, names: string): string {
  return names === '.' ? `${words} without a suffix` : `${words} with ${names.includes(',') ? 'one of ' : ''}${names}`;
}

/** Says what is wrong with a register of the right file: its number or its suffix. */
export function explainRegister(file: File, field: Field, arrangements: BoundArrangements, op: Operand, e: Encoding) {
  const text = e.written(op);
  if (op.reg >= 2 ** field.width)
    return messages.registerMessage(`register '${text}' is not in ${range(file, field.width)}`);
  const name = ARR_NAMES[op.arr] ?? '';
  if (op.arr >= 0 && !arrangements.byCode(op.arr)) {
    const have = name ? `suffix '.${name}' of '${text}'` : `'${text}' has no suffix; it`;
    const names = arrangements.possible(e);
    return messages.registerMessage(
      `${have} must be ${names === '.' ? 'left out' : names.includes(',') ? `one of ${names}` : names}`,
    );
  }
  // a field that is already decided is another operand's: the destination is read as well
  const sameSize = arrangements.agrees(op.arr, e);
  if (sameSize && (e.decided & field.mask) >>> 0 === field.mask && extract(field, e.word) !== op.reg && op.lane < 0) {
    return messages.registerMessage(
      `'${text}' must be ${file.letter}${extract(field, e.word)}, the same register as before`,
    );
  }
  return undefined;
}

/** The names of all registers of a file with a suffix: 'z0.s' … 'z31.s'. */
export const registerNames = remembered((file: File, suffix: string): readonly string[] =>
  Array.from({ length: file.size }, (_, number) => `${file.letter}${number}${suffix}`),
);

/** Names of registers by the number of their arrangement. */
export function arrangedNames(file: File, arrangements: BoundArrangements): readonly (readonly string[])[] {
  return arrangements.cases.map((one) => registerNames(file, one.name ? `.${one.name}` : ''));
}

const bindRegister = remembered((file: File, field: Field, arrangements: BoundArrangements): Bound => {
  const words = `${file.words} (${range(file, field.width)})`;
  const names = arrangedNames(file, arrangements);
  const bare = registerNames(file, '');
  return {
    kinds: file.kind,
    fits: arrangements.fits,
    encode: (op, e) => op.qualifier === 0 && arrangements.put(op.arr, e) && putRegister(e, field, op.reg),
    print: (word) => (names[arrangements.index(word)] ?? bare)[extract(field, word)] as string,
    expects: (e) => withSuffix(words, arrangements.possible(e)),
    explain: (op, e) => explainRegister(file, field, arrangements, op, e),
    numbers: (op) => [registerNumber(field, op.reg, file.size - 1)],
    refuses: (op, e) => op.qualifier !== 0 || !arrangements.agrees(op.arr, e),
  };
});

export function register<F extends string, A extends string>(file: File, name: F, of: ArrangementsOf<A>): Codec<F | A> {
  return { bind: (row) => bindRegister(file, joined(row, name), boundArrangements(row, of)) };
}
