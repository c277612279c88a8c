/** GICv2 (IHI 0048): distributor and CPU interface as memory-mapped devices over gic.ts. */
import type { Device } from './bus.ts';
import { type Gic, SPURIOUS } from './gic.ts';
import { idRegister } from './id-registers.ts';

export function gicv2(gic: Gic, distributor: number, cpuInterface: number): { devices: Device[]; signal: Signal } {
  gic.softwareAlwaysOn();
  const cpu = new CpuInterface(gic, cpuInterface);
  return { devices: [new Distributor(gic, distributor), cpu], signal: () => cpu.signal() };
}

/** Which of the processor's inputs is high. */
export type Signal = () => 'irq' | 'fiq' | undefined;

/** What IAR and HPPIR say when the interrupt is of group 1 and must be taken through the aliased registers (IHI 0048 4.4.4). */
const GROUP1 = 1022;
const IDS = [0x90, 0xb4, 0x2b, 0];

class Distributor implements Device {
  readonly name = 'gicd';
  readonly base: number;
  readonly size = 0x1000;
  private readonly gic: Gic;

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
  }

  read(at: number, bytes: number): bigint {
    if (at === 0) return BigInt(this.gic.distributorOn);
    if (at === 4) return BigInt(this.gic.lines / 32 - 1);
    if (at === 8) return 0x43bn;
    if (at >= 0xf10 && at < 0xf30) return this.gic.softwarePending(at & 15, bytes);
    return idRegister(at, 0xfd0, 4, IDS) ?? this.gic.readBank(at, bytes) ?? 0n;
  }

  write(at: number, bytes: number, value: bigint): void {
    const { gic } = this;
    if (at === 0) gic.distributorOn = Number(value & 3n);
    else if (at === 0xf00) this.software(value);
    else if (at >= 0xf10 && at < 0xf30) gic.setSoftwarePending(at & 15, bytes, value, at < 0xf20 ? 0 : 1);
    else gic.writeBank(at, bytes, value);
  }

  /** GICD_SGIR: to the processors of a list, to all others (there are none), to this one. */
  private software(value: bigint): void {
    const filter = (value >> 24n) & 3n;
    if (filter === 2n || (filter === 0n && ((value >> 16n) & 1n) === 1n)) this.gic.raise(Number(value & 15n));
  }

  save(): () => void {
    return this.gic.save();
  }
}

class CpuInterface implements Device {
  readonly name = 'gicc';
  readonly base: number;
  readonly size = 0x2000;
  private readonly gic: Gic;
  private control = 0;

  constructor(gic: Gic, base: number) {
    this.gic = gic;
    this.base = base;
    this.setPoint(0, 0n);
    this.setPoint(1, 1n);
  }

  /** GICC_BPR and GICC_ABPR: group priority is bits [7:n+1], in group 1 [7:n]. */
  private setPoint(group: 0 | 1, value: bigint): void {
    this.gic.binaryPoint[group] = Number(value & 7n) + 1 - group;
  }
  private point(group: 0 | 1): bigint {
    return BigInt((this.gic.binaryPoint[group] as number) - 1 + group);
  }

  /** Group 0 goes to FIQ where GICC_CTLR.FIQEn says so. */
  signal(): 'irq' | 'fiq' | undefined {
    const id = this.gic.highest();
    if (id === SPURIOUS) return undefined;
    return this.gic.group[id] === 0 && (this.control & 8) !== 0 ? 'fiq' : 'irq';
  }

  /** Whether the signalled interrupt is one of group 1 that GICC_IAR does not give out (AckCtl is 0). */
  private withheld(): boolean {
    const id = this.gic.highest();
    return id !== SPURIOUS && this.gic.group[id] === 1 && (this.control & 4) === 0;
  }

  private highest(group: 0 | 1): number {
    const id = this.gic.highest();
    if (group === 0) return this.withheld() ? GROUP1 : id;
    return id !== SPURIOUS && this.gic.group[id] === 1 ? id : SPURIOUS;
  }

  read(at: number, _bytes: number): bigint {
    const { gic } = this;
    switch (at) {
      case 0x00:
        return BigInt(this.control);
      case 0x04:
        return BigInt(gic.priorityMask);
      case 0x08:
        return this.point(0);
      case 0x0c:
        return BigInt(this.withheld() ? GROUP1 : gic.acknowledge());
      case 0x14:
        return BigInt(gic.currentPriority);
      case 0x18:
        return BigInt(this.highest(0));
      case 0x1c:
        return this.point(1);
      case 0x20:
        return BigInt(gic.acknowledge(1));
      case 0x28:
        return BigInt(this.highest(1));
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
      gic.cpuGroups = this.control & 3;
    } else if (at === 0x04) gic.priorityMask = Number(value & 0xf8n);
    else if (at === 0x08 || at === 0x1c) this.setPoint(at === 8 ? 0 : 1, value);
    else if ((at === 0x10 || at === 0x24) && id !== SPURIOUS) gic.end(id, (this.control & 0x200) === 0);
    else if (at === 0x1000) gic.deactivate(id);
  }

  save(): () => void {
    const { control } = this;
    return () => void Object.assign(this, { control });
  }
}
