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
    try {
      files = await write();
      io.stderr(
        `a64as: ${inputs.join(', ')}: written, watching ${files.length} file${files.length === 1 ? '' : 's'}\n`,
      );
    } catch (error) {
      report(error);
    }
    await changed([...new Set([...own, ...files])]);
  }
}

/** Resolves when one of the files has changed. */
function changed(files: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const file of files) fs.unwatchFile(file, listener);
      resolve();
    };
    const listener = (now: fs.Stats, before: fs.Stats): void => {
      if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) stop();
    };
    for (const file of files) fs.watchFile(file, { interval: INTERVAL }, listener);
  });
}
