/**
 * The decoder: a word to its row, through tables that are built as words need them.
 *
 * First level: bits 31..21, 2048 lists of the rows that are possible there; lists longer than a few are split by bits 15..10. Groups load by bits 28..25.
 * Within a list the row with more fixed bits comes first, so that a declared overlap decodes to the more specific row.
 */

import { GROUPS } from './groups.ts';
import { GROUP_INDEX } from './mnemonic-index.ts';
import type { Row } from './row.ts';

export { fieldsOf } from './fields.ts';
export type { Row } from './row.ts';

const SPLIT_ABOVE = 6;
const NO_ROWS: readonly Row[] = [];

interface Bucket {
  readonly rows: readonly Row[];
  /** By bits 15..10, when there are many. */
  readonly split: (readonly Row[] | undefined)[] | undefined;
}

function popcount(value: number): number {
  let count = 0;
  for (let v = value; v !== 0; v &= v - 1) count++;
  return count;
}

/** Finds rows; keeps the tables that it has built. One for all users is enough. */
export class Decoder {
  readonly #first: (Bucket | undefined)[] = new Array(2048).fill(undefined);
  readonly #spaces: (readonly Row[] | undefined)[] = new Array(16).fill(undefined);

  /** The instruction (never an alias) whose encoding `word` is, or undefined when it is unallocated. */
  decode(word: number): Row | undefined {
    const bucket = this.#first[word >>> 21] ?? this.#fill(word >>> 21);
    let rows = bucket.rows;
    if (bucket.split) {
      const key = (word >>> 10) & 63;
      let part = bucket.split[key];
      if (!part) {
        part = rows.filter((row) => ((row.value ^ word) & row.mask & 0xfc00) === 0);
        bucket.split[key] = part;
      }
      rows = part;
    }
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row;
      if (((word ^ row.value) & row.mask) === 0 && row.allocates(word)) return row;
    }
    return undefined;
  }

  #fill(key: number): Bucket {
    const word = key << 21;
    const rows = this.#space((key >>> 4) & 15).filter((row) => ((row.value ^ word) & row.mask & 0xffe00000) === 0);
    const bucket: Bucket = { rows, split: rows.length > SPLIT_ABOVE ? new Array(64).fill(undefined) : undefined };
    this.#first[key] = bucket;
    return bucket;
  }

  /** The rows possible under one value of bits 28..25, most fixed bits first. */
  #space(op0: number): readonly Row[] {
    const known = this.#spaces[op0];
    if (known) return known;
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
    this.#spaces[op0] = rows;
    return rows;
  }
}

const shared = new Decoder();

/** The row of `word` (unsigned or signed 32 bits), or undefined when it is unallocated. Aliases are the printer's business. */
export function decode(word: number): Row | undefined {
  return shared.decode(word);
}
