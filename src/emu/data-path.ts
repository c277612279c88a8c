/**
 * Loads and stores that are not boring: the helpers behind the inline fast path of generated code.
 *
 * Enters: an address as two words, a size, access flags (isa/ir.ts ACCESS). Leaves: values in the mailbox, new line states,
 * observations, or a GuestException before anything was changed. Alignment: Arm DDI 0487 B2.5.2, D8.4.4; exclusives: B2.9.
 */
import { ACCESS, type AtomicOp } from '../isa/ir.ts';
import { type CpuState, SLOT } from './cpu-state.ts';
import { join } from './descriptor-rules.ts';
import type { Bus } from './devices/bus.ts';
import { abort, abortOf } from './faults.ts';
import { LINE, type LineModel, LOAD_MASK_BYPASS } from './lines.ts';
import { type Mmu, tlbSlot } from './mmu.ts';
import type { Here } from './sites.ts';
import { addressIn, type MemoryType, type Translation } from './walk.ts';

/** What the data path tells the engine. */
export interface DataPathHost extends Here {
  codeWritten(at: number, bytes: number): void;
  /** Debug exceptions may come: accesses are to be watched, and not to be made without the data path. */
  readonly debugging: boolean;
  /** Throws the exception of a watchpoint on the byte at an address. */
  watch(lo: number, hi: number, write: boolean): void;
  /** A load from a RAM offset, of an element from its `first`-th byte on, meets bytes that nothing has written. May throw RETRACE. */
  undefinedLoad(element: number, at: number, bytes: number, first: number): void;
  /** Element 0 or 1 of what the instruction stores has bits that nothing has defined. */
  storesUndefined(element: number): boolean;
  /** Bytes of such an element have been stored. */
  undefinedStored(element: number, at: number, bytes: number, first: number): void;
}

const KIND_DEVICE = 0;
const KIND_NC = 1;
const KIND_CACHED = 2;

export class DataPath {
  private readonly cpu: CpuState;
  private readonly lines: LineModel;
  private readonly mmu: Mmu;
  private readonly bus: Bus;
  private readonly host: DataPathHost;
  /** Result of `resolve`. RAM offset, or -1 where no RAM is. */
  private at = -1;
  private pa = 0;
  private kind = KIND_DEVICE;
  /** Which of a pair's two is being transferred. */
  private element = 0;
  /** Which byte of the element an unaligned access is at. */
  private byte = 0;
  /** The address is wanted for cache maintenance, which is no use of the memory. */
  private maintaining = false;
  private monitorAt = -1;
  private monitorBytes = 0;
  loads = 0;

  constructor(cpu: CpuState, lines: LineModel, mmu: Mmu, bus: Bus, host: DataPathHost) {
    this.cpu = cpu;
    this.lines = lines;
    this.mmu = mmu;
    this.bus = bus;
    this.host = host;
  }

  /** Translates the VA for a data access; leaves the place in at, pa, kind. Throws the abort. */
  private resolve(lo: number, hi: number, access: 'read' | 'write', flags: number): void {
    const { mmu } = this;
    if (this.host.debugging && !this.maintaining) this.host.watch(lo, hi, access === 'write');
    const slot = tlbSlot(lo, hi);
    const tag = access === 'read' ? slot : slot + 2;
    if ((flags & ACCESS.unprivileged) === 0 && mmu.tlb[tag] === (lo & -4096) && mmu.tlb[tag + 1] === hi) {
      this.at = (mmu.tlb[slot + 4] as number) + (lo & 4095);
      this.pa = this.lines.base + this.at;
      this.kind = mmu.tlb[slot + 5] === LOAD_MASK_BYPASS ? (mmu.tlb[slot + 7] as number) : KIND_CACHED;
      return;
    }
    const el = flags & ACCESS.unprivileged ? 0 : this.cpu.el;
    const t = mmu.translate(lo, hi, access, el);
    if (t.fault !== undefined) throw abortOf(t, join(lo, hi), access);
    this.place(t, lo, hi, access, flags);
  }

  private place(t: Translation, lo: number, hi: number, access: 'read' | 'write', flags: number): void {
    const { mmu, lines } = this;
    const page = addressIn(t, lo, hi);
    this.pa = page + (lo & 4095);
    this.kind = mmu.isCached(t) ? KIND_CACHED : t.type === 'device' ? KIND_DEVICE : KIND_NC;
    if (!lines.contains(page, 4096)) {
      this.at = -1;
      return;
    }
    this.at = this.pa - lines.base;
    if (this.host.debugging || flags & ACCESS.unprivileged || (this.maintaining && !mmu.agrees(t, page))) return;
    mmu.fill(lo, hi, access, t, page);
    mmu.tlb[tlbSlot(lo, hi) + 7] = this.kind;
  }

  private checkAlignment(lo: number, hi: number, bytes: number, flags: number, access: 'read' | 'write'): void {
    const config = this.mmu.currentConfig();
    const { host } = this;
    const attributes: MemoryType =
      this.kind === KIND_DEVICE ? 'device' : this.kind === KIND_NC ? 'normal-nc' : 'normal-wb';
    if ((lo & (bytes - 1)) !== 0) {
      if (host.modelled) this.mmu.checkAlignmentPending(lo, hi, access);
      if (this.kind === KIND_DEVICE) {
        host.log.report(
          'unaligned-device',
          host.site(),
          { bytes, mmuOff: !config.mmuOn, attributes },
          { va: join(lo, hi), pa: this.pa },
        );
      }
      // without the model, memory types have no rules, as in emulators that do not keep them
      if (
        (this.kind === KIND_DEVICE && host.modelled) ||
        config.alignmentCheck ||
        flags & (ACCESS.aligned | ACCESS.exclusive | ACCESS.atomic)
      ) {
        throw abort('alignment', 0, join(lo, hi), access);
      }
    }
    if (flags & (ACCESS.exclusive | ACCESS.atomic) && this.kind !== KIND_CACHED) {
      const operation = flags & ACCESS.exclusive ? 'exclusive' : 'atomic';
      host.log.report(
        'exclusive-device',
        host.site(),
        { operation, mmuOff: !config.mmuOn, attributes },
        { va: join(lo, hi), pa: this.pa },
      );
    }
  }

  /** Alignment of one 16-byte element that is transferred in two halves. */
  private checkQuad(lo: number, hi: number, access: 'read' | 'write', flags: number): void {
    this.resolve(lo, hi, access, flags);
    this.checkAlignment(lo, hi, 16, flags, access);
  }

  // ---- loads --------------------------------------------------------------------------------------------------------

  private checkLoad(at: number, bytes: number): void {
    const { lines, host } = this;
    if (!host.modelled) return;
    const s = lines.state[at >>> lines.shift] as number;
    if ((s & LINE.F) === 0 && !lines.isDefined(at, bytes)) host.undefinedLoad(this.element, at, bytes, this.byte);
    const cached = this.kind === KIND_CACHED;
    if ((cached ? s & LINE.S : s & LINE.D) === 0 || lines.sameAsShadow(at, bytes)) return;
    const where = {
      cause: host.sites.of(lines.writer[at >>> lines.shift] as number),
      va: undefined,
      pa: lines.base + at,
    };
    if (cached) {
      const missing = s & LINE.PS ? 'dsb' : s & LINE.O ? 'dmb-before-dc' : 'dc-ivac';
      host.log.report('stale-cache-read', host.site(), { access: 'load', missing }, where);
    } else {
      const facts = {
        access: 'load',
        missing: s & LINE.PD ? 'dsb' : 'dc-clean-poc',
        cleanedToPou: (s & LINE.U) === 0,
      } as const;
      host.log.report('dirty-line-bypassed', host.site(), facts, where);
    }
  }

  /** Reads `bytes` at the resolved place into the mailbox at `slot`. */
  private readResolved(bytes: number, slot: number, lo: number, hi: number): void {
    const { r } = this.cpu;
    if (this.at < 0) {
      const value = this.bus.read(this.pa, bytes);
      if (value === undefined) {
        this.host.log.report('bus-error', this.host.site(), { access: 'read' }, { va: join(lo, hi), pa: this.pa });
        throw abort('external', 0, join(lo, hi), 'read');
      }
      r[slot] = Number(value & 0xffffffffn) | 0;
      r[slot + 1] = Number((value >> 32n) & 0xffffffffn) | 0;
      return;
    }
    const at = this.at;
    this.checkLoad(at, bytes);
    const { view } = this.lines;
    r[slot + 1] = 0;
    if (bytes === 8) {
      r[slot] = view.getInt32(at, true);
      r[slot + 1] = view.getInt32(at + 4, true);
    } else r[slot] = bytes === 4 ? view.getInt32(at, true) : bytes === 2 ? view.getUint16(at, true) : view.getUint8(at);
  }

  load(lo: number, hi: number, bytes: number, flags: number, slot: number = SLOT.out): void {
    this.loads++;
    this.byte = 0;
    this.resolve(lo, hi, 'read', flags);
    if ((lo & (bytes - 1)) !== 0 || flags & (ACCESS.exclusive | ACCESS.atomic))
      this.checkAlignment(lo, hi, bytes, flags, 'read');
    if ((lo & (bytes - 1)) !== 0) {
      this.loadUnaligned(lo, hi, bytes, flags, slot);
      return;
    }
    if (flags & ACCESS.exclusive) {
      this.monitorAt = this.pa;
      this.monitorBytes = bytes;
    }
    this.readResolved(bytes, slot, lo, hi);
  }

  private loadUnaligned(lo: number, hi: number, bytes: number, flags: number, slot: number): void {
    let value = 0n;
    for (let i = 0; i < bytes; i++) {
      const next = (lo + i) | 0;
      const nextHi = next >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi;
      this.byte = i;
      this.resolve(next, nextHi, 'read', flags);
      this.readResolved(1, slot, next, nextHi);
      value |= BigInt((this.cpu.r[slot] as number) & 255) << BigInt(8 * i);
    }
    this.byte = 0;
    this.cpu.setPair(slot, value);
  }

  loadPair(lo: number, hi: number, bytes: number, flags: number): void {
    const { r } = this.cpu;
    const next = (lo + bytes) | 0;
    const nextHi = next >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi;
    if (flags & ACCESS.quad && (lo & 15) !== 0) this.checkQuad(lo, hi, 'read', flags);
    try {
      this.load(lo, hi, bytes, flags);
      const a = r[SLOT.out] as number;
      const b = r[SLOT.out + 1] as number;
      this.element = 1;
      this.load(next, nextHi, bytes, flags & ~ACCESS.exclusive, SLOT.out + 2);
      r[SLOT.out] = a;
      r[SLOT.out + 1] = b;
    } finally {
      this.element = 0;
    }
    if (flags & ACCESS.exclusive) this.monitorBytes = 2 * bytes;
  }

  // ---- stores -------------------------------------------------------------------------------------------------------

  /** State of the line, and what a store to it says, before the bytes change. */
  private beforeStore(at: number, bytes: number, lo: number, hi: number): void {
    const { lines, host } = this;
    const s = lines.state[at >>> lines.shift] as number;
    if (s & LINE.X) host.codeWritten(at, bytes);
    if (!host.modelled) return;
    const past = this.kind !== KIND_CACHED;
    if (past && s & LINE.D) {
      const cause = host.sites.of(lines.writer[at >>> lines.shift] as number);
      const missing = s & LINE.PD ? 'dsb' : 'dc-clean-poc';
      host.log.report('store-under-dirty-line', host.site(), { missing }, { cause, va: join(lo, hi), pa: this.pa });
    }
    if (s & LINE.R) this.reportProtected(at, bytes, join(lo, hi));
    lines.noteStore(at, bytes, past, host.siteId());
    if (host.storesUndefined(this.element)) host.undefinedStored(this.element, at, bytes, this.byte);
  }

  private reportProtected(at: number, bytes: number, va: bigint): void {
    const { lines, host } = this;
    const pa = lines.base + at;
    const region = lines.regions.find((q) => !q.writable && pa < q.end && pa + bytes > q.start);
    if (region === undefined) return;
    host.log.report('protected-write', host.site(), { region: region.name, role: region.role }, { va, pa });
  }

  /** Stores at the resolved place, inside one line. */
  private writeResolved(bytes: number, vLo: number, vHi: number, lo: number, hi: number): void {
    if (this.at < 0) {
      this.writeDevice(bytes, BigInt.asUintN(8 * bytes, join(vLo, vHi)), join(lo, hi));
      return;
    }
    const { at, lines } = this;
    if (((lines.state[at >>> lines.shift] as number) & LINE.T) !== 0) {
      this.writeTable(bytes, vLo, vHi, lo, hi);
      return;
    }
    this.beforeStore(at, bytes, lo, hi);
    this.put(at, bytes, vLo, vHi);
  }

  private writeDevice(bytes: number, value: bigint, va: bigint): void {
    if (this.bus.write(this.pa, bytes, value)) return;
    this.host.log.report('bus-error', this.host.site(), { access: 'write' }, { va, pa: this.pa });
    throw abort('external', 0, va, 'write');
  }

  /** A store into translation tables: the model hears what the descriptor was. */
  private writeTable(bytes: number, vLo: number, vHi: number, lo: number, hi: number): void {
    const { at, lines } = this;
    const word = (at & ~7) >>> 2;
    const oldLo = lines.i32[word] as number;
    const oldHi = lines.i32[word + 1] as number;
    this.beforeStore(at, bytes, lo, hi);
    this.put(at, bytes, vLo, vHi);
    this.mmu.tableStore(lines.base + (at & ~7), oldLo, oldHi);
  }

  private put(at: number, bytes: number, lo: number, hi: number): void {
    const { lines } = this;
    if (bytes === 8) {
      if ((at & 3) === 0) {
        lines.i32[at >>> 2] = lo;
        lines.i32[(at >>> 2) + 1] = hi;
      } else {
        lines.view.setInt32(at, lo, true);
        lines.view.setInt32(at + 4, hi, true);
      }
    } else if (bytes === 4) lines.view.setInt32(at, lo, true);
    else if (bytes === 2) lines.view.setInt16(at, lo, true);
    else lines.u8[at] = lo;
  }

  store(lo: number, hi: number, bytes: number, vLo: number, vHi: number, flags: number): void {
    this.byte = 0;
    this.resolve(lo, hi, 'write', flags);
    if ((lo & (bytes - 1)) !== 0 || flags & (ACCESS.exclusive | ACCESS.atomic))
      this.checkAlignment(lo, hi, bytes, flags, 'write');
    if ((lo & (bytes - 1)) === 0) {
      this.writeResolved(bytes, vLo, vHi, lo, hi);
      return;
    }
    const value = join(vLo, vHi);
    const last = (lo + bytes - 1) | 0;
    if ((last ^ lo) & -4096) this.resolve(last, last >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi, 'write', flags);
    for (let i = 0; i < bytes; i++) {
      const next = (lo + i) | 0;
      const nextHi = next >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi;
      this.byte = i;
      this.resolve(next, nextHi, 'write', flags);
      this.writeResolved(1, Number((value >> BigInt(8 * i)) & 255n), 0, next, nextHi);
    }
    this.byte = 0;
  }

  storePair(lo: number, hi: number, bytes: number, a: number, b: number, c: number, d: number, flags: number): void {
    const next = (lo + bytes) | 0;
    const nextHi = next >>> 0 < lo >>> 0 ? (hi + 1) | 0 : hi;
    if (flags & ACCESS.quad && (lo & 15) !== 0) this.checkQuad(lo, hi, 'write', flags);
    if (bytes === 8 && (lo & 15) === 0 && this.storeWide(lo, hi, a, b, c, d, flags)) return;
    if ((next ^ lo) & -4096 || (next & (bytes - 1)) !== 0) this.resolve((next + bytes - 1) | 0, nextHi, 'write', flags);
    this.store(lo, hi, bytes, a, b, flags);
    this.element = 1;
    this.store(next, nextHi, bytes, c, d, flags);
    this.element = 0;
  }

  /** Sixteen aligned bytes at once, when nothing about their line is special; false: not done. */
  private storeWide(lo: number, hi: number, a: number, b: number, c: number, d: number, flags: number): boolean {
    const { lines, host } = this;
    if (!host.modelled || host.storesUndefined(0) || host.storesUndefined(1)) return false;
    this.resolve(lo, hi, 'write', flags);
    const { at } = this;
    if (at < 0 || this.kind !== KIND_CACHED) return false;
    if (((lines.state[at >>> lines.shift] as number) & (LINE.T | LINE.R | LINE.X)) !== 0) return false;
    lines.noteStore(at, 16, false, host.siteId());
    const word = at >>> 2;
    lines.i32[word] = a;
    lines.i32[word + 1] = b;
    lines.i32[word + 2] = c;
    lines.i32[word + 3] = d;
    return true;
  }

  // ---- exclusives and atomics ---------------------------------------------------------------------------------------

  clearExclusive(): void {
    this.monitorAt = -1;
  }

  /** Returns 0 when the store was done. */
  storeExclusive(
    lo: number,
    hi: number,
    bytes: number,
    a: number,
    b: number,
    pair: number,
    c: number,
    d: number,
    flags: number,
  ): number {
    this.resolve(lo, hi, 'write', flags);
    const all = pair !== 0 ? 2 * bytes : bytes;
    this.checkAlignment(lo, hi, all, flags, 'write');
    const holds = this.monitorAt === this.pa && this.monitorBytes === all;
    this.monitorAt = -1;
    if (!holds) return 1;
    const plain = flags & ~ACCESS.exclusive;
    if (pair !== 0) this.storePair(lo, hi, bytes, a, b, c, d, plain);
    else this.store(lo, hi, bytes, a, b, plain);
    return 0;
  }

  atomic(op: AtomicOp, lo: number, hi: number, bytes: number, vLo: number, vHi: number, flags: number): void {
    this.resolve(lo, hi, 'write', flags);
    this.load(lo, hi, bytes, flags | ACCESS.atomic);
    const { r } = this.cpu;
    const oldLo = r[SLOT.out] as number;
    const oldHi = r[SLOT.out + 1] as number;
    const result = combine(op, join(oldLo, oldHi), BigInt.asUintN(8 * bytes, join(vLo, vHi)), 8 * bytes);
    this.store(
      lo,
      hi,
      bytes,
      Number(BigInt.asIntN(32, result)),
      Number(BigInt.asIntN(32, result >> 32n)),
      flags & ~ACCESS.atomic,
    );
    r[SLOT.out] = oldLo;
    r[SLOT.out + 1] = oldHi;
  }

  /** CAS and CASP: expected and value are words, low first; the old value is left in the mailbox. */
  compareSwap(
    lo: number,
    hi: number,
    bytes: number,
    expected: readonly number[],
    value: readonly number[],
    flags: number,
  ): void {
    const pair = expected.length === 4;
    this.resolve(lo, hi, 'write', flags);
    this.checkAlignment(lo, hi, pair ? 2 * bytes : bytes, flags | ACCESS.atomic, 'write');
    const plain = flags & ~ACCESS.atomic;
    if (pair) this.loadPair(lo, hi, bytes, plain);
    else this.load(lo, hi, bytes, plain);
    const { r } = this.cpu;
    const old = [0, 1, 2, 3].map((i) => r[SLOT.out + i] as number);
    const mask = (pairIndex: number): bigint =>
      BigInt.asUintN(8 * bytes, join(old[2 * pairIndex] as number, old[2 * pairIndex + 1] as number));
    const want = (pairIndex: number): bigint =>
      BigInt.asUintN(8 * bytes, join(expected[2 * pairIndex] as number, expected[2 * pairIndex + 1] as number));
    if (mask(0) === want(0) && (!pair || mask(1) === want(1))) {
      const [a = 0, b = 0, c = 0, d = 0] = value;
      if (pair) this.storePair(lo, hi, bytes, a, b, c, d, plain);
      else this.store(lo, hi, bytes, a, b, plain);
    }
    for (let i = 0; i < 4; i++) r[SLOT.out + i] = old[i] as number;
  }

  // ---- maintenance by VA --------------------------------------------------------------------------------------------

  /** RAM offset of the VA for DC and IC by VA, -1 outside RAM. Throws the abort. */
  maintenanceAddress(lo: number, hi: number, access: 'read' | 'write'): number {
    this.maintaining = true;
    try {
      this.resolve(lo, hi, access, 0);
    } finally {
      this.maintaining = false;
    }
    return this.at;
  }

  /** Tags of `bytes` from the VA on, a multiple of the granule: none are kept, but the access may fault. */
  tagAccess(va: bigint, bytes: number, access: 'read' | 'write'): void {
    if (access === 'write' && (va & 15n) !== 0n) throw abort('alignment', 0, va, access);
    for (const at of [va & ~15n, (va & ~15n) + BigInt(bytes - 1)])
      this.resolve(Number(BigInt.asIntN(32, at)), Number(BigInt.asIntN(32, at >> 32n)), access, 0);
  }

  /** DC ZVA: zeroes `bytes` (a power of two) around the VA. */
  zero(lo: number, hi: number, bytes: number): void {
    const start = lo & -bytes;
    this.resolve(start, hi, 'write', 0);
    const { host } = this;
    if (this.kind === KIND_DEVICE) {
      host.log.report(
        'dc-zva-device',
        host.site(),
        { mmuOff: !this.mmu.currentConfig().mmuOn },
        { va: join(lo, hi), pa: this.pa },
      );
      throw abort('alignment', 0, join(lo, hi), 'write');
    }
    for (let i = 0; i < bytes; i += 8) this.store((start + i) | 0, hi, 8, 0, 0, 0);
  }
}

function combine(op: AtomicOp, old: bigint, operand: bigint, bits: number): bigint {
  const signed = (v: bigint): bigint => BigInt.asIntN(bits, v);
  switch (op) {
    case 'add':
      return BigInt.asUintN(bits, old + operand);
    case 'clr':
      return old & BigInt.asUintN(bits, ~operand);
    case 'eor':
      return old ^ operand;
    case 'set':
      return old | operand;
    case 'swp':
      return operand;
    case 'smax':
      return signed(old) > signed(operand) ? old : operand;
    case 'smin':
      return signed(old) < signed(operand) ? old : operand;
    case 'umax':
      return old > operand ? old : operand;
    case 'umin':
      return old < operand ? old : operand;
  }
}
