/**
 * The checked engine: fetches, dispatches blocks, and joins the parts of the model.
 *
 * Enters: the state that Machine set up. Leaves: the state after so many instructions, observations, a StopReason. The helpers that
 * generated code calls are the methods of this class; each notes the calling instruction's index first, so that a
 * GuestException thrown anywhere below is precise: everything before that instruction is done, nothing of it is.
 */
import type { AtomicOp } from '../isa/ir.ts';
import { type IntegerFunction, REQUIRED } from '../isa/runtime-functions.ts';
import type { CpuProfile, Site, StopReason } from './api.ts';
import { type Block, BlockCache, isBackward, MAX_BLOCK } from './blocks.ts';
import { CpuState, SLOT } from './cpu-state.ts';
import { DataPath } from './data-path.ts';
import { DebugUnit } from './debug-unit.ts';
import { Definedness, RETRACE } from './definedness.ts';
import { join } from './descriptor-rules.ts';
import { Bus } from './devices/bus.ts';
import { Pmu } from './devices/pmu.ts';
import { Timer } from './devices/timer.ts';
import { trapOfWait, waitTrap } from './el0-traps.ts';
import { waitTrapsToEl2 } from './el2-traps.ts';
import { Exceptions } from './exceptions.ts';
import {
  EC,
  emulationSyndrome,
  type GuestException,
  isGuestException,
  ON_WALK,
  simple,
  undefinedException,
} from './faults.ts';
import { FetchUnit } from './fetch.ts';
import { FLOAT_CONTROLS, floatTrap, floatTrapTo } from './float-access.ts';
import { InterruptRouting } from './interrupt-routing.ts';
import { LineModel } from './lines.ts';
import { Mmu } from './mmu.ts';
import { ObservationLog } from './observations.ts';
import { PointerAuth } from './pointer-auth.ts';
import { instructionsOf } from './profiles.ts';
import { type Executed, lastOf, RecentBlocks } from './recent.ts';
import { SiteTable } from './sites.ts';
import { SysregFile, sysregName } from './sysreg-file.ts';
import { SystemUnit } from './system.ts';
import { addressIn } from './walk.ts';
import { walkText } from './walk-text.ts';

const CACHE = 8192;
/** So many returns of handlers that never ask why they were entered are a loop. */
const BLIND_RETURNS = 1000;
/** What observations of lines that maintenance has not reached miss. */
const LEFT_OUT: ReadonlySet<string> = new Set(['dc-clean-poc', 'dc-clean-pou', 'dc-ivac', 'ic']);
/** `b .` */
const BRANCH_TO_SELF = 0x14000000;
/** `b .-4` */
const BRANCH_BACK_ONE = 0x17ffffff;

interface Entry {
  readonly lo: number;
  readonly hi: number;
  readonly generation: number;
  readonly block: Block;
}

/** Memory of others (wasm/layout.ts) for what generated code of another kind works on. */
export interface EngineStorage {
  readonly ram: Uint8Array<ArrayBuffer>;
  readonly registers: Int32Array;
  readonly vectors: Int32Array;
}

/** Calls that firmware, not the guest's own vectors, answers. True: answered. */
export type CallHook = (kind: 'hvc' | 'smc' | 'hlt', imm: number) => boolean;

export class Engine {
  readonly cpu: CpuState;
  readonly log = new ObservationLog();
  readonly sites = new SiteTable();
  readonly sysregs = new SysregFile();
  readonly bus = new Bus();
  readonly lines: LineModel;
  readonly mmu: Mmu;
  readonly data: DataPath;
  readonly exceptions: Exceptions;
  readonly system: SystemUnit;
  readonly interrupts: InterruptRouting;
  readonly debug: DebugUnit;
  /** Debug exceptions may come: everything goes by single instructions. */
  debugging = false;
  readonly blocks: BlockCache;
  readonly timer: Timer;
  readonly fetch: FetchUnit;
  readonly pointerAuth: PointerAuth;
  readonly definedness: Definedness;
  readonly profile: CpuProfile;
  readonly modelled: boolean;
  callHook: CallHook | undefined;
  /** Asked when WFI finds nothing to wait for; polled before blocks when `pollAt` is reached. */
  interruptPending: (() => 'irq' | 'fiq' | undefined) | undefined;
  pollAt = Number.POSITIVE_INFINITY;
  stopRequest: StopReason | undefined;
  /** Called with each block before it runs, when set. */
  onBlock: ((block: Block) => void) | undefined;
  /** Called when a store reaches a line that code was made from (RAM offset, bytes), when set. */
  onCodeWritten: ((at: number, bytes: number) => void) | undefined;
  private base = 0;
  private readonly recent = new RecentBlocks();
  /** EL, PAN and IL that the software TLB was filled for. */
  private mode = -1;
  private current: Block | undefined;
  private fetching: Site | undefined;
  private readonly cache: (Entry | undefined)[] = new Array(CACHE).fill(undefined);

  /** `modelled`: with the memory model (sites.ts, Here). */
  constructor(profile: CpuProfile, ramBase: number, ramSize: number, modelled = true, storage?: EngineStorage) {
    this.profile = profile;
    this.modelled = modelled;
    this.cpu = new CpuState(storage);
    this.lines = new LineModel(ramBase, ramSize, profile.dcacheLine, profile.icacheLine, storage?.ram);
    this.mmu = new Mmu(this.lines, this.sysregs, this.cpu, profile, this);
    this.log.walker = (request) => walkText(this.mmu, request);
    this.data = new DataPath(this.cpu, this.lines, this.mmu, this.bus, this);
    this.exceptions = new Exceptions(this.cpu, this.sysregs, profile, this);
    this.timer = new Timer(() => this.steps);
    this.debug = new DebugUnit(this.cpu, this.sysregs, profile);
    this.interrupts = new InterruptRouting(this.cpu, this.sysregs, profile);
    const { cpu, sysregs, mmu, lines, data } = this;
    this.system = new SystemUnit({ cpu, sysregs, mmu, lines, data, profile }, this);
    this.system.registerDevices.push({
      read: (key, el) => this.timer.read(key, el === 2 && this.system.e2h),
      write: (key, value) => this.timer.write(key, value),
      save: () => this.timer.save(),
    });
    this.system.registerDevices.push(new Pmu(() => this.steps));
    const instructions = instructionsOf(profile);
    this.blocks = new BlockCache(lines, {
      helpers: this,
      registers: cpu.r,
      vectors: cpu.v,
      tlb: mmu.tlb,
      instructions,
    });
    this.fetch = new FetchUnit(this);
    this.pointerAuth = new PointerAuth(sysregs, mmu, profile, this);
    this.definedness = new Definedness(this);
    this.log.subscribe((o) => {
      if (LEFT_OUT.has(String(o.facts.missing)) && o.pa !== undefined) this.noteLeftOut(o.pa, o.effect);
    });
    cpu.undefineAll();
    cpu.r[SLOT.fpTrap] = 1;
  }

  /** A line that should have been maintained and was not: did a loop with a stride of its own go over it? */
  noteLeftOut(pa: number, effect: Site = this.site()): void {
    const run = this.system.strides.over(pa);
    if (run === undefined) return;
    const facts = { stride: run.stride, line: run.line };
    this.log.report('line-size-assumed', effect, facts, { cause: this.sites.of(run.site), pa });
  }

  /** Instructions executed. */
  get steps(): number {
    return this.base + (this.cpu.r[SLOT.rounds] as number) + (this.cpu.r[SLOT.index] as number);
  }

  /** Snapshot: the count of executed instructions, with nothing running. */
  rewindTo(steps: number): void {
    this.base = steps;
    this.cpu.r[SLOT.rounds] = 0;
    this.cpu.r[SLOT.index] = 0;
    this.current = undefined;
    this.fetch.previous = undefined;
    this.exceptions.entering = undefined;
    this.mode = -1;
    this.data.clearExclusive();
  }

  // ---- where we are -------------------------------------------------------------------------------------------------

  private siteOf(block: Block, index: number): Site {
    return {
      pc: BigInt.asUintN(64, block.va + BigInt(4 * index)),
      pa: block.pa + 4 * index,
      word: block.words[index] as number,
      step: this.steps,
    };
  }

  site(): Site {
    if (this.fetching !== undefined) return this.fetching;
    const block = this.current;
    if (block === undefined) return { pc: this.cpu.pc, pa: -1, word: 0, step: this.steps };
    return this.siteOf(block, this.cpu.r[SLOT.index] as number);
  }

  siteId(): number {
    const block = this.current;
    if (block === undefined || this.fetching !== undefined) return this.sites.idOf(this.site());
    const index = this.cpu.r[SLOT.index] as number;
    let id = block.sites[index] as number;
    if (id < 0) {
      id = this.sites.idOf(this.siteOf(block, index));
      block.sites[index] = id;
    }
    return id;
  }

  /** The first instruction of a block about to run. */
  siteAt(block: Block): Site {
    return this.siteOf(block, 0);
  }

  /** Runs `f` with `site` as the instruction that observations name. */
  atSite<T>(site: Site, f: () => T): T {
    const before = this.fetching;
    this.fetching = site;
    try {
      return f();
    } finally {
      this.fetching = before;
    }
  }

  // ---- events -------------------------------------------------------------------------------------------------------

  codeWritten(at: number, bytes: number): void {
    if (this.modelled) this.checkOwnCode(at, bytes);
    this.blocks.written(at, bytes);
    this.onCodeWritten?.(at, bytes);
    this.mmu.generation++;
    this.cpu.r[SLOT.attention] = 1;
  }

  /** A loop that stores over its own instructions is a copy that has reached the code which does it. */
  private checkOwnCode(at: number, bytes: number): void {
    const block = this.current;
    if (block === undefined || !loopsToItsStart(block)) return;
    const start = block.pa - this.lines.base;
    if (at + bytes <= start || at >= start + 4 * block.count) return;
    const facts = { region: 'the loop that does it', role: 'running code' };
    this.log.report('protected-write', this.site(), facts, { pa: this.lines.base + at });
  }

  contextSynchronisation(): void {
    this.cpu.r[SLOT.fpTrap] = 1;
    this.mmu.contextSynchronisation();
    this.sysregs.synchronise();
    this.lines.contextSynchronisation();
  }

  syndromeUsed(el: number): void {
    this.exceptions.ledger.looked(el);
  }

  modeChanged(): void {
    this.cpu.r[SLOT.fpTrap] = 1;
    const mode = this.cpu.el | (this.cpu.pan << 2) | (this.cpu.il << 3);
    if (mode !== this.mode) this.mmu.flush();
    this.mode = mode;
    this.interruptsChanged();
  }

  debugChanged(): void {
    const { active } = this.debug;
    if (active !== this.debugging) this.mmu.flush();
    this.debugging = active;
  }

  /** DataPathHost: throws the exception of a watchpoint on the byte at an address. */
  watch(lo: number, hi: number, write: boolean): void {
    const e = this.debug.access(join(lo, hi), write);
    if (e !== undefined) throw e;
  }

  interruptsChanged(): void {
    this.debugChanged();
    this.pollAt = 0;
    this.cpu.r[SLOT.attention] = 1;
  }

  // ---- running ------------------------------------------------------------------------------------------------------

  /** Runs until `end` instructions have been executed in all, or something stops the machine. */
  run(end: number): StopReason | undefined {
    this.stopRequest = undefined;
    for (;;) {
      try {
        return this.dispatch(end);
      } catch (e) {
        if (e === RETRACE) this.rewind();
        else if (isGuestException(e)) this.take(e);
        else throw e;
        const stopped = e === RETRACE ? this.step() : this.stopRequest;
        if (stopped !== undefined) return stopped;
      }
    }
  }

  private dispatch(end: number): StopReason | undefined {
    while (this.base < end) {
      if (this.base >= this.pollAt && this.poll()) continue;
      let block = this.blockHere();
      if (block === undefined) return this.stopRequest;
      if (this.debugging || (this.modelled && this.definedness.concerns(block))) {
        const reason = this.step();
        if (reason !== undefined) return reason;
        continue;
      }
      if (block.count > end - this.base) block = this.blocks.get(block.va, block.pa, 1);
      this.execute(block, end - this.base);
      if (this.stopRequest !== undefined) return this.stopRequest;
    }
    return undefined;
  }

  /** The block at PC, made if need be; undefined when the machine is to stop. */
  private blockHere(): Block | undefined {
    const { r } = this.cpu;
    const lo = r[SLOT.pcLo] as number;
    const hi = r[SLOT.pcHi] as number;
    const slot = (lo >>> 2) & (CACHE - 1);
    const entry = this.cache[slot];
    const { generation } = this.mmu;
    if (entry?.lo === lo && entry.hi === hi && entry.generation === generation && !entry.block.dead) return entry.block;
    r[SLOT.index] = 0;
    this.current = undefined;
    const block = this.fetch.enter(lo, hi, MAX_BLOCK);
    if (block !== undefined) this.cache[slot] = { lo, hi, generation: this.mmu.generation, block };
    return block;
  }

  /** Without the memory model: executes the block at PC, rounds of its own loop included up to `limit` instructions (at least MAX_BLOCK). */
  runBlock(limit: number): void {
    const block = this.blockHere();
    if (block !== undefined) this.execute(block, limit);
  }

  private execute(block: Block, limit: number): void {
    const { r } = this.cpu;
    this.current = block;
    this.recent.enter(block);
    if (block.words[0] === BRANCH_TO_SELF && this.cpu.daif === 15) {
      if (this.modelled) this.exceptions.notePark();
      this.stop({ kind: 'fatal', why: `loops on itself at 0x${block.va.toString(16)} with every interrupt masked` });
      return;
    }
    r[SLOT.attention] = 0;
    this.onBlock?.(block);
    const n = block.run(Math.min(limit, this.pollAt - this.base, 1 << 30));
    r[SLOT.index] = 0;
    r[SLOT.rounds] = 0;
    this.base += n;
    this.recent.leave(n);
    this.fetch.previous = block;
    if (this.modelled && !this.definedness.following) this.definedness.noteWrites(block, block.count);
  }

  /** Executes one instruction. */
  step(): StopReason | undefined {
    const { r } = this.cpu;
    this.stopRequest = undefined;
    try {
      r[SLOT.index] = 0;
      this.current = undefined;
      const trap = this.debugging ? this.debug.before(this.cpu.pc) : undefined;
      if (trap !== undefined) throw trap;
      const block = this.fetch.enter(r[SLOT.pcLo] as number, r[SLOT.pcHi] as number, 1);
      const { taken } = this.exceptions;
      const { el } = this.cpu;
      if (block !== undefined) {
        this.current = block;
        if (this.modelled) this.definedness.step(block, () => this.execute(block, 1));
        else this.execute(block, 1);
        if (this.debugging && taken === this.exceptions.taken && el === this.cpu.el) this.debug.after();
      }
    } catch (e) {
      if (!isGuestException(e)) throw e;
      this.take(e);
    }
    return this.stopRequest;
  }

  /** Leaves a block before the instruction that called a helper, as if it had ended there. */
  private rewind(): void {
    const { r } = this.cpu;
    const block = this.current as Block;
    const index = r[SLOT.index] as number;
    this.cpu.pc = BigInt.asUintN(64, block.va + BigInt(4 * index));
    this.definedness.noteWrites(block, index);
    const done = (r[SLOT.rounds] as number) + index;
    this.base += done;
    this.recent.leave(done);
    r[SLOT.rounds] = 0;
    r[SLOT.index] = 0;
    this.fetch.previous = undefined;
  }

  /** Takes the exception that the instruction now executing raised. */
  take(e: GuestException): void {
    const { r } = this.cpu;
    const index = r[SLOT.index] as number;
    if (this.modelled && this.current !== undefined) this.definedness.noteWrites(this.current, index);
    const pc = this.pcHere();
    this.exceptions.takeSynchronous(this.withBase(e), pc);
    // the instruction that faulted counts as executed, so that a program which faults for ever meets its budget
    const done = (r[SLOT.rounds] as number) + index + 1;
    this.base += done;
    if (this.current !== undefined) this.recent.leave(done);
    if (this.cpu.pc === pc)
      this.stop({ kind: 'fatal', why: `the vector at 0x${pc.toString(16)} faults itself, for ever (${e.name})` });
    r[SLOT.rounds] = 0;
    r[SLOT.index] = 0;
    if (this.current !== undefined) this.fetch.previous = undefined;
  }

  /** Address of the instruction now executing. Code that is no Block of `blocks` keeps it in PC. */
  private pcHere(): bigint {
    if (this.current === undefined) return this.cpu.pc;
    return BigInt.asUintN(64, this.current.va + BigInt(4 * (this.cpu.r[SLOT.index] as number)));
  }

  /** Counts what code other than this engine's blocks has executed (`rounds`), and is where no Block is. */
  settle(): void {
    const { r } = this.cpu;
    this.base += r[SLOT.rounds] as number;
    r[SLOT.rounds] = 0;
    r[SLOT.index] = 0;
    this.current = undefined;
    this.fetch.previous = undefined;
  }

  /** Instructions executed before what runs now. */
  get executed(): number {
    return this.base;
  }

  /** A data abort with the base register of the access, as its encoding has it (loads and stores: bits 27 and 25 are 1 and 0). */
  private withBase(e: GuestException): GuestException {
    if (e.ec !== EC.dataAbort) return e;
    const word = this.instructionWord();
    const access = (word & 0x0a000000) === 0x08000000;
    if (!access) return e;
    const emulation = e.ipa === undefined || (e.iss & ON_WALK) !== 0 ? 0 : emulationSyndrome(word);
    return { ...e, iss: e.iss | emulation, base: (word >>> 5) & 31 };
  }

  /** The last instructions executed, oldest first. */
  lastInstructions(count: number): { pc: bigint; word: number }[] {
    return lastOf(this.recentBlocks(), count);
  }

  /** What has been entered last, newest first. Code that is no Block of `blocks` is noted by another. */
  recentBlocks: () => readonly Executed[] = () => this.recent.list();

  /** Looks for an interrupt to take; true when PC has changed. */
  poll(): boolean {
    this.pollAt = this.base + (this.timer.nextDeadline() ?? Number.POSITIVE_INFINITY);
    const due = this.interrupts.due(this.interruptPending?.());
    if (due === undefined) return false;
    if (due.target === undefined) {
      this.pollAt = Number.POSITIVE_INFINITY;
      return false;
    }
    this.current = undefined;
    this.exceptions.enter(due.target, due.kind, this.cpu.pc, due.kind);
    return true;
  }

  /** DataPathHost: what a load of undefined bytes does. */
  undefinedLoad(element: number, at: number, bytes: number, first: number): void {
    if (!this.definedness.following) throw RETRACE;
    this.definedness.noteLoad(element, at, bytes, first);
  }

  storesUndefined(element: number): boolean {
    return this.definedness.storesUndefined(element);
  }

  undefinedStored(element: number, at: number, bytes: number, first: number): void {
    this.definedness.noteStore(element, at, bytes, first);
  }

  stop(reason: StopReason): void {
    this.stopRequest = reason;
    this.cpu.r[SLOT.attention] = 1;
  }

  // ---- helpers of generated code ------------------------------------------------------------------------------------

  private at(index: number): void {
    this.cpu.r[SLOT.index] = index;
  }
  load(lo: number, hi: number, bytes: number, access: number, index: number): void {
    this.at(index);
    this.data.load(lo, hi, bytes, access);
  }
  store(lo: number, hi: number, bytes: number, vLo: number, vHi: number, access: number, index: number): void {
    this.at(index);
    this.data.store(lo, hi, bytes, vLo, vHi, access);
  }
  loadPair(lo: number, hi: number, bytes: number, access: number, index: number): void {
    this.at(index);
    this.data.loadPair(lo, hi, bytes, access);
  }
  storePair(
    lo: number,
    hi: number,
    bytes: number,
    a: number,
    b: number,
    c: number,
    d: number,
    access: number,
    index: number,
  ): void {
    this.at(index);
    this.data.storePair(lo, hi, bytes, a, b, c, d, access);
  }
  storeExclusive(
    lo: number,
    hi: number,
    bytes: number,
    a: number,
    b: number,
    pair: number,
    c: number,
    d: number,
    access: number,
    index: number,
  ): number {
    this.at(index);
    return this.data.storeExclusive(lo, hi, bytes, a, b, pair, c, d, access);
  }
  clearExclusive(): void {
    this.data.clearExclusive();
  }
  atomic(
    op: AtomicOp,
    lo: number,
    hi: number,
    bytes: number,
    vLo: number,
    vHi: number,
    access: number,
    index: number,
  ): void {
    this.at(index);
    this.data.atomic(op, lo, hi, bytes, vLo, vHi, access);
  }
  compareSwap(
    lo: number,
    hi: number,
    bytes: number,
    expected: readonly number[],
    value: readonly number[],
    access: number,
    index: number,
  ): void {
    this.at(index);
    this.data.compareSwap(lo, hi, bytes, expected, value, access);
  }
  equalityOverrun(al: number, ah: number, bl: number, bh: number, index: number): void {
    this.at(index);
    this.log.report('equality-overrun', this.site(), { left: join(al, ah), right: join(bl, bh) });
  }
  spAlignment(index: number): void {
    this.at(index);
    if (this.mmu.currentConfig().spAlignment) throw simple('SP alignment fault', EC.spAlignment, 0);
  }
  floatAccess(index: number): void {
    this.at(index);
    this.checkFloatAccess();
  }
  /** Throws the trap of a floating-point or vector instruction, if there is one; SLOT.fpTrap says until when the answer holds. */
  checkFloatAccess(): void {
    const { cpu, sysregs, profile } = this;
    const trap = (read: (key: number) => bigint): 1 | 2 | undefined => floatTrapTo(cpu.el, read, profile);
    const target = trap((key) => sysregs.get(key));
    for (const key of FLOAT_CONTROLS) {
      const pending = sysregs.pendingOf(key);
      if (pending === undefined || trap((k) => (k === key ? pending.before : sysregs.get(k))) === target) continue;
      const facts = {
        register: sysregName(key).toUpperCase(),
        use: 'trap',
        old: pending.before,
        new: sysregs.get(key),
        missing: 'isb',
      } as const;
      this.log.report('sysreg-unsynchronised', this.site(), facts, { cause: this.sites.of(pending.site) });
    }
    if (target !== undefined) throw floatTrap(target);
    cpu.r[SLOT.fpTrap] = 0;
  }
  readSystemRegister(key: number, index: number): void {
    this.at(index);
    this.system.read(key);
  }
  writeSystemRegister(key: number, lo: number, hi: number, index: number): void {
    this.at(index);
    this.system.write(key, lo, hi);
  }
  writePstateField(op1: number, op2: number, imm: number, index: number): void {
    this.at(index);
    this.system.writeField(op1, op2, imm);
  }
  barrier(kind: string, option: number, index: number): void {
    this.at(index);
    this.system.barrier(kind, option);
  }
  systemOperation(kind: string, key: number, lo: number, hi: number, index: number): void {
    this.at(index);
    this.system.operation(kind, key, lo, hi);
  }
  hint(imm: number, index: number): void {
    this.at(index);
    if (imm !== 3 && !(imm === 2 && this.isParked())) return;
    this.checkWait(imm === 3 ? 'wfi' : 'wfe');
    this.waitForInterrupt();
  }

  /** Throws the trap of a wait that would wait, if there is one. */
  private checkWait(kind: 'wfi' | 'wfe'): void {
    if (this.cpu.el > 1 || this.interruptPending?.() !== undefined) return;
    const trap = this.cpu.el === 0 ? waitTrap(kind, this.system.el0Controls()) : undefined;
    if (trap !== undefined) throw trap;
    const hcr = this.profile.hasEl2 ? this.sysregs.named('hcr_el2') : 0n;
    if (waitTrapsToEl2(kind, hcr, this.cpu.el)) throw { ...trapOfWait(kind), targetEl: 2 } satisfies GuestException;
  }

  /** WFIT and WFET: until the virtual count reaches `value`. */
  waitUntil(kind: 'wfi' | 'wfe', value: bigint): void {
    const left = this.timer.until(value, this.cpu.el === 2 && this.system.e2h);
    if (left === 0 || this.interruptPending?.() !== undefined) return;
    this.checkWait(kind);
    this.timer.skip(Math.min(left, this.timer.nextDeadline() ?? left));
    this.pollAt = 0;
  }

  instructionWord(): number {
    if (this.current !== undefined) return this.site().word;
    const { r } = this.cpu;
    const lo = r[SLOT.pcLo] as number;
    const hi = r[SLOT.pcHi] as number;
    const pa = addressIn(this.mmu.look(lo, hi), lo, hi) + (lo & 4095);
    return (this.lines.i32[(pa - this.lines.base) >>> 2] as number) >>> 0;
  }

  /** WFE and a branch back to it: nothing but an interrupt ends that on a single PE, so it waits as WFI does. */
  private isParked(): boolean {
    const index = this.cpu.r[SLOT.index] as number;
    return this.current?.words[index + 1] === BRANCH_BACK_ONE;
  }
  exceptionInstruction(kind: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt', imm: number, index: number): void {
    this.at(index);
    const next = BigInt.asUintN(64, this.pcHere() + 4n);
    if (kind !== 'svc' && kind !== 'brk' && this.callHook?.(kind, imm) === true) {
      this.cpu.pc = next;
      return;
    }
    if (kind === 'svc') this.exceptions.takeSynchronous(simple('svc', EC.svc64, imm), next);
    else if (kind === 'brk') this.exceptions.takeSynchronous(simple('brk', EC.brk, imm), next - 4n);
    else if (kind === 'hlt') throw undefinedException();
    else {
      const e = this.system.call(kind, imm);
      // a call that HCR_EL2.TSC traps has not been made
      this.exceptions.takeSynchronous(e, e.ec === EC.smc64 && e.targetEl === 2 ? next - 4n : next);
    }
  }
  /** callX of ir.ts: operands as words, the result in the mailbox. */
  callFunction(f: IntegerFunction, words: readonly number[], parameter: number, index: number): void {
    this.at(index);
    const operand = (i: number): bigint => join(words[2 * i] as number, words[2 * i + 1] as number);
    this.cpu.setPair(SLOT.out, this.integerFunction(f, operand, parameter));
  }
  private integerFunction(f: IntegerFunction, operand: (i: number) => bigint, parameter: number): bigint {
    const { pointerAuth } = this;
    if (parameter & REQUIRED) pointerAuth.require();
    switch (f) {
      case 'pac':
        return pointerAuth.sign(operand(0), operand(1), parameter & 3);
      case 'aut':
        return pointerAuth.authenticate(operand(0), operand(1), parameter & 3);
      case 'strip':
        return pointerAuth.strip(operand(0), (parameter & 1) === 1);
      case 'pacga':
        return pointerAuth.generic(operand(0), operand(1));
      case 'readTag':
      case 'writeTag':
        this.data.tagAccess(operand(0), parameter, f === 'readTag' ? 'read' : 'write');
        return 0n;
      case 'copyMismatch':
        throw simple('memory copy or set exception', EC.memoryCopy, 0);
    }
  }
  exceptionReturn(index: number, key: number): void {
    this.at(index);
    if (this.cpu.el === 0) throw undefinedException();
    const { pointerAuth } = this;
    if (key >= 0) pointerAuth.require();
    this.data.clearExclusive();
    this.exceptions.returnFrom((elr) => (key < 0 ? elr : pointerAuth.authenticate(elr, this.cpu.pair(SLOT.sp), key)));
    if (this.exceptions.blindReturns >= BLIND_RETURNS)
      this.stop({ kind: 'fatal', why: `the handler returns to the instruction that faulted, for ever` });
  }
  undefinedInstruction(why: string, index: number): void {
    this.at(index);
    const udf = /^udf ([0-9]+)$/.exec(why);
    if (udf !== null) this.log.report('udf-executed', this.site(), { imm16: Number(udf[1]) });
    else if (why === 'unallocated encoding')
      this.log.report('unallocated-executed', this.site(), { word: this.site().word });
    throw why.startsWith('not implemented')
      ? { ...undefinedException(), name: `undefined instruction (${why})` }
      : undefinedException();
  }
  notModelled(what: string, index: number): void {
    this.at(index);
    this.log.report('not-modelled', this.site(), { what });
    this.cpu.pc = this.site().pc;
    this.stop({ kind: 'fatal', why: `${what} is not modelled` });
  }

  /** Lets time pass until an interrupt is pending; the machine halts when none ever will be. */
  waitForInterrupt(): void {
    const deadline = this.timer.nextDeadline();
    if (this.interruptPending?.() !== undefined) return;
    if (deadline === undefined || this.interruptPending === undefined) {
      if (this.modelled) this.exceptions.notePark();
      this.stop({ kind: 'halted', status: 0, by: 'wfi' });
      return;
    }
    this.timer.skip(deadline);
    this.pollAt = 0;
  }
}

/** Whether the block ends in a conditional branch (B.cond, CBZ, CBNZ) to its own first instruction. */
function loopsToItsStart(block: Block): boolean {
  const last = block.words[block.count - 1] as number;
  return isBackward(last) && ((last << 8) >> 13) * 4 === -4 * (block.count - 1);
}
