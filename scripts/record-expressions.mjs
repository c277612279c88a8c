/**
 * Record what GNU as makes of random constant expressions (test/asm/random-expression.ts): test/asm/expression-vectors.json has [expression, value in
 * hexadecimal]. Needs aarch64-linux-gnu-as; run in the project's directory with scripts/run-ts.mjs.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BEFORE, sampleExpressions } from '../test/asm/random-expression.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-expressions-'));
const file = path.join(scratch, 'e.s');

function run(list) {
  fs.writeFileSync(file, `${BEFORE}${list.map((e) => `.quad ${e}\n`).join('')}`);
  const output = path.join(scratch, 'e.o');
  const result = spawnSync('aarch64-linux-gnu-as', ['-o', output, file], { encoding: 'latin1' });
  const refused = new Set([...result.stderr.matchAll(/:(\d+): Error/g)].map((m) => Number(m[1])));
  return { refused, object: result.status === 0 ? fs.readFileSync(output) : undefined };
}

const all = [...new Set(sampleExpressions(7, 1500, false))];
const first = BEFORE.split('\n').length;
const { refused } = run(all);
const good = all.filter((_, i) => !refused.has(first + i));
const { object } = run(good);
// .data follows the header; three labels' worth of data, 6 bytes, comes before the values.
const vectors = good.map((e, i) => [e, object.readBigUInt64LE(64 + 6 + 8 * i).toString(16)]);
fs.writeFileSync(
  'test/asm/expression-vectors.json',
  `[\n${vectors.map((v) => ` ${JSON.stringify(v)}`).join(',\n')}\n]\n`,
);
fs.rmSync(scratch, { recursive: true });
