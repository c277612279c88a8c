/**
 * `a64as objdump`: disassembly, headers, symbols, relocations and contents of ELF files and raw binaries, laid out as GNU objdump does.
 */

import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import { archiveKind, readArchive } from '../../elf/archive.ts';
import * as elf from '../../elf/constants.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import type { ElfFile, ElfSection } from '../../elf/object.ts';
import { ElfView, toElfFile } from '../../elf/read.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';
import { isShown, SectionDisassembly } from '../objdump/disassembly.ts';
import { contents, isSection, relocationRecords, sectionHeaders, symbolTable } from '../objdump/headers.ts';
import { SymbolIndex } from '../objdump/symbols.ts';

const FORMAT = 'elf64-littleaarch64';

type Key =
  | 'disassemble'
  | 'all'
  | 'source'
  | 'lines'
  | 'headers'
  | 'symbols'
  | 'relocations'
  | 'contents'
  | 'options'
  | 'target'
  | 'machine'
  | 'start'
  | 'stop'
  | 'section'
  | 'zeroes'
  | 'accepted'
  | 'valued'
  | 'help'
  | 'everything'
  | 'adjust';

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  { names: ['-d', '--disassemble'], form: 'flag', key: 'disassemble' },
  { names: ['-D', '--disassemble-all'], form: 'flag', key: 'all' },
  { names: ['-S', '--source'], form: 'flag', key: 'source' },
  { names: ['-l', '--line-numbers'], form: 'flag', key: 'lines' },
  { names: ['-h', '--section-headers', '--headers'], form: 'flag', key: 'headers' },
  { names: ['-t', '--syms'], form: 'flag', key: 'symbols' },
  { names: ['-r', '--reloc'], form: 'flag', key: 'relocations' },
  { names: ['-s', '--full-contents'], form: 'flag', key: 'contents' },
  { names: ['-x', '--all-headers'], form: 'flag', key: 'everything' },
  { names: ['-M'], form: 'either', key: 'options' },
  { names: ['--disassembler-options'], form: 'equals', key: 'options' },
  { names: ['-b'], form: 'either', key: 'target' },
  { names: ['--target'], form: 'equals', key: 'target' },
  { names: ['-m'], form: 'either', key: 'machine' },
  { names: ['--architecture'], form: 'equals', key: 'machine' },
  { names: ['--start-address'], form: 'equals', key: 'start' },
  { names: ['--stop-address'], form: 'equals', key: 'stop' },
  { names: ['--adjust-vma'], form: 'equals', key: 'adjust' },
  { names: ['-j'], form: 'either', key: 'section' },
  { names: ['--section'], form: 'equals', key: 'section' },
  { names: ['-z', '--disassemble-zeroes'], form: 'flag', key: 'zeroes' },
  { names: ['-w', '--wide', '-C', '-EL', '--no-show-raw-insn'], form: 'flag', key: 'accepted' },
  { names: ['--help'], form: 'flag', key: 'help' },
];

const HELP = `usage: a64as objdump OPTION… FILE…

  -d, --disassemble          the sections that hold code
  -D, --disassemble-all      all sections
  -S, --source               with the source lines between
  -l, --line-numbers         with file names and line numbers
  -h, --section-headers      the section headers
  -t, --syms                 the symbol table
  -r, --reloc                the relocations; with -d, at their instructions
  -s, --full-contents        the contents of all sections
  -x, --all-headers          -h -t -r
  -j, --section=NAME         only this section (repeatable)
  -M no-aliases              instructions instead of preferred aliases
  -b binary -m aarch64       the file is raw code
  -z, --disassemble-zeroes   do not leave out blocks of zeroes
  --start-address=A --stop-address=A   only these addresses
  --adjust-vma=A             added to the addresses of a raw file
`;

interface Options {
  disassemble: boolean;
  all: boolean;
  source: boolean;
  lines: boolean;
  headers: boolean;
  symbols: boolean;
  relocations: boolean;
  contents: boolean;
  aliases: boolean;
  zeroes: boolean;
  help: boolean;
  binary: boolean;
  start: bigint | undefined;
  stop: bigint | undefined;
  adjust: bigint;
  readonly sections: string[];
  readonly files: string[];
}

/** `-dr` is `-d -r`: single letters without values may be joined. */
function apart(argv: readonly string[]): string[] {
  return argv.flatMap((word) =>
    /^-[dDSlhtrsxzwC]{2,}$/.test(word) ? [...word.slice(1)].map((letter) => `-${letter}`) : [word],
  );
}

function address(option: string, text: string): bigint {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) throw new UsageError(`${option}: '${text}' is no address`);
  return BigInt(text);
}

function disassemblerOption(text: string, options: Options): void {
  for (const one of text.split(',')) {
    if (one === 'no-aliases') options.aliases = false;
    else if (one === 'aliases') options.aliases = true;
    else if (one !== 'notes' && one !== 'no-notes')
      throw new UsageError(`-M ${one}: aliases, no-aliases, notes or no-notes expected`);
  }
}

function parse(argv: readonly string[]): Options {
  const options: Options = {
    disassemble: false,
    all: false,
    source: false,
    lines: false,
    headers: false,
    symbols: false,
    relocations: false,
    contents: false,
    aliases: true,
    zeroes: false,
    help: false,
    binary: false,
    start: undefined,
    stop: undefined,
    adjust: 0n,
    sections: [],
    files: [],
  };
  for (const item of parseGnuArgv(apart(argv), ROWS)) {
    if (item.kind === 'operand') options.files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`unknown option '${item.value}'`);
    else apply(options, item.key, item.name, item.value);
  }
  return options;
}

function apply(options: Options, key: Key, name: string, value: string): void {
  switch (key) {
    case 'options':
      disassemblerOption(value, options);
      return;
    case 'target':
      if (value !== 'binary' && value !== FORMAT) throw new UsageError(`-b ${value}: binary or ${FORMAT} expected`);
      options.binary = value === 'binary';
      return;
    case 'machine':
      if (!value.startsWith('aarch64')) throw new UsageError(`-m ${value}: aarch64 expected`);
      return;
    case 'start':
    case 'stop':
    case 'adjust':
      options[key] = address(name, value);
      return;
    case 'section':
      options.sections.push(value);
      return;
    case 'everything':
      options.headers = true;
      options.symbols = true;
      options.relocations = true;
      return;
    case 'all':
      options.disassemble = true;
      options.all = true;
      return;
    case 'source':
      options.disassemble = true;
      options.source = true;
      return;
    case 'accepted':
    case 'valued':
      return;
    default:
      options[key] = true;
  }
}

/** A raw file as an image with one section of data. */
function rawImage(data: Uint8Array, addr: bigint): ElfFile {
  const section = (name: string, type: number, bytes: Uint8Array): ElfSection => ({
    name,
    type,
    flags: elf.SHF_ALLOC | elf.SHF_WRITE,
    addr,
    data: bytes,
    size: bytes.length,
    align: 1,
    entsize: 0,
    link: 0,
    info: 0,
    relocations: [],
  });
  const sections = [section('', elf.SHT_NULL, new Uint8Array(0)), section('.data', elf.SHT_PROGBITS, data)];
  return {
    type: elf.ET_EXEC,
    machine: elf.EM_AARCH64,
    bigEndian: false,
    flags: 0,
    entry: 0n,
    sections,
    symbols: [],
    segments: [],
  };
}

interface Input {
  readonly name: string;
  readonly file: ElfFile;
  readonly offsets: readonly number[];
  readonly format: string;
}

function open(name: string, bytes: Uint8Array, options: Options): Input {
  if (options.binary) return { name, file: rawImage(bytes, options.adjust), offsets: [0, 0], format: 'binary' };
  const view = new ElfView(name, bytes);
  const format = view.bigEndian ? 'elf64-bigaarch64' : FORMAT;
  return { name, file: toElfFile(view), offsets: [...view.offset], format };
}

/** Source files, read once, found as written or relative to the working directory. */
function sourceReader(io: Io): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) {
      const bytes = io.readFile(file);
      known.set(file, bytes ? new TextDecoder().decode(bytes).split('\n') : undefined);
    }
    return known.get(file);
  };
}

function show(input: Input, options: Options, io: Io): void {
  const { file } = input;
  const wanted = (section: ElfSection): boolean =>
    options.sections.length === 0 || options.sections.includes(section.name);
  io.stdout(`\n${input.name}:     file format ${input.format}\n\n`);
  if (options.headers) io.stdout(sectionHeaders(file, input.offsets));
  if (options.symbols) io.stdout(symbolTable(file));
  if (options.relocations && !options.disassemble) io.stdout(relocationRecords(file, wanted));
  if (options.contents) {
    file.sections.forEach((section, index) => {
      if (isSection(section, index) && wanted(section)) io.stdout(contents(section, options.start, options.stop));
    });
  }
  if (options.disassemble) disassemble(file, options, wanted, io);
}

function disassemble(file: ElfFile, options: Options, wanted: (section: ElfSection) => boolean, io: Io): void {
  const symbols = new SymbolIndex(file);
  const lines = options.source || options.lines ? linesOf(file) : undefined;
  const source = options.source ? sourceReader(io) : undefined;
  const chunks: string[] = [];
  const flush = (): void => {
    io.stdout(chunks.join(''));
    chunks.length = 0;
  };
  file.sections.forEach((section, index) => {
    if (!wanted(section) || !isSection(section, index) || !isShown(section, options.all || options.sections.length > 0))
      return;
    const { all, relocations, aliases, zeroes, start, stop } = options;
    const one = new SectionDisassembly(file, symbols, index, {
      all,
      relocations,
      aliases,
      zeroes,
      start,
      stop,
      lines,
      lineNumbers: options.lines,
      source,
    });
    one.write((text) => {
      chunks.push(text);
      if (chunks.length >= 256 || text.length > 65536) flush();
    });
    flush();
  });
}

/** Shows one file, or each member of an archive. */
function showFile(name: string, options: Options, io: Io): void {
  const bytes = name === '-' ? io.readStdin() : io.readFile(name);
  if (!bytes) throw new Unreadable(`${name}: ${io.readError(name)}`);
  if (options.binary || archiveKind(bytes) === undefined) {
    show(open(name, bytes, options), options, io);
    return;
  }
  io.stdout(`In archive ${name}:\n`);
  for (const member of readArchive(name, bytes).members) {
    const data = member.data ?? io.readFile(member.name);
    if (data) show(open(member.name, data, options), options, io);
  }
}

class Unreadable extends Error {}

export const command: Command = {
  name: 'objdump',
  summary: 'disassembly, headers, symbols and relocations of object files',
  async run(argv, io) {
    const options = parse(argv);
    if (options.help) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    if (options.files.length === 0) throw new UsageError('no file named');
    if (!(options.disassemble || options.headers || options.symbols || options.relocations || options.contents))
      throw new UsageError('one of -d -D -S -h -t -r -s -x is needed');
    let status: number = EXIT.ok;
    for (const name of options.files) {
      try {
        showFile(name, options, io);
      } catch (error) {
        if (!(error instanceof FatalDiagnostic) && !(error instanceof Unreadable)) throw error;
        io.stderr(`a64as objdump: ${error.message}\n`);
        status = EXIT.input;
      }
    }
    return status;
  },
};
