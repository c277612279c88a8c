/**
 * What a link can be told, as data: the command line (cli/commands/ld.ts) and the library fill it in.
 */
export interface LinkOptions {
  /** Output file's name, for the map. */
  output: string;
  /** undefined: as the first input. */
  bigEndian: boolean | undefined;
  relocatable: boolean;
  shared: boolean;
  pie: boolean;
  entry: string | undefined;
  /** `--defsym`: name = expression texts. */
  defsyms: readonly string[];
  /** `-u`. */
  undefinedSymbols: readonly string[];
  /** `--section-start`, `-Ttext` …: output section name -> address. */
  /** --require-defined. */
  requiredSymbols: readonly string[];
  /** --wrap. */
  wrapped: readonly string[];
  /** --exclude-libs: archives whose symbols a shared object keeps to itself; 'ALL' for all. */
  excludedLibraries: readonly string[];
  sectionStarts: ReadonlyMap<string, bigint>;
  /** -s, -S, or neither. */
  strip: 'all' | 'debug' | 'none';
  /** -x all, -X those with `.L` names, default only those in merged sections. */
  discardLocals: 'all' | 'temporary' | 'merge' | 'none';
  gcSections: boolean;
  printGcSections: boolean;
  /** --gc-keep-exported. */
  gcKeepExported: boolean;
  keep: readonly string[];
  emitRelocs: boolean;
  noUndefined: boolean;
  unresolved: 'error' | 'warn' | 'ignore';
  allowMultipleDefinition: boolean;
  orphans: 'place' | 'warn' | 'error' | 'discard';
  buildId: 'none' | 'sha1' | 'md5' | `0x${string}`;
  /** -z max-page-size, common-page-size. */
  maxPageSize: number;
  commonPageSize: number;
  /** -n: no page alignment of segments; -N: text writable too. */
  nmagic: boolean;
  omagic: boolean;
  execStack: boolean | undefined;
  /** -z stack-size: what the loader should make room for; 0: its own choice. */
  stackSize: bigint;
  /** -z separate-code: pages of code hold nothing else. */
  separateCode: boolean;
  soname: string;
  /** --sysroot: where paths that begin with '=' begin. */
  sysroot: string;
  /** -rpath, for the loader; -rpath-link, for this link alone. */
  runPaths: readonly string[];
  runPathLinks: readonly string[];
  /** --enable-new-dtags: DT_RUNPATH, not DT_RPATH. */
  newDynamicTags: boolean;
  /** -F, -f: the libraries that a shared object stands for, or stands in for. */
  filters: readonly string[];
  auxiliaries: readonly string[];
  /** --[no-]allow-shlib-undefined; undefined: only shared objects may. */
  libraryUndefined: boolean | undefined;
  /** --dynamic-list: symbols that a program shows, and the only ones that in a shared object others may replace. */
  dynamicLists: readonly { readonly name: string; readonly text: string }[];
  /** --export-dynamic-symbol-list, --export-dynamic-symbol: the same, but others in a shared object are as they would be. */
  exportLists: readonly { readonly name: string; readonly text: string }[];
  exportedSymbols: readonly string[];
  /** -z pac-plt: PLT entries authenticate; -z force-bti: the output promises landing pads whatever its inputs say. */
  pacPlt: boolean;
  forceBti: boolean;
  /** --spare-dynamic-tags. */
  spareTags: number;
  /** -z nocopyreloc: no copies of libraries' data. */
  copyRelocations: boolean;
  hashStyle: 'sysv' | 'gnu' | 'both';
  symbolic: boolean;
  /** -Bsymbolic-functions. */
  symbolicFunctions: boolean;
  /** -E: programs, too, show their symbols to the loader. */
  exportDynamic: boolean;
  /** False: --no-dynamic-linker. */
  interpreter: boolean;
  /** --[no-]apply-dynamic-relocs: values of relative relocations stand in the file, too. */
  applyDynamicRelocs: boolean;
  /** -z words that become bits of DT_FLAGS_1. */
  dynamicFlags: readonly string[];
  /** -init, -fini. */
  init: string;
  fini: string;
  relr: boolean;
  relro: boolean;
  now: boolean;
  text: boolean;
  ehFrameHdr: boolean;
  versionScripts: readonly { readonly name: string; readonly text: string }[];
  dynamicLinker: string;
  picVeneer: boolean;
  /** -d: allocate common symbols in -r links. */
  defineCommon: boolean;
  /** --package-metadata: JSON, '' for none. */
  packageMetadata: string;
  /** --force-group-allocation: no section groups in a relocatable output. */
  forceGroups: boolean;
  /** --trace-symbol. */
  traced: readonly string[];
  /** --ignore-unresolved-symbol. */
  mayBeUndefined: readonly string[];
  /** --sort-section: the order of wildcard patterns that name none. */
  sortSection: 'none' | 'name' | 'alignment';
  /** --unique: patterns of sections that stay apart; '' for all orphans. */
  unique: readonly string[];
  /** Commons by alignment. */
  sortCommon: false | 'ascending' | 'descending';
  warnCommon: boolean;
  checkSections: boolean;
  /** Warn of segments that are writable and executable. */
  warnRwx: boolean;
  /** Warn of an executable stack: where notes of inputs ask for one, or also where -z execstack does. */
  warnExecStack: 'notes' | 'all' | 'never';
  fatalWarnings: boolean;
  searchPaths: readonly string[];
}

export const DEFAULT_OPTIONS: LinkOptions = {
  output: 'a.out',
  bigEndian: undefined,
  relocatable: false,
  shared: false,
  pie: false,
  entry: undefined,
  defsyms: [],
  undefinedSymbols: [],
  requiredSymbols: [],
  wrapped: [],
  excludedLibraries: [],
  sectionStarts: new Map(),
  strip: 'none',
  discardLocals: 'merge',
  gcSections: false,
  printGcSections: false,
  gcKeepExported: false,
  keep: [],
  emitRelocs: false,
  noUndefined: false,
  unresolved: 'error',
  allowMultipleDefinition: false,
  orphans: 'place',
  buildId: 'none',
  maxPageSize: 0x10000,
  commonPageSize: 0x1000,
  nmagic: false,
  omagic: false,
  execStack: undefined,
  stackSize: 0n,
  separateCode: false,
  soname: '',
  sysroot: '',
  runPaths: [],
  runPathLinks: [],
  newDynamicTags: true,
  filters: [],
  auxiliaries: [],
  libraryUndefined: undefined,
  dynamicLists: [],
  exportLists: [],
  exportedSymbols: [],
  pacPlt: false,
  forceBti: false,
  spareTags: 5,
  copyRelocations: true,
  hashStyle: 'both',
  symbolic: false,
  symbolicFunctions: false,
  exportDynamic: false,
  interpreter: true,
  applyDynamicRelocs: true,
  dynamicFlags: [],
  init: '_init',
  fini: '_fini',
  relr: false,
  relro: true,
  now: false,
  text: false,
  ehFrameHdr: false,
  versionScripts: [],
  dynamicLinker: '/lib/ld-linux-aarch64.so.1',
  picVeneer: false,
  defineCommon: false,
  packageMetadata: '',
  forceGroups: false,
  traced: [],
  mayBeUndefined: [],
  sortSection: 'none',
  unique: [],
  sortCommon: false,
  warnCommon: false,
  checkSections: true,
  warnRwx: false,
  warnExecStack: 'never',
  fatalWarnings: false,
  searchPaths: [],
};
