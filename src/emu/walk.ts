/**
 * The table walk, both stages, as a pure function of a regime, an address and a way to read descriptors.
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
  /** With the second stage on: the intermediate physical address of the access's 4 KiB, and what that stage makes of it. */
  readonly ipa?: number;
  readonly second?: Translation;
  /** The second stage refused a descriptor of the first (its IPA is `ipa`); else the fault, if of the second stage, is of the access. */
  readonly onWalk?: boolean;
  /** Of a fault in the second stage: what the first gave, undefined where its walk did not end. */
  readonly first?: Translation | undefined;
}

/** Reads the 8 bytes at physical address `pa`: sets lo and hi; false where no memory is. */
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

  /** A stage 2 leaf: `el0` says whether it can be read, `uxn` and `pxn` whether EL0 and EL1 cannot execute (D8.4.2). */
  private secondLeaf(
    lo: number,
    hi: number,
    level: number,
    pa: number,
    size: number,
    steps: readonly Step[],
  ): Translation {
    const attribute = (lo >>> 2) & 15;
    const both = (hi & (1 << 22)) !== 0 ? 2 : 0;
    const xn = this.regime.executeNeverByLevel ? (hi >>> 21) & 3 : both;
    return {
      fault: undefined,
      level,
      pa,
      size,
      type: this.regime.forcedWriteBack ? forcedType(attribute) : secondType(attribute),
      attribute,
      writable: (lo & 0x80) !== 0,
      el0: (lo & 0x40) !== 0,
      uxn: xn === 2 || xn === 3,
      pxn: xn === 1 || xn === 2,
      global: false,
      contiguous: (hi & (1 << 20)) !== 0,
      half: this.half,
      steps,
    };
  }

  private leaf(lo: number, hi: number, level: number, pa: number, size: number, steps: readonly Step[]): Translation {
    const { regime, half } = this;
    if (regime.kind === 'stage2') return this.secondLeaf(lo, hi, level, pa, size, steps);
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

/** Memory type of stage 2 MemAttr (D8.5.5): [3:2] outer, [1:0] inner; 0b00xx is Device. */
function secondType(attribute: number): MemoryType {
  const [outer, inner] = [attribute >>> 2, attribute & 3];
  if (outer === 0) return 'device';
  if (outer === 1 || inner === 1) return 'normal-nc';
  return outer === 2 || inner === 2 ? 'normal-wt' : 'normal-wb';
}

/** With FEAT_S2FWB: 0b0110 is Write-Back whatever stage 1 says, 0b0111 what stage 1 says, 0b0101 Non-cacheable, 0b00xx Device. */
function forcedType(attribute: number): MemoryType {
  if ((attribute & 12) === 0) return 'device';
  return attribute === 5 ? 'normal-nc' : 'normal-wb';
}

const STRENGTH: readonly MemoryType[] = ['device', 'normal-nc', 'normal-wt', 'normal-wb'];

/** The two stages' types together (D8.5.5): the stronger, but with FWB the second stage's if it forces one. */
function combinedType(first: MemoryType, second: Translation, forced: boolean): MemoryType {
  if (forced && second.attribute === 6) return 'normal-wb';
  return STRENGTH[Math.min(STRENGTH.indexOf(first), STRENGTH.indexOf(second.type))] as MemoryType;
}

/** A MAIR byte that stands for a type, where two stages' attributes were combined. */
const BYTE_OF: Readonly<Record<MemoryType, number>> = {
  device: 0,
  'normal-nc': 0x44,
  'normal-wt': 0xbb,
  'normal-wb': 0xff,
};

/** Translates an IPA by the second stage. */
export function walkSecond(regime: RegimeConfig, ipa: number, source: DescriptorSource): Translation {
  return walkOnce(regime, ipa | 0, Math.floor(ipa / 2 ** 32), source, (pa) => pa);
}

/** The fault of the second stage `t`: for the descriptor (or the access) at IPA `ipa`. */
export function secondFault(
  t: Translation,
  kind: FaultKind,
  ipa: number,
  onWalk: boolean,
  first?: Translation,
): Translation {
  return { ...faultAt(kind, t.level, t.half, t.steps), ipa, second: t, onWalk, first };
}

/** The first stage alone, its descriptors read through the second where that is on. */
export function walkFirstStage(regime: RegimeConfig, lo: number, hi: number, source: DescriptorSource): Translation {
  const { stage2 } = regime;
  if (stage2 === undefined) return walkFirst(regime, lo, hi, source, (pa) => pa);
  let refused: Translation | undefined;
  const first = walkFirst(regime, lo, hi, source, (ipa) => {
    const t = walkSecond(stage2, ipa, source);
    const device = stage2.walksProtected && t.type === 'device';
    if (t.fault === undefined && t.el0 && !device)
      return addressIn(t, ipa | 0, Math.floor(ipa / 2 ** 32)) + (ipa % 4096);
    refused = secondFault(t, t.fault ?? 'permission', ipa, true);
    return -1;
  });
  return refused ?? first;
}

/** The translation that the newest tables give, by both stages where the second is on. */
export function walk(regime: RegimeConfig, lo: number, hi: number, source: DescriptorSource): Translation {
  const { stage2 } = regime;
  const first = walkFirstStage(regime, lo, hi, source);
  if (stage2 === undefined || first.fault !== undefined) return first;
  const ipa = addressIn(first, lo, hi);
  const second = walkSecond(stage2, ipa, source);
  if (second.fault !== undefined) return secondFault(second, second.fault, ipa, false, first);
  const type = combinedType(first.type, second, stage2.forcedWriteBack);
  return {
    ...first,
    pa: addressIn(second, ipa | 0, Math.floor(ipa / 2 ** 32)),
    size: 12,
    type,
    attribute: type === first.type ? first.attribute : BYTE_OF[type],
    contiguous: false,
    ipa,
    second,
  };
}

function walkFirst(
  regime: RegimeConfig,
  lo: number,
  hi: number,
  source: DescriptorSource,
  place: (address: number) => number,
): Translation {
  return regime.mmuOn ? walkOnce(regime, lo, hi, source, place) : flat(regime, lo, hi);
}

/** One stage. `place`: the physical address of a descriptor, or -1 where the walk ends. */
function walkOnce(
  regime: RegimeConfig,
  lo: number,
  hi: number,
  source: DescriptorSource,
  place: (address: number) => number,
): Translation {
  const half = selectHalf(regime, lo, hi);
  if (half === undefined || !half.enabled || half.badSize) return faultAt('translation', 0, half, NO_STEPS);
  const walker = new Walker(regime, half, lo, hi);
  const steps: Step[] = [];
  let table = half.base;
  if (table >= 2 ** regime.outputBits) return faultAt('address-size', 0, half, steps);
  for (let level = half.startLevel; ; level++) {
    const pa = place(walker.descriptorAddress(table, level));
    if (pa < 0 || !source.read(pa, level)) return faultAt('walk-abort', level, half, steps);
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
