/**
 * Bytes to relocate: an arm64 image, an initial ramdisk, a device tree; pseudo-random, but with the headers that the boot
 * protocol looks for (Documentation/arch/arm64/booting: the magic at offset 56; the device tree's magic, big-endian).
 *
 * Every page differs from every other and can be made again from (seed, page number) alone, so that a judge needs no
 * copy of what was loaded.
 */
import type { Segment } from './kimage.ts';
import { hash32 } from './random.ts';

export const IMAGE_MAGIC = 0x644d_5241;
export const IMAGE_MAGIC_OFFSET = 56;
export const FDT_MAGIC = 0xd00d_feed;

export interface ImageLayout {
  /** Bytes, page-aligned. */
  readonly pageSize: number;
  readonly pages: number;
  /** Where the kernel segment goes; the others follow it. */
  readonly destination: number;
  readonly seed: number;
  /** First bytes of the kernel segment, within its first page, in place of a header. */
  readonly image?: Uint8Array;
}

/** Page `index` of the whole image: the same bytes for the same seed, no word twice in a page. */
export function pageContent(seed: number, index: number, pageSize: number): Uint8Array {
  const words = new Uint32Array(pageSize / 4);
  const first = hash32(hash32(seed) ^ index);
  for (let i = 0; i < words.length; i++) words[i] = first + Math.imul(i, 0x9e37_79b1);
  return new Uint8Array(words.buffer);
}

/**
 * Kernel, ramdisk and device tree of `pages` pages in all, at contiguous destinations in this order. With fewer than
 * three pages what does not fit is left out, the kernel last.
 */
export function makeSegments(layout: ImageLayout): Segment[] {
  const { pages, pageSize, destination, seed, image } = layout;
  const stampKernel = image === undefined ? stampImage : (page: Uint8Array): void => page.set(image);
  const tree = pages >= 2 ? 1 : 0;
  const kernel = Math.max(1, Math.floor((pages - tree) * 0.6));
  const counts = [
    { name: 'kernel', count: kernel, stamp: stampKernel },
    { name: 'ramdisk', count: pages - tree - kernel, stamp: leave },
    { name: 'device tree', count: tree, stamp: stampTree },
  ];
  let first = 0;
  const segments: Segment[] = [];
  for (const { name, count, stamp } of counts) {
    if (count === 0) continue;
    const start = first;
    first += count;
    segments.push({
      name,
      destination: destination + start * pageSize,
      size: count * pageSize,
      page: (index) => {
        const bytes = pageContent(seed, start + index, pageSize);
        if (index === 0) stamp(bytes);
        return bytes;
      },
    });
  }
  return segments;
}

function stampImage(page: Uint8Array): void {
  const view = new DataView(page.buffer);
  const branchToSelf = 0x1400_0000;
  view.setUint32(0, branchToSelf, true);
  view.setUint32(IMAGE_MAGIC_OFFSET, IMAGE_MAGIC, true);
}

function stampTree(page: Uint8Array): void {
  new DataView(page.buffer).setUint32(0, FDT_MAGIC, false);
}

function leave(): void {}
