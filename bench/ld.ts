/**
 * The linker: CPU time of whole commands, ours against GNU ld's in one run, and growth with the number of inputs.
 *
 * Bars: vmlinux (543 inputs, the kernel's script) within 3 times GNU ld's CPU time, Node's start included; growth linear.
 * A64AS_CORPUS names a built kernel corpus; without it only the growth is measured.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const a64as = [process.execPath, path.join(root, 'dist/bin/a64as.js'), 'ld'];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));

function report(name: string, ours: { cpu: number; peak: number }, gnu: { cpu: number; peak: number }): void {
  const ratio = (ours.cpu / gnu.cpu).toFixed(2);
  process.stdout.write(
    `${name.padEnd(16)} ${(ours.cpu * 1000).toFixed(0).padStart(6)} ms, GNU ld ${(gnu.cpu * 1000).toFixed(0).padStart(6)} ms: ${ratio}x; memory ${(ours.peak / gnu.peak).toFixed(2)}x\n`,
  );
}

function kernel(corpus: string): void {
  const link = JSON.parse(fs.readFileSync(path.join(corpus, 'tiny/link.json'), 'utf8')) as {
    cwd: string;
    argv: string[];
  };
  const to = (output: string): string[] =>
    link.argv.slice(1).map((word, i, all) => (all[i - 1] === '-o' ? path.join(scratch, output) : word));
  const [ours, gnu] = measure(
    [
      [...a64as, ...to('mine')],
      ['aarch64-linux-gnu-ld', ...to('ref')],
    ],
    5,
    path.join(corpus, link.cwd),
  );
  if (ours && gnu) report('vmlinux', ours, gnu);
}

/** `count` objects, each with a function that calls the next one. */
function growth(count: number): void {
  const directory = path.join(scratch, String(count));
  fs.mkdirSync(directory);
  const names = Array.from({ length: count }, (_, i) => `u${i}.o`);
  const source = (i: number): string =>
    `.text\n.globl f${i}\nf${i}: bl f${(i + 1) % count}\nret\n.data\n.globl d${i}\nd${i}: .quad f${i}\n`;
  names.forEach((name, i) => {
    execFileSync('aarch64-linux-gnu-as', ['-o', path.join(directory, name), '-'], { input: source(i) });
  });
  fs.writeFileSync(path.join(directory, 'inputs'), names.join('\n'));
  fs.writeFileSync(
    path.join(directory, 'all.lds'),
    'ENTRY(f0) SECTIONS { . = 0x10000; .text : { *(.text) } .data : { *(.data) } }',
  );
  const arguments_ = ['-T', 'all.lds', '@inputs', '-o', 'out'];
  const [ours, gnu] = measure(
    [
      [...a64as, ...arguments_],
      ['aarch64-linux-gnu-ld', ...arguments_],
    ],
    3,
    directory,
  );
  if (ours && gnu) report(`${count} inputs`, ours, gnu);
}

try {
  const corpus = process.env.A64AS_CORPUS;
  if (corpus) kernel(corpus);
  for (const count of [10, 100, 1000]) growth(count);
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
