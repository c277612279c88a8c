/**
 * Codecs of register lists: `{v0.4s-v3.4s}`, `{z0.s, z8.s}`, `{v0.s, v1.s}[1]`, and of the post-index that goes with structure loads.
 */

import * as messages from '../../diag/messages/isa.ts';
import { extract, type Field } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { integerRegister, numberIn, onlyNumber, registersFrom, type WrittenNumber } from '../numbers.ts';
import { INDEX, KIND, MODE, type Operand } from '../operand.ts';
import type { Bound, Codec } from '../row.ts';
import { type ArrangementsOf, type BoundArrangements, boundArrangements, type Case, joined } from './arrangement.ts';
import { registerName } from './integer.ts';
import { remembered } from './remembered.ts';
import { FILE_P, FILE_V, FILE_Z, type File, withSuffix } from './vector-file.ts';

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

const bindList = remembered(
  (file: File, field: Field, count: number, arrangements: BoundArrangements, spacing: Spacing): Bound => {
    const shape = shapeOf(file, field.width, count, spacing);
    // the braces of a list of one may be left out where the file is Z
    const bare = count === 1 && file.kind === KIND.Z ? KIND.Z : 0;
    const texts = listTexts(file, count, shape, field, arrangements);
    return {
      kinds: KIND.LIST | bare,
      fits: arrangements.fits,
      encode(op, e) {
        if (op.kind !== bare && !listFits(op, file, shape)) return false;
        if (!arrangements.put(op.arr, e)) return false;
        const code = shape.code(op.reg);
        return code >= 0 && e.put(field, code);
      },
      print: texts,
      expects: () =>
        withSuffix(
          count === 1 ? `a list of one register {${file.letter}n}` : `a list: ${shape.words},`,
          arrangements.names,
        ),
      numbers: (op, e) => (file === FILE_V ? writtenRegisters(op, e, field) : undefined),
      refuses: (op, e) => op.kind === KIND.LIST && !(listFits(op, file, shape) && arrangements.agrees(op.arr, e)),
    };
  },
);

/** The numbers of a list of vector registers: of all, or of the first and the last. Of a range among others they are not told. */
function writtenRegisters(op: Operand, e: Encoding, field: Field): readonly WrittenNumber[] | undefined {
  const text = e.written(op);
  const isRange = text.includes('-');
  if (isRange && text.includes(',')) return undefined;
  return isRange
    ? registersFrom(field, op.reg, 2, op.count - 1, FILE_V.size)
    : registersFrom(field, op.reg, op.count, op.stride, FILE_V.size);
}

/** The list's text by word, each made once. */
function listTexts(
  file: File,
  count: number,
  shape: ListShape,
  field: Field,
  arrangements: BoundArrangements,
): (word: number) => string {
  const known: string[] = [];
  return (word) => {
    const code = extract(field, word);
    const at = (arrangements.index(word) + 1) * 32 + code;
    const text = known[at];
    if (text !== undefined) return text;
    const made = listText(file.letter, shape.first(code), count, shape.stride, arrangements.suffix(word), file.size);
    known[at] = made;
    return made;
  };
}

function list<N extends string, A extends string>(
  file: File,
  name: N,
  count: number,
  of: ArrangementsOf<A>,
  spacing: Spacing,
): Codec<N | A> {
  return { bind: (row) => bindList(file, joined(row, name), count, boundArrangements(row, of), spacing) };
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
        numbers(op, e) {
          const index = arrangements.of(e.word)?.index;
          const registers = writtenRegisters(op, e, field);
          return index && registers && [...registers, numberIn(index, op.lane, 0, 2 ** index.width - 1)];
        },
        refuses: (op, e) => !(listFits(op, FILE_V, shape) && arrangements.agrees(op.arr, e)),
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
        numbers(op) {
          const base = integerRegister(Rn, op.base, op.baseKind);
          const index = op.index === INDEX.imm ? [onlyNumber(op.value)] : integerRegister(Rm, op.indexReg, KIND.X);
          return [...base, ...index];
        },
        refuses: (op) => op.mode !== MODE.post,
      };
    },
  };
}
