/**
 * Files that a script names: INPUT, GROUP, STARTUP ("ld" manual, "File Commands").
 *
 * Enters: the script and a way to read files. Leaves: objects for the loader, with errors at the script for what cannot be found. A
 * file is looked for as it is named, then in -L's directories, then in those of SEARCH_DIR; `-lNAME` only in the directories.
 */
import { type DiagnosticSink, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { scriptPos } from './context.ts';
import type { LinkObject } from './load.ts';
import type { LinkOptions } from './options.ts';
import type { Script } from './script/ast.ts';

export interface FileHost {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readFile(path: string): Uint8Array | undefined;
}

/** The command line's objects with the script's put among them: after the first `at`; STARTUP before all. */
export function withScriptInputs(
  host: FileHost,
  script: Script,
  objects: readonly LinkObject[],
  at: number,
): readonly LinkObject[] {
  const directories = [...host.options.searchPaths, ...script.searchDirs];
  // GROUPs are numbered apart from the command line's --start-group.
  const groups = objects.reduce((most, object) => Math.max(most, object.group ?? 0), 0);
  const find = (name: string, library: boolean): LinkObject | undefined => {
    const file = !library ? name : name.startsWith(':') ? name.slice(1) : `lib${name}.a`;
    for (const path of [...(library ? [] : [file]), ...directories.map((d) => `${d}/${file}`)]) {
      const bytes = host.readFile(path);
      if (bytes) return { name: path, bytes };
    }
    return undefined;
  };
  const named = script.inputs.flatMap((input): LinkObject[] => {
    const found = find(input.name, input.library);
    if (found) return [{ ...found, group: input.group > 0 ? groups + input.group : 0 }];
    const message = input.library
      ? messages.cannotFindLibrary(input.name, directories)
      : messages.cannotOpen(input.name, 'no such file, and none in the search directories');
    host.sink.report(scriptPos(input.script, input.at), message, input.name.length);
    return [];
  });
  const first = script.startup === '' ? undefined : find(script.startup, false);
  if (script.startup !== '' && !first)
    host.sink.report(NO_POS, messages.cannotOpen(script.startup, 'STARTUP names it, and there is no such file'));
  return [...(first ? [first] : []), ...objects.slice(0, at), ...named, ...objects.slice(at)];
}
