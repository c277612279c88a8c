/**
 * Writes src/isa/mnemonic-index.ts: which group of the instruction table has which mnemonics, and in which part of the encoding space its words lie,
 * so that groups load only when needed. Run after adding a mnemonic: `node scripts/isa-index.mjs`; a test tells when it is stale.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'isa-index-'));
try {
  const outfile = join(folder, 'render-index.mjs');
  await build({
    entryPoints: [`${root}src/isa/render-index.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { renderIndex } = await import(pathToFileURL(outfile).href);
  writeFileSync(`${root}src/isa/mnemonic-index.ts`, renderIndex());
} finally {
  rmSync(folder, { recursive: true });
}
