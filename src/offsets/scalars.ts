/**
 * The scalar types that kernel structures are made of, as constants named as the kernel names them.
 *
 * Widths and signedness: AAPCS64 section 5.1 and 10.1 (char is unsigned; long and pointers are 8 bytes in LP64, 4 in
 * ILP32); typedef names: include/uapi/asm-generic/int-ll64.h and linux/types.h. A scalar reads as `number` up to 32 bits,
 * as `bigint` above, and as `bigint` in both ABIs where its width depends on the ABI.
 */
import type { Scalar, ScalarFormat, Width } from './model.ts';

function scalar<V>(name: string, base: string, size: Width, format: ScalarFormat, align?: Width): Scalar<V> {
  return Object.freeze({
    kind: 'scalar',
    name,
    ...(name === base ? {} : { base }),
    size,
    ...(align === undefined ? {} : { align }),
    format,
  });
}

function ordered<V>(type: Scalar<V>, name: string, order: 'little' | 'big'): Scalar<V> {
  return Object.freeze({ ...type, name, base: type.base ?? type.name, order });
}

export const char = scalar<number>('char', 'char', 1, 'unsigned');
export const signedChar = scalar<number>('signed char', 'signed char', 1, 'signed');
export const unsignedChar = scalar<number>('unsigned char', 'unsigned char', 1, 'unsigned');
export const short = scalar<number>('short', 'short', 2, 'signed');
export const unsignedShort = scalar<number>('unsigned short', 'unsigned short', 2, 'unsigned');
export const int = scalar<number>('int', 'int', 4, 'signed');
export const unsignedInt = scalar<number>('unsigned int', 'unsigned int', 4, 'unsigned');
export const long = scalar<bigint>('long', 'long', 'long', 'signed');
export const unsignedLong = scalar<bigint>('unsigned long', 'unsigned long', 'long', 'unsigned');
export const longLong = scalar<bigint>('long long', 'long long', 8, 'signed');
export const unsignedLongLong = scalar<bigint>('unsigned long long', 'unsigned long long', 8, 'unsigned');
export const int128 = scalar<bigint>('__int128', '__int128', 16, 'signed');
export const uint128 = scalar<bigint>('unsigned __int128', 'unsigned __int128', 16, 'unsigned');
export const bool = scalar<boolean>('bool', '_Bool', 1, 'bool');
export const float = scalar<number>('float', 'float', 4, 'float');
export const double = scalar<number>('double', 'double', 8, 'float');
export const longDouble = scalar<Uint8Array>('long double', 'long double', 16, 'opaque');

export const u8 = scalar<number>('u8', 'unsigned char', 1, 'unsigned');
export const u16 = scalar<number>('u16', 'unsigned short', 2, 'unsigned');
export const u32 = scalar<number>('u32', 'unsigned int', 4, 'unsigned');
export const u64 = scalar<bigint>('u64', 'unsigned long long', 8, 'unsigned');
export const s8 = scalar<number>('s8', 'signed char', 1, 'signed');
export const s16 = scalar<number>('s16', 'short', 2, 'signed');
export const s32 = scalar<number>('s32', 'int', 4, 'signed');
export const s64 = scalar<bigint>('s64', 'long long', 8, 'signed');
/** The typedef of the uapi headers for 128-bit vector registers. */
export const __uint128_t = scalar<bigint>('__uint128_t', 'unsigned __int128', 16, 'unsigned');

export const __le16 = ordered(u16, '__le16', 'little');
export const __le32 = ordered(u32, '__le32', 'little');
export const __le64 = ordered(u64, '__le64', 'little');
export const __be16 = ordered(u16, '__be16', 'big');
export const __be32 = ordered(u32, '__be32', 'big');
export const __be64 = ordered(u64, '__be64', 'big');

/** 64 bits in either ABI on arm64 (CONFIG_PHYS_ADDR_T_64BIT). */
export const phys_addr_t = scalar<bigint>('phys_addr_t', 'unsigned long long', 8, 'unsigned');
export const dma_addr_t = scalar<bigint>('dma_addr_t', 'unsigned long long', 8, 'unsigned');
export const resource_size_t = scalar<bigint>('resource_size_t', 'unsigned long long', 8, 'unsigned');
export const size_t = scalar<bigint>('size_t', 'unsigned long', 'long', 'unsigned');
export const ssize_t = scalar<bigint>('ssize_t', 'long', 'long', 'signed');
export const uintptr_t = scalar<bigint>('uintptr_t', 'unsigned long', 'long', 'unsigned');
export const kimage_entry_t = scalar<bigint>('kimage_entry_t', 'unsigned long', 'long', 'unsigned');
export const pid_t = scalar<number>('pid_t', 'int', 4, 'signed');
export const gfp_t = scalar<number>('gfp_t', 'unsigned int', 4, 'unsigned');

/** By C spelling, for importers: the types above and the other spellings of the built-in ones. */
export const BUILTIN: Readonly<Record<string, Scalar>> = Object.freeze({
  char,
  'signed char': signedChar,
  'unsigned char': unsignedChar,
  short,
  'short int': short,
  'unsigned short': unsignedShort,
  'short unsigned int': unsignedShort,
  int,
  'unsigned int': unsignedInt,
  unsigned: unsignedInt,
  long,
  'long int': long,
  'unsigned long': unsignedLong,
  'long unsigned int': unsignedLong,
  'long long': longLong,
  'long long int': longLong,
  'unsigned long long': unsignedLongLong,
  'long long unsigned int': unsignedLongLong,
  __int128: int128,
  'unsigned __int128': uint128,
  '__int128 unsigned': uint128,
  _Bool: bool,
  float,
  double,
  'long double': longDouble,
});

/** Other names of the types above that headers use. */
const ALIASES: Readonly<Record<string, Scalar>> = {
  __u8: u8,
  __u16: u16,
  __u32: u32,
  __u64: u64,
  __s8: s8,
  __s16: s16,
  __s32: s32,
  __s64: s64,
  uint8_t: u8,
  uint16_t: u16,
  uint32_t: u32,
  uint64_t: u64,
  int8_t: s8,
  int16_t: s16,
  int32_t: s32,
  int64_t: s64,
};

const NAMED: ReadonlyMap<string, Scalar> = new Map(
  [
    u8,
    u16,
    u32,
    u64,
    s8,
    s16,
    s32,
    s64,
    bool,
    __uint128_t,
    __le16,
    __le32,
    __le64,
    __be16,
    __be32,
    __be64,
    phys_addr_t,
    dma_addr_t,
    resource_size_t,
    size_t,
    ssize_t,
    uintptr_t,
    kimage_entry_t,
    pid_t,
    gfp_t,
  ].map((type) => [type.name, type]),
);

/** A scalar by its C name: a built-in type or one of the kernel's typedefs; undefined for all others. */
export function scalarNamed(name: string): Scalar | undefined {
  const alias = ALIASES[name];
  if (alias !== undefined) return { ...alias, name };
  return NAMED.get(name) ?? BUILTIN[name];
}
