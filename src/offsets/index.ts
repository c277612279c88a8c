/**
 * `a64as/offsets`: one schema, every view of a structure.
 *
 * A schema (define.ts, scalars.ts) goes to layouts (layout.ts), to headers and pictures (views/), to typed access to memory
 * (access.ts), and comes from C and debug information (import/).
 */
export { bytes, type Memory } from './access.ts';
export * from './define.ts';
export { SchemaError } from './error.ts';
export type { ArrayView, Init, Schema, View } from './infer.ts';
export { type BitLayout, type FieldLayout, Layouter, layoutOf, type RecordLayout } from './layout.ts';
export type * from './model.ts';
export { LP64, spelling } from './model.ts';
export { locate } from './path.ts';
export * from './scalars.ts';
export * from './views/asm-offsets.ts';
