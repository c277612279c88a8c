/**
 * Instructions by their shape mean what the encoder makes of them: the recorded vectors with other numbers in them.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { restoredShapes, Shapes } from '../../src/asm/shapes.ts';
import { usualShapes, usualStatements } from '../../src/asm/usual-shapes.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { FeatureSet } from '../../src/isa/features.ts';
import { relocByNumber } from '../../src/isa/relocs.ts';
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

/** A number of up to 64 bits: a run of ones, rotated and repeated, or 16 bits at a multiple of 16, or its complement; now and then with one more bit. */
function wideNumber(): bigint {
  const size = 2 << random(6);
  const ones = (1n << BigInt(1 + random(size - 1))) - 1n;
  const by = BigInt(random(size));
  const element = BigInt.asUintN(size, (ones << by) | (ones >> (BigInt(size) - by)));
  let value = 0n;
  for (let at = 0; at < 64; at += size) value |= element << BigInt(at);
  if (random(2) === 0) value = BigInt(random(0x10000)) << BigInt(16 * random(4));
  if (random(3) === 0) value = BigInt.asUintN(64, ~value);
  if (random(6) === 0) value ^= 1n << BigInt(random(64));
  return random(3) === 0 ? value & 0xffffffffn : value;
}

/** It as somebody may write it: with a sign, in decimal. */
function written(value: bigint): string {
  const signed = random(3) === 0 ? BigInt.asIntN(64, value) : random(4) === 0 ? -value : value;
  if (random(2) === 0) return String(signed);
  return signed < 0n ? `-0x${(-signed).toString(16)}` : `0x${signed.toString(16)}`;
}

/** The statement with every number replaced, some of them by hexadecimal or negative ones. */
function otherNumbers(text: string): string {
  const blank = text.indexOf(' ');
  const operands = text
    .slice(blank)
    .replaceAll(/(?<=[xwvbhsdq])\d+(?=[,.\] }]|$)/g, () => String(random(34)))
    .replaceAll(/(?<=[ #[])(-?)(0x[0-9a-f]+|\d+)(?=[,\] }]|$)/g, () => {
      if (random(5) === 0) return written(wideNumber());
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

/** What the shapes make of statements, those of the vectors and others with other numbers in them, and how many they know; those of which the encoder makes something else. */
function compared(shapes: Shapes, known: FeatureSet, texts: readonly string[]): { found: number; wrong: string[] } {
  const statements = new Statements(known);
  let found = 0;
  const wrong: string[] = [];
  for (const text of texts) {
    if (!shapes.findText(text, 0, text.length)) continue;
    found++;
    const { word, warning, relocs } = statements.assemble(text);
    if (word !== shapes.word >>> 0 || warning !== '' || relocs.length > 0)
      wrong.push(`${text}: ${(shapes.word >>> 0).toString(16)}, not ${word?.toString(16)} ${warning}`);
  }
  return { found, wrong };
}

const varied = (): string[] =>
  vectors.flatMap((vector) =>
    Array.from({ length: 8 }, (_, i) => (i === 0 ? vector : i < 3 ? otherVectors(vector) : otherNumbers(vector))),
  );

/** Statements with numbers that more than one row takes. */
const SHARED = [
  'mov x1, N',
  'mov w1, N',
  'mov sp, N',
  'and x1, x2, N',
  'and w1, w2, N',
  'and sp, x2, N',
  'orr x3, x4, N',
  'eor w3, w4, N',
  'tst x1, N',
  'ands w1, w2, N',
  'bic x1, x2, N',
  'bics w1, w2, N',
  'orn x1, x2, N',
  'eon w1, w2, N',
  'ubfx x1, x2, N, N',
  'ubfx w1, w2, N, N',
  'sbfiz x1, x2, N, N',
  'bfi w1, w2, N, N',
  'bfxil x1, x2, N, N',
  'bfc x1, N, N',
  'lsl w1, w2, N',
  'lsr x1, x2, N',
  'add x1, x2, N',
  'add x1, x2, N, lsl N',
  'sub w1, wsp, N',
  'cmp x1, N',
  'cmn w1, N',
  'subs x1, x2, N',
  'ldr x1, [x2, N]',
  'ldr w1, [sp, N]',
  'strh w1, [x2, N]',
  'ldrb w1, [x2, N]',
  'ldrsw x1, [x2, N]',
  'ldr q1, [x2, N]',
  'str h1, [x2, N]',
  'prfm pldl1keep, [x1, N]',
  'ldr x1, [x2, N]!',
  'ldp x1, x2, [x3, N]',
  'movz x1, N',
  'movn w1, N',
  'movk x1, N, lsl N',
  'ccmp x1, N, N, eq',
  'extr x1, x2, x3, N',
];

let saved = new Uint8Array();
const features = FeatureSet.default();
beforeAll(async () => {
  saved = (await withGrammar(usualShapes)) as Uint8Array<ArrayBuffer>;
});

function restored(key = features.key): Shapes {
  return restoredShapes(saved, key) ?? new Shapes();
}

describe('shapes of instructions', () => {
  it('make the words of the encoder, and none where it refuses or warns', () => {
    const { found, wrong } = compared(restored(), features, varied());
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(10_000);
  });

  it.each([
    ['numbers up to 70', () => String(random(70))],
    ['negative numbers', () => String(-random(300))],
    ['offsets', () => String((ALL[random(ALL.length)] as number) * (1 << random(4)))],
    ['multiples of a page', () => written(BigInt(random(5000) * 4096))],
    ['wide numbers', () => written(wideNumber())],
  ])('make the words of the row that takes the numbers: %s', (_, number) => {
    const texts = SHARED.flatMap((text) =>
      Array.from({ length: 200 }, () => text.replaceAll('N', () => (random(2) === 0 ? '#' : '') + number())),
    );
    const { found, wrong } = compared(restored(), features, texts);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });

  it.each(['armv8.5-a', 'armv9.4-a+sme2+memtag+crypto', 'all'])('are those of more features, too: %s', (name) => {
    const more = FeatureSet.fromArchitecture(name) as FeatureSet;
    const { found, wrong } = compared(new Shapes(restored()), more, varied());
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(10_000);
  });

  it('make the words and relocations of what ends in a symbol', () => {
    const statements = new Statements(features);
    const shapes = restored();
    const stems = [
      'b ',
      'bl\t',
      'b.eq ',
      'bne\t',
      'cbz w3, ',
      'cbnz\txzr, ',
      'tbz x1, 40, ',
      'tbz x1, #3, ',
      'tbnz w30, 31, ',
      'adrp x0, ',
      'adr x1, ',
      'ldr x1, ',
      'add x1, sp, :lo12:',
      'add w1, w2, #:lo12:',
      'ldr x1, [x2, #:lo12:',
      'str w1, [sp, :lo12:',
      'ldrb wzr, [x2, #:lo12:',
      'ldr q1, [x2, :lo12:',
    ];
    for (const stem of stems) {
      const closed = stem.includes('[');
      const text = `${stem}target${closed ? ']' : ''}`;
      const { word, relocs, error } = statements.assemble(text);
      expect(error).toBe('');
      expect(shapes.findStem(text, 0, stem.length, text.length), text).toBe(true);
      expect(shapes.word >>> 0, text).toBe(word);
      expect([`${relocByNumber(shapes.reloc)?.name} target`], text).toEqual(relocs);
      expect(shapes.findText(text, 0, text.length), text).toBe(false);
    }
    for (const stem of ['tbz w1, 32, ', 'cbz w31, ', 'tbz x1, 64, ', 'b x, ', 'add x1, xzr, :lo12:', 'add x0, x1, '])
      expect(shapes.findStem(`${stem}target`, 0, stem.length, stem.length + 6), stem).toBe(false);
  });

  it('are known of what compilers write, in any case and with any blanks', () => {
    const shapes = restored();
    const known = [
      'ldp\tx19, x20, [sp, 16]',
      'LDP X1,X2,[X3,#-16]!',
      'add w1 , w2,\tw3,lsl#3',
      'mul v1.8h, v2.8h, v3.h[4]',
      'mov x29, sp',
      'movk x2, 0x3d, lsl 32',
      'ldr d7, [x0, w2, sxtw #3]',
      'movi v3.4s, #0x1b, lsl #8',
      'ret',
      'ld3 {v30.8b, v31.8b, v0.8b}, [x1], x2',
      'st4 {v1.4h-v4.4h}, [x2], #32',
      'mov x0, -1',
      'mov w1, 0xf0f0f0f0',
      'and x1, x2, -4096',
      'orr w1, wzr, 0x55555555',
      'tst x0, 9223372036854775808',
      'eor x1, x2, -9223372036854775808',
      'add x1, x2, 16773120',
      'cmp w1, -4096',
      'sub x1, sp, -9',
      'ubfx x1, x2, 31, 33',
      'bfi w1, w2, 0, 32',
      'str xzr, [x1, 12]',
      'ldr w1, [sp, -3]',
      'cinc x1, xzr, eq',
      'csel w0, w0, wzr, cs',
      'mov v1.16b, v31.16b',
    ];
    expect(known.filter((text) => !shapes.findText(text, 0, text.length))).toEqual([]);
  });

  it('are the same where numbers are calculated, and x30 has its name', () => {
    const shapes = restored();
    const wordOf = (text: string) => (shapes.findText(text, 0, text.length) ? shapes.word : undefined);
    const calculated = (all: string): string => {
      const number = BigInt(all.startsWith('-') ? 0 : all) - BigInt(all.startsWith('-') ? all.slice(1) : 0);
      const small = BigInt(random(100) + 1);
      const forms = [`(${number})`, `${number - small} + ${small}`, `(${number + small}-${small})`, `~(${~number})`];
      if (number % 8n === 0n && number < 2n ** 15n && number > -(2n ** 15n))
        forms.push(`${number / 8n}*8`, `8 * (${number / 8n})`);
      if (number > 0n && number % 16n === 0n) forms.push(`(${number / 16n} << 4)`, `(0x${number.toString(16)} | 0)`);
      const form = forms[random(forms.length)] as string;
      // ten digits and fifteen of sixteen are as much as the core reads in expressions
      return form.replaceAll(/\d+/g, (digits) => (digits.length > 10 ? `0x${BigInt(digits).toString(16)}` : digits));
    };
    let found = 0;
    const wrong: string[] = [];
    for (const text of vectors) {
      const blank = text.indexOf(' ');
      const literal = otherNumbers(text);
      const other = `${literal.slice(0, blank)}${literal
        .slice(blank)
        .replaceAll(/(?<=[ #[])-?(0x[0-9a-f]+|\d+)(?=[,\]]|$)/g, calculated)
        .replaceAll(/\bx30\b/g, random(2) === 0 ? 'lr' : 'LR')}`;
      const [first, second] = [wordOf(literal), wordOf(other)];
      if (second !== undefined) found++;
      if (second !== undefined && first !== second && !/-0(x0)?\b/.test(literal)) wrong.push(`${literal} / ${other}`);
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(1000);
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
      'add x0, x1, #~y',
      'add x0, x1, #1f',
      'add x0, x1, x2y',
      'ubfx w1, w2, 31, 2',
      'bfi x1, x2, 60, 5',
      'and w1, w2, 0x100000001',
      'and x1, x2, 0',
      'and x1, x2, 18446744073709551616',
      'and x1, x2, -9223372036854775809',
      'mov x1, 0x12345',
      'ldr x1, [x2, 257]',
      'mul v1.8h, v2.8h, v3.h[#4]',
      'lsl x0, x1, ##3',
      `add x0, x1, #1${' '.repeat(300)}+ 1`,
    ];
    expect(others.filter((text) => shapes.findText(text, 0, text.length))).toEqual([]);
  });

  it('begin with nothing when the table is for other features, or damaged', () => {
    const text = 'ret';
    for (const shapes of [restored('other'), new Shapes()]) expect(shapes.findText(text, 0, 3)).toBe(false);
    for (const part of [saved.subarray(0, 3), saved.subarray(0, saved.length - 1), saved.map((byte) => byte ^ 1)]) {
      expect(restoredShapes(part, features.key)).toBeUndefined();
    }
  });

  it('come from statements of every row that needs no extension', () => {
    const mnemonics = new Set(usualStatements().map((text) => text.split(' ')[0]));
    for (const name of ['add', 'ldr', 'stp', 'csel', 'fadd', 'ld1', 'movi', 'ret', 'bfi', 'mrs', 'dmb'])
      expect(mnemonics).toContain(name);
  });
});
