/**
 * Deflate: a text as references to what came before, in the zlib format (RFC 1950, RFC 1951).
 *
 * Enters: bytes. Leaves: a zlib stream, the one that zlib itself makes at its usual level 6 with all its input at hand: the same hash chains, the same
 * lazy matches, the same blocks. So objects with compressed sections are those that GNU tools make. deflate-blocks.ts writes the blocks.
 */
import { BlockWriter } from './deflate-blocks.ts';

const WINDOW = 1 << 15;
const WINDOW_MASK = WINDOW - 1;
const HASH_MASK = (1 << 15) - 1;
const SHORTEST = 3;
const LONGEST = 258;
/** References go no further back than this. */
const FARTHEST = WINDOW - (LONGEST + SHORTEST + 1);
/** A match of three bytes is not worth it from here on. */
const TOO_FAR = 4096;
/** Level 6: a good match shortens the search, a long one ends it; how many candidates are looked at. */
const GOOD = 8;
const LAZY = 16;
const NICE = 128;
const CHAIN = 128;
const NONE = 0;
/** CMF and FLG for a window of 32 KiB at the usual level. */
const HEADER = [0x78, 0x9c] as const;

class Matcher {
  readonly #bytes: Uint8Array;
  /** The last place with this hash, and for each place the one before. Place 0 counts as none. */
  readonly #head = new Int32Array(HASH_MASK + 1);
  readonly #before = new Int32Array(WINDOW);
  /** Where the match found last starts. */
  start = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Remember the three bytes at `at`; the place where they stood before. */
  insert(at: number): number {
    const bytes = this.#bytes;
    const [a, b, c] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
    const hash = ((a << 10) ^ (b << 5) ^ c) & HASH_MASK;
    const before = this.#head[hash] as number;
    this.#before[at & WINDOW_MASK] = before;
    this.#head[hash] = at;
    return before;
  }

  /** The length of the best match at `at` that is longer than `least`, or `least`. */
  longest(at: number, candidate: number, least: number): number {
    const bytes = this.#bytes;
    const left = bytes.length - at;
    const limit = at > FARTHEST ? at - FARTHEST : NONE;
    const nice = Math.min(NICE, left);
    let best = least;
    let chain = least >= GOOD ? CHAIN >> 2 : CHAIN;
    for (let from = candidate; ; ) {
      if (bytes[from + best] === bytes[at + best] && bytes[from + best - 1] === bytes[at + best - 1]) {
        const length = this.#common(from, at);
        if (length > best) {
          this.start = from;
          best = length;
          if (length >= nice) break;
        }
      }
      from = this.#before[from & WINDOW_MASK] as number;
      if (from <= limit || --chain === 0) break;
    }
    return Math.min(best, left);
  }

  #common(from: number, at: number): number {
    const bytes = this.#bytes;
    const most = Math.min(LONGEST, bytes.length - at);
    let length = 0;
    while (length < most && bytes[from + length] === bytes[at + length]) length++;
    return length;
  }
}

/** `bytes` as a zlib stream. */
export function deflate(bytes: Uint8Array): Uint8Array {
  const out = new BlockWriter(bytes);
  for (const byte of HEADER) out.byte(byte);
  const matcher = new Matcher(bytes);
  let found = SHORTEST - 1;
  let pending = false;
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at;
    const before = left >= SHORTEST ? matcher.insert(at) : NONE;
    const last = found;
    const lastStart = matcher.start;
    found = SHORTEST - 1;
    if (before !== NONE && last < LAZY && at - before <= FARTHEST) {
      found = matcher.longest(at, before, last);
      if (found === SHORTEST && at - matcher.start > TOO_FAR) found = SHORTEST - 1;
    }
    if (last >= SHORTEST && found <= last) {
      out.reference(last, at - 1 - lastStart);
      const end = at - 1 + last;
      while (++at < end) if (at <= bytes.length - SHORTEST) matcher.insert(at);
      pending = false;
      found = SHORTEST - 1;
      if (out.full) out.flush(at, false);
      continue;
    }
    if (pending) {
      out.literal(bytes[at - 1] as number);
      if (out.full) out.flush(at, false);
    }
    pending = true;
    at++;
  }
  if (pending) out.literal(bytes[bytes.length - 1] as number);
  out.flush(bytes.length, true);
  const sum = adler32(bytes);
  for (const shift of [24, 16, 8, 0]) out.byte((sum >>> shift) & 255);
  return out.finished();
}

/** RFC 1950, section 9. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let from = 0; from < bytes.length; from += 5552) {
    const end = Math.min(bytes.length, from + 5552);
    for (let i = from; i < end; i++) {
      a += bytes[i] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
