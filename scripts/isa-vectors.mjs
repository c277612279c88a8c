/**
 * Records test/vectors/isa.tsv.gz: statements of every row of the instruction table and the words that the reference assemblers make of them.
 *
 * For each row a few words with random fields are printed as our disassembler prints them and assembled by aarch64-linux-gnu-as; what that
 * refuses (instructions newer than it) goes to llvm-mc-19. Lines: statement, word, g or l. Needs both tools; the tests need neither.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'isa-vectors-'));

/** Words of statements by GNU as, in order; undefined where it refuses. */
function gnu(statements, march) {
  const source = join(folder, 's.s');
  const object = join(folder, 's.o');
  const text = join(folder, 's.bin');
  writeFileSync(source, `${statements.join('\n')}\n`);
  const first = spawnSync('aarch64-linux-gnu-as', [`-march=${march}`, source, '-o', object], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const bad = new Set([...first.stderr.matchAll(/s\.s:(\d+): Error/g)].map((match) => Number(match[1]) - 1));
  const good = statements.map((_, i) => i).filter((i) => !bad.has(i));
  writeFileSync(source, `${good.map((i) => statements[i]).join('\n')}\n`);
  const second = spawnSync('aarch64-linux-gnu-as', [`-march=${march}`, source, '-o', object], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (second.status !== 0) throw new Error(second.stderr.slice(0, 2000));
  spawnSync('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', object, text]);
  const bytes = readFileSync(text);
  const words = new Array(statements.length).fill(undefined);
  good.forEach((index, i) => {
    words[index] = bytes.readUInt32LE(4 * i);
  });
  return words;
}

/** The same by llvm-mc. */
function llvm(statements) {
  const run = (lines) =>
    spawnSync('llvm-mc-19', ['-triple=aarch64', '-mattr=+all,+v9.5a', '--show-encoding'], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  const first = run(statements);
  const bad = new Set([...first.stderr.matchAll(/<stdin>:(\d+):\d+: error/g)].map((match) => Number(match[1]) - 1));
  const good = statements.map((_, i) => i).filter((i) => !bad.has(i));
  const encodings = [...run(good.map((i) => statements[i])).stdout.matchAll(/encoding: \[(.*?)\]/g)];
  if (encodings.length !== good.length)
    throw new Error(`llvm-mc: ${encodings.length} encodings of ${good.length} statements`);
  const words = new Array(statements.length).fill(undefined);
  good.forEach((index, i) => {
    const [a, b, c, d] = encodings[i][1].split(',').map(Number);
    words[index] = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  });
  return words;
}

try {
  const outfile = join(folder, 'samples.mjs');
  await build({
    entryPoints: [`${root}test/isa/samples.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  const { sampleStatements } = await import(pathToFileURL(outfile).href);
  const statements = sampleStatements();
  const byGnu = gnu(
    statements,
    'armv9.3-a+memtag+profile+predres+sve2-aes+sve2-sm4+sve2-sha3+sve2-bitperm+sme+sme-f64+sme-i64+rng+ssbs+ls64+cssc+tme+f32mm+f64mm+crypto+sha3+sm4+fp16+hbc',
  );
  const rest = statements.filter((_, i) => byGnu[i] === undefined);
  const byLlvm = new Map(llvm(rest).map((word, i) => [rest[i], word]));
  const lines = statements.flatMap((statement, i) => {
    const word = byGnu[i] ?? byLlvm.get(statement);
    return word === undefined
      ? []
      : [`${statement}\t${word.toString(16).padStart(8, '0')}\t${byGnu[i] === undefined ? 'l' : 'g'}`];
  });
  writeFileSync(`${root}test/vectors/isa.tsv.gz`, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
  process.stdout.write(`${lines.length} of ${statements.length} statements recorded\n`);
} finally {
  rmSync(folder, { recursive: true });
}
