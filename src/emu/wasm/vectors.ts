/**
 * Vector operations of the builder as WebAssembly's 128-bit instructions.
 *
 * Enters: an operation of isa/ir.ts with the element size in bits, values. Leaves: a value; UNSUPPORTED is thrown for what has no
 * short form there (unsigned 64-bit maxima, shifts by register, counts of leading zeros, tables of more than one register).
 * Opcodes: WebAssembly Core Specification 2.0, 5.4.10. Operations: Arm DDI 0487 C7.2.
 */
import type { I64, V128, VecOp, VecUnaryOp } from '../../isa/ir.ts';
import { permuted } from '../js/vector.ts';
import { OP, TYPE } from './encoder.ts';
import { UNSUPPORTED, type Values } from './values.ts';

export type LaneBits = 8 | 16 | 32 | 64;

/** Opcodes by element size 8, 16, 32, 64; 0: none. */
type BySize = readonly [number, number, number, number];

const SPLAT: BySize = [15, 16, 17, 18];
const EXTRACT: BySize = [22, 25, 27, 29];
const REPLACE: BySize = [23, 26, 28, 30];
const SHIFT: Readonly<Record<'shl' | 'sshr' | 'ushr', BySize>> = {
  shl: [107, 139, 171, 203],
  sshr: [108, 140, 172, 204],
  ushr: [109, 141, 173, 205],
};
const WHOLE: Readonly<Partial<Record<VecOp, number>>> = { and: 78, bic: 79, orr: 80, eor: 81 };
const LANES: Readonly<Partial<Record<VecOp, BySize>>> = {
  add: [110, 142, 174, 206],
  sub: [113, 145, 177, 209],
  mul: [0, 149, 181, 213],
  smin: [118, 150, 182, 0],
  umin: [119, 151, 183, 0],
  smax: [120, 152, 184, 0],
  umax: [121, 153, 185, 0],
  cmeq: [35, 45, 55, 214],
  cmgt: [39, 49, 59, 217],
  cmhi: [40, 50, 60, 0],
  cmge: [43, 53, 63, 219],
  cmhs: [44, 54, 64, 0],
};
const PAIRWISE: Readonly<Partial<Record<VecOp, VecOp>>> = {
  addp: 'add',
  umaxp: 'umax',
  uminp: 'umin',
  smaxp: 'smax',
  sminp: 'smin',
};
const UNARY: Readonly<Partial<Record<VecUnaryOp, BySize>>> = {
  abs: [96, 128, 160, 192],
  neg: [97, 129, 161, 193],
  cnt: [98, 0, 0, 0],
};
const NOT = 77;
const SHUFFLE = 13;
const SWIZZLE = 14;
const CONSTANT = 12;

const sizeIndex = (esize: number): number => Math.log2(esize) - 3;

function opcode(table: BySize | undefined, esize: number): number {
  const found = table?.[sizeIndex(esize)] ?? 0;
  if (found === 0) throw UNSUPPORTED;
  return found;
}

function apply(e: Values, code: number, ...operands: number[]): V128 {
  for (const operand of operands) e.push(operand);
  e.code.vector(code);
  return e.pop(TYPE.v128);
}

function pushConstant(e: Values, lo: bigint, hi: bigint): void {
  e.code.vector(CONSTANT);
  for (const half of [lo, hi]) for (let i = 0n; i < 64n; i += 8n) e.code.byte(Number((half >> i) & 0xffn));
}

/** Bytes of a and b (16 + index) in the order of `bytes`. */
function shuffle(e: Values, a: V128, b: V128, bytes: readonly number[]): V128 {
  e.push(a);
  e.push(b);
  e.code.vector(SHUFFLE);
  for (const byte of bytes) e.code.byte(byte);
  return e.pop(TYPE.v128);
}

function permute(e: Values, op: VecOp, esize: LaneBits, a: V128, b: V128): V128 {
  const size = esize / 8;
  const bytes = Array.from({ length: 16 }, (_, at) => {
    const [operand, lane] = permuted(op, Math.floor(at / size), 16 / size) as readonly [number, number];
    return 16 * operand + size * lane + (at % size);
  });
  return shuffle(e, a, b, bytes);
}

export function vectorBinary(e: Values, op: VecOp, esize: LaneBits, a: V128, b: V128): V128 {
  const whole = WHOLE[op];
  if (whole !== undefined) return apply(e, whole, a, b);
  if (op === 'orn') return apply(e, 80, a, apply(e, NOT, b));
  if (op === 'cmtst') {
    const none = apply(e, opcode(LANES.cmeq, esize), apply(e, 78, a, b), vectorZero(e));
    return apply(e, NOT, none);
  }
  if (permuted(op, 0, 2) !== undefined) return permute(e, op, esize, a, b);
  const pair = PAIRWISE[op];
  if (pair !== undefined) {
    const code = opcode(LANES[pair], esize);
    return apply(e, code, permute(e, 'uzp1', esize, a, b), permute(e, 'uzp2', esize, a, b));
  }
  return apply(e, opcode(LANES[op], esize), a, b);
}

export function vectorUnary(e: Values, op: VecUnaryOp, esize: LaneBits, a: V128): V128 {
  if (op === 'not') return apply(e, NOT, a);
  const container = op === 'rev16' ? 16 : op === 'rev32' ? 32 : op === 'rev64' ? 64 : 0;
  if (container === 0) return apply(e, opcode(UNARY[op], esize), a);
  const size = esize / 8;
  const per = container / 8;
  const bytes = Array.from({ length: 16 }, (_, at) => {
    const lane = Math.floor((at % per) / size);
    return at - (at % per) + (per / size - 1 - lane) * size + (at % size);
  });
  return shuffle(e, a, a, bytes);
}

/** Shifts to the right may be by the whole element (Arm), which WebAssembly takes for none. */
export function vectorShift(e: Values, op: 'shl' | 'ushr' | 'sshr', esize: LaneBits, a: V128, amount: number): V128 {
  if (amount >= esize && op !== 'sshr') return vectorZero(e);
  e.push(a);
  e.code.i32(Math.min(amount, esize - 1));
  e.code.vector(opcode(SHIFT[op], esize));
  return e.pop(TYPE.v128);
}

export function vectorTable(e: Values, tables: readonly V128[], indices: V128, otherwise?: V128): V128 {
  const [first] = tables;
  if (first === undefined || tables.length > 1 || otherwise !== undefined) throw UNSUPPORTED;
  return apply(e, SWIZZLE, first, indices);
}

export function vectorZero(e: Values): V128 {
  pushConstant(e, 0n, 0n);
  return e.pop(TYPE.v128);
}

export function vectorLane(e: Values, v: V128, esize: LaneBits, lane: number): I64 {
  e.push(v);
  e.code.vector(opcode(EXTRACT, esize));
  e.code.byte(lane);
  if (esize !== 64) e.code.op(OP.i64ExtendI32U);
  return e.pop(TYPE.i64);
}

function pushLane(e: Values, esize: LaneBits, value: I64): void {
  if (esize === 64) e.push(value);
  else e.pushLow(value);
}

export function vectorWithLane(e: Values, v: V128, esize: LaneBits, lane: number, value: I64): V128 {
  e.push(v);
  pushLane(e, esize, value);
  e.code.vector(opcode(REPLACE, esize));
  e.code.byte(lane);
  return e.pop(TYPE.v128);
}

export function vectorSplat(e: Values, esize: LaneBits, value: I64): V128 {
  pushLane(e, esize, value);
  e.code.vector(opcode(SPLAT, esize));
  return e.pop(TYPE.v128);
}

/** Clears all above the low `bits`. */
export function vectorTruncate(e: Values, v: V128, bits: LaneBits): V128 {
  e.push(v);
  pushConstant(e, (1n << BigInt(bits)) - 1n, 0n);
  e.code.vector(WHOLE.and as number);
  return e.pop(TYPE.v128);
}
