/**
 * `a64as addr2line`: addresses to functions, files and lines, as GNU addr2line prints them.
 *
 * Lines come from the DWARF line tables, functions from the symbol table. Inlined calls are not followed: -i says so
 * where the file has debug information.
 */
import * as elf from '../../elf/constants.ts';
import { type LineTable, linesOf, type SourceLine } from '../../elf/dwarf/lines.ts';
import type { ElfFile } from '../../elf/object.ts';
import { readElf } from '../../elf/read.ts';
import { type Found, functionAt } from '../addr2line/functions.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { separateLetters } from '../elf-tools/argv.ts';
import { BadInput, bytesOf, bytewise, guarded, readInput } from '../elf-tools/inputs.ts';
import { hex } from '../elf-tools/sections.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

type Key = 'exe' | 'functions' | 'addresses' | 'basenames' | 'inlines' | 'pretty' | 'ignored' | 'section' | 'help';

// biome-ignore format: a table
const ROWS: readonly OptionRow<Key>[] = [
  { key: 'exe', form: 'separate', names: ['-e'] },
  { key: 'exe', form: 'equals', names: ['--exe'] },
  { key: 'section', form: 'separate', names: ['-j'] },
  { key: 'section', form: 'equals', names: ['--section'] },
  { key: 'functions', form: 'flag', names: ['-f', '--functions'] },
  { key: 'addresses', form: 'flag', names: ['-a', '--addresses'] },
  { key: 'basenames', form: 'flag', names: ['-s', '--basenames'] },
  { key: 'inlines', form: 'flag', names: ['-i', '--inlines'] },
  { key: 'pretty', form: 'flag', names: ['-p', '--pretty-print'] },
  { key: 'ignored', form: 'flag', names: ['-C'] },
  { key: 'ignored', form: 'optional', names: ['--demangle'] },
  { key: 'help', form: 'flag', names: ['--help', '-h', '-H'] },
];

const HELP = `usage: a64as addr2line [OPTION…] [ADDRESS…]
File and line of hexadecimal addresses (from standard input where none is given).

  -e, --exe=FILE        the file (a.out)
  -j, --section=NAME    addresses are offsets in this section
  -f, --functions       with the function's name
  -a, --addresses       with the address
  -s, --basenames       file names without directories
  -p, --pretty-print    on one line
  -i, --inlines         accepted; inlined calls are not followed
  -C, --demangle        accepted; names are shown as they are
`;

interface Place {
  readonly section: number;
  readonly offset: bigint;
}

class Resolver {
  readonly #file: ElfFile;
  readonly #lines: LineTable;
  readonly #only: number | undefined;

  constructor(file: ElfFile, only: number | undefined) {
    this.#file = file;
    this.#lines = linesOf(file);
    this.#only = only;
  }

  /** Sections that the address may lie in, in the file's order. */
  #places(address: bigint): Place[] {
    const { sections } = this.#file;
    if (this.#only !== undefined) {
      const size = sections[this.#only]?.size ?? 0;
      return address < BigInt(size) ? [{ section: this.#only, offset: address }] : [];
    }
    return sections.flatMap((one, section) => {
      const inside = address >= one.addr && address < one.addr + BigInt(one.size);
      return inside && (one.flags & elf.SHF_ALLOC) !== 0 ? [{ section, offset: address - one.addr }] : [];
    });
  }

  /** What is known of an address; undefined when nothing is. */
  find(address: bigint): { symbol: Found | undefined; line: SourceLine | undefined } | undefined {
    const relocatable = this.#file.type === elf.ET_REL;
    for (const { section, offset } of this.#places(address)) {
      const base = relocatable ? 0n : (this.#file.sections[section]?.addr ?? 0n);
      const line = this.#lines.lookup(base + offset, relocatable ? section : undefined);
      const symbol = functionAt(this.#file, section, offset);
      if (line || symbol) return { symbol, line };
    }
    return undefined;
  }
}

function describe(address: bigint, resolver: Resolver, wants: ReadonlySet<Key>): string {
  const pretty = wants.has('pretty');
  const found = resolver.find(address);
  const start = wants.has('addresses') ? `0x${hex(address, 16)}${pretty ? ': ' : '\n'}` : '';
  if (!found) return `${start}${wants.has('functions') ? `??${pretty ? ' ' : '\n'}` : ''}??:0\n`;
  const name = wants.has('functions') ? `${found.symbol?.name ?? '??'}${pretty ? ' at ' : '\n'}` : '';
  const file = bytewise(found.line?.file ?? '') || found.symbol?.file || '??';
  const shown = wants.has('basenames') ? file.slice(file.lastIndexOf('/') + 1) : file;
  return `${start}${name}${shown}:${found.line && found.line.line > 0 ? found.line.line : '?'}\n`;
}

interface Options {
  readonly wants: ReadonlySet<Key>;
  readonly file: string;
  readonly section: string | undefined;
  readonly words: readonly string[];
}

function parse(argv: readonly string[]): Options {
  const wants = new Set<Key>();
  const words: string[] = [];
  let file = 'a.out';
  let section: string | undefined;
  for (const item of parseGnuArgv(separateLetters(argv, 'e:j:fasipChH'), ROWS)) {
    if (item.kind === 'operand') words.push(item.value);
    else if (item.kind === 'unknown') throw new UsageError(`addr2line: unknown option '${item.value}'`);
    else if (item.key === 'exe') file = item.value;
    else if (item.key === 'section') section = item.value;
    else wants.add(item.key);
  }
  return { wants, file, section, words };
}

function run({ wants, file, section, words }: Options, io: Io): void {
  const image = readElf(file, readInput(io, file));
  const only = section === undefined ? undefined : image.sections.findIndex(({ name }) => name === section);
  if (only === -1) throw new BadInput(`${file}: no section '${section}'`);
  if (wants.has('inlines') && image.sections.some(({ name }) => name === '.debug_info'))
    io.stderr('a64as addr2line: note: inlined calls are not followed\n');
  const resolver = new Resolver(image, only);
  const input =
    words.length > 0
      ? words
      : new TextDecoder()
          .decode(io.readStdin())
          .split(/\s+/)
          .filter((word) => word !== '');
  for (const word of input) {
    const digits = /^(?:0x)?([0-9a-f]+)/i.exec(word)?.[1] ?? '0';
    io.stdout(bytesOf(describe(BigInt.asUintN(64, BigInt(`0x${digits}`)), resolver, wants)));
  }
}

export const command: Command = {
  name: 'addr2line',
  summary: 'addresses to functions, files and lines',
  async run(argv, io) {
    const options = parse(argv);
    if (!options.wants.has('help')) return guarded(io, 'a64as addr2line', () => run(options, io));
    io.stdout(HELP);
    return EXIT.ok;
  },
};
