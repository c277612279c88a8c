/**
 * What a layout says, as a row of numbers, and the same from a compiler: what the property test compares.
 *
 * A row is size, alignment, then for every named member of the record (those of anonymous members too) its offset, or for a
 * bit-field its first bit in memory order. The compiler's row comes from constants (`sizeof`, `_Alignof`, `offsetof`) and,
 * for bit-fields, from the image of a variable with that field alone set to all ones. No debug information is involved.
 */
import type { RecordLayout, RecordType, Target } from '../../src/offsets/index.ts';
import { layoutOf } from '../../src/offsets/index.ts';
import type { FieldLayout } from '../../src/offsets/layout.ts';
import { Declarations } from '../../src/offsets/views/c-declaration.ts';

export type Row = readonly number[];

interface Named {
  readonly name: string;
  readonly field: FieldLayout;
  /** Bytes to the record that holds it. */
  readonly base: number;
}

export function namedFields(layout: RecordLayout, base = 0): Named[] {
  return layout.fields.flatMap((field) => {
    if (field.member.name !== undefined) return [{ name: field.member.name, field, base }];
    return field.record === undefined ? [] : namedFields(field.record, base + field.offset);
  });
}

/** The first bit of a bit-field in memory order, worked back from how it is read: unit, shift, width. */
function firstBit({ bits }: FieldLayout, bigEndian: boolean): number {
  if (bits === undefined) return -1;
  const low = bigEndian ? bits.size * 8 - bits.shift - bits.width : bits.shift;
  return bits.offset * 8 + low;
}

/** The row of our layout. */
export function ownRow(type: RecordType, target: Target): Row {
  const layout = layoutOf(type, target);
  const members = namedFields(layout).map(({ field, base }) =>
    field.bits === undefined ? base + field.offset : base * 8 + firstBit(field, target.bigEndian),
  );
  return [layout.size, layout.align, ...members];
}

/** Alignment of the variables that show bit-fields; no structure here is aligned to more. */
const STEP = 64;

/** A C file with sections .numbers (64-bit each) and .images (a variable each, at multiples of STEP). */
export function probe(types: readonly RecordType[], target: Target): string {
  const declarations = new Declarations(target);
  const lines: string[] = [];
  for (const type of types) {
    declarations.add(type);
    const name = `${type.tag} ${type.name}`;
    const fields = namedFields(layoutOf(type, target));
    const offsets = fields.filter(({ field }) => field.bits === undefined);
    const numbers = [
      `sizeof(${name})`,
      `_Alignof(${name})`,
      ...offsets.map((item) => `__builtin_offsetof(${name}, ${item.name})`),
    ];
    lines.push(`const unsigned long long n_${type.name}[] NUMBERS = { ${numbers.join(', ')} };`);
    for (const { name: member, field } of fields) {
      if (field.bits === undefined) continue;
      const type_ = field.member.type;
      const ones = type_.kind === 'scalar' && type_.format === 'bool' ? '1' : '-1';
      lines.push(`const ${name} v_${type.name}_${member} IMAGES = { .${member} = ${ones} };`);
    }
  }
  return [
    '#define NUMBERS __attribute__((section(".numbers"), aligned(8), used))',
    `#define IMAGES __attribute__((section(".images"), aligned(${STEP}), used))`,
    ...declarations.lines,
    ...lines,
    '',
  ].join('\n');
}

function setBits(image: Uint8Array, bigEndian: boolean): number[] {
  const found: number[] = [];
  for (const [index, byte] of image.entries()) {
    for (let bit = 0; bit < 8; bit++) if ((byte >> (bigEndian ? 7 - bit : bit)) & 1) found.push(index * 8 + bit);
  }
  return found;
}

/** The compiler's rows from the two sections of a compiled probe. Throws where an image is no single run of the field's width. */
export function referenceRows(
  types: readonly RecordType[],
  target: Target,
  numbers: Uint8Array,
  images: Uint8Array,
): Row[] {
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
  let number = 0;
  let image = 0;
  const take = (): number => Number(view.getBigUint64(8 * number++, !target.bigEndian));
  return types.map((type) => {
    const fields = namedFields(layoutOf(type, target));
    const size = take();
    const row = [size, take()];
    const offsets = fields.map(({ field }) => (field.bits === undefined ? take() : -1));
    for (const [index, { name, field }] of fields.entries()) {
      if (field.bits === undefined) {
        row.push(offsets[index] ?? -1);
        continue;
      }
      const bits = setBits(images.subarray(image, image + size), target.bigEndian);
      image += Math.ceil(Math.max(size, 1) / STEP) * STEP;
      const first = bits[0] ?? -1;
      const run = bits.length === field.bits.width && bits.every((bit, i) => bit === first + i);
      if (!run) throw new Error(`${type.name}.${name}: bits ${bits.join()} are no run of ${field.bits.width}`);
      row.push(first);
    }
    return row;
  });
}
