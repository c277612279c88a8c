/**
 * What an instruction's word owes to the numbers in its text: registers' and immediates'.
 *
 * Enters: an encoder that has just encoded a statement, and the numbers in its text. Leaves: the word without them and a rule for each
 * number, so that a statement that differs in nothing but numbers has its word by these rules; or undefined where there is more to it. Codecs
 * say what their numbers do (Bound.numbers) and whether they would refuse any numbers (Bound.refuses): of the rows that were tried before the
 * one that took the statement, none must be one that other numbers would have satisfied.
 */
import { extract, type Field, type Layout, place } from './bits.ts';
import type { Encoding } from './encoding.ts';
import { KIND, type Operand } from './operand.ts';
import type { Bound, Row } from './row.ts';

/** Where a number goes: `(value - bias) / scale`, as many bits of it as `field` has. */
export interface Placement {
  readonly field: Field;
  /** A power of two, or the negative of one. */
  readonly scale: number;
  readonly bias: number;
}

/** A number as an operand writes it. Outside [low, high], or where a scale makes no whole number of it, the operand is another matter. */
export interface WrittenNumber {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly places: readonly Placement[];
  /** It must be so much after the number before, modulo `high` + 1, a power of two. */
  readonly after?: number;
}

export const NO_NUMBERS: readonly WrittenNumber[] = [];

/** A number in [low, high] that goes to one place. */
export function numberIn(field: Field, value: number, low: number, high: number, scale = 1, bias = 0): WrittenNumber {
  return { value, low, high, places: [{ field, scale, bias }] };
}

/** A register's number; `high` is the last that is written as a number. */
export function registerNumber(field: Field, value: number, high: number): WrittenNumber {
  return numberIn(field, value, 0, Math.min(high, 2 ** field.width - 1));
}

/** The number of a general-purpose register; 31 is written as a name. */
export function integerRegister(field: Field, value: number, kind: number): readonly WrittenNumber[] {
  return (kind & (KIND.W | KIND.X)) !== 0 ? [registerNumber(field, value, 30)] : NO_NUMBERS;
}

/** A number that must be this one: what it does to the word is there already. */
export function onlyNumber(value: number): WrittenNumber {
  return { value, low: value, high: value, places: [] };
}

/** The numbers of `count` registers of a file of `size`, each `stride` after the one before; the first goes into `field`. */
export function registersFrom(
  field: Field,
  first: number,
  count: number,
  stride: number,
  size: number,
): WrittenNumber[] {
  const numbers = [registerNumber(field, first, size - 1)];
  for (let i = 1; i < count; i++) {
    const value = (first + i * stride) % size;
    numbers.push({ value, low: 0, high: size - 1, places: [], after: stride });
  }
  return numbers;
}

/** The statement at hand, as the encoder left it. */
interface Encoded extends Encoding {
  readonly row: Row | undefined;
  readonly rows: readonly Row[];
  readonly scanner: { readonly operands: readonly Operand[]; readonly count: number };
}

/** Numbers in a statement's text, in order: values and where they begin. */
export interface NumbersInText {
  readonly count: number;
  readonly values: ArrayLike<number>;
  readonly starts: ArrayLike<number>;
}

export interface NumberRules {
  /** With zeros where the numbers go. */
  readonly word: number;
  readonly numbers: readonly WrittenNumber[];
  /** Shifts of register fields that must not have the same number. */
  readonly distinct: readonly (readonly [number, number])[];
}

const MOST_DISTINCT = 3;
/** Of a predicate over fields no more values than this are tried. */
const MOST_TRIED = 256;

/** The rules for the numbers in the statement that `e` has just encoded. `shift`: added to starts, they are indices into its text. */
export function numberRules(e: Encoded, found: NumbersInText, shift: number): NumberRules | undefined {
  const { row, rows, word } = e;
  if (!row || row.tie) return undefined;
  const distinct = distinctFields(row);
  const numbers = distinct && numbersOf(e, row, found, shift);
  const fixed = numbers && withoutNumbers(row, word, numbers);
  if (!distinct || !numbers || fixed === undefined) return undefined;
  if (row.reserved && !isNeverReserved(row, row.reserved, fixed, numbers)) return undefined;
  for (let i = 0; rows[i] !== row; i++) if (!refusesAlways(e, rows[i] as Row)) return undefined;
  e.word = word;
  return { word: fixed, numbers, distinct };
}

/** Start again with `row`, as the encoder does. */
function begin(e: Encoded, row: Row): void {
  e.word = row.value | 0;
  e.decided = row.mask | row.layout.shouldBe;
}

const isRefused = (codec: Bound, op: Operand): boolean =>
  (codec.kinds & op.kind) === 0 || (op.shift >= 0 && codec.takesShift !== true);

/** What the operands of the row that was taken say of the numbers in the text. */
function numbersOf(e: Encoded, row: Row, found: NumbersInText, shift: number): WrittenNumber[] | undefined {
  const { operands, count } = e.scanner;
  const numbers: WrittenNumber[] = [];
  let taken = 0;
  begin(e, row);
  for (let i = 0; i < row.bound.length; i++) {
    const codec = row.bound[i] as Bound;
    const op = operands[taken] as Operand;
    if (taken === count || isRefused(codec, op) || !codec.encode(op, e)) {
      if (!codec.omit?.(e)) return undefined;
      continue;
    }
    taken++;
    let inText = 0;
    const end = taken < count ? (operands[taken] as Operand).start : Number.POSITIVE_INFINITY;
    const from = numbers.length;
    while (from + inText < found.count && (found.starts[from + inText] as number) + shift < end) inText++;
    const own = inText === 0 ? NO_NUMBERS : codec.numbers?.(op, e);
    if (own?.length !== inText) return undefined;
    for (const number of own) {
      if (number.value !== found.values[numbers.length]) return undefined;
      numbers.push(number);
    }
  }
  return taken === count && numbers.length === found.count ? numbers : undefined;
}

/** The word with zeros where the numbers go; undefined where the rules do not make the word again. */
function withoutNumbers(row: Row, word: number, numbers: readonly WrittenNumber[]): number | undefined {
  let fixed = word | 0;
  let taken = row.mask | row.layout.shouldBe;
  let again = 0;
  for (const { value, low, high, places } of numbers) {
    if (value < low || value > high) return undefined;
    for (const { field, scale, bias } of places) {
      const units = (value - bias) / scale;
      if ((taken & field.mask) !== 0 || !Number.isInteger(units) || !Number.isInteger(Math.log2(Math.abs(scale))))
        return undefined;
      taken |= field.mask;
      fixed &= ~field.mask;
      again |= place(field, units);
    }
  }
  return (fixed | again) === (word | 0) ? fixed : undefined;
}

function distinctFields(row: Row): readonly (readonly [number, number])[] | undefined {
  const shifts: (readonly [number, number])[] = [];
  for (const [a, b] of row.unpredictable ?? []) {
    const [first, second] = [row.layout.fields.get(a), row.layout.fields.get(b)];
    if (first?.width !== 5 || second?.width !== 5 || first.parts.length + second.parts.length !== 2) return undefined;
    shifts.push([first.shift, second.shift]);
  }
  return shifts.length <= MOST_DISTINCT ? shifts : undefined;
}

/** What was found out of a row's predicate: for numbers of this kind, and where the word has these bits. */
interface Verdict {
  readonly numbers: string;
  readonly mask: number;
  readonly bits: number;
  readonly never: boolean;
}

const VERDICTS = new WeakMap<Row, Verdict[]>();
const kindOf = ({ low, high, places }: WrittenNumber): string =>
  `${low} ${high} ${places.map(({ field, scale, bias }) => `${field.mask} ${scale} ${bias}`).join()};`;

/** Whether no numbers that the rules permit make a word that the row reserves: all values are tried of what the predicate looks at. */
function isNeverReserved(
  row: Row,
  reserved: NonNullable<Row['reserved']>,
  fixed: number,
  numbers: readonly WrittenNumber[],
): boolean {
  let known = VERDICTS.get(row);
  if (!known) {
    known = [];
    VERDICTS.set(row, known);
  }
  const kind = numbers.map(kindOf).join('');
  const verdict = known.find((one) => one.numbers === kind && (fixed & one.mask) === one.bits);
  if (verdict) return verdict.never;
  looked = 0;
  const never = tryAll(row, reserved, fixed, numbers);
  known.push({ numbers: kind, mask: looked, bits: fixed & looked, never });
  return never;
}

function tryAll(
  row: Row,
  reserved: NonNullable<Row['reserved']>,
  fixed: number,
  numbers: readonly WrittenNumber[],
): boolean {
  const view = watched(row.layout);
  for (let tried: readonly WrittenNumber[] = []; ; ) {
    if (countOf(tried) > MOST_TRIED || !areFine(view, reserved, fixed, tried, 0)) return false;
    const seen = numbers.filter(({ places }) => (maskOf(places) & looked) !== 0);
    if (seen.length === tried.length) return true;
    tried = seen;
  }
}

/** The word whose fields the views below show, and the bits of it that were looked at. */
let shown = 0;
let looked = 0;
const WATCHED = new WeakMap<Layout, Record<string, number>>();

/** Fields that note that they are read. */
function watched(layout: Layout): Record<string, number> {
  let view = WATCHED.get(layout);
  if (view) return view;
  view = {};
  for (const field of layout.fields.values())
    Object.defineProperty(view, field.name, {
      get() {
        looked |= field.mask;
        return extract(field, shown);
      },
    });
  WATCHED.set(layout, view);
  return view;
}

/** The steps between permitted values: the largest scale. */
const stepOf = ({ places }: WrittenNumber): number => Math.max(1, ...places.map(({ scale }) => Math.abs(scale)));

function maskOf(places: WrittenNumber['places']): number {
  let mask = 0;
  for (const { field } of places) mask |= field.mask;
  return mask;
}

function countOf(numbers: readonly WrittenNumber[]): number {
  let count = 1;
  for (const number of numbers) count *= (number.high - number.low) / stepOf(number) + 1;
  return count;
}

/** Whether the predicate holds for none of the words with permitted values of numbers[i..). */
function areFine(
  view: Record<string, number>,
  reserved: NonNullable<Row['reserved']>,
  word: number,
  numbers: readonly WrittenNumber[],
  i: number,
): boolean {
  const number = numbers[i];
  if (!number) {
    shown = word;
    return !reserved(view);
  }
  const step = stepOf(number);
  for (let value = number.low; value <= number.high; value += step) {
    let bits = 0;
    for (const { field, scale, bias } of number.places) bits |= place(field, (value - bias) / scale);
    if (!areFine(view, reserved, word | bits, numbers, i + 1)) return false;
  }
  return true;
}

/** Whether `row`, which was tried and not taken, refuses the operands whatever their numbers are. */
function refusesAlways(e: Encoded, row: Row): boolean {
  if (!row.supportedBy(e.features)) return true;
  const { operands, count } = e.scanner;
  let taken = 0;
  begin(e, row);
  for (let i = 0; i < row.bound.length; i++) {
    const codec = row.bound[i] as Bound;
    const op = operands[taken] as Operand;
    const impossible = taken === count || isRefused(codec, op);
    if (!impossible && codec.encode(op, e)) {
      taken++;
      continue;
    }
    if (!impossible && codec.refuses?.(op, e) !== true) return false;
    if (!codec.omit) return true;
    if (!codec.omit(e)) return false;
  }
  return taken !== count;
}
