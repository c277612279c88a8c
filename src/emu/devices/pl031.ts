/**
 * PL031 real-time clock (Arm DDI 0224): seconds on the clock of executed instructions, from a fixed date.
 *
 * Enters: register accesses, the count of the generic timer. Leaves: the time; the level of its interrupt line, which a match raises.
 */
import type { Device } from './bus.ts';
import { idRegister } from './id-registers.ts';
import { TIMER_FREQUENCY, type Timer } from './timer.ts';

/** 2023-01-01: runs are to be the same every time. */
const START = 1_672_531_200;
/** Ticks that a read of the time takes: 1/256 s. */
const POLL = TIMER_FREQUENCY / 256n;
const IDS = [0x31, 0x10, 0x14, 0x00];

export class Pl031 implements Device {
  readonly name = 'pl031';
  readonly base: number;
  readonly size = 0x1000;
  private readonly timer: Timer;
  private readonly changed: () => void;
  private load = 0;
  /** What the clock shows when the timer's count is 0. */
  private offset = START;
  private match = 0;
  private armed = false;
  private mask = 0;
  private raw = 0;

  constructor(base: number, timer: Timer, changed: () => void) {
    this.base = base;
    this.timer = timer;
    this.changed = changed;
  }

  private now(): number {
    return (this.offset + Number(this.timer.count / TIMER_FREQUENCY)) >>> 0;
  }

  /** Raises the interrupt once the clock has passed the match register. */
  private settle(): void {
    if (!this.armed || this.now() < this.match) return;
    this.armed = false;
    this.raw = 1;
  }

  /** Whether the interrupt line is high. */
  get interrupt(): boolean {
    this.settle();
    return (this.raw & this.mask) !== 0;
  }

  /** Ticks of the generic timer until the line goes high by itself; undefined when it will not. */
  get deadline(): bigint | undefined {
    this.settle();
    if (!this.armed || this.mask === 0) return undefined;
    return BigInt(this.match - this.offset) * TIMER_FREQUENCY - this.timer.count;
  }

  read(at: number, _bytes: number): bigint {
    // who reads the clock again and again waits for it
    if (at === 0) this.timer.pass(POLL);
    this.settle();
    const values = [this.now(), this.match, this.load, 1, this.mask, this.raw, this.raw & this.mask];
    return idRegister(at, 0xfd0, 0, IDS) ?? BigInt(values[at >> 2] ?? 0);
  }

  write(at: number, _bytes: number, value: bigint): void {
    const v = Number(value & 0xffff_ffffn);
    if (at === 4) {
      this.match = v;
      this.armed = true;
    } else if (at === 8) {
      this.offset += v - this.now();
      this.load = v;
    } else if (at === 0x10) this.mask = v & 1;
    else if (at === 0x1c) this.raw = 0;
    this.changed();
  }

  save(): () => void {
    const { load, offset, match, armed, mask, raw } = this;
    return () => void Object.assign(this, { load, offset, match, armed, mask, raw });
  }
}
