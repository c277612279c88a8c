/**
 * A machine on the point of entering relocation code: what machine_kexec_post_load and machine_kexec have done by then.
 *
 * Enters: physical memory, the linked blob, how much to move, how the CPU is entered, and the plan of a design. Leaves, in
 * memory: the loaded image in scattered pages and its list, the blob in its control page, the argument block, the transitional
 * tables, the old kernel's own tables; as values: registers, regions with their roles, and what must be true afterwards.
 */
import { type ArgumentKind, type ArgumentValues, type ArgumentWriter, placeArgument } from './argument.ts';
import { FDT_MAGIC, makeSegments } from './content.ts';
import {
  type CameBy,
  type EntryMode,
  entryRegisters,
  type KernelGeometry,
  leftSpsr,
  type OldKernel,
  type Registers,
} from './kernel-state.ts';
import { Kimage, type Move, OutOfPages, type Segment } from './kimage.ts';
import type { Memory, Range } from './memory.ts';
import { buildOldKernel } from './old-kernel.ts';
import { PageAllocator } from './page-allocator.ts';
import { codeRegions, type RoledRange, regionsOf } from './regions.ts';
import type { PageShift } from './tables.ts';
import { buildTransition, type MapKind, pageOffset, type Transition, type TransitionRequest } from './transition.ts';

const MIB = 2 ** 20;
/** Where the running kernel lies, and where the new one goes: the first 2 MiB boundary in RAM, as kexec chooses it. */
const KERNEL_OFFSET = 2 * MIB;
const OLD_KERNEL_BYTES = 16 * MIB;

/** The linked relocation code, as the pipeline hands it over. */
export interface Blob {
  /** What goes into the control page. */
  readonly bytes: Uint8Array;
  /** Offsets of the entry and of the EL2 vectors from its start. */
  readonly entry: number;
  readonly vectors: number;
  /** Where in it there is code, as offsets; the rest is padding, which nothing should execute. All of it by default. */
  readonly code?: readonly Range[];
}

/** What a design wants of the kernel's side. */
export interface Plan {
  /** One of the thread's, or somebody else's: writes it and returns the argument registers. */
  readonly argument: ArgumentKind | ArgumentWriter;
  /** Tables that are built, used or not. */
  readonly map: MapKind | undefined;
  /** Relocation works without tables, so it is no failure when there is no page for them. */
  readonly mapIsOptional: boolean;
  /** Entered with the MMU on, in the old kernel's own linear map, at EL1 even where there is an EL2 (mainline). */
  readonly entersWithMmu: boolean;
}

/** asm/relocate_kernel.S. */
export const OUR_PLAN: Plan = { argument: 'patch6', map: 'contiguous', mapIsOptional: true, entersWithMmu: false };

export interface ScenarioOptions {
  readonly mode: EntryMode;
  /** Pages to relocate. */
  readonly pages: number;
  /** Segments lie where they will run: IND_DONE at once. */
  readonly inPlace?: boolean;
  readonly ram: Range;
  readonly plan?: Plan;
  readonly shift?: PageShift;
  readonly vaBits?: number;
  readonly physicalBits?: number;
  readonly seed?: number;
  /** The new image's first bytes, if it is to do something; by default a header and pseudo-random bytes. */
  readonly image?: Uint8Array;
  /** Pages the allocator gives before it refuses. */
  readonly allowance?: number;
  /** False: as if there were no page for a table. */
  readonly tables?: boolean;
  /** Who went up to EL2 last, and so what SPSR_EL2 holds there; by default nothing that code may count on. */
  readonly cameBy?: CameBy;
}

export interface Scenario {
  readonly mode: EntryMode;
  readonly pageSize: number;
  readonly registers: Registers;
  readonly regions: readonly RoledRange[];
  readonly segments: readonly Segment[];
  readonly moves: readonly Move[];
  readonly argument: ArgumentValues;
  readonly argumentAddress: number;
  readonly controlPage: number;
  /** Where the blob must jump, and the device tree it must pass in x0. */
  readonly entry: number;
  readonly deviceTree: number;
  /** Table pages of the copy's mappings, and of the identity map. */
  readonly copyTables: readonly number[];
  readonly identityTables: readonly number[];
  readonly imageList: readonly number[];
  readonly old: OldKernel & KernelGeometry;
}

/** Bytes of RAM that a relocation of `bytes` is comfortable in: a power of two, at least 64 MiB. */
export function ramFor(bytes: number): number {
  let size = 64 * MIB;
  while (size < bytes * 2.25 + 40 * MIB) size *= 2;
  return size;
}

/** Throws OutOfPages when the allocator refuses, RangeError when the RAM is too small for the image. */
export function buildScenario(memory: Memory, blob: Blob, options: ScenarioOptions): Scenario {
  const { mode, ram, plan = OUR_PLAN } = options;
  const inPlace = options.inPlace === true;
  const geometry: KernelGeometry = {
    shift: options.shift ?? 12,
    vaBits: options.vaBits ?? 48,
    physicalBits: options.physicalBits ?? 48,
  };
  const pageSize = 2 ** geometry.shift;
  const oldImage: Range = { start: ram.start + KERNEL_OFFSET, end: ram.start + KERNEL_OFFSET + OLD_KERNEL_BYTES };
  const { image, target } = allocateImage(memory, options, pageSize, oldImage);

  const old = { ...geometry, ...buildOldKernel(memory, geometry, ram, oldImage) };
  const controlPage = image.allocateControlPage('the relocation code');
  const argumentAddress = image.allocateControlPage('the argument block');
  memory.write(controlPage, blob.bytes);
  if (inPlace) image.loadInPlace();
  else image.load();
  const moves = inPlace ? [] : image.moves();

  const request: TransitionRequest = { memory, image, moves, geometry, ram, controlPage };
  const tables = inPlace && plan.argument !== 'kimage' ? undefined : transitionFor(plan, options, request);
  const stub = plan.entersWithMmu && mode === 'el2' ? placeStub(memory, image, blob) : undefined;
  const zeroPage = plan.entersWithMmu ? image.allocateControlPage('an empty table') : 0;
  const deviceTree =
    image.segments.find(({ page }) => new DataView(page(0).buffer).getUint32(0, false) === FDT_MAGIC)?.destination ?? 0;
  const argument: ArgumentValues = {
    head: BigInt(image.head),
    entry_addr: BigInt(target.start),
    kern_arg0: BigInt(deviceTree),
    kern_arg1: 0n,
    kern_arg2: 0n,
    kern_arg3: 0n,
    el2_vector: mode === 'el2' ? BigInt(stub ?? controlPage + blob.vectors) : 0n,
    trans_ttbr0: tables?.ttbr0 ?? 0n,
    trans_ttbr1: tables?.ttbr1 ?? 0n,
    trans_t0sz: BigInt(tables?.t0sz ?? 0),
    src_addr: tables?.source ?? BigInt(inPlace ? 0 : image.head),
    dst_addr: tables?.destination ?? 0n,
    copy_len: BigInt(moves.length * pageSize),
    phys_offset: tables?.physOffset ?? 0n,
    zero_page: BigInt(zeroPage),
  };
  const virtual = pageOffset(geometry) + BigInt(argumentAddress - ram.start);
  const x = placeArgument(plan.argument, memory, argumentAddress, virtual, argument);
  const withMmu =
    plan.entersWithMmu && tables !== undefined ? { ttbr0: tables.ttbr0, t0sz: tables.t0sz, stub } : undefined;

  const copyTables = tables?.copyTables ?? [];
  const identityTables = tables?.identityTables ?? [];
  const regions = regionsOf(ram, pageSize, [
    { role: 'destination', name: 'destination', ranges: [target] },
    {
      role: 'page-tables',
      name: 'transitional tables',
      ranges: pageRanges([...copyTables, ...identityTables], pageSize),
    },
    { role: 'image-list', name: 'image list', ranges: pageRanges(image.indirectionPages, pageSize) },
    { role: 'argument', name: 'argument block', ranges: pageRanges([argumentAddress], pageSize) },
    { role: 'vectors', name: 'stub vectors', ranges: pageRanges(stub === undefined ? [] : [stub], pageSize) },
    { role: 'blob', name: 'relocation code', ranges: pageRanges([controlPage], pageSize) },
  ]);
  return {
    mode,
    pageSize,
    registers: {
      ...entryRegisters(mode, geometry, old, withMmu),
      ...leftSpsr(mode, options.cameBy),
      ...x,
      pc: BigInt(controlPage + blob.entry),
    },
    regions: regions.flatMap((region) => (region.role === 'blob' ? codeRegions(region, blob) : [region])),
    segments: image.segments,
    moves,
    argument,
    argumentAddress,
    controlPage,
    entry: target.start,
    deviceTree,
    copyTables,
    identityTables,
    imageList: image.indirectionPages,
    old,
  };
}

function allocateImage(
  memory: Memory,
  options: ScenarioOptions,
  pageSize: number,
  oldImage: Range,
): { image: Kimage; target: Range } {
  const { ram, pages, seed = 1, allowance, image: firstBytes } = options;
  const inPlace = options.inPlace === true;
  const destination = inPlace ? crashReservation(ram) : oldImage.start;
  const target: Range = { start: destination, end: destination + pages * pageSize };
  if (target.end > ram.end) throw new RangeError('the image does not fit into RAM at its destination');
  const allocator = new PageAllocator({
    ram,
    pageSize,
    taken: inPlace ? [oldImage, target] : [oldImage],
    seed,
    ...(allowance === undefined ? {} : { allowance }),
  });
  const segments = makeSegments({
    pageSize,
    pages,
    destination,
    seed,
    ...(firstBytes === undefined ? {} : { image: firstBytes }),
  });
  return { image: new Kimage(memory, allocator, segments), target };
}

/** The tables that the plan asks for; undefined when it can do without and there is no page for one of them. */
function transitionFor(
  { map, mapIsOptional }: Plan,
  { tables }: ScenarioOptions,
  request: TransitionRequest,
): Transition | undefined {
  if (map === undefined || (tables === false && mapIsOptional)) return undefined;
  try {
    if (tables === false) throw new OutOfPages('a transitional table');
    return buildTransition(map, request);
  } catch (error) {
    if (error instanceof OutOfPages && mapIsOptional) return undefined;
    throw error;
  }
}

/** The vectors of the hypervisor stub, in a page of their own that the copy does not touch. */
function placeStub(memory: Memory, image: Kimage, { bytes, vectors }: Blob): number {
  const page = image.allocateControlPage('the stub vectors');
  memory.write(page, bytes.subarray(vectors));
  return page;
}

function crashReservation(ram: Range): number {
  const middle = ram.start + (ram.end - ram.start) / 2;
  return middle - (middle % KERNEL_OFFSET);
}

function pageRanges(pages: readonly number[], pageSize: number): Range[] {
  return pages.map((start) => ({ start, end: start + pageSize }));
}
