/** Typed access: values by width, both byte orders, bit-fields in their units, ranges, arrays; and the types themselves. */
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  __be32,
  __le16,
  anonymous,
  array,
  bits,
  bool,
  bytes,
  char,
  defineEnum,
  defineStruct,
  defineUnion,
  double,
  flexible,
  LP64,
  padding,
  pointer,
  s8,
  type Target,
  u8,
  u16,
  u32,
  u64,
  unsignedLong,
  when,
} from '../../src/offsets/index.ts';
import { kern_reloc_arg } from '../../src/offsets/schemas/kern-reloc-arg.ts';

const BIG: Target = { ...LP64, bigEndian: true };

const inner = defineStruct('inner', { x: u16, y: s8 });
const all = defineStruct('all', {
  byte: u8,
  word: u64,
  ptr: pointer(),
  low: bits(u32, 3),
  high: bits(u32, 29),
  flag: bits(bool, 1),
  real: double,
  mode: defineEnum('mode', { off: 0, on: 1, broken: -1 }),
  part: inner,
  list: array(inner, 3),
  name: array(char, 8),
  either: anonymous(defineUnion(undefined, { whole: u32, parts: array(u8, 4) })),
  port: __be32,
  half: __le16,
});

describe('values', () => {
  it('reads what it wrote, bytes where the layout says', () => {
    const data = new Uint8Array(all.sizeof());
    const view = all.at(bytes(data), 0);
    view.byte = 0xab;
    view.word = 0x1122334455667788n;
    view.mode = -1;
    view.real = -0.5;
    view.part.y = -3;
    view.list.at(2).x = 0xbeef;
    view.whole = 0x01020304;
    view.port = 0x0a0b0c0d;
    view.half = 0x1234;
    expect(data[0]).toBe(0xab);
    expect([...data.subarray(8, 16)]).toEqual([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]);
    expect([view.mode, view.real, view.part.y, view.list.at(2).x]).toEqual([-1, -0.5, -3, 0xbeef]);
    expect([...view.parts]).toEqual([4, 3, 2, 1]);
    expect([...data.subarray(all.offsetOf('port'), all.offsetOf('port') + 6)]).toEqual([10, 11, 12, 13, 0x34, 0x12]);
  });

  it('big endian: the same structure, other bytes, fixed orders kept', () => {
    const data = new Uint8Array(all.sizeof(BIG));
    const view = all.at(bytes(data), 0, BIG);
    view.word = 0x1122334455667788n;
    view.port = 0x0a0b0c0d;
    view.half = 0x1234;
    view.low = 5;
    expect([...data.subarray(8, 16)]).toEqual([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
    expect([...data.subarray(all.offsetOf('port'), all.offsetOf('port') + 6)]).toEqual([10, 11, 12, 13, 0x34, 0x12]);
    expect(data[24]).toBe(0xa0);
    expect([view.low, view.high]).toEqual([5, 0]);
  });

  it('bit-fields keep their neighbours', () => {
    const memory = bytes(new Uint8Array(all.sizeof()).fill(0xff));
    const view = all.at(memory, 0);
    view.low = 0;
    expect([view.low, view.high, view.flag]).toEqual([0, 0x1fffffff, true]);
    view.flag = false;
    view.high = 1;
    expect([view.low, view.high, view.flag]).toEqual([0, 1, false]);
  });

  it('addresses are number or bigint, as the memory wants them', () => {
    const seen: unknown[] = [];
    const memory = {
      read: (address: bigint, length: number) => {
        seen.push(address);
        return new Uint8Array(length).fill(1);
      },
      write: (address: bigint, data: Uint8Array) => {
        seen.push([address, data.length]);
      },
    };
    const arg = kern_reloc_arg.at(memory, 0xffff_0000_4000_0000n);
    expect(arg.kern_arg0).toBe(0x0101010101010101n);
    arg.copy_len = 4096n;
    expect(seen).toEqual([0xffff_0000_4000_0008n, [0xffff_0000_4000_0058n, 8]]);
  });

  it('writes and reads whole structures', () => {
    const memory = bytes(new Uint8Array(all.sizeof()));
    all.write(memory, 0, { byte: 7, part: { x: 1, y: -1 }, list: [{ x: 2 }, { y: 3 }], name: 'boot', low: 2 });
    const copy = all.read(memory, 0);
    expect(copy).toMatchObject({ byte: 7, part: { x: 1, y: -1 }, low: 2, word: 0n });
    expect(copy.list).toEqual([
      { x: 2, y: 0 },
      { x: 0, y: 3 },
      { x: 0, y: 0 },
    ]);
    expect(copy.name).toEqual([98, 111, 111, 116, 0, 0, 0, 0]);
  });

  it('a string may fill its array, and not more', () => {
    const memory = bytes(new Uint8Array(all.sizeof()));
    all.write(memory, 0, { name: '12345678' });
    expect(() => all.write(memory, 0, { name: '123456789' })).toThrow('all.name: index 8 is not in [0, 7]');
  });

  it('flexible arrays reach as far as the memory', () => {
    const s = defineStruct('s', { count: u32, items: flexible(u16) });
    const view = s.at(bytes(new Uint8Array(16)), 0);
    view.items.set(3, 9);
    expect(view.items.at(3)).toBe(9);
    expect(() => view.items.at(6)).toThrow(RangeError);
  });

  it('members under a condition are undefined where it does not hold', () => {
    const s = defineStruct('s', { a: u32, b: when('CONFIG_B', u32), c: u32 });
    const memory = bytes(Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0));
    expect(s.at(memory, 0).b).toBeUndefined();
    expect(s.at(memory, 0).c).toBe(2);
    const on: Target = { ...LP64, config: { CONFIG_B: true } };
    expect([s.at(memory, 0, on).b, s.at(memory, 0, on).c]).toEqual([2, 3]);
  });
});

describe('ranges', () => {
  const view = () => all.at(bytes(new Uint8Array(all.sizeof())), 0);

  it.each([
    ['byte', 256, 'all.byte: value 256 is not in [0, 255]'],
    ['low', 8, 'all.low: value 8 is not in [0, 7]'],
    ['byte', 1.5, 'all.byte: a whole number expected'],
    ['flag', 1, 'all.flag: true or false expected'],
    ['word', -1n, 'all.word: value -1 is not in [0, 18446744073709551615]'],
  ])('%s = %s', (name, value, text) => {
    expect(() => Reflect.set(view(), name, value)).toThrow(text);
  });

  it('members that are not there', () => {
    expect(() => all.write(bytes(new Uint8Array(200)), 0, { bite: 1 } as object)).toThrow(
      "all: there is no member 'bite'",
    );
    expect(() => all.at(bytes(new Uint8Array(8)), 0).word).toThrow(RangeError);
  });

  it('any value of any width comes back, in both byte orders', () => {
    const s = defineStruct('s', {
      a: bits(u64, 13),
      gap: padding(u64, 3),
      b: bits(u64, 31),
      c: u64,
      d: s8,
      e: unsignedLong,
    });
    const values = fc.record({
      a: fc.bigInt(0n, 2n ** 13n - 1n),
      b: fc.bigInt(0n, 2n ** 31n - 1n),
      c: fc.bigInt(0n, 2n ** 64n - 1n),
      d: fc.integer({ min: -128, max: 127 }),
      e: fc.bigInt(0n, 2n ** 64n - 1n),
    });
    fc.assert(
      fc.property(values, fc.boolean(), (given, big) => {
        const target = big ? BIG : LP64;
        const memory = bytes(new Uint8Array(s.sizeof(target)).fill(0xa5));
        s.write(memory, 0, given, target);
        expect(s.read(memory, 0, target)).toEqual(given);
      }),
    );
  });
});

it('types follow the schema', () => {
  const view = all.at(bytes(new Uint8Array(all.sizeof())), 0);
  expectTypeOf(view.byte).toEqualTypeOf<number>();
  expectTypeOf(view.word).toEqualTypeOf<bigint>();
  expectTypeOf(view.ptr).toEqualTypeOf<bigint>();
  expectTypeOf(view.flag).toEqualTypeOf<boolean>();
  expectTypeOf(view.part.x).toEqualTypeOf<number>();
  expectTypeOf(view.list.at(0).y).toEqualTypeOf<number>();
  expectTypeOf(view.whole).toEqualTypeOf<number>();
  const s = defineStruct('s', { b: when('CONFIG_B', u64) });
  expectTypeOf(s.at(bytes(new Uint8Array(8)), 0).b).toEqualTypeOf<bigint | undefined>();
  // @ts-expect-error there is no member 'bite'
  expect(view.bite).toBeUndefined();
  const assign = (): void => {
    // @ts-expect-error a structure is not assigned, its members are
    view.part = 1;
  };
  expect(assign).toThrow('all.part: an object expected');
  // @ts-expect-error the path ends in a member that 'inner' does not have
  expect(() => all.offsetOf('list[1].z')).toThrow("struct inner: there is no member 'z'");
  // @ts-expect-error 'byte' has no members
  expect(() => all.offsetOf('byte.x')).toThrow("byte.x: 'x' has no members");
});
