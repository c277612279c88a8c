/**
 * The decoder: a word to its row, through a tree that is built as words need it.
 *
 * Bits 31..21 choose a node; a node with more than a few rows chooses on by the few neighbouring bits that divide them best. Groups load by bits 28..25.
 * Within a leaf the row with more fixed bits comes first, so that a declared overlap decodes to the more specific row.
 *
 * The tree is one array of integers, because nodes scattered over the heap cost a cache miss each:
 *   a node that chooses  shift (>= 0), then 2^WINDOW numbers of nodes (0 not known yet)
 *   a leaf               -1 - count, then for each row its mask, its value, its number
 */

import { GROUPS } from './groups.ts';
import { GROUP_INDEX } from './mnemonic-index.ts';
import type { Row } from './row.ts';

export { fieldsOf } from './fields.ts';
export type { Row } from './row.ts';

/** Rows that a leaf may have, and the bits that a node looks at. */
const LEAF = 2;
const WINDOW = 4;
const KEYS = (1 << WINDOW) - 1;
const TOP_SHIFT = 21;
const TOP_MASK = -1 << TOP_SHIFT;
const NO_ROWS: readonly Row[] = [];

function popcount(value: number): number {
  let count = 0;
  for (let v = value; v !== 0; v &= v - 1) count++;
  return count;
}

const zeros = new Int32Array(TOP_SHIFT);
const ones = new Int32Array(TOP_SHIFT);

/** The lowest of the WINDOW bits below TOP_SHIFT, `decided` ones apart, that divide the rows best; -1 when none does. */
function windowOf(rows: readonly Row[], decided: number): number {
  zeros.fill(0);
  ones.fill(0);
  for (const row of rows) {
    for (let open = row.mask & ~decided; open !== 0; open &= open - 1) {
      const bit = 31 - Math.clz32(open & -open);
      const side = (row.value >>> bit) & 1 ? ones : zeros;
      side[bit] = (side[bit] as number) + 1;
    }
  }
  let best = -1;
  let most = 1;
  for (let low = 0; low + WINDOW <= TOP_SHIFT; low++) {
    let sum = 0;
    for (let bit = low; bit < low + WINDOW; bit++) {
      const [z, o] = [zeros[bit] as number, ones[bit] as number];
      // a bit that all rows have alike still finds words that are none of them
      sum += Math.min(z, o) + (z + o) / 64;
    }
    if (sum <= most) continue;
    most = sum;
    best = low;
  }
  return best;
}

/** The rows of `rows` that agree with `word` in the bits of `mask`. */
function agreeing(rows: readonly Row[], word: number, mask: number): readonly Row[] {
  const found: Row[] = [];
  for (const row of rows) if (((row.value ^ word) & row.mask & mask) === 0) found.push(row);
  return found;
}

/** Finds rows; keeps the tree that it has built. One for all users is enough. */
export class Decoder {
  #tree = new Int32Array(1 << 14);
  /** Integers of the tree in use; number 0 is no node. */
  #end = 1;
  /** Nodes by the word's upper bits. */
  readonly #top = new Int32Array(2048);
  readonly #numbers = new Map<Row, number>();
  readonly #rows: Row[] = [];
  /** Rows and decided bits of the nodes that choose. */
  readonly #inside = new Map<number, { readonly rows: readonly Row[]; readonly decided: number }>();
  /** By bits 31..25. */
  readonly #spaces: (readonly Row[] | undefined)[] = new Array(128).fill(undefined);
  readonly #groups: (readonly Row[] | undefined)[] = new Array(16).fill(undefined);

  /** The instruction (never an alias) whose encoding `word` is, or undefined when it is unallocated. */
  decode(word: number): Row | undefined {
    let node = (this.#top[word >>> TOP_SHIFT] as number) || this.#fill(word >>> TOP_SHIFT);
    let head = this.#tree[node] as number;
    while (head >= 0) {
      const key = (word >>> head) & KEYS;
      node = (this.#tree[node + 1 + key] as number) || this.#child(node, head, key);
      head = this.#tree[node] as number;
    }
    const tree = this.#tree;
    for (let at = node + 1; head < -1; head++, at += 3) {
      if (((word ^ (tree[at + 1] as number)) & (tree[at] as number)) !== 0) continue;
      const row = this.#rows[tree[at + 2] as number] as Row;
      if (row.allocates(word)) return row;
    }
    return undefined;
  }

  /** Adds a node for rows of which the bits of `decided` are known. */
  #add(rows: readonly Row[], decided: number): number {
    const shift = rows.length <= LEAF ? -1 : windowOf(rows, decided);
    const node = this.#end;
    this.#end += 1 + (shift < 0 ? 3 * rows.length : KEYS + 1);
    if (this.#end > this.#tree.length) {
      const larger = new Int32Array(Math.max(2 * this.#tree.length, this.#end));
      larger.set(this.#tree);
      this.#tree = larger;
    }
    if (shift >= 0) {
      this.#tree[node] = shift;
      this.#inside.set(node, { rows, decided });
      return node;
    }
    this.#tree[node] = -1 - rows.length;
    rows.forEach((row, i) => {
      this.#tree.set([row.mask, row.value, this.#number(row)], node + 1 + 3 * i);
    });
    return node;
  }

  #number(row: Row): number {
    let number = this.#numbers.get(row);
    if (number === undefined) {
      number = this.#rows.push(row) - 1;
      this.#numbers.set(row, number);
    }
    return number;
  }

  #child(node: number, shift: number, key: number): number {
    const { rows = NO_ROWS, decided = 0 } = this.#inside.get(node) ?? {};
    const mask = KEYS << shift;
    const child = this.#add(agreeing(rows, key << shift, mask), decided | mask);
    this.#tree[node + 1 + key] = child;
    return child;
  }

  #fill(key: number): number {
    const word = key << TOP_SHIFT;
    const space = this.#spaces[word >>> 25] ?? this.#space(word);
    const node = this.#add(agreeing(space, word, TOP_MASK), TOP_MASK);
    this.#top[key] = node;
    return node;
  }

  /** The rows possible under one value of bits 31..25. */
  #space(word: number): readonly Row[] {
    const op0 = (word >>> 25) & 15;
    const rows = agreeing(this.#groups[op0] ?? this.#group(op0), word, -1 << 25);
    this.#spaces[word >>> 25] = rows;
    return rows;
  }

  /** The rows possible under one value of bits 28..25, most fixed bits first. */
  #group(op0: number): readonly Row[] {
    const rows: Row[] = [];
    const word = op0 << 25;
    GROUP_INDEX.forEach(([, spaces], number) => {
      if (((spaces >> op0) & 1) === 0) return;
      for (const row of GROUPS[number]?.rows() ?? NO_ROWS) {
        if (row.target === undefined && !row.encodeOnly && ((row.value ^ word) & row.mask & (15 << 25)) === 0)
          rows.push(row);
      }
    });
    const weight = new Map(rows.map((row) => [row, popcount(row.mask)]));
    rows.sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0));
    this.#groups[op0] = rows;
    return rows;
  }
}

const shared = new Decoder();

/** The row of `word` (unsigned or signed 32 bits), or undefined when it is unallocated. Aliases are the printer's business. */
export function decode(word: number): Row | undefined {
  return shared.decode(word);
}
