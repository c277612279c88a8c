/**
 * The options of `a64as objdump`: GNU objdump's, as far as they concern AArch64 code in ELF and raw files.
 *
 * Enters: an argument vector. Leaves: `Options`; a UsageError says what is wrong with it. Binutils manual, "objdump".
 */

import { UsageError } from '../command.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

export const FORMATS = ['elf64-littleaarch64', 'elf64-bigaarch64'] as const;

/** What is shown, one flag each. */
const SHOWN = {
  archive: ['-a', '--archive-headers'],
  fileHeader: ['-f', '--file-headers'],
  programHeaders: ['-p', '--private-headers'],
  headers: ['-h', '--section-headers', '--headers'],
  symbols: ['-t', '--syms'],
  relocations: ['-r', '--reloc'],
  contents: ['-s', '--full-contents'],
} as const;
/** How it is shown. */
const FLAGS = {
  source: ['-S', '--source'],
  lines: ['-l', '--line-numbers'],
  zeroes: ['-z', '--disassemble-zeroes'],
  wide: ['-w', '--wide'],
  fileOffsets: ['-F', '--file-offsets'],
  prefixAddresses: ['--prefix-addresses'],
  noAddresses: ['--no-addresses'],
  specialSymbols: ['--special-syms'],
  help: ['-H', '--help'],
} as const;

type Flag = keyof typeof SHOWN | keyof typeof FLAGS;
type Key =
  | Flag
  | 'disassemble'
  | 'all'
  | 'everything'
  | 'raw'
  | 'noRaw'
  | 'options'
  | 'target'
  | 'machine'
  | 'bigEndian'
  | 'littleEndian'
  | 'endian'
  | 'start'
  | 'stop'
  | 'adjust'
  | 'width'
  | 'section'
  | 'prefix'
  | 'prefixStrip'
  | 'accepted'
  | 'refused'
  | 'version';

function flagRows(flags: Readonly<Record<string, readonly string[]>>): OptionRow<Key>[] {
  return Object.entries(flags).map(([key, names]) => ({ names, form: 'flag', key: key as Flag }));
}

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  ...flagRows(SHOWN),
  ...flagRows(FLAGS),
  { names: ['-T', '--dynamic-syms', '-R', '--dynamic-reloc', '-g', '--debugging', '-e', '--debugging-tags', '-G', '--stabs'], form: 'flag', key: 'refused' },
  { names: ['-W', '-L', '-P'], form: 'prefix', key: 'refused' },
  { names: ['--dwarf', '--private', '--process-links', '--ctf', '--sframe'], form: 'optional', key: 'refused' },
  { names: ['-i', '--info', '--visualize-jumps'], form: 'flag', key: 'refused' },
  { names: ['-v', '--version'], form: 'flag', key: 'version' },
  { names: ['-d'], form: 'flag', key: 'disassemble' },
  { names: ['--disassemble'], form: 'optional', key: 'disassemble' },
  { names: ['-D', '--disassemble-all'], form: 'flag', key: 'all' },
  { names: ['-x', '--all-headers'], form: 'flag', key: 'everything' },
  { names: ['--show-raw-insn'], form: 'flag', key: 'raw' },
  { names: ['--no-show-raw-insn'], form: 'flag', key: 'noRaw' },
  { names: ['-M'], form: 'either', key: 'options' },
  { names: ['--disassembler-options'], form: 'equals', key: 'options' },
  { names: ['-b'], form: 'either', key: 'target' },
  { names: ['--target'], form: 'equals', key: 'target' },
  { names: ['-m'], form: 'either', key: 'machine' },
  { names: ['--architecture'], form: 'equals', key: 'machine' },
  { names: ['-EB'], form: 'flag', key: 'bigEndian' },
  { names: ['-EL'], form: 'flag', key: 'littleEndian' },
  { names: ['--endian'], form: 'equals', key: 'endian' },
  { names: ['--start-address'], form: 'equals', key: 'start' },
  { names: ['--stop-address'], form: 'equals', key: 'stop' },
  { names: ['--adjust-vma'], form: 'equals', key: 'adjust' },
  { names: ['--insn-width'], form: 'equals', key: 'width' },
  { names: ['-j'], form: 'either', key: 'section' },
  { names: ['--section'], form: 'equals', key: 'section' },
  { names: ['--prefix'], form: 'equals', key: 'prefix' },
  { names: ['--prefix-strip'], form: 'equals', key: 'prefixStrip' },
  { names: ['-C', '--file-start-context', '--inlines', '--recurse-limit', '--no-recurse-limit'], form: 'flag', key: 'accepted' },
  { names: ['--demangle', '--source-comment'], form: 'optional', key: 'accepted' },
  { names: ['--disassembler-color', '--visualize-jumps'], form: 'optional', key: 'accepted' },
];

export const HELP = `usage: a64as objdump OPTION… FILE…

  -d, --disassemble[=SYMBOL] the sections that hold code; or what SYMBOL names
  -D, --disassemble-all      all sections
  -S, --source               with the source lines between
  -l, --line-numbers         with file names and line numbers
  -h, --section-headers      the section headers
  -t, --syms                 the symbol table
  -r, --reloc                the relocations; with -d, at their instructions
  -s, --full-contents        the contents of all sections
  -f, --file-headers         architecture, flags and start address
  -p, --private-headers      the program headers
  -a, --archive-headers      the members of an archive
  -x, --all-headers          -a -f -p -h -t -r
  -j, --section=NAME         only this section (repeatable)
  -M no-aliases              instructions instead of preferred aliases
  -M notes                   notes on registers that are only read or only written
  -b binary -m aarch64       the file is raw code
  -EB, -EL                   byte order of the data in it
  -z, --disassemble-zeroes   do not leave out blocks of zeroes
  -F, --file-offsets         where labels and sections are in the file
  -w, --wide                 a line a section header; relocations behind their instructions
  --start-address=A --stop-address=A   only these addresses
  --adjust-vma=A             added to all addresses
  --[no-]show-raw-insn       the words beside the instructions
  --insn-width=N             room for N bytes of them
  --prefix-addresses         full address and symbol on each line
  --no-addresses             no addresses
  --special-syms             mapping symbols, too
  --prefix=DIR --prefix-strip=N   where source files are
`;

/** What to use for what is refused. */
const DYNAMIC = 'a64as readelf --dyn-syms -r shows dynamic symbols and relocations';
const DEBUGGING =
  'a64as objdump -l -S and a64as addr2line read line tables; nothing here prints other debugging information';
const INSTEAD: Readonly<Record<string, string>> = {
  '-T': DYNAMIC,
  '-R': DYNAMIC,
  '-g': DEBUGGING,
  '-e': DEBUGGING,
  '-G': DEBUGGING,
  '-W': DEBUGGING,
  '--dynamic-syms': DYNAMIC,
  '--dynamic-reloc': DYNAMIC,
  '--debugging': DEBUGGING,
  '--debugging-tags': DEBUGGING,
  '--stabs': DEBUGGING,
  '--dwarf': DEBUGGING,
};

export interface Options extends Record<Flag, boolean> {
  disassemble: boolean;
  version: boolean;
  /** Only what this symbol names. */
  symbol: string | undefined;
  all: boolean;
  /** Words beside the instructions: asked for, refused, or as is usual. */
  raw: boolean | undefined;
  /** Bytes of a line of words. */
  width: number;
  aliases: boolean;
  notes: boolean;
  binary: boolean;
  /** Byte order of data, when it is not the file's own. */
  bigEndian: boolean | undefined;
  start: bigint | undefined;
  stop: bigint | undefined;
  adjust: bigint;
  prefix: string;
  prefixStrip: number;
  /** Remarks on options that are passed over. */
  readonly warnings: string[];
  readonly sections: string[];
  readonly files: string[];
}

/** `-dr` is `-d -r`, `-dj.text` is `-d -j .text`. */
function apart(argv: readonly string[]): string[] {
  return argv.flatMap((word) => {
    const match = /^-([adDfFhHlpCrsStwxz]{2,}|[adDfFhHlpCrsStwxz]+[bjmME].*)$/.exec(word);
    if (!match) return [word];
    const out: string[] = [];
    for (let i = 1; i < word.length; i++) {
      if (/[bjmME]/.test(word[i] ?? '')) {
        out.push(`-${word.slice(i)}`);
        break;
      }
      out.push(`-${word[i]}`);
    }
    return out;
  });
}

function address(option: string, text: string): bigint {
  const match = /^(-?)(0x[0-9a-f]+|\d+)$/i.exec(text);
  if (!match) throw new UsageError(`${option}: '${text}' is no address`);
  const value = BigInt(match[2] ?? '0');
  return match[1] === '-' ? -value : value;
}

function count(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option}: '${text}' is no number`);
  return Number(text);
}

function disassemblerOption(text: string, options: Options): void {
  for (const one of text.split(',')) {
    if (one === 'no-aliases' || one === 'aliases') options.aliases = one === 'aliases';
    else if (one === 'notes' || one === 'no-notes') options.notes = one === 'notes';
    else if (one !== '') options.warnings.push(`unrecognised disassembler option: ${one}`);
  }
}

function noOptions(): Options {
  const flags = Object.fromEntries([...Object.keys(SHOWN), ...Object.keys(FLAGS)].map((name) => [name, false]));
  return {
    ...(flags as Record<Flag, boolean>),
    disassemble: false,
    version: false,
    symbol: undefined,
    all: false,
    raw: undefined,
    width: 4,
    aliases: true,
    notes: false,
    binary: false,
    bigEndian: undefined,
    start: undefined,
    stop: undefined,
    adjust: 0n,
    prefix: '',
    prefixStrip: 0,
    warnings: [],
    sections: [],
    files: [],
  };
}

function apply(options: Options, key: Key, name: string, value: string): void {
  switch (key) {
    case 'options':
      disassemblerOption(value, options);
      return;
    case 'target':
      if (value !== 'binary' && !FORMATS.some((format) => format === value))
        throw new UsageError(`-b ${value}: binary, ${FORMATS.join(' or ')} expected`);
      options.binary = value === 'binary';
      return;
    case 'machine':
      if (!value.startsWith('aarch64')) throw new UsageError(`-m ${value}: aarch64 expected`);
      return;
    case 'endian':
      if (value !== 'big' && value !== 'little') throw new UsageError(`--endian=${value}: big or little expected`);
      options.bigEndian = value === 'big';
      return;
    case 'bigEndian':
    case 'littleEndian':
      options.bigEndian = key === 'bigEndian';
      return;
    case 'raw':
    case 'noRaw':
      options.raw = key === 'raw';
      return;
    case 'start':
    case 'stop':
    case 'adjust':
      options[key] = address(name, value);
      return;
    case 'width':
      options.width = count(name, value);
      if (options.width < 4 || options.width > 64)
        throw new UsageError(`--insn-width=${value}: a number in [4, 64] expected`);
      return;
    case 'prefixStrip':
      options.prefixStrip = count(name, value);
      return;
    case 'prefix':
      options.prefix = value.replace(/\/+$/, '');
      return;
    case 'section':
      options.sections.push(value);
      return;
    case 'version':
      options.version = true;
      return;
    case 'refused':
      throw new UsageError(`objdump ${name} is not done: ${INSTEAD[name] ?? 'see a64as objdump --help'}`);
    case 'accepted':
      return;
    default:
      show(options, key, value);
  }
}

function show(options: Options, key: Flag | 'disassemble' | 'all' | 'everything', value: string): void {
  if (key === 'everything') {
    for (const name of Object.keys(SHOWN) as (keyof typeof SHOWN)[]) if (name !== 'contents') options[name] = true;
    return;
  }
  options[key] = true;
  if (key === 'all' || key === 'source') options.disassemble = true;
  if (key === 'disassemble' && value !== '') options.symbol = value;
}

/** Reads the options; what is asked for in them is checked against each other by the command. */
export function parseOptions(argv: readonly string[]): Options {
  const options = noOptions();
  for (const item of parseGnuArgv(apart(argv), ROWS)) {
    if (item.kind === 'operand') options.files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`unknown option '${item.value}'`);
    else apply(options, item.key, item.name, item.value);
  }
  return options;
}

/** Whether anything at all is to be shown. */
export function showsSomething(options: Options): boolean {
  return options.disassemble || (Object.keys(SHOWN) as (keyof typeof SHOWN)[]).some((name) => options[name]);
}
