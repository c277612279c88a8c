/**
 * The memory that the core works in, one for the core as JavaScript and as WebAssembly.
 *
 * What is exported for the core, `u8`, `i32`, `growBy`, `copy`, `fill`, is not compiled: scripts/core makes instructions of it
 * (WebAssembly Core Specification 2.0, 4.4.7). Addresses and sizes are in bytes; pages are of 64 KiB.
 */
import { PLATFORM } from './platform.ts';

const INITIAL_PAGES = 16;
/** 2 GiB: addresses stay numbers of 32 bits that are not negative. */
const MAXIMUM_PAGES = 32_767;

export const memory = new PLATFORM.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
/** All of the memory as bytes; another view after growth. */
export let u8 = new Uint8Array(memory.buffer);
/** All of the memory as words: `i32[a]` is at the address 4 * a. */
export let i32 = new Int32Array(memory.buffer);

/** Makes the views anew if memory has grown, by whomever. */
export function refresh(): void {
  if (u8.buffer === memory.buffer) return;
  u8 = new Uint8Array(memory.buffer);
  i32 = new Int32Array(memory.buffer);
}

/** Grows memory; how many pages there were, or -1 if there is no more. */
export function growBy(pages: number): number {
  try {
    const before = memory.grow(pages);
    refresh();
    return before;
  } catch (error) {
    if (error instanceof RangeError) return -1;
    throw error;
  }
}

/** Copies bytes; the places may overlap. */
export function copy(to: number, from: number, bytes: number): void {
  u8.copyWithin(to, from, from + bytes);
}

/** Sets bytes to the low 8 bits of a value. */
export function fill(at: number, value: number, bytes: number): void {
  u8.fill(value, at, at + bytes);
}
