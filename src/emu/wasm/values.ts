/**
 * The pure half of the WebAssembly builder: 32- and 64-bit values and their arithmetic.
 *
 * Enters: builder calls (isa/ir.ts). Leaves: instructions in `code`. A value is a constant, or a local that is set once. What is
 * computed from a register at the block's start by adding constants is known as such (`root`, `offset`), for addresses.
 * Division is Arm's (DDI 0487 C6.2.407, C6.2.293): by zero gives zero, INT_MIN / -1 gives INT_MIN.
 */
import type { Bool, I32, I64, Int, V128 } from '../../isa/ir.ts';
import { type Code, type Locals, OP, TYPE, type ValueType } from './encoder.ts';

/** First handle: above every plain number that a builder method takes in a handle's place. */
const HANDLE_BASE = 64;

export interface Value {
  readonly type: ValueType;
  /** -1: a constant. */
  readonly local: number;
  readonly k: bigint;
  /** Register at the block's start (31: SP) that this is, plus `offset`; -1: none. */
  readonly root: number;
  readonly offset: number;
}

/** Thrown where the builder lacks an operation; what is being translated runs on the other engine. */
export const UNSUPPORTED = { unsupported: true } as const;

const CONSTANT = { local: -1, root: -1, offset: 0 };

/** Opcodes of an operation for 32 and 64 bits. */
type Pair = readonly [narrow: number, wide: number];

export class Values {
  code: Code;
  readonly locals: Locals;
  private readonly values: Value[] = [];

  constructor(code: Code, locals: Locals) {
    this.code = code;
    this.locals = locals;
  }

  // ---- values and the stack -----------------------------------------------------------------------------------------

  value(handle: number): Value {
    const value = this.values[handle - HANDLE_BASE];
    if (value === undefined) throw new Error('not a value of this block');
    return value;
  }
  private enter(value: Value): number {
    return this.values.push(value) - 1 + HANDLE_BASE;
  }
  isWide(a: Int): a is I64 {
    return this.value(a).type === TYPE.i64;
  }
  /** Puts the value on the stack. */
  push(handle: number): void {
    const { type, local, k } = this.value(handle);
    if (local >= 0) this.code.get(local);
    else if (type === TYPE.i64) this.code.i64(k);
    else this.code.i32(Number(k));
  }
  /** The low word of a 64-bit value, on the stack. */
  pushLow(a: I64): void {
    const { local, k } = this.value(a);
    if (local < 0) this.code.i32(Number(BigInt.asIntN(32, k)));
    else {
      this.code.get(local);
      this.code.op(OP.i32WrapI64);
    }
  }
  /** The high word of a 64-bit value, on the stack. */
  pushHigh(a: I64): void {
    const { local, k } = this.value(a);
    if (local < 0) this.code.i32(Number(BigInt.asIntN(32, k >> 32n)));
    else {
      this.code.get(local);
      this.code.i64(32n);
      this.code.op(OP.i64ShrU);
      this.code.op(OP.i32WrapI64);
    }
  }
  /** A value for what is on the stack. */
  pop(type: typeof TYPE.i32): I32;
  pop(type: typeof TYPE.i64): I64;
  pop(type: typeof TYPE.v128): V128;
  pop(type: ValueType): number;
  pop(type: ValueType): number {
    const local = this.locals.add(type);
    this.code.set(local);
    return this.ofLocal(type, local);
  }
  ofLocal(type: ValueType, local: number, root = -1, offset = 0): number {
    return this.enter({ type, local, k: 0n, root, offset });
  }

  c32(value: number): I32 {
    return this.enter({ ...CONSTANT, type: TYPE.i32, k: BigInt(value | 0) }) as I32;
  }
  c64(value: bigint | number): I64 {
    return this.enter({ ...CONSTANT, type: TYPE.i64, k: BigInt.asUintN(64, BigInt(value)) }) as I64;
  }
  c(value: bigint | number, sf: number): Int {
    return sf !== 0 ? this.c64(value) : this.c32(Number(BigInt.asIntN(32, BigInt(value))));
  }
  /** A constant as wide as `a`. */
  like<T extends Int>(a: T, value: bigint | number): T {
    return this.c(value, this.isWide(a) ? 1 : 0) as T;
  }

  // ---- operations ---------------------------------------------------------------------------------------------------

  op([narrow, wide]: Pair, a: Int): void {
    this.code.op(this.isWide(a) ? wide : narrow);
  }
  binary<T extends Int>(pair: Pair, a: T, b: T): T {
    if (this.value(a).type !== this.value(b).type) throw new Error('operands of different widths');
    this.push(a);
    this.push(b);
    this.op(pair, a);
    return this.pop(this.value(a).type) as T;
  }
  unary<T extends Int>(pair: Pair, a: T): T {
    this.push(a);
    this.op(pair, a);
    return this.pop(this.value(a).type) as T;
  }
  private compare(pair: Pair, a: Int, b: Int): Bool {
    if (this.value(a).type !== this.value(b).type) throw new Error('operands of different widths');
    this.push(a);
    this.push(b);
    this.op(pair, a);
    return this.pop(TYPE.i32);
  }
  /** The constant that an operation on constants gives; undefined when one of them is none. */
  private fold<T extends Int>(a: T, b: T, f: (x: bigint, y: bigint) => bigint): T | undefined {
    const x = this.value(a);
    const y = this.value(b);
    return x.local < 0 && y.local < 0 ? this.like(a, f(x.k, y.k)) : undefined;
  }

  private offsetBy<T extends Int>(sum: T, a: T, constant: bigint): T {
    const { root, offset } = this.value(a);
    const now = Number(BigInt.asIntN(64, constant)) + offset;
    if (root < 0 || Math.abs(now) > 2 ** 20) return sum;
    const { type, local } = this.value(sum);
    return this.ofLocal(type, local, root, now) as T;
  }
  add<T extends Int>(a: T, b: T): T {
    const folded = this.fold(a, b, (x, y) => x + y);
    if (folded !== undefined) return folded;
    const y = this.value(b);
    if (y.local < 0 && y.k === 0n) return a;
    const sum = this.binary([OP.i32Add, OP.i64Add], a, b);
    return y.local < 0 ? this.offsetBy(sum, a, y.k) : sum;
  }
  sub<T extends Int>(a: T, b: T): T {
    const folded = this.fold(a, b, (x, y) => x - y);
    if (folded !== undefined) return folded;
    const y = this.value(b);
    const difference = this.binary([OP.i32Sub, OP.i64Sub], a, b);
    return y.local < 0 ? this.offsetBy(difference, a, -y.k) : difference;
  }
  mul<T extends Int>(a: T, b: T): T {
    return this.binary([OP.i32Mul, OP.i64Mul], a, b);
  }
  and<T extends Int>(a: T, b: T): T {
    return this.fold(a, b, (x, y) => x & y) ?? this.binary([OP.i32And, OP.i64And], a, b);
  }
  or<T extends Int>(a: T, b: T): T {
    return this.fold(a, b, (x, y) => x | y) ?? this.binary([OP.i32Or, OP.i64Or], a, b);
  }
  xor<T extends Int>(a: T, b: T): T {
    return this.fold(a, b, (x, y) => x ^ y) ?? this.binary([OP.i32Xor, OP.i64Xor], a, b);
  }
  not<T extends Int>(a: T): T {
    return this.xor(a, this.like(a, -1n));
  }
  neg<T extends Int>(a: T): T {
    return this.sub(this.like(a, 0n), a);
  }

  /** WebAssembly traps where Arm gives zero, so the divisor is made harmless first. */
  udiv<T extends Int>(a: T, b: T): T {
    const zero = this.isZero(b);
    const quotient = this.binary([OP.i32DivU, OP.i64DivU], a, this.select(zero, this.like(b, 1n), b));
    return this.select(zero, this.like(a, 0n), quotient);
  }
  sdiv<T extends Int>(a: T, b: T): T {
    const minusOne = this.eq(b, this.like(b, -1n));
    const zero = this.isZero(b);
    const harmless = this.select(this.or(zero, minusOne), this.like(b, 1n), b);
    const quotient = this.binary([OP.i32DivS, OP.i64DivS], a, harmless);
    return this.select(zero, this.like(a, 0n), this.select(minusOne, this.neg(a), quotient));
  }
  umulh(a: I64, b: I64): I64 {
    const al = this.zext(a, 32);
    const bl = this.zext(b, 32);
    const ah = this.shr(a, 32);
    const bh = this.shr(b, 32);
    const mid = this.add(this.mul(ah, bl), this.shr(this.mul(al, bl), 32));
    const low = this.add(this.mul(al, bh), this.zext(mid, 32));
    return this.add(this.add(this.mul(ah, bh), this.shr(mid, 32)), this.shr(low, 32));
  }
  smulh(a: I64, b: I64): I64 {
    const high = this.umulh(a, b);
    return this.sub(this.sub(high, this.and(this.sar(a, 63), b)), this.and(this.sar(b, 63), a));
  }

  /** Amounts are taken modulo the width, by WebAssembly too. Plain amounts (0–63) are below every handle. */
  private shift<T extends Int>(pair: Pair, a: T, amount: I32 | number): T {
    const known = amount < HANDLE_BASE ? this.like(a, amount) : undefined;
    const by = known ?? (this.isWide(a) ? this.zx64(amount as I32) : (amount as I32));
    return this.binary(pair, a, by as T);
  }
  shl<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift([OP.i32Shl, OP.i64Shl], a, amount);
  }
  shr<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift([OP.i32ShrU, OP.i64ShrU], a, amount);
  }
  sar<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift([OP.i32ShrS, OP.i64ShrS], a, amount);
  }
  ror<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift([OP.i32Rotr, OP.i64Rotr], a, amount);
  }

  clz<T extends Int>(a: T): T {
    return this.unary([OP.i32Clz, OP.i64Clz], a);
  }
  cls<T extends Int>(a: T): T {
    return this.sub(this.clz(this.xor(a, this.sar(a, 1))), this.like(a, 1n));
  }
  cnt<T extends Int>(a: T): T {
    return this.unary([OP.i32Popcnt, OP.i64Popcnt], a);
  }
  /** Exchanges neighbouring groups of `bits` bits; `mask` has the lower group of each pair. */
  private exchange<T extends Int>(a: T, bits: number, mask: bigint): T {
    const keep = this.like(a, mask);
    return this.or(this.and(this.shr(a, bits), keep), this.shl(this.and(a, keep), bits));
  }
  rbit<T extends Int>(a: T): T {
    const pairs = this.exchange(a, 1, 0x5555_5555_5555_5555n);
    const nibbles = this.exchange(this.exchange(pairs, 2, 0x3333_3333_3333_3333n), 4, 0x0f0f_0f0f_0f0f_0f0fn);
    return this.rev(nibbles, this.isWide(a) ? 64 : 32);
  }
  rev<T extends Int>(a: T, bits: 16 | 32 | 64): T {
    const halves = this.exchange(a, 8, 0x00ff_00ff_00ff_00ffn);
    if (bits === 16) return halves;
    if (!this.isWide(a)) return this.ror(halves, 16);
    return bits === 32 ? this.exchange(halves, 16, 0x0000_ffff_0000_ffffn) : this.rev64(halves);
  }
  private rev64<T extends Int>(halves: T): T {
    return this.ror(this.exchange(halves, 16, 0x0000_ffff_0000_ffffn), 32);
  }
  sext<T extends Int>(a: T, bits: number): T {
    const width = this.isWide(a) ? 64 : 32;
    if (bits >= width) return a;
    if (bits === 8) return this.unary([OP.i32Extend8S, OP.i64Extend8S], a);
    if (bits === 16) return this.unary([OP.i32Extend16S, OP.i64Extend16S], a);
    return this.sar(this.shl(a, width - bits), width - bits);
  }
  zext<T extends Int>(a: T, bits: number): T {
    if (bits >= (this.isWide(a) ? 64 : 32)) return a;
    return this.and(a, this.like(a, (1n << BigInt(bits)) - 1n));
  }
  lo32(a: I64): I32 {
    const { local, k } = this.value(a);
    if (local < 0) return this.c32(Number(BigInt.asIntN(32, k)));
    this.pushLow(a);
    return this.pop(TYPE.i32);
  }
  private extend(a: I32, opcode: number): I64 {
    this.push(a);
    this.code.op(opcode);
    return this.pop(TYPE.i64);
  }
  sx64(a: I32): I64 {
    const { local, k } = this.value(a);
    return local < 0 ? this.c64(k) : this.extend(a, OP.i64ExtendI32S);
  }
  zx64(a: I32): I64 {
    const { local, k } = this.value(a);
    return local < 0 ? this.c64(BigInt.asUintN(32, k)) : this.extend(a, OP.i64ExtendI32U);
  }

  isZero(a: Int): Bool {
    this.push(a);
    this.op([OP.i32Eqz, OP.i64Eqz], a);
    return this.pop(TYPE.i32);
  }
  eq<T extends Int>(a: T, b: T): Bool {
    return this.compare([OP.i32Eq, OP.i64Eq], a, b);
  }
  ne<T extends Int>(a: T, b: T): Bool {
    return this.compare([OP.i32Ne, OP.i64Ne], a, b);
  }
  ult<T extends Int>(a: T, b: T): Bool {
    return this.compare([OP.i32LtU, OP.i64LtU], a, b);
  }
  slt<T extends Int>(a: T, b: T): Bool {
    return this.compare([OP.i32LtS, OP.i64LtS], a, b);
  }
  select<T extends Int | V128>(cond: Bool, a: T, b: T): T {
    if (this.value(a).type !== this.value(b).type) throw new Error('operands of different widths');
    this.push(a);
    this.push(b);
    this.push(cond);
    this.code.op(OP.select);
    return this.pop(this.value(a).type) as T;
  }
}
