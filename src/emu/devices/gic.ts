/**
 * Generic Interrupt Controller: what version 2 (IHI 0048) and version 3 (IHI 0069) share for one processing element.
 *
 * Enters: levels of interrupt lines, distributor register accesses. Leaves: the interrupt to signal, by priority; acknowledge and end of
 * interrupt. The front ends (gicv2.ts, gicv3.ts) map registers onto it. Everything is group 1 to the guest.
 */
export const SPURIOUS = 1023;
const COUNT = 288;

export class Gic {
  readonly enabled = new Uint8Array(COUNT);
  readonly active = new Uint8Array(COUNT);
  readonly priority = new Uint8Array(COUNT);
  readonly group = new Uint8Array(COUNT);
  private readonly latched = new Uint8Array(COUNT);
  private readonly edge = new Uint8Array(COUNT);
  private readonly targets = new Uint8Array(COUNT).fill(1);
  private readonly levels: () => readonly number[];
  private readonly changed: () => void;
  distributorOn = 0;
  cpuOn = false;
  priorityMask = 0;
  private readonly running: number[] = [];

  constructor(levels: () => readonly number[], changed: () => void) {
    this.levels = levels;
    this.changed = changed;
    this.edge.fill(1, 0, 16);
  }

  get lines(): number {
    return COUNT;
  }

  private isPending(id: number, high: readonly number[]): boolean {
    return this.latched[id] === 1 || (this.edge[id] === 0 && high.includes(id));
  }

  private get runningPriority(): number {
    const top = this.running[this.running.length - 1];
    return top === undefined ? 256 : (this.priority[top] as number);
  }

  /** The interrupt of highest priority that may be signalled, or SPURIOUS. */
  highest(): number {
    if (this.distributorOn === 0 || !this.cpuOn) return SPURIOUS;
    const high = this.levels();
    let best = SPURIOUS;
    let level = Math.min(this.priorityMask, this.runningPriority);
    for (let id = 0; id < COUNT; id++) {
      if (this.enabled[id] === 0 || this.active[id] === 1 || (this.priority[id] as number) >= level) continue;
      if (!this.isPending(id, high)) continue;
      best = id;
      level = this.priority[id] as number;
    }
    return best;
  }

  acknowledge(): number {
    const id = this.highest();
    if (id === SPURIOUS) return id;
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

  get currentPriority(): number {
    return Math.min(255, this.runningPriority);
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
    if (at >= 0x800 && at < 0xc00)
      return this.gather(at - 0x800, bytes, 8, (i) => (i < 32 ? 1 : (this.targets[i] as number)));
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
    if (at >= 0x180 && at < 0x200) return set(this.enabled, 0x180, 0);
    if (at >= 0x200 && at < 0x280) return set(this.latched, 0x200, 1);
    if (at >= 0x280 && at < 0x300) return set(this.latched, 0x280, 0);
    if (at >= 0x300 && at < 0x380) return set(this.active, 0x300, 1);
    if (at >= 0x380 && at < 0x400) return set(this.active, 0x380, 0);
    if (at >= 0x400 && at < 0x800)
      return each(at - 0x400, bytes, 8, (i, v) => {
        this.priority[i] = v & 0xf8;
      });
    if (at >= 0x800 && at < 0xc00)
      return each(at - 0x800, bytes, 8, (i, v) => {
        this.targets[i] = v;
      });
    if (at >= 0xc00 && at < 0xd00)
      return each((at - 0xc00) * 4, bytes * 4, 2, (i, v) => {
        if (i >= 16) this.edge[i] = v >> 1;
      });
    return false;
  }
}
