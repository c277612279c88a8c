/**
 * The part of the platform's WebAssembly API that this room uses, typed here because neither the language's library nor Node's types have it.
 */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
export interface WasmTable {
  readonly length: number;
  grow(count: number): number;
  set(index: number, value: unknown): void;
}
export interface WasmModule {
  readonly module?: never;
}
export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Platform {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Table: new (limits: { readonly element: 'anyfunc'; readonly initial: number }) => WasmTable;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: WasmImports,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export const PLATFORM = (globalThis as unknown as { readonly WebAssembly: Platform }).WebAssembly;
