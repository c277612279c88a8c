/**
 * Random small scripts and objects against GNU ld: the executable must be the same, byte for byte; where GNU ld refuses, so
 * must we. Seeded, so that a failing case can be made again: A64AS_LD_SEED, A64AS_LD_CASES.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiagnosticSink } from '../../../src/diag/diagnostic.ts';
import { link } from '../../../src/ld/index.ts';
import { SourceMap } from '../../../src/text/source-map.ts';
import type { CaseResult, Suite } from '../suite.ts';

/** Mulberry32. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) % below) >>> 0;
  };
}

type Pick = (below: number) => number;
const one = <X>(pick: Pick, list: readonly X[]): X => list[pick(list.length)] as X;

const NAMES = ['.text', '.text.hot', '.rodata', '.rodata.a', '.data', '.data.x', '.mine', '.bss'];

function source(pick: Pick, unit: number, units: number): string {
  const lines: string[] = [];
  const sections = 2 + pick(4);
  for (let i = 0; i < sections; i++) {
    const name = one(pick, NAMES);
    const flags = name.startsWith('.text')
      ? '"ax",@progbits'
      : name.startsWith('.rodata')
        ? '"a",@progbits'
        : name === '.bss'
          ? '"aw",@nobits'
          : '"aw",@progbits';
    lines.push(`\t.section ${name},${flags}`, `\t.balign ${1 << pick(6)}`);
    if (pick(3) > 0) lines.push(`\t.globl g${unit}_${i}`);
    if (name.startsWith('.text') && pick(2)) lines.push(`\t.type g${unit}_${i}, %function`);
    lines.push(`g${unit}_${i}:`);
    if (name === '.bss') lines.push(`\t.space ${1 + pick(70)}`);
    else if (name.startsWith('.text'))
      lines.push(`\tbl f${pick(units)}`, `\tadrp x0, f${pick(units)}`, `\tadd x0, x0, :lo12:f${pick(units)}`, '\tnop');
    else lines.push(`\t.quad f${pick(units)} + ${pick(64)}`, `\t.word f${pick(units)} - .`, `\t.byte ${pick(256)}`);
  }
  lines.push('\t.text', `\t.globl f${unit}`, `f${unit}: ret`);
  if (pick(2))
    lines.push(
      '\t.section .rodata.str1.8,"aMS",@progbits,1',
      ...Array.from(
        { length: 1 + pick(4) },
        () => `\t.string "${one(pick, ['hello', 'lo', 'o', 'world', '', 'xhello'])}"`,
      ),
    );
  if (pick(3) === 0) lines.push(`\t.comm c${pick(3)}, ${1 + pick(40)}, ${1 << pick(5)}`);
  return `${lines.join('\n')}\n`;
}

function expression(pick: Pick, depth = 0): string {
  const atom = (): string =>
    one(pick, [
      '.',
      '0x10',
      '3',
      's0',
      's1',
      'f0',
      'SIZEOF(.text)',
      'ADDR(.text)',
      'ALIGN(16)',
      'g_end',
      'SIZEOF_HEADERS',
      'LOADADDR(.text)',
    ]);
  if (depth > 2 || pick(3) === 0) return atom();
  switch (pick(6)) {
    case 0:
      return `(${expression(pick, depth + 1)} ${one(pick, ['+', '-', '&', '|', '*'])} ${expression(pick, depth + 1)})`;
    case 1:
      return `${one(pick, ['MAX', 'MIN', 'ALIGN'])}(${expression(pick, depth + 1)}, ${one(pick, ['8', '64', '0x100'])})`;
    case 2:
      return `(${expression(pick, depth + 1)} ${one(pick, ['<', '==', '>='])} ${expression(pick, depth + 1)} ? ${atom()} : ${atom()})`;
    case 3:
      return `ABSOLUTE(${expression(pick, depth + 1)})`;
    case 4:
      return `${one(pick, ['~', '-', '!'])} ${atom()}`;
    default:
      return `(${atom()} ${one(pick, ['+', '-', '<<', '>>'])} ${pick(9)})`;
  }
}

function pattern(pick: Pick): string {
  const name = one(pick, [
    '.text',
    '.text.*',
    '.text .text.*',
    '.rodata*',
    '.data',
    '.data .data.*',
    '.mine',
    '.bss',
    'COMMON',
    '.rodata.str1.8',
  ]);
  return one(pick, [
    `*(${name})`,
    `KEEP(*(${name}))`,
    `*(SORT_BY_NAME(${name.split(' ')[0]}))`,
    `u0.o(${name})`,
    `*(EXCLUDE_FILE(u0.o) ${name})`,
    `*(SORT_BY_ALIGNMENT(${name.split(' ')[0]}))`,
  ]);
}

function script(pick: Pick): string {
  const lines: string[] = [
    'ENTRY(f0)',
    'SECTIONS',
    '{',
    `  . = 0x${(0x10000 + 0x800 * pick(8)).toString(16)};`,
    '  s0 = .;',
  ];
  const outputs = ['.text', '.rodata', '.data', '.other', '.bss'].filter((name) => name === '.text' || pick(4) > 0);
  outputs.forEach((output, k) => {
    const header = `${pick(5) === 0 ? ` 0x${(0x20000 + 0x10000 * k + 8 * pick(9)).toString(16)}` : ''} :${pick(4) === 0 ? ` ALIGN(${1 << (3 + pick(5))})` : ''}${pick(8) === 0 ? ' SUBALIGN(16)' : ''}`;
    const body = Array.from({ length: 1 + pick(3) }, () => `    ${pattern(pick)}`);
    if (pick(3) === 0) body.push(`    . = ALIGN(${1 << pick(7)});`);
    if (pick(3) === 0) body.push(`    i${k} = ${expression(pick)};`);
    if (pick(4) === 0) body.push(`    ${one(pick, ['BYTE', 'SHORT', 'LONG', 'QUAD'])}(0x${pick(65536).toString(16)})`);
    lines.push(`  ${output}${header} {`, ...body, `  }${pick(6) === 0 ? ' =0xd503201f' : ''}`);
    if (pick(2)) lines.push(`  e${k} = ${expression(pick)};`);
    if (k === 0) lines.push('  s1 = .;');
    if (pick(4) === 0) lines.push(`  . = . + ${8 * pick(9)};`);
  });
  lines.push('  g_end = .;', '  /DISCARD/ : { *(.comment .note.*) }', '}');
  if (pick(2)) lines.push(`after = ${expression(pick).replace(/\bALIGN\(16\)|(?<![\w.)])\.(?!\w)/g, 's1')};`);
  return `${lines.join('\n')}\n`;
}

async function runCase(directory: string, seed: number): Promise<CaseResult> {
  const pick = generator(seed);
  const units = 1 + pick(3);
  const id = `seed ${seed}`;
  const objects: string[] = [];
  for (let unit = 0; unit < units; unit++) {
    fs.writeFileSync(path.join(directory, `u${unit}.s`), source(pick, unit, units));
    spawnSync('aarch64-linux-gnu-as', [`u${unit}.s`, '-o', `u${unit}.o`], { cwd: directory });
    objects.push(`u${unit}.o`);
  }
  const text = script(pick);
  fs.writeFileSync(path.join(directory, 'case.lds'), text);
  fs.rmSync(path.join(directory, 'ref'), { force: true });
  const gnu = spawnSync('aarch64-linux-gnu-ld', ['-z', 'noexecstack', '-T', 'case.lds', ...objects, '-o', 'ref'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const sink = new DiagnosticSink();
  const image = await link({
    objects: objects.map((name) => ({ name, bytes: fs.readFileSync(path.join(directory, name)) })),
    script: { name: 'case.lds', text },
    options: { execStack: false },
    sink,
    sourceMap: new SourceMap(),
  });
  const reference = gnu.status === 0 ? fs.readFileSync(path.join(directory, 'ref')) : undefined;
  if (!image || !reference) {
    const ok = !image && !reference;
    return ok
      ? { id, ok }
      : {
          id,
          ok,
          detail: image
            ? `GNU ld refuses: ${gnu.stderr.split('\n')[0]}`
            : `we refuse: ${sink.list.find((d) => d.severity === 'error')?.text}`,
        };
  }
  const mine = image.executable;
  if (Buffer.compare(mine, reference) === 0) return { id, ok: true };
  const at = mine.findIndex((byte, i) => byte !== reference[i]);
  return {
    id,
    ok: false,
    detail: `${mine.length} bytes, GNU ld ${reference.length}; first difference at 0x${at.toString(16)}`,
  };
}

export const suite: Suite = {
  name: 'ld-random',
  tools: ['aarch64-linux-gnu-as', 'aarch64-linux-gnu-ld'],
  async run(context) {
    const first = Number(process.env.A64AS_LD_SEED ?? 1);
    const cases = Number(process.env.A64AS_LD_CASES ?? 200);
    const results: CaseResult[] = [];
    for (let seed = first; seed < first + cases; seed++) results.push(await runCase(context.scratch, seed));
    return results;
  },
};
