/**
 * Structures from BTF, as dwarf.ts has them from DWARF.
 *
 * BTF says sizes, offsets and bit-fields, and neither alignments nor whether an array was written `[0]` or `[]`: the last of a
 * structure counts as flexible. ABI and byte order come with the file.
 */
import * as messages from '../../diag/messages/offsets.ts';
import { type BtfMember, type BtfType, KIND, readBtf } from '../../elf/btf.ts';
import { enumRange } from '../enum.ts';
import { SchemaError } from '../error.ts';
import { Layouter } from '../layout.ts';
import type { CType, EnumType, RecordType, Scalar, Target } from '../model.ts';
import { BUILTIN } from '../scalars.ts';
import { withAttributes } from './attributes.ts';
import type { RawMember, RawRecord, RawSource } from './raw.ts';

const TRANSPARENT: readonly number[] = [KIND.const, KIND.volatile, KIND.restrict, KIND.typeTag];
const SIGNED = 1;
const BOOL = 4;

/** Structures of one .BTF section. */
export class BtfTypes implements RawSource {
  readonly target: Target;
  readonly #file: string;
  readonly #all: readonly BtfType[];
  readonly #made = new Map<number, CType>();
  readonly #raw = new Map<RecordType, RawRecord>();
  readonly #layouter: Layouter;

  /** `file` names the source in messages. Throws DwarfError. */
  constructor(data: Uint8Array, file: string, target: Target) {
    this.#all = readBtf(data);
    this.#file = file;
    this.target = target;
    this.#layouter = new Layouter(target);
  }

  names(): string[] {
    return this.#all.flatMap(({ kind, name }) => {
      if (name === '') return [];
      return kind === KIND.struct ? [`struct ${name}`] : kind === KIND.union ? [`union ${name}`] : [];
    });
  }

  #find(name: string, kinds: readonly number[]): CType | undefined {
    const index = this.#all.findIndex((type) => type.name === name && kinds.includes(type.kind));
    return index < 0 ? undefined : this.#type(index, undefined);
  }

  /** A record by `name`, `struct name`, `union name` or typedef. Throws SchemaError. */
  findType(name: string): RecordType | undefined {
    const type = this.#find(name, [KIND.struct, KIND.union]) ?? this.#find(name, [KIND.typedef]);
    return type?.kind === 'record' ? type : undefined;
  }

  findEnum(name: string): EnumType | undefined {
    const type = this.#find(name, [KIND.enum, KIND.enum64]);
    return type?.kind === 'enum' ? type : undefined;
  }

  find(name: string): RawRecord | undefined {
    const type = this.findType(name);
    return type === undefined ? undefined : this.#raw.get(type);
  }

  rawOf(type: RecordType): RawRecord | undefined {
    return this.#raw.get(type);
  }

  #at(index: number): BtfType {
    const type = this.#all[index];
    if (type === undefined)
      throw new SchemaError(messages.unsupportedType(`${this.#file}: type ${index}`, 'there is none of this number'));
    return type;
  }

  /** `depth` ends a chain of types that refer to one another. */
  #type(index: number, alias: string | undefined, depth = 0): CType {
    const btf = this.#at(index);
    const path = `${this.#file}: ${btf.name || `type ${index}`}`;
    if (depth > 64) throw new SchemaError(messages.unsupportedType(path, 'it refers to itself'));
    if (TRANSPARENT.includes(btf.kind)) return this.#type(btf.sizeOrType, alias, depth + 1);
    if (btf.kind === KIND.typedef) return this.#typedef(btf, depth);
    const known = this.#made.get(index);
    if (known !== undefined) return known;
    const type = this.#make(btf, alias, path, depth);
    this.#made.set(index, type);
    return type;
  }

  #typedef({ name, sizeOrType }: BtfType, depth: number): CType {
    const type = this.#type(sizeOrType, name, depth + 1);
    return type.kind === 'scalar' ? { ...type, name, base: type.base ?? type.name } : type;
  }

  #make(btf: BtfType, alias: string | undefined, path: string, depth: number): CType {
    switch (btf.kind) {
      case KIND.int:
        return this.#integer(btf);
      case KIND.float:
        return BUILTIN[btf.name] ?? { kind: 'scalar', name: btf.name, size: btf.sizeOrType, format: 'opaque' };
      case KIND.pointer:
        return { kind: 'pointer', target: this.#spell(btf.sizeOrType) };
      case KIND.array:
        return { kind: 'array', element: this.#type(btf.element, undefined, depth + 1), count: btf.count };
      case KIND.struct:
      case KIND.union:
        return this.#record(btf, alias, depth);
      case KIND.enum:
      case KIND.enum64:
        return this.#enumeration(btf, alias);
      default:
        throw new SchemaError(messages.unsupportedType(path, `BTF kind ${btf.kind} is not a type of C data`));
    }
  }

  #integer({ name, sizeOrType: size, encoding }: BtfType): Scalar {
    const known = BUILTIN[name];
    if (known !== undefined && this.#layouter.extent(known, name).size === size) return known;
    const format = encoding & BOOL ? 'bool' : encoding & SIGNED ? 'signed' : 'unsigned';
    return { kind: 'scalar', name, base: name, size, format };
  }

  #enumeration(btf: BtfType, alias: string | undefined): CType {
    const values = Object.fromEntries(
      btf.values.map(([name, value]) => [name, value >= -(2n ** 31n) && value < 2n ** 32n ? Number(value) : value]),
    );
    const name = btf.name === '' ? alias : btf.name;
    const type: EnumType = {
      kind: 'enum',
      name,
      values,
      ...(btf.name === '' && alias !== undefined ? { typedef: true } : {}),
    };
    for (const candidate of [type, { ...type, packed: true }]) {
      if (enumRange(candidate, name ?? 'enum').size === btf.sizeOrType) return candidate;
    }
    const base = ['', 'unsigned char', 'unsigned short', '', 'unsigned int'][btf.sizeOrType] ?? 'unsigned long long';
    return { kind: 'scalar', name: `enum${btf.sizeOrType * 8}`, base, size: btf.sizeOrType, format: 'unsigned' };
  }

  #spell(index: number): string {
    let target = index === 0 ? undefined : this.#at(index);
    let qualifier = '';
    for (let i = 0; target !== undefined && (TRANSPARENT.includes(target.kind) || target.kind === KIND.typedef); i++) {
      if (target.kind === KIND.const) qualifier = 'const ';
      target = target.sizeOrType === 0 || i > 64 ? undefined : this.#at(target.sizeOrType);
    }
    if (target === undefined || target.name === '') return `${qualifier}void`;
    if (target.kind === KIND.struct || target.kind === KIND.forward) return `${qualifier}struct ${target.name}`;
    if (target.kind === KIND.union) return `${qualifier}union ${target.name}`;
    return qualifier + ((target.kind === KIND.int ? BUILTIN[target.name]?.name : undefined) ?? 'void');
  }

  #record(btf: BtfType, alias: string | undefined, depth: number): RecordType {
    const { members } = btf;
    const isUnion = btf.kind === KIND.union;
    const raw: RawRecord = {
      tag: isUnion ? 'union' : 'struct',
      name: btf.name === '' ? alias : btf.name,
      typedef: btf.name === '' && alias !== undefined,
      size: btf.sizeOrType,
      align: undefined,
      members: members.map((member, i) =>
        this.#member(
          // all members of a union begin at 0; gcc states other bits for under-aligned types there
          isUnion ? { ...member, offset: 0 } : member,
          !isUnion && i > 0 && i === members.length - 1,
          depth,
        ),
      ),
    };
    const type = withAttributes(raw, this.target);
    this.#raw.set(type, raw);
    return type;
  }

  #member(member: BtfMember, mayFlex: boolean, depth: number): RawMember {
    const name = member.name === '' ? undefined : member.name;
    let type = this.#type(member.type, undefined, depth + 1);
    if (mayFlex && type.kind === 'array' && type.count === 0) type = { ...type, count: undefined };
    const { size } = this.#layouter.extent(type, name ?? '');
    const common = { name, type, offset: Math.floor(member.offset / 8), size };
    return member.width === 0 ? common : { ...common, bits: { start: member.offset, width: member.width } };
  }
}
