/**
 * Start-up: what a64as costs beyond `node -e 0`, for its version, for the blob assembled, and for the blob linked.
 *
 * Bars: --version within 30 ms, assembling asm/relocate_kernel.S within 120 ms, linking it within 60 ms.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const a64as = [process.execPath, path.join(root, 'dist/bin/a64as.js')];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
const object = path.join(scratch, 'blob.o');
try {
  const names = ['node -e 0', 'a64as --version', 'a64as asm/relocate_kernel.S', 'a64as ld -T ldscripts/kexec.lds.S'];
  const figures = measure(
    [
      [process.execPath, '-e', '0'],
      [...a64as, '--version'],
      [...a64as, '-o', object, path.join(root, 'asm/relocate_kernel.S')],
      [...a64as, 'ld', '-T', path.join(root, 'ldscripts/kexec.lds.S'), '-o', path.join(scratch, 'blob.elf'), object],
    ],
    7,
  );
  const base = figures[0]?.cpu ?? Number.NaN;
  figures.forEach((figure, i) => {
    const extra = ((figure.cpu - base) * 1000).toFixed(0);
    process.stdout.write(
      `${(names[i] ?? '').padEnd(38)} ${(figure.cpu * 1000).toFixed(0).padStart(5)} ms CPU  +${extra} ms\n`,
    );
  });
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
