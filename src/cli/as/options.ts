/**
 * The assembler driver's settings: an argv to what is to be done.
 *
 * Enters: the command line, in the meaning of gcc and as (table.ts). Leaves: Settings. Unknown -f… and -m… are
 * accepted silently, as a kernel build relies on; other unknown options are usage errors.
 */
import { architectureOf } from '../../cpp/cpus.ts';
import { suggest } from '../../diag/did-you-mean.ts';
import { UsageError } from '../command.ts';
import { diagnosticFormat } from '../diagnostics.ts';
import { type ArgvItem, parseGnuArgv } from '../gnu-argv.ts';
import { knownCharset } from './charset.ts';
import { withShortOptions, withUsualDashes } from './long-options.ts';
import { initial, type Settings } from './settings.ts';
import { type AsKey, DRIVER_OPTIONS, GAS_OPTIONS } from './table.ts';
import {
  choice,
  compression,
  definition,
  knownStandard,
  knownWarning,
  type Language,
  languageNamed,
  languageOf,
  linkerWords,
  mapping,
  multibyteHandling,
  symbolDefinition,
} from './values.ts';

export interface ParseContext {
  readonly responseFile: (path: string) => string | undefined;
}

/** Parse a command line. */
export function parseSettings(argv: readonly string[], context: ParseContext): Settings {
  return new SettingsParser(context).parse(argv);
}

class SettingsParser {
  readonly #settings = initial();
  readonly #context: ParseContext;
  #language: Language | 'none' = 'none';
  #unwindTables = true;
  #asynchronousUnwindTables = true;
  /** The last option of debugging information if it names no version, else ''. */
  #plainDebug = '';
  /** What --gdwarf-cie-version makes of the version behind the last -g. */
  #leastDwarf = 0;
  #asGcc = false;
  /** -iprefix */
  #prefix = '';
  readonly #assemblerWords: string[] = [];
  readonly #preprocessorWords: string[] = [];

  constructor(context: ParseContext) {
    this.#context = context;
  }

  parse(argv: readonly string[]): Settings {
    this.#settings.commandLine = argv;
    const words = withUsualDashes(withShortOptions(argv));
    for (const item of parseGnuArgv(words, DRIVER_OPTIONS, { responseFile: this.#context.responseFile })) {
      if (item.kind === 'operand') this.#input(item.value);
      else if (item.kind === 'unknown') this.#unknown(item.value);
      else this.#option(item);
    }
    this.#preprocessorOptions();
    this.#checkDependencies();
    for (const item of parseGnuArgv(withUsualDashes(this.#assemblerWords), GAS_OPTIONS)) {
      if (item.kind === 'operand') this.#input(item.value);
      else if (item.kind === 'unknown') this.#unknown(item.value);
      else if (item.key !== 'output') this.#option(item);
    }
    this.#defaultDebug();
    this.#raiseDwarf();
    this.#settings.target.noUnwindTables = !this.#unwindTables && !this.#asynchronousUnwindTables;
    return this.#settings;
  }

  /** `-g` without a version, where the line is one for the assembler and not for gcc. */
  #defaultDebug(): void {
    const { assembler, inputs } = this.#settings;
    const byGcc = this.#asGcc || inputs.some(({ language }) => language !== 'assembler');
    if (this.#plainDebug === '' || (byGcc && this.#plainDebug === '-g')) return;
    assembler.debug = 2;
    assembler.dwarf = 2;
  }

  /** What call frames need, the rest of the debugging information has as well, unless -g says otherwise behind that. */
  #raiseDwarf(): void {
    const { assembler } = this.#settings;
    assembler.dwarf = Math.max(assembler.dwarf ?? 0, this.#leastDwarf);
    if ((assembler.debug ?? 0) > 0) assembler.debug = Math.max(assembler.debug ?? 0, this.#leastDwarf);
  }

  #unknown(word: string): never {
    const known = DRIVER_OPTIONS.flatMap(({ names }) => names);
    const near = suggest(word.replace(/=.*/s, ''), known);
    throw new UsageError(`unknown option '${word}'${near === undefined ? '' : `; did you mean '${near}'?`}`);
  }

  #input(path: string): void {
    const language = this.#language === 'none' ? languageOf(path) : this.#language;
    if (language === undefined)
      throw new UsageError(`${path}: not an assembler source (.S, .sx, .s); say which with -x`);
    this.#settings.inputs.push({ path, language });
  }

  #option(item: Extract<ArgvItem<AsKey>, { kind: 'option' }>): void {
    const { key, name, value } = item;
    if (!(this.#files(key, value) || this.#dependencies(key, name, value) || this.#assembling(key, name, value))) {
      this.#driving(key, name, value);
    }
  }

  /** Options about files, macros and headers. */
  #files(key: AsKey, value: string): boolean {
    const { search, definitions, includes, macroFiles } = this.#settings;
    switch (key) {
      case 'output':
        this.#settings.output = value;
        return true;
      case 'angle':
        if (value === '-') {
          search.quote.push(...search.angle.splice(0));
          search.besides = false;
        } else search.angle.push(value);
        return true;
      case 'quote':
        search.quote.push(value);
        return true;
      case 'system':
        search.system.push(value);
        return true;
      case 'after':
        search.after.push(value);
        return true;
      case 'prefix':
        this.#prefix = value;
        return true;
      case 'withPrefix':
        search.after.push(this.#prefix + value);
        return true;
      case 'withPrefixBefore':
        search.angle.push(this.#prefix + value);
        return true;
      case 'define':
        // as has a -D of its own, which stands alone and changes nothing
        if (/^[^=]+\.s$/i.test(value)) this.#input(value);
        else definitions.push(definition(value));
        return true;
      case 'undefine':
        definitions.push(`undef ${value}`);
        return true;
      case 'assertion':
        this.#settings.assertions.push(value);
        return true;
      case 'include':
        includes.push(value);
        return true;
      case 'imacros':
        macroFiles.push(value);
        return true;
      default:
        return false;
    }
  }

  #dependencies(key: AsKey, name: string, value: string): boolean {
    const { dependencies } = this.#settings;
    switch (key) {
      case 'dependencies':
        if (name === '-M' || name === '-MM') dependencies.only = true;
        else dependencies.beside = true;
        if (name === '-MM' || name === '-MMD') dependencies.userOnly = true;
        return true;
      case 'dependencyFile':
        dependencies.file = value;
        return true;
      case 'dependencyMissing':
        dependencies.missingAreGenerated = true;
        return true;
      case 'dependencyPhony':
        dependencies.phony = true;
        return true;
      case 'dependencyTarget':
      case 'dependencyQuoted':
        dependencies.targets.push({ name: value, quoted: key === 'dependencyQuoted' });
        return true;
      case 'gasDependencies':
        this.#settings.gasDependencies = value;
        return true;
      default:
        return false;
    }
  }

  /** As gcc, refuse options about make rules where none is asked for. */
  #checkDependencies(): void {
    const { only, beside, phony, file, targets, missingAreGenerated } = this.#settings.dependencies;
    if (missingAreGenerated && !only) throw new UsageError('-MG is for -M and -MM only');
    if (!only && !beside && (phony || file !== '' || targets.length > 0))
      throw new UsageError('-MF, -MP, -MT and -MQ need -M, -MM, -MD or -MMD');
  }

  #assembling(key: AsKey, name: string, value: string): boolean {
    const { assembler, target } = this.#settings;
    switch (key) {
      case 'arch':
      case 'cpu':
        if (key === 'arch') assembler.arch = value;
        else assembler.cpu = value;
        target.arch = key === 'arch' ? value : (architectureOf(value) ?? 'armv8-a');
        if (key === 'cpu') target.cpu = value;
        return true;
      case 'bigEndian':
      case 'littleEndian':
        assembler.bigEndian = key === 'bigEndian';
        target.bigEndian = key === 'bigEndian';
        return true;
      case 'machine':
        if (value !== 'lp64' && value !== 'ilp32') throw new UsageError(`-mabi=${value}: expected lp64 or ilp32`);
        target.ilp32 = value === 'ilp32';
        assembler.ilp32 = target.ilp32;
        return true;
      case 'debug':
        this.#debug(name, value);
        return true;
      case 'defsym':
        assembler.defsym.push(symbolDefinition(value));
        return true;
      case 'debugPrefix':
        assembler.prefixMap.push(mapping(name, value));
        return true;
      case 'sizeCheck':
        assembler.sizeWarns = choice(name, value, 'warning', 'error');
        return true;
      case 'sttCommon':
        assembler.sttCommon = choice(name, value, 'yes', 'no');
        return true;
      case 'dataInText':
      case 'stripLocalAbsolute':
      case 'objectAnyway':
      case 'keepLocals':
      case 'alternate':
      case 'sectionNames':
      case 'lineSections':
      case 'sframe':
        assembler[key] = true;
        return true;
      case 'stabs':
        assembler.stabs = name === '--gstabs' ? 'plain' : 'extended';
        assembler.debug = 0;
        this.#plainDebug = '';
        return true;
      case 'buildNotes':
        assembler.buildNotes = choice(name, value, 'yes', 'no');
        return true;
      case 'cieVersion':
        if (!/^[134]$/.test(value)) throw new UsageError(`${name}=${value}: expected 1, 3 or 4`);
        assembler.cieVersion = Number(value);
        this.#leastDwarf = Math.max(this.#leastDwarf, assembler.cieVersion);
        return true;
      case 'noCompression':
        assembler.compress = undefined;
        return true;
      case 'compression':
        assembler.compress = compression(name, value);
        return true;
      case 'multibyte':
        assembler.multibyte = multibyteHandling(name, value);
        return true;
      case 'noexecstack':
      case 'execstack':
        assembler.noexecstack = key === 'noexecstack';
        return true;
      case 'listing':
        this.#listing(value);
        return true;
      case 'listingShape':
        this.#listingShape(name, value);
        return true;
      default:
        return false;
    }
  }

  #driving(key: AsKey, name: string, value: string): void {
    const settings = this.#settings;
    switch (key) {
      case 'compile':
        this.#asGcc = true;
        return;
      case 'preprocessOnly':
      case 'stopAtAssembly':
        settings.mode = 'preprocess';
        return;
      case 'language':
        this.#language = languageNamed(value);
        return;
      case 'assembler':
        this.#assemblerWords.push(...value.split(','));
        return;
      case 'assemblerWord':
        this.#assemblerWords.push(value);
        return;
      case 'preprocessor':
        this.#preprocessorWords.push(...value.split(','));
        return;
      case 'preprocessorWord':
        this.#preprocessorWords.push(value);
        return;
      case 'linker':
        settings.linkerArguments.push(...value.split(','));
        return;
      case 'linkerArgument':
        settings.linkerArguments.push(value);
        return;
      case 'linkerWord':
        settings.linkerArguments.push(...linkerWords(name, value));
        return;
      case 'script':
        settings.script = value;
        return;
      case 'mapPrefix':
      case 'filePrefix': {
        const { from, to } = mapping(name, value);
        settings.macroPrefixMap.unshift([from, to]);
        if (key === 'filePrefix') settings.assembler.prefixMap.push({ from, to });
        return;
      }
      default:
        this.#flag(key, name, value);
    }
  }

  #flag(key: AsKey, name: string, value: string): void {
    const settings = this.#settings;
    switch (key) {
      case 'noStandardIncludes':
        if (name === '-nostdinc') settings.standardIncludes = false;
        return;
      case 'undef':
        settings.predefined = false;
        return;
      case 'noLineMarkers':
        settings.lineMarkers = false;
        return;
      case 'commentsKept':
        settings.keepComments = true;
        if (name === '-CC') settings.commentsInMacros = true;
        return;
      case 'dump':
        this.#dump(value);
        return;
      case 'traceIncludes':
        settings.traceIncludes = true;
        return;
      case 'traditional':
        settings.target.traditional = true;
        return;
      case 'trigraphs':
        settings.trigraphs = true;
        return;
      case 'cppWarning':
        settings.cppWarnings.push(name === '-W' ? knownWarning(value) : name.slice(1));
        return;
      case 'optimize':
        settings.target.optimize = value === '' ? '1' : value;
        if (value === 'fast') this.#targetOption('-Ofast');
        return;
      case 'generalRegs':
        settings.target.generalRegsOnly = true;
        return;
      case 'noWarnings':
      case 'warnings':
        settings.warnings = key === 'warnings';
        if (settings.warnings) settings.warningsAreErrors = false;
        if (name === '-w') settings.cppWarnings.push('none');
        return;
      case 'allWarningsFatal':
        settings.warningsAreErrors = settings.warnings = true;
        return;
      case 'diagnostics':
        settings.diagnostics = diagnosticFormat(value);
        return;
      case 'compileCommands':
        settings.compileCommands = value;
        return;
      case 'lintOffsets':
        settings.lintOffsets = value;
        return;
      case 'configuration':
      case 'help':
        settings.help = true;
        return;
      case 'version':
        settings.version = true;
        return;
      case 'refused':
        // what they ask for would change the object
        if (value !== 'no' && value !== 'none')
          throw new UsageError(`${name}${value === '' ? '' : `=${value}`} is not supported`);
        return;
      case 'accept':
        this.#targetOption(name + value);
        return;
      default:
    }
  }

  /** Letters of -d: those of the preprocessor; the compiler's own change nothing here. */
  #dump(letters: string): void {
    const settings = this.#settings;
    for (const letter of letters) {
      if (letter === 'M') settings.dumpMacros = true;
      else if (letter === 'D') settings.keep.macros = 'whole';
      else if (letter === 'N') settings.keep.macros = 'names';
      else if (letter === 'I') settings.keep.includes = true;
      else if (letter === 'U') settings.keep.macros = 'used';
    }
  }

  /** -f…, -m… and -std=… that change predefined macros. */
  #targetOption(word: string): void {
    const { target } = this.#settings;
    if (word.startsWith('-f') || word === '-Ofast') target.flags = [...(target.flags ?? []), word];
    const level = { '-fpic': 1, '-fPIC': 2 }[word];
    const pieLevel = { '-fpie': 1, '-fPIE': 2 }[word];
    if (level !== undefined) {
      target.pic = level;
      target.pie = 0;
    } else if (pieLevel !== undefined) target.pie = pieLevel;
    else if (/^-fno-(?:pic|PIC|pie|PIE)$/.test(word)) {
      target.pic = 0;
      target.pie = 0;
    } else if (/^-f(?:no-)?unwind-tables$/.test(word)) this.#unwindTables = !word.startsWith('-fno-');
    else if (/^-f(?:no-)?asynchronous-unwind-tables$/.test(word))
      this.#asynchronousUnwindTables = !word.startsWith('-fno-');
    else if (word === '-ffreestanding') target.freestanding = true;
    else if (word === '-fsigned-char' || word === '-fno-unsigned-char') target.signedChar = true;
    else if (/^-f(?:no-)?dollars-in-identifiers$/.test(word)) this.#settings.dollars = !word.startsWith('-fno-');
    else if (/^-f(?:no-)?directives-only$/.test(word)) this.#settings.directivesOnly = word === '-fdirectives-only';
    else if (/^-f(?:no-)?preprocessed$/.test(word)) this.#settings.preprocessed = word === '-fpreprocessed';
    else if (/^-f(?:no-)?extended-identifiers$/.test(word)) this.#settings.extendedNames = !word.startsWith('-fno-');
    else if (/^-f(?:no-)?working-directory$/.test(word)) this.#settings.workingDirectory = !word.startsWith('-fno-');
    else if (word.startsWith('-finput-charset=')) this.#settings.inputCharset = knownCharset(word.slice(16));
    else if (/^-fmax-errors=\d+$/.test(word)) this.#settings.cppWarnings.push(word.slice(2));
    else if (/^-fmax-include-depth=\d+$/.test(word)) this.#settings.includeDepth = Number(word.split('=')[1]);
    else if (word === '-fshort-wchar') target.shortWchar = true;
    else if (word === '-fshort-enums') target.shortEnums = true;
    else if (word === '-fstack-protector') target.ssp = 'basic';
    else if (word === '-fstack-protector-strong') target.ssp = 'strong';
    else if (word === '-fstack-protector-all') target.ssp = 'all';
    else if (word === '-pthread') target.threads = true;
    else if (word === '-ansi') target.std = 'c90';
    else if (word.startsWith('-std=')) target.std = knownStandard(word.slice(5));
    else if (word.startsWith('-mcmodel=')) target.codeModel = word.slice(9);
    else if (word.startsWith('-mbranch-protection=')) target.branchProtection = word.slice(20);
    else if (word.startsWith('-msve-vector-bits=')) target.sveBits = word.slice(18);
    else if (word.startsWith('-fsanitize='))
      target.sanitize = [...(target.sanitize ?? []), ...word.slice(11).split(',')];
    else if (word.startsWith('-fno-sanitize=')) {
      const off = word.slice(14).split(',');
      target.sanitize = (target.sanitize ?? []).filter((name) => !off.includes(name) && !off.includes('all'));
    }
  }

  /** -g, -gN, -gdwarf-N, --gdwarf-N, --gdwarfN: gcc's default is version 5, the assembler's own what the source needs, from 2. */
  #debug(name: string, value: string): void {
    const { assembler } = this.#settings;
    // as gcc, the level that tells of macros leaves their definitions in the output of -E
    if (name === '-g3' || name === '-ggdb3') this.#settings.keep.macros ??= 'whole';
    assembler.stabs = undefined;
    this.#leastDwarf = 0;
    this.#plainDebug = name === '-g' || name === '--gen-debug' ? name : '';
    if (name === '-g0' || name === '-ggdb0') {
      assembler.debug = 0;
      return;
    }
    const version = value === '' ? 5 : Number(value);
    if (!(version >= 2 && version <= 5)) throw new UsageError(`${name}${value}: DWARF version is not in [2, 5]`);
    assembler.debug = version;
    assembler.dwarf = version;
  }

  #listing(value: string): void {
    const match = /^([cdghlmns]*)(?:=(.*))?$/s.exec(value);
    if (!match) throw new UsageError(`-a${value}: expected letters of [cdghlmns], then perhaps =FILE`);
    const letters = (this.#settings.listing?.letters ?? '') + (match[1] || 'hls');
    this.#settings.listing = { letters, file: match[2] ?? this.#settings.listing?.file };
  }

  #listingShape(name: string, value: string): void {
    const number = Number(value);
    if (!(Number.isInteger(number) && number >= 0 && number <= 65535))
      throw new UsageError(`${name}=${value}: expected a number in [0, 65535]`);
    const shape = this.#settings.listingShape;
    if (name === '--listing-rhs-width') shape.source = number;
    else if (name === '--listing-cont-lines') shape.lines = number;
    else if (name === '--listing-lhs-width2') shape.further = number;
    else {
      shape.first = number;
      shape.further = Math.max(shape.further, number);
    }
  }

  /** -Wp,… and -Xpreprocessor: cc1's options, whose -MD and -MMD name a file. */
  #preprocessorOptions(): void {
    const words = this.#preprocessorWords;
    const rest: string[] = [];
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string;
      if (word !== '-MD' && word !== '-MMD') {
        rest.push(word);
        continue;
      }
      const { dependencies } = this.#settings;
      const file = words[++i];
      if (file === undefined) throw new UsageError(`-Wp,${word} requires a file name: -Wp,${word},FILE`);
      dependencies.beside = true;
      dependencies.byPreprocessor = true;
      dependencies.userOnly ||= word === '-MMD';
      dependencies.file = file;
    }
    for (const item of parseGnuArgv(rest, DRIVER_OPTIONS)) {
      if (item.kind === 'option') this.#option(item);
      else this.#unknown(item.value);
    }
  }
}
