/**
 * What blocks in WebAssembly call for a load or store that their look-up did not answer, and the software TLB that it asks.
 *
 * Enters: addresses as two words, sizes, access flags. Leaves: values in the mailbox, entries of the software TLB, or a GuestException.
 * Aligned accesses to RAM are done here; devices, unaligned accesses, exclusives, atomics, pages with code are the data path's.
 */
import type { AtomicOp } from '../../isa/ir.ts';
import { ACCESS } from '../../isa/ir.ts';
import { SLOT } from '../cpu-state.ts';
import type { Engine } from '../engine.ts';
import { addressIn, type Translation } from '../walk.ts';
import type { HostCalls } from './host-calls.ts';
import { AT, ENTRY_BYTES, type FastStorage, TLB_ENTRIES, tlbOffset } from './layout.ts';

const SLOW = ACCESS.exclusive | ACCESS.unprivileged | ACCESS.atomic;
/** Low word of a tag that no address has. */
const NO_TAG = 1;
const ENTRY_WORDS = ENTRY_BYTES / 4;
const ARGUMENTS = AT.arguments / 4;

/** The last page descriptor that a walk ended in: pages of the same table whose descriptors have the same attributes need no walk. */
class LastLeaf {
  /** VA[63:32], VA[31:21]; what no address has at first. */
  private hi = 0;
  private lo = -1;
  /** Index of the table's first word in RAM. */
  private table = 0;
  private descriptorLo = 0;
  private descriptorHi = 0;

  forget(): void {
    this.lo = -1;
  }

  /** `t`: of the VA, by one stage, with a 4K granule. */
  remember(lo: number, hi: number, t: Translation, ramBase: number): void {
    this.lo = -1;
    const step = t.steps.at(-1);
    if (step === undefined || t.size !== 12 || t.half?.granule !== 12 || t.half.wide) return;
    this.lo = lo >>> 21;
    this.hi = hi;
    this.table = ((step.pa - ramBase) >>> 2) - 2 * ((lo >>> 12) & 511);
    this.descriptorLo = step.lo;
    this.descriptorHi = step.hi;
  }

  /** Physical address of the page; -1: to be walked. */
  page(lo: number, hi: number, ram: Int32Array): number {
    if (lo >>> 21 !== this.lo || hi !== this.hi) return -1;
    const at = this.table + 2 * ((lo >>> 12) & 511);
    const descriptorLo = ram[at] as number;
    const descriptorHi = ram[at + 1] as number;
    const differ = ((descriptorLo ^ this.descriptorLo) & 0xfff) | ((descriptorHi ^ this.descriptorHi) >>> 16);
    return differ === 0 ? (descriptorHi & 0xffff) * 2 ** 32 + ((descriptorLo & -4096) >>> 0) : -1;
  }
}

export class FastMemory {
  private readonly engine: Engine;
  private readonly i32: Int32Array;
  /** One for each stream that a copy has: loads, stores, maintenance of what was stored. */
  private readonly leaves = { read: new LastLeaf(), write: new LastLeaf(), touch: new LastLeaf() };
  /** Whether translated code lies in the page of a physical address. */
  private readonly hasCode: (pa: number) => boolean;

  constructor(engine: Engine, storage: FastStorage, hasCode: (pa: number) => boolean) {
    this.engine = engine;
    this.i32 = storage.i32;
    this.hasCode = hasCode;
    this.flush();
  }

  /** Empties the software TLB. */
  flush(): void {
    for (const leaf of Object.values(this.leaves)) leaf.forget();
    for (const table of [AT.tlbRead, AT.tlbWrite])
      for (let i = 0; i < TLB_ENTRIES; i++) this.i32[table / 4 + i * ENTRY_WORDS] = NO_TAG;
  }

  /** Drops what lets blocks store to these physical pages (numbers of 4 KiB pages). */
  protect(pages: ReadonlySet<number>): void {
    const { i32 } = this;
    const { base } = this.engine.lines;
    for (let i = 0; i < TLB_ENTRIES; i++) {
      const at = AT.tlbWrite / 4 + i * ENTRY_WORDS;
      const tag = i32[at] as number;
      if (tag === NO_TAG) continue;
      const pa = base + ((((i32[at + 2] as number) + tag) >>> 0) - AT.ram);
      if (pages.has(Math.floor(pa / 4096))) i32[at] = NO_TAG;
    }
  }

  /** RAM offset of an address that the current regime lets the access reach, entered for further ones; -1: not so simple. */
  private fill(lo: number, hi: number, access: 'read' | 'write', leaf: LastLeaf): number {
    const { lines } = this.engine;
    let page = leaf.page(lo, hi, lines.i32);
    if (page < 0) page = this.walk(lo, hi, access, leaf);
    if (!lines.contains(page, 4096) || (access === 'write' && this.hasCode(page))) return -1;
    const tag = lo & -4096;
    const at = ((access === 'read' ? AT.tlbRead : AT.tlbWrite) + tlbOffset((hi << 20) | (lo >>> 12))) / 4;
    this.i32[at] = tag;
    this.i32[at + 1] = hi;
    this.i32[at + 2] = AT.ram + (page - lines.base) - tag;
    return page - lines.base + (lo & 4095);
  }

  /** Physical address of the page, -1 where the access faults. */
  private walk(lo: number, hi: number, access: 'read' | 'write', leaf: LastLeaf): number {
    const { mmu, lines, cpu } = this.engine;
    const t = mmu.translate(lo, hi, access, cpu.el);
    if (t.fault !== undefined) return -1;
    if (!mmu.currentConfig().stage2) leaf.remember(lo, hi, t, lines.base);
    return addressIn(t, lo, hi);
  }

  /** RAM offset for a plain access of aligned elements that ends in the page; -1: the data path's. */
  private simple(lo: number, hi: number, bytes: number, all: number, flags: number, access: 'read' | 'write'): number {
    const alignment = flags & ACCESS.quad ? all : bytes;
    const plain = (flags & SLOW) === 0 && (lo & (alignment - 1)) === 0 && (lo & 4095) <= 4096 - all;
    return plain ? this.fill(lo, hi, access, this.leaves[access]) : -1;
  }

  /** Whether the address may be read, as RAM; then further look-ups succeed. */
  touch(lo: number, hi: number): boolean {
    return this.fill(lo, hi, 'read', this.leaves.touch) >= 0;
  }

  private at(index: number): Int32Array {
    const { r } = this.engine.cpu;
    r[SLOT.index] = index;
    return r;
  }

  private read(r: Int32Array, at: number, bytes: number, slot: number): void {
    const { view } = this.engine.lines;
    r[slot + 1] = bytes === 8 ? view.getInt32(at + 4, true) : 0;
    r[slot] = bytes >= 4 ? view.getInt32(at, true) : bytes === 2 ? view.getUint16(at, true) : view.getUint8(at);
  }

  private write(at: number, bytes: number, argument: number): void {
    const { view } = this.engine.lines;
    const lo = this.argument(argument);
    if (bytes === 1) view.setInt8(at, lo);
    else if (bytes === 2) view.setInt16(at, lo, true);
    else view.setInt32(at, lo, true);
    if (bytes === 8) view.setInt32(at + 4, this.argument(argument + 1), true);
  }

  /** Word n of the 64-bit arguments. */
  private argument(n: number): number {
    return this.i32[ARGUMENTS + n] as number;
  }
  private arguments(first: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.argument(first + i));
  }

  /** The functions behind the imports of blocks that touch memory. `texts`: strings by number. */
  calls(
    texts: readonly string[],
  ): Pick<
    HostCalls,
    'load' | 'store' | 'loadPair' | 'storePair' | 'storeExclusive' | 'clearExclusive' | 'atomic' | 'compareSwap'
  > {
    const { data } = this.engine;
    return {
      load: (lo, hi, bytes, flags, index) => {
        const r = this.at(index);
        const at = this.simple(lo, hi, bytes, bytes, flags, 'read');
        if (at >= 0) this.read(r, at, bytes, SLOT.out);
        else data.load(lo, hi, bytes, flags);
      },
      loadPair: (lo, hi, bytes, flags, index) => {
        const r = this.at(index);
        const at = this.simple(lo, hi, bytes, 2 * bytes, flags, 'read');
        if (at >= 0) {
          this.read(r, at, bytes, SLOT.out);
          this.read(r, at + bytes, bytes, SLOT.out + 2);
        } else data.loadPair(lo, hi, bytes, flags);
      },
      store: (lo, hi, bytes, flags, index) => {
        this.at(index);
        const at = this.simple(lo, hi, bytes, bytes, flags, 'write');
        if (at >= 0) this.write(at, bytes, 0);
        else data.store(lo, hi, bytes, this.argument(0), this.argument(1), flags);
      },
      storePair: (lo, hi, bytes, flags, index) => {
        this.at(index);
        const at = this.simple(lo, hi, bytes, 2 * bytes, flags, 'write');
        if (at >= 0) {
          this.write(at, bytes, 0);
          this.write(at + bytes, bytes, 2);
          return;
        }
        const [a = 0, b = 0, c = 0, d = 0] = this.arguments(0, 4);
        data.storePair(lo, hi, bytes, a, b, c, d, flags);
      },
      storeExclusive: (lo, hi, bytes, pair, flags, index) => {
        this.at(index);
        const [a = 0, b = 0, c = 0, d = 0] = this.arguments(0, 4);
        return data.storeExclusive(lo, hi, bytes, a, b, pair, c, d, flags);
      },
      clearExclusive: () => data.clearExclusive(),
      atomic: (op, lo, hi, bytes, flags, index) => {
        this.at(index);
        data.atomic(texts[op] as AtomicOp, lo, hi, bytes, this.argument(0), this.argument(1), flags);
      },
      compareSwap: (pair, lo, hi, bytes, flags, index) => {
        this.at(index);
        const words = pair !== 0 ? 4 : 2;
        data.compareSwap(lo, hi, bytes, this.arguments(0, words), this.arguments(words, words), flags);
      },
    };
  }
}
