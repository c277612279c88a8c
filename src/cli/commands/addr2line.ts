/** `a64as addr2line`: addresses to file and line, from the file's DWARF line table. */

import * as elf from '../../elf/constants.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import type { ElfFile } from '../../elf/object.ts';
import { forEachElf, hex } from '../binutils/common.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { type OptionRow, parseGnuArgv } from '../gnu-argv.ts';

type Key = 'exe' | 'functions' | 'addresses' | 'basenames' | 'ignored' | 'section' | 'help';

const ROWS: readonly OptionRow<Key>[] = [
  { key: 'exe', form: 'either', names: ['-e'] },
  { key: 'exe', form: 'equals', names: ['--exe'] },
  { key: 'section', form: 'either', names: ['-j'] },
  { key: 'section', form: 'equals', names: ['--section'] },
  { key: 'functions', form: 'flag', names: ['-f', '--functions'] },
  { key: 'addresses', form: 'flag', names: ['-a', '--addresses'] },
  { key: 'basenames', form: 'flag', names: ['-s', '--basenames'] },
  { key: 'ignored', form: 'flag', names: ['-i', '--inlines', '-C', '--demangle'] },
  { key: 'help', form: 'flag', names: ['--help'] },
];

/** The function symbol that covers an address. */
function functionAt(image: ElfFile, address: bigint): string {
  let best: { name: string; value: bigint } | undefined;
  for (const symbol of image.symbols) {
    if (
      symbol.section === elf.SHN_UNDEF ||
      symbol.type > elf.STT_FUNC ||
      symbol.name.startsWith('$') ||
      symbol.value > address
    )
      continue;
    const section = image.sections[symbol.section];
    if (!section || !(section.flags & elf.SHF_EXECINSTR) || address >= section.addr + BigInt(section.size)) continue;
    if (symbol.type !== elf.STT_FUNC && best !== undefined && symbol.value <= best.value) continue;
    if (!best || symbol.value >= best.value) best = symbol;
  }
  return best?.name ?? '??';
}

export const command: Command = {
  name: 'addr2line',
  summary: 'addresses to source lines',
  async run(argv, io) {
    const wants = new Set<Key>();
    const words: string[] = [];
    let file = 'a.out';
    let section = '';
    for (const item of parseGnuArgv(argv, ROWS)) {
      if (item.kind === 'operand') words.push(item.value);
      else if (item.kind === 'unknown') throw new UsageError(`unknown option ${item.value}`);
      else if (item.key === 'exe') file = item.value;
      else if (item.key === 'section') section = item.value;
      else wants.add(item.key);
    }
    if (wants.has('help')) {
      io.stdout('usage: a64as addr2line -e FILE [-f -a -s -j SECTION] [ADDRESS...]\n');
      return EXIT.ok;
    }
    const text =
      words.length > 0
        ? words
        : new TextDecoder()
            .decode(io.readStdin())
            .split(/\s+/)
            .filter((w) => w !== '');
    return forEachElf(io, 'a64as addr2line', [file], (_, image) => {
      const lines = linesOf(image);
      const index = section === '' ? undefined : image.sections.findIndex((s) => s.name === section);
      for (const word of text) {
        const digits = word.replace(/^0x/i, '');
        const address = /^[0-9a-f]+$/i.test(digits) ? BigInt(`0x${digits}`) : 0n;
        const found = lines.lookup(address, index);
        const name = found && (wants.has('basenames') ? found.file.slice(found.file.lastIndexOf('/') + 1) : found.file);
        if (wants.has('addresses')) io.stdout(`0x${hex(address, 16)}\n`);
        if (wants.has('functions')) io.stdout(`${functionAt(image, address)}\n`);
        io.stdout(`${name ?? '??'}:${found ? found.line : functionAt(image, address) === '??' ? '0' : '?'}\n`);
      }
    });
  },
};
