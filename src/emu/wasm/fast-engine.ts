/**
 * The fast engine: runs blocks in WebAssembly on the state of an Engine that has no memory model.
 *
 * Enters: an Engine whose arrays lie in a FastStorage. Leaves: the state after so many instructions, a StopReason. Everything
 * that is not plain computation or RAM is the Engine's: system registers, exceptions, devices, interrupts, translation. An
 * instruction whose operations WebAssembly lacks, and the last few before the budget ends, are stepped by the Engine.
 */
import { decode } from '../../isa/decoder.ts';
import type { StopReason } from '../api.ts';
import { MAX_BLOCK } from '../blocks.ts';
import { SLOT } from '../cpu-state.ts';
import { join } from '../descriptor-rules.ts';
import type { Engine } from '../engine.ts';
import { isGuestException } from '../faults.ts';
import { ARITH } from '../js/arith.ts';
import { instructionsOf } from '../profiles.ts';
import type { Executed } from '../recent.ts';
import { isPlainMaintenance } from '../system.ts';
import { addressIn } from '../walk.ts';
import { CodeCache, type FastBlock } from './code-cache.ts';
import { instantiateCore } from './core.ts';
import { FastMemory } from './fast-memory.ts';
import type { HostCalls } from './host-calls.ts';
import { AT, ENTRY_BYTES, type FastStorage, JUMP_ENTRIES, jumpOffset, RECENT } from './layout.ts';

/** `b .` */
const BRANCH_TO_SELF = 0x14000000;
/** Executions of a block by the other engine before it is worth a module, and before it goes into one that is made anyway. */
const HOT = 24;
const WARM = 4;
/** Instructions that the other engine spends at most on a block that loops on itself. */
const COLD_SLICE = 1024;
/** Low word of a PC that no entry of the jump table has. */
const NO_PC = 1;
/** Instructions in one call of the dispatcher at most: V8 replaces a function by its optimised form when it is entered anew. */
const SLICE = 1 << 22;

const low = (va: bigint): number => Number(BigInt.asIntN(32, va));
const high = (va: bigint): number => Number(BigInt.asIntN(32, va >> 32n));

export class FastEngine {
  private readonly engine: Engine;
  private readonly storage: FastStorage;
  private readonly memory: FastMemory;
  private readonly code: CodeCache;
  private readonly core: () => void;
  /** Executions of blocks by the other engine, by PC. */
  private readonly heat = new Map<bigint, number>();
  /** Executions before a block is translated; 0: at once. */
  hotAfter = HOT;
  /** What the look-up tables were filled for. */
  private seen = { generation: -1, epoch: -1, codeEpoch: -1, stepped: 0 };

  constructor(engine: Engine, storage: FastStorage) {
    this.engine = engine;
    this.storage = storage;
    const { lines, blocks } = engine;
    this.memory = new FastMemory(engine, storage, (pa) => this.code.hasCode(pa) || blocks.hasCode(pa));
    const texts: string[] = [];
    const instructions = instructionsOf(engine.profile);
    this.code = new CodeCache(
      {
        lines,
        locate: (va) => this.locate(va),
        isStop: (va) => engine.fetch.stops.has(va),
        implements: (word) => instructions.satisfies(decode(word)?.feature ?? ''),
        protect: (pages) => this.memory.protect(pages),
      },
      storage.memory,
      { ...this.memory.calls(texts), ...systemCalls(engine, this.memory, texts) },
      texts,
    );
    this.core = instantiateCore(storage.memory, this.code.table);
    engine.onCodeWritten = (at, bytes) => this.code.written(at, bytes);
    const own = engine.recentBlocks;
    engine.recentBlocks = () => this.recentBlocks(own());
  }

  get compiled(): number {
    return this.code.compiled;
  }

  /** Runs until `end` instructions have been executed in all, or something stops the machine. */
  run(end: number): StopReason | undefined {
    const { engine } = this;
    const { r } = engine.cpu;
    engine.stopRequest = undefined;
    engine.settle();
    for (;;) {
      r[SLOT.undefined] = 0;
      r[SLOT.undefinedFlags] = 0;
      try {
        return this.dispatch(end);
      } catch (e) {
        if (!isGuestException(e)) throw e;
        engine.take(e);
        engine.settle();
        if (engine.stopRequest !== undefined) return engine.stopRequest;
      }
    }
  }

  private dispatch(end: number): StopReason | undefined {
    const { engine } = this;
    while (engine.executed < end) {
      if (engine.executed >= engine.pollAt && engine.poll()) continue;
      this.synchronise();
      const left = end - engine.executed - MAX_BLOCK;
      const block = left < 0 || engine.debugging ? 'step' : this.prepare();
      if (engine.stopRequest !== undefined) return engine.stopRequest;
      if (block === 'step' || block === 'cold') {
        const reason = block === 'step' ? this.step() : this.runCold(Math.min(COLD_SLICE, left));
        if (reason !== undefined) return reason;
        continue;
      }
      const { r } = engine.cpu;
      r[SLOT.attention] = 0;
      this.storage.i32[AT.limit / 4] = Math.min(left, Math.max(0, engine.pollAt - engine.executed - 1), SLICE);
      this.core();
      if (block === 'for-once') this.forget(r[SLOT.pcLo] as number);
      engine.settle();
      if (engine.stopRequest !== undefined) return engine.stopRequest;
    }
    return undefined;
  }

  /** One instruction by the other engine. */
  private step(): StopReason | undefined {
    const { engine } = this;
    this.noteEntered(engine.cpu.r[SLOT.pcLo] as number, engine.cpu.r[SLOT.pcHi] as number);
    const reason = engine.step();
    engine.settle();
    return reason;
  }

  /** A block by the other engine, which makes blocks cheaper and runs them slower. */
  private runCold(limit: number): StopReason | undefined {
    const { engine } = this;
    const { r } = engine.cpu;
    this.noteEntered(r[SLOT.pcLo] as number, r[SLOT.pcHi] as number);
    engine.runBlock(limit);
    engine.settle();
    return engine.stopRequest;
  }

  private noteEntered(lo: number, hi: number): void {
    const { i32 } = this.storage;
    const entered = i32[AT.entered / 4] as number;
    i32[AT.entered / 4] = entered + 1;
    const at = AT.recent / 4 + 2 * (entered & (RECENT - 1));
    i32[at] = lo;
    i32[at + 1] = hi;
  }

  // ---- what the tables hold -----------------------------------------------------------------------------------------

  /** Brings the look-up tables up to date with what has happened outside of blocks. */
  private synchronise(): void {
    const { seen, code } = this;
    const { mmu, blocks } = this.engine;
    if (seen.epoch !== blocks.epoch) code.clear();
    const stepped = seen.stepped !== blocks.compiled;
    if (seen.generation === mmu.generation && seen.codeEpoch === code.epoch && !stepped) return;
    if (seen.generation !== mmu.generation || seen.codeEpoch !== code.epoch) this.forgetAll();
    this.memory.flush();
    this.seen = {
      generation: mmu.generation,
      epoch: blocks.epoch,
      codeEpoch: code.epoch,
      stepped: blocks.compiled,
    };
  }

  private forgetAll(): void {
    for (let i = 0; i < JUMP_ENTRIES; i++) this.storage.i32[(AT.jumps + i * ENTRY_BYTES) / 4] = NO_PC;
  }

  private entryOf(lo: number, hi: number): number {
    return (AT.jumps + jumpOffset((lo >>> 2) | (hi << 30))) / 4;
  }

  private forget(lo: number): void {
    this.storage.i32[this.entryOf(lo, this.engine.cpu.r[SLOT.pcHi] as number)] = NO_PC;
  }

  /**
   * Sees that the jump table has the block at PC. 'for-once': it is to be taken out afterwards. Else the other engine runs a block, or
   * an instruction; or stopRequest is set. Throws a GuestException where PC cannot be fetched.
   */
  private prepare(): 'ready' | 'for-once' | 'cold' | 'step' {
    const { engine, storage } = this;
    const { r } = engine.cpu;
    const lo = r[SLOT.pcLo] as number;
    const hi = r[SLOT.pcHi] as number;
    const at = this.entryOf(lo, hi);
    if (storage.i32[at] === lo && storage.i32[at + 1] === hi) return 'ready';
    const va = join(lo, hi);
    if (!this.code.hasVa(va) && this.isCold(va)) return 'cold';
    const t = engine.fetch.place(lo, hi);
    if (t === undefined) return 'step';
    const pa = addressIn(t, lo, hi) + (lo & 4095);
    const block = this.code.find(va, pa) ?? this.translate(va, pa);
    if (this.seen.codeEpoch !== this.code.epoch) this.synchronise();
    if (block.index < 0) return 'step';
    const spins = engine.lines.i32[(block.pa - engine.lines.base) >>> 2] === BRANCH_TO_SELF;
    // the other engine says so when nothing can end it
    if (spins && engine.cpu.daif === 15) return 'step';
    storage.i32[at] = lo;
    storage.i32[at + 1] = hi;
    storage.i32[at + 2] = block.index;
    return spins ? 'for-once' : 'ready';
  }

  /** Counts an execution; whether there have been too few for a translation. */
  private isCold(va: bigint): boolean {
    const count = this.heat.get(va) ?? 0;
    this.heat.set(va, count + 1);
    return count < this.hotAfter;
  }

  private translate(va: bigint, pa: number): FastBlock {
    const warm = [...this.heat].filter(([, count]) => count >= WARM).map(([other]) => other);
    for (const other of [va, ...warm]) this.heat.delete(other);
    return this.code.make(va, pa, warm);
  }

  private locate(va: bigint): number {
    const lo = low(va);
    const hi = high(va);
    const { mmu, cpu, lines } = this.engine;
    const t = mmu.translate(lo, hi, 'fetch', cpu.el);
    const pa = t.fault === undefined && (lo & 3) === 0 ? addressIn(t, lo, hi) + (lo & 4095) : -1;
    return lines.contains(pa, 4) ? pa : -1;
  }

  /** Among what has been entered, `own` is what the other engine ran; of a block of this one that loops on itself, one round is known. */
  private recentBlocks(own: readonly Executed[]): Executed[] {
    const { i32, i64 } = this.storage;
    const { lines } = this.engine;
    const entered = i32[AT.entered / 4] as number;
    const list: Executed[] = [];
    let next = 0;
    for (let k = 1; k <= Math.min(RECENT, entered >>> 0); k++) {
      const va = BigInt.asUintN(64, i64[AT.recent / 8 + ((entered - k) & (RECENT - 1))] as bigint);
      const run = own[next];
      if (run?.va === va) {
        list.push(run);
        next++;
        continue;
      }
      const pa = (va & 3n) === 0n ? this.locate(va) : -1;
      if (pa < 0) continue;
      const block: FastBlock | undefined = this.code.find(va, pa);
      const count = block?.count ?? 1;
      const at = (pa - lines.base) >>> 2;
      list.push({ va, executed: count, words: [...lines.i32.subarray(at, at + count)].map((word) => word >>> 0) });
    }
    return list;
  }
}

/** The functions behind the imports of blocks that touch more than memory. */
function systemCalls(
  e: Engine,
  memory: FastMemory,
  texts: readonly string[],
): Omit<HostCalls, keyof ReturnType<FastMemory['calls']>> {
  const text = (id: number): string => texts[id] as string;
  const kind = (id: number): 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt' => text(id) as 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt';
  return {
    crc32: (poly, crc, lo, hi, bytes) => ARITH.crc32(text(poly) as 'crc32' | 'crc32c', crc, lo, hi, bytes),
    spAlignment: (index) => e.spAlignment(index),
    floatAccess: (index) => e.floatAccess(index),
    readSystemRegister: (key, index) => e.readSystemRegister(key, index),
    writeSystemRegister: (key, lo, hi, index) => e.writeSystemRegister(key, lo, hi, index),
    writePstateField: (op1, op2, imm, index) => e.writePstateField(op1, op2, imm, index),
    barrier: (name, option, index) => e.barrier(text(name), option, index),
    systemOperation: (name, key, lo, hi, index) => {
      if (e.cpu.el !== 0 && text(name) === 'dc' && isPlainMaintenance(key) && memory.touch(lo, hi)) return;
      e.systemOperation(text(name), key, lo, hi, index);
    },
    hint: (imm, index) => e.hint(imm, index),
    exceptionInstruction: (name, imm, index) => e.exceptionInstruction(kind(name), imm, index),
    exceptionReturn: (key, index) => e.exceptionReturn(index, key),
    undefinedInstruction: (why, index) => e.undefinedInstruction(text(why), index),
    notModelled: (what, index) => e.notModelled(text(what), index),
  };
}
