/**
 * What the memory model can say about a run: the closed list of observation kinds, and the log that collects them.
 *
 * Enters: `report` calls from the model (lines, TLB, system registers, exceptions). Leaves: a list of Observations in the
 * order of first occurrence, one entry for each (kind, cause pc, effect pc, missing step, register), with a count. This list is the
 * contract with verify/rules, which gives every kind its words and its section of Arm DDI 0487. In each comment below,
 * "cause" and "effect" say which instruction the sites are; a cause is undefined when the host made the hazard.
 * Numbers in brackets are the classes of the design's table. Facts that are addresses or register values are bigints.
 */
import type { Observation, Site } from './api.ts';
import type { RegimeKind } from './regime.ts';
import { type Alternative, explainedByWalk, type WalkRequest } from './walk-text.ts';

export interface ObservationFacts {
  /** [1] cause: the MSR; effect: the access or exception that may see the old or the new value. va: what it addressed. */
  'sysreg-unsynchronised': {
    register: string;
    use: 'data' | 'fetch' | 'vector' | 'walk' | 'trap' | 'pac';
    old: bigint;
    new: bigint;
    missing: 'isb';
  };
  /** [1] cause: the MSR of a TTBR; effect: an access that the old and the new tables translate alike. */
  'table-base-unsynchronised': { register: string; old: bigint; new: bigint; missing: 'isb' };
  /** [2] cause: the store that changed a descriptor; effect: the access that may still use the old one. pa: the descriptor. */
  'tlb-stale': {
    level: number;
    old: bigint;
    new: bigint;
    use: 'data' | 'fetch';
    missing: 'tlbi' | 'dsb-before-tlbi' | 'dsb-after-tlbi' | 'isb';
  };
  /** [2] cause: the store of a new valid descriptor; effect: an access whose walk may not see it yet. pa: the descriptor. */
  'table-write-unordered': { level: number; new: bigint; missing: 'dsb' | 'isb' };
  /** [3] cause: the MSR (or ISB that completed it) that changed the context; effect: the access. `acrossMmuOff`: the old entries are from before an MMU-off phase. */
  'tlb-stale-context': {
    register: string;
    asid: number;
    old: bigint;
    new: bigint;
    use: 'data' | 'fetch';
    acrossMmuOff: boolean;
    missing: 'tlbi' | 'dsb-after-tlbi' | 'isb';
  };
  /** [4] cause: the store (if any) of the old descriptor; effect: the store of the new one. pa: the descriptor. */
  'break-before-make': {
    change: 'output-address' | 'block-to-table' | 'table-to-block' | 'attributes' | 'global' | 'contiguous';
    level: number;
    old: bigint;
    new: bigint;
    missing: 'break' | 'tlbi' | 'dsb-before-tlbi' | 'dsb-after-tlbi';
  };
  /** [4] effect: the access; the contiguous bit is set in entries of one group that are not contiguous. pa: the descriptor. */
  'contiguous-mismatch': { level: number; descriptor: bigint };
  /** [5] cause: the cacheable store that left the line dirty; effect: the read that goes past the caches (MMU or C off, non-cacheable, non-cacheable walk). */
  'dirty-line-bypassed': {
    access: 'load' | 'walk' | 'fetch' | 'atomic';
    missing: 'dc-clean-poc' | 'dsb';
    cleanedToPou: boolean;
  };
  /** [5] cause: a store past the caches; effect: a cacheable read that may hit an older copy in a cache. */
  'stale-cache-read': { access: 'load' | 'walk' | 'fetch'; missing: 'dc-ivac' | 'dsb' | 'dmb-before-dc' };
  /** [5] cause: the cacheable store; effect: a store past the caches to the same line, which a later eviction may undo. */
  'store-under-dirty-line': { missing: 'dc-clean-poc' | 'dsb' };
  /** [6] cause: the store whose data is lost; effect: DC IVAC (or DC ISW). */
  'dirty-line-invalidated': { operation: string };
  /** [6] cause: the DC or IC operation; effect: the instruction that turns the MMU or the caches off. `lines`: how many are pending. */
  'maintenance-incomplete': { operation: string; lines: number; at: 'mmu-off' | 'cache-off'; missing: 'dsb' };
  /** [7] cause: the store that wrote the code; effect: the instruction fetched. `missing` is the first step lacking. */
  'stale-instruction': { missing: 'dc-clean-pou' | 'dsb-after-dc' | 'ic' | 'dsb-after-ic' | 'isb'; cacheable: boolean };
  /** [8] effect: the access. It has also raised an alignment fault (`fault-taken` follows). `mmuOff`: Device only because of that. */
  'unaligned-device': { bytes: number; mmuOff: boolean; attributes: string };
  /** [8] effect: DC ZVA (alignment fault follows). */
  'dc-zva-device': { mmuOff: boolean };
  /** [8] effect: an exclusive or atomic access to memory that is not Normal Write-Back. */
  'exclusive-device': { operation: 'exclusive' | 'atomic'; mmuOff: boolean; attributes: string };
  /** [9] cause: the earlier access; effect: this one; both through mappings alive at once. */
  'mismatched-attributes': { first: string; second: string };
  /** [10] effect: a store (or DC IVAC/ZVA) into a region that is not `writable`. */
  'protected-write': { region: string; role: string };
  /** [10] cause: the instruction that changed the translation (MSR SCTLR/TTBR/TCR); effect: the next instruction, whose VA leads elsewhere or nowhere. `got` is the new PA, -1 for a fault. */
  'code-not-mapped': {
    register: string;
    expected: bigint;
    got: bigint;
    fault: string;
    t0sz: number;
    startLevel: number;
  };
  /** [10] effect: the MSR/ISB by which a table base in undefined RAM, outside RAM, or misaligned becomes live. */
  'bad-table-base': { register: string; value: bigint; why: string };
  /** [11] cause: the instruction that raised the exception; effect: same. The vector (va) cannot be fetched: the run stops here. */
  'vector-unfetchable': { el: number; vbar: bigint; exception: string; fault: string };
  /** [11/12] effect: the instruction. An abort, undefined instruction, SP/PC alignment fault or illegal state was taken. va: FAR where it has one. */
  'fault-taken': {
    exception: string;
    el: number;
    ec: number;
    esr: bigint;
    vector: bigint;
    fault: string;
    access: 'read' | 'write' | 'fetch' | 'walk' | 'none';
  };
  /** [11] effect: an access through SP that aborts. va: FAR. */
  'stack-not-mapped': { el: number; fault: string; access: 'read' | 'write' | 'fetch' | 'none' };
  /**
   * [12] effect: the ERET of a handler that was entered by a fault at `pc`, has not read the syndrome, and goes back to `pc`; or
   * the loop or wait in which a handler ends that was entered at `pc` and does nothing else.
   */
  'vector-unexpected': { el: number; esr: bigint; pc: bigint; exception: string; ends: 'returns' | 'waits' };
  /** [12] effect: ERET; `register` (SPSR_ELx, ELR_ELx) has been set by nothing in this run. */
  'eret-unset': { register: string };
  /** [12] effect: ERET; SPSR asks for a state that this PE cannot return to. */
  'illegal-eret': { spsr: bigint; why: string };
  /** [12] effect: HVC/SMC that is UNDEFINED here. */
  'call-undefined': { call: 'hvc' | 'smc'; why: string };
  /** [11/12] cause: none; effect: an exception was taken through a VBAR_ELx that nothing has set. */
  'vbar-unset': { register: string; exception: string };
  /** [13] effect: the use of `register`, whose value hangs on `from`, a register (the same or another) that nothing has set. */
  'undefined-register': {
    register: string;
    from: string;
    use: 'address' | 'branch' | 'condition' | 'sysreg' | 'operand';
  };
  /** [13] cause: the load whose bytes nothing has written (va: its address); effect: where its value matters. */
  'undefined-memory': { use: 'address' | 'branch' | 'condition' | 'sysreg' | 'operand' | 'code' | 'walk' };
  /** [15] effect: the branch; the loop compares for equality only and has stepped over its end. */
  'equality-overrun': { left: bigint; right: bigint };
  /** [15] cause: the DC or IC of a loop whose stride is longer than the line; effect: where a line that it left out bites. pa: the line. */
  'line-size-assumed': { stride: number; line: number };
  /** [16] effect: UDF. */
  'udf-executed': { imm16: number };
  /** [16] effect: an encoding that no instruction has. */
  'unallocated-executed': { word: number };
  /** [16] effect: an instruction fetched from what the program's file calls data, as it was loaded. */
  'data-executed': { section: string };
  /** [16] effect: an instruction fetched outside every region that holds code (only when some region has role 'blob'). cause: the last one inside. */
  'fetch-outside-code': { region: string; how: 'branch' | 'sequential' };
  /** effect: an instruction, register or operation that this emulator does not model. The run stops after it. */
  'not-modelled': { what: string };
  /** effect: an access to physical memory where nothing is (external abort follows). */
  'bus-error': { access: 'read' | 'write' | 'fetch' | 'walk' };
}

export type ObservationKind = keyof ObservationFacts;

interface MutableObservation extends Observation {
  count: number;
}

/** Where something happened besides its effect, and whose translation it is about (see WalkRequest). */
export interface Where {
  readonly cause?: Site | undefined;
  readonly va?: bigint | undefined;
  readonly pa?: number | undefined;
  readonly regime?: RegimeKind | undefined;
  /** Asked only when the observation is new. */
  readonly alternative?: () => Alternative;
}

/** Observations kept at most; what comes after is only counted. */
const LIMIT = 10_000;

/** Collects observations; the same one from the same pair of instructions is kept once, and counted. */
export class ObservationLog {
  readonly list: MutableObservation[] = [];
  dropped = 0;
  /** Tells the walk of an address as it is now; undefined: no walks are kept. */
  walker: ((request: WalkRequest) => readonly string[]) | undefined;
  private readonly index = new Map<string, MutableObservation>();
  private readonly listeners = new Set<(o: Observation) => void>();

  report<K extends ObservationKind>(kind: K, effect: Site, facts: ObservationFacts[K], where: Where = {}): void {
    const missing = 'missing' in facts ? String(facts.missing) : '';
    const register = 'register' in facts ? String(facts.register) : '';
    const key = `${kind}|${where.cause?.pc ?? ''}|${effect.pc}|${missing}|${register}`;
    const known = this.index.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    if (this.list.length >= LIMIT) {
      this.dropped++;
      return;
    }
    const walk = this.walkFor(kind, facts, where);
    const observation: MutableObservation = {
      kind,
      cause: where.cause,
      effect,
      va: where.va,
      pa: where.pa,
      ...(walk === undefined ? {} : { walk }),
      facts: facts as unknown as Observation['facts'],
      count: 1,
    };
    this.index.set(key, observation);
    this.list.push(observation);
    for (const listener of this.listeners) listener(observation);
  }

  private walkFor<K extends ObservationKind>(
    kind: K,
    facts: ObservationFacts[K],
    { va, regime, alternative }: Where,
  ): readonly string[] | undefined {
    if (va === undefined || !explainedByWalk(kind, facts)) return undefined;
    return this.walker?.({ va, regime, alternative: alternative?.() });
  }

  /** Calls `listener` for every new observation until the returned function is called. */
  subscribe(listener: (o: Observation) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Forgets all but the first `length` observations. */
  truncate(length: number): void {
    this.list.length = Math.min(length, this.list.length);
    for (const [key, o] of this.index) if (!this.list.includes(o)) this.index.delete(key);
  }

  clear(): void {
    this.list.length = 0;
    this.index.clear();
    this.dropped = 0;
  }
}
