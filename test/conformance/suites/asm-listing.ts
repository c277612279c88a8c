/**
 * Listings of kernel units, preprocessed: -aln, -almn, -alcdn and -alsn must be those of GNU as, byte for byte. One case a unit and set of letters.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assembleFully } from '../../../src/asm/index.ts';
import { DEFAULT_SHAPE } from '../../../src/asm/listing-text.ts';
import { DiagnosticSink } from '../../../src/diag/diagnostic.ts';
import { withGrammar } from '../../../src/expr/lazy.ts';
import { SourceMap } from '../../../src/text/source-map.ts';
import type { CaseResult, Suite } from '../suite.ts';

const LETTERS = ['ln', 'lmn', 'lcdn', 'lsn'];

function listing(file: string, letters: string): Promise<string> {
  return withGrammar(() => {
    const input = {
      text: fs.readFileSync(file, 'latin1'),
      name: 'pre.s',
      sourceMap: new SourceMap(),
      sink: new DiagnosticSink(),
      options: { listing: { letters, general: [], shape: DEFAULT_SHAPE } },
    };
    return assembleFully(input).listing ?? '';
  });
}

/** The first line that differs. */
function difference(mine: string, reference: string): string | undefined {
  if (mine === reference) return undefined;
  const theirs = reference.split('\n');
  const lines = mine.split('\n');
  const at = theirs.findIndex((line, i) => line !== lines[i]);
  return `line ${at + 1}: '${lines[at] ?? ''}' is not '${theirs[at] ?? ''}'`;
}

export const suite: Suite = {
  name: 'asm-listing',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const results: CaseResult[] = [];
    const units = path.join(await context.corpus(), 'units');
    const output = path.join(context.scratch, 'listing.o');
    for (const unit of fs.readdirSync(units).sort()) {
      const cwd = path.join(units, unit);
      if (!fs.existsSync(path.join(cwd, 'pre.s'))) continue;
      for (const letters of LETTERS) {
        const run = spawnSync('aarch64-linux-gnu-as', [`-a${letters}`, '-o', output, 'pre.s'], {
          cwd,
          encoding: 'latin1',
          maxBuffer: 1 << 28,
        });
        if (run.status !== 0) continue;
        const detail = difference(await listing(path.join(cwd, 'pre.s'), letters), run.stdout);
        results.push({
          id: `${unit} ${letters}`,
          ok: detail === undefined,
          ...(detail === undefined ? {} : { detail }),
        });
      }
    }
    return results;
  },
};
