/**
 * MRS, MSR, barriers and maintenance: what system instructions do to the model.
 *
 * Enters: register keys (isa/sysregs.ts), operation keys (op1<<11 | CRn<<7 | CRm<<3 | op2). Leaves: values, pending writes, events to
 * the lines and the TLB. VHE redirection: Arm DDI 0487 D8.9; DC/IC: C5.3; TLBI: C5.5; DSB/DMB/ISB: C6.2.
 */

import type { CpuProfile } from './api.ts';
import { type CpuState, SLOT } from './cpu-state.ts';
import type { DataPath } from './data-path.ts';
import type { DebugUnit } from './debug-unit.ts';
import { join } from './descriptor-rules.ts';
import { type El0Controls, systemTrap, trapsFromEl0 } from './el0-traps.ts';
import { operationTrapsToEl2, registerTrapsToEl2, type TrapControls } from './el2-traps.ts';
import { EC, type GuestException, simple, undefinedException } from './faults.ts';
import type { InterruptRouting } from './interrupt-routing.ts';
import type { DataOperation, LineModel } from './lines.ts';
import type { Mmu } from './mmu.ts';
import { cacheSize, idRegisters } from './profiles.ts';
import { inIdSpace, registerThere } from './register-access.ts';
import { FPCR_MASK, FPSR_MASK } from './runtime/float.ts';
import type { Here } from './sites.ts';
import { StrideWatch } from './stride-watch.ts';
import { keyOf, SYSREG, type SysregFile, type SysregName, sysregName } from './sysreg-file.ts';
import { TranslationOperations } from './translation-operations.ts';

export interface SystemHost extends Here {
  contextSynchronisation(): void;
  modeChanged(): void;
  /** Masks or lines of interrupts may have changed. */
  interruptsChanged(): void;
  /** The handler at `el` has read why it was entered, or has set where it returns to. */
  syndromeUsed(el: number): void;
  /** Throws the trap of an access to floating point. */
  checkFloatAccess(): void;
  /** The word of the instruction now executing. */
  instructionWord(): number;
  /** WFIT, WFET. */
  waitUntil(kind: 'wfi' | 'wfe', value: bigint): void;
  readonly debug: DebugUnit;
  /** What decides about debug exceptions has changed. */
  debugChanged(): void;
  readonly interrupts: InterruptRouting;
  /** What the interrupt controller signals. */
  readonly interruptPending: (() => 'irq' | 'fiq' | undefined) | undefined;
  /** Instructions executed so far: the time base. */
  readonly steps: number;
}

/** System registers that a device answers for. */
export interface SysregDevice {
  read(key: number, el: number): bigint | undefined;
  /** False when the register is not the device's. */
  write(key: number, value: bigint, el: number): boolean;
  /** What puts the present state back (snapshots). */
  save(): () => void;
}

const op = (op1: number, crn: number, crm: number, op2: number): number => keyOf(0, op1, crn, crm, op2);

const DC: ReadonlyMap<number, DataOperation | 'zva' | 'setway'> = new Map([
  [op(0, 7, 6, 1), 'ivac'],
  [op(0, 7, 6, 3), 'ivac'],
  [op(0, 7, 6, 5), 'ivac'],
  [op(0, 7, 6, 2), 'setway'],
  [op(0, 7, 10, 2), 'setway'],
  [op(0, 7, 14, 2), 'setway'],
  [op(0, 7, 6, 4), 'setway'],
  [op(0, 7, 6, 6), 'setway'],
  [op(0, 7, 10, 4), 'setway'],
  [op(0, 7, 10, 6), 'setway'],
  [op(0, 7, 14, 4), 'setway'],
  [op(0, 7, 14, 6), 'setway'],
  [op(3, 7, 4, 1), 'zva'],
  [op(3, 7, 4, 4), 'zva'],
  [op(3, 7, 10, 1), 'cvac'],
  [op(3, 7, 10, 3), 'cvac'],
  [op(3, 7, 10, 5), 'cvac'],
  [op(3, 7, 11, 1), 'cvau'],
  [op(3, 7, 12, 1), 'cvac'],
  [op(3, 7, 12, 3), 'cvac'],
  [op(3, 7, 12, 5), 'cvac'],
  [op(3, 7, 13, 1), 'cvac'],
  [op(3, 7, 13, 3), 'cvac'],
  [op(3, 7, 13, 5), 'cvac'],
  [op(3, 7, 14, 1), 'civac'],
  [op(3, 7, 14, 3), 'civac'],
  [op(3, 7, 14, 5), 'civac'],
]);

/** DC by VA of which nothing is left without the memory model but its translation, as a read: clean, clean and invalidate. */
export function isPlainMaintenance(key: number): boolean {
  const operation = DC.get(key);
  return operation === 'cvau' || operation === 'cvac' || operation === 'civac';
}

/** Of the registers that EL0 may read, those that it may not write. */
const READ_ONLY_AT_EL0: ReadonlySet<number> = new Set([
  SYSREG.tpidrro_el0,
  SYSREG.cntfrq_el0,
  SYSREG.cntpct_el0,
  SYSREG.cntvct_el0,
]);
const ESRS: readonly number[] = [SYSREG.esr_el1, SYSREG.esr_el2, SYSREG.esr_el3];
const ELRS: readonly number[] = [SYSREG.elr_el1, SYSREG.elr_el2, SYSREG.elr_el3];
/** Random numbers (FEAT_RNG): always there, so that NZCV is 0 after reading one. */
const RNDR = keyOf(3, 3, 2, 4, 0);
const RNDRRS = keyOf(3, 3, 2, 4, 1);

const SCTLRS: readonly number[] = [SYSREG.sctlr_el1, SYSREG.sctlr_el2, SYSREG.sctlr_el3];

/** Whether a regime with this SCTLR may fetch lines into caches: I, or M with C. */
function cacheable(sctlr: bigint): boolean {
  return (sctlr & 0x1000n) !== 0n || (sctlr & 5n) === 5n;
}

/** The same of any line: with the MMU off only the pages of executed code are fetched (D8.2.10). */
function fillsAnything(sctlr: bigint): boolean {
  return (sctlr & 1n) !== 0n && (sctlr & 0x1004n) !== 0n;
}

/** EL1 encodings that mean the EL2 register at EL2 with E2H, by stem. */
const REDIRECTED: readonly string[] = [
  'sctlr',
  'cpacr',
  'ttbr0',
  'ttbr1',
  'tcr',
  'afsr0',
  'afsr1',
  'esr',
  'far',
  'mair',
  'amair',
  'vbar',
  'contextidr',
  'cntkctl',
  'spsr',
  'elr',
];
const REDIRECT = new Map<number, number>();
for (const stem of REDIRECTED) {
  const to = stem === 'cpacr' ? 'cptr_el2' : stem === 'cntkctl' ? 'cnthctl_el2' : `${stem}_el2`;
  REDIRECT.set(SYSREG[`${stem}_el1` as SysregName], SYSREG[to as SysregName]);
}
for (const name of ['tval', 'ctl', 'cval'] as const) {
  REDIRECT.set(SYSREG[`cntp_${name}_el0`], SYSREG[`cnthp_${name}_el2`]);
  REDIRECT.set(SYSREG[`cntv_${name}_el0`], SYSREG[`cnthv_${name}_el2`]);
}

/** Registers that no indirect read of the model depends on: a write needs no synchronisation to be used. */
const PLAIN = new Set<number>(
  (
    [
      'tpidr_el0',
      'tpidrro_el0',
      'tpidr_el1',
      'tpidr_el2',
      'sp_el0',
      'sp_el1',
      'sp_el2',
      'elr_el1',
      'elr_el2',
      'elr_el3',
      'spsr_el1',
      'spsr_el2',
      'spsr_el3',
      'esr_el1',
      'esr_el2',
      'far_el1',
      'far_el2',
      'par_el1',
      'csselr_el1',
      'contextidr_el1',
      'contextidr_el2',
    ] as const
  ).map((n) => SYSREG[n]),
);

export interface Counters {
  barriers: Record<string, number>;
  dc: Record<string, number>;
  ic: Record<string, number>;
  tlbi: number;
}

export class SystemUnit {
  readonly strides = new StrideWatch();
  readonly counters: Counters = { barriers: {}, dc: {}, ic: {}, tlbi: 0 };
  readonly zvaBytes: number;
  private readonly ids: ReadonlyMap<number, bigint>;
  private readonly cpu: CpuState;
  private readonly sysregs: SysregFile;
  private readonly mmu: Mmu;
  private readonly lines: LineModel;
  private readonly data: DataPath;
  private readonly profile: CpuProfile;
  /** Devices with system registers (timer, GICv3 CPU interface). */
  readonly registerDevices: SysregDevice[] = [];
  private readonly host: SystemHost;
  private readonly translations: TranslationOperations;
  private seed = 0n;

  constructor(
    parts: {
      cpu: CpuState;
      sysregs: SysregFile;
      mmu: Mmu;
      lines: LineModel;
      data: DataPath;
      profile: CpuProfile;
    },
    host: SystemHost,
  ) {
    this.cpu = parts.cpu;
    this.sysregs = parts.sysregs;
    this.mmu = parts.mmu;
    this.lines = parts.lines;
    this.data = parts.data;
    this.profile = parts.profile;
    this.host = host;
    this.translations = new TranslationOperations(parts);
    this.ids = idRegisters(parts.profile);
    this.zvaBytes = 4 << Number((this.ids.get(SYSREG.dczid_el0) ?? 4n) & 15n);
  }

  /** HCR_EL2.E2H, where there is such a bit. */
  get e2h(): boolean {
    return this.profile.hasEl2 && this.profile.hasVhe && ((this.sysregs.named('hcr_el2') >> 34n) & 1n) === 1n;
  }

  /** Whether there is a register to read or write, by key and direction. */
  private readonly known = new Map<number, boolean>();

  private there(key: number, write: boolean): boolean {
    const asked = key * 2 + (write ? 1 : 0);
    let answer = this.known.get(asked);
    if (answer === undefined) {
      answer = registerThere(key, write, this.profile);
      this.known.set(asked, answer);
    }
    return answer;
  }

  /** The register that `key` names at this EL. Throws where it may not be accessed, or traps. */
  private resolveKey(key: number, write: boolean): number {
    const { el } = this.cpu;
    const op1 = (key >>> 11) & 7;
    if (key >>> 14 === 3 && op1 === 5) {
      if (!this.e2h || el < 2) throw undefinedException();
      return this.el1Alias(key);
    }
    const debug = key >>> 14 === 2;
    const needs = op1 === 3 || op1 === 2 ? 0 : op1 <= 2 ? 1 : op1 === 6 || op1 === 7 ? 3 : 2;
    const secureTimer = op1 === 7 && ((key >>> 7) & 15) === 14 && el >= 1;
    if (el < (debug && op1 === 0 ? 1 : needs) && !(op1 === 1 && el >= 1) && !secureTimer) throw undefinedException();
    if (op1 === 4 && !this.profile.hasEl2) throw undefinedException();
    const real = el === 2 && this.e2h ? (REDIRECT.get(key) ?? key) : key;
    if (!this.there(real, write)) throw this.missing(key);
    return real;
  }

  /** What an access to a register that is not there raises: with FEAT_IDST, a trap in the space of ID registers. */
  private missing(key: number): GuestException {
    const [op1, crn] = [(key >>> 11) & 7, (key >>> 7) & 15];
    const crm = (key >>> 3) & 15;
    const identification = key >>> 14 === 3 && crn === 0 && crm < 8 && (op1 === 0 || op1 === 1 || op1 === 3);
    if (!identification || !this.profile.features.has('FEAT_IDST')) return undefinedException();
    return systemTrap(this.host.instructionWord());
  }

  /** The register of EL1 or EL0 that an _EL12 or _EL02 encoding names. */
  private el1Alias(key: number): number {
    const timer = ((key >>> 7) & 15) === 14 && ((key >>> 3) & 15) !== 1;
    return (key & ~(7 << 11)) | (timer ? 3 << 11 : 0);
  }

  private trapControls(): TrapControls {
    const { sysregs, profile } = this;
    const { hasEl2 } = profile;
    const value = (name: SysregName): bigint => (hasEl2 ? sysregs.named(name) : 0n);
    return {
      el: this.cpu.el,
      hasEl2,
      hcr: value('hcr_el2'),
      mdcr: value('mdcr_el2'),
      cptr: value('cptr_el2'),
      cnthctl: value('cnthctl_el2'),
      pointerAuth: profile.features.has('FEAT_PAuth'),
    };
  }

  /** Throws the trap of an access to EL2's virtual view, if there is one. */
  private checkEl2(key: number, write: boolean): void {
    if (this.cpu.el > 1 || !this.profile.hasEl2) return;
    if (registerTrapsToEl2(key, write, this.trapControls()))
      throw { ...systemTrap(this.host.instructionWord()), targetEl: 2 } satisfies GuestException;
  }

  /** What lets EL0 use system registers. */
  el0Controls(): El0Controls {
    const { sysregs } = this;
    if (this.e2h && ((sysregs.named('hcr_el2') >> 27n) & 1n) === 1n)
      return { sctlr: sysregs.named('sctlr_el2'), cntkctl: sysregs.named('cnthctl_el2') };
    return { sctlr: sysregs.named('sctlr_el1'), cntkctl: sysregs.named('cntkctl_el1') };
  }

  private checkEl0(key: number): void {
    if (this.cpu.el === 0 && trapsFromEl0(key, this.el0Controls())) throw systemTrap(this.host.instructionWord());
  }

  /** MRS; the value goes to the mailbox. */
  read(key: number): void {
    const real = this.resolveKey(key, false);
    this.checkEl0(real);
    this.checkEl2(real, false);
    const syndrome = ESRS.indexOf(real);
    if (syndrome >= 0) this.host.syndromeUsed(syndrome + 1);
    this.cpu.setPair(SLOT.out, this.value(real));
  }

  private value(key: number): bigint {
    const { cpu } = this;
    const id = this.ids.get(key);
    if (id !== undefined) return this.identity(key, id);
    switch (key) {
      case SYSREG.isr_el1:
        return this.host.interrupts.status(this.host.interruptPending?.());
      case SYSREG.oslsr_el1:
        // OSLM: the lock is there
        return 8n | (this.host.debug.locked << 1n);
      case SYSREG.ccsidr_el1:
        return cacheSize(this.profile, Number(this.sysregs.named('csselr_el1') & 15n));
      case SYSREG.nzcv:
        return BigInt(cpu.nzcv) << 28n;
      case SYSREG.daif:
        return BigInt(cpu.daif << 6);
      case SYSREG.currentel:
        return BigInt(cpu.el << 2);
      case SYSREG.spsel:
        return BigInt(cpu.spsel);
      case SYSREG.pan:
        return BigInt(cpu.pan << 22);
      case SYSREG.uao:
        return BigInt(cpu.uao << 23);
      case SYSREG.dit:
        return BigInt(cpu.dit << 24);
      case SYSREG.ssbs:
        return BigInt(cpu.ssbs << 12);
      case SYSREG.tco:
        return BigInt(cpu.tco << 25);
      case RNDR:
      case RNDRRS:
        cpu.nzcv = 0;
        cpu.r[SLOT.undefinedFlags] = 0;
        return this.random();
      case SYSREG.fpcr:
        this.host.checkFloatAccess();
        return BigInt((cpu.r[SLOT.fpcr] as number) >>> 0);
      case SYSREG.fpsr:
        this.host.checkFloatAccess();
        return BigInt((cpu.r[SLOT.fpsr] as number) >>> 0);
      case SYSREG.sp_el0:
        if (cpu.currentSp === 0) throw undefinedException();
        return cpu.sp(0);
      case SYSREG.sp_el1:
        return cpu.sp(1);
      case SYSREG.sp_el2:
        return cpu.sp(2);
    }
    for (const device of this.registerDevices) {
      const value = device.read(key, cpu.el);
      if (value !== undefined) return value;
    }
    return inIdSpace(key) ? 0n : this.sysregs.get(key);
  }

  /** An ID register as this level sees it: MIDR_EL1 and MPIDR_EL1 are what EL2 says. */
  private identity(key: number, id: bigint): bigint {
    if (this.cpu.el !== 1 || !this.profile.hasEl2) return id;
    const virtual = key === SYSREG.midr_el1 ? SYSREG.vpidr_el2 : key === SYSREG.mpidr_el1 ? SYSREG.vmpidr_el2 : -1;
    return this.sysregs.isDefined(virtual) ? this.sysregs.get(virtual) : id;
  }

  /** SplitMix64 from a fixed seed: the same numbers in every run. */
  private random(): bigint {
    this.seed = BigInt.asUintN(64, this.seed + 0x9e3779b97f4a7c15n);
    let z = this.seed;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** MSR (register). */
  write(key: number, lo: number, hi: number): void {
    const real = this.resolveKey(key, true);
    if (this.cpu.el === 0 && (READ_ONLY_AT_EL0.has(real) || this.ids.has(real))) throw undefinedException();
    this.checkEl0(real);
    this.checkEl2(real, true);
    const value = join(lo, hi);
    const { cpu } = this;
    const bit = (n: number): number => Number((value >> BigInt(n)) & 1n);
    switch (real) {
      case SYSREG.oslar_el1:
        this.host.debug.locked = value & 1n;
        this.host.debugChanged();
        return;
      case SYSREG.nzcv:
        cpu.nzcv = Number((value >> 28n) & 15n);
        return;
      case SYSREG.daif:
        cpu.daif = Number((value >> 6n) & 15n);
        this.host.interruptsChanged();
        return;
      case SYSREG.spsel:
        cpu.switchMode(cpu.el, bit(0));
        return;
      case SYSREG.pan:
        cpu.pan = bit(22);
        this.mmu.flush();
        return;
      case SYSREG.uao:
        cpu.uao = bit(23);
        return;
      case SYSREG.dit:
        cpu.dit = bit(24);
        return;
      case SYSREG.ssbs:
        cpu.ssbs = bit(12);
        return;
      case SYSREG.tco:
        cpu.tco = bit(25);
        return;
      case SYSREG.fpcr:
        this.host.checkFloatAccess();
        cpu.r[SLOT.fpcr] = lo & FPCR_MASK;
        return;
      case SYSREG.fpsr:
        this.host.checkFloatAccess();
        cpu.r[SLOT.fpsr] = lo & FPSR_MASK;
        return;
      case SYSREG.sp_el0:
        if (cpu.currentSp === 0) throw undefinedException();
        cpu.setSp(0, value);
        return;
      case SYSREG.sp_el1:
        cpu.setSp(1, value);
        return;
      case SYSREG.sp_el2:
        cpu.setSp(2, value);
        return;
    }
    if (this.ids.has(real)) throw undefinedException();
    for (const device of this.registerDevices) {
      if (!device.write(real, value, cpu.el)) continue;
      this.host.interruptsChanged();
      return;
    }
    const link = ELRS.indexOf(real);
    if (link >= 0) this.host.syndromeUsed(link + 1);
    if (real >>> 14 === 2) {
      this.sysregs.put(real, value);
      this.host.debugChanged();
    } else if (PLAIN.has(real)) this.sysregs.put(real, value);
    else this.writeControl(real, value);
  }

  private writeControl(key: number, value: bigint): void {
    const { sysregs, host } = this;
    this.cpu.r[SLOT.fpTrap] = 1;
    if (!host.modelled) {
      sysregs.put(key, value);
      this.mmu.noteWrite(key);
      return;
    }
    const old = sysregs.get(key);
    const own = this.mmu.currentConfig().kind === 'el10' ? 1 : this.cpu.el;
    if (key === SYSREG[`sctlr_el${own || 1}` as SysregName]) {
      const lost = old & ~value;
      const lines = (lost & 5n) !== 0n && this.mmu.currentConfig().mmuOn ? this.lines.pendingLines : 0;
      if (lines > 0) {
        const facts = {
          operation: this.lines.pendingName,
          lines,
          at: lost & 1n ? 'mmu-off' : 'cache-off',
          missing: 'dsb',
        } as const;
        host.log.report('maintenance-incomplete', host.site(), facts, { cause: host.sites.of(this.lines.pendingSite) });
      }
    }
    if (SCTLRS.includes(key) && (this.lines.cold ? fillsAnything(value) : cacheable(value))) this.warm();
    sysregs.write(key, value, host.siteId());
    this.mmu.noteWrite(key);
  }

  private warm(): void {
    const wasCold = this.lines.cold;
    this.lines.cachesMayFill();
    if (wasCold) this.mmu.flush();
  }

  /** No regime can fetch anything into a cache: all have the MMU or C off, and I off. */
  private cachesIdle(): boolean {
    return SCTLRS.every((key) => !cacheable(this.sysregs.get(key)));
  }

  /** MSR (immediate). */
  writeField(op1: number, op2: number, imm: number): void {
    const { cpu, host } = this;
    if (cpu.el === 0 && op1 === 0) throw undefinedException();
    if (op1 === 3 && op2 >= 6) this.checkEl0(SYSREG.daif);
    if (op1 === 0 && op2 === 5) cpu.switchMode(cpu.el, imm & 1);
    else if (op1 === 3 && op2 === 6) cpu.daif |= imm;
    else if (op1 === 3 && op2 === 7) cpu.daif &= ~imm;
    else if (op1 === 0 && op2 === 4) {
      cpu.pan = imm & 1;
      this.mmu.flush();
    } else if (op1 === 0 && op2 === 3) cpu.uao = imm & 1;
    else if (op1 === 3 && op2 === 2) cpu.dit = imm & 1;
    else if (op1 === 3 && op2 === 1) cpu.ssbs = imm & 1;
    else if (op1 === 3 && op2 === 4) cpu.tco = imm & 1;
    else throw undefinedException();
    host.interruptsChanged();
  }

  barrier(kind: string, option: number): void {
    const name = kind === 'dsb' || kind === 'dmb' ? `${kind} ${['', 'ld', 'st', ''][option & 3]}`.trim() : kind;
    this.counters.barriers[name] = (this.counters.barriers[name] ?? 0) + 1;
    if (kind === 'isb') this.host.contextSynchronisation();
    else if (!this.host.modelled) return;
    else if (kind === 'dsb' && (option & 3) !== 1) {
      this.lines.dataSynchronisation((option & 3) === 2, this.cachesIdle());
      this.mmu.dataSynchronisation((option & 3) === 2, option >>> 2 === 1);
    } else if (kind === 'dmb' && (option & 3) !== 1) this.lines.memoryBarrier();
  }

  operation(kind: string, key: number, lo: number, hi: number): void {
    if (kind === 'wfit' || kind === 'wfet') {
      this.host.waitUntil(kind === 'wfit' ? 'wfi' : 'wfe', join(lo, hi));
      return;
    }
    const op1 = (key >>> 11) & 7;
    if (op1 !== 3 && this.cpu.el < (op1 < 3 ? 1 : op1 === 4 ? 2 : 3)) throw undefinedException();
    if (op1 === 4 && !this.profile.hasEl2) throw undefinedException();
    this.checkEl0(key);
    if (this.cpu.el <= 1 && operationTrapsToEl2(kind, key, this.trapControls()))
      throw { ...systemTrap(this.host.instructionWord()), targetEl: 2 } satisfies GuestException;
    if (kind === 'dc') this.dataCache(key, lo, hi);
    else if (kind === 'ic') this.instructionCache(key, lo, hi);
    else if (kind === 'tlbi') this.invalidateTranslations(key, lo, hi);
    else if (kind === 'at') this.translations.address(key, lo, hi);
    else if (kind === 'other')
      this.host.log.report('not-modelled', this.host.site(), { what: `SYS operation ${key.toString(16)}` });
  }

  private dataCache(key: number, lo: number, hi: number): void {
    const operation = DC.get(key);
    if (operation === undefined) {
      this.host.log.report('not-modelled', this.host.site(), { what: `DC operation ${key.toString(16)}` });
      return;
    }
    this.counters.dc[operation] = (this.counters.dc[operation] ?? 0) + 1;
    // by set and way nothing is promised about any address (D7.5.9): no effect that a program may count on
    if (operation === 'setway') return;
    if (operation === 'zva') {
      this.data.zero(lo, hi, this.zvaBytes);
      return;
    }
    const at = this.data.maintenanceAddress(lo, hi, operation === 'ivac' ? 'write' : 'read');
    if (at < 0 || !this.host.modelled) return;
    if (operation !== 'cvau') this.mmu.maintained(this.lines.base + at);
    this.strides.note(this.host.siteId(), this.lines.base + at, this.lines.dcacheLine);
    const lost = this.lines.dataMaintenance(operation, at, this.host.siteId());
    // a loss of data from before the run is what the program wants
    if (lost <= 0) return;
    const where = { cause: this.host.sites.of(lost), va: join(lo, hi), pa: this.lines.base + at };
    this.host.log.report('dirty-line-invalidated', this.host.site(), { operation: 'dc ivac' }, where);
  }

  private instructionCache(key: number, lo: number, hi: number): void {
    const byVa = key === op(3, 7, 5, 1);
    const name = byVa ? 'ivau' : key === op(0, 7, 1, 0) ? 'ialluis' : 'iallu';
    this.counters.ic[name] = (this.counters.ic[name] ?? 0) + 1;
    const { modelled } = this.host;
    if (!byVa) {
      if (modelled) this.lines.invalidateAllInstructions(this.host.siteId());
    } else {
      const at = this.data.maintenanceAddress(lo, hi, 'read');
      if (at < 0 || !modelled) return;
      this.strides.note(this.host.siteId(), this.lines.base + at, this.lines.icacheLine);
      this.lines.instructionMaintenance(at, this.host.siteId());
    }
  }

  private invalidateTranslations(key: number, lo: number, hi: number): void {
    this.counters.tlbi++;
    if (this.host.modelled) this.translations.invalidate(key, lo, hi);
    else this.mmu.flush();
  }

  /** HVC and SMC as the instruction itself decides: the exception to take. Throws UNDEFINED, observed, where the call is. */
  call(kind: 'hvc' | 'smc', imm: number): GuestException {
    const { cpu, host, profile } = this;
    const hcd = profile.hasEl2 && ((this.sysregs.named('hcr_el2') >> 29n) & 1n) === 1n;
    const trapped =
      kind === 'smc' && cpu.el === 1 && profile.hasEl2 && ((this.sysregs.named('hcr_el2') >> 19n) & 1n) === 1n;
    let why: string | undefined;
    if (cpu.el === 0) why = `${kind} at EL0`;
    else if (kind === 'hvc' && !profile.hasEl2) why = 'EL2 is not implemented';
    else if (kind === 'hvc' && hcd) why = 'HCR_EL2.HCD is 1';
    else if (kind === 'smc' && !profile.hasEl3 && !trapped) why = 'EL3 is not implemented';
    if (why !== undefined) {
      host.log.report('call-undefined', host.site(), { call: kind, why });
      throw undefinedException();
    }
    if (kind === 'hvc') return { ...simple('hvc', EC.hvc64, imm), targetEl: cpu.el === 3 ? 3 : 2 };
    if (trapped) return { ...simple('smc', EC.smc64, imm), targetEl: 2 };
    return { ...simple('smc', EC.smc64, imm), targetEl: 3 };
  }

  /** Names of the registers that have been written and not yet synchronised. */
  pending(): { name: string; site: number }[] {
    return [...this.sysregs.pending].map((p) => ({ name: sysregName(p.key), site: p.site }));
  }
}
