/**
 * A record as a list of members with their full paths, nested structures opened: what tables, checks and differences walk.
 */
import { type FieldLayout, Layouter, type RecordLayout } from './layout.ts';
import type { CType } from './model.ts';
import { spelling } from './model.ts';

export interface FlatMember {
  /** `arch.dtb_mem`; of padding bits, the path of the record that holds them and nothing. */
  readonly path: string;
  /** Bytes from the start of the outermost record; of a bit-field, of its first bit's byte. */
  readonly offset: number;
  /** Bytes of the type. */
  readonly size: number;
  readonly bits?: { readonly start: number; readonly width: number };
  readonly type: CType;
  /** Nesting below the outermost record; anonymous members do not count. */
  readonly depth: number;
  /** A record that is opened: its members follow. */
  readonly opened: boolean;
  readonly field: FieldLayout;
  /** Offset of the record that holds the field. */
  readonly base: number;
}

/** C's words for a type, arrays with their dimensions behind: `unsigned long[16]`, `struct page *`. */
export function typeName(type: CType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'enum':
      return spelling(type) ?? 'enum';
    case 'record':
      return spelling(type) ?? type.tag;
    case 'pointer': {
      const target = typeof type.target === 'function' ? type.target() : type.target;
      return `${typeof target === 'string' ? target : typeName(target)} *`;
    }
    case 'array': {
      const count = typeof type.count === 'object' ? type.count.config : (type.count ?? '');
      const inner = typeName(type.element);
      const at = inner.indexOf('[');
      return at < 0 ? `${inner}[${count}]` : `${inner.slice(0, at)}[${count}]${inner.slice(at)}`;
    }
  }
}

/** The members in order of declaration. Arrays of records are not opened; anonymous records leave no entry of their own. */
export function* flatten(layout: RecordLayout, path = '', base = 0, depth = 0): Generator<FlatMember> {
  for (const field of layout.fields) {
    const { name, type } = field.member;
    const at = base + field.offset;
    if (name === undefined && type.kind === 'record' && field.record !== undefined) {
      yield* flatten(field.record, path, at, depth);
      continue;
    }
    const full = `${path}${name ?? ''}`;
    const opened = type.kind === 'record' && field.record !== undefined;
    const common = { path: full, type, depth, opened, field, base };
    if (field.bits === undefined) {
      yield { ...common, offset: at, size: field.size };
    } else {
      const start = base * 8 + field.bits.start;
      const { size } = new Layouter(layout.target).extent(type, full);
      yield { ...common, offset: Math.floor(start / 8), size, bits: { start, width: field.bits.width } };
    }
    if (opened && field.record !== undefined) yield* flatten(field.record, `${full}.`, at, depth + 1);
  }
}

export interface Hole {
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Bytes; bits of padding between bit-fields that share a byte do not count. */
  readonly size: number;
  /** At the end, after the last member. */
  readonly tail: boolean;
}

/** Bytes of a record that no member of it covers (nested records count as whole). A union's tail is what its largest member leaves. */
export function holesOf(layout: RecordLayout): Hole[] {
  const spans = layout.fields.map((field): [number, number] =>
    field.bits === undefined
      ? [field.offset, field.offset + field.size]
      : [Math.floor(field.bits.start / 8), Math.ceil((field.bits.start + field.bits.width) / 8)],
  );
  const holes: Hole[] = [];
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    if (from > end) holes.push({ offset: end, size: from - end, tail: false });
    end = Math.max(end, to);
  }
  if (layout.size > end) holes.push({ offset: end, size: layout.size - end, tail: true });
  return holes;
}
