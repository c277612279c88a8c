/**
 * Suites side by side: names in, their summaries out, in the order of the names.
 *
 * Each suite runs in a process of its own, as many at once as the machine has cores. What a suite prints is kept until it ends,
 * so that no two mix. A process that dies counts as one failed case of its suite.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Summary } from './suite.ts';

/** Runs every suite by `command NAME --summary FILE`, which writes the summary as JSON; prints what each one printed. */
export async function runInLanes(
  names: readonly string[],
  command: readonly string[],
  scratch: string,
): Promise<Summary[]> {
  const summaries: Summary[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < names.length; i = next++) {
      summaries[i] = await runOne(names[i] ?? '', command, scratch);
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, lane));
  return summaries;
}

async function runOne(name: string, command: readonly string[], scratch: string): Promise<Summary> {
  const file = path.join(scratch, `${name}.json`);
  const started = performance.now();
  const [program = '', ...words] = [...command, name, '--summary', file];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => printed.push(data));
  const status = await new Promise<number | string>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing')),
  );
  process.stdout.write(Buffer.concat(printed));
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8'));
  process.stdout.write(`  FAIL ${name}: its process ended with ${status}\n`);
  const seconds = (performance.now() - started) / 1000;
  return { name, passed: 0, failed: 1, notReached: 0, newlyReached: 0, seconds };
}
