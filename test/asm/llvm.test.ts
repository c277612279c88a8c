/**
 * What clang writes and GNU as does not know: taken, so that its output assembles as it is.
 */
import { expect, it } from 'vitest';
import { hexOf, objectOf, run } from './helpers.ts';

it('marks for linkers are read and change nothing', async () => {
  const plain = 'f:\n\tbl g\n';
  const marks =
    '\t.addrsig\n\t.addrsig_sym f\n\t.addrsig_sym "quoted name"\n\t.cg_profile f, g, 20\n\t.no_dead_strip f\n';
  expect(await objectOf(plain + marks)).toEqual(await objectOf(plain));
});

it.each([
  '.addrsig 1',
  '.addrsig_sym',
  '.addrsig_sym 5',
  '.cg_profile a, b',
  '.cg_profile a b, 5',
  '.cg_profile a, b, c',
])('%s is wrong', async (line) => {
  expect((await run(`${line}\n`)).messages).toHaveLength(1);
});

it.each([
  ['.rodata', 1, 2],
  ['.tdata', 1, 0x403],
  ['.tbss', 8, 0x403],
  ['.data.rel', 1, 3],
  ['.data.rel.ro', 1, 3],
])('%s stands for its section', async (name, type, flags) => {
  const { elf } = await run(`${name}\n\t.zero 4\n\t.previous\n\tnop\n`);
  expect(elf?.sections.find((s) => s.name === name)).toMatchObject({ type, flags, size: 4 });
  expect(elf?.sections.find((s) => s.name === '.text')).toMatchObject({ size: 4 });
});

it('.value is .hword', async () => {
  expect(await hexOf('.data\n.value 5, 6\n', '.data')).toBe('05000600');
});

it('.file may name a directory before DWARF 5', async () => {
  const lines = await hexOf('.file 1 "/d" "a.c"\n.loc 1 1\nnop\n', '.debug_line');
  expect(lines).toContain('2f640000612e630001000000');
});

it('.file may bring the text of the file', async () => {
  const source = '.file 0 "/d" "a.c" md5 0x0123456789abcdef0123456789abcdef source "int a;\\n"\n.loc 0 1\nnop\n';
  // path and directory, MD5, LLVM's attribute 0x2001
  expect(await hexOf(source, '.debug_line')).toContain('04011f020f051e81401f');
  expect(await hexOf(source, '.debug_line_str')).toContain(Buffer.from('int a;\n\0').toString('hex'));
});

it('.cfi_offset knows vg', async () => {
  expect(await hexOf('.cfi_startproc\nnop\n.cfi_offset vg, -8\n.cfi_endproc\n', '.eh_frame')).toContain('41ae01');
});
