/** `a64as size`: bytes of text, data and bss, in GNU size's Berkeley (default) and System V (-A) layouts. */
import * as elf from '../../elf/constants.ts';
import type { ElfFile } from '../../elf/object.ts';
import { forEachElf } from '../binutils/common.ts';
import { type Command, EXIT, UsageError } from '../command.ts';

function berkeley(file: string, image: ElfFile): string {
  let [text, data, bss] = [0, 0, 0];
  for (const section of image.sections) {
    if (!(section.flags & elf.SHF_ALLOC)) continue;
    if (section.type === elf.SHT_NOBITS) bss += section.size;
    else if (section.flags & elf.SHF_EXECINSTR || !(section.flags & elf.SHF_WRITE)) text += section.size;
    else data += section.size;
  }
  const total = text + data + bss;
  return `${[text, data, bss, total].map((n) => String(n).padStart(7)).join('\t')}\t${total.toString(16).padStart(7)}\t${file}\n`;
}

function systemV(file: string, image: ElfFile): string {
  const rows = image.sections.filter(
    (s, i) =>
      i > 0 &&
      s.name !== '' &&
      ![elf.SHT_SYMTAB, elf.SHT_STRTAB, elf.SHT_RELA, elf.SHT_GROUP, elf.SHT_SYMTAB_SHNDX].includes(s.type),
  );
  const total = rows.reduce((sum, s) => sum + s.size, 0);
  const width = Math.max(7, ...rows.map((s) => s.name.length));
  const sizes = Math.max(4, String(total).length);
  const addresses = Math.max(4, ...rows.map((s) => String(s.addr).length));
  const line = (name: string, size: string, addr: string): string =>
    `${name.padEnd(width)}   ${size.padStart(sizes)}   ${addr.padStart(addresses)}\n`;
  return `${file}  :\n${line('section', 'size', 'addr')}${rows.map((s) => line(s.name, String(s.size), String(s.addr))).join('')}${`${'Total'.padEnd(width)}   ${String(total).padStart(sizes)}\n`}\n\n`;
}

export const command: Command = {
  name: 'size',
  summary: 'sizes of text, data and bss',
  async run(argv, io) {
    const isFormat = (word: string): boolean => /^(-A|-B|--format=(sysv|berkeley))$/.test(word);
    const files = argv.filter((word) => !word.startsWith('-') || word === '-');
    const unknown = argv.find((word) => word.startsWith('-') && word !== '-' && !isFormat(word) && word !== '--help');
    if (unknown !== undefined) throw new UsageError(`unknown option ${unknown}`);
    if (argv.includes('--help')) {
      io.stdout('usage: a64as size [-A | -B] FILE...\n');
      return EXIT.ok;
    }
    const sysv = argv.some((word) => word === '-A' || word === '--format=sysv');
    if (!sysv) io.stdout('   text\t   data\t    bss\t    dec\t    hex\tfilename\n');
    return forEachElf(io, 'a64as size', files.length === 0 ? ['a.out'] : files, (file, image) => {
      io.stdout((sysv ? systemV : berkeley)(file, image));
    });
  },
};
