/** Options that change what is printed: -dD, -dN, -dI, -imacros, -trigraphs, -P in C mode. Expected texts are gcc -E's. */
import { expect, test } from 'vitest';
import { FileCache } from '../../src/cpp/index.ts';
import { cacheOf, run } from './harness.ts';

const SOURCE = '#define A 1\n#define F(x,...) x\n#include "inc.h"\n#undef A\nF(A)\n';
const headers = { 'inc.h': '#define INC 1\nfrom inc A\n' };
const OPENING = '# 0 "main.S"\n# 0 "<built-in>"\n# 0 "<command-line>"\n';

test('-dD keeps definitions, -dN their names; those of the command line are on line 0', () => {
  const definitions = ['define K(x,y...) x##y #x', 'undef FOO'];
  expect(run(SOURCE, { headers, definitions, keep: { macros: 'whole' } }).result?.text).toBe(
    `${OPENING}#define K(x,y...) x ##y #x\n# 0 "<command-line>"\n#undef FOO\n# 1 "main.S"\n#define A 1\n#define F(x,...) x\n` +
      '# 1 "inc.h" 1\n#define INC 1\nfrom inc 1\n# 4 "main.S" 2\n#undef A\nA\n',
  );
  expect(run(SOURCE, { headers, keep: { macros: 'names' } }).text).toBe(
    '#define A\n#define F\n#define INC\nfrom inc 1\n#undef A\nA',
  );
});

test('-dI keeps the #include, and the marker comes back to its line', () => {
  expect(run(SOURCE, { headers, keep: { includes: true } }).result?.text).toBe(
    `${OPENING}# 1 "main.S"\n\n\n#include "inc.h"\n# 3 "main.S"\n# 1 "inc.h" 1\n\nfrom inc 1\n# 4 "main.S" 2\n\nA\n`,
  );
});

test('-imacros reads definitions and drops the text', () => {
  const { result } = run('main INC\n', { headers: { './inc.h': headers['inc.h'] }, macroFiles: ['inc.h'] });
  expect(result?.text).toBe(`${OPENING}# 1 "./inc.h" 1\n\n\n# 0 "<command-line>" 2\n# 1 "main.S"\nmain 1\n`);
});

test('-P in C mode keeps the tokens of a line on one line', () => {
  const { result } = run('one two\n\n\nthree four\n', { assembler: false, lineMarkers: false });
  expect(result?.text).toBe('one two\nthree four\n');
});

test('trigraphs are replaced only when asked for', () => {
  const source = '??=define X ??(??)\nX a??/\nb ??=\n';
  expect(run(source).text).toBe('??=define X ??(??)\nX a??/\nb ??=');
  const files = new FileCache(() => undefined, { assembler: true, keepComments: false, trigraphs: true });
  expect(run(source, { files }).text).toBe('[] ab #');
});

test('a poisoned name is an error wherever it is met, and stays what it is', () => {
  const source =
    '#pragma GCC poison foo\nfoo\n#if defined(foo)\n#define foo 1\n#endif\n#ifdef foo\n#endif\n#define ok foo\nok\n';
  const { sink, text } = run(source, { files: cacheOf({}) });
  expect(sink.list.map((each) => each.text)).toEqual(Array(4).fill("attempt to use poisoned 'foo'"));
  expect(text).toBe('foo\nfoo');
});
