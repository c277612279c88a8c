/**
 * Start-up: what a64as costs beyond `node -e 0`, for its version, for the blob assembled, and for the blob linked.
 *
 * Bars: --version within 30 ms, assembling asm/relocate_kernel.S within 120 ms, linking it within 60 ms, where `node -e 0` takes the 65 ms
 * of the reference machine; so they are kept as shares of that, which another machine or a busy one changes less. Exit status 1 above one.
 */

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

/** CPU time of `node -e 0` where the bars were set, and what each command may take beyond it. */
const REFERENCE_MS = 65;
const BARS_MS = [0, 30, 120, 60];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const a64as = [process.execPath, path.join(root, 'dist/bin/a64as.js')];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
const object = path.join(scratch, 'blob.o');

/** The script after our preprocessor, which is not the linker's start. */
function preprocessed(file: string): string {
  const made = path.join(scratch, 'kexec.lds');
  const [program = '', ...prefix] = a64as;
  execFileSync(program, [...prefix, '-E', '-P', '-o', made, file]);
  return made;
}

try {
  const names = ['node -e 0', 'a64as --version', 'a64as asm/relocate_kernel.S', 'a64as ld -T ldscripts/kexec.lds'];
  const script = preprocessed(path.join(root, 'ldscripts/kexec.lds.S'));
  const figures = measure(
    [
      [process.execPath, '-e', '0'],
      [...a64as, '--version'],
      [...a64as, '-o', object, path.join(root, 'asm/relocate_kernel.S')],
      [...a64as, 'ld', '-T', script, '-o', path.join(scratch, 'blob.elf'), object],
    ],
    7,
  );
  const base = figures[0]?.cpu ?? Number.NaN;
  figures.forEach((figure, i) => {
    const extra = ((figure.cpu - base) / base) * REFERENCE_MS;
    const bar = BARS_MS[i] ?? Number.NaN;
    if (extra > bar) process.exitCode = 1;
    const said =
      i === 0 ? '' : `  +${extra.toFixed(0)} ms of the reference machine (bar ${bar})${extra > bar ? ' MISSED' : ''}`;
    process.stdout.write(
      `${(names[i] ?? '').padEnd(38)} ${(figure.cpu * 1000).toFixed(0).padStart(5)} ms CPU${said}\n`,
    );
  });
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
