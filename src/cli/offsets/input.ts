/**
 * Any input of `a64as offsets`: a schema file, an ELF file with DWARF, a C header.
 *
 * Leaves: what it offers as a SchemaModule, the target that goes with it (an ELF file's own, else the one of the options),
 * the debug information itself for checks, and the files that --watch looks at.
 */
import * as path from 'node:path';
import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/offsets.ts';
import { isElf, readAnyElf } from '../../elf/any.ts';
import { SchemaError } from '../../offsets/error.ts';
import { DwarfTypes } from '../../offsets/import/dwarf.ts';
import type { EnumType, RecordType, Target } from '../../offsets/model.ts';
import { choose, collectExports, type SchemaModule } from '../../offsets/module.ts';
import type { Io } from '../command.ts';
import { loadSchema } from './load-schema.ts';

export interface Input {
  readonly path: string;
  readonly module: SchemaModule;
  readonly target: Target;
  /** Absolute. */
  readonly files: readonly string[];
  readonly types?: DwarfTypes;
}

/** The debug information of an ELF file. Throws SchemaError, DwarfError, FatalDiagnostic. */
export function openDwarf(file: string, io: Io): DwarfTypes {
  const data = io.readFile(file);
  if (data === undefined) throw new SchemaError(messages.unreadable(file, io.readError(file)));
  return new DwarfTypes(readAnyElf(file, data), file);
}

function fromDwarf(file: string, only: readonly string[], config: Target['config'], io: Io): Input {
  const types = openDwarf(file, io);
  const all = [...types.names()];
  const wanted = only.length === 0 ? all : only;
  const found = wanted.map((name) => {
    const bare = name.replace(/^(?:struct|union|enum) /, '');
    const value: RecordType | EnumType | undefined = types.findType(bare) ?? types.findEnum(bare);
    if (value === undefined) {
      const names = all.map((key) => key.replace(/^\w+ /, ''));
      throw new SchemaError(messages.notInDebugInfo(file, name, suggest(bare, names)));
    }
    return { name: bare, value };
  });
  return {
    path: file,
    module: { types: found, files: [] },
    target: { ...types.target, config },
    files: [path.resolve(file)],
    types,
  };
}

/** Read an input. Throws SchemaError, DwarfError, FatalDiagnostic. */
export async function loadInput(file: string, only: readonly string[], target: Target, io: Io): Promise<Input> {
  const data = io.readFile(file);
  if (data === undefined) throw new SchemaError(messages.unreadable(file, io.readError(file)));
  if (isElf(data)) return fromDwarf(file, only, target.config, io);
  const { namespace, files } = await loadSchema(file);
  return { path: file, module: choose(collectExports(namespace), only, file), target, files };
}
