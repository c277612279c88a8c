/** What a preprocessing run is asked for: the options of `gcc -E` that have a meaning for assembly, already parsed. */
import type { DiagnosticSink } from '../diag/diagnostic.ts';
import type { Segments, SourceMap } from '../text/source-map.ts';
import type { FileCache } from './files.ts';

/** Directories to search, in gcc's order; those of `system` and `after` hold system headers. */
export interface SearchPath {
  /** -iquote: for #include "…" only. */
  readonly quote: readonly string[];
  /** False after -I-: the directory of the including file is not searched. */
  readonly besides?: boolean;
  /** -I */
  readonly angle: readonly string[];
  /** -isystem, then the standard directories */
  readonly system: readonly string[];
  /** -idirafter */
  readonly after: readonly string[];
  /** Those of `system` and `after` whose headers are marked "3 4" (for extern "C"): the compiler's own and the command line's. */
  readonly externC?: readonly string[];
}

export interface KeptDirectives {
  /** #define and #undef: whole (-dD), with the macro's name only (-dN), or of those that are used, after that (-dU). */
  readonly macros?: 'whole' | 'names' | 'used' | undefined;
  /** -dI: #include. */
  readonly includes?: boolean;
}

export interface PreprocessOptions {
  /** Path of the main file as given; '-' is standard input and shows as <stdin>. */
  readonly name: string;
  /** Text of the main file, one character a byte; read from `files` when absent. */
  readonly text?: string;
  /** Shared by all units of a run. */
  readonly files: FileCache;
  readonly sourceMap: SourceMap;
  readonly sink: DiagnosticSink;
  readonly search: SearchPath;
  /** -D and -U in order: `#define`/`#undef` lines without the `#`. */
  readonly definitions: readonly string[];
  /** -A, in order. */
  readonly assertions?: readonly string[];
  /** Predefined macros, as lines of `#define NAME VALUE`; '' with -undef. */
  readonly predefined: string;
  /** -imacros and -include, in gcc's order. */
  readonly macroFiles: readonly string[];
  readonly includes: readonly string[];
  /** A header that is read before all others if <it> is found (gcc: stdc-predef.h); '' for none. */
  readonly implicitInclude?: string;
  /** False with -P. */
  readonly lineMarkers: boolean;
  /** -fworking-directory: the directory that the output is to name. */
  readonly workingDirectory?: string;
  /** -fmax-include-depth=; absent: 200. */
  readonly includeDepth?: number;
  /** -fsigned-char: char constants in #if have a sign. */
  readonly signedChar?: boolean;
  /** -fshort-wchar: L'x' in #if has 16 bits. */
  readonly shortWchar?: boolean;
  /** -W…, -pedantic, -pedantic-errors, in order: see warnings.ts. */
  readonly warnings?: readonly string[];
  /** -fmacro-prefix-map, last first: [from, to]. */
  readonly macroPrefixMap: readonly (readonly [string, string])[];
  /** When a file was changed last, for __TIMESTAMP__. */
  readonly modified?: (path: string) => Date | undefined;
  /** For __DATE__ and __TIME__. */
  readonly now?: Date;
  /** -H: takes a line about each header as it is entered. */
  readonly traceIncludes?: (line: string) => void;
  /** -MG: a missing header is a dependency, not an error. */
  readonly missingHeadersAreGenerated?: boolean;
  /** -M, -MD: headers of the system are dependencies too. */
  readonly systemDependencies?: boolean;
  /** -dM */
  readonly wantMacros?: boolean;
  /** -dD, -dN, -dI: directives that stay in the output. */
  readonly keep?: KeptDirectives;
  /** Why `path` cannot be read ("is a directory"), for messages. */
  readonly whyUnreadable?: (path: string) => string;
}

export interface Dependency {
  readonly path: string;
  readonly system: boolean;
}

export interface Preprocessed {
  /** The text as `gcc -E` prints it, one character a byte. */
  readonly text: string;
  readonly segments: Segments;
  /** Main file first, then every file read, in the order of reading, each once. */
  readonly dependencies: readonly Dependency[];
  /** With `wantMacros`: the definitions in force at the end, as -dM prints them. */
  readonly macros: string;
}
