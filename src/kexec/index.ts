/**
 * `a64as/kexec`: what the kernel does before relocation code runs, as functions over a memory.
 */
export type { ArgumentKind, ArgumentValues, ArgumentWriter } from './argument.ts';
export { makeSegments, pageContent } from './content.ts';
export { type CameBy, type EntryMode, entryRegisters, type Registers, tcr } from './kernel-state.ts';
export { IND, Kimage, type KimageEntry, listMoves, type Move, OutOfPages, type Segment, walkList } from './kimage.ts';
export { type Memory, Ram, type Range, readU64 } from './memory.ts';
export { PageAllocator } from './page-allocator.ts';
export type { RoledRange } from './regions.ts';
export {
  type Blob,
  buildScenario,
  OUR_PLAN,
  type Plan,
  ramFor,
  type Scenario,
  type ScenarioOptions,
} from './scenario.ts';
export { CODE, DATA, type IdentityMap, mapIdentityPage, type PageShift, PTE, startLevel, Tables } from './tables.ts';
export type { MapKind, Transition } from './transition.ts';
