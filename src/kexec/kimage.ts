/**
 * The loaded image as kexec keeps it: a chain of entries that says which page goes where.
 *
 * Enters: segments (bytes and their destination) and a page allocator. Leaves: source pages filled, and the entry list in
 * memory: each entry an address with a flag, a page of entries ending in a link to the next. The algorithm is that of the
 * kernel's generic kexec core: a source page that happens to lie where another page will go would be overwritten before
 * it is read, so such pages are given to the page whose destination they are, or kept aside for it.
 */
import type { Memory, Range } from './memory.ts';
import type { PageAllocator } from './page-allocator.ts';

/** Flags of an entry, in its low bits. */
export const IND = { DESTINATION: 1, INDIRECTION: 2, DONE: 4, SOURCE: 8 } as const;
const FLAGS = 15;
const ENTRY_BYTES = 8;

export interface Segment {
  readonly name: string;
  /** Physical address where it must end up, page-aligned. */
  readonly destination: number;
  /** Bytes in memory, a multiple of the page size. */
  readonly size: number;
  /** The bytes of one page of it, by page index; shorter than a page means zeroes follow. */
  page(index: number): Uint8Array;
}

/** One page to copy. */
export interface Move {
  readonly source: number;
  readonly destination: number;
}

export interface KimageEntry {
  readonly flag: number;
  readonly address: number;
}

export class OutOfPages extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`no page left for ${what}`);
    this.what = what;
  }
}

export class Kimage {
  /** The first entry; DONE alone when there is nothing to copy. */
  head = 0;
  readonly controlPages: number[] = [];
  readonly indirectionPages: number[] = [];
  private readonly entries: { flag: number; address: number }[] = [];
  /** Destination page -> index of its SOURCE entry. */
  private readonly byDestination = new Map<number, number>();
  /** Allocated pages that are the destination of a page still to come. */
  private readonly keptForDestination = new Map<number, number>();
  private readonly targets: readonly Range[];
  private readonly memory: Memory;
  private readonly allocator: PageAllocator;
  readonly segments: readonly Segment[];

  constructor(memory: Memory, allocator: PageAllocator, segments: readonly Segment[]) {
    this.memory = memory;
    this.allocator = allocator;
    this.segments = segments;
    this.targets = segments.map(({ destination, size }) => ({ start: destination, end: destination + size }));
  }

  get pageSize(): number {
    return this.allocator.pageSize;
  }

  isDestination(page: number): boolean {
    const end = page + this.pageSize;
    return this.targets.some((target) => page < target.end && target.start < end);
  }

  /** A zeroed page that no segment will land on. Throws OutOfPages. */
  allocateControlPage(what: string): number {
    for (;;) {
      const page = this.allocator.allocate();
      if (page === undefined) throw new OutOfPages(what);
      if (this.isDestination(page)) continue;
      this.memory.write(page, new Uint8Array(this.pageSize));
      this.controlPages.push(page);
      return page;
    }
  }

  /** Loads every segment into source pages, then writes the entry list. */
  load(): void {
    for (const segment of this.segments) this.loadSegment(segment);
    this.writeList();
  }

  /** Segments that are loaded where they will run: the list is DONE at once. */
  loadInPlace(): void {
    for (const segment of this.segments) {
      for (let index = 0; index * this.pageSize < segment.size; index++) {
        this.memory.write(segment.destination + index * this.pageSize, this.pageOf(segment, index));
      }
    }
    this.head = IND.DONE;
  }

  /** Pages in the order of the copy. */
  moves(): Move[] {
    return listMoves(this.memory, this.head, this.pageSize);
  }

  private loadSegment(segment: Segment): void {
    this.entries.push({ flag: IND.DESTINATION, address: segment.destination });
    for (let index = 0; index * this.pageSize < segment.size; index++) {
      const destination = segment.destination + index * this.pageSize;
      const page = this.sourcePageFor(destination);
      this.byDestination.set(destination, this.entries.length);
      this.entries.push({ flag: IND.SOURCE, address: page });
      this.memory.write(page, this.pageOf(segment, index));
    }
  }

  private pageOf(segment: Segment, index: number): Uint8Array {
    const bytes = segment.page(index);
    if (bytes.length === this.pageSize) return bytes;
    const padded = new Uint8Array(this.pageSize);
    padded.set(bytes.subarray(0, this.pageSize));
    return padded;
  }

  private sourcePageFor(destination: number): number {
    const kept = this.keptForDestination.get(destination);
    if (kept !== undefined) {
      this.keptForDestination.delete(destination);
      return kept;
    }
    for (;;) {
      const page = this.allocator.allocate();
      if (page === undefined) throw new OutOfPages('a source page');
      if (page === destination || !this.isDestination(page)) return page;
      const user = this.entries[this.byDestination.get(page) ?? -1];
      if (user === undefined) {
        this.keptForDestination.set(page, page);
        continue;
      }
      // `page` is where an earlier source goes: that source moves in and needs no copy, its old page is ours.
      const old = user.address;
      this.memory.write(page, this.memory.read(old, this.pageSize).slice());
      user.address = page;
      return old;
    }
  }

  private writeList(): void {
    const perPage = this.pageSize / ENTRY_BYTES - 1;
    const words = this.entries.map(({ flag, address }) => address + flag);
    const pages: number[] = [];
    for (let at = 0; at < words.length; at += perPage) pages.push(this.allocateControlPage('the image list'));
    this.indirectionPages.push(...pages);
    pages.forEach((address, index) => {
      const chunk = words.slice(index * perPage, (index + 1) * perPage);
      const next = pages[index + 1];
      chunk.push(next === undefined ? IND.DONE : next + IND.INDIRECTION);
      const page = new BigUint64Array(this.pageSize / ENTRY_BYTES);
      page.set(chunk.map(BigInt));
      this.memory.write(address, new Uint8Array(page.buffer));
    });
    this.head = (pages[0] as number) + IND.INDIRECTION;
  }
}

/**
 * The entries from `head` to DONE, links included, as relocation code would meet them.
 * Throws RangeError when the chain is longer than `limit` entries: it would never end.
 */
export function* walkList(memory: Memory, head: number, limit = 2 ** 26): Generator<KimageEntry> {
  let at = 0;
  let word = head;
  for (let count = 0; ; count++) {
    if (count > limit) throw new RangeError(`image list does not end within ${limit} entries`);
    const flag = word % (FLAGS + 1);
    const address = word - flag;
    yield { flag, address };
    if ((flag & IND.DONE) !== 0) return;
    if ((flag & IND.INDIRECTION) !== 0) at = address;
    const bytes = memory.read(at, ENTRY_BYTES);
    word = Number(new DataView(bytes.buffer, bytes.byteOffset, ENTRY_BYTES).getBigUint64(0, true));
    at += ENTRY_BYTES;
  }
}

/** The copies that the list from `head` asks for, in order. */
export function listMoves(memory: Memory, head: number, pageSize: number): Move[] {
  const moves: Move[] = [];
  let destination = 0;
  for (const { flag, address } of walkList(memory, head)) {
    if (flag === IND.DESTINATION) destination = address;
    if (flag !== IND.SOURCE) continue;
    moves.push({ source: address, destination });
    destination += pageSize;
  }
  return moves;
}
