/** The views by the name that --format gives them. */
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../error.ts';
import type { CType, Target } from '../model.ts';
import { spelling } from '../model.ts';
import { fileOf, type SchemaModule } from '../module.ts';
import { asmOffsetsHeader } from './asm-offsets.ts';
import { cHeader } from './c-header.ts';

/** A view: from what a schema offers to text. `path` names the schema in errors. Throws SchemaError. */
export type Render = (module: SchemaModule, target: Target, path: string) => string;

function typesOf(module: SchemaModule, path: string): CType[] {
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

export const VIEWS: Readonly<Record<string, Render>> = {
  header: (module, target, path) => asmOffsetsHeader(fileOf(module, path), target),
  c: (module, target, path) => cHeader(typesOf(module, path), '__STRUCTURES_H__', target),
};
