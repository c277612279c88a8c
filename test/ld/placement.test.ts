/** Where sections and symbols go: what `aarch64-linux-gnu-ld` 2.40 makes of the same scripts (LINKER_VERSION beside them). */
import { describe, expect, it } from 'vitest';
import { linked } from './link.ts';

const OBJECT = `.text
f0: nop
.section .aa,"aw"
.byte 3
.section .nb,"aw",%nobits
.byte 0
.section .cc,"ax"
.byte 3
`;

/** Name, type, address, size, flags, alignment of each section, in the order of the headers; only the script's and orphans. */
async function sections(body: string, object = OBJECT): Promise<string[]> {
  const { elf } = await linked(`SECTIONS { . = 0x10000; ${body} /DISCARD/ : { *(.data) *(.bss) } }`, [object], {
    entry: '0',
  });
  return (elf?.sections ?? [])
    .filter((s) => s.type !== 0 && !/^\.(symtab|strtab|shstrtab)$/.test(s.name))
    .map((s) => `${s.name} ${s.type} ${s.addr.toString(16)} ${s.size} ${s.flags} ${s.align}`);
}

describe('orphans', () => {
  it('join a section of their name only where the type is the same', async () => {
    expect(await sections('.text : { *(.nb) } .aa : { *(.aa) *(.cc) }')).toEqual([
      '.text 8 10000 1 2 1',
      '.text 1 10004 4 6 4',
      '.aa 1 10008 2 7 1',
    ]);
  });

  it('go behind the last section with their flags', async () => {
    expect((await sections('.x : { *(.text) } .y : { *(.aa) }')).map((s) => s.split(' ')[0])).toEqual([
      '.x',
      '.cc',
      '.y',
      '.nb',
    ]);
  });
});

describe('output sections', () => {
  it('have what their names imply until an input comes', async () => {
    expect(await sections('.text.x : { BYTE(1) } .init_array : { . = . + 8; BYTE(1) } .z : { *(*) }')).toEqual([
      '.text.x 1 10000 1 6 1',
      '.init_array 14 10001 9 3 1',
      '.z 1 1000c 7 7 4',
    ]);
  });

  it('data of their own makes them read-only, an assignment writable', async () => {
    expect(await sections('.k : { BYTE(1) } .l : { x = 1; BYTE(1) } .z : { *(*) }')).toEqual([
      '.k 1 10000 1 2 1',
      '.l 1 10001 1 3 1',
      '.z 1 10004 7 7 4',
    ]);
  });

  it('keep of their alignment what the address allows', async () => {
    expect(await sections('.z 0x20002 : { *(*) }')).toEqual(['.z 1 20002 9 7 2']);
  });

  it('come in the order in which they were needed', async () => {
    expect(
      (await sections('x = ADDR(.late); .z : { *(.text) } .late : { *(.aa) }')).map((s) => s.split(' ')[0]),
    ).toEqual(['.late', '.nb', '.z', '.cc']);
  });
});

describe('sizes', () => {
  it('that no file can have are refused at the section', async () => {
    const script = 'SECTIONS { .z : { *(*) } .big 0x100000 : { . = . + 0x7000000000; BYTE(1) } }';
    expect((await linked(script, [OBJECT], { entry: '0' })).messages).toEqual([
      "test.lds:1:26: section '.big' would end at 0x7000020001 in the file, which may have at most 0x80000000 bytes [A64-E0580]",
    ]);
  });
});

describe('OVERLAY', () => {
  /** Name, address and size of each section, and the end. */
  async function places(body: string): Promise<string[]> {
    const { elf } = await linked(
      `SECTIONS { . = 0x8000; .t : { *(.text) } ${body} end = .; /DISCARD/ : { *(.*) } }`,
      [OBJECT],
      {
        entry: '0',
      },
    );
    const end = elf?.symbols.find(({ name }) => name === 'end')?.value ?? 0n;
    const members = (elf?.sections ?? []).filter(({ name }) => name.startsWith('.o'));
    return [...members.map((s) => `${s.name} ${s.addr.toString(16)} ${s.size}`), end.toString(16)];
  }

  it('begins at its address, whatever came before, and ends behind its largest member', async () => {
    const body = 'OVERLAY 0x50200 : { .o1 { LONG(1) LONG(2) LONG(3) } .o2 { BYTE(1) } }';
    expect(await places(body)).toEqual(['.o1 50200 12', '.o2 50200 1', '5020c']);
  });

  it('begins where its first member would be, though that is empty', async () => {
    expect(await places('OVERLAY : { .o0 { } .o1 { LONG(1) } .o2 { QUAD(1) } .o3 { } }')).toEqual([
      '.o1 8004 4',
      '.o2 8004 8',
      '800c',
    ]);
  });
});
