/**
 * A machine on the point of entering relocation code: what machine_kexec_post_load and machine_kexec have done by then.
 *
 * Enters: physical memory, the linked blob, how much to move and how the CPU is entered. Leaves, in memory: the loaded
 * image in scattered pages and its list, the blob in its control page, the argument block, the transitional tables, the
 * old kernel's own tables; and as values: registers, regions with their roles, and what must be true afterwards.
 */
import { ARGUMENT_BYTES, type ArgumentValues, writeArgument } from './argument.ts';
import { FDT_MAGIC, makeSegments } from './content.ts';
import { type EntryMode, entryRegisters, type KernelGeometry, type OldKernel, type Registers } from './kernel-state.ts';
import { Kimage, type Move, OutOfPages, type Segment } from './kimage.ts';
import type { Memory, Range } from './memory.ts';
import { PageAllocator } from './page-allocator.ts';
import { type RoledRange, regionsOf } from './regions.ts';
import { CODE, DATA, mapIdentityPage, type PageShift, Tables } from './tables.ts';

const MIB = 2 ** 20;
/** Where the running kernel lies, and where the new one goes: the first 2 MiB boundary in RAM, as kexec chooses it. */
const KERNEL_OFFSET = 2 * MIB;
const OLD_KERNEL_BYTES = 16 * MIB;
/** Somewhere in the old kernel's image mapping: its vectors, which stop existing in the course of the copy. */
const OLD_VECTORS = 0xffff_8000_0801_0800n;

/** The linked relocation code, as the pipeline hands it over. */
export interface Blob {
  /** From __relocate_new_kernel_start to __relocate_new_kernel_end. */
  readonly bytes: Uint8Array;
  /** Offsets of the entry and of the EL2 vectors from its start. */
  readonly entry: number;
  readonly vectors: number;
  /** Where in it there is code, as offsets; the rest is padding, which nothing should execute. All of it by default. */
  readonly code?: readonly Range[];
}

export interface ScenarioOptions {
  readonly mode: EntryMode;
  /** Pages to relocate. */
  readonly pages: number;
  /** Segments lie where they will run: IND_DONE at once. */
  readonly inPlace?: boolean;
  readonly ram: Range;
  readonly shift?: PageShift;
  readonly vaBits?: number;
  readonly physicalBits?: number;
  readonly seed?: number;
  /** The new image's first bytes, if it is to do something; by default a header and pseudo-random bytes. */
  readonly image?: Uint8Array;
  /** Pages the allocator gives before it refuses. */
  readonly allowance?: number;
  /** Without tables the blob walks the image list with the MMU off; so it does when there is no page for a table. */
  readonly tables?: boolean;
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
  /** Table pages of the contiguous mappings, and of the identity map. */
  readonly copyTables: readonly number[];
  readonly identityTables: readonly number[];
  readonly imageList: readonly number[];
  readonly old: OldKernel & KernelGeometry;
}

/** Bytes of RAM that a relocation of `bytes` is comfortable in: a power of two, at least 128 MiB. */
export function ramFor(bytes: number): number {
  let size = 128 * MIB;
  while (size < bytes * 2.25 + 64 * MIB) size *= 2;
  return size;
}

/** Throws OutOfPages when the allocator refuses, RangeError when the RAM is too small for the image. */
export function buildScenario(memory: Memory, blob: Blob, options: ScenarioOptions): Scenario {
  const shift = options.shift ?? 12;
  const geometry: KernelGeometry = { shift, vaBits: options.vaBits ?? 48, physicalBits: options.physicalBits ?? 48 };
  const pageSize = 2 ** shift;
  const { ram, mode } = options;
  const inPlace = options.inPlace === true;
  const seed = options.seed ?? 1;
  const oldKernel: Range = { start: ram.start + KERNEL_OFFSET, end: ram.start + KERNEL_OFFSET + OLD_KERNEL_BYTES };
  const destination = inPlace ? crashReservation(ram) : oldKernel.start;
  const target: Range = { start: destination, end: destination + options.pages * pageSize };
  if (target.end > ram.end) throw new RangeError('the image does not fit into RAM at its destination');

  const taken = inPlace ? [oldKernel, target] : [oldKernel];
  const allocator = new PageAllocator({ ram, pageSize, taken, seed, ...allowanceOf(options) });
  const { image: firstBytes } = options;
  const segments = makeSegments({
    pageSize,
    pages: options.pages,
    destination,
    seed,
    ...(firstBytes === undefined ? {} : { image: firstBytes }),
  });
  const image = new Kimage(memory, allocator, segments);

  const old = { ...geometry, ...buildOldKernel(memory, geometry, ram, oldKernel) };
  const controlPage = image.allocateControlPage('the relocation code');
  const argumentAddress = image.allocateControlPage('the argument block');
  memory.write(controlPage, blob.bytes);

  if (inPlace) image.loadInPlace();
  else image.load();
  const moves = inPlace ? [] : image.moves();
  const wantsTables = !inPlace && options.tables !== false;
  const tables = wantsTables ? tryTransition(memory, image, moves, geometry, controlPage) : undefined;
  const tree = segments.find(({ page }) => new DataView(page(0).buffer).getUint32(0, false) === FDT_MAGIC);
  const deviceTree = tree?.destination ?? 0;
  const argument: ArgumentValues = {
    entry_addr: BigInt(destination),
    kern_arg0: BigInt(deviceTree),
    kern_arg1: 0n,
    kern_arg2: 0n,
    kern_arg3: 0n,
    el2_vector: mode === 'el2' ? BigInt(controlPage + blob.vectors) : 0n,
    trans_ttbr0: tables?.identity.ttbr ?? 0n,
    trans_ttbr1: tables?.copy.ttbr ?? 0n,
    trans_t0sz: BigInt(tables?.identity.t0sz ?? 0),
    src_addr: tables?.source ?? BigInt(inPlace ? 0 : image.head),
    dst_addr: tables?.destination ?? 0n,
    copy_len: BigInt(moves.length * pageSize),
  };
  writeArgument(memory, argumentAddress, argument);

  const copyTables = tables?.copy.pages ?? [];
  const identityTables = tables?.identity.pages ?? [];
  return {
    mode,
    pageSize,
    registers: entryRegisters(mode, geometry, old, { pc: controlPage + blob.entry, x0: argumentAddress }),
    regions: regionsOf(ram, pageSize, [
      { role: 'destination', name: 'destination', ranges: [target] },
      {
        role: 'page-tables',
        name: 'transitional tables',
        ranges: pageRanges([...copyTables, ...identityTables], pageSize),
      },
      { role: 'image-list', name: 'image list', ranges: pageRanges(image.indirectionPages, pageSize) },
      { role: 'argument', name: 'argument block', ranges: pageRanges([argumentAddress], pageSize) },
      { role: 'blob', name: 'relocation code', ranges: pageRanges([controlPage], pageSize) },
    ]).flatMap((region) => (region.role === 'blob' ? codeRegions(region, blob) : [region])),
    segments,
    moves,
    argument,
    argumentAddress,
    controlPage,
    entry: destination,
    deviceTree,
    copyTables,
    identityTables,
    imageList: image.indirectionPages,
    old,
  };
}

/** Bytes of the argument block that the blob may read. */
export { ARGUMENT_BYTES };

/** The control page in pieces: code, and what lies between. */
function codeRegions(page: RoledRange, { bytes, code }: Blob): RoledRange[] {
  const pieces: RoledRange[] = [];
  const padding = (start: number, end: number): void => {
    if (start < end) pieces.push({ ...page, role: 'old-kernel', name: 'padding in the control page', start, end });
  };
  let at = page.start;
  for (const { start, end } of code ?? [{ start: 0, end: bytes.length }]) {
    padding(at, page.start + start);
    pieces.push({ ...page, start: Math.max(at, page.start + start), end: page.start + end });
    at = page.start + end;
  }
  padding(at, page.end);
  return pieces;
}

function allowanceOf({ allowance }: ScenarioOptions): { allowance?: number } {
  return allowance === undefined ? {} : { allowance };
}

function crashReservation(ram: Range): number {
  const middle = ram.start + (ram.end - ram.start) / 2;
  return middle - (middle % KERNEL_OFFSET);
}

function pageRanges(pages: readonly number[], pageSize: number): Range[] {
  return pages.map((start) => ({ start, end: start + pageSize }));
}

interface Transition {
  readonly copy: Tables;
  readonly identity: { readonly ttbr: bigint; readonly t0sz: number; readonly pages: readonly number[] };
  readonly source: bigint;
  readonly destination: bigint;
}

/** The tables, or undefined when the old kernel has no page for one of them: relocation works without, only slower. */
function tryTransition(...parameters: Parameters<typeof buildTransition>): Transition | undefined {
  try {
    return buildTransition(...parameters);
  } catch (error) {
    if (error instanceof OutOfPages) return undefined;
    throw error;
  }
}

/**
 * The transitional tables: every source page and every destination page at contiguous addresses, sources from the bottom
 * of TTBR1's range, destinations from its middle; and the control page alone in TTBR0's.
 */
function buildTransition(
  memory: Memory,
  image: Kimage,
  moves: readonly Move[],
  geometry: KernelGeometry,
  controlPage: number,
): Transition {
  const { shift, vaBits } = geometry;
  const allocate = (): number => image.allocateControlPage('a transitional table');
  const identity = mapIdentityPage(memory, controlPage, shift, allocate);
  const copy = new Tables(shift, vaBits, allocate);
  const source = -(1n << BigInt(Math.min(vaBits, 48)));
  const destination = source / 2n;
  const step = BigInt(2 ** shift);
  let at = 0n;
  for (const move of moves) {
    copy.map(source + at, move.source, DATA);
    copy.map(destination + at, move.destination, DATA);
    at += step;
  }
  copy.flush(memory);
  return { copy, identity, source: BigInt.asUintN(64, source), destination: BigInt.asUintN(64, destination) };
}

/**
 * The tables that the old kernel ran on: its linear map in blocks, which uses the very addresses that the transitional
 * tables give to sources and destinations, and an identity map of its image. They lie inside that image, so the copy
 * overwrites them: whoever still walks them, or holds entries from them in the TLB, finds out.
 */
function buildOldKernel(memory: Memory, geometry: KernelGeometry, ram: Range, image: Range): OldKernel {
  const { shift, vaBits } = geometry;
  const pageSize = 2 ** shift;
  let next = image.start;
  const allocate = (): number => {
    const page = next;
    next += pageSize;
    return page;
  };
  const linear = new Tables(shift, vaBits, allocate);
  linear.mapRange(-(1n << BigInt(Math.min(vaBits, 48))), ram.start, ram.end - ram.start, DATA, 2);
  linear.flush(memory);
  const identity = new Tables(shift, vaBits, allocate);
  identity.mapRange(BigInt(image.start), image.start, KERNEL_OFFSET, CODE, 2);
  identity.flush(memory);
  return { ttbr0: identity.ttbr, ttbr1: linear.ttbr, vectors: OLD_VECTORS };
}
