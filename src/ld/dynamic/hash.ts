/**
 * The loader's hash tables: .hash (gABI, "Hash Table") and .gnu.hash.
 */
import { sysvHash } from './versions.ts';

const BUCKETS = [1, 3, 17, 37, 67, 97, 131, 197, 263, 521, 1031, 2053, 4099, 8209, 16411, 32771];

/** How many buckets a table of so many symbols gets: about one for three to six. */
function bucketCount(symbols: number): number {
  return BUCKETS.findLast((size, i) => i === 0 || symbols >= size) ?? 1;
}

export const sysvHashSize = (hashed: number, total: number): number => 4 * (2 + bucketCount(hashed) + total);

/** .hash: `names` by dynamic index ('' for what has none), entered in the order `entered`. */
export function writeSysvHash(
  names: readonly string[],
  entered: readonly number[],
  into: Uint8Array,
  little: boolean,
): void {
  const buckets = bucketCount(entered.length);
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  data.setUint32(0, buckets, little);
  data.setUint32(4, names.length, little);
  for (const index of entered) {
    const bucket = 8 + 4 * (sysvHash(names[index] ?? '') % buckets);
    data.setUint32(8 + 4 * (buckets + index), data.getUint32(bucket, little), little);
    data.setUint32(bucket, index, little);
  }
}

/** The hash of .gnu.hash: h * 33 + c from 5381. */
export function gnuHash(name: string): number {
  let h = 5381;
  for (let i = 0; i < name.length; i++) h = (Math.imul(h, 33) + name.charCodeAt(i)) >>> 0;
  return h;
}

/** Figures of .gnu.hash for so many hashed symbols. */
export interface GnuHashShape {
  readonly buckets: number;
  readonly maskWords: number;
  readonly shift: number;
  readonly size: number;
}

const WORD_BITS = 6;

/** A Bloom filter of four to sixteen bits a symbol, and the buckets. */
export function gnuHashShape(hashed: number): GnuHashShape {
  if (hashed === 0) return { buckets: 1, maskWords: 1, shift: 0, size: 4 * 5 + 8 };
  const buckets = Math.max(2, bucketCount(hashed));
  let log = Math.floor(Math.log2(hashed)) + 1;
  if (log < 3) log = 5;
  else log += (1 << (log - 2)) & hashed ? 3 : 2;
  log = Math.max(log, WORD_BITS);
  const maskWords = 1 << (log - WORD_BITS);
  return { buckets, maskWords, shift: log, size: 4 * (4 + buckets + hashed) + 8 * maskWords };
}

/** Order of the hashed symbols: by bucket, in each as they came. Returns positions in `names`. */
export function gnuHashOrder(names: readonly string[]): number[] {
  const { buckets } = gnuHashShape(names.length);
  const bucket = names.map((name) => gnuHash(name) % buckets);
  return names.map((_, i) => i).sort((a, b) => (bucket[a] as number) - (bucket[b] as number) || a - b);
}

/** .gnu.hash for `names` in dynamic order, the first of which has index `first`. */
export function writeGnuHash(names: readonly string[], first: number, into: Uint8Array, little: boolean): void {
  const shape = gnuHashShape(names.length);
  const data = new DataView(into.buffer, into.byteOffset, into.byteLength);
  [shape.buckets, names.length > 0 ? first : 1, shape.maskWords, shape.shift].forEach((word, i) => {
    data.setUint32(4 * i, word, little);
  });
  const bucketsAt = 16 + 8 * shape.maskWords;
  const chainAt = bucketsAt + 4 * shape.buckets;
  const hashes = names.map(gnuHash);
  hashes.forEach((hash, i) => {
    const word = 16 + 8 * ((hash >>> WORD_BITS) % shape.maskWords);
    const bits = (1n << BigInt(hash & 63)) | (1n << BigInt((hash >>> shape.shift) & 63));
    data.setBigUint64(word, data.getBigUint64(word, little) | bits, little);
    const bucket = bucketsAt + 4 * (hash % shape.buckets);
    if (data.getUint32(bucket, little) === 0) data.setUint32(bucket, first + i, little);
    const next = hashes[i + 1];
    const last = next === undefined || next % shape.buckets !== hash % shape.buckets;
    data.setUint32(chainAt + 4 * i, ((hash & ~1) | (last ? 1 : 0)) >>> 0, little);
  });
}
