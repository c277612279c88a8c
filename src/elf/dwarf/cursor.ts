/**
 * A reading position in one debug section: fixed-width integers in the file's byte order, LEB128, strings.
 *
 * Offsets and counts are numbers (bytes); `address` and the 64-bit readers give bigint. Every read is checked against the
 * section's end and throws DwarfError, never reads undefined bytes. DWARF 5, section 7.6 (LEB128), 7.2.2 (initial length).
 */
import * as messages from '../../diag/messages/dwarf.ts';
import { DwarfError } from './error.ts';

const utf8 = new TextDecoder();

export class Cursor {
  readonly section: string;
  readonly data: Uint8Array;
  readonly bigEndian: boolean;
  at: number;
  readonly #view: DataView;

  constructor(section: string, data: Uint8Array, bigEndian: boolean, at = 0) {
    this.section = section;
    this.data = data;
    this.bigEndian = bigEndian;
    this.#view = new DataView(data.buffer, data.byteOffset, data.length);
    this.at = at;
    if (at < 0 || at > data.length) throw new DwarfError(messages.badOffset(section, at, data.length));
  }

  get ended(): boolean {
    return this.at >= this.data.length;
  }

  /** Take `bytes` bytes: the offset of the first. */
  take(bytes: number): number {
    const at = this.at;
    if (bytes < 0 || at + bytes > this.data.length) {
      throw new DwarfError(messages.truncated(this.section, at, bytes, this.data.length));
    }
    this.at = at + bytes;
    return at;
  }

  u8(): number {
    return this.data[this.take(1)] as number;
  }

  s8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    return this.#view.getUint16(this.take(2), !this.bigEndian);
  }

  u24(): number {
    const [a, b, c] = [this.u8(), this.u8(), this.u8()];
    return this.bigEndian ? (a << 16) | (b << 8) | c : (c << 16) | (b << 8) | a;
  }

  u32(): number {
    return this.#view.getUint32(this.take(4), !this.bigEndian);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.take(8), !this.bigEndian);
  }

  /** An offset of the unit's format: 4 or 8 bytes. */
  offset(size: number): number {
    return size === 8 ? Number(this.u64()) : this.u32();
  }

  /** An address of 4 or 8 bytes. */
  address(size: number): bigint {
    return size === 8 ? this.u64() : BigInt(this.u32());
  }

  /** The length of a unit and the size of its offsets (4, or 8 in 64-bit DWARF). */
  initialLength(): { length: number; offsetSize: number } {
    const length = this.u32();
    return length === 0xffffffff ? { length: Number(this.u64()), offsetSize: 8 } : { length, offsetSize: 4 };
  }

  /** Unsigned LEB128 as a number; what is above 2^53 loses precision (`uleb64` does not). */
  uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      // beyond 64 bits there can only be padding
      if (scale < 2 ** 64) value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  uleb64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift < 64n) value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }

  sleb64(): bigint {
    let value = 0n;
    for (let shift = 0n; ; ) {
      const byte = this.u8();
      if (shift < 64n) value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(64, byte & 0x40 && shift < 64n ? value - (1n << shift) : value);
    }
  }

  sleb(): number {
    return Number(this.sleb64());
  }

  /** Step over a LEB128 number. */
  skipLeb(): void {
    while (this.u8() >= 0x80);
  }

  /** Characters up to a 0 byte. */
  string(): string {
    const end = this.data.indexOf(0, this.at);
    if (end < 0) throw new DwarfError(messages.truncated(this.section, this.at, 1, this.data.length));
    const text = utf8.decode(this.data.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  skipString(): void {
    const end = this.data.indexOf(0, this.at);
    if (end < 0) throw new DwarfError(messages.truncated(this.section, this.at, 1, this.data.length));
    this.at = end + 1;
  }

  bytes(length: number): Uint8Array {
    const at = this.take(length);
    return this.data.subarray(at, at + length);
  }
}
