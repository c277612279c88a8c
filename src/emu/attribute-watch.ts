/**
 * Which attributes each page is used with: mismatched aliases (class 9).
 *
 * Enters: every page that the software TLB takes up, with the attributes of its translation; cache maintenance. Leaves: an observation
 * where two live mappings of a page disagree and nothing was maintained between their uses. Arm DDI 0487 B2.10.
 * Pages are physical addresses of 4 KiB; only uses under one context (`key`) are compared.
 */
import { join } from './descriptor-rules.ts';
import type { RegimeConfig } from './regime.ts';
import type { Here } from './sites.ts';
import type { Translation } from './walk.ts';
import type { Alternative } from './walk-text.ts';

interface Use {
  readonly type: string;
  readonly key: string;
  readonly site: number;
  /** An address in the page, as it was used. */
  readonly lo: number;
  readonly hi: number;
  /** A line of the page was cleaned or invalidated to the Point of Coherency since. */
  maintained: boolean;
}

const SHAREABILITY = ['non-shareable', 'reserved shareability', 'outer shareable', 'inner shareable'];

/** Type, cacheability and shareability in words; two uses mismatch when these differ. `through`: the access goes to the caches. */
export function attributesOf(config: RegimeConfig, t: Translation, through: boolean): string {
  if (!through) return config.mmuOn && t.type !== 'device' ? 'non-cacheable' : 'device';
  const leaf = t.steps[t.steps.length - 1];
  const cacheability = t.type === 'normal-wt' ? 'write-through' : 'write-back';
  // with 52-bit descriptors of 4K and 16K granules the field is part of the address
  if (leaf === undefined || (t.half?.wide === true && t.half.granule !== 16)) return cacheability;
  return `${cacheability} ${SHAREABILITY[(leaf.lo >>> 8) & 3]}`;
}

export class AttributeWatch {
  private readonly uses = new Map<number, Use>();
  private readonly aliased = new Set<number>();
  private lastPage = -1;
  private readonly here: Here;
  private readonly walkOf: (lo: number, hi: number) => Alternative;

  /** `walkOf`: the translation of an address that was used before. */
  constructor(here: Here, walkOf: (lo: number, hi: number) => Alternative) {
    this.here = here;
    this.walkOf = walkOf;
  }

  /** Notes a use. True when the page has just turned out to have aliases: earlier translations of it must be asked again. */
  note(page: number, type: string, key: string, lo: number, hi: number): boolean {
    const seen = this.uses.get(page);
    const same = seen !== undefined && seen.key === key;
    if (same && seen.type === type && !seen.maintained) return false;
    this.uses.set(page, { type, key, site: this.here.siteId(), lo, hi, maintained: false });
    this.lastPage = -1;
    if (!same || seen.type === type) return false;
    if (!seen.maintained) {
      const facts = { first: seen.type, second: type };
      this.here.log.report('mismatched-attributes', this.here.site(), facts, {
        cause: this.here.sites.of(seen.site),
        va: join(lo, hi),
        pa: page,
        alternative: () => this.walkOf(seen.lo, seen.hi),
      });
    }
    if (this.aliased.has(page)) return false;
    this.aliased.add(page);
    return true;
  }

  /** Whether this use would be no mismatch. */
  agrees(page: number, type: string, key: string): boolean {
    const seen = this.uses.get(page);
    return seen === undefined || seen.key !== key || seen.type === type;
  }

  /** Whether the page is used with several attributes: each of its accesses counts, so none may be remembered. */
  isAliased(page: number): boolean {
    return this.aliased.has(page);
  }

  maintained(pa: number): void {
    const page = pa - (pa % 4096);
    if (page === this.lastPage) return;
    this.lastPage = page;
    const use = this.uses.get(page);
    if (use !== undefined) use.maintained = true;
  }

  clear(): void {
    this.uses.clear();
    this.aliased.clear();
    this.lastPage = -1;
  }
}
