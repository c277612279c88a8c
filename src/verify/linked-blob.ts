/**
 * Relocation code out of a linked ELF file, and the names and lines of what it consists of.
 *
 * Enters: an ElfFile with __relocate_new_kernel_start and _end (or another range), made by a64as or any other tool chain;
 * its DWARF lines if it has them; a reader of source texts for quoting. Leaves: the bytes as they go into the control
 * page, offsets of entry and vectors, and an Annotator for a place in memory.
 */

import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/verify.ts';
import type { ElfFile, ElfSymbol } from '../elf/object.ts';
import type { Site } from '../emu/api.ts';
import { disassemble } from '../isa/print.ts';
import type { Blob, Range } from '../kexec/index.ts';
import type { Annotator, SourcePlace } from './finding.ts';

export interface BlobNames {
  readonly start: string;
  /** A symbol at the end, or where a 64-bit word holds the number of bytes. */
  readonly end: string | { readonly size: string };
  readonly entry: string;
  readonly vectors: string;
}

/** The names of the thread's end state, which asm/ has too. */
export const BLOB_NAMES: BlobNames = {
  start: '__relocate_new_kernel_start',
  end: '__relocate_new_kernel_end',
  entry: 'arm64_relocate_new_kernel',
  vectors: 'arm64_kexec_el2_vectors',
};

/** Source places by link address. */
export type Locate = (address: bigint) => SourcePlace | undefined;

export interface LinkedBlob extends Blob {
  /** Link address of the first byte. */
  readonly start: bigint;
  /** An annotator for a copy of the blob at a physical address. */
  annotate(loadedAt: number): Annotator;
}

/**
 * The blob of an ELF file. Where the symbols of its extent are missing, it is the section that holds the entry.
 * Throws FatalDiagnostic when the entry is missing or its bytes are not in the file.
 */
export function blobOf(elf: ElfFile, file: string, names: BlobNames, locate: Locate): LinkedBlob {
  const entrySymbol = symbolNamed(elf, names.entry);
  if (entrySymbol === undefined) throw new FatalDiagnostic(NO_POS, messages.noSymbol(file, names.entry));
  const entry = entrySymbol.value;
  const { start, end } = extentOf(elf, names, entrySymbol);
  if (end <= start || entry < start || entry >= end)
    throw new FatalDiagnostic(NO_POS, messages.emptyBlob(file, start, end, entry));
  const bytes = contents(elf, start, Number(end - start));
  if (bytes === undefined) throw new FatalDiagnostic(NO_POS, messages.noBytes(file, start, end));
  const vectors = symbolNamed(elf, names.vectors);
  return {
    bytes,
    start,
    entry: Number(entry - start),
    vectors: vectors === undefined ? 0 : Number(vectors.value - start),
    code: codeRanges(elf, start, bytes.length, Number(entry - start)),
    annotate: (loadedAt) => annotator(elf, start, bytes.length, loadedAt, locate),
  };
}

/** A blob without names: bytes that are entered at their start. */
export function flatBlob(bytes: Uint8Array): LinkedBlob {
  const nothing = (): undefined => undefined;
  return {
    bytes,
    start: 0n,
    entry: 0,
    vectors: 0,
    annotate: () => ({ disassemble, symbol: nothing, source: nothing }),
  };
}

function extentOf(elf: ElfFile, names: BlobNames, entry: ElfSymbol): { start: bigint; end: bigint } {
  const start = symbolNamed(elf, names.start)?.value;
  const end =
    typeof names.end === 'string' ? symbolNamed(elf, names.end)?.value : symbolNamed(elf, names.end.size)?.value;
  if (start !== undefined && end !== undefined) {
    return { start, end: typeof names.end === 'string' ? end : start + wordAt(elf, end) };
  }
  const section = elf.sections[entry.section];
  if (section === undefined) return { start: 0n, end: 0n };
  return { start: section.addr, end: section.addr + BigInt(section.size) };
}

function symbolNamed(elf: ElfFile, name: string): ElfSymbol | undefined {
  return elf.symbols.find((symbol) => symbol.name === name && symbol.section !== 0);
}

function wordAt(elf: ElfFile, address: bigint): bigint {
  const bytes = contents(elf, address, 8) ?? new Uint8Array(8);
  return new DataView(bytes.buffer).getBigUint64(0, true);
}

/** `length` bytes at a link address, out of the sections that are loaded; bytes between sections are zero. */
function contents(elf: ElfFile, address: bigint, length: number): Uint8Array | undefined {
  const SHF_ALLOC = 2;
  const bytes = new Uint8Array(length);
  let found = false;
  for (const section of elf.sections) {
    if ((section.flags & SHF_ALLOC) === 0 || section.data.length === 0) continue;
    const at = Number(section.addr - address);
    if (at >= length || at + section.data.length <= 0) continue;
    const from = Math.max(0, -at);
    bytes.set(section.data.subarray(from, Math.min(section.data.length, length - at)), at + from);
    found = true;
  }
  return found ? bytes : undefined;
}

/** The extents of symbols that have one, merged; all of the blob when the entry is not in one. */
function codeRanges(elf: ElfFile, start: bigint, length: number, entry: number): Range[] {
  const STT_FUNC = 2;
  const extents = elf.symbols
    .filter(({ type, size, section }) => type === STT_FUNC && size > 0n && section !== 0)
    .map(({ value, size }) => ({ start: Number(value - start), end: Number(value + size - start) }))
    .filter((extent) => extent.start >= 0 && extent.end <= length)
    .sort((a, b) => a.start - b.start);
  const merged: Range[] = [];
  for (const extent of extents) {
    const last = merged.at(-1);
    if (last !== undefined && extent.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, extent.end) };
    else merged.push(extent);
  }
  const covered = merged.some((range) => range.start <= entry && entry < range.end);
  return covered ? merged : [{ start: 0, end: length }];
}

function annotator(elf: ElfFile, start: bigint, length: number, loadedAt: number, locate: Locate): Annotator {
  const linked = ({ pa }: Site): bigint | undefined =>
    pa >= loadedAt && pa < loadedAt + length ? start + BigInt(pa - loadedAt) : undefined;
  const labels = elf.symbols
    .filter(
      ({ name, section, type }) => name !== '' && !name.startsWith('$') && section > 0 && section < 0xff00 && type <= 2,
    )
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  return {
    disassemble,
    symbol(site) {
      const at = linked(site);
      const label = at === undefined ? undefined : labels.findLast(({ value }) => value <= at);
      if (at === undefined || label === undefined) return undefined;
      return at === label.value ? label.name : `${label.name}+0x${(at - label.value).toString(16)}`;
    },
    source(site) {
      const at = linked(site);
      return at === undefined ? undefined : locate(at);
    },
  };
}
