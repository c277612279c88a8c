/**
 * Bit strings: how a row writes its encoding, and what follows from it.
 *
 * Enters: 'sf:1 0 0 100010 sh:1 imm12:12 Rn:5 Rd:5', most significant bit first, 32 bits in all. Leaves: a `Layout`, that is
 * value and mask of the fixed bits and the place of each named field. Names are the Arm manual's (DDI 0487, section C4).
 *   `01`        fixed bits
 *   `name:n`    a field of n bits; a name that occurs twice is one field in two parts, the high part first
 *   `(11111)`   bits that should have this value: written so, ignored when decoding
 * The same string is a TypeScript type: `FieldNames<B>` is the union of its names, so that an operand or a semantics function that
 * names an absent field does not compile. Chunks that are not literal types (`${variant}`) contribute no names.
 */

/** The field names in a bit string, as a union of string literal types. */
export type FieldNames<B extends string> = string extends B ? string : Names<B>;
type Names<B extends string> = B extends `${infer Head} ${infer Tail}` ? FieldName<Head> | Names<Tail> : FieldName<B>;
type FieldName<T extends string> = string extends T ? never : T extends `${infer Name}:${string}` ? Name : never;

/** One contiguous part of a field: `width` bits at bit `shift` of the word. */
export interface Part {
  readonly shift: number;
  readonly width: number;
}

/** The place of a field: one part nearly always, high part first. `width` is the total. */
export interface Field {
  readonly name: string;
  readonly width: number;
  readonly parts: readonly Part[];
  /** The bits of the word that it occupies (unsigned). */
  readonly mask: number;
  /** Shift of the last part; enough to place the value when there is one part. */
  readonly shift: number;
}

export interface Layout {
  /** Fixed bits, with the should-be bits as they are written. Unsigned. */
  readonly value: number;
  /** Bits that decide decoding. Unsigned. */
  readonly mask: number;
  /** Bits of `(…)`: written as in `value`, ignored when decoding. Unsigned. */
  readonly shouldBe: number;
  readonly fields: ReadonlyMap<string, Field>;
}

/** Mask of the low `width` bits, 0..32, unsigned. */
export function lowMask(width: number): number {
  return width >= 32 ? 0xffffffff : (1 << width) - 1;
}

const LAYOUTS = new Map<string, Layout>();

/** The layout of a bit string; one object for one string. Throws an Error when it is not 32 bits: a fault of the table, found by its test. */
export function parseBits(bits: string): Layout {
  let layout = LAYOUTS.get(bits);
  if (!layout) {
    layout = parse(bits);
    LAYOUTS.set(bits, layout);
  }
  return layout;
}

/** The table has thousands of these strings, and a disassembler needs them all: so no regular expressions, and no list of tokens. */
function parse(bits: string): Layout {
  let at = 32;
  let value = 0;
  let mask = 0;
  let shouldBe = 0;
  let soft = false;
  const fields = new Map<string, Field>();
  for (let i = 0; i < bits.length; i++) {
    const c = bits.charCodeAt(i);
    if (c === 0x20 || c === 0x0a) continue;
    if (c === 0x28 || c === 0x29) {
      soft = c === 0x28;
    } else if (c === 0x30 || c === 0x31) {
      at--;
      value |= (c & 1) << at;
      if (soft) shouldBe |= 1 << at;
      else mask |= 1 << at;
    } else {
      const blank = bits.indexOf(' ', i);
      const end = blank < 0 ? bits.length : blank;
      const colon = bits.indexOf(':', i);
      const width = Number(bits.slice(colon + 1, end));
      if (colon < 0 || colon > end || !(width > 0))
        throw new Error(`bit string '${bits}': '${bits.slice(i, end)}' is neither bits nor a field`);
      at -= width;
      const name = bits.slice(i, colon);
      const before = fields.get(name);
      fields.set(name, before ? fieldOf(name, [...before.parts, { shift: at, width }]) : onePart(name, at, width));
      i = end;
    }
  }
  if (at !== 0) throw new Error(`bit string '${bits}' has ${32 - at} bits, not 32`);
  return { value: value >>> 0, mask: mask >>> 0, shouldBe: shouldBe >>> 0, fields };
}

/** Fields of one part by name, at 64 times the shift plus the width. */
const SINGLE = new Map<string, Map<number, Field>>();
/** Fields of several by name and parts. */
const JOINED = new Map<string, Field>();

function onePart(name: string, shift: number, width: number): Field {
  let places = SINGLE.get(name);
  if (!places) {
    places = new Map();
    SINGLE.set(name, places);
  }
  let field = places.get(shift * 64 + width);
  if (!field) {
    field = makeField(name, [{ shift, width }]);
    places.set(shift * 64 + width, field);
  }
  return field;
}

/** The field of that name in these places; one object for all rows that have it there, so that codecs bound to it can be shared. */
export function fieldOf(name: string, parts: readonly Part[]): Field {
  const [first, second] = parts;
  if (first && !second) return onePart(name, first.shift, first.width);
  let key = name;
  for (const part of parts) key += `,${part.shift * 64 + part.width}`;
  let field = JOINED.get(key);
  if (!field) {
    field = makeField(name, parts);
    JOINED.set(key, field);
  }
  return field;
}

function makeField(name: string, parts: readonly Part[]): Field {
  let width = 0;
  let mask = 0;
  let shift = 0;
  for (const part of parts) {
    width += part.width;
    mask |= lowMask(part.width) << part.shift;
    shift = part.shift;
  }
  return { name, width, parts, mask: mask >>> 0, shift };
}

/** The value of `field` in `word`, unsigned. */
export function extract(field: Field, word: number): number {
  if (field.parts.length === 1) return (word >>> field.shift) & lowMask(field.width);
  let value = 0;
  for (const part of field.parts) value = (value << part.width) | ((word >>> part.shift) & lowMask(part.width));
  return value >>> 0;
}

/** `value` (its low `width` bits) placed in a word that is 0 elsewhere; may be negative as an int32. */
export function place(field: Field, value: number): number {
  if (field.parts.length === 1) return (value & lowMask(field.width)) << field.shift;
  let word = 0;
  let left = field.width;
  for (const part of field.parts) {
    left -= part.width;
    word |= ((value >>> left) & lowMask(part.width)) << part.shift;
  }
  return word;
}
