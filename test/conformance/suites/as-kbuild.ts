/**
 * Linux's arm64 assembly as the kernel's build asks for it: each unit's own compiler-driver line (cc.cmd) with the program
 * replaced by a64as, preprocessing included. The object must be GNU's, byte for byte. One case a unit.
 */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { firstDifference } from '../assemble-file.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface Unit {
  readonly name: string;
  readonly dir: string;
}

interface CommandFile {
  readonly cwd: string;
  readonly argv: readonly string[];
}

function runUnit(context: SuiteContext, corpus: string, unit: Unit): Promise<CaseResult> {
  const directory = path.join(corpus, unit.dir);
  const command = JSON.parse(fs.readFileSync(path.join(directory, 'cc.cmd'), 'utf8')) as CommandFile;
  const object = path.join(context.scratch, `${unit.name}.o`);
  // kbuild's dependency files go to the scratch directory too: the build tree stays as it is
  const argv = command.argv
    .slice(1)
    .map((word, i, all) => (all[i - 1] === '-o' ? object : word.replace(/^-Wp,-MMD,.*/, `-Wp,-MMD,${object}.d`)));
  const [node = '', ...program] = context.a64as;
  return new Promise((resolve) => {
    const options = { cwd: path.join(corpus, command.cwd), maxBuffer: 1 << 26 };
    execFile(node, [...program, ...argv], options, (error, _, stderr) => {
      const detail = error
        ? (stderr.split('\n')[0] ?? error.message)
        : firstDifference(fs.readFileSync(object), fs.readFileSync(path.join(directory, 'ref.o')));
      resolve({ id: unit.name, ok: detail === undefined, ...(detail === undefined ? {} : { detail }) });
    });
  });
}

export const suite: Suite = {
  name: 'as-kbuild',
  tools: ['aarch64-linux-gnu-gcc'],
  async run(context) {
    const corpus = await context.corpus();
    const index = fs.readFileSync(path.join(corpus, 'index.json'), 'utf8');
    const { units } = JSON.parse(index) as { units: readonly Unit[] };
    const results: CaseResult[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < units.length; i = next++) {
        const unit = units[i];
        if (unit !== undefined) results.push(await runUnit(context, corpus, unit));
      }
    };
    await Promise.all([work(), work()]);
    return results;
  },
};
