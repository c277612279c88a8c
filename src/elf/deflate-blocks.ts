/**
 * Blocks of a deflate stream (RFC 1951, 3.2): literals and references, in the codes that make them shortest.
 *
 * Enters: symbols, and the bytes that they stand for. Leaves: blocks, stored, with fixed codes or with their own, chosen as zlib does.
 */
import { fixedTree, LONGEST_CODE, Tree } from './huffman.ts';

const LITERALS = 256;
const END = 256;
const LENGTHS = 29;
const L_CODES = LITERALS + 1 + LENGTHS;
const D_CODES = 30;
const BL_CODES = 19;
const LONGEST_BL_CODE = 7;
/** A block ends with so many symbols. */
const BLOCK_SYMBOLS = (1 << 14) - 1;
const STORED = 0;
const FIXED = 1;
const DYNAMIC = 2;
/** Codes for lengths: the last one three to six times again, zeros three to ten times, or eleven to 138. */
const REPEAT = 16;
const ZEROS = 17;
const MANY_ZEROS = 18;
const BL_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const EXTRA_L = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const EXTRA_D = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const EXTRA_BL = Array.from({ length: BL_CODES }, (_, i) => ({ [REPEAT]: 2, [ZEROS]: 3, [MANY_ZEROS]: 7 })[i] ?? 0);

/** The first value of each code. */
function firsts(extra: readonly number[]): number[] {
  let next = 0;
  return extra.map((bits) => {
    const first = next;
    next += 1 << bits;
    return first;
  });
}

const LENGTH_FIRSTS = firsts(EXTRA_L);
LENGTH_FIRSTS[LENGTHS - 1] = 255;
const DISTANCE_FIRSTS = firsts(EXTRA_D);

/** The code of a length less 3; the longest has one of its own. */
function lengthCode(value: number): number {
  if (value < 8 || value === 255) return value < 8 ? value : LENGTHS - 1;
  const top = 31 - Math.clz32(value);
  return 4 * (top - 1) + ((value >> (top - 2)) & 3);
}

/** The code of a distance less 1. */
function distanceCode(value: number): number {
  if (value < 4) return value;
  const top = 31 - Math.clz32(value);
  return 2 * top + ((value >> (top - 1)) & 1);
}

const FIXED_L = fixedTree(L_CODES + 2, (n) => (n <= 143 ? 8 : n <= 255 ? 9 : n <= 279 ? 7 : 8));
const FIXED_D = fixedTree(D_CODES, () => 5);

/** How the lengths of a tree are written: a code, and a count in its extra bits. */
function* runs({ length, last }: Tree): Generator<readonly [code: number, count: number]> {
  let before = -1;
  for (let n = 0; n <= last; ) {
    const now = length[n] as number;
    const most = now === 0 ? 138 : now === before ? 6 : 7;
    let count = 1;
    while (count < most && n + count <= last && length[n + count] === now) count++;
    n += count;
    if (count < (now === 0 || now === before ? 3 : 4)) for (let i = 0; i < count; i++) yield [now, 0];
    else if (now !== 0) {
      if (now !== before) yield [now, 0];
      yield [REPEAT, count - (now !== before ? 1 : 0) - 3];
    } else if (count <= 10) yield [ZEROS, count - 3];
    else yield [MANY_ZEROS, count - 11];
    before = now;
  }
}

/** Collects symbols, and writes them a block at a time. */
export class BlockWriter {
  readonly #bytes: Uint8Array;
  #out: Uint8Array;
  #length = 0;
  #bits = 0;
  #bitCount = 0;
  /** Where the block at hand starts. */
  #from = 0;
  readonly #values = new Uint8Array(BLOCK_SYMBOLS);
  /** 0 for literals. */
  readonly #distances = new Uint16Array(BLOCK_SYMBOLS);
  #count = 0;
  readonly #l = new Tree(L_CODES, EXTRA_L, LITERALS + 1, LONGEST_CODE, FIXED_L);
  readonly #d = new Tree(D_CODES, EXTRA_D, 0, LONGEST_CODE, FIXED_D);
  readonly #bl = new Tree(BL_CODES, EXTRA_BL, 0, LONGEST_BL_CODE);

  /** `bytes`: what the symbols stand for, for blocks that are stored as they are. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#out = new Uint8Array(bytes.length + (bytes.length >> 3) + 64);
    this.#begin();
  }

  #begin(): void {
    for (const tree of [this.#l, this.#d, this.#bl]) tree.clear();
    this.#l.frequency[END] = 1;
    this.#count = 0;
  }

  /** The block must be flushed before the next symbol. */
  get full(): boolean {
    return this.#count === BLOCK_SYMBOLS;
  }

  literal(byte: number): void {
    this.#add(byte, 0);
    count(this.#l, byte);
  }

  reference(length: number, distance: number): void {
    this.#add(length - 3, distance);
    count(this.#l, lengthCode(length - 3) + LITERALS + 1);
    count(this.#d, distanceCode(distance - 1));
  }

  #add(value: number, distance: number): void {
    this.#values[this.#count] = value;
    this.#distances[this.#count++] = distance;
  }

  /** Write the block, which stands for the bytes up to `end`. */
  flush(end: number, isLast: boolean): void {
    this.#l.build();
    this.#d.build();
    for (const tree of [this.#l, this.#d]) for (const [code] of runs(tree)) count(this.#bl, code);
    this.#bl.build();
    let order = BL_CODES - 1;
    while (order >= 3 && this.#bl.length[BL_ORDER[order] as number] === 0) order--;
    const own = this.#l.bits + this.#d.bits + this.#bl.bits + 3 * (order + 1) + 14;
    const fixed = inBytes(this.#l.fixedBits + this.#d.fixedBits);
    const shortest = Math.min(fixed, inBytes(own));
    const last = isLast ? 1 : 0;
    if (end - this.#from + 4 <= shortest) this.#stored(end, last);
    else if (fixed === shortest) {
      this.#put((FIXED << 1) + last, 3);
      this.#symbols(FIXED_L, FIXED_D);
    } else {
      this.#put((DYNAMIC << 1) + last, 3);
      this.#trees(order);
      this.#symbols(this.#l, this.#d);
    }
    if (isLast) this.#align();
    this.#from = end;
    this.#begin();
  }

  #stored(end: number, last: number): void {
    this.#put((STORED << 1) + last, 3);
    this.#align();
    const length = end - this.#from;
    for (const half of [length, ~length]) {
      this.byte(half & 255);
      this.byte((half >> 8) & 255);
    }
    for (let i = this.#from; i < end; i++) this.byte(this.#bytes[i] as number);
  }

  #trees(order: number): void {
    this.#put(this.#l.last + 1 - 257, 5);
    this.#put(this.#d.last, 5);
    this.#put(order + 1 - 4, 4);
    for (let i = 0; i <= order; i++) this.#put(this.#bl.length[BL_ORDER[i] as number] as number, 3);
    for (const tree of [this.#l, this.#d]) {
      for (const [code, more] of runs(tree)) {
        this.#code(this.#bl, code);
        this.#put(more, EXTRA_BL[code] as number);
      }
    }
  }

  #symbols(l: Tree, d: Tree): void {
    for (let i = 0; i < this.#count; i++) {
      const value = this.#values[i] as number;
      const distance = (this.#distances[i] as number) - 1;
      if (distance < 0) {
        this.#code(l, value);
        continue;
      }
      const code = lengthCode(value);
      this.#code(l, code + LITERALS + 1);
      this.#put(value - (LENGTH_FIRSTS[code] as number), EXTRA_L[code] as number);
      const far = distanceCode(distance);
      this.#code(d, far);
      this.#put(distance - (DISTANCE_FIRSTS[far] as number), EXTRA_D[far] as number);
    }
    this.#code(l, END);
  }

  #code(tree: Tree, n: number): void {
    this.#put(tree.code[n] as number, tree.length[n] as number);
  }

  #put(value: number, width: number): void {
    this.#bits |= value << this.#bitCount;
    this.#bitCount += width;
    while (this.#bitCount >= 8) {
      this.byte(this.#bits & 255);
      this.#bits >>>= 8;
      this.#bitCount -= 8;
    }
  }

  #align(): void {
    if (this.#bitCount > 0) this.byte(this.#bits & 255);
    this.#bits = 0;
    this.#bitCount = 0;
  }

  byte(value: number): void {
    if (this.#length === this.#out.length) {
      const larger = new Uint8Array(2 * this.#out.length);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#length++] = value;
  }

  finished(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }
}

function count(tree: Tree, n: number): void {
  tree.frequency[n] = (tree.frequency[n] as number) + 1;
}

/** Bytes of a block of so many bits, its header included. */
function inBytes(bits: number): number {
  return (bits + 3 + 7) >> 3;
}
