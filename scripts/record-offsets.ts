/**
 * Records what aarch64-linux-gnu-gcc says about the random structures of the property test:
 * `node scripts/run-ts.mjs scripts/record-offsets.ts [COUNT]`.
 *
 * Writes test/offsets/fixtures/layouts.txt: one line a seed, the rows of the four targets (compiler.ts) separated by blanks,
 * `=` where a row is that of the target before.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compilerRows, TARGETS } from '../test/offsets/compiler.ts';
import { randomRecord } from '../test/offsets/random-records.ts';

const count = Number(process.argv[2] ?? 2500);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-offsets-'));
const types = Array.from({ length: count }, (_, seed) => randomRecord(seed));
const columns = TARGETS.map((target) => compilerRows(types, target, scratch).map((row) => row.join()));
const lines = types.map((_, seed) =>
  columns.map((rows, i) => (i > 0 && rows[seed] === columns[i - 1]?.[seed] ? '=' : rows[seed])).join(' '),
);
fs.writeFileSync('test/offsets/fixtures/layouts.txt', `${lines.join('\n')}\n`);
fs.rmSync(scratch, { recursive: true });
