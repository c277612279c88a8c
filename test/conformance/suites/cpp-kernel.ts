/**
 * The preprocessor on Linux: `-E` output and kbuild's dependency files of every unit and linker script of the kernel
 * corpus, byte for byte as gcc makes them.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseSettings } from '../../../src/cli/as/options.ts';
import { runUnit, Session } from '../../../src/cli/as/unit.ts';
import type { Io } from '../../../src/cli/command.ts';
import { nodeIo } from '../../../src/cli/io.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

interface CommandLine {
  readonly cwd: string;
  readonly argv: readonly string[];
}

export const suite: Suite = {
  name: 'cpp-kernel',
  tools: ['aarch64-linux-gnu-gcc'],
  async run(context) {
    const corpus = await context.corpus();
    const results: CaseResult[] = [];
    const sessions = new Map<string, Io>();
    for (const unit of readdirSync(path.join(corpus, 'units')).sort()) {
      results.push(...check(context, corpus, unit, path.join(corpus, 'units', unit, 'cc.cmd'), sessions));
    }
    for (const file of readdirSync(path.join(corpus, 'lds')).filter((name) => name.endsWith('.cmd'))) {
      results.push(...check(context, corpus, file, path.join(corpus, 'lds', file), sessions));
    }
    return results;
  },
};

function check(context: SuiteContext, corpus: string, name: string, file: string, ios: Map<string, Io>): CaseResult[] {
  const { cwd, argv } = JSON.parse(readFileSync(file, 'utf8')) as CommandLine;
  const directory = path.join(corpus, cwd);
  const output = path.join(context.scratch, 'out.i');
  const rule = path.join(context.scratch, 'out.d');
  const words = argv.slice(1).map((word) => (word === '-c' ? '-E' : word.replace(/^(-Wp,-MM?D),.*/, `$1,${rule}`)));
  words[words.indexOf('-o') + 1] = output;
  execFileSync(argv[0] as string, words, { cwd: directory, stdio: ['ignore', 'ignore', 'ignore'] });
  const io = ios.get(directory) ?? inDirectory(directory);
  ios.set(directory, io);
  const settings = parseSettings(words, { responseFile: () => undefined });
  const session = new Session(io, settings);
  const [input] = settings.inputs;
  const { files } = input ? runUnit(session, input, () => '') : { files: [] };
  const made = (wanted: string) => {
    const data = files.find((one) => one.path === wanted)?.data;
    return data === undefined ? '' : Buffer.from(data).toString('latin1');
  };
  return [
    compare(`${name} -E`, made(output), readFileSync(output, 'latin1')),
    compare(`${name} -MMD`, made(rule), readFileSync(rule, 'latin1')),
  ];
}

function inDirectory(directory: string): Io {
  const io = nodeIo();
  const absolute = (name: string) => path.resolve(directory, name);
  return {
    ...io,
    packageDirectory: '',
    workingDirectory: directory,
    readFile: (name) => io.readFile(absolute(name)),
    readError: (name) => io.readError(absolute(name)),
    listDirectory: (name) => io.listDirectory(absolute(name)),
  };
}

function compare(id: string, mine: string, gcc: string): CaseResult {
  if (mine === gcc) return { id, ok: true };
  const a = mine.split('\n');
  const b = gcc.split('\n');
  const line = a.findIndex((text, i) => text !== b[i]);
  return { id, ok: false, detail: `line ${line + 1}: ${JSON.stringify(a[line])}, gcc has ${JSON.stringify(b[line])}` };
}
