/**
 * The memory that the core works in, one for the core as JavaScript and one for each time it is made of WebAssembly (engine.ts).
 *
 * What is exported for the core, `u8`, `i32`, `growBy`, `copy`, `fill`, is not compiled: scripts/core makes instructions of it
 * (WebAssembly Core Specification 2.0, 4.4.7). Addresses and sizes are in bytes; pages are of 64 KiB.
 */
import { FIRST_PAGES, MOST_PAGES } from './layout.ts';
import { PLATFORM, type WasmMemory } from './platform.ts';

const PAGE_LOG = 16;

/** A memory for WebAssembly, for which V8 sets gigabytes of addresses aside: throws a RangeError where a process may not have so many, and where there is no WebAssembly. */
export function makeMemory(): WasmMemory {
  if (!PLATFORM) throw new RangeError('no WebAssembly');
  return new PLATFORM.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES });
}

/** The same for JavaScript, which takes what it needs. */
class ScriptMemory implements WasmMemory {
  buffer = new ArrayBuffer(FIRST_PAGES << PAGE_LOG);

  grow(pages: number): number {
    const before = this.buffer.byteLength >>> PAGE_LOG;
    if (before + pages > MOST_PAGES) throw new RangeError('ScriptMemory.grow(): more pages than there may be');
    const grown = new Uint8Array((before + pages) << PAGE_LOG);
    grown.set(new Uint8Array(this.buffer));
    this.buffer = grown.buffer;
    return before;
  }
}

/** The memory at hand. */
export let memory: WasmMemory = new ScriptMemory();
/** All of the memory as bytes; another view after growth. */
export let u8 = new Uint8Array(memory.buffer);
/** All of the memory as words: `i32[a]` is at the address 4 * a. */
export let i32 = new Int32Array(memory.buffer);

/** Work in another memory from now on. */
export function exchange(other: WasmMemory): void {
  memory = other;
  refresh();
}

/** Makes the views anew if memory has grown, by whomever. */
export function refresh(): void {
  if (u8.buffer === memory.buffer) return;
  u8 = new Uint8Array(memory.buffer);
  i32 = new Int32Array(memory.buffer);
}

/** The same at little cost, for the memory at hand: views of what has grown are empty. */
export function renewViews(): void {
  if (u8.length === 0) refresh();
}

/** Grows memory; how many pages there were. Throws a RangeError if there is no more (as WebAssembly: -1). */
export function growBy(pages: number): number {
  const before = memory.grow(pages);
  refresh();
  return before;
}

/** Copies bytes; the places may overlap. */
export function copy(to: number, from: number, bytes: number): void {
  u8.copyWithin(to, from, from + bytes);
}

/** Sets bytes to the low 8 bits of a value. */
export function fill(at: number, value: number, bytes: number): void {
  u8.fill(value, at, at + bytes);
}
