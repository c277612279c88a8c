/**
 * Regions of the core's memory, which last until an assembly is done, but for what is taken to the next one (learnt.ts). One that is full moves to a larger place; what it leaves is not used
 * again, which costs less than it has.
 */
import { FIRST_FREE, FIRST_PAGES, MOST_PAGES, STATE } from './layout.ts';
import { copy, fill, growBy, i32, u8 } from './memory.ts';

/** No address is as high, and no region as large. */
const BEYOND = 0x7fffffff;

let top = FIRST_FREE;
/** What lies below was used before, and is not zero. */
let dirty = FIRST_FREE;
let pages = FIRST_PAGES;

/** All regions are free but for what lies below `floor`, a multiple of 16. */
export function resetRegions(floor: number): void {
  if (top > dirty) dirty = top;
  top = floor;
  i32[STATE.full] = 0;
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
  if (bytes < 0 || bytes > (MOST_PAGES << 16) - at - 16) full();
  const end = at + ((bytes + 15) & ~15);
  if (end > pages << 16) {
    const missing = ((end + 65535) >>> 16) - pages;
    const double = pages << 1 > MOST_PAGES ? MOST_PAGES - pages : pages;
    const more = missing > double ? missing : double;
    i32[STATE.full] = 1;
    if (growBy(more) < 0) full();
    i32[STATE.full] = 0;
    pages += more;
  }
  top = end;
  return at;
}

/** Fail as memory does that cannot grow: as JavaScript it throws; as WebAssembly that is the access, which traps. The state says why (engine.ts: isMemoryFull). */
function full(): void {
  i32[STATE.full] = 1;
  growBy(MOST_PAGES);
  u8[BEYOND] = 0;
}

/** Make `bytes` bytes at `at` zero, which lie below all regions: new memory is, and is not touched. */
export function clear(at: number, bytes: number): void {
  if (at < dirty) fill(at, 0, (at + bytes < dirty ? at + bytes : dirty) - at);
}

/** The index of the first of four times as many numbers as `count`, which begin with those from index `first` on. */
export function widen(first: number, count: number): number {
  return move(first << 2, count << 2, count << 4) >>> 2;
}

/** The address of `bytes` bytes that begin with the `used` ones at `from`. */
export function move(from: number, used: number, bytes: number): number {
  const at = allocate(bytes);
  copy(at, from, used);
  return at;
}
