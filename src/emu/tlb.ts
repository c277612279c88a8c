/**
 * Everything that a TLB or walk cache of one translation regime may legally still hold.
 *
 * Enters: the synchronised RegimeConfig whenever it changes, stores to translation tables, TLBI, DSB and context
 * synchronisation. Leaves: for a VA, the translations other than the architectural one that an access may use
 * (`candidates`), and the break-before-make violations of table stores. Arm DDI 0487 D8.13 (TLBs), D8.14 (maintenance).
 *
 * Nothing is ever "filled" here. A TLB may hold any translation that the tables gave at any moment while a context was
 * live, so the model keeps what *ends*: contexts that were replaced (`old`) and descriptors that were overwritten
 * (`changes`), each with the time after which it can no longer be fetched anew. A candidate combines one context with one
 * value for each level; it is gone only when a TLBI that covers it was issued after that time and completed by a DSB
 * (for instruction fetches: and a context synchronisation event). Contexts and changes that a complete TLBI of the whole
 * regime covers are forgotten, so that the lists stay short.
 */
import type { RegimeConfig } from './regime.ts';
import type { Path, TableTree } from './tables.ts';
import { type DescriptorSource, type Step, selectHalf, type Translation, Walker } from './walk.ts';

export type Missing = 'tlbi' | 'dsb-before-tlbi' | 'dsb-after-tlbi' | 'isb';

/** A descriptor that was overwritten. */
export interface Change {
  readonly pa: number;
  readonly level: number;
  readonly lo: number;
  readonly hi: number;
  readonly newLo: number;
  readonly newHi: number;
  readonly storedAt: number;
  /** When a DSB completed the store: from then on walks cannot fetch the old value. */
  visibleAt: number;
  synchronisedAt: number;
  readonly site: number;
}

/** A context that was live and no longer is. `wildcard`: unknown contents from before the run. */
export interface OldContext {
  readonly config: RegimeConfig;
  readonly endedAt: number;
  readonly site: number;
  readonly register: string;
  readonly before: bigint;
  readonly after: bigint;
  readonly wildcard: boolean;
  acrossMmuOff: boolean;
}

export interface Invalidation {
  readonly at: number;
  /** VA[55:12], first and last page. */
  readonly first: number;
  readonly last: number;
  /** -1: every ASID. */
  readonly asid: number;
  /** -1: every VMID. */
  readonly vmid: number;
  /** By ASID only: global entries stay. */
  readonly sparesGlobal: boolean;
  readonly lastLevel: boolean;
  readonly all: boolean;
  /** …IS and …OS: only a DSB of a shareability domain other than the non-shareable one completes it. */
  readonly shared: boolean;
  completeAt: number;
  synchronisedAt: number;
}

/** A translation that may be used in place of the architectural one, and why. */
export interface Candidate {
  readonly translation: Translation | undefined;
  readonly missing: Missing;
  readonly change: Change | undefined;
  readonly context: OldContext | undefined;
}

export interface TlbSnapshot {
  readonly current: RegimeConfig;
  readonly old: readonly OldContext[];
  readonly changes: readonly (readonly [number, readonly Change[]])[];
  readonly invalidations: readonly Invalidation[];
  readonly parts: readonly Invalidation[];
}

const NEVER = Number.POSITIVE_INFINITY;
/** Bounds the exploration of one VA; past it the first candidates stand for the rest. */
const MAX_CANDIDATES = 64;

/** VA[55:12] as a number. */
export function pageOf(lo: number, hi: number): number {
  return (hi & 0xffffff) * 2 ** 20 + (lo >>> 12);
}

/** Whether a TLBI is for an address that one of the ways to a descriptor maps; with none known it is. */
function reaches(t: Invalidation, paths: readonly Path[]): boolean {
  if (paths.length === 0 || t.last - t.first >= 2 ** 43) return true;
  return paths.some(({ first, count, range }) => {
    const from = t.first % range;
    return from < first + count && from + (t.last - t.first) >= first;
  });
}

export class RegimeTlb {
  current: RegimeConfig;
  old: OldContext[] = [];
  readonly tree: TableTree;
  private readonly changes = new Map<number, Change[]>();
  private unsettled: Change[] = [];
  private invalidations: Invalidation[] = [];
  /** Invalidations of stage 2 entries alone: what combines both stages still needs one by VA (D8.14.5, TLBI IPAS2E1). */
  private parts: Invalidation[] = [];

  private readonly source: DescriptorSource;
  private readonly clock: { now: number };
  private readonly place: (address: number) => number;

  /** `place`: the physical address of a descriptor by the address that the tables give it. */
  constructor(
    config: RegimeConfig,
    source: DescriptorSource,
    tree: TableTree,
    clock: { now: number },
    place: (address: number) => number = (address) => address,
  ) {
    this.source = source;
    this.place = place;
    this.clock = clock;
    this.current = config;
    this.tree = tree;
  }

  /** The regime runs under `config` from now on; the previous context may stay cached. */
  switchTo(config: RegimeConfig, why: { site: number; register: string; before: bigint; after: bigint }): void {
    if (config.key === this.current.key) return;
    if (this.current.mmuOn) this.retire(this.current, why);
    this.current = config;
    if (!config.mmuOn) {
      for (const context of this.old) context.acrossMmuOff = true;
      return;
    }
    this.old = this.old.filter((context) => context.wildcard || context.config.key !== config.key);
    this.tree.addRoots(config);
  }

  /** Host: the regime has run under `config` all the time. */
  adopt(config: RegimeConfig): void {
    if (config.key === this.current.key) return;
    if (config.mmuOn) this.old = this.old.filter((context) => !context.wildcard);
    this.current = config;
    this.tree.addRoots(config);
  }

  /** `config` was, or may for a moment have been, the live context. */
  retire(config: RegimeConfig, why: { site: number; register: string; before: bigint; after: bigint }): void {
    this.clock.now++;
    this.tree.addRoots(config);
    this.old.push({ config, endedAt: this.clock.now, wildcard: false, acrossMmuOff: false, ...why });
  }

  /** Anything at all may be cached from before the run. */
  assumeUnknown(): void {
    this.old.push({
      config: this.current,
      endedAt: 0,
      site: 0,
      register: 'entry',
      before: 0n,
      after: 0n,
      wildcard: true,
      acrossMmuOff: true,
    });
  }

  /** A table descriptor of this regime was overwritten; remembers the old value. Returns what it replaced that may be cached. */
  noteStore(step: Step, newLo: number, newHi: number, site: number): Change {
    this.clock.now++;
    const change: Change = {
      pa: step.pa,
      level: step.level,
      lo: step.lo,
      hi: step.hi,
      newLo,
      newHi,
      storedAt: this.clock.now,
      visibleAt: NEVER,
      synchronisedAt: NEVER,
      site,
    };
    const known = this.changes.get(step.pa);
    if (known === undefined) this.changes.set(step.pa, [change]);
    else known.push(change);
    this.unsettled.push(change);
    return change;
  }

  /** Overwritten values of the descriptor at `pa`, oldest first. */
  changesAt(pa: number): readonly Change[] {
    return this.changes.get(pa) ?? [];
  }

  invalidate(scope: Omit<Invalidation, 'at' | 'completeAt' | 'synchronisedAt'>): void {
    this.clock.now++;
    this.invalidations.push({ ...scope, at: this.clock.now, completeAt: NEVER, synchronisedAt: NEVER });
  }

  /** TLBI of stage 2 entries by IPA: the first half of an invalidation. */
  invalidatePart(scope: Omit<Invalidation, 'at' | 'completeAt' | 'synchronisedAt'>): void {
    this.clock.now++;
    this.parts.push({ ...scope, at: this.clock.now, completeAt: NEVER, synchronisedAt: NEVER });
  }

  /** TLBI of all stage 1 entries of a VMID, or of every one (-1): the second half of those whose first is complete. */
  finishParts(vmid: number, shared: boolean): void {
    this.clock.now++;
    const done = (t: Invalidation): boolean => t.completeAt !== NEVER && (vmid === -1 || t.vmid === vmid);
    for (const t of this.parts.filter(done)) this.invalidations.push({ ...t, shared, completeAt: NEVER });
    this.parts = this.parts.filter((t) => !done(t));
  }

  /** DSB. `storesOnly` (…ST) completes stores, not TLBI; `local` (NSH…) none that others share. True when something waited for it. */
  dataSynchronisation(storesOnly: boolean, local: boolean): boolean {
    if (this.unsettled.length === 0 && this.invalidations.length === 0 && this.parts.length === 0) return false;
    this.clock.now++;
    for (const change of this.unsettled) if (change.visibleAt === NEVER) change.visibleAt = this.clock.now;
    if (storesOnly) return true;
    for (const t of [...this.invalidations, ...this.parts])
      if (t.completeAt === NEVER && !(t.shared && local)) t.completeAt = this.clock.now;
    return true;
  }

  /** A context synchronisation event; true when something waited for it. */
  contextSynchronisation(): boolean {
    if (this.invalidations.length === 0 && this.unsettled.length === 0) return false;
    this.clock.now++;
    for (const change of this.unsettled) if (change.visibleAt !== NEVER) change.synchronisedAt = this.clock.now;
    this.unsettled = this.unsettled.filter((change) => change.visibleAt === NEVER);
    for (const t of this.invalidations)
      if (t.completeAt !== NEVER && t.synchronisedAt === NEVER) t.synchronisedAt = this.clock.now;
    this.forget();
    return true;
  }

  /** Drops what completed invalidations have removed for good. */
  private forget(): void {
    let lastAll = -1;
    for (const t of this.invalidations) if (t.all && t.synchronisedAt !== NEVER) lastAll = Math.max(lastAll, t.at);
    if (lastAll >= 0) {
      const before = this.old.length;
      this.old = this.old.filter((context) => context.endedAt > lastAll);
      this.invalidations = this.invalidations.filter((t) => t.at > lastAll);
      this.filterChanges((c) => c.visibleAt > lastAll || c.synchronisedAt === NEVER);
      if (before !== this.old.length)
        this.tree.rebuild([this.current, ...this.old.filter((o) => !o.wildcard).map((o) => o.config)]);
    }
    this.filterChanges((c) => (c.lo & 1) !== 0 || c.synchronisedAt === NEVER);
    if (this.old.length === 0 && this.changes.size === 0)
      this.invalidations = this.invalidations.filter((t) => t.synchronisedAt === NEVER);
  }

  private filterChanges(keep: (c: Change) => boolean): void {
    for (const [pa, list] of this.changes) {
      const left = list.filter(keep);
      if (left.length === 0) this.changes.delete(pa);
      else if (left.length !== list.length) this.changes.set(pa, left);
    }
  }

  save(): TlbSnapshot {
    const changes = [...this.changes].map(([pa, list]) => [pa, list.map((c) => ({ ...c }))] as const);
    const invalidations = this.invalidations.map((t) => ({ ...t }));
    const parts = this.parts.map((t) => ({ ...t }));
    return { current: this.current, old: this.old.map((o) => ({ ...o })), changes, invalidations, parts };
  }

  restore(saved: TlbSnapshot): void {
    this.current = saved.current;
    this.old = saved.old.map((o) => ({ ...o }));
    this.changes.clear();
    for (const [pa, list] of saved.changes)
      this.changes.set(
        pa,
        list.map((c) => ({ ...c })),
      );
    this.unsettled = [...this.changes.values()].flat().filter((c) => c.synchronisedAt === NEVER);
    this.invalidations = saved.invalidations.map((t) => ({ ...t }));
    this.parts = saved.parts.map((t) => ({ ...t }));
    this.tree.rebuild([this.current, ...this.old.filter((o) => !o.wildcard).map((o) => o.config)]);
  }

  /** Whether `candidates` can be anything but empty. */
  get mayBeStale(): boolean {
    return this.old.length > 0 || this.changes.size > 0;
  }

  /**
   * What is lacking before an entry that could last be fetched at `lastFill` is gone for the page; undefined: it is gone.
   * `pages`: of the block that the entry maps, from a multiple of itself on: one address of it stands for all (D8.14).
   */
  lacking(
    lastFill: number,
    storedAt: number,
    page: number,
    pages: number,
    asid: number,
    global: boolean,
    nonLeaf: boolean,
    fetch: boolean,
    vmid: number,
  ): Missing | undefined {
    let best = 0;
    const low = page - (page % pages);
    for (const t of this.invalidations) {
      if (t.at < storedAt || low + pages - 1 < t.first || low > t.last) continue;
      if (t.vmid !== -1 && t.vmid !== vmid) continue;
      if (global ? t.sparesGlobal : t.asid !== -1 && t.asid !== asid) continue;
      if (nonLeaf && t.lastLevel) continue;
      const rank = t.at <= lastFill ? 1 : t.completeAt === NEVER ? 2 : fetch && t.synchronisedAt === NEVER ? 3 : 4;
      if (rank > best) best = rank;
    }
    if (best === 4) return undefined;
    return (['tlbi', 'dsb-before-tlbi', 'dsb-after-tlbi', 'isb'] as const)[best];
  }

  /** The same for a changed leaf or table descriptor, for the best-covered of the addresses that it maps. */
  lackingAnywhere(change: Change): Missing | undefined {
    let best = 0;
    const leaf = change.level === 3 || (change.lo & 2) === 0;
    const global = leaf && (change.lo & (1 << 11)) === 0;
    const paths = this.tree.pathsTo(change.pa);
    for (const t of this.invalidations) {
      if (t.at < change.storedAt || (t.lastLevel && !leaf)) continue;
      if (global ? t.sparesGlobal : t.asid !== -1 && t.asid !== this.current.asid) continue;
      if (!reaches(t, paths)) continue;
      const rank = t.at <= change.visibleAt ? 1 : t.completeAt === NEVER ? 2 : 4;
      if (rank > best) best = rank;
    }
    return best === 4 ? undefined : (['tlbi', 'dsb-before-tlbi', 'dsb-after-tlbi'] as const)[best];
  }

  /** Translations of the VA that may be cached besides the newest one under the current context. */
  candidates(lo: number, hi: number, fetch: boolean): Candidate[] {
    const found: Candidate[] = [];
    if (this.current.mmuOn) this.explore(this.current, undefined, lo, hi, fetch, found);
    for (const context of this.old) {
      if (!this.current.mmuOn) break;
      if (context.wildcard) {
        const { asid, vmid } = this.current;
        const missing = this.lacking(context.endedAt, 0, pageOf(lo, hi), 1, asid, true, true, fetch, vmid);
        if (missing !== undefined) found.push({ translation: undefined, missing, change: undefined, context });
      } else if (context.config.vmid === this.current.vmid) this.explore(context.config, context, lo, hi, fetch, found);
    }
    return found;
  }

  private explore(
    config: RegimeConfig,
    context: OldContext | undefined,
    lo: number,
    hi: number,
    fetch: boolean,
    found: Candidate[],
  ): void {
    const half = selectHalf(config, lo, hi);
    if (half === undefined || !half.enabled || half.badSize) return;
    const walker = new Walker(config, half, lo, hi);
    const page = pageOf(lo, hi);
    const steps: Step[] = [];
    const visit = (
      table: number,
      level: number,
      lastFill: number,
      storedAt: number,
      change: Change | undefined,
      nonLeaf: boolean,
    ): void => {
      if (found.length >= MAX_CANDIDATES) return;
      const pa = this.place(walker.descriptorAddress(table, level));
      if (!this.source.read(pa, level)) return;
      const nowLo = this.source.lo;
      const nowHi = this.source.hi;
      const tryValue = (vLo: number, vHi: number, c: Change | undefined): void => {
        steps.push({ level, pa, lo: vLo, hi: vHi });
        const fill = c === undefined ? lastFill : Math.min(lastFill, c.visibleAt);
        const stored = c === undefined ? storedAt : Math.max(storedAt, c.storedAt);
        const cause = change ?? c;
        const result = walker.decode(vLo, vHi, level, steps);
        if ('table' in result) visit(result.table, level + 1, fill, stored, cause, nonLeaf || c !== undefined);
        else if (
          result.fault === undefined &&
          (cause !== undefined || context !== undefined) &&
          (result.global || config.asid === this.current.asid)
        ) {
          const pages = result.contiguous ? 1 : 2 ** (result.size - 12);
          const { asid, vmid } = config;
          const missing = this.lacking(fill, stored, page, pages, asid, result.global, nonLeaf, fetch, vmid);
          if (missing !== undefined)
            found.push({ translation: { ...result, steps: [...steps] }, missing, change: cause, context });
        }
        steps.pop();
      };
      tryValue(nowLo, nowHi, undefined);
      for (const c of this.changesAt(pa))
        if ((c.lo & 1) !== 0 && (c.lo !== nowLo || c.hi !== nowHi)) tryValue(c.lo, c.hi, c);
    };
    const ended = context?.endedAt ?? NEVER;
    visit(half.base, half.startLevel, ended, context?.endedAt ?? 0, undefined, context !== undefined);
  }
}
