/**
 * Functions of the emulator's run time that rows call by name, for what is too long to be written with the builder's operations.
 *
 * `VectorFunction`s work on vector registers, lane by lane of `esize` bits unless noted, FPCR and FPSR included; `parameter` is a number
 * that each takes in its own way. `IntegerFunction`s work on general values and may read system registers or raise an exception.
 * emu/runtime implements the first, emu/engine.ts the second, both by these lists.
 */

/** FP arithmetic of one, two and three operands (Arm DDI 0487, J1.1). `fmla`: operand 0 + operand 1 * operand 2; `fmlal` with products of half precision. */
const FLOAT = [
  ...[
    'fadd',
    'fsub',
    'fmul',
    'fdiv',
    'fmax',
    'fmin',
    'fmaxnm',
    'fminnm',
    'fmulx',
    'fabd',
    'fnmul',
    'frecps',
    'frsqrts',
  ],
  ...['fcmeq', 'fcmge', 'fcmgt', 'facge', 'facgt', 'fsqrt', 'frecpe', 'frsqrte', 'frecpx', 'fmla', 'fmlal'],
] as const;

/** FP with a parameter, packed by the functions below. `fcmp` gives NZCV (parameter 1: FCMPE); `fjcvtzs` the result with Z above it. */
const CONVERSIONS = ['frint', 'frintn', 'ftoi', 'itof', 'fcvt', 'fcvtxn', 'bfcvt', 'fcmp', 'fjcvtzs', 'bfdot'] as const;

/** Saturating, halving and rounding integers. The shifts take their amount from operand 1, signed. */
const INTEGERS = [
  ...['sqadd', 'uqadd', 'sqsub', 'uqsub', 'suqadd', 'usqadd', 'sqabs', 'sqneg', 'shadd', 'uhadd', 'srhadd', 'urhadd'],
  ...['shsub', 'uhsub', 'sqshl', 'uqshl', 'sqrshl', 'uqrshl', 'srshl', 'urshl', 'sqshlu', 'sqdmulh', 'sqrdmulh'],
  ...['sqrdmlah', 'sqrdmlsh', 'sqdmull', 'narrow', 'pmul', 'urecpe', 'ursqrte', 'dot', 'matmul'],
] as const;

/** Whole registers: AES, SHA, SM3, SM4 (parameter: the word of the last operand), `bfmmla`; `pmull` of the low doublewords. */
const WHOLE = [
  ...['aese', 'aesd', 'aesmc', 'aesimc', 'sha1c', 'sha1p', 'sha1m', 'sha1su0', 'sha1su1', 'sha256h', 'sha256h2'],
  ...['sha256su0', 'sha256su1', 'sha512h', 'sha512h2', 'sha512su0', 'sha512su1', 'sm3partw1', 'sm3partw2', 'sm3ss1'],
  ...['sm3tt1a', 'sm3tt1b', 'sm3tt2a', 'sm3tt2b', 'sm4e', 'sm4ekey', 'bfmmla', 'pmull'],
] as const;

export type VectorFunction =
  | (typeof FLOAT)[number]
  | (typeof CONVERSIONS)[number]
  | (typeof INTEGERS)[number]
  | (typeof WHOLE)[number];

/** Keys by number: instructions A and B, data A and B. */
export const PAC_KEY = { ia: 0, ib: 1, da: 2, db: 3 } as const;
/** In a parameter: the instruction is UNDEFINED where its extension is not implemented (others are hints, which do nothing then). */
export const REQUIRED = 1 << 8;

/** `pac`, `aut`: pointer and modifier, parameter a PAC_KEY; `strip`: pointer, parameter 1 for data; `pacga`: value and modifier.
 * `readTag`, `writeTag`: translate an address for `parameter` bytes of tagged memory. `copyMismatch`: raises the exception of FEAT_MOPS. */
export type IntegerFunction = 'pac' | 'aut' | 'strip' | 'pacga' | 'readTag' | 'writeTag' | 'copyMismatch';

/** How floating point rounds: FPCR.RMode's four, ties away from zero, or as FPCR says. */
export const MODE = { even: 0, up: 1, down: 2, zero: 3, away: 4, fpcr: 7 } as const;
export type Mode = (typeof MODE)[keyof typeof MODE];
export type FloatSize = 16 | 32 | 64;

const code = (size: FloatSize): number => size >> 5;
const sizeOf = (bits: number): FloatSize => ([16, 32, 64] as const)[(bits & 3) as 0 | 1 | 2];

/** Parameter of `ftoi` and `itof`: `float` and `integer` are the operands' sizes, `scale` the fraction bits. */
export interface FixedConversion {
  readonly mode: Mode;
  readonly unsigned: boolean;
  readonly float: FloatSize;
  readonly integer: FloatSize;
  readonly scale: number;
}

export function packFixed(p: FixedConversion): number {
  return p.mode | (p.unsigned ? 8 : 0) | (code(p.float) << 4) | (code(p.integer) << 6) | (p.scale << 8);
}

export function unpackFixed(parameter: number): FixedConversion {
  return {
    mode: (parameter & 7) as Mode,
    unsigned: (parameter & 8) !== 0,
    float: sizeOf(parameter >> 4),
    integer: sizeOf(parameter >> 6),
    scale: parameter >> 8,
  };
}

/** Parameter of `fcvt`: lanes are as wide as the wider format. */
export const packFormats = (from: FloatSize, to: FloatSize): number => code(from) | (code(to) << 2);
export const unpackFormats = (parameter: number): readonly [FloatSize, FloatSize] => [
  sizeOf(parameter),
  sizeOf(parameter >> 2),
];

/** Parameter of `frint` (`exact`: FRINTX) and `frintn` (`width` of the integer that must hold it). */
export const packRound = (mode: Mode, exact: boolean, width: 32 | 64 = 64): number =>
  mode | (exact ? 8 : 0) | (width === 64 ? 16 : 0);

/** Parameter of `narrow`: lanes shifted right by `amount`, rounded, then saturated to half their width or cut. */
export function packNarrow(
  amount: number,
  how: { readonly round?: boolean; readonly saturate?: 'ss' | 'uu' | 'su' },
): number {
  const signs = how.saturate === 'ss' ? 3 : how.saturate === 'su' ? 1 : 0;
  return amount | (how.round ? 128 : 0) | (signs << 8) | (how.saturate === undefined ? 0 : 1 << 10);
}
