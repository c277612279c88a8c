/**
 * What a schema file offers: the structures, enumerations and offset files among its exports.
 *
 * Enters: a module's namespace, or types an importer made. Leaves: a SchemaModule that views and checks work on. Exports
 * that are none of ours are left alone. Objects are known by their `kind`, not by their class, so that a schema may have
 * been made by another copy of this package.
 */
import { suggest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/offsets.ts';
import { SchemaError } from './error.ts';
import type { EnumType, RecordType } from './model.ts';
import { defaultFile, type OffsetsFile } from './views/asm-offsets.ts';

export interface Exported<T> {
  /** The name of the export, by which --only picks it. */
  readonly name: string;
  readonly value: T;
}

export interface SchemaModule {
  readonly types: readonly Exported<RecordType | EnumType>[];
  readonly files: readonly Exported<OffsetsFile>[];
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}

/** Sort a module's exports, in their order. */
export function collectExports(namespace: Readonly<Record<string, unknown>>): SchemaModule {
  const types: Exported<RecordType | EnumType>[] = [];
  const files: Exported<OffsetsFile>[] = [];
  for (const [name, value] of Object.entries(namespace)) {
    const kind = kindOf(value);
    if (kind === 'record' || kind === 'enum') types.push({ name, value: value as RecordType | EnumType });
    if (kind === 'offsets-file') files.push({ name, value: value as OffsetsFile });
  }
  return { types, files };
}

/** The exports (or, failing that, the structures) of the given names; all where none is given. Throws SchemaError. */
export function choose(module: SchemaModule, only: readonly string[], path: string): SchemaModule {
  if (only.length === 0) return module;
  const types = new Set<Exported<RecordType | EnumType>>();
  const files = new Set<Exported<OffsetsFile>>();
  for (const name of only) {
    const exact = [...module.types, ...module.files].some((item) => item.name === name);
    const type = module.types.filter((item) => (exact ? item.name : item.value.name) === name);
    const file = module.files.filter((item) => item.name === name);
    if (type.length + file.length === 0) {
      const names = [...module.types, ...module.files].map((item) => item.name);
      throw new SchemaError(messages.noSuchExport(path, name, suggest(name, names)));
    }
    for (const item of type) types.add(item);
    for (const item of file) files.add(item);
  }
  return { types: [...types], files: [...files] };
}

export function recordsOf(module: SchemaModule): RecordType[] {
  return module.types.flatMap(({ value }) => (value.kind === 'record' ? [value] : []));
}

/** The one offsets file of a module: that called `asmOffsets` among several, or all members of all structures. Throws SchemaError. */
export function fileOf(module: SchemaModule, path: string): OffsetsFile {
  const [first, second] = module.files;
  if (first === undefined) {
    const records = recordsOf(module);
    if (records.length === 0) throw new SchemaError(messages.emptyModule(path));
    return defaultFile(records);
  }
  const main = second === undefined ? first : module.files.find(({ name }) => name === 'asmOffsets');
  if (main === undefined) {
    throw new SchemaError(
      messages.severalFiles(
        path,
        module.files.map(({ name }) => name),
      ),
    );
  }
  return main.value;
}
