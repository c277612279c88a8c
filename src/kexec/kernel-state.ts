/**
 * What the old kernel leaves in the system registers when it jumps to relocation code: the state after its soft restart,
 * MMU and caches off, everything else as it ran.
 *
 * Leaves: register values by name. Values are put together from fields of Arm DDI 0487, D19, in the choice that an arm64
 * Linux makes; nothing else is set, so that code that counts on more reads what nobody defined.
 */
import type { PageShift } from './tables.ts';

/** How relocation code is entered. */
export type EntryMode = 'el1' | 'el2' | 'el2-vhe';

export interface KernelGeometry {
  readonly shift: PageShift;
  /** Virtual address bits of TTBR1. */
  readonly vaBits: number;
  /** Physical address bits of the CPU (ID_AA64MMFR0_EL1.PARange). */
  readonly physicalBits: number;
}

export type Registers = Readonly<Record<string, bigint>>;

/** SCTLR_EL1 with the MMU off: LSMAOE, nTLSMD, SPAN, EIS, TSCXT and EOS set; M, A, C, SA, I, WXN clear. */
export const SCTLR_EL1_OFF = bits(29, 28, 23, 22, 20, 11);
/** SCTLR_EL2 with the MMU off and E2H = 0: its RES1 bits. */
export const SCTLR_EL2_OFF = bits(29, 28, 23, 22, 18, 16, 11, 5, 4);
/** Normal Write-Back in indices 0 and 1, Normal Non-cacheable in 2, Device-nGnRnE in 3, Device-nGnRE in 4. */
export const MAIR = 0x0000_0004_0044_ffffn;
export const HCR = { RW: bits(31), TGE: bits(27), E2H: bits(34), API: bits(41), APK: bits(40) } as const;
/** PSTATE as in SPSR_ELx: EL1h or EL2h, D, A, I, F masked. */
export const PSTATE_EL1H_MASKED = 0x3c5n;
export const PSTATE_EL2H_MASKED = 0x3c9n;

/** TG0 and TG1 are encoded differently. */
const TG0: Readonly<Record<PageShift, bigint>> = { 12: 0n, 14: 2n, 16: 1n };
const TG1: Readonly<Record<PageShift, bigint>> = { 12: 2n, 14: 1n, 16: 3n };
const PA_RANGE: readonly (readonly [number, bigint])[] = [
  [32, 0n],
  [36, 1n],
  [40, 2n],
  [42, 3n],
  [44, 4n],
  [48, 5n],
  [52, 6n],
];

/** Walks Write-Back and inner shareable for both TTBRs, ASID from TTBR1, T0SZ as wide as T1SZ. */
export function tcr({ shift, vaBits, physicalBits }: KernelGeometry): bigint {
  const txsz = BigInt(64 - vaBits);
  const walk = 1n | (1n << 2n) | (3n << 4n);
  const ips = PA_RANGE.findLast(([width]) => width <= physicalBits)?.[1] ?? 0n;
  const asidFromTtbr1 = bits(22);
  return (
    txsz |
    (txsz << 16n) |
    (walk << 8n) |
    (walk << 24n) |
    (TG0[shift] << 14n) |
    (TG1[shift] << 30n) |
    asidFromTtbr1 |
    (ips << 32n)
  );
}

export interface OldKernel {
  readonly ttbr0: bigint;
  readonly ttbr1: bigint;
  readonly vectors: bigint;
}

/**
 * stub: HVC_SOFT_RESTART of the hypervisor stub, which leaves SPSR_EL2 as the HVC from EL1 set it. kvm: KVM's own soft restart,
 * after which SPSR_EL2 says EL2h.
 */
export type CameBy = 'stub' | 'kvm';

/** What the way up to EL2 without VHE left in SPSR_EL2. */
export function leftSpsr(mode: EntryMode, cameBy: CameBy | undefined): Registers {
  if (mode !== 'el2' || cameBy === undefined) return {};
  return { spsr_el2: cameBy === 'stub' ? PSTATE_EL1H_MASKED : PSTATE_EL2H_MASKED };
}

/** Entered with the MMU on: the identity map that is in TTBR0 by then, and the stub's vectors where EL2 has them. */
export interface MmuState {
  readonly ttbr0: bigint;
  readonly t0sz: number;
  readonly stub: number | undefined;
}

/** CPACR_EL1.FPEN and, with VHE, CPTR_EL2.FPEN: the kernel's own level may use floating point. */
const FPEN_KERNEL = bits(20);
/** SCTLR_ELx.M, C and I. */
const MMU_AND_CACHES = bits(0, 2, 12);

/**
 * System registers and PSTATE at the entry of relocation code. At EL2 with VHE the translation registers are EL2's own;
 * without VHE, EL1's registers are what the kernel ran with and EL2 has no translation at all. With the MMU on, a kernel
 * without VHE is still at EL1, and VBAR_EL2 points to the stub.
 */
export function entryRegisters(mode: EntryMode, geometry: KernelGeometry, old: OldKernel, mmu?: MmuState): Registers {
  const t0sz = mmu === undefined ? tcr(geometry) : (tcr(geometry) & ~0x3fn) | BigInt(mmu.t0sz);
  const stage1 = (el: 1 | 2): Registers => ({
    [`sctlr_el${el}`]: mmu === undefined ? SCTLR_EL1_OFF : SCTLR_EL1_OFF | MMU_AND_CACHES,
    [`tcr_el${el}`]: t0sz,
    [`mair_el${el}`]: MAIR,
    [`ttbr0_el${el}`]: mmu?.ttbr0 ?? old.ttbr0,
    [`ttbr1_el${el}`]: old.ttbr1,
    [`vbar_el${el}`]: old.vectors,
  });
  const el2 = { sctlr_el2: SCTLR_EL2_OFF, hcr_el2: HCR.RW | HCR.API | HCR.APK, vttbr_el2: 0n };
  switch (mode) {
    case 'el1':
      return { ...stage1(1), cpacr_el1: FPEN_KERNEL, pstate: PSTATE_EL1H_MASKED };
    case 'el2':
      if (mmu === undefined) return { ...stage1(1), ...el2, pstate: PSTATE_EL2H_MASKED };
      return {
        ...stage1(1),
        ...el2,
        cpacr_el1: FPEN_KERNEL,
        vbar_el2: BigInt(mmu.stub ?? 0),
        pstate: PSTATE_EL1H_MASKED,
      };
    case 'el2-vhe':
      return {
        ...stage1(2),
        cptr_el2: FPEN_KERNEL,
        hcr_el2: HCR.RW | HCR.E2H | HCR.TGE,
        vttbr_el2: 0n,
        pstate: PSTATE_EL2H_MASKED,
      };
  }
}

function bits(...positions: readonly number[]): bigint {
  return positions.reduce((value, position) => value | (1n << BigInt(position)), 0n);
}
