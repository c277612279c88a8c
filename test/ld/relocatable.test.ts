/** -r and section groups; --sort-common. */
import { describe, expect, it } from 'vitest';
import { parseLdArgv } from '../../src/cli/ld/options.ts';
import { linked, symbolValue } from './link.ts';

const GROUP = '.section .text.x,"axG",@progbits,sig,comdat\n.globl f\nf: ret\n';

describe('-r', () => {
  it('keeps section groups, each signature once', async () => {
    const { elf, messages } = await linked(undefined, [GROUP, GROUP], { relocatable: true });
    expect(messages).toEqual([]);
    const groups = elf?.sections.filter((s) => s.type === 17) ?? [];
    expect(groups.length).toBe(1);
    const member = elf?.sections.findIndex((s) => s.name === '.text.x') ?? 0;
    expect([...new Uint32Array(Uint8Array.from(groups[0]?.data ?? []).buffer)]).toEqual([1, member]);
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
