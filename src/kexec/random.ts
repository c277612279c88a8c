/**
 * Deterministic pseudo-random numbers: the same seed scatters the same pages and fills them with the same bytes.
 *
 * Marsaglia's xorshift32, its state spread by a multiplicative hash so that neighbouring seeds do not resemble each other.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = hash32(seed) || 1;
  }

  /** An integer in [0, 2^32). */
  next(): number {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s;
    return s >>> 0;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }
}

/** A 32-bit finalizer: every bit of the input reaches every bit of the output. */
export function hash32(value: number): number {
  let h = (value ^ 0x9e3779b9) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
