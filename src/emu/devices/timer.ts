/**
 * The generic timer, on the clock of executed instructions: deterministic, one tick an instruction at CNTFRQ.
 *
 * Enters: reads and writes of the CNT* system registers (by key). Leaves: their values, and the state of the three timer interrupt lines
 * (Arm DDI 0487 D11.2). WFI skips to the next deadline.
 */
import { SYSREG } from '../sysreg-file.ts';

interface Channel {
  ctl: bigint;
  cval: bigint;
  /** Private peripheral interrupt, as QEMU's virt wires it. */
  readonly intid: number;
}

export const TIMER_FREQUENCY = 62_500_000n;
/** Instructions for one tick: about 1 GHz. */
const INSTRUCTIONS_PER_TICK = 16;

export class Timer {
  readonly physical: Channel = { ctl: 0n, cval: 0n, intid: 30 };
  readonly virtual: Channel = { ctl: 0n, cval: 0n, intid: 27 };
  readonly hypervisor: Channel = { ctl: 0n, cval: 0n, intid: 26 };
  offset = 0n;
  private frequency = TIMER_FREQUENCY;
  /** Ticks that WFI has skipped. */
  private skipped = 0n;
  private readonly steps: () => number;

  constructor(steps: () => number) {
    this.steps = steps;
  }

  get count(): bigint {
    return BigInt(Math.floor(this.steps() / INSTRUCTIONS_PER_TICK)) + this.skipped;
  }

  private channel(key: number): { c: Channel; now: bigint; which: 'ctl' | 'cval' | 'tval' } | undefined {
    const now = this.count;
    const v = now - this.offset;
    switch (key) {
      case SYSREG.cntp_ctl_el0:
        return { c: this.physical, now, which: 'ctl' };
      case SYSREG.cntp_cval_el0:
        return { c: this.physical, now, which: 'cval' };
      case SYSREG.cntp_tval_el0:
        return { c: this.physical, now, which: 'tval' };
      case SYSREG.cntv_ctl_el0:
        return { c: this.virtual, now: v, which: 'ctl' };
      case SYSREG.cntv_cval_el0:
        return { c: this.virtual, now: v, which: 'cval' };
      case SYSREG.cntv_tval_el0:
        return { c: this.virtual, now: v, which: 'tval' };
      case SYSREG.cnthp_ctl_el2:
        return { c: this.hypervisor, now, which: 'ctl' };
      case SYSREG.cnthp_cval_el2:
        return { c: this.hypervisor, now, which: 'cval' };
      case SYSREG.cnthp_tval_el2:
        return { c: this.hypervisor, now, which: 'tval' };
    }
    return undefined;
  }

  /** Value of a timer register; undefined when `key` is not one. */
  read(key: number): bigint | undefined {
    if (key === SYSREG.cntfrq_el0) return this.frequency;
    if (key === SYSREG.cntpct_el0) return this.count;
    if (key === SYSREG.cntvct_el0) return BigInt.asUintN(64, this.count - this.offset);
    if (key === SYSREG.cntvoff_el2) return this.offset;
    const at = this.channel(key);
    if (at === undefined) return undefined;
    if (at.which === 'cval') return at.c.cval;
    if (at.which === 'tval') return BigInt.asUintN(32, at.c.cval - at.now);
    return at.c.ctl | (this.met(at.c, at.now) ? 4n : 0n);
  }

  /** False when `key` is not a timer register. */
  write(key: number, value: bigint): boolean {
    if (key === SYSREG.cntfrq_el0) this.frequency = value;
    else if (key === SYSREG.cntvoff_el2) this.offset = value;
    else {
      const at = this.channel(key);
      if (at === undefined) return false;
      if (at.which === 'ctl') at.c.ctl = value & 3n;
      else if (at.which === 'cval') at.c.cval = value;
      else at.c.cval = BigInt.asUintN(64, at.now + BigInt.asIntN(32, value));
    }
    return true;
  }

  private met(c: Channel, now: bigint): boolean {
    return (c.ctl & 1n) !== 0n && now >= c.cval;
  }

  /** Interrupt lines that are high. */
  pendingInterrupts(): number[] {
    const now = this.count;
    const lines: number[] = [];
    for (const [c, t] of [
      [this.physical, now],
      [this.virtual, now - this.offset],
      [this.hypervisor, now],
    ] as const) {
      if (this.met(c, t) && (c.ctl & 2n) === 0n) lines.push(c.intid);
    }
    return lines;
  }

  /** Instructions until the next interrupt line goes high; undefined when none will. */
  nextDeadline(): number | undefined {
    const now = this.count;
    let best: bigint | undefined;
    for (const [c, t] of [
      [this.physical, now],
      [this.virtual, now - this.offset],
      [this.hypervisor, now],
    ] as const) {
      if ((c.ctl & 3n) !== 1n) continue;
      const left = c.cval > t ? c.cval - t : 0n;
      if (best === undefined || left < best) best = left;
    }
    return best === undefined ? undefined : Number(best) * INSTRUCTIONS_PER_TICK;
  }

  /** WFI: time passes without instructions. */
  skip(instructions: number): void {
    this.skipped += BigInt(Math.ceil(instructions / INSTRUCTIONS_PER_TICK));
  }
}
