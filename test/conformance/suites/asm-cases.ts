/** The cases of test/asm/cases against GNU as: accepted or refused, the object byte for byte, the lines with warnings or errors. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { assembleCase, CASE_DIRECTORY, CASE_NAME, type Case, caseFiles, parseCases } from '../../asm/case-file.ts';
import type { CaseResult, Suite } from '../suite.ts';

/** Of an error GNU as also says where what it is about began. */
const NOTES = ': here is the ';

async function compare(one: Case, scratch: string): Promise<string | undefined> {
  const output = path.join(scratch, 'case.o');
  fs.writeFileSync(path.join(scratch, CASE_NAME), one.text, 'latin1');
  const map = `--debug-prefix-map=${scratch}=${CASE_DIRECTORY}`;
  const gas = spawnSync('aarch64-linux-gnu-as', [...one.flags, map, '-o', output, CASE_NAME], {
    cwd: scratch,
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const { object, messages, warnings, errors } = await assembleCase(one);
  const linesOf = (severity: string): string => {
    const lines = [...gas.stderr.matchAll(new RegExp(`^case\\.s:(\\d+): ${severity}: `, 'gm'))].map((m) =>
      Number(m[1]),
    );
    return [...new Set(lines)].sort((a, b) => a - b).join();
  };
  if (gas.status !== 0) {
    if (object) return `accepted, but GNU as: ${gas.stderr.split('\n')[1]}`;
    const expected = linesOf(`(?:Error|Fatal error)(?!${NOTES})`);
    const lines = expected.split(',');
    // what GNU as says of the whole file we say of a line
    const ours = /^case\.s: (?:Fatal e|E)rror/m.test(gas.stderr)
      ? errors.filter((l) => lines.includes(`${l}`))
      : errors;
    return ours.join() === expected ? undefined : `errors in lines ${errors.join()}, not ${expected}`;
  }
  if (!object) return `refused: ${messages[0]}`;
  if (!fs.readFileSync(output).equals(object)) return 'the object differs';
  const expected = linesOf('Warning');
  return warnings.join() === expected ? undefined : `warnings in lines ${warnings.join()}, not ${expected}`;
}

export const suite: Suite = {
  name: 'asm-cases',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const results: CaseResult[] = [];
    const directory = pathToFileURL(`${context.root}/test/asm/cases/`);
    for (const file of caseFiles(directory)) {
      for (const one of parseCases(fs.readFileSync(new URL(`${file}.txt`, directory), 'latin1'))) {
        const detail = await compare(one, context.scratch);
        results.push({
          id: `${file} ${one.name}`,
          ok: detail === undefined,
          ...(detail === undefined ? {} : { detail }),
        });
      }
    }
    return results;
  },
};
