/**
 * Assemble a file in this process, as `a64as FILE.s` would, for the suites that compare with GNU as.
 */
import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';

export interface Assembled {
  readonly bytes: Uint8Array | undefined;
  /** "line: text" of each error. */
  readonly errors: readonly string[];
}

/** Assemble text; files that it includes are sought from `cwd`. */
export async function assembleText(
  text: string,
  name: string,
  cwd: string,
  options: AsmOptions = {},
): Promise<Assembled> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const readFile = (file: string): Uint8Array | undefined => {
      try {
        return fs.readFileSync(path.resolve(cwd, file));
      } catch {
        return undefined;
      }
    };
    const elf = assemble({ text, name, sourceMap, sink, readFile, options: { directory: cwd, ...options } });
    const errors = sink.list
      .filter((d) => d.severity === 'error')
      .map((d) => `${sourceMap.locate(d.pos)?.place.line ?? '?'}: ${d.text}`);
    return { bytes: elf && writeObject(elf), errors };
  });
}

export async function assembleFile(file: string, cwd: string, options: AsmOptions = {}): Promise<Assembled> {
  return assembleText(fs.readFileSync(file, 'latin1'), path.relative(cwd, file), cwd, options);
}

/** GNU as's object for a file, or undefined when it finds errors. */
export function gnuObject(
  file: string,
  cwd: string,
  output: string,
  flags: readonly string[] = [],
): Uint8Array | undefined {
  const run = spawnSync('aarch64-linux-gnu-as', [...flags, '-o', output, file], { cwd, encoding: 'utf8' });
  return run.status === 0 ? fs.readFileSync(output) : undefined;
}

/** Where two objects differ, in words; undefined when they do not. */
export function firstDifference(mine: Uint8Array, reference: Uint8Array): string | undefined {
  if (mine.length === reference.length && mine.every((b, i) => b === reference[i])) return undefined;
  const at = mine.findIndex((b, i) => b !== reference[i]);
  return `${mine.length} and ${reference.length} bytes, first difference at ${at < 0 ? mine.length : at}`;
}

/**
 * gcc's assembly output for a C file of the tiny kernel's build, by its own kbuild line with `extra` options, written to
 * `output`; false when the compiler refuses.
 */
export function compileToAssembly(
  tree: string,
  commandFile: string,
  extra: readonly string[],
  output: string,
): Promise<boolean> {
  const line = fs.readFileSync(commandFile, 'latin1').split('\n')[0] ?? '';
  const command = line.replace(/^cmd_\S+ := /, '').split(';')[0] ?? '';
  const stripped = command
    .replace(/ -Wp,\S+/g, '')
    .replace(/ -c -o \S+/, ' ')
    .replace(/ -o \S+/, ' ');
  const script = `${stripped} ${extra.join(' ')} -S -o '${output}'`;
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd: tree, maxBuffer: 1 << 26 }, (error) => resolve(error === null));
  });
}
