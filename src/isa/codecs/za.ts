/**
 * Codecs of SME state: ZA tiles, tile slices, array vectors, ZT0, predicates with a slice index.
 *
 * Index registers are named by two bits: W12-W15 for slices, W8-W11 for array vectors (Rv). Offsets are the field times `step` when the
 * operand names a range `[w8, 2:3]` (then `step` is its length).
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { ARR_NAMES, type ArrName, KIND, NO_OFFSET, type Operand } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { type ArrangementsOf, boundArrangements, joined, type Names } from './arrangement.ts';

/** A tile: `za1.s`. The field's width follows from the element size. */
export function ZATile<N extends string>(name: N, size: ArrName): Codec<N> {
  return {
    bind(row): Bound {
      const field = row.layout.fields.get(name);
      const arr = ARR_NAMES.indexOf(size);
      const most = 2 ** (field?.width ?? 0) - 1;
      return {
        kinds: KIND.ZA,
        encode: (op, e) =>
          op.arr === arr &&
          op.direction === 0 &&
          op.slice < 0 &&
          op.reg >= 0 &&
          op.reg <= most &&
          (field === undefined || e.put(field, op.reg)),
        print: (word) => `za${field ? extract(field, word) : 0}.${size}`,
        expects: () => `a tile za0${most ? `-za${most}` : ''}.${size}`,
        explain: (op) =>
          op.reg > most
            ? messages.registerMessage(
                `tile za${op.reg}.${size} does not exist; there are ${most + 1} tiles of that size`,
              )
            : undefined,
      };
    },
  };
}

/** Which indices a slice or array vector takes. */
export interface IndexOptions {
  /** First index register: 12 or 8. */
  readonly from?: 8 | 12;
  /** Registers in the group: 1, or 2 and 4 for a range `n:n+1`. */
  readonly step?: 1 | 2 | 4;
  readonly vgx?: 0 | 2 | 4;
}

interface BoundIndex {
  readonly register: Field;
  readonly field: Field | undefined;
  readonly from: number;
  readonly step: number;
  readonly vgx: number;
  readonly high: number;
}

function putIndex(op: Operand, e: Encoding, index: BoundIndex): boolean {
  if (
    op.slice < index.from ||
    op.slice > index.from + 3 ||
    op.indexKind !== KIND.W ||
    !e.put(index.register, op.slice - index.from)
  )
    return false;
  if (op.last >= 0 ? op.last !== op.value + index.step - 1 || index.step === 1 : index.step !== 1) return false;
  if (op.last === NO_OFFSET || (op.vgx !== 0 && op.vgx !== index.vgx)) return false;
  if (op.value < 0 || op.value > index.high || op.value % index.step !== 0) return false;
  return index.field === undefined ? true : e.put(index.field, op.value / index.step);
}

function indexText(word: number, index: BoundIndex): string {
  const value = (index.field ? extract(index.field, word) : 0) * index.step;
  const range = index.step > 1 ? `${value}:${value + index.step - 1}` : `${value}`;
  return `[w${index.from + extract(index.register, word)}, ${range}${index.vgx ? `, vgx${index.vgx}` : ''}]`;
}

function indexWords(index: BoundIndex): string {
  const { from, high, step, vgx } = index;
  const range = step > 1 ? `a range of ${step} from a multiple of ${step} up to ${high}` : `an offset in [0, ${high}]`;
  return `[w${from}-w${from + 3}, ${range}${vgx ? `, vgx${vgx}` : ''}]`;
}

function explainIndex(op: Operand, e: Encoding, index: BoundIndex) {
  const text = e.written(op);
  if (op.slice < index.from || op.slice > index.from + 3)
    return messages.registerMessage(`the index register of '${text}' must be w${index.from}-w${index.from + 3}`);
  if (op.vgx !== 0 && op.vgx !== index.vgx)
    return messages.registerMessage(
      `the vector group of '${text}' must be ${index.vgx ? `vgx${index.vgx}` : 'left out'}`,
    );
  return messages.registerMessage(`the index of '${text}' must be ${indexWords(index)}`);
}

function boundIndex(
  row: Parameters<typeof joined>[0],
  register: string,
  field: string,
  options: IndexOptions,
): BoundIndex {
  const { from = 8, step = 1, vgx = 0 } = options;
  const at = field === '' ? undefined : joined(row, field);
  return { register: joined(row, register), field: at, from, step, vgx, high: (2 ** (at?.width ?? 0) - 1) * step };
}

/** Vectors of the array: `za.s[w8, 0, vgx2]`, `za.d[w8, 0:1]`. */
export function ZAVector<R extends string, I extends string, A extends string>(
  of: ArrangementsOf<A>,
  register: R,
  field: I,
  options: IndexOptions = {},
): Codec<R | A | Names<I>> {
  return {
    bind(row): Bound {
      const index = boundIndex(row, register, field, options);
      const arrangements = boundArrangements(row, of);
      return {
        kinds: KIND.ZA,
        fits: arrangements.fits,
        encode: (op, e) => op.reg < 0 && op.direction === 0 && arrangements.put(op.arr, e) && putIndex(op, e, index),
        print: (word) => `za${arrangements.suffix(word)}${indexText(word, index)}`,
        expects: () => `za${arrangements.names === '.' ? '' : arrangements.names}${indexWords(index)}`,
        explain: (op, e) => (op.reg < 0 && arrangements.byCode(op.arr) ? explainIndex(op, e, index) : undefined),
      };
    },
  };
}

/** A tile slice, `za0h.s[w12, 1]`; `tile` '' where there is one tile only; V by a field of one bit, or fixed. `braces` for the loads and stores. */
export function ZASlice<T extends string, D extends string, R extends string, I extends string>(
  tile: T,
  size: ArrName,
  direction: D,
  register: R,
  field: I,
  options: IndexOptions & { readonly braces?: boolean } = {},
): Codec<Names<T> | D | R | Names<I>> {
  return {
    bind(row): Bound {
      const index = boundIndex(row, register, field, { from: 12, ...options });
      const number = tile === '' ? undefined : joined(row, tile);
      const vertical = joined(row, direction);
      const arr = ARR_NAMES.indexOf(size);
      const most = 2 ** (number?.width ?? 0) - 1;
      const [open, close] = options.braces ? ['{', '}'] : ['', ''];
      const kinds = options.braces ? KIND.ZA | KIND.LIST : KIND.ZA;
      return {
        kinds,
        encode(op, e) {
          if (op.kind === KIND.LIST && (op.listKind !== KIND.ZA || op.count !== 1)) return false;
          if (op.arr !== arr || op.direction === 0 || op.reg > most) return false;
          return (
            e.put(vertical, op.direction - 1) &&
            (number === undefined || e.put(number, op.reg)) &&
            putIndex(op, e, index)
          );
        },
        print: (word) =>
          `${open}za${number ? extract(number, word) : 0}${extract(vertical, word) ? 'v' : 'h'}.${size}${indexText(word, index)}${close}`,
        expects: () => `a tile slice ${open}za0${most ? `-za${most}` : ''}h|v.${size}${indexWords(index)}${close}`,
        explain(op, e) {
          if (op.arr !== arr || op.direction === 0) return undefined;
          if (op.reg > most)
            return messages.registerMessage(
              `tile za${op.reg}.${size} does not exist; there are ${most + 1} tiles of that size`,
            );
          return explainIndex(op, e, index);
        },
      };
    },
  };
}

/** `za[w12, 3]` of LDR/STR, whose offset is that of the address as well. */
export const zaArray: Codec<'Rv' | 'imm4'> = {
  bind(row): Bound {
    const index = boundIndex(row, 'Rv', 'imm4', { from: 12 });
    return {
      kinds: KIND.ZA,
      encode: (op, e) => op.reg < 0 && op.arr === 0 && putIndex(op, e, index),
      print: (word) => `za${indexText(word, index)}`,
      expects: () => `za${indexWords(index)}`,
      explain: (op, e) => (op.reg < 0 ? explainIndex(op, e, index) : undefined),
    };
  },
};

/** `{za0.d, za2.d}` of ZERO: a mask of the eight 64-bit tiles; `{za}` is all. */
export function zaMask<N extends string>(name: N): Codec<N> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      return {
        kinds: KIND.LIST,
        encode: (op, e) =>
          (op.listKind === KIND.ZA || op.count === 0) &&
          op.lane < 0 &&
          op.slice < 0 &&
          op.tiles >= 0 &&
          e.put(field, op.tiles),
        print: (word) => maskText(extract(field, word)),
        expects: () => 'a list of tiles: {za}, {za0.h, za3.s, …}, {}',
      };
    },
  };
}

/** The shortest list of tiles for a mask, in GNU objdump's words. */
function maskText(mask: number): string {
  if (mask === 0xff) return '{za}';
  const names: string[] = [];
  let left = mask;
  for (const [suffix, tile, count] of [
    ['h', 0x55, 2],
    ['s', 0x11, 4],
    ['d', 0x01, 8],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const bits = tile << i;
      if ((left & bits) !== bits) continue;
      names.push(`za${i}.${suffix}`);
      left &= ~bits;
    }
  }
  return `{${names.join(', ')}}`;
}

/** `zt0`, in braces where the syntax has them. */
export function ZT0(braces = false): Codec<never> {
  const text = braces ? '{zt0}' : 'zt0';
  return {
    bind: (): Bound => ({
      kinds: braces ? KIND.LIST : KIND.ZT,
      encode: (op) => (braces ? op.listKind === KIND.ZT && op.count === 1 : op.arr === 0 && op.lane < 0),
      print: () => text,
      expects: () => text,
    }),
  };
}

/** `zt0[8]` (bytes, a multiple of `scale`) or `zt0[1, mul vl]`. */
export function ZT0Index<I extends string>(name: I, scale: number, mulVl = false): Codec<I> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const high = (2 ** field.width - 1) * scale;
      return {
        kinds: KIND.ZT,
        takesShift: mulVl,
        encode(op, e) {
          if (op.arr !== 0 || op.slice >= 0 || op.lane < 0 || op.lane > high || op.lane % scale !== 0) return false;
          return e.put(field, op.lane / scale);
        },
        print: (word) => `zt0[${extract(field, word) * scale}${mulVl ? ', mul vl' : ''}]`,
        expects: () =>
          `zt0 with an offset in [0, ${high}]${scale > 1 ? ` in steps of ${scale}` : ''}${mulVl ? ', mul vl' : ''}`,
      };
    },
  };
}

/** `p0.s[w12, 1]` of PSEL: the offset is in the bits marked `i`. */
export function PSlice<N extends string, R extends string, A extends string>(
  name: N,
  of: ArrangementsOf<A>,
  register: R,
): Codec<N | R | A> {
  return {
    bind(row): Bound {
      const field = joined(row, name);
      const Rv = joined(row, register);
      const arrangements = boundArrangements(row, of);
      return {
        kinds: KIND.PLANE,
        fits: arrangements.fits,
        encode(op, e) {
          if (
            op.listKind !== KIND.P ||
            op.slice < 12 ||
            op.slice > 15 ||
            op.indexKind !== KIND.W ||
            !arrangements.put(op.arr, e)
          )
            return false;
          const index = arrangements.byCode(op.arr)?.index;
          const most = 2 ** (index?.width ?? 0) - 1;
          if (op.last !== -1 || op.value < 0 || op.value > most) return false;
          return (index === undefined || e.put(index, op.value)) && e.put(Rv, op.slice - 12) && e.put(field, op.reg);
        },
        print(word) {
          const one = arrangements.of(word);
          return `p${extract(field, word)}${arrangements.suffix(word)}[w${12 + extract(Rv, word)}, ${one?.index ? extract(one.index, word) : 0}]`;
        },
        expects: () =>
          `a predicate element ${arrangements.cases.map((one) => `p0-p15.${one.name}[w12-w15, 0-${2 ** (one.index?.width ?? 0) - 1}]`).join(', ')}`,
      };
    },
  };
}
