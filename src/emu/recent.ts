/**
 * The blocks entered last, each with how many instructions of it were executed: what a run that ends badly is explained with.
 *
 * Enters: a block as it starts, the count when it is left. Leaves: the last instructions, oldest first. A block that loops on itself
 * is one entry, whose count goes through its rounds.
 */
import type { Block } from './blocks.ts';

const KEPT = 64;
const OPEN = -1;

export interface Executed {
  readonly va: bigint;
  readonly words: readonly number[];
  /** Instructions, all rounds together. */
  readonly executed: number;
}

export class RecentBlocks {
  private readonly blocks: (Block | undefined)[] = new Array(KEPT).fill(undefined);
  private readonly counts = new Int32Array(KEPT);
  private at = 0;

  enter(block: Block): void {
    this.blocks[this.at & (KEPT - 1)] = block;
    this.counts[this.at++ & (KEPT - 1)] = OPEN;
  }

  /** The block entered last has been left after `executed` instructions, unless that has been said before. */
  leave(executed: number): void {
    const newest = (this.at - 1) & (KEPT - 1);
    if (this.counts[newest] === OPEN) this.counts[newest] = executed;
  }

  /** Newest first. */
  list(): readonly Executed[] {
    const list: Executed[] = [];
    for (let k = 1; k <= KEPT; k++) {
      const slot = (this.at - k) & (KEPT - 1);
      const block = this.blocks[slot];
      const executed = this.counts[slot] as number;
      if (block !== undefined)
        list.push({ va: block.va, words: block.words, executed: executed === OPEN ? block.count : executed });
    }
    return list;
  }
}

/** The last `count` instructions of blocks given newest first, oldest first. */
export function lastOf(blocks: readonly Executed[], count: number): { pc: bigint; word: number }[] {
  const list: { pc: bigint; word: number }[] = [];
  for (const { va, words, executed } of blocks) {
    for (let k = executed - 1; k >= 0 && list.length < count; k--) {
      const i = k % words.length;
      list.push({ pc: va + BigInt(4 * i), word: words[i] as number });
    }
  }
  return list.reverse();
}
