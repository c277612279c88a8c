/**
 * Regions of the core's memory, which last until an assembly is done. One that is full moves to a larger place; what it leaves is not used
 * again, which costs less than it has.
 */
import { FIRST_FREE, FIRST_PAGES, MOST_PAGES } from './layout.ts';
import { copy, fill, growBy } from './memory.ts';

let top = FIRST_FREE;
/** What lies below was used before, and is not zero. */
let dirty = FIRST_FREE;
let pages = FIRST_PAGES;

/** All regions are free. */
export function resetRegions(): void {
  if (top > dirty) dirty = top;
  top = FIRST_FREE;
}

/** The address of `bytes` bytes, which are zero, on a boundary of 16. */
export function allocate(bytes: number): number {
  const at = reserve(bytes);
  if (at < dirty) fill(at, 0, (top < dirty ? top : dirty) - at);
  return at;
}

/** The same, with anything in them. */
export function reserve(bytes: number): number {
  const at = top;
  top = at + ((bytes + 15) & ~15);
  if (top > pages << 16) {
    const missing = ((top + 65535) >>> 16) - pages;
    const double = pages << 1 > MOST_PAGES ? MOST_PAGES - pages : pages;
    const more = missing > double ? missing : double;
    growBy(more);
    pages += more;
  }
  return at;
}

/** The address of `bytes` bytes that begin with the `used` ones at `from`. */
export function move(from: number, used: number, bytes: number): number {
  const at = allocate(bytes);
  copy(at, from, used);
  return at;
}
