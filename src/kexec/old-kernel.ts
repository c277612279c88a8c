/**
 * The tables that the old kernel runs on: its linear map in blocks, which uses the very addresses that transitional tables give
 * to sources and destinations, and an identity map of its image.
 *
 * They lie inside that image, so the copy overwrites them: whoever still walks them, or holds entries from them in the TLB,
 * finds out.
 */
import type { KernelGeometry, OldKernel } from './kernel-state.ts';
import type { Memory, Range } from './memory.ts';
import { CODE, DATA, levelShift, Tables } from './tables.ts';
import { pageOffset } from './transition.ts';

/** Somewhere in the old kernel's image mapping: its vectors, which stop existing in the course of the copy. */
const OLD_VECTORS = 0xffff_8000_0801_0800n;

export function buildOldKernel(memory: Memory, geometry: KernelGeometry, ram: Range, image: Range): OldKernel {
  const { shift, vaBits } = geometry;
  let next = image.start;
  const allocate = (): number => {
    const page = next;
    next += 2 ** shift;
    return page;
  };
  const linear = new Tables(shift, vaBits, allocate);
  linear.mapRange(pageOffset(geometry), ram.start, ram.end - ram.start, DATA, 2);
  linear.flush(memory);
  const identity = new Tables(shift, vaBits, allocate);
  const size = Math.min(image.end - image.start, 2 ** levelShift(2, shift), 2 ** 21);
  identity.mapRange(BigInt(image.start), image.start, size, CODE, 2);
  identity.flush(memory);
  return { ttbr0: identity.ttbr, ttbr1: linear.ttbr, vectors: OLD_VECTORS };
}
