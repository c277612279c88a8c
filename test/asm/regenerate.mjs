/**
 * Make the golden objects again: for each fixtures/FEATURE/ok_*.s the object of aarch64-linux-gnu-as 2.40 beside it (ok_*.o).
 *
 * Usage: node test/asm/regenerate.mjs. A first line `// flags: …` gives GNU as's options. The line tables name the directory:
 * GNU as is run with it mapped to /fixtures (--debug-prefix-map), and so are the tests.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixtures');
for (const feature of fs.readdirSync(root)) {
  const directory = path.join(root, feature);
  for (const file of fs.readdirSync(directory).filter((f) => /^ok_.*\.s$/.test(f))) {
    const first = fs.readFileSync(path.join(directory, file), 'latin1').split('\n')[0] ?? '';
    const flags = /^\/\/ flags: (.*)$/.exec(first)?.[1]?.split(' ') ?? [];
    const map = `--debug-prefix-map=${directory}=/fixtures`;
    const output = file.replace(/\.s$/, '.o');
    execFileSync('aarch64-linux-gnu-as', [...flags, map, '-o', output, file], {
      cwd: directory,
      stdio: ['ignore', 'inherit', 'ignore'],
    });
  }
}
