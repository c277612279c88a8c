/**
 * The builder interface against which every instruction row writes its semantics, once.
 *
 * Enters: the decoded fields of one instruction (in the row's `semantics(b, f)`). Leaves: whatever the engine behind the
 * builder makes of the calls: generated JavaScript (checked engine), WebAssembly (fast engine), a dependency list.
 * Values are opaque handles, typed by width, so that a row cannot add a 32-bit value to a 64-bit one. Everything is
 * pure until it meets a `set…`, a store, a branch or a system effect; those happen in the order of the calls. An
 * instruction that may fault does its accesses before it sets registers (precise exceptions).
 * Pseudocode names are those of Arm DDI 0487, section J1.
 */

import type { IntegerFunction, VectorFunction } from './runtime-functions.ts';

declare const kind: unique symbol;
/** A 32-bit value. Also truth values: 0 or 1. */
export type I32 = number & { readonly [kind]: 'i32' };
/** A 64-bit value. */
export type I64 = number & { readonly [kind]: 'i64' };
/** A 128-bit vector register value. */
export type V128 = number & { readonly [kind]: 'v128' };
/** An integer whose width the builder knows: the result of `r(n, sf)` and of what is computed from it. */
export type Int = I32 | I64;
export type Bool = I32;

/** Bits of `access`: what is special about a load or store. */
export const ACCESS = {
  plain: 0,
  acquire: 1 << 0,
  release: 1 << 1,
  exclusive: 1 << 2,
  unprivileged: 1 << 3,
  nonTemporal: 1 << 4,
  /** Atomic read-modify-write. */
  atomic: 1 << 5,
  /** Must be naturally aligned whatever SCTLR_ELx.A says (exclusives, atomics before FEAT_LSE2). */
  aligned: 1 << 6,
  acquirePC: 1 << 7,
  /** The base register is SP: SP alignment check applies. */
  spBase: 1 << 8,
  /** A pair that is one 16-byte element: aligned to 16 where alignment matters. */
  quad: 1 << 9,
} as const;

export type AtomicOp = 'add' | 'clr' | 'eor' | 'set' | 'smax' | 'smin' | 'umax' | 'umin' | 'swp';
export type BarrierKind = 'dsb' | 'dmb' | 'isb' | 'sb' | 'ssbb' | 'pssbb' | 'csdb' | 'tsb' | 'psb' | 'esb' | 'gcsb';
export type SysOpKind = 'dc' | 'ic' | 'tlbi' | 'at' | 'cfp' | 'dvp' | 'cpp' | 'wfit' | 'wfet' | 'other';
/** Lane-wise vector operations; `esize` in bits. Two-operand unless noted. */
export type VecOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'and'
  | 'orr'
  | 'eor'
  | 'bic'
  | 'orn'
  | 'cmeq'
  | 'cmge'
  | 'cmgt'
  | 'cmhi'
  | 'cmhs'
  | 'cmtst'
  | 'umax'
  | 'umin'
  | 'smax'
  | 'smin'
  | 'umaxp'
  | 'uminp'
  | 'smaxp'
  | 'sminp'
  | 'addp'
  | 'zip1'
  | 'zip2'
  | 'uzp1'
  | 'uzp2'
  | 'trn1'
  | 'trn2'
  | 'sshl'
  | 'ushl';
export type VecUnaryOp = 'not' | 'neg' | 'abs' | 'cnt' | 'rev16' | 'rev32' | 'rev64' | 'clz' | 'cls' | 'rbit';

export interface Builder {
  /** Address of this instruction, as a constant. */
  readonly pc: bigint;

  c32(value: number): I32;
  c64(value: bigint | number): I64;
  /** A constant of the width that `sf` says. */
  c(value: bigint | number, sf: number): Int;

  // Registers. n is 0..31; 31 reads as zero and discards writes, or is SP where the name says so. W writes zero-extend.
  x(n: number): I64;
  w(n: number): I32;
  xsp(n: number): I64;
  wsp(n: number): I32;
  r(n: number, sf: number): Int;
  rsp(n: number, sf: number): Int;
  setX(n: number, v: I64): void;
  setW(n: number, v: I32): void;
  setXsp(n: number, v: I64): void;
  setR(n: number, v: Int): void;
  setRsp(n: number, v: Int): void;

  // Arithmetic and logic, width of the operands; amounts of shifts are taken modulo the width.
  add<T extends Int>(a: T, b: T): T;
  sub<T extends Int>(a: T, b: T): T;
  mul<T extends Int>(a: T, b: T): T;
  /** Arm's division: by zero gives zero, INT_MIN / -1 gives INT_MIN. */
  udiv<T extends Int>(a: T, b: T): T;
  sdiv<T extends Int>(a: T, b: T): T;
  umulh(a: I64, b: I64): I64;
  smulh(a: I64, b: I64): I64;
  and<T extends Int>(a: T, b: T): T;
  or<T extends Int>(a: T, b: T): T;
  xor<T extends Int>(a: T, b: T): T;
  not<T extends Int>(a: T): T;
  neg<T extends Int>(a: T): T;
  shl<T extends Int>(a: T, amount: I32 | number): T;
  shr<T extends Int>(a: T, amount: I32 | number): T;
  sar<T extends Int>(a: T, amount: I32 | number): T;
  ror<T extends Int>(a: T, amount: I32 | number): T;
  clz<T extends Int>(a: T): T;
  cls<T extends Int>(a: T): T;
  cnt<T extends Int>(a: T): T;
  rbit<T extends Int>(a: T): T;
  /** Reverse bytes within each `bits`-wide part (16, 32 or 64). */
  rev<T extends Int>(a: T, bits: 16 | 32 | 64): T;
  /** Sign- or zero-extend the low `bits`; the width stays. */
  sext<T extends Int>(a: T, bits: number): T;
  zext<T extends Int>(a: T, bits: number): T;
  lo32(a: I64): I32;
  sx64(a: I32): I64;
  zx64(a: I32): I64;
  eq<T extends Int>(a: T, b: T): Bool;
  ne<T extends Int>(a: T, b: T): Bool;
  ult<T extends Int>(a: T, b: T): Bool;
  slt<T extends Int>(a: T, b: T): Bool;
  select<T extends Int | V128>(cond: Bool, a: T, b: T): T;
  crc32(poly: 'crc32' | 'crc32c', crc: I32, value: I64, bytes: 1 | 2 | 4 | 8): I32;

  // Flags. The `…Flags` forms return the result and set NZCV as AddWithCarry does; `logicFlags` clears C and V.
  addFlags<T extends Int>(a: T, b: T): T;
  subFlags<T extends Int>(a: T, b: T): T;
  adc<T extends Int>(a: T, b: T): T;
  sbc<T extends Int>(a: T, b: T): T;
  adcFlags<T extends Int>(a: T, b: T): T;
  sbcFlags<T extends Int>(a: T, b: T): T;
  logicFlags<T extends Int>(result: T): T;
  /** If `cond` holds, flags of a - b (or a + b); else `nzcv` (4 bits). */
  ccmp(cond: Bool, op: 'sub' | 'add', a: Int, b: Int, nzcv: number): void;
  /** ConditionHolds(cc), cc as encoded. */
  cond(cc: number): Bool;
  /** NZCV in bits 31..28. */
  nzcv(): I32;
  setNzcv(v: I32): void;

  // Memory. `bytes` is the size of one element; addresses are virtual; loads zero-extend.
  load(address: I64, bytes: 1 | 2 | 4 | 8, access?: number): I64;
  store(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access?: number): void;
  /** Two adjacent elements by one instruction; both accesses succeed before anything is written back. */
  loadPair(address: I64, bytes: 4 | 8, access?: number): [I64, I64];
  storePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access?: number): void;
  loadV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, access?: number): V128;
  storeV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, value: V128, access?: number): void;
  /** Returns 0 when the exclusive store succeeded, else 1. */
  storeExclusive(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access: number): I32;
  storeExclusivePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access: number): I32;
  clearExclusive(): void;
  /** Returns the old value. */
  atomic(op: AtomicOp, address: I64, bytes: 1 | 2 | 4 | 8, operand: I64, access: number): I64;
  cas(address: I64, bytes: 1 | 2 | 4 | 8, expected: I64, value: I64, access: number): I64;
  casPair(address: I64, bytes: 4 | 8, expected: [I64, I64], value: [I64, I64], access: number): [I64, I64];
  prefetch(address: I64, operation: number): void;

  // Vector registers (D, S, H, B are the low bits; writes of those clear the rest).
  v(n: number): V128;
  setV(n: number, value: V128): void;
  vLane(v: V128, esize: 8 | 16 | 32 | 64, lane: number): I64;
  vWithLane(v: V128, esize: 8 | 16 | 32 | 64, lane: number, value: I64): V128;
  vSplat(esize: 8 | 16 | 32 | 64, value: I64): V128;
  vPair(lo: I64, hi: I64): V128;
  vOp(op: VecOp, esize: 8 | 16 | 32 | 64, a: V128, b: V128): V128;
  vUnary(op: VecUnaryOp, esize: 8 | 16 | 32 | 64, a: V128): V128;
  vShift(op: 'shl' | 'ushr' | 'sshr', esize: 8 | 16 | 32 | 64, a: V128, amount: number): V128;
  /** Clear all above the low `bits`. */
  vTrunc(v: V128, bits: 8 | 16 | 32 | 64): V128;
  /** Byte table lookup; indices past the tables give 0, or the byte of `otherwise`. */
  vTable(tables: readonly V128[], indices: V128, otherwise?: V128): V128;
  /** A function of the run time on the low `bits` of at most four registers, in lanes of `esize`; zeros above. FPCR, FPSR and QC included. */
  callV(f: VectorFunction, esize: number, bits: number, operands: readonly V128[], parameter?: number): V128;

  /** A function of the run time on general values; it may read system registers, and raise an exception. */
  callX(f: IntegerFunction, operands: readonly I64[], parameter?: number): I64;

  // Control flow. At most one of these ends an instruction.
  branch(target: I64, how: 'jump' | 'call' | 'return' | 'direct'): void;
  /** To a constant target when `cond` holds, else to the next instruction. */
  branchIf(cond: Bool, target: bigint): void;
  /** Effects inside happen only when `cond` holds. */
  when(cond: Bool, then: () => void): void;

  // System. `id` is the row's key, op0:op1:CRn:CRm:op2 packed (sysregs.ts: sysregKey).
  mrs(id: number): I64;
  msr(id: number, value: I64): void;
  /** MSR (immediate): PSTATE field by its op1:op2. */
  msrImmediate(op1: number, op2: number, imm: number): void;
  barrier(kind: BarrierKind, option: number): void;
  /** Cache, TLB and address-translation maintenance; `key` packs op1:CRn:CRm:op2 (sysops.ts). */
  sysOp(kind: SysOpKind, key: number, value: I64): void;
  hint(imm7: number): void;
  exception(kind: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt', imm16: number): void;
  /** With `key` (PAC_KEY), ELR is authenticated first, SP the modifier. */
  eret(key?: number): void;
  /** UDF, or an encoding this CPU profile lacks. */
  undefined(why: string): void;
  /** The row has no semantics for this case: a named finding when executed, never a NOP. */
  notModelled(what: string): void;
}

/** Decoded fields of one instruction, by the names in the row's bit string. */
export type Fields = Readonly<Record<string, number>>;
