/**
 * Random expressions (test/asm/random-expression.ts) against GNU as: which are accepted, which are warned of, and their values as .quad. A case is a seed.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AFTER, BEFORE, sampleExpressions } from '../../asm/random-expression.ts';
import { assembleSource, type Report } from '../assemble-source.ts';
import type { CaseResult, Suite } from '../suite.ts';

const SEEDS = { from: 100, count: 60 };
const EACH = 60;

/** A source with an expression a line, from line `first` on. */
function sourceOf(list: readonly string[]): { text: string; first: number } {
  return {
    text: `${BEFORE}${list.map((e) => `.quad ${e}\n`).join('')}${AFTER}`,
    first: BEFORE.split('\n').length,
  };
}

function gnu(text: string, scratch: string): Report {
  const file = path.join(scratch, 'expression.s');
  const output = path.join(scratch, 'expression.o');
  fs.writeFileSync(file, text);
  const run = spawnSync('aarch64-linux-gnu-as', ['-o', output, file], {
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const lines = (what: string) =>
    new Set([...run.stderr.matchAll(new RegExp(`:(\\d+): ${what}`, 'g'))].map((m) => Number(m[1])));
  return {
    object: run.status === 0 ? fs.readFileSync(output) : undefined,
    errors: lines('Error'),
    warnings: lines('Warning'),
  };
}

/** The first expression about which the two differ. */
async function compare(list: readonly string[], scratch: string): Promise<string | undefined> {
  const { text, first } = sourceOf(list);
  const theirs = gnu(text, scratch);
  const ours = await assembleSource(text, 'expression.s');
  const at = (line: number) => list[line - first] ?? `line ${line}`;
  for (let line = first; line < first + list.length; line++) {
    if (theirs.errors.has(line) !== ours.errors.has(line))
      return `'${at(line)}' is ${ours.errors.has(line) ? 'refused' : 'accepted'}`;
    if (!theirs.errors.has(line) && theirs.warnings.has(line) !== ours.warnings.has(line))
      return `'${at(line)}' is ${ours.warnings.has(line) ? '' : 'not '}warned of`;
  }
  const good = list.filter((_, i) => !theirs.errors.has(first + i));
  const again = sourceOf(good);
  const golden = gnu(again.text, scratch).object;
  const { object } = await assembleSource(again.text, 'expression.s');
  if (!golden || !object) return golden ? 'the accepted ones alone are refused' : undefined;
  if (golden.equals(object)) return undefined;
  const wrong = Array.from(golden.subarray(0, object.length)).findIndex((byte, i) => object[i] !== byte);
  // Contents of .data follow the 64 bytes of the header; 6 bytes of it are words before the expressions.
  return `'${good[Math.floor((wrong - 70) / 8)] ?? '?'}' has another value`;
}

export const suite: Suite = {
  name: 'asm-expressions',
  tools: ['aarch64-linux-gnu-as'],
  async run({ scratch }) {
    const results: CaseResult[] = [];
    for (let seed = SEEDS.from; seed < SEEDS.from + SEEDS.count; seed++) {
      const detail = await compare(sampleExpressions(seed, EACH, seed % 2 === 0), scratch);
      results.push({ id: `seed ${seed}`, ok: detail === undefined, ...(detail === undefined ? {} : { detail }) });
    }
    return results;
  },
};
