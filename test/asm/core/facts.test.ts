/** What the core has of ELF is what elf/constants.ts has. */
import { expect, it } from 'vitest';
import { STB, STT } from '../../../src/asm/core/facts.ts';
import * as elf from '../../../src/elf/constants.ts';

it('the core has the numbers of ELF', () => {
  expect(STB).toEqual({ local: elf.STB_LOCAL, global: elf.STB_GLOBAL, weak: elf.STB_WEAK });
  expect(STT).toEqual({
    object: elf.STT_OBJECT,
    function: elf.STT_FUNC,
    threadLocal: elf.STT_TLS,
    indirect: elf.STT_GNU_IFUNC,
  });
});
