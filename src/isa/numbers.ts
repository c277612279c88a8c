/**
 * What an instruction's word owes to the numbers in its text: registers' and immediates'.
 *
 * Enters: an encoder that has just encoded a statement, and the numbers in its text. Leaves: the word without them and a rule for each
 * number, so that a statement that differs in nothing but numbers has its word by these rules; or undefined where there is more to it. Codecs
 * say what their numbers do (Bound.numbers) and whether they would refuse any numbers that the rules permit (Bound.refuses): of the rows that were tried
 * before the one that took the statement, none must be one that other numbers would have satisfied. Rules are for numbers of the same sign.
 */
import { extract, type Field, fieldOf, type Layout, place } from './bits.ts';
import type { Encoding } from './encoding.ts';
import { KIND, type Operand } from './operand.ts';
import type { Bound, Row } from './row.ts';

/** Where a number goes: `(value - bias) / scale`, as many bits of it as `field` has. */
export interface Placement {
  readonly field: Field;
  /** A power of two, or the negative of one. */
  readonly scale: number;
  readonly bias: number;
  /** The number before is added to the value. */
  readonly sum?: true;
}

/** How a number is made as a whole. */
export type Making =
  | {
      /** N:immr:imms of a bitmask immediate, or hw:imm16 of a wide move (logical.ts). */
      readonly form: 'bitmask' | 'move';
      /** For a register of 64 bits. */
      readonly wide: boolean;
      /** Of its complement. */
      readonly inverted: boolean;
      /** Not where MOVZ, or MOVN, makes the number. */
      readonly notMoved?: boolean;
      readonly notInverted?: boolean;
    }
  | {
      /** An offset of 9 bits with a sign, but no multiple of this, a power of two, that is not negative. */
      readonly form: 'unscaled';
      readonly multiple: number;
    };

/** What is made of a number as a whole: how, the upper half of the number, the bits, and where they go. */
export interface Made {
  readonly how: Making;
  readonly high: number;
  readonly bits: number;
  readonly field: Field;
}

/** A number as an operand writes it. Outside [low, high], or where a scale makes no whole number of it, the operand is another matter. */
export interface WrittenNumber {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly places: readonly Placement[];
  /** It must be so much after the number before, modulo `high` + 1, a power of two. */
  readonly after?: number;
  /** It and the number before may come to `high` at most. */
  readonly within?: true;
  /** The low half of what this is made of, then, is `value`; no other rule holds. */
  readonly made?: Made;
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

/** A number of which bits are made as a whole; the fields, from the lowest, lie beside each other. */
export function madeNumber(
  op: Operand,
  fields: readonly Field[],
  bits: number,
  how: Making,
): readonly WrittenNumber[] | undefined {
  let width = 0;
  const shift = fields[0]?.shift ?? 0;
  for (const field of fields) {
    if (field.parts.length !== 1 || field.shift !== shift + width) return undefined;
    width += field.width;
  }
  const field = fieldOf('made', [{ shift, width }]);
  return [{ value: op.low | 0, low: 0, high: 0, places: [], made: { how, high: op.high | 0, bits, field } }];
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
  /** Low and high halves, with a sign. */
  readonly values: ArrayLike<number>;
  readonly highs: ArrayLike<number>;
  readonly starts: ArrayLike<number>;
}

export interface NumberRules {
  /** With zeros where the numbers go. */
  readonly word: number;
  readonly numbers: readonly WrittenNumber[];
  /** Shifts of register fields that must not have the same number. */
  readonly distinct: readonly (readonly [number, number])[];
  /** They hold with any more features, too. */
  readonly general: boolean;
}

const MOST_DISTINCT = 3;
/** Of a predicate over fields no more values than this are tried. */
const MOST_TRIED = 1024;

/** The rules for the numbers in the statement that `e` has just encoded; `stem`: it ends in a symbol, and the numbers are before that. */
export function numberRules(e: Encoded, found: NumbersInText, stem: boolean): NumberRules | undefined {
  const { row, rows, word } = e;
  if (!row) return undefined;
  const pairs = distinctFields(row);
  const read = pairs && numbersOf(e, row, found, stem);
  const numbers = read && row.tie ? tied(row, row.tie, read) : read;
  const fixed = numbers && withoutNumbers(row, word, numbers);
  if (!pairs || !numbers || fixed === undefined) return undefined;
  const distinct = pairs.filter((pair) => mayMeet(pair, fixed, numbers));
  if (row.reserved && !isNeverReserved(row, row.reserved, fixed, numbers)) return undefined;
  let general = true;
  for (let i = 0; rows[i] !== row; i++) {
    const other = rows[i] as Row;
    if (refusesAlways(e, other)) continue;
    if (other.supportedBy(e.features)) return undefined;
    general = false;
  }
  e.word = word;
  return { word: fixed, numbers, distinct, general };
}

/** Start again with `row`, as the encoder does. */
function begin(e: Encoded, row: Row): void {
  e.word = row.value | 0;
  e.decided = row.mask | row.layout.shouldBe;
}

const isRefused = (codec: Bound, op: Operand): boolean =>
  (codec.kinds & op.kind) === 0 || (op.shift >= 0 && codec.takesShift !== true);

/** What the operands of the row that was taken say of the numbers in the text. */
function numbersOf(e: Encoded, row: Row, found: NumbersInText, stem: boolean): WrittenNumber[] | undefined {
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
    while (from + inText < found.count && (found.starts[from + inText] as number) < end) inText++;
    // a constant by its name: another one may be known by that later
    if (stem && inText === 0 && op.kind === KIND.IMM) return undefined;
    const own = inText === 0 ? NO_NUMBERS : codec.numbers?.(op, e);
    if (own?.length !== inText) return undefined;
    for (const number of own) {
      const { value, made } = number;
      const i = numbers.length;
      if (value !== found.values[i] || (made ? made.high : value >> 31) !== found.highs[i]) return undefined;
      numbers.push(ofOneSign(number));
    }
  }
  return taken === count && numbers.length === found.count ? numbers : undefined;
}

/** What goes to the field that a tie follows goes to the one that is tied as well. */
function tied(row: Row, [to, from]: readonly [string, string], numbers: readonly WrittenNumber[]): WrittenNumber[] {
  const field = row.layout.fields.get(to);
  const source = row.layout.fields.get(from);
  return numbers.map((number) => {
    const leading = number.places.find((place) => place.field === source);
    return field && leading ? { ...number, places: [...number.places, { ...leading, field }] } : number;
  });
}

function ofOneSign(number: WrittenNumber): WrittenNumber {
  const { value, low, high } = number;
  if (value < 0 ? high < 0 : low >= 0) return number;
  return value < 0 ? { ...number, high: -1 } : { ...number, low: 0 };
}

/** The word with zeros where the numbers go; undefined where the rules do not make the word again. */
function withoutNumbers(row: Row, word: number, numbers: readonly WrittenNumber[]): number | undefined {
  let fixed = word | 0;
  let taken = row.mask | row.layout.shouldBe;
  let again = 0;
  let before = 0;
  for (const { value, low, high, places, within, made } of numbers) {
    if (made) {
      if ((taken & made.field.mask) !== 0) return undefined;
      taken |= made.field.mask;
      fixed &= ~made.field.mask;
      again |= place(made.field, made.bits);
      continue;
    }
    if (value < low || value > high || (within && value + before > high)) return undefined;
    for (const { field, scale, bias, sum } of places) {
      const units = (value + (sum ? before : 0) - bias) / scale;
      if ((taken & field.mask) !== 0 || !Number.isInteger(units) || !Number.isInteger(Math.log2(Math.abs(scale))))
        return undefined;
      taken |= field.mask;
      fixed &= ~field.mask;
      again |= place(field, units);
    }
    before = value;
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

/** Whether two fields may have the same number: of those that the rules fill, one may be 31 already, as SP or the zero register, which the other cannot be. */
function mayMeet([a, b]: readonly [number, number], fixed: number, numbers: readonly WrittenNumber[]): boolean {
  const filled = (shift: number) =>
    numbers.find(({ places }) => places.some(({ field }) => field.width === 5 && field.shift === shift));
  const [first, second] = [filled(a), filled(b)];
  if (first && second) return true;
  const number = first ?? second;
  if (!number) return false;
  return number.high >= ((fixed >>> (first ? b : a)) & 31);
}

/** What was found out of a row's predicate: for numbers of this kind, and where the word has these bits. */
interface Verdict {
  readonly numbers: string;
  readonly mask: number;
  readonly bits: number;
  readonly never: boolean;
}

const VERDICTS = new WeakMap<Row, Verdict[]>();
const kindOf = ({ low, high, places, within, made }: WrittenNumber): string =>
  made
    ? `${made.how.form} ${made.field.mask};`
    : `${low} ${high} ${places.map(({ field, scale, bias, sum }) => `${field.mask} ${scale} ${bias} ${sum}`).join()} ${within};`;

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
    if (countOf(tried) > MOST_TRIED || !areFine(view, reserved, fixed, tried, 0, 0)) return false;
    // what is made of a number is none that is reserved
    const seen = numbers.filter((number, i) => isLookedAt(number) || isLookedAt(withBefore(numbers[i + 1])));
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

const isLookedAt = (number: WrittenNumber | undefined): boolean =>
  number !== undefined && (maskOf(number.places) & looked) !== 0;

/** `number` if the one before it matters to it. */
const withBefore = (number: WrittenNumber | undefined): WrittenNumber | undefined =>
  number?.within || number?.places.some(({ sum }) => sum) ? number : undefined;

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
  before: number,
): boolean {
  const number = numbers[i];
  if (!number) {
    shown = word;
    return !reserved(view);
  }
  const step = stepOf(number);
  for (let value = number.low; value + (number.within ? before : 0) <= number.high; value += step) {
    let bits = 0;
    for (const { field, scale, bias, sum } of number.places)
      bits |= place(field, (value + (sum ? before : 0) - bias) / scale);
    if (!areFine(view, reserved, word | bits, numbers, i + 1, value)) return false;
  }
  return true;
}

/** Whether `row`, which was tried and not taken, refuses the operands whatever their numbers are. */
function refusesAlways(e: Encoded, row: Row): boolean {
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
