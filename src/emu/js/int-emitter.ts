/**
 * The pure half of the JavaScript builder: 32- and 64-bit values, arithmetic, flags.
 *
 * Enters: builder calls of one block's instructions. Leaves: lines of JavaScript in `out`. A 64-bit value is a pair of
 * int32 expressions, always names of constants or literals, so that using one twice costs nothing. Constants fold.
 * Flags are kept as expressions until something must see them in memory (a helper that may fault, the block's end), so that
 * flags which the next instruction overwrites cost nothing.
 */
import type { Bool, I32, I64, Int, V128 } from '../../isa/ir.ts';
import { SLOT } from '../cpu-state.ts';

export interface W32 {
  readonly w: 32;
  readonly e: string;
  readonly k: number | undefined;
}
export interface W64 {
  readonly w: 64;
  readonly l: string;
  readonly h: string;
  readonly k: bigint | undefined;
}
export interface W128 {
  readonly w: 128;
  readonly e: readonly [string, string, string, string];
}

/** Flags not yet in memory: expressions, and the subtraction they come from, for short conditions. */
interface PendingFlags {
  readonly n: string;
  readonly z: string;
  readonly c: string;
  readonly v: string;
  readonly sub: { readonly a: Int; readonly b: Int } | undefined;
}

/** First handle: above every plain number that a builder method takes in a handle's place. */
export const HANDLE_BASE = 64;

const lit = (value: number): string => (value < 0 ? `(${value})` : String(value));

export class IntEmitter {
  readonly out: string[] = [];
  protected readonly values: (W32 | W64 | W128)[] = new Array(HANDLE_BASE).fill({
    w: 32,
    e: 'undefined',
    k: undefined,
  });
  protected flags: PendingFlags | undefined;
  private names = 0;

  protected name(): string {
    return `t${this.names++}`;
  }

  protected v32(a: I32): W32 {
    return this.values[a] as W32;
  }
  protected v64(a: I64): W64 {
    return this.values[a] as W64;
  }
  protected isWide(a: Int): a is I64 {
    return (this.values[a] as W32 | W64).w === 64;
  }

  protected new32(expression: string): I32 {
    const n = this.name();
    this.out.push(`const ${n}=${expression};`);
    return (this.values.push({ w: 32, e: n, k: undefined }) - 1) as I32;
  }
  protected new64(lo: string, hi: string): I64 {
    const n = this.name();
    this.out.push(`const ${n}l=${lo},${n}h=${hi};`);
    return this.pair(`${n}l`, `${n}h`);
  }
  /** A value of existing names or literals. */
  protected pair(l: string, h: string): I64 {
    return (this.values.push({ w: 64, l, h, k: undefined }) - 1) as I64;
  }
  /** The 64-bit result that a helper left in the mailbox. */
  protected fromOut(slot: number = SLOT.out): I64 {
    return this.new64(`r[${slot}]`, `r[${slot + 1}]`);
  }

  c32(value: number): I32 {
    return (this.values.push({ w: 32, e: lit(value | 0), k: value | 0 }) - 1) as I32;
  }
  c64(value: bigint | number): I64 {
    const k = BigInt.asUintN(64, BigInt(value));
    const l = lit(Number(BigInt.asIntN(32, k)));
    const h = lit(Number(BigInt.asIntN(32, k >> 32n)));
    return (this.values.push({ w: 64, l, h, k }) - 1) as I64;
  }
  c(value: bigint | number, sf: number): Int {
    return sf !== 0 ? this.c64(value) : this.c32(Number(BigInt.asIntN(32, BigInt(value))));
  }

  private like<T extends Int>(a: T, narrow: (x: W32) => I32, wide: (x: W64) => I64): T {
    const v = this.values[a] as W32 | W64;
    return (v.w === 64 ? wide(v) : narrow(v)) as T;
  }
  private both<T extends Int>(a: T, b: T, narrow: (x: string, y: string) => string, wide: (x: W64, y: W64) => I64): T {
    const v = this.values[a] as W32 | W64;
    const u = this.values[b] as W32 | W64;
    if (v.w === 64 && u.w === 64) return wide(v, u) as T;
    if (v.w === 32 && u.w === 32) return this.new32(narrow(v.e, u.e)) as T;
    throw new Error('operands of different widths');
  }
  private fold64(a: W64, b: W64, f: (x: bigint, y: bigint) => bigint): I64 | undefined {
    return a.k !== undefined && b.k !== undefined ? this.c64(f(a.k, b.k)) : undefined;
  }

  add<T extends Int>(a: T, b: T): T {
    return this.both(
      a,
      b,
      (x, y) => `(${x}+${y})|0`,
      (x, y) => this.fold64(x, y, (p, q) => p + q) ?? this.add64(x, y),
    );
  }
  private add64(x: W64, y: W64): I64 {
    if (y.l === '0') return this.new64(x.l, `(${x.h}+${y.h})|0`);
    const n = this.name();
    this.out.push(`const ${n}l=(${x.l}+${y.l})|0,${n}h=(${x.h}+${y.h}+((${n}l>>>0)<(${x.l}>>>0)?1:0))|0;`);
    return this.pair(`${n}l`, `${n}h`);
  }
  sub<T extends Int>(a: T, b: T): T {
    return this.both(
      a,
      b,
      (x, y) => `(${x}-${y})|0`,
      (x, y) =>
        this.fold64(x, y, (p, q) => p - q) ??
        this.new64(`(${x.l}-${y.l})|0`, `(${x.h}-${y.h}-((${x.l}>>>0)<(${y.l}>>>0)?1:0))|0`),
    );
  }
  mul<T extends Int>(a: T, b: T): T {
    return this.both(
      a,
      b,
      (x, y) => `Math.imul(${x},${y})`,
      (x, y) =>
        this.new64(
          `Math.imul(${x.l},${y.l})`,
          `(A.mulHi(${x.l},${y.l})+Math.imul(${x.l},${y.h})+Math.imul(${x.h},${y.l}))|0`,
        ),
    );
  }
  private viaHelper(name: string, x: W64, y: W64): I64 {
    this.out.push(`A.${name}(r,${x.l},${x.h},${y.l},${y.h});`);
    return this.fromOut();
  }
  udiv<T extends Int>(a: T, b: T): T {
    return this.both(
      a,
      b,
      (x, y) => `A.udiv32(${x},${y})`,
      (x, y) => this.viaHelper('udiv64', x, y),
    );
  }
  sdiv<T extends Int>(a: T, b: T): T {
    return this.both(
      a,
      b,
      (x, y) => `A.sdiv32(${x},${y})`,
      (x, y) => this.viaHelper('sdiv64', x, y),
    );
  }
  umulh(a: I64, b: I64): I64 {
    return this.viaHelper('umulh', this.v64(a), this.v64(b));
  }
  smulh(a: I64, b: I64): I64 {
    return this.viaHelper('smulh', this.v64(a), this.v64(b));
  }
  private bitwise<T extends Int>(a: T, b: T, op: string, f: (p: bigint, q: bigint) => bigint): T {
    return this.both(
      a,
      b,
      (x, y) => `${x}${op}${y}`,
      (x, y) => this.fold64(x, y, f) ?? this.new64(`${x.l}${op}${y.l}`, `${x.h}${op}${y.h}`),
    );
  }
  and<T extends Int>(a: T, b: T): T {
    return this.bitwise(a, b, '&', (p, q) => p & q);
  }
  or<T extends Int>(a: T, b: T): T {
    return this.bitwise(a, b, '|', (p, q) => p | q);
  }
  xor<T extends Int>(a: T, b: T): T {
    return this.bitwise(a, b, '^', (p, q) => p ^ q);
  }
  not<T extends Int>(a: T): T {
    return this.like(
      a,
      (x) => this.new32(`~${x.e}`),
      (x) => (x.k !== undefined ? this.c64(~x.k) : this.new64(`~${x.l}`, `~${x.h}`)),
    );
  }
  neg<T extends Int>(a: T): T {
    return this.sub((this.isWide(a) ? this.c64(0) : this.c32(0)) as T, a);
  }

  private shift<T extends Int>(a: T, amount: I32 | number, isHandle: boolean, kind: 'shl' | 'shr' | 'sar' | 'ror'): T {
    const known = isHandle ? this.v32(amount as I32).k : amount;
    const text = isHandle ? this.v32(amount as I32).e : String(amount);
    return this.like(
      a,
      (x) => {
        if (known !== undefined && (known & 31) === 0) return this.new32(x.e);
        const s = known === undefined ? `(${text}&31)` : String(known & 31);
        if (kind === 'ror') return this.new32(`A.ror32(${x.e},${s})`);
        return this.new32(kind === 'shl' ? `${x.e}<<${s}` : kind === 'shr' ? `(${x.e}>>>${s})|0` : `${x.e}>>${s}`);
      },
      (x) =>
        known === undefined
          ? this.new64(`A.${kind}Lo(${x.l},${x.h},${text})`, `A.${kind}Hi(${x.l},${x.h},${text})`)
          : this.shiftKnown(x, known & 63, kind),
    );
  }
  private shiftKnown(x: W64, s: number, kind: 'shl' | 'shr' | 'sar' | 'ror'): I64 {
    const { l, h } = x;
    const t = 32 - (s & 31);
    const m = s & 31;
    if (s === 0) return this.pair(l, h);
    if (kind === 'shl')
      return s >= 32
        ? this.new64('0', m === 0 ? l : `${l}<<${m}`)
        : this.new64(`${l}<<${m}`, `(${h}<<${m})|(${l}>>>${t})`);
    if (kind === 'ror') {
      const [a, b] = s >= 32 ? [h, l] : [l, h];
      return m === 0 ? this.new64(a, b) : this.new64(`(${a}>>>${m})|(${b}<<${t})`, `(${b}>>>${m})|(${a}<<${t})`);
    }
    const op = kind === 'sar' ? '>>' : '>>>';
    if (s >= 32) return this.new64(m === 0 ? h : `(${h}${op}${m})|0`, kind === 'sar' ? `${h}>>31` : '0');
    return this.new64(`(${l}>>>${m})|(${h}<<${t})`, `(${h}${op}${m})|0`);
  }
  shl<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, this.isHandle(amount), 'shl');
  }
  shr<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, this.isHandle(amount), 'shr');
  }
  sar<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, this.isHandle(amount), 'sar');
  }
  ror<T extends Int>(a: T, amount: I32 | number): T {
    return this.shift(a, amount, this.isHandle(amount), 'ror');
  }
  /** Handles start at HANDLE_BASE, so that a plain shift amount (0–63) cannot be taken for one. */
  private isHandle(amount: I32 | number): boolean {
    return amount >= HANDLE_BASE;
  }

  clz<T extends Int>(a: T): T {
    return this.like(
      a,
      (x) => this.new32(`Math.clz32(${x.e})`),
      (x) => this.new64(`${x.h}!==0?Math.clz32(${x.h}):32+Math.clz32(${x.l})`, '0'),
    );
  }
  cls<T extends Int>(a: T): T {
    const one = (this.isWide(a) ? this.c64(1) : this.c32(1)) as T;
    return this.sub(this.clz(this.xor(a, this.sar(a, 1))), one);
  }
  cnt<T extends Int>(a: T): T {
    return this.like(
      a,
      (x) => this.new32(`A.cnt32(${x.e})`),
      (x) => this.new64(`A.cnt32(${x.l})+A.cnt32(${x.h})`, '0'),
    );
  }
  rbit<T extends Int>(a: T): T {
    return this.like(
      a,
      (x) => this.new32(`A.rbit32(${x.e})`),
      (x) => this.new64(`A.rbit32(${x.h})`, `A.rbit32(${x.l})`),
    );
  }
  rev<T extends Int>(a: T, bits: 16 | 32 | 64): T {
    const f = bits === 16 ? 'A.rev16' : 'A.rev32';
    return this.like(
      a,
      (x) => this.new32(`${f}(${x.e})`),
      (x) =>
        bits === 64 ? this.new64(`A.rev32(${x.h})`, `A.rev32(${x.l})`) : this.new64(`${f}(${x.l})`, `${f}(${x.h})`),
    );
  }
  sext<T extends Int>(a: T, bits: number): T {
    const at = (e: string, n: number): string => (n >= 32 ? e : `(${e}<<${32 - n})>>${32 - n}`);
    return this.like(
      a,
      (x) => this.new32(at(x.e, bits)),
      (x) => {
        if (bits > 32) return this.new64(x.l, at(x.h, bits - 32));
        const low = this.v32(this.new32(at(x.l, bits))).e;
        return this.new64(low, `${low}>>31`);
      },
    );
  }
  zext<T extends Int>(a: T, bits: number): T {
    const at = (e: string, n: number): string => (n >= 32 ? e : n <= 0 ? '0' : `${e}&${2 ** n - 1}`);
    return this.like(
      a,
      (x) => this.new32(at(x.e, bits)),
      (x) => this.new64(at(x.l, bits), at(x.h, bits - 32)),
    );
  }
  lo32(a: I64): I32 {
    const x = this.v64(a);
    return x.k !== undefined
      ? this.c32(Number(BigInt.asIntN(32, x.k)))
      : ((this.values.push({ w: 32, e: x.l, k: undefined }) - 1) as I32);
  }
  sx64(a: I32): I64 {
    const x = this.v32(a);
    return x.k !== undefined ? this.c64(x.k) : this.new64(x.e, `${x.e}>>31`);
  }
  zx64(a: I32): I64 {
    const x = this.v32(a);
    return x.k !== undefined ? this.c64(x.k >>> 0) : this.pair(x.e, '0');
  }

  protected eqText(a: Int, b: Int): string {
    const x = this.values[a] as W32 | W64;
    const y = this.values[b] as W32 | W64;
    return x.w === 64 && y.w === 64 ? `(${x.l}===${y.l}&&${x.h}===${y.h})` : `(${(x as W32).e}===${(y as W32).e})`;
  }
  protected lessText(a: Int, b: Int, signed: boolean): string {
    const x = this.values[a] as W32 | W64;
    const y = this.values[b] as W32 | W64;
    const u = signed ? '' : '>>>0';
    if (x.w === 64 && y.w === 64) return `((${x.h}${u})<(${y.h}${u})||(${x.h}===${y.h}&&(${x.l}>>>0)<(${y.l}>>>0)))`;
    return `((${(x as W32).e}${u})<(${(y as W32).e}${u}))`;
  }
  eq<T extends Int>(a: T, b: T): Bool {
    return this.new32(`${this.eqText(a, b)}?1:0`);
  }
  ne<T extends Int>(a: T, b: T): Bool {
    return this.new32(`${this.eqText(a, b)}?0:1`);
  }
  ult<T extends Int>(a: T, b: T): Bool {
    return this.new32(`${this.lessText(a, b, false)}?1:0`);
  }
  slt<T extends Int>(a: T, b: T): Bool {
    return this.new32(`${this.lessText(a, b, true)}?1:0`);
  }
  select<T extends Int | V128>(cond: Bool, a: T, b: T): T {
    const x = this.values[a] as W32 | W64 | W128;
    const y = this.values[b] as W32 | W64 | W128;
    const c = this.v32(cond).e;
    if (x.w === 64 && y.w === 64) return this.new64(`${c}!==0?${x.l}:${y.l}`, `${c}!==0?${x.h}:${y.h}`) as T;
    if (x.w === 32 && y.w === 32) return this.new32(`${c}!==0?${x.e}:${y.e}`) as T;
    if (x.w !== 128 || y.w !== 128) throw new Error('operands of different widths');
    return this.new128(x.e.map((e, i) => `${c}!==0?${e}:${y.e[i]}`)) as T;
  }
  protected new128(parts: readonly string[]): V128 {
    const n = this.name();
    this.out.push(`const ${parts.map((p, i) => `${n}_${i}=${p}`).join(',')};`);
    return (this.values.push({ w: 128, e: [`${n}_0`, `${n}_1`, `${n}_2`, `${n}_3`] }) - 1) as V128;
  }
  crc32(poly: 'crc32' | 'crc32c', crc: I32, value: I64, bytes: 1 | 2 | 4 | 8): I32 {
    const v = this.v64(value);
    return this.new32(`A.crc32('${poly}',${this.v32(crc).e},${v.l},${v.h},${bytes})`);
  }

  // ---- flags --------------------------------------------------------------------------------------------------------

  private addSubFlags<T extends Int>(a: T, b: T, carry: string, subtract: boolean, plain: boolean): T {
    const x = this.values[a] as W32 | W64;
    const y = this.values[b] as W32 | W64;
    const sub = subtract && plain ? { a, b } : undefined;
    if (x.w === 32 && y.w === 32) {
      const yy = subtract ? `~${y.e}` : y.e;
      const result = this.new32(plain ? `(${x.e}${subtract ? '-' : '+'}${y.e})|0` : `(${x.e}+(${yy})+${carry})|0`);
      const e = this.v32(result).e;
      const c =
        plain && subtract ? `((${x.e}>>>0)>=(${y.e}>>>0)?1:0)` : `((${x.e}>>>0)+((${yy})>>>0)+${carry}>4294967295?1:0)`;
      const v = subtract ? `((${x.e}^${y.e})&(${x.e}^${e}))>>>31` : `((${x.e}^${e})&(${y.e}^${e}))>>>31`;
      this.flags = { n: `${e}>>>31`, z: `(${e}===0?1:0)`, c, v, sub };
      return result as T;
    }
    if (x.w !== 64 || y.w !== 64) throw new Error('operands of different widths');
    const yl = subtract ? `(~${y.l})` : y.l;
    const yh = subtract ? `(~${y.h})` : y.h;
    const n = this.name();
    const cin = plain ? (subtract ? '1' : '0') : carry;
    this.out.push(
      `const ${n}s=(${x.l}>>>0)+(${yl}>>>0)+${cin},${n}l=${n}s|0,${n}c=${n}s>4294967295?1:0,${n}h=(${x.h}+${yh}+${n}c)|0;`,
    );
    const c = `((${x.h}>>>0)+(${yh}>>>0)+${n}c>4294967295?1:0)`;
    const v = subtract ? `((${x.h}^${y.h})&(${x.h}^${n}h))>>>31` : `((${x.h}^${n}h)&(${y.h}^${n}h))>>>31`;
    this.flags = { n: `${n}h>>>31`, z: `((${n}l|${n}h)===0?1:0)`, c, v, sub };
    return this.pair(`${n}l`, `${n}h`) as T;
  }
  private carryIn(): string {
    const flags = this.flags;
    return flags === undefined ? `r[${SLOT.c}]` : this.v32(this.new32(flags.c)).e;
  }
  addFlags<T extends Int>(a: T, b: T): T {
    return this.addSubFlags(a, b, '0', false, true);
  }
  subFlags<T extends Int>(a: T, b: T): T {
    return this.addSubFlags(a, b, '1', true, true);
  }
  adcFlags<T extends Int>(a: T, b: T): T {
    return this.addSubFlags(a, b, this.carryIn(), false, false);
  }
  sbcFlags<T extends Int>(a: T, b: T): T {
    return this.addSubFlags(a, b, this.carryIn(), true, false);
  }
  adc<T extends Int>(a: T, b: T): T {
    return this.keepFlags(() => this.adcFlags(a, b));
  }
  sbc<T extends Int>(a: T, b: T): T {
    return this.keepFlags(() => this.sbcFlags(a, b));
  }
  private keepFlags<T>(f: () => T): T {
    const before = this.flags;
    const result = f();
    this.flags = before;
    return result;
  }
  logicFlags<T extends Int>(result: T): T {
    const x = this.values[result] as W32 | W64;
    const [n, z] = x.w === 64 ? [`${x.h}>>>31`, `((${x.l}|${x.h})===0?1:0)`] : [`${x.e}>>>31`, `(${x.e}===0?1:0)`];
    this.flags = { n, z, c: '0', v: '0', sub: undefined };
    return result;
  }
  ccmp(cond: Bool, op: 'sub' | 'add', a: Int, b: Int, nzcv: number): void {
    if (op === 'sub') this.subFlags(a, b);
    else this.addFlags(a, b);
    const f = this.flags as PendingFlags;
    const c = this.v32(cond).e;
    const pick = (e: string, bit: number): string => `(${c}!==0?${e}:${(nzcv >>> bit) & 1})`;
    this.flags = { n: pick(f.n, 3), z: pick(f.z, 2), c: pick(f.c, 1), v: pick(f.v, 0), sub: undefined };
  }
  private flagTexts(): { n: string; z: string; c: string; v: string } {
    return this.flags ?? { n: `r[${SLOT.n}]`, z: `r[${SLOT.z}]`, c: `r[${SLOT.c}]`, v: `r[${SLOT.v}]` };
  }
  /** ConditionHolds as a JavaScript condition. */
  private conditionText(base: number): string {
    const f = this.flagTexts();
    const s = this.flags?.sub;
    if (s !== undefined) {
      if (base === 0) return this.eqText(s.a, s.b);
      if (base === 1) return `!${this.lessText(s.a, s.b, false)}`;
      if (base === 4) return this.lessText(s.b, s.a, false);
      if (base === 5) return `!${this.lessText(s.a, s.b, true)}`;
      if (base === 6) return this.lessText(s.b, s.a, true);
    }
    const one = (e: string): string => `(${e})!==0`;
    if (base === 4) return `((${f.c})!==0&&(${f.z})===0)`;
    if (base === 5) return `((${f.n})===(${f.v}))`;
    if (base === 6) return `((${f.n})===(${f.v})&&(${f.z})===0)`;
    return one([f.z, f.c, f.n, f.v][base] as string);
  }
  cond(cc: number): Bool {
    if (cc >= 14) return this.c32(1);
    const text = this.conditionText(cc >> 1);
    return this.new32(cc & 1 ? `(${text})?0:1` : `(${text})?1:0`);
  }
  nzcv(): I32 {
    const f = this.flagTexts();
    return this.new32(`((${f.n})<<31)|((${f.z})<<30)|((${f.c})<<29)|((${f.v})<<28)`);
  }
  setNzcv(v: I32): void {
    const e = this.v32(v).e;
    this.flags = { n: `${e}>>>31`, z: `(${e}>>>30&1)`, c: `(${e}>>>29&1)`, v: `(${e}>>>28&1)`, sub: undefined };
  }
  /** Writes pending flags to memory; they are known to be there from now on. */
  protected flushFlags(): void {
    const f = this.flags;
    if (f === undefined) return;
    this.out.push(`r[${SLOT.n}]=${f.n};r[${SLOT.z}]=${f.z};r[${SLOT.c}]=${f.c};r[${SLOT.v}]=${f.v};`);
    this.flags = undefined;
  }
}
