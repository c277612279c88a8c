/** What a script says about files and references: INPUT, GROUP, STARTUP, NOCROSSREFS. As `aarch64-linux-gnu-ld` 2.40. */
import { describe, expect, it } from 'vitest';
import { linked, object, symbolValue } from './link.ts';

const SECTIONS = 'SECTIONS { . = 0x10000; .text : { *(.text) } .data : { *(.data) } }';
const START = '.text\n.globl _start\n_start: bl f\n ret\n.data\n.quad _start\n';
const F = '.text\n.globl f\nf: ret\n';

describe('INPUT and GROUP', () => {
  it('load the files that they name, before those of the command line', async () => {
    const files = { 'start.o': (await object(START)).bytes, 'lib/f.o': (await object(F)).bytes };
    const result = await linked(
      `INPUT(start.o) GROUP(f.o) ${SECTIONS}`,
      ['.text\n.globl g\ng: nop\n'],
      { searchPaths: ['lib'] },
      files,
    );
    expect(result.messages).toEqual([]);
    expect(['_start', 'f', 'g'].map((name) => symbolValue(result, name))).toEqual([0x10000n, 0x10008n, 0x1000cn]);
  });

  it('STARTUP comes first, SEARCH_DIR is searched', async () => {
    const files = { 'd/libf.a': (await object(F)).bytes, 's.o': (await object('.text\n.globl s\ns: ret\n')).bytes };
    const result = await linked(
      `STARTUP(s.o) SEARCH_DIR(d) INPUT(-lf) ${SECTIONS}`,
      [START],
      { entry: '_start' },
      files,
    );
    expect(result.messages).toEqual([]);
    expect(['s', 'f', '_start'].map((name) => symbolValue(result, name))).toEqual([0x10000n, 0x10004n, 0x10008n]);
  });

  it('say at the script what they cannot find', async () => {
    const result = await linked(`INPUT(no.o -lnone) ${SECTIONS}`, [START, F]);
    expect(result.messages).toEqual([
      "test.lds:1:7: cannot read 'no.o': no such file, and none in the search directories [A64-E0540]",
      'test.lds:1:12: cannot find -lnone [A64-E0541]',
    ]);
  });
});

describe('NOCROSSREFS', () => {
  const message = "a.o (.data+0x0): prohibited reference from '.data' to '_start' in '.text' [A64-E0565]";
  const run = async (ban: string): Promise<string[]> =>
    (await linked(`${ban} ${SECTIONS}`, [START, F], { entry: '_start' })).messages;

  it('forbids references between the sections, not within one', async () => {
    expect(await run('NOCROSSREFS(.text .data)')).toEqual([message]);
    expect(await run('NOCROSSREFS(.text .bss)')).toEqual([]);
  });

  it('NOCROSSREFS_TO forbids those to the first', async () => {
    expect(await run('NOCROSSREFS_TO(.text .data)')).toEqual([message]);
    expect(await run('NOCROSSREFS_TO(.data .text)')).toEqual([]);
  });

  it('in OVERLAY', async () => {
    const script = 'SECTIONS { OVERLAY 0x10000 : NOCROSSREFS { .text { *(.text) } .data { *(.data) } } }';
    expect((await linked(script, [START, F], { entry: '_start' })).messages).toEqual([message]);
  });
});
