/**
 * The physical address space beside RAM: devices at fixed addresses.
 *
 * Enters: reads and writes of 1 to 8 bytes that the data path found outside RAM. Leaves: the device's answer, or undefined / false where
 * nothing answers (an external abort follows).
 */
export interface Device {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  /** Value of `bytes` bytes at offset `at`. */
  read(at: number, bytes: number): bigint;
  write(at: number, bytes: number, value: bigint): void;
  /** What puts the present state back (snapshots); devices without state have none. */
  save?(): () => void;
}

export class Bus {
  readonly devices: Device[] = [];

  add(device: Device): void {
    this.devices.push(device);
  }

  private find(pa: number): Device | undefined {
    return this.devices.find((d) => pa >= d.base && pa < d.base + d.size);
  }

  read(pa: number, bytes: number): bigint | undefined {
    const device = this.find(pa);
    return device?.read(pa - device.base, bytes);
  }

  write(pa: number, bytes: number, value: bigint): boolean {
    const device = this.find(pa);
    device?.write(pa - device.base, bytes, value);
    return device !== undefined;
  }
}
