/** GNU argument vectors: the forms an option takes, response files, abbreviations. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { type OptionRow, parseGnuArgv, splitWords } from '../../src/cli/gnu-argv.ts';

const ROWS: readonly OptionRow<string>[] = [
  { key: 'output', form: 'separate', names: ['-o'] },
  { key: 'define', form: 'either', names: ['-D'] },
  { key: 'arch', form: 'joined', names: ['-march='] },
  { key: 'map', form: 'equals', names: ['--map', '-Map'] },
  { key: 'id', form: 'optional', names: ['--build-id'] },
  { key: 'gc', form: 'flag', names: ['--gc-sections'] },
  { key: 'gcPrint', form: 'flag', names: ['--gc-print'] },
  { key: 'wrap', form: 'joined', names: ['-Wa,'] },
  { key: 'warn', form: 'prefix', names: ['-W'] },
  { key: 'quiet', form: 'flag', names: ['-W'] },
  { key: 'group', form: 'flag', names: ['--start-group', '-('] },
];

function parse(...argv: string[]): string[] {
  return parseGnuArgv(argv, ROWS).map((item) =>
    item.kind === 'option' ? `${item.key}=${item.value}` : `${item.kind}:${item.value}`,
  );
}

describe('forms', () => {
  test.each([
    [
      ['-o', 'x', 'y'],
      ['output=x', 'operand:y'],
    ],
    [['-DX=1', '-D', 'Y', '-D'], undefined],
    [
      ['-DX=1', '-D', 'Y'],
      ['define=X=1', 'define=Y'],
    ],
    [['-march=armv8.2-a+crc'], ['arch=armv8.2-a+crc']],
    [
      ['--map=a', '--map', 'b', '-Map=c', '-Map', 'd'],
      ['map=a', 'map=b', 'map=c', 'map=d'],
    ],
    [
      ['--build-id', '--build-id=sha1', 'x'],
      ['id=', 'id=sha1', 'operand:x'],
    ],
    [['-Wa,-L,--defsym,X=1'], ['wrap=-L,--defsym,X=1']],
    [
      ['-W', '-Wall'],
      ['quiet=', 'warn=all'],
    ],
    [
      ['-', '--', '-o', '-x'],
      ['operand:-', 'operand:-o', 'operand:-x'],
    ],
    [['-('], ['group=']],
    [
      ['-nonsense', '--what=1'],
      ['unknown:-nonsense', 'unknown:--what=1'],
    ],
    [['-o'], undefined],
  ])('%j', (argv, expected) => {
    if (expected) expect(parse(...argv)).toEqual(expected);
    else expect(() => parse(...argv)).toThrow(UsageError);
  });
});

test('long options may be abbreviated while that is unambiguous', () => {
  expect(parse('--gc-sec', '--build=md5')).toEqual(['gc=', 'id=md5']);
  expect(() => parse('--gc-')).toThrow('ambiguous: --gc-print, --gc-sections');
  expect(() => parse('--gc-sections=1', '--gc-sec=1')).toThrow(UsageError);
});

test('linkers take long options with one dash', () => {
  const items = parseGnuArgv(['-gc-sections', '-build-id=x', '-o', 'y'], ROWS, { singleDash: true });
  expect(items.map((item) => (item.kind === 'option' ? item.key : item.kind))).toEqual(['gc', 'id', 'output']);
});

describe('response files', () => {
  const files: Record<string, string> = { a: '-o "x y" @b\n\'it\'', b: '-DQ=\\"s\\"', loop: '@loop' };
  const read = (path: string) => files[path];

  test('are read in place, nested, with their quoting', () => {
    const items = parseGnuArgv(['1', '@a', '2'], ROWS, { responseFile: read });
    expect(items.map(({ value }) => value)).toEqual(['1', 'x y', 'Q="s"', 'it', '2']);
  });

  test('that do not exist stand for themselves, those without end are refused', () => {
    expect(parseGnuArgv(['@none'], ROWS, { responseFile: read })).toEqual([{ kind: 'operand', value: '@none' }]);
    expect(() => parseGnuArgv(['@loop'], ROWS, { responseFile: read })).toThrow('nest deeper');
  });

  test('words', () => {
    expect(splitWords(' a\t"b c"d \'e\\f\' g\\ h "" ')).toEqual(['a', 'b cd', 'e\\f', 'g h', '']);
  });
});
