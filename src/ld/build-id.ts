/**
 * Build ids (`--build-id`): a note with a hash of the output.
 *
 * The hash covers the ELF header and the section headers with their file offsets as zero, the program headers, and the contents of
 * each section that the script knows, the whole note as zeros; symbol and string tables are left out. That is what GNU ld
 * hashes, so that the same link has the same id.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { makeSection } from './got.ts';
import { Md5 } from './md5.ts';
import type { InputSection, OutputSection } from './model.ts';
import { Sha1 } from './sha1.ts';

const NT_GNU_BUILD_ID = 3;
const HEADER = 16;

/** The bytes of 0xHEX; dashes and colons between them do not count. */
function hexBytes(style: string): Uint8Array {
  const digits = style.slice(2).replace(/[-:]/g, '');
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function idSize(style: string): number {
  if (style.startsWith('0x')) return hexBytes(style).length;
  return style === 'sha1' ? 20 : 16;
}

/** Make the note's section, with zeros for the hash. */
export function planBuildId(context: LinkContext): void {
  const style = context.options.buildId;
  if (style === 'none' || context.files.length === 0) return;
  const size = HEADER + idSize(style);
  const section = makeSection(context, '.note.gnu.build-id', elf.SHT_NOTE, elf.SHF_ALLOC, 4, 0);
  section.size = size;
  section.rawSize = size;
  section.kept = true;
  section.data = new Uint8Array(size);
  context.buildId = section;
}

/** Where things are in a finished file. */
export interface FileTables {
  readonly bytes: Uint8Array;
  readonly sectionHeaders: number;
  readonly sectionCount: number;
  readonly segmentCount: number;
}

/** Compute the hash of the finished file and put it into its note. */
export function fillBuildId(context: LinkContext, sections: readonly OutputSection[], tables: FileTables): void {
  const note = context.buildId;
  const output = note?.output;
  if (!note || !output || note.discarded !== '' || output.index === 0) return;
  const bytes = new Uint8Array(note.size);
  const view = new DataView(bytes.buffer);
  const little = !context.bigEndian;
  view.setUint32(0, 4, little);
  view.setUint32(4, note.size - HEADER, little);
  view.setUint32(8, NT_GNU_BUILD_ID, little);
  bytes.set([0x47, 0x4e, 0x55, 0], 12);
  bytes.set(identify(context, sections, tables), HEADER);
  tables.bytes.set(bytes, output.fileOffset + note.offset);
  output.contents?.set(bytes, note.offset);
}

/** A hash function that runs over bytes. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Of more bytes than this the host's hash is worth being loaded. */
const LARGE = 1 << 20;

function hashFor({ options, createHash }: LinkContext, size: number): Hash {
  const algorithm = options.buildId === 'md5' ? 'md5' : 'sha1';
  const hosts = size > LARGE ? createHash?.(algorithm) : undefined;
  return hosts ?? (algorithm === 'md5' ? new Md5() : new Sha1());
}

function identify(context: LinkContext, sections: readonly OutputSection[], tables: FileTables): Uint8Array {
  const style = context.options.buildId;
  if (style.startsWith('0x')) return hexBytes(style);
  const { bytes } = tables;
  const hash = hashFor(context, bytes.length);
  const header = bytes.slice(0, elf.EHDR_SIZE);
  header.fill(0, 32, 48);
  hash.update(header);
  hash.update(bytes.subarray(elf.EHDR_SIZE, elf.EHDR_SIZE + tables.segmentCount * elf.PHDR_SIZE));
  for (let i = 0; i < tables.sectionCount; i++) {
    const at = tables.sectionHeaders + i * elf.SHDR_SIZE;
    const shdr = bytes.slice(at, at + elf.SHDR_SIZE);
    shdr.fill(0, 24, 32);
    hash.update(shdr);
    const section = sections.find((s) => s.index === i);
    if (section?.contents) hash.update(section.contents);
    // Relocations count, the symbol table does not.
    if (sections.some((s) => s.relaIndex === i && i > 0)) hash.update(contentsAt(bytes, at, !context.bigEndian));
  }
  return hash.digest();
}

/** The bytes that the section header at `at` speaks of. */
function contentsAt(bytes: Uint8Array, at: number, little: boolean): Uint8Array {
  const header = new DataView(bytes.buffer, bytes.byteOffset + at, elf.SHDR_SIZE);
  const offset = Number(header.getBigUint64(24, little));
  return bytes.subarray(offset, offset + Number(header.getBigUint64(32, little)));
}

export type { InputSection };
