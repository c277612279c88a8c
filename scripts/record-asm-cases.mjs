/**
 * Record what GNU as 2.40 says of the cases in test/asm/cases (see test/asm/case-file.ts): for each NAME.txt a NAME.json with, for every case, the
 * SHA-256 of the object ('' when refused) and the lines with warnings. Needs aarch64-linux-gnu-as.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const directory = new URL('../test/asm/cases/', import.meta.url);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-cases-'));

function outcome(flags, text) {
  fs.writeFileSync(path.join(scratch, 'case.s'), text, 'latin1');
  fs.rmSync(path.join(scratch, 'case.o'), { force: true });
  const map = `--debug-prefix-map=${scratch}=/cases`;
  const run = spawnSync('aarch64-linux-gnu-as', [...flags, map, '-o', 'case.o', 'case.s'], {
    cwd: scratch,
    encoding: 'latin1',
    timeout: 20_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (run.status !== 0) return { object: '', warnings: [] };
  const lines = [...run.stderr.matchAll(/^case\.s:(\d+): Warning: /gm)].map((m) => Number(m[1]));
  const object = createHash('sha256')
    .update(fs.readFileSync(path.join(scratch, 'case.o')))
    .digest('hex');
  return { object, warnings: [...new Set(lines)].sort((a, b) => a - b) };
}

for (const file of fs.readdirSync(directory).filter((f) => f.endsWith('.txt'))) {
  const out = {};
  for (const chunk of fs
    .readFileSync(new URL(file, directory), 'latin1')
    .split(/^#### /m)
    .slice(1)) {
    const newline = chunk.indexOf('\n');
    const [name = '', flags = ''] = chunk.slice(0, newline).split(' : ');
    const key = name.trim();
    if (out[key]) throw new Error(`${file}: two cases '${key}'`);
    out[key] = outcome(
      flags.split(' ').filter((f) => f !== ''),
      chunk.slice(newline + 1),
    );
  }
  fs.writeFileSync(new URL(file.replace('.txt', '.json'), directory), `${JSON.stringify(out, null, 1)}\n`);
}
fs.rmSync(scratch, { recursive: true });
