/**
 * What EL2 (and EL3) make of the system instructions of lower levels: traps by HCR_EL2, MDCR_EL2, CPTR_EL2, CNTHCTL_EL2 and SCR_EL3.
 *
 * Enters: the encoding of an MRS, MSR or SYS at EL1 or EL0, values of the controls. Leaves: the level that the instruction traps to, or
 * undefined. Arm DDI 0487 D1.3.5 (configurable instruction controls) and the descriptions of those registers in D19.2.
 */
import { keyOf, SYSREG } from './sysreg-file.ts';

/** Values that decide, each 0 where its level is not implemented. */
export interface TrapControls {
  readonly el: number;
  readonly hasEl2: boolean;
  readonly hcr: bigint;
  readonly mdcr: bigint;
  readonly cptr: bigint;
  readonly cnthctl: bigint;
  /** FEAT_PAuth: HCR_EL2.{APK, API} exist. */
  readonly pointerAuth: boolean;
}

const bit = (value: bigint, n: number): boolean => ((value >> BigInt(n)) & 1n) === 1n;

/** Registers that HCR_EL2.TVM (writes) and TRVM (reads) trap. */
const VIRTUAL_MEMORY: ReadonlySet<number> = new Set([
  SYSREG.sctlr_el1,
  SYSREG.ttbr0_el1,
  SYSREG.ttbr1_el1,
  SYSREG.tcr_el1,
  SYSREG.esr_el1,
  SYSREG.far_el1,
  SYSREG.afsr0_el1,
  SYSREG.afsr1_el1,
  SYSREG.mair_el1,
  SYSREG.amair_el1,
  SYSREG.contextidr_el1,
]);
/** ID group 1 (TID1): REVIDR_EL1, AIDR_EL1, SMIDR_EL1. */
const ID_GROUP_1: ReadonlySet<number> = new Set([keyOf(3, 0, 0, 0, 6), keyOf(3, 1, 0, 0, 7), keyOf(3, 1, 0, 0, 6)]);
/** ID group 2 (TID2): CTR_EL0, CCSIDR_EL1, CCSIDR2_EL1, CLIDR_EL1, CSSELR_EL1. */
const ID_GROUP_2: ReadonlySet<number> = new Set([
  SYSREG.ctr_el0,
  SYSREG.ccsidr_el1,
  keyOf(3, 1, 0, 0, 2),
  SYSREG.clidr_el1,
  SYSREG.csselr_el1,
]);
const DEBUG_ROM: ReadonlySet<number> = new Set([keyOf(2, 0, 1, 0, 0), keyOf(2, 0, 2, 0, 0)]);
const OS_LOCK: ReadonlySet<number> = new Set(
  [1, 4].flatMap((op2) => [0, 1, 3, 4].map((crm) => keyOf(2, 0, 1, crm, op2))),
);
const PMCR = keyOf(3, 3, 9, 12, 0);

function debugTrap(key: number, mdcr: bigint): boolean {
  const op0 = key >>> 14;
  if (op0 === 2 && ((key >>> 11) & 7) === 0) {
    const crn = (key >>> 7) & 15;
    const everything = bit(mdcr, 9) || bit(mdcr, 8);
    if (DEBUG_ROM.has(key)) return bit(mdcr, 11) || everything;
    if (crn === 1 && OS_LOCK.has(key)) return bit(mdcr, 10) || everything;
    return everything;
  }
  const monitor = op0 === 3 && (((key >>> 7) & 15) === 9 || ((key >>> 3) & 15) >= 8) && isPerformance(key);
  return monitor && (bit(mdcr, 6) || (key === PMCR && bit(mdcr, 5)));
}

/** PM*: CRn 9 with CRm 12 to 14, and CRn 14 with CRm 8 to 15, of op1 3; PMINTENSET_EL1, PMINTENCLR_EL1. */
function isPerformance(key: number): boolean {
  const [op1, crn, crm] = [(key >>> 11) & 7, (key >>> 7) & 15, (key >>> 3) & 15];
  if (op1 === 3) return (crn === 9 && crm >= 12 && crm <= 14) || (crn === 14 && crm >= 8);
  return op1 === 0 && crn === 9 && crm === 14;
}

function timerTrap(key: number, c: TrapControls): boolean {
  const e2h = bit(c.hcr, 34);
  if (e2h && bit(c.hcr, 27) && c.el === 0) return false;
  const shift = e2h ? 10 : 0;
  if (key === SYSREG.cntpct_el0) return !bit(c.cnthctl, shift);
  const physical = key === SYSREG.cntp_ctl_el0 || key === SYSREG.cntp_cval_el0 || key === SYSREG.cntp_tval_el0;
  return physical && !bit(c.cnthctl, shift + 1);
}

/** Whether MRS or MSR of the register `key` at EL1 or EL0 traps to EL2. */
export function registerTrapsToEl2(key: number, write: boolean, c: TrapControls): boolean {
  if (!c.hasEl2 || c.el > 1) return false;
  if (timerTrap(key, c) || debugTrap(key, c.mdcr)) return true;
  const { hcr } = c;
  if (c.el === 0) return bit(hcr, 17) && !bit(hcr, 27) && ID_GROUP_2.has(key);
  if (VIRTUAL_MEMORY.has(key)) return bit(hcr, write ? 26 : 30);
  if (key === SYSREG.actlr_el1) return bit(hcr, 21);
  if (key === SYSREG.cpacr_el1) return bit(c.cptr, 31);
  if (ID_GROUP_2.has(key)) return bit(hcr, 17);
  if (ID_GROUP_1.has(key)) return bit(hcr, 16);
  const [op0, op1, crn, crm] = [key >>> 14, (key >>> 11) & 7, (key >>> 7) & 15, (key >>> 3) & 15];
  if (op0 !== 3) return false;
  if (op1 === 0 && crn === 0 && crm >= 1 && crm <= 7) return bit(hcr, 18);
  if (crn === 11 || crn === 15) return bit(hcr, 20);
  // keys of pointer authentication: S3_0_C2_C1_* to S3_0_C2_C3_*
  return c.pointerAuth && op1 === 0 && crn === 2 && crm >= 1 && crm <= 3 && !bit(hcr, 40);
}

/** Whether a SYS operation (kind, and key with op0 0) at EL1 or EL0 traps to EL2. */
export function operationTrapsToEl2(kind: string, key: number, c: TrapControls): boolean {
  if (!c.hasEl2 || c.el > 1) return false;
  const { hcr } = c;
  if (c.el === 0 && bit(hcr, 27)) return false;
  const [op1, crm, op2] = [(key >>> 11) & 7, (key >>> 3) & 15, key & 7];
  switch (kind) {
    case 'tlbi': {
      const outer = crm === 1 || crm === 5;
      const inner = crm === 3 || crm === 2;
      return bit(hcr, 25) || (inner && bit(hcr, 54)) || (outer && bit(hcr, 55));
    }
    case 'at':
      return op1 === 0 && bit(hcr, 44);
    case 'ic':
      return bit(hcr, 24) || bit(hcr, 52) || (crm === 1 && bit(hcr, 50));
    case 'dc':
      if (op1 === 3 && crm === 4) return bit(hcr, 28);
      if (op1 === 0 && (op2 & 1) === 0) return bit(hcr, 22);
      return crm === 11 ? bit(hcr, 24) || bit(hcr, 52) : bit(hcr, 23);
    default:
      return false;
  }
}

/** Whether a WFI or WFE that would wait at EL1 or EL0 traps to EL2 (HCR_EL2.TWI, TWE). */
export function waitTrapsToEl2(kind: 'wfi' | 'wfe', hcr: bigint, el: number): boolean {
  return !(el === 0 && bit(hcr, 27)) && bit(hcr, kind === 'wfi' ? 13 : 14);
}
