/** GICv3 (IHI 0069): distributor, one redistributor, and the CPU interface as system registers, over gic.ts. */
import { keyOf } from '../sysreg-file.ts';
import type { SysregDevice } from '../system.ts';
import type { Device } from './bus.ts';
import { type Gic, SPURIOUS } from './gic.ts';
import type { Signal } from './gicv2.ts';
import { idRegister } from './id-registers.ts';

const ICC = {
  pmr: keyOf(3, 0, 4, 6, 0),
  iar0: keyOf(3, 0, 12, 8, 0),
  eoir0: keyOf(3, 0, 12, 8, 1),
  hppir0: keyOf(3, 0, 12, 8, 2),
  bpr0: keyOf(3, 0, 12, 8, 3),
  dir: keyOf(3, 0, 12, 11, 1),
  rpr: keyOf(3, 0, 12, 11, 3),
  sgi1r: keyOf(3, 0, 12, 11, 5),
  asgi1r: keyOf(3, 0, 12, 11, 6),
  sgi0r: keyOf(3, 0, 12, 11, 7),
  iar1: keyOf(3, 0, 12, 12, 0),
  eoir1: keyOf(3, 0, 12, 12, 1),
  hppir1: keyOf(3, 0, 12, 12, 2),
  bpr1: keyOf(3, 0, 12, 12, 3),
  ctlr: keyOf(3, 0, 12, 12, 4),
  sre: keyOf(3, 0, 12, 12, 5),
  igrpen0: keyOf(3, 0, 12, 12, 6),
  igrpen1: keyOf(3, 0, 12, 12, 7),
  sreEl2: keyOf(3, 4, 12, 9, 5),
  ctlrEl3: keyOf(3, 6, 12, 12, 4),
  sreEl3: keyOf(3, 6, 12, 12, 5),
  igrpen1El3: keyOf(3, 6, 12, 12, 7),
} as const;

export function gicv3(gic: Gic, distributor: number, redistributor: number): { devices: Device[]; signal: Signal } {
  const signal = (): 'irq' | 'fiq' | undefined => {
    const id = gic.highest();
    return id === SPURIOUS ? undefined : gic.group[id] === 0 ? 'fiq' : 'irq';
  };
  return { devices: [new Distributor(gic, distributor), new Redistributor(gic, redistributor)], signal };
}

/** Private interrupts are the redistributor's. */
function isPrivate(at: number): boolean {
  return (at >= 0x80 && at < 0x400 && (at & 0x7f) < 4) || (at >= 0x400 && at < 0x420) || (at >= 0xc00 && at < 0xc08);
}

/** GICD_IROUTERn. There is one processor to route to: the registers only keep what is written. */
const ROUTER = 0x6000;

class Distributor implements Device {
  readonly name = 'gicd';
  readonly base: number;
  readonly size = 0x10000;
  private readonly gic: Gic;
  private readonly routes = new Map<number, bigint>();

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
  }

  read(at: number, bytes: number): bigint {
    if (at === 0) return BigInt(this.gic.distributorOn) | 0x50n;
    // 256 interrupts and no LPIs, 16 bits of number, A3V, No1N
    if (at === 4) return BigInt((this.gic.lines - 32) / 32 - 1) | (15n << 19n) | (3n << 24n);
    if (at === 8) return 0x43bn;
    if (isPrivate(at)) return 0n;
    if (at >= ROUTER && at < ROUTER + 8 * this.gic.lines) return this.routes.get(at) ?? 0n;
    return idRegister(at, 0xffd0, 0x44, [0x92, 0xb4, 0x3b, 0]) ?? this.gic.readBank(at, bytes) ?? 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    if (at === 0) this.gic.distributorOn = Number(value & 3n);
    else if (at >= ROUTER && at < ROUTER + 8 * this.gic.lines) this.routes.set(at, value);
    else if (!isPrivate(at)) this.gic.writeBank(at, bytes, value);
  }

  save(): () => void {
    const putBack = this.gic.save();
    const routes = [...this.routes];
    return () => {
      putBack();
      this.routes.clear();
      for (const [at, value] of routes) this.routes.set(at, value);
    };
  }
}

class Redistributor implements Device {
  readonly name = 'gicr';
  readonly base: number;
  readonly size = 0x20000;
  private readonly gic: Gic;
  private asleep = true;

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
  }

  read(at: number, bytes: number): bigint {
    if (at >= 0x10000) return this.gic.readBank(at - 0x10000, bytes) ?? 0n;
    if (at === 4) return 0x43bn;
    // GICR_TYPER: the last redistributor, affinity 0, no physical LPIs
    if (at === 8) return 0x10n;
    if (at === 0x14) return this.asleep ? 6n : 0n;
    return idRegister(at, 0xffd0, 0x44, [0x93, 0xb4, 0x3b, 0]) ?? 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    if (at === 0x14) this.asleep = (value & 2n) !== 0n;
    else if (at >= 0x10000) this.gic.writeBank(at - 0x10000, bytes, value);
  }

  save(): () => void {
    const { asleep } = this;
    return () => void Object.assign(this, { asleep });
  }
}

/** Lowest values that ICC_BPR0_EL1 and ICC_BPR1_EL1 can have with five bits of priority. */
const LEAST_POINT = [2, 3];
/** ICC_CTLR_EL1: A3V, 24 bits of interrupt number, five of priority. */
const CONTROL = 0x8c00n;

/** The CPU interface's ICC_* registers. */
export class IccRegisters implements SysregDevice {
  private readonly gic: Gic;
  private control = 0n;

  constructor(gic: Gic) {
    this.gic = gic;
    gic.binaryPoint.splice(0, 2, 3, 3);
  }

  /** ICC_BPR0_EL1: group priority is bits [7:n+1]; ICC_BPR1_EL1: [7:n]. */
  private point(group: 0 | 1): bigint {
    return BigInt((this.gic.binaryPoint[group] as number) - 1 + group);
  }
  private setPoint(group: 0 | 1, value: bigint): void {
    this.gic.binaryPoint[group] = Math.max(Number(value & 7n), LEAST_POINT[group] as number) + 1 - group;
  }

  private highest(group: number): bigint {
    const id = this.gic.highest();
    return BigInt(id !== SPURIOUS && this.gic.group[id] === group ? id : SPURIOUS);
  }

  read(key: number): bigint | undefined {
    const { gic } = this;
    switch (key) {
      case ICC.pmr:
        return BigInt(gic.priorityMask);
      case ICC.iar0:
      case ICC.iar1:
        return BigInt(gic.acknowledge(key === ICC.iar1 ? 1 : 0));
      case ICC.rpr:
        return BigInt(gic.currentPriority);
      case ICC.hppir0:
      case ICC.hppir1:
        return this.highest(key === ICC.hppir1 ? 1 : 0);
      case ICC.bpr0:
      case ICC.bpr1:
        return this.point(key === ICC.bpr1 ? 1 : 0);
      case ICC.ctlr:
      case ICC.ctlrEl3:
        return this.control | CONTROL;
      case ICC.sre:
        return 7n;
      case ICC.sreEl2:
      case ICC.sreEl3:
        return 15n;
      case ICC.igrpen0:
        return BigInt(gic.cpuGroups & 1);
      case ICC.igrpen1:
      case ICC.igrpen1El3:
        return BigInt(gic.cpuGroups >> 1);
      default:
        return undefined;
    }
  }

  write(key: number, value: bigint): boolean {
    const { gic } = this;
    const id = Number(value & 0xffffffn);
    if (key === ICC.pmr) gic.priorityMask = Number(value & 0xf8n);
    else if (key === ICC.eoir0 || key === ICC.eoir1) gic.end(id, (this.control & 2n) === 0n);
    else if (key === ICC.dir) gic.deactivate(id);
    else if (key === ICC.sgi1r || key === ICC.sgi0r || key === ICC.asgi1r) this.software(value);
    else if (key === ICC.ctlr) this.control = value & 3n;
    else if (key === ICC.igrpen0) gic.cpuGroups = (gic.cpuGroups & 2) | Number(value & 1n);
    else if (key === ICC.igrpen1) gic.cpuGroups = (gic.cpuGroups & 1) | (Number(value & 1n) << 1);
    else if (key === ICC.igrpen1El3) gic.cpuGroups = (gic.cpuGroups & 1) | (Number(value & 3n) === 0 ? 0 : 2);
    else if (key === ICC.bpr1 || key === ICC.bpr0) this.setPoint(key === ICC.bpr1 ? 1 : 0, value);
    else return key === ICC.sre || key === ICC.sreEl2 || key === ICC.sreEl3 || key === ICC.ctlrEl3;
    return true;
  }

  /** To all other processors (there are none), or to those of a list with affinity 0.0.0. */
  private software(value: bigint): void {
    const others = ((value >> 40n) & 1n) === 1n;
    const affinity = value & 0x00ff_00ff_00ff_0000n;
    if (!others && affinity === 0n && (value & 1n) === 1n) this.gic.raise(Number((value >> 24n) & 15n));
  }

  save(): () => void {
    const { control } = this;
    return () => void Object.assign(this, { control });
  }
}
