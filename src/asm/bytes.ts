/**
 * Integers as bytes: fixed sizes in either order, LEB128, and whether a value fits.
 */
import type { Int } from './int64.ts';

/** Write an integer into bytes; the high bytes of a negative value are ones. */
export function writeInt(bytes: Uint8Array, at: number, value: Int, size: number, bigEndian: boolean): void {
  if (!bigEndian && typeof value === 'number' && value === (value | 0)) {
    let v = value;
    for (let i = 0; i < size; i++) {
      bytes[at + i] = v;
      v >>= 8;
    }
    return;
  }
  if (size <= 4 || (typeof value === 'number' && value >= 0)) {
    let v = typeof value === 'number' ? value : Number(BigInt.asIntN(48, value));
    for (let i = 0; i < size; i++) {
      bytes[bigEndian ? at + size - 1 - i : at + i] = v % 256;
      v = Math.floor(v / 256);
    }
    return;
  }
  let v = BigInt.asUintN(8 * size, BigInt(value));
  for (let i = 0; i < size; i++) {
    bytes[bigEndian ? at + size - 1 - i : at + i] = Number(v & 255n);
    v >>= 8n;
  }
}

/** 2^(8 n): raising to a power is a call each time. */
const LIMITS = Array.from({ length: 17 }, (_, size) => 2 ** (8 * size));

/** GNU as complains only when neither the value nor its negative fits without a sign. */
export function fits(value: Int, size: number): boolean {
  if (typeof value === 'number' && value === (value | 0) && size >= 4) return true;
  const limit = LIMITS[size] as number;
  return value > -limit && value < limit;
}

export function hex(value: Int): string {
  return value < 0 ? String(value) : `0x${value.toString(16)}`;
}

/** Write a LEB128 number of at most 32 bits (signed: 31) into bytes that have room for 5; returns the index after it. */
export function writeLeb(bytes: Uint8Array, at: number, value: number, signed: boolean): number {
  let v = value;
  let to = at;
  for (;;) {
    const low = v & 127;
    v = signed ? v >> 7 : v >>> 7;
    const done = signed ? (v === 0 && (low & 64) === 0) || (v === -1 && (low & 64) !== 0) : v === 0;
    bytes[to++] = done ? low : low | 128;
    if (done) return to;
  }
}

/** The bytes of a LEB128 number. DWARF 5, 7.6. */
export function lebBytes(value: bigint, signed: boolean): number[] {
  const out: number[] = [];
  let v = value;
  for (;;) {
    const low = Number(v & 127n);
    v >>= 7n;
    const done = signed ? (v === 0n && (low & 64) === 0) || (v === -1n && (low & 64) !== 0) : v === 0n;
    out.push(done ? low : low | 128);
    if (done) return out;
  }
}
