/**
 * Vector operations that generated blocks call: operands as four int32 words each in a scratch array, the result in its first four.
 *
 * Enters: an operation of ir.ts (VecOp, VecUnaryOp), the element size in bits, the scratch. Arm DDI 0487 C7.2, J1.
 */
import type { VecOp, VecUnaryOp } from '../../isa/ir.ts';

const bytes = new Uint8Array(96);
const view = new DataView(bytes.buffer);

function spill(w: Int32Array, words: number): void {
  for (let i = 0; i < words; i++) view.setInt32(4 * i, w[i] as number, true);
}

function lane(operand: number, esize: number, i: number): bigint {
  const at = 16 * operand + (i * esize) / 8;
  if (esize === 8) return BigInt(view.getUint8(at));
  if (esize === 16) return BigInt(view.getUint16(at, true));
  return esize === 32 ? BigInt(view.getUint32(at, true)) : view.getBigUint64(at, true);
}

function put(w: Int32Array, esize: number, lanes: readonly bigint[]): void {
  const out = new DataView(new ArrayBuffer(16));
  lanes.forEach((value, i) => {
    const at = (i * esize) / 8;
    if (esize === 8) out.setUint8(at, Number(value & 0xffn));
    else if (esize === 16) out.setUint16(at, Number(value & 0xffffn), true);
    else if (esize === 32) out.setUint32(at, Number(value & 0xffffffffn), true);
    else out.setBigUint64(at, BigInt.asUintN(64, value), true);
  });
  for (let i = 0; i < 4; i++) w[i] = out.getInt32(4 * i, true);
}

type LaneOp = (a: bigint, b: bigint, esize: number) => bigint;
const s = (v: bigint, esize: number): bigint => BigInt.asIntN(esize, v);
const pick = (first: boolean, a: bigint, b: bigint): bigint => (first ? a : b);
const all = (condition: boolean): bigint => (condition ? -1n : 0n);

function shiftBy(a: bigint, b: bigint, esize: number, signed: boolean): bigint {
  const amount = BigInt.asIntN(8, b);
  const value = signed ? s(a, esize) : a;
  return amount >= 0n ? value << amount : value >> -amount;
}

const LANE_OPS: Readonly<Partial<Record<VecOp, LaneOp>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  orr: (a, b) => a | b,
  eor: (a, b) => a ^ b,
  bic: (a, b) => a & ~b,
  orn: (a, b) => a | ~b,
  cmeq: (a, b) => all(a === b),
  cmge: (a, b, e) => all(s(a, e) >= s(b, e)),
  cmgt: (a, b, e) => all(s(a, e) > s(b, e)),
  cmhi: (a, b) => all(a > b),
  cmhs: (a, b) => all(a >= b),
  cmtst: (a, b) => all((a & b) !== 0n),
  umax: (a, b) => pick(a > b, a, b),
  umin: (a, b) => pick(a < b, a, b),
  smax: (a, b, e) => (s(a, e) > s(b, e) ? a : b),
  smin: (a, b, e) => (s(a, e) < s(b, e) ? a : b),
  sshl: (a, b, e) => shiftBy(a, b, e, true),
  ushl: (a, b, e) => shiftBy(a, b, e, false),
};

const PAIRWISE: Readonly<Partial<Record<VecOp, VecOp>>> = {
  addp: 'add',
  umaxp: 'umax',
  uminp: 'umin',
  smaxp: 'smax',
  sminp: 'smin',
};

/** Lane i of the result of a permutation: which operand, which of its lanes. */
export function permuted(op: VecOp, i: number, count: number): readonly [number, number] | undefined {
  const half = count / 2;
  switch (op) {
    case 'zip1':
      return [i & 1, i >> 1];
    case 'zip2':
      return [i & 1, half + (i >> 1)];
    case 'uzp1':
      return [i < half ? 0 : 1, 2 * (i % half)];
    case 'uzp2':
      return [i < half ? 0 : 1, 2 * (i % half) + 1];
    case 'trn1':
      return [i & 1, i & ~1];
    case 'trn2':
      return [i & 1, i | 1];
    default:
      return undefined;
  }
}

function binary(op: VecOp, esize: number, w: Int32Array): void {
  spill(w, 8);
  const count = 128 / esize;
  const lanes: bigint[] = [];
  const pair = PAIRWISE[op];
  for (let i = 0; i < count; i++) {
    const from = permuted(op, i, count);
    if (from !== undefined) lanes.push(lane(from[0], esize, from[1]));
    else if (pair !== undefined) {
      const at = (2 * i) % count;
      const source = 2 * i < count ? 0 : 1;
      lanes.push((LANE_OPS[pair] as LaneOp)(lane(source, esize, at), lane(source, esize, at + 1), esize));
    } else lanes.push((LANE_OPS[op] as LaneOp)(lane(0, esize, i), lane(1, esize, i), esize));
  }
  put(w, esize, lanes);
}

function reverseBytes(value: bigint, esize: number, unit: number): bigint {
  let result = 0n;
  for (let i = 0; i < esize; i += unit)
    result |= ((value >> BigInt(i)) & ((1n << BigInt(unit)) - 1n)) << BigInt(esize - unit - i);
  return result;
}

function leadingZeros(value: bigint, esize: number): bigint {
  let n = 0;
  while (n < esize && ((value >> BigInt(esize - 1 - n)) & 1n) === 0n) n++;
  return BigInt(n);
}

function unaryLane(op: VecUnaryOp, a: bigint, esize: number): bigint {
  switch (op) {
    case 'not':
      return ~a;
    case 'neg':
      return -a;
    case 'abs':
      return s(a, esize) < 0n ? -s(a, esize) : a;
    case 'cnt':
      return BigInt(a.toString(2).replaceAll('0', '').length);
    case 'clz':
      return leadingZeros(a, esize);
    case 'cls':
      return leadingZeros(BigInt.asUintN(esize, a ^ (s(a, esize) >> 1n)), esize) - 1n;
    case 'rbit':
      return reverseBytes(a, esize, 1);
    default:
      return a;
  }
}

/** rev16/32/64 reverse the `esize` elements within each 16-, 32- or 64-bit part. */
function unary(op: VecUnaryOp, esize: number, w: Int32Array): void {
  spill(w, 4);
  const lanes: bigint[] = [];
  const container = op === 'rev16' ? 16 : op === 'rev32' ? 32 : op === 'rev64' ? 64 : 0;
  if (container > 0) {
    for (let i = 0; i < 128 / container; i++) lanes.push(reverseBytes(lane(0, container, i), container, esize));
    put(w, container, lanes);
    return;
  }
  for (let i = 0; i < 128 / esize; i++) lanes.push(unaryLane(op, lane(0, esize, i), esize));
  put(w, esize, lanes);
}

function shift(op: 'shl' | 'ushr' | 'sshr', esize: number, w: Int32Array, amount: number): void {
  spill(w, 4);
  const lanes: bigint[] = [];
  for (let i = 0; i < 128 / esize; i++) {
    const a = lane(0, esize, i);
    lanes.push(op === 'shl' ? a << BigInt(amount) : (op === 'sshr' ? s(a, esize) : a) >> BigInt(amount));
  }
  put(w, esize, lanes);
}

/** TBL, TBX: `count` table registers, then the indices, then (TBX) what stays where an index is out of range. */
function table(count: number, keep: boolean, w: Int32Array): void {
  spill(w, 4 * (count + (keep ? 2 : 1)));
  const lanes: bigint[] = [];
  for (let i = 0; i < 16; i++) {
    const index = bytes[16 * count + i] as number;
    lanes.push(
      BigInt(index < 16 * count ? (bytes[index] as number) : keep ? (bytes[16 * (count + 1) + i] as number) : 0),
    );
  }
  put(w, 8, lanes);
}

export const VECTOR = { binary, unary, shift, table } as const;
