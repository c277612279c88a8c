/**
 * Records test/isa/simd-results.txt: what qemu-aarch64 makes of a few words of every AdvSIMD and FP row that has semantics and touches
 * registers only. `node scripts/run-ts.mjs scripts/record-simd.ts ORACLE` from the project's directory, with the oracle program
 * (see test/conformance/suites/emu-oracle.ts).
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { GROUPS } from '../src/isa/groups.ts';
import { disassemble } from '../src/isa/print.ts';
import { qemuDiffers } from '../test/isa/qemu-differs.ts';
import { randomWords } from '../test/isa/statement.ts';
import { changes, stateFor } from '../test/isa/vector-state.ts';

const WORDS_PER_ROW = 2;
const RECORD = 64 + 800 + 256;
const STATE = 800 + 256;

const oracle = process.argv[2];
if (oracle === undefined) throw new Error('usage: record-simd.ts ORACLE');

const random = randomWords(7);
const words: number[] = [];
for (const group of GROUPS) {
  if (!/^(fp|simd|crypto)\//.test(group.name)) continue;
  for (const row of group.rows()) {
    if (row.target || row.encodeOnly || !row.semantics || qemuDiffers(row) || row.layout.fields.has('Rt')) continue;
    for (let i = 0, tries = 0; i < WORDS_PER_ROW && tries < 200; tries++) {
      const word = ((random() & ~(row.mask | row.layout.shouldBe)) | row.value) >>> 0;
      if (!row.allocates(word)) continue;
      words.push(word);
      i++;
    }
  }
}

const input = Buffer.alloc(16 + words.length * RECORD);
input.writeUInt32LE(words.length, 0);
input.writeUInt32LE(1, 4);
input.writeUInt32LE(256, 8);
input.writeUInt32LE(1, 12);
words.forEach((word, i) => {
  const at = 16 + i * RECORD;
  const { v, x, fpcr } = stateFor(word);
  input.writeUInt32LE(word, at);
  x.forEach((value, n) => {
    input.writeBigUInt64LE(value, at + 64 + 8 * n);
  });
  input.writeBigUInt64LE(0x1000_0080n, at + 64 + 248);
  input.writeInt32LE(fpcr, at + 64 + 264);
  v.forEach((value, n) => {
    input.writeInt32LE(value, at + 64 + 288 + 4 * n);
  });
});
const output = execFileSync('qemu-aarch64', ['-cpu', 'max', oracle], { input, maxBuffer: 2 ** 28 });
const lines = words.flatMap((word, i) => {
  const at = i * STATE;
  if (output.readUInt32LE(at + 280) !== 0) return [];
  const before = stateFor(word);
  const x = before.x.slice();
  for (let n = 0; n < 31; n++) x[n] = output.readBigUInt64LE(at + 8 * n);
  const v = before.v.map((_, n) => output.readInt32LE(at + 288 + 4 * n));
  return [
    `${word.toString(16).padStart(8, '0')} ${changes(before, { v, x, fpcr: before.fpcr, fpsr: output.readInt32LE(at + 272) })} // ${disassemble(word, 0n)}`,
  ];
});
writeFileSync('test/isa/simd-results.txt', `${lines.join('\n')}\n`);
