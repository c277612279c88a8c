/**
 * The old kernel's page allocator, as an adversary would have left it: free pages come out in scattered order.
 *
 * Enters: the RAM, what of it is taken, a seed. Leaves: page addresses, each once. A partial Fisher-Yates shuffle over
 * the free pages: constant time a page. `allowance` makes it run dry early, so that every failure path can be walked.
 */
import type { Range } from './memory.ts';
import { Random } from './random.ts';

export interface AllocatorOptions {
  readonly ram: Range;
  /** Bytes a page. */
  readonly pageSize: number;
  /** Never handed out: the running kernel, firmware. */
  readonly taken: readonly Range[];
  readonly seed: number;
  /** Pages until it refuses; unlimited by default. */
  readonly allowance?: number;
  /** Hand pages out in ascending order instead: an unfragmented machine. */
  readonly ascending?: boolean;
}

export class PageAllocator {
  readonly pageSize: number;
  private readonly base: number;
  private readonly free: Uint32Array;
  private next = 0;
  private count: number;
  private allowance: number;
  private readonly random: Random | undefined;

  constructor(options: AllocatorOptions) {
    const { ram, pageSize } = options;
    this.pageSize = pageSize;
    this.base = ram.start;
    this.allowance = options.allowance ?? Number.POSITIVE_INFINITY;
    this.random = options.ascending === true ? undefined : new Random(options.seed);
    const pages = Math.floor((ram.end - ram.start) / pageSize);
    const taken = new Uint8Array(pages);
    for (const range of options.taken) {
      const first = Math.max(0, Math.floor((range.start - ram.start) / pageSize));
      taken.fill(1, first, Math.max(first, Math.ceil((range.end - ram.start) / pageSize)));
    }
    this.free = new Uint32Array(pages);
    this.count = 0;
    for (let page = 0; page < pages; page++) if (taken[page] === 0) this.free[this.count++] = page;
  }

  /** Pages that could still be had, were there no allowance. */
  get available(): number {
    return this.count - this.next;
  }

  /** The physical address of a page, or undefined when there is none left. */
  allocate(): number | undefined {
    if (this.next >= this.count || this.allowance <= 0) return undefined;
    this.allowance--;
    if (this.random !== undefined) {
      const other = this.next + this.random.below(this.count - this.next);
      const page = this.free[other] as number;
      this.free[other] = this.free[this.next] as number;
      this.free[this.next] = page;
    }
    return this.base + (this.free[this.next++] as number) * this.pageSize;
  }
}
