/**
 * The library: tsc writes dist/lib (JavaScript and declarations, file by file), then white space and comments leave the
 * JavaScript; the declarations keep their docstrings. Without this the package would be a third larger.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';

const out = 'dist/lib';
fs.rmSync(out, { recursive: true, force: true });
execFileSync(path.join('node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.lib.json'], { stdio: 'inherit' });
const files = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
await build({
  entryPoints: files.map((file) => path.join(out, file)),
  outdir: out,
  allowOverwrite: true,
  bundle: false,
  minifyWhitespace: true,
  format: 'esm',
  logLevel: 'warning',
});
