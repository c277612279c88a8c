/**
 * Which bits of an instruction's results have no defined value (class 13).
 *
 * Enters: a row's semantics, run against this builder with the values of the registers and, of registers, flags and loads, the bits
 * that nothing has defined. Leaves: the undefined bits of what it sets, stores and decides by, with where they came from.
 * Vector registers are not followed, as in dependencies.ts.
 */
import type { AtomicOp, Bool, I32, I64, Int, V128 } from '../isa/ir.ts';
import {
  type Bits,
  KNOWN_NOTHING,
  NO_ORIGINS,
  type Origins,
  ones,
  origins,
  UndefinedArithmetic,
  upwards,
} from './undefined-arithmetic.ts';

const N = 8;
const Z = 4;
const C = 2;
const V = 1;
/** Flags that each condition looks at, by cond<3:1>. */
const LOOKS_AT = [Z, C, N, V, C | Z, N | V, N | V | Z, 0];

export class UndefinedBits extends UndefinedArithmetic {
  /** Undefined flags that the instruction leaves, if it sets them. */
  flagResult: (Origins & { readonly mask: number }) | undefined;
  /** Undefined bits of what is stored, by element. */
  readonly storedMasks: bigint[] = [];
  /** Address of the first element loaded, where the model knows it. */
  loadAddress: bigint | undefined;
  loadBytes = 0;
  /** Of all elements. */
  loadedBytes = 0;

  // ---- flags --------------------------------------------------------------------------------------------------------

  override reset(): void {
    super.reset();
    this.flagResult = undefined;
    this.storedMasks.length = 0;
    this.loadAddress = undefined;
    this.loadedBytes = 0;
  }

  private flagsSoFar(): Origins & { readonly mask: number } {
    if (this.flagResult !== undefined) return this.flagResult;
    const { flagMask } = this.state;
    return { registers: 0, flags: flagMask !== 0, memory: 0, mask: flagMask };
  }
  private leaveFlags(mask: number, ...from: readonly Bits[]): void {
    this.flagResult = mask === 0 ? { ...NO_ORIGINS, mask } : { ...origins(from), mask };
  }
  private flagBits(of: number): Bits {
    const now = this.flagsSoFar();
    const open = now.mask & of;
    return { ...now, width: 32, value: undefined, mask: open === 0 ? 0n : 1n, register: -1 };
  }
  private static openFlags(mask: bigint): number {
    return mask === 0n ? 0 : N | Z | C | V;
  }
  override addFlags<T extends Int>(a: T, b: T): T {
    const result = this.add(a, b);
    this.leaveFlags(UndefinedBits.openFlags(this.node(result).mask), this.node(a), this.node(b));
    return result;
  }
  override subFlags<T extends Int>(a: T, b: T): T {
    const result = this.sub(a, b);
    this.compare(a, b, this.node(result).mask);
    return result;
  }
  private compare(a: number, b: number, result: bigint): void {
    const x = this.node(a);
    const y = this.node(b);
    const open = result === 0n ? 0 : N | V | (this.equalityOpen(x, y) ? Z : 0) | (this.orderOpen(x, y) ? C : 0);
    this.leaveFlags(open, x, y);
  }
  override adc<T extends Int>(a: T, b: T): T {
    const carry = this.flagBits(C);
    const x = this.node(a);
    const y = this.node(b);
    return this.out(x.width, undefined, upwards(x.mask | y.mask | carry.mask, x.width), x, y, carry);
  }
  override sbc<T extends Int>(a: T, b: T): T {
    return this.adc(a, b);
  }
  override adcFlags<T extends Int>(a: T, b: T): T {
    const result = this.adc(a, b);
    this.leaveFlags(UndefinedBits.openFlags(this.node(result).mask), this.node(result));
    return result;
  }
  override sbcFlags<T extends Int>(a: T, b: T): T {
    return this.adcFlags(a, b);
  }
  override logicFlags<T extends Int>(result: T): T {
    const x = this.node(result);
    const sign = (x.mask >> BigInt(x.width - 1)) & 1n ? N : 0;
    const zero = x.mask !== 0n && (x.value === undefined || (x.value & ~x.mask) === 0n) ? Z : 0;
    this.leaveFlags(sign | zero, x);
    return result;
  }
  override ccmp(cond: Bool, op: 'sub' | 'add', a: Int, b: Int, _nzcv: number): void {
    const decision = this.node(cond);
    const x = this.node(a);
    const y = this.node(b);
    if (decision.mask !== 0n || decision.value === undefined) {
      const mask = decision.mask | x.mask | y.mask;
      this.leaveFlags(UndefinedBits.openFlags(mask), decision, x, y);
    } else if (decision.value === 0n) this.leaveFlags(0);
    else if (op === 'sub') this.compare(a, b, x.mask | y.mask);
    else this.leaveFlags(UndefinedBits.openFlags(x.mask | y.mask), x, y);
  }
  override cond(cc: number): Bool {
    if (cc >= 14) return this.truth(true, false);
    const now = this.flagBits(LOOKS_AT[cc >> 1] as number);
    if (this.flagResult !== undefined) return this.truth(undefined, now.mask !== 0n, now);
    const { nzcv, flagMask } = this.state;
    const holds = conditionHolds(cc, nzcv);
    return this.truth(holds, now.mask !== 0n && !settled(cc, nzcv, flagMask), now);
  }
  override nzcv(): I32 {
    const now = this.flagsSoFar();
    const value = this.flagResult === undefined ? BigInt(this.state.nzcv) << 28n : undefined;
    return this.out(32, value, BigInt(now.mask) << 28n, { ...now, width: 32, value, mask: 1n, register: -1 });
  }
  override setNzcv(v: I32): void {
    const x = this.node(v);
    this.leaveFlags(Number((x.mask >> 28n) & 15n), x);
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  private loading<T extends number>(address: number, bytes: number, element: 0 | 1): T {
    if (element === 0) this.decide('address', address);
    this.loadAddress ??= this.node(address).value;
    this.loadBytes = bytes;
    this.loadedBytes += bytes;
    const mask = this.state.loaded[element];
    const memory = mask === 0n ? 0 : 1 << element;
    return this.enter<T>({ ...KNOWN_NOTHING, mask: mask & ones(8 * bytes), memory });
  }
  private keep(address: number, ...values: readonly number[]): void {
    this.decide('address', address);
    this.storedMasks.push(...values.map((value) => this.node(value).mask));
  }
  override load(address: I64, bytes: 1 | 2 | 4 | 8, _access = 0): I64 {
    return this.loading(address, bytes, 0);
  }
  override store(address: I64, _bytes: 1 | 2 | 4 | 8, value: I64, _access = 0): void {
    this.keep(address, value);
  }
  override loadPair(address: I64, bytes: 4 | 8, _access = 0): [I64, I64] {
    return [this.loading(address, bytes, 0), this.loading(address, bytes, 1)];
  }
  override storePair(address: I64, _bytes: 4 | 8, first: I64, second: I64, _access = 0): void {
    this.keep(address, first, second);
  }
  override loadV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, access = 0): V128 {
    this.decide('address', address);
    return super.loadV(address, bytes, access);
  }
  override storeV(address: I64, _bytes: 1 | 2 | 4 | 8 | 16, _value: V128, _access = 0): void {
    this.decide('address', address);
  }
  override storeExclusive(address: I64, _bytes: 1 | 2 | 4 | 8, value: I64, _access: number): I32 {
    this.keep(address, value);
    return this.truth(undefined, false);
  }
  override storeExclusivePair(address: I64, _bytes: 4 | 8, first: I64, second: I64, _access: number): I32 {
    this.keep(address, first, second);
    return this.truth(undefined, false);
  }
  override atomic(_op: AtomicOp, address: I64, bytes: 1 | 2 | 4 | 8, operand: I64, _access: number): I64 {
    this.keep(address, operand);
    return this.loading(address, bytes, 0);
  }
  override cas(address: I64, bytes: 1 | 2 | 4 | 8, expected: I64, value: I64, _access: number): I64 {
    this.decide('condition', expected);
    this.keep(address, value);
    return this.loading(address, bytes, 0);
  }
  override casPair(address: I64, bytes: 4 | 8, expected: [I64, I64], value: [I64, I64], _access: number): [I64, I64] {
    for (const each of expected) this.decide('condition', each);
    this.keep(address, ...value);
    return [this.loading(address, bytes, 0), this.loading(address, bytes, 1)];
  }
  override callX(f: string, operands: readonly I64[], _parameter = 0): I64 {
    if (f === 'readTag' || f === 'writeTag') this.decide('address', operands[0] as I64);
    return operands.length === 0 ? this.enter(KNOWN_NOTHING) : this.hidden(...operands);
  }

  // ---- control and system -------------------------------------------------------------------------------------------

  override branch(target: I64, _how: 'jump' | 'call' | 'return' | 'direct'): void {
    this.decide('branch', target);
  }
  override branchIf(cond: Bool, _target: bigint): void {
    this.decide('condition', cond);
  }
  override when(cond: Bool, then: () => void): void {
    const decision = this.node(cond);
    if (decision.mask === 0n && decision.value === 0n) return;
    const before = this.unsure;
    if (decision.mask !== 0n || decision.value === undefined) this.unsure = decision;
    then();
    this.unsure = before;
  }
  override msr(_id: number, value: I64): void {
    this.decide('sysreg', value);
  }
  override sysOp(kind: string, _key: number, value: I64): void {
    this.decide(kind === 'dc' || kind === 'ic' || kind === 'at' ? 'address' : 'sysreg', value);
  }
}

/** ConditionHolds(cc) of NZCV as four bits (Arm DDI 0487 J1, shared/functions/system). */
function conditionHolds(cc: number, nzcv: number): boolean {
  const has = (flag: number): boolean => (nzcv & flag) !== 0;
  const signed = has(N) === has(V);
  const base = [has(Z), has(C), has(N), has(V), has(C) && !has(Z), signed, signed && !has(Z), true][cc >> 1] ?? true;
  return (cc & 1) === 1 ? !base : base;
}

/** Whether a defined flag alone decides a condition that looks at several. */
function settled(cc: number, nzcv: number, open: number): boolean {
  const known = (flag: number, value: boolean): boolean => (open & flag) === 0 && ((nzcv & flag) !== 0) === value;
  if (cc >> 1 === 4) return known(C, false) || known(Z, true);
  return cc >> 1 === 6 && known(Z, true);
}
