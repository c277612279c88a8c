/**
 * The recorded vectors: statements of every row with the words that aarch64-linux-gnu-as 2.40 (or llvm-mc 19, for what is newer) made of them.
 * Refresh with `node scripts/isa-vectors.mjs`.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FeatureSet } from '../../src/isa/features.ts';
import { GROUPS } from '../../src/isa/groups.ts';
import { Statements } from './statement.ts';

const lines = gunzipSync(readFileSync(new URL('../vectors/isa.tsv.gz', import.meta.url)))
  .toString('latin1')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t') as [string, string, string]);

describe('recorded vectors', () => {
  it('assemble to the reference words', () => {
    const statements = new Statements();
    const wrong = lines
      .filter(([text, word]) => statements.hex(text) !== word)
      .map(([text, word]) => `${text}: ${word}, not ${statements.hex(text)}`);
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('exercise every mnemonic that the printer writes', () => {
    const recorded = new Set(lines.map(([text]) => text.split(' ')[0]));
    const rows = GROUPS.flatMap((group) => group.rows()).filter((row) => !row.encodeOnly && row.target === undefined);
    const aliased = new Set(
      GROUPS.flatMap((group) => group.rows()).flatMap((row) => (row.target ? [row.target.mnemonic] : [])),
    );
    const missing = rows
      .map((row) => row.mnemonic)
      .filter((name) => !recorded.has(name) && !aliased.has(name) && name !== 'adrp');
    expect([...new Set(missing)]).toEqual([]);
  });

  it('assemble in upper case, with tabs and without #', () => {
    const statements = new Statements();
    const plain = lines.filter(([text]) => !/[.]\+|[.]-|#-?\d*\.\d|\d\.\d/.test(text));
    for (const [text, word] of plain.filter((_, i) => i % 7 === 0)) {
      expect(statements.hex(text.toUpperCase()), text).toBe(word);
      expect(statements.hex(text.replace(' ', '\t').replaceAll(', ', ',')), text).toBe(word);
      expect(statements.hex(text.replaceAll('#', '')), text).toBe(word);
    }
  });

  it('need an extension or none, and say which', () => {
    const base = new Statements(FeatureSet.default());
    const all = new Statements();
    let refused = 0;
    for (const [text] of lines) {
      const { word, error, hint } = base.assemble(text);
      if (word !== undefined) continue;
      refused++;
      expect(all.assemble(text).word, text).toBeDefined();
      expect(error, text).toMatch(/^selected processor does not support /);
      expect(hint, text).toMatch(/needs the (extension|architecture) '/);
    }
    expect(refused).toBeGreaterThan(lines.length / 4);
  });
});
