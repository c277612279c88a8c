/**
 * Physical memory and its cache lines: for every line, who may still see what.
 *
 * Enters: stores and loads by type (through the caches, or past them), cache maintenance, barriers. Leaves: the bytes, and
 * for every access the hazards that its line carries. Arm DDI 0487 B2.8 (caches), D7.5 (maintenance), B2.6.9 (DSB).
 *
 * The bytes kept are the newest ones; instead of copies of what PoC, PoU and the instruction side may hold, each line has
 * bits that say *that* they may hold something older. This is sound on the executed path: whenever no hazard was reported,
 * every agent could see one value only, the newest. Bytes that share a line with a store are told apart by a shadow of the
 * line from before its first hazard, kept only for lines whose content was known. A line is the smaller of the D and I lines of the CPU profile; maintenance by VA touches as
 * many as its own line has. "The adversary" decides everything else: any line may be in any cache, clean, at any time.
 *
 *   store through caches: D U I          DC CVAU: PU   DC CVAC: PU PD   DC CIVAC: PU PD PS   DC IVAC: PS (D: data lost)
 *   store past caches:    S I O W        DSB: PD drops D, PU drops U, PS drops S, PI becomes JI, W drops
 *   IC (when not U, not W): PI           DMB: O drops      context synchronisation: JI drops I
 */
import type { Region } from './api.ts';
import { HOST_SITE } from './sites.ts';

/** Bits of a line's state. */
export const LINE = {
  /** A data cache may hold newer data than the Point of Coherency. */
  D: 1,
  /** … than the Point of Unification. */
  U: 2,
  /** An instruction cache may hold older content. */
  I: 4,
  /** A data cache may hold an older, clean copy (the newest was written past it). */
  S: 8,
  PD: 16,
  PU: 32,
  PS: 64,
  PI: 128,
  JI: 256,
  /** Holds translation-table descriptors that a walk has reached. */
  T: 512,
  /** Translated code was made from it. */
  X: 1024,
  /** Every byte has been written by someone. */
  F: 2048,
  /** Lies in a region that guest code must not write. */
  R: 4096,
  /** Written past the caches and not yet ordered by DMB against maintenance by VA. */
  O: 8192,
  /** Written past the caches and not yet completed by a DSB. */
  W: 16384,
  /** The shadow holds what the line was before its hazards (D, U, I, S) began. */
  H: 32768,
  /** In no cache, and none can fetch it: invalidated since the last time that any regime had a cacheable access to offer. */
  N: 65536,
} as const;

const { D, U, I, S, PD, PU, PS, PI, JI, T, X, F, R, O, W, H, N } = LINE;
const PENDING = PD | PU | PS | PI;

/** What a further store to a line leaves as it is: the fast path's test. */
export const STORE_IGNORE = H;
export const STORE_BORING_CACHED = D | U | I | F;
export const STORE_BORING_BYPASS = S | I | F | O | W;
export const STORE_BORING_COLD = I | F | O | W;
/** A load is of no interest when `(state & mask) === F`. */
export const LOAD_MASK_CACHED = S | F;
export const LOAD_MASK_BYPASS = D | F;

const PAGE = 4096;

/** A growable list of line numbers. */
class LineList {
  items = new Int32Array(256);
  length = 0;

  push(line: number): void {
    if (this.length === this.items.length) {
      const bigger = new Int32Array(this.length * 2);
      bigger.set(this.items);
      this.items = bigger;
    }
    this.items[this.length++] = line;
  }
}

export interface LineSnapshot {
  readonly defined: readonly (Uint8Array | undefined)[];
  readonly shadow: readonly (Uint8Array | undefined)[];
  readonly lists: readonly Int32Array[];
  readonly touched: Uint8Array;
  readonly pendingSite: number;
  readonly pendingName: string;
}

export type DataOperation = 'cvau' | 'cvac' | 'civac' | 'ivac';

export class LineModel {
  readonly base: number;
  readonly size: number;
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly view: DataView;
  /** log2 of a model line's bytes. */
  readonly shift: number;
  readonly state: Int32Array;
  /** Site id of the store that made the line's hazard. */
  readonly writer: Int32Array;
  /** The oldest operation that waits for a DSB. */
  pendingSite = HOST_SITE;
  pendingName = '';
  /** No cache has held anything since a reset that emptied them: nothing in them can be older than memory. */
  cold = false;
  /** Ranges with roles; those not writable have R on their lines. */
  readonly regions: Region[] = [];
  private readonly defined: (Uint8Array | undefined)[];
  private readonly shadow: (Uint8Array | undefined)[];
  private readonly pending = new LineList();
  private readonly awaitingIsb = new LineList();
  private readonly bypassed = new LineList();
  private readonly absent = new LineList();
  /** 1 for each 64 KiB in which some line has I set since the last IC IALLU: where that operation must look. */
  private readonly touched: Uint8Array;

  readonly dcacheLine: number;
  readonly icacheLine: number;

  /** `ram`: memory of others for the bytes, all zero. */
  constructor(base: number, size: number, dcacheLine: number, icacheLine: number, ram?: Uint8Array<ArrayBuffer>) {
    this.dcacheLine = dcacheLine;
    this.icacheLine = icacheLine;
    this.base = base;
    this.size = size;
    this.u8 = ram ?? new Uint8Array(size);
    const { buffer, byteOffset } = this.u8;
    this.i32 = new Int32Array(buffer, byteOffset, size >>> 2);
    this.view = new DataView(buffer, byteOffset, size);
    this.shift = Math.log2(Math.min(dcacheLine, icacheLine));
    const lines = Math.ceil(size / 2 ** this.shift);
    this.state = new Int32Array(lines);
    this.writer = new Int32Array(lines);
    this.defined = new Array(Math.ceil(size / PAGE)).fill(undefined);
    this.shadow = new Array(Math.ceil(size / PAGE)).fill(undefined);
    this.touched = new Uint8Array((size >>> 16) + 1);
  }

  /** Whether [pa, pa+bytes) is RAM. */
  contains(pa: number, bytes: number): boolean {
    return pa >= this.base && pa + bytes <= this.base + this.size;
  }

  // ---- stores -------------------------------------------------------------------------------------------------------

  /** Before a guest store of `bytes` at RAM offset `at` that stays inside one line: its new state. `past`: past the caches. */
  noteStore(at: number, bytes: number, past: boolean, site: number): void {
    const line = at >>> this.shift;
    const old = this.state[line] as number;
    let s = old & (T | X | F | R | D | U | S | N);
    if ((old & F) !== 0 && (old & (D | U | I | S)) === 0) {
      this.keepShadow(line);
      s |= H;
    } else if ((old & H) !== 0 && (past ? (old & S) !== 0 : (old & D) !== 0 && (old & I) !== 0)) s |= H;
    if (past) {
      s |= (s & N || this.cold ? 0 : S) | I | O | W;
      if ((old & (O | W)) !== (O | W)) this.bypassed.push(line);
    } else s = (s & ~N) | D | U | I | (old & (O | W));
    if ((s & F) === 0 && this.define(at, bytes)) s |= F;
    this.state[line] = s;
    this.writer[line] = site;
    this.touched[at >>> 16] = 1;
  }

  private keepShadow(line: number): void {
    const at = line << this.shift;
    const page = at >>> 12;
    let copy = this.shadow[page];
    if (copy === undefined) {
      copy = new Uint8Array(PAGE);
      this.shadow[page] = copy;
    }
    const size = 1 << this.shift;
    for (let i = 0; i < size; i++) copy[(at & 4095) + i] = this.u8[at + i] as number;
  }

  /** Whether the hazards of the line cannot change what a read of [at, at+bytes) sees: older and newest bytes agree. */
  sameAsShadow(at: number, bytes: number): boolean {
    const copy = this.shadow[at >>> 12];
    if (((this.state[at >>> this.shift] as number) & H) === 0 || copy === undefined) return false;
    for (let i = 0; i < bytes; i++) if (copy[(at & 4095) + i] !== this.u8[at + i]) return false;
    return true;
  }

  /** The word at RAM offset `at` from before the hazards of its line; undefined where it is not known. */
  olderWord(at: number): number | undefined {
    const copy = this.shadow[at >>> 12];
    if (((this.state[at >>> this.shift] as number) & H) === 0 || copy === undefined) return undefined;
    return new DataView(copy.buffer).getUint32(at & 4092, true);
  }

  /** Marks bytes as written; true when that completes their line. */
  private define(at: number, bytes: number): boolean {
    const page = at >>> 12;
    let map = this.defined[page];
    if (map === undefined) {
      map = new Uint8Array(PAGE / 8);
      this.defined[page] = map;
    }
    const from = at & 4095;
    if (((bytes | from) & 7) === 0) for (let i = from >>> 3; i < (from + bytes) >>> 3; i++) map[i] = 0xff;
    else for (let i = from; i < from + bytes; i++) map[i >>> 3] = (map[i >>> 3] as number) | (1 << (i & 7));
    const first = (at & 4095 & -(1 << this.shift)) >>> 3;
    const end = first + Math.max(1, (1 << this.shift) >>> 3);
    for (let i = first; i < end; i++) if (map[i] !== 0xff) return false;
    return true;
  }

  /** Guest stored bytes of undefined value: they count as not written. */
  undefine(at: number, bytes: number): void {
    const line = at >>> this.shift;
    const page = at >>> 12;
    const size = 1 << this.shift;
    const map = this.defined[page] ?? new Uint8Array(PAGE / 8);
    this.defined[page] = map;
    if ((this.state[line] as number) & F) {
      const start = at & 4095 & -size;
      for (let i = start; i < start + size; i++) map[i >>> 3] = (map[i >>> 3] as number) | (1 << (i & 7));
    }
    for (let i = at & 4095; i < (at & 4095) + bytes; i++) map[i >>> 3] = (map[i >>> 3] as number) & ~(1 << (i & 7));
    this.state[line] = (this.state[line] as number) & ~F;
  }

  /** Whether someone has written all of [at, at+bytes). */
  isDefined(at: number, bytes: number): boolean {
    for (let i = at; i < at + bytes; i++) {
      if ((this.state[i >>> this.shift] as number) & F) continue;
      const map = this.defined[i >>> 12];
      if (map === undefined || ((map[(i & 4095) >>> 3] as number) & (1 << (i & 7))) === 0) return false;
    }
    return true;
  }

  /** Whether nobody has written any of [at, at+bytes). */
  isUndefined(at: number, bytes: number): boolean {
    for (let i = at; i < at + bytes; i++) {
      if ((this.state[i >>> this.shift] as number) & F) return false;
      const map = this.defined[i >>> 12];
      if (map !== undefined && ((map[(i & 4095) >>> 3] as number) & (1 << (i & 7))) !== 0) return false;
    }
    return true;
  }

  /** Host write: coherent and clean everywhere, defined. Returns nothing; lines with code or tables keep X and T. */
  hostWrite(at: number, bytes: Uint8Array): void {
    this.u8.set(bytes, at);
    this.hostDefine(at, bytes.length);
  }

  /** Declares [at, at+length) clean everywhere and defined, whatever it holds. */
  hostDefine(at: number, length: number): void {
    if (length === 0) return;
    const size = 1 << this.shift;
    const last = (at + length - 1) >>> this.shift;
    for (let line = at >>> this.shift; line <= last; line++) {
      const start = Math.max(at, line * size);
      const end = Math.min(at + length, (line + 1) * size);
      const whole = end - start === size || ((this.state[line] as number) & F) !== 0 || this.define(start, end - start);
      this.state[line] = ((this.state[line] as number) & (T | X | R)) | (whole ? F : 0);
      this.writer[line] = HOST_SITE;
    }
  }

  // ---- maintenance --------------------------------------------------------------------------------------------------

  /** DC by VA to the D line that holds `at`. Returns the site of a store whose data is lost (IVAC of a dirty line), or -1. */
  dataMaintenance(operation: DataOperation, at: number, site: number): number {
    let lost = -1;
    const first = (at & -this.dcacheLine) >>> this.shift;
    const last = first + Math.max(1, this.dcacheLine >>> this.shift);
    for (let line = first; line < last; line++) {
      const s = this.state[line] as number;
      if (operation === 'ivac') {
        if (s & D) lost = this.writer[line] as number;
        if ((s & O) === 0) this.mark(line, s & ~(D | U), PS, site, operation);
      } else if (operation === 'cvau') this.mark(line, s, PU, site, operation);
      else this.mark(line, s, operation === 'civac' && (s & O) === 0 ? PD | PU | PS : PD | PU, site, operation);
    }
    return lost;
  }

  private mark(line: number, s: number, bits: number, site: number, operation: string): void {
    if ((s & PENDING) === 0) this.pending.push(line);
    if (this.pending.length === 1) {
      this.pendingSite = site;
      this.pendingName = `dc ${operation}`;
    }
    this.state[line] = s | bits;
  }

  /** IC IVAU on the I line that holds `at`. */
  instructionMaintenance(at: number, site: number): void {
    const first = (at & -this.icacheLine) >>> this.shift;
    const last = first + Math.max(1, this.icacheLine >>> this.shift);
    for (let line = first; line < last; line++) this.markInstruction(line, site);
  }

  /** IC IALLU, IALLUIS. */
  invalidateAllInstructions(site: number): void {
    const perChunk = 65536 >>> this.shift;
    for (let chunk = 0; chunk < this.touched.length; chunk++) {
      if (this.touched[chunk] === 0) continue;
      const end = Math.min((chunk + 1) * perChunk, this.state.length);
      let left = 0;
      for (let line = chunk * perChunk; line < end; line++) {
        if (((this.state[line] as number) & I) === 0) continue;
        left++;
        this.markInstruction(line, site);
      }
      if (left === 0) this.touched[chunk] = 0;
    }
  }

  private markInstruction(line: number, site: number): void {
    const s = this.state[line] as number;
    if ((s & I) === 0 || (s & (U | W)) !== 0 || (s & JI) !== 0) return;
    if ((s & PENDING) === 0) this.pending.push(line);
    if (this.pending.length === 1) {
      this.pendingSite = site;
      this.pendingName = 'ic';
    }
    this.state[line] = s | PI;
  }

  /** Number of lines whose maintenance waits for a DSB. */
  get pendingLines(): number {
    let n = 0;
    for (let i = 0; i < this.pending.length; i++)
      if ((this.state[this.pending.items[i] as number] as number) & PENDING) n++;
    return n;
  }

  /**
   * DSB of loads and stores: all maintenance before it completes. `storesOnly` (…ST): only stores do.
   * `cachesIdle`: no regime offers a cacheable access now, so that an invalidated line stays out of every cache.
   */
  dataSynchronisation(storesOnly: boolean, cachesIdle = false): void {
    this.dropBypassed(O | W);
    if (storesOnly) return;
    const { items, length } = this.pending;
    for (let i = 0; i < length; i++) {
      const line = items[i] as number;
      let s = this.state[line] as number;
      if (s & PD) s &= ~D;
      if (s & PU) s &= ~U;
      if (s & PS) {
        s &= ~S;
        if (cachesIdle && (s & D) === 0) {
          s |= N;
          this.absent.push(line);
        }
      }
      if (s & PI) {
        s |= JI;
        this.awaitingIsb.push(line);
      }
      this.state[line] = s & ~PENDING;
    }
    this.pending.length = 0;
  }

  /** Some regime has, or may have, cacheable accesses again: any line may be fetched into a cache. */
  cachesMayFill(): void {
    this.cold = false;
    for (let i = 0; i < this.absent.length; i++) {
      const line = this.absent.items[i] as number;
      this.state[line] = (this.state[line] as number) & ~N;
    }
    this.absent.length = 0;
  }

  /** DMB: stores past the caches are ordered before later maintenance by VA. */
  memoryBarrier(): void {
    this.dropBypassed(O);
  }

  private dropBypassed(bits: number): void {
    const { items, length } = this.bypassed;
    for (let i = 0; i < length; i++) {
      const line = items[i] as number;
      this.state[line] = (this.state[line] as number) & ~bits;
    }
    if (bits & W) this.bypassed.length = 0;
  }

  /** ISB or another context synchronisation event: fetches after it see completed instruction-cache maintenance. */
  contextSynchronisation(): void {
    const { items, length } = this.awaitingIsb;
    for (let i = 0; i < length; i++) {
      const line = items[i] as number;
      const s = this.state[line] as number;
      if (s & JI) this.state[line] = s & ~(I | JI);
    }
    this.awaitingIsb.length = 0;
  }

  /** A cache may hold old, unwritten-back data of these lines that nobody wants. */
  assumeDirty(at: number, length: number): void {
    this.setBits(at, length, D | U);
  }

  addRegion(region: Region): void {
    this.regions.push(region);
    if (!region.writable && this.contains(region.start, region.end - region.start)) {
      this.setBits(region.start - this.base, region.end - region.start, R);
    }
  }

  // ---- snapshots ----

  /** All but bytes, states and writers (snapshot.ts keeps those by page). */
  save(): LineSnapshot {
    const list = (l: LineList): Int32Array => l.items.slice(0, l.length);
    return {
      defined: this.defined.map((m) => m?.slice()),
      shadow: this.shadow.map((m) => m?.slice()),
      lists: [this.pending, this.awaitingIsb, this.bypassed, this.absent].map(list),
      touched: this.touched.slice(),
      pendingSite: this.pendingSite,
      pendingName: this.pendingName,
    };
  }

  restore(saved: LineSnapshot): void {
    saved.defined.forEach((m, i) => {
      this.defined[i] = m?.slice();
    });
    saved.shadow.forEach((m, i) => {
      this.shadow[i] = m?.slice();
    });
    [this.pending, this.awaitingIsb, this.bypassed, this.absent].forEach((l, i) => {
      l.length = 0;
      for (const line of saved.lists[i] ?? []) l.push(line);
    });
    this.touched.set(saved.touched);
    this.pendingSite = saved.pendingSite;
    this.pendingName = saved.pendingName;
  }

  // ---- marks --------------------------------------------------------------------------------------------------------

  setBits(at: number, length: number, bits: number): void {
    const last = (at + length - 1) >>> this.shift;
    for (let line = at >>> this.shift; line <= last; line++) this.state[line] = (this.state[line] as number) | bits;
  }

  clearBits(at: number, length: number, bits: number): void {
    const last = (at + length - 1) >>> this.shift;
    for (let line = at >>> this.shift; line <= last; line++) this.state[line] = (this.state[line] as number) & ~bits;
  }
}
