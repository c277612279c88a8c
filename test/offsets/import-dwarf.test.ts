/** Structures from DWARF 2 to 5, both byte orders and ABIs; what is stated is what comes back from the schema. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAnyElf } from '../../src/elf/any.ts';
import type { ElfFile } from '../../src/elf/object.ts';
import { checkRecord } from '../../src/offsets/compare.ts';
import { flatten, typeName } from '../../src/offsets/flat.ts';
import { DwarfTypes } from '../../src/offsets/import/dwarf.ts';
import { LP64, layoutOf, type RecordType } from '../../src/offsets/index.ts';
import { cHeader } from '../../src/offsets/views/c-header.ts';

const FIXTURES = path.join(import.meta.dirname, '../elf/dwarf/fixtures');
const FILES = ['types2.o', 'types3.o', 'types4.o', 'types5.o', 'types3-be.o', 'types5-be.o', 'types5-ilp32.o'];
const NAMES = ['part', 'plain', 'bits', 'tight', 'mixed', 'flex', 'either', 'holder'];

function load(name: string): ElfFile {
  return readAnyElf(name, new Uint8Array(fs.readFileSync(path.join(FIXTURES, name))));
}

function find(types: DwarfTypes, name: string): RecordType {
  const type = types.findType(name);
  if (type === undefined) throw new Error(`${name} is not there`);
  return type;
}

describe.each(FILES)('%s', (file) => {
  const types = new DwarfTypes(load(file), file);

  it.each(NAMES)('%s lies where it is stated', (name) => {
    expect(checkRecord(find(types, name), types, types.target)).toEqual([]);
  });

  it('knows the target', () => {
    expect(types.target).toMatchObject({
      abi: file.includes('ilp32') ? 'ilp32' : 'lp64',
      bigEndian: file.includes('-be'),
    });
  });
});

describe('what it finds', () => {
  const types = new DwarfTypes(load('types5.o'), 'types5.o');
  const rows = (name: string): string[] =>
    [...flatten(layoutOf(find(types, name), types.target))].map(
      ({ path: at, type, offset }) => `${offset} ${at} ${typeName(type)}`,
    );

  it('types by their C names', () => {
    expect(rows('plain')).toEqual([
      '0 a u8',
      '8 b u64',
      '16 name const char *',
      '24 call void *',
      '32 page struct page *',
      '40 count atomic_t',
      '40 count.counter int',
      '44 mode enum mode',
      '48 tiny enum tiny',
      '56 wide enum wide',
      '64 grid int[3][4]',
      '112 list struct list_head',
      '112 list.next struct list_head *',
      '120 list.prev struct list_head *',
      '128 flag bool',
      '136 real double',
      '144 counter long',
    ]);
  });

  it('attributes that give the offsets', () => {
    expect(find(types, 'tight').packed).toBe(true);
    expect(find(types, 'mixed')).toMatchObject({ packed: true, align: 32 });
    expect(find(types, 'mixed').members[2]).toMatchObject({ name: 'c', align: 16 });
    expect(find(types, 'part').packed).toBeUndefined();
    expect(find(types, 'part').members[1]).toMatchObject({ name: 'b', packed: true });
    expect(find(types, 'bits').members.filter((member) => member.name === undefined).length).toBeGreaterThanOrEqual(2);
  });

  it('flexible and empty arrays, empty structures, enumerations', () => {
    expect(find(types, 'flex').members.map(({ type }) => (type.kind === 'array' ? type.count : 'none'))).toEqual([
      'none',
      0,
      undefined,
    ]);
    expect(find(types, 'holder').members[0]?.type).toMatchObject({ kind: 'record', empty: true });
    expect(types.findEnum('mode')?.values).toEqual({ off: 0, on: 7, broken: -1 });
    expect(types.findEnum('wide')?.values).toEqual({ far: 2n ** 32n });
    expect(types.findEnum('tiny')).toMatchObject({ packed: true });
    expect(types.constants()).toMatchObject({ small: 200, on: 7 });
  });

  it('typedefs of structures, and names that are not there', () => {
    expect(types.findType('atomic_t')).toMatchObject({ name: 'atomic_t', typedef: true });
    expect(types.findType('page')).toBeUndefined();
    expect(types.findType('nonesuch')).toBeUndefined();
    expect([...types.names()]).toContain('struct plain');
  });

  it('prints as C that says the same', () => {
    const text = cHeader([find(types, 'mixed')], '__M_H__', types.target);
    expect(text).toContain('typedef unsigned long long loose_u64 __attribute__((aligned(4)));');
    expect(text).toContain('\tu8 c __attribute__((aligned(16)));');
    expect(text).toContain('} __attribute__((packed, aligned(32)));');
    expect(text).toContain('_Static_assert(__builtin_offsetof(struct mixed, low) == 28, ');
  });
});

describe('broken', () => {
  function changed(section: string, change: (data: Uint8Array) => Uint8Array): ElfFile {
    const elf = load('types5.o');
    const sections = elf.sections.map((item) =>
      item.name === section ? { ...item, data: change(item.data.slice()), relocations: [] } : item,
    );
    return { ...elf, sections };
  }

  it('compressed', () => {
    expect(() => new DwarfTypes(load('types-compressed.o'), 'x')).toThrow('.debug_info: the section is compressed');
  });

  it('no debug information', () => {
    expect(() => new DwarfTypes({ ...load('types5.o'), sections: [] }, 'x')).toThrow('there is no .debug_info section');
  });

  it('truncated', () => {
    const elf = changed('.debug_info', (data) => data.subarray(0, 40));
    expect(() => new DwarfTypes(elf, 'x')).toThrow(
      /^\.debug_info: truncated: \d+ bytes wanted at offset 4, the section has 40/,
    );
    const abbreviations = changed('.debug_abbrev', (data) => data.subarray(0, 20));
    expect(() => new DwarfTypes(abbreviations, 'x').findType('plain')).toThrow('.debug_abbrev: truncated');
  });

  it('an unknown version', () => {
    const elf = changed('.debug_info', (data) => Uint8Array.from(data, (byte, i) => (i === 4 ? 7 : byte)));
    expect(() => new DwarfTypes(elf, 'x')).toThrow('.debug_info: unit at offset 0: version 7 is not in [2, 5]');
  });

  it('a byte changed anywhere: an answer or a message, no hang and no other exception', () => {
    const { length } = load('types5.o').sections.find(({ name }) => name === '.debug_info')?.data ?? [];
    const kinds = new Set<string>();
    for (let at = 0; at < length; at += 3) {
      const elf = changed('.debug_info', (data) => {
        data[at] = (data[at] ?? 0) ^ 0x5a;
        return data;
      });
      try {
        const types = new DwarfTypes(elf, 'x');
        for (const name of types.names()) types.findType(name.replace(/^\w+ /, ''));
        kinds.add('answer');
      } catch (error) {
        kinds.add(error instanceof Error ? error.name : 'thrown');
      }
    }
    expect([...kinds].sort()).toEqual(['DwarfError', 'SchemaError', 'answer']);
  });
});

it('an ELF32 file that is none of AArch64 is refused', () => {
  const data = new Uint8Array(fs.readFileSync(path.join(FIXTURES, 'types5-ilp32.o')));
  data[18] = 40;
  expect(() => readAnyElf('arm.o', data)).toThrow('arm.o: machine 40 is not 183 (AArch64)');
  expect(() => readAnyElf('cut.o', data.subarray(0, 30))).toThrow('cut.o: truncated');
  expect(layoutOf(find(new DwarfTypes(load('types5.o'), 'x'), 'tight'), LP64).size).toBe(14);
});
