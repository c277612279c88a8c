/** The core's language: programs give the same as JavaScript and as WebAssembly; what is not of the language is refused at its place. */
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCore, readModules } from '../../../scripts/core/compile.ts';
import { wasmCore } from '../../../src/asm/core/engine.ts';
import * as machine from '../../../src/asm/core/memory.ts';
import { fill, refresh, u8 } from '../../../src/asm/core/memory.ts';
import * as inJavaScript from './programs/entry.ts';

type Programs = Readonly<Record<string, (a: number, b: number, c: number) => number>>;

// programs run both ways on one memory, which therefore is WebAssembly's
machine.exchange(machine.makeMemory());
const PROGRAMS = readModules(path.join(import.meta.dirname, 'programs'));
const asPrograms = (exports: unknown): Programs => exports as Programs;
const compiled = (files: ReadonlyMap<string, string>, entry: string): Programs =>
  asPrograms(wasmCore(compileCore(files, entry), machine.memory));

const word = fc.oneof(fc.integer(), fc.integer({ min: -9, max: 300 }), fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31)));

/** What a program returns, and what it leaves in memory. */
function run(program: ((a: number, b: number, c: number) => number) | undefined, a: number, b: number, c: number) {
  fill(0, 0, 4096);
  const result = program?.(a, b, c);
  refresh();
  return { result, memory: Buffer.from(u8.subarray(0, 4096)).toString('latin1') };
}

/** Shapes that the linter would not let stand in a file. */
const ODD = `
import { u8 } from './memory.ts';
export function odd(a: number, b: number, c: number): number {
  let x = a & 63;
  block: {
    if (x > 40) break block;
    x += (x += 5) - (x = x + 1);
    for (;;) { if (x++ > 50) break block; }
  }
  switch (b & 7) {
    case 0: x = 1;
    default: x += 2;
    case 5: { x ^= 5; break; }
    case 6: x = 3;
    case 3:
  }
  x ^= (u8[20] = 0x1234);
  u8[20 + (x = 4)] = x = c;
  let y: number;
  if (x === 3) { y = 1; } else if (x < 3) y = 2; else { ; y = 3; }
  let z = (u8[21] += 200) + (u8[21] -= 3), flag = x > 9;
  flag = !flag && (flag || y === 2);
  let i = 0;
  while (i++ < 9) if (i === 3) continue; else if (i === 8) break; else z = Math.imul(z, i) ^ i;
  do z += 1; while (false);
  if (true) z += 1; else z += 2;
  return flag ? z | 0 : y ^ z ^ x;
}
`;

/** A module's text as JavaScript, on the memory of this process. */
function asJavaScript(text: string): Programs {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as Programs };
  new Function('module', 'require', code)(module, () => machine);
  return module.exports;
}

const inWasm = { ...compiled(PROGRAMS, 'entry.ts'), ...compiled(new Map([['odd.ts', ODD]]), 'odd.ts') };

describe('programs of the core language', () => {
  for (const [name, program] of Object.entries({ ...inJavaScript, ...asJavaScript(ODD) }))
    it(`${name}: as JavaScript and as WebAssembly`, () => {
      fc.assert(
        fc.property(word, word, word, (a, b, c) => {
          const asWasm = run(inWasm[name], a, b, c);
          const expected = run(program, a, b, c);
          expect(asWasm).toEqual(expected);
        }),
        { numRuns: name === 'growth' ? 30 : 1000 },
      );
    });
});

/** Expressions of random shape; sums and products stay of 32 bits, as the language asks. */
const { number: numeric } = fc.letrec<{ number: string; test: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c', 'x', '0', '1', '7', '(-3)', '0x7fffffff', 'state', 'LIMIT'),
    fc.constantFrom('x++', '--x', 'state++', '(state += 3)', 'u8[60]++', 'i32[16]++', '(x = a & 255)', 'next()'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '&', '|', '^', '<<', '>>'), tie('number'))
      .map(([l, op, r]) => `(((${l}) ${op} (${r})) | 0)`),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `Math.imul(${l}, ${r})`),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `(((${l}) / (((${r}) & 15) + 1)) | 0)`),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `((${l}) % (((${r}) & 15) + 1))`),
    fc.tuple(tie('test'), tie('number'), tie('number')).map(([t, l, r]) => `(${t} ? ${l} : ${r})`),
    tie('number').map((e) => `u8[64 + ((${e}) & 31)]`),
    tie('number').map((e) => `i32[((${e}) & 15) + 16]`),
    tie('number').map((e) => `i32[(((${e}) & 60) >> 2) + 3 + LIMIT]`),
    fc.tuple(tie('number'), tie('number')).map(([at, e]) => `(u8[(${at}) & 127] = ${e})`),
    fc.tuple(tie('number'), tie('number')).map(([at, e]) => `(i32[((${at}) & 15) + 20] ^= ${e})`),
    fc.tuple(tie('number'), tie('number')).map(([l, r]) => `least(${l}, ${r})`),
    tie('number').map((e) => `(~(${e}))`),
  ),
  test: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('true', 'false', 'flag'),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '>', '<=', '>=', '===', '!=='), tie('number'))
      .map(([l, op, r]) => `((${l}) ${op} (${r}))`),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '>', '<=', '>=', '===', '!=='), tie('number'))
      .map(([l, op, r]) => `((${l}) >>> 0 ${op} (${r}) >>> 0)`),
    fc.tuple(tie('test'), fc.constantFrom('&&', '||'), tie('test')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    tie('test').map((t) => `!(${t})`),
    fc.tuple(word, word).map(([from, most]) => `(a >= ${from} && a <= ${most})`),
    fc.tuple(tie('number'), tie('test')).map(([e, t]) => `isBetween(${e}, 3, ${t} ? 90 : 30)`),
  ),
}));

const withExpressions = (first: string, second: string): string => `
import { i32, u8 } from './memory.ts';
const LIMIT = 40;
let state = 5;
function next(): number { state += 1; return state & 63; }
function least(a: number, b: number): number { if (a < b) return a; return b; }
function isBetween(c: number, from: number, to: number): boolean { return c >= from && c <= to; }
export function reset(): void { state = 5; }
export function program(a: number, b: number, c: number): number {
  let x = (a ^ b) & 0xffff;
  const flag = a < b;
  let result = 0;
  for (let i = 0; i < 3; i++) {
    if (${first} > ${second} && i !== c) { result += 1; }
    else if (!(${second} < x)) continue;
    result = ((${first}) + result) | 0;
  }
  return result ^ x ^ state;
}`;

describe('random expressions', () => {
  it('give the same as JavaScript and as WebAssembly', () => {
    const values = fc.array(fc.tuple(word, word, word), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(numeric, numeric, values, (first, second, runs) => {
        const text = withExpressions(first, second);
        const sides = [asJavaScript(text), compiled(new Map([['a.ts', text]]), 'a.ts')];
        for (const each of runs) {
          const [expected, actual] = sides.map(({ program, reset }) => {
            reset?.(0, 0, 0);
            return run(program, ...each);
          });
          expect(actual).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is not of the language', () => {
  const inFunction = (statement: string): string =>
    `import { growBy, i32, u8 } from './memory.ts';\nexport function f(a: number, b: number): number {\n  ${statement}\n}\n`;
  const REFUSED: readonly (readonly [string, string])[] = [
    ["const s = 'text';", 'core.ts:3: strings are not supported'],
    ['const s = `text`;', "core.ts:3: '`' is not of the core's language"],
    ['const f = (x: number) => x;', "core.ts:3: ')' expected, not ':'"],
    ['const f = x => x;', 'core.ts:3: closures are not supported'],
    ['const f = () => 1;', 'core.ts:3: closures are not supported'],
    ['function g(): void {}', "core.ts:3: 'function' is not supported here"],
    ['return 1.5;', 'core.ts:3: numbers are integers in decimal, hexadecimal or binary digits'],
    ['return 1 / 2;', 'core.ts:3: 0.5 is not an integer of 32 bits with a sign (as a pattern of bits: write | 0)'],
    ['return a / b;', 'core.ts:3: a quotient is written (a / b) | 0'],
    [
      'return 0xffffffff;',
      'core.ts:3: 4294967295 is not an integer of 32 bits with a sign (as a pattern of bits: write | 0)',
    ],
    [
      'return a >>> 0;',
      'core.ts:3: an unsigned number (>>> 0) can only be compared, and be an operand of % and of bitwise operators',
    ],
    [
      'return a >>> 0 < b ? 1 : 0;',
      'core.ts:3: beside an unsigned number (>>> 0) this must be one too, or known not to be negative',
    ],
    ['const o = { a: 1 };', 'core.ts:3: objects and arrays are not supported'],
    ['const o = [1];', 'core.ts:3: objects and arrays are not supported'],
    ['const { x } = a;', 'core.ts:3: destructuring is not supported'],
    ['for (const x of a) return x;', 'core.ts:3: for … of is not supported'],
    ['return a == b ? 1 : 0;', "core.ts:3: ';' expected, not '=='"],
    ['return a || b;', 'core.ts:3: as a value, || is of booleans only'],
    ['return g(a);', "core.ts:3: 'g' is not defined"],
    ['return f(a);', "core.ts:3: 'f' takes 2 values, not 1"],
    ['return Math.sqrt(a);', "core.ts:3: 'Math.sqrt' is not supported"],
    ['return a.b;', "core.ts:3: 'a' has no members"],
    ['const x = a; x = 3; return x;', "core.ts:3: 'x' is constant"],
    ['let x = a; let x = b; return x;', "core.ts:3: 'x' is declared twice"],
    ['return;', "core.ts:3: 'f' returns number"],
    ['break;', "core.ts:3: there is nothing here for this 'break' to leave"],
    ['x: { continue x; }', "core.ts:3: there is nothing here for this 'continue' to continue"],
    ['switch (a) { case b: return 1; }', 'core.ts:3: a case must be constant, of 32 bits with a sign'],
    [
      'u8[a] = growBy(b); return 0;',
      'core.ts:3: memory can grow while this is evaluated: put it into a variable before it is stored',
    ],
    [
      'return i32[f(growBy(1), 2)];',
      'core.ts:3: memory can grow while this is evaluated: put it into a variable before it is an index',
    ],
    ['const x: string = a;', "core.ts:3: type 'string' is not supported: values are number or boolean"],
    ['try { a = 1; }', "core.ts:3: 'try' is not supported here"],
    ['return new Foo(a);', "core.ts:3: 'new' is not supported here"],
  ];
  for (const [statement, message] of REFUSED)
    it(statement, () => {
      expect(() => compileCore(new Map([['core.ts', inFunction(statement)]]), 'core.ts')).toThrow(message);
    });

  const MODULES: readonly (readonly [string, string])[] = [
    ['import * as fs from "node:fs";', "core.ts:1: imports are written import { … } from './file.ts'"],
    [
      "import { x } from 'node:fs';\nexport function f(): number { return x; }",
      "core.ts:1: 'node:fs' cannot be imported",
    ],
    [
      "import { x } from './no.ts';\nexport function f(): number { return x; }",
      "core.ts:1: there is no module 'no.ts'",
    ],
    [
      "import { no } from './other.ts';\nexport function f(): number { return no; }",
      "core.ts:1: './other.ts' exports no 'no'",
    ],
    [
      "import { x } from './other.ts';\nexport function f(): void {\n  x = 1;\n}",
      "core.ts:3: only its own module assigns to 'x'",
    ],
    ['export const x = 3;', "core.ts:1: 'x' is not a function: an entry exports only those"],
    ['export function f(a): void {}', "core.ts:1: ':' expected, not ')'"],
    ['export function f() {}', "core.ts:1: 'f' needs the type of its result"],
    ['const a = b;\nconst b = a;\nexport function f(): number { return a; }', "core.ts:2: 'a' is defined by itself"],
    ['class A {}', "core.ts:1: 'class' is not supported here"],
    ['export function f(): void {', "core.ts:1: 'end of file' is not supported here"],
  ];
  for (const [text, message] of MODULES)
    it(text, () => {
      const files = new Map([
        ['core.ts', text],
        ['other.ts', 'export let x = 1;'],
      ]);
      expect(() => compileCore(files, 'core.ts')).toThrow(message);
    });
});
