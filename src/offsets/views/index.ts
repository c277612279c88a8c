/** The views by the name that --format gives them. */
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../error.ts';
import { type EnumType, type RecordType, spelling, type Target } from '../model.ts';
import { fileOf, recordsOf, type SchemaModule } from '../module.ts';
import { asmOffsetsHeader } from './asm-offsets.ts';
import { cHeader } from './c-header.ts';
import { configurationsView } from './configurations.ts';
import { equFile } from './equ.ts';
import { jsonView } from './json.ts';
import { markdownView } from './markdown.ts';
import { svgView } from './svg.ts';
import { schemaSource } from './ts-source.ts';

/** A view: from what a schema offers to text. `path` names the schema in errors. Throws SchemaError. */
export type Render = (module: SchemaModule, target: Target, path: string) => string;

function typesOf(module: SchemaModule, path: string): (RecordType | EnumType)[] {
  if (module.types.length === 0) throw new SchemaError(messages.emptyModule(path));
  const seen = new Set<string>();
  for (const { value } of module.types) {
    const name = spelling(value);
    if (name === undefined) continue;
    if (seen.has(name)) throw new SchemaError(messages.twoDefinitions(name));
    seen.add(name);
  }
  return module.types.map(({ value }) => value);
}

function records(module: SchemaModule, path: string): RecordType[] {
  const found = recordsOf(module);
  if (found.length === 0) throw new SchemaError(messages.emptyModule(path));
  return found;
}

export const VIEWS: Readonly<Record<string, Render>> = {
  header: (module, target, path) => asmOffsetsHeader(fileOf(module, path), target),
  equ: (module, target, path) => equFile(fileOf(module, path), target),
  json: (module, target) =>
    jsonView(
      module.types.map(({ value }) => value),
      module.files.length > 1 ? undefined : module.files[0]?.value,
      target,
    ),
  md: (module, target, path) => markdownView(records(module, path), target),
  configs: (module, target, path) => configurationsView(records(module, path), target),
  svg: (module, target, path) => svgView(records(module, path), target),
  ts: (module, _, path) => schemaSource(typesOf(module, path), path),
  c: (module, target, path) => cHeader(typesOf(module, path), '__STRUCTURES_H__', target),
};
