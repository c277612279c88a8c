/**
 * Generic Interrupt Controller: what version 2 (IHI 0048) and version 3 (IHI 0069) share for one processing element.
 *
 * Enters: levels of interrupt lines, distributor register accesses. Leaves: the interrupt to signal, by group and priority; acknowledge and
 * end of interrupt. The front ends (gicv2.ts, gicv3.ts) map registers onto it. One security state: GICD_CTLR.DS is 1.
 * Targets are those of a uniprocessor: read as zero.
 */
export const SPURIOUS = 1023;
const COUNT = 288;
const IDLE = 256;
/** Interrupts below this are software-generated. */
const SOFTWARE = 16;

export class Gic {
  readonly enabled = new Uint8Array(COUNT);
  readonly active = new Uint8Array(COUNT);
  readonly priority = new Uint8Array(COUNT);
  readonly group = new Uint8Array(COUNT);
  private readonly latched = new Uint8Array(COUNT);
  private readonly edge = new Uint8Array(COUNT);
  private firstSwitchable = 0;
  private readonly levels: () => readonly number[];
  private readonly changed: () => void;
  /** Bit g: the distributor forwards group g. */
  distributorOn = 0;
  /** Bit g: the CPU interface signals group g. */
  cpuGroups = 0;
  priorityMask = 0;
  /** Bit g: lowest priority bit that decides preemption by an interrupt of group g. */
  readonly binaryPoint = [0, 0];
  private running: number[] = [];

  constructor(levels: () => readonly number[], changed: () => void) {
    this.levels = levels;
    this.changed = changed;
    this.edge.fill(1, 0, SOFTWARE);
  }

  /** Version 2: software-generated interrupts cannot be disabled. */
  softwareAlwaysOn(): void {
    this.enabled.fill(1, 0, SOFTWARE);
    this.firstSwitchable = SOFTWARE;
  }

  get lines(): number {
    return COUNT;
  }

  private isPending(id: number, high: readonly number[]): boolean {
    return this.latched[id] === 1 || (this.edge[id] === 0 && high.includes(id));
  }

  private get runningPriority(): number {
    const top = this.running[this.running.length - 1];
    return top === undefined ? IDLE : this.preemption(top);
  }

  /** The part of an interrupt's priority that decides preemption. */
  private preemption(id: number): number {
    const shift = this.binaryPoint[this.group[id] as number] as number;
    return (this.priority[id] as number) & (-1 << shift);
  }

  /** The interrupt of highest priority that may be signalled, or SPURIOUS. */
  highest(): number {
    const groups = this.distributorOn & this.cpuGroups;
    if (groups === 0) return SPURIOUS;
    const high = this.levels();
    let best = SPURIOUS;
    let level = this.priorityMask;
    for (let id = 0; id < COUNT; id++) {
      if (this.enabled[id] === 0 || this.active[id] === 1 || (this.priority[id] as number) >= level) continue;
      if (((groups >> (this.group[id] as number)) & 1) === 0 || !this.isPending(id, high)) continue;
      best = id;
      level = this.priority[id] as number;
    }
    return best !== SPURIOUS && this.preemption(best) < this.runningPriority ? best : SPURIOUS;
  }

  /** Acknowledges the interrupt that is signalled, if it is of this group (-1: any). */
  acknowledge(group = -1): number {
    const id = this.highest();
    if (id === SPURIOUS || (group >= 0 && this.group[id] !== group)) return SPURIOUS;
    this.latched[id] = 0;
    this.active[id] = 1;
    this.running.push(id);
    this.changed();
    return id;
  }

  /** Priority drop; with `deactivate`, the end of the interrupt as well. */
  end(id: number, deactivate: boolean): void {
    if (id >= COUNT) return;
    const at = this.running.lastIndexOf(id);
    if (at >= 0) this.running.splice(at, 1);
    if (deactivate) this.active[id] = 0;
    this.changed();
  }

  deactivate(id: number): void {
    if (id < COUNT) this.active[id] = 0;
    this.changed();
  }

  raise(id: number): void {
    this.latched[id] = 1;
    this.changed();
  }

  /** SGI pending state by byte, one for each (GICD_SPENDSGIRn, GICD_CPENDSGIRn): one processor, so bit 0 is its source. */
  softwarePending(first: number, bytes: number): bigint {
    return this.gather(first, bytes, 8, (id) => this.latched[id] as number);
  }
  setSoftwarePending(first: number, bytes: number, value: bigint, to: 0 | 1): void {
    for (let i = 0; i < bytes; i++) if ((value >> BigInt(8 * i)) & 1n) this.latched[first + i] = to;
    this.changed();
  }

  get currentPriority(): number {
    return Math.min(255, this.runningPriority);
  }

  /** What puts the present state back. */
  save(): () => void {
    const arrays = [this.enabled, this.active, this.priority, this.group, this.latched, this.edge];
    const copies = arrays.map((a) => a.slice());
    const { distributorOn, cpuGroups, priorityMask } = this;
    const points = [...this.binaryPoint];
    const running = [...this.running];
    return () => {
      for (const [i, a] of arrays.entries()) a.set(copies[i] as Uint8Array);
      Object.assign(this, { distributorOn, cpuGroups, priorityMask, running: [...running] });
      this.binaryPoint.splice(0, 2, ...points);
    };
  }

  /** Registers of a bank that has one bit, byte or two bits an interrupt; `first`: interrupt number of the bank's start. */
  readBank(at: number, bytes: number): bigint | undefined {
    const high = this.levels();
    const bits = (from: number, of: (id: number) => number): bigint => this.gather((at - from) * 8, bytes * 8, 1, of);
    if (at >= 0x080 && at < 0x100) return bits(0x080, (i) => this.group[i] as number);
    if (at >= 0x100 && at < 0x180) return bits(0x100, (i) => this.enabled[i] as number);
    if (at >= 0x180 && at < 0x200) return bits(0x180, (i) => this.enabled[i] as number);
    if (at >= 0x200 && at < 0x280) return bits(0x200, (i) => Number(this.isPending(i, high)));
    if (at >= 0x280 && at < 0x300) return bits(0x280, (i) => Number(this.isPending(i, high)));
    if (at >= 0x300 && at < 0x380) return bits(0x300, (i) => this.active[i] as number);
    if (at >= 0x380 && at < 0x400) return bits(0x380, (i) => this.active[i] as number);
    if (at >= 0x400 && at < 0x800) return this.gather(at - 0x400, bytes, 8, (i) => this.priority[i] as number);
    if (at >= 0xc00 && at < 0xd00)
      return this.gather((at - 0xc00) * 4, bytes * 4, 2, (i) => 2 * (this.edge[i] as number));
    return undefined;
  }

  private gather(first: number, count: number, width: number, of: (id: number) => number): bigint {
    let value = 0n;
    for (let i = 0; i < count && first + i < COUNT; i++) value |= BigInt(of(first + i)) << BigInt(i * width);
    return value;
  }

  writeBank(at: number, bytes: number, value: bigint): boolean {
    const each = (first: number, count: number, width: number, to: (id: number, v: number) => void): boolean => {
      for (let i = 0; i < count && first + i < COUNT; i++)
        to(first + i, Number((value >> BigInt(i * width)) & ((1n << BigInt(width)) - 1n)));
      this.changed();
      return true;
    };
    const set = (array: Uint8Array, from: number, to: number): boolean =>
      each((at - from) * 8, bytes * 8, 1, (i, v) => {
        if (v === 1) array[i] = to;
      });
    if (at >= 0x080 && at < 0x100)
      return each((at - 0x080) * 8, bytes * 8, 1, (i, v) => {
        this.group[i] = v;
      });
    if (at >= 0x100 && at < 0x180) return set(this.enabled, 0x100, 1);
    if (at >= 0x180 && at < 0x200)
      return each((at - 0x180) * 8, bytes * 8, 1, (i, v) => {
        if (v === 1 && i >= this.firstSwitchable) this.enabled[i] = 0;
      });
    if (at >= 0x200 && at < 0x280) return set(this.latched, 0x200, 1);
    if (at >= 0x280 && at < 0x300) return set(this.latched, 0x280, 0);
    if (at >= 0x300 && at < 0x380) return set(this.active, 0x300, 1);
    if (at >= 0x380 && at < 0x400) return set(this.active, 0x380, 0);
    if (at >= 0x400 && at < 0x800)
      return each(at - 0x400, bytes, 8, (i, v) => {
        this.priority[i] = v & 0xf8;
      });
    if (at >= 0xc00 && at < 0xd00)
      return each((at - 0xc00) * 4, bytes * 4, 2, (i, v) => {
        if (i >= SOFTWARE) this.edge[i] = v >> 1;
      });
    return false;
  }
}
