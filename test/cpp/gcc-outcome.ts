/** What gcc makes of a program (programs.ts): for scripts/record-cpp.ts and the suite cpp-programs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { type Outcome, type Program, reportedIn } from './programs.ts';

/** Run gcc on `program` in a directory of its own. */
export function gccOutcomeOf({ argv, files }: Program): Outcome {
  const directory = mkdtempSync(path.join(tmpdir(), 'a64as-cpp-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text, 'latin1');
  }
  const { stdout, stderr, status } = spawnSync('aarch64-linux-gnu-gcc', ['-E', '-nostdinc', ...argv], {
    cwd: directory,
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C', SOURCE_DATE_EPOCH: '1700000000' },
  });
  rmSync(directory, { recursive: true });
  return { text: stdout, reported: reportedIn(stderr), failed: status !== 0 };
}

/** Do two outcomes agree? Where gcc fails it may have printed less than there was. */
export function agree(mine: Outcome, gcc: Outcome): boolean {
  return (
    mine.failed === gcc.failed &&
    mine.reported.join() === gcc.reported.join() &&
    (mine.text === gcc.text ||
      (gcc.failed && gcc.text.startsWith(mine.text)) ||
      (gcc.failed && mine.text.startsWith(gcc.text)))
  );
}
