/**
 * The stage 1 table walk, as a pure function of a regime, an address and a way to read descriptors.
 *
 * Enters: a RegimeConfig, a VA as two 32-bit words, and a descriptor source; the source may offer *several* values for one
 * location (the newest, and those that a TLB or walk cache may still hold), which is how tlb.ts asks for everything that
 * may be cached. Leaves: a Translation (or a fault) and the descriptors it came from. Arm DDI 0487 D8.2, D8.3, D8.4, D8.5.
 */
import type { Half, RegimeConfig } from './regime.ts';

export type MemoryType = 'device' | 'normal-nc' | 'normal-wt' | 'normal-wb';
export type FaultKind =
  | 'translation'
  | 'access-flag'
  | 'permission'
  | 'address-size'
  | 'walk-abort'
  | 'alignment'
  | 'external'
  | 'tlb-conflict';

/** One descriptor of a walk. */
export interface Step {
  readonly level: number;
  /** Physical address of the descriptor. */
  readonly pa: number;
  readonly lo: number;
  readonly hi: number;
}

export interface Translation {
  readonly fault: FaultKind | undefined;
  readonly level: number;
  /** Physical address of the start of the page or block. */
  readonly pa: number;
  /** log2 of the page's or block's bytes. */
  readonly size: number;
  readonly type: MemoryType;
  /** The MAIR byte, for words. */
  readonly attribute: number;
  readonly writable: boolean;
  readonly el0: boolean;
  readonly uxn: boolean;
  readonly pxn: boolean;
  readonly global: boolean;
  readonly contiguous: boolean;
  readonly half: Half | undefined;
  readonly steps: readonly Step[];
}

/** Reads the 8 bytes at `pa`: sets lo and hi; false where no memory is. */
export interface DescriptorSource {
  lo: number;
  hi: number;
  read(pa: number, level: number): boolean;
}

const NO_STEPS: readonly Step[] = [];

export function faultAt(fault: FaultKind, level: number, half: Half | undefined, steps: readonly Step[]): Translation {
  return {
    fault,
    level,
    pa: -1,
    size: 12,
    type: 'device',
    attribute: 0,
    writable: false,
    el0: false,
    uxn: true,
    pxn: true,
    global: false,
    contiguous: false,
    half,
    steps,
  };
}

/** Bits [lsb+width-1 : lsb] of the 64-bit value hi:lo, width at most 31. */
export function field(lo: number, hi: number, lsb: number, width: number): number {
  const mask = 2 ** width - 1;
  if (lsb >= 32) return (hi >>> (lsb - 32)) & mask;
  if (lsb === 0) return lo & mask;
  return ((lo >>> lsb) | (hi << (32 - lsb))) & mask;
}

/** Type of memory of a MAIR attribute byte (D19.2.97 MAIR_EL1). */
export function memoryType(attribute: number): MemoryType {
  if ((attribute & 0xf0) === 0) return 'device';
  const inner = attribute & 0x0f;
  if (inner === 4 || (attribute & 0xf0) === 0x40) return 'normal-nc';
  if ((inner & 0b1100) === 0b1000 || (inner & 0b1100) === 0 || (attribute & 0xc0) === 0x80 || (attribute & 0xc0) === 0)
    return 'normal-wt';
  return 'normal-wb';
}

/** Which half translates the VA; undefined where the upper bits are neither all 0 nor all 1 (as far as TBI asks). */
export function selectHalf(regime: RegimeConfig, lo: number, hi: number): Half | undefined {
  const [half0, half1] = regime.halves;
  const upper = half1 !== undefined && (hi & (1 << 23)) !== 0;
  const half = upper ? half1 : half0;
  const top = half.topByteIgnored ? 56 : 64;
  const vaBits = Math.min(half.vaBits, top);
  const width = top - vaBits;
  if (width <= 0) return half;
  const want = upper ? 1 : 0;
  for (let bit = vaBits; bit < top; bit++) {
    const b = bit >= 32 ? (hi >>> (bit - 32)) & 1 : (lo >>> bit) & 1;
    if (b !== want) return undefined;
  }
  return half;
}

function outputAddress(half: Half, lo: number, hi: number, size: number): number {
  let address = (hi & 0xffff) * 2 ** 32 + (lo >>> 0);
  if (half.wide && half.granule === 16) address += ((lo >>> 12) & 15) * 2 ** 48;
  else if (half.wide) address += ((hi >>> 16) & 3) * 2 ** 48 + ((lo >>> 8) & 3) * 2 ** 50;
  return address - (address % 2 ** size);
}

/** The walk with everything that leads to one leaf; `next` may be called again to explore another value at the same place. */
export class Walker {
  readonly regime: RegimeConfig;
  readonly half: Half;
  readonly vaLo: number;
  readonly vaHi: number;

  constructor(regime: RegimeConfig, half: Half, vaLo: number, vaHi: number) {
    this.regime = regime;
    this.half = half;
    this.vaLo = vaLo;
    this.vaHi = vaHi;
  }

  /** Physical address of the descriptor at `level` in the table at `table`. */
  descriptorAddress(table: number, level: number): number {
    const { granule, startLevel, vaBits } = this.half;
    const lsb = granule + (3 - level) * (granule - 3);
    const width = level === startLevel ? vaBits - lsb : granule - 3;
    return table + 8 * field(this.vaLo, this.vaHi, lsb, width);
  }

  /** What a descriptor at `level` means: a further table (its address), or the end of the walk. */
  decode(lo: number, hi: number, level: number, steps: readonly Step[]): { table: number } | Translation {
    const { half, regime } = this;
    const g = half.granule;
    const size = g + (3 - level) * (g - 3);
    if ((lo & 1) === 0) return faultAt('translation', level, half, steps);
    const isTable = (lo & 2) !== 0;
    if (level < 3 && isTable) {
      const table = outputAddress(half, lo, hi, half.wide && g === 16 ? 16 : g);
      return table >= 2 ** regime.outputBits ? faultAt('address-size', level, half, steps) : { table };
    }
    const blockAllowed =
      g === 12 ? level >= (half.wide ? 0 : 1) : g === 14 ? level >= (half.wide ? 1 : 2) : level >= (half.wide ? 1 : 2);
    if (level === 3 ? !isTable : !blockAllowed) return faultAt('translation', level, half, steps);
    const pa = outputAddress(half, lo, hi, size);
    if (pa >= 2 ** regime.outputBits) return faultAt('address-size', level, half, steps);
    if ((lo & (1 << 10)) === 0 && !regime.hardwareAccessFlag) return faultAt('access-flag', level, half, steps);
    return this.leaf(lo, hi, level, pa, size, steps);
  }

  private leaf(lo: number, hi: number, level: number, pa: number, size: number, steps: readonly Step[]): Translation {
    const { regime, half } = this;
    const oneRange = regime.halves[1] === undefined;
    const attribute = Number((regime.mair >> BigInt(8 * ((lo >>> 2) & 7))) & 0xffn);
    let writable = (lo & 0x80) === 0;
    let el0 = !oneRange && (lo & 0x40) !== 0;
    let uxn = (hi & (1 << 22)) !== 0;
    let pxn = oneRange ? uxn : (hi & (1 << 21)) !== 0;
    if (!half.hierarchyDisabled) {
      for (const step of steps) {
        if (step.level === level) continue;
        if (step.hi & (1 << 30)) writable = false;
        if (!oneRange && step.hi & (1 << 29)) el0 = false;
        if (step.hi & (1 << 28)) uxn = true;
        if (oneRange ? step.hi & (1 << 28) : step.hi & (1 << 27)) pxn = true;
      }
    }
    return {
      fault: undefined,
      level,
      pa,
      size,
      type: memoryType(attribute),
      attribute,
      writable,
      el0,
      uxn,
      pxn,
      global: oneRange || (lo & (1 << 11)) === 0,
      contiguous: (hi & (1 << 20)) !== 0,
      half,
      steps,
    };
  }
}

/** The translation that the newest tables give. */
export function walk(regime: RegimeConfig, lo: number, hi: number, source: DescriptorSource): Translation {
  if (!regime.mmuOn) return flat(regime, lo, hi);
  const half = selectHalf(regime, lo, hi);
  if (half === undefined || !half.enabled || half.badSize) return faultAt('translation', 0, half, NO_STEPS);
  const walker = new Walker(regime, half, lo, hi);
  const steps: Step[] = [];
  let table = half.base;
  if (table >= 2 ** regime.outputBits) return faultAt('address-size', 0, half, steps);
  for (let level = half.startLevel; ; level++) {
    const pa = walker.descriptorAddress(table, level);
    if (!source.read(pa, level)) return faultAt('walk-abort', level, half, steps);
    steps.push({ level, pa, lo: source.lo, hi: source.hi });
    const result = walker.decode(source.lo, source.hi, level, steps);
    if (!('table' in result)) return result;
    table = result.table;
  }
}

/** Stage 1 off: flat, data Device-nGnRnE (D8.2.10), or Normal Write-Back with HCR_EL2.DC. */
export function flat(regime: RegimeConfig, lo: number, hi: number): Translation {
  const pa = (hi & 0xffffff) * 2 ** 32 + (lo >>> 0);
  if (hi >>> 24 !== 0 || pa >= 2 ** regime.outputBits || pa > Number.MAX_SAFE_INTEGER)
    return faultAt('address-size', 0, undefined, NO_STEPS);
  return {
    fault: undefined,
    level: 0,
    pa: pa - (pa % 4096),
    size: 12,
    type: regime.defaultCacheable ? 'normal-wb' : 'device',
    attribute: regime.defaultCacheable ? 0xff : 0,
    writable: true,
    el0: true,
    uxn: false,
    pxn: false,
    global: true,
    contiguous: false,
    half: undefined,
    steps: NO_STEPS,
  };
}

/** Whether two translations of one VA have the same effect for such an access. */
export function sameEffect(
  a: Translation,
  b: Translation,
  lo: number,
  hi: number,
  access: 'read' | 'write' | 'fetch',
): boolean {
  if (a.fault !== undefined || b.fault !== undefined) return a.fault === b.fault;
  if (addressIn(a, lo, hi) !== addressIn(b, lo, hi) || a.el0 !== b.el0) return false;
  if (access === 'fetch') return a.uxn === b.uxn && a.pxn === b.pxn;
  return a.attribute === b.attribute && (access === 'read' || a.writable === b.writable);
}

/** Physical address of the 4 KiB page that holds the VA. */
export function addressIn(t: Translation, lo: number, hi: number): number {
  return t.size <= 12 ? t.pa : t.pa + (((hi & 0xfffff) * 2 ** 32 + ((lo & 0xfffff000) >>> 0)) % 2 ** t.size);
}
