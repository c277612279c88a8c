/**
 * Where things are in the one WebAssembly memory of a machine: state of the processing element and lookup tables first, RAM after them.
 *
 * Enters: the size of RAM in bytes. Leaves: the memory with typed views on it, which CpuState and LineModel take for their own
 * arrays (EngineStorage), so that generated WebAssembly, generated JavaScript and the host see the same bytes.
 */
import { SLOT } from '../cpu-state.ts';
import type { EngineStorage } from '../engine.ts';
import { PLATFORM, type WasmMemory } from './platform.ts';

const PAGE = 65536;

/** Byte addresses. */
export const AT = {
  registers: 0,
  vectors: 512,
  /** Blocks go on to further rounds, and to each other, while `rounds` is at most this (int32). */
  limit: 1024,
  /** Number of blocks entered, modulo 2^32; and the last of them by PC. */
  entered: 1028,
  /** Values for host calls: four of 64 bits. */
  arguments: 1088,
  recent: 2048,
  tlbRead: 4096,
  tlbWrite: 4096 + 16384,
  jumps: PAGE,
  ram: 3 * PAGE,
} as const;

/** Byte address of a slot of CpuState.r. */
export const slotAt = (slot: number): number => AT.registers + 4 * slot;
export const PC_AT = slotAt(SLOT.pcLo);
export const RECENT = 64;

/** Entries of each software TLB: tag (i64: VA of the page; odd: none), what to add to the low word of the VA (i32), unused (i32). */
export const TLB_ENTRIES = 1024;
/** Entries of the jump table: PC (i64; odd: none), table index of the function (i32), unused (i32). */
export const JUMP_ENTRIES = 8192;
export const ENTRY_BYTES = 16;

/**
 * Byte offset of a VA's entry in a software TLB; `page` is VA[43:12] as int32. Consecutive pages never share an entry, so that an
 * access whose last byte lies in the page of the entry found by its first lies wholly in it.
 */
export const tlbOffset = (page: number): number => ((page + (page >>> 10)) & (TLB_ENTRIES - 1)) * ENTRY_BYTES;

/** Byte offset of a PC's entry in the jump table; `word` is PC[33:2] as int32. */
export const jumpOffset = (word: number): number => ((word ^ (word >>> 11)) & (JUMP_ENTRIES - 1)) * ENTRY_BYTES;

export interface FastStorage extends EngineStorage {
  readonly memory: WasmMemory;
  readonly i32: Int32Array;
  readonly i64: BigInt64Array;
}

/** The memory for `ramSize` bytes of RAM; undefined where WebAssembly has no room for it. */
export function makeStorage(ramSize: number): FastStorage | undefined {
  const pages = AT.ram / PAGE + Math.ceil(ramSize / PAGE);
  if (pages > PAGE) return undefined;
  try {
    const memory = new PLATFORM.Memory({ initial: pages, maximum: pages });
    const { buffer } = memory;
    return {
      memory,
      ram: new Uint8Array(buffer, AT.ram, ramSize),
      registers: new Int32Array(buffer, AT.registers, SLOT.length),
      vectors: new Int32Array(buffer, AT.vectors, 128),
      i32: new Int32Array(buffer, 0, AT.ram / 4),
      i64: new BigInt64Array(buffer, 0, AT.ram / 8),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
