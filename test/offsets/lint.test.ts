/** The lint for plain offsets: what ties a register to a structure, and what ends the tie. */
import { describe, expect, it } from 'vitest';
import { offsetHints } from '../../src/offsets/hints.ts';
import { lintOffsets } from '../../src/offsets/lint.ts';
import { asmOffsets } from '../../src/offsets/schemas/kern-reloc-arg.ts';

const hints = offsetHints(asmOffsets);
const found = (text: string): string[] =>
  lintOffsets(text, hints).map(({ at, length, base, symbol }) => `${text.slice(at, at + length)} ${base} ${symbol}`);

describe('lintOffsets', () => {
  it('names the symbol of an offset on a register that a comment ties to a structure', () => {
    expect(found('/* x0: struct kern_reloc_arg */\n\tldr x1, [x0, #16]\n\tldr x2, [x0, #0x58]\n')).toEqual([
      '16 x0 KEXEC_KRELOC_KERN_ARG1',
      '0x58 x0 KEXEC_KRELOC_COPY_LEN',
    ]);
    expect(found('// x0 is the physical address of struct kern_reloc_arg\nldp x1, x2, [x0, 8]\n')).toEqual([
      '8 x0 KEXEC_KRELOC_KERN_ARG0',
    ]);
  });

  it('knows the names that .req gives', () => {
    expect(found('arg .req x0\n// arg: struct kern_reloc_arg\n\tldr x1, [x0, #8]\n\tldr x1, [arg, #8]\n')).toEqual([
      '8 x0 KEXEC_KRELOC_KERN_ARG0',
      '8 arg KEXEC_KRELOC_KERN_ARG0',
    ]);
  });

  it('says nothing without a tie, of symbols, and of offsets without a symbol', () => {
    expect(found('\tldr x1, [x0, #16]\n')).toEqual([]);
    expect(found('// x0: struct other\n\tldr x1, [x0, #16]\n')).toEqual([]);
    expect(found('// x0: struct kern_reloc_arg\n\tldr x1, [x0, #KEXEC_KRELOC_ENTRY_ADDR]\n')).toEqual([]);
    expect(found('// x0: struct kern_reloc_arg\n\tldr x1, [x2, #16]\n\tldr w1, [x0, #20]\n')).toEqual([]);
  });

  it.each([
    ['a write', 'mov x0, x9'],
    ['a load into it', 'ldr x0, [x0, #16]'],
    ['the second register of a pair', 'ldp x5, x0, [x9]'],
    ['write-back', 'ldr x9, [x0], #8'],
    ['a call', 'bl f'],
    ['the end of the function', 'SYM_CODE_END(f)'],
    ['another structure', 'nop // x0: struct kimage'],
  ])('a tie ends with %s', (_, statement) => {
    const before = found(`// x0: struct kern_reloc_arg\n\t${statement}\n`);
    expect(found(`// x0: struct kern_reloc_arg\n\t${statement}\n\tldr x1, [x0, #16]\n`)).toEqual(before);
  });

  it.each(['str x0, [x9]', 'cmp x0, #1', 'cbz x0, 1f', 'msr vbar_el2, x0', 'b f'])('a tie outlives %s', (statement) => {
    expect(found(`// x0: struct kern_reloc_arg\n\t${statement}\n\tldr x1, [x0, #16]\n`)).toHaveLength(1);
  });

  it('keeps ties of a macro body inside it', () => {
    const text = '// x0: struct kern_reloc_arg\n.macro m\n\tmov x0, x1\n.endm\n\tldr x1, [x0, #16]\n';
    expect(found(text)).toEqual(['16 x0 KEXEC_KRELOC_KERN_ARG1']);
  });
});
