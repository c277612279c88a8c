/**
 * System register values, with what the architecture says about when a write takes effect.
 *
 * Enters: MSR, MRS, host writes, exception entry. Leaves: the newest value (what MRS returns), the synchronised value (what
 * indirect reads may still use until a context synchronisation event), and whether anything has set a register at all.
 * Arm DDI 0487 D19.1.2 (synchronisation requirements for AArch64 System registers). Keys are those of isa/sysregs.ts.
 */

import { sysregByKey, sysregByName } from '../isa/sysregs.ts';

/** op0<<14 | op1<<11 | CRn<<7 | CRm<<3 | op2. */
export const keyOf = (op0: number, op1: number, crn: number, crm: number, op2: number): number =>
  (op0 << 14) | (op1 << 11) | (crn << 7) | (crm << 3) | op2;

/** Registers whose meaning the emulator knows. Everything else that exists is plain storage. */
export const SYSREG = {
  sctlr_el1: keyOf(3, 0, 1, 0, 0),
  sctlr_el2: keyOf(3, 4, 1, 0, 0),
  sctlr_el3: keyOf(3, 6, 1, 0, 0),
  actlr_el1: keyOf(3, 0, 1, 0, 1),
  cpacr_el1: keyOf(3, 0, 1, 0, 2),
  cptr_el2: keyOf(3, 4, 1, 1, 2),
  ttbr0_el1: keyOf(3, 0, 2, 0, 0),
  ttbr1_el1: keyOf(3, 0, 2, 0, 1),
  tcr_el1: keyOf(3, 0, 2, 0, 2),
  ttbr0_el2: keyOf(3, 4, 2, 0, 0),
  ttbr1_el2: keyOf(3, 4, 2, 0, 1),
  tcr_el2: keyOf(3, 4, 2, 0, 2),
  ttbr0_el3: keyOf(3, 6, 2, 0, 0),
  tcr_el3: keyOf(3, 6, 2, 0, 2),
  vttbr_el2: keyOf(3, 4, 2, 1, 0),
  vtcr_el2: keyOf(3, 4, 2, 1, 2),
  mair_el1: keyOf(3, 0, 10, 2, 0),
  mair_el2: keyOf(3, 4, 10, 2, 0),
  mair_el3: keyOf(3, 6, 10, 2, 0),
  amair_el1: keyOf(3, 0, 10, 3, 0),
  amair_el2: keyOf(3, 4, 10, 3, 0),
  vbar_el1: keyOf(3, 0, 12, 0, 0),
  vbar_el2: keyOf(3, 4, 12, 0, 0),
  vbar_el3: keyOf(3, 6, 12, 0, 0),
  elr_el1: keyOf(3, 0, 4, 0, 1),
  elr_el2: keyOf(3, 4, 4, 0, 1),
  elr_el3: keyOf(3, 6, 4, 0, 1),
  spsr_el1: keyOf(3, 0, 4, 0, 0),
  spsr_el2: keyOf(3, 4, 4, 0, 0),
  spsr_el3: keyOf(3, 6, 4, 0, 0),
  esr_el1: keyOf(3, 0, 5, 2, 0),
  esr_el2: keyOf(3, 4, 5, 2, 0),
  esr_el3: keyOf(3, 6, 5, 2, 0),
  afsr0_el1: keyOf(3, 0, 5, 1, 0),
  afsr1_el1: keyOf(3, 0, 5, 1, 1),
  afsr0_el2: keyOf(3, 4, 5, 1, 0),
  afsr1_el2: keyOf(3, 4, 5, 1, 1),
  far_el1: keyOf(3, 0, 6, 0, 0),
  far_el2: keyOf(3, 4, 6, 0, 0),
  far_el3: keyOf(3, 6, 6, 0, 0),
  hpfar_el2: keyOf(3, 4, 6, 0, 4),
  par_el1: keyOf(3, 0, 7, 4, 0),
  contextidr_el1: keyOf(3, 0, 13, 0, 1),
  contextidr_el2: keyOf(3, 4, 13, 0, 1),
  cntkctl_el1: keyOf(3, 0, 14, 1, 0),
  cnthctl_el2: keyOf(3, 4, 14, 1, 0),
  hcr_el2: keyOf(3, 4, 1, 1, 0),
  mdcr_el2: keyOf(3, 4, 1, 1, 1),
  scr_el3: keyOf(3, 6, 1, 1, 0),
  sp_el0: keyOf(3, 0, 4, 1, 0),
  sp_el1: keyOf(3, 4, 4, 1, 0),
  sp_el2: keyOf(3, 6, 4, 1, 0),
  spsel: keyOf(3, 0, 4, 2, 0),
  currentel: keyOf(3, 0, 4, 2, 2),
  pan: keyOf(3, 0, 4, 2, 3),
  uao: keyOf(3, 0, 4, 2, 4),
  nzcv: keyOf(3, 3, 4, 2, 0),
  daif: keyOf(3, 3, 4, 2, 1),
  dit: keyOf(3, 3, 4, 2, 5),
  ssbs: keyOf(3, 3, 4, 2, 6),
  tco: keyOf(3, 3, 4, 2, 7),
  fpcr: keyOf(3, 3, 4, 4, 0),
  fpsr: keyOf(3, 3, 4, 4, 1),
  tpidr_el0: keyOf(3, 3, 13, 0, 2),
  tpidrro_el0: keyOf(3, 3, 13, 0, 3),
  tpidr_el1: keyOf(3, 0, 13, 0, 4),
  tpidr_el2: keyOf(3, 4, 13, 0, 2),
  midr_el1: keyOf(3, 0, 0, 0, 0),
  mpidr_el1: keyOf(3, 0, 0, 0, 5),
  ctr_el0: keyOf(3, 3, 0, 0, 1),
  dczid_el0: keyOf(3, 3, 0, 0, 7),
  clidr_el1: keyOf(3, 1, 0, 0, 1),
  ccsidr_el1: keyOf(3, 1, 0, 0, 0),
  csselr_el1: keyOf(3, 2, 0, 0, 0),
  vpidr_el2: keyOf(3, 4, 0, 0, 0),
  vmpidr_el2: keyOf(3, 4, 0, 0, 5),
  cntfrq_el0: keyOf(3, 3, 14, 0, 0),
  cntpct_el0: keyOf(3, 3, 14, 0, 1),
  cntvct_el0: keyOf(3, 3, 14, 0, 2),
  cntvoff_el2: keyOf(3, 4, 14, 0, 3),
  cntp_tval_el0: keyOf(3, 3, 14, 2, 0),
  cntp_ctl_el0: keyOf(3, 3, 14, 2, 1),
  cntp_cval_el0: keyOf(3, 3, 14, 2, 2),
  cntv_tval_el0: keyOf(3, 3, 14, 3, 0),
  cntv_ctl_el0: keyOf(3, 3, 14, 3, 1),
  cntv_cval_el0: keyOf(3, 3, 14, 3, 2),
  cnthp_tval_el2: keyOf(3, 4, 14, 2, 0),
  cnthp_ctl_el2: keyOf(3, 4, 14, 2, 1),
  cnthp_cval_el2: keyOf(3, 4, 14, 2, 2),
  cnthv_tval_el2: keyOf(3, 4, 14, 3, 0),
  cnthv_ctl_el2: keyOf(3, 4, 14, 3, 1),
  cnthv_cval_el2: keyOf(3, 4, 14, 3, 2),
  cntps_tval_el1: keyOf(3, 7, 14, 2, 0),
  cntps_ctl_el1: keyOf(3, 7, 14, 2, 1),
  cntps_cval_el1: keyOf(3, 7, 14, 2, 2),
  mdscr_el1: keyOf(2, 0, 0, 2, 2),
  oslar_el1: keyOf(2, 0, 1, 0, 4),
  oslsr_el1: keyOf(2, 0, 1, 1, 4),
  cptr_el3: keyOf(3, 6, 1, 1, 2),
  isr_el1: keyOf(3, 0, 12, 1, 0),
  rvbar_el1: keyOf(3, 0, 12, 0, 1),
  rvbar_el2: keyOf(3, 4, 12, 0, 1),
} as const;

export type SysregName = keyof typeof SYSREG;

const NAME_OF = new Map<number, string>(Object.entries(SYSREG).map(([name, key]) => [key, name]));

/** The register's name, or its generic name S3_0_C1_C0_0. */
export function sysregName(key: number): string {
  return (
    NAME_OF.get(key) ??
    sysregByKey(key)?.name ??
    `s${key >>> 14}_${(key >>> 11) & 7}_c${(key >>> 7) & 15}_c${(key >>> 3) & 15}_${key & 7}`
  );
}

/** Key of a register by (lower-case) name; undefined for one that this emulator has no row for. */
export function sysregKeyByName(name: string): number | undefined {
  const generic = /^s([0-3])_([0-7])_c([0-9]+)_c([0-9]+)_([0-7])$/.exec(name);
  if (generic !== null) {
    const [op0 = 0, op1 = 0, crn = 0, crm = 0, op2 = 0] = generic.slice(1).map(Number);
    return keyOf(op0, op1, crn, crm, op2);
  }
  return name in SYSREG ? SYSREG[name as SysregName] : sysregByName(name)?.key;
}

export interface PendingWrite {
  readonly key: number;
  readonly site: number;
  /** The value before the first write since the last context synchronisation event. */
  readonly before: bigint;
}

export class SysregFile {
  private readonly values = new Map<number, bigint>();
  private readonly set = new Set<number>();
  private readonly pendingWrites = new Map<number, PendingWrite>();

  /** The newest value; 0 where nothing has set it. */
  get(key: number): bigint {
    return this.values.get(key) ?? 0n;
  }

  named(name: SysregName): bigint {
    return this.get(SYSREG[name]);
  }

  isDefined(key: number): boolean {
    return this.set.has(key);
  }

  /** A write that takes effect at once: by the host, by exception entry, or of a register without indirect effects. */
  put(key: number, value: bigint): void {
    this.values.set(key, BigInt.asUintN(64, value));
    this.set.add(key);
  }

  /** A direct write by MSR: pending until the next context synchronisation event. */
  write(key: number, value: bigint, site: number): void {
    if (!this.pendingWrites.has(key)) this.pendingWrites.set(key, { key, site, before: this.get(key) });
    this.put(key, value);
  }

  /** What an indirect read may still see. */
  synchronised(key: number): bigint {
    return this.pendingWrites.get(key)?.before ?? this.get(key);
  }

  pendingOf(key: number): PendingWrite | undefined {
    return this.pendingWrites.get(key);
  }

  get pending(): Iterable<PendingWrite> {
    return this.pendingWrites.values();
  }

  get hasPending(): boolean {
    return this.pendingWrites.size > 0;
  }

  synchronise(): void {
    this.pendingWrites.clear();
  }

  save(): { values: ReadonlyMap<number, bigint>; set: ReadonlySet<number>; pending: readonly PendingWrite[] } {
    return { values: new Map(this.values), set: new Set(this.set), pending: [...this.pendingWrites.values()] };
  }

  restore(saved: ReturnType<SysregFile['save']>): void {
    this.values.clear();
    this.set.clear();
    this.pendingWrites.clear();
    for (const [key, value] of saved.values) this.values.set(key, value);
    for (const key of saved.set) this.set.add(key);
    for (const p of saved.pending) this.pendingWrites.set(p.key, p);
  }
}
