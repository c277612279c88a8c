/**
 * Codecs of vector registers and their elements, and of the B/H/S/D/Q scalars of the FP file.
 *
 * Names follow the register file: V('Rd', T) is an AdvSIMD register, Z('Zd', T) a scalable one, F('Rd', T) a scalar; VL and ZL are elements. T is
 * an arrangement or a table of them (arrangement.ts).
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import { numberIn, registerNumber } from '../numbers.ts';
import { ARR_NAMES, KIND } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import {
  ANY_ARRANGEMENT,
  type Arrangements,
  type ArrangementsOf,
  type BoundArrangements,
  boundArrangements,
  type Case,
  joined,
  type Names,
} from './arrangement.ts';
import { remembered } from './remembered.ts';
import {
  arrangedNames,
  explainRegister,
  FILE_V,
  FILE_Z,
  type File,
  putRegister,
  range,
  register,
  registerNames,
} from './vector-file.ts';

/** `v0.4s`. */
export const V = <F extends string, A extends string = never>(name: F, of: ArrangementsOf<A>): Codec<F | A> =>
  register(FILE_V, name, of);
/** `z0.s`, or `z0` when `of` is ''. */
export const Z = <F extends string, A extends string = never>(name: F, of: ArrangementsOf<A>): Codec<F | A> =>
  register(FILE_Z, name, of);

const SCALAR_KINDS: Readonly<Record<string, number>> = { b: KIND.B, h: KIND.H, s: KIND.S, d: KIND.D, q: KIND.Q };

/** Arrangement code of a scalar register's KIND: b, h, s, d, q are 1 to 5. */
function scalarArr(kind: number): number {
  return 26 - Math.clz32(kind);
}

const scalarNames = remembered((letter: string): readonly string[] =>
  Array.from({ length: 32 }, (_, number) => `${letter}${number}`),
);

const bindScalar = remembered((field: Field, arrangements: BoundArrangements): Bound => {
  const letters = arrangements.cases.map((one) => one.name);
  const names = letters.map((letter) => scalarNames(letter));
  const unknown = scalarNames('?');
  let kinds = 0;
  for (const letter of letters) kinds |= SCALAR_KINDS[letter] ?? 0;
  return {
    kinds,
    fits: arrangements.fits,
    encode: (op, e) => arrangements.put(scalarArr(op.kind), e) && putRegister(e, field, op.reg),
    print: (word) => (names[arrangements.index(word)] ?? unknown)[extract(field, word)] as string,
    expects: () => `a scalar register ${letters.map((c) => `${c}0-${c}31`).join(', ')}`,
    numbers: (op) => [registerNumber(field, op.reg, 31)],
    refuses: (op, e) => !arrangements.agrees(scalarArr(op.kind), e),
  };
});

/** `s0`: a scalar of the FP register file; its size is an arrangement b, h, s, d or q. */
export function F<N extends string, A extends string = never>(name: N, of: ArrangementsOf<A>): Codec<N | A> {
  return { bind: (row) => bindScalar(joined(row, name), boundArrangements(row, of)) };
}

/** The element's size of whole-register arrangements, by code: `4s` is `s`. */
const ELEMENT_OF: readonly (number | undefined)[] = ARR_NAMES.map((name) =>
  /^(8b|16b|4h|8h|2s|4s|1d|2d)$/.test(name) ? (ARR_NAMES as readonly string[]).indexOf(name.slice(-1)) : undefined,
);

const bindLane = remembered(
  (file: File, field: Field, arrangements: BoundArrangements, common: Field | undefined, bare: boolean): Bound => {
    const indexOf = (one: Case | undefined): Field | undefined => common ?? one?.index;
    const most = (one: Case | undefined): number => 2 ** (indexOf(one)?.width ?? 0) - 1;
    const places = (): string => arrangements.cases.map((one) => `.${one.name}[0-${most(one)}]`).join(', ');
    const names = arrangedNames(file, arrangements);
    const bareNames = registerNames(file, '');
    return {
      kinds: file.laneKind,
      fits: arrangements.fits,
      encode(op, e) {
        let arr = bare && op.arr === 0 ? ANY_ARRANGEMENT : op.arr;
        // as GNU as does, take `v1.4s[0]` for `v1.s[0]`
        if (file === FILE_V && !arrangements.byCode(arr)) arr = ELEMENT_OF[arr] ?? arr;
        if (!arrangements.put(arr, e) || op.last >= 0 || op.slice >= 0) return false;
        const one = arr === ANY_ARRANGEMENT ? arrangements.of(e.word) : arrangements.byCode(arr);
        const at = indexOf(one);
        if (op.lane < 0 || op.lane >>> (at?.width ?? 0) !== 0) return false;
        return (at === undefined || e.put(at, op.lane)) && putRegister(e, field, op.reg);
      },
      print(word) {
        const index = arrangements.index(word);
        const at = indexOf(arrangements.cases[index]);
        return `${(names[index] ?? bareNames)[extract(field, word)]}[${at ? extract(at, word) : 0}]`;
      },
      expects: () => `an element (${range(file, field.width)}) with ${places()}`,
      explain(op, e) {
        const one = arrangements.byCode(op.arr) ?? arrangements.cases[0];
        return (
          explainRegister(file, field, arrangements, op, e) ??
          messages.immediateRange(op.lane, 0, most(one), ' (the element index)')
        );
      },
      numbers(op, e) {
        const at = indexOf(arrangements.of(e.word));
        return at && [registerNumber(field, op.reg, file.size - 1), numberIn(at, op.lane, 0, 2 ** at.width - 1)];
      },
      refuses: (op, e) => !arrangements.agrees(op.arr, e) && !arrangements.agrees(ELEMENT_OF[op.arr] ?? -1, e) && !bare,
    };
  },
);

function lane<N extends string, A extends string, I extends string>(
  file: File,
  name: N,
  of: ArrangementsOf<A>,
  index: I,
  bare = false,
): Codec<N | A | Names<I>> {
  return {
    bind(row) {
      const common = index === '' ? undefined : joined(row, index);
      return bindLane(file, joined(row, name), boundArrangements(row, of), common, bare);
    },
  };
}

/** `v0.s[1]` with the index in the fields 'H:L:M', or ('') in the bits marked `i` of the table. */
export const VL = <N extends string, A extends string = never, I extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  index: I,
): Codec<N | A | Names<I>> => lane(FILE_V, name, of, index);
/** The same, with a suffix that may be left out where another operand has told the size: `dup s3, v4[1]`. */
export const VLbare = <N extends string, A extends string>(name: N, of: Arrangements<A>): Codec<N | A> =>
  lane(FILE_V, name, of, '', true);
/** `z0.s[1]`. */
export const ZL = <N extends string, A extends string = never, I extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  index: I,
): Codec<N | A | Names<I>> => lane(FILE_Z, name, of, index);

/** `v0.s[1]` of one constant index that has no field. */
export function VLfixed<N extends string>(name: N, of: 'b' | 'h' | 's' | 'd', index: number): Codec<N> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arr = ARR_NAMES.indexOf(of);
      return {
        kinds: KIND.VLANE,
        encode: (op, e) =>
          (op.arr === arr || ELEMENT_OF[op.arr] === arr) && op.lane === index && putRegister(e, field, op.reg),
        print: (word) => `v${extract(field, word)}.${of}[${index}]`,
        expects: () => `element .${of}[${index}] of a vector register (v0-v31)`,
      };
    },
  };
}
