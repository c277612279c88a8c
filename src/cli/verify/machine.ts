/** The emulator, as verify/ wants it: a CPU profile by name, EL2 where the entry has one. */
import { Machine } from '../../emu/machine.ts';
import { PROFILE_NAMES, profile } from '../../emu/profiles.ts';
import type { SteppableMachine } from '../../verify/report-data.ts';
import type { MachineSpec } from '../../verify/verify.ts';

export function createMachine({
  cpu,
  hasEl2,
  dcacheLine,
  icacheLine,
  ramBase,
  ramSize,
}: MachineSpec): SteppableMachine {
  const name = PROFILE_NAMES.find((known) => known === cpu);
  if (name === undefined) throw new RangeError(`no CPU profile '${cpu}', only ${PROFILE_NAMES.join(', ')}`);
  return new Machine({ cpu: profile(name, { hasEl2, dcacheLine, icacheLine }), ramBase, ramSize });
}
