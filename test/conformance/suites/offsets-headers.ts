/**
 * The kernel's structures from C text: asm-offsets.c of the defconfig and of the tiny tree is preprocessed, every structure
 * in it imported from C, and its layout compared with what gcc's debug information states. One case a structure.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openC } from '../../../src/cli/offsets/load-c.ts';
import { readElf } from '../../../src/elf/read.ts';
import { checkRecord } from '../../../src/offsets/compare.ts';
import type { CTypes } from '../../../src/offsets/import/c.ts';
import { DwarfTypes } from '../../../src/offsets/import/dwarf.ts';
import { compileOffsets, preprocessOffsets } from '../../offsets/kernel.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

function compare(name: string, c: CTypes, dwarf: DwarfTypes): string | undefined {
  try {
    const type = c.findType(name.replace(/^(?:struct|union) /, ''));
    if (type === undefined) return 'not found in the text';
    const [first] = checkRecord(type, dwarf, dwarf.target) ?? [];
    return first === undefined ? undefined : `${first.path}: ${first.left ?? '-'}, gcc ${first.right ?? '-'}`;
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
}

async function runTree(tree: string, id: string, context: SuiteContext): Promise<CaseResult[]> {
  const object = path.join(context.scratch, `${id}.o`);
  const text = path.join(context.scratch, `${id}.i`);
  compileOffsets(tree, 5, object);
  preprocessOffsets(tree, text);
  const dwarf = new DwarfTypes(readElf(object, new Uint8Array(fs.readFileSync(object))), object);
  const c = await openC([{ path: text, text: fs.readFileSync(text, 'latin1') }], dwarf.target);
  // the compiler's own type is in no text
  const names = [...dwarf.names()].filter((name) => name !== 'struct __va_list');
  context.log(`${id}: ${names.length} structures`);
  return names.map((name): CaseResult => {
    const detail = compare(name, c, dwarf);
    return detail === undefined ? { id: `${id} ${name}`, ok: true } : { id: `${id} ${name}`, ok: false, detail };
  });
}

export const suite: Suite = {
  name: 'offsets-headers',
  tools: ['aarch64-linux-gnu-gcc'],
  async run(context) {
    const base = path.join(await context.corpus(), 'src/build-base');
    const tiny = path.join(await context.tinyKernel(), 'src/build-tiny');
    return [...(await runTree(base, 'base', context)), ...(await runTree(tiny, 'tiny', context))];
  },
};
