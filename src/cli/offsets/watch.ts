/** `--watch`: write again whenever one of the files that an output was made of changes. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Io } from '../command.ts';

const INTERVAL = 200;

/**
 * Run `write` now and after each change, until the process is ended. An error is reported and the files of the last good
 * run are watched on, with the inputs in any case.
 */
export async function watch(
  inputs: readonly string[],
  write: () => Promise<readonly string[]>,
  report: (error: unknown) => number,
  io: Io,
): Promise<number> {
  const own = inputs.map((input) => path.resolve(input));
  let files: readonly string[] = own;
  for (;;) {
    const started = Date.now();
    try {
      files = await write();
      io.stderr(
        `a64as: ${inputs.join(', ')}: written, watching ${files.length} file${files.length === 1 ? '' : 's'}\n`,
      );
    } catch (error) {
      report(error);
    }
    await changed([...new Set([...own, ...files])], started);
  }
}

/** What tells one state of a file from another; '' when it is not there. */
function stateOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

/** Was it written since `started`, so that what was read of it may be older? (Times to come are a wrong clock's.) */
function isNewer(file: string, started: number): boolean {
  const time = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time >= started && time <= Date.now();
}

/** Resolves when one of the files has changed since `started` (milliseconds of the clock), when they were not read yet. */
async function changed(files: readonly string[], started: number): Promise<void> {
  const states = files.map(stateOf);
  if (files.some((file) => isNewer(file, started))) return;
  do await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  while (files.every((file, i) => stateOf(file) === states[i]));
}
