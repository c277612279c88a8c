/** Diagnostics as text, JSON, SARIF and GitHub annotations. */
import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_LIMIT, DiagnosticSink, NO_POS } from '../../src/diag/diagnostic.ts';
import { renderGitHub, renderJson, renderSarif } from '../../src/diag/formats.ts';
import { renderText } from '../../src/diag/render.ts';
import { SourceMap } from '../../src/text/source-map.ts';

const ERROR = { severity: 'error', code: 'A64-E0104', text: 'immediate 4097 is not in [0, 4095]' } as const;

function sample(): { sink: DiagnosticSink; map: SourceMap } {
  const map = new SourceMap();
  const main = map.addFile('main.S', 'nop\n#include "sub.h"\n  copy_page x0\n');
  const header = map.addFile('sub.h', '.macro copy_page r\n\tadd x0, x1, #4097\n.endm\n', main + 4);
  const body = map.addDerived(
    '\tadd x0, x1, #4097\n'.length,
    { starts: [0], origins: [header + 19], count: 1 },
    "in expansion of macro 'copy_page'",
    main + 23,
  );
  const sink = new DiagnosticSink();
  sink.report(body + 13, { ...ERROR, hint: 'use a register' }, 5, [{ pos: main, text: 'began here' }]);
  return { sink, map };
}

describe('text', () => {
  test('place, excerpt with the caret under the operand, hint, chain, notes', () => {
    const { sink, map } = sample();
    expect(renderText(sink.list, map)).toBe(
      [
        'sub.h:2:14: error: immediate 4097 is not in [0, 4095] [A64-E0104]',
        '    2 | \tadd x0, x1, #4097',
        '      | \t            ^~~~~',
        '        help: use a register',
        "main.S:3:3: note: in expansion of macro 'copy_page'",
        'main.S:2:1: note: included from here',
        'main.S:1:1: note: began here',
        '    1 | nop',
        '      | ^',
        '',
      ].join('\n'),
    );
  });

  test('colours only when asked', () => {
    const { sink, map } = sample();
    expect(renderText(sink.list, map)).not.toContain('\x1b');
    expect(renderText(sink.list, map, { colour: true })).toContain('\x1b[1;31merror\x1b[0m');
  });

  test('no place: the program speaks', () => {
    const sink = new DiagnosticSink();
    sink.report(NO_POS, ERROR);
    expect(renderText(sink.list, new SourceMap(), { program: 'ld' })).toBe(
      'ld: error: immediate 4097 is not in [0, 4095] [A64-E0104]\n',
    );
  });

  test('a very long line is shown as a window around the caret', () => {
    const map = new SourceMap();
    const base = map.addFile('long.S', `${'a'.repeat(100_000)}HERE${'b'.repeat(100_000)}\n`);
    const sink = new DiagnosticSink();
    sink.report(base + 100_000, ERROR, 4);
    const [, excerpt, marker] = renderText(sink.list, map).split('\n');
    expect(excerpt?.length).toBeLessThan(200);
    expect(excerpt?.indexOf('HERE')).toBe(marker?.indexOf('^~~~'));
  });

  test('control characters do not reach the terminal, UTF-8 does', () => {
    const map = new SourceMap();
    const base = map.addFile('a.S', 'x \x1b[31m \0 \xc3\xa9 \xff\n');
    const sink = new DiagnosticSink();
    sink.report(base, ERROR);
    const text = renderText(sink.list, map);
    expect(text).not.toContain('\x1b');
    expect(text).not.toContain('\0');
    const utf8 = new SourceMap();
    sink.list.length = 0;
    sink.report(utf8.addFile('b.S', '\xc3\xa9t\xc3\xa9\n') + 2, ERROR, 1);
    expect(renderText(sink.list, utf8)).toContain('    1 | été\n      |  ^');
  });

  test('a long chain shows its ends', () => {
    const map = new SourceMap();
    const file = map.addFile('a.S', 'm\n'.repeat(100));
    let at = file;
    for (let i = 0; i < 100; i++) {
      at = map.addDerived(
        'm\n'.length,
        { starts: [0], origins: [file + 2 * i], count: 1 },
        `in expansion of macro 'm${i}'`,
        at,
      );
    }
    const sink = new DiagnosticSink();
    sink.report(at, ERROR);
    const text = renderText(sink.list, map);
    expect(text.split('\n').length).toBeLessThan(25);
    expect(text).toMatch(/… \d+ more/);
    expect(text).toContain("'m99'");
    expect(text).toContain("'m0'");
  });
});

test('JSON has every fact', () => {
  const { sink, map } = sample();
  expect(JSON.parse(renderJson(sink.list, map))).toEqual([
    {
      severity: 'error',
      code: 'A64-E0104',
      message: ERROR.text,
      hint: 'use a register',
      file: 'sub.h',
      line: 2,
      column: 14,
      length: 5,
      frames: [
        { file: 'main.S', line: 3, column: 3, how: "in expansion of macro 'copy_page'" },
        { file: 'main.S', line: 2, column: 1, how: 'included from here' },
      ],
      notes: [{ message: 'began here', file: 'main.S', line: 1, column: 1 }],
    },
  ]);
  expect(renderJson([], map)).toBe('[]\n');
});

test('SARIF 2.1.0: rules, locations, the chain as related locations', () => {
  const { sink, map } = sample();
  const log = JSON.parse(renderSarif(sink.list, map, '1.2.3'));
  expect(log.version).toBe('2.1.0');
  const [run] = log.runs;
  expect(run.tool.driver).toEqual({ name: 'a64as', version: '1.2.3', rules: [{ id: 'A64-E0104' }] });
  const [result] = run.results;
  expect(result).toMatchObject({ ruleId: 'A64-E0104', ruleIndex: 0, level: 'error' });
  expect(result.locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: 'sub.h' },
    region: { startLine: 2, startColumn: 14, endColumn: 19 },
  });
  expect(result.relatedLocations).toHaveLength(3);
});

test('GitHub annotations escape what the format reserves', () => {
  const map = new SourceMap();
  const base = map.addFile('a,b:c.S', 'x\n');
  const sink = new DiagnosticSink();
  sink.report(base, { severity: 'warning', code: 'A64-E0001', text: '100% of\nit' });
  expect(renderGitHub(sink.list, map)).toBe(
    '::warning file=a%2Cb%3Ac.S,line=1,col=1,endColumn=2,title=A64-E0001::100%25 of?it\n'.replace('?', '%0A'),
  );
});

test('a sink keeps a bounded number and counts all', () => {
  const sink = new DiagnosticSink();
  for (let i = 0; i < DIAGNOSTIC_LIMIT + 5; i++) sink.report(NO_POS, ERROR);
  expect(sink.list).toHaveLength(DIAGNOSTIC_LIMIT);
  expect(sink.dropped).toBe(5);
  expect(sink.errorCount).toBe(DIAGNOSTIC_LIMIT + 5);
});
