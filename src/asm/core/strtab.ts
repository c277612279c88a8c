/**
 * The string table of the symbols' names, as elf/string-table.ts lays one out: in the order in which they come, none twice, and one that ends another takes
 * no room of its own.
 *
 * Enters: entries (symtab.ts) with their names. Leaves: the table, and in the entries the offsets of names there.
 */
import { STATE } from './layout.ts';
import { copy, i32, u8 } from './memory.ts';
import { reserve } from './regions.ts';
import { ENTRY, ENTRY_LOG } from './symtab.ts';
import { isSame } from './words.ts';

/** Write the table; its address. STATE.stringsSize is its size. */
export function writeStrings(): number {
  const count = i32[STATE.entryCount] as number;
  const list = reserve(count << 2) >>> 2;
  let named = 0;
  let most = 1;
  for (let place = 0; place < count; place++) {
    const length = i32[(i32[STATE.entries] as number) + (place << ENTRY_LOG) + ENTRY.length] as number;
    if (length === 0) continue;
    i32[list + named] = place;
    named++;
    most += length + 1;
  }
  sort(list, list + named, 0);
  findHosts(list, list + named);
  const to = reserve(most);
  i32[STATE.stringsSize] = lay(to, count);
  return to;
}

function entryOf(place: number): number {
  return (i32[STATE.entries] as number) + (place << ENTRY_LOG);
}

/** The character of an entry's name that so many follow; -1: there is none. */
function characterOf(place: number, following: number): number {
  const entry = entryOf(place);
  const at = (i32[entry + ENTRY.length] as number) - 1 - following;
  return at < 0 ? -1 : (u8[(i32[STATE.names] as number) + (i32[entry + ENTRY.name] as number) + at] as number);
}

/**
 * Sort entries, a list from one index to another, whose names agree in the last `depth` characters, by those before: three-way radix quicksort, the largest part
 * of it in the loop. A name that has ended comes first; of those that are the same the earliest entry comes last, so that it is the one that stays.
 */
function sort(first: number, end: number, depth: number): void {
  let low = first;
  let high = end;
  let agreed = depth;
  while (high - low > 1) {
    const pivot = characterOf(i32[(low + high) >> 1] as number, agreed);
    let less = low;
    let more = high;
    let at = low;
    while (at < more) {
      const place = i32[at] as number;
      const c = characterOf(place, agreed);
      if (c === pivot) at++;
      else if (c < pivot) {
        i32[at] = i32[less] as number;
        i32[less] = place;
        less++;
        at++;
      } else {
        more--;
        i32[at] = i32[more] as number;
        i32[more] = place;
      }
    }
    const same = more - less;
    if (pivot < 0) {
      earliestLast(less, more);
      low = more;
    } else if (same >= less - low && same >= high - more) {
      sort(low, less, agreed);
      sort(more, high, agreed);
      low = less;
      high = more;
      agreed++;
    } else {
      sort(less, more, agreed + 1);
      if (less - low < high - more) {
        sort(low, less, agreed);
        low = more;
      } else {
        sort(more, high, agreed);
        high = less;
      }
    }
  }
}

function earliestLast(low: number, high: number): void {
  for (let at = low; at < high - 1; at++) {
    const place = i32[at] as number;
    const last = i32[high - 1] as number;
    if (place > last) continue;
    i32[at] = last;
    i32[high - 1] = place;
  }
}

/** For each entry that whose name it ends, or itself. */
function findHosts(first: number, end: number): void {
  let host = -1;
  for (let at = end - 1; at >= first; at--) {
    const place = i32[at] as number;
    if (host < 0 || endsWith(host, place) === 0) host = place;
    i32[entryOf(place) + ENTRY.symbol] = host;
  }
}

function endsWith(host: number, place: number): number {
  const whole = entryOf(host);
  const part = entryOf(place);
  const length = i32[part + ENTRY.length] as number;
  const before = (i32[whole + ENTRY.length] as number) - length;
  if (before < 0) return 0;
  const names = i32[STATE.names] as number;
  return isSame(
    names + (i32[whole + ENTRY.name] as number) + before,
    names + (i32[part + ENTRY.name] as number),
    length,
  );
}

/** Write the names that stay, and then tell all entries where theirs are; the size of the table. */
function lay(to: number, count: number): number {
  u8[to] = 0;
  let size = 1;
  for (let place = 0; place < count; place++) {
    const entry = entryOf(place);
    const length = i32[entry + ENTRY.length] as number;
    if (length === 0) i32[entry + ENTRY.name] = 0;
    if (length === 0 || i32[entry + ENTRY.symbol] !== place) continue;
    copy(to + size, (i32[STATE.names] as number) + (i32[entry + ENTRY.name] as number), length);
    u8[to + size + length] = 0;
    i32[entry + ENTRY.name] = size;
    size += length + 1;
  }
  for (let place = 0; place < count; place++) {
    const entry = entryOf(place);
    const length = i32[entry + ENTRY.length] as number;
    const host = i32[entry + ENTRY.symbol] as number;
    if (length === 0 || host === place) continue;
    const whole = entryOf(host);
    i32[entry + ENTRY.name] = (i32[whole + ENTRY.name] as number) + (i32[whole + ENTRY.length] as number) - length;
  }
  return size;
}
