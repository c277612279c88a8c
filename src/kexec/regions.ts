/**
 * Physical memory by role, without gaps or overlaps: what relocation code may write, and what it must leave alone.
 *
 * Enters: ranges of each role, later ones winning. Leaves: runs of pages. Only the destination is writable; whatever has
 * no role of its own still belongs to the old kernel or to nobody, and a write there is a mistake all the same.
 */
import type { RegionRole } from '../emu/api.ts';
import type { Range } from './memory.ts';

export interface RoledRange extends Range {
  readonly name: string;
  readonly role: RegionRole;
  readonly writable: boolean;
}

export interface RoledRanges {
  readonly role: RegionRole;
  readonly name: string;
  readonly ranges: readonly Range[];
}

export function regionsOf(ram: Range, pageSize: number, roles: readonly RoledRanges[]): RoledRange[] {
  const all: readonly RoledRanges[] = [
    { role: 'old-kernel', name: 'memory outside the destination', ranges: [] },
    ...roles,
  ];
  const pages = new Uint8Array(Math.ceil((ram.end - ram.start) / pageSize));
  all.forEach(({ ranges }, role) => {
    for (const { start, end } of ranges) {
      pages.fill(role, Math.floor((start - ram.start) / pageSize), Math.ceil((end - ram.start) / pageSize));
    }
  });
  const regions: RoledRange[] = [];
  for (let first = 0; first < pages.length; ) {
    const value = pages[first] as number;
    let end = first + 1;
    while (end < pages.length && pages[end] === value) end++;
    const { role, name } = all[value] as RoledRanges;
    regions.push({
      role,
      name,
      start: ram.start + first * pageSize,
      end: ram.start + end * pageSize,
      writable: role === 'destination',
    });
    first = end;
  }
  return regions;
}

/** The control page in pieces: code, and what lies between, which nothing should execute. */
export function codeRegions(
  page: RoledRange,
  { bytes, code }: { readonly bytes: Uint8Array; readonly code?: readonly Range[] },
): RoledRange[] {
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
