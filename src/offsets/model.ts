/**
 * What a C type is to this room: plain data, made by define.ts, by the importers (import/) or by hand, and read by the
 * layout engine and every view. Nothing in a model knows a number of bytes that depends on the target: sizes are a number
 * or the word 'long' (8 bytes in LP64, 4 in ILP32), conditions are text, and layout.ts turns both into bytes.
 *
 * Source: C11 6.2.5 and 6.7.2, GNU attributes packed and aligned, AAPCS64 (IHI 0055) sections 5 and 10.
 */

/** Bytes, or the width of a pointer. */
export type Width = number | 'long';

/** How the bits of a scalar read. `opaque` is a run of bytes without a number (vectors, long double). */
export type ScalarFormat = 'unsigned' | 'signed' | 'bool' | 'float' | 'opaque';

/** A number of some width under a C name. `V` is what it reads as and exists only in the type. */
export interface Scalar<V = unknown> {
  readonly kind: 'scalar';
  /** As C spells it: `phys_addr_t`, `unsigned long`. */
  readonly name: string;
  /** Spelling without typedefs, when `name` is one. */
  readonly base?: string;
  readonly size: Width;
  /** Where it differs from the size. */
  readonly align?: Width;
  readonly format: ScalarFormat;
  /** Fixed byte order, whatever the target's: `__le32`, `__be64`. */
  readonly order?: 'little' | 'big';
  readonly value?: V;
}

/** Enumerators in order. The width follows from the values (GNU C): 4 bytes, or 8 when they need it. */
export interface EnumType {
  readonly kind: 'enum';
  readonly name: string | undefined;
  readonly values: Readonly<Record<string, number | bigint>>;
  /** `__attribute__((packed))`: the narrowest integer that holds the values. */
  readonly packed?: boolean;
  /** C names the type without `enum`: a typedef of an enumeration without a tag. */
  readonly typedef?: boolean;
}

/** What is pointed at is only printed, so a C spelling is enough for what has no schema. */
export interface PointerType {
  readonly kind: 'pointer';
  /** A type, a type to be known later, or the C spelling of the target (`const char`, `struct page`). */
  readonly target: CType | string | (() => CType);
}

/** A number of elements: known, or that of a CONFIG option with a number for a value. */
export type Count = number | { readonly config: string; readonly otherwise?: number };

export interface ArrayType<T = CType> {
  readonly kind: 'array';
  readonly element: T;
  /** `undefined`: a flexible array member, of size 0 at the end. */
  readonly count: Count | undefined;
}

/** One member as the layout engine sees it. */
export interface Member {
  /** `undefined`: an anonymous struct or union, or padding bits. */
  readonly name: string | undefined;
  readonly type: CType;
  /** Bits, of a bit-field. */
  readonly width?: number;
  /** `__attribute__((aligned(N)))` on the member, bytes. */
  readonly align?: number;
  /** `__attribute__((packed))` on the member. */
  readonly packed?: boolean;
  /** `CONFIG_A && !CONFIG_B`: the member exists where this holds. */
  readonly when?: string;
}

export interface RecordType {
  readonly kind: 'record';
  readonly tag: 'struct' | 'union';
  readonly name: string | undefined;
  readonly members: readonly Member[];
  readonly packed?: boolean;
  /** `__attribute__((aligned(N)))` on the type, bytes. */
  readonly align?: number;
  /** C names the type without `struct`: a typedef of a structure without a tag. */
  readonly typedef?: boolean;
  /** Meant to have no member: GNU C's empty structure, of size 0. */
  readonly empty?: boolean;
}

export type CType = Scalar | EnumType | PointerType | ArrayType | RecordType;

/** CONFIG options: `true` for y, `'m'` for a module, a number, a string; absent is n. */
export type Config = Readonly<Record<string, boolean | number | string>>;

/** Everything that a number of bytes can depend on. */
export interface Target {
  readonly abi: 'lp64' | 'ilp32';
  readonly bigEndian: boolean;
  readonly config: Config;
}

/** AArch64 Linux without a single CONFIG option. */
export const LP64: Target = Object.freeze({ abi: 'lp64', bigEndian: false, config: Object.freeze({}) });

/** As C names it in front of a member: `struct kimage`, `irq_cpustat_t`; undefined for a type without a name. */
export function spelling(type: RecordType | EnumType): string | undefined {
  if (type.name === undefined) return undefined;
  if (type.typedef) return type.name;
  return `${type.kind === 'enum' ? 'enum' : type.tag} ${type.name}`;
}
