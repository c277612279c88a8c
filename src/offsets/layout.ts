/**
 * The layout engine: a type and a target become sizes, alignments and offsets.
 *
 * Enters: model.ts types and a Target (ABI, byte order, CONFIG options). Leaves: a RecordLayout with one FieldLayout a
 * member that exists in that configuration. The rules are AAPCS64's (IHI 0055, sections 5.9 "Composite Types" and 10.1.8
 * "Bit-fields") as GNU C applies them, with its packed and aligned attributes:
 *
 * - a member lies at the next multiple of its alignment; packed makes that 1, or what `aligned` on the member says;
 * - a bit-field lies at the next free bit unless it would then cross a boundary of its type, and lends the structure its
 *   type's alignment even when it has no name; width 0 moves to the next boundary of its type, packed or not;
 * - packed bit-fields take the next bit and cross whatever they cross.
 *
 * Bit positions count in memory order: bit p lies in byte p/8, from the low end of that byte in little endian and from
 * the high end in big endian. So offsets are the same in both, and masks and shifts differ.
 */
import * as messages from '../diag/messages/offsets.ts';
import { holds } from './condition.ts';
import { enumRange } from './enum.ts';
import { SchemaError } from './error.ts';
import type { ArrayType, CType, EnumType, Member, RecordType, Target, Width } from './model.ts';
import { spelling } from './model.ts';

/** How to read a bit-field: load `size` bytes at `offset`, shift right by `shift`, keep `width` bits. */
export interface BitLayout {
  /** Bits from the start of the record, in memory order. */
  readonly start: number;
  readonly width: number;
  /** Bytes from the start of the record to the unit that holds it. */
  readonly offset: number;
  /** Bytes of that unit: the declared type where that fits, else the bytes that the bits touch. */
  readonly size: number;
  /** Bits from the low end of that unit, in the target's byte order. */
  readonly shift: number;
}

export interface FieldLayout {
  readonly member: Member;
  /** Bytes from the start of the record; of a bit-field, to its unit. */
  readonly offset: number;
  /** Bytes; of a bit-field, of its unit. */
  readonly size: number;
  readonly align: number;
  readonly bits?: BitLayout;
  /** Of a struct or union, or of the elements of an array of them. */
  readonly record?: RecordLayout;
}

export interface RecordLayout {
  readonly type: RecordType;
  readonly target: Target;
  /** Bytes, a multiple of `align`. */
  readonly size: number;
  readonly align: number;
  /** In order of declaration, without those whose condition does not hold. */
  readonly fields: readonly FieldLayout[];
}

/** Size and alignment of any type, bytes. */
export interface Extent {
  readonly size: number;
  readonly align: number;
  readonly record?: RecordLayout;
}

const MAX_COUNT = 2 ** 31 - 1;

function widthOf(width: Width, target: Target): number {
  return width === 'long' ? (target.abi === 'lp64' ? 8 : 4) : width;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The largest power of two that divides `value`; 0 for 0. */
function lowestBit(value: number): number {
  let bit = 1;
  while (bit <= 2 ** 16 && value % (bit * 2) === 0) bit *= 2;
  return value === 0 ? 0 : bit;
}

/** The elements of an array in this configuration; 0 for a flexible array. Throws SchemaError. */
export function countOf(type: ArrayType<unknown>, target: Target, path: string): number {
  let count: unknown = type.count;
  if (count === undefined) return 0;
  if (typeof count === 'object' && count !== null && 'config' in count) {
    const { config: option, otherwise } = count as { config: string; otherwise?: number };
    const value = target.config[option];
    count = typeof value === 'number' ? value : otherwise;
    if (count === undefined) throw new SchemaError(messages.countNotConfigured(path, option));
  }
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > MAX_COUNT) {
    throw new SchemaError(messages.badCount(path, count));
  }
  return count;
}

function checkAlign(align: number | undefined, path: string): number {
  if (align === undefined) return 1;
  if (!Number.isInteger(align) || align < 1 || align > 65536 || Math.log2(align) % 1 !== 0) {
    throw new SchemaError(messages.badAlign(path, align));
  }
  return align;
}

/** A type's name for messages. */
export function describe(type: CType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'pointer':
      return 'pointer';
    case 'array':
      return `${describe(type.element)}[]`;
    default:
      return spelling(type) ?? (type.kind === 'enum' ? 'enum' : type.tag);
  }
}

/** The state of laying out one record: what stor-layout.c calls the record layout info. Everything in bits. */
class Cursor {
  position = 0;
  align: number;
  /** Of a union: the largest member so far. */
  extent = 0;
  readonly fields: FieldLayout[] = [];
  readonly type: RecordType;

  constructor(type: RecordType, align: number) {
    this.type = type;
    this.align = align * 8;
  }

  /** Move to a multiple of `align` bits, and take over that alignment. */
  moveTo(align: number): void {
    this.position = this.type.tag === 'union' ? 0 : roundUp(this.position, align);
    this.raise(align);
  }

  raise(align: number): void {
    if (align > this.align) this.align = align;
  }

  advance(bits: number): void {
    if (this.type.tag === 'union') this.extent = Math.max(this.extent, roundUp(bits, 8));
    else this.position += bits;
  }

  get size(): number {
    const used = this.type.tag === 'union' ? this.extent : roundUp(this.position, 8);
    return roundUp(used, this.align) / 8;
  }
}

/** Lays out types for one target, each record once. */
export class Layouter {
  private readonly done = new Map<RecordType, RecordLayout>();
  private readonly open = new Set<RecordType>();

  readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  /** Size and alignment of a type. Throws SchemaError with `path` in its text. */
  extent(type: CType, path: string): Extent {
    switch (type.kind) {
      case 'scalar': {
        const size = widthOf(type.size, this.target);
        return { size, align: type.align === undefined ? size : widthOf(type.align, this.target) };
      }
      case 'enum': {
        const size = this.enumSize(type, path);
        return { size, align: size };
      }
      case 'pointer': {
        const size = widthOf('long', this.target);
        return { size, align: size };
      }
      case 'array': {
        const element = this.extent(type.element, path);
        return { ...element, size: element.size * countOf(type, this.target, path) };
      }
      case 'record': {
        const record = this.record(type, path);
        return { size: record.size, align: record.align, record };
      }
    }
  }

  private enumSize(type: EnumType, path: string): number {
    return enumRange(type, path).size;
  }

  /** Lay out a structure or union. Throws SchemaError: recursion, bad bit-fields, alignments, counts, conditions. */
  record(type: RecordType, path: string = type.name ?? `(${type.tag})`): RecordLayout {
    const known = this.done.get(type);
    if (known !== undefined) return known;
    if (this.open.has(type)) throw new SchemaError(messages.recursive(path, describe(type)));
    this.open.add(type);
    try {
      const layout = this.place(type, path);
      this.done.set(type, layout);
      return layout;
    } finally {
      this.open.delete(type);
    }
  }

  private place(type: RecordType, path: string): RecordLayout {
    if (type.members.length === 0 && !type.empty) throw new SchemaError(messages.emptyRecord(path));
    const cursor = new Cursor(type, checkAlign(type.align, path));
    const present = type.members.filter(
      (member) => member.when === undefined || holds(member.when, this.target.config, memberPath(path, member)),
    );
    for (const [index, member] of present.entries()) {
      const at = memberPath(path, member);
      if (member.width !== undefined) this.placeBits(cursor, member, at);
      else this.placeMember(cursor, member, at, index === present.length - 1);
    }
    const { size } = cursor;
    const fields = cursor.fields.map((field) => fitUnit(field, size, this.target.bigEndian));
    checkNames(fields, path);
    return { type, target: this.target, size, align: cursor.align / 8, fields };
  }

  private placeMember(cursor: Cursor, member: Member, path: string, last: boolean): void {
    const { type } = member;
    if (type.kind === 'array' && type.count === undefined) {
      if (!last || cursor.fields.length === 0 || cursor.type.tag === 'union') {
        throw new SchemaError(messages.misplacedFlexible(path));
      }
    }
    if (member.name === undefined && type.kind !== 'record') throw new SchemaError(messages.anonymousScalar(path));
    const extent = this.extent(type, path);
    const asked = checkAlign(member.align, path);
    const packed = member.packed || cursor.type.packed;
    const align = packed ? asked : Math.max(asked, extent.align);
    cursor.moveTo(align * 8);
    const record = recordWithin(type, this, path);
    cursor.fields.push({
      member,
      offset: cursor.type.tag === 'union' ? 0 : cursor.position / 8,
      size: extent.size,
      align,
      ...(record === undefined ? {} : { record }),
    });
    cursor.advance(extent.size * 8);
  }

  private placeBits(cursor: Cursor, member: Member, path: string): void {
    const width = member.width ?? 0;
    const { type } = member;
    const integer = type.kind === 'enum' || (type.kind === 'scalar' && /^(?:un)?signed$|^bool$/.test(type.format));
    if (!integer) throw new SchemaError(messages.bitFieldBase(path, describe(type)));
    const extent = this.extent(type, path);
    const limit = type.kind === 'scalar' && type.format === 'bool' ? 1 : extent.size * 8;
    const anonymousZero = width === 0 && member.name === undefined;
    if (width === 0 && member.name !== undefined) throw new SchemaError(messages.namedZeroWidth(path));
    if (!anonymousZero && (!Number.isInteger(width) || width < 1 || width > limit)) {
      throw new SchemaError(messages.bitWidth(path, width, describe(type), limit));
    }
    const packed = member.packed || cursor.type.packed || false;
    const typeAlign = extent.align * 8;
    let align = member.align === undefined ? 1 : checkAlign(member.align, path) * 8;
    if (width === 0) align = Math.max(align, typeAlign);
    // a width that is a whole machine integer, where it already lies aligned, counts as that integer
    const known = cursor.type.tag === 'union' ? 0 : lowestBit(cursor.position);
    if ([8, 16, 32, 64, 128].includes(width) && !(packed && width > 8) && (known === 0 || known >= width)) {
      align = Math.max(align, width);
    }
    cursor.moveTo(align);
    cursor.raise(packed ? 8 : typeAlign);
    const crosses = (cursor.position % typeAlign) + width > extent.size * 8;
    if (crosses && !packed && cursor.type.tag === 'struct') {
      cursor.position = roundUp(cursor.position, typeAlign);
    }
    const start = cursor.type.tag === 'union' ? 0 : cursor.position;
    const bits = { start, width, offset: 0, size: extent.size, shift: 0 };
    cursor.fields.push({ member, offset: 0, size: extent.size, align: extent.align, bits });
    cursor.advance(width);
  }
}

/** The layout of the record that a type is, or that the elements of an array are. */
function recordWithin(type: CType, layouter: Layouter, path: string): RecordLayout | undefined {
  if (type.kind === 'record') return layouter.record(type, path);
  return type.kind === 'array' ? recordWithin(type.element, layouter, path) : undefined;
}

/** Choose the unit by which a bit-field is read, now that the size of the record is known. */
function fitUnit(field: FieldLayout, recordSize: number, bigEndian: boolean): FieldLayout {
  const { bits } = field;
  if (bits === undefined) return field;
  const { start, width } = bits;
  let size = field.size;
  let offset = Math.floor(start / (size * 8)) * size;
  const inside = start + width <= (offset + size) * 8 && offset + size <= recordSize;
  if (!inside) {
    offset = Math.floor(start / 8);
    size = Math.ceil((start + width) / 8) - offset;
  }
  const before = start - offset * 8;
  const shift = bigEndian ? size * 8 - before - width : before;
  return { ...field, offset, size, bits: { start, width, offset, size, shift } };
}

function memberPath(path: string, member: Member): string {
  return member.name === undefined ? `${path}.(anonymous)` : `${path}.${member.name}`;
}

/** Names that C would see in this scope: also those of anonymous members. */
function checkNames(fields: readonly FieldLayout[], path: string, seen = new Set<string>()): void {
  for (const { member, record } of fields) {
    if (member.name === undefined) {
      if (record !== undefined) checkNames(record.fields, path, seen);
      continue;
    }
    if (seen.has(member.name)) throw new SchemaError(messages.duplicateMember(`${path}.${member.name}`));
    seen.add(member.name);
  }
}

/** Lay out one record for a target. Throws SchemaError. */
export function layoutOf(type: RecordType, target: Target): RecordLayout {
  return new Layouter(target).record(type);
}
