/**
 * `a64as ld`: objects, archives and a script to an executable, a relocatable object or a flat binary.
 *
 * Scripts named *.S are preprocessed first. Nothing is written unless the link is clean.
 */
import { DiagnosticSink, FatalDiagnostic, NO_POS } from '../../diag/diagnostic.ts';
import { cannotFindLibrary, cannotOpen, withoutEffect } from '../../diag/messages/ld.ts';
import { binaryObject, symbolsOnly } from '../../elf/synthetic.ts';
import { writeObject } from '../../elf/write.ts';
import type { LinkedImage, LinkObject, LinkScript } from '../../ld/index.ts';
import { link } from '../../ld/index.ts';
import { findLibrary } from '../../ld/search.ts';
import { SourceMap } from '../../text/source-map.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { diagnosticFormat, showDiagnostics } from '../diagnostics.ts';
import { parseLdArgv } from '../ld/options.ts';
import type { InputArgument, LdSettings } from '../ld/settings.ts';
import { VERSION } from '../version.ts';

const HELP = `usage: a64as ld [options] FILE...
Link objects and archives.

  -o FILE                        output (a.out)
  -T SCRIPT                      linker script; a name that ends in .S is preprocessed (-DNAME=VALUE, --script-include=DIR)
  -e SYMBOL                      entry
  -r, -shared, -pie              relocatable object, shared object, position-independent executable
  -Ttext=ADDR --section-start SECTION=ADDR --defsym NAME=EXPRESSION -u NAME
  -L DIR -l NAME, --whole-archive, --start-group ... --end-group
  -Bstatic -Bdynamic --as-needed --push-state --pop-state -rpath DIR -rpath-link DIR -soname NAME
  --export-dynamic --dynamic-list=FILE --version-script=FILE -Bsymbolic --hash-style=sysv|gnu|both
  -s -S -x -X --discard-none     strip all, strip debugging; drop local symbols: all, temporary, none
  --gc-sections --print-gc-sections --emit-relocs
  --orphan-handling=place|warn|error|discard
  --build-id[=sha1|md5|0xHEX|none]
  -z max-page-size=N, noexecstack, ...; -n, -N
  -Map=FILE --print-map --map-json=FILE, -t, -y SYMBOL, --cref, --print-memory-usage, --dependency-file=FILE
  -b binary FILE, -R FILE        a file's bytes as data; only its symbols
  --oformat=binary               flat binary of what is loaded
  --diagnostics=FORMAT           text, json, sarif, github
`;

export const command: Command = {
  name: 'ld',
  summary: 'the linker: objects and a linker script to an executable, -r object or flat binary',
  async run(argv, io) {
    const settings = parseLdArgv(argv, (path) => {
      const bytes = io.readFile(path);
      return bytes && latin1(bytes);
    });
    if (settings.help) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    if (settings.version && settings.inputs.length === 0) {
      io.stdout(`a64as ${VERSION}\n`);
      return EXIT.ok;
    }
    if (settings.print !== undefined) {
      io.stdout(settings.print);
      if (settings.inputs.length === 0) return EXIT.ok;
    }
    if (settings.inputs.length === 0 && settings.script === undefined) throw new UsageError('no input files');
    return new LdRun(io, settings).run();
  },
};

/** One character a byte, by the host, who is faster at it. */
const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');

class LdRun {
  readonly #io: Io;
  readonly #settings: LdSettings;
  readonly #sink = new DiagnosticSink();
  readonly #sourceMap = new SourceMap();
  /** Inputs by the names that they were found by, in order. */
  #loaded: readonly string[] = [];
  #scriptName: string | undefined;

  constructor(io: Io, settings: LdSettings) {
    this.#io = io;
    this.#settings = settings;
  }

  async run(): Promise<number> {
    const image = await this.#link();
    const { options, diagnostics } = this.#settings;
    const warnings = this.#sink.list.some((d) => d.severity === 'warning');
    const failed = this.#sink.errorCount > 0 || image === undefined || (options.fatalWarnings === true && warnings);
    showDiagnostics(this.#io, this.#sink, this.#sourceMap, diagnosticFormat(diagnostics), 'a64as ld');
    if (!failed) return this.#write(image);
    // as GNU ld, which knows of its output once it has read the script: nobody is to take an older one for this run's
    const { script, output } = this.#settings;
    const hasScript = script === undefined || this.#scriptName !== undefined;
    if (hasScript && !this.#loaded.includes(output)) this.#io.removeFile?.(output);
    return EXIT.input;
  }

  async #link(): Promise<LinkedImage | undefined> {
    for (const option of this.#settings.withoutEffect) this.#sink.report(NO_POS, withoutEffect(option));
    const { script: chosen, defaultScript } = this.#settings;
    const script = await this.#script(chosen ?? defaultScript);
    const objects = this.#inputs();
    this.#scriptName = script?.name;
    this.#loaded = objects.map((object) => object.name);
    const at = chosen === undefined ? objects.length : this.#settings.scriptAt;
    const versionScripts = this.#texts(this.#settings.versionScripts);
    const dynamicLists = this.#texts(this.#settings.dynamicLists);
    const exportLists = this.#texts(this.#settings.exportLists);
    if (this.#sink.errorCount > 0) return undefined;
    return link({
      objects,
      script,
      scriptAt: at,
      defsymsAt: this.#settings.defsymsAt,
      options: { ...this.#settings.options, versionScripts, dynamicLists, exportLists },
      sink: this.#sink,
      sourceMap: this.#sourceMap,
      readFile: (path) => this.#io.readFile(path),
      createHash: this.#io.createHash,
    });
  }

  #texts(names: readonly string[]): { readonly name: string; readonly text: string }[] {
    return names.flatMap((name) => {
      const text = this.#text(name);
      return text === undefined ? [] : [{ name, text }];
    });
  }

  #text(name: string): string | undefined {
    const bytes = name === '-' ? this.#io.readStdin() : this.#io.readFile(name);
    if (bytes) return latin1(bytes);
    this.#sink.report(NO_POS, cannotOpen(name, this.#io.readError(name)));
    return undefined;
  }

  async #script(script: string | undefined): Promise<LinkScript | undefined> {
    const { searchPaths } = this.#settings;
    if (script === undefined) return undefined;
    const found = [script, ...searchPaths.map((d) => `${d}/${script}`)].find((path) => this.#io.readFile(path));
    const name = found ?? script;
    if (!name.endsWith('.S')) {
      const text = this.#text(name);
      return text === undefined ? undefined : { name, text };
    }
    return this.#preprocessed(name);
  }

  async #preprocessed(name: string): Promise<LinkScript | undefined> {
    const { preprocess, FileCache } = await import('../../cpp/index.ts');
    const { predefinedMacros } = await import('../../cpp/predefined.ts');
    const sourceMap = this.#sourceMap;
    const made = preprocess({
      name,
      files: new FileCache((path) => this.#io.readFile(path), { assembler: true, keepComments: false }),
      sourceMap,
      sink: this.#sink,
      search: { quote: [], angle: this.#settings.includes, system: [], after: [] },
      definitions: this.#settings.defines.map((d) => `define ${d.includes('=') ? d.replace('=', ' ') : `${d} 1`}`),
      predefined: predefinedMacros({ assembler: true }),
      macroFiles: [],
      includes: [],
      lineMarkers: true,
      macroPrefixMap: [],
    });
    return made && { name, text: made.text, base: sourceMap.addDerived(made.text.length, made.segments) };
  }

  #inputs(): LinkObject[] {
    return this.#settings.inputs.flatMap(({ name, library, binary, justSymbols, ...state }) => {
      if (library) return this.#library(name, state);
      const bytes = name === '-' ? this.#io.readStdin() : this.#io.readFile(name);
      const { bigEndian = false } = this.#settings.options;
      if (bytes && binary) return [{ name, bytes: writeObject(binaryObject(name, bytes, bigEndian)), ...state }];
      if (bytes && justSymbols) return [{ name, bytes: symbolsOnly(name, bytes), ...state }];
      if (bytes) return [{ name, bytes, ...state }];
      this.#sink.report(NO_POS, cannotOpen(name, this.#io.readError(name)));
      return [];
    });
  }

  #library(name: string, state: Omit<InputArgument, 'name' | 'library' | 'binary' | 'justSymbols'>): LinkObject[] {
    const { searchPaths, options } = this.#settings;
    const found = findLibrary(name, {
      directories: searchPaths,
      sysroot: options.sysroot ?? '',
      archivesOnly: state.archivesOnly,
      readFile: (path) => this.#io.readFile(path),
    });
    if (found) return [{ name: found.path, bytes: found.bytes, givenName: found.baseName, ...state }];
    this.#sink.report(NO_POS, cannotFindLibrary(name, searchPaths));
    return [];
  }

  /** The flat image; undefined, with a message, where the addresses lie too far apart for one. */
  #flat(image: LinkedImage): Uint8Array | undefined {
    try {
      return image.binary();
    } catch (error) {
      if (!(error instanceof FatalDiagnostic)) throw error;
      this.#io.stderr(`a64as ld: error: ${error.diagnostic.text} [${error.diagnostic.code}]\n`);
      return undefined;
    }
  }

  /** -Map=DIRECTORY and -Map=…%…: named after the output. */
  #mapPath(map: string): string {
    const { output } = this.#settings;
    if (map.includes('%')) return map.replaceAll('%', output.slice(output.lastIndexOf('/') + 1));
    const inside = this.#io.listDirectory(map) !== undefined;
    return inside ? `${map.replace(/\/$/, '')}/${output.slice(output.lastIndexOf('/') + 1)}.map` : map;
  }

  /** A rule of make: the output depends on all that was read. */
  #dependencies(): string {
    const read = [...new Set([...(this.#scriptName === undefined ? [] : [this.#scriptName]), ...this.#loaded])];
    return `${this.#settings.output}:${read.map((name) => ` \\\n  ${name}`).join('')}\n${read.map((n) => `\n${n}:\n`).join('')}`;
  }

  /** What options ask to be said on standard output. */
  #say(image: LinkedImage): void {
    const { trace, memoryUsage, crossReferences, map } = this.#settings;
    for (const name of trace > 0 ? this.#loaded : []) {
      this.#io.stdout(`${name}\n`);
      for (const member of trace > 1 ? image.membersOf(name) : []) this.#io.stdout(`(${name})${member}\n`);
    }
    if (memoryUsage) this.#io.stdout(image.memoryUsage());
    if (crossReferences && map === undefined) this.#io.stdout(image.crossReferenceTable());
  }

  #write(image: LinkedImage): number {
    const { output, binary, map, mapJson, printMap } = this.#settings;
    const bytes = binary ? this.#flat(image) : image.executable;
    if (!bytes) return EXIT.input;
    const files: { path: string; data: Uint8Array | string; executable?: boolean }[] = [
      {
        path: output,
        data: bytes,
        executable: !binary && this.#settings.options.relocatable !== true,
      },
    ];
    if (map !== undefined)
      files.push({
        path: this.#mapPath(map),
        data: image.mapText() + (this.#settings.crossReferences ? image.crossReferenceTable() : ''),
      });
    const { dependencyFile } = this.#settings;
    if (dependencyFile !== undefined) files.push({ path: dependencyFile, data: this.#dependencies() });
    this.#say(image);
    if (mapJson !== undefined) files.push({ path: mapJson, data: image.mapJson() });
    if (printMap) this.#io.stdout(image.mapText());
    const problem = this.#io.writeFiles(files);
    if (problem === undefined) return EXIT.ok;
    this.#io.stderr(`a64as ld: ${problem}\n`);
    return EXIT.input;
  }
}
