/**
 * What the assembler is given: text, where it came from, and options.
 */
import type { DiagnosticSink, Pos } from '../diag/diagnostic.ts';
import type { Segments, SourceMap } from '../text/source-map.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Learnt } from './learnt.ts';
import type { ListingShape } from './listing-text.ts';

export interface ListingOptions {
  /** Letters of -a[cdghlmns]. */
  readonly letters: string;
  readonly general: readonly string[];
  readonly shape: ListingShape;
}

export interface AsmOptions {
  readonly bigEndian?: boolean;
  /** -mabi=ilp32: ELF32 objects. */
  readonly ilp32?: boolean;
  /** -L: keep .L symbols in the symbol table. */
  readonly keepLocals?: boolean;
  /** Leave local symbols with absolute values out of the symbol table. */
  readonly stripLocalAbsolute?: boolean;
  /** --elf-stt-common=yes: common symbols have the type STT_COMMON. */
  readonly sttCommon?: boolean;
  /** --size-check=warning: a `.size` that is not known is warned of, and 0. */
  readonly sizeWarns?: boolean;
  /** -R: what goes to .data goes behind the text. */
  readonly dataInText?: boolean;
  /** -Z: an object in spite of errors. */
  readonly objectAnyway?: boolean;
  /** --defsym NAME=VALUE, in order. */
  readonly defsym?: readonly { readonly name: string; readonly value: string }[];
  /** -march=, as written. */
  readonly arch?: string;
  /** -mcpu=, as written. */
  readonly cpu?: string;
  /** -g: make line entries for the assembly source itself; the DWARF version, 0 for none. */
  readonly debug?: number;
  /** --gstabs, or --gstabs+, which tells of the working directory as well; in place of -g. */
  readonly stabs?: 'plain' | 'extended' | undefined;
  /** --gdwarf-N: version of line tables that `.loc` makes (default 2, raised by what the source uses). */
  readonly dwarf?: number;
  /** --gdwarf-cie-version: 1 (the default), 3 or 4, of .debug_frame. */
  readonly cieVersion?: number;
  /** --compress-debug-sections: as the gABI has it, or in the older form. */
  readonly compress?: 'zlib' | 'zlib-gnu' | undefined;
  /** --gsframe: .sframe besides what .cfi_sections asks for. */
  readonly sframe?: boolean;
  /** --gdwarf-sections: a .debug_line section for each code section. */
  readonly lineSections?: boolean;
  /** --alternate: as if the source began with .altmacro. */
  readonly alternate?: boolean;
  /** --sectname-subst: %S in the name of a section stands for that of the section at hand. */
  readonly sectionNames?: boolean;
  /** --multibyte-handling: warn of bytes beyond ASCII anywhere, or in names that are defined. */
  readonly multibyte?: 'warn' | 'names';
  /** --generate-missing-build-notes=yes */
  readonly buildNotes?: boolean;
  /** -I, searched by .include and .incbin after the working directory. */
  readonly includeDirectories?: readonly string[];
  /** Working directory, for DWARF. */
  readonly directory?: string;
  /** --noexecstack (true) or --execstack (false). */
  readonly noexecstack?: boolean;
  /** --debug-prefix-map OLD=NEW. */
  readonly prefixMap?: readonly { readonly from: string; readonly to: string }[];
  /** Collect the position of every instruction. */
  readonly lines?: boolean;
  /** -a: what the listing holds, what its general information says besides, and its widths. */
  readonly listing?: ListingOptions;
  /** Where .print writes. */
  readonly print?: (text: string) => void;
  /** Says what the `producer` in generated DWARF is. */
  readonly producer?: string;
}

export interface AsmInput {
  /** Preprocessed text, one character a byte. A listing can be made of a string only. */
  readonly text: SourceText;
  /** Where its characters came from; absent when it is a file as it stands. */
  readonly segments?: Segments;
  readonly name: string;
  readonly sourceMap: SourceMap;
  readonly sink: DiagnosticSink;
  readonly options?: AsmOptions;
  /** The Pos of text[0] when the text is in the source map already. */
  readonly base?: Pos;
  /** A table of shapes to begin with (usual-shapes.ts). */
  readonly shapes?: Uint8Array | undefined;
  /** What the units of a run before this one have learnt of instructions and macros, and this one learns. */
  readonly learnt?: Learnt | undefined;
  /** The core as WebAssembly (core/engine.ts), to run instead of the same as JavaScript. */
  readonly core?: Uint8Array | undefined;
  readonly readFile?: (path: string) => Uint8Array | undefined;
  /** Why readFile has no bytes for the path. */
  readonly readError?: (path: string) => string;
}

/** A directory as the debugging information names it: the first --debug-prefix-map whose OLD it begins with is applied. */
export function mappedDirectory(options: AsmOptions, directory: string): string {
  const map = options.prefixMap?.find(({ from }) => directory.startsWith(from));
  return map ? map.to + directory.slice(map.from.length) : directory;
}
