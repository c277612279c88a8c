/**
 * Linux's arm64 assembly, all units of the corpus and of the tiny kernel, from the preprocessed text by the assembler's own
 * line (as.cmd): the object must be GNU's, byte for byte. One case a unit.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assembleFile, firstDifference } from '../assemble-file.ts';
import type { CaseResult, Suite } from '../suite.ts';

interface Unit {
  readonly name: string;
  readonly dir: string;
}

interface CommandFile {
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly input: string;
}

async function runUnits(out: string, index: string, prefix: string): Promise<CaseResult[]> {
  const { units } = JSON.parse(fs.readFileSync(path.join(out, index), 'utf8')) as { units: readonly Unit[] };
  const results: CaseResult[] = [];
  for (const unit of units) {
    const directory = path.join(out, unit.dir);
    const command = JSON.parse(fs.readFileSync(path.join(directory, 'as.cmd'), 'utf8')) as CommandFile;
    const include = command.argv.flatMap((arg, i) => (command.argv[i - 1] === '-I' ? [arg] : []));
    const cwd = path.join(out, command.cwd);
    const { bytes, errors } = await assembleFile(path.join(cwd, command.input), cwd, { includeDirectories: include });
    const reference = fs.readFileSync(path.join(directory, 'ref.o'));
    const detail = bytes ? firstDifference(bytes, reference) : errors[0];
    results.push({
      id: `${prefix}${unit.name}`,
      ok: detail === undefined,
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return results;
}

export const suite: Suite = {
  name: 'asm-kernel',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const corpus = await context.corpus();
    const tiny = await context.tinyKernel();
    return [...(await runUnits(corpus, 'index.json', '')), ...(await runUnits(tiny, 'tiny/index.json', 'tiny '))];
  },
};
