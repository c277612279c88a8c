/**
 * What a linker script says, as data: one shape a command ("ld" manual, chapter "Linker Scripts").
 *
 * Every shape carries `at`, the offset of its first token in the script's text, for diagnostics; `script` tells which
 * text (a script may INCLUDE others).
 */
import type { Pos } from '../../diag/diagnostic.ts';
import type { Node } from '../../expr/node.ts';

/** One text that was parsed: the script itself or an included one. `base` is its Pos, so that base + at is a Pos. */
export interface ScriptText {
  readonly name: string;
  readonly text: string;
  readonly base: Pos;
}

export interface Expression {
  readonly node: Node;
  readonly script: ScriptText;
  /** Offsets of its first character and after its last. */
  readonly at: number;
  readonly end: number;
}

export interface Assignment {
  readonly kind: 'assign';
  readonly name: string;
  /** '=' or '+=', '-=' … */
  readonly op: string;
  readonly value: Expression;
  readonly provide: boolean;
  readonly hidden: boolean;
  readonly script: ScriptText;
  readonly at: number;
}

export interface Assertion {
  readonly kind: 'assert';
  readonly condition: Expression;
  readonly message: string;
  readonly script: ScriptText;
  readonly at: number;
}

export type SortKey =
  | 'none'
  /** SORT_NONE: whatever --sort-section says. */
  | 'unsorted'
  | 'name'
  | 'alignment'
  | 'init'
  | 'name-alignment'
  | 'alignment-name'
  | 'name-name'
  | 'alignment-alignment';

/** One name pattern within the parentheses of an input section description. */
export interface SectionPattern {
  readonly name: string;
  readonly sort: SortKey;
  readonly reverse: boolean;
  /** EXCLUDE_FILE patterns. */
  readonly exclude: readonly string[];
}

export interface InputPattern {
  readonly kind: 'input';
  /** File pattern, perhaps `archive:member`; '*' for all. */
  readonly file: string;
  readonly sortFiles: boolean;
  readonly reverseFiles: boolean;
  readonly excludeFiles: readonly string[];
  /** Empty: all sections of the file. */
  readonly sections: readonly SectionPattern[];
  readonly keep: boolean;
  /** INPUT_SECTION_FLAGS: SHF_ bits that must be set, and must be clear. */
  readonly withFlags: number;
  readonly withoutFlags: number;
  readonly script: ScriptText;
  readonly at: number;
}

export interface DataCommand {
  readonly kind: 'data';
  /** Bytes: 1, 2, 4, 8. */
  readonly size: number;
  readonly signed: boolean;
  readonly value: Expression;
  readonly at: number;
}

export interface TextCommand {
  readonly kind: 'text';
  /** ASCIZ: the bytes with their zero. LINKER_VERSION: none, as in GNU ld without --enable-linker-version. */
  readonly bytes: Uint8Array;
  readonly at: number;
}

export interface FillCommand {
  readonly kind: 'fill';
  readonly value: Expression;
  readonly at: number;
}

export interface OtherCommand {
  readonly kind: 'constructors' | 'create-object-symbols';
  readonly at: number;
}

export type BodyCommand =
  | Assignment
  | Assertion
  | InputPattern
  | DataCommand
  | TextCommand
  | FillCommand
  | OtherCommand;

export type SectionKind = '' | 'NOLOAD' | 'DSECT' | 'COPY' | 'INFO' | 'OVERLAY' | 'READONLY';

export interface SectionDescription {
  readonly kind: 'section';
  readonly name: string;
  readonly address: Expression | undefined;
  readonly type: SectionKind;
  /** TYPE = …: the sh_type. */
  readonly elfType: Expression | undefined;
  readonly loadAddress: Expression | undefined;
  readonly align: Expression | undefined;
  readonly alignWithInput: boolean;
  readonly subalign: Expression | undefined;
  readonly constraint: '' | 'ONLY_IF_RO' | 'ONLY_IF_RW' | 'SPECIAL';
  readonly body: readonly BodyCommand[];
  readonly region: string;
  readonly loadRegion: string;
  readonly phdrs: readonly string[];
  readonly fill: Expression | undefined;
  readonly script: ScriptText;
  readonly at: number;
}

export interface OverlayDescription {
  readonly kind: 'overlay';
  readonly address: Expression | undefined;
  readonly loadAddress: Expression | undefined;
  readonly noCrossRefs: boolean;
  readonly sections: readonly SectionDescription[];
  readonly region: string;
  readonly loadRegion: string;
  readonly phdrs: readonly string[];
  readonly fill: Expression | undefined;
  readonly script: ScriptText;
  readonly at: number;
}

export interface InsertCommand {
  readonly kind: 'insert';
  readonly after: boolean;
  readonly section: string;
  readonly at: number;
}

/** What may stand in SECTIONS, or outside of it at the top level. */
export type SectionsCommand = Assignment | Assertion | SectionDescription | OverlayDescription | InsertCommand;

export interface MemoryRegion {
  readonly name: string;
  readonly attributes: string;
  readonly origin: Expression;
  readonly length: Expression;
  readonly script: ScriptText;
  readonly at: number;
}

export interface ProgramHeader {
  readonly name: string;
  readonly type: Expression;
  readonly fileHeader: boolean;
  readonly programHeaders: boolean;
  readonly loadAddress: Expression | undefined;
  readonly flags: Expression | undefined;
  readonly at: number;
}

export interface VersionPattern {
  readonly pattern: string;
  readonly language: 'C' | 'C++' | 'Java';
  /** Quoted: taken as it is, never as a wildcard. */
  readonly literal: boolean;
}

export interface VersionNode {
  /** '' for the anonymous version. */
  readonly name: string;
  readonly global: readonly VersionPattern[];
  readonly local: readonly VersionPattern[];
  readonly parents: readonly string[];
  readonly at: number;
}

/** A file named by INPUT or GROUP. */
export interface InputFileCommand {
  readonly name: string;
  /** `-lNAME`. */
  readonly library: boolean;
  readonly asNeeded: boolean;
  /** Files of one GROUP share a number above 0. */
  readonly group: number;
  readonly script: ScriptText;
  readonly at: number;
}

/** A whole script. */
export interface Script {
  readonly commands: SectionsCommand[];
  /** True when a SECTIONS command was there: then it replaces the default script. */
  hasSections: boolean;
  readonly memory: MemoryRegion[];
  readonly aliases: { readonly alias: string; readonly region: string }[];
  phdrs: ProgramHeader[] | undefined;
  readonly versions: VersionNode[];
  /** --dynamic-list, --export-dynamic-symbol: what a program shows, and what in a shared object others may replace. */
  readonly dynamicList: VersionPattern[];
  readonly inputs: InputFileCommand[];
  readonly searchDirs: string[];
  readonly undefinedSymbols: string[];
  entry: { readonly name: string; readonly script: ScriptText; readonly at: number } | undefined;
  output: string;
  outputFormat: string;
  outputArch: string;
  startup: string;
  forceCommon: boolean;
  inhibitCommon: boolean;
  /** FORCE_GROUP_ALLOCATION: section groups dissolve even with -r. */
  forceGroups: boolean;
  readonly noCrossRefs: string[][];
  /** NOCROSSREFS_TO: the first may not be referred to from the others. */
  readonly noCrossRefsTo: string[][];
}

export function emptyScript(): Script {
  return {
    commands: [],
    hasSections: false,
    memory: [],
    aliases: [],
    phdrs: undefined,
    versions: [],
    dynamicList: [],
    inputs: [],
    searchDirs: [],
    undefinedSymbols: [],
    entry: undefined,
    output: '',
    outputFormat: '',
    outputArch: '',
    startup: '',
    forceCommon: false,
    inhibitCommon: false,
    forceGroups: false,
    noCrossRefs: [],
    noCrossRefsTo: [],
  };
}
