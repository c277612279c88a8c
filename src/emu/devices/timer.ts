/**
 * The generic timer, on the clock of executed instructions: deterministic, one tick for 16 of them at CNTFRQ.
 *
 * Enters: reads and writes of the CNT* system registers (by key). Leaves: their values, and the state of the timers' interrupt lines
 * (Arm DDI 0487 D11.2). WFI skips to the next deadline.
 */
import { SYSREG } from '../sysreg-file.ts';

interface Channel {
  ctl: bigint;
  cval: bigint;
  /** Private peripheral interrupt, as QEMU's virt wires it. */
  readonly intid: number;
  /** Counts from CNTVOFF_EL2. */
  readonly virtual: boolean;
}

export const TIMER_FREQUENCY = 62_500_000n;
/** Instructions for one tick: about 1 GHz. */
const INSTRUCTIONS_PER_TICK = 16;

const channel = (intid: number, virtual = false): Channel => ({ ctl: 0n, cval: 0n, intid, virtual });

export class Timer {
  readonly physical = channel(30);
  readonly virtual = channel(27, true);
  readonly hypervisor = channel(26);
  readonly hypervisorVirtual = channel(28);
  readonly secure = channel(29);
  private readonly channels = [this.physical, this.virtual, this.hypervisor, this.hypervisorVirtual, this.secure];
  private readonly registers = new Map<number, readonly [c: Channel, which: 'ctl' | 'cval' | 'tval']>(
    (
      [
        ['cntp', 'el0', this.physical],
        ['cntv', 'el0', this.virtual],
        ['cnthp', 'el2', this.hypervisor],
        ['cnthv', 'el2', this.hypervisorVirtual],
        ['cntps', 'el1', this.secure],
      ] as const
    ).flatMap(([stem, el, c]) =>
      (['ctl', 'cval', 'tval'] as const).map((which): [number, readonly [Channel, typeof which]] => [
        SYSREG[`${stem}_${which}_${el}` as keyof typeof SYSREG],
        [c, which],
      ]),
    ),
  );
  /** Ticks until something else on this clock raises an interrupt; undefined when nothing does. */
  readonly others: (() => bigint | undefined)[] = [];
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

  private now(c: Channel): bigint {
    return c.virtual ? BigInt.asUintN(64, this.count - this.offset) : this.count;
  }

  /** Value of a timer register; undefined when `key` is not one. `hostVirtual`: the virtual count has no offset (EL2 with E2H). */
  read(key: number, hostVirtual = false): bigint | undefined {
    if (key === SYSREG.cntfrq_el0) return this.frequency;
    if (key === SYSREG.cntpct_el0) return this.count;
    if (key === SYSREG.cntvct_el0) return hostVirtual ? this.count : BigInt.asUintN(64, this.count - this.offset);
    if (key === SYSREG.cntvoff_el2) return this.offset;
    const found = this.registers.get(key);
    if (found === undefined) return undefined;
    const [c, which] = found;
    if (which === 'cval') return c.cval;
    if (which === 'tval') return BigInt.asUintN(32, c.cval - this.now(c));
    return c.ctl | (this.met(c) ? 4n : 0n);
  }

  /** False when `key` is not a timer register. */
  write(key: number, value: bigint): boolean {
    if (key === SYSREG.cntfrq_el0) this.frequency = value;
    else if (key === SYSREG.cntvoff_el2) this.offset = value;
    else {
      const found = this.registers.get(key);
      if (found === undefined) return false;
      const [c, which] = found;
      if (which === 'ctl') c.ctl = value & 3n;
      else if (which === 'cval') c.cval = value;
      else c.cval = BigInt.asUintN(64, this.now(c) + BigInt.asIntN(32, value));
    }
    return true;
  }

  private met(c: Channel): boolean {
    return (c.ctl & 1n) !== 0n && this.now(c) >= c.cval;
  }

  /** Interrupt lines that are high. */
  pendingInterrupts(): number[] {
    return this.channels.filter((c) => (c.ctl & 2n) === 0n && this.met(c)).map((c) => c.intid);
  }

  /** Instructions until the next interrupt line goes high; undefined when none will. */
  nextDeadline(): number | undefined {
    let best: bigint | undefined;
    for (const other of this.others) {
      const left = other();
      if (left !== undefined && (best === undefined || left < best)) best = left > 0n ? left : 0n;
    }
    for (const c of this.channels) {
      if ((c.ctl & 3n) !== 1n) continue;
      const now = this.now(c);
      const left = c.cval > now ? c.cval - now : 0n;
      if (best === undefined || left < best) best = left;
    }
    return best === undefined ? undefined : Number(best) * INSTRUCTIONS_PER_TICK;
  }

  /** Instructions until the virtual (or physical) count reaches `value`; 0 when it has. */
  until(value: bigint, hostVirtual: boolean): number {
    const now = hostVirtual ? this.count : BigInt.asUintN(64, this.count - this.offset);
    return value > now ? Number(value - now) * INSTRUCTIONS_PER_TICK : 0;
  }

  /** Time passes by so many ticks. */
  pass(ticks: bigint): void {
    this.skipped += ticks;
  }

  /** WFI: time passes without instructions. */
  skip(instructions: number): void {
    this.skipped += BigInt(Math.ceil(instructions / INSTRUCTIONS_PER_TICK));
  }

  /** What puts the present state back. */
  save(): () => void {
    const { offset, frequency, skipped } = this;
    const states = this.channels.map((c) => ({ ctl: c.ctl, cval: c.cval }));
    return () => {
      Object.assign(this, { offset, frequency, skipped });
      for (const [i, c] of this.channels.entries()) Object.assign(c, states[i]);
    };
  }
}
