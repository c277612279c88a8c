/**
 * Records test/vectors/isa.tsv.gz: statements of every row of the instruction table and the words that the reference assemblers make of them.
 *
 * For each row a few words with random fields are printed as our disassembler prints them and assembled by aarch64-linux-gnu-as; what that
 * refuses (instructions newer than it) goes to llvm-mc-19. Lines: statement, word, g or l. Needs both tools; the tests need neither.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'isa-vectors-'));

try {
  const load = async (file) => {
    const outfile = join(folder, `${basename(file, '.ts')}.mjs`);
    await build({
      entryPoints: [root + file],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'error',
    });
    return import(pathToFileURL(outfile).href);
  };
  const { sampleStatements } = await load('test/isa/samples.ts');
  const { gnuVerdicts, llvmVerdicts } = await load('test/conformance/reference-assemblers.ts');
  const statements = sampleStatements();
  const byGnu = gnuVerdicts(statements, folder);
  const rest = statements.filter((_, i) => byGnu[i] === undefined);
  const byLlvm = new Map(llvmVerdicts(rest).map((word, i) => [rest[i], word]));
  const lines = statements.flatMap((statement, i) => {
    const word = byGnu[i] ?? byLlvm.get(statement);
    return typeof word !== 'number'
      ? []
      : [`${statement}\t${word.toString(16).padStart(8, '0')}\t${byGnu[i] === undefined ? 'l' : 'g'}`];
  });
  writeFileSync(`${root}test/vectors/isa.tsv.gz`, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
  process.stdout.write(`${lines.length} of ${statements.length} statements recorded\n`);
} finally {
  rmSync(folder, { recursive: true });
}
