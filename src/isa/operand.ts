/**
 * The operand record: what the scanner (scan.ts) makes of one written operand, and what codecs take apart.
 *
 * One record fits every shape, so that the encoder can keep a handful of them and reuse them for every statement: no object
 * a statement, no closure an operand. `kind` is one bit; the codec of an operand position says which kinds it can be (a mask), and that
 * is the first, cheap test when a row is tried.
 */

/** What an operand is, one bit each. Register 31 has a kind by its name: SP or ZR. */
export const KIND = {
  W: 1 << 0,
  WZR: 1 << 1,
  WSP: 1 << 2,
  X: 1 << 3,
  XZR: 1 << 4,
  SP: 1 << 5,
  B: 1 << 6,
  H: 1 << 7,
  S: 1 << 8,
  D: 1 << 9,
  Q: 1 << 10,
  /** `v0`, `v0.4s`; `arr` says which arrangement. */
  V: 1 << 11,
  /** `v0.s[1]`, `v0[1]`. */
  VLANE: 1 << 12,
  /** `z0`, `z0.s`. */
  Z: 1 << 13,
  /** `z0.s[1]`, `z0[1]`. */
  ZLANE: 1 << 14,
  /** `p0`, `p0.b`, `p0/z`. */
  P: 1 << 15,
  /** `pn8`, `pn8.b`, `pn8/z`. */
  PN: 1 << 16,
  /** `p0.s[w12, 1]`, `pn8[1]`. */
  PLANE: 1 << 17,
  /** Anything of ZA: `za`, `za0.s`, `za0h.s[w12, 1]`, `za.d[w8, 0:1, vgx2]`. */
  ZA: 1 << 18,
  /** `zt0`, `zt0[3, mul vl]`. */
  ZT: 1 << 19,
  /** `{v0.4s-v3.4s}`, `{z0.s, z8.s}`. */
  LIST: 1 << 20,
  /** `{v0.s, v1.s}[1]`. */
  LISTLANE: 1 << 21,
  MEM: 1 << 22,
  /** A constant integer. */
  IMM: 1 << 23,
  FLOAT: 1 << 24,
  /** An expression that is not constant, or one with a modifier (`:lo12:sym`). */
  EXPR: 1 << 25,
  /** One name that is no register: a condition, a system register, an option, or a symbol. */
  NAME: 1 << 26,
  /** `=expression`, of a load from the literal pool. */
  LITERAL: 1 << 27,
  /** `x0!`. */
  XBANG: 1 << 28,
  /** Nothing, behind a comma and perhaps `#`. */
  MISSING: 1 << 29,
} as const;

/** Stands among the kinds of a first operand for a statement without operands. */
export const NO_OPERANDS = 1 << 30;

const ANY_W = KIND.W | KIND.WZR;
const ANY_X = KIND.X | KIND.XZR;
/** Groups of kinds that codecs ask for. */
export const KINDS = {
  W: ANY_W,
  X: ANY_X,
  R: ANY_W | ANY_X,
  Wsp: KIND.W | KIND.WSP,
  Xsp: KIND.X | KIND.SP,
  Rsp: KIND.W | KIND.WSP | KIND.X | KIND.SP,
  SCALAR: KIND.B | KIND.H | KIND.S | KIND.D | KIND.Q,
  /** What may turn out to be an immediate. */
  IMM: KIND.IMM | KIND.EXPR | KIND.NAME,
  /** What may be a label. GNU as lets any name be a symbol here, even a register's. */
  LABEL: (1 << 27) - 1 - KIND.MEM - KIND.LIST - KIND.LISTLANE - KIND.FLOAT,
} as const;

/** Arrangements and element sizes, as `arr` of an operand. */
export const ARR_NAMES = [
  '',
  'b',
  'h',
  's',
  'd',
  'q',
  '8b',
  '16b',
  '4h',
  '8h',
  '2s',
  '4s',
  '1d',
  '2d',
  '1q',
  '4b',
  '2h',
  '2b',
  '16h',
  '32b',
  '8s',
  '1s',
  '1h',
  '1b',
] as const;
export type ArrName = (typeof ARR_NAMES)[number];

/** Code of an arrangement by its lower-case name. */
export function arr(name: ArrName): number {
  return ARR_NAMES.indexOf(name);
}

/** Shifts and extends, as `shift` of an operand. The low three bits of an extend are its `option` field. */
export const SHIFT = {
  none: -1,
  lsl: 0,
  lsr: 1,
  asr: 2,
  ror: 3,
  msl: 4,
  uxtb: 8,
  uxth: 9,
  uxtw: 10,
  uxtx: 11,
  sxtb: 12,
  sxth: 13,
  sxtw: 14,
  sxtx: 15,
  mul: 16,
  mulvl: 17,
} as const;
export const SHIFT_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(SHIFT).map(([name, code]) => [code, name === 'mulvl' ? 'mul vl' : name]),
);

/** How an address is written back. */
export const MODE = { offset: 0, pre: 1, post: 2 } as const;

/** What sits in a memory operand's second place. */
export const INDEX = { none: 0, imm: 1, reg: 2, expr: 3 } as const;

/** `last` of `za0h.s[w12]`: an index register without an offset. */
export const NO_OFFSET = -2;

/** An operand of the statement at hand; fields that do not belong to `kind` hold what an earlier statement left. */
export class Operand {
  kind = 0;
  /** The text it was read from: [start, end). */
  start = 0;
  end = 0;
  /** Where the shift that follows ends; `end` when there is none. */
  tail = 0;
  /** Register number 0..31; tile number of ZA (-1 for the array); first register of a list. */
  reg = 0;
  /** Index into ARR_NAMES. */
  arr = 0;
  /** `v0.s[lane]`, `{…}[lane]`, `zt0[lane]`. */
  lane = 0;
  /** Lists: kind of the registers, how many, and the distance between neighbours modulo 32 (16 for predicates). */
  listKind = 0;
  count = 0;
  stride = 0;
  /** ZA lists (`zero {za0.d, za3.s}`): the 64-bit tiles covered, one bit each. */
  tiles = 0;
  /** Predicates: 'z' or 'm' as character code, 0 for none. */
  qualifier = 0;
  /** ZA: 0 none, 1 horizontal, 2 vertical. */
  direction = 0;
  /** ZA and PLANE: number of the index register (kind W), -1 when there is none; the offset is `value`, to `last`. */
  slice = -1;
  /** Last of an index range `0:3`, -1 when it is a single index, NO_OFFSET when the index register stands alone. */
  last = -1;
  /** `vgx2`, `vgx4`, or 0. */
  vgx = 0;
  /** Constants. Exact when `big` is undefined. */
  value = 0;
  /** The constant when it does not fit a double exactly, in [-2^63, 2^64). */
  big: bigint | undefined = undefined;
  /** Whether the number was written with `#`. */
  hash = false;
  /** Relocation operator's number in relocs.ts (MODIFIERS), or -1. */
  modifier = -1;
  /** The host's symbolic value (of type S), for EXPR, LITERAL and memory offsets that are expressions. */
  symbol: unknown = undefined;
  /** SHIFT code that follows (`, lsl #3`), or -1; its amount, or -1 when none was written. */
  shift: number = SHIFT.none;
  amount = -1;
  /** Memory: base register, its kind and arrangement; MODE; INDEX; index register, its kind and arrangement. */
  base = 0;
  baseKind = 0;
  baseArr = 0;
  mode: number = MODE.offset;
  index: number = INDEX.none;
  indexReg = 0;
  indexKind = 0;
  indexArr = 0;

  /** Forgets the parts that are optional in the syntax. */
  reset(start: number): void {
    this.kind = 0;
    this.start = start;
    this.end = start;
    this.tail = start;
    this.arr = 0;
    this.lane = -1;
    this.qualifier = 0;
    this.slice = -1;
    this.last = -1;
    this.vgx = 0;
    this.direction = 0;
    this.big = undefined;
    this.hash = false;
    this.modifier = -1;
    this.symbol = undefined;
    this.shift = SHIFT.none;
    this.amount = -1;
    this.mode = MODE.offset;
    this.index = INDEX.none;
    this.baseArr = 0;
    this.indexArr = 0;
  }

  /** Bits 31..0 of the constant, unsigned. */
  get low(): number {
    if (this.big !== undefined) return Number(this.big & 0xffffffffn);
    return this.value >>> 0;
  }

  /** Bits 63..32 of the constant in two's complement, unsigned. */
  get high(): number {
    if (this.big !== undefined) return Number((this.big >> 32n) & 0xffffffffn);
    return Math.floor(this.value / 4294967296) >>> 0;
  }
}
