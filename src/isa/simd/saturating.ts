/**
 * AdvSIMD integer instructions that saturate, round or halve, against the builder of ir.ts (Arm DDI 0487, C7.2).
 *
 * Enters: an instruction's name and its lanes, when its row is made. Leaves: the row's options with its semantics: functions of the run
 * time (runtime-functions.ts) on lanes that are widened before and packed after.
 */

import type { Builder, V128 } from '../ir.ts';
import { packNarrow, type VectorFunction } from '../runtime-functions.ts';
import { type OneSource, type Shifted, type Size, shiftOf, type TwoSources } from './semantics.ts';

interface Options<F> {
  readonly semantics: (b: Builder, f: F) => void;
}

/** Lane size and the bits of the register that take part. */
export type Lanes<F> = (f: F) => readonly [Size, number];

export const bySize: Lanes<{ readonly Q: number; readonly size: number }> = (f) => [
  (8 << f.size) as Size,
  f.Q ? 128 : 64,
];
/** B, H, S or D by `size`. */
export const oneLane: Lanes<{ readonly size: number }> = (f) => [(8 << f.size) as Size, 8 << f.size];
export const doubleLane: Lanes<unknown> = () => [64, 64];

const ACCUMULATES = new Set(['sqrdmlah', 'sqrdmlsh']);

/** SQADD, UHSUB, SQRSHL, SQDMULH, SQRDMLAH … */
export function saturatingBinary<F>(name: string, lanes: Lanes<F>): Options<F & TwoSources> {
  return {
    semantics(b, f) {
      const [size, bits] = lanes(f);
      const sources = [b.v(f.Rn), b.v(f.Rm), ...(ACCUMULATES.has(name) ? [b.v(f.Rd)] : [])];
      b.setV(f.Rd, b.callV(name as VectorFunction, size, bits, sources));
    },
  };
}

/** SQABS, SQNEG, and SUQADD, USQADD, which add to the destination. */
export function saturatingUnary<F>(name: string, lanes: Lanes<F>): Options<F & OneSource> {
  return {
    semantics(b, f) {
      const [size, bits] = lanes(f);
      const n = b.v(f.Rn);
      const sources = name.endsWith('qadd') ? [b.v(f.Rd), n] : [n];
      b.setV(f.Rd, b.callV(name as VectorFunction, size, bits, sources));
    },
  };
}

/** Lanes twice as wide as `size`, sign- or zero-extended, of the low or high half. */
export function extended(b: Builder, size: Size, v: V128, upper: boolean, signed: boolean): V128 {
  const zero = b.vPair(b.c64(0), b.c64(0));
  const above = signed ? b.vOp('cmgt', size, zero, v) : zero;
  return b.vOp(upper ? 'zip2' : 'zip1', size, v, above);
}

/** SQDMULL, SQDMLAL, SQDMLSL of vectors (`2`: upper halves) or of scalars, with a second source that the caller may give. */
export function doublingLong<F extends { readonly size: number }>(
  name: string,
  scalar: boolean,
): Options<F & TwoSources> {
  return {
    semantics: (b, f) => doubling(b, f, name, (8 << f.size) as 16 | 32, scalar, b.v(f.Rm)),
  };
}

export function doubling(b: Builder, f: OneSource, name: string, size: 16 | 32, scalar: boolean, m: V128): void {
  const upper = name.endsWith('2');
  const wide = 2 * size;
  const bits = scalar ? wide : 128;
  const [x, y] = [extended(b, size, b.v(f.Rn), upper, true), extended(b, size, m, upper, true)];
  const product = b.callV('sqdmull', wide, bits, [x, y]);
  const accumulate = /^sqdml([as])l/.exec(name)?.[1];
  const sum: VectorFunction = accumulate === 's' ? 'sqsub' : 'sqadd';
  b.setV(f.Rd, accumulate === undefined ? product : b.callV(sum, wide, bits, [b.v(f.Rd), product]));
}

/** Lanes of `value`, already narrow, packed into the low half of Rd, or (`2`) into its upper half; a scalar as it is. */
function packed(b: Builder, Rd: number, size: Size, value: V128, place: 'low' | 'high' | 'scalar'): void {
  if (place === 'scalar') {
    b.setV(Rd, value);
    return;
  }
  const low = b.vOp('uzp1', size, value, b.vPair(b.c64(0), b.c64(0)));
  b.setV(Rd, place === 'high' ? b.vPair(b.vLane(b.v(Rd), 64, 0), b.vLane(low, 64, 0)) : low);
}

const placeOf = (name: string, kind: 'vector' | 'scalar'): 'low' | 'high' | 'scalar' =>
  kind === 'scalar' ? 'scalar' : name.endsWith('2') ? 'high' : 'low';

/** How a name saturates: its source's sign and its result's. */
function saturation(name: string): { saturate?: 'ss' | 'uu' | 'su' } {
  const match = /^([su])q\w*?(u)?n2?$/.exec(name);
  if (!match) return {};
  return { saturate: match[1] === 'u' ? 'uu' : match[2] === 'u' ? 'su' : 'ss' };
}

function narrowed(
  b: Builder,
  f: OneSource,
  name: string,
  to: Size,
  value: V128,
  kind: 'vector' | 'scalar',
  amount: number,
  round: boolean,
): void {
  const how = packNarrow(amount, { round, ...saturation(name) });
  const lanes = b.callV('narrow', 2 * to, kind === 'scalar' ? 2 * to : 128, [value], how);
  packed(b, f.Rd, to, lanes, placeOf(name, kind));
}

/** SQXTN, UQXTN, SQXTUN. */
export function saturatingNarrow(
  name: string,
  kind: 'vector' | 'scalar',
): Options<OneSource & { readonly size: number }> {
  const stem = name.replace('xtun', 'un').replace('xtn', 'n');
  return {
    semantics: (b, f) => narrowed(b, f, stem, (8 << f.size) as Size, b.v(f.Rn), kind, 0, false),
  };
}

/** SHRN, RSHRN, SQSHRN, SQRSHRUN … */
export function narrowingShift(name: string, kind: 'vector' | 'scalar'): Options<Shifted> {
  return {
    semantics(b, f) {
      const [to, amount] = shiftOf(f, true);
      narrowed(b, f, name, to, b.v(f.Rn), kind, amount, /^([su]q)?r/.test(name));
    },
  };
}

/** RADDHN, RSUBHN: the rounded upper halves. */
export function roundingHigh(name: string): Options<TwoSources & { readonly size: number }> {
  return {
    semantics(b, f) {
      const to = (8 << f.size) as Size;
      const whole = b.vOp(name.startsWith('radd') ? 'add' : 'sub', (2 * to) as Size, b.v(f.Rn), b.v(f.Rm));
      narrowed(b, f, name, to, whole, 'vector', to, true);
    },
  };
}
