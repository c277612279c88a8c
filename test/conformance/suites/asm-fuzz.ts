/**
 * Mutants of the kernel's units, of the vectors, and of our own cases and fixtures: the assembler never throws and never
 * hangs, and gives no object where it reports an error. Where it and GNU as both accept a mutant of the foreign sources, the
 * objects are the same. A case is a block of seeds; A64AS_FUZZ_KEEP names a directory for the mutants that fail. What broke
 * once becomes a case of test/asm/cases.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mutant } from '../../asm/mutate.ts';
import { assembleSource, type Report } from '../assemble-source.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

/** Blocks of mutants from each pool, and mutants of a block. */
const BLOCKS = 6;
const EACH = 30;
/** Lines of each source that may enter the pool. */
const LINES = 400;
/** Times that lines with errors are taken out of a mutant. */
const ROUNDS = 5;
/** Longer than this for one mutant (which has some hundred lines, of which one may fill a gigabyte) is a hang. */
const MOST_SECONDS = 20;

/** Lines of the kernel's units and of the vectors: these do not change, so a seed means the same mutant from day to day. */
async function foreignPool({ shared, corpus }: SuiteContext): Promise<string[]> {
  const pool: string[] = [];
  const units = path.join(await corpus(), 'units');
  for (const unit of fs.readdirSync(units).sort()) {
    const source = path.join(units, unit, 'pre.s');
    if (fs.existsSync(source)) pool.push(...someLines(fs.readFileSync(source, 'latin1').split('\n')));
  }
  const vectors = path.join(shared, 'vectors/a64gen');
  for (const file of fs.readdirSync(vectors).sort()) {
    const rows = fs.readFileSync(path.join(vectors, file), 'latin1').split('\n').slice(1);
    pool.push(...someLines(rows.map((row) => row.split('\t')[0] ?? '')));
  }
  return usable(pool);
}

/** Our own cases and fixtures, which change. Whole small cases count as one line of the pool, so that macros stay whole. */
function ownPool({ root }: SuiteContext): string[] {
  const pool: string[] = [];
  const cases = path.join(root, 'test/asm/cases');
  for (const file of fs.readdirSync(cases).filter((f) => f.endsWith('.txt'))) {
    const chunks = fs.readFileSync(path.join(cases, file), 'latin1').split(/^#### .*\n/m);
    pool.push(...chunks.slice(1).map((text) => text.trimEnd()));
  }
  const fixtures = path.join(root, 'test/asm/fixtures');
  for (const file of fs.readdirSync(fixtures, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.s')) pool.push(...fs.readFileSync(path.join(fixtures, file), 'latin1').split('\n'));
  }
  return usable(pool);
}

const usable = (pool: readonly string[]): string[] =>
  pool.filter((line) => line.trim() !== '' && !/\.incbin|\.include|^\s*#/.test(line));

const someLines = (lines: readonly string[]): string[] => {
  const step = Math.max(1, Math.floor(lines.length / LINES));
  return lines.filter((_, i) => i % step === 0);
};

/** What is wrong with one mutant, or undefined. Lines with errors are taken out, and the rest is judged as well. */
async function judge(text: string, scratch: string, compared: boolean): Promise<string | undefined> {
  let rest = text;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    let ours: Report;
    fs.writeFileSync(path.join(scratch, 'mutant.s'), rest, 'latin1');
    try {
      ours = await assembleSource(rest, 'mutant.s', { directory: scratch });
    } catch (error) {
      return `throws ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' ') : error}`;
    }
    const { object, errors } = ours;
    if (process.cpuUsage(started).user > MOST_SECONDS * 1e6) return 'takes too long';
    if (object) {
      if (errors.size > 0) return 'gives an object in spite of errors';
      return compared ? compare(object, scratch) : undefined;
    }
    if (errors.size === 0) return 'is refused without a word';
    rest = rest
      .split('\n')
      .filter((_, i) => !errors.has(i + 1))
      .join('\n');
  }
  return undefined;
}

/** The object that GNU as makes of the mutant, if it accepts it, must be ours. */
function compare(object: Buffer, scratch: string): string | undefined {
  const output = path.join(scratch, 'mutant.o');
  fs.rmSync(output, { force: true });
  const gas = spawnSync('aarch64-linux-gnu-as', ['-o', 'mutant.o', 'mutant.s'], {
    cwd: scratch,
    stdio: 'ignore',
    timeout: 20_000,
  });
  if (gas.status !== 0 || !fs.existsSync(output)) return undefined;
  return fs.readFileSync(output).equals(object) ? undefined : 'has another object';
}

/** What is wrong with the mutants of one block; '' for nothing. */
async function fuzz(pool: readonly string[], block: number, compared: boolean, scratch: string): Promise<string> {
  const keep = process.env.A64AS_FUZZ_KEEP;
  const wrong: string[] = [];
  for (let seed = block * 1000; seed < block * 1000 + EACH; seed++) {
    const detail = await judge(mutant(seed, pool), scratch, compared);
    if (detail === undefined) continue;
    wrong.push(`mutant ${seed} ${detail}`);
    if (keep !== undefined) fs.copyFileSync(path.join(scratch, 'mutant.s'), path.join(keep, `${seed}.s`));
  }
  return wrong.join('; ');
}

export const suite: Suite = {
  name: 'asm-fuzz',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const pools = [
      { name: 'block', pool: await foreignPool(context), compared: true },
      { name: 'own block', pool: ownPool(context), compared: false },
    ];
    const results: CaseResult[] = [];
    for (const { name, pool, compared } of pools) {
      for (let block = 0; block < BLOCKS; block++) {
        const detail = await fuzz(pool, block, compared, context.scratch);
        results.push({ id: `${name} ${block}`, ok: detail === '', ...(detail === '' ? {} : { detail }) });
      }
    }
    return results;
  },
};
