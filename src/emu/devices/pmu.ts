/**
 * Performance monitors (PMUv3, Arm DDI 0487 D12): a cycle counter and six event counters on the clock of executed instructions.
 *
 * Enters: reads and writes of the PM* system registers. Leaves: their values. Events: 0x00 software increment, 0x08 instructions retired,
 * 0x11 cycles (one an instruction: nothing here has a pipeline). Filters by level and the overflow interrupt are not modelled: what
 * is counted is counted at every level.
 */
import { sysregByName } from '../../isa/sysregs.ts';
import { EVENT_COUNTERS } from '../register-access.ts';
import type { SysregDevice } from '../system.ts';

const CYCLES = 31;
const MASK32 = 0xffff_ffffn;
const IMPLEMENTED = (1n << BigInt(CYCLES)) | ((1n << BigInt(EVENT_COUNTERS)) - 1n);
/** PMCEID0_EL0: SW_INCR, INST_RETIRED, CPU_CYCLES. */
const EVENTS = 1n | (1n << 8n) | (1n << 17n);
const WRITABLE_CONTROL = 0xe9n;

interface Counter {
  value: bigint;
  /** Event number; with bits of the filter above. */
  type: bigint;
  /** Steps at which `value` was right. */
  since: number;
}

const key = (name: string): number => sysregByName(name)?.key ?? -1;

export class Pmu implements SysregDevice {
  private control = 0n;
  private enabled = 0n;
  private overflow = 0n;
  private interrupts = 0n;
  private user = 0n;
  private selected = 0;
  private readonly counters = Array.from({ length: CYCLES + 1 }, (): Counter => ({ value: 0n, type: 0n, since: 0 }));
  private readonly steps: () => number;
  private readonly reads = new Map<number, () => bigint>();
  private readonly writes = new Map<number, (value: bigint) => void>();

  constructor(steps: () => number) {
    this.steps = steps;
    this.defineControls();
    this.defineSets();
    this.register(
      'pmselr_el0',
      () => BigInt(this.selected),
      (v) => {
        this.selected = Number(v & 31n);
      },
    );
    this.register(
      'pmccntr_el0',
      () => this.count(CYCLES),
      (v) => this.set(CYCLES, v),
    );
    this.register(
      'pmccfiltr_el0',
      () => this.counter(CYCLES).type,
      (v) => this.setType(CYCLES, v),
    );
    this.register(
      'pmxevcntr_el0',
      () => this.count(this.selected),
      (v) => this.set(this.selected, v & MASK32),
    );
    this.register(
      'pmxevtyper_el0',
      () => this.typeOf(this.selected),
      (v) => this.setType(this.selected, v),
    );
    for (let n = 0; n < EVENT_COUNTERS; n++) {
      this.register(
        `pmevcntr${n}_el0`,
        () => this.count(n),
        (v) => this.set(n, v & MASK32),
      );
      this.register(
        `pmevtyper${n}_el0`,
        () => this.typeOf(n),
        (v) => this.setType(n, v),
      );
    }
  }

  private register(name: string, read: (() => bigint) | undefined, write?: (value: bigint) => void): void {
    if (read !== undefined) this.reads.set(key(name), read);
    if (write !== undefined) this.writes.set(key(name), write);
  }

  private defineControls(): void {
    const implementer = 0x41n << 24n;
    this.register(
      'pmcr_el0',
      () => implementer | (BigInt(EVENT_COUNTERS) << 11n) | this.control,
      (v) => {
        this.settle();
        if ((v & 4n) !== 0n) this.counter(CYCLES).value = 0n;
        if ((v & 2n) !== 0n) for (let n = 0; n < EVENT_COUNTERS; n++) this.counter(n).value = 0n;
        this.control = v & WRITABLE_CONTROL;
      },
    );
    this.register('pmceid0_el0', () => EVENTS);
    this.register('pmceid1_el0', () => 0n);
    this.register(
      'pmuserenr_el0',
      () => this.user,
      (v) => {
        this.user = v & 15n;
      },
    );
    this.register('pmswinc_el0', undefined, (v) => {
      for (let n = 0; n < EVENT_COUNTERS; n++) {
        const c = this.counter(n);
        if (((v >> BigInt(n)) & 1n) === 1n && this.runs(n) && (c.type & 0xffffn) === 0n) this.advance(n, 1n);
      }
    });
  }

  private defineSets(): void {
    const pair = (set: string, clear: string, get: () => bigint, put: (v: bigint) => void): void => {
      this.register(set, get, (v) => put(get() | (v & IMPLEMENTED)));
      this.register(clear, get, (v) => put(get() & ~v));
    };
    pair(
      'pmcntenset_el0',
      'pmcntenclr_el0',
      () => this.enabled,
      (v) => {
        this.settle();
        this.enabled = v;
      },
    );
    const overflow = (): bigint => {
      this.settle();
      return this.overflow;
    };
    pair('pmovsset_el0', 'pmovsclr_el0', overflow, (v) => {
      this.overflow = v;
    });
    pair(
      'pmintenset_el1',
      'pmintenclr_el1',
      () => this.interrupts,
      (v) => {
        this.interrupts = v;
      },
    );
  }

  private counter(n: number): Counter {
    return this.counters[n] as Counter;
  }
  private exists(n: number): boolean {
    return n === CYCLES || n < EVENT_COUNTERS;
  }
  private runs(n: number): boolean {
    return (this.control & 1n) === 1n && ((this.enabled >> BigInt(n)) & 1n) === 1n;
  }
  private typeOf(n: number): bigint {
    return this.exists(n) ? this.counter(n).type : 0n;
  }
  private setType(n: number, type: bigint): void {
    this.settle();
    if (this.exists(n)) this.counter(n).type = n === CYCLES ? type & 0xfc00_0000n : type & 0xfe00_ffffn;
  }
  private set(n: number, value: bigint): void {
    this.settle();
    if (this.exists(n)) this.counter(n).value = value;
  }
  private count(n: number): bigint {
    this.settle();
    return this.exists(n) ? this.counter(n).value : 0n;
  }

  /** Adds to a counter; overflow is out of 32 bits, for the cycle counter with PMCR_EL0.LC out of 64. */
  private advance(n: number, by: bigint): void {
    const c = this.counter(n);
    const sum = c.value + by;
    const wide = n === CYCLES;
    const limit = wide && (this.control & 0x40n) !== 0n ? 64n : 32n;
    if (sum >> limit !== c.value >> limit) this.overflow |= 1n << BigInt(n);
    c.value = BigInt.asUintN(wide ? 64 : 32, sum);
  }

  /** Brings all counters up to now. */
  private settle(): void {
    const now = this.steps();
    for (const n of [...Array(EVENT_COUNTERS).keys(), CYCLES]) {
      const c = this.counter(n);
      const event = n === CYCLES ? 0x11n : c.type & 0xffffn;
      if (this.runs(n) && (event === 0x11n || event === 8n)) this.advance(n, BigInt(now - c.since));
      c.since = now;
    }
  }

  read(of: number): bigint | undefined {
    return this.reads.get(of)?.();
  }

  write(of: number, value: bigint): boolean {
    const write = this.writes.get(of);
    write?.(value);
    return write !== undefined;
  }

  save(): () => void {
    const { control, enabled, overflow, interrupts, user, selected } = this;
    const states = this.counters.map((c) => ({ ...c }));
    return () => {
      Object.assign(this, { control, enabled, overflow, interrupts, user, selected });
      for (const [i, c] of this.counters.entries()) Object.assign(c, states[i]);
    };
  }
}
