/**
 * The command line of `a64as ld`: GNU ld's options, in order, as data.
 *
 * Order matters: --whole-archive, --start-group, -Bstatic and the like hold for the inputs that follow.
 */
import { FLAGS_1 } from '../../ld/dynamic/tags.ts';
import type { LinkOptions } from '../../ld/options.ts';
import { UsageError } from '../command.ts';
import { parseGnuArgv } from '../gnu-argv.ts';
import { FLAGS, INPUT_STATES, type Key, ROWS, UNRESOLVED, UNRESOLVED_WORDS, Z_QUIET, Z_WORDS } from './option-table.ts';
import type { LdSettings } from './settings.ts';

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
