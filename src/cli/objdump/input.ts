/**
 * What `a64as objdump` shows as one file: an ELF file, a member of an archive, or a raw file as an image of one section.
 */

import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import { ElfView, toElfFile } from '../../elf/read.ts';
import { flagNames } from './headers.ts';
import { FORMATS, type Options } from './options.ts';

export interface Input {
  readonly name: string;
  readonly file: ElfFile;
  /** The sections' places in the file, by index. */
  readonly offsets: readonly number[];
  readonly format: string;
}

/** A raw file as an image with one section of data. */
function rawImage(data: Uint8Array, bigEndian: boolean): ElfFile {
  const section = (name: string, type: number, bytes: Uint8Array): ElfSection => ({
    name,
    type,
    flags: elf.SHF_ALLOC | elf.SHF_WRITE,
    addr: 0n,
    data: bytes,
    size: bytes.length,
    align: 1,
    entsize: 0,
    link: 0,
    info: 0,
    relocations: [],
  });
  const sections = [section('', elf.SHT_NULL, new Uint8Array(0)), section('.data', elf.SHT_PROGBITS, data)];
  return {
    type: elf.ET_EXEC,
    machine: elf.EM_AARCH64,
    bigEndian,
    flags: 0,
    entry: 0n,
    sections,
    symbols: [],
    segments: [],
  };
}

/** The file with `by` added to its addresses (`--adjust-vma`): sections, their symbols, segments. */
function adjusted(file: ElfFile, by: bigint): ElfFile {
  if (by === 0n) return file;
  const moved = (address: bigint): bigint => BigInt.asUintN(64, address + by);
  const isDebugging = (section: ElfSection): boolean => flagNames(section).includes('DEBUGGING');
  const still = new Set(file.sections.flatMap((section, i) => (isDebugging(section) ? [i] : [])));
  const inSection = (symbol: ElfSymbol): boolean =>
    symbol.section !== elf.SHN_UNDEF && symbol.section < elf.SHN_LORESERVE && !still.has(symbol.section);
  return {
    ...file,
    sections: file.sections.map((section, i) => (still.has(i) ? section : { ...section, addr: moved(section.addr) })),
    symbols: file.symbols.map((symbol) => (inSection(symbol) ? { ...symbol, value: moved(symbol.value) } : symbol)),
    segments: file.segments.map((one) => ({ ...one, vaddr: moved(one.vaddr), paddr: moved(one.paddr) })),
  };
}

/** Opens `bytes` as the options say. Throws a FatalDiagnostic when they are no ELF file. */
export function openInput(name: string, bytes: Uint8Array, options: Options): Input {
  if (options.binary) {
    const file = adjusted(rawImage(bytes, options.bigEndian ?? false), options.adjust);
    return { name, file, offsets: [0, 0], format: 'binary' };
  }
  const view = new ElfView(name, bytes);
  const own = toElfFile(view);
  const file = adjusted({ ...own, bigEndian: options.bigEndian ?? own.bigEndian }, options.adjust);
  return { name, file, offsets: [...view.offset], format: FORMATS[view.bigEndian ? 1 : 0] };
}
