/**
 * Translation regimes: what SCTLR, TCR, TTBR, MAIR and HCR say, decoded once per change.
 *
 * Enters: system-register values (a reader by name, so that pending values can be tried). Leaves: a frozen RegimeConfig for
 * the EL1&0, EL2, EL2&0 or EL3 regime, with the second stage of the first. Arm DDI 0487 D8.1–D8.2 and the register descriptions in D19.2.
 */
import type { CpuProfile } from './api.ts';

/** `stage2`: not a regime of its own, but the second stage of 'el10'; its input is the intermediate physical address (IPA). */
export type RegimeKind = 'el10' | 'el2' | 'el20' | 'el3' | 'stage2';

/** One VA range of a regime, with the table that translates it. */
export interface Half {
  /** 0 or 1: TTBR0 or TTBR1. */
  readonly index: 0 | 1;
  readonly ttbr: bigint;
  /** Physical address of the first-level table. */
  readonly base: number;
  readonly asid: number;
  /** Input address bits, 64 - TxSZ. */
  readonly vaBits: number;
  readonly tsz: number;
  /** log2 of the granule in bytes. */
  readonly granule: number;
  readonly startLevel: number;
  readonly enabled: boolean;
  /** TxSZ outside what the profile supports: every access faults at level 0. */
  readonly badSize: boolean;
  readonly walkCached: boolean;
  readonly topByteIgnored: boolean;
  /** TBID: instruction addresses do not have it ignored. */
  readonly instructionsKeepTop: boolean;
  /** 52-bit output addresses in descriptors (64K granule with FEAT_LPA, 4K/16K with TCR.DS). */
  readonly wide: boolean;
  readonly hierarchyDisabled: boolean;
}

export interface RegimeConfig {
  readonly kind: RegimeKind;
  readonly mmuOn: boolean;
  readonly dataCached: boolean;
  readonly fetchCached: boolean;
  readonly alignmentCheck: boolean;
  readonly writeImpliesXn: boolean;
  readonly spAlignment: boolean;
  readonly halves: readonly [Half, Half | undefined];
  /** The ASID that new non-global entries get, and that lookups use. */
  readonly asid: number;
  readonly mair: bigint;
  /** Output address bits, from IPS/PS and the profile. */
  readonly outputBits: number;
  readonly hardwareAccessFlag: boolean;
  /** The second stage, where HCR_EL2.VM (or DC) has it on. */
  readonly stage2: RegimeConfig | undefined;
  /** VTTBR_EL2.VMID, with which entries of EL1&0 are tagged; 0 in the other regimes. */
  readonly vmid: number;
  /** HCR_EL2.FWB: the second stage's attributes replace those of the first. */
  readonly forcedWriteBack: boolean;
  /** HCR_EL2.PTW: a walk of the first stage may not read Device memory of the second. */
  readonly walksProtected: boolean;
  /** FEAT_XNX: stage 2 says for EL1 and EL0 apart what they may not execute. */
  readonly executeNeverByLevel: boolean;
  /** HCR_EL2.DC: with stage 1 off, data is Normal Write-Back. */
  readonly defaultCacheable: boolean;
  /** Equal keys: equal behaviour. */
  readonly key: string;
}

export type RegisterReader = (name: string) => bigint;

const PA_BITS = [32, 36, 40, 42, 44, 48, 52, 52];
const GRANULE0 = [12, 16, 14, 12];
const GRANULE1 = [12, 14, 12, 16];

const bits = (value: bigint, lsb: number, width: number): number =>
  Number((value >> BigInt(lsb)) & ((1n << BigInt(width)) - 1n));

/** Names of the registers that control a regime; writing one of them makes the context pending. */
export function controllingRegisters(kind: RegimeKind): readonly string[] {
  if (kind === 'el2') return ['sctlr_el2', 'tcr_el2', 'ttbr0_el2', 'mair_el2', 'hcr_el2'];
  if (kind === 'el20') return ['sctlr_el2', 'tcr_el2', 'ttbr0_el2', 'ttbr1_el2', 'mair_el2', 'hcr_el2'];
  if (kind === 'stage2') return ['hcr_el2', 'vttbr_el2', 'vtcr_el2'];
  if (kind === 'el3') return ['sctlr_el3', 'tcr_el3', 'ttbr0_el3', 'mair_el3'];
  return ['sctlr_el1', 'tcr_el1', 'ttbr0_el1', 'ttbr1_el1', 'mair_el1', 'hcr_el2', 'vttbr_el2', 'vtcr_el2'];
}

/** The register with the base of the table that translates one half of a regime. */
export function tableBaseName(kind: RegimeKind, index: 0 | 1): string {
  if (kind === 'stage2') return 'VTTBR_EL2';
  return `TTBR${index}_${kind === 'el10' ? 'EL1' : kind === 'el3' ? 'EL3' : 'EL2'}`;
}

/** First level of a walk: level 3 resolves `granule` bits, each level above it granule - 3 (D8.2.1). */
export function startLevelOf(vaBits: number, granule: number): number {
  return 4 - Math.ceil((vaBits - granule) / (granule - 3));
}

function makeHalf(index: 0 | 1, tcr: bigint, ttbr: bigint, oneRange: boolean, cpu: CpuProfile): Half {
  const at = index === 0 ? 0 : 16;
  const tsz = bits(tcr, at, 6);
  const tg = bits(tcr, index === 0 ? 14 : 30, 2);
  const granule = ((index === 0 ? GRANULE0 : GRANULE1)[tg] ?? 12) as number;
  const ds = oneRange ? bits(tcr, 32, 1) : bits(tcr, 59, 1);
  const lpa = cpu.physicalBits >= 52;
  const wide = lpa && (granule === 16 || ds === 1);
  const smallest = lpa && (granule === 16 || ds === 1) ? 12 : 16;
  const largest = cpu.features.has('FEAT_TTST') ? (granule === 16 ? 47 : 48) : 39;
  const vaBits = 64 - tsz;
  const startLevel = startLevelOf(vaBits, granule);
  const tableBytes = 8 * 2 ** Math.max(0, vaBits - (granule + (3 - startLevel) * (granule - 3)));
  let base = Number(ttbr & 0x0000_ffff_ffff_fffen);
  if (wide) base = base - (base % 64) + bits(ttbr, 2, 4) * 2 ** 48;
  base -= base % Math.max(wide ? 64 : 8, tableBytes);
  const inner = bits(tcr, at + 8, 2);
  const outer = bits(tcr, at + 10, 2);
  return {
    index,
    ttbr,
    base,
    asid: oneRange ? 0 : bits(ttbr, 48, bits(tcr, 36, 1) === 1 ? 16 : 8),
    vaBits,
    tsz,
    granule,
    startLevel,
    enabled: oneRange || bits(tcr, index === 0 ? 7 : 23, 1) === 0,
    badSize: tsz < smallest || tsz > largest,
    walkCached: inner !== 0 && outer !== 0,
    topByteIgnored: (oneRange ? bits(tcr, 20, 1) : bits(tcr, 37 + index, 1)) === 1,
    instructionsKeepTop: (oneRange ? bits(tcr, 29, 1) : bits(tcr, 51 + index, 1)) === 1,
    wide,
    hierarchyDisabled: (oneRange ? bits(tcr, 24, 1) : bits(tcr, 41 + index, 1)) === 1,
  };
}

/** First level of a stage 2 walk by VTCR_EL2.SL0 and SL2 (D19.2.170); 4 where the value is reserved. */
function stage2StartLevel(granule: number, sl0: number, sl2: number): number {
  if (granule === 12) return sl2 === 1 ? (sl0 === 0 ? -1 : 4) : ([2, 1, 0, 3][sl0] ?? 4);
  return [3, 2, 1, 0][sl0] ?? 4;
}

/** Bits that concatenated tables can add at the first level: 16 tables (D8.2.2). */
const CONCATENATION = 4;

/** The second stage of EL1&0 (D8.2.2, VTCR_EL2, VTTBR_EL2). */
function stage2Config(read: RegisterReader, cpu: CpuProfile, hcr: bigint): RegimeConfig {
  const vtcr = read('vtcr_el2');
  const vttbr = read('vttbr_el2');
  const on = (bits(hcr, 0, 1) === 1 || bits(hcr, 12, 1) === 1) && bits(hcr, 27, 1) === 0;
  const granule = GRANULE0[bits(vtcr, 14, 2)] as number;
  const large = cpu.physicalBits >= 52;
  const ds = bits(vtcr, 32, 1) === 1 && cpu.features.has('FEAT_LPA2');
  const wide = large && (granule === 16 || ds);
  const vaBits = 64 - bits(vtcr, 0, 6);
  const startLevel = stage2StartLevel(granule, bits(vtcr, 6, 2), ds ? bits(vtcr, 33, 1) : 0);
  const lsb = granule + (3 - startLevel) * (granule - 3);
  const tableBits = vaBits - lsb;
  const tooManyTables = tableBits > granule - 3 + CONCATENATION || tableBits < 1;
  const tableBytes = 8 * 2 ** Math.max(0, tableBits);
  let base = Number(vttbr & 0x0000_ffff_ffff_fffen);
  if (wide) base = base - (base % 64) + bits(vttbr, 2, 4) * 2 ** 48;
  base -= base % Math.max(wide ? 64 : 8, tableBytes);
  const outputBits = Math.min(PA_BITS[bits(vtcr, 16, 3)] ?? 48, wide ? 52 : 48, cpu.physicalBits);
  const half: Half = {
    index: 0,
    ttbr: vttbr,
    base,
    asid: 0,
    vaBits,
    tsz: 64 - vaBits,
    granule,
    startLevel,
    enabled: true,
    badSize: startLevel > 3 || tooManyTables || vaBits > (wide ? 52 : 48),
    walkCached: bits(vtcr, 8, 2) !== 0 && bits(vtcr, 10, 2) !== 0,
    topByteIgnored: false,
    instructionsKeepTop: false,
    wide,
    hierarchyDisabled: true,
  };
  const wideVmid = bits(vtcr, 19, 1) === 1 && cpu.features.has('FEAT_VMID16');
  const vmid = bits(vttbr, 48, wideVmid ? 16 : 8);
  const controls = hcr & ((1n << 2n) | (1n << 46n) | (1n << 32n) | (1n << 33n));
  return {
    kind: 'stage2',
    mmuOn: on,
    dataCached: bits(hcr, 32, 1) === 0,
    fetchCached: bits(hcr, 33, 1) === 0,
    alignmentCheck: false,
    writeImpliesXn: false,
    spAlignment: false,
    halves: [half, undefined],
    asid: 0,
    mair: 0n,
    outputBits,
    hardwareAccessFlag: cpu.features.has('FEAT_HAFDBS') && bits(vtcr, 21, 1) === 1,
    stage2: undefined,
    vmid,
    forcedWriteBack: cpu.features.has('FEAT_S2FWB') && bits(hcr, 46, 1) === 1,
    walksProtected: bits(hcr, 2, 1) === 1,
    executeNeverByLevel: cpu.features.has('FEAT_XNX'),
    defaultCacheable: false,
    key: `stage2|${on}|${vmid}|${on ? `${vtcr}|${vttbr}|${controls}` : ''}`,
  };
}

/** Decodes the regime `kind` as the registers that `read` shows have it. */
export function regimeConfig(kind: RegimeKind, read: RegisterReader, cpu: CpuProfile): RegimeConfig {
  if (kind === 'stage2') return stage2Config(read, cpu, cpu.hasEl2 ? read('hcr_el2') : 0n);
  const el = kind === 'el10' ? 'el1' : kind === 'el3' ? 'el3' : 'el2';
  const oneRange = kind === 'el2' || kind === 'el3';
  const sctlr = read(`sctlr_${el}`);
  const tcr = read(`tcr_${el}`);
  const mair = read(`mair_${el}`);
  const hcr = cpu.hasEl2 && kind !== 'el3' ? read('hcr_el2') : 0n;
  const half0 = makeHalf(0, tcr, read(`ttbr0_${el}`), oneRange, cpu);
  const half1 = oneRange ? undefined : makeHalf(1, tcr, read(`ttbr1_${el}`), oneRange, cpu);
  const a1 = !oneRange && bits(tcr, 22, 1) === 1;
  const ps = PA_BITS[oneRange ? bits(tcr, 16, 3) : bits(tcr, 32, 3)] ?? 48;
  const tge = bits(hcr, 27, 1) === 1;
  const mmuOn = bits(sctlr, 0, 1) === 1 && !(kind === 'el10' && tge);
  const second = kind === 'el10' && cpu.hasEl2 ? stage2Config(read, cpu, hcr) : undefined;
  const dc = kind === 'el10' && bits(hcr, 12, 1) === 1 && !tge;
  const used = mmuOn ? `${tcr}|${half0.ttbr}|${half1?.ttbr ?? ''}|${mair}` : '';
  return {
    kind,
    mmuOn: mmuOn && !dc,
    dataCached: bits(sctlr, 2, 1) === 1,
    fetchCached: bits(sctlr, 12, 1) === 1,
    alignmentCheck: bits(sctlr, 1, 1) === 1,
    writeImpliesXn: bits(sctlr, 19, 1) === 1,
    spAlignment: bits(sctlr, 3, 1) === 1,
    halves: [half0, half1],
    asid: oneRange ? 0 : ((a1 ? half1?.asid : half0.asid) ?? 0),
    mair,
    outputBits: mmuOn ? Math.min(ps, cpu.physicalBits) : cpu.physicalBits,
    hardwareAccessFlag: cpu.features.has('FEAT_HAFDBS') && (oneRange ? bits(tcr, 21, 1) : bits(tcr, 39, 1)) === 1,
    stage2: second?.mmuOn === true ? second : undefined,
    vmid: second?.vmid ?? 0,
    forcedWriteBack: false,
    walksProtected: false,
    executeNeverByLevel: false,
    defaultCacheable: dc,
    key: `${kind}|${mmuOn && !dc}|${sctlr & 0x8100fn}|${used}|${dc}|${second?.key ?? ''}`,
  };
}
