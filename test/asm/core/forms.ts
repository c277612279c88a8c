/** The core in both its forms, as tests use it. */
import * as path from 'node:path';
import { compileCore, readModules } from '../../../scripts/core/compile.ts';

/** The core as WebAssembly, compiled from the sources at hand. */
export const wasm = compileCore(readModules(path.join(import.meta.dirname, '../../../src/asm/core')), 'core.ts');

/** By name, what `core` of AsmInput is for each form. */
export const FORMS: readonly (readonly [string, Uint8Array | undefined])[] = [
  ['JavaScript', undefined],
  ['WebAssembly', wasm],
];
