/** What people call an entry, and how much of what it moves: the same words in text, JSON and reports. */
import type { EntryConfiguration } from './verify.ts';

const MODE_NAMES = { el1: 'EL1', el2: 'EL2 without VHE', 'el2-vhe': 'EL2 with VHE' } as const;

export function entryName({ mode, inPlace, tables }: Pick<EntryConfiguration, 'mode' | 'inPlace' | 'tables'>): string {
  if (inPlace) return `nothing to copy, ${MODE_NAMES[mode]}`;
  return tables === false ? `${MODE_NAMES[mode]}, no memory for tables` : MODE_NAMES[mode];
}

/** 25 MiB, 64 KiB: exact when it can be. */
export function sizeName(bytes: number): string {
  if (bytes !== 0 && bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20} MiB`;
  return `${bytes / 2 ** 10} KiB`;
}

/** Thousands apart: 5,779,264. */
export function countName(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
