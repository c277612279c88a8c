/**
 * The core as WebAssembly.
 *
 * Enters: the bytes that scripts/core made of core.ts when the package was built (dist/bin/as.wasm). Leaves: the same functions, on the
 * same memory (memory.ts). After a call during which memory can have grown, `refresh` of memory.ts makes its views anew.
 */
import { memory } from './memory.ts';
import { PLATFORM } from './platform.ts';

/** The entry's functions; as WebAssembly they return 1 and 0 for true and false. */
export type CoreFunctions = typeof import('./core.ts');

/** The core made of `bytes`, at once; throws WebAssembly.CompileError or LinkError if they are of something else. */
export function wasmCore(bytes: Uint8Array): CoreFunctions {
  return new PLATFORM.Instance(new PLATFORM.Module(bytes), { env: { memory } }).exports as CoreFunctions;
}
