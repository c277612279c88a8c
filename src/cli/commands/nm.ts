/** `a64as nm`: symbols of ELF files, in GNU nm's layout. */
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSymbol } from '../../elf/object.ts';
import { forEachElf, hex, symbolLetter, symbolName } from '../binutils/common.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

type Key =
  | 'all'
  | 'extern'
  | 'numeric'
  | 'noSort'
  | 'reverse'
  | 'size'
  | 'sizeSort'
  | 'undefined'
  | 'defined'
  | 'fileName'
  | 'help';

const ROWS: readonly OptionRow<Key>[] = [
  { key: 'all', form: 'flag', names: ['-a', '--debug-syms'] },
  { key: 'extern', form: 'flag', names: ['-g', '--extern-only'] },
  { key: 'numeric', form: 'flag', names: ['-n', '-v', '--numeric-sort'] },
  { key: 'noSort', form: 'flag', names: ['-p', '--no-sort'] },
  { key: 'reverse', form: 'flag', names: ['-r', '--reverse-sort'] },
  { key: 'size', form: 'flag', names: ['-S', '--print-size'] },
  { key: 'sizeSort', form: 'flag', names: ['--size-sort'] },
  { key: 'undefined', form: 'flag', names: ['-u', '--undefined-only'] },
  { key: 'defined', form: 'flag', names: ['-U', '--defined-only'] },
  { key: 'fileName', form: 'flag', names: ['-A', '-o', '--print-file-name'] },
  { key: 'help', form: 'flag', names: ['--help'] },
];

/** `-nS` as `-n -S`. */
export function separateFlags(argv: readonly string[], letters: string): string[] {
  const bundle = new RegExp(`^-[${letters}]{2,}$`);
  return argv.flatMap((word) => (bundle.test(word) ? [...word.slice(1)].map((c) => `-${c}`) : [word]));
}

function isShown(symbol: ElfSymbol, wants: ReadonlySet<Key>): boolean {
  // Mapping symbols are for disassemblers.
  if (symbol.binding === elf.STB_LOCAL && /^\$[xd](\.|$)/.test(symbol.name)) return false;
  const special = symbol.type === elf.STT_SECTION || symbol.type === elf.STT_FILE;
  if (special && !wants.has('all')) return false;
  const isUndefined = symbol.section === elf.SHN_UNDEF;
  if (wants.has('undefined') && !isUndefined) return false;
  if (wants.has('defined') && isUndefined) return false;
  if (wants.has('sizeSort') && (isUndefined || symbol.size === 0n)) return false;
  return !wants.has('extern') || symbol.binding !== elf.STB_LOCAL;
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function listing(file: string, image: ElfFile, wants: ReadonlySet<Key>): string {
  const rows = image.symbols
    .slice(1)
    .filter((s) => isShown(s, wants))
    .map((s) => ({ name: symbolName(image, s), letter: symbolLetter(image, s), symbol: s }));
  const isUndefined = (s: ElfSymbol): number => (s.section === elf.SHN_UNDEF ? 0 : 1);
  const compare = (x: bigint, y: bigint): number => (x < y ? -1 : x > y ? 1 : 0);
  if (wants.has('sizeSort')) rows.sort((a, b) => compare(a.symbol.size, b.symbol.size) || byName(a, b));
  else if (wants.has('numeric'))
    rows.sort(
      (a, b) =>
        isUndefined(a.symbol) - isUndefined(b.symbol) || compare(a.symbol.value, b.symbol.value) || byName(a, b),
    );
  else if (!wants.has('noSort')) rows.sort(byName);
  if (wants.has('reverse')) rows.reverse();
  const prefix = wants.has('fileName') ? `${file}:` : '';
  return rows
    .map(({ name, letter, symbol }) => {
      const value =
        isUndefined(symbol) === 0
          ? ' '.repeat(16)
          : hex(wants.has('sizeSort') && !wants.has('size') ? symbol.size : symbol.value, 16);
      const size = wants.has('size') && symbol.size > 0n && isUndefined(symbol) === 1 ? ` ${hex(symbol.size, 16)}` : '';
      return `${prefix}${value}${size} ${letter} ${name}\n`;
    })
    .join('');
}

export const command: Command = {
  name: 'nm',
  summary: 'symbols of ELF files',
  async run(argv, io) {
    const wants = new Set<Key>();
    const files: string[] = [];
    for (const item of parseGnuArgv(separateFlags(argv, 'agnvprSuUAo'), ROWS)) {
      if (item.kind === 'operand') files.push(item.value);
      else if (item.kind === 'unknown') throw new UsageError(`unknown option ${item.value}`);
      else wants.add(item.key);
    }
    if (wants.has('help')) {
      io.stdout('usage: a64as nm [-a -g -n -p -r -S -u -U -A --size-sort] FILE...\n');
      return EXIT.ok;
    }
    const names = files.length === 0 ? ['a.out'] : files;
    return forEachElf(io, 'a64as nm', names, (file, image) => {
      const title = names.length > 1 && !wants.has('fileName') ? `\n${file}:\n` : '';
      if (image.symbols.length <= 1) io.stderr(`a64as nm: ${file}: no symbols\n`);
      else io.stdout(title + listing(file, image, wants));
    });
  },
};
