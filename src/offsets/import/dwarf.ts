/**
 * Structures from DWARF: of an object or of a whole vmlinux, by name.
 *
 * Enters: a file's .debug_info. Leaves: RawRecords, whose member types are schema types. An index of names is made once by
 * stepping over the units' top level; the entries of a structure are read when it is asked for. DWARF 5, sections 5.1
 * (base types), 5.3 (typedefs), 5.5 (arrays), 5.7 (structures, unions, bit-fields), 5.7.6 and DWARF 3's DW_AT_bit_offset.
 */
import * as messages from '../../diag/messages/offsets.ts';
import { AT, ATE, TAG } from '../../elf/dwarf/constants.ts';
import { DebugInfo, type Entry, follow } from '../../elf/dwarf/info.ts';
import type { ElfFile } from '../../elf/object.ts';
import { enumRange } from '../enum.ts';
import { SchemaError } from '../error.ts';
import { Layouter } from '../layout.ts';
import {
  type CType,
  type EnumType,
  LP64,
  type RecordType,
  type Scalar,
  type ScalarFormat,
  type Target,
} from '../model.ts';
import { BUILTIN } from '../scalars.ts';
import { withAttributes } from './attributes.ts';
import type { RawMember, RawRecord, RawSource } from './raw.ts';

const RECORDS: readonly number[] = [TAG.structure_type, TAG.union_type, TAG.class_type];
const TRANSPARENT: readonly number[] = [TAG.const_type, TAG.volatile_type, TAG.restrict_type, TAG.atomic_type];

const FORMATS: Readonly<Record<number, ScalarFormat>> = {
  [ATE.boolean]: 'bool',
  [ATE.float]: 'float',
  [ATE.signed]: 'signed',
  [ATE.signed_char]: 'signed',
  [ATE.unsigned]: 'unsigned',
  [ATE.unsigned_char]: 'unsigned',
  [ATE.UTF]: 'unsigned',
};

/** A type, and the alignment that a typedef on the way asked for where the type itself cannot hold it. */
interface Resolved {
  readonly type: CType;
  readonly align?: number;
}

function numberAt(entry: Entry, attribute: number): number | undefined {
  const value = entry.attributes.get(attribute);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function nameOf(entry: Entry): string | undefined {
  const name = entry.attributes.get(AT.name);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Structures of one file. */
export class DwarfTypes implements RawSource {
  readonly info: DebugInfo;
  readonly target: Target;
  readonly #file: string;
  readonly #raw = new Map<RecordType, RawRecord>();
  readonly #types = new Map<number, CType>();
  readonly #layouter: Layouter;
  #index: Map<string, number> | undefined;

  /** `file` names the source in messages. Throws DwarfError. */
  constructor(elf: ElfFile, file: string) {
    this.info = new DebugInfo(elf);
    this.#file = file;
    const abi = this.info.units.some((unit) => unit.addressSize === 4) ? 'ilp32' : 'lp64';
    this.target = { ...LP64, abi, bigEndian: elf.bigEndian };
    this.#layouter = new Layouter(this.target);
  }

  /** First definition of each name: `struct x`, `union x`, `enum x`, and typedefs as they are. */
  #names(): Map<string, number> {
    if (this.#index !== undefined) return this.#index;
    const index = new Map<string, number>();
    const words: Readonly<Record<number, string>> = {
      [TAG.structure_type]: 'struct ',
      [TAG.class_type]: 'struct ',
      [TAG.union_type]: 'union ',
      [TAG.enumeration_type]: 'enum ',
      [TAG.typedef]: '',
    };
    for (const unit of this.info.units) {
      for (const { tag, name, offset, declaration } of this.info.topLevel(unit)) {
        const word = words[tag];
        if (word === undefined || name === undefined || declaration) continue;
        const key = word + name;
        if (!index.has(key)) index.set(key, offset);
      }
    }
    this.#index = index;
    return index;
  }

  names(): Iterable<string> {
    return [...this.#names().keys()].filter((name) => /^(?:struct|union) /.test(name));
  }

  /** A record by `name`, `struct name`, `union name` or typedef. */
  findType(name: string): RecordType | undefined {
    const index = this.#names();
    for (const key of [name, `struct ${name}`, `union ${name}`]) {
      const offset = index.get(key);
      const entry = offset === undefined ? undefined : this.info.entryAt(offset);
      const type = entry === undefined ? undefined : this.#resolve(entry).type;
      if (type?.kind === 'record') return type;
    }
    return undefined;
  }

  /** The enumeration that C calls `enum name`. */
  findEnum(name: string): EnumType | undefined {
    const offset = this.#names().get(`enum ${name}`);
    const entry = offset === undefined ? undefined : this.info.entryAt(offset);
    const type = entry === undefined ? undefined : this.#resolve(entry).type;
    return type?.kind === 'enum' ? type : undefined;
  }

  /** The enumerators of all enumerations with a name: what an index of a path may be called. */
  constants(): Record<string, number | bigint> {
    const found: Record<string, number | bigint> = {};
    for (const key of this.#names().keys()) {
      if (key.startsWith('enum ')) Object.assign(found, this.findEnum(key.slice(5))?.values);
    }
    return found;
  }

  find(name: string): RawRecord | undefined {
    const type = this.findType(name);
    return type === undefined ? undefined : this.#raw.get(type);
  }

  rawOf(type: RecordType): RawRecord | undefined {
    return this.#raw.get(type);
  }

  #fail(entry: Entry, what: string): never {
    const path = nameOf(entry) ?? `entry at ${entry.offset}`;
    throw new SchemaError(messages.unsupportedType(`${this.#file}: ${path}`, what));
  }

  /** The type that an entry's DW_AT_type refers to; none is C's void. */
  #typeOf(entry: Entry): Resolved {
    const target = follow(this.info, entry, AT.type);
    if (target === undefined) this.#fail(entry, 'a member of type void');
    return this.#resolve(target);
  }

  #resolve(entry: Entry): Resolved {
    if (TRANSPARENT.includes(entry.tag)) return this.#typeOf(entry);
    if (entry.tag === TAG.typedef) return this.#typedef(entry);
    const known = this.#types.get(entry.offset);
    if (known !== undefined) return { type: known };
    const type = this.#make(entry, undefined);
    this.#types.set(entry.offset, type);
    return { type };
  }

  /** `alias` is the name of the typedef that names a type without a tag. */
  #make(entry: Entry, alias: string | undefined): CType {
    if (RECORDS.includes(entry.tag)) return this.#record(entry, alias);
    switch (entry.tag) {
      case TAG.base_type:
        return this.#base(entry);
      case TAG.enumeration_type:
        return this.#enumeration(entry, alias);
      case TAG.array_type:
        return this.#array(entry);
      case TAG.pointer_type:
      case TAG.reference_type:
        return { kind: 'pointer', target: this.#spell(entry) };
      default:
        return this.#fail(entry, `DWARF tag 0x${entry.tag.toString(16)} is not a type of C data`);
    }
  }

  #typedef(entry: Entry): Resolved {
    const alias = nameOf(entry);
    let target = follow(this.info, entry, AT.type);
    while (target !== undefined && TRANSPARENT.includes(target.tag)) target = follow(this.info, target, AT.type);
    if (target === undefined) this.#fail(entry, 'a member of type void');
    const align = numberAt(entry, AT.alignment);
    const known = this.#types.get(target.offset);
    const unnamed =
      nameOf(target) === undefined && (RECORDS.includes(target.tag) || target.tag === TAG.enumeration_type);
    if (unnamed && known === undefined && alias !== undefined) {
      const type = this.#make(target, alias);
      this.#types.set(target.offset, type);
      return align === undefined ? { type } : { type, align };
    }
    const inner = this.#resolve(target);
    if (inner.type.kind === 'scalar' && alias !== undefined) {
      const base = inner.type.base ?? inner.type.name;
      return { type: { ...inner.type, name: alias, base, ...(align === undefined ? {} : { align }) } };
    }
    return align === undefined ? inner : { ...inner, align };
  }

  #base(entry: Entry): Scalar {
    const name = nameOf(entry) ?? '';
    const size = numberAt(entry, AT.byte_size) ?? 0;
    const known = BUILTIN[name];
    if (known !== undefined && this.#layouter.extent(known, name).size === size) return known;
    const format = FORMATS[numberAt(entry, AT.encoding) ?? 0] ?? 'opaque';
    if (size === 16 || format === 'opaque') return { kind: 'scalar', name, base: name, size, format: 'opaque' };
    return { kind: 'scalar', name, base: name, size, format };
  }

  #enumeration(entry: Entry, alias: string | undefined): CType {
    const size = numberAt(entry, AT.byte_size) ?? 4;
    const values: Record<string, number | bigint> = {};
    for (const child of this.info.children(entry)) {
      const value = child.attributes.get(AT.const_value);
      const name = nameOf(child);
      if (
        child.tag === TAG.enumerator &&
        name !== undefined &&
        (typeof value === 'number' || typeof value === 'bigint')
      ) {
        values[name] = value;
      }
    }
    const name = nameOf(entry) ?? alias;
    const type: EnumType = {
      kind: 'enum',
      name,
      values,
      ...(nameOf(entry) === undefined && alias !== undefined ? { typedef: true } : {}),
    };
    for (const candidate of [type, { ...type, packed: true }]) {
      if (enumRange(candidate, name ?? 'enum').size === size) return candidate;
    }
    return {
      kind: 'scalar',
      name: `enum${size * 8}`,
      base: ['', 'unsigned char', 'unsigned short', '', 'unsigned int'][size] ?? 'unsigned long long',
      size,
      format: 'unsigned',
    };
  }

  #array(entry: Entry): CType {
    const element = this.#typeOf(entry).type;
    if (entry.attributes.get(AT.GNU_vector)) {
      const { size } = this.#layouter.extent(element, '');
      const count = this.#counts(entry)[0] ?? 1;
      return { kind: 'scalar', name: `__vector_${size * count}`, size: size * count, format: 'opaque' };
    }
    return this.#counts(entry).reduceRight<CType>(
      (inner, count) => ({ kind: 'array', element: inner, count }),
      element,
    );
  }

  /** Elements of each dimension; undefined for `[]`. */
  #counts(entry: Entry): (number | undefined)[] {
    const counts: (number | undefined)[] = [];
    for (const child of this.info.children(entry)) {
      if (child.tag !== TAG.subrange_type) continue;
      const count = child.attributes.get(AT.count);
      const upper = child.attributes.get(AT.upper_bound);
      if (count instanceof Uint8Array || upper instanceof Uint8Array) this.#fail(entry, 'an array of variable length');
      const known = numberAt(child, AT.count);
      const last = numberAt(child, AT.upper_bound);
      // some compilers say upper bound -1 for [0]
      const empty = last !== undefined && [-1, 0xffffffff, 2 ** 64].includes(last);
      counts.push(known ?? (last === undefined ? undefined : empty ? 0 : last + 1));
    }
    return counts;
  }

  /** What a pointer points at, as C text; `void` where that would need more than a tag. */
  #spell(pointer: Entry): string {
    let target = follow(this.info, pointer, AT.type);
    let qualifier = '';
    while (target !== undefined && (TRANSPARENT.includes(target.tag) || target.tag === TAG.typedef)) {
      if (target.tag === TAG.const_type) qualifier = 'const ';
      target = follow(this.info, target, AT.type);
    }
    const name = target === undefined ? undefined : nameOf(target);
    if (target === undefined || name === undefined) return `${qualifier}void`;
    if (target.tag === TAG.union_type) return `${qualifier}union ${name}`;
    if (RECORDS.includes(target.tag)) return `${qualifier}struct ${name}`;
    const builtin = target.tag === TAG.base_type ? BUILTIN[name]?.name : undefined;
    return `${qualifier}${builtin ?? 'void'}`;
  }

  #record(entry: Entry, alias: string | undefined): RecordType {
    if (entry.attributes.get(AT.declaration)) this.#fail(entry, 'the structure is declared but not defined here');
    const name = nameOf(entry) ?? alias;
    const children = [...this.info.children(entry)].filter((child) => child.tag === TAG.member);
    const size = numberAt(entry, AT.byte_size) ?? 0;
    const isUnion = entry.tag === TAG.union_type;
    const raw: RawRecord = {
      tag: isUnion ? 'union' : 'struct',
      name,
      typedef: nameOf(entry) === undefined && alias !== undefined,
      size,
      align: numberAt(entry, AT.alignment),
      members: children.map((child, i) => this.#member(child, i === children.length - 1, children.length, isUnion)),
    };
    const type = withAttributes(raw, this.target);
    this.#raw.set(type, raw);
    return type;
  }

  #member(entry: Entry, last: boolean, count: number, isUnion: boolean): RawMember {
    const resolved = this.#typeOf(entry);
    let { type } = resolved;
    const name = nameOf(entry);
    // an empty array that could not be a flexible one was written [0]
    if (type.kind === 'array' && type.count === undefined && (!last || count === 1)) type = { ...type, count: 0 };
    if (name === undefined && type.kind === 'record' && type.name !== undefined) type = this.#untagged(type);
    const align = numberAt(entry, AT.alignment) ?? resolved.align;
    const location = this.#location(entry);
    const width = numberAt(entry, AT.bit_size);
    const common = { name, type, ...(align === undefined ? {} : { align }) };
    const { size } = this.#layouter.extent(type, name ?? '');
    if (width === undefined) return { ...common, offset: location, size };
    // all members of a union begin at 0; gcc states other bits for under-aligned types there
    const start = isUnion ? 0 : this.#firstBit(entry, location, width, size);
    return { ...common, offset: Math.floor(start / 8), size, bits: { start, width } };
  }

  /** A copy without a tag, for members without a name (Microsoft's and Plan 9's anonymous members). */
  #untagged(type: RecordType): RecordType {
    const copy: RecordType = { ...type, name: undefined, typedef: false };
    const raw = this.#raw.get(type);
    if (raw !== undefined) this.#raw.set(copy, { ...raw, name: undefined, typedef: false });
    return copy;
  }

  #location(entry: Entry): number {
    const value = entry.attributes.get(AT.data_member_location);
    // DWARF 2 says DW_OP_plus_uconst N
    if (value instanceof Uint8Array) {
      if (value[0] !== 0x23) this.#fail(entry, 'a member whose location is computed');
      let offset = 0n;
      for (let i = 1, shift = 0n; i < value.length; i++, shift += 7n) offset |= BigInt((value[i] ?? 0) & 0x7f) << shift;
      // gcc puts the unit of an under-aligned bit-field before the structure and counts from there
      return Number(BigInt.asIntN(64, offset));
    }
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;
  }

  #firstBit(entry: Entry, location: number, width: number, typeSize: number): number {
    const direct = numberAt(entry, AT.data_bit_offset);
    if (direct !== undefined) return location * 8 + direct;
    // negative where packed bits begin before their unit
    const stated = entry.attributes.get(AT.bit_offset);
    const old = typeof stated === 'bigint' ? Number(BigInt.asIntN(64, stated)) : (numberAt(entry, AT.bit_offset) ?? 0);
    if (this.target.bigEndian) return location * 8 + old;
    const unit = numberAt(entry, AT.byte_size) ?? typeSize;
    return location * 8 + unit * 8 - old - width;
  }
}
