/** Random macro programs (test/cpp/random-source.ts), in both languages, against gcc -E: output and number of errors. */
import { spawnSync } from 'node:child_process';
import { run } from '../../cpp/harness.ts';
import { randomSource } from '../../cpp/random-source.ts';
import type { CaseResult, Suite } from '../suite.ts';

const ASSEMBLER_SEEDS = { from: 1000, count: 400 };
const C_SEEDS = { from: 5000, count: 200 };

export const suite: Suite = {
  name: 'cpp-random',
  tools: ['aarch64-linux-gnu-gcc'],
  async run() {
    const results: CaseResult[] = [];
    for (let i = 0; i < ASSEMBLER_SEEDS.count; i++) results.push(check(ASSEMBLER_SEEDS.from + i, true));
    for (let i = 0; i < C_SEEDS.count; i++) results.push(check(C_SEEDS.from + i, false));
    return results;
  },
};

function check(seed: number, assembler: boolean): CaseResult {
  const source = randomSource(seed);
  const language = assembler ? 'assembler-with-cpp' : 'c';
  const gcc = spawnSync('aarch64-linux-gnu-gcc', ['-E', '-nostdinc', '-undef', '-x', language, '-'], {
    input: source,
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const { result, sink } = run(source, { name: '<stdin>', assembler });
  const errors = gcc.stderr.match(/: error: /g)?.length ?? 0;
  const id = `${language} ${seed}`;
  if (result?.text !== gcc.stdout) return { id, ok: false, detail: 'the output differs' };
  if (sink.errorCount !== errors) return { id, ok: false, detail: `${sink.errorCount} errors, gcc has ${errors}` };
  return { id, ok: true };
}
