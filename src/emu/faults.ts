/**
 * Synchronous exceptions as values: what generated code throws through a helper, and how they are encoded in ESR_ELx.
 *
 * Enters: an access fault, an undefined instruction, an alignment fault. Leaves: GuestException with exception class and syndrome
 * (Arm DDI 0487 D19.2.40, ESR_ELx).
 */
import type { Access } from './mmu.ts';
import type { FaultKind, Translation } from './walk.ts';

/** Exception classes (ESR_ELx.EC). */
export const EC = {
  unknown: 0x00,
  wfx: 0x01,
  fpAccess: 0x07,
  illegalState: 0x0e,
  svc64: 0x15,
  hvc64: 0x16,
  smc64: 0x17,
  sysreg: 0x18,
  instructionAbortLower: 0x20,
  instructionAbort: 0x21,
  pcAlignment: 0x22,
  dataAbortLower: 0x24,
  dataAbort: 0x25,
  spAlignment: 0x26,
  memoryCopy: 0x27,
  breakpoint: 0x30,
  softwareStep: 0x32,
  watchpoint: 0x34,
  brk: 0x3c,
} as const;

/** Thrown by helpers; caught by the dispatcher, which takes the exception. Not an Error: no stack is wanted. */
export interface GuestException {
  readonly guest: true;
  /** For words: 'data abort', 'undefined instruction'. */
  readonly name: string;
  readonly ec: number;
  readonly iss: number;
  readonly far: bigint | undefined;
  readonly fault: FaultKind | 'none';
  readonly access: Access | 'none';
  /** At least this level takes it (HVC traps and the like); otherwise the usual routing. */
  readonly targetEl?: 1 | 2 | 3;
  /** Of a fault in the second stage: the intermediate physical address, for HPFAR_EL2. */
  readonly ipa?: number;
  /** Base register of the access that aborted, 31 for SP, where the engine knows it. */
  readonly base?: number;
}

export function isGuestException(e: unknown): e is GuestException {
  return typeof e === 'object' && e !== null && 'guest' in e;
}

/** xFSC of a fault (D19.2.40, "DFSC"). */
export function faultStatus(kind: FaultKind, level: number): number {
  if (level < 0) return kind === 'translation' ? 0b101011 : 0b101001;
  switch (kind) {
    case 'address-size':
      return 0b000000 | level;
    case 'translation':
      return 0b000100 | level;
    case 'access-flag':
      return 0b001000 | level;
    case 'permission':
      return 0b001100 | level;
    case 'walk-abort':
      return 0b010100 | level;
    case 'external':
      return 0b010000;
    case 'alignment':
      return 0b100001;
    case 'tlb-conflict':
      return 0b110000;
  }
}

/** The abort of an access at `va`, taken from exception level `el` (the class says whether to the same level; set on taking). */
export function abort(kind: FaultKind, level: number, va: bigint, access: Access, maintenance = false): GuestException {
  const fetch = access === 'fetch';
  const iss = faultStatus(kind, level) | (access === 'write' ? 1 << 6 : 0) | (maintenance ? 1 << 8 : 0);
  const what = fetch ? 'instruction abort' : 'data abort';
  return { guest: true, name: what, ec: fetch ? EC.instructionAbort : EC.dataAbort, iss, far: va, fault: kind, access };
}

/** ISS.S1PTW: the second stage refused a descriptor of the first. */
export const ON_WALK = 1 << 7;

/** The abort of an access whose translation `t` faults, in either stage. */
export function abortOf(t: Translation, va: bigint, access: Access, maintenance = false): GuestException {
  const e = abort(t.fault ?? 'translation', t.level, va, access, maintenance);
  if (t.second === undefined || t.ipa === undefined) return e;
  return { ...e, iss: e.iss | (t.onWalk === true ? ON_WALK : 0), ipa: t.ipa, targetEl: 2 };
}

/**
 * ISS[24:14] of a data abort from the second stage, by which EL2 can emulate the access: a load or store of one general register without
 * writeback. 0 for other instructions. Arm DDI 0487 D19.2.40, ISV.
 */
export function emulationSyndrome(word: number): number {
  const [size, opc] = [word >>> 30, (word >>> 22) & 3];
  const general = (word & 0x3f000000) >>> 0 === 0x39000000;
  const other = (word & 0x3f000000) >>> 0 === 0x38000000;
  const registerOffset = (word & 0x00200c00) === 0x00200800;
  const unscaled = (word & 0x00200400) === 0;
  const valid = 1 << 24;
  const target = (word & 31) << 16;
  if (general || (other && (registerOffset || unscaled))) {
    // PRFM
    if (size === 3 && opc === 2) return 0;
    const signed = opc >= 2 ? 1 << 21 : 0;
    const wide = size === 3 || opc === 2 ? 1 << 15 : 0;
    return valid | (size << 22) | signed | target | wide;
  }
  // LDAR, STLR, LDLAR, STLLR: acquire or release is bit 14
  if ((word & 0x3fa07c00) >>> 0 === 0x08807c00)
    return valid | (size << 22) | target | (size === 3 ? 1 << 15 : 0) | ((word & 0x8000) >>> 1);
  return 0;
}

export function undefinedException(): GuestException {
  return {
    guest: true,
    name: 'undefined instruction',
    ec: EC.unknown,
    iss: 0,
    far: undefined,
    fault: 'none',
    access: 'none',
  };
}

export function simple(name: string, ec: number, iss: number, far?: bigint): GuestException {
  return { guest: true, name, ec, iss, far, fault: 'none', access: 'none' };
}
