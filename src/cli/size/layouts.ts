/**
 * The layouts of size: Berkeley (default), GNU and System V, as GNU size 2.40 writes them.
 *
 * Enters: a view of one file. Leaves: text. Numbers in octal have a leading 0, in hexadecimal 0x.
 */
import * as elf from '../../elf/constants.ts';
import type { ElfView } from '../../elf/read.ts';
import { kindOf, sectionsOf } from '../elf-tools/sections.ts';

export type Radix = 8 | 10 | 16;
export type Style = 'berkeley' | 'gnu' | 'sysv';

export interface Sizes {
  readonly text: number;
  readonly data: number;
  readonly bss: number;
}

const PREFIX: Readonly<Record<Radix, string>> = { 8: '0', 10: '', 16: '0x' };

function digits(value: number | bigint, radix: Radix): string {
  return PREFIX[radix] + value.toString(radix);
}

/** Bytes of common symbols, which --common adds to bss. */
function commonSize(view: ElfView): number {
  const symbols = view.symbols();
  let total = 0;
  for (let i = 1; symbols && i < symbols.count; i++)
    if (!symbols.inSection(i) && symbols.section(i) === elf.SHN_COMMON) total += Number(symbols.size(i));
  return total;
}

/** Bytes by kind. Berkeley counts read-only data as text, GNU as data. */
export function sizesOf(view: ElfView, style: Style, common: boolean): Sizes {
  const sizes = { text: 0, data: 0, bss: common ? commonSize(view) : 0 };
  for (const i of sectionsOf(view)) {
    const kind = kindOf(view, i);
    if (!kind.alloc) continue;
    const isText = kind.code || (style === 'berkeley' && kind.readOnly);
    sizes[isText ? 'text' : kind.contents ? 'data' : 'bss'] += view.size[i] as number;
  }
  return sizes;
}

export function titleLine(style: Style, radix: Radix): string {
  if (style === 'gnu') return '      text       data        bss      total filename\n';
  return `   text\t   data\t    bss\t    ${radix === 8 ? 'oct' : 'dec'}\t    hex\tfilename\n`;
}

/** One file's line. The total is in octal with -o, else in decimal, whatever the others are in. */
export function sizeLine({ text, data, bss }: Sizes, name: string, style: Style, radix: Radix): string {
  const total = text + data + bss;
  if (style === 'gnu')
    return `${[text, data, bss, total].map((n) => digits(n, radix).padStart(10)).join(' ')} ${name}\n`;
  const parts = [text, data, bss].map((n) => digits(n, radix).padStart(7));
  const sum = [total.toString(radix === 8 ? 8 : 10), total.toString(16)].map((n) => n.padStart(7));
  return `${[...parts, ...sum].join('\t')}\t${name}\n`;
}

/** -A: a line a section. `name` is the file's, with its archive. */
export function systemV(view: ElfView, name: string, radix: Radix, common: boolean): string {
  const rows = sectionsOf(view).map((i) => ({
    name: view.sectionName(i),
    size: view.size[i] as number,
    address: view.addr[i] as bigint,
  }));
  if (common) rows.push({ name: '*COM*', size: commonSize(view), address: 0n });
  const total = rows.reduce((sum, row) => sum + row.size, 0);
  const highest = rows.reduce((most, row) => (row.address > most ? row.address : most), 0n);
  const names = Math.max(0, ...rows.map((row) => row.name.length));
  const sizes = Math.max(4, digits(total, radix).length);
  const addresses = Math.max(4, digits(highest, radix).length);
  const line = (first: string, second: string, third: string): string =>
    `${first.padEnd(names)}   ${second.padStart(sizes)}   ${third.padStart(addresses)}\n`;
  const body = rows.map((row) => line(row.name, digits(row.size, radix), digits(row.address, radix))).join('');
  const last = `${'Total'.padEnd(names)}   ${digits(total, radix).padStart(sizes)}\n`;
  return `${name}:\n${line('section', 'size', 'addr')}${body}${last}\n\n`;
}
