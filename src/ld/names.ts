/**
 * Symbol names as numbers: bytes in a file to a dense index, without making a string.
 *
 * The table also knows the order in which GNU ld's global hash table would be walked, since that is the order of the
 * global symbols (and of the allocation of common symbols) in its output: chains by `hash % size`, new entries first,
 * and a rebuild at each growth. Sizes are primes just under powers of two, from 4051 on.
 */
import { latin1 } from '../elf/read.ts';

const PRIMES = [
  31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573, 2097143, 4194301,
  8388593, 16777213, 33554393, 67108859, 134217689, 268435399, 536870909, 1073741789, 2147483647,
];
const FIRST_SIZE = 4051;
/** Above this length the hash may pass 2^32 and is computed exactly. */
const SAFE_LENGTH = 90;

export class NameTable {
  /** All names one after the other; the table owns its copy. */
  pool = new Uint8Array(1 << 16);
  #used = 0;
  count = 0;
  start = new Uint32Array(1024);
  length = new Uint32Array(1024);
  hash = new Float64Array(1024);
  #slots = new Int32Array(4096).fill(-1);
  /** The last walk; it holds as long as no name is added. */
  #walked: Int32Array = new Int32Array(0);

  /** Index of the name bytes[at..end), making it if it is new. */
  intern(bytes: Uint8Array, at: number, end: number): number {
    const hash = hashOf(bytes, at, end);
    const found = this.#search(bytes, at, end, hash);
    if (found >= 0) return found;
    return this.#add(bytes, at, end, hash, ~found);
  }

  /** As `intern`, of the name from bytes[at] to the next zero. */
  internTerminated(bytes: Uint8Array, at: number): number {
    let hash = 0;
    let end = at;
    for (; end < bytes.length && bytes[end] !== 0; end++) hash = mixed(hash, bytes[end] as number);
    if (end - at > SAFE_LENGTH) return this.intern(bytes, at, end);
    hash = mixed(hash, end - at);
    const found = this.#search(bytes, at, end, hash);
    return found >= 0 ? found : this.#add(bytes, at, end, hash, ~found);
  }

  /** Index of the name, or -1. */
  find(name: string): number {
    const bytes = latin1Bytes(name);
    const found = this.#search(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
    return found >= 0 ? found : -1;
  }

  internText(name: string): number {
    const bytes = latin1Bytes(name);
    return this.intern(bytes, 0, bytes.length);
  }

  text(id: number): string {
    const at = this.start[id] as number;
    return latin1(this.pool, at, at + (this.length[id] as number));
  }

  bytes(id: number): Uint8Array {
    const at = this.start[id] as number;
    return this.pool.subarray(at, at + (this.length[id] as number));
  }

  #search(bytes: Uint8Array, at: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    const size = end - at;
    for (let slot = (hash ^ (hash / 65536)) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id < 0) return ~slot;
      if (this.hash[id] === hash && this.length[id] === size && this.#same(this.start[id] as number, bytes, at, size))
        return id;
    }
  }

  #same(pooled: number, bytes: Uint8Array, at: number, size: number): boolean {
    const { pool } = this;
    for (let i = 0; i < size; i++) if (pool[pooled + i] !== bytes[at + i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, at: number, end: number, hash: number, slot: number): number {
    const size = end - at;
    while (this.#used + size > this.pool.length) this.pool = grown(this.pool);
    this.pool.set(bytes.subarray(at, end), this.#used);
    const id = this.count++;
    if (id >= this.start.length) {
      this.start = grown(this.start);
      this.length = grown(this.length);
      this.hash = grown(this.hash);
    }
    this.start[id] = this.#used;
    this.length[id] = size;
    this.hash[id] = hash;
    this.#used += size;
    this.#slots[slot] = id;
    if (this.count * 2 > this.#slots.length) this.#rebuild();
    return id;
  }

  #rebuild(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      const hash = this.hash[id] as number;
      let slot = (hash ^ (hash / 65536)) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }

  /** All indices in the order of GNU ld's hash table. */
  walk(): Int32Array {
    if (this.#walked.length !== this.count) this.#walked = this.#walk();
    return this.#walked;
  }

  #walk(): Int32Array {
    let size = FIRST_SIZE;
    let heads = new Int32Array(size).fill(-1);
    const next = new Int32Array(this.count).fill(-1);
    for (let id = 0; id < this.count; id++) {
      const bucket = (this.hash[id] as number) % size;
      next[id] = heads[bucket] as number;
      heads[bucket] = id;
      if (id + 1 <= Math.floor((size * 3) / 4)) continue;
      const bigger = PRIMES.find((prime) => prime > size);
      if (bigger === undefined) continue;
      heads = this.#regrow(heads, next, bigger);
      size = bigger;
    }
    const order = new Int32Array(this.count);
    let filled = 0;
    for (let bucket = 0; bucket < size; bucket++)
      for (let id = heads[bucket] as number; id >= 0; id = next[id] as number) order[filled++] = id;
    return order;
  }

  /** Moves chains to a larger table: runs of equal hashes stay together, each run goes to the head of its new chain. */
  #regrow(heads: Int32Array, next: Int32Array, size: number): Int32Array<ArrayBuffer> {
    const table = new Int32Array(size).fill(-1);
    for (const head of heads) {
      for (let chain = head; chain >= 0; ) {
        const hash = this.hash[chain] as number;
        let last = chain;
        while ((next[last] as number) >= 0 && this.hash[next[last] as number] === hash) last = next[last] as number;
        const rest = next[last] as number;
        const bucket = hash % size;
        next[last] = table[bucket] as number;
        table[bucket] = chain;
        chain = rest;
      }
    }
    return table;
  }
}

function grown<X extends Uint8Array | Uint32Array | Float64Array>(array: X): X {
  const bigger = new (array.constructor as new (n: number) => X)(array.length * 2);
  bigger.set(array as never);
  return bigger;
}

export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** GNU's string hash: for each c, h += c + (c << 17), h ^= h >> 2; then the same with the length. 64-bit. */
function hashOf(bytes: Uint8Array, at: number, end: number): number {
  if (end - at > SAFE_LENGTH) return exactHash(bytes, at, end);
  let hash = 0;
  for (let i = at; i < end; i++) hash = mixed(hash, bytes[i] as number);
  return mixed(hash, end - at);
}

/** One step of the hash, as long as it stays below 2^32. */
function mixed(hash: number, c: number): number {
  const sum = (hash + c + (c << 17)) >>> 0;
  return (sum ^ (sum >>> 2)) >>> 0;
}

function exactHash(bytes: Uint8Array, at: number, end: number): number {
  let hash = 0n;
  const step = (c: number): void => {
    hash = BigInt.asUintN(64, hash + BigInt(c) * 131_073n);
    hash ^= hash >> 2n;
  };
  for (let i = at; i < end; i++) step(bytes[i] as number);
  step(end - at);
  return Number(hash);
}
