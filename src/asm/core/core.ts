/**
 * What the core offers: each function runs as JavaScript, imported from here, or as WebAssembly, through engine.ts.
 *
 * The language of this directory's modules is the subset of TypeScript that scripts/core compiles.
 */
import { u8 } from './memory.ts';

/** FNV-1a of bytes, 32 bits with a sign. */
export function hashOf(at: number, bytes: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = at; i < at + bytes; i++) hash = Math.imul(hash ^ (u8[i] as number), 0x1000193);
  return hash;
}
