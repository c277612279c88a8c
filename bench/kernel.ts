/**
 * Linux's 84 assembly units, from .S to object with kbuild's options: all in one process of ours (headers read and lexed
 * once), as a compilation database, against 84 runs of gcc -c; and the same for preprocessing alone. The corpus is A64AS_CORPUS
 * or ./.kernel-corpus.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { measure } from './measure.ts';

interface Unit {
  readonly cwd: string;
  readonly argv: readonly string[];
}

/** The units, with all that they write in `scratch`. */
function units(corpus: string, scratch: string, mode: string): Unit[] {
  const directory = path.join(corpus, 'units');
  return fs.readdirSync(directory).map((name) => {
    const { cwd, argv } = JSON.parse(fs.readFileSync(path.join(directory, name, 'cc.cmd'), 'utf8')) as Unit;
    const words = argv.map((word) =>
      word === '-c' ? mode : word.replace(/^(-Wp,-MM?D),.*/, `$1,${path.join(scratch, `${name}.d`)}`),
    );
    words[words.indexOf('-o') + 1] = path.join(scratch, `${name}.o`);
    return { cwd: path.join(corpus, cwd), argv: words };
  });
}

function script(list: readonly Unit[]): string {
  const quote = (word: string) => `'${word.replace(/'/g, "'\\''")}'`;
  return list.map(({ cwd, argv }) => `cd ${quote(cwd)} && ${argv.map(quote).join(' ')} || exit 1\n`).join('');
}

function database(list: readonly Unit[]): string {
  return JSON.stringify(list.map(({ cwd, argv }) => ({ directory: cwd, file: argv.at(-1), arguments: argv })));
}

function compare(corpus: string): void {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
  try {
    for (const mode of ['-E', '-c']) {
      const list = units(corpus, scratch, mode);
      const [commands, gcc] = [path.join(scratch, 'compile_commands.json'), path.join(scratch, 'gcc.sh')];
      fs.writeFileSync(commands, database(list));
      fs.writeFileSync(gcc, script(list));
      const [ours, theirs] = measure([
        [process.execPath, 'dist/bin/a64as.js', `--compile-commands=${commands}`],
        ['sh', gcc],
      ]);
      if (!ours || !theirs) continue;
      const ratio = (ours.cpu / theirs.cpu).toFixed(2);
      const peak = (ours.peak / 2 ** 20).toFixed(0);
      process.stdout.write(
        `84 units ${mode}: one process ${ours.cpu.toFixed(2)} s CPU (${peak} MiB), 84 runs of gcc ${theirs.cpu.toFixed(2)} s; ratio ${ratio}\n`,
      );
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

compare(path.resolve(process.env.A64AS_CORPUS ?? '.kernel-corpus'));
