/**
 * Instruction fetch as the model judges it: translation, what an instruction cache may hold, regions with roles.
 *
 * Enters: a PC. Leaves: the block to execute, or a GuestException (instruction abort, PC alignment), or a stop: the address
 * is one of the run's stops, or an exception's vector cannot be fetched. Arm DDI 0487 B2.4.4 (concurrent modification), D8.2.10.
 */
import type { Site } from './api.ts';
import type { Block } from './blocks.ts';
import { join } from './descriptor-rules.ts';
import type { Engine } from './engine.ts';
import { abort, abortOf, EC, simple } from './faults.ts';
import { LINE } from './lines.ts';
import { HOST_SITE } from './sites.ts';
import { addressIn, type Translation } from './walk.ts';

const CODE_ROLES = new Set(['blob', 'vectors', 'new-kernel']);

/** A section of data, or data within one of code, by physical address. */
export interface DataRange {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export class FetchUnit {
  /** The block before, when control came from it without an exception. */
  previous: Block | undefined;
  stops: ReadonlySet<bigint> = new Set();
  stopWhen: ((pc: bigint, pa: number) => boolean) | undefined;
  /** Physical ranges that the program's file holds data in. */
  private data: readonly DataRange[] = [];
  private readonly e: Engine;

  constructor(engine: Engine) {
    this.e = engine;
  }

  /** `ranges` do not overlap. */
  setData(ranges: readonly DataRange[]): void {
    this.data = [...ranges].sort((a, b) => a.start - b.start);
    this.e.blocks.dataStarts = new Set(ranges.map((d) => d.start));
  }

  private dataAt(pa: number): DataRange | undefined {
    let low = 0;
    let high = this.data.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.data[middle] as DataRange).start <= pa) low = middle + 1;
      else high = middle;
    }
    const range = this.data[low - 1];
    return range !== undefined && pa < range.end ? range : undefined;
  }

  /** The block at PC; undefined when the machine is to stop (stopRequest says why). */
  enter(lo: number, hi: number, most: number): Block | undefined {
    const { e } = this;
    const t = this.place(lo, hi);
    if (t === undefined) return undefined;
    const block = e.blocks.get(join(lo, hi), addressIn(t, lo, hi) + (lo & 4095), most);
    if (e.modelled) {
      this.checkRegion(block);
      this.checkData(block);
      this.checkLines(block, t);
    }
    return block;
  }

  /** The translation by which PC can be fetched; undefined when the machine is to stop (stopRequest says why). */
  place(lo: number, hi: number): Translation | undefined {
    const { e } = this;
    const pc = join(lo, hi);
    if (this.stops.has(pc)) {
      e.stop({ kind: 'reached', pc });
      return undefined;
    }
    const expected = this.sequential(pc);
    e.mmu.sequentialFetch = e.mmu.lastChange === undefined ? -1 : expected;
    const site = this.siteBefore(pc, lo, hi, expected);
    if ((lo & 3) !== 0)
      return this.fail('misaligned PC', () => simple('PC alignment fault', EC.pcAlignment, 0, pc), site);
    const t = e.atSite(site, () => e.mmu.translate(lo, hi, 'fetch', e.cpu.el));
    const pa = t.fault === undefined ? addressIn(t, lo, hi) + (lo & 4095) : -1;
    if (e.modelled) this.checkMapped(t, pa, site, expected);
    if (t.fault !== undefined) {
      return this.fail(t.fault, () => abortOf(t, pc, 'fetch'), site);
    }
    if (this.stopWhen?.(pc, pa) === true) {
      e.stop({ kind: 'reached', pc });
      return undefined;
    }
    if (!e.lines.contains(pa, 4)) {
      e.log.report('bus-error', site, { access: 'fetch' }, { va: pc, pa });
      return this.fail('external', () => abort('external', 0, pc, 'fetch'), site);
    }
    e.exceptions.entering = undefined;
    if (e.cpu.il === 1) throw simple('illegal execution state', EC.illegalState, 0);
    return t;
  }

  /** Where the instruction at PC lies if it follows the one before without a branch and nothing about its page has changed; else -1. */
  private sequential(pc: bigint): number {
    const { previous } = this;
    const follows = previous !== undefined && pc === BigInt.asUintN(64, previous.va + BigInt(4 * previous.count));
    return follows ? previous.pa + 4 * previous.count : -1;
  }

  /** The instruction at PC as far as it can be read before its fetch has been judged; without a translation, what was there before; `pa` is -1 where nothing can be read. */
  private siteBefore(pc: bigint, lo: number, hi: number, expected: number): Site {
    const { e } = this;
    const t = e.mmu.look(lo, hi);
    const pa = t.fault === undefined ? addressIn(t, lo, hi) + (lo & 4095) : expected;
    const readable = (lo & 3) === 0 && e.lines.contains(pa, 4);
    const word = readable ? (e.lines.i32[(pa - e.lines.base) >>> 2] as number) >>> 0 : 0;
    return { pc, pa: readable ? pa : -1, word, step: e.steps };
  }

  /** Throws the exception; or, when it hit an exception's own vector, stops the machine: the vector would be entered for ever. */
  private fail(fault: string, exception: () => unknown, site: Site): undefined {
    const { e } = this;
    const { entering } = e.exceptions;
    if (entering === undefined) throw exception();
    e.log.report(
      'vector-unfetchable',
      site,
      { el: entering.el, vbar: entering.vbar, exception: entering.name, fault },
      { va: site.pc },
    );
    e.stop({
      kind: 'fatal',
      why: `the vector cannot be fetched (${entering.name}): ${fault} fault at 0x${site.pc.toString(16)}`,
    });
    return undefined;
  }

  /** After a change of translation: does the next instruction still come from where it lies? */
  private checkMapped(t: Translation, pa: number, site: Site, expected: number): void {
    const { e } = this;
    const change = e.mmu.lastChange;
    if (change === undefined) return;
    if (expected < 0) {
      e.mmu.lastChange = undefined;
      return;
    }
    if (pa !== expected) {
      const facts = {
        register: change.register,
        expected: BigInt(expected),
        got: BigInt(pa),
        fault: t.fault ?? 'none',
        t0sz: t.half?.tsz ?? -1,
        startLevel: t.half?.startLevel ?? -1,
      };
      e.log.report('code-not-mapped', site, facts, { cause: e.sites.of(change.site), va: site.pc });
    }
    if (!e.sysregs.hasPending) e.mmu.lastChange = undefined;
  }

  /** With a region of role 'blob': every instruction must lie in a region that holds code. */
  private checkRegion(block: Block): void {
    const regions = this.e.lines.regions;
    if (!regions.some((q) => q.role === 'blob')) return;
    const inside = (pa: number): boolean => regions.some((q) => CODE_ROLES.has(q.role) && pa >= q.start && pa < q.end);
    let first = 0;
    while (first < block.count && inside(block.pa + 4 * first)) first++;
    if (first === block.count) return;
    const last = this.previous;
    let cause: Site | undefined;
    let how: 'branch' | 'sequential' = 'sequential';
    if (first > 0) cause = this.siteIn(block, first - 1);
    else if (last !== undefined) {
      if (!inside(last.pa + 4 * (last.count - 1))) return;
      cause = this.siteIn(last, last.count - 1);
      if (block.va !== last.va + BigInt(4 * last.count)) how = 'branch';
    }
    const pa = block.pa + 4 * first;
    const region = regions.find((q) => pa >= q.start && pa < q.end)?.name ?? 'none';
    const effect = this.siteIn(block, first);
    this.e.log.report('fetch-outside-code', effect, { region, how }, { cause, va: effect.pc, pa });
  }

  /** Data that is executed as it was loaded; what the guest has written there is code if it says so. */
  private checkData(block: Block): void {
    const { lines } = this.e;
    const range = this.dataAt(block.pa);
    if (range === undefined || lines.writer[(block.pa - lines.base) >>> lines.shift] !== HOST_SITE) return;
    const where = { va: block.va, pa: block.pa };
    this.e.log.report('data-executed', this.siteIn(block, 0), { section: range.name }, where);
  }

  private siteIn(block: Block, index: number): Site {
    return {
      pc: BigInt.asUintN(64, block.va + BigInt(4 * index)),
      pa: block.pa + 4 * index,
      word: block.words[index] as number,
      step: this.e.steps + index,
    };
  }

  private checkLines(block: Block, t: Translation): void {
    const { lines } = this.e;
    const config = this.e.mmu.currentConfig();
    const cached = config.fetchCached && (!config.mmuOn || t.type === 'normal-wb' || t.type === 'normal-wt');
    const interesting = cached ? LINE.I | LINE.S : LINE.D;
    for (let i = 0; i < block.count; i++) {
      const at = block.pa + 4 * i - lines.base;
      const s = lines.state[at >>> lines.shift] as number;
      if ((s & LINE.F) === 0 && !lines.isDefined(at, 4)) {
        this.e.log.report(
          'undefined-memory',
          this.siteIn(block, i),
          { use: 'code' },
          { va: block.va, pa: block.pa + 4 * i },
        );
      }
      if ((s & interesting) !== 0 && !lines.sameAsShadow(at, 4)) this.reportLine(block, i, s, cached);
    }
  }

  /**
   * Whether the instruction is one that is being replaced in the way that B2.2.5 permits: the maintenance is under way, and until it
   * is complete the old instruction or the new one is executed, as the one who patches it must expect.
   */
  private mayBeEither(pa: number, s: number): boolean {
    const { lines } = this.e;
    const at = pa - lines.base;
    const old = lines.olderWord(at);
    const underWay = missingStep(s).startsWith('dsb');
    return underWay && old !== undefined && isReplaceable(old) && isReplaceable((lines.i32[at >>> 2] as number) >>> 0);
  }

  private reportLine(block: Block, i: number, s: number, cached: boolean): void {
    const { e } = this;
    const pa = block.pa + 4 * i;
    const site = this.siteIn(block, i);
    const where = {
      cause: e.sites.of(e.lines.writer[(pa - e.lines.base) >>> e.lines.shift] as number),
      va: site.pc,
      pa,
    };
    if (!cached) {
      const facts = {
        access: 'fetch',
        missing: s & LINE.PD ? 'dsb' : 'dc-clean-poc',
        cleanedToPou: (s & LINE.U) === 0,
      } as const;
      e.log.report('dirty-line-bypassed', site, facts, where);
      return;
    }
    if (s & LINE.S) {
      e.log.report(
        'stale-cache-read',
        site,
        { access: 'fetch', missing: s & LINE.PS ? 'dsb' : s & LINE.O ? 'dmb-before-dc' : 'dc-ivac' },
        where,
      );
    }
    if (s & LINE.I && !this.mayBeEither(pa, s))
      e.log.report('stale-instruction', site, { missing: missingStep(s), cacheable: (s & LINE.S) === 0 }, where);
  }
}

/** Instructions that may be replaced by one another while they are executed (B2.2.5): B, BL, BRK, HVC, ISB, NOP, SMC, SVC. */
const REPLACEABLE: readonly (readonly [mask: number, value: number])[] = [
  [0x7c000000, 0x14000000],
  [0xffe0001f, 0xd4200000],
  [0xffe0001c, 0xd4000000],
  [0xfffff0ff, 0xd50330df],
  [0xffffffff, 0xd503201f],
];

function isReplaceable(word: number): boolean {
  return REPLACEABLE.some(([mask, value]) => (word & mask) >>> 0 === value);
}

/** The first step that lacks between the store of an instruction and its fetch (B2.4.4). */
function missingStep(s: number): 'dc-clean-pou' | 'dsb-after-dc' | 'ic' | 'dsb-after-ic' | 'isb' {
  if (s & LINE.U) return s & LINE.PU ? 'dsb-after-dc' : 'dc-clean-pou';
  if (s & LINE.W) return 'dsb-after-dc';
  if (s & LINE.PI) return 'dsb-after-ic';
  return s & LINE.JI ? 'isb' : 'ic';
}
