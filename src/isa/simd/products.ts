/**
 * AdvSIMD products: by an element, widening by an element, carry-less, dot and matrix products (Arm DDI 0487, C7.2).
 *
 * Enters: an instruction's name, where its element is numbered. Leaves: the row's options with its semantics.
 */

import { byElement, type Shape } from '../fp/semantics.ts';
import type { Builder, V128 } from '../ir.ts';
import type { FloatSize, VectorFunction } from '../runtime-functions.ts';
import { doubling, extended } from './saturating.ts';
import { type Size, type TwoSources, widenedInto } from './semantics.ts';

interface Options<F> {
  readonly semantics: (b: Builder, f: F) => void;
}

/** Rows of 64 or 128 bits have Q. */
type MaybeQ = { readonly Q?: number };
type H = { readonly H: number };
type HL = H & { readonly L: number };
type HLM = HL & { readonly M: number };
export const byH = (f: H): number => f.H;
export const byHL = (f: HL): number => (f.H << 1) | f.L;
export const byHLM = (f: HLM): number => (f.H << 2) | (f.L << 1) | f.M;

const element = (b: Builder, size: Size, Rm: number, index: number): V128 =>
  b.vSplat(size, b.vLane(b.v(Rm), size, index));

/** FMUL, FMLA, MUL, MLS, SQDMULH, SQRDMLAH … by an element; `bits`: those of the register, or by Q. */
export function product<F>(
  name: string,
  size: 16 | 32 | 64,
  bits: number | 'Q',
  index: (f: F) => number,
): Options<F & TwoSources & MaybeQ> {
  const width = (f: MaybeQ): number => (bits === 'Q' ? (f.Q ? 128 : 64) : bits);
  const shape: Shape<F & MaybeQ> = (f) => ({ size: size as FloatSize, bits: width(f) });
  if (name.startsWith('f')) return byElement(name, shape, index);
  if (!name.startsWith('sq')) return integerProduct(name, size, width, index);
  return {
    semantics(b, f) {
      const sources = [b.v(f.Rn), element(b, size, f.Rm, index(f)), ...(name.includes('ml') ? [b.v(f.Rd)] : [])];
      b.setV(f.Rd, b.callV(name as VectorFunction, size, width(f), sources));
    },
  };
}

/** MUL, MLA, MLS. */
function integerProduct<F>(
  name: string,
  size: Size,
  width: (f: MaybeQ) => number,
  index: (f: F) => number,
): Options<F & TwoSources & MaybeQ> {
  return {
    semantics(b, f) {
      const p = b.vOp('mul', size, b.v(f.Rn), element(b, size, f.Rm, index(f)));
      const value = name === 'mul' ? p : b.vOp(name === 'mla' ? 'add' : 'sub', size, b.v(f.Rd), p);
      b.setV(f.Rd, width(f) === 128 ? value : b.vTrunc(value, 64));
    },
  };
}

/** SMULL, UMLAL, SQDMLSL … (`2`: upper halves) by an element. */
export function longProduct<F>(
  name: string,
  size: 16 | 32,
  index: (f: F) => number,
  scalar = false,
): Options<F & TwoSources> {
  return {
    semantics(b, f) {
      const m = element(b, size, f.Rm, index(f));
      if (name.startsWith('sq')) doubling(b, f, name, size, scalar, m);
      else widenedInto(b, f.Rd, name, size, b.v(f.Rn), m);
    },
  };
}

/** PMULL, PMULL2 of bytes. */
export function polynomialLong(size: 8, upper: boolean): Options<TwoSources> {
  return {
    semantics(b, f) {
      const [n, m] = [extended(b, size, b.v(f.Rn), upper, false), extended(b, size, b.v(f.Rm), upper, false)];
      b.setV(f.Rd, b.callV('pmul', 2 * size, 128, [n, m]));
    },
  };
}

/** SHLL, SHLL2: lanes widened and shifted by their own size. */
export function shiftLong(
  upper: boolean,
): Options<{ readonly Rd: number; readonly Rn: number; readonly size: number }> {
  return {
    semantics(b, f) {
      const size = (8 << f.size) as 8 | 16 | 32;
      const wide = extended(b, size, b.v(f.Rn), upper, false);
      b.setV(f.Rd, b.vShift('shl', (2 * size) as Size, wide, size));
    },
  };
}

/** SDOT, USMMLA, BFDOT …: added to 32-bit lanes of the destination; by a 32-bit element where `index` is given. */
export function accumulated<F>(
  name: VectorFunction,
  parameter = 0,
  index?: (f: F) => number,
): Options<F & TwoSources & MaybeQ> {
  return {
    semantics(b, f) {
      const m = index === undefined ? b.v(f.Rm) : element(b, 32, f.Rm, index(f));
      b.setV(f.Rd, b.callV(name, 32, f.Q === 0 ? 64 : 128, [b.v(f.Rd), b.v(f.Rn), m], parameter));
    },
  };
}

/** Element H:L:M of Rm in 32-bit lanes: a half as it is, a bfloat16 as the single that it begins. */
export function halfAsSingle(b: Builder, f: HLM & TwoSources, brain: boolean): V128 {
  const lane = b.vLane(b.v(f.Rm), 16, byHLM(f));
  return b.vSplat(32, brain ? b.shl(lane, 16) : lane);
}
