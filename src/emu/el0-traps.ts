/**
 * What EL0 may do with system registers and cache maintenance only if EL1 lets it.
 *
 * Enters: the encoding of a register or SYS operation, the controls that hold for EL0. Leaves: whether it traps, and the syndrome of the trap.
 * Arm DDI 0487 D19.2, SCTLR_EL1 (UCT, DZE, UMA, UCI, nTWI, nTWE), CNTKCTL_EL1, ESR_ELx (ISS for EC 0x01 and 0x18).
 */
import { EC, type GuestException, simple } from './faults.ts';
import { keyOf, SYSREG } from './sysreg-file.ts';

/** Values of SCTLR_EL1 and CNTKCTL_EL1, or of SCTLR_EL2 and CNTHCTL_EL2 while HCR_EL2.{E2H,TGE} is {1,1}. */
export interface El0Controls {
  readonly sctlr: bigint;
  readonly cntkctl: bigint;
}

const UMA = 1n << 9n;
const DZE = 1n << 14n;
const UCT = 1n << 15n;
const UCI = 1n << 26n;
const sys = (crn: number, crm: number, op2: number): number => keyOf(0, 3, crn, crm, op2);

type Permission = readonly [control: keyof El0Controls, bits: bigint];
const all = (keys: readonly number[], permission: Permission): [number, Permission][] =>
  keys.map((key) => [key, permission]);

/** Any of the bits permits it. */
const PERMITTED_BY: ReadonlyMap<number, Permission> = new Map([
  ...all([SYSREG.ctr_el0], ['sctlr', UCT]),
  ...all([SYSREG.daif], ['sctlr', UMA]),
  // DC ZVA, GVA, GZVA
  ...all([sys(7, 4, 1), sys(7, 4, 3), sys(7, 4, 4)], ['sctlr', DZE]),
  // IC IVAU; DC CVAC, CVAU, CVAP, CVADP, CIVAC
  ...all([sys(7, 5, 1), ...[10, 11, 12, 13, 14].map((crm) => sys(7, crm, 1))], ['sctlr', UCI]),
  ...all([SYSREG.cntfrq_el0], ['cntkctl', 3n]),
  ...all([SYSREG.cntpct_el0], ['cntkctl', 1n]),
  ...all([SYSREG.cntvct_el0], ['cntkctl', 2n]),
  ...all([SYSREG.cntv_ctl_el0, SYSREG.cntv_cval_el0, SYSREG.cntv_tval_el0], ['cntkctl', 1n << 8n]),
  ...all([SYSREG.cntp_ctl_el0, SYSREG.cntp_cval_el0, SYSREG.cntp_tval_el0], ['cntkctl', 1n << 9n]),
]);

export function trapsFromEl0(key: number, controls: El0Controls): boolean {
  const permitted = PERMITTED_BY.get(key);
  return permitted !== undefined && (controls[permitted[0]] & permitted[1]) === 0n;
}

/** The trap of a trapped MSR, MRS or SYS, by its instruction word. */
export function systemTrap(word: number): GuestException {
  const field = (lsb: number, width: number): number => (word >>> lsb) & ((1 << width) - 1);
  const iss =
    (field(19, 2) << 20) |
    (field(5, 3) << 17) |
    (field(16, 3) << 14) |
    (field(12, 4) << 10) |
    (field(0, 5) << 5) |
    (field(8, 4) << 1) |
    field(21, 1);
  return simple('system register trap', EC.sysreg, iss);
}

/** The trap of a WFI or WFE at EL0 that would wait, if there is one. */
export function waitTrap(kind: 'wfi' | 'wfe', { sctlr }: El0Controls): GuestException | undefined {
  const permitted = (sctlr >> (kind === 'wfi' ? 16n : 18n)) & 1n;
  return permitted === 1n ? undefined : trapOfWait(kind);
}

/** The trap of a trapped WFI or WFE: CV is 1 and COND is 0b1110, as for every unconditional instruction. */
export function trapOfWait(kind: 'wfi' | 'wfe'): GuestException {
  return simple(`${kind} trap`, EC.wfx, 0x1e00000 | (kind === 'wfe' ? 1 : 0));
}
