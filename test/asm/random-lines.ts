/**
 * Random line tables: sources of `.file`, `.loc` with all its options, views and lists that name them, among code, data, alignments,
 * fillers, sections and subsections. For conformance. The same seed gives the same text.
 */
import { seeded } from './mutate.ts';

/** Draws from a seeded generator. */
export class Draw {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }
}

/** Statements of a multiple of four bytes, as a rule. */
const BODY = [
  'nop',
  'nop',
  'add x0, x1, #4',
  'b .',
  'ldr x0, =0x123456789abcdef\nnop',
  '.word 1',
  '.quad 2',
  '.octa 3',
  '.byte 1, 2, 3, 4',
  '.hword 1, 2',
  '.ascii "abcd"',
  '.asciz "abcdefg"',
  '.string16 "a"',
  '.dcb.w 2, 7',
  '.ds.l 2',
  '.ds.l 2, 7',
  '.double 1.5',
  '.inst 0xd503201f',
  '.uleb128 0x0fffffff',
] as const;
const MOVES = [
  '.p2align 2',
  '.p2align 3',
  '.p2align 4,,11',
  '.p2align 5',
  '.balign 8, 0',
  '.align 2',
  '.skip 4',
  '.skip 16, 1',
  '.zero 8',
  '.fill 2, 4, 5',
  '.fill 3, 8',
  '.org . + 4',
  '.ltorg',
] as const;

/**
 * A run of code that is about as long as what GNU as keeps in one piece, in many sections that differ by a word each; after the
 * run a row, one more statement, and a row that may have to say its address anew.
 */
export function longRuns(seed: number): string {
  const draw = new Draw(seed);
  const prefix: string[] = Array.from({ length: draw.below(12) }, () => draw.of(draw.chance(70) ? BODY : MOVES));
  if (draw.chance(30)) prefix.push(`.ascii "${'abcd'.repeat(draw.below(600))}"`);
  if (draw.chance(20)) prefix.push(`.rept ${draw.below(500)}\n.quad 1\n.endr`);
  const probe = draw.of(['nop', '.word 1', '.quad 1', '.ascii "abcd"', '.octa 1', '.balign 4, 0\nnop']);
  const rounds = 1 + draw.below(2);
  const least = draw.below(600);
  let text = '.file 1 "a.c"\n';
  for (let words = least; words < least + 400; words++) {
    text += `.section .t${words}, "ax"\n${prefix.join('\n')}\n.p2align 2\n.rept ${words * rounds}\nnop\n.endr\n`;
    text += `.loc 1 2 view .LV${words}\n${probe}\n.p2align 2\n.loc 1 3 view -0\nnop\n`;
  }
  return text;
}

/** A program of random rows. */
export function randomLines(seed: number): string {
  const draw = new Draw(seed);
  const zero = draw.chance(30);
  const lines = ['.text', zero ? `.file 0 "/src" "a.c"${md5(draw)}` : '.file "a.c"'];
  const files = 1 + draw.below(4);
  for (let n = 1; n <= files; n++)
    lines.push(`.file ${n} ${draw.of(['"a.c"', '"inc/b.h"', '"/usr/c.h"', '"inc/d.h"'])}${zero ? md5(draw) : ''}`);
  const views: string[] = [];
  const state: Rows = { draw, files, zero, views };
  for (let count = 20 + draw.below(120); count > 0; count--) lines.push(statement(state, count));
  if (views.length > 0) {
    lines.push('.section .debug_loclists,"",@progbits');
    for (const view of views) lines.push(draw.chance(80) ? `.uleb128 ${view}` : `.byte ${view}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Rows {
  readonly draw: Draw;
  readonly files: number;
  readonly zero: boolean;
  readonly views: string[];
}

const md5 = (draw: Draw): string =>
  draw.chance(40) ? ` md5 0x${Array.from({ length: 32 }, () => draw.below(16).toString(16)).join('')}` : '';

function statement(state: Rows, serial: number): string {
  const { draw } = state;
  const kind = draw.below(100);
  if (kind < 40) return row(state);
  if (kind < 70) return draw.of(BODY);
  if (kind < 74) return `.rept ${draw.below(300)}\nnop\n.endr`;
  if (kind < 82) return draw.of(MOVES);
  if (kind < 86) return `${draw.of(['f', '.L'])}${serial}:`;
  if (kind < 87) return `.loc_mark_labels ${draw.below(2)}`;
  return place(draw);
}

/** Another section, or subsection. */
function place(draw: Draw): string {
  return draw.of([
    '.text',
    `.subsection ${draw.below(3)}`,
    '.previous',
    `.section .text.${draw.of(['a', 'b'])},"ax"`,
    `.section .text.${draw.of(['a', 'b'])},"ax"`,
    '.section .init.text,"ax",@progbits',
    `.text ${draw.below(3)}`,
    '.pushsection .text.c,"ax"\nnop\n.popsection',
    '.data\n.word 3\n.text',
  ]);
}

/** One `.loc`. */
function row({ draw, files, zero, views }: Rows): string {
  const parts = [`.loc ${zero ? draw.below(files + 1) : 1 + draw.below(files)} ${lineNumber(draw)}`];
  if (draw.chance(60)) parts.push(String(draw.below(draw.chance(5) ? 1000 : 90)));
  if (draw.chance(10)) parts.push('basic_block');
  if (draw.chance(10)) parts.push('prologue_end');
  if (draw.chance(10)) parts.push('epilogue_begin');
  if (draw.chance(25)) parts.push(`is_stmt ${draw.below(2)}`);
  if (draw.chance(5)) parts.push(`isa ${draw.below(3)}`);
  if (draw.chance(10)) parts.push(`discriminator ${draw.below(200)}`);
  if (draw.chance(50)) parts.push(`view ${viewName(draw, views)}`);
  return parts.join(' ');
}

function lineNumber(draw: Draw): number {
  return draw.chance(90) ? 1 + draw.below(40) : draw.of([0, 1, 1000, 65536, 2147483647, 100]);
}

function viewName(draw: Draw, views: string[]): string {
  if (draw.chance(15)) return '-0';
  const name = `.LVU${views.length}`;
  views.push(name);
  return name;
}
