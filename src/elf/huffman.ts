/**
 * Codes of a deflate stream (RFC 1951, 3.2.2): the shortest for given frequencies, as zlib builds them.
 *
 * Enters: frequencies, or lengths. Leaves: lengths and codes; ties between equally frequent symbols are decided by the depth of their trees.
 */

/** Bits of the longest code. */
export const LONGEST_CODE = 15;

/** One alphabet with its frequencies, code lengths and codes. */
export class Tree {
  readonly frequency: Int32Array;
  readonly length: Int32Array;
  readonly code: Int32Array;
  readonly size: number;
  readonly extra: readonly number[];
  /** The first symbol with extra bits. */
  readonly extraFrom: number;
  readonly longest: number;
  readonly fixed: Tree | undefined;
  /** The last symbol that is used. */
  last = 0;
  /** Bits of all symbols in these codes, and in the fixed ones. */
  bits = 0;
  fixedBits = 0;
  readonly #parent: Int32Array;
  readonly #depth: Uint8Array;
  readonly #heap: Int32Array;
  #used = 0;
  #max = 0;

  constructor(size: number, extra: readonly number[], extraFrom: number, longest: number, fixed?: Tree) {
    const nodes = 2 * size + 1;
    this.size = size;
    this.extra = extra;
    this.extraFrom = extraFrom;
    this.longest = longest;
    this.fixed = fixed;
    this.frequency = new Int32Array(nodes);
    this.length = new Int32Array(nodes);
    this.code = new Int32Array(size);
    this.#parent = new Int32Array(nodes);
    this.#depth = new Uint8Array(nodes);
    this.#heap = new Int32Array(nodes + 1);
  }

  clear(): void {
    this.frequency.fill(0);
  }

  /** Code lengths and codes from the frequencies. */
  build(): void {
    this.bits = 0;
    this.fixedBits = 0;
    this.#leaves();
    for (let n = this.#used >> 1; n >= 1; n--) this.#sift(n);
    this.#join();
    const counts = this.#lengths();
    this.assign(counts);
  }

  #leaves(): void {
    const { frequency, length, size } = this;
    const heap = this.#heap;
    this.#used = 0;
    this.#max = heap.length - 1;
    this.last = -1;
    for (let n = 0; n < size; n++) {
      length[n] = 0;
      if (frequency[n] === 0) continue;
      this.last = n;
      heap[++this.#used] = n;
      this.#depth[n] = 0;
    }
    // There must be two codes at least.
    while (this.#used < 2) {
      const node = this.last < 2 ? ++this.last : 0;
      heap[++this.#used] = node;
      frequency[node] = 1;
      this.#depth[node] = 0;
      this.bits--;
      if (this.fixed) this.fixedBits -= this.fixed.length[node] as number;
    }
  }

  /** The two rarest become one, until one is left; the heap's end keeps them in the order of their frequency. */
  #join(): void {
    const { frequency } = this;
    const heap = this.#heap;
    const depth = this.#depth;
    let node = this.size;
    do {
      const n = heap[1] as number;
      heap[1] = heap[this.#used--] as number;
      this.#sift(1);
      const m = heap[1] as number;
      heap[--this.#max] = n;
      heap[--this.#max] = m;
      frequency[node] = (frequency[n] as number) + (frequency[m] as number);
      depth[node] = Math.max(depth[n] as number, depth[m] as number) + 1;
      this.#parent[n] = node;
      this.#parent[m] = node;
      heap[1] = node++;
      this.#sift(1);
    } while (this.#used >= 2);
    heap[--this.#max] = heap[1] as number;
  }

  #isSmaller(n: number, m: number): boolean {
    const [f, g] = [this.frequency[n] as number, this.frequency[m] as number];
    return f < g || (f === g && (this.#depth[n] as number) <= (this.#depth[m] as number));
  }

  #sift(from: number): void {
    const heap = this.#heap;
    const moved = heap[from] as number;
    let at = from;
    for (let child = at << 1; child <= this.#used; child <<= 1) {
      if (child < this.#used && this.#isSmaller(heap[child + 1] as number, heap[child] as number)) child++;
      if (this.#isSmaller(moved, heap[child] as number)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = moved;
  }

  /** Lengths by the depth in the tree, none above `longest`; how many symbols have each. */
  #lengths(): number[] {
    const { length, longest, last } = this;
    const heap = this.#heap;
    const counts = new Array<number>(LONGEST_CODE + 1).fill(0);
    let overflow = 0;
    length[heap[this.#max] as number] = 0;
    for (let h = this.#max + 1; h < heap.length - 1; h++) {
      const n = heap[h] as number;
      const bits = (length[this.#parent[n] as number] as number) + 1;
      if (bits > longest) overflow++;
      length[n] = Math.min(bits, longest);
      if (n > last) continue;
      counts[length[n] as number] = (counts[length[n] as number] as number) + 1;
      this.#count(n, 1);
    }
    if (overflow > 0) this.#shorten(counts, overflow);
    return counts;
  }

  /** Add a symbol's bits, `sign` times. */
  #count(n: number, sign: number): void {
    const f = (this.frequency[n] as number) * sign;
    const extra = n >= this.extraFrom ? (this.extra[n - this.extraFrom] as number) : 0;
    this.bits += f * ((this.length[n] as number) + extra);
    if (this.fixed && sign > 0) this.fixedBits += f * ((this.fixed.length[n] as number) + extra);
  }

  /** Lengthen shorter codes until those that were too long fit. */
  #shorten(counts: number[], overflow: number): void {
    const { length, longest, last } = this;
    const heap = this.#heap;
    const add = (bits: number, n: number): void => {
      counts[bits] = (counts[bits] as number) + n;
    };
    for (let left = overflow; left > 0; left -= 2) {
      let bits = longest - 1;
      while (counts[bits] === 0) bits--;
      add(bits, -1);
      add(bits + 1, 2);
      add(longest, -1);
    }
    let h = heap.length - 1;
    for (let bits = longest; bits !== 0; bits--) {
      for (let n = counts[bits] as number; n !== 0; ) {
        const m = heap[--h] as number;
        if (m > last) continue;
        this.bits += (bits - (length[m] as number)) * (this.frequency[m] as number);
        length[m] = bits;
        n--;
      }
    }
  }

  /** Codes from the lengths, their bits reversed: the stream's order. */
  assign(counts: readonly number[], last = this.last): void {
    const next = [0];
    for (let bits = 1; bits <= LONGEST_CODE; bits++)
      next[bits] = ((next[bits - 1] as number) + (counts[bits - 1] as number)) << 1;
    for (let n = 0; n <= last; n++) {
      const bits = this.length[n] as number;
      if (bits === 0) continue;
      this.code[n] = reversed(next[bits] as number, bits);
      next[bits] = (next[bits] as number) + 1;
    }
  }
}

function reversed(code: number, bits: number): number {
  let result = 0;
  for (let i = 0; i < bits; i++) result |= ((code >> i) & 1) << (bits - 1 - i);
  return result;
}

/** RFC 1951, 3.2.6. */
export function fixedTree(size: number, lengthOf: (n: number) => number): Tree {
  const tree = new Tree(size, [], size, LONGEST_CODE);
  const counts = new Array<number>(LONGEST_CODE + 1).fill(0);
  for (let n = 0; n < size; n++) {
    tree.length[n] = lengthOf(n);
    counts[lengthOf(n)] = (counts[lengthOf(n)] as number) + 1;
  }
  tree.assign(counts, size - 1);
  return tree;
}
