/** Structures from BTF: the same as from DWARF, and sections that are broken. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBtf } from '../../src/elf/btf.ts';
import { readElf } from '../../src/elf/read.ts';
import { checkRecord } from '../../src/offsets/compare.ts';
import { BtfTypes } from '../../src/offsets/import/btf.ts';
import { DwarfTypes } from '../../src/offsets/import/dwarf.ts';
import { LP64 } from '../../src/offsets/index.ts';

const FIXTURES = path.join(import.meta.dirname, '../elf/dwarf/fixtures');

function load(name: string) {
  return readElf(name, new Uint8Array(fs.readFileSync(path.join(FIXTURES, name))));
}

function section(name: string): Uint8Array {
  return load(name).sections.find((item) => item.name === '.BTF')?.data ?? new Uint8Array();
}

describe.each([
  ['types-btf.o', 'types5.o'],
  ['types-btf-be.o', 'types5-be.o'],
])('%s', (file, other) => {
  const target = { ...LP64, bigEndian: file.includes('-be') };
  const types = new BtfTypes(section(file), file, target);
  const dwarf = new DwarfTypes(load(other), other);

  it.each(['plain', 'bits', 'tight', 'part', 'mixed', 'flex', 'either', 'holder'])('%s is as DWARF has it', (name) => {
    const type = types.findType(name);
    expect(type).toBeDefined();
    if (type === undefined) return;
    expect(checkRecord(type, types, target)).toEqual([]);
    // alignments are not in BTF
    expect(checkRecord(type, dwarf, target)?.filter((row) => row.path !== 'alignof')).toEqual([]);
  });

  it('names, typedefs, enumerations', () => {
    expect(types.names()).toEqual(expect.arrayContaining(['struct plain', 'union either', 'struct list_head']));
    expect(types.findType('atomic_t')).toMatchObject({ name: 'atomic_t', typedef: true });
    expect(types.findEnum('tiny')).toMatchObject({ packed: true, values: { small: 200 } });
    expect(types.findType('flex')?.members.map(({ type }) => (type.kind === 'array' ? type.count : -1))).toEqual([
      -1,
      0,
      undefined,
    ]);
    expect(types.findType('nonesuch')).toBeUndefined();
  });
});

describe('broken', () => {
  const good = section('types-btf.o');

  it.each([
    ['magic', 0, 0, '.BTF: the magic number is not 0xeb9f'],
    ['version', 2, 2, '.BTF: unit at offset 0: version 2 is not in [1, 1]'],
  ])('%s', (_, at, value, text) => {
    expect(() => readBtf(Uint8Array.from(good, (byte, i) => (i === at ? value : byte)))).toThrow(text);
  });

  it('truncated anywhere', () => {
    for (let length = 0; length < good.length; length += 7) {
      expect(() => readBtf(good.subarray(0, length)), String(length)).toThrow(/^\.BTF: (?:truncated|the magic)/);
    }
  });

  it('a byte changed anywhere: an answer or a message', () => {
    const kinds = new Set<string>();
    for (let at = 4; at < good.length; at += 5) {
      try {
        const types = new BtfTypes(
          Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 0x15 : byte)),
          'x',
          LP64,
        );
        for (const name of types.names()) types.findType(name.replace(/^\w+ /, ''));
        kinds.add('answer');
      } catch (error) {
        kinds.add(error instanceof Error ? error.name : 'thrown');
      }
    }
    expect([...kinds].sort()).toEqual(['DwarfError', 'SchemaError', 'answer']);
  });
});
