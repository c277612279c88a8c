/** Symbols and relocations read in place or copied: the same entries, wherever the file lies in memory and in both byte orders. */
import { describe, expect, it } from 'vitest';
import { ElfView, readElf } from '../../src/elf/read.ts';
import { object } from '../ld/link.ts';

const TEXT = `.text
.globl f, far
.hidden f
.type f, %function
f: bl f
.size f, . - f
.data
.quad f + 0x123456789abcdef0, far - 8
.set far, 0xfedcba9876543210
.weak nowhere
.word nowhere - .
`;

/** The same bytes at an address that is `shift` beyond a multiple of eight. */
function shifted(bytes: Uint8Array, shift: number): Uint8Array {
  const copy = new Uint8Array(bytes.length + 8).subarray(shift, shift + bytes.length);
  copy.set(bytes);
  return copy;
}

describe.each([false, true])('tables, big-endian: %s', (bigEndian) => {
  it('are read alike at every address', async () => {
    const { bytes } = await object(TEXT, 'a.o', bigEndian);
    const [first, ...others] = [0, 1, 2, 4].map((shift) => readElf('a.o', shifted(bytes, shift)));
    const named = (name: string) => first?.symbols.find((symbol) => symbol.name === name);
    expect(named('f')).toMatchObject({ value: 0n, size: 4n, type: 2, binding: 1, visibility: 2 });
    expect(named('far')).toMatchObject({ value: 0xfedcba9876543210n, section: 0xfff1 });
    expect(named('nowhere')).toMatchObject({ binding: 2, section: 0 });
    const data = first?.sections.find(({ name }) => name === '.data')?.relocations;
    expect(data?.map(({ offset, type, addend }) => [offset, type, addend])).toEqual([
      [0n, 257, 0x123456789abcdef0n],
      [8n, 257, -8n],
      [16n, 261, 0n],
    ]);
    for (const other of others) {
      expect(other.symbols).toEqual(first?.symbols);
      expect(other.sections.map((s) => s.relocations)).toEqual(first?.sections.map((s) => s.relocations));
    }
  });

  it('halves and whole values agree', async () => {
    const view = new ElfView('a.o', shifted((await object(TEXT, 'a.o', bigEndian)).bytes, 2));
    const symbols = view.symbols();
    for (let i = 0; symbols && i < symbols.count; i++) {
      expect((BigInt(symbols.valueHigh(i)) << 32n) + BigInt(symbols.valueLow(i))).toBe(symbols.value(i));
      expect((BigInt(symbols.sizeHigh(i)) << 32n) + BigInt(symbols.sizeLow(i))).toBe(symbols.size(i));
    }
    const section = view.sectionType.indexOf(4);
    expect(() => view.relocations(section, 1)).toThrow('symbol');
    const relocations = view.relocations(section, symbols?.count ?? 0);
    for (let k = 0; k < relocations.count; k++) {
      expect(BigInt(relocations.place(k))).toBe(relocations.offset(k));
      expect((BigInt(relocations.addendHigh(k)) << 32n) + BigInt(relocations.addendLow(k))).toBe(relocations.addend(k));
    }
  });
});
