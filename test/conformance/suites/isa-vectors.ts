/**
 * Every statement of the shared vectors against its word, and back: text -> word -> text -> word. One case a group, verdict and mnemonic; the table by
 * group is logged. `both` rows are ground truth; where the references disagree GNU as counts.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { printedStatement, Statements } from '../../isa/statement.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Tally {
  rows: number;
  right: number;
  readonly wrong: string[];
}

interface Vector {
  readonly group: string;
  readonly text: string;
  readonly word: number;
  readonly verdict: string;
}

function* vectors(shared: string): Generator<Vector> {
  for (const folder of ['a64', 'a64gen']) {
    const directory = path.join(shared, 'vectors', folder);
    for (const file of fs.readdirSync(directory).sort()) {
      for (const line of fs.readFileSync(path.join(directory, file), 'utf8').split('\n').slice(1)) {
        const [group = '', text = '', encoding = '', , verdict = ''] = line.split('\t');
        if (text === '') continue;
        const gnu = /gas=([0-9a-f]+)/.exec(verdict)?.[1];
        yield { group, text, word: Number.parseInt(gnu ?? encoding, 16), verdict: gnu ? 'disagree' : verdict };
      }
    }
  }
}

/** What is wrong with our reading of one row, or undefined. */
function fault(statements: Statements, { text, word }: Vector): string | undefined {
  const found = statements.assemble(text);
  if (found.word === undefined) return `${text}: ${found.error}`;
  const hex = (value: number): string => value.toString(16).padStart(8, '0');
  if (found.word !== word) return `${text}: ${hex(found.word)}, reference ${hex(word)}`;
  const printed = printedStatement(word);
  const again = statements.assemble(printed);
  return again.word === word
    ? undefined
    : `${text}: ${hex(word)} prints as '${printed}', which is ${again.word === undefined ? again.error : hex(again.word)}`;
}

function table(tallies: ReadonlyMap<string, Tally>, context: SuiteContext): void {
  const groups = new Map<string, Tally>();
  for (const [id, tally] of tallies) {
    const [verdict = '', group = ''] = id.split(' ');
    const key = `${group.padEnd(28)}${verdict}`;
    const sum = groups.get(key) ?? { rows: 0, right: 0, wrong: [] };
    sum.rows += tally.rows;
    sum.right += tally.right;
    groups.set(key, sum);
  }
  for (const key of [...groups.keys()].sort()) {
    const { rows, right } = groups.get(key) ?? { rows: 0, right: 0 };
    context.log(
      `${key.padEnd(40)} ${String(right).padStart(6)} of ${String(rows).padStart(6)}  ${((100 * right) / rows).toFixed(2)} %`,
    );
  }
}

export const suite: Suite = {
  name: 'isa-vectors',
  tools: [],
  async run(context) {
    const statements = new Statements();
    const tallies = new Map<string, Tally>();
    for (const vector of vectors(context.shared)) {
      const id = `${vector.verdict} ${vector.group} ${vector.text.split(/\s/)[0]?.toLowerCase()}`;
      const tally = tallies.get(id) ?? { rows: 0, right: 0, wrong: [] };
      tallies.set(id, tally);
      tally.rows++;
      const wrong = fault(statements, vector);
      if (wrong === undefined) tally.right++;
      else tally.wrong.push(wrong);
    }
    table(tallies, context);
    return [...tallies].map(
      ([id, { wrong }]): CaseResult =>
        wrong.length === 0 ? { id, ok: true } : { id, ok: false, detail: wrong.slice(0, 3).join('; ') },
    );
  },
};
