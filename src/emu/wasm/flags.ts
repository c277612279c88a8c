/**
 * The flags while a block is translated: kept as what they come from until something must see them in memory.
 *
 * Enters: operations that set NZCV, conditions that read it. Leaves: instructions for single flags where they are asked for. Flags
 * that the next instruction overwrites cost nothing. AddWithCarry and ConditionHolds: Arm DDI 0487 J1.3.3.
 */
import type { Bool, I32, Int } from '../../isa/ir.ts';
import { SLOT } from '../cpu-state.ts';
import { OP, TYPE } from './encoder.ts';
import { slotAt } from './layout.ts';
import type { Values } from './values.ts';

type Flag = 'n' | 'z' | 'c' | 'v';
const FLAGS: readonly Flag[] = ['n', 'z', 'c', 'v'];

/** Each function puts its flag on the stack, 0 or 1. */
type Pending = Readonly<Record<Flag, () => void>> & {
  /** The subtraction behind them, for short conditions. */
  readonly sub?: { readonly a: Int; readonly b: Int };
};

export class Flags {
  /** Undefined: they are in memory. */
  private pending: Pending | undefined;
  private readonly e: Values;

  constructor(values: Values) {
    this.e = values;
  }

  private pushFlag(flag: Flag): void {
    if (this.pending !== undefined) this.pending[flag]();
    else {
      this.e.code.i32(0);
      this.e.code.memory(OP.i32Load, slotAt(SLOT[flag]));
    }
  }

  /** Negative and zero of a result. */
  private ofResult(result: Int): Pick<Pending, 'n' | 'z'> {
    const { e } = this;
    return {
      n: () => this.isNegative(() => e.push(result), result),
      z: () => {
        e.push(result);
        e.op([OP.i32Eqz, OP.i64Eqz], result);
      },
    };
  }
  /** Whether what `push` leaves, as wide as `like`, is negative. */
  private isNegative(push: () => void, like: Int): void {
    push();
    this.e.push(this.e.like(like, 0n));
    this.e.op([OP.i32LtS, OP.i64LtS], like);
  }
  private pushBinary(narrow: number, wide: number, a: Int, b: Int): void {
    this.e.push(a);
    this.e.push(b);
    this.e.op([narrow, wide], a);
  }
  /** Overflow: a and b agree in sign (`subtract`: disagree), and the result disagrees with a. */
  private overflow(a: Int, b: Int, result: Int, subtract: boolean): () => void {
    return () =>
      this.isNegative(() => {
        this.pushBinary(OP.i32Xor, OP.i64Xor, a, result);
        this.pushBinary(OP.i32Xor, OP.i64Xor, b, subtract ? a : result);
        this.e.op([OP.i32And, OP.i64And], a);
      }, a);
  }

  sub<T extends Int>(a: T, b: T): T {
    const result = this.e.sub(a, b);
    this.pending = {
      ...this.ofResult(result),
      c: () => this.pushBinary(OP.i32GeU, OP.i64GeU, a, b),
      v: this.overflow(a, b, result, true),
      sub: { a, b },
    };
    return result;
  }
  add<T extends Int>(a: T, b: T): T {
    const result = this.e.add(a, b);
    this.pending = {
      ...this.ofResult(result),
      c: () => this.pushBinary(OP.i32LtU, OP.i64LtU, result, a),
      v: this.overflow(a, b, result, false),
    };
    return result;
  }
  /** a + b + C; sets the flags when `setting`. */
  adc<T extends Int>(a: T, b: T, setting: boolean): T {
    const { e } = this;
    this.pushFlag('c');
    const carry = e.pop(TYPE.i32);
    const result = e.add(e.add(a, b), (e.isWide(a) ? e.zx64(carry) : carry) as T);
    if (!setting) return result;
    this.pending = {
      ...this.ofResult(result),
      c: () => {
        this.pushBinary(OP.i32LtU, OP.i64LtU, result, a);
        this.pushBinary(OP.i32Eq, OP.i64Eq, result, a);
        e.push(carry);
        e.code.op(OP.i32And);
        e.code.op(OP.i32Or);
      },
      v: this.overflow(a, b, result, false),
    };
    return result;
  }
  logic<T extends Int>(result: T): T {
    const zero = (): void => this.e.code.i32(0);
    this.pending = { ...this.ofResult(result), c: zero, v: zero };
    return result;
  }
  ccmp(cond: Bool, op: 'sub' | 'add', a: Int, b: Int, nzcv: number): void {
    const { e } = this;
    if (op === 'sub') this.sub(a, b);
    else this.add(a, b);
    const compared = this.pending as Pending;
    const pick = (flag: Flag, bit: number): (() => void) => {
      return () => {
        compared[flag]();
        e.code.i32((nzcv >>> bit) & 1);
        e.push(cond);
        e.code.op(OP.select);
      };
    };
    this.pending = { n: pick('n', 3), z: pick('z', 2), c: pick('c', 1), v: pick('v', 0) };
  }
  /** NZCV from bits 31..28. */
  set(v: I32): void {
    const { code } = this.e;
    const bit = (at: number): (() => void) => {
      return () => {
        this.e.push(v);
        code.i32(at);
        code.op(OP.i32ShrU);
        code.i32(1);
        code.op(OP.i32And);
      };
    };
    this.pending = { n: bit(31), z: bit(30), c: bit(29), v: bit(28) };
  }
  nzcv(): I32 {
    const { code } = this.e;
    FLAGS.forEach((flag, i) => {
      this.pushFlag(flag);
      code.i32(31 - i);
      code.op(OP.i32Shl);
      if (i > 0) code.op(OP.i32Or);
    });
    return this.e.pop(TYPE.i32);
  }

  cond(cc: number): Bool {
    const { e } = this;
    if (cc >= 14) return e.c32(1);
    this.pushCondition(cc >> 1);
    if (cc & 1) e.code.op(OP.i32Eqz);
    return e.pop(TYPE.i32);
  }
  private pushCondition(base: number): void {
    const { code } = this.e;
    const sub = this.pending?.sub;
    if (sub !== undefined && this.pushComparison(base, sub.a, sub.b)) return;
    if (base === 4) {
      this.pushFlag('c');
      this.pushFlag('z');
      code.op(OP.i32GtS);
    } else if (base >= 5) {
      this.pushFlag('n');
      this.pushFlag('v');
      code.op(OP.i32Eq);
      if (base === 5) return;
      this.pushFlag('z');
      code.op(OP.i32GtS);
    } else this.pushFlag((['z', 'c', 'n', 'v'] as const)[base as 0 | 1 | 2 | 3]);
  }
  /** A condition on the flags of a - b as a comparison, where there is one. */
  private pushComparison(base: number, a: Int, b: Int): boolean {
    if (base === 0) this.pushBinary(OP.i32Eq, OP.i64Eq, a, b);
    else if (base === 1) this.pushBinary(OP.i32GeU, OP.i64GeU, a, b);
    else if (base === 4) this.pushBinary(OP.i32LtU, OP.i64LtU, b, a);
    else if (base === 6) this.pushBinary(OP.i32LtS, OP.i64LtS, b, a);
    else if (base === 5) {
      this.pushBinary(OP.i32LtS, OP.i64LtS, a, b);
      this.e.code.op(OP.i32Eqz);
    } else return false;
    return true;
  }

  /** Writes pending flags to memory. They stay known: to be called where a path leaves the block. */
  spill(): void {
    if (this.pending === undefined) return;
    for (const flag of FLAGS) {
      this.e.code.i32(0);
      this.pending[flag]();
      this.e.code.memory(OP.i32Store, slotAt(SLOT[flag]));
    }
  }
  /** Writes pending flags to memory for all that follows. */
  flush(): void {
    this.spill();
    this.pending = undefined;
  }
}
