/**
 * String tables as GNU tools write them: no string twice, and a string that ends another shares its bytes.
 *
 * Enters: strings (as bytes in some array) in order. Leaves: the table's bytes and each string's offset. Strings keep the
 * order in which they came first; a suffix of a later or earlier string takes no room of its own.
 */
// FNV-1a.
const HASH_START = 2166136261 | 0;
const HASH_STEP = 16777619;

export class StringTable {
  #pool = new Uint8Array(1 << 12);
  #used = 0;
  #count = 1;
  #start = new Uint32Array(256);
  #length = new Uint32Array(256);
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(256);
  /** Offsets by index, once finished. */
  #offset = new Uint32Array(0);
  #bytes: Uint8Array | undefined;

  /** Index of bytes[at..end), for `offset` later; 0 is the empty string. */
  add(bytes: Uint8Array, at = 0, end = bytes.length): number {
    this.#reserve(end - at);
    const pool = this.#pool;
    let hash = HASH_START;
    for (let i = at, to = this.#used; i < end; i++) {
      const byte = bytes[i] as number;
      hash = Math.imul(hash ^ byte, HASH_STEP);
      pool[to++] = byte;
    }
    return this.#intern(end - at, hash);
  }

  /** As `add`, of a text's characters as bytes. */
  addText(text: string): number {
    this.#reserve(text.length);
    const pool = this.#pool;
    let hash = HASH_START;
    for (let i = 0, to = this.#used; i < text.length; i++) {
      const byte = text.charCodeAt(i) & 0xff;
      hash = Math.imul(hash ^ byte, HASH_STEP);
      pool[to++] = byte;
    }
    return this.#intern(text.length, hash);
  }

  #reserve(size: number): void {
    if (this.#used + size <= this.#pool.length) return;
    const pool = new Uint8Array(Math.max(this.#pool.length * 2, this.#used + size));
    pool.set(this.#pool);
    this.#pool = pool;
  }

  /** The string whose `size` bytes lie at the end of the pool: one that is known, or they stay there. */
  #intern(size: number, hash: number): number {
    if (size === 0) return 0;
    const from = this.#used;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === 0) break;
      if (this.#hashes[id] === hash && this.#length[id] === size && this.#same(this.#start[id] as number, from, size))
        return id;
    }
    const id = this.#append(size);
    this.#hashes[id] = hash;
    this.#slots[slot] = id;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #same(a: number, b: number, size: number): boolean {
    for (let i = 0; i < size; i++) if (this.#pool[a + i] !== this.#pool[b + i]) return false;
    return true;
  }

  #append(size: number): number {
    const id = this.#count++;
    if (id >= this.#start.length) {
      this.#start = doubled(this.#start);
      this.#length = doubled(this.#length);
      const hashes = new Int32Array(this.#hashes.length * 2);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    this.#start[id] = this.#used;
    this.#length[id] = size;
    this.#used += size;
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#count; id++) {
      const hash = this.#hashes[id] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }

  /** Lay the table out. No `add` afterwards. */
  finish(): Uint8Array {
    if (this.#bytes) return this.#bytes;
    const host = suffixHosts(this.#pool, this.#start, this.#length, this.#count);
    this.#offset = new Uint32Array(this.#count);
    let size = 1;
    for (let id = 1; id < this.#count; id++) {
      if (host[id] !== id) continue;
      this.#offset[id] = size;
      size += (this.#length[id] as number) + 1;
    }
    const bytes = new Uint8Array(size);
    for (let id = 1; id < this.#count; id++) {
      const owner = host[id] as number;
      const length = this.#length[id] as number;
      if (owner !== id) this.#offset[id] = (this.#offset[owner] as number) + (this.#length[owner] as number) - length;
      else this.#copy(bytes, id);
    }
    this.#bytes = bytes;
    return bytes;
  }

  #copy(to: Uint8Array, id: number): void {
    const from = this.#start[id] as number;
    const at = this.#offset[id] as number;
    const length = this.#length[id] as number;
    for (let i = 0; i < length; i++) to[at + i] = this.#pool[from + i] as number;
  }

  /** Offset of a string in the finished table. */
  offset(id: number): number {
    return id === 0 ? 0 : (this.#offset[id] as number);
  }
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const bigger = new Uint32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}

/**
 * For each string the one whose end it is (itself where there is none). Ids are sorted by their bytes from the end, so that a
 * suffix stands just before the strings it ends; walking back from the last, a string that does not end the current host is
 * the next host. `fits` may refuse a pair.
 */
export function suffixHosts(
  pool: Uint8Array,
  start: Uint32Array,
  length: Uint32Array,
  count: number,
  fits: (host: number, id: number) => boolean = () => true,
  modulus = 1,
): Uint32Array {
  const ids = new Int32Array(Math.max(0, count - 1));
  for (let i = 0; i < ids.length; i++) ids[i] = i + 1;
  sortFromEnd(ids, pool, start, length);
  // Aligned strings can only share when their lengths agree modulo the alignment: such classes are looked at apart.
  if (modulus > 1) ids.sort((a, b) => ((length[a] as number) % modulus) - ((length[b] as number) % modulus));
  const host = new Uint32Array(count);
  let current = -1;
  for (let k = ids.length - 1; k >= 0; k--) {
    const id = ids[k] as number;
    if (current < 0 || !endsWith(pool, start, length, current, id) || !fits(current, id)) current = id;
    host[id] = current;
  }
  return host;
}

function endsWith(pool: Uint8Array, start: Uint32Array, length: Uint32Array, host: number, id: number): boolean {
  const size = length[id] as number;
  const shift = (length[host] as number) - size;
  if (shift < 0) return false;
  const a = (start[host] as number) + shift;
  const b = start[id] as number;
  for (let i = size - 1; i >= 0; i--) if (pool[a + i] !== pool[b + i]) return false;
  return true;
}

/** Three-way radix quicksort by the byte at distance `depth` from the end; an ended string comes first. */
function sortFromEnd(ids: Int32Array, pool: Uint8Array, start: Uint32Array, length: Uint32Array): void {
  const stack: number[] = [0, ids.length, 0];
  const at = (id: number, depth: number): number => {
    const size = length[id] as number;
    return depth >= size ? -1 : (pool[(start[id] as number) + size - 1 - depth] as number);
  };
  while (stack.length > 0) {
    const depth = stack.pop() as number;
    const high = stack.pop() as number;
    const low = stack.pop() as number;
    if (high - low < 2) continue;
    const pivot = at(ids[(low + high) >> 1] as number, depth);
    let less = low;
    let more = high;
    for (let i = low; i < more; ) {
      const id = ids[i] as number;
      const c = at(id, depth);
      if (c === pivot) i++;
      else {
        const to = c < pivot ? less++ : --more;
        ids[i] = ids[to] as number;
        ids[to] = id;
        if (c < pivot) i++;
      }
    }
    stack.push(low, less, depth, more, high, depth);
    if (pivot >= 0) stack.push(less, more, depth + 1);
  }
}
