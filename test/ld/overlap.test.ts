/** Overlapping sections, judged as `aarch64-linux-gnu-ld` 2.40 judges them; LINKER_VERSION beside them. */
import { describe, expect, it } from 'vitest';
import { linked } from './link.ts';

const OBJECT = '.text\n.globl _start\n_start: ret\n.data\n.quad 1\n.section .tbss,"awT",@nobits\n.zero 64\n';
const run = async (body: string, options = {}): Promise<string[]> =>
  (await linked(`SECTIONS { ${body} /DISCARD/ : { *(*) } }`, [OBJECT], { entry: '_start', ...options })).messages;

describe('--check-sections', () => {
  it('names both sections and their extents, at the script', async () => {
    const body = '.text 0x10000 : { *(.text) } .data 0x10002 : { *(.data) }';
    expect(await run(body)).toEqual([
      "test.lds:1:41: section '.data' LMA [0x10002, 0x10009] overlaps section '.text' [0x10000, 0x10003] [A64-E0531]",
    ]);
    expect(await run(body, { checkSections: false })).toEqual([]);
  });

  it('load addresses overlap even where addresses do not', async () => {
    expect(await run('.text 0x10000 : { *(.text) } .data 0x20000 : AT(0x10002) { *(.data) }')).toHaveLength(1);
    expect(await run('.text 0x10000 : { *(.text) } .data 0x20000 : AT(0x10004) { *(.data) }')).toEqual([]);
  });

  it('run-time addresses overlap unless two sections start together, as overlays do', async () => {
    const vma = await run('.text 0x10000 : AT(0x10000) { *(.text) } .data 0x10002 : AT(0x20000) { *(.data) }');
    expect(vma).toEqual([
      "test.lds:1:53: section '.data' VMA [0x10002, 0x10009] overlaps section '.text' [0x10000, 0x10003] [A64-E0531]",
    ]);
    expect(await run('.text 0x10000 : AT(0x10000) { *(.text) } .data 0x10000 : AT(0x20000) { *(.data) }')).toEqual([]);
    expect(await run('OVERLAY 0x10000 : { .text { *(.text) } .data { *(.data) } }')).toEqual([]);
  });

  it('.tbss takes no room', async () => {
    expect(await run('.tbss 0x10000 : { *(.tbss) } .text 0x10004 : { *(.text) } .data : { *(.data) }')).toEqual([]);
  });

  it('-r has no addresses to check', async () => {
    expect((await linked(undefined, [OBJECT], { relocatable: true })).messages).toEqual([]);
  });
});

describe('LINKER_VERSION', () => {
  it('emits nothing, as GNU ld does unless it is told to', async () => {
    const script = 'SECTIONS { .text : { *(.text) LINKER_VERSION BYTE(7) } /DISCARD/ : { *(*) } }';
    const result = await linked(script, [OBJECT], { entry: '_start' });
    expect(result.messages).toEqual([]);
    expect([...(result.elf?.sections.find((s) => s.name === '.text')?.data ?? [])].slice(4)).toEqual([7]);
  });
});
