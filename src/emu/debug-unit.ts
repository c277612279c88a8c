/**
 * Self-hosted debug (Arm DDI 0487 D2): breakpoints by address, watchpoints, software step, with exceptions to EL1 or, with MDCR_EL2.TDE, EL2.
 *
 * Enters: MDSCR_EL1, the OS lock, DBGB*, DBGW*, PSTATE.{D, SS}. Leaves: whether any of it is on at the current level (the engines then
 * go instruction by instruction), and the exception that an instruction or an access meets. Not modelled: linked and context breakpoints,
 * halting debug, steps of instructions that raise exceptions themselves.
 */
import type { CpuProfile } from './api.ts';
import type { CpuState } from './cpu-state.ts';
import { EC, type GuestException, simple } from './faults.ts';
import { BREAKPOINTS, WATCHPOINTS } from './register-access.ts';
import { keyOf, SYSREG, type SysregFile } from './sysreg-file.ts';

const BREAK = { value: (n: number) => keyOf(2, 0, 0, n, 4), control: (n: number) => keyOf(2, 0, 0, n, 5) };
const WATCH = { value: (n: number) => keyOf(2, 0, 0, n, 6), control: (n: number) => keyOf(2, 0, 0, n, 7) };
/** IFSC or DFSC of every debug exception. */
const DEBUG_STATUS = 0x22;
const SYNDROME_VALID = 1 << 24;
const bit = (value: bigint, n: bigint): boolean => ((value >> n) & 1n) === 1n;

export class DebugUnit {
  /** OSLSR_EL1.OSLK: set by a reset; nothing of this works while it is. */
  locked = 1n;
  private readonly cpu: CpuState;
  private readonly sysregs: SysregFile;
  private readonly profile: CpuProfile;

  constructor(cpu: CpuState, sysregs: SysregFile, profile: CpuProfile) {
    this.cpu = cpu;
    this.sysregs = sysregs;
    this.profile = profile;
  }

  private get target(): 1 | 2 {
    return this.profile.hasEl2 && bit(this.sysregs.named('mdcr_el2'), 8n) ? 2 : 1;
  }

  /** Whether debug exceptions are enabled at the current level (D2.3). */
  private enabled(mdscr: bigint): boolean {
    const { cpu, target } = this;
    if (this.locked === 1n || cpu.el > target) return false;
    return cpu.el < target || (bit(mdscr, 13n) && (cpu.daif & 8) === 0);
  }

  private stepping(mdscr: bigint): boolean {
    return bit(mdscr, 0n) && this.enabled(mdscr);
  }

  /** Whether instructions must be looked at one by one. */
  get active(): boolean {
    const mdscr = this.sysregs.get(SYSREG.mdscr_el1);
    return (mdscr & 0x8001n) !== 0n && this.enabled(mdscr);
  }

  private matches(control: bigint): boolean {
    const levels = Number((control >> 1n) & 3n);
    return bit(control, 0n) && (levels & (this.cpu.el === 0 ? 2 : 1)) !== 0;
  }

  private raise(name: string, ec: number, iss: number, far?: bigint): GuestException {
    return { ...simple(name, ec + (this.target === this.cpu.el ? 1 : 0), iss, far), targetEl: this.target };
  }

  /** The exception before the instruction at `pc`, if there is one. */
  before(pc: bigint): GuestException | undefined {
    const mdscr = this.sysregs.get(SYSREG.mdscr_el1);
    if (this.stepping(mdscr) && this.cpu.ss === 0)
      return this.raise('software step', EC.softwareStep, SYNDROME_VALID | DEBUG_STATUS);
    if (!bit(mdscr, 15n) || !this.enabled(mdscr)) return undefined;
    for (let n = 0; n < BREAKPOINTS; n++) {
      const control = this.sysregs.get(BREAK.control(n));
      const unlinked = ((control >> 20n) & 15n) === 0n;
      if (this.matches(control) && unlinked && this.sysregs.get(BREAK.value(n)) === pc)
        return this.raise('breakpoint', EC.breakpoint, DEBUG_STATUS);
    }
    return undefined;
  }

  /** An instruction was executed, with no exception: the step is over. */
  after(): void {
    if (this.stepping(this.sysregs.get(SYSREG.mdscr_el1))) this.cpu.ss = 0;
  }

  /** The exception of an access to the byte at `va`, if a watchpoint covers it. */
  access(va: bigint, write: boolean): GuestException | undefined {
    const mdscr = this.sysregs.get(SYSREG.mdscr_el1);
    if (!bit(mdscr, 15n) || !this.enabled(mdscr)) return undefined;
    for (let n = 0; n < WATCHPOINTS; n++) {
      const control = this.sysregs.get(WATCH.control(n));
      if (!this.matches(control) || !bit(control, write ? 4n : 3n)) continue;
      const mask = (control >> 24n) & 31n;
      const base = this.sysregs.get(WATCH.value(n));
      const covered =
        mask === 0n ? va >> 3n === base >> 3n && bit(control >> 5n, va & 7n) : va >> mask === base >> mask;
      if (covered) return this.raise('watchpoint', EC.watchpoint, DEBUG_STATUS | (write ? 1 << 6 : 0), va);
    }
    return undefined;
  }
}
