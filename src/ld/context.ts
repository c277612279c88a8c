/**
 * What one link carries from stage to stage: its options, script, inputs, symbols, output sections.
 */
import { type DiagnosticSink, NO_POS, type Note, type Pos } from '../diag/diagnostic.ts';
import { suggest } from '../diag/did-you-mean.ts';
import type { SourceMap } from '../text/source-map.ts';
import type { Hash } from './build-id.ts';
import type { SharedLibrary } from './dynamic/library.ts';
import type { DynamicPlan } from './dynamic/plan.ts';
import type { DataSegment } from './evaluate.ts';
import type { GotPlan } from './got.ts';
import type { GroupOutput } from './groups.ts';
import type { InputFile, InputSection, MemoryRegion, OutputSection, Statement } from './model.ts';
import type { LinkOptions } from './options.ts';
import type * as ast from './script/ast.ts';
import type { Script, ScriptText } from './script/ast.ts';
import type { SymbolTable } from './symbols.ts';
import type { VeneerSection } from './veneers.ts';

export interface LinkContext {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readonly sourceMap: SourceMap;
  readonly script: Script;
  readonly symbols: SymbolTable;
  readonly files: InputFile[];
  /** Shared libraries, in the order in which they came in. */
  readonly libraries: readonly SharedLibrary[];
  /** The host's hash functions, if it has them. */
  readonly createHash: ((algorithm: 'sha1' | 'md5') => Hash | undefined) | undefined;
  bigEndian: boolean;
  /** The level of SECTIONS, in order. */
  statements: Statement[];
  /** All output sections, in the order of their first statement. */
  outputs: OutputSection[];
  /** Those that exist, in the order of their headers: as they were created, orphans behind the section they follow. */
  readonly created: OutputSection[];
  readonly byName: Map<string, OutputSection>;
  readonly regions: Map<string, MemoryRegion>;
  /** Bytes of ELF header and program headers. */
  headersSize: number;
  /** The script asked for SIZEOF_HEADERS: it leaves room for them below the first section. */
  usesHeadersSize: boolean;
  readonly dataSegment: DataSegment;
  /** Where each assignment to dot left it, in the last pass. */
  readonly dots: Map<ast.Assignment, bigint>;
  /** Every input promises landing pads for indirect branches, or -z force-bti does. */
  branchTargets: boolean;
  got: GotPlan | undefined;
  /** Set for outputs with a .dynamic section. */
  dynamic: DynamicPlan | undefined;
  /** Section groups of a relocatable output. */
  groups: readonly GroupOutput[];
  /** By the section that they come after. */
  veneers: ReadonlyMap<InputSection, VeneerSection>;
  /** The note of --build-id. */
  buildId: InputSection | undefined;
}

/** A Pos in a script's text. */
export function scriptPos(script: ScriptText, at: number): Pos {
  return script.base === NO_POS ? NO_POS : script.base + at;
}

/** Where the script describes a section; NO_POS for an orphan. */
export function sectionPos({ description }: OutputSection): Pos {
  return description ? scriptPos(description.script, description.at) : NO_POS;
}

/** "did you mean" against a set of names. */
export function hint(name: string, known: Iterable<string>): string | undefined {
  const similar = suggest(name, known);
  return similar === undefined ? undefined : `did you mean '${similar}'?`;
}

export type { Note };
