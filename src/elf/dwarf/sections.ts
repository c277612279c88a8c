/**
 * The debug sections of a file, ready to read: relocated in objects (ET_REL), as they are in linked images.
 *
 * In an object the debug sections hold zeros where addresses and offsets into each other go; the values are in their RELA
 * sections. Applied here: R_AARCH64_ABS64/ABS32/ABS16 and R_AARCH64_PREL32/64 (AAELF64, "Static data relocations") and the
 * ILP32 ABS32 forms. Where an address belongs to a section of the object is kept, for sections there all begin at 0.
 */
import * as messages from '../../diag/messages/dwarf.ts';
import type { ElfFile, ElfRelocation, ElfSection } from '../object.ts';
import { Cursor } from './cursor.ts';
import { DwarfError } from './error.ts';

const SHF_COMPRESSED = 0x800;
const ET_REL = 1;

/** Relocation type to its width in bytes and whether it is relative to its place. */
const TYPES: Readonly<Record<number, { readonly size: number; readonly relative?: true }>> = {
  0: { size: 0 },
  256: { size: 0 },
  257: { size: 8 },
  258: { size: 4 },
  259: { size: 2 },
  260: { size: 8, relative: true },
  261: { size: 4, relative: true },
  // ILP32: R_AARCH64_P32_ABS32, _ABS16, _PREL32
  1: { size: 4 },
  2: { size: 2 },
  3: { size: 4, relative: true },
};

export interface DebugSection {
  readonly name: string;
  readonly data: Uint8Array;
  /** In objects: offset of a relocated value to the index of the section that it points into. */
  readonly targets: ReadonlyMap<number, number>;
}

function patch(
  data: Uint8Array,
  section: ElfSection,
  elf: ElfFile,
  { offset, type, symbol, addend }: ElfRelocation,
): number | undefined {
  const kind = TYPES[type];
  const at = Number(offset);
  if (kind === undefined) throw new DwarfError(messages.unsupportedRelocation(section.name, at, type));
  if (kind.size === 0) return undefined;
  if (at + kind.size > data.length) {
    throw new DwarfError(messages.truncated(section.name, at, kind.size, data.length));
  }
  const target = elf.symbols[symbol];
  const home = target === undefined ? undefined : elf.sections[target.section];
  const value = (target?.value ?? 0n) + (home?.addr ?? 0n) + addend - (kind.relative ? section.addr + offset : 0n);
  for (let i = 0, rest = value; i < kind.size; i++, rest >>= 8n) {
    data[at + (elf.bigEndian ? kind.size - 1 - i : i)] = Number(rest & 0xffn);
  }
  return target?.section;
}

function prepare(elf: ElfFile, section: ElfSection): DebugSection {
  if (section.flags & SHF_COMPRESSED) throw new DwarfError(messages.compressed(section.name));
  const targets = new Map<number, number>();
  if (elf.type !== ET_REL || section.relocations.length === 0)
    return { name: section.name, data: section.data, targets };
  const data = section.data.slice();
  for (const relocation of section.relocations) {
    const target = patch(data, section, elf, relocation);
    if (target !== undefined) targets.set(Number(relocation.offset), target);
  }
  return { name: section.name, data, targets };
}

/** The debug sections by name, prepared when first asked for. */
export class DebugSections {
  readonly elf: ElfFile;
  readonly #ready = new Map<string, DebugSection | undefined>();

  constructor(elf: ElfFile) {
    this.elf = elf;
  }

  get relocatable(): boolean {
    return this.elf.type === ET_REL;
  }

  /** Throws DwarfError: compressed, or a relocation that cannot be in a debug section. */
  find(name: string): DebugSection | undefined {
    if (this.#ready.has(name)) return this.#ready.get(name);
    const section = this.elf.sections.find((candidate) => candidate.name === name && candidate.type !== 8);
    const old = this.elf.sections.find((candidate) => candidate.name === name.replace('.debug', '.zdebug'));
    if (section === undefined && old !== undefined) throw new DwarfError(messages.compressed(old.name));
    const ready = section === undefined ? undefined : prepare(this.elf, section);
    this.#ready.set(name, ready);
    return ready;
  }

  /** A reading position in a section; throws DwarfError where there is none of that name. */
  cursor(name: string, at = 0): Cursor {
    const section = this.find(name);
    if (section === undefined) throw new DwarfError(messages.noDebugInfo(name));
    return new Cursor(name, section.data, this.elf.bigEndian, at);
  }

  /** The string at an offset of a string section. */
  stringAt(name: string, offset: number): string {
    return this.cursor(name, offset).string();
  }
}
