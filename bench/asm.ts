/**
 * Throughput of the assembler: CPU time as a ratio to GNU as's in the same run, medians of 5, on plain.s and macro.s of
 * shared/bench/make-inputs and on a million lines of gcc's output without and with -g. The bars: CPU time 0.6 each, peak memory
 * 2 on compiler output.
 *
 * A64AS_BENCH_FILE names another file, measured alone; A64AS_BENCH_GROWTH=1 measures 10 thousand to 10 million lines.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilerOutput, plainLines, throughputInput } from './inputs.ts';
import { measure } from './measure.ts';

const BAR = 0.6;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const out = path.join(os.tmpdir(), `a64as-bench-${process.pid}.o`);

async function inputs(): Promise<string[]> {
  const given = process.env.A64AS_BENCH_FILE;
  if (given) return [given];
  if (process.env.A64AS_BENCH_GROWTH) {
    const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
    const compiled = sizes.map((n) => compilerOutput(root, n, false));
    return [...sizes.map((n) => plainLines(root, n)), ...(await Promise.all(compiled))];
  }
  const throughput = ['plain.s', 'macro.s'].map((name) => throughputInput(root, name));
  const compiled = [false, true].map((debug) => compilerOutput(root, 1_000_000, debug));
  return [...throughput, ...(await Promise.all(compiled))];
}

for (const file of await inputs()) {
  const [mine, gnu] = measure([
    [process.execPath, path.join(root, 'dist/bin/a64as.js'), '-o', out, file],
    ['aarch64-linux-gnu-as', '-o', out, file],
  ]);
  if (!mine || !gnu) continue;
  const ratio = mine.cpu / gnu.cpu;
  if (ratio > BAR) process.exitCode = 1;
  const memory = (mine.peak / gnu.peak).toFixed(2);
  process.stdout.write(
    `${path.basename(file).padEnd(24)} ${mine.cpu.toFixed(2)} s, GNU as ${gnu.cpu.toFixed(2)} s: ratio ${ratio.toFixed(2)} (bar ${BAR}), memory x${memory}\n`,
  );
}
fs.rmSync(out, { force: true });
