/**
 * How many table pages a design takes, without building them: for sizes that are only ever computed.
 *
 * Closed forms of what tables.ts and transition.ts build (tests hold them against each other), for the 4K granule and 48-bit
 * addresses unless said otherwise. The page for the identity map's levels is counted apart.
 */

import { levelShift, type PageShift, startLevel } from './tables.ts';
import type { MapKind } from './transition.ts';

/** Table pages for [0, bytes) mapped from an aligned address down to `leaf`, without the root level. */
function below(bytes: number, leaf: number, start: number, shift: PageShift): number {
  let pages = 0;
  for (let level = leaf; level > start; level--) pages += Math.ceil(bytes / 2 ** levelShift(level - 1, shift));
  return pages;
}

/** Table pages for the copy's mappings: `moved` bytes to relocate on a machine with `ram` bytes (a multiple of 2 MiB). */
export function copyTablePages(
  map: MapKind | undefined,
  moved: number,
  ram: number,
  shift: PageShift = 12,
  vaBits = 48,
): number {
  const start = startLevel(vaBits, shift);
  switch (map) {
    case undefined:
      return 0;
    case 'contiguous':
      // Source and destination each; they share nothing but the root.
      return moved === 0 ? 0 : 1 + 2 * below(moved, 3, start, shift);
    case 'linear-pages':
      return 1 + below(ram, 3, start, shift);
    case 'linear-blocks':
      return 1 + below(ram, 2, start, shift);
    case 'identity-blocks':
      // Root, one table a GiB, one for the pages around the code; and the empty table for TTBR1. Below 512 GiB.
      return 3 + Math.ceil(ram / 2 ** 30);
  }
}
