/** The whole preprocessor against GNU cpp's recorded output, byte for byte (scripts/record-cpp.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/cli/as/options.ts';
import { FileCache, preprocess } from '../../src/cpp/index.ts';
import { predefinedMacros } from '../../src/cpp/predefined.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { SourceMap } from '../../src/text/source-map.ts';
import { run } from './harness.ts';
import { randomSource } from './random-source.ts';

const CASES = new URL('./cases/', import.meta.url);
const GOLDEN = new URL('../golden/cpp/', import.meta.url);

function fileIn(directory: URL, name: string): Buffer | undefined {
  try {
    return readFileSync(new URL(name, directory));
  } catch {
    return undefined;
  }
}

function preprocessCase(name: string): string {
  const source = (fileIn(CASES, name) as Buffer).toString('latin1');
  const args = /^\/\/ args: (.*)$/.exec(source.split('\n')[0] ?? '')?.[1]?.split(' ') ?? [];
  const settings = parseSettings([...args, '-E', name], { responseFile: () => undefined });
  const assembler = name.endsWith('.S');
  const result = preprocess({
    name,
    files: new FileCache((path) => fileIn(CASES, path), { assembler, keepComments: false }),
    sourceMap: new SourceMap(),
    sink: new DiagnosticSink(),
    search: settings.search,
    definitions: settings.definitions,
    predefined: predefinedMacros({ ...settings.target, assembler }),
    macroFiles: settings.macroFiles,
    includes: settings.includes,
    lineMarkers: true,
    macroPrefixMap: settings.macroPrefixMap,
  });
  return result?.text ?? '';
}

describe('cases', () => {
  for (const name of readdirSync(CASES).filter((file) => /\.[Sc]$/.test(file))) {
    test(name, () => {
      const expected = (fileIn(GOLDEN, `${name}.i`) as Buffer).toString('latin1');
      expect(preprocessCase(name).split('\n')).toEqual(expected.split('\n'));
    });
  }
});

test('random macros expand as GNU cpp expands them', () => {
  const expected = JSON.parse((fileIn(GOLDEN, 'random.json') as Buffer).toString('utf8')) as string[];
  expect(expected.length).toBeGreaterThan(100);
  expected.forEach((text, seed) => {
    const { result } = run(randomSource(seed), { name: '<stdin>' });
    expect(result?.text, `seed ${seed}`).toBe(text);
  });
});

describe('predefined macros', () => {
  const expected = JSON.parse((fileIn(GOLDEN, 'predefined.json') as Buffer).toString('utf8')) as Record<
    string,
    string[]
  >;
  const base = (expected[''] as string[]).map((line) => line.slice(1));
  for (const [options, changes] of Object.entries(expected)) {
    const without = base.filter((line) => !changes.includes(`-${line}`) && !changes.includes(`+${line}`));
    const lines = [...without, ...changes.filter((line) => line.startsWith('+')).map((line) => line.slice(1))];
    test(options || '(none)', () => {
      const words = options === '' ? [] : options.split(' ');
      const { target } = parseSettings([...words, 'x.S'], { responseFile: () => undefined });
      const mine = predefinedMacros({ ...target, assembler: !words.includes('-x') });
      const normal = (list: readonly string[]) => list.map((line) => line.trimEnd()).sort();
      expect(normal(mine.trim().split('\n'))).toEqual(normal(lines));
    });
  }
});
