/**
 * What the assembler driver has been asked to do: filled by options.ts, read by unit.ts and the command.
 */
import { DEFAULT_SHAPE, type ListingShape } from '../../asm/listing-text.ts';
import type { AsmOptions } from '../../asm/options.ts';
import type { KeptDirectives } from '../../cpp/options.ts';
import type { TargetOptions } from '../../cpp/predefined.ts';
import type { DiagnosticFormat } from '../diagnostics.ts';
import type { Language } from './values.ts';

export interface Input {
  readonly path: string;
  readonly language: Language;
  /** Assembler sources that follow it in the same program. */
  readonly followedBy?: readonly string[];
}

/** Mutable twins of option interfaces, while they are being filled. */
type Open<T> = { -readonly [K in keyof T]: T[K] };

export interface DependencySettings {
  /** -M, -MM: the rule is the output. */
  only: boolean;
  /** -MD, -MMD: the rule goes to a file beside the output. */
  beside: boolean;
  userOnly: boolean;
  /** -MF, or the F of -Wp,-MMD,F; '' for the default. */
  file: string;
  targets: { readonly name: string; readonly quoted: boolean }[];
  missingAreGenerated: boolean;
  phony: boolean;
  /** Asked for by -Wp,-MD…: the target is then named after the input, not the output. */
  byPreprocessor: boolean;
}

export interface Settings {
  readonly inputs: Input[];
  mode: 'object' | 'preprocess' | 'dependencies';
  output: string | undefined;
  readonly search: {
    readonly quote: string[];
    readonly angle: string[];
    besides?: boolean;
    readonly system: string[];
    readonly after: string[];
  };
  standardIncludes: boolean;
  /** `define X 1`, `undef X`, in order. */
  readonly definitions: string[];
  /** -A, in order. */
  readonly assertions: string[];
  readonly includes: string[];
  readonly macroFiles: string[];
  readonly target: Open<TargetOptions>;
  predefined: boolean;
  lineMarkers: boolean;
  keepComments: boolean;
  /** -CC */
  commentsInMacros: boolean;
  dumpMacros: boolean;
  /** -dD, -dN, -dI */
  readonly keep: Open<KeptDirectives>;
  /** -fdirectives-only */
  directivesOnly: boolean;
  /** -fpreprocessed */
  preprocessed: boolean;
  /** -H */
  traceIncludes: boolean;
  trigraphs: boolean;
  /** -fno-dollars-in-identifiers: false. */
  dollars: boolean;
  /** -W…, -pedantic, -pedantic-errors in order, without -W. */
  readonly cppWarnings: string[];
  /** -f[no-]extended-identifiers, -f[no-]working-directory, where they are given. */
  extendedNames?: boolean;
  workingDirectory?: boolean;
  /** -finput-charset= */
  inputCharset?: string;
  /** -fmax-include-depth= */
  includeDepth?: number;
  readonly macroPrefixMap: (readonly [string, string])[];
  readonly dependencies: DependencySettings;
  readonly assembler: Open<AsmOptions> & {
    defsym: { readonly name: string; readonly value: string }[];
    prefixMap: { readonly from: string; readonly to: string }[];
  };
  gasDependencies: string | undefined;
  /** Letters and file of -a. */
  listing: { readonly letters: string; readonly file: string | undefined } | undefined;
  /** The command line, for the listing's general information. */
  commandLine: readonly string[];
  /** --listing-…-width and -lines. */
  readonly listingShape: Open<ListingShape>;
  warnings: boolean;
  warningsAreErrors: boolean;
  script: string | undefined;
  /** What goes to the linker besides inputs and output. */
  readonly linkerArguments: string[];
  diagnostics: DiagnosticFormat;
  /** A schema file whose symbols plain offsets are held against. */
  lintOffsets: string | undefined;
  /** A compilation database, whose commands are carried out. */
  compileCommands: string | undefined;
  help: boolean;
  version: boolean;
}

/** Settings before any option. */
export function initial(): Settings {
  return {
    inputs: [],
    mode: 'object',
    output: undefined,
    search: { quote: [], angle: [], system: [], after: [] },
    standardIncludes: true,
    definitions: [],
    assertions: [],
    includes: [],
    macroFiles: [],
    target: { assembler: true },
    predefined: true,
    lineMarkers: true,
    keepComments: false,
    commentsInMacros: false,
    dumpMacros: false,
    keep: {},
    directivesOnly: false,
    preprocessed: false,
    traceIncludes: false,
    trigraphs: false,
    dollars: true,
    cppWarnings: [],
    macroPrefixMap: [],
    dependencies: {
      only: false,
      beside: false,
      userOnly: false,
      file: '',
      targets: [],
      missingAreGenerated: false,
      phony: false,
      byPreprocessor: false,
    },
    assembler: { defsym: [], prefixMap: [] },
    gasDependencies: undefined,
    listing: undefined,
    commandLine: [],
    listingShape: { ...DEFAULT_SHAPE },
    warnings: true,
    warningsAreErrors: false,
    script: undefined,
    linkerArguments: [],
    diagnostics: 'text',
    lintOffsets: undefined,
    compileCommands: undefined,
    help: false,
    version: false,
  };
}
