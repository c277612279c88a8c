/** ASSERT and the other ways in which a script can fail: place, values, distance; and no image. */
import { describe, expect, it } from 'vitest';
import { linked, symbolValue, words } from './link.ts';

const BLOB = (size: number): string => `
\t.section .kexec_relocate.text,"ax"
\t.globl arm64_relocate_new_kernel
arm64_relocate_new_kernel:
\tret
\t.space ${size - 4}
`;

const KEXEC = (limit: string): string => `ENTRY(arm64_relocate_new_kernel)
SECTIONS {
  . = 0x1000;
  .text : { . = ALIGN(0x1000); __relocate_new_kernel_start = .; *(.kexec_relocate.text) __relocate_new_kernel_end = .; }
}
ASSERT(__relocate_new_kernel_end - (__relocate_new_kernel_start & ~(0x1000 - 1)) <= 0x1000,
       "kexec relocation code is too big")
ASSERT(${limit} >= 0x1000, "KEXEC_CONTROL_PAGE_SIZE is too small")
`;

describe('the kexec asserts', () => {
  it('hold for code of exactly 4 KiB', async () => {
    const result = await linked(KEXEC('4096'), [BLOB(4096)]);
    expect(result.messages).toEqual([]);
    expect(symbolValue(result, '__relocate_new_kernel_end')).toBe(0x2000n);
    expect(result.image?.entry).toBe(0x1000n);
    expect(words(result, '.text')[0]).toBe('d65f03c0');
  });

  it('fail for four bytes more, with both values and the distance', async () => {
    const result = await linked(KEXEC('4096'), [BLOB(4100)]);
    expect(result.image).toBeUndefined();
    expect(result.messages).toEqual(['test.lds:6:1: assertion failed: kexec relocation code is too big [A64-E0510]']);
    expect(result.notes).toContain('left side is 0x1004 (4100), right side is 0x1000 (4096): it fails by 0x4 (4)');
    expect(result.notes).toContain("'__relocate_new_kernel_end' is 0x2004 (8196)");
  });

  it('fail for a control page of 2 KiB', async () => {
    const result = await linked(KEXEC('2048'), [BLOB(64)]);
    expect(result.messages).toEqual([
      'test.lds:8:1: assertion failed: KEXEC_CONTROL_PAGE_SIZE is too small [A64-E0510]',
    ]);
    expect(result.notes).toContain('left side is 0x800 (2048), right side is 0x1000 (4096): it fails by 0x800 (2048)');
  });
});

describe('what is wrong in a script', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'syntax',
      'SECTIONS { .text : { *(.text) ',
      "test.lds:1:31: linker script: expected '}', found the end of the script [A64-E0500]",
    ],
    [
      'undefined symbol',
      'SECTIONS { .text : { *(.text) } x = fooo + 1; }',
      "test.lds:1:37: undefined symbol 'fooo' in expression [A64-E0511]",
    ],
    [
      'division by zero',
      'SECTIONS { .text : { *(.text) } z = 0; x = 1 / z; }',
      'test.lds:1:46: division by zero [A64-E0512]',
    ],
    [
      'dot backwards',
      'SECTIONS { .text 0x100 : { *(.text) . = 1; } }',
      'test.lds:1:37: cannot move the location counter backwards, from 0x104 to 0x101 [A64-E0513]',
    ],
    [
      'unknown function',
      'SECTIONS { .text : { *(.text) } x = ALING(8); }',
      "test.lds:1:37: unknown function 'ALING' in expression [A64-E0514]",
    ],
    [
      'alignment',
      'SECTIONS { .text : ALIGN(24) { *(.text) } }',
      'test.lds:1:26: alignment 0x18 (24) is not a power of two [A64-E0520]',
    ],
    [
      'region',
      'SECTIONS { .text : { *(.text) } > rom }',
      "test.lds:1:12: memory region 'rom' is not declared [A64-E0517]",
    ],
    [
      'phdr',
      'PHDRS { text PT_LOAD; } SECTIONS { .text : { *(.text) } :txt }',
      "test.lds:1:36: program header 'txt' is not declared in PHDRS [A64-E0518]",
    ],
    ['include', 'INCLUDE missing.lds', "test.lds:1:9: cannot open included script 'missing.lds' [A64-E0501]"],
    [
      'cycle',
      'SECTIONS { . = end + 4; .text : { *(.text) } end = .; }',
      "test.lds:1:25: the layout does not settle in 40 passes: the address of section '.text' changes with every pass [A64-E0521]",
    ],
  ];
  for (const [name, script, message] of cases) {
    it(name, async () => {
      const result = await linked(script, ['.text\n.globl _start\n_start: ret\n'], { entry: '_start' });
      expect(result.messages).toContain(message);
      expect(result.image).toBeUndefined();
    });
  }

  it('a region that overflows names what fills it', async () => {
    const script =
      'MEMORY { rom : ORIGIN = 0x1000, LENGTH = 64 } SECTIONS { .text : { *(.text) } > rom .data : { *(.data) } > rom }';
    const result = await linked(script, ['.text\n.globl _start\n_start: .space 60\n.data\n.space 12\n'], {
      entry: '_start',
    });
    expect(result.messages).toEqual([
      "test.lds:1:85: region 'rom' overflows by 0x8 (8) bytes: it ends at 0x1040, its contents at 0x1048 [A64-E0530]",
    ]);
  });
});
