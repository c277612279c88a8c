/**
 * `a64as verify`: CPU time of a relocation from source to verdict on the checked engine, one entry mode, and what is not the copy.
 *
 * Bar: 25 MiB in under 3 s for first light, under 1 s for the emulator's own issue; 380 MiB in under 10 s.
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const verify = [process.execPath, path.join(root, 'dist/bin/a64as.js'), 'verify', '--el', '1', '--quiet'];
const runs: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['nothing to copy', ['--nothing']],
  ['25 MiB', ['--mib', '25']],
  ['25 MiB, MMU off', ['--mib', '25', '--no-tables']],
  ['380 MiB', ['--mib', '380']],
];
const figures = measure(
  runs.map(([, options]) => [...verify, ...options]),
  3,
);
const base = figures[0]?.cpu ?? Number.NaN;
figures.forEach(({ cpu, peak }, n) => {
  const name = runs[n]?.[0] ?? '';
  const copy = n === 0 ? '' : `, of which the copy ${(cpu - base).toFixed(2)} s`;
  process.stdout.write(
    `${name.padEnd(20)} ${cpu.toFixed(2)} s CPU${copy}, ${(peak / 2 ** 20).toFixed(0)} MiB at most\n`,
  );
});
