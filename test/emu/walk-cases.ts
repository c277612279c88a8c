/** Flawed programs of programs/ whose findings show table walks, and what `a64as run` prints of them: test/golden/walks.txt. */
import * as path from 'node:path';
import { elfOf, flawedPrograms, runElf } from './flawed-programs.ts';

/** Program:flaw. Each shows another kind of walk. */
const CASES = [
  'access-kinds.S:15',
  'access-kinds.S:24',
  'access-kinds.S:26',
  'c1.S:1',
  'c1.S:2',
  'c1.S:5',
  'c1.S:6',
  'c10.S:1',
  'c11.S:2',
  'c2.S:7',
  'c2.S:8',
  'c2el2.S:3',
  'c3.S:1',
  'c4.S:1',
  'c4.S:5',
  'c5.S:6',
  'c8.S:1',
  'c9.S:1',
];

/** The findings of all cases, as text. `folder`: where the programs are. */
export async function walkTexts(folder: string): Promise<string> {
  const programs = flawedPrograms(folder);
  const texts: string[] = [];
  for (const name of CASES) {
    const [file, number] = name.split(':');
    const program = programs.find((each) => each.file === file);
    const flaw = program?.flaws.find((each) => each.number === number);
    if (program === undefined || flaw === undefined) throw new Error(`no flaw ${name} in ${path.resolve(folder)}`);
    const { err } = await runElf(await elfOf(folder, program, flaw.number), [...program.options, ...flaw.options]);
    // without the last instructions of a run that ended badly
    texts.push(`== ${name} ${flaw.words}\n${err.split(/^a64as: /m)[0]}`);
  }
  return texts.join('');
}
