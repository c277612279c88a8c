/**
 * Physical memory as the kernel's side sees it: bytes at addresses, nothing of caches.
 *
 * Enters: the emulator's memory, or `Ram` here (tests, and data that is preloaded into a bare-metal image).
 * Addresses are physical, bytes; values little-endian.
 */
export interface Memory {
  /** A copy of, or a view on, `length` bytes at `address`. */
  read(address: number, length: number): Uint8Array;
  write(address: number, bytes: Uint8Array): void;
}

/** Half-open range of physical addresses. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Plain memory of `size` bytes from `base`, zeroed; accesses outside throw RangeError. */
export class Ram implements Memory {
  readonly bytes: Uint8Array;
  readonly base: number;

  constructor(base: number, size: number) {
    this.base = base;
    this.bytes = new Uint8Array(size);
  }

  read(address: number, length: number): Uint8Array {
    const at = this.offset(address, length);
    return this.bytes.subarray(at, at + length);
  }

  write(address: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, this.offset(address, bytes.length));
  }

  private offset(address: number, length: number): number {
    const at = address - this.base;
    if (at < 0 || at + length > this.bytes.length) {
      throw new RangeError(`no memory at 0x${address.toString(16)}, ${length} bytes`);
    }
    return at;
  }
}

export function readU64(memory: Memory, address: number): bigint {
  const bytes = memory.read(address, 8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

export function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}
