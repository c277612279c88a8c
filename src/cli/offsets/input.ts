/**
 * Any input of `a64as offsets`: a schema file, an ELF file with DWARF, a C header.
 *
 * Leaves: what it offers as a SchemaModule, the target that goes with it (an ELF file's own, else the one of the options),
 * the debug information itself for checks, and the files that --watch looks at.
 */
import * as path from 'node:path';
import type { Message } from '../../diag/diagnostic.ts';
import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/offsets.ts';
import { isElf, readAnyElf } from '../../elf/any.ts';
import { isBtf } from '../../elf/btf.ts';
import { isElf32 } from '../../elf/read32.ts';
import { SchemaError } from '../../offsets/error.ts';
import { BtfTypes } from '../../offsets/import/btf.ts';
import { DwarfTypes } from '../../offsets/import/dwarf.ts';
import type { RawSource } from '../../offsets/import/raw.ts';
import { type EnumType, LP64, type RecordType, type Target } from '../../offsets/model.ts';
import { choose, collectExports, type SchemaModule } from '../../offsets/module.ts';
import { type Io, UsageError } from '../command.ts';
import { isCFile, openC } from './load-c.ts';
import { loadSchema } from './load-schema.ts';

export interface Input {
  readonly path: string;
  readonly module: SchemaModule;
  readonly target: Target;
  /** Absolute. */
  readonly files: readonly string[];
  readonly types?: DebugTypes;
}

/** Debug information of either kind. */
export interface DebugTypes extends RawSource, TypeSource {
  readonly target: Target;
  names(): Iterable<string>;
}

/** The debug information of a file: DWARF, else BTF; or BTF as it is. Throws SchemaError, DwarfError, FatalDiagnostic. */
export function openDebug(file: string, io: Io): DebugTypes {
  const data = contents(file, io);
  const bigEndian = data[0] === 0xeb;
  if (isBtf(data)) return new BtfTypes(data, file, { ...LP64, bigEndian });
  const elf = readAnyElf(file, data);
  const btf = elf.sections.find(({ name }) => name === '.BTF');
  const dwarf = elf.sections.some(({ name }) => /^\.z?debug_info$/.test(name));
  if (btf === undefined || dwarf) return new DwarfTypes(elf, file);
  return new BtfTypes(btf.data, file, { ...LP64, abi: isElf32(data) ? 'ilp32' : 'lp64', bigEndian: elf.bigEndian });
}

/** What debug information and C have in common. */
interface TypeSource {
  names(): Iterable<string>;
  findType(name: string): RecordType | undefined;
  findEnum(name: string): EnumType | undefined;
}

/** The types of the given names, or all. */
function chosen(
  types: TypeSource,
  only: readonly string[],
  missing: (name: string, similar: string | undefined) => Message,
): SchemaModule {
  const all = [...types.names()];
  const wanted = only.length === 0 ? all : only;
  const found = wanted.map((name) => {
    const bare = name.replace(/^(?:struct|union|enum) /, '');
    const value: RecordType | EnumType | undefined = types.findType(bare) ?? types.findEnum(bare);
    if (value === undefined) {
      const names = all.map((key) => key.replace(/^\w+ /, ''));
      throw new SchemaError(missing(name, suggest(bare, names)));
    }
    return { name: bare, value };
  });
  return { types: found, files: [] };
}

function fromDebug(file: string, only: readonly string[], config: Target['config'], io: Io): Input {
  const types = openDebug(file, io);
  return {
    path: file,
    module: chosen(types, only, (name, similar) => messages.notInDebugInfo(file, name, similar)),
    target: { ...types.target, config },
    files: [path.resolve(file)],
    types,
  };
}

/** C headers, read one after the other as one text. */
async function fromC(paths: readonly string[], only: readonly string[], target: Target, io: Io): Promise<Input> {
  const decoder = new TextDecoder('latin1');
  const sources = paths.map((name) => ({ path: name, text: decoder.decode(contents(name, io)) }));
  const types = await openC(sources, target);
  const file = paths.join(', ');
  const module = chosen(types, only, (name, similar) => messages.notInHeader(file, name, similar));
  return { path: file, module, target, files: paths.map((name) => path.resolve(name)) };
}

function contents(file: string, io: Io): Uint8Array {
  const data = io.readFile(file);
  if (data === undefined) throw new SchemaError(messages.unreadable(file, io.readError(file)));
  return data;
}

/** Read an input: one file, or several C headers. Throws SchemaError, DwarfError, FatalDiagnostic, UsageError. */
export async function loadInput(
  paths: readonly string[],
  only: readonly string[],
  target: Target,
  io: Io,
): Promise<Input> {
  const [file, more] = paths;
  if (file === undefined) throw new UsageError("offsets: no schema given; 'a64as offsets --help' shows the options");
  if (paths.every(isCFile)) return fromC(paths, only, target, io);
  if (more !== undefined) throw new UsageError(`offsets: one schema at a time: '${more}' is too many`);
  const data = contents(file, io);
  if (isElf(data) || isBtf(data)) return fromDebug(file, only, target.config, io);
  const { namespace, files } = await loadSchema(file);
  return { path: file, module: choose(collectExports(namespace), only, file), target, files };
}
