/**
 * Inputs of the assembler's benchmarks, made once and kept: plain.s and macro.s of shared/bench/make-inputs, and gcc's output.
 *
 * A file of compiler output of any length is many units of gcc's in one: C files of the tiny kernel compiled with `-O2 -S` (and `-g`),
 * one after the other, again from the first when they are not enough. Each unit's labels, symbols and file numbers are made its own.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compileToAssembly } from '../test/conformance/assemble-file.ts';

/** Where inputs are kept: A64AS_BENCH_INPUTS, or a directory of their own among the temporary files. */
export const INPUTS = process.env.A64AS_BENCH_INPUTS ?? path.join(os.tmpdir(), 'a64as-bench-inputs');
const UNITS = 60;

/** The path of plain.s or macro.s. */
export function throughputInput(root: string, name: string): string {
  const file = path.join(INPUTS, name);
  if (!fs.existsSync(file)) {
    execFileSync('python3', [path.join(root, '../shared/bench/make-inputs'), INPUTS], { stdio: 'ignore' });
  }
  return file;
}

/** The path of a file of `lines` lines of the plain.s sample, which has a million. */
export function plainLines(root: string, lines: number): string {
  const file = path.join(INPUTS, `plain-${lines}.s`);
  if (fs.existsSync(file)) return file;
  const whole = fs.readFileSync(throughputInput(root, 'plain.s'), 'latin1').trimEnd().split('\n');
  const out = fs.openSync(file, 'w');
  for (let left = lines; left > 0; left -= whole.length) fs.writeSync(out, `${whole.slice(0, left).join('\n')}\n`);
  fs.closeSync(out);
  return file;
}

/** The path of a file of about `lines` lines of gcc's output (whole units). */
export async function compilerOutput(root: string, lines: number, debug: boolean): Promise<string> {
  const file = path.join(INPUTS, `compiled${debug ? '-g' : ''}-${lines}.s`);
  if (fs.existsSync(file)) return file;
  fs.mkdirSync(INPUTS, { recursive: true });
  const units = await compiledUnits(root, debug);
  const out = fs.openSync(`${file}.new`, 'w');
  const state = { files: 0, symbols: new Set<string>() };
  let left = lines;
  for (let i = 0; left > 0; i++) {
    const text = distinct(fs.readFileSync(units[i % units.length] ?? '', 'latin1'), i, state);
    fs.writeSync(out, text, null, 'latin1');
    left -= text.split('\n').length - 1;
  }
  fs.closeSync(out);
  fs.renameSync(`${file}.new`, file);
  return file;
}

/** gcc's output for C files spread over the tiny kernel's tree. */
async function compiledUnits(root: string, debug: boolean): Promise<string[]> {
  const corpus = path.resolve(root, process.env.A64AS_CORPUS ?? '.kernel-corpus');
  const tree = fs.realpathSync(path.join(corpus, 'src/build-tiny'));
  const commands = execFileSync('find', [tree, '-name', '.*.o.cmd'], { encoding: 'utf8' }).split('\n').sort();
  const c = commands.filter((f) => f !== '' && /-D__KERNEL__.*\.c\s*$/.test(firstLine(f)));
  const step = Math.max(1, Math.floor(c.length / UNITS));
  const directory = path.join(INPUTS, debug ? 'units-g' : 'units');
  fs.mkdirSync(directory, { recursive: true });
  const made: string[] = [];
  for (let i = 0; i < c.length; i += step) {
    const output = path.join(directory, `${i}.s`);
    const flags = ['-O2', '-fasynchronous-unwind-tables', ...(debug ? ['-g'] : [])];
    if (fs.existsSync(output) || (await compileToAssembly(tree, c[i] ?? '', flags, output))) made.push(output);
  }
  return made;
}

function firstLine(file: string): string {
  return fs.readFileSync(file, 'latin1').split('\n')[0] ?? '';
}

/** A unit with names and file numbers that no earlier unit has. */
function distinct(text: string, unit: number, state: { files: number; symbols: Set<string> }): string {
  const renamed = new Map<string, string>();
  for (const [, name = ''] of text.matchAll(/^([A-Za-z_][\w.$]*):/gm)) {
    if (state.symbols.has(name)) renamed.set(name, `${name}_${unit}`);
    state.symbols.add(name);
  }
  const first = state.files;
  const out = text
    .replace(/^\t\.file\t"[^"]*"\n/gm, '')
    .replace(/^\t\.file 0 .*\n/gm, unit === 0 ? '$&' : '')
    .replace(/^\t\.(file|loc) (\d+)/gm, (whole, directive: string, number: string) => {
      if (number === '0') return whole;
      state.files = Math.max(state.files, first + Number(number));
      return `\t.${directive} ${first + Number(number)}`;
    })
    .replace(/[\w.$]+/g, (name) =>
      /^\.L(?!__)[A-Z_a-z]*\d/.test(name) ? `${name}.${unit}` : (renamed.get(name) ?? name),
    );
  return out;
}
