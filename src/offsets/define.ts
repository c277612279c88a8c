/**
 * How a schema is written: `defineStruct('kern_reloc_arg', { entry_addr: phys_addr_t, … })`.
 *
 * Enters: member names with types and attributes. Leaves: a Struct (or union), which is a model.ts record plus sizes,
 * offsets and typed access. What can be judged without a target is judged here, and thrown as SchemaError with the
 * member's path; the rest when it is laid out. Where C has no name (anonymous members, padding bits) the key is only a
 * handle for the reader and appears nowhere.
 */
import { suggest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/offsets.ts';
import { type Memory, read, view, write } from './access.ts';
import { enumRange } from './enum.ts';
import { SchemaError } from './error.ts';
import type { CheckPath, Declared, Init, Schema, TypedRecord, View } from './infer.ts';
import { Layouter, type RecordLayout } from './layout.ts';
import {
  type ArrayType,
  type Count,
  type CType,
  type EnumType,
  LP64,
  type Member,
  type PointerType,
  type RecordType,
  type Scalar,
  type Target,
} from './model.ts';
import { locate } from './path.ts';
import * as scalars from './scalars.ts';

export interface RecordOptions {
  readonly packed?: boolean;
  /** Bytes. */
  readonly align?: number;
  /** C says `name` without `struct`. */
  readonly typedef?: boolean;
  /** An empty structure is meant (GNU C, size 0). */
  readonly empty?: boolean;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;
const KINDS: readonly string[] = ['scalar', 'enum', 'pointer', 'array', 'record'];

/** Bits and bytes of one structure or union. The methods without a `target` speak of LP64, little endian, no option set. */
export class Struct<M> implements TypedRecord<M> {
  readonly kind = 'record';
  readonly tag: 'struct' | 'union';
  readonly name: string | undefined;
  readonly members: readonly Member[];
  readonly packed?: boolean;
  readonly align?: number;
  readonly typedef?: boolean;
  readonly empty?: boolean;
  declare readonly schema?: M;
  readonly #layouts = new WeakMap<Target, RecordLayout>();

  constructor(record: RecordType) {
    this.tag = record.tag;
    this.name = record.name;
    this.members = record.members;
    if (record.packed) this.packed = true;
    if (record.align !== undefined) this.align = record.align;
    if (record.typedef) this.typedef = true;
    if (record.empty) this.empty = true;
  }

  /** Sizes and offsets for a target. Throws SchemaError. */
  layout(target: Target = LP64): RecordLayout {
    const known = this.#layouts.get(target);
    if (known !== undefined) return known;
    const layout = new Layouter(target).record(this);
    this.#layouts.set(target, layout);
    return layout;
  }

  /** Bytes. */
  sizeof(target: Target = LP64): number {
    return this.layout(target).size;
  }

  /** Bytes from the start to the member at `path`: `'entry_addr'`, `'arch.dtb_mem'`, `'segment[2].mem'`. Throws SchemaError. */
  offsetOf<const P extends string>(path: CheckPath<M, P>, target: Target = LP64): number {
    return locate(this.layout(target), path).offset;
  }

  /** The structure at `address` of a memory, each member a property that reads and writes there. */
  at<A extends number | bigint>(memory: Memory<A>, address: A, target: Target = LP64): View<M> {
    return view(this.layout(target), memory, address) as View<M>;
  }

  /** Write the given members, leaving all other bytes alone. */
  write<A extends number | bigint>(memory: Memory<A>, address: A, values: Init<M>, target: Target = LP64): void {
    write(this.layout(target), memory, address, values as Readonly<Record<string, unknown>>);
  }

  /** All members as one plain object (nested objects and arrays). */
  read<A extends number | bigint>(
    memory: Memory<A>,
    address: A,
    target: Target = LP64,
  ): Readonly<Record<string, unknown>> {
    return read(this.layout(target), memory, address);
  }
}

function declared(type: unknown): type is Declared<CType> {
  return typeof type === 'object' && type !== null && 'kind' in type && type.kind === 'declared';
}

function checkType(type: unknown, path: string): void {
  const kind = typeof type === 'object' && type !== null && 'kind' in type ? type.kind : undefined;
  if (typeof kind === 'string' && KINDS.includes(kind)) return;
  const got =
    typeof type === 'string' ? `'${type}'` : type === undefined || type === null ? String(type) : `a ${typeof type}`;
  const similar = typeof type === 'string' ? suggest(type, Object.keys(scalars)) : undefined;
  throw new SchemaError(messages.unknownType(path, got, similar));
}

function toMember(key: string, entry: CType | Declared<CType>, path: string): Member {
  const at = `${path}.${key}`;
  if (!declared(entry)) {
    checkType(entry, at);
    return { name: checkName(key, at), type: entry };
  }
  const { type, width, align, packed, when, anonymous, name = key } = entry;
  checkType(type, at);
  return {
    name: anonymous ? undefined : checkName(name, at),
    type,
    ...(width === undefined ? {} : { width }),
    ...(align === undefined ? {} : { align }),
    ...(packed ? { packed } : {}),
    ...(when === undefined ? {} : { when }),
  };
}

function checkName(name: string, path: string): string {
  if (!IDENTIFIER.test(name)) throw new SchemaError(messages.notAnIdentifier(path, 'member', name));
  return name;
}

function defineRecord<M>(
  tag: 'struct' | 'union',
  name: string | undefined,
  schema: M,
  options: RecordOptions,
): Struct<M> {
  const path = name ?? `(${tag})`;
  if (name !== undefined && !IDENTIFIER.test(name)) throw new SchemaError(messages.notAnIdentifier(path, tag, name));
  const members = Object.entries(schema as Schema).map(([key, entry]) => toMember(key, entry, path));
  if (members.length === 0 && !options.empty) throw new SchemaError(messages.emptyRecord(path));
  const record: RecordType = { kind: 'record', tag, name, members, ...options };
  return new Struct<M>(record);
}

/** `struct name { … }`; `undefined` for a structure without a tag. Throws SchemaError with the member's path. */
export function defineStruct<const M extends Schema>(
  name: string | undefined,
  members: M,
  options: RecordOptions = {},
): Struct<M> {
  return defineRecord('struct', name, members, options);
}

/** `union name { … }`. */
export function defineUnion<const M extends Schema>(
  name: string | undefined,
  members: M,
  options: RecordOptions = {},
): Struct<M> {
  return defineRecord('union', name, members, options);
}

/** `enum name { … }`: a list of names counts from 0. Throws SchemaError on values that no integer type holds. */
export function defineEnum(
  name: string | undefined,
  values: Readonly<Record<string, number | bigint>> | readonly string[],
  options: { readonly packed?: boolean; readonly typedef?: boolean } = {},
): EnumType {
  const path = name ?? '(enum)';
  if (name !== undefined && !IDENTIFIER.test(name)) throw new SchemaError(messages.notAnIdentifier(path, 'enum', name));
  const numbered = Array.isArray(values)
    ? Object.fromEntries(values.map((key: string, index) => [key, index]))
    : values;
  for (const key of Object.keys(numbered)) {
    if (!IDENTIFIER.test(key)) throw new SchemaError(messages.notAnIdentifier(`${path}.${key}`, 'enumerator', key));
  }
  const type: EnumType = { kind: 'enum', name, values: numbered as EnumType['values'], ...options };
  enumRange(type, path);
  return type;
}

/** `type name[count]`; the count may be that of a CONFIG option: `{ config: 'CONFIG_NR_CPUS', otherwise: 1 }`. */
export function array<const T extends CType>(element: T, count: Count): ArrayType<T> {
  checkType(element, '(array)');
  return { kind: 'array', element, count };
}

/** `type name[]`, the last member. */
export function flexible<const T extends CType>(element: T): ArrayType<T> {
  checkType(element, '(array)');
  return { kind: 'array', element, count: undefined };
}

/** `target *name`: a type, a function that returns it (structures that point at each other), or C text such as `const char`. */
export function pointer(target: CType | string | (() => CType) = 'void'): PointerType {
  return { kind: 'pointer', target };
}

function declare<T extends CType, A extends boolean, W extends boolean>(
  entry: T | Declared<T, A, W>,
  more: Partial<Omit<Declared<T>, 'kind' | 'type'>>,
): Declared<T> {
  if (declared(entry)) return { ...(entry as Declared<T>), ...more };
  return { kind: 'declared', type: entry as T, anonymous: false, ...more };
}

/** `type name : width`. */
export function bits<const T extends Scalar | EnumType>(type: T, width: number): Declared<T, false, false> {
  return declare(type, { width }) as Declared<T, false, false>;
}

/** Bits without a name; width 0 moves the next bit-field to a boundary of `type`. */
export function padding<const T extends Scalar | EnumType>(type: T, width: number): Declared<T, true, false> {
  return declare(type, { width, anonymous: true }) as Declared<T, true, false>;
}

/** A structure or union without a name, whose members belong to the outer one. */
export function anonymous<const T extends CType>(type: T): Declared<T, true, false> {
  return declare(type, { anonymous: true }) as Declared<T, true, false>;
}

/** A member whose name in C is not its key: for two members of one name under conditions that exclude each other. */
export function named<const T extends CType, A extends boolean, W extends boolean>(
  name: string,
  entry: T | Declared<T, A, W>,
): Declared<T, A, W> {
  return declare(entry, { name }) as Declared<T, A, W>;
}

/** `__attribute__((aligned(bytes)))` on a member. */
export function aligned<const T extends CType, A extends boolean, W extends boolean>(
  bytes: number,
  entry: T | Declared<T, A, W>,
): Declared<T, A, W> {
  return declare(entry, { align: bytes }) as Declared<T, A, W>;
}

/** `__attribute__((packed))` on a member. */
export function packed<const T extends CType, A extends boolean, W extends boolean>(
  entry: T | Declared<T, A, W>,
): Declared<T, A, W> {
  return declare(entry, { packed: true }) as Declared<T, A, W>;
}

/** A member that exists only where `condition` holds: `CONFIG_KEXEC_FILE`, `!CONFIG_A || CONFIG_B > 2`. */
export function when<const T extends CType, A extends boolean>(
  condition: string,
  entry: T | Declared<T, A, boolean>,
): Declared<T, A, true> {
  const inner = declared(entry) ? entry.when : undefined;
  const both = inner === undefined ? condition : `(${condition}) && (${inner})`;
  return declare(entry as Declared<T>, { when: both }) as Declared<T, A, true>;
}

/** A typedef of a scalar: its own name, and its own alignment (`typedef u64 __attribute__((aligned(4))) compat_u64`). */
export function typedef<V>(name: string, type: Scalar<V>, options: { readonly align?: number } = {}): Scalar<V> {
  if (!IDENTIFIER.test(name)) throw new SchemaError(messages.notAnIdentifier(name, 'typedef', name));
  return { ...type, name, base: type.base ?? type.name, ...options };
}
