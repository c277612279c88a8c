/** Symbols by columns are those by objects: in what is read, and in what is written. */
import { describe, expect, it } from 'vitest';
import type { ElfFile, ElfSymbol } from '../../src/elf/object.ts';
import { SymbolColumnsBuilder, setSymbolColumns, symbolColumns } from '../../src/elf/symbol-columns.ts';
import { writeObject } from '../../src/elf/write.ts';

const NONE: ElfSymbol = {
  ...{ name: '', value: 0n, size: 0n, binding: 0, type: 0, visibility: 0, other: 0, section: 0 },
};
const OBJECTS: ElfSymbol[] = [
  NONE,
  { ...NONE, name: 'local', value: 0x1_0000_0004n, size: 4n, type: 2, section: 1 },
  { ...NONE, name: 'cal', value: 0xffff_8000_0000_0000n, size: (1n << 64n) - 1n, binding: 10, section: 0xfff1 },
  { ...NONE, name: 'weak', value: 8n, binding: 2, type: 10, visibility: 3, other: 0x80, section: 0xfff2 },
];

function columns(): SymbolColumnsBuilder {
  const made = new SymbolColumnsBuilder(OBJECTS.length);
  for (const s of OBJECTS) {
    // the assembler brings numbers where they are safe, signed where they are not
    const signed = BigInt.asIntN(64, s.value);
    const value = signed < 1n << 53n && signed > -(1n << 53n) ? Number(signed) : signed;
    made.push(s.name, value, s.size, s.binding, s.type, s.visibility | s.other, s.section);
  }
  return made;
}

function file(symbols: ElfSymbol[], bigEndian: boolean): ElfFile {
  const section = { flags: 0, addr: 0n, data: new Uint8Array(0), size: 0, align: 1, entsize: 0, link: 0, info: 0 };
  const sections = ['', '.data'].map((name) => ({ ...section, name, type: name === '' ? 0 : 1, relocations: [] }));
  return { type: 1, machine: 183, bigEndian, flags: 0, entry: 0n, sections, symbols, segments: [] };
}

describe('symbols by columns', () => {
  it.each([false, true])('are written as the objects are (big-endian: %s)', (bigEndian) => {
    const given = file([], bigEndian);
    setSymbolColumns(given, columns());
    expect(writeObject(given)).toEqual(writeObject(file(OBJECTS, bigEndian)));
  });

  it('become objects when somebody looks, which count from then on', () => {
    const given = file([], false);
    setSymbolColumns(given, columns());
    expect(given.symbols).toEqual(OBJECTS);
    given.symbols.pop();
    expect(symbolColumns(given).count).toBe(3);
  });
});
