/**
 * `a64as nm`: the symbols of ELF files and archives, laid out as GNU nm lays them out.
 */
import { archiveKind } from '../../elf/archive.ts';
import { ElfView } from '../../elf/read.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { archiveMembers, bytesOf, bytewise, forEachFile, type Input, readInput } from '../elf-tools/inputs.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';
import { archiveTitle, type Format, fileTitle, type Layout, type Radix, symbolLines } from '../nm/formats.ts';
import { isShown, type Order, readSymbols, sortSymbols, type Wanted } from '../nm/symbols.ts';

type Flag =
  | 'debug'
  | 'fileOnLine'
  | 'dynamic'
  | 'external'
  | 'reverse'
  | 'printSize'
  | 'special'
  | 'undefinedOnly'
  | 'definedOnly'
  | 'noWeak'
  | 'quiet'
  | 'help'
  | 'withVersions';
type Key =
  | Flag
  | 'format'
  | 'bsd'
  | 'posix'
  | 'just'
  | 'numeric'
  | 'unsorted'
  | 'bySize'
  | 'radix'
  | 'ignored'
  | 'value';

const LETTERS = 'aABCDef:gjnopPrSst:uUvWX:h';

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  { names: ['-a', '--debug-syms'], form: 'flag', key: 'debug' },
  { names: ['-A', '-o', '--print-file-name'], form: 'flag', key: 'fileOnLine' },
  { names: ['-B'], form: 'flag', key: 'bsd' },
  { names: ['-C', '--no-demangle', '-e', '--no-recurse-limit', '--recurse-limit'], form: 'flag', key: 'ignored' },
  { names: ['--demangle'], form: 'optional', key: 'ignored' },
  { names: ['-D', '--dynamic'], form: 'flag', key: 'dynamic' },
  { names: ['-f'], form: 'separate', key: 'format' },
  { names: ['--format'], form: 'equals', key: 'format' },
  { names: ['-g', '--extern-only'], form: 'flag', key: 'external' },
  { names: ['-j', '--just-symbols'], form: 'flag', key: 'just' },
  { names: ['-n', '-v', '--numeric-sort'], form: 'flag', key: 'numeric' },
  { names: ['-p', '--no-sort'], form: 'flag', key: 'unsorted' },
  { names: ['-P', '--portability'], form: 'flag', key: 'posix' },
  { names: ['-r', '--reverse-sort'], form: 'flag', key: 'reverse' },
  { names: ['-S', '--print-size'], form: 'flag', key: 'printSize' },
  { names: ['--size-sort'], form: 'flag', key: 'bySize' },
  { names: ['--special-syms'], form: 'flag', key: 'special' },
  { names: ['-t'], form: 'separate', key: 'radix' },
  { names: ['--radix'], form: 'equals', key: 'radix' },
  { names: ['-u', '--undefined-only'], form: 'flag', key: 'undefinedOnly' },
  { names: ['-U', '--defined-only'], form: 'flag', key: 'definedOnly' },
  { names: ['-W', '--no-weak'], form: 'flag', key: 'noWeak' },
  { names: ['--with-symbol-versions'], form: 'flag', key: 'withVersions' },
  { names: ['--quiet'], form: 'flag', key: 'quiet' },
  { names: ['-X'], form: 'separate', key: 'value' },
  { names: ['--help', '-h'], form: 'flag', key: 'help' },
];

const HELP = `usage: a64as nm [OPTION…] [FILE…]
Symbols of objects, executables and archives (a.out without a name).

  -a, --debug-syms           section and file symbols, too
  -A, -o, --print-file-name  the file's name on each line
  -D, --dynamic              the dynamic symbols
  -f, --format=FORMAT        bsd, sysv, posix or just-symbols
  -P, -B, -j                 the same as posix, bsd, just-symbols
  -g, --extern-only          only external symbols
  -n, -v, --numeric-sort     by address
  -p, --no-sort              as in the file
  -r, --reverse-sort         backwards
  -S, --print-size           with sizes
  --size-sort                by size
  --special-syms             mapping symbols ($x, $d), too
  -t, --radix=d|o|x          decimal, octal or hexadecimal values
  -u, --undefined-only       only undefined symbols
  -U, --defined-only         only defined symbols
  -W, --no-weak              no weak symbols
  --quiet                    do not say "no symbols"
`;

interface Options {
  readonly flags: ReadonlySet<Key>;
  readonly format: Format;
  readonly radix: Radix;
  readonly order: Order;
  readonly files: readonly string[];
}

const FORMATS: Readonly<Record<string, Format>> = { b: 'bsd', s: 'sysv', p: 'posix', j: 'just-symbols' };
const RADIXES: Readonly<Record<string, Radix>> = { d: 10, o: 8, x: 16 };

function parse(argv: readonly string[]): Options {
  const flags = new Set<Key>();
  const files: string[] = [];
  let format: Format = 'bsd';
  let radix: Radix = 16;
  for (const item of parseGnuArgv(separateLetters(argv, LETTERS), ROWS)) {
    if (item.kind === 'operand') files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`nm: unknown option '${item.value}'`);
    else if (item.key === 'format') {
      const named = FORMATS[item.value.charAt(0).toLowerCase()];
      if (!named) throw new UsageError(`nm: format '${item.value}': bsd, sysv, posix or just-symbols expected`);
      format = named;
    } else if (item.key === 'radix') {
      const named = RADIXES[item.value];
      if (!named) throw new UsageError(`nm: radix '${item.value}': d, o or x expected`);
      radix = named;
    } else if (item.key === 'bsd') format = 'bsd';
    else if (item.key === 'posix') format = 'posix';
    else if (item.key === 'just') format = 'just-symbols';
    else flags.add(item.key);
  }
  const order: Order = flags.has('unsorted')
    ? 'none'
    : flags.has('bySize')
      ? 'size'
      : flags.has('numeric')
        ? 'address'
        : 'name';
  return { flags, format, radix, order, files: files.length === 0 ? ['a.out'] : files };
}

class NmRun {
  readonly #io: Io;
  readonly #options: Options;
  readonly #layout: Layout;
  readonly #wanted: Wanted;

  constructor(io: Io, options: Options) {
    this.#io = io;
    this.#options = options;
    const has = (key: Key): boolean => options.flags.has(key);
    const { format, radix } = options;
    this.#layout = {
      format,
      radix,
      printSize: has('printSize'),
      bySize: has('bySize'),
      undefinedOnly: has('undefinedOnly'),
      fileOnLine: has('fileOnLine'),
      titles: options.files.length > 1,
    };
    this.#wanted = {
      dynamic: has('dynamic'),
      debug: has('debug'),
      special: has('special'),
      external: has('external'),
      undefinedOnly: has('undefinedOnly'),
      definedOnly: has('definedOnly'),
      noWeak: has('noWeak'),
      withVersions: has('withVersions'),
    };
  }

  run(): number {
    return forEachFile(this.#io, 'a64as nm', this.#options.files, (name) => {
      const bytes = readInput(this.#io, name);
      if (archiveKind(bytes) === undefined) {
        this.#show({ name, bytes, archive: undefined });
        return;
      }
      this.#print(archiveTitle(bytewise(name), this.#layout));
      for (const member of archiveMembers(this.#io, name, bytes)) this.#show(member);
    });
  }

  #print(text: string): void {
    if (text !== '') this.#io.stdout(bytesOf(text));
  }

  #show({ name, bytes, archive }: Input): void {
    const view = new ElfView(name, bytes);
    const [file, home] = [bytewise(name), archive === undefined ? undefined : bytewise(archive)];
    const { order, flags } = this.#options;
    const symbols = readSymbols(view, this.#wanted);
    const title = fileTitle(file, home, this.#layout);
    if (!symbols || symbols.length === 0) {
      this.#print(title);
      if (!flags.has('quiet')) this.#io.stderr(`a64as nm: ${name}: no symbols\n`);
      return;
    }
    const shown = symbols.filter((symbol) => isShown(symbol, this.#wanted, this.#layout.bySize));
    sortSymbols(shown, order, flags.has('reverse'));
    this.#print(title + symbolLines(shown, file, home, this.#layout));
  }
}

export const command: Command = {
  name: 'nm',
  summary: 'the symbols of object files and archives',
  async run(argv, io) {
    const options = parse(argv);
    if (options.flags.has('help')) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    return new NmRun(io, options).run();
  },
};
