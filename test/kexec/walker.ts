/**
 * A translation-table walk written from DDI 0487 D8.2 alone, sharing nothing with src/kexec/tables.ts or src/emu: the tests'
 * second opinion.
 */
import type { Ram } from '../../src/kexec/index.ts';

export interface Translation {
  readonly pa: number;
  readonly level: number;
  readonly descriptor: bigint;
}

export function walk(ram: Ram, ttbr: bigint, txsz: number, shift: 12 | 14 | 16, va: bigint): Translation | undefined {
  const inputBits = 64 - txsz;
  const stride = shift - 3;
  let level = 4 - Math.ceil((inputBits - shift) / stride);
  let table = Number(ttbr & 0xffff_ffff_ffc0n) + Number((ttbr >> 2n) & 15n) * (shift === 16 ? 2 ** 48 : 0);
  for (; level <= 3; level++) {
    const low = shift + stride * (3 - level);
    const high = Math.min(inputBits, low + stride);
    const index = Number((va >> BigInt(low)) & ((1n << BigInt(high - low)) - 1n));
    const bytes = ram.read(table + index * 8, 8);
    const descriptor = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
    if ((descriptor & 1n) === 0n) return undefined;
    const leaf = level === 3 || (descriptor & 2n) === 0n;
    const size = 1n << BigInt(leaf ? low : shift);
    const extension = shift === 16 ? ((descriptor >> 12n) & 15n) << 48n : 0n;
    const address = (descriptor & 0xffff_ffff_ffffn & ~(size - 1n)) | extension;
    if (leaf) return { pa: Number(address | (va & (size - 1n))), level, descriptor };
    table = Number(address);
  }
  return undefined;
}
