/** Runs a TypeScript file of this project: bundled by esbuild into node_modules/.cache, then imported. */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file] = process.argv.splice(2, 1);
const outfile = path.resolve('node_modules/.cache', `${path.basename(file)}.mjs`);
const banner = { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" };
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner,
  external: ['esbuild'],
});
await import(pathToFileURL(outfile).href);
