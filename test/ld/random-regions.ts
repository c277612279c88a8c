/**
 * Random linker scripts with what embedded programs use: MEMORY with attributes and load regions, PHDRS, AT, NOLOAD, OVERLAY, INSERT,
 * constraints, nested sorts, fill. Over the units of random-script.ts; compared with GNU ld by the suite ld-random.
 */
import type { Pick } from './random-script.ts';

const one = <X>(pick: Pick, list: readonly X[]): X => list[pick(list.length)] as X;
/** `text` in one case of `of`, else nothing. */
const maybe = (pick: Pick, of: number, text: () => string): string => (pick(of) === 0 ? text() : '');

interface Plan {
  readonly regions: boolean;
  readonly headers: boolean;
}

const MEMORY = [
  'MEMORY',
  '{',
  '  rom (rx) : ORIGIN = 0x8000, LENGTH = 64K',
  '  ram (w!x) : ORIGIN = 0x40000, LENGTH = 0x8000',
  '  tcm : org = ORIGIN(ram) + LENGTH(ram), len = 16K',
  '}',
  'REGION_ALIAS("store", rom)',
];

const HEADERS = ['PHDRS', '{', '  code PT_LOAD FLAGS(5);', '  vars PT_LOAD;', '  extra PT_LOAD FLAGS(6);', '}'];

function inputs(pick: Pick, name: string): string {
  const sorted = one(pick, [
    `SORT_BY_NAME(SORT_BY_ALIGNMENT(${name}))`,
    `SORT_BY_ALIGNMENT(SORT_BY_NAME(${name}))`,
    `SORT_BY_ALIGNMENT(SORT_BY_ALIGNMENT(${name}))`,
    `SORT_NONE(${name})`,
    `SORT_BY_INIT_PRIORITY(${name})`,
    `SORT(${name})`,
    name,
    name,
  ]);
  const body = one(pick, [
    `*(${sorted})`,
    `*(${sorted})`,
    `KEEP(*(${sorted}))`,
    `EXCLUDE_FILE(*u1.o) *(${sorted})`,
    `SORT_BY_NAME(*)(${name})`,
    `u0.o(${sorted}) *(${name})`,
  ]);
  return `    ${body}`;
}

function bodyOf(pick: Pick, names: readonly string[], k: number): string[] {
  const body = names.map((name) => inputs(pick, name));
  if (pick(4) === 0) body.push(`    FILL(0x${(1 + pick(255)).toString(16)})`);
  if (pick(3) === 0) body.push(`    . = ALIGN(${1 << pick(7)});`);
  if (pick(4) === 0) body.push(`    . += ${1 + pick(40)};`);
  if (pick(4) === 0) body.push(`    ${one(pick, ['BYTE', 'SHORT', 'LONG', 'QUAD'])}(${pick(200)})`);
  if (pick(4) === 0) body.push(`    in${k} = .;`);
  return body;
}

const OUTPUTS: readonly (readonly [string, readonly string[], string])[] = [
  ['.text', ['.text .text.*'], 'rom'],
  ['.rodata', ['.rodata .rodata.*'], 'rom'],
  ['.data', ['.data', '.data.*'], 'ram'],
  ['.mine', ['.mine'], 'tcm'],
  ['.bss', ['.bss', 'COMMON'], 'ram'],
];

function tail(pick: Pick, plan: Plan, home: string, placed: boolean): string {
  const region = plan.regions && pick(5) > 0 ? ` >${home}` : '';
  const load = region !== '' && !placed ? maybe(pick, 3, () => ` AT>${one(pick, ['rom', 'store', 'tcm'])}`) : '';
  const segment = plan.headers ? maybe(pick, 2, () => ` :${one(pick, ['code', 'vars', 'extra'])}`) : '';
  const fill = maybe(pick, 5, () => ` =0x${(1 + pick(65535)).toString(16)}`);
  return `${region}${load}${segment}${fill}`;
}

function section(pick: Pick, plan: Plan, k: number): string[] {
  const [name, names, home] = OUTPUTS[k] as (typeof OUTPUTS)[number];
  const address = plan.regions ? '' : maybe(pick, 4, () => ` 0x${(0x20000 + 0x4000 * k + 16 * pick(9)).toString(16)}`);
  const type = maybe(pick, 10, () => ` (${one(pick, ['NOLOAD', 'INFO', 'COPY'])})`);
  const at = maybe(pick, 6, () => ` AT(0x${(0x60000 + 0x1000 * k).toString(16)})`);
  const align = maybe(pick, 5, () => ` ${one(pick, ['ALIGN(64)', 'SUBALIGN(8)', 'ALIGN_WITH_INPUT'])}`);
  const constraint = maybe(pick, 9, () => ` ${one(pick, ['ONLY_IF_RO', 'ONLY_IF_RW'])}`);
  return [
    `  ${name}${address}${type} :${at}${align}${constraint} {`,
    ...bodyOf(pick, names, k),
    `  }${tail(pick, plan, home, at !== '')}${plan.headers && k === 0 ? ' :code' : ''}`,
  ];
}

function overlay(pick: Pick): string[] {
  return [
    `  OVERLAY 0x${(0x50000 + 0x100 * pick(4)).toString(16)} :${maybe(pick, 2, () => ' AT(0x70000)')} {`,
    '    .over0 { *(.mine) }',
    `    .over1 { *(.data.x)${maybe(pick, 2, () => ' BYTE(1)')} }`,
    '  }',
  ];
}

export function regionScript(pick: Pick): string {
  const plan: Plan = { regions: pick(3) > 0, headers: pick(4) === 0 };
  const lines = ['ENTRY(f0)', ...(plan.regions ? MEMORY : []), ...(plan.headers ? HEADERS : []), 'SECTIONS', '{'];
  if (!plan.regions) lines.push('  . = 0x8000;');
  const hasOverlay = !plan.regions && !plan.headers && pick(4) === 0;
  OUTPUTS.forEach(([name], k) => {
    if (k > 0 && pick(5) === 0) return;
    if (name === '.mine' && hasOverlay) lines.push(...overlay(pick));
    else lines.push(...section(pick, plan, k));
    if (pick(3) === 0)
      lines.push(`  end${k} = .;`, `  load${k} = LOADADDR(${hasOverlay && k === 3 ? '.over0' : name});`);
  });
  lines.push('  /DISCARD/ : { *(.comment .note.*) }', '}');
  if (pick(6) === 0)
    lines.push('SECTIONS { .late : { LONG(0x55) } }', `INSERT ${one(pick, ['AFTER', 'BEFORE'])} .text;`);
  return `${lines.join('\n')}\n`;
}
