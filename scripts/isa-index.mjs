/**
 * Writes src/isa/mnemonic-index.ts: which group of the instruction table has which mnemonics, and in which part of the encoding space its words lie,
 * so that groups load only when needed. Run after adding a mnemonic: `node scripts/isa-index.mjs`; a test tells when it is stale.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { outputFiles } = await build({
  stdin: { contents: `export { renderIndex } from './src/isa/render-index.ts';`, resolveDir: root, loader: 'ts' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
writeFileSync(`${root}src/isa/mnemonic-index.ts`, module.renderIndex());
