/**
 * Layouts as JSON: for scripts, and for whoever draws or compares them himself.
 *
 * Offsets and sizes are bytes, `bits` are bits; values beyond 2^53 are strings. The format's `version` grows when a field
 * changes its meaning.
 */
import { flatten, holesOf, typeName } from '../flat.ts';
import { layoutOf } from '../layout.ts';
import { type EnumType, LP64, type RecordType, spelling, type Target } from '../model.ts';
import { maskOf, type OffsetsFile, symbolsOf } from './asm-offsets.ts';

function plain(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value);
}

function structure(type: RecordType, target: Target): object {
  const layout = layoutOf(type, target);
  const members = [...flatten(layout)].map(({ path, type: member, offset, size, bits, field, base }) => ({
    path,
    type: typeName(member),
    offset,
    size,
    ...(field.member.name === undefined ? { padding: true } : {}),
    ...(bits === undefined || field.bits === undefined
      ? {}
      : {
          bits: {
            ...bits,
            unit: { offset: base + field.bits.offset, size: field.bits.size },
            shift: field.bits.shift,
            mask: plain(maskOf(field)),
          },
        }),
  }));
  const { size, align } = layout;
  return { name: spelling(type), kind: type.tag, size, align, members, holes: holesOf(layout) };
}

function enumeration(type: EnumType): object {
  const values = Object.entries(type.values).map(([name, value]) => [name, plain(BigInt(value))]);
  return { name: spelling(type), kind: 'enum', values: Object.fromEntries(values) };
}

/** One document with all types and, where there is one, the symbols of the offsets file. Throws SchemaError. */
export function jsonView(
  types: readonly (RecordType | EnumType)[],
  file: OffsetsFile | undefined,
  target: Target = LP64,
): string {
  const symbols = file === undefined ? [] : symbolsOf(file, target);
  const document = {
    version: 1,
    target,
    types: types.map((type) => (type.kind === 'enum' ? enumeration(type) : structure(type, target))),
    symbols: symbols.flatMap((symbol) =>
      symbol.kind === 'symbol' ? [{ name: symbol.name, value: plain(symbol.value), text: symbol.text }] : [],
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
