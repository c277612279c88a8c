/**
 * Statements that both references refuse: refused here too, with a message that says what is wrong. One case a mnemonic.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Statements } from '../../isa/statement.ts';
import type { Suite } from '../suite.ts';

/** Rows without a flag; flagged ones depend on symbols or are refused for other reasons. */
function rejects(shared: string): string[] {
  return ['rejects.tsv', 'rejects_gen.tsv'].flatMap((file) =>
    fs
      .readFileSync(path.join(shared, 'vectors', file), 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .filter(([text = '', , , flag = '']) => text !== '' && (file === 'rejects_gen.tsv' || flag === ''))
      .map(([text = '']) => text),
  );
}

export const suite: Suite = {
  name: 'isa-rejects',
  tools: [],
  async run(context) {
    const statements = new Statements();
    const accepted = new Map<string, string[]>();
    let count = 0;
    let refused = 0;
    for (const text of rejects(context.shared)) {
      const mnemonic = text.split(/\s/)[0]?.toLowerCase() ?? '';
      const list = accepted.get(mnemonic) ?? [];
      accepted.set(mnemonic, list);
      count++;
      // a numeric label that nothing defines is the assembler's to refuse
      const { word, error } = statements.assemble(text);
      if (word === undefined && error !== '') refused++;
      else if (!/\s\d+[bf]$/.test(text)) list.push(text);
      else refused++;
    }
    context.log(`refused as expected ${refused} of ${count}`);
    return [...accepted].map(([id, list]) =>
      list.length === 0 ? { id, ok: true } : { id, ok: false, detail: `accepted: ${list.slice(0, 3).join('; ')}` },
    );
  },
};
