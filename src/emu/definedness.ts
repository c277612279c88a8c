/**
 * Values that nothing has defined (class 13), followed through registers and memory bit by bit.
 *
 * Enters: blocks that read a register, or flags, or memory, without a defined value; they are executed one instruction at a time by
 * `step`, and undefined-bits.ts says which bits of the results hang on them. Leaves: an observation when such a bit decides something
 * (an address, a branch, a system register): saving and restoring it decides nothing. While everything a block reads is
 * defined, none of this runs.
 */

import { decode } from '../isa/decoder.ts';
import { fieldsOf } from '../isa/fields.ts';
import type { Site } from './api.ts';
import type { Block } from './blocks.ts';
import { SLOT } from './cpu-state.ts';
import type { Dependencies } from './dependencies.ts';
import type { Engine } from './engine.ts';
import type { BitState, Origins, UndefinedUse } from './undefined-arithmetic.ts';
import { UndefinedBits } from './undefined-bits.ts';

/** Thrown by a load of undefined bytes outside `step`: the instruction is to be executed again by `step`. */
export const RETRACE = { retrace: true } as const;

const FLAGS = 32;

function registerName(n: number): string {
  return n === FLAGS ? 'NZCV' : n === 31 ? 'SP' : `X${n}`;
}

const ALL = (1n << 64n) - 1n;
/** In SLOT.undefinedFlags: its low four bits say which flags are undefined; without it, all are. */
const FLAGS_KNOWN = 16;

/** Where an undefined value came from: a load, of this address; else a register that nothing has set. */
interface Origin {
  readonly load: Site | undefined;
  readonly va: bigint | undefined;
  readonly register: number;
}

/** The state before an instruction, kept while it runs: undefined-bits.ts may have to be asked again afterwards. */
class StateBefore implements BitState {
  readonly loaded: [bigint, bigint] = [0n, 0n];
  nzcv = 0;
  flagMask = 0;
  private readonly words = new Int32Array(64);
  private open = 0;
  private readonly engine: Engine;
  private readonly masks: BigUint64Array;

  constructor(engine: Engine, masks: BigUint64Array) {
    this.engine = engine;
    this.masks = masks;
  }

  take(): void {
    const { cpu } = this.engine;
    this.words.set(cpu.r.subarray(0, 64));
    this.open = cpu.r[SLOT.undefined] as number;
    const flags = cpu.r[SLOT.undefinedFlags] as number;
    this.flagMask = flags === 0 ? 0 : flags & FLAGS_KNOWN ? flags & 15 : 15;
    this.nzcv = cpu.nzcv;
    this.loaded.fill(0n);
  }

  get anything(): boolean {
    return this.open !== 0 || this.flagMask !== 0;
  }

  define(registers: number, flags: boolean): void {
    this.open &= ~registers;
    if (flags) this.flagMask = 0;
  }

  value(n: number): bigint {
    const low = (this.words[2 * n] as number) >>> 0;
    return (BigInt((this.words[2 * n + 1] as number) >>> 0) << 32n) | BigInt(low);
  }

  mask(n: number): bigint {
    if (((this.open >>> n) & 1) === 0) return 0n;
    return this.masks[n] === 0n || n === 31 ? ALL : (this.masks[n] as bigint);
  }
}

export class Definedness {
  /** An instruction is being followed: loads note, stores mark. */
  following = false;
  /** Undefined bits of what the instruction stores, by element. */
  private stored: readonly bigint[] = [];
  /** Of the instruction's loads: bytes that nothing has written, and undefined bits of bytes that were stored with such. */
  private unwritten = 0;
  private readonly mixed: [bigint, bigint] = [0n, 0n];
  /** Undefined bits of each register whose bit in SLOT.undefined is set; 0: all. */
  private readonly masks = new BigUint64Array(32);
  /** Of bytes in RAM that count as not written: the bits that are undefined, where it is not all. */
  private readonly partial = new Map<number, number>();
  /** For each register and the flags. */
  private readonly origins: (Origin | undefined)[] = new Array(33).fill(undefined);
  /** What registers and flags were before the instruction that is followed. */
  private readonly before: StateBefore;
  private readonly bits: UndefinedBits;
  private readonly decoded = new Map<number, ((bits: UndefinedBits) => void) | undefined>();
  private readonly e: Engine;

  constructor(engine: Engine) {
    this.e = engine;
    this.before = new StateBefore(engine, this.masks);
    this.bits = new UndefinedBits(this.before);
  }

  /** Whether the block needs `step`. */
  concerns(block: Block): boolean {
    const { r } = this.e.cpu;
    return ((r[SLOT.undefined] as number) & block.reads) !== 0 || (r[SLOT.undefinedFlags] !== 0 && block.readsFlags);
  }

  /** What `count` instructions of the block have written is defined now. */
  noteWrites(block: Block, count: number): void {
    const { r } = this.e.cpu;
    if (r[SLOT.undefined] === 0 && r[SLOT.undefinedFlags] === 0) return;
    if (count >= block.count) {
      r[SLOT.undefined] = (r[SLOT.undefined] as number) & ~block.writes;
      if (block.setsFlags) r[SLOT.undefinedFlags] = 0;
      return;
    }
    for (let i = 0; i < count; i++) {
      const d = block.dependencies[i] as Dependencies;
      r[SLOT.undefined] = (r[SLOT.undefined] as number) & ~d.writes;
      if (d.setsFlags !== undefined) r[SLOT.undefinedFlags] = 0;
    }
  }

  /** A load of `bytes` at a RAM offset, from the `first`-th byte of the element on, meets bytes that nothing has written. */
  noteLoad(element: number, at: number, bytes: number, first: number): void {
    const { lines } = this.e;
    for (let i = 0; i < bytes; i++) {
      if (lines.isDefined(at + i, 1)) continue;
      const bits = this.partial.get(at + i);
      const place = BigInt(8 * (first + i));
      const n = element === 0 ? 0 : 1;
      this.before.loaded[n] |= BigInt(bits ?? 255) << place;
      if (bits === undefined) this.unwritten++;
      else this.mixed[n] |= BigInt(bits) << place;
    }
  }

  /**
   * A load that brings some bytes and not others counts as defined, but for the bits of bytes that were stored so: string routines
   * read whole words, and pairs of them, past the end of what they look at, and arithmetic takes the rest out again.
   */
  private settleLoad(block: Block): void {
    const { loaded } = this.before;
    this.evaluate(block);
    if (this.unwritten === 0 || this.unwritten >= this.bits.loadedBytes) return;
    loaded[0] = this.mixed[0];
    loaded[1] = this.mixed[1];
    this.evaluate(block);
  }

  /** Whether the element that is stored has undefined bits. */
  storesUndefined(element: number): boolean {
    return this.following && (this.stored[element] ?? 0n) !== 0n;
  }

  /** The bytes of such an element have been stored: those with undefined bits count as not written. */
  noteStore(element: number, at: number, bytes: number, first: number): void {
    const mask = this.stored[element] ?? 0n;
    for (let i = 0; i < bytes; i++) {
      const bits = Number((mask >> BigInt(8 * (first + i))) & 255n);
      if (bits === 0) continue;
      this.e.lines.undefine(at + i, 1);
      if (bits === 255) this.partial.delete(at + i);
      else this.partial.set(at + i, bits);
    }
  }

  save(): {
    readonly masks: BigUint64Array;
    readonly partial: ReadonlyMap<number, number>;
    readonly origins: readonly (Origin | undefined)[];
  } {
    return { masks: this.masks.slice(), partial: new Map(this.partial), origins: [...this.origins] };
  }

  restore(saved: ReturnType<Definedness['save']>): void {
    this.masks.set(saved.masks);
    this.partial.clear();
    for (const [at, bits] of saved.partial) this.partial.set(at, bits);
    saved.origins.forEach((origin, n) => {
      this.origins[n] = origin;
    });
  }

  private evaluate(block: Block): void {
    const { bits } = this;
    bits.reset();
    const word = block.words[0] as number;
    const semantics = this.semanticsOf(word);
    bits.pc = block.va;
    semantics?.(bits);
  }

  /** What an instruction word does, for a builder; found once. */
  private semanticsOf(word: number): ((bits: UndefinedBits) => void) | undefined {
    const known = this.decoded.get(word);
    if (known !== undefined || this.decoded.has(word)) return known;
    const row = decode(word);
    const semantics = row?.semantics;
    const fields = row === undefined ? {} : fieldsOf(row, word);
    const run = semantics === undefined ? undefined : (bits: UndefinedBits) => semantics(bits, fields);
    this.decoded.set(word, run);
    return run;
  }

  /** Executes a block of one instruction; `run` does it. */
  step(block: Block, run: () => void): void {
    const { before } = this;
    before.take();
    this.unwritten = 0;
    this.mixed.fill(0n);
    const { bits } = this;
    bits.reset();
    if (before.anything) this.evaluate(block);
    for (const use of bits.decisions) this.report(use);
    const site = this.e.siteAt(block);
    this.stored = bits.storedMasks;
    this.following = true;
    if (this.stored.some((mask) => mask !== 0n)) this.e.mmu.tlb.fill(-1);
    try {
      run();
    } finally {
      this.following = false;
    }
    // what has been reported counts as defined from then on
    for (const use of bits.decisions) before.define(use.registers, use.flags);
    const same = before.loaded[0] === 0n && before.loaded[1] === 0n && bits.decisions.length === 0;
    if (!same) this.settleLoad(block);
    this.settle(bits, site);
  }

  private settle(bits: UndefinedBits, site: Site): void {
    const { r } = this.e.cpu;
    const found = bits.results.map((set) => (set.mask === 0n ? undefined : this.originOf(set, bits, site)));
    bits.results.forEach(({ register, mask }, i) => {
      const bit = 1 << register;
      r[SLOT.undefined] = mask === 0n ? (r[SLOT.undefined] as number) & ~bit : (r[SLOT.undefined] as number) | bit;
      this.masks[register] = mask;
      this.origins[register] = found[i];
    });
    const flags = bits.flagResult;
    if (flags === undefined) return;
    r[SLOT.undefinedFlags] = flags.mask === 0 ? 0 : flags.mask | FLAGS_KNOWN;
    this.origins[FLAGS] = flags.mask === 0 ? undefined : this.originOf(flags, bits, site);
  }

  /** The first of where undefined bits came from. */
  private originOf(from: Origins, bits: UndefinedBits, site: Site): Origin | undefined {
    if (from.memory !== 0) {
      const second = from.memory === 2 ? BigInt(bits.loadBytes) : 0n;
      const va = bits.loadAddress === undefined ? undefined : BigInt.asUintN(64, bits.loadAddress + second);
      return { load: site, va, register: -1 };
    }
    const n = from.registers === 0 ? FLAGS : 31 - Math.clz32(from.registers & -from.registers);
    return this.origins[n] ?? { load: undefined, va: undefined, register: n };
  }

  /** Reports the use of an undefined value once, and takes it for defined from then on. */
  private report({ use, registers, flags, memory }: UndefinedUse): void {
    const { r } = this.e.cpu;
    const mask = r[SLOT.undefined] as number;
    const open = registers & mask;
    if (memory === 0 && open === 0 && !(flags && r[SLOT.undefinedFlags] !== 0)) return;
    const n = open === 0 ? FLAGS : 31 - Math.clz32(open & -open);
    const origin = this.origins[n];
    const { log } = this.e;
    if (origin?.load !== undefined)
      log.report('undefined-memory', this.e.site(), { use }, { cause: origin.load, va: origin.va });
    else {
      const root = origin === undefined ? n : origin.register;
      const facts = { register: registerName(n), from: registerName(root), use };
      log.report('undefined-register', this.e.site(), facts);
    }
    if (n === FLAGS) r[SLOT.undefinedFlags] = 0;
    else r[SLOT.undefined] = mask & ~registers;
  }
}
