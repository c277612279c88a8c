/**
 * `a64as size`: bytes of text, data and bss of ELF files and archives, laid out as GNU size lays them out.
 */
import { ElfView } from '../../elf/read.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { bytesOf, bytewise, forEachFile, type Input, inputsOf } from '../elf-tools/inputs.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';
import { type Radix, type Sizes, type Style, sizeLine, sizesOf, systemV, titleLine } from '../size/layouts.ts';

type Key =
  | 'sysv'
  | 'berkeley'
  | 'gnu'
  | 'format'
  | 'octal'
  | 'decimal'
  | 'hexadecimal'
  | 'radix'
  | 'totals'
  | 'common'
  | 'ignored'
  | 'help';

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  { names: ['-A'], form: 'flag', key: 'sysv' },
  { names: ['-B'], form: 'flag', key: 'berkeley' },
  { names: ['-G'], form: 'flag', key: 'gnu' },
  { names: ['--format'], form: 'equals', key: 'format' },
  { names: ['-o'], form: 'flag', key: 'octal' },
  { names: ['-d'], form: 'flag', key: 'decimal' },
  { names: ['-x'], form: 'flag', key: 'hexadecimal' },
  { names: ['--radix'], form: 'equals', key: 'radix' },
  { names: ['-t', '--totals'], form: 'flag', key: 'totals' },
  { names: ['--common'], form: 'flag', key: 'common' },
  { names: ['-f'], form: 'flag', key: 'ignored' },
  { names: ['--help', '-h', '-H', '-?'], form: 'flag', key: 'help' },
];

const HELP = `usage: a64as size [OPTION…] [FILE…]
Sizes of the sections of objects, executables and archives (a.out without a name).

  -B, -A, -G, --format=berkeley|sysv|gnu   layout
  -o, -d, -x, --radix=8|10|16              numbers in octal, decimal or hexadecimal
  -t, --totals                             the sum of all files, too (not with -A)
  --common                                 common symbols count as bss
`;

const STYLES: Readonly<Record<string, Style>> = {
  s: 'sysv',
  S: 'sysv',
  b: 'berkeley',
  B: 'berkeley',
  g: 'gnu',
  G: 'gnu',
};

interface Options {
  style: Style;
  radix: Radix;
  totals: boolean;
  common: boolean;
  help: boolean;
  readonly files: string[];
}

function apply(options: Options, key: Key, value: string): void {
  switch (key) {
    case 'sysv':
    case 'berkeley':
    case 'gnu':
      options.style = key;
      return;
    case 'format': {
      const style = STYLES[value.charAt(0)];
      if (!style) throw new UsageError(`size: format '${value}': berkeley, sysv or gnu expected`);
      options.style = style;
      return;
    }
    case 'octal':
      options.radix = 8;
      return;
    case 'decimal':
      options.radix = 10;
      return;
    case 'hexadecimal':
      options.radix = 16;
      return;
    case 'radix':
      if (value !== '8' && value !== '10' && value !== '16')
        throw new UsageError(`size: radix '${value}': 8, 10 or 16 expected`);
      options.radix = Number(value) as Radix;
      return;
    case 'totals':
    case 'common':
    case 'help':
      options[key] = true;
      return;
    case 'ignored':
      return;
  }
}

function parse(argv: readonly string[]): Options {
  const options: Options = { style: 'berkeley', radix: 10, totals: false, common: false, help: false, files: [] };
  for (const item of parseGnuArgv(separateLetters(argv, 'ABGodxtfhH?'), ROWS)) {
    if (item.kind === 'operand') options.files.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`size: unknown option '${item.value}'`);
    else apply(options, item.key, item.value);
  }
  if (options.files.length === 0) options.files.push('a.out');
  return options;
}

function run(options: Options, io: Io): number {
  const { style, radix, common, totals } = options;
  const sum = { text: 0, data: 0, bss: 0 };
  const print = (text: string): void => io.stdout(bytesOf(text));
  const show = ({ name, bytes, archive }: Input): void => {
    const view = new ElfView(name, bytes);
    const from = archive === undefined ? '' : ` (ex ${bytewise(archive)})`;
    if (style === 'sysv') {
      print(systemV(view, `${bytewise(name)}  ${from}`, radix, common));
      return;
    }
    const sizes: Sizes = sizesOf(view, style, common);
    sum.text += sizes.text;
    sum.data += sizes.data;
    sum.bss += sizes.bss;
    print(sizeLine(sizes, bytewise(name) + from, style, radix));
  };
  if (style !== 'sysv') print(titleLine(style, radix));
  const status = forEachFile(io, 'a64as size', options.files, (name) => {
    for (const input of inputsOf(io, name)) show(input);
  });
  if (totals && style !== 'sysv') print(sizeLine(sum, '(TOTALS)', style, radix));
  return status;
}

export const command: Command = {
  name: 'size',
  summary: 'bytes of text, data and bss of object files',
  async run(argv, io) {
    const options = parse(argv);
    if (!options.help) return run(options, io);
    io.stdout(HELP);
    return EXIT.ok;
  },
};
