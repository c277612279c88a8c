/**
 * `readelf -d` and `-V`: the dynamic section, and the tables of symbol versions.
 */
import * as elf from '../../elf/constants.ts';
import type { ElfView } from '../../elf/read.ts';
import { definitionsOf, linkedString, needsOf, Versions, versionNumbers } from '../../elf/versions.ts';
import { hex } from '../elf-tools/sections.ts';

/** Tags by number: the name, and what its value is. */
const TAGS: Readonly<
  Record<
    number,
    readonly [
      string,
      (
        | 'address'
        | 'bytes'
        | 'number'
        | 'Shared library'
        | 'Library soname'
        | 'Library rpath'
        | 'Library runpath'
        | 'flags'
        | 'flags1'
        | 'kind'
      ),
    ]
  >
> = {
  0: ['NULL', 'address'],
  1: ['NEEDED', 'Shared library'],
  2: ['PLTRELSZ', 'bytes'],
  3: ['PLTGOT', 'address'],
  4: ['HASH', 'address'],
  5: ['STRTAB', 'address'],
  6: ['SYMTAB', 'address'],
  7: ['RELA', 'address'],
  8: ['RELASZ', 'bytes'],
  9: ['RELAENT', 'bytes'],
  10: ['STRSZ', 'bytes'],
  11: ['SYMENT', 'bytes'],
  12: ['INIT', 'address'],
  13: ['FINI', 'address'],
  14: ['SONAME', 'Library soname'],
  15: ['RPATH', 'Library rpath'],
  16: ['SYMBOLIC', 'address'],
  17: ['REL', 'address'],
  18: ['RELSZ', 'bytes'],
  19: ['RELENT', 'bytes'],
  20: ['PLTREL', 'kind'],
  21: ['DEBUG', 'address'],
  22: ['TEXTREL', 'address'],
  23: ['JMPREL', 'address'],
  24: ['BIND_NOW', 'address'],
  25: ['INIT_ARRAY', 'address'],
  26: ['FINI_ARRAY', 'address'],
  27: ['INIT_ARRAYSZ', 'bytes'],
  28: ['FINI_ARRAYSZ', 'bytes'],
  29: ['RUNPATH', 'Library runpath'],
  30: ['FLAGS', 'flags'],
  35: ['RELRSZ', 'bytes'],
  36: ['RELR', 'address'],
  37: ['RELRENT', 'bytes'],
  1879047925: ['GNU_HASH', 'address'],
  1879048185: ['RELACOUNT', 'number'],
  1879048187: ['FLAGS_1', 'flags1'],
  1879048188: ['VERDEF', 'address'],
  1879048189: ['VERDEFNUM', 'number'],
  1879048190: ['VERNEED', 'address'],
  1879048191: ['VERNEEDNUM', 'number'],
  1879048176: ['VERSYM', 'address'],
};

const FLAGS = ['ORIGIN', 'SYMBOLIC', 'TEXTREL', 'BIND_NOW', 'STATIC_TLS'];
const FLAGS_1: Readonly<Record<number, string>> = { 1: 'NOW', 2: 'GLOBAL', 8: 'NODELETE', 134217728: 'PIE' };

function flagWords(value: bigint): string {
  const names = FLAGS.filter((_, bit) => (value >> BigInt(bit)) & 1n);
  return names.join(' ');
}

function flag1Words(value: bigint): string {
  const names = Object.entries(FLAGS_1).filter(([bit]) => value & BigInt(bit));
  return `Flags:${names.map(([, name]) => ` ${name}`).join('')}`;
}

function shownValue(view: ElfView, section: number, tag: number, value: bigint): string {
  const kind = TAGS[tag]?.[1] ?? 'address';
  switch (kind) {
    case 'address':
      return `0x${hex(value)}`;
    case 'bytes':
      return `${value} (bytes)`;
    case 'number':
      return String(value);
    case 'kind':
      return value === 7n ? 'RELA' : 'REL';
    case 'flags':
      return flagWords(value);
    case 'flags1':
      return flag1Words(value);
    default:
      return `${kind}: [${linkedString(view, section, Number(value))}]`;
  }
}

/** `-d`. */
export function dynamicSection(view: ElfView): string {
  const section = view.findType(elf.SHT_DYNAMIC);
  if (section === 0) return '\nThere is no dynamic section in this file.\n';
  const start = view.offset[section] as number;
  const rows: string[] = [];
  for (let at = start; at + 16 <= start + (view.size[section] as number); at += 16) {
    const tag = view.data.getBigUint64(at, !view.bigEndian);
    const value = view.data.getBigUint64(at + 8, !view.bigEndian);
    const name = `(${TAGS[Number(tag)]?.[0] ?? `<unknown>: ${hex(tag)}`})`;
    rows.push(` 0x${hex(tag, 16)} ${name.padEnd(20)} ${shownValue(view, section, Number(tag), value)}\n`);
    if (tag === 0n) break;
  }
  const count = `${rows.length} ${rows.length === 1 ? 'entry' : 'entries'}`;
  return `\nDynamic section at offset 0x${hex(start)} contains ${count}:\n  Tag        Type                         Name/Value\n${rows.join('')}`;
}

function tableTitle(view: ElfView, i: number, what: string, count: number): string {
  const link = view.link[i] as number;
  const entries = `${count} ${count === 1 ? 'entry' : 'entries'}`;
  return `\n${what} section '${view.sectionName(i)}' contains ${entries}:\n Addr: 0x${hex(view.addr[i] as bigint, 16)}  Offset: 0x${hex(view.offset[i] as number, 8)}  Link: ${link} (${view.sectionName(link)})\n`;
}

function versionSymbols(view: ElfView, i: number): string {
  const numbers = versionNumbers(view);
  const versions = new Versions(view);
  const out = [tableTitle(view, i, 'Version symbols', numbers.length)];
  numbers.forEach((number, k) => {
    if (k % 4 === 0) out.push(`  ${hex(k, 3)}:`);
    const index = number & 0x7fff;
    const name = index === 0 ? '*local*' : index === 1 ? '*global*' : (versions.nameOf(index) ?? '*invalid*');
    const text = `${hex(index).padStart(4)}${number & 0x8000 ? 'h' : ' '}(${name})`;
    out.push(text.padEnd(18));
    if (k % 4 === 3 || k === numbers.length - 1) out.push('\n');
  });
  return out.join('');
}

function flagNames(flags: number): string {
  if (flags === 0) return 'none';
  return ['BASE', 'WEAK', 'INFO'].filter((_, bit) => flags & (1 << bit)).join(' | ');
}

function versionDefinitions(view: ElfView, i: number): string {
  const list = definitionsOf(view, i);
  const rows = list.map(({ at, revision, flags, index, count, names }) => {
    const parents = names.slice(1).map((name, k) => `  0x${hex(name.at, 4)}: Parent ${k + 1}: ${name.name}\n`);
    const start = at === 0 ? '000000' : `0x${hex(at, 4)}`;
    return `  ${start}: Rev: ${revision}  Flags: ${flagNames(flags)}  Index: ${index}  Cnt: ${count}  Name: ${names[0]?.name ?? ''}\n${parents.join('')}`;
  });
  return tableTitle(view, i, 'Version definition', list.length) + rows.join('');
}

function versionNeeds(view: ElfView, i: number): string {
  const list = needsOf(view, i);
  const place = (at: number): string => (at === 0 ? '000000' : `0x${hex(at, 4)}`);
  const rows = list.map(({ at, version, file, count, entries }) => {
    const names = entries.map(
      (entry) =>
        `  ${place(entry.at)}:   Name: ${entry.name}  Flags: ${flagNames(entry.flags)}  Version: ${entry.index}\n`,
    );
    return `  ${place(at)}: Version: ${version}  File: ${file}  Cnt: ${count}\n${names.join('')}`;
  });
  return tableTitle(view, i, 'Version needs', list.length) + rows.join('');
}

/** `-V`. */
export function versionTables(view: ElfView): string {
  let out = '';
  for (let i = 1; i < view.sectionCount; i++) {
    const type = view.sectionType[i];
    if (type === elf.SHT_GNU_VERSYM) out += versionSymbols(view, i);
    else if (type === elf.SHT_GNU_VERDEF) out += versionDefinitions(view, i);
    else if (type === elf.SHT_GNU_VERNEED) out += versionNeeds(view, i);
  }
  return out === '' ? '\nNo version information found in this file.\n' : out;
}

/** The histogram of .hash that -a shows (-I). */
export function hashHistogram(view: ElfView): string {
  const section = view.findType(elf.SHT_HASH);
  if (section === 0) return '';
  const bytes = view.contents(section);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (i: number): number => (4 * i + 4 <= bytes.length ? data.getUint32(4 * i, !view.bigEndian) : 0);
  const [buckets, chains] = [word(0), word(1)];
  if (buckets === 0 || 4 * (2 + buckets + chains) > bytes.length) return '';
  const lengths = Array.from({ length: buckets }, (_, bucket) => {
    let length = 0;
    for (let at = word(2 + bucket); at !== 0 && length <= chains; at = word(2 + buckets + at)) length++;
    return length;
  });
  return histogram(lengths, 'bucket list length');
}

function histogram(lengths: readonly number[], what: string): string {
  const most = Math.max(...lengths);
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const share = (n: number, all: number): string => `${((100 * n) / all).toFixed(1).padStart(5)}%`;
  const count = lengths.length;
  const plural = count === 1 ? '' : 's';
  const lines = [
    `\nHistogram for ${what} (total of ${count} bucket${plural}):\n Length  Number     % of total  Coverage\n`,
  ];
  let covered = 0;
  for (let n = 0; n <= most; n++) {
    const here = lengths.filter((length) => length === n).length;
    covered += here * n;
    const coverage = n === 0 ? '' : `    ${share(covered, total)}`;
    lines.push(`${String(n).padStart(7)}  ${String(here).padEnd(10)} (${share(here, count)})${coverage}\n`);
  }
  return lines.join('');
}
