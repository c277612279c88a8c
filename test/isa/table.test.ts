/**
 * Properties of the whole table: the index is current, rows parse, none overlaps another unless declared, every row is reached by the decoder and its
 * words survive word -> text -> word.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/isa/decoder.ts';
import { GROUPS } from '../../src/isa/groups.ts';
import { preferred } from '../../src/isa/print.ts';
import { renderIndex } from '../../src/isa/render-index.ts';
import type { Row } from '../../src/isa/row.ts';
import { printedStatement, randomWords, Statements } from './statement.ts';

const rows = GROUPS.flatMap((group) => group.rows());
const instructions = rows.filter((row) => row.target === undefined && !row.encodeOnly);
const WORDS_PER_ROW = 10;

/** Words of a row's bit string with random fields, should-be bits as they should be; reserved ones left out. */
function* words(row: Row, random: () => number, count: number): Generator<number> {
  for (let i = 0, tries = 0; i < count && tries < 60 * count; tries++) {
    const fixed = row.mask | row.layout.shouldBe;
    const word = ((row.value & fixed) | (random() & ~fixed)) >>> 0;
    if (!row.allocates(word)) continue;
    i++;
    yield word;
  }
}

function overlap(a: Row, b: Row, random: () => number): number | undefined {
  if (((a.value ^ b.value) & a.mask & b.mask) !== 0) return undefined;
  for (let i = 0; i < 64; i++) {
    const word = ((a.value & a.mask) | (b.value & b.mask) | (random() & ~(a.mask | b.mask))) >>> 0;
    if (a.allocates(word) && b.allocates(word)) return word;
  }
  return undefined;
}

describe('the instruction table', () => {
  it('has a current index', () => {
    const file = readFileSync(new URL('../../src/isa/mnemonic-index.ts', import.meta.url), 'utf8');
    expect(file === renderIndex(), 'run node scripts/isa-index.mjs').toBe(true);
  });

  it('has rows that parse, and codecs that bind', () => {
    expect(rows.length).toBeGreaterThan(2000);
    for (const row of rows) expect(row.bound.length, row.name).toBe(row.operands.length);
  });

  it('fixes the fields of aliases in their masks', () => {
    for (const row of rows) {
      if (!row.target) continue;
      expect(((row.value ^ row.target.value) & row.target.mask) >>> 0, row.name).toBe(0);
      for (const name of Object.keys(row.fixed ?? {})) {
        const field = row.layout.fields.get(name);
        expect(field && (row.mask & field.mask) >>> 0, `${row.name} ${name}`).toBe(field?.mask);
      }
    }
  });

  it('has no two rows that overlap undeclared', () => {
    const random = randomWords(1);
    const found: string[] = [];
    const bySpace = new Map<number, Row[]>();
    for (const row of instructions) {
      for (let op0 = 0; op0 < 16; op0++) {
        if (((row.value ^ (op0 << 25)) & row.mask & (15 << 25)) === 0)
          bySpace.set(op0, [...(bySpace.get(op0) ?? []), row]);
      }
    }
    for (const list of bySpace.values()) {
      list.forEach((a, i) => {
        for (const b of list.slice(i + 1)) {
          if (a.overlaps || b.overlaps || ((a.value ^ b.value) & a.mask & b.mask) !== 0) continue;
          const word = overlap(a, b, random);
          if (word !== undefined) found.push(`${a.name} and ${b.name}: ${word.toString(16)}`);
        }
      });
    }
    expect([...new Set(found)]).toEqual([]);
  });

  it('is reached by the decoder, row by row', () => {
    const random = randomWords(2);
    const missed: string[] = [];
    for (const row of instructions) {
      let reached = false;
      for (const word of words(row, random, 64)) reached ||= decode(word) === row;
      if (!reached) missed.push(row.name);
    }
    expect(missed).toEqual([]);
  });

  it('encodes what it prints to the same word', () => {
    const random = randomWords(3);
    const statements = new Statements();
    const wrong: string[] = [];
    for (const row of instructions) {
      let tried = 0;
      let canonical = 0;
      for (const word of words(row, random, WORDS_PER_ROW)) {
        if (decode(word) !== row) continue;
        tried++;
        const text = printedStatement(word);
        const again = statements.assemble(text);
        if (again.word === word) canonical++;
        // some encodings have bits that nobody reads (immr of small elements, imm5 of DUP): then the text comes back, not the word
        else if (again.word === undefined || printedStatement(again.word) !== text)
          wrong.push(
            `${word.toString(16).padStart(8, '0')} '${text}' ${again.word?.toString(16).padStart(8, '0') ?? again.error}`,
          );
      }
      if (tried > 4 && canonical === 0) wrong.push(`${row.name}: no word came back`);
    }
    expect(wrong.slice(0, 40)).toEqual([]);
  });

  it('prints every alias that it does not keep for encoding', () => {
    const random = randomWords(4);
    const missed: string[] = [];
    for (const row of rows) {
      if (!row.target || row.encodeOnly) continue;
      let printed = false;
      for (const word of words(row, random, row.when ? 40_000 : 400)) {
        const base = decode(word);
        if (base && preferred(base, word) === row) {
          printed = true;
          break;
        }
      }
      if (!printed) missed.push(row.name);
    }
    expect(missed).toEqual([]);
  });
});
