/**
 * The library's front: source text to object bytes, objects and a script to an image, as pure functions.
 *
 * Nothing here reads files or prints: what is included comes through `readFile`, what is wrong comes back as diagnostics
 * with their places. Runs in Node and in browsers. The rooms have more: a64as/asm, /ld, /offsets, /emu, /kexec.
 */
import { assemble as assembleText, writeObject } from './asm/index.ts';
import { Learnt } from './asm/learnt.ts';
import { FileCache, preprocess } from './cpp/index.ts';
import { predefinedMacros } from './cpp/predefined.ts';
import { type Diagnostic, DiagnosticSink, type Locator } from './diag/diagnostic.ts';
import { renderText } from './diag/render.ts';
import { withGrammar } from './expr/lazy.ts';
import { type LinkedImage, type LinkOptions, link as linkObjects } from './ld/index.ts';
import { SourceMap } from './text/source-map.ts';
import { bytesOfText } from './text/source-text.ts';

export type { Diagnostic, Frame, Place, Severity } from './diag/diagnostic.ts';
export { decode } from './isa/decoder.ts';
export { decodeWord, encodeStatement, listRows } from './isa/index.ts';
export { disassemble } from './isa/print.ts';
export type { LinkedImage, LinkOptions } from './ld/index.ts';

export type ReadFile = (path: string) => Uint8Array | undefined;

export interface AssembleOptions {
  /** The name diagnostics show; a name that ends in `.S` is preprocessed, any other is not, unless `preprocess` says so. */
  readonly name?: string;
  readonly preprocess?: boolean;
  /** -I directories. */
  readonly include?: readonly string[];
  /** -D macros: NAME to value ('' for none). */
  readonly defines?: Readonly<Record<string, string>>;
  /** -march=, as GNU as spells it. */
  readonly arch?: string;
  /** DWARF version of a line table for the source itself (-g); none by default. */
  readonly debug?: number;
  /** Gives the bytes of an included file, or undefined where there is none. */
  readonly readFile?: ReadFile;
}

export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  /** Turns a diagnostic's `pos` into a place. */
  readonly locator: Locator;
  /** All diagnostics as text, as the command prints them. */
  report(): string;
}

export interface Assembled extends Outcome {
  /** The ELF64 relocatable object, byte for byte GNU as's; undefined when there were errors. */
  readonly object: Uint8Array | undefined;
}

export interface Linked extends Outcome {
  /** Undefined when there were errors, a failing ASSERT among them. */
  readonly image: LinkedImage | undefined;
}

/** One character a byte, as every stage wants text. */
function latin1(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) out += String.fromCharCode(byte);
  return out;
}

function outcome(sink: DiagnosticSink, locator: Locator): Outcome {
  return { diagnostics: sink.list, locator, report: () => renderText(sink.list, locator, { program: 'a64as' }) };
}

/** Assemble one source. Errors are in `diagnostics`, never thrown. */
export async function assemble(source: string, options: AssembleOptions = {}): Promise<Assembled> {
  const { name = 'input.S', readFile = () => undefined } = options;
  const [assembled] = await assembleAll([{ ...options, name, source }], readFile);
  return assembled as Assembled;
}

/** A source among several; `name` says which it is to diagnostics, and to others that include it. */
export interface Unit extends Omit<AssembleOptions, 'readFile'> {
  readonly name: string;
  readonly source: string;
}

/**
 * Assemble several sources, each with options of its own, in their order. The headers are read and lexed once, those that sources begin
 * with are preprocessed once, and what one of them teaches of instructions and macros holds for the next.
 */
export async function assembleAll(
  units: readonly Unit[],
  readFile: ReadFile = () => undefined,
): Promise<readonly Assembled[]> {
  const own = new Map(units.map(({ name, source }) => [name, source]));
  const read: ReadFile = (path) => {
    const source = own.get(path);
    return source === undefined ? readFile(path) : bytesOfText(latin1(source));
  };
  const files = new FileCache(read, { assembler: true, keepComments: false });
  const shared = { readFile, files, learnt: new Learnt(units.length > 1) };
  const all: Assembled[] = [];
  for (const unit of units) all.push(await withGrammar(() => assembleOnce(unit, shared)));
  return all;
}

/** What the sources of a call share. */
interface Shared {
  readonly readFile: ReadFile;
  readonly files: FileCache;
  readonly learnt: Learnt;
}

function assembleOnce(unit: Unit, { readFile, files, learnt }: Shared): Assembled {
  const { name, include = [], arch, debug } = unit;
  const source = latin1(unit.source);
  const sink = new DiagnosticSink();
  const sourceMap = new SourceMap();
  const asmOptions = {
    includeDirectories: include,
    ...(arch === undefined ? {} : { arch }),
    ...(debug === undefined ? {} : { debug }),
  };
  const shared = { name, sourceMap, sink, readFile, learnt, options: asmOptions };
  if (!(unit.preprocess ?? name.endsWith('.S'))) {
    const elf = assembleText({ ...shared, text: source });
    return { ...outcome(sink, sourceMap), object: elf && writeObject(elf) };
  }
  const text = preprocess({
    name,
    text: source,
    files,
    sourceMap,
    sink,
    search: { quote: [], angle: include, system: [], after: [] },
    definitions: Object.entries(unit.defines ?? {}).map(([macro, value]) => `define ${macro} ${value}`),
    predefined: predefinedMacros({ assembler: true }),
    macroFiles: [],
    includes: [],
    lineMarkers: true,
    macroPrefixMap: [],
  });
  const elf = text && sink.errorCount === 0 ? assembleText({ ...shared, ...text }) : undefined;
  return { ...outcome(sink, sourceMap), object: elf && writeObject(elf) };
}

/**
 * Link objects (and archives) with a GNU linker script. `objects` are named bytes in link order; the script is text, already
 * preprocessed. The image has `executable`, `binary()`, `symbols`, `mapText()`.
 */
export async function link(
  objects: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  script?: { readonly name: string; readonly text: string },
  options: Partial<LinkOptions> & { readonly readFile?: ReadFile } = {},
): Promise<Linked> {
  const { readFile, ...linkOptions } = options;
  const sink = new DiagnosticSink();
  const sourceMap = new SourceMap();
  const image = await linkObjects({
    objects,
    sink,
    sourceMap,
    options: linkOptions,
    ...(script === undefined ? {} : { script: { name: script.name, text: latin1(script.text) } }),
    ...(readFile === undefined ? {} : { readFile }),
  });
  return { ...outcome(sink, sourceMap), image: sink.errorCount > 0 ? undefined : image };
}
