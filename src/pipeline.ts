/**
 * The way of the data, stage by stage: from structure schema, source and linker script to a linked image.
 *
 *     schema ─ offsets ─> asm-offsets.h (designs.ts)
 *     .S text ─ cpp ─> text ─ asm ─> object
 *     objects + .lds.S ─ cpp, ld ─> image (what kexec/, emu/ and verify/ take from here)
 *
 * Each stage takes what the one before it returned and changes nothing of it. Errors collect in one sink; a stage does not
 * run when the one before it had any, and nothing is written by anybody unless the sink is clean.
 */
import { assembleFully, writeObject } from './asm/index.ts';
import { FileCache, type Preprocessed, preprocess } from './cpp/index.ts';
import { predefinedMacros } from './cpp/predefined.ts';
import { DiagnosticSink, type Locator, type Pos } from './diag/diagnostic.ts';
import type { ElfFile } from './elf/object.ts';
import { readElf } from './elf/read.ts';
import { withGrammar } from './expr/lazy.ts';
import { link } from './ld/index.ts';
import { SourceMap } from './text/source-map.ts';

export interface BuildRequest {
  /** Sources in the order of the link, paths as given. */
  readonly sources: readonly string[];
  /** A linker script, preprocessed first. */
  readonly script: string;
  /** -I directories. */
  readonly include?: readonly string[];
  /** -D, as `NAME` or `NAME=VALUE`. */
  readonly defines?: readonly string[];
  /** -include files. */
  readonly headers?: readonly string[];
  /** Files that do not exist anywhere else, by the end of their path: generated headers. */
  readonly generated?: ReadonlyMap<string, string>;
  /** The file's bytes, or undefined where there is none. */
  readonly readFile: (path: string) => Uint8Array | undefined;
}

/** A line of source that an instruction of the image comes from. */
export interface InstructionLine {
  readonly address: bigint;
  readonly pos: Pos;
}

export interface Built {
  readonly elf: ElfFile;
  readonly bytes: Uint8Array;
  /** By ascending address. */
  readonly lines: readonly InstructionLine[];
}

export interface BuildResult {
  readonly sink: DiagnosticSink;
  readonly locator: Locator;
  /** Undefined when there were errors. */
  readonly built: Built | undefined;
}

/** Sources to image. Never throws for what is wrong with the input: that is in the sink. */
export async function build(request: BuildRequest): Promise<BuildResult> {
  // Text that a GrammarNeeded run has put into a map would be there twice: every run starts with its own.
  return withGrammar(() => new Build(request)).then((run) => run.link());
}

interface AssembledUnit {
  readonly name: string;
  readonly object: ElfFile;
  readonly lines: readonly { readonly section: number; readonly offset: number; readonly pos: Pos }[];
}

class Build {
  readonly sink = new DiagnosticSink();
  readonly sourceMap = new SourceMap();
  private readonly request: BuildRequest;
  private readonly units: AssembledUnit[] = [];
  private readonly script: Preprocessed | undefined;

  constructor(request: BuildRequest) {
    this.request = request;
    const assembler = new FileCache((path) => this.read(path), { assembler: true, keepComments: false });
    for (const source of request.sources) {
      // From here on a unit is one flat text; macros of the C preprocessor are gone, those of the assembler are not.
      const text = this.preprocess(source, assembler);
      // From here on no section changes size: branches are resolved or are relocations, alternatives are where they belong.
      const unit = text && this.sink.errorCount === 0 ? this.assemble(source, text) : undefined;
      if (unit !== undefined) this.units.push(unit);
    }
    this.script = this.sink.errorCount === 0 ? this.preprocess(request.script, assembler) : undefined;
  }

  /** From here on every symbol has its address, and every ASSERT of the script holds. */
  async link(): Promise<BuildResult> {
    const { sink, sourceMap: locator } = this;
    if (sink.errorCount > 0 || this.script === undefined) return { sink, locator, built: undefined };
    const image = await link({
      objects: this.units.map(({ name, object }) => ({ name, bytes: writeObject(object) })),
      script: {
        name: this.request.script,
        text: this.script.text,
        base: this.sourceMap.addDerived(this.script.text.length, this.script.segments),
      },
      options: {},
      sink,
      sourceMap: this.sourceMap,
      readFile: (path) => this.read(path),
    });
    if (image === undefined || sink.errorCount > 0) return { sink, locator, built: undefined };
    const bytes = image.executable;
    const lines = this.units.flatMap(({ name, object, lines: unitLines }) =>
      unitLines.flatMap(({ section, offset, pos }) => {
        const address = image.addressOf(name, object.sections[section]?.name ?? '', offset);
        return address === undefined ? [] : [{ address, pos }];
      }),
    );
    lines.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    return { sink, locator, built: { elf: readElf('a.out', bytes), bytes, lines } };
  }

  private read(path: string): Uint8Array | undefined {
    for (const [name, text] of this.request.generated ?? []) {
      if (path === name || path.endsWith(`/${name}`)) return new TextEncoder().encode(text);
    }
    return this.request.readFile(path);
  }

  private preprocess(name: string, files: FileCache): Preprocessed | undefined {
    const { include = [], defines = [], headers = [] } = this.request;
    return preprocess({
      name,
      files,
      sourceMap: this.sourceMap,
      sink: this.sink,
      search: { quote: [], angle: include, system: [], after: [] },
      definitions: defines.map(definitionLine),
      predefined: predefinedMacros({ assembler: true }),
      macroFiles: [],
      includes: headers,
      lineMarkers: true,
      macroPrefixMap: [],
    });
  }

  private assemble(name: string, { text, segments }: Preprocessed): AssembledUnit | undefined {
    const { sourceMap, sink } = this;
    const { elf, lines } = assembleFully({
      text,
      segments,
      name,
      sourceMap,
      sink,
      readFile: (path) => this.read(path),
      options: { lines: true },
    });
    return elf === undefined ? undefined : { name: `${name}.o`, object: elf, lines };
  }
}

/** `-DNAME=VALUE` as the line of a #define; without a value, 1. */
function definitionLine(define: string): string {
  const at = define.indexOf('=');
  return at < 0 ? `define ${define} 1` : `define ${define.slice(0, at)} ${define.slice(at + 1)}`;
}
