/** Bad schemas: each refused with the member's path, when it is written or when it is laid out. */
import { describe, expect, it } from 'vitest';
import { holds, optionsOf } from '../../src/offsets/condition.ts';
import {
  aligned,
  anonymous,
  array,
  bits,
  type CType,
  char,
  defineEnum,
  defineStruct,
  defineUnion,
  double,
  flexible,
  LP64,
  layoutOf,
  type Member,
  padding,
  type RecordType,
  type Schema,
  SchemaError,
  type Target,
  u8,
  u16,
  u32,
  u64,
  when,
} from '../../src/offsets/index.ts';

const inner = defineStruct('inner', { x: u32 });
const shapes: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a member that is no identifier',
    () => defineStruct('s', { 'a-b': u32 }),
    "s.a-b: member 'a-b' is not a C identifier",
  ],
  ['a structure that is none', () => defineStruct('1s', { a: u32 }), "1s: struct '1s' is not a C identifier"],
  ['an enumerator that is none', () => defineEnum('e', { 'a b': 1 }), "e.a b: enumerator 'a b' is not a C identifier"],
  [
    'an unknown type',
    () => defineStruct('s', { a: 'u31' as unknown as CType }),
    "s.a: 'u31' is not a type (did you mean 'u32'?)",
  ],
  ['no type', () => defineStruct('s', { a: undefined as unknown as CType }), 's.a: undefined is not a type'],
  ['no type in an array', () => array(undefined as unknown as CType, 2), '(array): undefined is not a type'],
  ['no members', () => defineStruct('s', {}), 's: has no members, so its size would be 0'],
  ['a union without members', () => defineUnion('u', {}), 'u: has no members'],
  [
    'an enumerator beyond 64 bits',
    () => defineEnum('e', { a: 2n ** 64n }),
    'e.a: value 18446744073709551616 is not in',
  ],
  ['enumerators that no type holds', () => defineEnum('e', { a: -1, b: 2n ** 63n }), 'e: no 64-bit integer holds both'],
  ['an enumerator that is no integer', () => defineEnum('e', { a: 0.5 }), 'e.a: value 0.5 is not an integer'],
];
const layouts: readonly (readonly [string, Schema, string])[] = [
  ['a negative width', { a: bits(u32, -1) }, "s.a: bit-field width -1 is not in [1, 32], the width of 'u32'"],
  ['a width too wide', { a: bits(u8, 9) }, "s.a: bit-field width 9 is not in [1, 8], the width of 'u8'"],
  ['a width of 0 with a name', { a: bits(u32, 0) }, 's.a: a bit-field of width 0 must be anonymous'],
  ['padding too wide', { p: padding(u8, 9), a: u8 }, 's.(anonymous): bit-field width 9 is not in [1, 8]'],
  ['bits of a floating type', { a: bits(double, 3) }, "s.a: a bit-field cannot have type 'double'"],
  [
    'an alignment that is no power of two',
    { a: aligned(3, u8) },
    's.a: alignment 3 is not a power of two in [1, 65536]',
  ],
  ['a negative count', { a: array(u8, -1) }, 's.a: -1 elements is not a whole number in [0, 2147483647]'],
  ['a flexible array before others', { a: flexible(u8), b: u8 }, 's.a: a flexible array member must be the last'],
  ['a flexible array alone', { a: flexible(u8) }, 's.a: a flexible array member must be the last'],
  [
    'an anonymous scalar',
    { a: anonymous(u32) },
    's.(anonymous): only a structure, a union or a bit-field can be anonymous',
  ],
  ['a name twice', { x: u32, a: anonymous(inner) }, 's.x: there are two members of this name'],
  [
    'a count of an option without a number',
    { a: array(u8, { config: 'CONFIG_N' }) },
    's.a: the number of elements is CONFIG_N',
  ],
  [
    'a condition that is none',
    { a: when('CONFIG_A &&', u8), b: u8 },
    "s.a: condition 'CONFIG_A &&': an option or a number expected at column 12",
  ],
  ['a condition that goes on', { a: when('CONFIG_A B', u8), b: u8 }, "'&&', '||' or the end expected at column 10"],
  [
    'a condition of something else',
    { a: when('CONFIG_A @', u8), b: u8 },
    'an option, a number or an operator expected at column 10',
  ],
];

describe('refused where it is written', () => {
  it.each(shapes)('%s', (_, make, text) => {
    expect(make).toThrow(SchemaError);
    expect(make).toThrow(text);
  });
});

describe('refused where it is laid out', () => {
  it.each(layouts)('%s', (_, members, text) => {
    const type = defineStruct('s', members);
    expect(() => type.layout()).toThrow(SchemaError);
    expect(() => type.layout()).toThrow(text);
  });

  it('a structure that holds itself, at any depth', () => {
    const members: Member[] = [{ name: 'a', type: u32 }];
    const self: RecordType = { kind: 'record', tag: 'struct', name: 'self', members };
    const middle: RecordType = {
      kind: 'record',
      tag: 'struct',
      name: 'middle',
      members: [{ name: 'back', type: self }],
    };
    members.push({ name: 'm', type: { kind: 'array', element: middle, count: 2 } });
    expect(() => layoutOf(self, LP64)).toThrow("self.m.back: 'struct self' contains itself");
  });
});

it('an empty structure can be meant', () => {
  const nothing = defineStruct('nothing', {}, { empty: true });
  expect(nothing.sizeof()).toBe(0);
  expect(defineStruct('s', { a: u16, n: nothing, b: u16 }).offsetOf('b')).toBe(2);
});

describe('paths', () => {
  const s = defineStruct('s', { a: u32, list: array(inner, 3), opt: when('CONFIG_X', u64), flag: bits(u32, 2) });
  it.each([
    ['lst', "struct s: there is no member 'lst' (did you mean 'list'?)"],
    ['list[4].x', 'list[4].x: index 4 is not in [0, 3]'],
    ['a[0]', "a[0]: 'a' is no array"],
    ['list[N].x', "list[N].x: the index 'N' is neither a number nor a known constant"],
    ['a..b', "'a..b' is not a member path"],
    ['opt', 's: opt: exists only where CONFIG_X holds'],
  ])('%s', (path, text) => {
    expect(() => s.offsetOf(path as string)).toThrow(text);
  });

  it('one past the end has an address', () => {
    expect(s.offsetOf('list[3]')).toBe(16);
  });
});

describe('conditions', () => {
  const config = { CONFIG_A: true, CONFIG_M: 'm', CONFIG_N: 8, CONFIG_OFF: false, CONFIG_S: 'text' };
  it.each([
    ['CONFIG_A', true],
    ['CONFIG_OFF', false],
    ['CONFIG_ABSENT', false],
    ['!CONFIG_ABSENT', true],
    ['CONFIG_M', true],
    ['defined(CONFIG_A) && IS_ENABLED(CONFIG_S)', true],
    ['defined CONFIG_ABSENT || CONFIG_N > 4', true],
    ['CONFIG_N >= 8 && CONFIG_N <= 8 && CONFIG_N != 9', true],
    ['!(CONFIG_A && CONFIG_OFF) && CONFIG_N == 8', true],
    ['CONFIG_A && CONFIG_OFF || CONFIG_N < 8', false],
    ['1', true],
    ['0 || CONFIG_OFF', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text, config, 's')).toBe(expected);
  });

  it('name their options', () => {
    expect(optionsOf('CONFIG_A && (CONFIG_B || !defined(CONFIG_A)) && CONFIG_N > 2', 's')).toEqual([
      'CONFIG_A',
      'CONFIG_B',
      'CONFIG_N',
    ]);
  });

  it('choose members and counts', () => {
    const s = defineStruct('s', {
      cpus: array(u32, { config: 'CONFIG_NR_CPUS', otherwise: 1 }),
      both: when('CONFIG_A', when('!CONFIG_B', u64)),
      end: char,
    });
    const target = (set: Target['config']): Target => ({ ...LP64, config: set });
    expect(s.offsetOf('end')).toBe(4);
    expect(s.offsetOf('end', target({ CONFIG_NR_CPUS: 4, CONFIG_A: true }))).toBe(24);
    expect(s.offsetOf('end', target({ CONFIG_NR_CPUS: 4, CONFIG_A: true, CONFIG_B: true }))).toBe(16);
  });
});
