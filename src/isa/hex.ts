/**
 * Hexadecimal digits of numbers. `Number.prototype.toString(16)` works in floating point, at a microsecond a call: a disassembly of a million words
 * asks that often.
 */

const SHORT: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16));
const PADDED: readonly string[] = SHORT.map((digits) => digits.padStart(2, '0'));

/** Digits of an integer in [0, 2^53), without leading zeros. */
export function hex(value: number): string {
  if (value < 256) return SHORT[value] as string;
  const low = PADDED[value & 255] as string;
  return value < 65536 ? (SHORT[value >> 8] as string) + low : hex(Math.floor(value / 256)) + low;
}

/** Eight digits of the low 32 bits. */
export function hexWord(word: number): string {
  return (
    (PADDED[word >>> 24] as string) +
    (PADDED[(word >>> 16) & 255] as string) +
    (PADDED[(word >>> 8) & 255] as string) +
    (PADDED[word & 255] as string)
  );
}
