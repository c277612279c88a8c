/**
 * The kernel's own structures, out of DWARF and back through the compiler.
 *
 * arch/arm64/kernel/asm-offsets.c of the defconfig and of the tiny build tree is compiled with debug information (all types
 * kept) by its own kbuild line. Every structure in it is imported; each is printed as C with assertions of its stated size
 * and offsets, which gcc must accept; and the entries of the tree's generated asm-offsets.h that are offsets and sizes are
 * printed from the imported structures, which must give the same lines.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readElf } from '../../../src/elf/read.ts';
import { DwarfTypes } from '../../../src/offsets/import/dwarf.ts';
import type { RawRecord } from '../../../src/offsets/import/raw.ts';
import { LP64, spelling } from '../../../src/offsets/index.ts';
import { asmOffsetsHeader, type Entry, offsetsFile } from '../../../src/offsets/views/asm-offsets.ts';
import { cHeader } from '../../../src/offsets/views/c-header.ts';
import { compileOffsets } from '../../offsets/kernel.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

/** Assertions from what DWARF states, not from our layout. */
function stated(name: string, raw: RawRecord): string {
  const lines = [`_Static_assert(sizeof(${name}) == ${raw.size}, "size");`];
  for (const member of raw.members) {
    if (member.name === undefined || member.bits !== undefined) continue;
    lines.push(`_Static_assert(__builtin_offsetof(${name}, ${member.name}) == ${member.offset}, "${member.name}");`);
  }
  return lines.join('\n');
}

function roundTrip(types: DwarfTypes, key: string, scratch: string): string | undefined {
  try {
    const type = types.findType(key);
    const raw = type === undefined ? undefined : types.rawOf(type);
    if (type === undefined || raw === undefined) return 'not imported';
    const source = path.join(scratch, 'structure.c');
    fs.writeFileSync(source, `${cHeader([type])}${stated(spelling(type) ?? '', raw)}\n`);
    execFileSync('aarch64-linux-gnu-gcc', ['-std=gnu11', '-w', '-fsyntax-only', source], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .split('\n')
      .slice(0, 4)
      .join(' | ');
  }
}

/** An entry for a line of asm-offsets.h; undefined where it is neither an offset nor a size. */
function entryOf(line: string, types: DwarfTypes, constants: Record<string, number | bigint>): Entry | undefined {
  const match = /^#define (\w+) -?\d+ \/\* (offsetof|sizeof)\(([^,)]+)(?:, (.*))?\) \*\/$/.exec(line);
  const [, symbol = '', what, name = '', member = ''] = match ?? [];
  const type = match === null ? undefined : types.findType(name);
  if (type === undefined) return undefined;
  return what === 'sizeof'
    ? { kind: 'sizeof', symbol, type }
    : { kind: 'offset', symbol, type, path: member, constants };
}

function reproduce(tree: string, types: DwarfTypes, id: string): CaseResult[] {
  const constants = types.constants();
  const header = fs.readFileSync(path.join(tree, 'include/generated/asm-offsets.h'), 'utf8').split('\n');
  return header
    .filter((line) => /\/\* (?:offsetof|sizeof)\(/.test(line))
    .map((line): CaseResult => {
      const entry = entryOf(line, types, constants);
      const name = `${id} ${line.split(' ')[1]}`;
      if (entry === undefined) return { id: name, ok: false, detail: `not imported: ${line}` };
      const own = asmOffsetsHeader(offsetsFile([entry]), LP64).split('\n')[8];
      return own === line ? { id: name, ok: true } : { id: name, ok: false, detail: `${own} instead of ${line}` };
    });
}

function runTree(tree: string, id: string, version: number, limit: number, context: SuiteContext): CaseResult[] {
  const object = path.join(context.scratch, `${id}.o`);
  compileOffsets(tree, version, object);
  const types = new DwarfTypes(readElf(object, new Uint8Array(fs.readFileSync(object))), object);
  const names = [...types.names()];
  // spread over the whole list, always the same ones
  const chosen = names.filter(
    (_, i) => Math.floor((i * limit) / names.length) !== Math.floor(((i - 1) * limit) / names.length),
  );
  context.log(`${id}: ${names.length} structures, ${chosen.length} through the compiler`);
  const cases = chosen.map((name): CaseResult => {
    const detail = roundTrip(types, name, context.scratch);
    return detail === undefined ? { id: `${id} ${name}`, ok: true } : { id: `${id} ${name}`, ok: false, detail };
  });
  return [...cases, ...reproduce(tree, types, `${id} asm-offsets.h`)];
}

export const suite: Suite = {
  name: 'offsets-kernel',
  tools: ['aarch64-linux-gnu-gcc'],
  async run(context) {
    const base = path.join(await context.corpus(), 'src/build-base');
    const tiny = path.join(await context.tinyKernel(), 'src/build-tiny');
    return [...runTree(base, 'base', 5, 250, context), ...runTree(tiny, 'tiny', 4, 250, context)];
  },
};
