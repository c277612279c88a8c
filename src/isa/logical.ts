/**
 * Bitmask immediates and the wide moves' immediates (Arm DDI 0487, DecodeBitMasks).
 * 64-bit values are pairs of unsigned 32-bit halves on the way in (no bigint while assembling), bigint on the way out.
 */

/** Value of a bitmask immediate at the width (sf 0: 32 bits), or undefined when the encoding is reserved. */
export function decodeBitMask(N: number, imms: number, immr: number, sf: number): bigint | undefined {
  const sizes = (N << 6) | (~imms & 63);
  if (sizes < 2 || (sf === 0 && N === 1)) return undefined;
  const log = 31 - Math.clz32(sizes);
  const size = 1 << log;
  const s = imms & (size - 1);
  const r = immr & (size - 1);
  if (s === size - 1) return undefined;
  const element = (1n << BigInt(s + 1)) - 1n;
  const bits = BigInt(size);
  const rotated = BigInt.asUintN(size, (element >> BigInt(r)) | (element << (bits - BigInt(r))));
  let value = 0n;
  for (let at = 0n; at < (sf ? 64n : 32n); at += bits) value |= rotated << at;
  return value;
}

/** N:immr:imms (1, 6 and 6 bits) of a 64-bit value given as halves, or -1. For 32-bit registers both halves are the value. */
export function encodeBitMask(low: number, high: number): number {
  if ((low === 0 && high === 0) || (low === 0xffffffff && high === 0xffffffff)) return -1;
  let size = 64;
  if (low === high) {
    size = 32;
    while (size > 2) {
      const half = size >> 1;
      const mask = 2 ** half - 1;
      if (((low ^ (low >>> half)) & mask) !== 0) break;
      size = half;
    }
  }
  return size === 64 ? wide(low, high) : narrow(low, size);
}

/** One element of `size` <= 32 bits: a rotated run of ones? */
function narrow(value: number, size: number): number {
  const mask = size === 32 ? 0xffffffff : (1 << size) - 1;
  const element = (value & mask) >>> 0;
  const ones = popcount(element);
  // rotate right by k so that the run starts at bit 0
  for (let k = 0; k < size; k++) {
    const rotated = k === 0 ? element : (((element >>> k) | (element << (size - k))) & mask) >>> 0;
    if (rotated === (ones === 32 ? 0xffffffff : (1 << ones) - 1) >>> 0) return code(0, (size - k) % size, size, ones);
  }
  return -1;
}

function wide(low: number, high: number): number {
  const ones = popcount(low) + popcount(high);
  // the run begins where a 1 follows a 0
  const lowEdges = (low & ~((low << 1) | (high >>> 31))) >>> 0;
  const highEdges = (high & ~((high << 1) | (low >>> 31))) >>> 0;
  if (popcount(lowEdges) + popcount(highEdges) !== 1) return -1;
  const start = lowEdges ? 31 - Math.clz32(lowEdges) : 63 - Math.clz32(highEdges);
  return code(1, (64 - start) & 63, 64, ones);
}

function code(N: number, immr: number, size: number, ones: number): number {
  const imms = size === 64 ? ones - 1 : ((~(size * 2 - 1) & 63) | (ones - 1)) & 63;
  return (N << 12) | (immr << 6) | imms;
}

function popcount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** hw << 16 | imm16 when one MOVZ (or MOVN, `inverted`) makes the value, else -1. 32-bit values may be written sign-extended. */
export function isWideMove(low: number, high: number, is64: boolean, inverted: boolean): number {
  let l = low;
  let h = high;
  if (!is64) {
    if (high !== 0 && high !== 0xffffffff) return -1;
    h = 0;
  }
  if (inverted) {
    l = ~l >>> 0;
    h = is64 ? ~h >>> 0 : 0;
  }
  if (h === 0) {
    if (l <= 0xffff) return l;
    return (l & 0xffff) === 0 ? (1 << 16) | (l >>> 16) : -1;
  }
  if (l !== 0) return -1;
  if (h <= 0xffff) return (2 << 16) | h;
  return (h & 0xffff) === 0 ? (3 << 16) | (h >>> 16) : -1;
}
