/**
 * The command line of `a64as ld`: GNU ld's options, in order, as data.
 *
 * Order matters: --whole-archive, --start-group, -Bstatic and the like hold for the inputs that follow.
 */
import { FLAGS_1 } from '../../ld/dynamic/tags.ts';
import type { LinkOptions } from '../../ld/options.ts';
import { UsageError } from '../command.ts';
import { type OptionForm, type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

export interface InputArgument {
  readonly name: string;
  /** `-lNAME`. */
  readonly library: boolean;
  readonly wholeArchive: boolean;
  /** Above 0: between --start-group and --end-group. */
  readonly group: number;
  /** --as-needed, --copy-dt-needed-entries, -Bstatic. */
  readonly asNeeded: boolean;
  readonly copiesNeeded: boolean;
  readonly archivesOnly: boolean;
  /** -b binary: whatever it is, its bytes are data. */
  readonly binary: boolean;
  /** -R: only its symbols count. */
  readonly justSymbols?: boolean;
}

export interface LdSettings {
  options: Partial<LinkOptions>;
  output: string;
  script: string | undefined;
  /** How many inputs were named before -T. */
  scriptAt: number;
  /** How many --defsym came before -T. */
  defsymsAt: number | undefined;
  /** Takes the place of the standard script, where -T does not. */
  defaultScript: string | undefined;
  readonly inputs: InputArgument[];
  readonly searchPaths: string[];
  readonly versionScripts: string[];
  readonly dynamicLists: string[];
  readonly exportLists: string[];
  /** Options that would change something with GNU ld and do not here, to warn of. */
  readonly withoutEffect: string[];
  /** -t: how often it was given. */
  trace: number;
  memoryUsage: boolean;
  crossReferences: boolean;
  /** What to print before the link. */
  print: string | undefined;
  dependencyFile: string | undefined;
  map: string | undefined;
  mapJson: string | undefined;
  printMap: boolean;
  binary: boolean;
  /** For scripts that need preprocessing (*.lds.S). */
  readonly includes: string[];
  readonly defines: string[];
  diagnostics: string;
  help: boolean;
  version: boolean;
  verbose: boolean;
}

type Key = keyof typeof FORMS;

/** Options by key: form and spellings. Options that only other targets or plugins need are accepted and ignored. */
const FORMS = {
  output: ['either', '-o', '--output'],
  script: ['either', '-T', '--script'],
  defaultScript: ['equals', '-dT', '--default-script'],
  entry: ['either', '-e', '--entry'],
  undefined: ['either', '-u', '--undefined'],
  required: ['equals', '--require-defined'],
  wrap: ['equals', '--wrap', '-wrap'],
  excludeLibs: ['equals', '--exclude-libs'],
  library: ['either', '-l', '--library'],
  searchPath: ['either', '-L', '--library-path'],
  relocatable: ['flag', '-r', '-i', '--relocatable', '-Ur'],
  shared: ['flag', '-shared', '--shared', '-Bshareable'],
  pie: ['flag', '-pie', '--pie', '--pic-executable'],
  noPie: ['flag', '-no-pie', '--no-pie'],
  bigEndian: ['flag', '-EB'],
  littleEndian: ['flag', '-EL'],
  nmagic: ['flag', '-n', '--nmagic'],
  omagic: ['flag', '-N', '--omagic'],
  stripAll: ['flag', '-s', '--strip-all'],
  stripDebug: ['flag', '-S', '--strip-debug'],
  discardAll: ['flag', '-x', '--discard-all'],
  discardLocals: ['flag', '-X', '--discard-locals'],
  discardNone: ['flag', '--discard-none'],
  gcSections: ['flag', '--gc-sections'],
  noGcSections: ['flag', '--no-gc-sections'],
  gcKeepExported: ['flag', '--gc-keep-exported'],
  noGcKeepExported: ['flag', '--no-gc-keep-exported'],
  printGcSections: ['flag', '--print-gc-sections'],
  noPrintGcSections: ['flag', '--no-print-gc-sections'],
  emitRelocs: ['flag', '-q', '--emit-relocs'],
  wholeArchive: ['flag', '--whole-archive'],
  noWholeArchive: ['flag', '--no-whole-archive'],
  startGroup: ['flag', '--start-group', '-('],
  endGroup: ['flag', '--end-group', '-)'],
  defsym: ['equals', '--defsym'],
  sectionStart: ['equals', '--section-start'],
  textStart: ['equals', '-Ttext', '--Ttext'],
  dataStart: ['equals', '-Tdata', '--Tdata'],
  bssStart: ['equals', '-Tbss', '--Tbss'],
  textSegment: ['equals', '-Ttext-segment', '--Ttext-segment'],
  rodataSegment: ['equals', '-Trodata-segment', '--Trodata-segment'],
  ldataSegment: ['equals', '-Tldata-segment', '--Tldata-segment'],
  map: ['equals', '-Map', '--Map'],
  mapJson: ['equals', '--map-json'],
  printMap: ['flag', '-M', '--print-map'],
  orphans: ['equals', '--orphan-handling'],
  buildId: ['optional', '--build-id'],
  z: ['either', '-z'],
  noUndefined: ['flag', '--no-undefined'],
  unresolved: ['equals', '--unresolved-symbols'],
  ignoreUnresolved: ['equals', '--ignore-unresolved-symbol'],
  errorUnresolved: ['flag', '--error-unresolved-symbols'],
  noInhibitExec: ['flag', '--noinhibit-exec'],
  noOmagic: ['flag', '--no-omagic'],
  trace: ['flag', '-t', '--trace'],
  packageMetadata: ['optional', '--package-metadata'],
  forceGroups: ['flag', '--force-group-allocation'],
  traceSymbol: ['either', '-y', '--trace-symbol'],
  crossReferences: ['flag', '--cref'],
  memoryUsage: ['flag', '--print-memory-usage'],
  outputFormat: ['flag', '--print-output-format'],
  printSysroot: ['flag', '--print-sysroot'],
  dependencyFile: ['equals', '--dependency-file'],
  emulation: ['either', '-m'],
  format: ['either', '-b', '--format'],
  justSymbols: ['either', '-R', '--just-symbols'],
  warnUnresolved: ['flag', '--warn-unresolved-symbols'],
  allowMultiple: ['flag', '--allow-multiple-definition'],
  soname: ['either', '-h', '-soname', '--soname'],
  sysroot: ['equals', '--sysroot'],
  runPath: ['equals', '-rpath', '--rpath'],
  runPathLink: ['equals', '-rpath-link', '--rpath-link'],
  newTags: ['flag', '--enable-new-dtags'],
  oldTags: ['flag', '--disable-new-dtags'],
  filter: ['either', '-F', '--filter'],
  auxiliary: ['either', '-f', '--auxiliary'],
  static: ['flag', '-Bstatic', '-static', '--static', '-dn', '-non_shared'],
  notStatic: ['flag', '-Bdynamic', '-dy', '-call_shared'],
  asNeeded: ['flag', '--as-needed'],
  noAsNeeded: ['flag', '--no-as-needed'],
  copyNeeded: ['flag', '--copy-dt-needed-entries', '--add-needed'],
  noCopyNeeded: ['flag', '--no-copy-dt-needed-entries', '--no-add-needed'],
  pushState: ['flag', '--push-state'],
  popState: ['flag', '--pop-state'],
  allowLibraryUndefined: ['flag', '--allow-shlib-undefined'],
  noAllowLibraryUndefined: ['flag', '--no-allow-shlib-undefined'],
  dynamicList: ['equals', '--dynamic-list'],
  exportSymbol: ['equals', '--export-dynamic-symbol'],
  exportSymbolList: ['equals', '--export-dynamic-symbol-list'],
  spareTags: ['equals', '--spare-dynamic-tags'],
  noSymbolic: ['flag', '-Bno-symbolic'],
  hashStyle: ['equals', '--hash-style'],
  symbolic: ['flag', '-Bsymbolic'],
  symbolicFunctions: ['flag', '-Bsymbolic-functions'],
  exportDynamic: ['flag', '-E', '--export-dynamic', '-export-dynamic'],
  noExportDynamic: ['flag', '--no-export-dynamic'],
  noDynamicLinker: ['flag', '--no-dynamic-linker', '-no-dynamic-linker'],
  applyDynamic: ['flag', '--apply-dynamic-relocs'],
  noApplyDynamic: ['flag', '--no-apply-dynamic-relocs'],
  init: ['either', '-init', '--init'],
  fini: ['either', '-fini', '--fini'],
  versionScript: ['equals', '--version-script'],
  dynamicLinker: ['either', '-I', '--dynamic-linker', '-dynamic-linker'],
  picVeneer: ['flag', '--pic-veneer'],
  ehFrameHdr: ['flag', '--eh-frame-hdr'],
  noEhFrameHdr: ['flag', '--no-eh-frame-hdr'],
  warnRwx: ['flag', '--warn-rwx-segments'],
  noWarnRwx: ['flag', '--no-warn-rwx-segments'],
  warnExecStack: ['flag', '--warn-execstack'],
  noWarnExecStack: ['flag', '--no-warn-execstack'],
  defineCommon: ['flag', '-d', '-dc', '-dp', '--define-common'],
  sortSection: ['equals', '--sort-section'],
  unique: ['optional', '--unique'],
  sortCommon: ['optional', '--sort-common'],
  warnCommon: ['flag', '--warn-common'],
  checkSections: ['flag', '--check-sections'],
  noCheckSections: ['flag', '--no-check-sections'],
  fatalWarnings: ['flag', '--fatal-warnings'],
  noFatalWarnings: ['flag', '--no-fatal-warnings'],
  oformat: ['equals', '--oformat'],
  include: ['equals', '--script-include'],
  define: ['either', '-D'],
  diagnostics: ['equals', '--diagnostics'],
  help: ['flag', '--help'],
  version: ['flag', '--version', '-v', '-V'],
  verbose: ['flag', '--verbose'],
  /** What they ask for is not done, and that is said. */
  unsupported: ['flag', '--fix-cortex-a53-835769', '--warn-textrel', '--warn-section-align'],
  unsupportedChoice: ['optional', '--fix-cortex-a53-843419'],
  unsupportedValue: ['equals', '--compress-debug-sections'],
  ignored: [
    'flag',
    '--no-define-common',
    '--no-fix-cortex-a53-835769',
    '--no-fix-cortex-a53-843419',
    '--relax',
    '--no-relax',
    '--stats',
    '--no-keep-memory',
    '--no-undefined-version',
    '--undefined-version',
    '--no-warn-mismatch',
    '--no-nmagic',
    '--demangle',
    '--no-demangle',
    '-g',
    '--no-warn-search-mismatch',
    '--accept-unknown-input-arch',
    '--no-accept-unknown-input-arch',
    '--warn-once',
    '-w',
    '--no-warnings',
    '--reduce-memory-overheads',
    '-Qy',
    '--traditional-format',
    '--no-print-map-discarded',
    '--print-map-discarded',
    '--force-exe-suffix',
    '-nostdlib',
    '--warn-constructors',
    '--warn-multiple-gp',
    '--warn-alternate-em',
    '--embedded-relocs',
    '--strip-discarded',
    '--map-whole-files',
    '--no-map-whole-files',
    '-qmagic',
    '--no-enum-size-warning',
    '--no-wchar-size-warning',
    '--ctf-variables',
    '--no-ctf-variables',
    '--disable-multiple-abs-defs',
    '--no-ld-generated-unwind-info',
  ],
  ignoredValue: [
    'equals',
    '--plugin',
    '-plugin',
    '-plugin-opt',
    '--plugin-opt',
    '--hash-size',
    '-A',
    '--architecture',
    '-Y',
    '-assert',
    '-fuse-ld',
    '--ctf-share-types',
    '--error-handling-script',
    '--max-cache-size',
    '--stub-group-size',
  ],
  ignoredJoined: ['prefix', '-O', '-a', '-G', '--no-sort-common', '-flto'],
} as const satisfies Readonly<Record<string, readonly [OptionForm, ...string[]]>>;

/** Long names take their value after '=' or as the next word, whatever the short one does. */
const ROWS: readonly OptionRow<Key>[] = Object.entries(FORMS).flatMap(([key, [form, ...names]]) => {
  const long = form === 'either' ? names.filter((name) => /^-[-a-z]{2}/.test(name)) : [];
  const short = names.filter((name) => !long.includes(name));
  return [
    { key: key as Key, form, names: short },
    { key: key as Key, form: 'equals' as const, names: long },
  ];
});

/** Numbers on ld's command line: `-Ttext ADDR` and `--section-start` are hexadecimal with or without 0x. */
function address(text: string, name: string): bigint {
  if (!/^(0x)?[0-9a-f]+$/i.test(text)) throw new UsageError(`${name}: '${text}' is not a hexadecimal number`);
  return BigInt(`0x${text.replace(/^0x/i, '')}`);
}

function size(text: string, name: string): number {
  const match = /^(0x[0-9a-f]+|\d+)([kKmM]?)$/i.exec(text);
  if (!match) throw new UsageError(`${name}: '${text}' is not a number`);
  const unit = match[2] === '' ? 1 : /k/i.test(match[2] ?? '') ? 1024 : 1_048_576;
  const bytes = Number(match[1]) * unit;
  if ((bytes & (bytes - 1)) !== 0 || bytes === 0) throw new UsageError(`${name}: '${text}' is not a power of two`);
  return bytes;
}

function count(text: string, name: string): bigint {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new UsageError(`${name}: '${text}' is not a number`);
  return BigInt(text);
}

function oneOf<V extends string>(value: string, name: string, allowed: readonly V[]): V {
  const found = allowed.find((v) => v === value);
  if (found === undefined) throw new UsageError(`${name}=${value}: expected one of ${allowed.join(', ')}`);
  return found;
}

class Reader {
  readonly settings: LdSettings = {
    options: { warnRwx: true, warnExecStack: 'notes' },
    output: 'a.out',
    script: undefined,
    scriptAt: 0,
    defsymsAt: undefined,
    defaultScript: undefined,
    inputs: [],
    searchPaths: [],
    versionScripts: [],
    dynamicLists: [],
    exportLists: [],
    withoutEffect: [],
    trace: 0,
    memoryUsage: false,
    crossReferences: false,
    print: undefined,
    dependencyFile: undefined,
    map: undefined,
    mapJson: undefined,
    printMap: false,
    binary: false,
    includes: [],
    defines: [],
    diagnostics: 'text',
    help: false,
    version: false,
    verbose: false,
  };
  readonly #starts = new Map<string, bigint>();
  readonly #defsyms: string[] = [];
  readonly #undefined: string[] = [];
  #state = { wholeArchive: false, asNeeded: false, copiesNeeded: false, archivesOnly: false, binary: false };
  readonly #states: {
    readonly wholeArchive: boolean;
    readonly asNeeded: boolean;
    readonly copiesNeeded: boolean;
    readonly archivesOnly: boolean;
    readonly binary: boolean;
  }[] = [];
  #group = 0;
  #groups = 0;

  input(name: string, library: boolean): void {
    this.settings.inputs.push({ name, library, group: this.#group, ...this.#state });
  }

  /** Options that hold for the inputs that follow. True when `key` is one. */
  #inputState(key: Key): boolean {
    const change = INPUT_STATES[key];
    if (change) this.#state = { ...this.#state, ...change };
    else if (key === 'pushState') this.#states.push(this.#state);
    else if (key === 'popState') {
      const state = this.#states.pop();
      if (!state) throw new UsageError('--pop-state without --push-state');
      this.#state = { ...state };
    } else return false;
    return true;
  }

  /** Options that only say something. True when `key` is one. */
  #reportOption(key: Key, value: string): boolean {
    const { settings } = this;
    const { options } = settings;
    if (key === 'trace') settings.trace++;
    else if (key === 'traceSymbol') options.traced = [...(options.traced ?? []), value];
    else if (key === 'crossReferences') settings.crossReferences = true;
    else if (key === 'memoryUsage') settings.memoryUsage = true;
    else if (key === 'outputFormat') settings.print = `elf64-${options.bigEndian ? 'big' : 'little'}aarch64\n`;
    else if (key === 'printSysroot') settings.print = options.sysroot ? `${options.sysroot}\n` : '';
    else if (key === 'dependencyFile') settings.dependencyFile = value;
    else return false;
    return true;
  }

  /** What inputs and output are. True when `key` is about that. */
  #formatOption(key: Key, value: string): boolean {
    if (key === 'format') {
      const formats = ['binary', 'default', 'elf64-littleaarch64', 'elf64-bigaarch64'] as const;
      this.#state = { ...this.#state, binary: oneOf(value, '--format', formats) === 'binary' };
    } else if (key === 'justSymbols') {
      this.settings.inputs.push({ name: value, library: false, group: 0, ...this.#state, justSymbols: true });
    } else if (key === 'emulation') {
      const emulation = oneOf(value, '-m', ['aarch64linux', 'aarch64elf', 'aarch64linuxb', 'aarch64elfb']);
      if (emulation.endsWith('b')) this.settings.options.bigEndian = true;
    } else if (key === 'packageMetadata') this.settings.options.packageMetadata = value;
    else if (key === 'ignoreUnresolved') {
      const { options } = this.settings;
      options.mayBeUndefined = [...(options.mayBeUndefined ?? []), value];
    } else return false;
    return true;
  }

  finish(): LdSettings {
    this.settings.options.sectionStarts = this.#starts;
    this.settings.options.defsyms = this.#defsyms;
    this.settings.options.undefinedSymbols = this.#undefined;
    this.settings.options.output = this.settings.output;
    this.settings.options.searchPaths = this.settings.searchPaths;
    return this.settings;
  }

  take(key: Key, value: string, name: string): void {
    const { settings } = this;
    const { options } = settings;
    const flag = FLAGS[key];
    if (key === 'warnCommon' || key.startsWith('unsupported')) settings.withoutEffect.push(name);
    // Without pages of their own segments cannot be shared.
    if (key === 'nmagic' || key === 'omagic') this.#state.archivesOnly = true;
    if (flag) {
      Object.assign(options, flag);
      return;
    }
    if (this.#inputState(key) || this.#dynamicOption(key, value, name) || this.#reportOption(key, value)) return;
    if (this.#formatOption(key, value)) return;
    switch (key) {
      case 'output':
        settings.output = value;
        break;
      case 'script':
        settings.script = value;
        settings.scriptAt = settings.inputs.length;
        settings.defsymsAt = this.#defsyms.length;
        break;
      case 'defaultScript':
        settings.defaultScript = value;
        break;
      case 'entry':
        options.entry = value;
        break;
      case 'undefined':
        this.#undefined.push(value);
        break;
      case 'required':
        this.#undefined.push(value);
        options.requiredSymbols = [...(options.requiredSymbols ?? []), value];
        break;
      case 'wrap':
        options.wrapped = [...(options.wrapped ?? []), value];
        break;
      case 'excludeLibs':
        options.excludedLibraries = [...(options.excludedLibraries ?? []), ...value.split(/[,:]/)];
        break;
      case 'library':
        this.input(value, true);
        break;
      case 'searchPath':
        settings.searchPaths.push(value);
        break;
      case 'startGroup':
        this.#group = ++this.#groups;
        break;
      case 'endGroup':
        this.#group = 0;
        break;
      case 'defsym':
        this.#defsym(value);
        break;
      case 'sectionStart':
        this.#sectionStart(value);
        break;
      case 'textStart':
        this.#starts.set('.text', address(value, name));
        break;
      case 'dataStart':
        this.#starts.set('.data', address(value, name));
        break;
      case 'bssStart':
        this.#starts.set('.bss', address(value, name));
        break;
      case 'textSegment':
        this.#starts.set('segment:text-segment', address(value, name));
        break;
      case 'rodataSegment':
        this.#starts.set('segment:rodata-segment', address(value, name));
        break;
      case 'ldataSegment':
        this.#starts.set('segment:ldata-segment', address(value, name));
        break;
      case 'map':
        settings.map = value;
        break;
      case 'mapJson':
        settings.mapJson = value;
        break;
      case 'printMap':
        settings.printMap = true;
        break;
      case 'orphans':
        options.orphans = oneOf<LinkOptions['orphans']>(value, name, ['place', 'warn', 'error', 'discard']);
        break;
      case 'buildId':
        options.buildId = buildId(value);
        break;
      case 'sortSection':
        options.sortSection = oneOf<'name' | 'alignment'>(value, name, ['name', 'alignment']);
        break;
      case 'unique':
        options.unique = [...(options.unique ?? []), value];
        break;
      case 'sortCommon':
        options.sortCommon =
          value === '' ? 'descending' : oneOf<'ascending' | 'descending'>(value, name, ['ascending', 'descending']);
        break;
      case 'z':
        this.#z(value);
        break;
      case 'unresolved':
        Object.assign(options, UNRESOLVED[oneOf(value, name, UNRESOLVED_WORDS)]);
        break;
      case 'oformat':
        settings.binary = oneOf(value, name, ['binary', 'elf64-littleaarch64', 'elf64-bigaarch64']) === 'binary';
        break;
      case 'include':
        settings.includes.push(value);
        break;
      case 'define':
        settings.defines.push(value);
        break;
      case 'diagnostics':
        settings.diagnostics = value;
        break;
      case 'help':
        settings.help = true;
        break;
      case 'version':
        settings.version = true;
        break;
      case 'verbose':
        settings.verbose = true;
        break;
      default:
    }
  }

  /** Options of dynamic outputs. True when `key` is one. */
  #dynamicOption(key: Key, value: string, name: string): boolean {
    const { settings } = this;
    const { options } = settings;
    switch (key) {
      case 'soname':
        options.soname = value;
        return true;
      case 'sysroot':
        options.sysroot = value;
        return true;
      case 'runPath':
        options.runPaths = [...(options.runPaths ?? []), value];
        return true;
      case 'runPathLink':
        options.runPathLinks = [...(options.runPathLinks ?? []), ...value.split(':')];
        return true;
      case 'filter':
        options.filters = [...(options.filters ?? []), value];
        return true;
      case 'auxiliary':
        options.auxiliaries = [...(options.auxiliaries ?? []), value];
        return true;
      case 'init':
      case 'fini':
        options[key] = value;
        return true;
      case 'hashStyle':
        options.hashStyle = oneOf<LinkOptions['hashStyle']>(value, name, ['sysv', 'gnu', 'both']);
        return true;
      case 'dynamicLinker':
        options.dynamicLinker = value;
        return true;
      case 'versionScript':
        settings.versionScripts.push(value);
        return true;
      case 'dynamicList':
        settings.dynamicLists.push(value);
        return true;
      case 'exportSymbolList':
        settings.exportLists.push(value);
        return true;
      case 'exportSymbol':
        options.exportedSymbols = [...(options.exportedSymbols ?? []), value];
        return true;
      case 'spareTags':
        options.spareTags = Number(count(value, name));
        return true;
      default:
        return false;
    }
  }

  #defsym(value: string): void {
    if (!/^[^=]+=./.test(value)) throw new UsageError(`--defsym: '${value}' is not NAME=EXPRESSION`);
    this.#defsyms.push(value);
  }

  #sectionStart(value: string): void {
    const at = value.lastIndexOf('=');
    if (at <= 0) throw new UsageError(`--section-start: '${value}' is not SECTION=ADDRESS`);
    this.#starts.set(value.slice(0, at), address(value.slice(at + 1), '--section-start'));
  }

  #z(value: string): void {
    const { options } = this.settings;
    const [word, number] = value.split('=', 2) as [string, string | undefined];
    if (word === 'max-page-size') options.maxPageSize = size(number ?? '', '-z max-page-size');
    else if (word === 'common-page-size') options.commonPageSize = size(number ?? '', '-z common-page-size');
    else if (word === 'stack-size') options.stackSize = count(number ?? '', '-z stack-size');
    else if (Object.hasOwn(FLAGS_1, word)) options.dynamicFlags = [...(options.dynamicFlags ?? []), word];
    else if (!Z_QUIET.has(word)) {
      if (!Object.hasOwn(Z_WORDS, word)) this.settings.withoutEffect.push(`-z ${value}`);
      Object.assign(options, Z_WORDS[word] ?? {});
    }
  }
}

const INPUT_STATES: Partial<Record<Key, Partial<Omit<InputArgument, 'name' | 'library' | 'group'>>>> = {
  wholeArchive: { wholeArchive: true },
  noWholeArchive: { wholeArchive: false },
  asNeeded: { asNeeded: true },
  noAsNeeded: { asNeeded: false },
  copyNeeded: { copiesNeeded: true },
  noCopyNeeded: { copiesNeeded: false },
  static: { archivesOnly: true },
  notStatic: { archivesOnly: false },
};

const FLAGS: Partial<Record<Key, Partial<LinkOptions>>> = {
  newTags: { newDynamicTags: true },
  oldTags: { newDynamicTags: false },
  allowLibraryUndefined: { libraryUndefined: true },
  noAllowLibraryUndefined: { libraryUndefined: false },
  noSymbolic: { symbolic: false, symbolicFunctions: false },
  relocatable: { relocatable: true },
  shared: { shared: true },
  pie: { pie: true },
  noPie: { pie: false },
  bigEndian: { bigEndian: true },
  littleEndian: { bigEndian: false },
  nmagic: { nmagic: true },
  omagic: { omagic: true },
  stripAll: { strip: 'all' },
  stripDebug: { strip: 'debug' },
  discardAll: { discardLocals: 'all' },
  discardLocals: { discardLocals: 'temporary' },
  discardNone: { discardLocals: 'none' },
  gcSections: { gcSections: true },
  noGcSections: { gcSections: false },
  printGcSections: { printGcSections: true },
  noPrintGcSections: { printGcSections: false },
  emitRelocs: { emitRelocs: true },
  noUndefined: { noUndefined: true },
  warnUnresolved: { unresolved: 'warn' },
  errorUnresolved: { unresolved: 'error' },
  noInhibitExec: { unresolved: 'warn', allowMultipleDefinition: true },
  noOmagic: { omagic: false },
  forceGroups: { forceGroups: true },
  allowMultiple: { allowMultipleDefinition: true },
  symbolic: { symbolic: true },
  symbolicFunctions: { symbolicFunctions: true },
  exportDynamic: { exportDynamic: true },
  noExportDynamic: { exportDynamic: false },
  noDynamicLinker: { interpreter: false },
  applyDynamic: { applyDynamicRelocs: true },
  noApplyDynamic: { applyDynamicRelocs: false },
  picVeneer: { picVeneer: true },
  gcKeepExported: { gcKeepExported: true },
  noGcKeepExported: { gcKeepExported: false },
  ehFrameHdr: { ehFrameHdr: true },
  noEhFrameHdr: { ehFrameHdr: false },
  warnRwx: { warnRwx: true },
  noWarnRwx: { warnRwx: false },
  warnExecStack: { warnExecStack: 'all' },
  noWarnExecStack: { warnExecStack: 'never' },
  defineCommon: { defineCommon: true },
  warnCommon: { warnCommon: true },
  checkSections: { checkSections: true },
  noCheckSections: { checkSections: false },
  fatalWarnings: { fatalWarnings: true },
  noFatalWarnings: { fatalWarnings: false },
};

const UNRESOLVED_WORDS = ['report-all', 'ignore-all', 'ignore-in-object-files', 'ignore-in-shared-libs'] as const;
const UNRESOLVED: Readonly<Record<(typeof UNRESOLVED_WORDS)[number], Partial<LinkOptions>>> = {
  'report-all': { unresolved: 'error', libraryUndefined: false },
  'ignore-all': { unresolved: 'ignore', libraryUndefined: true },
  'ignore-in-object-files': { unresolved: 'ignore', libraryUndefined: false },
  'ignore-in-shared-libs': { unresolved: 'error', libraryUndefined: true },
};

const Z_WORDS: Readonly<Record<string, Partial<LinkOptions>>> = {
  noexecstack: { execStack: false },
  execstack: { execStack: true },
  'separate-code': { separateCode: true },
  'noseparate-code': { separateCode: false },
  relro: { relro: true },
  norelro: { relro: false },
  now: { now: true },
  lazy: { now: false },
  text: { text: true },
  notext: { text: false },
  defs: { noUndefined: true },
  muldefs: { allowMultipleDefinition: true },
  'pack-relative-relocs': { relr: true },
  nopackrelativerelocs: { relr: false },
  'nopack-relative-relocs': { relr: false },
  copyreloc: { copyRelocations: true },
  nocopyreloc: { copyRelocations: false },
  'pac-plt': { pacPlt: true },
  'force-bti': { forceBti: true },
  undefs: { unresolved: 'ignore', noUndefined: false },
};

/** Words without meaning in static links: they speak of dynamic sections, symbols and loaders. */
const Z_QUIET: ReadonlySet<string> = new Set('bti-plt combreloc nocombreloc'.split(' '));

function buildId(value: string): LinkOptions['buildId'] {
  if (value === '') return 'sha1';
  // Pairs of digits, with dashes and colons between them, as GNU ld reads an id.
  if (/^0x([-:]|[0-9a-f]{2})*$/i.test(value) && /^0x.*[0-9a-f]/i.test(value))
    return value.toLowerCase() as `0x${string}`;
  if (value.startsWith('0x'))
    throw new UsageError(`--build-id=${value}: expected an even number of hexadecimal digits`);
  if (value === 'uuid')
    throw new UsageError('--build-id=uuid is random, and outputs here are reproducible: use sha1, md5 or 0xHEX');
  return oneOf<'sha1' | 'md5' | 'none'>(value, '--build-id', ['sha1', 'md5', 'none']);
}

/** Read an argument vector. Throws UsageError. */
export function parseLdArgv(argv: readonly string[], responseFile: (path: string) => string | undefined): LdSettings {
  const reader = new Reader();
  const unknown: string[] = [];
  for (const item of parseGnuArgv(argv, ROWS, { singleDash: true, responseFile })) {
    if (item.kind === 'operand') reader.input(item.value, false);
    else if (item.kind === 'unknown') unknown.push(item.value);
    else reader.take(item.key, item.value, item.name);
  }
  if (unknown.length > 0) throw new UsageError(`unknown option${unknown.length > 1 ? 's' : ''} ${unknown.join(', ')}`);
  return reader.finish();
}
