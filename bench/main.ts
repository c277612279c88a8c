/**
 * `npm run bench -- NAME …`: runs dist/check/bench/NAME.js, or says which there are. Figures are CPU time (user + system), medians of
 * 5, as a ratio against the reference tool in the same run; no test depends on them.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const known = fs
  .readdirSync(here)
  .filter((file) => file.endsWith('.js') && !['inputs.js', 'ld-inputs.js', 'main.js', 'measure.js'].includes(file))
  .map((file) => file.slice(0, -3));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (asked.length === 0 || unknown.length > 0) {
  process.stderr.write(`usage: npm run bench -- NAME...   with NAME of ${known.join(', ')}\n`);
  process.exitCode = 2;
}
for (const name of unknown.length > 0 ? [] : asked) {
  process.stdout.write(`${name}\n`);
  const { status } = spawnSync(process.execPath, [path.join(here, `${name}.js`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
