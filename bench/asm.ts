/**
 * Throughput of the assembler: CPU time as a ratio to GNU as's in the same run, medians of 5, on plain.s and macro.s of
 * shared/bench/make-inputs, and on the file that A64AS_BENCH_FILE names (compiler output, say). The bar is 0.6 each.
 *
 * A64AS_BENCH_INPUTS names the directory with plain.s and macro.s; they are made when it has none.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const BAR = 0.6;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const inputs = process.env.A64AS_BENCH_INPUTS ?? path.join(os.tmpdir(), 'a64as-bench-inputs');
if (!fs.existsSync(path.join(inputs, 'macro.s'))) {
  execFileSync('python3', [path.join(root, '../shared/bench/make-inputs'), inputs], { stdio: 'ignore' });
}
const extra = process.env.A64AS_BENCH_FILE;
const out = path.join(os.tmpdir(), `a64as-bench-${process.pid}.o`);
for (const file of [path.join(inputs, 'plain.s'), path.join(inputs, 'macro.s'), ...(extra ? [extra] : [])]) {
  const [mine, gnu] = measure([
    [process.execPath, path.join(root, 'dist/bin/a64as.js'), '-W', '-o', out, file],
    ['aarch64-linux-gnu-as', '-W', '-o', out, file],
  ]);
  if (!mine || !gnu) continue;
  const ratio = mine.cpu / gnu.cpu;
  if (ratio > BAR) process.exitCode = 1;
  const memory = (mine.peak / gnu.peak).toFixed(2);
  process.stdout.write(
    `${path.basename(file).padEnd(20)} ${mine.cpu.toFixed(2)} s, GNU as ${gnu.cpu.toFixed(2)} s: ratio ${ratio.toFixed(2)} (bar ${BAR}), memory x${memory}\n`,
  );
}
fs.rmSync(out, { force: true });
