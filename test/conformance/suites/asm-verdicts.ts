/**
 * Whether GNU as and we say the same of a text: accepted or refused, every line that it refuses refused, and the same object where both accept.
 *
 * Texts are statements of the kernel's units and of the vectors with one thing changed, directives with random operands, and small programs; a case
 * is a block of seeds. Lines that are refused are taken out and the rest is judged as well. More lines may be refused here: after an error GNU as often
 * drops the line that follows (nor counts it), and does not look at relocations. What it says at the end of the text, without the line, is not compared.
 * A64AS_FUZZ_KEEP names a directory for the texts that fail; what was found becomes a case of test/asm/cases.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { programs } from '../../asm/program-text.ts';
import { directives, statements } from '../../asm/verdict-mutants.ts';
import { assembleSource } from '../assemble-source.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

/** Blocks of each kind, texts of a block, times that lines are taken out of one. */
const BLOCKS = 8;
const EACH = 20;
/** Programs are short. */
const EACH_PROGRAM = 60;
const ROUNDS = 4;
/** Lines that GNU as drops, and does not count, of one text. */
const MOST_DROPPED = 4;
/** Lines of a source that enter the pool, at most. */
const LINES = 400;
/** Statements of a text. */
const STATEMENTS = 40;

/** What GNU as says at the end of the text, or after words that end far from where they began. */
const WITHOUT_LINE =
  /^text\.s: Error|without END|end of file|unterminated|non-constant expression in|Missing macro name|Fatal error|nternal error/m;
/** Without operands these take the next line for junk, in GNU as; its line numbers are off by one from there on. */
const NO_STRING = /^.*\.(?:ascii|asciz|string\w*)\s*$/gm;
/** So many bytes that the comparison would be about memory. */
const LARGE = /\d{8,}|0x[0-9a-f]{7,}/gi;

async function statementPool({ shared, corpus }: SuiteContext): Promise<string[]> {
  const units = path.join(await corpus(), 'units');
  const sources = fs.readdirSync(units).map((unit) => path.join(units, unit, 'pre.s'));
  const vectors = path.join(shared, 'vectors/a64gen');
  const pool = sources
    .sort()
    .filter((source) => fs.existsSync(source))
    .flatMap((source) => someLines(fs.readFileSync(source, 'latin1').split('\n')));
  for (const file of fs.readdirSync(vectors).sort()) {
    const rows = fs.readFileSync(path.join(vectors, file), 'latin1').split('\n').slice(1);
    pool.push(...someLines(rows.map((row) => row.split('\t')[0] ?? '')));
  }
  // loops and macros would take the lines that follow with them
  return pool.filter((line) => line.trim() !== '' && !/^\s*#|\.incbin|\.include|\.macro|\.i?r?ep|\.irp|'/.test(line));
}

const someLines = (lines: readonly string[]): string[] => {
  const step = Math.max(1, Math.floor(lines.length / LINES));
  return lines.filter((_, i) => i % step === 0);
};

interface Verdict {
  readonly object: Buffer | undefined;
  readonly errors: ReadonlySet<number>;
}

/** What GNU as says; undefined where that cannot be compared. */
function gnuVerdict(text: string, scratch: string): Verdict | undefined {
  const output = path.join(scratch, 'text.o');
  fs.writeFileSync(path.join(scratch, 'text.s'), text, 'latin1');
  fs.rmSync(output, { force: true });
  const run = spawnSync('aarch64-linux-gnu-as', ['-o', 'text.o', 'text.s'], {
    cwd: scratch,
    encoding: 'latin1',
    timeout: 20_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (run.status === null || run.status > 1) return undefined;
  if (run.status === 0) return { object: fs.readFileSync(output), errors: new Set() };
  if (WITHOUT_LINE.test(run.stderr)) return undefined;
  const lines = [...run.stderr.matchAll(/^text\.s:(\d+): Error: /gm)].map((m) => Number(m[1]));
  return lines.length === 0 ? undefined : { object: undefined, errors: new Set(lines) };
}

/** Whether we refuse the line, or one that GNU as may mean by it: for each line that it drops it counts one too few from there on. */
const covered = (errors: ReadonlySet<number>, line: number): boolean => {
  for (let i = line; i <= line + MOST_DROPPED; i++) if (errors.has(i)) return true;
  return false;
};

/** What is different about a text, or undefined. */
async function judge(text: string, scratch: string): Promise<string | undefined> {
  let rest = text;
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = gnuVerdict(rest, scratch);
    if (!theirs) return undefined;
    const ours = await assembleSource(rest, 'text.s', { directory: scratch });
    if (theirs.object) {
      if (!ours.object) return `refused in line ${[...ours.errors].join()}, which GNU as accepts`;
      return ours.object.equals(theirs.object) ? undefined : 'another object';
    }
    if (ours.object) return `accepted, but GNU as refuses line ${[...theirs.errors].join()}`;
    const missing = [...theirs.errors].filter((line) => !covered(ours.errors, line));
    if (missing.length > 0) return `accepts line ${missing.join()}, which GNU as refuses`;
    rest = rest
      .split('\n')
      .filter((_, i) => !theirs.errors.has(i + 1) && !ours.errors.has(i + 1))
      .join('\n');
  }
  return undefined;
}

async function block(make: (seed: number) => string, number: number, each: number, scratch: string): Promise<string> {
  const keep = process.env.A64AS_FUZZ_KEEP;
  const wrong: string[] = [];
  for (let seed = number * 1000; seed < number * 1000 + each; seed++) {
    const text = make(seed).replaceAll(LARGE, '77').replaceAll(NO_STRING, '');
    const detail = await judge(text, scratch);
    if (detail === undefined) continue;
    wrong.push(`text ${seed}: ${detail}`);
    if (keep !== undefined) fs.copyFileSync(path.join(scratch, 'text.s'), path.join(keep, `${seed}.s`));
  }
  return wrong.join('; ');
}

export const suite: Suite = {
  name: 'asm-verdicts',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const pool = await statementPool(context);
    const kinds: readonly (readonly [string, (seed: number) => string, number])[] = [
      ['statements', (seed) => statements(seed, pool, STATEMENTS), EACH],
      ['directives', directives, EACH],
      ['programs', programs, EACH_PROGRAM],
    ];
    const results: CaseResult[] = [];
    for (const [kind, make, each] of kinds) {
      for (let number = 0; number < BLOCKS; number++) {
        const detail = await block(make, number, each, context.scratch);
        results.push({ id: `${kind} ${number}`, ok: detail === '', ...(detail === '' ? {} : { detail }) });
      }
    }
    return results;
  },
};
