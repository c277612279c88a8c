/**
 * The output file: sections' bytes put together, headers, symbol table, ELF layout as GNU ld writes it.
 */
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import { StringTable } from '../elf/string-table.ts';
import { fillBuildId } from './build-id.ts';
import { type LinkContext, sectionPos } from './context.ts';
import { fillDynamic } from './dynamic/fill.ts';
import { fillGot } from './fill-got.ts';
import { fillGroups, linkGroups } from './groups.ts';
import { keptSymbols } from './kept-symbols.ts';
import { F, type GlobalSymbol, type InputSection, type OutputSection } from './model.ts';
import { Relocator } from './relocate.ts';
import { keepsRelocations, relocationBytes } from './relocations-out.ts';
import { assignOffsets, type Segment, shFlagsOf, typeOf } from './segments.ts';
import { makeSymbolTable } from './symtab.ts';

/** The file in the making. */
interface FileImage {
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly little: boolean;
}

/** Sections that get a header, in order; sets their indices. A section's relocations come right after it. */
export function numberSections(context: LinkContext): OutputSection[] {
  const real = context.created.filter((s) => !s.removed);
  let index = 1;
  for (const section of real) {
    section.index = index++;
    if (keepsRelocations(context, section)) section.relaIndex = index++;
  }
  fillGroups(context, context.groups);
  return real;
}

/** The largest file that is written: what sits in memory at once. */
export const MOST_BYTES = 2 ** 31;

/** Whether the file can be as large as the script makes it; the section that ends too far out is reported. */
export function checkFileSize(
  context: LinkContext,
  sections: readonly OutputSection[],
  segments: readonly Segment[],
): boolean {
  assignOffsets(context, segments);
  for (const section of sections) {
    const { name, fileOffset } = section;
    const end = fileOffset + (typeOf(section) === elf.SHT_NOBITS ? 0 : section.size);
    if (end <= MOST_BYTES) continue;
    const pos = sectionPos(section);
    context.sink.report(pos, messages.fileTooLarge(`section '${name}'`, BigInt(end), BigInt(MOST_BYTES)), name.length);
    return false;
  }
  return true;
}

/** Contents of every section, relocated, in their place in the file. Problems are in the sink. */
export function renderSections(
  context: LinkContext,
  sections: readonly OutputSection[],
  relocator: Relocator,
  { bytes }: FilePlan,
): void {
  for (const section of sections) {
    if (typeOf(section) === elf.SHT_NOBITS) continue;
    section.contents = bytes.subarray(section.fileOffset, section.fileOffset + section.size);
    render(context, section, relocator, section.contents);
  }
  if (context.options.relocatable) return;
  relocator.report.finish();
  fillGot(context, relocator.addresses);
  if (context.dynamic) fillDynamic(context, context.dynamic);
  linkPltRelocations(context, sections);
}

function render(context: LinkContext, section: OutputSection, relocator: Relocator, bytes: Uint8Array): void {
  for (const gap of section.gaps) fillGap(bytes, gap.offset, gap.size, gap.fill);
  for (const input of section.inputs) copyInput(bytes, input);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const piece of section.pieces) {
    if (piece.kind === 'text') bytes.set(piece.bytes, piece.offset);
    if (piece.kind !== 'data') continue;
    for (let i = 0; i < piece.command.size; i++) {
      const shift = BigInt(8 * (context.bigEndian ? piece.command.size - 1 - i : i));
      data.setUint8(piece.offset + i, Number((piece.value >> shift) & 0xffn));
    }
  }
  if (context.options.relocatable) return;
  for (const input of section.inputs) relocator.apply(input, data, section);
}

function copyInput(bytes: Uint8Array, input: InputSection): void {
  if (input.type !== elf.SHT_NOBITS) bytes.set(input.data, input.offset);
}

/** The relocations of the PLT name the section of its pointers, and the symbol table: the loader's, or else the only one. */
function linkPltRelocations(context: LinkContext, sections: readonly OutputSection[]): void {
  const { relaPlt, pointers } = context.got ?? {};
  const output = relaPlt?.output;
  if (!output || relaPlt.size === 0 || output.type !== elf.SHT_RELA || output.index === 0) return;
  const symtab = sections.reduce((most, s) => Math.max(most, s.index, s.relaIndex), 0) + 1;
  if (!context.dynamic) output.link = context.options.strip === 'all' ? 0 : symtab;
  if (output.name !== '.rela.plt') return;
  output.info = pointers?.output?.index ?? 0;
  output.osFlags |= elf.SHF_INFO_LINK;
}

/** The pattern repeats from the start of each gap. */
function fillGap(bytes: Uint8Array, at: number, size: number, fill: Uint8Array | undefined): void {
  if (!fill || fill.length === 0 || fill.every((b) => b === 0)) return;
  for (let i = 0; i < size; i++) bytes[at + i] = fill[i % fill.length] as number;
}

/** A section that only the file has: symbols, names, relocations. */
interface FileSection {
  readonly index: number;
  readonly nameId: number;
  readonly type: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entsize: number;
  offset: number;
}

/** Where everything lies in the file, and the file's bytes, still without contents. */
export interface FilePlan {
  readonly bytes: Uint8Array;
  readonly headersAt: number;
  /** Section headers. */
  readonly count: number;
  readonly names: StringTable;
  readonly namesBytes: Uint8Array;
  readonly extra: readonly FileSection[];
}

/** Make the tables that only the file has, and room for all. */
export function planFile(
  context: LinkContext,
  sections: readonly OutputSection[],
  segments: readonly Segment[],
): FilePlan {
  let offset = assignOffsets(context, segments);
  const names = new StringTable();
  const extra = fileSections(context, sections, names);
  const shstrtab = extra.at(-1) as FileSection;
  const namesBytes = names.finish();
  for (const section of extra) {
    section.offset = alignTo(offset, section.align);
    offset = section.offset + (section === shstrtab ? namesBytes : section.bytes).length;
  }
  const headersAt = alignTo(offset, 8);
  const count = shstrtab.index + 1;
  return { bytes: new Uint8Array(headersAt + count * elf.SHDR_SIZE), headersAt, count, names, namesBytes, extra };
}

/** The whole file. Sections must be rendered. */
export function writeExecutable(
  context: LinkContext,
  sections: readonly OutputSection[],
  segments: readonly Segment[],
  entry: bigint,
  { bytes, headersAt, count, names, namesBytes, extra }: FilePlan,
): Uint8Array {
  const image: FileImage = { bytes, data: new DataView(bytes.buffer), little: !context.bigEndian };
  writeHeader(context, image, segments.length, headersAt, count, entry);
  segments.forEach((segment, i) => {
    writeSegment(image, elf.EHDR_SIZE + i * elf.PHDR_SIZE, segment);
  });
  for (const section of sections)
    writeSection(image, headersAt + section.index * 64, names.offset(section.nameId), section);
  for (const section of extra) {
    const data = section === extra.at(-1) ? namesBytes : section.bytes;
    bytes.set(data, section.offset);
    const { nameId, type, flags, offset: at, link, info, align, entsize } = section;
    writeShdr(image, headersAt + section.index * 64, [
      names.offset(nameId),
      type,
      flags,
      0n,
      at,
      data.length,
      link,
      info,
      align,
      entsize,
    ]);
  }
  writeExtendedCounts(image, headersAt, count);
  fillBuildId(context, sections, {
    bytes,
    sectionHeaders: headersAt,
    sectionCount: count,
    segmentCount: segments.length,
  });
  return bytes;
}

/** Symbol table, its names, relocations, section names: in the order in which they lie in the file. */
function fileSections(context: LinkContext, sections: readonly OutputSection[], names: StringTable): FileSection[] {
  const kept = keptSymbols(context);
  const symtab = kept && makeSymbolTable(context, kept);
  // GNU ld enters the names of its own tables first.
  const [symtabName, strtabName] = symtab ? [names.addText('.symtab'), names.addText('.strtab')] : [0, 0];
  const shstrtabName = names.addText('.shstrtab');
  const next = sections.reduce((most, s) => Math.max(most, s.index, s.relaIndex), 0) + 1;
  const extra: FileSection[] = [];
  const none = new Uint8Array(0);
  const add = (section: Partial<FileSection> & Pick<FileSection, 'index' | 'nameId' | 'type'>): void => {
    extra.push({ flags: 0, bytes: none, link: 0, info: 0, align: 1, entsize: 0, offset: 0, ...section });
  };
  if (symtab) {
    const { bytes, firstGlobal, strings } = symtab;
    add({
      index: next,
      nameId: symtabName,
      type: elf.SHT_SYMTAB,
      bytes,
      link: next + 1,
      info: firstGlobal,
      align: 8,
      entsize: 24,
    });
    add({ index: next + 1, nameId: strtabName, type: elf.SHT_STRTAB, bytes: strings });
  }
  for (const section of sections) {
    if (section.type !== elf.SHT_GROUP) section.nameId = names.addText(section.name);
    if (section.relaIndex === 0 || !symtab) continue;
    const nameId = names.addText(`.rela${section.name}`);
    const bytes = relocationBytes(context, section, symtab.indices);
    const { relaIndex: index, index: info } = section;
    add({
      index,
      nameId,
      type: elf.SHT_RELA,
      flags: elf.SHF_INFO_LINK | (section.osFlags & elf.SHF_GROUP),
      bytes,
      link: next,
      info,
      align: 8,
      entsize: 24,
    });
  }
  if (symtab) linkGroups(context.groups, next, symtab.indices);
  // Groups are named last.
  for (const { output } of context.groups) output.nameId = names.addText(output.name);
  add({ index: symtab ? next + 2 : next, nameId: shstrtabName, type: elf.SHT_STRTAB });
  return extra;
}

/** More than 65,279 sections: the counts are in section 0. */
function writeExtendedCounts({ data, little }: FileImage, headersAt: number, count: number): void {
  if (count < elf.SHN_LORESERVE) return;
  data.setBigUint64(headersAt + 32, BigInt(count), little);
  data.setUint32(headersAt + 40, count - 1, little);
}

const alignTo = (value: number, to: number): number => Math.ceil(value / to) * to;

const ELFOSABI_GNU = 3;

/** Indirect functions and unique symbols are GNU's, in an object also sections to retain: the header says so. */
function usesGnuExtensions(context: LinkContext): boolean {
  if (context.options.relocatable && context.outputs.some((s) => !s.removed && s.osFlags & elf.SHF_GNU_RETAIN))
    return true;
  const special = (info: number): boolean => (info & 15) === elf.STT_GNU_IFUNC || info >> 4 === elf.STB_GNU_UNIQUE;
  if (context.symbols.all.some((s) => s?.isDefined && (s.type === elf.STT_GNU_IFUNC || s.unique))) return true;
  for (const { symbols } of context.files)
    for (let i = 1; symbols && i < symbols.firstGlobal; i++) if (special(symbols.info(i))) return true;
  return false;
}

function writeHeader(
  context: LinkContext,
  { data, little, bytes }: FileImage,
  phnum: number,
  shoff: number,
  shnum: number,
  entry: bigint,
): void {
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, little ? 1 : 2, 1, usesGnuExtensions(context) ? ELFOSABI_GNU : 0]);
  const { options } = context;
  const type = options.relocatable ? elf.ET_REL : options.shared || options.pie ? elf.ET_DYN : elf.ET_EXEC;
  data.setUint16(16, type, little);
  data.setUint16(18, elf.EM_AARCH64, little);
  data.setUint32(20, 1, little);
  data.setBigUint64(24, entry, little);
  data.setBigUint64(32, phnum > 0 ? 64n : 0n, little);
  data.setBigUint64(40, BigInt(shoff), little);
  data.setUint16(52, elf.EHDR_SIZE, little);
  data.setUint16(54, phnum > 0 ? elf.PHDR_SIZE : 0, little);
  data.setUint16(56, phnum, little);
  data.setUint16(58, elf.SHDR_SIZE, little);
  data.setUint16(60, shnum < elf.SHN_LORESERVE ? shnum : 0, little);
  data.setUint16(62, shnum < elf.SHN_LORESERVE ? shnum - 1 : elf.SHN_XINDEX, little);
}

function writeSegment({ data, little }: FileImage, at: number, s: Segment): void {
  data.setUint32(at, s.type, little);
  data.setUint32(at + 4, s.flags, little);
  data.setBigUint64(at + 8, BigInt(s.offset), little);
  data.setBigUint64(at + 16, s.vaddr, little);
  data.setBigUint64(at + 24, s.paddr, little);
  data.setBigUint64(at + 32, BigInt(s.filesz), little);
  data.setBigUint64(at + 40, s.memsz, little);
  data.setBigUint64(at + 48, BigInt(s.align), little);
}

type Shdr = readonly [number, number, number, bigint, number, number, number, number, number, number];

function writeShdr(
  { data, little }: FileImage,
  at: number,
  [name, type, flags, addr, offset, size, link, info, align, entsize]: Shdr,
): void {
  data.setUint32(at, name, little);
  data.setUint32(at + 4, type, little);
  data.setBigUint64(at + 8, BigInt(flags), little);
  data.setBigUint64(at + 16, addr, little);
  data.setBigUint64(at + 24, BigInt(offset), little);
  data.setBigUint64(at + 32, BigInt(size), little);
  data.setUint32(at + 40, link, little);
  data.setUint32(at + 44, info, little);
  data.setBigUint64(at + 48, BigInt(align), little);
  data.setBigUint64(at + 56, BigInt(entsize), little);
}

/** Sizes of the entries of tables, by section type. */
const ENTRY_SIZES: Readonly<Record<number, number>> = {
  [elf.SHT_HASH]: 4,
  [elf.SHT_GNU_VERSYM]: 2,
  [elf.SHT_DYNSYM]: elf.SYM_SIZE,
  [elf.SHT_DYNAMIC]: 16,
  [elf.SHT_RELA]: elf.RELA_SIZE,
  [elf.SHT_RELR]: 8,
  [elf.SHT_INIT_ARRAY]: 8,
  [elf.SHT_FINI_ARRAY]: 8,
  [elf.SHT_PREINIT_ARRAY]: 8,
};

function entrySize(s: OutputSection): number {
  if (s.type === elf.SHT_GROUP) return 4;
  const known = ENTRY_SIZES[typeOf(s)];
  if (known !== undefined) return known;
  if (s.inputs.some((i) => i.flags & F.linkerCreated && i.name.startsWith('.got'))) return 8;
  return s.flags & F.merge ? s.entsize : 0;
}

function writeSection(image: FileImage, at: number, name: number, s: OutputSection): void {
  const entsize = entrySize(s);
  writeShdr(image, at, [
    name,
    typeOf(s),
    shFlagsOf(s),
    s.vma,
    s.fileOffset,
    s.size,
    s.link,
    s.info,
    alignmentOf(s),
    entsize,
  ]);
}

/** What the address keeps of the alignment: one that the script gives may be on any byte. */
function alignmentOf(s: OutputSection): number {
  const lowest = s.vma & -s.vma;
  return lowest !== 0n && lowest < BigInt(s.align) ? Number(lowest) : s.align;
}

export type { GlobalSymbol };
export { Relocator };
