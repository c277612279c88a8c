/** .gnu.warning sections: what is said, and where. */
import { expect, it } from 'vitest';
import { linked } from './link.ts';

it('says once of each symbol where another file first refers to it, and always what a file says of itself', async () => {
  const user = '.text\n.globl _start\n_start: bl bad\n bl bad\n.data\n .xword worse\n';
  const definer = `.text\n.globl bad, worse, fine\nbad: bl worse\nworse: ret\nfine: ret
.section .gnu.warning.bad\n.ascii "do not call it"\n.section .gnu.warning.worse\n.asciz "nor this"
.section .gnu.warning.fine\n.asciz "unseen"\n.section .gnu.warning\n.asciz "an old file"\n`;
  const { messages, elf } = await linked(undefined, [user, definer]);
  const texts = messages.map((m) => m.replace(/\S+\.o/g, 'X.o'));
  expect(texts).toEqual([
    expect.stringContaining('X.o: an old file'),
    expect.stringContaining("X.o (.text+0x0): reference to 'bad': do not call it"),
    expect.stringContaining("X.o (.data+0x0): reference to 'worse': nor this"),
  ]);
  expect(elf?.sections.some((s) => s.name.startsWith('.gnu.warning'))).toBe(false);
});
