/**
 * Whether floating-point and vector instructions are trapped (Arm DDI 0487 J1.1, CheckFPAdvSIMDEnabled64; CPACR_EL1, CPTR_EL2).
 *
 * Enters: the exception level, the control registers as a reader. Leaves: the level that takes the trap, or undefined. CPTR_EL3 is firmware's, and traps
 * nothing.
 */
import type { CpuProfile } from './api.ts';
import type { GuestException } from './faults.ts';
import { EC, simple } from './faults.ts';
import { SYSREG } from './sysreg-file.ts';

/** Registers that decide. */
export const FLOAT_CONTROLS: readonly number[] = [SYSREG.cpacr_el1, SYSREG.cptr_el2, SYSREG.hcr_el2];

/** FPEN: 0 and 2 trap both levels, 1 the lower, 3 none. */
function enabled(value: bigint, lower: boolean): boolean {
  const fpen = Number((value >> 20n) & 3n);
  return fpen === 3 || (fpen === 1 && !lower);
}

export function floatTrapTo(el: number, read: (key: number) => bigint, cpu: CpuProfile): 1 | 2 | undefined {
  const hcr = cpu.hasEl2 ? read(SYSREG.hcr_el2) : 0n;
  const e2h = cpu.hasVhe && ((hcr >> 34n) & 1n) === 1n;
  const tge = ((hcr >> 27n) & 1n) === 1n;
  if (el <= 1 && !(e2h && tge) && !enabled(read(SYSREG.cpacr_el1), el === 0)) return tge ? 2 : 1;
  if (el > 2 || !cpu.hasEl2) return undefined;
  const cptr = read(SYSREG.cptr_el2);
  if (e2h) return enabled(cptr, el === 0 && tge) ? undefined : 2;
  return ((cptr >> 10n) & 1n) === 1n ? 2 : undefined;
}

/** The trap; its syndrome says that no AArch32 condition was there. */
export function floatTrap(targetEl: 1 | 2): GuestException {
  return { ...simple('floating-point access trap', EC.fpAccess, 0x1e00000), targetEl };
}
