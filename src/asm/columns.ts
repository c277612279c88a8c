/**
 * Columns: numbers by the hundred thousand, in typed arrays that grow, so that the garbage collector has nothing to look at.
 */

const LARGE = 1 << 14;
const HUGE = 1 << 25;

/** How many there is to be room for, where there was for `length`: pages that nothing is written to cost nothing, and copies do. */
export function more(length: number): number {
  return Math.max(16, length * (length < LARGE || length > HUGE ? 2 : 4));
}

/** The same numbers with room for more. */
export function roomier<T extends Int32Array | Float64Array>(column: T): T {
  const grown = new (column.constructor as new (length: number) => T)(more(column.length));
  grown.set(column);
  return grown;
}
