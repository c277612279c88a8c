/**
 * Exception entry and return.
 *
 * Enters: a GuestException or an exception-generating instruction, an interrupt. Leaves: PC at the vector, PSTATE, SPSR, ELR, ESR, FAR set, the
 * context synchronised; or an observation where what the program relies on was never set up. Arm DDI 0487 D1.3 (exception model), D1.4.
 */
import type { CpuProfile, Site } from './api.ts';
import type { CpuState } from './cpu-state.ts';
import { FaultLedger } from './fault-ledger.ts';
import { EC, type GuestException } from './faults.ts';
import type { Mmu } from './mmu.ts';
import type { Here } from './sites.ts';
import { SYSREG, type SysregFile, type SysregName, sysregName } from './sysreg-file.ts';

/** Instructions of a handler that only stops: `b .` at the vector, or a jump there with a look at the syndrome before. */
const LONGEST_STUB = 64;
/** Open exceptions remembered at most. */
const DEEPEST = 64;

export type VectorKind = 'sync' | 'irq' | 'fiq' | 'serror';
const KIND_OFFSET: Readonly<Record<VectorKind, number>> = { sync: 0, irq: 0x80, fiq: 0x100, serror: 0x180 };

export interface ExceptionHost extends Here {
  readonly mmu: Pick<Mmu, 'kindAt'>;
  /** Everything that a context synchronisation event does. */
  contextSynchronisation(): void;
  /** EL or PSTATE.SP changed. */
  modeChanged(): void;
}

export class Exceptions {
  private readonly cpu: CpuState;
  private readonly sysregs: SysregFile;
  private readonly profile: CpuProfile;
  private readonly host: ExceptionHost;
  /** Set from exception entry until the vector's first instruction has been fetched. */
  entering: { el: number; vbar: bigint; name: string; site: Site } | undefined;
  taken = 0;
  /** Returns from handlers that have not asked why they were entered. */
  blindReturns = 0;
  readonly ledger = new FaultLedger();
  /** Entries that have not been returned from, innermost last. */
  private entries: { el: number; name: string; pc: bigint; step: number }[] = [];

  constructor(cpu: CpuState, sysregs: SysregFile, profile: CpuProfile, host: ExceptionHost) {
    this.cpu = cpu;
    this.sysregs = sysregs;
    this.profile = profile;
    this.host = host;
  }

  private reg(stem: string, el: number): number {
    return SYSREG[`${stem}_el${el}` as SysregName];
  }

  private hcr(bit: number): boolean {
    return this.profile.hasEl2 && ((this.sysregs.named('hcr_el2') >> BigInt(bit)) & 1n) === 1n;
  }

  /** Level that takes a synchronous exception from the current one. */
  targetOf(e: GuestException): 1 | 2 | 3 {
    const { el } = this.cpu;
    if (e.targetEl !== undefined) return e.targetEl;
    if (el >= 2) return el as 2 | 3;
    return el === 0 && this.hcr(27) ? 2 : 1;
  }

  /** Takes `e` with `pc` as the preferred return address. Faults are observed, calls are not. */
  takeSynchronous(e: GuestException, pc: bigint): void {
    const target = this.targetOf(e);
    const same = target === this.cpu.el;
    const lower = !same && (e.ec === EC.instructionAbort || e.ec === EC.dataAbort) ? 1 : 0;
    const ec = e.ec - lower;
    const esr = (BigInt(ec) << 26n) | (1n << 25n) | BigInt(e.iss);
    const site = this.host.site();
    const where = { va: e.far, regime: this.host.mmu.kindAt(this.cpu.el) };
    const vector = this.enter(target, 'sync', pc, e.name);
    this.sysregs.put(this.reg('esr', target), esr);
    if (e.far !== undefined) this.sysregs.put(this.reg('far', target), e.far);
    if (e.ipa !== undefined) this.sysregs.put(SYSREG.hpfar_el2, BigInt(Math.floor(e.ipa / 4096)) << 4n);
    const isCall = ec === EC.svc64 || ec === EC.hvc64 || ec === EC.smc64 || ec === EC.brk;
    if (isCall) return;
    this.ledger.taken(target, pc);
    if (e.base === 31) {
      const stack = { el: target, fault: e.fault, access: e.access } as const;
      this.host.log.report('stack-not-mapped', site, stack, where);
    }
    const facts = { exception: e.name, el: target, ec, esr, vector, fault: e.fault, access: e.access } as const;
    this.host.log.report('fault-taken', site, facts, where);
  }

  /** Common part of every entry; returns the vector's address. */
  enter(target: 1 | 2 | 3, kind: VectorKind, returnTo: bigint, name: string): bigint {
    const { cpu, sysregs, host } = this;
    const vbarKey = this.reg('vbar', target);
    const pending = sysregs.pendingOf(vbarKey);
    const vbar = sysregs.get(vbarKey) & ~0x7ffn;
    if (pending !== undefined && (pending.before & ~0x7ffn) !== vbar) {
      const facts = {
        register: sysregName(vbarKey).toUpperCase(),
        use: 'vector',
        old: pending.before,
        new: vbar,
        missing: 'isb',
      } as const;
      host.log.report('sysreg-unsynchronised', host.site(), facts, { cause: host.sites.of(pending.site) });
    }
    if (!sysregs.isDefined(vbarKey))
      host.log.report('vbar-unset', host.site(), { register: sysregName(vbarKey).toUpperCase(), exception: name });
    const offset = target === cpu.el ? (cpu.spsel === 1 ? 0x200 : 0) : 0x400;
    const vector = BigInt.asUintN(64, vbar + BigInt(offset + KIND_OFFSET[kind]));
    sysregs.put(this.reg('spsr', target), cpu.pstate);
    sysregs.put(this.reg('elr', target), returnTo);
    const sctlr = sysregs.get(this.reg('sctlr', target));
    cpu.switchMode(target, 1);
    cpu.daif = 15;
    const e2h = target === 2 && this.hcr(34);
    if ((target === 1 || e2h) && this.profile.features.has('FEAT_PAN') && ((sctlr >> 23n) & 1n) === 0n) cpu.pan = 1;
    cpu.uao = 0;
    cpu.il = 0;
    cpu.ss = 0;
    cpu.btype = 0;
    cpu.tco = this.profile.features.has('FEAT_MTE2') ? 1 : 0;
    cpu.ssbs = Number((sctlr >> 44n) & 1n);
    cpu.pc = vector;
    this.taken++;
    const site = host.site();
    this.entering = { el: target, vbar, name, site };
    if (this.entries.length < DEEPEST) this.entries.push({ el: target, name, pc: site.pc, step: site.step });
    host.contextSynchronisation();
    host.modeChanged();
    return vector;
  }

  /** ERET, to what `address` makes of ELR. An illegal return is observed. */
  returnFrom(address: (elr: bigint) => bigint): void {
    const { cpu, sysregs, host } = this;
    const el = cpu.el;
    const spsrKey = this.reg('spsr', el);
    const elrKey = this.reg('elr', el);
    for (const key of [spsrKey, elrKey]) {
      if (!sysregs.isDefined(key))
        host.log.report('eret-unset', host.site(), { register: sysregName(key).toUpperCase() });
    }
    // nothing set it: go on with the most benign value that the program can have meant, to find what lies behind
    const spsr = sysregs.isDefined(spsrKey) ? sysregs.get(spsrKey) : 0x3c5n;
    const target = address(sysregs.get(elrKey));
    const illegal = this.illegal(Number(spsr & 0xffffffffn), el);
    this.noteReturn(el, target);
    const entry = this.entries.findLastIndex((each) => each.el === el);
    if (entry >= 0) this.entries.length = entry;
    host.contextSynchronisation();
    if (illegal !== undefined) {
      host.log.report('illegal-eret', host.site(), { spsr, why: illegal });
      const mode = BigInt((cpu.el << 2) | cpu.spsel);
      cpu.pstate = (spsr & ~0xfn) | mode;
      cpu.il = 1;
    } else cpu.pstate = spsr;
    cpu.pc = target;
    host.modeChanged();
  }

  /** A handler that returns to the instruction that faulted, and has not asked why it was entered, was not written for that. */
  private noteReturn(el: number, target: bigint): void {
    const pc = this.ledger.returned(el, target);
    if (pc === undefined) return;
    this.blindReturns++;
    const esr = this.sysregs.get(this.reg('esr', el));
    const exception = 'a fault';
    this.host.log.report(
      'vector-unexpected',
      this.host.site(),
      { el, esr, pc, exception, ends: 'returns' },
      { va: pc },
    );
  }

  /** The PE waits for ever. A handler that has done nothing else was not written for the exception that entered it. */
  notePark(): void {
    const entry = this.entries.at(-1);
    const site = this.host.site();
    if (entry === undefined || entry.el !== this.cpu.el || site.step - entry.step > LONGEST_STUB) return;
    const { el, name, pc } = entry;
    const facts = { el, esr: this.sysregs.get(this.reg('esr', el)), pc, exception: name, ends: 'waits' } as const;
    this.host.log.report('vector-unexpected', site, facts, { va: pc });
  }

  /** Why SPSR asks for a return that D1.4.1 (illegal return events) forbids. */
  private illegal(spsr: number, el: number): string | undefined {
    if (spsr & 0x10) return 'AArch32 state, which this PE lacks';
    const target = (spsr >>> 2) & 3;
    if (spsr & 2) return 'M[1] is 1';
    if (target > el) return `EL${target} is above EL${el}`;
    if (target === 0 && spsr & 1) return 'EL0 with SP_EL1 selected';
    if (target === 2 && !this.profile.hasEl2) return 'EL2 is not implemented';
    if (target === 1 && el === 2 && this.hcr(27)) return 'EL1 while HCR_EL2.TGE is 1';
    if (target === 1 && el === 2 && !this.hcr(31)) return 'AArch64 EL1 while HCR_EL2.RW is 0';
    return undefined;
  }
}
