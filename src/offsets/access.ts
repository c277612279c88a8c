/**
 * Typed access to memory through a layout: the same schema that makes asm-offsets.h fills the emulator's argument block.
 *
 * Enters: a RecordLayout, a memory and an address (both number or both bigint). Leaves: views whose members are accessors
 * over the memory. A bit-field is read and written within its unit, all other bits kept. Numbers up to 32 bits read as
 * `number`, wider ones as `bigint`; values are checked against the range of their type before they are written.
 */
import * as messages from '../diag/messages/offsets.ts';
import { enumRange } from './enum.ts';
import { SchemaError } from './error.ts';
import { countOf, type FieldLayout, Layouter, type RecordLayout } from './layout.ts';
import type { ArrayType, CType, Target } from './model.ts';

/** Where structures lie: emulator memory, a Buffer (`bytes`), anything that reads and writes runs of bytes. */
export interface Memory<A extends number | bigint = number | bigint> {
  read(address: A, length: number): Uint8Array;
  write(address: A, bytes: Uint8Array): void;
}

/** A Uint8Array as a memory that begins at address `base`. Reads and writes outside throw RangeError. */
export function bytes(data: Uint8Array, base = 0): Memory<number> {
  const span = (address: number, length: number): number => {
    const at = address - base;
    if (at < 0 || at + length > data.length) {
      throw new RangeError(`bytes [${at}, ${at + length}) are not in [0, ${data.length})`);
    }
    return at;
  };
  return {
    read(address, length) {
      const at = span(address, length);
      return data.subarray(at, at + length);
    },
    write(address, source) {
      data.set(source, span(address, source.length));
    },
  };
}

/** How one type is read from and written to bytes. `wide` values are bigint to the reader. */
interface Codec {
  readonly size: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly wide: boolean;
  readonly bool: boolean;
  readonly float: boolean;
  readonly opaque: boolean;
  readonly bigEndian: boolean;
}

type Place = { readonly memory: Memory<number | bigint>; readonly address: number | bigint };

function forward(address: number | bigint, bytes: number): number | bigint {
  return typeof address === 'bigint' ? address + BigInt(bytes) : address + bytes;
}

function codecOf(type: CType, size: number, target: Target, path: string): Codec {
  const plain = { size, bits: size * 8, wide: false, bool: false, float: false, opaque: false, signed: false };
  const bigEndian = target.bigEndian;
  if (type.kind === 'pointer') return { ...plain, wide: true, bigEndian };
  if (type.kind === 'enum') return { ...plain, signed: enumRange(type, path).signed, bigEndian };
  if (type.kind !== 'scalar') throw new SchemaError(messages.notARecord(path, path));
  return {
    ...plain,
    signed: type.format === 'signed',
    wide: type.size === 'long' || type.size > 4,
    bool: type.format === 'bool',
    float: type.format === 'float',
    opaque: type.format === 'opaque',
    bigEndian: type.order === undefined ? bigEndian : type.order === 'big',
  };
}

function load(data: Uint8Array, bigEndian: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < data.length; i++) {
    value = (value << 8n) | BigInt(data[bigEndian ? i : data.length - 1 - i] ?? 0);
  }
  return value;
}

function store(value: bigint, size: number, bigEndian: boolean): Uint8Array {
  const data = new Uint8Array(size);
  for (let i = 0, rest = value; i < size; i++, rest >>= 8n) data[bigEndian ? size - 1 - i : i] = Number(rest & 0xffn);
  return data;
}

function toValue(raw: bigint, codec: Codec, width: number): unknown {
  if (codec.bool) return raw !== 0n;
  const value = codec.signed ? BigInt.asIntN(width, raw) : raw;
  return codec.wide ? value : Number(value);
}

function toBits(value: unknown, codec: Codec, width: number, path: string): bigint {
  if (codec.bool) {
    if (typeof value !== 'boolean') throw new SchemaError(messages.wrongValue(path, 'true or false'));
    return value ? 1n : 0n;
  }
  if (typeof value !== 'bigint' && !(typeof value === 'number' && Number.isInteger(value))) {
    throw new SchemaError(messages.wrongValue(path, codec.wide ? 'a bigint or a whole number' : 'a whole number'));
  }
  const whole = BigInt(value);
  const limit = 1n << BigInt(width);
  const low = codec.signed ? -(limit >> 1n) : 0n;
  const high = codec.signed ? (limit >> 1n) - 1n : limit - 1n;
  if (whole < low || whole > high) throw new SchemaError(messages.valueRange(path, String(whole), low, high));
  return whole & (limit - 1n);
}

function readScalar(data: Uint8Array, codec: Codec): unknown {
  if (codec.opaque) return data.slice();
  if (!codec.float) return toValue(load(data, codec.bigEndian), codec, codec.bits);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return codec.size === 4 ? view.getFloat32(0, !codec.bigEndian) : view.getFloat64(0, !codec.bigEndian);
}

function writeScalar(value: unknown, codec: Codec, path: string): Uint8Array {
  if (codec.opaque) {
    if (value instanceof Uint8Array && value.length === codec.size) return value;
    throw new SchemaError(messages.wrongValue(path, `${codec.size} bytes`));
  }
  if (!codec.float) return store(toBits(value, codec, codec.bits, path), codec.size, codec.bigEndian);
  if (typeof value !== 'number') throw new SchemaError(messages.wrongValue(path, 'a number'));
  const view = new DataView(new ArrayBuffer(codec.size));
  if (codec.size === 4) view.setFloat32(0, value, !codec.bigEndian);
  else view.setFloat64(0, value, !codec.bigEndian);
  return new Uint8Array(view.buffer);
}

/** Read and write of one member at a place, resolved once a layout. */
interface Accessor {
  readonly aggregate: boolean;
  get(place: Place): unknown;
  set(place: Place, value: unknown): void;
}

function bitAccessor(field: FieldLayout, target: Target, path: string): Accessor {
  const { bits } = field;
  if (bits === undefined) throw new SchemaError(messages.badPath(path));
  const codec = { ...codecOf(field.member.type, field.size, target, path), bigEndian: target.bigEndian };
  const shift = BigInt(bits.shift);
  const mask = (1n << BigInt(bits.width)) - 1n;
  const unit = ({ memory, address }: Place): bigint =>
    load(memory.read(forward(address, bits.offset), bits.size), target.bigEndian);
  return {
    aggregate: false,
    get: (place) => toValue((unit(place) >> shift) & mask, codec, bits.width),
    set(place, value) {
      const raw = toBits(value, codec, bits.width, path);
      const merged = (unit(place) & ~(mask << shift)) | (raw << shift);
      place.memory.write(forward(place.address, bits.offset), store(merged, bits.size, target.bigEndian));
    },
  };
}

/** Access to a type at an offset. */
function accessorOf(type: CType, offset: number, layouter: Layouter, path: string): Accessor {
  const { target } = layouter;
  const move = ({ memory, address }: Place): Place => ({ memory, address: forward(address, offset) });
  if (type.kind === 'record') {
    const layout = layouter.record(type, path);
    return {
      aggregate: true,
      get: (place) => viewAt(layout, layouter, move(place), path),
      set: (place, value) => writeAt(layout, layouter, move(place), value, path),
    };
  }
  if (type.kind === 'array') {
    return {
      aggregate: true,
      get: (place) => new Elements(type, layouter, move(place), path),
      set: (place, value) => new Elements(type, layouter, move(place), path).assign(value),
    };
  }
  const { size } = layouter.extent(type, path);
  const codec = codecOf(type, size, target, path);
  return {
    aggregate: false,
    get({ memory, address }) {
      return readScalar(memory.read(forward(address, offset), size), codec);
    },
    set({ memory, address }, value) {
      memory.write(forward(address, offset), writeScalar(value, codec, path));
    },
  };
}

/** An array in memory. Reads and writes go to the memory at once. */
class Elements {
  readonly length: number;
  readonly #stride: number;

  readonly #type: ArrayType;
  readonly #layouter: Layouter;
  readonly #place: Place;
  readonly #path: string;

  constructor(type: ArrayType, layouter: Layouter, place: Place, path: string) {
    this.#type = type;
    this.#layouter = layouter;
    this.#place = place;
    this.#path = path;
    this.length = type.count === undefined ? Number.MAX_SAFE_INTEGER : countOf(type, layouter.target, path);
    this.#stride = layouter.extent(type.element, path).size;
  }

  at(index: number): unknown {
    return this.#accessor(index).get(this.#place);
  }

  set(index: number, value: unknown): void {
    this.#accessor(index).set(this.#place, value);
  }

  *[Symbol.iterator](): Iterator<unknown> {
    const length = this.#type.count === undefined ? 0 : this.length;
    for (let i = 0; i < length; i++) yield this.at(i);
  }

  /** From an array, bytes, or a string of Latin-1 characters that is ended by a 0 where there is room for one. */
  assign(value: unknown): void {
    const items =
      typeof value === 'string'
        ? [...`${value}\0`].map((character) => character.charCodeAt(0)).slice(0, Math.max(value.length, this.length))
        : value;
    if (!Array.isArray(items) && !(items instanceof Uint8Array)) {
      throw new SchemaError(messages.wrongValue(this.#path, 'an array, bytes or a string'));
    }
    const last = typeof value === 'string' && items.length === value.length + 1 && value.length >= this.length ? 1 : 0;
    for (let i = 0; i < items.length - last; i++) this.set(i, items[i]);
  }

  #accessor(index: number): Accessor {
    const path = `${this.#path}[${index}]`;
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new SchemaError(messages.indexRange(this.#path, index, this.length - 1));
    }
    return accessorOf(this.#type.element, index * this.#stride, this.#layouter, path);
  }
}

function* accessorsOf(layout: RecordLayout, layouter: Layouter, path: string, base = 0): Generator<[string, Accessor]> {
  for (const field of layout.fields) {
    const { name, type } = field.member;
    if (name === undefined) {
      if (field.record !== undefined) yield* accessorsOf(field.record, layouter, path, base + field.offset);
      continue;
    }
    const at = `${path}.${name}`;
    const inner =
      field.bits === undefined ? accessorOf(type, field.offset, layouter, at) : bitAccessor(field, layouter.target, at);
    yield [name, base === 0 ? inner : moved(inner, base)];
  }
}

function moved(inner: Accessor, base: number): Accessor {
  const move = ({ memory, address }: Place): Place => ({ memory, address: forward(address, base) });
  return {
    aggregate: inner.aggregate,
    get: (place) => inner.get(move(place)),
    set: (place, value) => inner.set(move(place), value),
  };
}

function viewAt(layout: RecordLayout, layouter: Layouter, place: Place, path: string): object {
  const result = Object.create(null) as object;
  for (const [name, accessor] of accessorsOf(layout, layouter, path)) {
    Object.defineProperty(result, name, {
      enumerable: true,
      get: () => accessor.get(place),
      set: (value: unknown) => accessor.set(place, value),
    });
  }
  return Object.freeze(result);
}

function writeAt(layout: RecordLayout, layouter: Layouter, place: Place, values: unknown, path: string): void {
  if (typeof values !== 'object' || values === null) throw new SchemaError(messages.wrongValue(path, 'an object'));
  const accessors = new Map(accessorsOf(layout, layouter, path));
  for (const [name, value] of Object.entries(values)) {
    const accessor = accessors.get(name);
    if (accessor === undefined) throw new SchemaError(messages.noSuchMember(path, name, undefined));
    if (value !== undefined) accessor.set(place, value);
  }
}

function snapshot(value: unknown): unknown {
  if (value instanceof Elements) return [...value].map(snapshot);
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, snapshot(inner)]));
  }
  return value;
}

function rootPath(layout: RecordLayout): string {
  return layout.type.name ?? `(${layout.type.tag})`;
}

/** The record at `address`: an object with one accessor a member. */
export function view<A extends number | bigint>(layout: RecordLayout, memory: Memory<A>, address: A): object {
  const place: Place = { memory: memory as unknown as Memory<number | bigint>, address };
  return viewAt(layout, new Layouter(layout.target), place, rootPath(layout));
}

/** Write the given members at `address`; other bytes stay. Throws SchemaError with the member's path. */
export function write<A extends number | bigint>(
  layout: RecordLayout,
  memory: Memory<A>,
  address: A,
  values: Readonly<Record<string, unknown>>,
): void {
  const place: Place = { memory: memory as unknown as Memory<number | bigint>, address };
  writeAt(layout, new Layouter(layout.target), place, values, rootPath(layout));
}

/** A copy of the record at `address` as plain objects and arrays. */
export function read<A extends number | bigint>(
  layout: RecordLayout,
  memory: Memory<A>,
  address: A,
): Readonly<Record<string, unknown>> {
  return snapshot(view(layout, memory, address)) as Readonly<Record<string, unknown>>;
}
