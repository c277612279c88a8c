/** What the grammars look ahead for is written down, and must be what chevrotain would find out now. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ExpressionParser, TYPES } from '../../src/expr/grammar.ts';
import { renderLookahead } from '../../src/expr/render-lookahead.ts';
import { ScriptParser } from '../../src/ld/script/commands.ts';
import { ALL_TOKENS } from '../../src/ld/script/lexer.ts';

const read = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
const shared = Object.values(TYPES);
const remedy = 'run node scripts/lookahead.mjs';

it('is current for expressions', () => {
  const text = renderLookahead((analysis) => new ExpressionParser(analysis), shared, './prepared.ts');
  expect(text === read('expr/lookahead.ts'), remedy).toBe(true);
});

it('is current for linker scripts', () => {
  const tokens = [...shared, ...ALL_TOKENS];
  const text = renderLookahead((analysis) => new ScriptParser(analysis), tokens, '../../expr/prepared.ts');
  expect(text === read('ld/script/lookahead.ts'), remedy).toBe(true);
});
