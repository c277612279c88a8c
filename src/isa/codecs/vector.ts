/**
 * Codecs of the vector register files: V, Z and P registers with an arrangement, elements, lists; B/H/S/D/Q scalars.
 *
 * Names follow the register file: V('Rd', T) is an AdvSIMD register, Z('Zd', T) a scalable one, P('Pd', T) a predicate, F('Rd', T) a scalar of
 * the FP file. T is an arrangement or a table of them (arrangement.ts). A register field of fewer than five bits takes the low registers only.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { ARR_NAMES, INDEX, KIND, KINDS, MODE, type Operand } from '../operand.ts';
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
import { registerName } from './integer.ts';

/** A register file: letter, the KIND of its registers and of its elements, what to call it. */
interface File {
  readonly letter: string;
  readonly kind: number;
  readonly laneKind: number;
  readonly words: string;
  readonly size: number;
}

const FILE_V: File = { letter: 'v', kind: KIND.V, laneKind: KIND.VLANE, words: 'a vector register', size: 32 };
const FILE_Z: File = { letter: 'z', kind: KIND.Z, laneKind: KIND.ZLANE, words: 'a scalable vector register', size: 32 };
const FILE_P: File = { letter: 'p', kind: KIND.P, laneKind: KIND.PLANE, words: 'a predicate register', size: 16 };

/** Distance of the numbers that a field of `width` bits with `step` between them can name: 'z0-z30, even'. */
function range(file: File, width: number, step = 1): string {
  const last = Math.min(file.size, step * 2 ** width) - step;
  const every = step === 1 ? '' : step === 2 ? ', even' : `, a multiple of ${step}`;
  return `${file.letter}0-${file.letter}${last}${every}`;
}

/** Puts register `reg` into `field`; false when the field is too narrow for it. */
export function putRegister(e: Encoding, field: Field, reg: number): boolean {
  return reg >>> field.width === 0 && e.put(field, reg);
}

function withSuffix(words: string, names: string): string {
  return names === '.' ? `${words} without a suffix` : `${words} with ${names.includes(',') ? 'one of ' : ''}${names}`;
}

/** Says what is wrong with a register of the right file: its number or its suffix. */
function explainRegister(file: File, field: Field, arrangements: BoundArrangements, op: Operand, e: Encoding) {
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

function register<F extends string, A extends string>(file: File, name: F, of: ArrangementsOf<A>): Codec<F | A> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      const words = `${file.words} (${range(file, field.width)})`;
      return {
        kinds: file.kind,
        fits: arrangements.fits,
        encode: (op, e) => op.qualifier === 0 && arrangements.put(op.arr, e) && putRegister(e, field, op.reg),
        print: (word) => `${file.letter}${extract(field, word)}${arrangements.suffix(word)}`,
        expects: (e) => withSuffix(words, arrangements.possible(e)),
        explain: (op, e) => explainRegister(file, field, arrangements, op, e),
      };
    },
  };
}

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

/** `s0`: a scalar of the FP register file; its size is an arrangement b, h, s, d or q. */
export function F<N extends string, A extends string = never>(name: N, of: ArrangementsOf<A>): Codec<N | A> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      let kinds = 0;
      for (const one of arrangements.cases) kinds |= SCALAR_KINDS[one.name] ?? 0;
      const letters = arrangements.cases.map((one) => one.name);
      const words = `a scalar register ${letters.map((c) => `${c}0-${c}31`).join(', ')}`;
      return {
        kinds,
        fits: arrangements.fits,
        encode: (op, e) => arrangements.put(scalarArr(op.kind), e) && putRegister(e, field, op.reg),
        print: (word) => `${arrangements.of(word)?.name ?? '?'}${extract(field, word)}`,
        expects: () => words,
      };
    },
  };
}

/** The element's size of whole-register arrangements, by code: `4s` is `s`. */
const ELEMENT_OF: readonly (number | undefined)[] = ARR_NAMES.map((name) =>
  /^(8b|16b|4h|8h|2s|4s|1d|2d)$/.test(name) ? (ARR_NAMES as readonly string[]).indexOf(name.slice(-1)) : undefined,
);

function lane<N extends string, A extends string, I extends string>(
  file: File,
  name: N,
  of: ArrangementsOf<A>,
  index: I,
  bare = false,
): Codec<N | A | Names<I>> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      const common = index === '' ? undefined : joined(row, index);
      const indexOf = (one: Case | undefined): Field | undefined => common ?? one?.index;
      const most = (one: Case | undefined): number => 2 ** (indexOf(one)?.width ?? 0) - 1;
      const words = `an element (${range(file, field.width)}) with ${arrangements.cases.map((one) => `.${one.name}[0-${most(one)}]`).join(', ')}`;
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
          const one = arrangements.of(word);
          const at = indexOf(one);
          return `${file.letter}${extract(field, word)}${arrangements.suffix(word)}[${at ? extract(at, word) : 0}]`;
        },
        expects: () => words,
        explain(op, e) {
          const one = arrangements.byCode(op.arr) ?? arrangements.cases[0];
          return (
            explainRegister(file, field, arrangements, op, e) ??
            messages.immediateRange(op.lane, 0, most(one), ' (the element index)')
          );
        },
      };
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

/** How the registers of a list lie: consecutive, from a multiple of the count, or the strided form of SME2. */
export type Spacing = 'consecutive' | 'multiple' | 'strided';

/** '{v0.4s, v1.4s}' or '{v0.4s-v3.4s}', as GNU objdump chooses. */
export function listText(
  letter: string,
  first: number,
  count: number,
  stride: number,
  suffix: string,
  size: number,
): string {
  const last = (first + (count - 1) * stride) % size;
  if (count > 2 && stride === 1 && last > first) return `{${letter}${first}${suffix}-${letter}${last}${suffix}}`;
  return `{${Array.from({ length: count }, (_, i) => `${letter}${(first + i * stride) % size}${suffix}`).join(', ')}}`;
}

interface ListShape {
  readonly count: number;
  readonly stride: number;
  /** The field of a first register, or -1. */
  code(reg: number): number;
  first(code: number): number;
  readonly words: string;
}

function shapeOf(file: File, width: number, count: number, spacing: Spacing): ListShape {
  const letter = file.letter;
  if (spacing === 'consecutive') {
    return {
      count,
      stride: 1,
      code: (reg) => (reg < 2 ** width ? reg : -1),
      first: (code) => code,
      words: `{${letter}n … ${letter}n+${count - 1}}`,
    };
  }
  if (spacing === 'multiple') {
    const code = (reg: number): number => (reg % count === 0 ? reg / count : -1);
    return {
      count,
      stride: 1,
      code,
      first: (c) => c * count,
      words: `${count} consecutive registers, the first a multiple of ${count}`,
    };
  }
  // z0-z7 or z16-z23 by eight for two registers; z0-z3 or z16-z19 by four for four
  const low = 16 / count;
  const code = (reg: number): number => (reg % 16 < low ? Math.floor(reg / 16) * low + (reg % 16) : -1);
  return {
    count,
    stride: low,
    code,
    first: (c) => Math.floor(c / low) * 16 + (c % low),
    words: `${count} registers, ${low} apart, the first in z0-z${low - 1} or z16-z${15 + low}`,
  };
}

function listFits(op: Operand, file: File, shape: ListShape): boolean {
  if (op.listKind !== file.kind || op.count !== shape.count || op.qualifier !== 0) return false;
  return shape.count === 1 || op.stride === shape.stride;
}

function list<N extends string, A extends string>(
  file: File,
  name: N,
  count: number,
  of: ArrangementsOf<A>,
  spacing: Spacing,
): Codec<N | A> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      const shape = shapeOf(file, field.width, count, spacing);
      const words = withSuffix(
        count === 1 ? `a list of one register {${file.letter}n}` : `a list: ${shape.words},`,
        arrangements.names,
      );
      // the braces of a list of one may be left out where the file is Z
      const bare = count === 1 && file.kind === KIND.Z ? KIND.Z : 0;
      return {
        kinds: KIND.LIST | bare,
        fits: arrangements.fits,
        encode(op, e) {
          if (op.kind !== bare && !listFits(op, file, shape)) return false;
          if (!arrangements.put(op.arr, e)) return false;
          const code = shape.code(op.reg);
          return code >= 0 && e.put(field, code);
        },
        print: (word) =>
          listText(
            file.letter,
            shape.first(extract(field, word)),
            count,
            shape.stride,
            arrangements.suffix(word),
            file.size,
          ),
        expects: () => words,
      };
    },
  };
}

/** `{v0.4s, v1.4s}`. */
export const VList = <N extends string, A extends string = never>(
  name: N,
  count: number,
  of: ArrangementsOf<A>,
): Codec<N | A> => list(FILE_V, name, count, of, 'consecutive');
/** `{z0.s, z1.s}`; 'multiple' and 'strided' are those of SME2. */
export const ZList = <N extends string, A extends string = never>(
  name: N,
  count: number,
  of: ArrangementsOf<A>,
  spacing: Spacing = 'consecutive',
): Codec<N | A> => list(FILE_Z, name, count, of, spacing);
/** `{p0.s, p1.s}`. */
export const PList = <N extends string, A extends string = never>(
  name: N,
  count: number,
  of: ArrangementsOf<A>,
  spacing: Spacing = 'consecutive',
): Codec<N | A> => list(FILE_P, name, count, of, spacing);

/** `{v0.s, v1.s}[1]`, the index in the bits marked `i` of the table. */
export function VListL<N extends string, A extends string>(
  name: N,
  count: number,
  of: ArrangementsOf<A>,
): Codec<N | A> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      const shape = shapeOf(FILE_V, field.width, count, 'consecutive');
      const most = (one: Case | undefined): number => 2 ** (one?.index?.width ?? 0) - 1;
      const words = `a list of ${count} with an index: ${arrangements.cases.map((one) => `.${one.name}[0-${most(one)}]`).join(', ')}`;
      return {
        kinds: KIND.LISTLANE,
        fits: arrangements.fits,
        encode(op, e) {
          if (!listFits(op, FILE_V, shape) || !arrangements.put(op.arr, e)) return false;
          const one = arrangements.byCode(op.arr) ?? arrangements.of(e.word);
          if (!one?.index || op.lane < 0 || op.lane > most(one)) return false;
          return e.put(one.index, op.lane) && e.put(field, op.reg);
        },
        print(word) {
          const one = arrangements.of(word);
          return `${listText('v', extract(field, word), count, 1, arrangements.suffix(word), 32)}[${one?.index ? extract(one.index, word) : 0}]`;
        },
        expects: () => words,
      };
    },
  };
}

/** `x0` by name only where the kinds are FP: all scalar kinds, for messages elsewhere. */
export const SCALARS = KINDS.SCALAR;

/** A predicate: `p0.s`, or `p0` when `of` is ''. Where `counter` is true, `pn0` is taken as well, as GNU as does for loads and stores of predicates. */
export function P<N extends string, A extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  counter = false,
): Codec<N | A> {
  const plain = register(FILE_P, name, of);
  if (!counter) return plain;
  return { bind: (row) => ({ ...plain.bind(row), kinds: KIND.P | KIND.PN }) };
}

/** A predicate with a suffix that may be left out when another operand tells the size: `incp z0.d, p0`. */
export function Pbare<N extends string, A extends string>(name: N, of: Arrangements<A>): Codec<N | A> {
  const plain = register(FILE_P, name, of);
  return {
    bind(row): Bound {
      const bound = plain.bind(row);
      const field = joined(row, name);
      return {
        ...bound,
        encode: (op, e) => (op.arr === 0 ? op.qualifier === 0 && putRegister(e, field, op.reg) : bound.encode(op, e)),
      };
    },
  };
}

/** `codec`'s register also in other fields: MOV of predicates names one register for three. */
export function tied<N extends string, O extends string>(
  codec: Codec<N>,
  from: N,
  ...others: readonly O[]
): Codec<N | O> {
  return {
    bind(row): Bound {
      const bound = codec.bind(row);
      const source = joined(row, from);
      const fields = others.map((other) => joined(row, other));
      return {
        ...bound,
        encode(op, e) {
          if (!bound.encode(op, e)) return false;
          for (const field of fields) if (!e.put(field, extract(source, e.word))) return false;
          return true;
        },
      };
    },
  };
}

/** A governing predicate `p0/m` or `p0/z`; of='' takes it without a qualifier. */
export function Pg<N extends string>(name: N, qualifier: 'm' | 'z'): Codec<N> {
  const code = qualifier.charCodeAt(0);
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const words = `a predicate ${range(FILE_P, field.width)} with /${qualifier}`;
      return {
        kinds: KIND.P,
        encode: (op, e) => op.qualifier === code && op.arr === 0 && putRegister(e, field, op.reg),
        print: (word) => `p${extract(field, word)}/${qualifier}`,
        expects: () => words,
        explain(op, e) {
          if (op.reg >= 2 ** field.width)
            return messages.registerMessage(`predicate '${e.written(op)}' is not in ${range(FILE_P, field.width)}`);
          return messages.registerMessage(`'${e.written(op)}' must be p${op.reg}/${qualifier}`);
        },
      };
    },
  };
}

/** `p0/m` or `p0/z` by a field of one bit (1 merges). */
export function PgMZ<N extends string, M extends string>(name: N, merge: M): Codec<N | M> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const m = joined(row, merge);
      return {
        kinds: KIND.P,
        encode: (op, e) =>
          op.qualifier !== 0 && op.arr === 0 && e.put(m, op.qualifier === 109 ? 1 : 0) && putRegister(e, field, op.reg),
        print: (word) => `p${extract(field, word)}/${extract(m, word) ? 'm' : 'z'}`,
        expects: () => `a predicate ${range(FILE_P, field.width)} with /z or /m`,
      };
    },
  };
}

/** A predicate as counter: `pn8.s`; three bits name pn8 to pn15. `qualifier` '' | 'z'. */
export function PN<N extends string, A extends string = never>(
  name: N,
  of: ArrangementsOf<A>,
  qualifier = '',
): Codec<N | A> {
  const code = qualifier ? qualifier.charCodeAt(0) : 0;
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const arrangements = boundArrangements(row, of);
      const base = field.width === 3 ? 8 : 0;
      const slash = qualifier ? `/${qualifier}` : '';
      const words = withSuffix(
        `a predicate as counter (pn${base}-pn15)${slash ? ` with ${slash}` : ''}`,
        arrangements.names,
      );
      return {
        kinds: KIND.PN,
        fits: arrangements.fits,
        encode: (op, e) =>
          op.qualifier === code && op.reg >= base && arrangements.put(op.arr, e) && e.put(field, op.reg - base),
        print: (word) => `pn${extract(field, word) + base}${arrangements.suffix(word)}${slash}`,
        expects: () => words,
      };
    },
  };
}

/** `pn8[1]`. */
export function PNL<N extends string, I extends string>(name: N, index: I): Codec<N | I> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const at = joined(row, index);
      const most = 2 ** at.width - 1;
      return {
        kinds: KIND.PLANE,
        encode: (op, e) =>
          op.listKind === KIND.PN &&
          op.arr === 0 &&
          op.slice < 0 &&
          op.reg >= 8 &&
          op.lane >= 0 &&
          op.lane <= most &&
          e.put(field, op.reg - 8) &&
          e.put(at, op.lane),
        print: (word) => `pn${extract(field, word) + 8}[${extract(at, word)}]`,
        expects: () => `pn8-pn15 with an index in [0, ${most}]`,
      };
    },
  };
}

/**
 * `[Xn|SP], #bytes` (Rm = 31) or `[Xn|SP], Xm`: post-index of the structure loads; the amount must be the bytes transferred, which follow from the
 * arrangement in the word.
 */
export function memPost<A extends string>(
  of: ArrangementsOf<A>,
  bytes: (arrangement: string) => number,
): Codec<'Rn' | 'Rm' | A> {
  return {
    bind(row): Bound {
      const Rn = joined(row, 'Rn');
      const Rm = joined(row, 'Rm');
      const arrangements = boundArrangements(row, of);
      const amount = (word: number): number => bytes(arrangements.of(word)?.name ?? '');
      return {
        kinds: KIND.MEM,
        fits: arrangements.fits,
        encode(op, e) {
          if ((op.baseKind & (KIND.X | KIND.SP)) === 0 || op.mode !== MODE.post || !e.put(Rn, op.base)) return false;
          if (op.index === INDEX.imm) return op.value === amount(e.word) && e.put(Rm, 31);
          return op.index === INDEX.reg && op.indexKind === KIND.X && op.shift < 0 && e.put(Rm, op.indexReg);
        },
        print(word) {
          const index = extract(Rm, word);
          const base = registerName(extract(Rn, word), true, true);
          return `[${base}], ${index === 31 ? `#${amount(word)}` : registerName(index, true, false)}`;
        },
        expects: (e) => `an address [Xn|SP], #${amount(e.word)} or [Xn|SP], Xm`,
        explain(op, e) {
          if (op.mode !== MODE.post || op.index !== INDEX.imm) return undefined;
          return messages.badImmediate(
            op.value,
            `is not what is transferred: the post-index must be #${amount(e.word)} or a register x0-x30`,
          );
        },
      };
    },
  };
}
