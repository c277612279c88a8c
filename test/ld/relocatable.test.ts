/** -r and section groups; --sort-common. */
import { describe, expect, it } from 'vitest';
import { parseLdArgv } from '../../src/cli/ld/options.ts';
import { linked, symbolValue } from './link.ts';

const GROUP = '.section .text.x,"axG",@progbits,sig,comdat\n.globl f\nf: ret\n';

describe('-r', () => {
  it('does not drop section groups without a word', async () => {
    const result = await linked(undefined, [GROUP, GROUP], { relocatable: true });
    expect(result.messages).toEqual([
      "a.o: section group 'sig' (.text.x): -r cannot keep groups in its output [A64-E0547]",
    ]);
    expect(result.image).toBeUndefined();
  });

  it('dissolves them where the script asks for it, and in executables', async () => {
    const forced = 'FORCE_GROUP_ALLOCATION SECTIONS { .text : { *(.text .text.*) } }';
    expect((await linked(forced, [GROUP], { relocatable: true })).messages).toEqual([]);
    expect((await linked('SECTIONS { .text : { *(.text*) } }', [GROUP], { entry: 'f' })).messages).toEqual([]);
  });
});

describe('--sort-common', () => {
  const COMMONS =
    '.text\n.globl _start\n_start: ret\n.comm a,1,1\n.comm b,8,8\n.comm c,2,2\n.comm d,64,64\n.comm e,16,16\n';
  const order = async (sortCommon: false | 'ascending' | 'descending'): Promise<string> => {
    const script = 'SECTIONS { . = 0x10000; .text : { *(.text) } .bss : { *(COMMON) } }';
    const result = await linked(script, [COMMONS], { entry: '_start', sortCommon });
    const at = (name: string): number => Number(symbolValue(result, name) ?? -1n);
    return ['a', 'b', 'c', 'd', 'e'].toSorted((x, y) => at(x) - at(y)).join('');
  };

  it('orders by alignment, either way', async () => {
    expect(await order('descending')).toMatch(/^(de|ed)bca$/);
    expect(await order('ascending')).toBe('acbed');
  });
});

describe('options without effect', () => {
  it('are named, unless a static link has no use for them', () => {
    const argv = [
      '-z',
      'relro',
      '-z',
      'now',
      '-z',
      'nodump',
      '-z',
      'separate-code',
      '-z',
      'foo',
      '--warn-common',
      'a.o',
    ];
    expect(parseLdArgv(argv, () => undefined).withoutEffect).toEqual(['-z foo', '--warn-common']);
  });
});
