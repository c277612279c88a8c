/**
 * The assembler driver's options: those of `gcc` that matter for assembly, and those of `as`, in one table.
 *
 * Where the two disagree about a letter, gcc's meaning holds on the command line (-D defines, -M is about dependencies)
 * and as's within -Wa,… and -Xassembler; what both know means the same.
 */
import type { OptionRow } from '../gnu-argv.ts';

export type AsKey =
  | 'accept'
  | 'acceptValue'
  | 'after'
  | 'allWarningsFatal'
  | 'alternate'
  | 'angle'
  | 'arch'
  | 'assembler'
  | 'assertion'
  | 'assemblerWord'
  | 'bigEndian'
  | 'buildNotes'
  | 'cieVersion'
  | 'commentsKept'
  | 'compileCommands'
  | 'compile'
  | 'cpu'
  | 'debug'
  | 'debugPrefix'
  | 'define'
  | 'defsym'
  | 'dependencies'
  | 'dependencyFile'
  | 'dependencyMissing'
  | 'dependencyPhony'
  | 'dependencyTarget'
  | 'dependencyQuoted'
  | 'diagnostics'
  | 'dump'
  | 'traditional'
  | 'traceIncludes'
  | 'trigraphs'
  | 'lintOffsets'
  | 'execstack'
  | 'filePrefix'
  | 'gasDependencies'
  | 'generalRegs'
  | 'configuration'
  | 'help'
  | 'imacros'
  | 'include'
  | 'keepLocals'
  | 'stripLocalAbsolute'
  | 'language'
  | 'linker'
  | 'linkerArgument'
  | 'linkerWord'
  | 'listing'
  | 'listingShape'
  | 'lineSections'
  | 'littleEndian'
  | 'multibyte'
  | 'compression'
  | 'noCompression'
  | 'sframe'
  | 'machine'
  | 'mapPrefix'
  | 'noLineMarkers'
  | 'noStandardIncludes'
  | 'noexecstack'
  | 'objectAnyway'
  | 'optimize'
  | 'output'
  | 'refused'
  | 'stabs'
  | 'prefix'
  | 'preprocessOnly'
  | 'withPrefix'
  | 'withPrefixBefore'
  | 'preprocessor'
  | 'preprocessorWord'
  | 'quiet'
  | 'quote'
  | 'script'
  | 'sectionNames'
  | 'sizeCheck'
  | 'sttCommon'
  | 'dataInText'
  | 'stopAtAssembly'
  | 'system'
  | 'undef'
  | 'undefine'
  | 'version'
  | 'warnings'
  | 'cppWarning'
  | 'noWarnings';

const row = <K extends AsKey>(key: K, form: OptionRow<K>['form'], ...names: string[]): OptionRow<K> => ({
  key,
  form,
  names,
});

/** Options with the same meaning for gcc and as. */
const COMMON: readonly OptionRow<AsKey>[] = [
  row('output', 'either', '-o'),
  row('angle', 'either', '-I', '--include-directory'),
  row('arch', 'joined', '-march='),
  row('cpu', 'joined', '-mcpu='),
  row('machine', 'joined', '-mabi='),
  row('bigEndian', 'flag', '-EB', '-mbig-endian'),
  row('littleEndian', 'flag', '-EL', '-mlittle-endian'),
  row('debug', 'flag', '-g', '--gen-debug'),
  row('debug', 'prefix', '--gdwarf-', '--gdwarf', '-gdwarf-', '-gdwarf'),
  row('cieVersion', 'equals', '--gdwarf-cie-version'),
  row('defsym', 'separate', '--defsym'),
  row('debugPrefix', 'equals', '--debug-prefix-map'),
  row('debugPrefix', 'joined', '-fdebug-prefix-map='),
  row('keepLocals', 'flag', '-L', '--keep-locals'),
  row('noexecstack', 'flag', '--noexecstack'),
  row('execstack', 'flag', '--execstack'),
  row('allWarningsFatal', 'flag', '--fatal-warnings'),
  row('noWarnings', 'flag', '-W', '--no-warn'),
  row('warnings', 'flag', '--warn'),
  row('gasDependencies', 'equals', '--MD'),
  row('objectAnyway', 'flag', '-Z'),
  row('alternate', 'flag', '--alternate'),
  row('help', 'flag', '--help', '--target-help'),
  row('version', 'flag', '--version'),
  row('accept', 'flag', '--statistics', '--reduce-memory-overheads', '--traditional-format'),
  row('stripLocalAbsolute', 'flag', '--strip-local-absolute'),
  row('configuration', 'flag', '--dump-config'),
  row('accept', 'flag', '-nocpp', '-no-pad-sections', '--no-pad-sections', '-X', '-J', '-f'),
  row('noCompression', 'flag', '--nocompress-debug-sections'),
  row('sizeCheck', 'equals', '--size-check'),
  row('sttCommon', 'equals', '--elf-stt-common'),
  row('dataInText', 'flag', '-R'),
  row('stabs', 'flag', '--gstabs', '--gstabs+'),
  row('sframe', 'flag', '--gsframe'),
  row('sectionNames', 'flag', '--sectname-subst'),
  row('lineSections', 'flag', '--gdwarf-sections'),
  row('buildNotes', 'equals', '--generate-missing-build-notes'),
  row('compression', 'optional', '--compress-debug-sections', '-gz'),
  row('accept', 'separate', '--hash-size'),
  row('multibyte', 'equals', '--multibyte-handling'),
  row(
    'listingShape',
    'equals',
    '--listing-lhs-width',
    '--listing-lhs-width2',
    '--listing-rhs-width',
    '--listing-cont-lines',
  ),
  row('accept', 'flag', '-mverbose-error', '-mno-verbose-error', '-v', '-V', '--verbose'),
];

/** `-a` and its letters, as getopt gives them: checked in options.ts against [cdghlmns]. */
const LISTING = row('listing', 'prefix', '-a');

/** What -Wa,… and -Xassembler may hold. */
export const GAS_OPTIONS: readonly OptionRow<AsKey>[] = [
  ...COMMON,
  LISTING,
  row('accept', 'flag', '-D', '-w'),
  row('refused', 'flag', '-M', '--mri'),
];

/** The command line. */
export const DRIVER_OPTIONS: readonly OptionRow<AsKey>[] = [
  ...COMMON,
  LISTING,
  row('diagnostics', 'equals', '--diagnostics'),
  row('compileCommands', 'equals', '--compile-commands'),
  row('lintOffsets', 'equals', '--lint-offsets'),
  row('quiet', 'flag', '--quiet'),
  row('compile', 'flag', '-c', '--compile'),
  row('preprocessOnly', 'flag', '-E', '--preprocess'),
  row('stopAtAssembly', 'flag', '-S', '--assemble'),
  row('language', 'either', '-x'),
  row('define', 'either', '-D'),
  row('undefine', 'either', '-U'),
  row('undef', 'flag', '-undef'),
  row('include', 'separate', '-include', '--include'),
  row('imacros', 'separate', '-imacros', '--imacros'),
  row('quote', 'either', '-iquote'),
  row('system', 'either', '-isystem', '-cxx-isystem'),
  row('after', 'either', '-idirafter'),
  row('acceptValue', 'either', '-isysroot', '-imultilib', '-imultiarch'),
  row('prefix', 'either', '-iprefix'),
  row('withPrefix', 'either', '-iwithprefix'),
  row('withPrefixBefore', 'either', '-iwithprefixbefore'),
  row('trigraphs', 'flag', '-trigraphs'),
  row('traditional', 'flag', '-traditional-cpp', '-traditional'),
  row('noStandardIncludes', 'flag', '-nostdinc', '-nostdinc++'),
  row('noLineMarkers', 'flag', '-P'),
  row('commentsKept', 'flag', '-C', '-CC'),
  row('dump', 'prefix', '-d'),
  row('dependencies', 'flag', '-M', '-MM', '-MD', '-MMD'),
  row('dependencyFile', 'either', '-MF'),
  row('dependencyMissing', 'flag', '-MG'),
  row('dependencyPhony', 'flag', '-MP'),
  row('dependencyTarget', 'either', '-MT'),
  row('dependencyQuoted', 'either', '-MQ'),
  row('assembler', 'joined', '-Wa,'),
  row('preprocessor', 'joined', '-Wp,'),
  row('linker', 'joined', '-Wl,'),
  row('assemblerWord', 'separate', '-Xassembler'),
  row('preprocessorWord', 'separate', '-Xpreprocessor'),
  row('linkerArgument', 'separate', '-Xlinker'),
  row('linkerWord', 'separate', '-z', '-u', '-e', '-Ttext', '-Tdata', '-Tbss', '--entry', '--section-start'),
  row('linkerWord', 'joined', '-l', '-Map=', '-Ttext=', '-Tdata=', '-Tbss='),
  row(
    'linkerWord',
    'flag',
    '-s',
    '-r',
    '-static',
    '-nostdlib',
    '-nostartfiles',
    '-nodefaultlibs',
    '-shared',
    '-rdynamic',
    '-N',
  ),
  row('script', 'either', '-T'),
  row('script', 'equals', '--script'),
  row('mapPrefix', 'joined', '-fmacro-prefix-map='),
  row('filePrefix', 'joined', '-ffile-prefix-map='),
  row('optimize', 'prefix', '-O'),
  row('generalRegs', 'flag', '-mgeneral-regs-only'),
  row('noWarnings', 'flag', '-w'),
  row('debug', 'flag', '-g0', '-g1', '-g2', '-g3', '-ggdb', '-ggdb0', '-ggdb1', '-ggdb2', '-ggdb3'),
  row('acceptValue', 'either', '-aux-info', '--param', '-wrapper', '-specs', '-B'),
  row('assertion', 'either', '-A'),
  row('cppWarning', 'prefix', '-W'),
  row('cppWarning', 'flag', '-pedantic', '-pedantic-errors'),
  row('accept', 'prefix', '-f', '-m', '-std=', '-g', '-specs=', '--sysroot=', '--param=', '-print-', '-dump'),
  row('accept', 'flag', '-ansi', '-pipe', '-pthread'),
  row('traceIncludes', 'flag', '-H'),
  row('accept', 'flag', '-save-temps', '-no-pie', '-pie', '-remap', '-no-integrated-cpp', '-###', '-time', '-p', '-pg'),
];
