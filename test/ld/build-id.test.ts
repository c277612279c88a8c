/** Build ids: the hashes, the note, the spellings of --build-id. Goldens from `aarch64-linux-gnu-ld` 2.40. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseLdArgv } from '../../src/cli/ld/options.ts';
import { Md5 } from '../../src/ld/md5.ts';
import type { LinkOptions } from '../../src/ld/options.ts';
import { linked } from './link.ts';

const SCRIPT =
  'SECTIONS { . = 0x10000; .text : { *(.text) } .note.gnu.build-id : { *(.note.gnu.build-id) } /DISCARD/ : { *(*) } }';

async function note(
  buildId: LinkOptions['buildId'],
  more = '',
  hostsHash?: (algorithm: 'sha1' | 'md5') => ReturnType<typeof createHash>,
): Promise<string> {
  const text = `.text\n.globl _start\n_start: ret\n${more}`;
  const result = await linked(SCRIPT, [text], { buildId, entry: '_start' }, {}, hostsHash);
  const data = result.elf?.sections.find((s) => s.name === '.note.gnu.build-id')?.data ?? new Uint8Array(0);
  return Buffer.from(data).toString('hex');
}

const option = (value: string): LinkOptions['buildId'] | undefined =>
  parseLdArgv([`--build-id=${value}`, 'a.o'], () => undefined).options.buildId;

describe('MD5', () => {
  it('agrees with another implementation over every length up to three blocks, in uneven parts', () => {
    const bytes = Uint8Array.from({ length: 192 }, (_, i) => (i * 167 + 13) & 255);
    for (let length = 0; length <= bytes.length; length++) {
      const hash = new Md5();
      hash.update(bytes.subarray(0, length >> 2));
      hash.update(bytes.subarray(length >> 2, length));
      const expected = createHash('md5').update(bytes.subarray(0, length)).digest('hex');
      expect(Buffer.from(hash.digest()).toString('hex')).toBe(expected);
    }
  });
});

describe('--build-id', () => {
  it('the note has the hash that was asked for, in its own size', async () => {
    const header = (size: string): string => `04000000${size}0000000300000047 4e5500`.replace(' ', '');
    expect((await note('md5')).slice(0, 32)).toBe(header('10'));
    expect(await note('md5')).toHaveLength(64);
    expect(await note('sha1')).toHaveLength(72);
    expect((await note('sha1')).slice(32)).not.toContain((await note('md5')).slice(32, 64));
    expect(await note('0xab-cd:ef')).toBe(`${header('03')}abcdef`);
    expect(await note('none')).toBe('');
  });

  it.each(['sha1', 'md5'] as const)("the host's %s serves large outputs and says the same as ours", async (style) => {
    const asked: string[] = [];
    const host = (algorithm: 'sha1' | 'md5'): ReturnType<typeof createHash> => {
      asked.push(algorithm);
      return createHash(algorithm);
    };
    const large = '.rept 3000\n.fill 400, 1, 0x5a\n.endr\n';
    expect(await note(style, large, host)).toBe(await note(style, large));
    expect(asked).toEqual([style]);
    await note(style, '', host);
    expect(asked).toEqual([style]);
  });

  it('spellings', () => {
    expect(option('md5')).toBe('md5');
    expect(option('0xAB-CD')).toBe('0xab-cd');
    expect(parseLdArgv(['--build-id', 'a.o'], () => undefined).options.buildId).toBe('sha1');
    expect(() => option('uuid')).toThrow('use sha1, md5 or 0xHEX');
    for (const odd of ['0xabc', '0x', '0xa-b', '0x-']) expect(() => option(odd), odd).toThrow('even number');
    expect(() => option('sha256')).toThrow('expected one of');
  });
});
