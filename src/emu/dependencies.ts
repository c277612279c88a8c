/**
 * What an instruction reads, writes and decides by: its dependency record, from the same semantics as the code.
 *
 * Enters: a row's semantics, run against this builder in place of the code generator. Leaves: for every register that it sets, the
 * registers its value comes from; for addresses, branches, conditions and system registers, the registers that they
 * depend on. That is all that following undefined values (class 13) needs, and it costs nothing while all is defined.
 */
import type {
  AtomicOp,
  BarrierKind,
  Bool,
  Builder,
  I32,
  I64,
  Int,
  SysOpKind,
  V128,
  VecOp,
  VecUnaryOp,
} from '../isa/ir.ts';
import { HANDLE_BASE } from './js/int-emitter.ts';

export type Use = 'address' | 'branch' | 'condition' | 'sysreg';

/** Where a value comes from. Bit n of `registers`: X[n]; bit 31: SP. */
export interface Source {
  readonly registers: number;
  readonly flags: boolean;
  /** Brought from memory by this instruction: bit 0 by its first element, bit 1 by its second. */
  readonly memory: number;
}

export interface Dependencies {
  readonly uses: readonly { readonly use: Use; readonly source: Source }[];
  readonly sets: readonly { readonly register: number; readonly source: Source }[];
  readonly setsFlags: Source | undefined;
  /** What stores write, by element. */
  readonly stores: readonly Source[];
  /** Everything read: registers as a mask. */
  readonly reads: number;
  readonly readsFlags: boolean;
  /** Registers certainly written. */
  readonly writes: number;
}

const NOTHING: Source = { registers: 0, flags: false, memory: 0 };

function union(a: Source, b: Source): Source {
  if (a === NOTHING) return b;
  if (b === NOTHING) return a;
  return { registers: a.registers | b.registers, flags: a.flags || b.flags, memory: a.memory | b.memory };
}

/** A handle is HANDLE_BASE + its index in `sources`; index 0 is a constant. */
export class DependencyBuilder implements Builder {
  pc = 0n;
  private readonly sources: Source[] = [NOTHING];
  private readonly uses: { use: Use; source: Source }[] = [];
  private readonly sets: { register: number; source: Source }[] = [];
  private flagSource: Source | undefined;
  private stored: Source[] = [];
  private reads = 0;
  private readsFlags = false;
  private writes = 0;
  private depth = 0;
  private guard: Source = NOTHING;

  result(): Dependencies {
    const { uses, sets, flagSource, stored, reads, readsFlags, writes } = this;
    return { uses, sets, setsFlags: flagSource, stores: stored, reads, readsFlags, writes };
  }

  private of(handle: number): Source {
    return this.sources[handle - HANDLE_BASE] ?? NOTHING;
  }
  private make<T extends number>(source: Source): T {
    if (source === NOTHING) return HANDLE_BASE as T;
    return (this.sources.push(source) - 1 + HANDLE_BASE) as T;
  }
  private mix<T extends number>(...handles: readonly number[]): T {
    let source = NOTHING;
    for (const h of handles) source = union(source, this.of(h));
    return this.make<T>(source);
  }
  private use(use: Use, handle: number): void {
    const source = this.of(handle);
    if (source !== NOTHING) this.uses.push({ use, source });
  }
  private loaded<T extends number>(address: number, element = 0): T {
    this.use('address', address);
    return this.make<T>({ registers: 0, flags: false, memory: 1 << element });
  }
  private storing(address: number, ...values: readonly number[]): void {
    this.use('address', address);
    this.stored = values.map((v) => this.of(v));
  }

  c32(_value: number): I32 {
    return HANDLE_BASE as I32;
  }
  c64(_value: bigint | number): I64 {
    return HANDLE_BASE as I64;
  }
  c(_value: bigint | number, _sf: number): Int {
    return HANDLE_BASE as I64;
  }

  private read(n: number): I64 {
    const bit = 1 << n;
    if ((this.writes & bit) === 0) this.reads |= bit;
    return this.make<I64>({ registers: bit, flags: false, memory: 0 });
  }
  private write(n: number, v: number): void {
    if (this.depth === 0) this.writes |= 1 << n;
    const kept = this.depth === 0 ? NOTHING : { registers: 1 << n, flags: false, memory: 0 };
    this.sets.push({ register: n, source: union(union(this.of(v), this.guard), kept) });
  }
  x(n: number): I64 {
    return n === 31 ? this.c64(0) : this.read(n);
  }
  w(n: number): I32 {
    return this.x(n) as number as I32;
  }
  xsp(n: number): I64 {
    return this.read(n);
  }
  wsp(n: number): I32 {
    return this.read(n) as number as I32;
  }
  r(n: number, _sf: number): Int {
    return this.x(n);
  }
  rsp(n: number, _sf: number): Int {
    return this.read(n);
  }
  setX(n: number, v: I64): void {
    if (n !== 31) this.write(n, v);
  }
  setW(n: number, v: I32): void {
    if (n !== 31) this.write(n, v);
  }
  setXsp(n: number, v: I64): void {
    this.write(n, v);
  }
  setR(n: number, v: Int): void {
    if (n !== 31) this.write(n, v);
  }
  setRsp(n: number, v: Int): void {
    this.write(n, v);
  }

  add<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  sub<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  mul<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  udiv<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  sdiv<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  umulh(a: I64, b: I64): I64 {
    return this.mix(a, b);
  }
  smulh(a: I64, b: I64): I64 {
    return this.mix(a, b);
  }
  and<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  or<T extends Int>(a: T, b: T): T {
    return this.mix(a, b);
  }
  xor<T extends Int>(a: T, b: T): T {
    // the idiom that clears a register
    const x = this.of(a);
    const y = this.of(b);
    if (
      x.registers === y.registers &&
      x.memory === 0 &&
      !x.flags &&
      !y.flags &&
      (x.registers & (x.registers - 1)) === 0
    )
      return HANDLE_BASE as T;
    return this.mix(a, b);
  }
  not<T extends Int>(a: T): T {
    return a;
  }
  neg<T extends Int>(a: T): T {
    return a;
  }
  private shifted<T extends Int>(a: T, amount: I32 | number): T {
    return amount >= HANDLE_BASE ? this.mix(a, amount) : a;
  }
  shl<T extends Int>(a: T, amount: I32 | number): T {
    return this.shifted(a, amount);
  }
  shr<T extends Int>(a: T, amount: I32 | number): T {
    return this.shifted(a, amount);
  }
  sar<T extends Int>(a: T, amount: I32 | number): T {
    return this.shifted(a, amount);
  }
  ror<T extends Int>(a: T, amount: I32 | number): T {
    return this.shifted(a, amount);
  }
  clz<T extends Int>(a: T): T {
    return a;
  }
  cls<T extends Int>(a: T): T {
    return a;
  }
  cnt<T extends Int>(a: T): T {
    return a;
  }
  rbit<T extends Int>(a: T): T {
    return a;
  }
  rev<T extends Int>(a: T, _bits: 16 | 32 | 64): T {
    return a;
  }
  sext<T extends Int>(a: T, _bits: number): T {
    return a;
  }
  zext<T extends Int>(a: T, _bits: number): T {
    return a;
  }
  lo32(a: I64): I32 {
    return a as number as I32;
  }
  sx64(a: I32): I64 {
    return a as number as I64;
  }
  zx64(a: I32): I64 {
    return a as number as I64;
  }
  eq<T extends Int>(a: T, b: T): Bool {
    return this.mix(a, b);
  }
  ne<T extends Int>(a: T, b: T): Bool {
    return this.mix(a, b);
  }
  ult<T extends Int>(a: T, b: T): Bool {
    return this.mix(a, b);
  }
  slt<T extends Int>(a: T, b: T): Bool {
    return this.mix(a, b);
  }
  select<T extends Int | V128>(cond: Bool, a: T, b: T): T {
    return this.mix(cond, a, b);
  }
  crc32(_poly: 'crc32' | 'crc32c', crc: I32, value: I64, _bytes: 1 | 2 | 4 | 8): I32 {
    return this.mix(crc, value);
  }

  private setFlags(source: Source): void {
    this.flagSource = source;
  }
  private flagsNow(): Source {
    if (this.flagSource !== undefined) return this.flagSource;
    this.readsFlags = true;
    return { registers: 0, flags: true, memory: 0 };
  }
  private arith<T extends Int>(a: T, b: T, carry: boolean): T {
    const result = carry ? this.make<T>(union(union(this.of(a), this.of(b)), this.flagsNow())) : this.mix<T>(a, b);
    this.setFlags(this.of(result));
    return result;
  }
  addFlags<T extends Int>(a: T, b: T): T {
    return this.arith(a, b, false);
  }
  subFlags<T extends Int>(a: T, b: T): T {
    return this.arith(a, b, false);
  }
  adc<T extends Int>(a: T, b: T): T {
    return this.make<T>(union(union(this.of(a), this.of(b)), this.flagsNow()));
  }
  sbc<T extends Int>(a: T, b: T): T {
    return this.adc(a, b);
  }
  adcFlags<T extends Int>(a: T, b: T): T {
    return this.arith(a, b, true);
  }
  sbcFlags<T extends Int>(a: T, b: T): T {
    return this.arith(a, b, true);
  }
  logicFlags<T extends Int>(result: T): T {
    this.setFlags(this.of(result));
    return result;
  }
  ccmp(cond: Bool, _op: 'sub' | 'add', a: Int, b: Int, _nzcv: number): void {
    this.setFlags(union(this.of(cond), union(this.of(a), this.of(b))));
  }
  cond(cc: number): Bool {
    return cc >= 14 ? (HANDLE_BASE as I32) : this.make<I32>(this.flagsNow());
  }
  nzcv(): I32 {
    return this.make<I32>(this.flagsNow());
  }
  setNzcv(v: I32): void {
    this.setFlags(this.of(v));
  }

  load(address: I64, _bytes: 1 | 2 | 4 | 8, _access = 0): I64 {
    return this.loaded(address);
  }
  store(address: I64, _bytes: 1 | 2 | 4 | 8, value: I64, _access = 0): void {
    this.storing(address, value);
  }
  loadPair(address: I64, _bytes: 4 | 8, _access = 0): [I64, I64] {
    return [this.loaded(address, 0), this.loaded(address, 1)];
  }
  storePair(address: I64, _bytes: 4 | 8, first: I64, second: I64, _access = 0): void {
    this.storing(address, first, second);
  }
  loadV(address: I64, _bytes: 1 | 2 | 4 | 8 | 16, _access = 0): V128 {
    this.use('address', address);
    return HANDLE_BASE as V128;
  }
  storeV(address: I64, _bytes: 1 | 2 | 4 | 8 | 16, _value: V128, _access = 0): void {
    this.use('address', address);
  }
  storeExclusive(address: I64, _bytes: 1 | 2 | 4 | 8, value: I64, _access: number): I32 {
    this.storing(address, value);
    return HANDLE_BASE as I32;
  }
  storeExclusivePair(address: I64, _bytes: 4 | 8, first: I64, second: I64, _access: number): I32 {
    this.storing(address, first, second);
    return HANDLE_BASE as I32;
  }
  clearExclusive(): void {}
  atomic(_op: AtomicOp, address: I64, _bytes: 1 | 2 | 4 | 8, operand: I64, _access: number): I64 {
    this.storing(address, operand);
    return this.loaded(address);
  }
  cas(address: I64, _bytes: 1 | 2 | 4 | 8, expected: I64, value: I64, _access: number): I64 {
    this.use('condition', expected);
    this.storing(address, value);
    return this.loaded(address);
  }
  casPair(address: I64, _bytes: 4 | 8, expected: [I64, I64], value: [I64, I64], _access: number): [I64, I64] {
    for (const e of expected) this.use('condition', e);
    this.storing(address, ...value);
    return [this.loaded(address, 0), this.loaded(address, 1)];
  }
  prefetch(_address: I64, _operation: number): void {}

  // Vector registers are not followed: what comes from them counts as defined.
  v(_n: number): V128 {
    return HANDLE_BASE as V128;
  }
  setV(_n: number, _value: V128): void {}
  vLane(_v: V128, _esize: 8 | 16 | 32 | 64, _lane: number): I64 {
    return HANDLE_BASE as I64;
  }
  vWithLane(v: V128, _esize: 8 | 16 | 32 | 64, _lane: number, _value: I64): V128 {
    return v;
  }
  vSplat(_esize: 8 | 16 | 32 | 64, _value: I64): V128 {
    return HANDLE_BASE as V128;
  }
  vPair(_lo: I64, _hi: I64): V128 {
    return HANDLE_BASE as V128;
  }
  vOp(_op: VecOp, _esize: 8 | 16 | 32 | 64, a: V128, _b: V128): V128 {
    return a;
  }
  vUnary(_op: VecUnaryOp, _esize: 8 | 16 | 32 | 64, a: V128): V128 {
    return a;
  }
  vShift(_op: 'shl' | 'ushr' | 'sshr', _esize: 8 | 16 | 32 | 64, a: V128, _amount: number): V128 {
    return a;
  }
  vTrunc(v: V128, _bits: 8 | 16 | 32 | 64): V128 {
    return v;
  }
  vTable(_tables: readonly V128[], indices: V128, _otherwise?: V128): V128 {
    return indices;
  }

  callV(_f: string, _esize: number, _bits: number, _operands: readonly V128[], _parameter = 0): V128 {
    return HANDLE_BASE as V128;
  }
  callX(f: string, operands: readonly I64[], _parameter = 0): I64 {
    if (f === 'readTag' || f === 'writeTag') this.use('address', operands[0] as I64);
    return this.mix(...operands);
  }

  branch(target: I64, _how: 'jump' | 'call' | 'return' | 'direct'): void {
    this.use('branch', target);
  }
  branchIf(cond: Bool, _target: bigint): void {
    this.use('condition', cond);
  }
  when(cond: Bool, then: () => void): void {
    const before = this.guard;
    this.guard = union(before, this.of(cond));
    this.depth++;
    then();
    this.depth--;
    this.guard = before;
  }

  mrs(_id: number): I64 {
    return HANDLE_BASE as I64;
  }
  msr(_id: number, value: I64): void {
    this.use('sysreg', value);
  }
  msrImmediate(_op1: number, _op2: number, _imm: number): void {}
  barrier(_kind: BarrierKind, _option: number): void {}
  sysOp(kind: SysOpKind, _key: number, value: I64): void {
    this.use(kind === 'dc' || kind === 'ic' || kind === 'at' ? 'address' : 'sysreg', value);
  }
  hint(_imm7: number): void {}
  exception(_kind: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt', _imm16: number): void {}
  eret(_key?: number): void {}
  undefined(_why: string): void {}
  notModelled(_what: string): void {}
}
