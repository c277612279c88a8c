/** Layouts: 2,500 random structures as gcc laid them out for four targets, and the corners by hand. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  aligned,
  anonymous,
  array,
  bits,
  defineEnum,
  defineStruct,
  defineUnion,
  flexible,
  LP64,
  layoutOf,
  packed,
  padding,
  pointer,
  type Target,
  typedef,
  u8,
  u16,
  u32,
  u64,
  unsignedLong,
} from '../../src/offsets/index.ts';
import { TARGETS, targetName } from './compiler.ts';
import { ownRow } from './measure.ts';
import { randomRecord } from './random-records.ts';

const ILP32: Target = { ...LP64, abi: 'ilp32' };
const BIG: Target = { ...LP64, bigEndian: true };

describe('random structures, as recorded from gcc', () => {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'fixtures/layouts.txt'), 'utf8');
  const lines = text.trimEnd().split('\n');

  it('has at least 2,000 of them, and they use what they should', () => {
    expect(lines.length).toBeGreaterThanOrEqual(2000);
    const types = lines.map((_, seed) => randomRecord(seed));
    const members = types.flatMap((type) => type.members);
    expect(types.filter((type) => type.tag === 'union').length).toBeGreaterThan(200);
    expect(types.filter((type) => type.packed).length).toBeGreaterThan(200);
    expect(members.filter((member) => member.width !== undefined).length).toBeGreaterThan(2000);
    expect(members.filter((member) => member.width === 0).length).toBeGreaterThan(100);
    expect(members.filter((member) => member.type.kind === 'record').length).toBeGreaterThan(500);
  });

  it.each(TARGETS.map((target, column) => [targetName(target), target, column] as const))('%s', (_, target, column) => {
    const different = lines.flatMap((line, seed) => {
      const rows = line.split(' ');
      let at = column;
      while (rows[at] === '=') at--;
      const own = ownRow(randomRecord(seed), target).join();
      return own === rows[at] ? [] : [`seed ${seed}: ${own}, gcc ${rows[at]}`];
    });
    expect(different).toEqual([]);
  });
});

/** Offset and size by name. */
function fields(type: Parameters<typeof layoutOf>[0], target: Target = LP64): Record<string, string> {
  const entries = layoutOf(type, target).fields.map((field) => {
    const where = field.bits ? `${field.offset}+${field.size}>>${field.bits.shift}` : `${field.offset}+${field.size}`;
    return [field.member.name ?? '', where];
  });
  return Object.fromEntries(entries);
}

describe('by hand', () => {
  it('pads to alignment, in both ABIs', () => {
    const s = defineStruct('s', { a: u8, long: unsignedLong, b: u16, p: pointer(), q: u64 });
    expect(fields(s)).toEqual({ a: '0+1', long: '8+8', b: '16+2', p: '24+8', q: '32+8' });
    expect(fields(s, ILP32)).toEqual({ a: '0+1', long: '4+4', b: '8+2', p: '12+4', q: '16+8' });
    expect([s.sizeof(), s.sizeof(ILP32)]).toEqual([40, 24]);
  });

  it('bit-fields: unit and shift in both byte orders', () => {
    const s = defineStruct('s', { a: bits(u32, 3), b: bits(u32, 7), c: bits(u32, 25), d: bits(u8, 2) });
    expect(fields(s)).toEqual({ a: '0+4>>0', b: '0+4>>3', c: '4+4>>0', d: '7+1>>1' });
    expect(fields(s, BIG)).toEqual({ a: '0+4>>29', b: '0+4>>22', c: '4+4>>7', d: '7+1>>5' });
  });

  it('width 0 closes the unit and lends its alignment, packed or not', () => {
    const s = defineStruct('s', { a: bits(u8, 3), gap: padding(u64, 0), b: bits(u8, 3) }, { packed: true });
    expect(fields(s)).toMatchObject({ a: '0+1>>0', b: '8+1>>0' });
    expect([s.sizeof(), s.layout().align]).toEqual([16, 8]);
  });

  it('packed bit-fields cross units, and are read by the bytes they touch', () => {
    const s = defineStruct('s', { a: bits(u32, 30), b: bits(u32, 9) }, { packed: true });
    expect(s.sizeof()).toBe(5);
    expect(fields(s)).toEqual({ a: '0+4>>0', b: '3+2>>6' });
    expect(fields(s, BIG)).toEqual({ a: '0+4>>2', b: '3+2>>1' });
  });

  it('packed and aligned, on structures and on members', () => {
    expect(defineStruct('s', { a: u8, b: u64 }, { packed: true }).sizeof()).toBe(9);
    expect(defineStruct('s', { a: u8, b: packed(u64), c: u32 }).offsetOf('c')).toBe(12);
    expect(defineStruct('s', { a: u8, b: aligned(16, u8) }).sizeof()).toBe(32);
    expect(defineStruct('s', { a: u8, b: aligned(2, u32) }, { packed: true }).offsetOf('b')).toBe(2);
    expect(defineStruct('s', { a: u8 }, { align: 64 }).sizeof()).toBe(64);
    const compat_u64 = typedef('compat_u64', u64, { align: 4 });
    expect(defineStruct('s', { a: u32, b: compat_u64 }).sizeof()).toBe(12);
  });

  it('unions, anonymous members, arrays, flexible arrays, paths', () => {
    const s = defineStruct('s', {
      head: u32,
      either: anonymous(
        defineUnion(undefined, { word: u64, part: defineStruct('part', { x: u16, y: array(u16, 3) }) }),
      ),
      grid: array(array(u32, 3), 2),
      tail: flexible(u16),
    });
    expect(s.offsetOf('word')).toBe(8);
    expect(s.offsetOf('part.y[2]')).toBe(14);
    expect(s.offsetOf('grid[1][2]')).toBe(36);
    expect(s.offsetOf('grid[1]')).toBe(28);
    expect(s.offsetOf('tail[7]')).toBe(54);
    expect(s.sizeof()).toBe(40);
  });

  it('enumerations take the integer their values need', () => {
    const size = (values: Record<string, number | bigint>, tight = false) =>
      defineStruct('s', { e: defineEnum('e', values, { packed: tight }) }).sizeof();
    expect(size({ a: 0 })).toBe(4);
    expect(size({ a: 2n ** 32n })).toBe(8);
    expect(size({ a: -1, b: 2 ** 31 })).toBe(8);
    expect(size({ a: 255 }, true)).toBe(1);
    expect(size({ a: 256 }, true)).toBe(2);
    expect(size({ a: -1, b: 128 }, true)).toBe(2);
  });
});
