/** Constants, records and a variable for the programs beside it. */
export const BASE = 0x100;
export const NEXT = BASE + 4 * 16;
export const MARKS = { blank: 32, tab: 9, all: BASE - 1 } as const;
export let calls = 0;

export type Address = number;

/** Counts its calls, and returns what it is given. */
export function noted(value: number): number {
  calls++;
  return value;
}

export function forget(): void {
  calls = 0;
}
