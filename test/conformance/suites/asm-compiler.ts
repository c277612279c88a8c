/**
 * gcc's output for C files of the tiny kernel, with unwind tables, without and with -g: the object must be GNU as's, byte for
 * byte. One case a file and variant; A64AS_COMPILER_FILES bounds how many files (default 300).
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assembleFile, compileToAssembly, firstDifference, gnuObject } from '../assemble-file.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const VARIANTS: readonly { readonly name: string; readonly flags: readonly string[] }[] = [
  { name: 'O2', flags: ['-O2', '-fasynchronous-unwind-tables'] },
  { name: 'O2 -g', flags: ['-O2', '-g', '-fasynchronous-unwind-tables'] },
];

/** Commands of C files, spread evenly over the tree. */
function commandFiles(tree: string, most: number): string[] {
  const found = execFileSync('find', [tree, '-name', '.*.o.cmd'], { encoding: 'utf8' }).split('\n').sort();
  const c = found.filter((f) => f !== '' && /\.c\s*$/.test(fs.readFileSync(f, 'latin1').split('\n')[0] ?? ''));
  const step = Math.max(1, Math.floor(c.length / most));
  return c.filter((_, i) => i % step === 0).slice(0, most);
}

async function runFile(context: SuiteContext, tree: string, command: string, slot: number): Promise<CaseResult[]> {
  const name = path
    .relative(tree, command)
    .replace(/\.o\.cmd$/, '')
    .replace(/\/\./, '/');
  const results: CaseResult[] = [];
  for (const variant of VARIANTS) {
    const source = path.join(context.scratch, `compiled-${slot}.s`);
    if (!(await compileToAssembly(tree, command, variant.flags, source))) continue;
    const reference = gnuObject(source, context.scratch, path.join(context.scratch, `gnu-${slot}.o`));
    if (!reference) continue;
    const { bytes, errors } = await assembleFile(source, context.scratch);
    const detail = bytes ? firstDifference(bytes, reference) : errors[0];
    results.push({
      id: `${name} ${variant.name}`,
      ok: detail === undefined,
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return results;
}

export const suite: Suite = {
  name: 'asm-compiler',
  tools: ['aarch64-linux-gnu-as', 'aarch64-linux-gnu-gcc'],
  async run(context) {
    const tree = path.join(await context.tinyKernel(), 'src/build-tiny');
    const files = commandFiles(tree, Number(process.env.A64AS_COMPILER_FILES ?? 300));
    const results: CaseResult[][] = [];
    let next = 0;
    const work = async (slot: number): Promise<void> => {
      for (let i = next++; i < files.length; i = next++) {
        results[i] = await runFile(context, tree, files[i] ?? '', slot);
      }
    };
    await Promise.all([0, 1, 2].map(work));
    return results.flat();
  },
};
