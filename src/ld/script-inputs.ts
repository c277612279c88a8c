/**
 * Files that scripts name (INPUT, GROUP, STARTUP), and scripts that stand among the inputs ("ld" manual, "File Commands", "Implicit Linker Scripts").
 *
 * Enters: the objects of the command line, the script of the link. Leaves: objects for the loader in their order, each script among them replaced by
 * the files that it names, and those scripts themselves. A file is looked for beside its script, as it is named, then in -L's directories, then in
 * those of SEARCH_DIR; `-lNAME` only in the directories.
 */
import { type DiagnosticSink, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { archiveKind } from '../elf/archive.ts';
import { latin1 } from '../elf/read.ts';
import { scriptPos } from './context.ts';
import type { LinkObject } from './load.ts';
import type { LinkOptions } from './options.ts';
import type { Script } from './script/ast.ts';
import { findLibrary, inSysroot } from './search.ts';

export interface FileHost {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readFile(path: string): Uint8Array | undefined;
  /** Parse the text of a script among the inputs. */
  parse(name: string, text: string): Script;
}

const MAX_DEPTH = 16;

/** Whether an input is a script: neither object nor archive, and text. */
export const isScriptText = ({ bytes }: LinkObject): boolean =>
  !archiveKind(bytes) && bytes[0] !== 0x7f && bytes.subarray(0, 512).every((b) => b >= 32 || (b >= 9 && b <= 13));

/** Scripts among the inputs, by the object that they were. */
export function readScripts(host: FileHost, objects: readonly LinkObject[]): Map<LinkObject, Script> {
  const scripts = new Map<LinkObject, Script>();
  for (const object of objects)
    if (isScriptText(object))
      scripts.set(object, host.parse(object.name, latin1(object.bytes, 0, object.bytes.length)));
  return scripts;
}

/** Puts the files that scripts name among the objects. */
export class InputExpander {
  readonly #host: FileHost;
  readonly #directories: readonly string[];
  #groups: number;

  constructor(host: FileHost, script: Script, objects: readonly LinkObject[]) {
    this.#host = host;
    this.#directories = [...host.options.searchPaths, ...script.searchDirs];
    // GROUPs are numbered apart from the command line's --start-group.
    this.#groups = objects.reduce((most, object) => Math.max(most, object.group ?? 0), 0);
  }

  /** The objects, each script among them replaced by what it names. */
  expand(objects: readonly LinkObject[], scripts: ReadonlyMap<LinkObject, Script>): LinkObject[] {
    return objects.flatMap((object) => {
      const script = scripts.get(object);
      return script ? this.named(script, object, 0) : [object];
    });
  }

  /** The files that a script names; they take over what holds for `from`, the script as an input. */
  named(script: Script, from: Partial<LinkObject>, depth: number): LinkObject[] {
    const groups = this.#groups;
    this.#groups += script.inputs.reduce((most, file) => Math.max(most, file.group), 0);
    return script.inputs.flatMap((input): LinkObject[] => {
      const found = this.#find(input.name, input.library, from);
      if (!found) {
        const message = input.library
          ? messages.cannotFindLibrary(input.name, this.#directories)
          : messages.cannotOpen(input.name, 'no such file, and none in the search directories');
        this.#host.sink.report(scriptPos(input.script, input.at), message, input.name.length);
        return [];
      }
      const outer = from.group ?? 0;
      const group = outer > 0 ? outer : input.group > 0 ? groups + input.group : 0;
      const { wholeArchive = false, copiesNeeded = false, archivesOnly = false } = from;
      const object = { ...found, group, wholeArchive, copiesNeeded, archivesOnly };
      return this.#flat({ ...object, asNeeded: from.asNeeded === true || input.asNeeded }, depth + 1);
    });
  }

  #flat(object: LinkObject, depth: number): LinkObject[] {
    if (depth > MAX_DEPTH || !isScriptText(object)) return [object];
    return this.named(this.#host.parse(object.name, latin1(object.bytes, 0, object.bytes.length)), object, depth);
  }

  #find(name: string, library: boolean, from: Partial<LinkObject>): LinkObject | undefined {
    const { readFile, options } = this.#host;
    const { sysroot } = options;
    if (library) {
      const archivesOnly = from.archivesOnly === true;
      const found = findLibrary(name, { directories: this.#directories, sysroot, archivesOnly, readFile });
      return found && { name: found.path, bytes: found.bytes, givenName: found.baseName };
    }
    // A script among the inputs names files of its own directory.
    const directory = from.name === undefined ? undefined : (/^.*\//.exec(from.name)?.[0] ?? './');
    const beside = directory === undefined || name.startsWith('/') ? undefined : directory + name;
    const rooted =
      name.startsWith('/') && from.name?.startsWith(sysroot) ? `${sysroot.replace(/\/$/, '')}${name}` : undefined;
    const elsewhere = name.startsWith('/') ? [] : this.#directories.map((d) => `${inSysroot(d, sysroot)}/${name}`);
    for (const path of [beside, rooted, inSysroot(name, sysroot), ...elsewhere]) {
      const bytes = path === undefined ? undefined : readFile(path);
      if (path !== undefined && bytes) return { name: path, bytes };
    }
    return undefined;
  }

  /** STARTUP's file. */
  startup(script: Script): LinkObject[] {
    if (script.startup === '') return [];
    const first = this.#find(script.startup, false, {});
    if (!first)
      this.#host.sink.report(
        NO_POS,
        messages.cannotOpen(script.startup, 'STARTUP names it, and there is no such file'),
      );
    return first ? [first] : [];
  }
}
