/**
 * Devices of `virt` that software looks for and finds with nothing attached: virtio transports, the GPIO of the power button, fw_cfg.
 *
 * Enters: register accesses. Leaves: identification, and what an idle device answers. Virtio 1.2, 4.2 (MMIO, legacy interface); Arm DDI 0190 (PL061);
 * the fw_cfg selector and data registers as QEMU documents them (docs/specs/fw_cfg), without its DMA interface.
 */
import type { Device } from './bus.ts';
import { idRegister } from './id-registers.ts';

const TRANSPORT = 0x200;
const TRANSPORTS = 32;
/** MagicValue "virt", Version 1, DeviceID 0 (none), VendorID "QEMU". */
const TRANSPORT_REGISTERS = [0x74726976, 1, 0, 0x554d4551];

/** 32 virtio transports without a device. */
export function emptyTransports(base: number): Device {
  return {
    name: 'virtio-mmio',
    base,
    size: TRANSPORT * TRANSPORTS,
    read: (at) => BigInt(TRANSPORT_REGISTERS[(at % TRANSPORT) >> 2] ?? 0),
    write: () => undefined,
  };
}

/** PL061, whose inputs are low. */
export class Gpio implements Device {
  readonly name = 'pl061';
  readonly base: number;
  readonly size = 0x1000;
  private registers = new Map<number, bigint>();

  constructor(base: number) {
    this.base = base;
  }

  read(at: number, _bytes: number): bigint {
    return idRegister(at, 0xfd0, 0, [0x61, 0x10, 0x04, 0]) ?? this.registers.get(at) ?? 0n;
  }

  write(at: number, _bytes: number, value: bigint): void {
    // the data register's address lines are its mask (3.3.1): what is driven out nobody reads back
    if (at >= 0x400 && at < 0xfd0) this.registers.set(at, value & 0xffn);
  }

  save(): () => void {
    const registers = new Map(this.registers);
    return () => {
      this.registers = new Map(registers);
    };
  }
}

const littleEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);

/** fw_cfg: signature, interface, processors, an empty directory of files. */
export class FirmwareConfiguration implements Device {
  readonly name = 'fw-cfg';
  readonly base: number;
  readonly size = 0x18;
  private readonly items: ReadonlyMap<number, readonly number[]>;
  private selected = 0;
  private position = 0;

  constructor(base: number) {
    this.base = base;
    this.items = new Map([
      [0x00, [...new TextEncoder().encode('QEMU')]],
      [0x01, littleEndian(1, 4)],
      [0x05, littleEndian(1, 2)],
      [0x0f, littleEndian(1, 2)],
      [0x19, [0, 0, 0, 0]],
    ]);
  }

  /** The data register gives the selected item's bytes in order, whatever the access's size. */
  read(at: number, bytes: number): bigint {
    if (at >= 8) return 0n;
    let value = 0n;
    for (let i = 0; i < bytes; i++)
      value |= BigInt(this.items.get(this.selected)?.[this.position++] ?? 0) << BigInt(8 * i);
    return value;
  }

  /** The selector is big-endian. */
  write(at: number, bytes: number, value: bigint): void {
    if (at !== 8 || bytes < 2) return;
    const v = Number(value & 0xffffn);
    this.selected = ((v & 0xff) << 8) | (v >> 8);
    this.position = 0;
  }

  save(): () => void {
    const { selected, position } = this;
    return () => void Object.assign(this, { selected, position });
  }
}
