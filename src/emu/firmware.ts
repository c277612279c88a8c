/**
 * What is outside the guest's own code: PSCI 1.1 (DEN 0022) by HVC or SMC, and semihosting by HLT #0xF000.
 *
 * Enters: a call instruction with its registers. Leaves: the answer in x0, or a stop (power off, reset, exit with a status).
 * There is one processor, with affinity 0.
 */
import type { Machine } from './machine.ts';
import { Semihosting, type SemihostingHost } from './semihosting.ts';

const PSCI = {
  version: 0x84000000,
  cpuSuspend: 0x84000001,
  cpuOff: 0x84000002,
  cpuOn: 0x84000003,
  affinityInfo: 0x84000004,
  migrateInfoType: 0x84000006,
  systemOff: 0x84000008,
  systemReset: 0x84000009,
  features: 0x8400000a,
} as const;
/** The SMC64 variant of a function has this bit; those without addresses and affinities have none. */
const SMC64 = 0x40000000;
const WIDE: ReadonlySet<number> = new Set([PSCI.cpuSuspend, PSCI.cpuOn, PSCI.affinityInfo]);
const FUNCTIONS: ReadonlySet<number> = new Set(Object.values(PSCI));
/** Trusted OS migration is not required. */
const NO_TRUSTED_OS = 2;
const STATUS = { success: 0, notSupported: -1, invalidParameters: -2, alreadyOn: -4 } as const;

/** The SMC32 identifier of a function that PSCI defines, whichever variant is called. */
function functionOf(id: number): number | undefined {
  if (FUNCTIONS.has(id)) return id;
  const narrow = (id & ~SMC64) >>> 0;
  return id !== narrow && WIDE.has(narrow) ? narrow : undefined;
}

/** Handles a PSCI call; false when x0 is no function identifier of the SMC calling convention (DEN 0028, 2.5: bit 31 is 1). */
function psci(m: Machine): boolean {
  const id = Number(m.get('x0') & 0xffffffffn);
  if ((id & 0x80000000) === 0) return false;
  const { engine } = m;
  const argument = m.get('x1');
  const answer = (value: number): true => {
    engine.cpu.setX(0, BigInt.asUintN(64, BigInt(value)));
    return true;
  };
  const here = argument === 0n;
  switch (functionOf(id)) {
    case PSCI.version:
      return answer(0x10001);
    case PSCI.features:
      return answer(functionOf(Number(argument & 0xffffffffn)) === undefined ? STATUS.notSupported : STATUS.success);
    case PSCI.migrateInfoType:
      return answer(NO_TRUSTED_OS);
    case PSCI.affinityInfo:
      return answer(here ? STATUS.success : STATUS.invalidParameters);
    case PSCI.cpuOn:
      return answer(here ? STATUS.alreadyOn : STATUS.invalidParameters);
    case PSCI.cpuSuspend:
      engine.waitForInterrupt();
      return answer(STATUS.success);
    case PSCI.cpuOff:
    case PSCI.systemOff:
    case PSCI.systemReset:
      engine.stop({ kind: 'halted', status: 0, by: 'psci' });
      return true;
    default:
      return answer(STATUS.notSupported);
  }
}

/** Connects PSCI (by `conduit`, if any) and semihosting to the machine. */
export function installFirmware(m: Machine, conduit: 'hvc' | 'smc' | undefined, host: SemihostingHost): void {
  const semihosting = new Semihosting(m, host);
  m.engine.callHook = (kind, imm) => {
    if (kind === 'hlt') {
      if (imm !== 0xf000) return false;
      semihosting.call();
      return true;
    }
    return kind === conduit && m.engine.cpu.el > 0 && psci(m);
  };
}
