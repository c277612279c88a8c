/**
 * The registers of the processing element, laid out for generated code.
 *
 * One Int32Array holds what translated blocks touch: X0–X30 and the current SP as (lo, hi) pairs, the flags as 0/1, PC, and
 * the mailboxes between generated code and the helpers it calls. The rest of PSTATE and the banked stack pointers are
 * plain fields. Everything outside (Machine.get/set, exceptions) goes through bigint accessors.
 */

/** Indices into `CpuState.r`. X[n] is at 2n, 2n+1; 62, 63 are the current SP. */
export const SLOT = {
  sp: 62,
  n: 64,
  z: 65,
  c: 66,
  v: 67,
  pcLo: 68,
  pcHi: 69,
  /** Bit n: X[n] has no defined value; bit 31: SP. */
  undefined: 70,
  /** 1: the flags have no defined value. */
  undefinedFlags: 71,
  /** Results of helpers: two 64-bit values. */
  out: 72,
  /** Index in the block of the instruction that called a helper. */
  index: 76,
  /** Instructions that the running block has completed in earlier rounds of its own loop. */
  rounds: 77,
  /** Not 0: looping blocks return to the dispatcher at their next turn. */
  attention: 78,
  fpcr: 80,
  fpsr: 81,
  /** Not 0: the next FP or vector instruction asks first whether it is trapped. */
  fpTrap: 82,
  /** 1 at EL0, where maintenance may be trapped. */
  atEl0: 83,
  length: 84,
} as const;

export class CpuState {
  readonly r: Int32Array;
  /** V0–V31, 16 bytes each. */
  readonly v: Int32Array;
  el: 0 | 1 | 2 | 3 = 1;
  /** PSTATE.SP: 0 uses SP_EL0. */
  spsel = 1;
  daif = 0xf;
  pan = 0;
  uao = 0;
  dit = 0;
  ssbs = 0;
  tco = 0;
  il = 0;
  ss = 0;
  btype = 0;
  /** SP_EL0..3, valid for those not current. */
  private readonly spBank = [0n, 0n, 0n, 0n];
  private spDefined = 0;

  /** `storage`: where generated code of another kind wants the arrays to be. */
  constructor(storage?: { readonly registers: Int32Array; readonly vectors: Int32Array }) {
    this.r = storage?.registers ?? new Int32Array(SLOT.length);
    this.v = storage?.vectors ?? new Int32Array(128);
  }

  x(n: number): bigint {
    return this.pair(2 * n);
  }

  setX(n: number, value: bigint): void {
    this.setPair(2 * n, value);
    this.r[SLOT.undefined] = (this.r[SLOT.undefined] as number) & ~(1 << n);
  }

  pair(slot: number): bigint {
    return (BigInt((this.r[slot + 1] as number) >>> 0) << 32n) | BigInt((this.r[slot] as number) >>> 0);
  }

  setPair(slot: number, value: bigint): void {
    this.r[slot] = Number(value & 0xffffffffn) | 0;
    this.r[slot + 1] = Number((value >> 32n) & 0xffffffffn) | 0;
  }

  get pc(): bigint {
    return this.pair(SLOT.pcLo);
  }

  set pc(value: bigint) {
    this.setPair(SLOT.pcLo, value);
  }

  /** Which SP_ELx is the current one. */
  get currentSp(): number {
    return this.spsel === 0 ? 0 : this.el;
  }

  sp(el: number): bigint {
    return el === this.currentSp ? this.pair(SLOT.sp) : (this.spBank[el] as bigint);
  }

  setSp(el: number, value: bigint, defined = true): void {
    if (el === this.currentSp) {
      this.setPair(SLOT.sp, value);
      const mask = this.r[SLOT.undefined] as number;
      this.r[SLOT.undefined] = defined ? mask & 0x7fffffff : mask | (1 << 31);
    } else {
      this.spBank[el] = value;
      this.spDefined = defined ? this.spDefined | (1 << el) : this.spDefined & ~(1 << el);
    }
  }

  /** Moves to another exception level or stack pointer; banks SP. */
  switchMode(el: 0 | 1 | 2 | 3, spsel: number): void {
    const old = this.currentSp;
    this.spBank[old] = this.pair(SLOT.sp);
    const undefinedSp = (this.r[SLOT.undefined] as number) < 0;
    this.spDefined = undefinedSp ? this.spDefined & ~(1 << old) : this.spDefined | (1 << old);
    this.el = el;
    this.r[SLOT.atEl0] = el === 0 ? 1 : 0;
    this.spsel = spsel;
    const now = this.currentSp;
    this.setPair(SLOT.sp, this.spBank[now] as bigint);
    const mask = (this.r[SLOT.undefined] as number) & 0x7fffffff;
    this.r[SLOT.undefined] = (this.spDefined >>> now) & 1 ? mask : mask | (1 << 31);
  }

  /** Forgets every general register, the flags and the stack pointers: they hold no defined value. */
  undefineAll(): void {
    this.r[SLOT.undefined] = -1;
    this.r[SLOT.undefinedFlags] = 1;
    this.spDefined = 0;
  }

  get nzcv(): number {
    const r = this.r;
    return (
      (((r[SLOT.n] as number) << 3) |
        ((r[SLOT.z] as number) << 2) |
        ((r[SLOT.c] as number) << 1) |
        (r[SLOT.v] as number)) &
      15
    );
  }

  set nzcv(flags: number) {
    this.r[SLOT.n] = (flags >>> 3) & 1;
    this.r[SLOT.z] = (flags >>> 2) & 1;
    this.r[SLOT.c] = (flags >>> 1) & 1;
    this.r[SLOT.v] = flags & 1;
  }

  /** PSTATE in the layout of SPSR_ELx (DDI 0487 C5.2.19). */
  get pstate(): bigint {
    const low =
      (this.el << 2) |
      (this.spsel & (this.el === 0 ? 0 : 1)) |
      (this.daif << 6) |
      (this.btype << 10) |
      (this.ssbs << 12);
    const high =
      (this.il << 20) | (this.ss << 21) | (this.pan << 22) | (this.uao << 23) | (this.dit << 24) | (this.tco << 25);
    return BigInt((low | high | (this.nzcv << 28)) >>> 0);
  }

  set pstate(value: bigint) {
    const word = Number(value & 0xffffffffn);
    const el = ((word >>> 2) & 3) as 0 | 1 | 2 | 3;
    this.switchMode(el, el === 0 ? 0 : word & 1);
    this.nzcv = word >>> 28;
    this.r[SLOT.undefinedFlags] = 0;
    this.daif = (word >>> 6) & 15;
    this.btype = (word >>> 10) & 3;
    this.ssbs = (word >>> 12) & 1;
    this.il = (word >>> 20) & 1;
    this.ss = (word >>> 21) & 1;
    this.pan = (word >>> 22) & 1;
    this.uao = (word >>> 23) & 1;
    this.dit = (word >>> 24) & 1;
    this.tco = (word >>> 25) & 1;
  }

  /** Copies of the arrays, and PSTATE with the banked stack pointers. */
  save(): { r: Int32Array; v: Int32Array; pstate: bigint; bank: readonly bigint[]; spDefined: number } {
    return {
      r: this.r.slice(),
      v: this.v.slice(),
      pstate: this.pstate,
      bank: [...this.spBank],
      spDefined: this.spDefined,
    };
  }

  restore(saved: ReturnType<CpuState['save']>): void {
    this.pstate = saved.pstate;
    saved.bank.forEach((value, el) => {
      this.spBank[el] = value;
    });
    this.spDefined = saved.spDefined;
    this.r.set(saved.r);
    this.v.set(saved.v);
  }
}
