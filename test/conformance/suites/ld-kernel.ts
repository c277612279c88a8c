/**
 * Linux's own links: the tiny kernel's vmlinux from its objects and from the archives of its build, and the corpus's small links.
 * Each must be GNU ld's file, byte for byte.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

function firstDifference(mine: Uint8Array, theirs: Uint8Array): string | undefined {
  if (Buffer.compare(mine, theirs) === 0) return undefined;
  const at = mine.findIndex((byte, i) => byte !== theirs[i]);
  return `${mine.length} bytes, reference ${theirs.length}; first difference at 0x${(at < 0 ? mine.length : at).toString(16)}`;
}

function linkCase(
  context: SuiteContext,
  id: string,
  cwd: string,
  argv: readonly string[],
  reference: string,
): CaseResult {
  const output = path.join(context.scratch, 'linked');
  fs.rmSync(output, { force: true });
  const args = argv.slice(1).map((word, i, all) => (all[i - 1] === '-o' ? output : word));
  const [program = '', ...prefix] = context.a64as;
  const run = spawnSync(program, [...prefix, 'ld', ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) return { id, ok: false, detail: `exit ${run.status}: ${run.stderr.slice(0, 300)}` };
  const detail = firstDifference(fs.readFileSync(output), fs.readFileSync(reference));
  return detail === undefined ? { id, ok: true } : { id, ok: false, detail };
}

interface LinkCommand {
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly argv_archives?: readonly string[];
}

const read = (file: string): LinkCommand => JSON.parse(fs.readFileSync(file, 'utf8')) as LinkCommand;

export const suite: Suite = {
  name: 'ld-kernel',
  tools: ['aarch64-linux-gnu-ld'],
  async run(context) {
    const corpus = await context.corpus();
    const tiny = await context.tinyKernel();
    const kernel = read(path.join(tiny, 'tiny/link.json'));
    const reference = path.join(tiny, 'tiny/vmlinux.ref');
    const cwd = path.join(tiny, kernel.cwd);
    const results = [
      linkCase(context, 'vmlinux from objects', cwd, kernel.argv, reference),
      linkCase(context, 'vmlinux from archives', cwd, kernel.argv_archives ?? [], reference),
    ];
    for (const name of ['vdso', 'nvhe', 'nvhe-reloc']) {
      const directory = path.join(corpus, 'links', name);
      const command = read(path.join(directory, 'ld.cmd'));
      results.push(linkCase(context, name, path.join(corpus, command.cwd), command.argv, path.join(directory, 'ref')));
    }
    return results;
  },
};
