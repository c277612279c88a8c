/**
 * Bundle the executables into dist/bin: a64as (split into chunks, so that a command loads only its own), the
 * conformance runner with its suites and the benchmarks. Start-up is the reason: unbundled, chevrotain and yargs cost 0.4 s.
 */
import * as fs from 'node:fs';
import { build } from 'esbuild';

const entryPoints = { a64as: 'src/cli/bin.ts' };
if (fs.existsSync('test/conformance/main.ts')) {
  entryPoints.conformance = 'test/conformance/main.ts';
  for (const file of list('test/conformance/suites'))
    entryPoints[`suites/${file}`] = `test/conformance/suites/${file}.ts`;
}
for (const file of list('bench')) entryPoints[`bench/${file}`] = `bench/${file}.ts`;

/** Names of the TypeScript files in a directory, without their ending. */
function list(directory) {
  if (!fs.existsSync(directory)) return [];
  return fs
    .readdirSync(directory)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
}

const out = 'dist/bin';
const fresh = `dist/.bin-${process.pid}`;
await build({
  entryPoints,
  outdir: fresh,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  // found beside a64as at run time, by 'a64as offsets' alone, to strip the types of schemas and to parse C
  external: ['esbuild', 'web-tree-sitter'],
  chunkNames: 'chunks/[name]-[hash]',
  // yargs and a few others are CommonJS inside: give them a require
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
});
fs.rmSync(out, { recursive: true, force: true });
fs.renameSync(fresh, out);
fs.chmodSync(`${out}/a64as.js`, 0o755);
