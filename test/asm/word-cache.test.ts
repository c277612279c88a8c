/** The tables that the statement loop looks things up in without making strings. */
import { describe, expect, it } from 'vitest';
import { lebBytes, writeLeb } from '../../src/asm/bytes.ts';
import { DIRECTIVES, findDirective } from '../../src/asm/directives/table.ts';
import { nameHash } from '../../src/asm/scan.ts';
import { textHash, WordCache } from '../../src/asm/word-cache.ts';
import { hexOf, run } from './helpers.ts';

const find = (cache: WordCache, hash: number, text: string): number =>
  cache.findBytes(hash, Buffer.from(text, 'latin1'), 0, text.length);

describe('the cache of words', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `add x${i % 31}, x1, #${i}`);
  const text = lines.join('\n');

  it('keeps all entries while it grows', () => {
    const cache = new WordCache();
    let at = 0;
    lines.forEach((line, i) => {
      cache.put(textHash(text, at, at + line.length), text, at, at + line.length, i);
      at += line.length + 1;
    });
    const found = lines.map((line) => find(cache, textHash(line, 0, line.length), line));
    expect(found.every((slot, i) => slot >= 0 && cache.word(slot) === i)).toBe(true);
  });

  it('does not take one text for another, nor knows any after clear', () => {
    const cache = new WordCache();
    cache.put(1, 'nop', 0, 3, 7);
    expect(find(cache, 1, 'ret')).toBe(-1);
    expect(find(cache, 2, 'nop')).toBe(-1);
    cache.clear();
    expect(find(cache, 1, 'nop')).toBe(-1);
  });
});

describe('directives by hash', () => {
  it('finds each in any case, and nothing else', () => {
    const look = (name: string) => findDirective(nameHash(name, 0, name.length), name, 0, name.length);
    for (const [name, directive] of DIRECTIVES) {
      expect(look(name)).toBe(directive);
      expect(look(name.toUpperCase())).toBe(directive);
    }
    expect(look('.bytes')).toBeUndefined();
    expect(look('.byt')).toBeUndefined();
  });
});

describe('LEB128 of numbers', () => {
  it.each([0, 1, 63, 64, 127, 128, 300, 0x7fffffff, -1, -64, -65, -128, -0x80000000])('writes %i', (value) => {
    for (const signed of value < 0 ? [true] : [false, true]) {
      const bytes = new Uint8Array(5);
      const end = writeLeb(bytes, 0, value, signed);
      expect([...bytes.subarray(0, end)]).toEqual(lebBytes(BigInt(value), signed));
    }
  });
});

describe('words under features that come and go', () => {
  it('are those of the features at hand', async () => {
    const aese = 'aese v0.16b, v1.16b\nret\n';
    const text = `.arch armv8-a+crypto\n${aese}.arch armv8-a\nret\n.arch_extension crypto\n${aese}.arch_extension nocrypto\n${aese}.arch armv8-a+crypto\n${aese}`;
    const { messages } = await run(text);
    expect(messages).toEqual([expect.stringContaining('10: error:')]);
  });

  it('are forgotten in all of them when a register gets another name', async () => {
    const use = 'mov r, #0\n';
    const text = `r .req x1\n${use}.arch armv8.2-a\n${use}.unreq r\nr .req x2\n${use}.arch armv8-a\n${use}`;
    expect(await hexOf(text)).toBe('010080d2010080d2020080d2020080d2');
  });
});
