/** What is wrong in a source is said, where it is, with the chain that leads there; and nothing throws or hangs. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NESTING_LIMIT } from '../../src/cpp/expand.ts';
import { INCLUDE_DEPTH_LIMIT } from '../../src/cpp/inclusions.ts';
import { run } from './harness.ts';

/** First lines of the messages: place, severity, text. */
function heads(source: string, setup = {}): string[] {
  return run(source, setup)
    .messages.split('\n')
    .filter((line) => /: (?:error|warning|note): /.test(line));
}

describe('directives', () => {
  test.each([
    ['#if\n#endif', 'main.S:1:2: error: #if with no expression [A64-E0316]'],
    ['#ifdef\n#endif', 'main.S:1:2: error: no macro name given in #ifdef [A64-E0313]'],
    ['#ifdef 1\n#endif', 'main.S:1:8: error: a macro name must be an identifier in #ifdef [A64-E0314]'],
    ['#undef', 'main.S:1:2: error: no macro name given in #undef [A64-E0313]'],
    ['#define', 'main.S:1:1: error: no macro name given in #define [A64-E0330]'],
    ['#define 1', "main.S:1:9: error: a macro name must be an identifier, not '1' [A64-E0331]"],
    ['#define f(x,x) x', "main.S:1:13: error: duplicate macro parameter 'x' [A64-E0335]"],
    ['#define f(x', "main.S:1:11: error: expected ')' to end the list of macro parameters [A64-E0333]"],
    ['#define f(..., x) x', "main.S:1:14: error: expected ')' after '...' [A64-E0336]"],
    ['#define f ## x', "main.S:1:11: error: '##' cannot appear at either end of a macro expansion [A64-E0338]"],
    ['#define v(...) __VA_OPT__(x', 'main.S:1:27: error: unterminated __VA_OPT__ [A64-E0341]'],
    ['#define v(...) __VA_OPT__ x', "main.S:1:27: error: __VA_OPT__ must be followed by '(' [A64-E0343]"],
    ['#define defined 1', "main.S:1:9: error: 'defined' cannot be used as a macro name [A64-E0332]"],
    ['#include', 'main.S:1:2: error: #include expects "FILE" or <FILE> [A64-E0304]'],
    ['#include ""', 'main.S:1:10: error: empty file name in #include [A64-E0305]'],
    ['#line x', "main.S:1:7: error: #line expects a number, got 'x' [A64-E0363]"],
    ['#error stop /* now */ here', 'main.S:1:2: error: #error stop here [A64-E0360]'],
    ['#warning careful', 'main.S:1:2: warning: #warning careful [A64-E0361]'],
    ['#else', 'main.S:1:2: error: #else without #if [A64-E0311]'],
    ['#if 1\n#else\n#else\n#endif', 'main.S:3:2: error: #else after #else [A64-E0312]'],
    ['#if 0\n#else\n#elif 1\n#endif', 'main.S:3:2: error: #elif after #else [A64-E0312]'],
    ['\n#ifndef X\n', 'main.S:2:2: error: unterminated #ifndef: the file ends without its #endif [A64-E0310]'],
    ['#define A 1\n#define A 2', "main.S:2:9: warning: 'A' redefined [A64-E0344]"],
    ['#endif extra', 'main.S:1:2: error: #endif without #if [A64-E0311]'],
    ['#ifdef X extra\n#endif', 'main.S:1:10: warning: extra tokens at the end of #ifdef [A64-E0315]'],
  ])('%s', (source, expected) => {
    expect(heads(source)[0]).toBe(expected);
  });

  test('a line that begins with ## is no directive', () => {
    expect(run('## x\n', { assembler: false }).text).toBe('## x');
    expect(run('## x\n').text).toBe('## x');
  });

  test('unknown directives: errors in C, with a suggestion; comments in assembler', () => {
    expect(heads('#defin X\n')).toEqual([]);
    const { messages } = run('#defin X\n', { assembler: false });
    expect(messages).toContain("main.S:1:2: error: unknown directive '#defin' [A64-E0362]");
    expect(messages).toContain("help: did you mean 'define'?");
  });
});

describe('conditions', () => {
  test.each([
    ['1.0', "floating constant '1.0' in a preprocessor expression"],
    ['1 +', "operator '+' has no right operand"],
    ['(1', "missing ')' in expression"],
    ['1)', "missing binary operator before token ')'"],
    ['1 2', "missing binary operator before token '2'"],
    ['f(1)', "missing binary operator before token '('"],
    ['0x', "'0x' is not an integer constant"],
    ['1/0', 'division by zero in #if'],
    ['"s"', 'expected a value in the expression, got \'"s"\''],
    ["''", 'empty character constant'],
    ['1 ? 2', "'?' without following ':'"],
    ['defined', "operator 'defined' requires an identifier"],
  ])('#if %s', (expression, expected) => {
    const [first] = heads(`#if ${expression}\nno\n#endif\n`);
    expect(first).toMatch(/^main\.S:1:\d+: error: /);
    expect(first).toContain(expected);
    expect(run(`#if ${expression}\nno\n#endif\nyes\n`).text).toBe('yes');
  });
});

test('__has_attribute is an operator of C alone', () => {
  const source =
    '#ifdef __has_attribute\n#if __has_attribute(__noreturn__) && !__has_attribute(no_such)\nyes __has_attribute(fallthrough)\n#endif\n#endif\n';
  expect(run(source, { assembler: false }).text).toBe('yes 201904');
  expect(run(source).text).toBe('');
});

describe('macros', () => {
  test('a wrong number of arguments names the definition', () => {
    const { messages } = run('#define f(a, b) a b\n  f(1)\n');
    expect(messages).toContain("main.S:2:3: error: macro 'f' requires 2 arguments, but only 1 given");
    expect(messages).toContain("main.S:1:9: note: macro 'f' is defined here");
    expect(heads('#define g(x) x\ng(1, 2, 3)')[0]).toContain("macro 'g' takes 1 argument, but 3 are given");
    expect(heads('#define v(a, b, ...) a\nv(1)')[0]).toContain(
      "macro 'v' requires at least 2 arguments, but only 1 given",
    );
  });

  test('an argument list without end', () => {
    expect(heads('#define f(x) x\n f(1, (2\nnop\n')[0]).toBe(
      "main.S:3:4: error: unterminated argument list invoking macro 'f' [A64-E0350]",
    );
  });

  test('pasting that gives no token is an error in C, none in assembler', () => {
    const source = '#define P(a, b) a ## b\nP(., foo)\n';
    expect(heads(source)).toEqual([]);
    expect(heads(source, { assembler: false })[0]).toContain("pasting '.' and 'foo' does not give a valid token");
  });

  test('the place is in the definition, the chain leads to the call in the file that includes', () => {
    const source = '#include "m.h"\n\n  OUTER(5)\n';
    const { sourceMap, result } = run(source, {
      headers: { 'm.h': '#define INNER(x) bad x\n#define OUTER(x) INNER(x)\n' },
    });
    const text = result?.text ?? '';
    const base = sourceMap.addDerived(text.length, (result as NonNullable<typeof result>).segments);
    const bad = sourceMap.locate(base + text.indexOf('bad'));
    expect(bad?.place).toMatchObject({ file: 'm.h', line: 1, column: 18 });
    expect(bad?.frames.map(({ file, line, column, how }) => [file, line, column, how])).toEqual([
      ['m.h', 2, 18, "in expansion of macro 'INNER'"],
      ['main.S', 1, 10, 'included from here'],
      ['main.S', 3, 3, "in expansion of macro 'OUTER'"],
      ['main.S', 1, 10, 'included from here'],
    ]);
    expect(sourceMap.locate(base + text.indexOf('5'))?.place).toMatchObject({ file: 'main.S', line: 3, column: 9 });
  });
});

describe('inclusion', () => {
  test('a missing header lists the directories searched, and ends the unit', () => {
    const { messages, result } = run('#include "no/such.h"\n#include "other.h"\n');
    expect(messages).toContain("main.S:1:10: error: 'no/such.h' is not found [A64-E0301]");
    expect(messages).toContain('help: searched: ., inc');
    expect(messages).not.toContain('other.h');
    expect(result).toBeUndefined();
  });

  test('a header that cannot be read says why', () => {
    const setup = { whyUnreadable: (path: string) => (path === './dir' ? 'is a directory' : '') };
    expect(heads('#include "dir"\n', setup)[0]).toContain("'dir' cannot be read: is a directory");
  });

  test('a loop stops at the limit with the chain', () => {
    const { messages } = run('#include "a.h"\n', { headers: { 'a.h': '#include "b.h"\n', 'b.h': '#include "a.h"\n' } });
    expect(messages).toContain(`included ${INCLUDE_DEPTH_LIMIT} levels deep, the limit`);
    expect(messages).toContain('main.S:1:10: note: included from here');
  });

  test('-MG: a missing header is a dependency', () => {
    const { result } = run('#include "generated.h"\nx\n', { missingHeadersAreGenerated: true });
    expect(result?.dependencies.map(({ path }) => path)).toEqual(['main.S', 'generated.h']);
  });
});

describe('limits', () => {
  test('calls nested in arguments', () => {
    const deep = NESTING_LIMIT + 10;
    const source = `#define f(x) x\n${'f('.repeat(deep)}1${')'.repeat(deep)}\n`;
    expect(heads(source)[0]).toContain(`macro calls nest more than ${NESTING_LIMIT} deep`);
    const fine = NESTING_LIMIT / 2;
    expect(run(`#define f(x) x\n${'f('.repeat(fine)}1${')'.repeat(fine)}\n`).text).toBe('1');
  });

  test('expressions nested too deep', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['!', ''],
      ['1?', ':0'],
    ] as const) {
      const [first] = heads(`#if ${open.repeat(20_000)}1${close.repeat(20_000)}\n#endif\n`);
      expect(first).toContain('expression nests deeper than 1000, the limit');
    }
  });

  test('conditionals may nest as deep as they like', () => {
    expect(run(`${'#if 1\n'.repeat(20_000)}x\n${'#endif\n'.repeat(20_000)}`).text).toBe('x');
  });

  test('an expansion that grows without end is not read to the end by #if', () => {
    let source = '#define a0 x x x x x x x x\n';
    for (let i = 1; i < 20; i++) source += `#define a${i} ${`a${i - 1} `.repeat(8)}\n`;
    expect(heads(`${source}#if a19\n#endif\n`)[0]).toContain("missing binary operator before token 'x'");
  });
});

describe('anything at all', () => {
  const alphabet = [
    '#',
    'define ',
    'if ',
    'else',
    'endif',
    'include ',
    'line 1',
    '\n',
    '\n',
    ' ',
    '(',
    ')',
    ',',
    '"',
    "'",
    '\\',
    '\\\n',
    '/*',
    '*/',
    '//',
    '<',
    '>',
    '##',
    '__VA_OPT__',
    '__VA_ARGS__',
    '...',
    'A',
    'f',
    'f(',
    '1',
    '_Pragma("once")',
    '__LINE__',
    'defined',
    '\0',
    '\xff',
    '\r\n',
    '__has_include(',
    '__COUNTER__',
  ];
  const source = fc
    .array(fc.constantFrom(...alphabet), { maxLength: 60 })
    .map((parts) => `#define A(x) f(x)\n#define f(y...) #y A(y) y##y\n${parts.join('')}`);

  test('never throws, in either mode; what is reported has a place', () => {
    fc.assert(
      fc.property(source, fc.boolean(), (text, assembler) => {
        const { sink, sourceMap } = run(text, { assembler, predefined: '#define f 1\n' });
        for (const { pos } of sink.list) if (pos >= 0) expect(sourceMap.locate(pos)).toBeDefined();
      }),
      { numRuns: 1500, seed: 7 },
    );
  });

  test('bytes of every value pass through', () => {
    const bytes = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i))
      .filter((c) => !'\n\r\t\v\f\0 "\'\\#'.includes(c))
      .join(' ');
    expect(run(`${bytes}\n`).text).toBe(bytes.trim());
  });
});

describe('lexing', () => {
  test('a comment without its end', () => {
    expect(heads('nop\n  /* open\n')[0]).toBe('main.S:2:3: error: unterminated comment [A64-E0306]');
    expect(heads('#define A /* open\n')[0]).toBe('main.S:1:11: error: unterminated comment [A64-E0306]');
  });

  test("a quote without its end: nothing in assembler, where it may be a comment's apostrophe; a warning in C", () => {
    expect(heads("don't\n")).toEqual([]);
    expect(heads("don't\n", { assembler: false })[0]).toContain('missing terminating');
  });
});

test('long words and lines full of quotes, trigraphs and comments are looked through once', () => {
  for (const piece of ['1', "a'", '??/', '/*', '/', '\\ ', 'R"(', '\\u00c1']) {
    const { sink } = run(`${piece.repeat(20_000)}'\n`, { assembler: false, warnings: ['all', 'pedantic'] });
    expect(sink.list.length).toBeLessThanOrEqual(10_000);
  }
});
