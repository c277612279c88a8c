/** Positions: files, derived texts, chains of expansions, line markers, and the end of the address space. */
import { describe, expect, test } from 'vitest';
import { NO_POS } from '../../src/diag/diagnostic.ts';
import { findLineMarkers } from '../../src/text/line-markers.ts';
import { SourceMap } from '../../src/text/source-map.ts';

describe('files', () => {
  test('a position is a line and a column, counted from 1', () => {
    const map = new SourceMap();
    const base = map.addFile('a.S', 'one\ntwo\n\nfour');
    const at = (offset: number) => {
      const place = map.locate(base + offset)?.place;
      return place && [place.line, place.column, place.text];
    };
    expect(at(0)).toEqual([1, 1, 'one']);
    expect(at(3)).toEqual([1, 4, 'one']);
    expect(at(4)).toEqual([2, 1, 'two']);
    expect(at(8)).toEqual([3, 1, '']);
    expect(at(12)).toEqual([4, 4, 'four']);
    expect(at(13)).toEqual([4, 5, 'four']);
  });

  test('files do not touch: the end of one is not the start of the next', () => {
    const map = new SourceMap();
    const a = map.addFile('a.S', 'x');
    const b = map.addFile('b.S', 'y');
    expect(map.locate(a + 1)?.place.file).toBe('a.S');
    expect(map.locate(b)?.place.file).toBe('b.S');
    expect(map.locate(b + 2)).toBeUndefined();
    expect(map.locate(NO_POS)).toBeUndefined();
  });

  test('inclusions are frames, innermost first', () => {
    const map = new SourceMap();
    const main = map.addFile('main.S', 'text\n#include "a.h"\n');
    const a = map.addFile('a.h', '#include "b.h"\n', main + 5);
    const b = map.addFile('b.h', 'here\n', a);
    const located = map.locate(b);
    expect(located?.place).toMatchObject({ file: 'b.h', line: 1 });
    expect(located?.frames.map(({ file, line, how }) => [file, line, how])).toEqual([
      ['a.h', 1, 'included from here'],
      ['main.S', 2, 'included from here'],
    ]);
  });

  test('a carriage return is no part of the line shown', () => {
    const map = new SourceMap();
    const base = map.addFile('a.S', 'one\r\ntwo\r\n');
    expect(map.locate(base + 5)?.place.text).toBe('two');
  });
});

describe('derived texts', () => {
  test('verbatim segments keep columns, points do not', () => {
    const map = new SourceMap();
    const file = map.addFile('a.S', 'mov x0, #1\nadd x1, x2\n');
    const derived = map.addDerived('x2 x0 16'.length, {
      starts: [0, 3, 6],
      origins: [file + 19, file + 4, file + 8],
      points: [0, 0, 1],
      count: 3,
    });
    expect(map.locate(derived + 1)?.place).toMatchObject({ line: 2, column: 10 });
    expect(map.locate(derived + 4)?.place).toMatchObject({ line: 1, column: 6 });
    expect(map.locate(derived + 7)?.place).toMatchObject({ line: 1, column: 9 });
  });

  test('an expansion adds a frame, a rewriting none', () => {
    const map = new SourceMap();
    const file = map.addFile('a.S', '.macro m\nnop\n.endm\nm\n');
    const rewritten = map.addDerived('.macro m\nnop\n.endm\nm\n'.length, { starts: [0], origins: [file], count: 1 });
    const body = map.addDerived(
      'nop\n'.length,
      { starts: [0], origins: [rewritten + 9], count: 1 },
      "in expansion of macro 'm'",
      rewritten + 19,
    );
    const located = map.locate(body + 1);
    expect(located?.place).toMatchObject({ file: 'a.S', line: 2, column: 2 });
    expect(located?.frames.map(({ line, how }) => [line, how])).toEqual([[4, "in expansion of macro 'm'"]]);
  });

  test('a loop in a loop has each call once, innermost first, however deep they nest', () => {
    const map = new SourceMap();
    let text = map.addFile('a.S', `${'.rept 1\n'.repeat(40)}bad\n`);
    const length = 8 * 40 + 4;
    for (let i = 1; i <= 40; i++) {
      const segments = { starts: [0], origins: [text + 8], count: 1 };
      text = map.addDerived(length - 8 * i, segments, 'in expansion of .rept', text);
    }
    const located = map.locate(text);
    expect(located?.place).toMatchObject({ line: 41, column: 1 });
    expect(located?.frames.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, i) => 40 - i));
  });

  test('chains of #defines are followed to the outermost call', () => {
    const map = new SourceMap();
    const file = map.addFile('a.S', '#define A B\n#define B 1 +\nA\n');
    const steps = [
      { name: 'A', at: file + 26, via: -1 },
      { name: 'B', at: file + 10, via: 0 },
    ];
    const derived = map.addDerived('1 +\n'.length, {
      starts: [0],
      origins: [file + 22],
      vias: [1],
      expansion: (via) => steps[via] as (typeof steps)[0],
      count: 1,
    });
    const located = map.locate(derived);
    expect(located?.place.line).toBe(2);
    expect(located?.frames.map(({ line, column, how }) => [line, column, how])).toEqual([
      [1, 11, "in expansion of macro 'B'"],
      [3, 1, "in expansion of macro 'A'"],
    ]);
  });

  test('characters without an origin belong to the place of the expansion', () => {
    const map = new SourceMap();
    const file = map.addFile('a.S', 'call\n');
    const derived = map.addDerived(
      'made up'.length,
      { starts: [0], origins: [NO_POS], count: 1 },
      'in expansion',
      file,
    );
    expect(map.locate(derived + 3)?.place).toMatchObject({ file: 'a.S', line: 1, column: 1 });
  });
});

describe('line markers', () => {
  test('count anew from the marker, in the file it names', () => {
    const text = 'nop\n# 10 "b.S" 1\nx\ny\n.linefile 5 "c\\"d.S" 2\nz\n';
    const map = new SourceMap();
    const base = map.addFile('a.s', text);
    map.setLineMarkers(base, findLineMarkers(text));
    const at = (needle: string) => {
      const place = map.locate(base + text.indexOf(needle))?.place;
      return place && [place.file, place.line];
    };
    expect(at('nop')).toEqual(['a.s', 1]);
    expect(at('x\n')).toEqual(['b.S', 10]);
    expect(at('y\n')).toEqual(['b.S', 11]);
    expect(at('z\n')).toEqual(['c"d.S', 5]);
  });

  test('end where the text of an asm does', () => {
    const text = 'nop\n#APP\n# 10 "b.c" 1\nx\n# 0 "" 2\n#NO_APP\ny\n';
    const map = new SourceMap();
    const base = map.addFile('a.s', text);
    map.setLineMarkers(base, findLineMarkers(text));
    expect(map.locate(base + text.indexOf('x'))?.place).toMatchObject({ file: 'b.c', line: 10 });
    expect(map.locate(base + text.indexOf('y'))?.place).toMatchObject({ file: 'a.s', line: 7 });
  });

  test('names and numbers of lines count once there are both', () => {
    const text = 'a\nb\nc\nd\n';
    const map = new SourceMap();
    const base = map.addFile('a.s', text);
    map.setLogicalPlace(base + text.indexOf('b'), { line: 30 });
    map.setLogicalPlace(base + text.indexOf('c'), { file: 'x.c' });
    expect(map.locate(base + text.indexOf('b'))?.place).toMatchObject({ file: 'a.s', line: 2 });
    expect(map.locate(base + text.indexOf('d'))?.place).toMatchObject({ file: 'x.c', line: 32 });
  });

  test('comments that begin with # are none', () => {
    expect(findLineMarkers('# comment\n#1\n# 1 x\n#APP\n#line 3 "x"\n # 3 "x"\n# 4 "x"y\n# 0 "x"\n')).toEqual([]);
    expect(findLineMarkers('# 4294967295 "x"\n# 2147483648 "x"\n')).toEqual([]);
  });
});

describe('the end of the address space', () => {
  test('what does not fit gets NO_POS, and what came before stays', () => {
    const map = new SourceMap();
    const first = map.addFile('first.S', 'x\n');
    const text = 'y'.repeat(2 ** 28);
    const bases: number[] = [];
    for (let i = 0; i < 17; i++) bases.push(map.addFile(`f${i}.S`, text));
    expect(bases.filter((base) => base !== NO_POS)).toHaveLength(15);
    expect(bases.at(-1)).toBe(NO_POS);
    expect(Math.max(...bases)).toBeLessThan(2 ** 32);
    expect(map.locate(first)?.place.file).toBe('first.S');
    expect(map.locate((bases[14] as number) + 5)?.place).toMatchObject({ file: 'f14.S', column: 6 });
  });
});
