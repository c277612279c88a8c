/**
 * Arithmetic that generated blocks call: 64-bit operations on (lo, hi) int32 pairs that are too long to write inline.
 *
 * Pure functions; those with a 64-bit result in two parts leave it in `r[72], r[73]` (SLOT.out) or come in a Lo/Hi pair.
 * Division is Arm's (DDI 0487 C6.2.407, C6.2.293): by zero gives zero, INT_MIN / -1 gives INT_MIN.
 */
import { SLOT } from '../cpu-state.ts';

/** High word of the unsigned product of two 32-bit words. */
function mulHi(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const mid = ah * bl + ((al * bl) >>> 16);
  const low = al * bh + (mid & 0xffff);
  return (ah * bh + Math.floor(mid / 65536) + Math.floor(low / 65536)) | 0;
}

function shlLo(lo: number, _hi: number, n: number): number {
  const s = n & 63;
  return s >= 32 ? 0 : lo << s;
}
function shlHi(lo: number, hi: number, n: number): number {
  const s = n & 63;
  return s === 0 ? hi : s >= 32 ? lo << (s - 32) : (hi << s) | (lo >>> (32 - s));
}
function shrLo(lo: number, hi: number, n: number): number {
  const s = n & 63;
  return s === 0 ? lo : s >= 32 ? (hi >>> (s - 32)) | 0 : (lo >>> s) | (hi << (32 - s));
}
function shrHi(_lo: number, hi: number, n: number): number {
  const s = n & 63;
  return s >= 32 ? 0 : (hi >>> s) | 0;
}
function sarLo(lo: number, hi: number, n: number): number {
  const s = n & 63;
  return s === 0 ? lo : s >= 32 ? hi >> (s - 32) : (lo >>> s) | (hi << (32 - s));
}
function sarHi(_lo: number, hi: number, n: number): number {
  const s = n & 63;
  return s >= 32 ? hi >> 31 : hi >> s;
}
function rorLo(lo: number, hi: number, n: number): number {
  const s = n & 63;
  if (s === 0) return lo;
  if (s === 32) return hi;
  return s < 32 ? (lo >>> s) | (hi << (32 - s)) : (hi >>> (s - 32)) | (lo << (64 - s));
}
function rorHi(lo: number, hi: number, n: number): number {
  return rorLo(hi, lo, n);
}
function ror32(a: number, n: number): number {
  const s = n & 31;
  return s === 0 ? a : (a >>> s) | (a << (32 - s));
}
function cnt32(a: number): number {
  let v = a - ((a >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
function rev32(a: number): number {
  return (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24);
}
function rev16(a: number): number {
  return ((a & 0x00ff00ff) << 8) | ((a >>> 8) & 0x00ff00ff);
}
function rbit32(a: number): number {
  let v = ((a >>> 1) & 0x55555555) | ((a & 0x55555555) << 1);
  v = ((v >>> 2) & 0x33333333) | ((v & 0x33333333) << 2);
  v = ((v >>> 4) & 0x0f0f0f0f) | ((v & 0x0f0f0f0f) << 4);
  return rev32(v);
}

const big = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);

function put(r: Int32Array, value: bigint): void {
  r[SLOT.out] = Number(value & 0xffffffffn) | 0;
  r[SLOT.out + 1] = Number((value >> 32n) & 0xffffffffn) | 0;
}

function udiv64(r: Int32Array, al: number, ah: number, bl: number, bh: number): void {
  if (bl === 0 && bh === 0) {
    r[SLOT.out] = 0;
    r[SLOT.out + 1] = 0;
  } else if (ah >>> 21 === 0 && bh >>> 21 === 0) {
    const q = Math.floor(((ah >>> 0) * 4294967296 + (al >>> 0)) / ((bh >>> 0) * 4294967296 + (bl >>> 0)));
    r[SLOT.out] = q | 0;
    r[SLOT.out + 1] = Math.floor(q / 4294967296) | 0;
  } else put(r, big(al, ah) / big(bl, bh));
}
function sdiv64(r: Int32Array, al: number, ah: number, bl: number, bh: number): void {
  const b = BigInt.asIntN(64, big(bl, bh));
  put(r, b === 0n ? 0n : BigInt.asIntN(64, big(al, ah)) / b);
}
function udiv32(a: number, b: number): number {
  return b === 0 ? 0 : Math.floor((a >>> 0) / (b >>> 0)) | 0;
}
function sdiv32(a: number, b: number): number {
  return b === 0 ? 0 : (a / b) | 0;
}
function umulh(r: Int32Array, al: number, ah: number, bl: number, bh: number): void {
  put(r, (big(al, ah) * big(bl, bh)) >> 64n);
}
function smulh(r: Int32Array, al: number, ah: number, bl: number, bh: number): void {
  put(r, (BigInt.asIntN(64, big(al, ah)) * BigInt.asIntN(64, big(bl, bh))) >> 64n);
}

const POLY = { crc32: 0xedb88320, crc32c: 0x82f63b78 } as const;

/** CRC32{C}{B,H,W,X}: `bytes` bytes of hi:lo into crc. */
function crc32(name: 'crc32' | 'crc32c', crc: number, lo: number, hi: number, bytes: number): number {
  let c = crc;
  for (let i = 0; i < bytes; i++) {
    c ^= (i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 0xff;
    for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (c & 1 ? POLY[name] : 0);
  }
  return c | 0;
}

export const ARITH = {
  mulHi,
  shlLo,
  shlHi,
  shrLo,
  shrHi,
  sarLo,
  sarHi,
  rorLo,
  rorHi,
  ror32,
  cnt32,
  rev32,
  rev16,
  rbit32,
  udiv64,
  sdiv64,
  udiv32,
  sdiv32,
  umulh,
  smulh,
  crc32,
} as const;
