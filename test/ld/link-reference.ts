/** Cases linked by real tools in a directory: GNU's, or ours as a command. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readElf } from '../../src/elf/read.ts';
import type { LinkCase } from './link-case.ts';
import { limitCases, SCRIPT } from './relocation-limits.ts';

const AR = 'aarch64-linux-gnu-ar';

/** Write a case's files, assemble its sources with `assembler`, make its archives. Returns an error text, or ''. */
export function prepare(each: LinkCase, directory: string, assembler: readonly string[]): string {
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  const run = (argv: readonly string[]): string => {
    const [program = '', ...args] = argv;
    const { status, stderr } = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
    return status === 0 ? '' : `${argv.join(' ')}: ${stderr}`;
  };
  let errors = '';
  for (const [name, text] of each.files) {
    fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), text, 'latin1');
    if (name.endsWith('.s')) errors += run([...assembler, ...each.as, '-o', name.replace(/\.s$/, '.o'), name]);
  }
  for (const { name, members, thin } of each.archives) errors += run([AR, thin ? 'rcsT' : 'rcs', name, ...members]);
  return errors;
}

/** Link in the prepared directory. */
export function linkWith(
  each: LinkCase,
  directory: string,
  linker: readonly string[],
): { output: Uint8Array | undefined; errors: string } {
  const out = path.join(directory, 'out');
  fs.rmSync(out, { force: true });
  const run = (argv: readonly string[]): { status: number | null; stderr: string } => {
    const [program = '', ...args] = [...linker, ...argv];
    return spawnSync(program, args, { cwd: directory, encoding: 'utf8', timeout: 60_000 });
  };
  for (const argv of each.libraries) run(argv);
  const { status, stderr } = run([...each.ld, '-o', 'out']);
  return { output: status === 0 ? fs.readFileSync(out) : undefined, errors: stderr };
}

/** By case: the first eight bytes of .text that GNU ld makes, in hexadecimal, or 'refused'. */
export function referenceLimits(directory: string): Record<string, string> {
  const at = (name: string): string => path.join(directory, name);
  fs.writeFileSync(at('x.lds'), SCRIPT);
  let assembled = '';
  return Object.fromEntries(
    limitCases().map(({ id, source, target }) => {
      if (source !== assembled) {
        fs.writeFileSync(at('a.s'), source);
        spawnSync('aarch64-linux-gnu-as', ['a.s', '-o', 'a.o'], { cwd: directory });
        assembled = source;
      }
      const argv = ['-T', 'x.lds', `--defsym=target=${target}`, 'a.o', '-o', 'out'];
      const { status } = spawnSync('aarch64-linux-gnu-ld', argv, { cwd: directory });
      if (status !== 0) return [id, 'refused'];
      const text = readElf('out', fs.readFileSync(at('out'))).sections.find((s) => s.name === '.text');
      return [id, Buffer.from(text?.data.subarray(0, 8) ?? []).toString('hex')];
    }),
  );
}
