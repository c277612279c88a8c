/**
 * The translation tables of the transition, in every way that was proposed: all outside the destination, all with an identity
 * map of the control page in TTBR0.
 *
 * Enters: the image with its moves, the geometry, the control page, which way. Leaves: tables in memory, and the register
 * values that go into the argument block. Throws OutOfPages when there is no page for a table.
 */
import type { KernelGeometry } from './kernel-state.ts';
import type { Kimage, Move } from './kimage.ts';
import type { Memory, Range } from './memory.ts';
import { CODE, DATA, levelShift, mapIdentityPage, Tables } from './tables.ts';

/**
 * contiguous: source pages in a row, destination pages in a row (patch 4). linear-pages, linear-blocks: the kernel's linear
 * map again, with the smallest or with 2 MiB entries (4K granule). identity-blocks: all RAM at its own addresses in TTBR0.
 */
export type MapKind = 'contiguous' | 'linear-pages' | 'linear-blocks' | 'identity-blocks';

export interface Transition {
  readonly ttbr0: bigint;
  readonly ttbr1: bigint;
  readonly t0sz: number;
  /** contiguous: where sources and destinations begin. */
  readonly source: bigint;
  readonly destination: bigint;
  /** Virtual minus physical address of RAM, for the linear maps. */
  readonly physOffset: bigint;
  readonly copyTables: readonly number[];
  readonly identityTables: readonly number[];
}

export interface TransitionRequest {
  readonly memory: Memory;
  readonly image: Kimage;
  readonly moves: readonly Move[];
  readonly geometry: KernelGeometry;
  readonly ram: Range;
  readonly controlPage: number;
}

export function buildTransition(kind: MapKind, request: TransitionRequest): Transition {
  switch (kind) {
    case 'contiguous':
      return contiguous(request);
    case 'linear-pages':
      return linear(request, 3);
    case 'linear-blocks':
      return linear(request, 2);
    case 'identity-blocks':
      return identity(request);
  }
}

/** Bottom of TTBR1's range: where the linear map starts. */
export function pageOffset({ vaBits }: KernelGeometry): bigint {
  return BigInt.asUintN(64, -(1n << BigInt(Math.min(vaBits, 48))));
}

function allocator({ image }: TransitionRequest): () => number {
  return () => image.allocateControlPage('a transitional table');
}

function contiguous(request: TransitionRequest): Transition {
  const { memory, moves, geometry, controlPage } = request;
  const { shift, vaBits } = geometry;
  const page = mapIdentityPage(memory, controlPage, shift, allocator(request));
  const copy = new Tables(shift, vaBits, allocator(request));
  const source = pageOffset(geometry);
  const destination = source + (2n ** 64n - source) / 2n;
  const step = BigInt(2 ** shift);
  let at = 0n;
  for (const move of moves) {
    copy.map(source + at, move.source, DATA);
    copy.map(destination + at, move.destination, DATA);
    at += step;
  }
  copy.flush(memory);
  return {
    ttbr0: page.ttbr,
    ttbr1: copy.ttbr,
    t0sz: page.t0sz,
    source,
    destination,
    physOffset: 0n,
    copyTables: copy.pages,
    identityTables: page.pages,
  };
}

function linear(request: TransitionRequest, level: number): Transition {
  const { memory, geometry, ram, controlPage } = request;
  const { shift, vaBits } = geometry;
  const page = mapIdentityPage(memory, controlPage, shift, allocator(request));
  const copy = new Tables(shift, vaBits, allocator(request));
  const start = pageOffset(geometry);
  copy.mapRange(start, ram.start, ram.end - ram.start, DATA, level);
  copy.flush(memory);
  return {
    ttbr0: page.ttbr,
    ttbr1: copy.ttbr,
    t0sz: page.t0sz,
    source: 0n,
    destination: 0n,
    physOffset: BigInt.asUintN(64, start - BigInt(ram.start)),
    copyTables: copy.pages,
    identityTables: page.pages,
  };
}

function identity(request: TransitionRequest): Transition {
  const { memory, image, geometry, ram, controlPage } = request;
  const { shift } = geometry;
  const vaBits = Math.max(25, BigInt(ram.end - 1).toString(2).length);
  const map = new Tables(shift, vaBits, allocator(request));
  // The block around the control page goes by pages, since only that page may be executed.
  const block = 2 ** levelShift(2, shift);
  const around = controlPage - (controlPage % block);
  const first = Math.max(ram.start, around);
  const last = Math.min(ram.end, around + block);
  const data = (start: number, end: number, level: number): void => {
    if (start < end) map.mapRange(BigInt(start), start, end - start, DATA, level);
  };
  data(ram.start, first, 2);
  data(first, controlPage, 3);
  map.map(BigInt(controlPage), controlPage, CODE);
  data(controlPage + 2 ** shift, last, 3);
  data(last, ram.end, 2);
  map.flush(memory);
  const empty = image.allocateControlPage('an empty table');
  return {
    ttbr0: map.ttbr,
    ttbr1: BigInt(empty),
    t0sz: 64 - vaBits,
    source: 0n,
    destination: 0n,
    physOffset: 0n,
    copyTables: [],
    identityTables: [...map.pages, empty],
  };
}
