/**
 * `a64as/offsets`: one schema, every view of a structure.
 *
 * A schema (define.ts, scalars.ts) goes to layouts (layout.ts), to headers and pictures (views/), to typed access to memory
 * (access.ts), and comes from C and debug information (import/).
 */
export { bytes, type Memory } from './access.ts';
export { checkRecord, compareSides, type Difference, renderDifferences, sideOf } from './compare.ts';
export { type Configuration, configurationsOf, settingText } from './configurations.ts';
export * from './define.ts';
export { SchemaError } from './error.ts';
export { type FlatMember, flatten, type Hole, holesOf } from './flat.ts';
export { type OffsetHints, offsetHints } from './hints.ts';
export { BtfTypes } from './import/btf.ts';
export { CTypes } from './import/c.ts';
export { prepareC } from './import/c-prepare.ts';
export { DwarfTypes } from './import/dwarf.ts';
export type { ArrayView, Init, Schema, View } from './infer.ts';
export { type BitLayout, type FieldLayout, Layouter, layoutOf, type RecordLayout } from './layout.ts';
export type * from './model.ts';
export { LP64, spelling } from './model.ts';
export { locate } from './path.ts';
export * from './scalars.ts';
export * from './views/asm-offsets.ts';
export { cHeader } from './views/c-header.ts';
export { configurationsView } from './views/configurations.ts';
export { equFile } from './views/equ.ts';
export { jsonView } from './views/json.ts';
export { markdownView } from './views/markdown.ts';
export { svgView } from './views/svg.ts';
export { schemaSource } from './views/ts-source.ts';
