/** GICv3 (IHI 0069): distributor, one redistributor, and the CPU interface as system registers, over gic.ts. */
import { keyOf } from '../sysreg-file.ts';
import type { SysregDevice } from '../system.ts';
import type { Device } from './bus.ts';
import { type Gic, SPURIOUS } from './gic.ts';

const ICC = {
  pmr: keyOf(3, 0, 4, 6, 0),
  iar0: keyOf(3, 0, 12, 8, 0),
  eoir0: keyOf(3, 0, 12, 8, 1),
  bpr0: keyOf(3, 0, 12, 8, 3),
  dir: keyOf(3, 0, 12, 11, 1),
  rpr: keyOf(3, 0, 12, 11, 3),
  sgi1r: keyOf(3, 0, 12, 11, 5),
  iar1: keyOf(3, 0, 12, 12, 0),
  eoir1: keyOf(3, 0, 12, 12, 1),
  hppir1: keyOf(3, 0, 12, 12, 2),
  bpr1: keyOf(3, 0, 12, 12, 3),
  ctlr: keyOf(3, 0, 12, 12, 4),
  sre: keyOf(3, 0, 12, 12, 5),
  igrpen0: keyOf(3, 0, 12, 12, 6),
  igrpen1: keyOf(3, 0, 12, 12, 7),
  sreEl2: keyOf(3, 4, 12, 9, 5),
  sreEl3: keyOf(3, 6, 12, 12, 5),
} as const;

export function gicv3(gic: Gic, distributor: number, redistributor: number): Device[] {
  return [new Distributor(gic, distributor), new Redistributor(gic, redistributor)];
}

class Distributor implements Device {
  readonly name = 'gicd';
  readonly base: number;
  readonly size = 0x10000;
  private readonly gic: Gic;

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
  }

  read(at: number, bytes: number): bigint {
    if (at === 0) return BigInt(this.gic.distributorOn) | 0x50n;
    if (at === 4) return BigInt(this.gic.lines / 32 - 1) | (15n << 19n);
    if (at === 8) return 0x43bn;
    if (at === 0xffe8) return 0x3bn;
    // private interrupts are the redistributor's
    if ((at >= 0x80 && at < 0x400 && (at & 0x7f) < 4) || (at >= 0x400 && at < 0x420) || (at >= 0xc00 && at < 0xc08))
      return 0n;
    return this.gic.readBank(at, bytes) ?? 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    if (at === 0) this.gic.distributorOn = Number(value & 3n);
    else this.gic.writeBank(at, bytes, value);
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
    // GICR_TYPER: the last redistributor, affinity 0
    if (at === 8) return 0x10n;
    if (at === 0x14) return this.asleep ? 6n : 0n;
    return at === 0xffe8 ? 0x3bn : 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    if (at === 0x14) this.asleep = (value & 2n) !== 0n;
    else if (at >= 0x10000) this.gic.writeBank(at - 0x10000, bytes, value);
  }
}

/** The CPU interface's ICC_* registers. */
export class IccRegisters implements SysregDevice {
  private readonly gic: Gic;
  private control = 0n;
  private group1 = 0n;
  private binaryPoint = 0n;

  constructor(gic: Gic) {
    this.gic = gic;
  }

  read(key: number): bigint | undefined {
    const { gic } = this;
    switch (key) {
      case ICC.pmr:
        return BigInt(gic.priorityMask);
      case ICC.iar1:
        return BigInt(gic.acknowledge());
      case ICC.iar0:
        return BigInt(SPURIOUS);
      case ICC.rpr:
        return BigInt(gic.currentPriority);
      case ICC.hppir1:
        return BigInt(gic.highest());
      case ICC.bpr0:
      case ICC.bpr1:
        return this.binaryPoint;
      case ICC.ctlr:
        return this.control | (4n << 8n);
      case ICC.sre:
        return 7n;
      case ICC.sreEl2:
      case ICC.sreEl3:
        return 15n;
      case ICC.igrpen1:
        return this.group1;
      case ICC.igrpen0:
        return 0n;
      default:
        return undefined;
    }
  }

  write(key: number, value: bigint): boolean {
    const { gic } = this;
    const id = Number(value & 0xffffffn);
    if (key === ICC.pmr) gic.priorityMask = Number(value & 0xf8n);
    else if (key === ICC.eoir1) gic.end(id, (this.control & 2n) === 0n);
    else if (key === ICC.dir) gic.deactivate(id);
    else if (key === ICC.sgi1r) gic.raise(Number((value >> 24n) & 15n));
    else if (key === ICC.ctlr) this.control = value & 3n;
    else if (key === ICC.igrpen1) {
      this.group1 = value & 1n;
      gic.cpuOn = this.group1 === 1n;
    } else if (key === ICC.bpr1 || key === ICC.bpr0) this.binaryPoint = value & 7n;
    else return key === ICC.eoir0 || key === ICC.sre || key === ICC.sreEl2 || key === ICC.sreEl3 || key === ICC.igrpen0;
    return true;
  }
}
