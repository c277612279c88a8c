/**
 * BTF: the compact type information of kernels (.BTF in vmlinux and modules, /sys/kernel/btf/vmlinux as it is).
 *
 * Enters: the section's bytes. Leaves: its types by number, as records of numbers and names; nothing is resolved. Source:
 * the kernel's Documentation/bpf/btf.rst (header, section 2.2 "Type Encoding"). Throws DwarfError where it is truncated.
 */
import * as messages from '../diag/messages/dwarf.ts';
import { Cursor } from './dwarf/cursor.ts';
import { DwarfError } from './dwarf/error.ts';

export const KIND = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  dataSection: 15,
  float: 16,
  declarationTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

export interface BtfMember {
  readonly name: string;
  readonly type: number;
  /** Bits from the start of the record. */
  readonly offset: number;
  /** 0: no bit-field. */
  readonly width: number;
}

export interface BtfType {
  readonly kind: number;
  readonly name: string;
  /** Bytes, or the number of the type that this one is about. */
  readonly sizeOrType: number;
  /** INT: signed 1, char 2, bool 4. */
  readonly encoding: number;
  /** INT: bits that count. */
  readonly bits: number;
  /** ARRAY. */
  readonly element: number;
  readonly count: number;
  readonly members: readonly BtfMember[];
  readonly values: readonly (readonly [string, bigint])[];
}

const MAGIC = 0xeb9f;
const NONE = { encoding: 0, bits: 0, element: 0, count: 0, members: [], values: [] } as const;

/** Bytes behind the common part, for kinds whose contents nobody asks for. */
const SKIPPED: Readonly<Record<number, { readonly fixed: number; readonly each: number }>> = {
  [KIND.prototype]: { fixed: 0, each: 8 },
  [KIND.variable]: { fixed: 4, each: 0 },
  [KIND.dataSection]: { fixed: 0, each: 12 },
  [KIND.declarationTag]: { fixed: 4, each: 0 },
};

/** Whether bytes begin as BTF does, in either byte order. */
export function isBtf(data: Uint8Array): boolean {
  return (data[0] === 0x9f && data[1] === 0xeb) || (data[0] === 0xeb && data[1] === 0x9f);
}

class Reader {
  readonly #cursor: Cursor;
  readonly #strings: number;
  readonly #stringsEnd: number;
  readonly #types: number;
  readonly #typesEnd: number;

  constructor(data: Uint8Array) {
    const bigEndian = data[0] === 0xeb;
    this.#cursor = new Cursor('.BTF', data, bigEndian);
    const cursor = this.#cursor;
    if (cursor.u16() !== MAGIC) throw new DwarfError(messages.badBtf('the magic number is not 0xeb9f'));
    const version = cursor.u8();
    if (version !== 1) throw new DwarfError(messages.version('.BTF', 0, version, 1, 1));
    cursor.u8();
    const header = cursor.u32();
    const [typeOffset, typeLength, stringOffset, stringLength] = [
      cursor.u32(),
      cursor.u32(),
      cursor.u32(),
      cursor.u32(),
    ];
    this.#types = header + typeOffset;
    this.#typesEnd = this.#types + typeLength;
    this.#strings = header + stringOffset;
    this.#stringsEnd = this.#strings + stringLength;
    const wanted = Math.max(this.#typesEnd, this.#stringsEnd);
    if (wanted > data.length) throw new DwarfError(messages.truncated('.BTF', 0, wanted, data.length));
  }

  #name(offset: number): string {
    if (offset === 0) return '';
    const cursor = this.#cursor;
    const at = cursor.at;
    if (this.#strings + offset >= this.#stringsEnd)
      throw new DwarfError(messages.badOffset('.BTF', offset, this.#stringsEnd));
    cursor.at = this.#strings + offset;
    const text = cursor.string();
    cursor.at = at;
    return text;
  }

  types(): BtfType[] {
    const cursor = this.#cursor;
    const found: BtfType[] = [{ kind: 0, name: 'void', sizeOrType: 0, ...NONE }];
    cursor.at = this.#types;
    while (cursor.at < this.#typesEnd) found.push(this.#type());
    return found;
  }

  #type(): BtfType {
    const cursor = this.#cursor;
    const name = this.#name(cursor.u32());
    const info = cursor.u32();
    const kind = (info >>> 24) & 31;
    const count = info & 0xffff;
    const common = { kind, name, sizeOrType: cursor.u32(), ...NONE };
    switch (kind) {
      case KIND.int: {
        const word = cursor.u32();
        return { ...common, encoding: (word >>> 24) & 15, bits: word & 0xff };
      }
      case KIND.array: {
        const element = cursor.u32();
        cursor.u32();
        return { ...common, element, count: cursor.u32() };
      }
      case KIND.struct:
      case KIND.union:
        return { ...common, members: Array.from({ length: count }, () => this.#member(info >>> 31 === 1)) };
      case KIND.enum:
        return { ...common, values: Array.from({ length: count }, () => this.#value(info >>> 31 === 1)) };
      case KIND.enum64:
        return { ...common, values: Array.from({ length: count }, () => this.#value64(info >>> 31 === 1)) };
      default: {
        if (kind === 0 || kind > KIND.enum64)
          throw new DwarfError(messages.badBtf(`type kind ${kind} is not in [1, 19]`));
        const { fixed = 0, each = 0 } = SKIPPED[kind] ?? {};
        cursor.take(fixed + each * count);
        return common;
      }
    }
  }

  #member(withBits: boolean): BtfMember {
    const cursor = this.#cursor;
    const name = this.#name(cursor.u32());
    const type = cursor.u32();
    const offset = cursor.u32();
    return withBits
      ? { name, type, offset: offset & 0xffffff, width: offset >>> 24 }
      : { name, type, offset, width: 0 };
  }

  #value(signed: boolean): readonly [string, bigint] {
    const name = this.#name(this.#cursor.u32());
    const value = this.#cursor.u32();
    // writers before 2022 set no sign, and their negative values come out as large ones
    return [name, signed ? BigInt(value | 0) : BigInt(value)];
  }

  #value64(signed: boolean): readonly [string, bigint] {
    const name = this.#name(this.#cursor.u32());
    const low = this.#cursor.u32();
    const value = (BigInt(this.#cursor.u32()) << 32n) | BigInt(low);
    return [name, signed ? BigInt.asIntN(64, value) : value];
  }
}

/** The types by number; number 0 is void. Throws DwarfError. */
export function readBtf(data: Uint8Array): BtfType[] {
  return new Reader(data).types();
}
