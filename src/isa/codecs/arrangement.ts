/**
 * Arrangements: how `.4s`, `.b`, an element's index and a shift's amount share the bits of one row.
 *
 * A merged row writes its sizes as a table from field bits to arrangement, and every operand of the row that has a suffix reads one:
 *   const T = arrs('Q:size', '000 8b, 100 16b, 001 4h, 101 8h, 010 2s, 110 4s, 111 2d');
 *   const Ts = arrs('imm5', 'iiii1 b, iii10 h, ii100 s, i1000 d');      // DUP, INS: the index is in the bits marked i
 *   const Sh = arrs('Q:immh:immb', '00001iii 8b, 10001iii 16b, …');     // shifts: the amount is
 * Bits are those of the fields in the order in which they are named; `x` may be either. Since a field that is put twice must agree, the operands
 * of a row agree in size without further checks.
 */

import { type Field, fieldOf, type Part, place } from '../bits.ts';
import type { Encoding } from '../encoding.ts';
import { ARR_NAMES, type ArrName } from '../operand.ts';
import type { RowContext } from '../row.ts';
import { remembered } from './remembered.ts';

/** `op.arr` of a register that takes its size from the others (Apple's `add.2d v0, v1, v2`). */
export const ANY_ARRANGEMENT = -1;

/** 'a:b:c' as a union; '' names none. */
export type Names<S extends string> = S extends ''
  ? never
  : S extends `${infer Head}:${infer Tail}`
    ? Head | Names<Tail>
    : S;

export interface Arrangements<out F extends string = string> {
  readonly field?: F;
  /** Names of the fields, joined by ':'. */
  readonly whole: string;
  /** [pattern, arrangement code] */
  readonly cases: readonly (readonly [string, number])[];
}

/** What operands take for an arrangement: a fixed one by name ('' for none), or a table. */
export type ArrangementsOf<F extends string> = ArrName | Arrangements<F>;

/** Reads 'pattern name, pattern name, …' over the bits of 'field:field'. */
export function arrs<const S extends string>(fields: S, table: string): Arrangements<Names<S>> {
  const cases = table.split(',').map((entry): readonly [string, number] => {
    const [pattern = '', name = ''] = entry.trim().split(/\s+/);
    const code = (ARR_NAMES as readonly string[]).indexOf(name);
    if (code < 0) throw new Error(`arrangement '${name}' of '${fields}' is unknown`);
    return [pattern, code];
  });
  return { whole: fields, cases };
}

/** One field made of several: 'H:L:M', high part first. Throws when the row lacks one. */
export function joined(row: RowContext, names: string): Field {
  const known = row.layout.fields.get(names);
  if (known) return known;
  const parts: Part[] = [];
  for (const name of names.split(':')) {
    const field = row.layout.fields.get(name);
    if (!field) throw new Error(`'${row.mnemonic}' has no field '${name}'`);
    parts.push(...field.parts);
  }
  return fieldOf(names, parts);
}

/** One line of the table, placed in a row. */
export interface Case {
  readonly arr: number;
  readonly name: string;
  /** The bits that the arrangement decides, and their value in place. */
  readonly mask: number;
  readonly bits: number;
  /** The bits marked `i`. */
  readonly index: Field | undefined;
}

const bindTable = remembered((of: Arrangements, whole: Field) => {
  return new BoundArrangements(of.cases.map(([pattern, code]) => placed(whole, pattern, code)));
});
const bindOne = remembered((name: ArrName) => {
  return new BoundArrangements([{ arr: ARR_NAMES.indexOf(name), name, mask: 0, bits: 0, index: undefined }]);
});

/** `of` bound to the row; all whose fields lie in the same places share the result. */
export function boundArrangements(row: RowContext, of: ArrangementsOf<string>): BoundArrangements {
  return typeof of === 'string' ? bindOne(of) : bindTable(of, joined(row, of.whole));
}

/** A table bound to a row. */
export class BoundArrangements {
  /** Whether the word has one of the arrangements; undefined when there is nothing to ask. */
  readonly fits: ((word: number) => boolean) | undefined;
  readonly cases: readonly Case[];
  /** 'b, .h, .s' for messages. */
  readonly names: string;
  readonly #byCode: (Case | undefined)[] = new Array(ARR_NAMES.length).fill(undefined);

  constructor(cases: readonly Case[]) {
    this.cases = cases;
    for (const one of this.cases) this.#byCode[one.arr] ??= one;
    this.fits = this.cases.every((one) => one.mask !== 0) ? (word) => this.of(word) !== undefined : undefined;
    this.names = [...new Set(this.cases.map((one) => `.${one.name}`))].join(', ');
  }

  /** Decides the row's bits for arrangement `arr`; false when it is none of them. */
  put(arr: number, e: Encoding): boolean {
    if (arr === ANY_ARRANGEMENT) return true;
    const found = this.#byCode[arr];
    if (found === undefined || ((found.bits ^ e.word) & e.decided & found.mask) !== 0) return false;
    e.word |= found.bits;
    e.decided |= found.mask;
    return true;
  }

  /** The number of the line that the word has, -1 for none. */
  index(word: number): number {
    const { cases } = this;
    for (let i = 0; i < cases.length; i++) {
      const one = cases[i] as Case;
      if (((word ^ one.bits) & one.mask) === 0) return i;
    }
    return -1;
  }

  /** The line that the word has. */
  of(word: number): Case | undefined {
    const index = this.index(word);
    return index < 0 ? undefined : this.cases[index];
  }

  byCode(arr: number): Case | undefined {
    return this.#byCode[arr];
  }

  /** Whether arrangement `arr` agrees with what earlier operands have decided. */
  agrees(arr: number, e: Encoding): boolean {
    const one = this.#byCode[arr];
    return one !== undefined && ((e.word ^ one.bits) & e.decided & one.mask) === 0;
  }

  /** The suffixes that agree with what earlier operands have decided, for messages. */
  possible(e: Encoding): string {
    const agree = this.cases.filter((one) => {
      return ((e.word ^ one.bits) & e.decided & one.mask) === 0;
    });
    return agree.length === 0 ? this.names : [...new Set(agree.map((one) => `.${one.name}`))].join(', ');
  }

  /** '.4s', or '' for none. */
  suffix(word: number): string {
    const name = this.of(word)?.name;
    return name ? `.${name}` : '';
  }
}

function placed(whole: Field, pattern: string, arr: number): Case {
  if (pattern.length !== whole.width)
    throw new Error(`pattern '${pattern}' of ${whole.name} has ${pattern.length} bits, not ${whole.width}`);
  const fixed: Part[] = [];
  const index: Part[] = [];
  let value = 0;
  let at = 0;
  for (const part of whole.parts) {
    for (let bit = part.width - 1; bit >= 0; bit--) {
      const c = pattern[at++];
      const place: Part = { shift: part.shift + bit, width: 1 };
      if (c === 'i') index.push(place);
      else if (c !== 'x') {
        fixed.push(place);
        value = value * 2 + (c === '1' ? 1 : 0);
      }
    }
  }
  const field = fixed.length ? fieldOf(whole.name, merge(fixed)) : undefined;
  return {
    arr,
    name: ARR_NAMES[arr] ?? '',
    mask: field?.mask ?? 0,
    bits: field ? place(field, value) : 0,
    index: index.length ? fieldOf(whole.name, merge(index)) : undefined,
  };
}

/** Joins neighbouring bits. */
function merge(bits: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (const bit of bits) {
    const last = parts.at(-1);
    if (last && last.shift === bit.shift + 1) parts[parts.length - 1] = { shift: bit.shift, width: last.width + 1 };
    else parts.push(bit);
  }
  return parts;
}
