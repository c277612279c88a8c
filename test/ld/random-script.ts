/**
 * Random small assembly units and linker scripts, seeded: what the conformance suite ld-random compares with GNU ld.
 */
/** Mulberry32. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) % below) >>> 0;
  };
}

export type Pick = (below: number) => number;
const one = <X>(pick: Pick, list: readonly X[]): X => list[pick(list.length)] as X;

const NAMES = ['.text', '.text.hot', '.rodata', '.rodata.a', '.data', '.data.x', '.mine', '.bss'];

export function source(pick: Pick, unit: number, units: number): string {
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

export function script(pick: Pick): string {
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
