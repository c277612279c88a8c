/**
 * Every vector row in other spellings of the same statement: upper case, no `#`, blanks wherever they may be, lists as ranges or one by one.
 */
import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../src/isa/groups.ts';
import type { Row } from '../../src/isa/row.ts';
import { printedStatement, randomWords, Statements } from './statement.ts';

const WORDS_PER_ROW = 2;
const statements = new Statements();

/** `{v0.4s-v3.4s}` as `{v0.4s, v1.4s, v2.4s, v3.4s}`. */
function spelledOut(text: string): string {
  return text.replace(
    /\{([vzp])(\d+)(\.\w+)-[vzp](\d+)\.\w+\}/,
    (_all, file: string, first: string, suffix: string, last: string) => {
      const names: string[] = [];
      for (let n = Number(first); n <= Number(last); n++) names.push(`${file}${n}${suffix}`);
      return `{${names.join(', ')}}`;
    },
  );
}

const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  'upper case': (text) => text.toUpperCase(),
  'no number sign': (text) => text.replace(/#/g, ''),
  blanks: (text) => text.replace(/([,[\]{}])/g, ' $1 ').replace(/#/g, '# '),
  tabs: (text) => text.replace(/ /g, '\t'),
  'lists spelled out': spelledOut,
};

function* wordsOf(row: Row, random: () => number): Generator<number> {
  let found = 0;
  for (let tries = 0; found < WORDS_PER_ROW && tries < 100; tries++) {
    const fixed = row.mask | row.layout.shouldBe;
    const word = ((row.value & fixed) | (random() & ~fixed)) >>> 0;
    if (!row.allocates(word)) continue;
    found++;
    yield word;
  }
}

describe('spellings of vector statements', () => {
  const groups = GROUPS.filter((group) => /^(fp|simd|crypto|sve|sme)\//.test(group.name));
  for (const [name, respell] of Object.entries(SPELLINGS)) {
    it(name, () => {
      const random = randomWords(5);
      const wrong: string[] = [];
      for (const row of groups.flatMap((group) => group.rows())) {
        if (row.target || row.encodeOnly) continue;
        for (const word of wordsOf(row, random)) {
          const plain = printedStatement(word);
          const spelled = respell(plain);
          const [expected, got] = [statements.hex(plain), statements.hex(spelled)];
          if (expected !== got) wrong.push(`${spelled}: ${got}, not ${expected}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});
