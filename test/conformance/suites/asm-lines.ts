/**
 * Random line tables (test/asm/random-lines.ts) and call frame information (random-frames.ts) against GNU as: the objects are the same.
 * A case is a block of seeds. Line tables that GNU as refuses are passed over: it cannot chain a view to a row without one in
 * another subsection. Frames that it refuses are refused.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { randomFrames } from '../../asm/random-frames.ts';
import { longRuns, randomLines } from '../../asm/random-lines.ts';
import { assembleText, firstDifference, gnuObject } from '../assemble-file.ts';
import type { CaseResult, Suite } from '../suite.ts';

const KINDS = [
  { name: 'long runs', make: longRuns, blocks: 4, each: 2, verdicts: false },
  { name: 'rows', make: randomLines, blocks: 10, each: 20, verdicts: false },
  { name: 'frames', make: randomFrames, blocks: 10, each: 20, verdicts: true },
] as const;

/** What differs in the object of one source, or undefined. */
async function compare(text: string, scratch: string, verdicts: boolean): Promise<string | undefined> {
  fs.writeFileSync(path.join(scratch, 'lines.s'), text);
  const reference = gnuObject('lines.s', scratch, path.join(scratch, 'lines.o'));
  if (!reference && !verdicts) return undefined;
  const { bytes, errors } = await assembleText(text, 'lines.s', scratch);
  if (!reference) return bytes && 'accepted';
  return bytes ? firstDifference(bytes, reference) : `refused: ${errors[0]}`;
}

export const suite: Suite = {
  name: 'asm-lines',
  tools: ['aarch64-linux-gnu-as'],
  async run({ scratch }) {
    const results: CaseResult[] = [];
    for (const { name, make, blocks, each, verdicts } of KINDS) {
      for (let block = 0; block < blocks; block++) {
        const wrong: string[] = [];
        for (let seed = block * 1000; seed < block * 1000 + each; seed++) {
          const detail = await compare(make(seed), scratch, verdicts);
          if (detail !== undefined) wrong.push(`seed ${seed}: ${detail}`);
        }
        results.push({
          id: `${name} ${block}`,
          ok: wrong.length === 0,
          ...(wrong.length === 0 ? {} : { detail: wrong.join('; ') }),
        });
      }
    }
    return results;
  },
};
