/**
 * Values with bits that nothing has defined: registers, constants and arithmetic (class 13).
 *
 * Enters: operands of an instruction's semantics, as values with masks of undefined bits. Leaves: the same of the results. A bit is
 * undefined when it could be 0 or 1 for some choice of the undefined bits; sums and products are judged from the lowest
 * undefined bit upwards. undefined-bits.ts has the rest: flags, memory, decisions.
 */
import type { Bool, I32, I64, Int, V128 } from '../isa/ir.ts';
import { DependencyBuilder, type Use } from './dependencies.ts';
import { HANDLE_BASE } from './js/int-emitter.ts';

/** Where undefined bits came from. Bit n of `registers`: X[n], bit 31: SP. Bit n of `memory`: the n-th element loaded. */
export interface Origins {
  readonly registers: number;
  readonly flags: boolean;
  readonly memory: number;
}

export interface Bits extends Origins {
  readonly width: 32 | 64;
  /** Undefined where the model does not know it; bits that are undefined may have any value. */
  readonly value: bigint | undefined;
  readonly mask: bigint;
  /** The register of which this is the plain value; -1: none. */
  readonly register: number;
}

/** What is known before the instruction. */
export interface BitState {
  value(register: number): bigint;
  /** Undefined bits of a register. */
  mask(register: number): bigint;
  readonly nzcv: number;
  /** Undefined flags: N 8, Z 4, C 2, V 1. */
  readonly flagMask: number;
  /** Undefined bits of the elements that it loads. */
  readonly loaded: readonly [bigint, bigint];
}

export interface UndefinedUse extends Origins {
  readonly use: Use;
}

export interface UndefinedSet extends Origins {
  readonly register: number;
  readonly mask: bigint;
}

/** Handles of this builder, apart from those that the base class gives. */
const OWN_HANDLES = HANDLE_BASE + 2 ** 20;
const ONES32 = 0xffff_ffffn;
const ONES64 = 0xffff_ffff_ffff_ffffn;
export const ones = (width: number): bigint =>
  width === 64 ? ONES64 : width === 32 ? ONES32 : (1n << BigInt(width)) - 1n;
export const NO_ORIGINS: Origins = { registers: 0, flags: false, memory: 0 };
export const KNOWN_NOTHING: Bits = { ...NO_ORIGINS, width: 64, value: undefined, mask: 0n, register: -1 };

/** All bits from the lowest that is set on: where a carry out of an undefined bit may reach. */
export function upwards(mask: bigint, width: number): bigint {
  return mask === 0n ? 0n : ones(width) & ~((mask & -mask) - 1n);
}

function leadingZeros(value: bigint, width: number): number {
  return value === 0n ? width : width - value.toString(2).length;
}

function mapBits(value: bigint, width: number, to: (bit: number) => number): bigint {
  let result = 0n;
  for (let bit = 0; bit < width; bit++) if ((value >> BigInt(bit)) & 1n) result |= 1n << BigInt(to(bit));
  return result;
}

export class UndefinedArithmetic extends DependencyBuilder {
  /** Decisions that hang on undefined bits. */
  readonly decisions: UndefinedUse[] = [];
  /** Registers set, the last value of each last. */
  readonly results: UndefinedSet[] = [];
  private readonly nodes: Bits[] = [];
  protected readonly state: BitState;
  protected unsure: Bits | undefined;

  constructor(state: BitState) {
    super();
    this.state = state;
  }

  /** Ready for another instruction. */
  reset(): void {
    this.decisions.length = 0;
    this.results.length = 0;
    this.nodes.length = 0;
  }

  protected node(handle: number): Bits {
    return this.nodes[handle - OWN_HANDLES] ?? KNOWN_NOTHING;
  }
  protected enter<T extends number>(bits: Bits): T {
    return (this.nodes.push(bits) - 1 + OWN_HANDLES) as T;
  }
  /** A value with its undefined bits, out of these operands. */
  protected out<T extends number>(
    width: 32 | 64,
    value: bigint | undefined,
    mask: bigint,
    ...from: readonly Bits[]
  ): T {
    const all = ones(width);
    const known = value === undefined ? undefined : value & all;
    const bits = mask === 0n ? 0n : mask & all;
    let registers = 0;
    let flags = false;
    let memory = 0;
    if (bits !== 0n)
      for (const each of from) {
        if (each.mask === 0n) continue;
        registers |= each.registers;
        flags ||= each.flags;
        memory |= each.memory;
      }
    return this.enter({ width, value: known, mask: bits, registers, flags, memory, register: -1 });
  }
  protected decide(use: Use, handle: number): void {
    const { mask, registers, flags, memory } = this.node(handle);
    if (mask !== 0n) this.decisions.push({ use, registers, flags, memory });
  }

  override c32(value: number): I32 {
    return this.out(32, BigInt(value), 0n);
  }
  override c64(value: bigint | number): I64 {
    return this.out(64, BigInt(value), 0n);
  }
  override c(value: bigint | number, sf: number): Int {
    return this.out(sf === 1 ? 64 : 32, BigInt(value), 0n);
  }

  private general(n: number, width: 32 | 64): Bits {
    const mask = this.state.mask(n) & ones(width);
    const registers = mask === 0n ? 0 : 1 << n;
    return { width, value: this.state.value(n) & ones(width), mask, registers, flags: false, memory: 0, register: n };
  }
  override x(n: number): I64 {
    return n === 31 ? this.c64(0) : this.enter(this.general(n, 64));
  }
  override w(n: number): I32 {
    return n === 31 ? this.c32(0) : this.enter(this.general(n, 32));
  }
  override xsp(n: number): I64 {
    return this.enter(this.general(n, 64));
  }
  override wsp(n: number): I32 {
    return this.enter(this.general(n, 32));
  }
  override r(n: number, sf: number): Int {
    return sf === 1 ? this.x(n) : this.w(n);
  }
  override rsp(n: number, sf: number): Int {
    return sf === 1 ? this.xsp(n) : this.wsp(n);
  }
  private set(n: number, handle: number): void {
    const bits = this.node(handle);
    if (this.unsure === undefined) {
      const { registers, flags, memory, mask } = bits;
      this.results.push({ registers, flags, memory, register: n, mask });
    } else {
      // it may keep the value that it has
      const kept = this.general(n, 64);
      const mask = this.unsure.mask === 0n ? bits.mask | kept.mask : ones(64);
      this.results.push({ ...origins([bits, kept, this.unsure]), register: n, mask });
    }
  }
  override setX(n: number, v: I64): void {
    if (n !== 31) this.set(n, v);
  }
  override setW(n: number, v: I32): void {
    if (n !== 31) this.set(n, v);
  }
  override setXsp(n: number, v: I64): void {
    this.set(n, v);
  }
  override setR(n: number, v: Int): void {
    if (n !== 31) this.set(n, v);
  }
  override setRsp(n: number, v: Int): void {
    this.set(n, v);
  }

  /** Two operands: value where both are known, and undefined bits. */
  private binary<T extends number>(
    a: number,
    b: number,
    value: (x: bigint, y: bigint) => bigint,
    mask: (x: Bits, y: Bits) => bigint,
  ): T {
    const x = this.node(a);
    const y = this.node(b);
    const width = x === KNOWN_NOTHING ? y.width : x.width;
    const known = x.value !== undefined && y.value !== undefined ? value(x.value, y.value) : undefined;
    return this.out<T>(width, known, (x.mask | y.mask) === 0n ? 0n : mask(x, y), x, y);
  }
  private unary<T extends number>(a: T, f: (bits: bigint, width: number) => bigint): T {
    const x = this.node(a);
    const value = x.value === undefined ? undefined : f(x.value, x.width);
    return this.out<T>(x.width, value, x.mask === 0n ? 0n : f(x.mask, x.width), x);
  }
  private static carried(x: Bits, y: Bits): bigint {
    return upwards(x.mask | y.mask, x.width);
  }
  private static everything(): bigint {
    return ones(64);
  }

  override add<T extends Int>(a: T, b: T): T {
    return this.binary(a, b, (x, y) => x + y, UndefinedArithmetic.carried);
  }
  override sub<T extends Int>(a: T, b: T): T {
    return this.isSame(a, b)
      ? this.out(this.node(a).width, 0n, 0n)
      : this.binary(a, b, (x, y) => x - y, UndefinedArithmetic.carried);
  }
  override mul<T extends Int>(a: T, b: T): T {
    const zero = (bits: Bits): boolean => bits.mask === 0n && bits.value === 0n;
    const mask = (x: Bits, y: Bits): bigint => (zero(x) || zero(y) ? 0n : UndefinedArithmetic.carried(x, y));
    return this.binary(a, b, (x, y) => x * y, mask);
  }
  override udiv<T extends Int>(a: T, b: T): T {
    return this.binary(a, b, (x, y) => (y === 0n ? 0n : x / y), UndefinedArithmetic.everything);
  }
  override sdiv<T extends Int>(a: T, b: T): T {
    return this.hidden(a, b);
  }
  override umulh(a: I64, b: I64): I64 {
    return this.binary(a, b, (x, y) => (x * y) >> 64n, UndefinedArithmetic.everything);
  }
  override smulh(a: I64, b: I64): I64 {
    return this.hidden(a, b);
  }
  /** A result of which nothing is known but whether it is defined. */
  protected hidden<T extends number>(...handles: readonly number[]): T {
    const from = handles.map((handle) => this.node(handle));
    const undefinedBits = from.some((bits) => bits.mask !== 0n);
    return this.out<T>(from[0]?.width ?? 64, undefined, undefinedBits ? ones(64) : 0n, ...from);
  }
  override and<T extends Int>(a: T, b: T): T {
    const mask = (x: Bits, y: Bits): bigint =>
      (x.mask & y.mask) | (x.mask & (y.value ?? ones(64))) | (y.mask & (x.value ?? ones(64)));
    return this.binary(a, b, (x, y) => x & y, mask);
  }
  override or<T extends Int>(a: T, b: T): T {
    const mask = (x: Bits, y: Bits): bigint =>
      (x.mask & y.mask) | (x.mask & ~(y.value ?? 0n)) | (y.mask & ~(x.value ?? 0n));
    return this.binary(a, b, (x, y) => x | y, mask);
  }
  /** Whether both are the plain value of one register. */
  private isSame(a: number, b: number): boolean {
    const { register } = this.node(a);
    return register >= 0 && register === this.node(b).register;
  }
  override xor<T extends Int>(a: T, b: T): T {
    // the idiom that clears a register
    if (this.isSame(a, b)) return this.out(this.node(a).width, 0n, 0n);
    return this.binary(
      a,
      b,
      (x, y) => x ^ y,
      (x, y) => x.mask | y.mask,
    );
  }
  override not<T extends Int>(a: T): T {
    const x = this.node(a);
    return this.out(x.width, x.value === undefined ? undefined : ~x.value, x.mask, x);
  }
  override neg<T extends Int>(a: T): T {
    const x = this.node(a);
    return this.out(x.width, x.value === undefined ? undefined : -x.value, upwards(x.mask, x.width), x);
  }

  private shift<T extends Int>(a: T, amount: I32 | number, f: (bits: bigint, by: bigint, width: number) => bigint): T {
    if (amount < HANDLE_BASE) return this.unary(a, (bits, width) => f(bits, BigInt(amount % width), width));
    const x = this.node(a);
    const by = this.node(amount);
    const low = BigInt(x.width - 1);
    if (by.value === undefined || (by.mask & low) !== 0n) {
      const anything = (x.mask | by.mask) === 0n ? 0n : ones(64);
      return this.out(x.width, undefined, anything, x, by);
    }
    const places = by.value & low;
    return this.unary(a, (bits, width) => f(bits, places, width));
  }
  override shl<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, (bits, by) => bits << by);
  }
  override shr<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, (bits, by) => bits >> by);
  }
  override sar<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, (bits, by, width) => BigInt.asIntN(width, bits) >> by);
  }
  override ror<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, (bits, by, width) => (bits >> by) | (bits << (BigInt(width) - by)));
  }
  override clz<T extends Int>(a: T): T {
    const x = this.node(a);
    if (x.value === undefined) return this.hidden(a);
    const most = leadingZeros(x.value & ~x.mask, x.width);
    return this.out(x.width, BigInt(most), most === leadingZeros(x.value | x.mask, x.width) ? 0n : 127n, x);
  }
  private counted<T extends Int>(a: T): T {
    const x = this.node(a);
    return this.out(x.width, undefined, x.mask === 0n ? 0n : 127n, x);
  }
  override cls<T extends Int>(a: T): T {
    return this.counted(a);
  }
  override cnt<T extends Int>(a: T): T {
    return this.counted(a);
  }
  override rbit<T extends Int>(a: T): T {
    return this.unary(a, (bits, width) => mapBits(bits, width, (bit) => width - 1 - bit));
  }
  override rev<T extends Int>(a: T, size: 16 | 32 | 64): T {
    return this.unary(a, (bits, width) => mapBits(bits, width, (bit) => bit ^ (size - 8)));
  }
  override sext<T extends Int>(a: T, size: number): T {
    return this.unary(a, (bits) => BigInt.asIntN(size, bits));
  }
  override zext<T extends Int>(a: T, size: number): T {
    return this.unary(a, (bits) => BigInt.asUintN(size, bits));
  }
  private resized<T extends number>(a: number, width: 32 | 64, f: (bits: bigint) => bigint): T {
    const x = this.node(a);
    return this.out<T>(width, x.value === undefined ? undefined : f(x.value), f(x.mask), x);
  }
  override lo32(a: I64): I32 {
    return this.resized(a, 32, (bits) => bits);
  }
  override sx64(a: I32): I64 {
    return this.resized(a, 64, (bits) => BigInt.asIntN(32, bits));
  }
  override zx64(a: I32): I64 {
    return this.resized(a, 64, (bits) => bits);
  }

  protected truth(value: boolean | undefined, undecided: boolean, ...from: readonly Bits[]): Bool {
    return this.out<Bool>(32, value === undefined ? undefined : value ? 1n : 0n, undecided ? 1n : 0n, ...from);
  }
  /** Whether equality hangs on undefined bits: no defined bit tells the two apart. */
  protected equalityOpen(x: Bits, y: Bits): boolean {
    const mask = x.mask | y.mask;
    if (mask === 0n) return false;
    return x.value === undefined || y.value === undefined || ((x.value ^ y.value) & ~mask) === 0n;
  }
  /** Whether the unsigned order hangs on undefined bits. */
  protected orderOpen(x: Bits, y: Bits): boolean {
    if ((x.mask | y.mask) === 0n) return false;
    if (x.value === undefined || y.value === undefined) return true;
    const least = (bits: Bits): bigint => (bits.value ?? 0n) & ~bits.mask;
    const most = (bits: Bits): bigint => (bits.value ?? 0n) | bits.mask;
    return least(x) < most(y) && most(x) >= least(y);
  }
  override eq<T extends Int>(a: T, b: T): Bool {
    const x = this.node(a);
    const y = this.node(b);
    const known = x.value !== undefined && y.value !== undefined ? x.value === y.value : undefined;
    return this.truth(known, this.equalityOpen(x, y), x, y);
  }
  override ne<T extends Int>(a: T, b: T): Bool {
    const x = this.node(a);
    const y = this.node(b);
    const known = x.value !== undefined && y.value !== undefined ? x.value !== y.value : undefined;
    return this.truth(known, this.equalityOpen(x, y), x, y);
  }
  override ult<T extends Int>(a: T, b: T): Bool {
    const x = this.node(a);
    const y = this.node(b);
    const known = x.value !== undefined && y.value !== undefined ? x.value < y.value : undefined;
    return this.truth(known, this.orderOpen(x, y), x, y);
  }
  override slt<T extends Int>(a: T, b: T): Bool {
    const x = this.node(a);
    const y = this.node(b);
    return this.truth(undefined, (x.mask | y.mask) !== 0n, x, y);
  }
  override select<T extends Int | V128>(cond: Bool, a: T, b: T): T {
    const decision = this.node(cond);
    const x = this.node(a);
    const y = this.node(b);
    if (decision.mask === 0n && decision.value !== undefined) return decision.value !== 0n ? a : b;
    const apart = x.value === undefined || y.value === undefined ? ones(64) : x.value ^ y.value;
    const mask = x.mask | y.mask | (decision.mask === 0n ? 0n : apart);
    return this.out<T>(x.width, undefined, mask, decision, x, y);
  }
  override crc32(_poly: 'crc32' | 'crc32c', crc: I32, value: I64, _bytes: 1 | 2 | 4 | 8): I32 {
    return this.hidden(crc, value);
  }
}

export function origins(from: readonly Bits[]): Origins {
  let registers = 0;
  let flags = false;
  let memory = 0;
  for (const bits of from) {
    if (bits.mask === 0n) continue;
    registers |= bits.registers;
    flags ||= bits.flags;
    memory |= bits.memory;
  }
  return { registers, flags, memory };
}
