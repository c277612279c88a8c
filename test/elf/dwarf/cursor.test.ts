/** Integers and strings of debug sections, at their limits. */
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/elf/dwarf/cursor.ts';
import { DwarfError } from '../../../src/elf/dwarf/error.ts';

function over(bytes: readonly number[], bigEndian = false): Cursor {
  return new Cursor('.debug_x', Uint8Array.from(bytes), bigEndian);
}

describe('LEB128', () => {
  it.each([
    [[0x02], 2n, 2n],
    [[0x7f], 127n, -1n],
    [[0x80, 0x01], 128n, 128n],
    [[0xff, 0x7e], 0x3f7fn, -129n],
    [[0x80, 0x7f], 0x3f80n, -128n],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], 2n ** 64n - 1n, -1n],
    [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], 2n ** 63n, -(2n ** 63n)],
    [[0x81, ...Array.from({ length: 400 }, () => 0x80), 0x00], 1n, 1n],
  ])('%j', (bytes, unsigned, signed) => {
    expect(over(bytes).uleb64()).toBe(unsigned);
    expect(over(bytes).sleb64()).toBe(signed);
    const cursor = over(bytes);
    cursor.skipLeb();
    expect(cursor.ended).toBe(true);
    if (unsigned < 2n ** 53n) expect(over(bytes).uleb()).toBe(Number(unsigned));
  });

  it('a number without an end, and one without bounds', () => {
    expect(() => over([0x80, 0x80]).uleb()).toThrow(
      '.debug_x: truncated: 1 bytes wanted at offset 2, the section has 2',
    );
    expect(Number.isFinite(over([...Array.from({ length: 300 }, () => 0xff), 0x7f]).uleb())).toBe(true);
  });
});

it('fixed widths in both byte orders', () => {
  const bytes = [1, 2, 3, 4, 5, 6, 7, 8];
  const all = (big: boolean) => [
    over(bytes, big).u16(),
    over(bytes, big).u24(),
    over(bytes, big).u32(),
    over(bytes, big).u64(),
  ];
  expect(all(false)).toEqual([0x0201, 0x030201, 0x04030201, 0x0807060504030201n]);
  expect(all(true)).toEqual([0x0102, 0x010203, 0x01020304, 0x0102030405060708n]);
  expect(over([0xff]).s8()).toBe(-1);
});

it('unit lengths of both formats', () => {
  expect(over([5, 0, 0, 0]).initialLength()).toEqual({ length: 5, offsetSize: 4 });
  expect(over([0xff, 0xff, 0xff, 0xff, 9, 0, 0, 0, 0, 0, 0, 0]).initialLength()).toEqual({ length: 9, offsetSize: 8 });
});

it('strings, and what lies outside', () => {
  const cursor = over([0x61, 0xc3, 0xa9, 0, 0x62]);
  expect(cursor.string()).toBe('aé');
  expect(() => cursor.string()).toThrow(DwarfError);
  expect(() => cursor.bytes(2)).toThrow('truncated: 2 bytes wanted at offset 4');
  expect(() => new Cursor('.debug_x', new Uint8Array(3), false, 4)).toThrow('.debug_x: offset 4 is not in [0, 3]');
});
