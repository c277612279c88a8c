/** Scripts whose results GNU ld has recorded (fixtures/record.mjs): sections, symbols, their order. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linked } from './link.ts';

const DIRECTORY = path.join(import.meta.dirname, 'fixtures');
const TYPES: Readonly<Record<number, string>> = { 1: 'PROGBITS', 7: 'NOTE', 8: 'NOBITS' };
const KINDS = ['NOTYPE', 'OBJECT', 'FUNC'];

const flagLetters = (flags: number): string =>
  [
    [1, 'W'],
    [2, 'A'],
    [4, 'X'],
    [0x10, 'M'],
    [0x20, 'S'],
  ]
    .map(([bit, letter]) => (flags & Number(bit) ? letter : ''))
    .join('');

async function summary(script: string): Promise<string[]> {
  const source = fs.readFileSync(path.join(DIRECTORY, 'input.s'), 'latin1');
  const result = await linked(script, [source], { entry: '0', execStack: false });
  expect(result.messages).toEqual([]);
  const elf = result.elf;
  if (!elf) return [];
  const hex = (value: bigint | number, digits: number): string => value.toString(16).padStart(digits, '0');
  const sections = elf.sections.filter((s) => s.flags & 2);
  return [
    ...sections.map(
      (s) => `section ${s.name} ${TYPES[s.type]} ${hex(s.addr, 16)} ${hex(s.size, 6)} ${flagLetters(s.flags)}`,
    ),
    ...elf.symbols
      .filter((s) => s.binding === 1)
      .map(
        (s) =>
          `symbol ${s.name} ${hex(s.value, 16)} ${KINDS[s.type]} ${s.section === 0xfff1 ? 'ABS' : elf.sections[s.section]?.name}`,
      ),
  ];
}

describe('scripts as GNU ld links them', () => {
  for (const file of fs.readdirSync(DIRECTORY).filter((f) => f.endsWith('.lds'))) {
    it(file, async () => {
      const expected = fs
        .readFileSync(path.join(DIRECTORY, file.replace(/\.lds$/, '.expected')), 'utf8')
        .trimEnd()
        .split('\n');
      expect(await summary(fs.readFileSync(path.join(DIRECTORY, file), 'latin1'))).toEqual(expected);
    });
  }
});
