/**
 * Which of its two forms the core runs in: as JavaScript, or as WebAssembly, which V8 gets going at once.
 *
 * Enters: for the latter, the bytes that scripts/core made of core.ts when the package was built (dist/bin/as.wasm). Leaves: the functions
 * (core.ts) of the form at hand, and its memory (memory.ts). After a call during which memory can have grown, `renewViews` of memory.ts
 * makes its views anew.
 */
import * as script from './core.ts';
import { FIRST_FREE, STATE } from './layout.ts';
import { exchange, i32, makeMemory, memory, refresh, renewViews } from './memory.ts';
import { PLATFORM, type WasmMemory } from './platform.ts';
import { fillTables } from './tables.ts';

/** The entry's functions; as WebAssembly they return 1 and 0 for true and false. */
export type CoreFunctions = typeof import('./core.ts');

/** A form of the core with its memory. */
interface Engine {
  readonly functions: CoreFunctions;
  readonly memory: WasmMemory;
}

const SCRIPT: Engine = { functions: script, memory };

/** The functions of the form at hand. */
export let core: CoreFunctions = script;

/** Those made of WebAssembly, by its bytes. */
const made = new WeakMap<Uint8Array, Engine>();

/**
 * Use the core that `bytes` are from now on, or without them, and where there is no WebAssembly, or no room for its memory, the one that is JavaScript:
 * nothing made with another one means anything then. Throws WebAssembly.CompileError or LinkError if they are of something else.
 */
export function useCore(bytes: Uint8Array | undefined): void {
  const engine = (bytes && (made.get(bytes) ?? compiled(bytes))) ?? SCRIPT;
  core = engine.functions;
  exchange(engine.memory);
}

function compiled(bytes: Uint8Array): Engine | undefined {
  try {
    const own = makeMemory();
    const engine = { functions: wasmCore(bytes, own), memory: own };
    made.set(bytes, engine);
    return engine;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The functions made of `bytes`, to work in this memory. */
export function wasmCore(bytes: Uint8Array, own: WasmMemory): CoreFunctions {
  if (!PLATFORM) throw new RangeError('no WebAssembly');
  return new PLATFORM.Instance(new PLATFORM.Module(bytes), { env: { memory: own } }).exports as CoreFunctions;
}

/** Whether an error came of the core's asking for memory that there is not. */
export function isMemoryFull(error: unknown): boolean {
  refresh();
  return error instanceof Error && i32[STATE.full] !== 0;
}

let resetCount = 0;

/** How often any core was reset. */
export const resets = (): number => resetCount;

/** Begin an assembly: no symbol, and nothing else of before, means anything any more, but for what lies below `floor`. */
export function resetCore(floor = FIRST_FREE): void {
  resetCount++;
  core.resetRegions(floor);
  core.resetSymbols();
  core.resetFragments();
  core.resetSections();
  core.resetProcedures();
  core.resetViews();
  core.resetFixups();
  core.resetRelocations();
  core.resetLoops();
  renewViews();
  i32[STATE.hasAliases] = 0;
  i32[STATE.hidden] = 0;
  fillTables();
}

resetCore();
