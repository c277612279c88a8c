/**
 * Address translation as an access meets it: the architectural walk, everything else that the access may see instead, and the
 * software TLB that makes the next access to the page cheap.
 *
 * Enters: a VA and what is done with it. Leaves: a Translation, or a GuestFault; and observations wherever the architecture lets
 * the access use another translation (pending system registers, stale TLB entries, unordered or stale table reads).
 * The questions are asked once per page, when the software TLB is filled; every event that could change an answer (MSR of a
 * controlling register, ISB, TLBI, DSB, a store to a table, a change of EL) empties it. Arm DDI 0487 D8, D19.1.2.
 */
import type { CpuProfile, Site } from './api.ts';
import { AttributeWatch, attributesOf } from './attribute-watch.ts';
import { type CpuState, SLOT } from './cpu-state.ts';
import { breakNeeded, contiguousGroup, join, oddInGroup } from './descriptor-rules.ts';
import {
  LINE,
  type LineModel,
  LOAD_MASK_BYPASS,
  LOAD_MASK_CACHED,
  STORE_BORING_BYPASS,
  STORE_BORING_CACHED,
  STORE_BORING_COLD,
} from './lines.ts';
import { controllingRegisters, type RegimeConfig, type RegimeKind, regimeConfig, tableBaseName } from './regime.ts';
import type { Here } from './sites.ts';
import { type PendingWrite, SYSREG, type SysregFile, type SysregName } from './sysreg-file.ts';
import { TableTree } from './tables.ts';
import { type Change, RegimeTlb, type TlbSnapshot } from './tlb.ts';
import {
  addressIn,
  type DescriptorSource,
  type FaultKind,
  faultAt,
  type Step,
  sameEffect,
  secondFault,
  type Translation,
  walk,
  walkFirstStage,
  walkSecond,
} from './walk.ts';
import type { Alternative } from './walk-text.ts';

export type Access = 'read' | 'write' | 'fetch';

/** The synchronous abort that an access raises. `walk`: on a table walk. */
export interface AccessFault {
  readonly kind: FaultKind;
  readonly level: number;
  readonly lo: number;
  readonly hi: number;
  readonly access: Access;
  readonly regime: RegimeConfig;
}

/** Entries of the software TLB, and int32 fields of one: read tag lo, hi, write tag lo, hi, RAM offset, load mask, boring store state. */
export const TLB_ENTRIES = 1024;
export const TLB_STRIDE = 8;

export function tlbSlot(lo: number, hi: number): number {
  return (((lo >>> 12) ^ (lo >>> 22) ^ hi ^ (hi >>> 15)) & (TLB_ENTRIES - 1)) * TLB_STRIDE;
}

/** Before a translation that a stale entry gives. */
const IN_TLB = 'the TLB may hold';

const UPPER = (name: string): string => name.toUpperCase();

export class Mmu {
  readonly tlb = new Int32Array(TLB_ENTRIES * TLB_STRIDE);
  /** Raised whenever fetch translations must be looked at again. */
  generation = 1;
  fills = 0;
  private readonly regimes = new Map<RegimeKind, RegimeTlb>();
  /** The last MSR of a register that controls the current regime, until the instruction after it has been fetched. */
  lastChange: { site: number; register: string } | undefined;
  /** After a change of translation: the physical address from which the next instruction, in sequence, was fetched before; else -1. */
  sequentialFetch = -1;
  private newest: RegimeConfig | undefined;
  private readonly clock = { now: 0 };
  /** Reads descriptors as they are in memory now. */
  get descriptors(): DescriptorSource {
    return this.source;
  }

  private readonly source: DescriptorSource;
  private readonly attributes: AttributeWatch;

  private readonly lines: LineModel;
  private readonly sysregs: SysregFile;
  private readonly cpu: CpuState;
  private readonly profile: CpuProfile;
  private readonly here: Here;

  constructor(lines: LineModel, sysregs: SysregFile, cpu: CpuState, profile: CpuProfile, here: Here) {
    this.lines = lines;
    this.sysregs = sysregs;
    this.cpu = cpu;
    this.profile = profile;
    this.here = here;
    const source: DescriptorSource = {
      lo: 0,
      hi: 0,
      read: (pa) => {
        if (!lines.contains(pa, 8)) return false;
        const at = (pa - lines.base) >>> 2;
        source.lo = lines.i32[at] as number;
        source.hi = lines.i32[at + 1] as number;
        return true;
      },
    };
    this.source = source;
    this.attributes = new AttributeWatch(here, (lo, hi) => ({
      words: 'the earlier use',
      regime: this.currentConfig(),
      translation: this.look(lo, hi),
    }));
    this.flush();
  }

  /** Which regime translates for exception level `el`. */
  kindAt(el: number): RegimeKind {
    if (el === 3) return 'el3';
    const hcr = this.profile.hasEl2 ? this.sysregs.named('hcr_el2') : 0n;
    const e2h = ((hcr >> 34n) & 1n) === 1n && this.profile.hasVhe;
    if (el === 2) return e2h ? 'el20' : 'el2';
    return el === 0 && e2h && ((hcr >> 27n) & 1n) === 1n ? 'el20' : 'el10';
  }

  /** The regime's model, made on first use from the values of that moment. */
  regime(kind: RegimeKind): RegimeTlb {
    let found = this.regimes.get(kind);
    if (found === undefined) {
      const config = this.configOf(kind, (name) => this.sysregs.synchronised(SYSREG[name as SysregName]));
      const place = kind === 'el10' ? (address: number): number => this.placeOfTable(address) : undefined;
      found = new RegimeTlb(config, this.source, new TableTree(this.lines, place), this.clock, place);
      found.tree.addRoots(config);
      if (!config.mmuOn && !this.lines.cold) found.assumeUnknown();
      this.regimes.set(kind, found);
    }
    return found;
  }

  /** Physical address of what lies at an intermediate one now; -1 where the second stage maps nothing. */
  private placeOfTable(ipa: number): number {
    const second = this.configOf('stage2', (name) => this.sysregs.get(SYSREG[name as SysregName]));
    if (!second.mmuOn) return ipa;
    const t = walkSecond(second, ipa, this.source);
    return t.fault === undefined ? addressIn(t, ipa | 0, Math.floor(ipa / 2 ** 32)) + (ipa % 4096) : -1;
  }

  /** Reads descriptors by the addresses that the tables of `kind` have. */
  descriptorsOf(kind: RegimeKind): DescriptorSource {
    const { source } = this;
    if (kind !== 'el10') return source;
    const placed: DescriptorSource = {
      lo: 0,
      hi: 0,
      read: (address, level) => {
        if (!source.read(this.placeOfTable(address), level)) return false;
        placed.lo = source.lo;
        placed.hi = source.hi;
        return true;
      },
    };
    return placed;
  }

  /** A regime as the newest register values have it. */
  configNow(kind: RegimeKind): RegimeConfig {
    return this.configOf(kind, (name) => this.sysregs.get(SYSREG[name as SysregName]));
  }

  /** Host: the regime's TLB may also hold what these register values gave. */
  assumeCached(kind: RegimeKind, registers: Readonly<Record<string, bigint>>): void {
    const base = this.configOf(kind, (name) => registers[name] ?? this.sysregs.get(SYSREG[name as SysregName]));
    this.regime(kind).retire(
      { ...base, mmuOn: true, key: `${base.key}|assumed` },
      { site: 0, register: 'entry', before: 0n, after: 0n },
    );
  }

  private configOf(kind: RegimeKind, read: (name: string) => bigint): RegimeConfig {
    return regimeConfig(kind, read, this.profile);
  }

  /** The regime of the current EL as the newest register values have it. */
  currentConfig(): RegimeConfig {
    this.newest ??= this.configOf(this.kindAt(this.cpu.el), (name) => this.sysregs.get(SYSREG[name as SysregName]));
    return this.newest;
  }

  /** Host: registers or memory were changed from outside. Contexts that are not live yet start from the new values. */
  hostChanged(): void {
    this.newest = undefined;
    for (const [kind, regime] of this.regimes)
      regime.adopt(this.configOf(kind, (name) => this.sysregs.get(SYSREG[name as SysregName])));
    this.flush();
  }

  /** The architectural translation of a VA for the current EL, with nothing observed. */
  look(lo: number, hi: number): Translation {
    return walk(this.currentConfig(), lo, hi, this.source);
  }

  /** Empties the software TLB and has fetch translations checked again. */
  flush(): void {
    this.tlb.fill(-1);
    this.cpu.r[SLOT.attention] = 1;
    this.generation++;
    this.newest = undefined;
  }

  // ---- events -------------------------------------------------------------------------------------------------------

  /** A context synchronisation event; system registers have not been synchronised yet. */
  contextSynchronisation(): void {
    const changed = this.sysregs.hasPending && this.adoptContexts();
    for (const regime of this.regimes.values()) regime.contextSynchronisation();
    if (changed) this.flush();
  }

  /** Retires every context that pending writes end, and those that existed only in between. */
  private adoptContexts(): boolean {
    let changed = false;
    const pending = [...this.sysregs.pending];
    const here = this.kindAt(this.cpu.el);
    for (const kind of ['el10', 'el2', 'el20', 'el3', 'stage2'] as const) {
      const names = new Set<string>(controllingRegisters(kind));
      const mine = pending.filter((p) => names.has(sysregNameOf(p)));
      if (mine.length === 0 || (!this.regimes.has(kind) && kind !== here)) continue;
      changed = true;
      const regime = this.regime(kind);
      const why = this.reason(mine[mine.length - 1] as PendingWrite);
      if (kind === here && mine.length > 1) {
        for (const skipped of mine) {
          const mixed = this.configOf(kind, (name) =>
            sysregNameOf(skipped) === name ? skipped.before : this.sysregs.get(SYSREG[name as SysregName]),
          );
          const next = this.configOf(kind, (name) => this.sysregs.get(SYSREG[name as SysregName]));
          if (mixed.mmuOn && mixed.key !== next.key && mixed.key !== regime.current.key)
            regime.retire(mixed, this.reason(skipped));
        }
      }
      regime.switchTo(
        this.configOf(kind, (name) => this.sysregs.get(SYSREG[name as SysregName])),
        why,
      );
    }
    return changed;
  }

  private reason(p: PendingWrite): { site: number; register: string; before: bigint; after: bigint } {
    return { site: p.site, register: UPPER(sysregNameOf(p)), before: p.before, after: this.sysregs.get(p.key) };
  }

  /** MSR of `key`: whether it controls the regime in use. */
  noteWrite(key: number): void {
    const name = NAMES.get(key) ?? '';
    if (!controllingRegisters(this.currentConfig().kind).includes(name)) return;
    this.lastChange = { site: this.here.siteId(), register: UPPER(name) };
    this.flush();
  }

  /** DC by VA to the Point of Coherency has reached a line of this physical address. */
  maintained(pa: number): void {
    this.attributes.maintained(pa);
  }

  dataSynchronisation(storesOnly: boolean, local: boolean): void {
    // what a DSB completes can only take away possibilities: the pages already judged stay good
    for (const regime of this.regimes.values()) regime.dataSynchronisation(storesOnly, local);
  }

  /** A store changed the 8 bytes of a descriptor (in a line with the T bit) from old to new. */
  tableStore(pa: number, oldLo: number, oldHi: number): void {
    const at = (pa - this.lines.base) >>> 2;
    const newLo = this.lines.i32[at] as number;
    const newHi = this.lines.i32[at + 1] as number;
    if (newLo === oldLo && newHi === oldHi) return;
    for (const regime of this.regimes.values()) {
      const table = regime.tree.find(pa, (parent, child) =>
        regime
          .changesAt(parent)
          .some((c) => (c.lo & 3) === 3 && (c.hi & 0xffff) * 2 ** 32 + ((c.lo & 0xfffff000) >>> 0) === child),
      );
      if (table === undefined) continue;
      const step = { level: table.level, pa, lo: oldLo, hi: oldHi };
      if ((newLo & 1) !== 0) this.checkBreakBeforeMake(regime, step, newLo, newHi);
      regime.noteStore(step, newLo, newHi, this.here.siteId());
      regime.tree.link({ level: table.level, pa, lo: newLo, hi: newHi }, table);
    }
    this.contiguousSeen.clear();
    // a descriptor that mapped nothing has no translation to take back
    if ((oldLo & 1) === 0) return;
    this.flush();
    this.checkCodeStaysMapped(pa);
  }

  /** A store to a descriptor must not take the mapping of the code that runs away. */
  private checkCodeStaysMapped(pa: number): void {
    const site = this.here.site();
    if (site.pa < 0 || !this.currentConfig().mmuOn) return;
    const lo = Number(BigInt.asIntN(32, site.pc));
    const hi = Number(BigInt.asIntN(32, site.pc >> 32n));
    const t = this.look(lo, hi);
    if (t.fault === undefined && addressIn(t, lo, hi) + (lo & 4095) === site.pa) return;
    const facts = { region: 'the live tables that map the running code', role: 'page-tables' };
    this.here.log.report('protected-write', site, facts, { va: site.pc, pa });
  }

  private checkBreakBeforeMake(
    regime: RegimeTlb,
    step: { level: number; pa: number; lo: number; hi: number },
    newLo: number,
    newHi: number,
  ): void {
    // with translation off nothing is walked: what the TLB still holds is a matter of the next start (class 3)
    if (!regime.current.mmuOn) return;
    const report = (
      lo: number,
      hi: number,
      missing: 'break' | 'tlbi' | 'dsb-before-tlbi' | 'dsb-after-tlbi',
      site: number,
    ): void => {
      const change = breakNeeded(step.level, lo, hi, newLo, newHi, regime.current.kind === 'stage2');
      if (change === undefined) return;
      const facts = { change, level: step.level, old: join(lo, hi), new: join(newLo, newHi), missing };
      this.here.log.report('break-before-make', this.here.site(), facts, {
        cause: this.here.sites.of(site),
        pa: step.pa,
        ...this.mappedBy(regime, { ...step, lo, hi }),
      });
    };
    if ((step.lo & 1) !== 0) report(step.lo, step.hi, 'break', 0);
    else {
      for (const c of regime.changesAt(step.pa)) {
        if ((c.lo & 1) === 0) continue;
        const missing = regime.lackingAnywhere(c);
        if (missing !== undefined && missing !== 'isb') report(c.lo, c.hi, missing, c.site);
      }
    }
  }

  /** An address that the descriptor at `step` maps, and what the TLB may hold of it with that value of the descriptor. */
  private mappedBy(
    regime: RegimeTlb,
    step: Step,
  ): { va?: bigint; regime: RegimeKind; alternative?: () => Alternative } {
    const { current } = regime;
    const kind = current.kind;
    const path = kind === 'stage2' ? undefined : regime.tree.pathsTo(step.pa)[0];
    if (path === undefined) return { regime: kind };
    for (const half of current.halves) {
      if (half === undefined) continue;
      const top = half.index === 1 ? (1n << 64n) - (1n << BigInt(half.vaBits)) : 0n;
      const va = top + BigInt(path.first) * 4096n;
      const t = walk(current, Number(BigInt.asIntN(32, va)), Number(BigInt.asIntN(32, va >> 32n)), this.source);
      const at = t.steps.findIndex(({ pa }) => pa === step.pa);
      if (at < 0) continue;
      const translation = { ...t, steps: [...t.steps.slice(0, at), step] };
      return { va, regime: kind, alternative: () => ({ words: IN_TLB, regime: current, translation }) };
    }
    return { regime: kind };
  }

  // ---- translation --------------------------------------------------------------------------------------------------

  /**
   * Translates for one access and reports what else it might see. Returns the translation (with `fault` set where the access
   * faults, permissions included). `el`: the level whose permissions count (0 for unprivileged accesses).
   */
  translate(lo: number, hi: number, access: Access, el: number): Translation {
    const config = this.currentConfig();
    this.fills++;
    const architectural = walk(config, lo, hi, this.source);
    if (this.here.modelled) this.checkAccess(config, architectural, lo, hi, access);
    return this.permitted(config, architectural, access, el);
  }

  /** The translation, or the permission fault that the access meets in it, of the first stage before the second's. */
  private permitted(config: RegimeConfig, t: Translation, access: Access, el: number): Translation {
    const first = t.fault === undefined ? t : t.onWalk === true ? undefined : t.first;
    if (first !== undefined && !this.permits(config, first, access, el))
      return faultAt('permission', first.level, first.half, first.steps);
    const { second, ipa } = t;
    if (t.fault !== undefined || second === undefined || ipa === undefined) return t;
    const never = el === 0 ? second.uxn : second.pxn;
    const allowed = access === 'fetch' ? !never : access === 'read' ? second.el0 : second.writable;
    return allowed ? t : secondFault(second, 'permission', ipa, false, t);
  }

  /** AT: what a level's access in a regime would meet, by the first stage alone or by both; nothing is observed. */
  probe(kind: RegimeKind, lo: number, hi: number, access: Access, el: number, both: boolean): Translation {
    const config = this.configNow(kind);
    const t = both ? walk(config, lo, hi, this.source) : walkFirstStage(config, lo, hi, this.source);
    return this.permitted(config, t, access, el);
  }

  /** Reports what else the access may see. */
  private checkAccess(config: RegimeConfig, now: Translation, lo: number, hi: number, access: Access): void {
    if (this.sysregs.hasPending) this.checkPending(config, now, lo, hi, access);
    if (config.stage2 !== undefined) this.checkSecond(now, lo, hi, access);
    if (!config.mmuOn) return;
    this.checkWalk(now, lo, hi);
    const regime = this.regime(config.kind);
    if (regime.mayBeStale) this.checkStale(regime, now, lo, hi, access);
    if (now.contiguous) this.checkContiguous(now, lo, hi);
  }

  /** What the second stage's tables and TLB entries may give the access besides. */
  private checkSecond(now: Translation, lo: number, hi: number, access: Access): void {
    const { second, ipa } = now;
    if (second === undefined || ipa === undefined) return;
    this.checkWalk(second, lo, hi);
    const regime = this.regime('stage2');
    const va = join(lo, hi);
    if (regime.mayBeStale) this.checkStale(regime, second, ipa | 0, Math.floor(ipa / 2 ** 32), access, va);
  }

  private permits(config: RegimeConfig, t: Translation, access: Access, el: number): boolean {
    if (!config.mmuOn) return true;
    if (access === 'fetch') {
      if (config.writeImpliesXn && t.writable) return false;
      if (el === 0) return !t.uxn;
      return !t.pxn && !(t.el0 && t.writable && config.halves[1] !== undefined);
    }
    if (el === 0 ? !t.el0 : t.el0 && this.cpu.pan === 1 && this.cpu.el !== 0 && config.halves[1] !== undefined)
      return false;
    return access === 'read' || t.writable;
  }

  private checkPending(config: RegimeConfig, now: Translation, lo: number, hi: number, access: Access): void {
    const names = new Set<string>(controllingRegisters(config.kind));
    const mine = [...this.sysregs.pending].filter((p) => names.has(sysregNameOf(p)));
    // code that the new translation loses is what has to be said (class 10)
    if (mine.length === 0 || (access === 'fetch' && this.losesCode(config, now, lo, hi))) return;
    const old = (skip: (name: string) => boolean): RegimeConfig =>
      this.configOf(config.kind, (name) => {
        const key = SYSREG[name as SysregName];
        return skip(name) ? this.sysregs.synchronised(key) : this.sysregs.get(key);
      });
    const differs = (other: RegimeConfig): boolean => {
      const t = walk(other, lo, hi, this.source);
      if (access !== 'fetch')
        return (
          !sameEffect(t, now, lo, hi, access) || (t.fault === undefined && cached(other, t) !== cached(config, now))
        );
      if (
        t.fault === undefined &&
        this.permits(other, t, access, this.cpu.el) !== this.permits(config, now, access, this.cpu.el)
      )
        return true;
      return t.fault !== now.fault || addressIn(t, lo, hi) !== addressIn(now, lo, hi);
    };
    for (const p of mine) {
      const other = old((name) => name === sysregNameOf(p));
      if (!differs(other)) continue;
      this.reportPending(p, access, lo, hi, other);
      return;
    }
    const before = old(() => true);
    if (mine.length > 1 && differs(before)) this.reportPending(mine[0] as PendingWrite, access, lo, hi, before);
    else if (access !== 'fetch' && config.mmuOn) this.checkTableBase(now, mine, lo, hi, before);
  }

  /** Whether the instruction after the change of translation is no longer fetched from where it lies. */
  private losesCode(config: RegimeConfig, now: Translation, lo: number, hi: number): boolean {
    if (this.sequentialFetch < 0) return false;
    const kept = now.fault === undefined && addressIn(now, lo, hi) + (lo & 4095) === this.sequentialFetch;
    return !kept || !this.permits(config, now, 'fetch', this.cpu.el);
  }

  /** Both tables map the VA alike; that the new one is not in force yet is worth a word. */
  private checkTableBase(
    now: Translation,
    mine: readonly PendingWrite[],
    lo: number,
    hi: number,
    old: RegimeConfig,
  ): void {
    const stem = `ttbr${now.half?.index ?? 0}_`;
    const p = mine.find((each) => sysregNameOf(each).startsWith(stem));
    if (p === undefined) return;
    const value = this.sysregs.get(p.key);
    if (((p.before ^ value) & 0xffff_ffff_ffffn) === 0n) return;
    const facts = { register: UPPER(sysregNameOf(p)), old: p.before, new: value, missing: 'isb' } as const;
    const alternative = (): Alternative => this.beforeWrite(p, old, lo, hi);
    const where = { cause: this.here.sites.of(p.site), va: join(lo, hi), alternative };
    this.here.log.report('table-base-unsynchronised', this.here.site(), facts, where);
  }

  /** An access that is not aligned: whether it faults must not hang on an SCTLR_ELx that nothing has synchronised. */
  checkAlignmentPending(lo: number, hi: number, access: Access): void {
    const config = this.currentConfig();
    const name = `sctlr_${config.kind === 'el10' ? 'el1' : config.kind === 'el3' ? 'el3' : 'el2'}` as const;
    const p = this.sysregs.pendingOf(SYSREG[name]);
    if (p !== undefined && ((p.before ^ this.sysregs.get(p.key)) & 2n) !== 0n) this.reportPending(p, access, lo, hi);
  }

  /** The walk while the write is not in force. */
  private beforeWrite(p: PendingWrite, old: RegimeConfig, lo: number, hi: number): Alternative {
    const words = `with the old ${UPPER(sysregNameOf(p))}`;
    return { words, regime: old, translation: walk(old, lo, hi, this.source) };
  }

  private reportPending(p: PendingWrite, access: Access, lo: number, hi: number, old?: RegimeConfig): void {
    this.here.log.report(
      'sysreg-unsynchronised',
      this.here.site(),
      {
        register: UPPER(sysregNameOf(p)),
        use: access === 'fetch' ? 'fetch' : 'data',
        old: p.before,
        new: this.sysregs.get(p.key),
        missing: 'isb',
      },
      {
        cause: this.here.sites.of(p.site),
        va: join(lo, hi),
        ...(old === undefined ? {} : { alternative: () => this.beforeWrite(p, old, lo, hi) }),
      },
    );
  }

  /** Hazards of the table reads themselves. */
  private checkWalk(t: Translation, lo: number, hi: number): void {
    const { lines, here } = this;
    const cachedWalk = t.half?.walkCached === true;
    for (const step of t.steps) {
      if (!lines.contains(step.pa, 8)) continue;
      const at = step.pa - lines.base;
      const s = lines.state[at >>> lines.shift] as number;
      const where = { cause: here.sites.of(lines.writer[at >>> lines.shift] as number), va: join(lo, hi), pa: step.pa };
      if ((s & LINE.F) === 0 && !lines.isDefined(at, 8)) this.reportUndefinedWalk(t, step, where);
      if (cachedWalk && s & LINE.S && !lines.sameAsShadow(at, 8)) {
        here.log.report(
          'stale-cache-read',
          here.site(),
          { access: 'walk', missing: s & LINE.PS ? 'dsb' : s & LINE.O ? 'dmb-before-dc' : 'dc-ivac' },
          where,
        );
      } else if (!cachedWalk && s & LINE.D && !lines.sameAsShadow(at, 8)) {
        const facts = {
          access: 'walk',
          missing: s & LINE.PD ? 'dsb' : 'dc-clean-poc',
          cleanedToPou: (s & LINE.U) === 0,
        } as const;
        here.log.report('dirty-line-bypassed', here.site(), facts, where);
      }
      if (s & LINE.W && !lines.sameAsShadow(at, 8))
        here.log.report(
          'table-write-unordered',
          here.site(),
          { level: step.level, new: join(step.lo, step.hi), missing: 'dsb' },
          where,
        );
      this.checkVisible(t, step.pa, where.va);
    }
  }

  private reportUndefinedWalk(
    t: Translation,
    step: Step,
    where: { cause: Site | undefined; va: bigint; pa: number },
  ): void {
    const { half } = t;
    const page = step.pa - (step.pa % 4096) - this.lines.base;
    if (half !== undefined && step.level === half.startLevel && this.lines.isUndefined(page, 4096)) {
      const config = this.currentConfig();
      const register = tableBaseName(half === config.stage2?.halves[0] ? 'stage2' : config.kind, half.index);
      const facts = { register, value: half.ttbr, why: 'nothing has written the table there' };
      this.here.log.report('bad-table-base', this.here.site(), facts, where);
    } else this.here.log.report('undefined-memory', this.here.site(), { use: 'walk' }, where);
  }

  private checkVisible(t: Translation, pa: number, va: bigint): void {
    const regime = this.regime(this.currentConfig().kind);
    const changes = regime.changesAt(pa);
    const last: Change | undefined = changes[changes.length - 1];
    if (last === undefined || (last.lo & 1) !== 0 || (last.newLo & 1) === 0 || Number.isFinite(last.synchronisedAt))
      return;
    const missing = Number.isFinite(last.visibleAt) ? 'isb' : 'dsb';
    const facts = { level: last.level, new: join(last.newLo, last.newHi), missing } as const;
    this.here.log.report('table-write-unordered', this.here.site(), facts, {
      cause: this.here.sites.of(last.site),
      va,
      pa: t.steps[0] === undefined ? undefined : pa,
    });
  }

  private checkStale(
    regime: RegimeTlb,
    now: Translation,
    lo: number,
    hi: number,
    access: Access,
    va = join(lo, hi),
  ): void {
    const { here } = this;
    const use = access === 'fetch' ? 'fetch' : 'data';
    for (const candidate of regime.candidates(lo, hi, access === 'fetch')) {
      const { translation, change, context, missing } = candidate;
      if (translation !== undefined && sameEffect(translation, now, lo, hi, access)) continue;
      const held = context?.config ?? regime.current;
      const alternative = (): Alternative => ({ words: IN_TLB, regime: held, translation });
      if (context !== undefined) {
        const facts = {
          register: context.register,
          asid: context.config.asid,
          old: context.before,
          new: context.after,
          use,
          acrossMmuOff: context.acrossMmuOff,
        } as const;
        const lack = missing === 'dsb-before-tlbi' ? 'tlbi' : missing;
        here.log.report(
          'tlb-stale-context',
          here.site(),
          { ...facts, missing: lack },
          { cause: here.sites.of(context.site), va, alternative },
        );
      } else if (change !== undefined) {
        const facts = {
          level: change.level,
          old: join(change.lo, change.hi),
          new: join(change.newLo, change.newHi),
          use,
          missing,
        } as const;
        const where = { cause: here.sites.of(change.site), va, pa: change.pa, alternative };
        here.log.report('tlb-stale', here.site(), facts, where);
      }
    }
  }

  /** Groups of contiguous entries that have been found good since the last store to a table. */
  private readonly contiguousSeen = new Set<number>();

  private checkContiguous(t: Translation, lo: number, hi: number): void {
    const step = t.steps[t.steps.length - 1];
    if (step === undefined) return;
    const group = contiguousGroup(t, step);
    if (this.contiguousSeen.has(group.first)) return;
    this.contiguousSeen.add(group.first);
    const odd = oddInGroup(t, step, this.source);
    if (odd === undefined) return;
    const facts = { level: step.level, descriptor: odd.descriptor };
    const [oddLo, oddHi] = [Number(odd.descriptor & 0xffff_ffffn), Number(odd.descriptor >> 32n)];
    const steps = [...t.steps.slice(0, -1), { level: step.level, pa: odd.pa, lo: oddLo | 0, hi: oddHi | 0 }];
    const alternative = (): Alternative => ({
      words: 'in its group',
      regime: this.currentConfig(),
      translation: { ...t, steps },
    });
    this.here.log.report('contiguous-mismatch', this.here.site(), facts, { va: join(lo, hi), pa: odd.pa, alternative });
  }

  save(): { now: number; regimes: readonly (readonly [RegimeKind, TlbSnapshot])[] } {
    return { now: this.clock.now, regimes: [...this.regimes].map(([kind, regime]) => [kind, regime.save()] as const) };
  }

  restore(saved: ReturnType<Mmu['save']>): void {
    this.clock.now = saved.now;
    this.regimes.clear();
    for (const [kind, state] of saved.regimes) this.regime(kind).restore(state);
    this.attributes.clear();
    this.contiguousSeen.clear();
    this.lastChange = undefined;
    this.flush();
  }

  // ---- the software TLB ---------------------------------------------------------------------------------------------

  /** Whether data accesses through `t` go to the caches now. */
  isCached(t: Translation): boolean {
    return cached(this.currentConfig(), t);
  }

  /** Whether the page has not been used with other attributes than those of `t`. */
  agrees(t: Translation, page: number): boolean {
    const config = this.currentConfig();
    return this.attributes.agrees(page, attributesOf(config, t, cached(config, t)), config.key);
  }

  /** Enters a RAM page for further accesses of this kind; `page` is its physical address. */
  fill(lo: number, hi: number, access: 'read' | 'write', t: Translation, page: number): void {
    const slot = tlbSlot(lo, hi);
    const tagLo = lo & -4096;
    const { tlb } = this;
    const other = access === 'read' ? 2 : 0;
    if (tlb[slot + other] !== tagLo || tlb[slot + other + 1] !== hi) tlb[slot + other] = -1;
    const mine = access === 'read' ? 0 : 2;
    tlb[slot + mine] = tagLo;
    tlb[slot + mine + 1] = hi;
    tlb[slot + 4] = page - this.lines.base;
    const through = this.isCached(t);
    tlb[slot + 5] = through ? LOAD_MASK_CACHED : LOAD_MASK_BYPASS;
    tlb[slot + 6] = through ? STORE_BORING_CACHED : this.lines.cold ? STORE_BORING_COLD : STORE_BORING_BYPASS;
    if (!this.here.modelled) return;
    const config = this.currentConfig();
    if (this.attributes.note(page, attributesOf(config, t, through), config.key, lo, hi)) this.tlb.fill(-1);
    if (this.attributes.isAliased(page)) tlb[slot + mine] = -1;
  }
}

function cached(config: RegimeConfig, t: Translation): boolean {
  const { stage2 } = config;
  if (stage2 !== undefined && !stage2.dataCached) return false;
  const forced = stage2?.forcedWriteBack === true && t.second?.attribute === 6;
  if (forced) return true;
  if (!config.mmuOn) return config.defaultCacheable && (t.second === undefined || t.type !== 'device');
  return config.dataCached && (t.type === 'normal-wb' || t.type === 'normal-wt');
}

function sysregNameOf(p: PendingWrite): string {
  return NAMES.get(p.key) ?? '';
}

const NAMES = new Map<number, string>(Object.entries(SYSREG).map(([name, key]) => [key, name]));
