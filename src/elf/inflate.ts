/**
 * zlib streams to what was compressed (RFC 1950 and 1951).
 *
 * Enters: the stream and the size that it must give, which whoever compressed it wrote beside it. Leaves: the bytes, or
 * undefined where the stream is damaged: a code that stands for nothing, another size, another checksum.
 */

/** Extra bits and first values of the length codes from 257 and of the distance codes (RFC 1951 3.2.5). */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const LENGTH_FROM = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => (code < 2 ? 0 : (code >> 1) - 1));
const DISTANCE_FROM = Array.from({ length: 30 }, (_, code) =>
  code < 2 ? code + 1 : 1 + ((2 + (code & 1)) << ((code >> 1) - 1)),
);
/** The order in which the lengths of the code length codes stand (3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST = 15;

class Damaged extends Error {}

/** Canonical Huffman codes: how many there are of each length, and their symbols in order. */
interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codesOf(lengths: ArrayLike<number>): Codes {
  const counts = new Uint16Array(LONGEST + 1);
  for (let i = 0; i < lengths.length; i++) {
    const bits = lengths[i] as number;
    counts[bits] = (counts[bits] as number) + 1;
  }
  counts[0] = 0;
  const next = new Uint16Array(LONGEST + 2);
  for (let bits = 1; bits <= LONGEST; bits++) next[bits + 1] = (next[bits] as number) + (counts[bits] as number);
  const symbols = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) {
    const bits = lengths[i] as number;
    if (bits === 0) continue;
    symbols[next[bits] as number] = i;
    next[bits] = (next[bits] as number) + 1;
  }
  return { counts, symbols };
}

const FIXED_LENGTHS = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
const FIXED = { literals: codesOf(FIXED_LENGTHS), distances: codesOf(new Array(30).fill(5)) };

class Inflater {
  readonly #from: Uint8Array;
  readonly #to: Uint8Array;
  #at = 2;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(from: Uint8Array, size: number) {
    this.#from = from;
    this.#to = new Uint8Array(size);
  }

  run(): Uint8Array {
    for (let last = 0; last === 0; ) {
      last = this.#bits(1);
      const kind = this.#bits(2);
      if (kind === 0) this.#stored();
      else if (kind === 1) this.#coded(FIXED.literals, FIXED.distances);
      else if (kind === 2) this.#dynamic();
      else throw new Damaged();
    }
    if (this.#length !== this.#to.length) throw new Damaged();
    this.#checkSum();
    return this.#to;
  }

  #bits(count: number): number {
    while (this.#heldBits < count) {
      if (this.#at >= this.#from.length) throw new Damaged();
      this.#held |= (this.#from[this.#at++] as number) << this.#heldBits;
      this.#heldBits += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#heldBits -= count;
    return value;
  }

  #symbol({ counts, symbols }: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= LONGEST; bits++) {
      code |= this.#bits(1);
      const count = counts[bits] as number;
      if (code - first < count) return symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Damaged();
  }

  #put(byte: number): void {
    if (this.#length >= this.#to.length) throw new Damaged();
    this.#to[this.#length++] = byte;
  }

  #stored(): void {
    this.#held = this.#heldBits = 0;
    const length = this.#bits(16);
    if ((length ^ this.#bits(16)) !== 0xffff) throw new Damaged();
    for (let i = 0; i < length; i++) this.#put(this.#bits(8));
  }

  #dynamic(): void {
    const literals = this.#bits(5) + 257;
    const distances = this.#bits(5) + 1;
    const count = this.#bits(4) + 4;
    const lengthLengths = new Uint8Array(ORDER.length);
    for (let i = 0; i < count; i++) lengthLengths[ORDER[i] as number] = this.#bits(3);
    const lengthCodes = codesOf(lengthLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(lengthCodes);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw new Damaged();
      const value = symbol === 16 ? (lengths[i - 1] as number) : 0;
      const times = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + times > lengths.length) throw new Damaged();
      lengths.fill(value, i, i + times);
      i += times;
    }
    this.#coded(codesOf(lengths.subarray(0, literals)), codesOf(lengths.subarray(literals)));
  }

  #coded(literals: Codes, distances: Codes): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.#put(symbol);
        continue;
      }
      const bits = LENGTH_BITS[symbol - 257];
      if (bits === undefined) throw new Damaged();
      const length = (LENGTH_FROM[symbol - 257] as number) + this.#bits(bits);
      const code = this.#symbol(distances);
      const distanceBits = DISTANCE_BITS[code];
      if (distanceBits === undefined) throw new Damaged();
      const distance = (DISTANCE_FROM[code] as number) + this.#bits(distanceBits);
      if (distance > this.#length) throw new Damaged();
      for (let i = 0; i < length; i++) this.#put(this.#to[this.#length - distance] as number);
    }
  }

  /** Adler-32, big-endian, from the next whole byte on. */
  #checkSum(): void {
    let a = 1;
    let b = 0;
    for (const byte of this.#to) {
      a = (a + byte) % 65521;
      b = (b + a) % 65521;
    }
    this.#held = this.#heldBits = 0;
    for (const part of [b >> 8, b & 255, a >> 8, a & 255]) if (this.#bits(8) !== part) throw new Damaged();
  }
}

/** What the zlib stream `stream` holds, which must be `size` bytes; undefined if it is damaged. */
export function inflate(stream: Uint8Array, size: number): Uint8Array | undefined {
  const head = ((stream[0] ?? 0) << 8) | (stream[1] ?? 0);
  // deflate, no preset dictionary; no byte of it stands for more than 258 * 8 bytes
  if (head % 31 !== 0 || (head & 0x0f20) !== 0x0800 || size > stream.length * 2064) return undefined;
  try {
    return new Inflater(stream, size).run();
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}
