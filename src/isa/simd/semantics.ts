/**
 * What the AdvSIMD integer instructions do, against the builder of ir.ts (Arm DDI 0487, C7.2).
 *
 * Enters: an instruction's name, when its row is made. Leaves: the row's options with its semantics, or none: then the row assembles and
 * disassembles, and executing it is a named "not modelled" finding. What saturates or rounds is in saturating.ts, products by element in products.ts.
 * The builder works on 128-bit values; a row with Q = 0 clears the upper half.
 */

import type { Builder, I64, V128, VecOp, VecUnaryOp } from '../ir.ts';
import type { VectorFunction } from '../runtime-functions.ts';

export type Size = 8 | 16 | 32 | 64;

interface Options<F> {
  readonly semantics?: (b: Builder, f: F) => void;
}

export interface OneSource {
  readonly Rn: number;
  readonly Rd: number;
}
export interface TwoSources extends OneSource {
  readonly Rm: number;
}
interface Sized {
  readonly Q: number;
  readonly size: number;
}
export interface Shifted extends OneSource {
  readonly immh: number;
  readonly immb: number;
}

const bitsOf = (size: number): Size => (8 << size) as Size;

function set(b: Builder, Rd: number, Q: number, value: V128): void {
  b.setV(Rd, Q ? value : b.vTrunc(value, 64));
}

function zero(b: Builder): V128 {
  return b.vPair(b.c64(0), b.c64(0));
}

const LANEWISE = new Set<string>([
  ...[
    'add',
    'sub',
    'mul',
    'cmeq',
    'cmge',
    'cmgt',
    'cmhi',
    'cmhs',
    'cmtst',
    'smax',
    'smin',
    'umax',
    'umin',
    'sshl',
    'ushl',
  ],
  ...['zip1', 'trn1', 'trn2'],
]);
/** Those that take neighbours: for Q = 0 the two sources are one register's halves. */
const PAIRWISE = new Set<string>(['addp', 'smaxp', 'sminp', 'umaxp', 'uminp', 'uzp1', 'uzp2']);

type Derived = (b: Builder, size: Size, d: V128, n: V128, m: V128) => V128;

const difference =
  (most: VecOp, least: VecOp): Derived =>
  (b, size, _d, n, m) =>
    b.vOp('sub', size, b.vOp(most, size, n, m), b.vOp(least, size, n, m));
const sabd = difference('smax', 'smin');
const uabd = difference('umax', 'umin');

const DERIVED: Readonly<Record<string, Derived>> = {
  mla: (b, size, d, n, m) => b.vOp('add', size, d, b.vOp('mul', size, n, m)),
  mls: (b, size, d, n, m) => b.vOp('sub', size, d, b.vOp('mul', size, n, m)),
  sabd,
  uabd,
  saba: (b, size, d, n, m) => b.vOp('add', size, d, sabd(b, size, d, n, m)),
  uaba: (b, size, d, n, m) => b.vOp('add', size, d, uabd(b, size, d, n, m)),
};

/** Both halves of the sources in one value, for pairwise operations on 64-bit registers. */
function joinedLow(b: Builder, n: V128, m: V128): V128 {
  return b.vPair(b.vLane(n, 64, 0), b.vLane(m, 64, 0));
}

function combine(b: Builder, name: string, size: Size, Q: number, d: V128, n: V128, m: V128): V128 {
  const derived = DERIVED[name];
  if (derived) return derived(b, size, d, n, m);
  if (Q === 0 && PAIRWISE.has(name)) {
    const both = joinedLow(b, n, m);
    return b.vOp(name as VecOp, size, both, both);
  }
  // the upper half of the interleaved low halves
  if (name === 'zip2' && Q === 0) return b.vPair(b.vLane(b.vOp('zip1', size, n, m), 64, 1), b.c64(0));
  return b.vOp(name as VecOp, size, n, m);
}

/** Rows with Q, size, Rm, Rn, Rd. */
export function threeSame(name: string): Options<TwoSources & Sized> {
  if (!LANEWISE.has(name) && !PAIRWISE.has(name) && name !== 'zip2' && !DERIVED[name]) return {};
  return {
    semantics: (b, f) => set(b, f.Rd, f.Q, combine(b, name, bitsOf(f.size), f.Q, b.v(f.Rd), b.v(f.Rn), b.v(f.Rm))),
  };
}

/** Rows of D registers: Rm, Rn, Rd. */
export function threeScalar(name: string): Options<TwoSources> {
  if (!LANEWISE.has(name)) return {};
  return { semantics: (b, f) => set(b, f.Rd, 0, b.vOp(name as VecOp, 64, b.v(f.Rn), b.v(f.Rm))) };
}

/** Compares with zero: `cmle` is zero >= n. */
function withZero(b: Builder, name: string, size: Size, n: V128): V128 {
  if (name === 'cmle') return b.vOp('cmge', size, zero(b), n);
  if (name === 'cmlt') return b.vOp('cmgt', size, zero(b), n);
  return b.vOp(name as VecOp, size, n, zero(b));
}

export function compareZero(name: string): Options<OneSource & Sized> {
  return { semantics: (b, f) => set(b, f.Rd, f.Q, withZero(b, name, bitsOf(f.size), b.v(f.Rn))) };
}

export function compareZeroScalar(name: string): Options<OneSource> {
  return { semantics: (b, f) => set(b, f.Rd, 0, withZero(b, name, 64, b.v(f.Rn))) };
}

const UNARY = new Set<string>(['abs', 'neg', 'cnt', 'rev16', 'rev32', 'rev64', 'clz', 'cls', 'rbit']);

/** Rows with one source; `size` is that of the lanes where the row has no such field. */
export function unary(
  name: string,
  size?: Size,
): Options<OneSource & { readonly Q: number; readonly size?: number; readonly sz?: number }> {
  if (!UNARY.has(name)) return {};
  return {
    semantics: (b, f) =>
      set(b, f.Rd, f.Q, b.vUnary(name as VecUnaryOp, size ?? bitsOf(f.size ?? f.sz ?? 0), b.v(f.Rn))),
  };
}

/** ABS and NEG of D registers. */
export function unaryScalar(name: string): Options<OneSource> {
  return { semantics: (b, f) => set(b, f.Rd, 0, b.vUnary(name as VecUnaryOp, 64, b.v(f.Rn))) };
}

type Fold = (b: Builder, a: I64, c: I64) => I64;
const FOLDS: Readonly<Record<string, Fold>> = {
  addv: (b, a, c) => b.add(a, c),
  addlv: (b, a, c) => b.add(a, c),
  maxv: (b, a, c) => b.select(b.slt(a, c), c, a),
  minv: (b, a, c) => b.select(b.slt(a, c), a, c),
};

/**
 * ADDV, SADDLV, UMAXV …: all lanes folded into one. Lanes are extended to 64 bits by their sign, so that one signed comparison serves both kinds.
 */
export function reduce(name: string): Options<OneSource & Sized> {
  const long = name.endsWith('lv');
  const fold = FOLDS[name] ?? FOLDS[name.slice(1)];
  if (!fold) return {};
  return {
    semantics(b, f) {
      const size = bitsOf(f.size);
      const source = b.v(f.Rn);
      let result: I64 | undefined;
      for (let i = 0; i < (f.Q ? 128 : 64) / size; i++) {
        const lane = b.vLane(source, size, i);
        const value = name.startsWith('s') ? b.sext(lane, size) : lane;
        result = result === undefined ? value : fold(b, result, value);
      }
      const to = (long ? 2 * size : size) as Size;
      b.setV(f.Rd, b.vTrunc(b.vPair(result ?? b.c64(0), b.c64(0)), to));
    },
  };
}

type LongOp = (b: Builder, a: I64, c: I64, d: I64, signed: boolean) => I64;
const LONG: Readonly<Record<string, LongOp>> = {
  add: (b, a, c) => b.add(a, c),
  sub: (b, a, c) => b.sub(a, c),
  mul: (b, a, c) => b.mul(a, c),
  mla: (b, a, c, d) => b.add(d, b.mul(a, c)),
  mls: (b, a, c, d) => b.sub(d, b.mul(a, c)),
  // lanes have at most 32 bits: extended to 64 they compare as signed, whatever they were
  abd: (b, a, c) => b.select(b.slt(a, c), b.sub(c, a), b.sub(a, c)),
  aba: (b, a, c, d) => b.add(d, b.select(b.slt(a, c), b.sub(c, a), b.sub(a, c))),
};
/** Stems after s or u: `saddl`, `umlal2`, `uaddw`. */
const LONG_STEMS: Readonly<Record<string, string>> = {
  addl: 'add',
  subl: 'sub',
  mull: 'mul',
  mlal: 'mla',
  mlsl: 'mls',
  abdl: 'abd',
  abal: 'aba',
  addw: 'add',
  subw: 'sub',
};

/** SADDL, UMULL2, UADDW …: results twice as wide as the (second) source's lanes of `from` bits; `…2` takes the upper half. */
export function widenedInto(b: Builder, Rd: number, name: string, from: Size, n: V128, m: V128): void {
  const upper = name.endsWith('2');
  const stem = name.slice(1, upper ? -1 : undefined);
  const operation = LONG[LONG_STEMS[stem] ?? ''];
  if (!operation) {
    b.notModelled(name);
    return;
  }
  const signed = name.startsWith('s');
  const to = (2 * from) as Size;
  const d = b.v(Rd);
  const extended = (v: V128, i: number): I64 => {
    const lane = b.vLane(v, from, i + (upper ? 64 / from : 0));
    return signed ? b.sext(lane, from) : lane;
  };
  let result = zero(b);
  for (let i = 0; i < 64 / from; i++) {
    const first = stem.endsWith('w') ? b.vLane(n, to, i) : extended(n, i);
    result = b.vWithLane(result, to, i, operation(b, first, extended(m, i), b.vLane(d, to, i), signed));
  }
  b.setV(Rd, result);
}

export function widening(name: string): Options<TwoSources & { readonly size: number }> {
  return { semantics: (b, f) => widenedInto(b, f.Rd, name, bitsOf(f.size), b.v(f.Rn), b.v(f.Rm)) };
}

/** SADDLP, UADALP …: neighbours added into lanes twice as wide. */
export function pairwiseLong(name: string): Options<OneSource & Sized> {
  const signed = name.startsWith('s');
  const accumulate = name.endsWith('adalp');
  return {
    semantics(b, f) {
      const from = bitsOf(f.size);
      const to = (2 * from) as Size;
      const [n, d] = [b.v(f.Rn), b.v(f.Rd)];
      const lane = (i: number): I64 => (signed ? b.sext(b.vLane(n, from, i), from) : b.vLane(n, from, i));
      let result = zero(b);
      for (let i = 0; i < (f.Q ? 128 : 64) / to; i++) {
        const sum = b.add(lane(2 * i), lane(2 * i + 1));
        result = b.vWithLane(result, to, i, accumulate ? b.add(b.vLane(d, to, i), sum) : sum);
      }
      b.setV(f.Rd, result);
    },
  };
}

/** The low `to` bits of each lane (twice as wide) of `value`, into the low half of Rd, or (`…2`) into its upper half. */
function narrow(b: Builder, Rd: number, to: Size, upper: boolean, value: (i: number) => I64): void {
  const count = 64 / to;
  let result = upper ? b.vTrunc(b.v(Rd), 64) : zero(b);
  for (let i = 0; i < count; i++) result = b.vWithLane(result, to, i + (upper ? count : 0), value(i));
  b.setV(Rd, result);
}

/** XTN. */
export function narrowing(name: string): Options<OneSource & { readonly size: number }> {
  if (!/^xtn2?$/.test(name)) return {};
  return {
    semantics(b, f) {
      const to = bitsOf(f.size);
      const n = b.v(f.Rn);
      narrow(b, f.Rd, to, name.endsWith('2'), (i) => b.vLane(n, (2 * to) as Size, i));
    },
  };
}

/** ADDHN, SUBHN: the upper halves of sums and differences. */
export function narrowingHigh(name: string): Options<TwoSources & { readonly size: number }> {
  if (!/^(add|sub)hn2?$/.test(name)) return {};
  return {
    semantics(b, f) {
      const to = bitsOf(f.size);
      const wide = (2 * to) as Size;
      const whole = b.vOp(name.startsWith('add') ? 'add' : 'sub', wide, b.v(f.Rn), b.v(f.Rm));
      narrow(b, f.Rd, to, name.endsWith('2'), (i) => b.shr(b.vLane(whole, wide, i), to));
    },
  };
}

/** Size of the lanes and the amount that immh:immb holds. */
export function shiftOf(f: Shifted, right: boolean): readonly [Size, number] {
  const size = (8 << (31 - Math.clz32(f.immh))) as Size;
  const code = (f.immh << 3) | f.immb;
  return [size, right ? 2 * size - code : code - size];
}

/** A vector shift; a right shift by the lane's size leaves zeros or sign bits. */
function shiftRight(b: Builder, signed: boolean, size: Size, n: V128, amount: number): V128 {
  if (amount < size) return b.vShift(signed ? 'sshr' : 'ushr', size, n, amount);
  return signed ? b.vShift('sshr', size, n, size - 1) : zero(b);
}

/** A mask of lanes whose bits [from, to) are ones. */
function laneMask(b: Builder, size: Size, from: number, to: number): V128 {
  const ones = ((1n << BigInt(to - from)) - 1n) << BigInt(from);
  return b.vSplat(size, b.c64(ones));
}

type ShiftResult = (b: Builder, size: Size, amount: number, n: V128, d: V128) => V128;
const SHIFTS: Readonly<Record<string, ShiftResult>> = {
  shl: (b, size, amount, n) => b.vShift('shl', size, n, amount),
  sshr: (b, size, amount, n) => shiftRight(b, true, size, n, amount),
  ushr: (b, size, amount, n) => shiftRight(b, false, size, n, amount),
  ssra: (b, size, amount, n, d) => b.vOp('add', size, d, shiftRight(b, true, size, n, amount)),
  usra: (b, size, amount, n, d) => b.vOp('add', size, d, shiftRight(b, false, size, n, amount)),
  sli: (b, size, amount, n, d) =>
    b.vOp('orr', size, b.vShift('shl', size, n, amount), b.vOp('and', size, d, laneMask(b, size, 0, amount))),
  sri: (b, size, amount, n, d) =>
    b.vOp(
      'orr',
      size,
      shiftRight(b, false, size, n, amount),
      b.vOp('and', size, d, laneMask(b, size, size - amount, size)),
    ),
};

/** Shifts that round (to the right: a negative amount) or saturate, and the function that does them by a register. */
const CALLED: Readonly<Record<string, VectorFunction>> = {
  srshr: 'srshl',
  srsra: 'srshl',
  urshr: 'urshl',
  ursra: 'urshl',
  sqshl: 'sqshl',
  uqshl: 'uqshl',
  sqshlu: 'sqshlu',
};

/** SHL, SSHR, USRA, SLI, SRSHR, SQSHLU …; `bits` of the register, or one lane of the size that immh says. */
export function shifting(name: string, bits: 64 | 128 | 'lane'): Options<Shifted> {
  const right = !/shlu?$|^sli$/.test(name);
  const result = SHIFTS[name];
  const called = CALLED[name];
  return {
    semantics(b, f) {
      const [size, amount] = shiftOf(f, right);
      const width = bits === 'lane' ? size : bits;
      if (called === undefined) {
        if (result === undefined) b.notModelled(name);
        else set(b, f.Rd, width === 128 ? 1 : 0, result(b, size, amount, b.v(f.Rn), b.v(f.Rd)));
        return;
      }
      const amounts = b.vSplat(size, b.c64(right ? -amount : amount));
      const shifted = b.callV(called, size, width, [b.v(f.Rn), amounts]);
      if (name.endsWith('ra')) set(b, f.Rd, width === 128 ? 1 : 0, b.vOp('add', size, b.v(f.Rd), shifted));
      else b.setV(f.Rd, shifted);
    },
  };
}
