/** Symbols and relocations given as bytes are those by objects: in what is read, and in what is written. */
import { describe, expect, it } from 'vitest';
import type { ElfFile, ElfRelocation, ElfSymbol } from '../../src/elf/object.ts';
import { recordsOf } from '../../src/elf/records.ts';
import {
  relocationBytesOf,
  relocationCount,
  setRelocationBytes,
  setSymbolBytes,
  symbolBytes,
} from '../../src/elf/table-bytes.ts';
import { writeObject } from '../../src/elf/write.ts';

const NONE: ElfSymbol = {
  ...{ name: '', value: 0n, size: 0n, binding: 0, type: 0, visibility: 0, other: 0, section: 0 },
};

/** Of a class: what its fields can hold. */
function symbolsOf(elf32: boolean): ElfSymbol[] {
  const most = elf32 ? 0xffff_ffffn : (1n << 64n) - 1n;
  return [
    NONE,
    { ...NONE, name: 'local', value: 0x1_0004n, size: 4n, type: 2, section: 1 },
    { ...NONE, name: 'cal', value: most - 7n, size: most, binding: 10, section: 0xfff1 },
    { ...NONE, name: 'weak', value: 8n, binding: 2, type: 10, visibility: 3, other: 0x80, section: 0xfff2 },
  ];
}

function relocationsOf(elf32: boolean): ElfRelocation[] {
  return [
    { offset: 0n, type: 57, symbol: 1, addend: -1n },
    { offset: elf32 ? 0xffff_fff8n : 0x1_0000_0008n, type: 183, symbol: 0, addend: 0x1234_5678n },
    { offset: 8n, type: 57, symbol: 3, addend: elf32 ? -(1n << 31n) : -(1n << 63n) },
  ];
}

const CLASSES = [false, true].flatMap((elf32) => [false, true].map((bigEndian) => ({ elf32, bigEndian })));

function file({ elf32, bigEndian }: (typeof CLASSES)[0], filled: boolean): ElfFile {
  const section = { flags: 0, addr: 0n, data: new Uint8Array(0), size: 0, align: 1, entsize: 0, link: 0, info: 0 };
  const sections = ['', '.data', '.last'].map((name) => ({
    ...{ ...section, name, type: name === '' ? 0 : 1 },
    relocations: filled && name === '.data' ? relocationsOf(elf32) : [],
  }));
  const symbols = filled ? [...symbolsOf(elf32), { ...NONE, name: 'after', binding: 1, section: 2 }] : [];
  return { type: 1, machine: 183, bigEndian, elf32, flags: 0, entry: 0n, sections, symbols, segments: [] };
}

/** A file whose tables are given as bytes, those of another with objects. */
function given(kind: (typeof CLASSES)[0]): ElfFile {
  const objects = file(kind, true);
  const made = file(kind, false);
  const { rela } = recordsOf(made);
  const list = relocationsOf(kind.elf32);
  const entries = new Uint8Array(list.length * rela);
  list.forEach((r, i) => {
    recordsOf(made).relocation(new DataView(entries.buffer), i * rela, r, !kind.bigEndian);
  });
  setSymbolBytes(made, symbolBytes(objects));
  const [, data] = made.sections;
  if (data) setRelocationBytes(made, data, entries);
  return made;
}

describe.each(CLASSES)('tables as bytes ($elf32, $bigEndian)', (kind) => {
  it('are written as the objects are', () => {
    const bytes = given(kind);
    expect(writeObject(bytes)).toEqual(writeObject(file(kind, true)));
    expect(writeObject(bytes)).toEqual(writeObject(file(kind, true)));
    expect(relocationBytesOf(bytes.sections[1] as ElfFile['sections'][0])).toBeDefined();
  });

  it('become objects when somebody looks, which count from then on', () => {
    const bytes = given(kind);
    const [, data] = bytes.sections as [ElfFile['sections'][0], ElfFile['sections'][0]];
    expect(relocationCount(data)).toBe(3);
    expect(bytes.symbols).toEqual(file(kind, true).symbols);
    expect(data.relocations).toEqual(relocationsOf(kind.elf32));
    data.relocations.pop();
    expect(relocationCount(data)).toBe(2);
    bytes.symbols.pop();
    expect(symbolBytes(bytes).entries.length).toBe(4 * recordsOf(bytes).sym);
  });
});
