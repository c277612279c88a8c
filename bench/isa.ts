/**
 * The instruction table: statements encoded a second over the shared vectors, words printed a second, what the table adds to start-up, and
 * `objdump -d` of a million words against GNU objdump in the same run: uniformly random ones, and a kernel's text (A64AS_CORPUS).
 *
 * Bars: 1 M statements a second and 10 ms of start-up (CPU time of this process, the best of a few rounds after warm-up); disassembly 2.0 of GNU's CPU time.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { InstructionEncoder } from '../src/isa/encoder.ts';
import { FeatureSet } from '../src/isa/features.ts';
import { print } from '../src/isa/print.ts';
import { TestHost } from '../test/isa/host.ts';
import { measure } from './measure.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const ROUNDS = 8;
const WORDS = 1_000_000;
const OBJDUMP_BAR = 2;

/** Best rate of `count` units of work in M/s of CPU time. */
function rate(count: number, work: () => void): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return `${(count / best).toFixed(2).padStart(6)} M/s`;
}

const before = process.cpuUsage();
const encoder = new InstructionEncoder(new TestHost(), FeatureSet.all());
encoder.encode('add x0, x1, #1', 0, 3, 3, 14);
const { user, system } = process.cpuUsage(before);
process.stdout.write(`first statement ${((user + system) / 1000).toFixed(1)} ms CPU\n`);

const lines = gunzipSync(fs.readFileSync(path.join(root, 'test/vectors/isa.tsv.gz')))
  .toString('latin1')
  .trimEnd()
  .split('\n');
const all = lines.map((line) => line.split('\t')[0] ?? '').filter((text) => !/[.][+-]/.test(text));
const words = lines.map((line) => Number.parseInt(line.split('\t')[1] ?? '0', 16));
const base = all.filter((text) => !/\b[vzpbhsdq]\d|za|\{/.test(text));
const kernel = [
  'add x0, x1, #16',
  'ldp x2, x3, [x1], #16',
  'stp x4, x5, [x13, #16]',
  'cmp x0, x1',
  'mov x18, xzr',
  'dsb ish',
  'isb',
  'ldr x0, [x1, #8]',
  'and x0, x0, #0xfff',
  'tlbi vmalle1',
];

for (const [name, list] of [
  ['kernel-like', kernel],
  ['base', base],
  ['all', all],
] as const) {
  const starts = list.map((text) => (text.indexOf(' ') < 0 ? text.length : text.indexOf(' ')));
  const repeats = Math.max(1, Math.round(200_000 / list.length));
  const figure = rate(list.length * repeats, () => {
    for (let k = 0; k < repeats; k++)
      list.forEach((text, i) => {
        encoder.encode(text, 0, starts[i] ?? 0, starts[i] ?? 0, text.length);
      });
  });
  process.stdout.write(`encode ${name.padEnd(14)} ${figure}  (${list.length} statements)\n`);
}
process.stdout.write(
  `print  all            ${rate(words.length, () => {
    for (const word of words) print(word, 0n);
  })}\n`,
);

/** A million random words, the same in each run (xorshift). */
function randomWords(): Buffer {
  const bytes = Buffer.alloc(4 * WORDS);
  let state = 12345;
  for (let i = 0; i < WORDS; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, 4 * i);
  }
  return bytes;
}

function compareObjdump(name: string, options: readonly string[]): void {
  const a64as = path.join(root, 'dist/bin/a64as.js');
  const [mine, gnu] = measure([
    [process.execPath, a64as, 'objdump', ...options],
    ['aarch64-linux-gnu-objdump', ...options],
  ]);
  if (!mine || !gnu) return;
  const ratio = mine.cpu / gnu.cpu;
  if (ratio > OBJDUMP_BAR) process.exitCode = 1;
  process.stdout.write(
    `objdump ${name.padEnd(13)} ${mine.cpu.toFixed(2)} s, GNU ${gnu.cpu.toFixed(2)} s: ratio ${ratio.toFixed(2)} (bar ${OBJDUMP_BAR})\n`,
  );
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
try {
  const random = path.join(scratch, 'random.bin');
  fs.writeFileSync(random, randomWords());
  compareObjdump('random words', ['-D', '-b', 'binary', '-m', 'aarch64', random]);
  const corpus = process.env.A64AS_CORPUS;
  // 445 thousand words of text each
  const kernel = path.join(corpus ?? '', 'tiny/vmlinux.ref');
  if (corpus) compareObjdump('kernel text', ['-d', kernel, kernel]);
  else process.stdout.write('objdump kernel text not measured: A64AS_CORPUS names no corpus\n');
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
