/**
 * Compilation databases (`compile_commands.json`): what a build runs for each of its files.
 *
 * Enters: the text of such a file (Clang, "JSON Compilation Database Format"). Leaves: the command lines of its assembly sources,
 * without the compiler's name, and the directories they are meant for; and the outside world as it is seen from there.
 */
import * as path from 'node:path';
import { type Io, UsageError } from '../command.ts';
import { splitWords } from '../gnu-argv.ts';

export interface CompileCommand {
  /** Absolute. */
  readonly directory: string;
  readonly file: string;
  readonly words: readonly string[];
}

/** The commands of `text` that are about assembly; a database from `name`, whose relative directories are seen from `base`. */
export function compileCommands(text: string, name: string, base: string): CompileCommand[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name}: no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(entries)) throw new UsageError(`${name}: a compilation database is an array of commands`);
  return entries.flatMap((entry: unknown, i) => commandOf(entry, `${name}: entry ${i}`, base) ?? []);
}

function commandOf(entry: unknown, place: string, base: string): CompileCommand | undefined {
  if (typeof entry !== 'object' || entry === null) throw new UsageError(`${place} is no object`);
  const { directory, file, arguments: words, command } = entry as Readonly<Record<string, unknown>>;
  if (typeof directory !== 'string') throw new UsageError(`${place} has no "directory"`);
  if (typeof file !== 'string') throw new UsageError(`${place} has no "file"`);
  if (!/\.(?:s|S|sx)$/.test(file)) return undefined;
  const all: unknown = words ?? (typeof command === 'string' ? splitWords(command) : undefined);
  if (!Array.isArray(all) || !all.every((word) => typeof word === 'string'))
    throw new UsageError(`${place} has neither "arguments" nor a "command"`);
  return { directory: path.resolve(base, directory), file, words: all.slice(1) };
}

/** The world as a process sees it whose working directory this is. */
export function within(io: Io, directory: string): Io {
  const at = (name: string): string => (name === '-' ? name : path.resolve(directory, name));
  const { openLarge, modified, removeFile } = io;
  return {
    ...io,
    workingDirectory: directory,
    readFile: (name) => io.readFile(at(name)),
    readError: (name) => io.readError(at(name)),
    writeFiles: (files) => io.writeFiles(files.map((file) => ({ ...file, path: at(file.path) }))),
    listDirectory: (name) => io.listDirectory(at(name)),
    ...(openLarge && { openLarge: (name, least) => openLarge(at(name), least) }),
    ...(modified && { modified: (name) => modified(at(name)) }),
    ...(removeFile && { removeFile: (name) => removeFile(at(name)) }),
  };
}
