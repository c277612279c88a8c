/** Relocations by columns are those by objects: in what is read, and in what is written. */
import { describe, expect, it } from 'vitest';
import type { ElfFile, ElfRelocation, ElfSection } from '../../src/elf/object.ts';
import { columnsOf, relocationCount, setColumns } from '../../src/elf/relocation-columns.ts';
import { writeObject } from '../../src/elf/write.ts';

const OBJECTS: ElfRelocation[] = [
  { offset: 0n, type: 257, symbol: 1, addend: -1n },
  { offset: 0x1_0000_0008n, type: 283, symbol: 0, addend: 0x1_2345_6789n },
  { offset: 8n, type: 257, symbol: 1, addend: -(1n << 63n) },
];
const COLUMNS = {
  count: 3,
  offset: Float64Array.from([...OBJECTS.map((r) => Number(r.offset)), 0]),
  type: Int32Array.from([...OBJECTS.map((r) => r.type), 0]),
  symbol: Int32Array.from(OBJECTS.map((r) => r.symbol)),
  addend: Float64Array.from([-1, 0x1_2345_6789, Number.NaN, 0]),
  wide: new Map([[2, -(1n << 63n)]]),
};

const section = (name: string, relocations: ElfRelocation[]): ElfSection => ({
  ...{ name, type: name === '' ? 0 : 1, flags: 0, addr: 0n, data: new Uint8Array(0), size: 0 },
  ...{ align: 1, entsize: 0, link: 0, info: 0, relocations },
});

function file(data: ElfSection, bigEndian: boolean): ElfFile {
  const symbol = { value: 0n, size: 0n, binding: 1, type: 0, visibility: 0, other: 0, section: 0 };
  const symbols = ['', 'f'].map((name) => ({ ...symbol, name, binding: name === '' ? 0 : 1 }));
  const head = { type: 1, machine: 183, bigEndian, flags: 0, entry: 0n, segments: [] };
  return { ...head, sections: [section('', []), data], symbols };
}

describe('relocations by columns', () => {
  it.each([false, true])('are written as the objects are (big-endian: %s)', (bigEndian) => {
    const columns = section('.data', []);
    setColumns(columns, COLUMNS);
    expect(relocationCount(columns)).toBe(3);
    expect(writeObject(file(columns, bigEndian))).toEqual(writeObject(file(section('.data', OBJECTS), bigEndian)));
    expect(columnsOf(columns)).toBeDefined();
  });

  it('become objects when somebody looks, which count from then on', () => {
    const columns = section('.data', []);
    setColumns(columns, COLUMNS);
    expect(columns.relocations).toEqual(OBJECTS);
    columns.relocations.pop();
    expect(relocationCount(columns)).toBe(2);
  });
});
