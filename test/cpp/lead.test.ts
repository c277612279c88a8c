/** Units that share a FileCache begin with what others have read: each must come out as it does alone. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { FileCache } from '../../src/cpp/index.ts';
import { cacheOf, type Run, run, type Setup } from './harness.ts';
import { generator } from './random-source.ts';

/** Headers of all kinds: guarded, once, without either, with state that another unit does not have, and wrong ones. */
const HEADERS: Readonly<Record<string, string>> = {
  './inc/first.h': '#define FIRST OTHER\n',
  './inc/once.h': '#pragma once\nonce of the command line PLAIN\n',
  'inc/plain.h': '#define PLAIN 1\nplain OTHER\n',
  'inc/guard.h':
    '#ifndef GUARD_H\n#define GUARD_H\n#include "plain.h"\n#define CALL(x, y) x##y PLAIN #x\nCALL(a, b)\n#endif\n',
  'inc/once.h': '#pragma once\n#include <guard.h>\nonce __FILE__ __LINE__ __INCLUDE_LEVEL__\n',
  'inc/option.h': '#if defined(OPTION) && OPTION > 1\n#define SIZE 16\n#else\n#undef PLAIN\n#endif\nsize SIZE\n',
  'inc/count.h': 'count __COUNTER__\n#define OTHER __COUNTER__\n',
  'inc/base.h': 'base __BASE_FILE__\n',
  'inc/saved.h': '#pragma push_macro("PLAIN")\n#undef PLAIN\n',
  'inc/restored.h': '#pragma pop_macro("PLAIN")\nPLAIN\n',
  'inc/said.h': '#assert machine(own)\n#warning said\n',
  'inc/asked.h': '#if #machine(own)\nyes\n#else\nno\n#endif\n',
  'inc/poison.h': '#pragma GCC poison bad\n',
  'inc/bad.h': 'bad\n#define PLAIN 2\n',
  'inc/line.h': '#line 100 "elsewhere.h"\nplaced __LINE__ __FILE__\n#define AT __LINE__\n',
  'inc/open.h': '#define OPEN(x) [x]\nOPEN',
  'inc/next.h': 'first next\n#include_next <next.h>\n',
  'late/next.h': 'second next\n',
  'inc/has.h': '#if __has_include("own.h")\nhas own\n#endif\n#if __has_include(<late.h>)\nhas late\n#endif\n',
  'late/late.h': 'late PLAIN\n',
  'sub/own.h': 'own of sub\n',
  'inc/sub.h': '#include "own.h"\n',
  'inc/own.h': 'own of inc\n#import "plain.h"\n',
  'inc/first.h': '#define FIRST OTHER\n',
  'inc/long.h': `${'\n'.repeat(12)}long FIRST\n`,
};
const NAMES = Object.keys(HEADERS).map((path) => path.replace(/^\w+\//, ''));
const BETWEEN = [
  '',
  '',
  '',
  '\n',
  '/* comment */\n',
  '\n'.repeat(10),
  '#define OTHER 3\n',
  'text PLAIN\n',
  '#ifdef PLAIN\n',
];

/** Few headers and few command lines, so that many units begin alike. */
class Project {
  readonly #random: (n: number) => number;
  readonly #names: readonly string[];
  readonly #setups: readonly Setup[];

  constructor(seed: number) {
    this.#random = generator(seed);
    this.#names = [0, 1, 2, 3].map(() => this.#pick(NAMES));
    const [one, other] = [this.#setup(), this.#setup()];
    this.#setups = [
      one,
      { ...other, ...(seed % 2 === 0 ? { definitions: one.definitions, includes: one.includes } : {}) },
    ];
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length)] as T;
  }

  #setup(): Setup {
    const angle = this.#pick([['inc'], ['inc', 'late'], ['sub', 'inc'], ['inc', 'sub']]);
    return {
      definitions: this.#pick([[], ['define OPTION 2'], ['define OTHER given']]),
      includes: this.#pick([[], [], ['inc/first.h'], ['inc/once.h']]),
      search: { quote: [], angle, system: this.#pick([[], [], ['late'], ['sub', 'late']]), after: [] },
      wantMacros: true,
    };
  }

  unit(): { source: string; setup: Setup } {
    let source = this.#random(4) === 0 ? this.#pick(BETWEEN) : '';
    for (let i = 0, count = this.#random(5); i < count; i++) {
      const name = this.#pick(this.#names);
      source += this.#random(4) === 0 ? `#include <${name}>\n` : `#include "${name}"\n`;
      source += this.#random(8) === 0 ? this.#pick(BETWEEN) : '';
    }
    source += '#endif\n'.repeat(source.split('#ifdef').length - 1);
    source += 'main PLAIN CALL(PLAIN, OTHER) OPEN(1) AT FIRST SIZE bad\n';
    const name = this.#pick(['main.S', 'sub/main.S', 'inc/main.S']);
    return { source, setup: { ...this.#pick(this.#setups), name } };
  }
}

/** Everything that a unit comes to, the place of each of its characters included. */
function outcome({ result, messages, sourceMap }: Run): unknown {
  if (!result) return messages;
  const { text, segments, dependencies, macros } = result;
  const base = sourceMap.addDerived(text.length, segments);
  const places = [];
  for (let i = 0; i < text.length; i++) {
    const at = sourceMap.locate(base + i);
    places.push(
      at && [at.place.file, at.place.line, at.place.column, at.frames.map((f) => [f.how, f.file, f.line, f.column])],
    );
  }
  return { text, dependencies, macros: macros.split('\n').sort(), messages, places };
}

test('units that begin alike come out as they do alone', { timeout: 60_000 }, () => {
  for (let seed = 1; seed <= 30; seed++) {
    const project = new Project(seed);
    const shared: FileCache = cacheOf(HEADERS);
    for (let i = 0; i < 30; i++) {
      const { source, setup } = project.unit();
      const together = outcome(run(source, { ...setup, files: shared }));
      const alone = outcome(run(source, { ...setup, files: cacheOf(HEADERS) }));
      expect(together, `seed ${seed}, unit ${i}: ${JSON.stringify({ source, setup })}`).toEqual(alone);
    }
  }
});

test('a header that was read for another unit is not read again', () => {
  const files = cacheOf(HEADERS);
  const setup = { files, includes: ['inc/first.h'] };
  run('#include <guard.h>\nOTHER\n', setup);
  const { directives } = files.open('inc/guard.h')?.skeleton ?? { directives: [] };
  const before = directives.map((directive) => directive.parsed);
  // what a directive says is worked out where it is reached
  for (const directive of directives) directive.parsed = undefined;
  const { text } = run('/* more */\n\n#include <guard.h>\nCALL(x, y)\n', { ...setup, name: 'other.S' });
  expect(text).toBe('plain OTHER\nab 1 "a"\nxy 1 "x"');
  expect(directives.map((directive) => directive.parsed)).toEqual(before.map(() => undefined));
});

test('directories share what leads to the same file, and nothing else', () => {
  const read: string[] = [];
  const world: Readonly<Record<string, string>> = {
    '/one/own.h': 'own of one\n',
    '/two/own.h': 'own of two\n',
    '/inc/all.h': '#include "own.h"\nall\n',
  };
  const readFrom = (directory: string) => (path: string) => {
    const name = resolve(directory, path);
    if (!Object.hasOwn(world, name)) return undefined;
    read.push(name);
    return Buffer.from(world[name] as string);
  };
  const identityIn = (directory: string) => (path: string) => resolve(directory, path);
  const one = new FileCache(readFrom('/one'), { assembler: true, keepComments: false }, identityIn('/one'));
  const search = { quote: ['.'], angle: ['/inc'], system: [], after: [] };
  const source = '#include <all.h>\nmain\n';
  expect(run(source, { files: one, search }).text).toBe('own of one\nall\nmain');
  const two = one.elsewhere(readFrom('/two'), identityIn('/two'));
  expect(run(source, { files: two, search }).text).toBe('own of two\nall\nmain');
  expect(run(source, { files: one, search }).text).toBe('own of one\nall\nmain');
  expect(read.filter((name) => name === '/inc/all.h')).toEqual(['/inc/all.h']);
});
