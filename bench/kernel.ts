/**
 * Linux's 84 assembly units, from .S to object with kbuild's options: all in one process of ours (headers read and lexed
 * once) against 84 runs of gcc -c, and the same for preprocessing alone. The corpus is A64AS_CORPUS or ./.kernel-corpus.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSettings } from '../src/cli/as/options.ts';
import { runUnit, Session } from '../src/cli/as/unit.ts';
import type { Io } from '../src/cli/command.ts';
import { tuneForOneRun } from '../src/cli/engine.ts';
import { nodeIo } from '../src/cli/io.ts';
import { withGrammar } from '../src/expr/lazy.ts';
import { measure } from './measure.ts';

interface Unit {
  readonly cwd: string;
  readonly argv: readonly string[];
}

function units(corpus: string): Unit[] {
  const directory = path.join(corpus, 'units');
  return fs.readdirSync(directory).map((name) => {
    const { cwd, argv } = JSON.parse(fs.readFileSync(path.join(directory, name, 'cc.cmd'), 'utf8')) as Unit;
    const words = argv.map((word) => word.replace(/^(-Wp,-MM?D),.*/, '$1,/dev/null'));
    words[words.indexOf('-o') + 1] = '/dev/null';
    return { cwd: path.join(corpus, cwd), argv: words };
  });
}

function inDirectory(directory: string): Io {
  const io = nodeIo();
  const readFile = (name: string) => io.readFile(path.resolve(directory, name));
  return { ...io, packageDirectory: '', workingDirectory: directory, readFile };
}

async function assembleAll(corpus: string, preprocessOnly: boolean): Promise<void> {
  const sessions = new Map<string, Session>();
  for (const { cwd, argv } of units(corpus)) {
    const words = argv.slice(1).map((word) => (preprocessOnly && word === '-c' ? '-E' : word));
    const settings = parseSettings(words, { responseFile: () => undefined });
    const session = sessions.get(cwd)?.withSettings(settings) ?? new Session(inDirectory(cwd), settings);
    sessions.set(cwd, session);
    const [input] = settings.inputs;
    if (!input) throw new Error('no input');
    const { sink } = await withGrammar(() => runUnit(session, input, () => ''));
    if (sink.errorCount > 0) throw new Error(`${input.path}: ${sink.list[0]?.text}`);
  }
}

function script(corpus: string, preprocessOnly: boolean): string {
  const quote = (word: string) => `'${word.replace(/'/g, "'\\''")}'`;
  return units(corpus)
    .map(({ cwd, argv }) => {
      const words = argv.map((word) => (preprocessOnly && word === '-c' ? '-E' : word));
      return `cd ${quote(cwd)} && ${words.map(quote).join(' ')} || exit 1\n`;
    })
    .join('');
}

function compare(corpus: string): void {
  const self = fileURLToPath(import.meta.url);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
  try {
    for (const mode of ['-E', '-c']) {
      const file = path.join(scratch, `gcc${mode}.sh`);
      fs.writeFileSync(file, script(corpus, mode === '-E'));
      const [ours, gcc] = measure([
        [process.execPath, self, '--worker', mode, corpus],
        ['sh', file],
      ]);
      if (!ours || !gcc) continue;
      const ratio = (ours.cpu / gcc.cpu).toFixed(2);
      const peak = (ours.peak / 2 ** 20).toFixed(0);
      process.stdout.write(
        `84 units ${mode}: one process ${ours.cpu.toFixed(2)} s CPU (${peak} MiB), 84 runs of gcc ${gcc.cpu.toFixed(2)} s; ratio ${ratio}\n`,
      );
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

const [flag, mode, given] = process.argv.slice(2);
if (flag === '--worker') {
  tuneForOneRun();
  await assembleAll(given ?? '', mode === '-E');
} else compare(path.resolve(process.env.A64AS_CORPUS ?? '.kernel-corpus'));
