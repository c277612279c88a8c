/**
 * Which level takes a physical or virtual interrupt, and whether it may now.
 *
 * Enters: PSTATE, HCR_EL2, SCR_EL3, the lines that the interrupt controller holds high. Leaves: the exception to take, if any. Arm DDI 0487
 * D1.3.6 (asynchronous exception types, routing, masking and priorities).
 */
import type { CpuProfile } from './api.ts';
import type { CpuState } from './cpu-state.ts';
import type { VectorKind } from './exceptions.ts';
import type { SysregFile } from './sysreg-file.ts';

type Interrupt = Exclude<VectorKind, 'sync'>;

/** `target` undefined: pending, and masked. */
export interface DueInterrupt {
  readonly kind: Interrupt;
  readonly target: 1 | 2 | 3 | undefined;
}

/** PSTATE.DAIF mask bit; bit of HCR_EL2 and SCR_EL3 that routes it; bit of HCR_EL2 that makes a virtual one. */
const KINDS: Readonly<Record<Interrupt, { mask: number; hcr: bigint; scr: bigint; virtual: bigint }>> = {
  irq: { mask: 2, hcr: 4n, scr: 1n, virtual: 7n },
  fiq: { mask: 1, hcr: 3n, scr: 2n, virtual: 6n },
  serror: { mask: 4, hcr: 5n, scr: 3n, virtual: 8n },
};
const TGE = 27n;
const E2H = 34n;

export class InterruptRouting {
  private readonly cpu: CpuState;
  private readonly sysregs: SysregFile;
  private readonly profile: CpuProfile;

  constructor(cpu: CpuState, sysregs: SysregFile, profile: CpuProfile) {
    this.cpu = cpu;
    this.sysregs = sysregs;
    this.profile = profile;
  }

  private bit(register: 'hcr_el2' | 'scr_el3', bit: bigint): boolean {
    const there = register === 'hcr_el2' ? this.profile.hasEl2 : this.profile.hasEl3;
    return there && ((this.sysregs.named(register) >> bit) & 1n) === 1n;
  }

  /** Level that a physical interrupt is routed to. */
  private targetOf(kind: Interrupt): 1 | 2 | 3 {
    const { hcr, scr } = KINDS[kind];
    if (this.bit('scr_el3', scr)) return 3;
    return this.bit('hcr_el2', hcr) || this.bit('hcr_el2', TGE) ? 2 : 1;
  }

  /** Masked by PSTATE at its own level; below it, never; above it, always. */
  private open(kind: Interrupt, target: number): boolean {
    const { el, daif } = this.cpu;
    const masked = (daif & KINDS[kind].mask) !== 0;
    if (target === el) return !masked;
    // EL0's masks are those of the level that its exceptions belong to
    const own = target === 1 || (target === 2 && this.bit('hcr_el2', E2H) && this.bit('hcr_el2', TGE));
    return target > el && !(el === 0 && own && masked);
  }

  /** ISR_EL1 (D19.2.63): what is pending for EL1, virtual interrupts where EL2 has it so, else physical ones. */
  status(physical: 'irq' | 'fiq' | undefined): bigint {
    let value = 0n;
    for (const [kind, at] of [
      ['fiq', 6n],
      ['irq', 7n],
      ['serror', 8n],
    ] as const) {
      const { hcr, virtual } = KINDS[kind];
      const seesVirtual = this.cpu.el === 1 && this.bit('hcr_el2', hcr);
      if (seesVirtual ? this.bit('hcr_el2', virtual) : physical === kind) value |= 1n << at;
    }
    return value;
  }

  /** A virtual interrupt of HCR_EL2.{VI, VF, VSE}, which EL1 takes. */
  private virtual(): Interrupt | undefined {
    if (this.cpu.el > 1 || this.bit('hcr_el2', TGE)) return undefined;
    for (const kind of ['serror', 'irq', 'fiq'] as const) {
      const { hcr, mask, virtual } = KINDS[kind];
      if (this.bit('hcr_el2', hcr) && this.bit('hcr_el2', virtual) && (this.cpu.daif & mask) === 0) return kind;
    }
    return undefined;
  }

  /** The interrupt to take, with `physical` the line that is high. */
  due(physical: 'irq' | 'fiq' | undefined): DueInterrupt | undefined {
    if (physical !== undefined) {
      const target = this.targetOf(physical);
      if (this.open(physical, target)) return { kind: physical, target };
    }
    const kind = this.virtual();
    if (kind !== undefined) return { kind, target: 1 };
    return physical === undefined ? undefined : { kind: physical, target: undefined };
  }
}
