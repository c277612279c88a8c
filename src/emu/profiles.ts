/**
 * CPU profiles: which extensions, how many address bits, which caches; and the ID registers that say so to software.
 *
 * Enters: a profile's name and changes to it (cache line sizes). Leaves: a CpuProfile; the values of its ID registers by key. Values are
 * those that the Technical Reference Manuals give, reduced to what is modelled (Arm DDI 0487 D19.2).
 */
import { FeatureSet } from '../isa/features.ts';
import type { CpuProfile } from './api.ts';
import { keyOf, SYSREG } from './sysreg-file.ts';

const V8_0 = [
  'FEAT_ASID16',
  'FEAT_AdvSIMD',
  'FEAT_FP',
  'FEAT_CRC32',
  'FEAT_AES',
  'FEAT_SHA1',
  'FEAT_SHA256',
  'FEAT_PMULL',
];
const V8_2 = [
  'FEAT_LSE',
  'FEAT_PAN',
  'FEAT_VHE',
  'FEAT_HPDS',
  'FEAT_RDM',
  'FEAT_LOR',
  'FEAT_UAO',
  'FEAT_DPB',
  'FEAT_RAS',
  'FEAT_FP16',
  'FEAT_HAFDBS',
  'FEAT_VMID16',
  'FEAT_TGran16',
  'FEAT_PMUv3p1',
];
const V8_5 = [
  'FEAT_IDST',
  'FEAT_PMUv3p4',
  'FEAT_PMUv3p5',
  'FEAT_TGran_2',
  'FEAT_SEL2',
  'FEAT_LPA2',
  'FEAT_XNX',
  'FEAT_S2FWB',
  'FEAT_PAuth',
  'FEAT_LRCPC',
  'FEAT_JSCVT',
  'FEAT_FCMA',
  'FEAT_DotProd',
  'FEAT_TTST',
  'FEAT_TLBIRANGE',
  'FEAT_TLBIOS',
  'FEAT_FlagM',
  'FEAT_FlagM2',
  'FEAT_LSE2',
  'FEAT_DIT',
  'FEAT_SSBS',
  'FEAT_SB',
  'FEAT_BTI',
  'FEAT_DPB2',
  'FEAT_RNG',
  'FEAT_LVA',
];

/** Beyond Armv8.5: what software asks for by ID registers, and has semantics here. */
const NEWER = [
  'FEAT_FP16',
  'FEAT_FHM',
  'FEAT_SHA512',
  'FEAT_SHA3',
  'FEAT_SM3',
  'FEAT_SM4',
  'FEAT_FRINTTS',
  'FEAT_BF16',
  'FEAT_I8MM',
  'FEAT_LRCPC3',
  'FEAT_LSE128',
  'FEAT_WFxT',
  'FEAT_MOPS',
  'FEAT_CSSC',
  'FEAT_MTE',
];

/** Instructions of each profile, in the assembler's words (isa/features.ts). */
const INSTRUCTIONS: Readonly<Record<string, string>> = {
  'cortex-a72': 'armv8-a+crc+crypto',
  'neoverse-n1': 'armv8.2-a+crypto+rcpc+fp16+dotprod+ssbs+profile',
  max: 'armv8.7-a+nols64+crypto+fp16+fp16fml+sha3+sm4+rng+memtag+mops+hbc+cssc+rcpc3+lse128+cpa+profile',
};

export type ProfileName = 'cortex-a72' | 'neoverse-n1' | 'max';
export const PROFILE_NAMES: readonly ProfileName[] = ['cortex-a72', 'neoverse-n1', 'max'];

const BASE: Readonly<Record<ProfileName, CpuProfile>> = {
  'cortex-a72': {
    name: 'cortex-a72',
    dcacheLine: 64,
    icacheLine: 64,
    physicalBits: 44,
    hasVhe: false,
    hasEl2: true,
    hasEl3: true,
    emptyAtReset: true,
    features: new Set(V8_0),
  },
  'neoverse-n1': {
    name: 'neoverse-n1',
    dcacheLine: 64,
    icacheLine: 64,
    physicalBits: 48,
    hasVhe: true,
    hasEl2: true,
    hasEl3: true,
    emptyAtReset: true,
    features: new Set([...V8_0, ...V8_2, 'FEAT_LRCPC', 'FEAT_DotProd', 'FEAT_SSBS']),
  },
  max: {
    name: 'max',
    dcacheLine: 64,
    icacheLine: 64,
    physicalBits: 52,
    hasVhe: true,
    hasEl2: true,
    hasEl3: true,
    emptyAtReset: true,
    features: new Set([...V8_0, ...V8_2, ...V8_5, ...NEWER]),
  },
};

/** A profile by name, with changes. Throws RangeError for line sizes that are not powers of two in [16, 2048]. */
export function profile(name: ProfileName, changes: Partial<Omit<CpuProfile, 'name'>> = {}): CpuProfile {
  const result = { ...BASE[name], ...changes };
  for (const [what, bytes] of [
    ['dcacheLine', result.dcacheLine],
    ['icacheLine', result.icacheLine],
  ] as const) {
    if (bytes < 16 || bytes > 2048 || Math.log2(bytes) % 1 !== 0)
      throw new RangeError(`${what} ${bytes} is not a power of two in [16, 2048]`);
  }
  return result;
}

const instructions = new Map<string, FeatureSet>();

/** What this CPU can execute: all others of the table's rows are UNDEFINED. */
export function instructionsOf(cpu: CpuProfile): FeatureSet {
  const known = instructions.get(cpu.name);
  if (known !== undefined) return known;
  const set = FeatureSet.fromArchitecture(INSTRUCTIONS[cpu.name] ?? 'all') ?? FeatureSet.all();
  instructions.set(cpu.name, set);
  return set;
}

const MIDR: Readonly<Record<string, bigint>> = {
  'cortex-a72': 0x410fd083n,
  'neoverse-n1': 0x414fd0c1n,
  max: 0x000f0510n,
};

/** Bits of ID registers, one row a field: register key, lowest bit, value where the feature is there. */
type FieldRow = readonly [key: number, lsb: number, value: number, feature: string];
const PFR0 = keyOf(3, 0, 0, 4, 0);
const PFR1 = keyOf(3, 0, 0, 4, 1);
const DFR0 = keyOf(3, 0, 0, 5, 0);
const ISAR0 = keyOf(3, 0, 0, 6, 0);
const ISAR1 = keyOf(3, 0, 0, 6, 1);
const ISAR2 = keyOf(3, 0, 0, 6, 2);
const MMFR0 = keyOf(3, 0, 0, 7, 0);
const MMFR1 = keyOf(3, 0, 0, 7, 1);
const MMFR2 = keyOf(3, 0, 0, 7, 2);

const FIELDS: readonly FieldRow[] = [
  [PFR0, 16, 1, 'FEAT_FP16'],
  [PFR0, 20, 1, 'FEAT_FP16'],
  [PFR0, 24, 1, 'FEAT_GICv3'],
  [PFR0, 28, 1, 'FEAT_RAS'],
  [PFR0, 48, 1, 'FEAT_DIT'],
  [PFR1, 0, 1, 'FEAT_BTI'],
  [PFR1, 4, 2, 'FEAT_SSBS'],
  [PFR1, 8, 1, 'FEAT_MTE'],
  [ISAR0, 4, 2, 'FEAT_AES'],
  [ISAR0, 8, 1, 'FEAT_SHA1'],
  [ISAR0, 12, 1, 'FEAT_SHA256'],
  [ISAR0, 12, 2, 'FEAT_SHA512'],
  [ISAR0, 16, 1, 'FEAT_CRC32'],
  [ISAR0, 20, 2, 'FEAT_LSE'],
  [ISAR0, 20, 3, 'FEAT_LSE128'],
  [ISAR0, 28, 1, 'FEAT_RDM'],
  [ISAR0, 32, 1, 'FEAT_SHA3'],
  [ISAR0, 36, 1, 'FEAT_SM3'],
  [ISAR0, 40, 1, 'FEAT_SM4'],
  [ISAR0, 44, 1, 'FEAT_DotProd'],
  [ISAR0, 48, 1, 'FEAT_FHM'],
  [ISAR0, 52, 2, 'FEAT_FlagM2'],
  [ISAR0, 56, 2, 'FEAT_TLBIRANGE'],
  [ISAR0, 60, 1, 'FEAT_RNG'],
  [ISAR1, 0, 1, 'FEAT_DPB'],
  [ISAR1, 4, 1, 'FEAT_PAuth'],
  [ISAR1, 12, 1, 'FEAT_JSCVT'],
  [ISAR1, 16, 1, 'FEAT_FCMA'],
  [ISAR1, 20, 1, 'FEAT_LRCPC'],
  [ISAR1, 20, 3, 'FEAT_LRCPC3'],
  [ISAR1, 24, 1, 'FEAT_PAuth'],
  [ISAR1, 32, 1, 'FEAT_FRINTTS'],
  [ISAR1, 36, 1, 'FEAT_SB'],
  [ISAR1, 44, 1, 'FEAT_BF16'],
  [ISAR1, 52, 1, 'FEAT_I8MM'],
  [ISAR2, 0, 2, 'FEAT_WFxT'],
  [ISAR2, 16, 1, 'FEAT_MOPS'],
  [ISAR2, 52, 1, 'FEAT_CSSC'],
  [DFR0, 8, 4, 'FEAT_PMUv3p1'],
  [DFR0, 8, 5, 'FEAT_PMUv3p4'],
  [DFR0, 8, 6, 'FEAT_PMUv3p5'],
  [PFR0, 36, 1, 'FEAT_SEL2'],
  [MMFR0, 4, 2, 'FEAT_ASID16'],
  [MMFR0, 20, 1, 'FEAT_TGran16'],
  [MMFR0, 20, 2, 'FEAT_LPA2'],
  [MMFR0, 28, 1, 'FEAT_LPA2'],
  [MMFR0, 32, 3, 'FEAT_TGran_2'],
  [MMFR0, 36, 2, 'FEAT_TGran_2'],
  [MMFR0, 40, 3, 'FEAT_TGran_2'],
  [MMFR1, 0, 1, 'FEAT_HAFDBS'],
  [MMFR1, 4, 2, 'FEAT_VMID16'],
  [MMFR1, 8, 1, 'FEAT_VHE'],
  [MMFR1, 12, 1, 'FEAT_HPDS'],
  [MMFR1, 16, 1, 'FEAT_LOR'],
  [MMFR1, 20, 2, 'FEAT_PAN'],
  [MMFR1, 28, 1, 'FEAT_XNX'],
  [MMFR2, 4, 1, 'FEAT_UAO'],
  [MMFR2, 16, 1, 'FEAT_LVA'],
  [MMFR2, 28, 1, 'FEAT_TTST'],
  [MMFR2, 32, 1, 'FEAT_LSE2'],
  [MMFR2, 36, 1, 'FEAT_IDST'],
  [MMFR2, 40, 1, 'FEAT_S2FWB'],
];

const PA_RANGE = new Map([
  [32, 0n],
  [36, 1n],
  [40, 2n],
  [42, 3n],
  [44, 4n],
  [48, 5n],
  [52, 6n],
]);

/** ID registers of a profile, by key. */
export function idRegisters(cpu: CpuProfile): ReadonlyMap<number, bigint> {
  const ids = new Map<number, bigint>();
  const put = (key: number, value: bigint): void => void ids.set(key, value);
  const log2 = (bytes: number): bigint => BigInt(Math.log2(bytes / 4));
  put(SYSREG.midr_el1, MIDR[cpu.name] ?? 0x000f0510n);
  put(SYSREG.mpidr_el1, 0x8000_0000n);
  put(
    SYSREG.ctr_el0,
    0x8000_0000n | (4n << 24n) | (4n << 20n) | (log2(cpu.dcacheLine) << 16n) | (3n << 14n) | log2(cpu.icacheLine),
  );
  put(SYSREG.dczid_el0, 4n);
  put(SYSREG.clidr_el1, 0x0a200023n);
  const el23 = (cpu.hasEl2 ? 0x100n : 0n) | (cpu.hasEl3 ? 0x1000n : 0n);
  put(PFR0, 0x11n | el23);
  put(PFR1, 0n);
  // PMUv3, two context-aware breakpoints of six, four watchpoints, Armv8.0 debug
  put(DFR0, 0x10305106n);
  put(ISAR0, 0n);
  put(ISAR1, 0n);
  put(ISAR2, 0n);
  put(MMFR0, PA_RANGE.get(cpu.physicalBits) ?? 5n);
  put(MMFR1, 0n);
  put(MMFR2, 0n);
  for (const [key, lsb, value, feature] of FIELDS) {
    if (feature === 'FEAT_VHE' ? cpu.hasVhe : cpu.features.has(feature))
      // a later row of the same field has the higher level
      ids.set(key, ((ids.get(key) ?? 0n) & ~(15n << BigInt(lsb))) | (BigInt(value) << BigInt(lsb)));
  }
  if (!cpu.features.has('FEAT_AdvSIMD')) ids.set(PFR0, (ids.get(PFR0) ?? 0n) | 0xff0000n);
  return ids;
}

/** CCSIDR_EL1 of the cache that CSSELR_EL1[3:0] selects: 32 KiB for data and for instructions in two ways, 1 MiB in 16 for the second level. */
export function cacheSize(cpu: CpuProfile, selected: number): bigint {
  const geometry = [
    { bytes: 32 << 10, ways: 2, line: cpu.dcacheLine },
    { bytes: 32 << 10, ways: 2, line: cpu.icacheLine },
    { bytes: 1 << 20, ways: 16, line: cpu.dcacheLine },
  ][selected];
  if (geometry === undefined) return 0n;
  const { bytes, ways, line } = geometry;
  const sets = Math.max(1, bytes / ways / line);
  return (7n << 28n) | (BigInt(sets - 1) << 13n) | (BigInt(ways - 1) << 3n) | BigInt(Math.log2(line / 4) - 2);
}
