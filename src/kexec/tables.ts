/**
 * Stage 1 translation tables, VMSAv8-64 (Arm DDI 0487, D8.2-D8.3): built on the side, written to memory page by page.
 *
 * Enters: mappings VA -> PA with attributes, and an allocator of table pages. Leaves: tables in memory, the number of
 * pages they took. Granules of 4K, 16K and 64K; output addresses of up to 48 bits, 52 with 64K pages (FEAT_LPA).
 */
import type { Memory } from './memory.ts';

export type PageShift = 12 | 14 | 16;

/** Descriptor bits that do not depend on the granule (D8.3.2). */
export const PTE = {
  valid: 1n << 0n,
  /** Table at levels 0-2, page at level 3; clear: block. */
  tableOrPage: 1n << 1n,
  attributeIndex: (index: number): bigint => BigInt(index) << 2n,
  readOnly: 1n << 7n,
  user: 1n << 6n,
  innerShareable: 3n << 8n,
  accessFlag: 1n << 10n,
  notGlobal: 1n << 11n,
  contiguous: 1n << 52n,
  privilegedExecuteNever: 1n << 53n,
  userExecuteNever: 1n << 54n,
} as const;

/** MAIR attribute index of Normal memory in kernel-state.ts. */
const NORMAL = PTE.attributeIndex(0);

/** As the kernel maps its data: Normal, inner shareable, writable, never executable. */
export const DATA = NORMAL | PTE.innerShareable | PTE.accessFlag | PTE.privilegedExecuteNever | PTE.userExecuteNever;
/** Read-only, executable at EL1 (or EL2). */
export const CODE = NORMAL | PTE.innerShareable | PTE.accessFlag | PTE.readOnly | PTE.userExecuteNever;

export type AllocateTable = () => number;

/** Address bits of a descriptor or TTBR: bits 51:48 move down with 64K pages. */
export function descriptorAddress(address: number, shift: PageShift): bigint {
  const value = BigInt(address);
  const high = value >> 48n;
  if (high === 0n) return value;
  if (shift !== 16 || high > 15n) {
    throw new RangeError(
      `physical address 0x${value.toString(16)} needs more than 48 bits, for which pages must be 64K`,
    );
  }
  return (value & 0xffff_ffff_ffffn) | (high << 12n);
}

/** TTBRn_EL1.BADDR for a table at `address`; ASID 0. Bits 51:48 go to bits 5:2 (D19.2.147). */
export function ttbrOf(address: number): bigint {
  const value = BigInt(address);
  return (value & 0xffff_ffff_ffffn) | ((value >> 48n) << 2n);
}

/** Bits that one level resolves. */
export function bitsPerLevel(shift: PageShift): number {
  return shift - 3;
}

/** The level at which a walk of `vaBits` starts (D8.2.6). */
export function startLevel(vaBits: number, shift: PageShift): number {
  return 4 - Math.ceil((vaBits - shift) / bitsPerLevel(shift));
}

/** Lowest VA bit that a level resolves: the log2 of what one entry maps. */
export function levelShift(level: number, shift: PageShift): number {
  return shift + (3 - level) * bitsPerLevel(shift);
}

export class Tables {
  readonly root: number;
  /** Physical addresses of all table pages, the root first. */
  readonly pages: number[] = [];
  private readonly content = new Map<number, BigUint64Array>();
  private readonly start: number;
  private readonly shift: PageShift;
  private readonly vaBits: number;
  private readonly allocate: AllocateTable;

  /** `vaBits` = 64 - TxSZ. `allocate` throws when it has no page. */
  constructor(shift: PageShift, vaBits: number, allocate: AllocateTable) {
    this.shift = shift;
    this.vaBits = vaBits;
    this.allocate = allocate;
    this.start = startLevel(vaBits, shift);
    this.root = this.newTable();
  }

  get ttbr(): bigint {
    return ttbrOf(this.root);
  }

  /** Maps one page (level 3), or one block when `level` is 1 or 2. Throws when the VA is mapped already or out of range. */
  map(va: bigint, pa: number, attributes: bigint, level = 3): void {
    let table = this.root;
    for (let at = this.start; at < level; at++) table = this.descend(table, this.index(va, at));
    const entries = this.entriesOf(table);
    const index = this.index(va, level);
    if (entries[index] !== 0n) throw new RangeError(`VA 0x${va.toString(16)} is mapped twice`);
    const kind = level === 3 ? PTE.valid | PTE.tableOrPage : PTE.valid;
    entries[index] = descriptorAddress(pa, this.shift) | attributes | kind;
  }

  /** Maps [pa, pa + size) at va with the largest blocks not above `block` (a level) that alignment allows. */
  mapRange(va: bigint, pa: number, size: number, attributes: bigint, block = 3): void {
    for (let done = 0; done < size; ) {
      let level = block;
      while (level < 3 && !this.fits(va + BigInt(done), pa + done, size - done, level)) level++;
      this.map(va + BigInt(done), pa + done, attributes, level);
      done += 2 ** levelShift(level, this.shift);
    }
  }

  /** Writes every table page. */
  flush(memory: Memory): void {
    for (const [address, entries] of this.content) {
      memory.write(address, new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
    }
  }

  private fits(va: bigint, pa: number, left: number, level: number): boolean {
    const size = 2 ** levelShift(level, this.shift);
    return left >= size && pa % size === 0 && va % BigInt(size) === 0n;
  }

  private index(va: bigint, level: number): number {
    const low = BigInt(levelShift(level, this.shift));
    const top = level === this.start ? BigInt(this.vaBits) : low + BigInt(bitsPerLevel(this.shift));
    return Number((va >> low) & ((1n << (top - low)) - 1n));
  }

  private descend(table: number, index: number): number {
    const entries = this.entriesOf(table);
    const entry = entries[index] as bigint;
    if (entry === 0n) {
      const next = this.newTable();
      entries[index] = descriptorAddress(next, this.shift) | PTE.valid | PTE.tableOrPage;
      return next;
    }
    if ((entry & PTE.tableOrPage) === 0n) throw new RangeError('a block is mapped where a table is wanted');
    return tableAddress(entry, this.shift);
  }

  private newTable(): number {
    const page = this.allocate();
    this.pages.push(page);
    this.content.set(page, new BigUint64Array(2 ** bitsPerLevel(this.shift)));
    return page;
  }

  private entriesOf(table: number): BigUint64Array {
    const entries = this.content.get(table);
    if (entries === undefined) throw new RangeError(`no table at 0x${table.toString(16)}`);
    return entries;
  }
}

/** The next-level address of a table descriptor, or the output address of a page descriptor. */
export function tableAddress(entry: bigint, shift: PageShift): number {
  const low = Number((entry & 0xffff_ffff_ffffn) >> BigInt(shift)) * 2 ** shift;
  return shift === 16 ? low + Number((entry >> 12n) & 15n) * 2 ** 48 : low;
}

export interface IdentityMap {
  /** TTBR0 value. */
  readonly ttbr: bigint;
  /** TCR.T0SZ that makes the walk start where the tables do. */
  readonly t0sz: number;
  readonly pages: readonly number[];
}

/** Smallest input size that every implementation supports: T0SZ at most 39 (D8.2.3, without FEAT_TTST). */
const LEAST_VA_BITS = 25;

/**
 * Identity-maps the one page at `page`, executable, with only as many levels as its address needs: 2 or 3 tables
 * for an address below 2^39, and nothing in the range of TTBR0 but this page.
 */
export function mapIdentityPage(memory: Memory, page: number, shift: PageShift, allocate: AllocateTable): IdentityMap {
  const last = BigInt(page + 2 ** shift - 1);
  const vaBits = Math.max(LEAST_VA_BITS, last.toString(2).length);
  const tables = new Tables(shift, vaBits, allocate);
  tables.map(BigInt(page), page, CODE);
  tables.flush(memory);
  return { ttbr: tables.ttbr, t0sz: 64 - vaBits, pages: tables.pages };
}
