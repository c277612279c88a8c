/**
 * The layouts of nm: bsd (default), sysv, posix, just-symbols.
 *
 * Enters: one file's symbols in order. Leaves: text, byte for byte as GNU nm 2.40 writes it.
 */
import * as elf from '../../elf/constants.ts';
import type { NmSymbol } from './symbols.ts';

export type Format = 'bsd' | 'sysv' | 'posix' | 'just-symbols';
export type Radix = 8 | 10 | 16;

export interface Layout {
  readonly format: Format;
  readonly radix: Radix;
  readonly printSize: boolean;
  /** --size-sort: bsd shows sizes in place of values. */
  readonly bySize: boolean;
  readonly undefinedOnly: boolean;
  /** -A: each line opens with the file's name. */
  readonly fileOnLine: boolean;
  /** More files than one were named: each gets a title. */
  readonly titles: boolean;
}

const WIDTH = 16;

function padded(value: bigint, radix: Radix): string {
  if (radix !== 10) return value.toString(radix).padStart(WIDTH, '0');
  const signed = BigInt.asIntN(64, value);
  return signed < 0n ? `-${(-signed).toString().padStart(WIDTH - 1, '0')}` : signed.toString().padStart(WIDTH, '0');
}

/** What stands before an archive's members. */
export function archiveTitle(archive: string, { format, titles }: Layout): string {
  return format === 'bsd' && titles ? `\n${archive}:\n` : '';
}

/** What stands before the symbols of a file, or of a member of `archive`. */
export function fileTitle(file: string, archive: string | undefined, layout: Layout): string {
  switch (layout.format) {
    case 'bsd':
      return !layout.fileOnLine && (archive !== undefined || layout.titles) ? `\n${file}:\n` : '';
    case 'posix':
      if (layout.fileOnLine) return '';
      return archive !== undefined ? `${archive}[${file}]:\n` : layout.titles ? `${file}:\n` : '';
    case 'sysv': {
      if (layout.fileOnLine) return '';
      const what = layout.undefinedOnly ? 'Undefined symbols' : 'Symbols';
      const name = archive === undefined ? file : `${archive}[${file}]`;
      return `\n\n${what} from ${name}:\n\nName                  Value           Class        Type         Size             Line  Section\n\n`;
    }
    case 'just-symbols':
      return '';
  }
}

function prefix(file: string, archive: string | undefined, { format, fileOnLine }: Layout): string {
  if (!fileOnLine) return '';
  if (format === 'posix') return archive === undefined ? `${file}: ` : `${archive}[${file}]: `;
  return archive === undefined ? `${file}:` : `${archive}:${file}:`;
}

function bsdLine(symbol: NmSymbol, { radix, bySize, printSize }: Layout): string {
  if (symbol.isUndefined) return `${' '.repeat(WIDTH)} ${symbol.letter} ${symbol.name}`;
  const value = padded(bySize && !printSize ? symbol.size : symbol.value, radix);
  const size = printSize && symbol.size !== 0n ? ` ${padded(symbol.size, radix)}` : '';
  return `${value}${size} ${symbol.letter} ${symbol.name}`;
}

const TYPES: Readonly<Record<number, string>> = {
  [elf.STT_NOTYPE]: 'NOTYPE',
  [elf.STT_OBJECT]: 'OBJECT',
  [elf.STT_FUNC]: 'FUNC',
  [elf.STT_SECTION]: 'SECTION',
  [elf.STT_FILE]: 'FILE',
  [elf.STT_COMMON]: 'COMMON',
  [elf.STT_TLS]: 'TLS',
};

function typeName(type: number): string {
  const known = TYPES[type];
  if (known !== undefined) return known;
  if (type === elf.STT_GNU_IFUNC) return '<OS specific>: 10';
  return type >= 13 ? `<processor specific>: ${type}` : type >= 10 ? `<OS specific>: ${type}` : `<unknown>: ${type}`;
}

function sysvLine(symbol: NmSymbol, { radix }: Layout): string {
  const blank = ' '.repeat(WIDTH);
  const value = symbol.isUndefined ? blank : padded(symbol.value, radix);
  const size = symbol.size === 0n ? blank : padded(symbol.size, radix);
  const type = typeName(symbol.type).padStart(18);
  return `${symbol.name.padEnd(20)}|${value}|   ${symbol.letter}  |${type}|${size}|     |${symbol.section}`;
}

function posixLine(symbol: NmSymbol, { radix }: Layout): string {
  if (symbol.isUndefined) return `${symbol.name} ${symbol.letter}         `;
  const size = symbol.size === 0n ? '' : symbol.size.toString(radix);
  return `${symbol.name} ${symbol.letter} ${(radix === 10 ? BigInt.asIntN(64, symbol.value) : symbol.value).toString(radix)} ${size}`;
}

const LINES: Readonly<Record<Format, (symbol: NmSymbol, layout: Layout) => string>> = {
  bsd: bsdLine,
  sysv: sysvLine,
  posix: posixLine,
  'just-symbols': (symbol) => symbol.name,
};

/** The lines of one file's symbols. */
export function symbolLines(
  symbols: readonly NmSymbol[],
  file: string,
  archive: string | undefined,
  layout: Layout,
): string {
  const start = prefix(file, archive, layout);
  const line = LINES[layout.format];
  return symbols.map((symbol) => `${start}${line(symbol, layout)}\n`).join('');
}
