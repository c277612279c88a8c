/**
 * Recorded statements with one thing changed (test/isa/statement-mutants.ts): our verdict against those of GNU as and llvm-mc. A case a block of seeds.
 *
 * What both take for one word is that word; what both refuse is refused; where they differ, or only one takes it, ours is one of their words, GNU
 * as's where it has one, or a refusal (docs/isa-disagreements.md), never a third. Statements with symbols are left to isa-relocated.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hexWord } from '../../../src/isa/hex.ts';
import { Statements } from '../../isa/statement.ts';
import { statementMutants } from '../../isa/statement-mutants.ts';
import { gnuVerdicts, llvmVerdicts, type Verdict } from '../reference-assemblers.ts';
import type { Suite, SuiteContext } from '../suite.ts';

const BLOCKS = 6;
const EACH = 8000;

/** `v1.4s[0]` stands for `v1.s[0]` in GNU as; so it does for instructions that neither it nor, with an arrangement, llvm-mc takes. */
const LANE_OF_ALL = /v\d+\.\d+[bhsd]\[/;
/** What is relative to the place would be a symbol to llvm-mc; of Apple's suffixes ours takes more than llvm-mc. */
const LEFT_OUT = /\.[+-]|\.$|^\w+\.\d*[bhsdq] /i;
const LONGEST = 100;

/** Statements of the recorded and of the shared vectors. */
function pool({ root, shared }: SuiteContext): string[] {
  const recorded = gunzipSync(fs.readFileSync(path.join(root, 'test/vectors/isa.tsv.gz'))).toString('latin1');
  const texts = recorded.split('\n').map((line) => line.split('\t')[0] ?? '');
  for (const folder of ['a64', 'a64gen']) {
    const directory = path.join(shared, 'vectors', folder);
    for (const file of fs.readdirSync(directory).sort()) {
      const rows = fs.readFileSync(path.join(directory, file), 'utf8').split('\n').slice(1);
      texts.push(...rows.map((row) => row.split('\t')[1] ?? ''));
    }
  }
  return texts.filter((text) => text !== '' && text.length < LONGEST && !LEFT_OUT.test(text));
}

/** Our verdict of a statement, in the words of the references'. */
function ours(statements: Statements, text: string): Verdict {
  const { word, relocs, error } = statements.assemble(text);
  return relocs.length > 0 || error === 'value not known yet' ? 'relocated' : word;
}

const shown = (verdict: Verdict): string =>
  verdict === undefined ? 'refused' : verdict === 'relocated' ? verdict : hexWord(verdict);

/** What is wrong with `own`, or ''. */
function fault(text: string, own: Verdict, gnu: Verdict, llvm: Verdict): string {
  if ([own, gnu, llvm].includes('relocated')) return '';
  const details = `${text}: ${shown(own)}; GNU as ${shown(gnu)}, llvm-mc ${shown(llvm)}`;
  if (gnu === llvm && own !== gnu) return gnu === undefined && LANE_OF_ALL.test(text) ? '' : details;
  if (own === undefined || own === gnu) return '';
  return own === llvm && gnu === undefined ? '' : details;
}

export const suite: Suite = {
  name: 'isa-mutants',
  tools: ['aarch64-linux-gnu-as', 'llvm-mc-19'],
  async run(context) {
    const statements = new Statements();
    const statementsOf = pool(context);
    let alone = 0;
    const results = Array.from({ length: BLOCKS }, (_, block) => {
      const texts = statementMutants(statementsOf, block + 1, EACH);
      const [gnu, llvm] = [gnuVerdicts(texts, context.scratch), llvmVerdicts(texts)];
      const wrong = texts.flatMap((text, i) => {
        const own = ours(statements, text);
        if (own === undefined && (gnu[i] !== undefined || llvm[i] !== undefined)) alone++;
        return fault(text, own, gnu[i], llvm[i]) || [];
      });
      return { id: `block ${block}`, ok: wrong.length === 0, detail: wrong.slice(0, 8).join('\n') };
    });
    context.log(`${BLOCKS * EACH} statements; refused, though one reference takes them: ${alone}`);
    return results.map(({ id, ok, detail }) => (ok ? { id, ok } : { id, ok, detail }));
  },
};
