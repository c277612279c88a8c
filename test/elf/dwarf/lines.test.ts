/** Line tables: every instruction of the fixtures as GNU addr2line had it, and debug information that is broken. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/elf/dwarf/lines.ts';
import type { ElfFile } from '../../../src/elf/object.ts';
import { readElf } from '../../../src/elf/read.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

function load(name: string): ElfFile {
  return readElf(name, new Uint8Array(fs.readFileSync(path.join(FIXTURES, name))));
}

function ours(elf: ElfFile, section: string, address: bigint): string {
  const index = elf.sections.findIndex(({ name }) => name === section);
  const found = linesOf(elf).lookup(address, elf.type === 1 ? index : undefined);
  return found === undefined ? '??:0' : `${found.file}:${found.line}`;
}

describe('as addr2line', () => {
  it.each(['a2.o', 'a3.o', 'a4.o', 'a5.o', 'b2.o', 'b5.o', 'linked.elf'])('%s', (name) => {
    const elf = load(name);
    const lines = fs
      .readFileSync(path.join(FIXTURES, `${name}.lines`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeGreaterThan(5);
    const got = lines.map((line) => {
      const [section = '', address = '0'] = line.split(' ');
      return `${section} ${address} ${ours(elf, section, BigInt(address))}`;
    });
    expect(got).toEqual(lines);
  });

  it('64-bit DWARF is the same as 32-bit', () => {
    const [wide, narrow] = [load('a5-64.o'), load('a5.o')].map((elf) => [...linesOf(elf).rows()]);
    expect(wide?.map(({ name, line, address }) => [name, line, address])).toEqual(
      narrow?.map(({ name, line, address }) => [name, line, address]),
    );
    expect(wide?.length).toBeGreaterThan(10);
  });
});

it('knows columns, names and what lies outside', () => {
  const elf = load('linked.elf');
  const lines = linesOf(elf);
  const entry = lines.lookup(elf.entry);
  expect(entry).toEqual({ file: '/src/b.S', name: 'b.S', line: 4, column: 0 });
  const columns = [...lines.rows()].filter(({ name }) => name === 'a.c').map(({ column }) => column);
  expect(Math.max(...columns)).toBeGreaterThan(10);
  expect(lines.lookup(0n)).toBeUndefined();
  expect(lines.lookup(0x7fff_0000)).toBeUndefined();
});

it('an object without a section given: the first code of that offset', () => {
  const lines = linesOf(load('b5.o'));
  expect(lines.lookup(0)?.line).toBe(4);
});

describe('broken', () => {
  /** A copy of the file with one section changed. */
  function broken(name: string, section: string, change: (data: Uint8Array) => Uint8Array): ElfFile {
    const elf = load(name);
    const sections = elf.sections.map((item) =>
      item.name === section ? { ...item, data: change(item.data.slice()) } : item,
    );
    return { ...elf, sections };
  }

  it('no debug information: an empty table', () => {
    const elf = load('a5.o');
    const lines = linesOf({ ...elf, sections: elf.sections.filter(({ name }) => !name.startsWith('.debug')) });
    expect(lines.lookup(0)).toBeUndefined();
    expect(lines.problems).toEqual([]);
  });

  it.each([
    [
      'cut short',
      (data: Uint8Array) => data.subarray(0, data.length - 8),
      /^\.debug_line: truncated: \d+ bytes wanted/,
    ],
    [
      'an unknown version',
      (data: Uint8Array) => Uint8Array.from(data, (byte, i) => (i === 4 ? 9 : byte)),
      /version 9 is not in \[2, 5\]/,
    ],
  ])('%s', (_, change, text) => {
    const { problems } = linesOf(broken('linked.elf', '.debug_line', change));
    expect(problems.map((problem) => problem.text).join('\n')).toMatch(text);
  });

  it('a line range of 0', () => {
    const elf = broken('a2.o', '.debug_line', (data) => {
      data[13] = 0;
      return data;
    });
    expect(linesOf(elf).problems[0]?.text).toMatch(/line range is 0/);
  });

  it('any prefix, and any byte changed, never throws', () => {
    const { length } = load('linked.elf').sections.find(({ name }) => name === '.debug_line')?.data ?? [];
    for (let at = 0; at < length; at++) {
      linesOf(broken('linked.elf', '.debug_line', (data) => data.subarray(0, at)));
      linesOf(
        broken('linked.elf', '.debug_line', (data) => {
          data[at] = (data[at] ?? 0) ^ 0xff;
          return data;
        }),
      );
    }
  });
});
