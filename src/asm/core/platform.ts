/** The part of the platform's WebAssembly API that this room uses, typed here because neither the language's library nor Node's types have it. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Pages of 64 KiB; returns how many there were, or throws RangeError. */
  grow(pages: number): number;
}

interface Platform {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => { readonly module?: never };
  readonly Instance: new (
    module: { readonly module?: never },
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Not there in an engine without compilers (`node --jitless`). */
export const PLATFORM = (globalThis as unknown as { readonly WebAssembly?: Platform }).WebAssembly;
