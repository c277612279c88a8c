/**
 * Which memory holds translation tables: the trees that the live contexts of a regime reach.
 *
 * Enters: contexts (roots), descriptors that come to point at further tables. Leaves: for a physical address, the table
 * level it is a descriptor of; and the T bit on its cache lines, by which the store path notices writes to tables.
 * A speculative walk may reach any of it at any time (Arm DDI 0487 D8.13.3), so the whole tree is known before it is used.
 */
import { LINE, type LineModel } from './lines.ts';
import type { Half, RegimeConfig } from './regime.ts';
import type { Step } from './walk.ts';

interface TableRecord {
  readonly pa: number;
  readonly bytes: number;
  readonly level: number;
  readonly granule: number;
  readonly wide: boolean;
  root: boolean;
  /** Descriptors that pointed here when they were seen. */
  readonly parents: Set<number>;
}

/** Pages that a descriptor maps, and how many the table at the root of its walk does. */
export interface Path {
  readonly first: number;
  readonly count: number;
  readonly range: number;
}

/** Levels of tables, and ways to one descriptor, that are followed. */
const DEEPEST = 4;
const MOST_PATHS = 16;

/** Garbage taken for tables must not make the model run away. */
const MAX_TABLES = 1 << 16;

export class TableTree {
  private readonly records = new Map<number, TableRecord>();
  /** Records by 4 KiB page. */
  private readonly byPage = new Map<number, TableRecord[]>();

  private readonly lines: LineModel;
  private readonly place: (address: number) => number;

  /** `place`: the physical address of a table, whose address may be an intermediate one; -1 where there is none. */
  constructor(lines: LineModel, place: (address: number) => number = (address) => address) {
    this.lines = lines;
    this.place = place;
  }

  addRoots(config: RegimeConfig): void {
    if (!config.mmuOn) return;
    for (const half of config.halves) {
      if (half?.enabled !== true || half.badSize) continue;
      const lsb = half.granule + (3 - half.startLevel) * (half.granule - 3);
      this.add(this.place(half.base), 8 * 2 ** (half.vaBits - lsb), half.startLevel, half, -1);
    }
  }

  /** A descriptor in table memory now has this value. */
  link(step: Step, half: Pick<Half, 'granule' | 'wide'>): void {
    const g = half.granule;
    if (step.level >= 3 || (step.lo & 3) !== 3) return;
    this.add(this.tableAddress(step.lo, step.hi, half), 2 ** g, step.level + 1, half, step.pa);
  }

  private tableAddress(lo: number, hi: number, half: Pick<Half, 'granule' | 'wide'>): number {
    let address = (hi & 0xffff) * 2 ** 32 + (lo >>> 0);
    if (half.wide && half.granule === 16) address += ((lo >>> 12) & 15) * 2 ** 48;
    return this.place(address - (address % 2 ** half.granule));
  }

  private add(pa: number, bytes: number, level: number, half: Pick<Half, 'granule' | 'wide'>, parent: number): void {
    if (!this.lines.contains(pa, bytes) || this.records.size >= MAX_TABLES) return;
    const known = this.records.get(pa);
    if (known !== undefined && known.level === level) {
      if (parent < 0) known.root = true;
      else known.parents.add(parent);
      return;
    }
    const record: TableRecord = {
      pa,
      bytes,
      level,
      granule: half.granule,
      wide: half.wide,
      root: parent < 0,
      parents: new Set(parent < 0 ? [] : [parent]),
    };
    this.records.set(pa, record);
    for (let page = Math.floor(pa / 4096); page <= Math.floor((pa + bytes - 1) / 4096); page++) {
      const list = this.byPage.get(page);
      if (list === undefined) this.byPage.set(page, [record]);
      else list.push(record);
    }
    const at = pa - this.lines.base;
    this.lines.setBits(at, bytes, LINE.T);
    if (level >= 3) return;
    for (let i = 0; i < bytes; i += 8) {
      const lo = this.lines.i32[(at + i) >>> 2] as number;
      if ((lo & 3) === 3) this.link({ level, pa: pa + i, lo, hi: this.lines.i32[(at + i + 4) >>> 2] as number }, half);
    }
  }

  /** The table that `pa` is a descriptor of, if a live context or a cached table descriptor can still reach it. */
  find(pa: number, stillCached: (descriptor: number, table: number) => boolean): TableRecord | undefined {
    const list = this.byPage.get(Math.floor(pa / 4096));
    const record = list?.find((r) => pa >= r.pa && pa < r.pa + r.bytes);
    if (record === undefined || record.root) return record;
    for (const parent of record.parents) {
      const at = (parent - this.lines.base) >>> 2;
      const lo = this.lines.i32[at] as number;
      const hi = this.lines.i32[at + 1] as number;
      if ((lo & 3) === 3 && this.tableAddress(lo, hi, record) === record.pa) return record;
      if (stillCached(parent, record.pa)) return record;
      record.parents.delete(parent);
    }
    this.drop(record);
    return undefined;
  }

  /** What the descriptor at `pa` maps, by each way from a root to it: pages of 4 KiB within the root's range of addresses. */
  pathsTo(pa: number): Path[] {
    const found: Path[] = [];
    const climb = (descriptor: number, below: number, size: number, depth: number): void => {
      const list = this.byPage.get(Math.floor(descriptor / 4096));
      const record = list?.find((r) => descriptor >= r.pa && descriptor < r.pa + r.bytes);
      if (record === undefined || depth > DEEPEST || found.length >= MOST_PATHS) return;
      const entry = 2 ** (record.granule + (3 - record.level) * (record.granule - 3) - 12);
      const first = below + ((descriptor - record.pa) / 8) * entry;
      const count = size === 0 ? entry : size;
      if (record.root) found.push({ first, count, range: (record.bytes / 8) * entry });
      for (const parent of record.parents) climb(parent, first, count, depth + 1);
    };
    climb(pa, 0, 0, 0);
    return found;
  }

  private drop(record: TableRecord): void {
    this.records.delete(record.pa);
    for (let page = Math.floor(record.pa / 4096); page <= Math.floor((record.pa + record.bytes - 1) / 4096); page++) {
      const list = (this.byPage.get(page) ?? []).filter((r) => r !== record);
      if (list.length === 0) this.byPage.delete(page);
      else this.byPage.set(page, list);
    }
    this.lines.clearBits(record.pa - this.lines.base, record.bytes, LINE.T);
  }

  /** Starts anew from the contexts that may still be in use. */
  rebuild(contexts: readonly RegimeConfig[]): void {
    for (const record of [...this.records.values()]) this.drop(record);
    for (const config of contexts) this.addRoots(config);
  }

  get size(): number {
    return this.records.size;
  }
}
