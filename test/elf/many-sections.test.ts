/** More sections than sixteen bits can count: gABI chapter 4, "ELF Header" (e_shnum, e_shstrndx) and "Symbol Table" (SHN_XINDEX). */
import { expect, it } from 'vitest';
import { readElf } from '../../src/elf/read.ts';
import { writeObject } from '../../src/elf/write.ts';
import { run } from '../asm/helpers.ts';

const SECTIONS = 66000;

it('more sections than fit an index are counted in the first header, and symbols find them in a table of their own', async () => {
  const lines = Array.from({ length: SECTIONS }, (_, i) => `.section .s${i},"a"\na${i}: .byte 1\n`);
  const { elf, messages } = await run(`${lines.join('')}.word a0\n.set last, a${SECTIONS - 1}\n`);
  expect(messages).toEqual([]);
  if (!elf) throw new Error('no object');
  const bytes = writeObject(elf);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headers = Number(view.getBigUint64(40, true));
  // the first header; .text, .data, .bss; ours with the relocations of one; .symtab, .symtab_shndx, .strtab, .shstrtab
  const count = 1 + 3 + SECTIONS + 1 + 4;
  expect([view.getUint16(60, true), view.getUint16(62, true)]).toEqual([0, 0xffff]);
  expect([view.getBigUint64(headers + 32, true), view.getUint32(headers + 40, true)]).toEqual([
    BigInt(count),
    count - 1,
  ]);
  const read = readElf('many.o', bytes);
  expect(read.sections.length).toBe(count);
  const homes = new Map(read.symbols.map(({ name, section }) => [name, read.sections[section]?.name]));
  for (const i of [0, 1, 32768, 65500, SECTIONS - 1]) expect(homes.get(`a${i}`)).toBe(`.s${i}`);
  expect(homes.get('last')).toBe(`.s${SECTIONS - 1}`);
});
