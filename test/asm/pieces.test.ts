/**
 * A large source read by pieces comes to the same as one string: whatever begins in one piece may end in a later one.
 */
import { describe, expect, test } from 'vitest';
import { writeObject } from '../../src/asm/index.ts';
import { LineIndex } from '../../src/text/line-index.ts';
import { findLineMarkers } from '../../src/text/line-markers.ts';
import { pieceAt, type SourceText } from '../../src/text/source-text.ts';
import { WindowedText } from '../../src/text/windowed-text.ts';
import { run } from './helpers.ts';

/** As from a file, which may give fewer bytes at once than were asked for. */
function inPieces(text: string, most = Number.POSITIVE_INFINITY): SourceText {
  const bytes = Buffer.from(text, 'latin1');
  return new WindowedText(bytes.length, (into, at) => bytes.copy(into, 0, at, at + Math.min(into.length, most)));
}

async function same(text: string): Promise<readonly string[]> {
  const [whole, pieces] = [await run(text), await run(inPieces(text))];
  expect(pieces.messages).toEqual(whole.messages);
  expect(pieces.frames).toEqual(whole.frames);
  expect(pieces.elf && writeObject(pieces.elf)).toEqual(whole.elf && writeObject(whole.elf));
  return whole.messages;
}

/** Lines of code, some with symbols. */
const code = (lines: number, from = 0): string =>
  Array.from(
    { length: lines },
    (_, i) => `a_long_label_${from + i}:\tadd x0, x1, #${i % 4096}\n\tb a_long_label_${from + i}\n`,
  ).join('');

describe('a source in pieces', () => {
  test('has its statements, labels and reports', async () => {
    const text = `${code(2000)}\tadd x0, x1, #4097\n${code(2000, 2000)}\tbogus x1\n\tb nowhere + 1\n`;
    expect(await same(text)).toHaveLength(2);
  });

  test('has macros, loops, comments and strings of any length', async () => {
    const nops = 'nop\n'.repeat(30_000);
    await same(`.macro m\n${nops}.endm\nm\n.rept 2\n${nops}.endr\n${code(100)}`);
    await same(`nop /* ${'comment\n'.repeat(20_000)}*/ ; ret\n/* ${'comment\n'.repeat(20_000)}*/\nret\n`);
    await same(`${code(3000)}.data\n.ascii "${'text\\n'.repeat(30_000)}"\n.byte 1\n`);
    await same(`${'nop;'.repeat(40_000)}\nret`);
  });

  test('counts lines from line markers, wherever they stand', async () => {
    const wrong = '\tadd x0, x1, #4097\n';
    const marked = (marker: string) => `${code(2000)}${wrong}${marker}\n${code(2000, 2000)}${wrong}${code(10, 4000)}`;
    for (const marker of ['# 7 "f.c"', '\t.linefile 7 "f.c"', '/*\n# 7 "f.c"\n*/', '.if 0\n# 7 "f.c"\n.endif']) {
      const [first, second] = await same(marked(marker));
      expect(first).toMatch(/^4001: error/);
      expect(second).toMatch(/^40\d\d: error/);
    }
    expect((await same(marked(' # 7 "f.c"')))[1]).toMatch(/^8003: error/);
    await same(`# 7 "f.c"\n${code(4000)}${wrong}`);
  });

  test('says where macros were written and what does not end', async () => {
    const text = `${code(4000)}.macro m a\nnop\nadd x0, x1, #\\a\n.endm\n${code(4000, 4000)}m 5000\n`;
    expect(await same(text)).toEqual([expect.stringContaining('8003: error: immediate 5000')]);
    expect(await same(`${code(4000)}.if 1\n${code(4000, 4000)}`)).toHaveLength(1);
    expect(await same(`${code(4000)}.rept 3\n${code(4000, 4000)}`)).toHaveLength(1);
  });
});

describe('lines of a text in pieces', () => {
  const text = Array.from({ length: 30_000 }, (_, i) =>
    i % 997 === 0 ? `# ${i} "f${i}.c"\n` : `${'x'.repeat(i % 11)}\n`,
  ).join('');

  test('are numbered as in a string, in any order', () => {
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const index = new LineIndex(inPieces(text));
    for (const line of [29_999, 0, 63, 64, 65, 66, 15_000, 14_990, 15_063, 1, 29_998]) {
      const start = starts[line] ?? 0;
      expect(index.find(start)).toEqual({ line, start });
      expect(index.find((starts[line + 1] ?? 1) - 1)).toEqual({ line, start });
      expect(index.lineAt(start)).toBe(text.slice(start, (starts[line + 1] ?? 1) - 1));
    }
  });

  test('have the same markers', () => {
    expect(findLineMarkers(inPieces(text))).toEqual(findLineMarkers(text));
    expect(findLineMarkers(text)).toHaveLength(30);
  });

  test('are never cut', () => {
    let joined = '';
    while (joined.length < text.length) {
      const piece = pieceAt(inPieces(text), joined.length);
      expect(piece.endsWith('\n')).toBe(true);
      joined += piece;
    }
    expect(joined).toBe(text);
  });
});
