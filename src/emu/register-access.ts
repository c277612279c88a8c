/**
 * Which system registers the machine has.
 *
 * Enters: the encoding of an MRS or MSR, the CPU profile. Leaves: whether there is such a register to be read or written; an
 * access to any other is UNDEFINED. What may be done with a register at an exception level is system.ts and el2-traps.ts.
 * Arm DDI 0487 D19.1 (encodings), D19.3 (IMPLEMENTATION DEFINED, ID space); the units that are not there are those whose ID fields say so.
 */
import { type Sysreg, sysregByKey } from '../isa/sysregs.ts';
import type { CpuProfile } from './api.ts';
import { instructionsOf } from './profiles.ts';

/** Hardware breakpoints and watchpoints (ID_AA64DFR0_EL1.BRPs, WRPs). */
export const BREAKPOINTS = 6;
export const WATCHPOINTS = 4;
/** Event counters of the performance monitors (PMCR_EL0.N). */
export const EVENT_COUNTERS = 6;

/** Units that no profile has: trace, activity monitors, profiling and trace buffers, MPAM, branch records, PMSA, fine-grained traps. */
const ABSENT_UNITS =
  /^(trc|trf|am(cr|cg|cfg|cnt|ev|user)|pm(scr|sicr|sirr|sfcr|sevfr|snevfr|slatfr|sidr|blimitr|bptr|bsr|bidr)|trb|mpam|brb|csr(cr|ptr)|pr(bar|lar|sel|en)|mpuir|h(d|a)?fg|cntpoff|cntpctss|cntvctss|vncr|allint|icc_nmiar|cnthps|cnthvs|teecr|teehbr)/;

/** Registers that come with a feature and have no name of their own for it in the table. */
const WITH_FEATURE: readonly (readonly [names: RegExp, feature: string])[] = [
  [/^(icc|ich)_/, 'FEAT_GICv3'],
  [/^(erridr|errselr|erx|disr|vdisr|vsesr)/, 'FEAT_RAS'],
  [/^lor/, 'FEAT_LOR'],
  [/^(vsttbr|vstcr|sder32_el2)/, 'FEAT_SEL2'],
  [/^(rgsr|gcr_el1|tfsr|gmid|tco$)/, 'FEAT_MTE'],
  [/^pmmir/, 'FEAT_PMUv3p4'],
];

/** Registers of the group that only newer assemblers know, which is none of the machine's. */
const UNNAMED_GROUP = 'llvm';

/** Whether a numbered register is one of those implemented. */
function implementedNumber(name: string): boolean {
  const counter = /^pmev(?:cntr|typer)([0-9]+)_el0$/.exec(name);
  if (counter !== null) return Number(counter[1]) < EVENT_COUNTERS;
  const numbered = /^dbg([bw])[vc]r([0-9]+)_el1$/.exec(name);
  if (numbered === null) return true;
  return Number(numbered[2]) < (numbered[1] === 'b' ? BREAKPOINTS : WATCHPOINTS);
}

function there(row: Sysreg, cpu: CpuProfile): boolean {
  const { name, feature } = row;
  if (feature === UNNAMED_GROUP || ABSENT_UNITS.test(name) || !implementedNumber(name)) return false;
  const needs = WITH_FEATURE.find(([names]) => names.test(name));
  if (needs !== undefined) return cpu.features.has(needs[1]);
  if (name.endsWith('_el3') || name.startsWith('cntps_')) return cpu.hasEl3;
  if (row.el === 2 && feature === 'v8.1-a') return cpu.hasVhe;
  return instructionsOf(cpu).satisfies(feature);
}

/** Encodings that an implementation may use as it likes (D19.3.2). */
function implementationDefined(key: number): boolean {
  const crn = (key >>> 7) & 15;
  return key >>> 14 === 3 && (crn === 11 || crn === 15);
}

/** The ID space: op0 3, op1 0, CRn 0, CRm 1 to 7, which reads as zero where it has no name (D19.3.1). */
export function inIdSpace(key: number): boolean {
  const crm = (key >>> 3) & 15;
  return key >>> 14 === 3 && ((key >>> 11) & 7) === 0 && ((key >>> 7) & 15) === 0 && crm >= 1 && crm <= 7;
}

/** Whether the CPU has a register of this encoding that can be read, or written. */
export function registerThere(key: number, write: boolean, cpu: CpuProfile): boolean {
  if (inIdSpace(key)) return !write;
  const row = sysregByKey(key, write);
  if (row === undefined) return implementationDefined(key);
  const allowed = row.access === 'rw' || row.access === (write ? 'w' : 'r');
  return allowed && there(row, cpu);
}
