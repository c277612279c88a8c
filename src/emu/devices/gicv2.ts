/** GICv2 (IHI 0048): distributor and CPU interface as memory-mapped devices over gic.ts. */
import type { Device } from './bus.ts';
import { type Gic, SPURIOUS } from './gic.ts';

export function gicv2(gic: Gic, distributor: number, cpuInterface: number): Device[] {
  return [new Distributor(gic, distributor), new CpuInterface(gic, cpuInterface)];
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
    if (at === 0) return BigInt(this.gic.distributorOn);
    if (at === 4) return BigInt(this.gic.lines / 32 - 1);
    if (at === 8) return 0x43bn;
    if (at === 0xfe8) return 0x2bn;
    return this.gic.readBank(at, bytes) ?? 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    if (at === 0) this.gic.distributorOn = Number(value & 3n);
    else if (at === 0xf00) this.gic.raise(Number(value & 15n));
    else this.gic.writeBank(at, bytes, value);
  }
}

class CpuInterface implements Device {
  readonly name = 'gicc';
  readonly base: number;
  readonly size = 0x10000;
  private readonly gic: Gic;
  private control = 0;
  private binaryPoint = 0n;

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
  }

  read(at: number, _bytes: number): bigint {
    const { gic } = this;
    switch (at) {
      case 0x00:
        return BigInt(this.control);
      case 0x04:
        return BigInt(gic.priorityMask);
      case 0x08:
        return this.binaryPoint;
      case 0x0c:
        return BigInt(gic.acknowledge());
      case 0x14:
        return BigInt(gic.currentPriority);
      case 0x18:
        return BigInt(gic.highest());
      case 0xfc:
        return 0x0002_043bn;
      default:
        return 0n;
    }
  }

  write(at: number, _bytes: number, value: bigint): void {
    const { gic } = this;
    const id = Number(value & 0x3ffn);
    if (at === 0x00) {
      this.control = Number(value & 0x3ffn);
      gic.cpuOn = (this.control & 3) !== 0;
    } else if (at === 0x04) gic.priorityMask = Number(value & 0xf8n);
    else if (at === 0x08) this.binaryPoint = value & 7n;
    else if (at === 0x10 && id !== SPURIOUS) gic.end(id, (this.control & 0x200) === 0);
    else if (at === 0x1000) gic.deactivate(id);
  }
}
