/** The core's tables, in both its forms, are those that elf/ makes of the same symbols and relocations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AsmOptions } from '../../../src/asm/index.ts';
import { relocationBytesOf, symbolBytes } from '../../../src/elf/table-bytes.ts';
import { writeObject } from '../../../src/elf/write.ts';
import { run } from '../helpers.ts';
import { FORMS } from './forms.ts';

/** Assembled, the same tables by bytes, and by objects. */
async function expectTables(text: string, options: AsmOptions = {}): Promise<void> {
  for (const [name, form] of FORMS) {
    const { elf, messages } = await run(text, options, {}, form);
    if (!elf) throw new Error(messages.join('\n'));
    const symbols = symbolBytes(elf);
    const object = writeObject(elf);
    expect(
      elf.sections.some((section) => relocationBytesOf(section)),
      name,
    ).toBe(text.includes('.reloc'));
    // objects count from here on
    expect(elf.symbols.length + elf.sections.flatMap(({ relocations }) => relocations).length).toBeGreaterThan(3);
    expect(symbolBytes(elf), name).toEqual(symbols);
    expect(writeObject(elf), name).toEqual(object);
  }
}

const PROGRAM = `.globl f, weak, nowhere
.weak weak
.hidden weak
.type f, %function
f: nop
1: b nowhere
.set number, -5
.set large, 0x123456789abcdef0
.set other, f + 4
.size f, .-f
.pushsection .rodata.str, "aMS", %progbits, 1
.Ltext: .asciz "text"
.popsection
.section .tdata, "awT", %progbits
thread: .word 1
.data
.p2align 4
2: .xword 1b + 1, .Ltext, thread, undefined - 0x123456789a
.reloc 0, R_AARCH64_NONE, f + 0x7fffffffffff
.size thread, 4
.comm common, 8, 4
.local own
.comm own, 16
weak: .word 2f - .
.text
3: adrp x0, 3b + 8
2: nop
`;

describe('the symbol table', () => {
  it.each([{}, { bigEndian: true }, { keepLocals: true }, { stripLocalAbsolute: true }])('with %j', async (options) => {
    await expectTables(PROGRAM, options);
  });

  it('of ILP32', async () => {
    const narrow = PROGRAM.replaceAll('.xword', '.word').replace(/, undefined .*|^\.set large.*/gm, '');
    await expectTables(narrow.replace('0x7fffffffffff', '1'), { ilp32: true });
  });

  it('with any names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[ab]{1,12}$/), { maxLength: 200 }), async (names) => {
        await expectTables(names.map((name) => `.globl ${name}\n`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('with more labels that relocations name than there is room for at first', async () => {
    const labels = Array.from({ length: 300 }, (_, i) => `1: .word 1b + ${i}\n`).join('');
    await expectTables(`.reloc 0, R_AARCH64_NONE, f\n.section .tdata, "awT"\n${labels}`);
  });
});
