/**
 * What is outside the guest's own code: PSCI (DEN 0022) by HVC or SMC, and semihosting by HLT #0xF000.
 *
 * Enters: a call instruction with its registers. Leaves: the answer in x0, or a stop (power off, reset, exit with a status).
 */
import type { Machine } from './machine.ts';
import { addressIn } from './walk.ts';

const PSCI = {
  version: 0x84000000,
  cpuSuspend: 0xc4000001,
  cpuOff: 0x84000002,
  cpuOn: 0xc4000003,
  affinityInfo: 0xc4000004,
  migrateInfoType: 0x84000006,
  systemOff: 0x84000008,
  systemReset: 0x84000009,
  features: 0x8400000a,
} as const;
const NOT_SUPPORTED = 0xffff_ffff_ffff_ffffn;
const SMCCC_VERSION = 0x80000000;

/** Handles a PSCI call; false when x0 names no function that PSCI or SMCCC defines. */
function psci(m: Machine): boolean {
  const id = Number(m.get('x0') & 0xffffffffn);
  const answer = (value: bigint): true => {
    m.engine.cpu.setX(0, value);
    return true;
  };
  switch (id) {
    case PSCI.version:
      return answer(0x10000n);
    case SMCCC_VERSION:
      return answer(0x10000n);
    case PSCI.features: {
      const asked = Number(m.get('x1') & 0xffffffffn);
      return answer((Object.values(PSCI) as number[]).includes(asked) ? 0n : NOT_SUPPORTED);
    }
    case PSCI.migrateInfoType:
      return answer(2n);
    case PSCI.affinityInfo:
      return answer(0n);
    case PSCI.cpuOn:
    case PSCI.cpuOn & ~0x40000000:
      return answer(BigInt.asUintN(64, -2n));
    case PSCI.cpuOff:
    case PSCI.systemOff:
      m.engine.stop({ kind: 'halted', status: 0, by: 'psci' });
      return true;
    case PSCI.systemReset:
      m.engine.stop({ kind: 'halted', status: 0, by: 'psci' });
      return true;
  }
  return (id & 0xff000000) >>> 24 === 0x84 || (id & 0xff000000) >>> 24 === 0xc4 ? answer(NOT_SUPPORTED) : false;
}

export interface SemihostingFiles {
  /** Output of SYS_WRITEC, SYS_WRITE0 and SYS_WRITE to a console. */
  write(bytes: Uint8Array): void;
  readonly commandLine: string;
}

function words(m: Machine, count: number): bigint[] {
  const bytes = m.readVirtual(m.get('x1'), 8 * count);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, i) => view.getBigUint64(8 * i, true));
}

function text(m: Machine, at: bigint): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < 65536; i++) {
    const byte = m.readVirtual(at + BigInt(i), 1)[0] as number;
    if (byte === 0) break;
    out.push(byte);
  }
  return Uint8Array.from(out);
}

/** What SYS_ELAPSED and SYS_CLOCK take for a second, in instructions. */
const INSTRUCTIONS_PER_SECOND = 1_000_000_000n;

/** Stores a doubleword for the guest at a virtual address, inside one page. Throws RangeError where nothing is mapped. */
function writeVirtual(m: Machine, at: bigint, value: bigint): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  m.writePhys(physical(m, at), bytes);
}

function physical(m: Machine, at: bigint): number {
  const lo = Number(BigInt.asIntN(32, at));
  const t = m.translate(at);
  if (t.fault !== undefined) throw new RangeError(`0x${at.toString(16)} is not mapped: ${t.fault} fault`);
  return addressIn(t, lo, Number(BigInt.asIntN(32, at >> 32n))) + (lo & 4095);
}

/** SYS_GET_CMDLINE: buffer and its length in the block at x1; 0, or -1 when the buffer is too short. */
function commandLine(m: Machine, text: string): bigint {
  const [buffer = 0n, room = 0n] = words(m, 2);
  const bytes = new Uint8Array([...new TextEncoder().encode(text), 0]);
  if (BigInt(bytes.length) > room) return -1n;
  for (const [i, byte] of bytes.entries()) m.writePhys(physical(m, buffer + BigInt(i)), Uint8Array.of(byte));
  writeVirtual(m, m.get('x1') + 8n, BigInt(bytes.length - 1));
  return 0n;
}

/** Semihosting for AArch64 (Arm semihosting 2.0). Operations that need files answer -1. */
function semihosting(m: Machine, files: SemihostingFiles): void {
  const operation = Number(m.get('x0') & 0xffffffffn);
  let result = -1n;
  if (operation === 0x01) result = new TextDecoder('latin1').decode(text(m, words(m, 1)[0] ?? 0n)) === ':tt' ? 1n : -1n;
  else if (operation === 0x02) result = 0n;
  else if (operation === 0x03) {
    files.write(m.readVirtual(m.get('x1'), 1));
    result = 0n;
  } else if (operation === 0x04) {
    files.write(text(m, m.get('x1')));
    result = 0n;
  } else if (operation === 0x05) {
    const [, at = 0n, length = 0n] = words(m, 3);
    files.write(m.readVirtual(at, Number(length)));
    result = 0n;
  } else if (operation === 0x08) result = words(m, 1)[0] === 0n ? 0n : 1n;
  else if (operation === 0x09) result = 1n;
  else if (operation === 0x10) result = BigInt(Math.floor(m.steps / 10_000_000));
  else if (operation === 0x11 || operation === 0x13) result = 0n;
  else if (operation === 0x15) result = commandLine(m, files.commandLine);
  else if (operation === 0x30) {
    writeVirtual(m, m.get('x1'), BigInt(m.steps));
    result = 0n;
  } else if (operation === 0x31) result = INSTRUCTIONS_PER_SECOND;
  else if (operation === 0x18 || operation === 0x20) {
    const [reason = 0n, status = 0n] = words(m, 2);
    const code = reason === 0x20026n ? Number(status & 0xffn) : 1;
    m.engine.stop({ kind: 'halted', status: code, by: 'semihosting' });
  }
  m.engine.cpu.setX(0, BigInt.asUintN(64, result));
}

/** Connects PSCI (by `conduit`, if any) and semihosting to the machine. */
export function installFirmware(m: Machine, conduit: 'hvc' | 'smc' | undefined, files: SemihostingFiles): void {
  m.engine.callHook = (kind, imm) => {
    if (kind === 'hlt') {
      if (imm !== 0xf000) return false;
      semihosting(m, files);
      return true;
    }
    return kind === conduit && psci(m);
  };
}
