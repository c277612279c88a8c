/**
 * Writes src/expr/lookahead.ts and src/ld/script/lookahead.ts: what the chevrotain grammars beside them look ahead for, so that no start-up
 * has to find out. Run after changing a grammar: `node scripts/lookahead.mjs`; a test tells when they are stale.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lookahead-'));
try {
  const outfile = join(folder, 'render.mjs');
  await build({
    stdin: {
      contents: `
        import { ExpressionParser, TYPES } from './src/expr/grammar.ts';
        import { renderLookahead } from './src/expr/render-lookahead.ts';
        import { ScriptParser } from './src/ld/script/commands.ts';
        import { ALL_TOKENS } from './src/ld/script/lexer.ts';
        const shared = Object.values(TYPES);
        export const texts = {
          'src/expr/lookahead.ts': renderLookahead((a) => new ExpressionParser(a), shared, './prepared.ts'),
          'src/ld/script/lookahead.ts':
            renderLookahead((a) => new ScriptParser(a), [...shared, ...ALL_TOKENS], '../../expr/prepared.ts'),
        };
      `,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { texts } = await import(pathToFileURL(outfile).href);
  for (const [file, text] of Object.entries(texts)) writeFileSync(`${root}${file}`, text);
} finally {
  rmSync(folder, { recursive: true });
}
