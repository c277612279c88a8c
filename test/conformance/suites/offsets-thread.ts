/**
 * kern_reloc_arg against the thread: the offsets of each stage of the series, as its own headers have them, are those of the
 * shipped schemas. One case a symbol and stage; a symbol that only one side has is a failure.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as schemas from '../../../src/offsets/schemas/kern-reloc-arg.ts';
import { type OffsetsFile, symbolsOf } from '../../../src/offsets/views/asm-offsets.ts';
import type { CaseResult, Suite } from '../suite.ts';

const STAGES: Readonly<Record<number, OffsetsFile>> = {
  1: schemas.asmOffsets1,
  2: schemas.asmOffsets1,
  3: schemas.asmOffsets3,
  4: schemas.asmOffsets4,
  5: schemas.asmOffsets4,
  6: schemas.asmOffsets,
};

function ours(file: OffsetsFile): Map<string, string> {
  return new Map(symbolsOf(file).flatMap((item) => (item.kind === 'symbol' ? [[item.name, String(item.value)]] : [])));
}

export const suite: Suite = {
  name: 'offsets-thread',
  tools: [],
  async run(context) {
    return Object.entries(STAGES).flatMap(([stage, file]) => {
      const header = path.join(context.shared, `thread/series/shim/kreloc-offsets-p${stage}.h`);
      const theirs = fs.readFileSync(header, 'utf8').matchAll(/^#define (KEXEC_KRELOC_\w+) (\d+)$/gm);
      const stated = new Map([...theirs].map(([, name = '', value = '']) => [name, value]));
      const own = ours(file);
      return [...new Set([...stated.keys(), ...own.keys()])].map((name): CaseResult => {
        const [left, right] = [own.get(name) ?? 'absent', stated.get(name) ?? 'absent'];
        const id = `patch ${stage} ${name}`;
        return left === right ? { id, ok: true } : { id, ok: false, detail: `${left}, the series ${right}` };
      });
    });
  },
};
