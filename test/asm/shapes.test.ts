/**
 * Instructions by their shape mean what the encoder makes of them: the recorded vectors with other numbers in them.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { Shapes } from '../../src/asm/shapes.ts';
import { usualShapes, usualStatements } from '../../src/asm/usual-shapes.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { FeatureSet } from '../../src/isa/features.ts';
import { Statements } from '../isa/statement.ts';

const vectors = gunzipSync(readFileSync(new URL('../vectors/isa.tsv.gz', import.meta.url)))
  .toString('latin1')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t')[0] as string);

/** Numbers worth trying: the edges of fields. */
const NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 20, 24, 30, 31, 32, 33, 48, 63, 64, 100, 127, 128, 255, 256, 257];
const LARGE = [504, 512, 1008, 1024, 4095, 4096, 8190, 16380, 32760, 32768, 65535, 65536, 0x7fffff, 0xffffffff];
const ALL = [...NUMBERS, ...LARGE];

let state = 5;
function random(below: number): number {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % below;
}

/** The statement with every number replaced, some of them by hexadecimal or negative ones. */
function otherNumbers(text: string): string {
  const blank = text.indexOf(' ');
  const operands = text
    .slice(blank)
    .replaceAll(/(?<=[xwvbhsdq])\d+(?=[,.\] }]|$)/g, () => String(random(34)))
    .replaceAll(/(?<=[ #[])(-?)(0x[0-9a-f]+|\d+)(?=[,\] }]|$)/g, () => {
      const number = random(3) === 0 ? (ALL[random(ALL.length)] as number) : random(70);
      const sign = random(5) === 0 ? '-' : '';
      return sign + (random(2) === 0 ? `0x${number.toString(16)}` : String(number));
    });
  return text.slice(0, blank) + operands;
}

/** The statement with all vector registers moved on, as lists have them. */
function otherVectors(text: string): string {
  const by = random(32);
  return text.replaceAll(/\bv(\d+)/g, (_, number: string) => `v${(Number(number) + by) % 32}`);
}

let saved = new Uint8Array();
const features = FeatureSet.default();
beforeAll(async () => {
  saved = (await withGrammar(usualShapes)) as Uint8Array<ArrayBuffer>;
});

function restored(key = features.key): Shapes {
  const shapes = new Shapes();
  shapes.restore(saved, key);
  return shapes;
}

describe('shapes of instructions', () => {
  it('make the words of the encoder, and none where it refuses or warns', () => {
    const shapes = restored();
    const statements = new Statements(features);
    let found = 0;
    const wrong: string[] = [];
    for (const vector of vectors)
      for (let i = 0; i < 8; i++) {
        const text = i === 0 ? vector : i < 3 ? otherVectors(vector) : otherNumbers(vector);
        if (!shapes.findText(text, 0, text.length)) continue;
        found++;
        const { word, warning, relocs } = statements.assemble(text);
        if (word !== shapes.word >>> 0 || warning !== '' || relocs.length > 0)
          wrong.push(`${text}: ${(shapes.word >>> 0).toString(16)}, not ${word?.toString(16)} ${warning}`);
      }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(10_000);
  });

  it('are known of what compilers write, in any case and with any blanks', () => {
    const shapes = restored();
    const known = [
      'ldp\tx19, x20, [sp, 16]',
      'LDP X1,X2,[X3,#-16]!',
      'add w1 , w2,\tw3,lsl#3',
      'mov x29, sp',
      'movk x2, 0x3d, lsl 32',
      'ldr d7, [x0, w2, sxtw #3]',
      'movi v3.4s, #0x1b, lsl #8',
      'ret',
      'ld3 {v30.8b, v31.8b, v0.8b}, [x1], x2',
      'st4 {v1.4h-v4.4h}, [x2], #32',
    ];
    expect(known.filter((text) => !shapes.findText(text, 0, text.length))).toEqual([]);
  });

  it('are not those of other texts', () => {
    const shapes = restored();
    const others = [
      'mov x 0, x1',
      'add x0, x1, #010',
      'ldp x0, x0, [x1]',
      'ldr x1, [x1], 8',
      'add w0, w1, w2, lsl #32',
      'mov x31, x0',
      'ld3 {v0.8b, v1.8b, v3.8b}, [x1]',
      'st4 {v1.4h-v4.4h}, [sp], #16',
      'mov x01, x0',
      'add x0, x1, #~3',
      'add x0, x1, #1f',
      'add x0, x1, x2y',
      `add x0, x1, #1${' '.repeat(200)}+ 1`,
    ];
    expect(others.filter((text) => shapes.findText(text, 0, text.length))).toEqual([]);
  });

  it('begin with nothing when the table is for other features, or damaged', () => {
    const text = 'ret';
    for (const shapes of [restored('other'), new Shapes()]) expect(shapes.findText(text, 0, 3)).toBe(false);
    for (const part of [saved.subarray(0, 3), saved.subarray(0, saved.length - 1), saved.map((byte) => byte ^ 1)]) {
      const shapes = new Shapes();
      shapes.restore(part, features.key);
      expect(shapes.findText(text, 0, 3)).toBe(false);
    }
  });

  it('come from statements of every row that needs no extension', () => {
    const mnemonics = new Set(usualStatements().map((text) => text.split(' ')[0]));
    for (const name of ['add', 'ldr', 'stp', 'csel', 'fadd', 'ld1', 'movi', 'ret', 'bfi', 'mrs', 'dmb'])
      expect(mnemonics).toContain(name);
  });
});
