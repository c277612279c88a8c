/**
 * Where GNU as ends the fragments of a subsection: it shows in `.debug_line` alone. After `.loc … view -0` it says the address anew
 * unless it knows that the row is further on than the one before, and between two of its fragments it knows that only if bytes of
 * either lie between the rows (line-program.ts).
 *
 * Enters: the fragments of a subsection (section.ts), and the pieces in which its data came. Leaves: the places inside our fragments
 * where GNU as begins one more, because its memory was full: it fills blocks of 4064 bytes, fragment headers and all. Found by
 * experiment with GNU as 2.40 (docs/gnu-as.md); no manual says so.
 */
import { roomier } from './columns.ts';
import { type Fragment, type Subsection, VARIABLE } from './section.ts';

/** A block of memory, and what it holds for itself. */
const BLOCK = 4064;
const BLOCK_HEADER = 16;
/** What a fragment takes besides its bytes, and what its start is a multiple of. */
const HEADER = 128;
const GRANULE = 8;
const WORD = 4;
/** Beyond this, room for a piece is not made twice its size. */
const MOST_SPARE = 0x10000;
/** Bytes that variable parts take, besides alignment and `.fill`, which keep their pattern. */
const CODE_PADDING = 7;
const LEB = 10;

/** As the size of a piece: characters, one at a time. */
export const CHARACTERS = 0;

/** Runs of bytes of a subsection that are no instruction words: where they begin and end, and the size of each piece. */
export class Pieces {
  count = 0;
  rows = new Int32Array(0);

  add(start: number, length: number, size: number): void {
    const last = 3 * (this.count - 1);
    const { rows } = this;
    if (last >= 0 && rows[last + 1] === start && rows[last + 2] === size) {
      rows[last + 1] = start + length;
      return;
    }
    const at = 3 * this.count++;
    if (at + 3 > rows.length) this.rows = roomier(rows);
    this.rows[at] = start;
    this.rows[at + 1] = start + length;
    this.rows[at + 2] = size;
  }
}

/** The places of one subsection where GNU as begins another fragment and we do not. */
export class GnuFragments {
  readonly #places = new Set<number>();
  readonly #pieces: Pieces | undefined;
  #piece = 0;
  /** Where the next byte goes in the block, and where that ends. */
  #at = BLOCK_HEADER;
  #end = BLOCK;

  constructor(sub: Subsection) {
    this.#pieces = sub.pieces;
    for (const frag of sub.fragments()) {
      this.#open(BLOCK);
      this.#bytes(frag, frag.start, frag.start + lengthOf(frag));
      const kept = keptBy(frag);
      this.#makeRoom(kept);
      this.#at += kept;
    }
  }

  /** Whether a fragment of GNU as ends at this place. */
  has(frag: Fragment, offset: number): boolean {
    return this.#places.has(key(frag, offset));
  }

  /** Begin a fragment; a new block, if one is needed, is of `size` bytes. */
  #open(size: number): void {
    this.#at += -this.#at & (GRANULE - 1);
    if (this.#end - this.#at < HEADER) {
      this.#at = BLOCK_HEADER;
      this.#end = size;
    }
    this.#at += HEADER;
  }

  /** Begin fragments until `bytes` have room in one; whether any was needed. */
  #makeRoom(bytes: number): boolean {
    if (this.#end - this.#at >= bytes) return false;
    const size = Math.max(BLOCK, bytes + Math.min(bytes, MOST_SPARE) + HEADER);
    while (this.#end - this.#at < bytes) this.#open(size);
    return true;
  }

  /** The bytes from `from` to `to` of the buffer, which are those of `frag`. */
  #bytes(frag: Fragment, from: number, to: number): void {
    const rows = this.#pieces?.rows ?? [];
    const count = this.#pieces?.count ?? 0;
    let at = from;
    while (at < to) {
      while (this.#piece < count && (rows[3 * this.#piece + 1] as number) <= at) this.#piece++;
      const start = this.#piece < count ? (rows[3 * this.#piece] as number) : to;
      const data = start <= at;
      const end = Math.min(to, data ? (rows[3 * this.#piece + 1] as number) : start);
      this.#run(frag, at, end, data ? (rows[3 * this.#piece + 2] as number) : WORD);
      at = end;
    }
  }

  /** A run of pieces of one size. */
  #run(frag: Fragment, from: number, to: number, size: number): void {
    for (let at = from; at < to; ) {
      // a character leaves one byte free
      const least = size === CHARACTERS ? 2 : size;
      if (this.#makeRoom(least)) this.#places.add(key(frag, at - frag.start));
      const room = this.#end - this.#at;
      const fits = Math.min(to - at, size === CHARACTERS ? room - 1 : room - (room % size));
      this.#at += fits;
      at += fits;
    }
  }
}

/** Bytes of a fragment without its variable part; the open one has no length yet. */
export function lengthOf(frag: Fragment): number {
  const { subsection: sub } = frag;
  return frag === sub.frag ? sub.length - frag.start : frag.length;
}

/** Bytes that GNU as keeps for the variable part of a fragment. */
function keptBy({ kind, rare }: Fragment): number {
  switch (kind) {
    case VARIABLE.none:
      return 0;
    case VARIABLE.alignCode:
      return CODE_PADDING;
    case VARIABLE.leb:
      return LEB;
    default:
      return rare.pattern.length;
  }
}

const key = (frag: Fragment, offset: number): number => frag.id * 2 ** 31 + offset;
