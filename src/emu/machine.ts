/**
 * The machine that kexec/, verify/ and the command line build on: memory, registers, running, and what the model observed.
 *
 * Entry state (class 13): a register is defined once `set` or the guest has written it. A new Machine has none defined but PC, PSTATE
 * (EL1h, everything masked) and those with an architectural reset value (SCTLR_ELx of the reset level 0: MMU and caches off).
 * RAM bytes are undefined until the host or the guest writes them. What the TLBs hold at the first `run` is the adversary's
 * choice for every regime whose MMU is then off; for one whose MMU is on, what its tables give.
 */
import type { MachineOptions, Observation, Region, Site, StopReason } from './api.ts';
import { SLOT } from './cpu-state.ts';
import type { Device } from './devices/bus.ts';
import { Engine } from './engine.ts';
import { LINE } from './lines.ts';
import type { RegimeKind } from './regime.ts';
import { FPCR_MASK, FPSR_MASK } from './runtime/float.ts';
import { restoreSnapshot, type Snapshot, takeSnapshot } from './snapshot.ts';
import { SYSREG, sysregKeyByName, sysregName } from './sysreg-file.ts';
import { addressIn, type Translation } from './walk.ts';
import { FastEngine } from './wasm/fast-engine.ts';
import { makeStorage } from './wasm/layout.ts';

export interface RunOptions {
  /** Instructions at most, from here. */
  readonly maxInstructions?: number;
  /** Stops before executing one of these virtual addresses, or where the predicate says so (asked at every block's start). */
  readonly stopAt?: Iterable<bigint> | ((pc: bigint, pa: number) => boolean);
  /** Called now and then with the number of instructions executed so far. */
  readonly onProgress?: (steps: number) => void;
}

/** State of the line that holds a physical address. */
export interface LineState {
  readonly dirty: boolean;
  readonly cleanToPou: boolean;
  readonly staleInstruction: boolean;
  /** A cache may hold a copy older than memory. */
  readonly staleData: boolean;
  readonly pending: boolean;
  readonly defined: boolean;
  readonly writer: Site | undefined;
}

export interface AuditEntry {
  readonly lines: number;
  readonly firstPa: number;
  readonly cause: Site | undefined;
}

export interface Audit {
  /** Newer in a cache than at the Point of Coherency. */
  readonly dirty: AuditEntry | undefined;
  /** Maintenance issued and not completed by a DSB. */
  readonly pending: AuditEntry | undefined;
  readonly staleInstruction: AuditEntry | undefined;
  readonly staleData: AuditEntry | undefined;
  readonly undefined: AuditEntry | undefined;
}

const PROGRESS_EVERY = 4_000_000;

export class Machine {
  readonly engine: Engine;
  /** What runs instead of `engine` while nobody follows single blocks; it works on the state of `engine`. */
  readonly fast: FastEngine | undefined;
  readonly options: MachineOptions;

  constructor(options: MachineOptions) {
    this.options = options;
    const storage = options.engine === 'fast' ? makeStorage(options.ramSize) : undefined;
    this.engine = new Engine(options.cpu, options.ramBase, options.ramSize, options.engine !== 'fast', storage);
    this.fast = storage === undefined ? undefined : new FastEngine(this.engine, storage);
    this.engine.lines.cold = options.atReset === true && options.cpu.emptyAtReset;
    this.set('pstate', 0x3c5n);
    for (const name of ['sctlr_el1', 'sctlr_el2', 'sctlr_el3'] as const)
      this.engine.sysregs.put(SYSREG[name], 0x30c5_0838n);
    // RW, and pointer authentication is not trapped
    if (options.atReset !== true) this.engine.sysregs.put(SYSREG.hcr_el2, (1n << 31n) | (3n << 40n));
    this.engine.cpu.r[SLOT.undefinedFlags] = 1;
  }

  get observations(): readonly Observation[] {
    return this.engine.log.list;
  }

  get steps(): number {
    return this.engine.steps;
  }

  /** Everything counted so far. */
  get counters(): {
    instructions: number;
    tlbFills: number;
    exceptions: number;
    blocks: number;
    dc: Record<string, number>;
    ic: Record<string, number>;
    tlbi: number;
    barriers: Record<string, number>;
  } {
    const { engine } = this;
    const { dc, ic, tlbi, barriers } = engine.system.counters;
    return {
      instructions: engine.steps,
      tlbFills: engine.mmu.fills,
      exceptions: engine.exceptions.taken,
      blocks: engine.blocks.compiled + (this.fast?.compiled ?? 0),
      dc,
      ic,
      tlbi,
      barriers,
    };
  }

  // ---- registers ----------------------------------------------------------------------------------------------------

  /** Value of x0..x30, w0..w30, sp, sp_elN, pc, pstate, nzcv, or a system register by name or key. Throws RangeError for an unknown name. */
  get(name: string | number): bigint {
    const { cpu, sysregs } = this.engine;
    if (typeof name === 'number') return sysregs.get(name);
    const lower = name.toLowerCase();
    const general = /^([xw])([0-9]|[12][0-9]|30)$/.exec(lower);
    if (general !== null)
      return general[1] === 'x' ? cpu.x(Number(general[2])) : cpu.x(Number(general[2])) & 0xffffffffn;
    if (lower === 'sp') return cpu.pair(SLOT.sp);
    if (lower === 'pc') return cpu.pc;
    if (lower === 'pstate') return cpu.pstate;
    if (lower === 'nzcv') return BigInt(cpu.nzcv) << 28n;
    const bank = /^sp_el([0-3])$/.exec(lower);
    if (bank !== null) return cpu.sp(Number(bank[1]));
    if (lower === 'currentel') return BigInt(cpu.el << 2);
    if (lower === 'fpcr') return BigInt((cpu.r[SLOT.fpcr] as number) >>> 0);
    if (lower === 'fpsr') return BigInt((cpu.r[SLOT.fpsr] as number) >>> 0);
    return sysregs.get(this.key(lower));
  }

  /** Sets a register; from then on it counts as defined. Names as for `get`. */
  set(name: string | number, value: bigint): void {
    const { cpu, sysregs, mmu } = this.engine;
    if (typeof name === 'number') sysregs.put(name, value);
    else {
      const lower = name.toLowerCase();
      const general = /^x([0-9]|[12][0-9]|30)$/.exec(lower);
      const bank = /^sp_el([0-3])$/.exec(lower);
      if (general !== null) cpu.setX(Number(general[1]), BigInt.asUintN(64, value));
      else if (lower === 'sp') cpu.setSp(cpu.currentSp, value);
      else if (bank !== null) cpu.setSp(Number(bank[1]), value);
      else if (lower === 'pc') cpu.pc = BigInt.asUintN(64, value);
      else if (lower === 'pstate') {
        // the mode is what matters of it: the flags stay undefined unless 'nzcv' sets them
        cpu.pstate = value;
        cpu.r[SLOT.undefinedFlags] = 1;
      } else if (lower === 'nzcv') {
        cpu.nzcv = Number((value >> 28n) & 15n);
        cpu.r[SLOT.undefinedFlags] = 0;
      } else if (lower === 'fpcr') cpu.r[SLOT.fpcr] = Number(BigInt.asIntN(32, value)) & FPCR_MASK;
      else if (lower === 'fpsr') cpu.r[SLOT.fpsr] = Number(BigInt.asIntN(32, value)) & FPSR_MASK;
      else sysregs.put(this.key(lower), value);
    }
    cpu.r[SLOT.fpTrap] = 1;
    mmu.hostChanged();
  }

  private key(name: string): number {
    const key = sysregKeyByName(name);
    if (key === undefined) throw new RangeError(`'${name}' is not a register that this emulator knows`);
    return key;
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  /** Throws RangeError, with a sentence for the user, unless all of a physical range is RAM. */
  requireRam(pa: number, length: number): void {
    const { lines } = this.engine;
    if (!lines.contains(pa, length)) {
      const end = lines.base + lines.size;
      throw new RangeError(
        `physical range 0x${pa.toString(16)}+0x${length.toString(16)} is not in RAM [0x${lines.base.toString(16)}, 0x${end.toString(16)})`,
      );
    }
  }

  private offset(pa: number, length: number): number {
    this.requireRam(pa, length);
    return pa - this.engine.lines.base;
  }

  /** A copy of the newest bytes at a physical address, whatever caches hold. */
  readPhys(pa: number, length: number): Uint8Array {
    const at = this.offset(pa, length);
    return this.engine.lines.u8.slice(at, at + length);
  }

  /** Writes as if everything were coherent: clean in every cache, defined, visible to walks and fetches. */
  writePhys(pa: number, bytes: Uint8Array): void {
    const at = this.offset(pa, bytes.length);
    this.engine.lines.hostWrite(at, bytes);
    this.engine.blocks.clear();
    this.engine.mmu.hostChanged();
  }

  /** Declares a physical range defined (and clean) whatever it holds: memory that has contents nobody cares about. */
  definePhys(pa: number, length: number): void {
    this.engine.lines.hostDefine(this.offset(pa, length), length);
  }

  /** The translation that the tables give for a VA now, without observing anything. */
  translate(va: bigint): Translation {
    return this.engine.mmu.look(Number(BigInt.asIntN(32, va)), Number(BigInt.asIntN(32, va >> 32n)));
  }

  /** Bytes at a virtual address under the current regime. Throws RangeError where the tables map nothing. */
  readVirtual(va: bigint, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const here = va + BigInt(done);
      const lo = Number(BigInt.asIntN(32, here));
      const t = this.translate(here);
      if (t.fault !== undefined)
        throw new RangeError(`0x${here.toString(16)} is not mapped: ${t.fault} fault at level ${t.level}`);
      const n = Math.min(length - done, 4096 - (lo & 4095));
      out.set(this.readPhys(addressIn(t, lo, Number(BigInt.asIntN(32, here >> 32n))) + (lo & 4095), n), done);
      done += n;
    }
    return out;
  }

  addRegion(region: Region): void {
    this.engine.lines.addRegion(region);
  }

  addDevice(device: Device): void {
    this.engine.bus.add(device);
  }

  /** The TLBs of a regime may also hold what these registers (sctlr/tcr/ttbr0/ttbr1/mair by name; others as they are) gave before the run. */
  assumeCached(regime: RegimeKind, registers: Readonly<Record<string, bigint>>): void {
    this.engine.mmu.assumeCached(regime, registers);
  }

  /** Lines of this physical range may still be dirty in a cache with data of before the run that nobody wants. */
  assumeDirty(range: { readonly start: number; readonly end: number }): void {
    const length = range.end - range.start;
    this.engine.lines.assumeDirty(this.offset(range.start, length), length);
  }

  // ---- running ------------------------------------------------------------------------------------------------------

  run(options: RunOptions = {}): StopReason {
    const { engine } = this;
    const stops = options.stopAt;
    this.setStops(typeof stops === 'function' || stops === undefined ? [] : stops);
    engine.fetch.stopWhen = typeof stops === 'function' ? stops : undefined;
    this.prepare();
    const end = engine.steps + (options.maxInstructions ?? Number.MAX_SAFE_INTEGER);
    for (;;) {
      const until = options.onProgress === undefined ? end : Math.min(end, engine.steps + PROGRESS_EVERY);
      const reason = engine.onBlock === undefined && this.fast !== undefined ? this.fast.run(until) : engine.run(until);
      if (reason !== undefined) return reason;
      if (engine.steps >= end) return { kind: 'budget' };
      options.onProgress?.(engine.steps);
    }
  }

  /** Executes one instruction; a reason when it stopped the machine. */
  step(): StopReason | undefined {
    this.setStops([]);
    this.prepare();
    return this.engine.step();
  }

  /** Copies the whole state (RAM by touched pages). */
  snapshot(): Snapshot {
    return takeSnapshot(this.engine);
  }

  /** Puts back what `snapshot` copied, of this machine; observations made since are dropped. */
  restore(snapshot: Snapshot): void {
    restoreSnapshot(this.engine, snapshot);
  }

  /** Calls `listener` with every new observation; returns how to stop that. */
  subscribe(listener: (o: Observation) => void): () => void {
    return this.engine.log.subscribe(listener);
  }

  private setStops(stops: Iterable<bigint>): void {
    const { engine } = this;
    const wanted = new Set([...stops].map((pc) => BigInt.asUintN(64, pc)));
    if (wanted.size === engine.fetch.stops.size && [...wanted].every((pc) => engine.fetch.stops.has(pc))) return;
    engine.fetch.stops = wanted;
    engine.blocks.stops = wanted;
    engine.blocks.clear();
    engine.mmu.flush();
  }

  /** The regimes' models start from the state at the first run. */
  private prepare(): void {
    const { engine } = this;
    if (!engine.modelled) return;
    engine.mmu.regime('el10');
    if (!engine.profile.hasEl2) return;
    engine.mmu.regime(engine.mmu.kindAt(2));
    engine.mmu.regime('stage2');
  }

  // ---- questions ----------------------------------------------------------------------------------------------------

  mmuEnabled(el: number = this.engine.cpu.el): boolean {
    return (this.engine.sysregs.get(SYSREG[`sctlr_el${el === 0 ? 1 : (el as 1 | 2 | 3)}`]) & 1n) === 1n;
  }

  lineState(pa: number): LineState {
    const { lines, sites } = this.engine;
    const line = this.offset(pa, 1) >>> lines.shift;
    const s = lines.state[line] as number;
    return {
      dirty: (s & LINE.D) !== 0,
      cleanToPou: (s & LINE.U) === 0,
      staleInstruction: (s & LINE.I) !== 0,
      staleData: (s & LINE.S) !== 0,
      pending: (s & (LINE.PD | LINE.PU | LINE.PS | LINE.PI)) !== 0,
      defined: lines.isDefined(this.offset(pa, 1), 1),
      writer: sites.of(lines.writer[line] as number),
    };
  }

  /** What is wrong with these physical ranges if another system starts in them now, caches off. */
  handoverAudit(ranges: Iterable<{ readonly start: number; readonly end: number }>): Audit {
    const { lines, sites } = this.engine;
    const bits = {
      dirty: LINE.D,
      pending: LINE.PD | LINE.PU | LINE.PS | LINE.PI,
      staleInstruction: LINE.I,
      staleData: LINE.S,
    } as const;
    const found: Record<keyof Audit, { lines: number; firstPa: number; cause: Site | undefined } | undefined> = {
      dirty: undefined,
      pending: undefined,
      staleInstruction: undefined,
      staleData: undefined,
      undefined: undefined,
    };
    const note = (kind: keyof Audit, line: number): void => {
      const entry = found[kind];
      if (entry === undefined)
        found[kind] = {
          lines: 1,
          firstPa: lines.base + line * 2 ** lines.shift,
          cause: sites.of(lines.writer[line] as number),
        };
      else entry.lines++;
    };
    for (const { start, end } of ranges) {
      const first = this.offset(start, Math.max(1, end - start)) >>> lines.shift;
      const last = (end - 1 - lines.base) >>> lines.shift;
      for (let line = first; line <= last; line++) {
        const s = lines.state[line] as number;
        if (s === LINE.F) continue;
        for (const kind of ['dirty', 'pending', 'staleInstruction', 'staleData'] as const)
          if (s & bits[kind]) note(kind, line);
        if ((s & LINE.F) === 0) note('undefined', line);
      }
    }
    return found;
  }

  pendingSystemRegisters(): { name: string; site: Site | undefined }[] {
    return [...this.engine.sysregs.pending].map((p) => ({
      name: sysregName(p.key),
      site: this.engine.sites.of(p.site),
    }));
  }
}
