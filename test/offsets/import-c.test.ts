/** Structures from C text: what the grammar takes, what the kernel writes, conditions, constants, and what is refused. */
import { describe, expect, it } from 'vitest';
import { loadGrammar } from '../../src/cli/offsets/load-c.ts';
import { flatten, typeName } from '../../src/offsets/flat.ts';
import { CTypes } from '../../src/offsets/import/c.ts';
import { prepareC } from '../../src/offsets/import/c-prepare.ts';
import { LP64, layoutOf, type RecordType, SchemaError, type Target } from '../../src/offsets/index.ts';
import { Declarations } from '../../src/offsets/views/c-declaration.ts';
import { ownRow } from './measure.ts';
import { randomRecord } from './random-records.ts';

const parse = await loadGrammar();

function open(text: string, target: Target = LP64): CTypes {
  return new CTypes(parse(prepareC(text)), { file: 'x.h', target, parse });
}

function record(text: string, name = 's', target: Target = LP64): RecordType {
  const type = open(text, target).findType(name);
  if (type === undefined) throw new Error(`${name} is not there`);
  return type;
}

function rows(text: string, target: Target = LP64, name = 's'): string[] {
  return [...flatten(layoutOf(record(text, name, target), target))].map(({ path, type, offset, bits }) =>
    bits === undefined
      ? `${offset} ${path} ${typeName(type)}`
      : `${offset} ${path} ${typeName(type)}:${bits.start},${bits.width}`,
  );
}

describe('declarations', () => {
  it('declarators: pointers, arrays, functions, several at once', () => {
    const text = 'struct s { int a, *b, c[3][2]; int (*f)(struct s *, int); char *(*g[2])(void); int (*h)[4]; };';
    expect(rows(text)).toEqual([
      '0 a int',
      '8 b int *',
      '16 c int[3][2]',
      '40 f void *',
      '48 g void *[2]',
      '64 h void *',
    ]);
  });

  it('the orders of the words of a type', () => {
    const text =
      'struct s { long unsigned int a; unsigned b; signed char c; long long d; short int e; unsigned __int128 f; };';
    expect(rows(text)).toEqual([
      '0 a unsigned long',
      '8 b unsigned int',
      '12 c signed char',
      '16 d long long',
      '24 e short',
      '32 f unsigned __int128',
    ]);
  });

  it('anonymous members, nested definitions, tags that declare no member', () => {
    const text = `struct s { struct t { int x; }; struct t y; union { int i; char c[2]; }; struct { short p, q; } in, *out; };`;
    expect(rows(text)).toEqual([
      '0 y struct t',
      '0 y.x int',
      '4 i int',
      '4 c char[2]',
      '8 in struct',
      '8 in.p short',
      '10 in.q short',
      '16 out void *',
    ]);
  });

  it('bit-fields, with and without names', () => {
    const text = 'struct s { unsigned a:3, b:4; unsigned :0; unsigned :2; unsigned long c:1+1; };';
    expect(rows(text).map((row) => row.replace(/^\d+ /, ''))).toEqual([
      'a unsigned int:0,3',
      'b unsigned int:3,4',
      ' unsigned int:32,0',
      ' unsigned int:32,2',
      'c unsigned long:34,2',
    ]);
  });

  it('attributes, wherever they stand', () => {
    expect(record('struct s { char a; int b; } __attribute__((packed));').packed).toBe(true);
    expect(record('struct __attribute__((__packed__, aligned(8))) s { int b; };')).toMatchObject({
      packed: true,
      align: 8,
    });
    expect(record('struct s { int b; } __packed __aligned(1 << 5);')).toMatchObject({ packed: true, align: 32 });
    expect(record('struct s { int a; int b ____cacheline_aligned; };').members[1]?.align).toBe(64);
    expect(record('struct s { __attribute__((aligned(8))) char a, b; };').members.map(({ align }) => align)).toEqual([
      8, 8,
    ]);
    expect(record('struct s { char a, b __attribute__((aligned(8))); };').members.map(({ align }) => align)).toEqual([
      undefined,
      8,
    ]);
    expect(record('struct s { int a __attribute__((aligned)); };').members[0]?.align).toBe(16);
    expect(record('struct s { _Alignas(8) char a; };').members[0]?.align).toBe(8);
    expect(
      record('typedef unsigned long long loose __attribute__((aligned(4))); struct s { loose a; };').members[0]?.type,
    ).toMatchObject({ name: 'loose', align: 4 });
  });

  it('#pragma pack', () => {
    const text = `
#pragma pack(push, 1)
struct one { char a; long b; };
#pragma pack(2)
struct two { char a; long b; };
#pragma pack(pop)
struct none { char a; long b; };`;
    const size = (name: string): number => layoutOf(record(text, name), LP64).size;
    expect([size('one'), size('two'), size('none')]).toEqual([9, 10, 16]);
  });

  it('what the kernel says for attributes and members', () => {
    const text = `struct s { void __user *p; DECLARE_BITMAP(map, 65); struct s __rcu *next; DECLARE_FLEX_ARRAY(u32, tail); };`;
    expect(rows(text)).toEqual([
      '0 p void *',
      '8 map unsigned long[2]',
      '24 next struct s *',
      '32 __empty_tail struct',
      '32 tail u32[]',
    ]);
  });

  it('typedefs of structures, of typedefs, in any order', () => {
    const text = `struct s { count_t c; thing_t t; u64 wide; }; typedef struct { int n; } thing_t; typedef u32 inner_t; typedef inner_t count_t; typedef unsigned int u32; typedef unsigned long long u64;`;
    expect(rows(text)).toEqual(['0 c count_t', '4 t thing_t', '4 t.n int', '8 wide u64']);
    expect(open(text).findType('thing_t')).toMatchObject({ name: 'thing_t', typedef: true });
    expect(open(text).names()).toEqual(['struct s', 'thing_t']);
  });
});

describe('constants', () => {
  it.each([
    ['2 + 3 * 4 - 1', 13],
    ['(1 << 4) | 1', 17],
    ['010 + 0x10 + 1UL', 25],
    ["'A' - '\\0'", 65],
    ['sizeof(int) * 2 + sizeof(struct t *)', 16],
    ['sizeof(u64) + _Alignof(short)', 10],
    ['N / 2 + THREE', 5],
    ['-(-3)', 3],
    ['~0 & 7', 7],
    ['1 ? 4 : 5', 4],
    ['!0 + (3 > 2) + (1 == 2) + (5 % 3)', 4],
    ['LAST', 6],
    ['(u8)9', 9],
    ['64 - __builtin_clzll(255)', 8],
  ])('%s', (expression, expected) => {
    const text = `#define N 4\n#define THREE (N - 1)\nenum e { ZERO, FIVE = 5, LAST };\nstruct s { char a[${expression}]; };`;
    expect(layoutOf(record(text), LP64).size).toBe(expected);
  });

  it('an enumeration and its values', () => {
    const text = 'enum e { A, B = 1 << 3, C = A | B, D = -1, E, F = 0x100000000 };';
    expect(open(text).findEnum('e')?.values).toEqual({ A: 0, B: 8, C: 8, D: -1, E: 0, F: 2n ** 32n });
  });
});

describe('conditions', () => {
  const text = `
#ifndef GUARD_H
#define GUARD_H
#define HAS_ARCH
struct s {
	int a;
#ifdef CONFIG_A
	long b;
#elif defined(CONFIG_B) && CONFIG_N > 2
	short c;
#else
	char d;
#endif
#ifdef HAS_ARCH
	int arch;
#endif
#ifdef NEVER
	int never;
#endif
#if IS_ENABLED(CONFIG_A) || 0
	char e[CONFIG_N];
#endif
#ifndef CONFIG_C
	int f;
#endif
};
#endif`;

  it('are kept as data', () => {
    const members = record(text).members.map(({ name, when }) => [name, when]);
    expect(members).toEqual([
      ['a', undefined],
      ['b', 'CONFIG_A'],
      ['c', '!CONFIG_A && defined(CONFIG_B) && CONFIG_N > 2'],
      ['d', '!CONFIG_A && !(defined(CONFIG_B) && CONFIG_N > 2)'],
      ['arch', undefined],
      ['e', 'CONFIG_A || 0'],
      ['f', '!CONFIG_C'],
    ]);
  });

  it.each([
    [{}, ['a', 'd', 'arch', 'f']],
    [{ CONFIG_A: true, CONFIG_N: 3 }, ['a', 'b', 'arch', 'e', 'f']],
    [{ CONFIG_B: true, CONFIG_N: 3, CONFIG_C: true }, ['a', 'c', 'arch']],
  ])('%j', (config, expected) => {
    const layout = layoutOf(record(text), { ...LP64, config });
    expect(layout.fields.map(({ member }) => member.name)).toEqual(expected);
  });

  it('choose between definitions of one tag', () => {
    const two = '#ifdef CONFIG_BIG\nstruct s { long a[4]; };\n#else\nstruct s { int a; };\n#endif';
    expect(layoutOf(record(two), LP64).size).toBe(4);
    const big = { ...LP64, config: { CONFIG_BIG: true } };
    expect(layoutOf(record(two, 's', big), big).size).toBe(32);
  });
});

describe('refused, with the place and the member', () => {
  it.each([
    ['struct s {\n  struct gone g;\n};', 'x.h:2:3: s.g: struct gone is not defined here'],
    [
      'typedef int size_tt;\nstruct s { size_ttt a; };',
      "x.h:2:12: s.a: type 'size_ttt' is not defined here, did you mean 'size_tt'",
    ],
    ['struct s { int a[UNKNOWN]; };', "x.h:1:18: s.a: the value of 'UNKNOWN' is not known"],
    ['struct s { int a[1 / 0]; };', 's.a: division by zero'],
    ['struct s { int a[f(2)]; };', "s.a: a call of 'f' in a constant"],
    ['struct s { int a; struct s self; };', "s.self: 's' contains itself"],
    ['struct s { int a[2] 7; };', 's: cannot read'],
    ['struct s { typeof(int) a; };', "s.a: 'typeof(int)' is no type that can be laid out"],
    ['struct s { int a __attribute__((mode(DI))); };', "s: attribute 'mode' is not understood"],
  ])('%s', (text, message) => {
    expect(() => record(text)).toThrow(SchemaError);
    expect(() => record(text)).toThrow(message);
  });

  it('names that are not there', () => {
    expect(open('struct s { int a; };').findType('t')).toBeUndefined();
    expect(open('struct s;').findType('s')).toBeUndefined();
  });
});

it('function bodies and comments are out of the way', () => {
  const text = `
static inline int f(int a) __attribute__((pure)) { asm volatile("{ // } /*" : "=r" (a)); return ({ int b = a; b; }); }
struct s { /* { */ int a; // }
  char b; };
struct t { int x; } __attribute__((packed));`;
  expect(rows(text)).toEqual(['0 a int', '4 b char']);
  expect(prepareC(text).split('\n')).toHaveLength(text.split('\n').length);
});

it('our own C comes back as it was', () => {
  for (let seed = 1000; seed < 1200; seed++) {
    const type = randomRecord(seed);
    const declarations = new Declarations(LP64);
    declarations.add(type);
    const again = record(declarations.lines.join('\n'), type.name);
    expect(ownRow(again, LP64), `seed ${seed}`).toEqual(ownRow(type, LP64));
  }
});
