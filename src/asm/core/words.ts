/**
 * Tables from texts to numbers, as word-cache.ts fills them: rows of four numbers in open addressing.
 *
 * A row is the hash of the text, its length (0: free), where it lies in the table's own characters, and a number.
 */
import { NEWLINE, SEMICOLON } from './facts.ts';
import { i32, u8 } from './memory.ts';

/** Whether `length` bytes at two addresses are the same. */
export function isSame(a: number, b: number, length: number): number {
  for (let i = 0; i < length; i++) if (u8[a + i] !== u8[b + i]) return 0;
  return 1;
}

/** Where a text of so many bytes that stands at `at` ends, if a statement ends there; else 0. */
export function standsAt(at: number, limit: number, text: number, length: number): number {
  const end = at + length;
  if (length === 0 || end > limit || isSame(text, at, length) === 0) return 0;
  return end === limit || u8[end] === NEWLINE || u8[end] === SEMICOLON ? end : 0;
}

/** The hash of the `length` characters at `at`. */
export function textHash(at: number, length: number): number {
  let hash = 0;
  const end = at + length;
  for (let i = at; i < end; i++) hash = (Math.imul(hash, 31) + (u8[i] as number)) | 0;
  return hash;
}

/** A hash made an offset into rows of four, the mask still to be applied. */
export function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) << 2;
}

/** The row of the text at `at`, or the free one where it belongs; indices are of numbers, `texts` and `at` are addresses. */
export function rowOfText(rows: number, mask: number, texts: number, hash: number, at: number, length: number): number {
  let place = spread(hash) & mask;
  for (;;) {
    const row = rows + place;
    const known = i32[row + 1] as number;
    if (known === 0) return row;
    if (i32[row] === hash && known === length && isSame(texts + (i32[row + 2] as number), at, length) !== 0) return row;
    place = (place + 4) & mask;
  }
}
