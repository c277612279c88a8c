/**
 * Columns: numbers by the hundred thousand, in typed arrays that grow, so that the garbage collector has nothing to look at.
 */

/** The same numbers with room for twice as many. */
export function roomier<T extends Int32Array | Float64Array>(column: T): T {
  const more = new (column.constructor as new (length: number) => T)(Math.max(16, column.length * 2));
  more.set(column);
  return more;
}
