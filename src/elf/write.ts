/**
 * The ELF writer: an ElfFile to bytes, laid out as GNU as lays out a relocatable object.
 *
 * File: header; sections in order, each at its alignment; .symtab; .strtab; relocation sections; .shstrtab; section headers.
 * Headers: each section followed by its relocation section, then .symtab, .strtab, .shstrtab. Input sections of those
 * types (from a file that was read) are made anew and not copied. gABI chapter 4.
 */
import type { ElfFile, ElfRelocation, ElfSection } from './object.ts';
import { type Header, type Records, recordsOf } from './records.ts';
import { StringTable } from './string-table.ts';
import { relocationBytesOf, relocationCount, type SymbolBytes, symbolBytes } from './table-bytes.ts';

const SHT = { symtab: 2, strtab: 3, rela: 4, nobits: 8, group: 17, symtabShndx: 18 } as const;
const SHF_ALLOC = 2;
const SHF_INFO_LINK = 0x40;
const SHN_LORESERVE = 0xff00;
const SHN_XINDEX = 0xffff;
const ELFOSABI_GNU = 3;

/** What may differ from an assembler's object. */
export interface Manner {
  /** No symbol table, and so no relocations. */
  readonly bare?: boolean;
  /** objcopy names groups in their turn, the assembler after all other sections. */
  readonly copied?: boolean;
  /** A linked file: its headers and loaded bytes, and where in them each section lies (undefined: it comes after them). */
  readonly loaded?: { readonly bytes: Uint8Array; readonly offsets: readonly (number | undefined)[] };
}

/** The bytes of the object. */
export function writeObject(elf: ElfFile, manner: Manner = {}): Uint8Array {
  return new ObjectWriter(elf, manner).write();
}

class ObjectWriter {
  readonly #elf: ElfFile;
  readonly #manner: Manner;
  readonly #headers: Header[] = [];
  /** Header index of each input section, 0 for dropped ones. */
  readonly #indexOf: number[] = [];
  readonly #relaOf = new Map<number, number>();
  readonly #names = new StringTable();
  readonly #symbols: SymbolBytes;
  readonly #chunks: { readonly offset: number; readonly data: Uint8Array }[] = [];
  readonly #records: Records;
  #at: number;

  constructor(elf: ElfFile, manner: Manner) {
    this.#elf = elf;
    this.#records = recordsOf(elf);
    this.#symbols = symbolBytes(elf);
    this.#at = this.#records.ehdr;
    this.#manner = manner;
    const head = manner.loaded?.bytes;
    if (!head) return;
    this.#chunks.push({ offset: 0, data: head });
    this.#at = head.length;
  }

  write(): Uint8Array {
    const { sections } = this.#elf;
    const ids: number[] = [];
    const bare = this.#manner.bare === true;
    const tail = (bare ? ['.shstrtab'] : ['.symtab', '.strtab', '.shstrtab']).map((n) => this.#names.addText(n));
    this.#header(0);
    ids.push(0);
    sections.forEach((section, i) => {
      this.#indexOf[i] = 0;
      if (i === 0 || isTable(section)) return;
      this.#indexOf[i] = this.#headers.length;
      ids.push(this.#namedLast(section) ? 0 : this.#names.addText(section.name));
      this.#header(section.type);
      if (bare || relocationCount(section) === 0) return;
      this.#relaOf.set(i, this.#headers.length);
      ids.push(this.#names.addText(`.rela${section.name}`));
      this.#header(SHT.rela);
    });
    const symtab = this.#headers.length;
    // made a little before any index needs it, as by GNU as
    const hasIndices = !bare && symtab > SHN_LORESERVE - 3;
    const table = sections.findIndex((s) => s.type === SHT.symtab);
    if (table > 0 && !bare) this.#indexOf[table] = symtab;
    for (const [i, id] of tail.entries()) {
      ids.push(id);
      this.#header(i === 0 && !bare ? SHT.symtab : SHT.strtab);
      if (i > 0 || !hasIndices) continue;
      ids.push(0);
      this.#header(SHT.symtabShndx);
    }
    sections.forEach((section, i) => {
      const index = this.#indexOf[i] ?? 0;
      if (this.#namedLast(section) && index > 0) ids[index] = this.#names.addText(section.name);
    });
    if (hasIndices) ids[symtab + 1] = this.#names.addText('.symtab_shndx');
    this.#names.finish();
    ids.forEach((id, i) => {
      const header = this.#headers[i];
      if (header && i > 0) header.name = this.#names.offset(id);
    });
    this.#sectionContents();
    if (!bare) {
      this.#symbolTable(symtab, hasIndices);
      this.#relocations(symtab);
    }
    const last = this.#headers.length - 1;
    const shstrtab = this.#headers[last];
    if (shstrtab) this.#table(shstrtab, this.#names.finish(), 1);
    return this.#assemble(last);
  }

  #namedLast(section: ElfSection): boolean {
    return section.type === SHT.group && this.#manner.copied !== true;
  }

  #header(type: number): Header {
    const made: Header = {
      name: 0,
      type,
      flags: 0,
      addr: 0n,
      offset: 0,
      size: 0,
      link: 0,
      info: 0,
      align: 0,
      entsize: 0,
    };
    this.#headers.push(made);
    return made;
  }

  #align(to: number): void {
    if (to > 1) this.#at = Math.ceil(this.#at / to) * to;
  }

  #table(header: Header, data: Uint8Array, align: number): void {
    this.#align(align);
    header.offset = this.#at;
    header.size = data.length;
    header.align = align;
    this.#chunks.push({ offset: this.#at, data });
    this.#at += data.length;
  }

  #sectionContents(): void {
    this.#elf.sections.forEach((section, i) => {
      const header = this.#headers[this.#indexOf[i] ?? 0];
      if (!header || !this.#indexOf[i] || isTable(section)) return;
      const data = section.type === SHT.group ? this.#groupData(section) : section.data;
      header.flags = section.flags;
      header.addr = section.addr;
      header.link = this.#indexOf[section.link] ?? 0;
      header.info = section.flags & SHF_INFO_LINK ? (this.#indexOf[section.info] ?? 0) : section.info;
      header.entsize = section.entsize;
      header.align = section.align;
      const placed = this.#manner.loaded?.offsets[i];
      if (placed !== undefined) {
        header.offset = placed;
        header.size = section.size;
        return;
      }
      this.#align(section.align);
      header.offset = this.#at;
      header.size = section.type === SHT.nobits ? section.size : data.length;
      if (section.type === SHT.nobits) return;
      this.#chunks.push({ offset: this.#at, data });
      this.#at += data.length;
    });
  }

  /** Members as header indices, each followed by its relocation section. */
  #groupData(section: ElfSection): Uint8Array {
    const little = !this.#elf.bigEndian;
    const from = new DataView(section.data.buffer, section.data.byteOffset, section.data.length);
    const words = [from.getUint32(0, little)];
    for (let at = 4; at < section.data.length; at += 4) {
      const member = from.getUint32(at, little);
      words.push(this.#indexOf[member] ?? 0);
      const rela = this.#relaOf.get(member);
      if (rela !== undefined) words.push(rela);
    }
    return this.#words(Uint32Array.from(words));
  }

  #symbolTable(symtab: number, hasIndices: boolean): void {
    const { sym, align, info } = this.#records;
    const { entries, strings: names } = this.#symbols;
    const indices = new Uint32Array(hasIndices ? entries.length / sym : 0);
    const data = this.#placed(entries, indices);
    let locals = data.length / sym;
    while (locals > 0 && (data[(locals - 1) * sym + info] as number) >> 4 !== 0) locals--;
    const header = this.#headers[symtab];
    const behind = this.#headers[symtab + 1];
    const strings = hasIndices ? this.#headers[symtab + 2] : behind;
    if (!header || !behind || !strings) return;
    this.#table(header, data, align);
    header.link = symtab + (hasIndices ? 2 : 1);
    header.info = locals;
    header.entsize = sym;
    if (hasIndices) {
      this.#table(behind, this.#words(indices), 4);
      behind.link = symtab;
      behind.entsize = 4;
    }
    this.#table(strings, names, 1);
    for (const [i, section] of this.#elf.sections.entries()) {
      const group = this.#headers[this.#indexOf[i] ?? 0];
      if (section.type === SHT.group && group) group.link = symtab;
    }
  }

  /** Words in the file's byte order. */
  #words(words: Uint32Array): Uint8Array {
    const out = new Uint8Array(4 * words.length);
    const view = new DataView(out.buffer);
    words.forEach((word, i) => {
      view.setUint32(4 * i, word, !this.#elf.bigEndian);
    });
    return out;
  }

  /** The entries of symbols with the indices that sections have in the file; those that do not fit go to `indices`, by entry. */
  #placed(entries: Uint8Array, indices: Uint32Array): Uint8Array {
    const { sym, shndx } = this.#records;
    const data = entries.slice();
    const low = this.#elf.bigEndian ? shndx + 1 : shndx;
    const high = this.#elf.bigEndian ? shndx : shndx + 1;
    const { sections } = this.#symbols;
    for (let at = 0, i = 0; at < data.length; at += sym, i++) {
      let index = (data[at + low] as number) | ((data[at + high] as number) << 8);
      if (index === SHN_XINDEX) index = sections?.[i] ?? 0;
      else if (index >= SHN_LORESERVE) continue;
      const own = this.#indexOf[index] ?? 0;
      const isHigh = own >= SHN_LORESERVE;
      if (isHigh) indices[i] = own;
      data[at + low] = isHigh ? SHN_XINDEX : own;
      data[at + high] = (isHigh ? SHN_XINDEX : own) >> 8;
    }
    return data;
  }

  #relocations(symtab: number): void {
    this.#elf.sections.forEach((section, i) => {
      const header = this.#headers[this.#relaOf.get(i) ?? 0];
      if (!this.#relaOf.has(i) || !header) return;
      const data =
        relocationBytesOf(section) ?? relocationBytes(section.relocations, this.#records, !this.#elf.bigEndian);
      this.#table(header, data, this.#records.align);
      header.link = symtab;
      header.info = this.#indexOf[i] ?? 0;
      header.flags = SHF_INFO_LINK | (section.flags & 0x200);
      header.entsize = this.#records.rela;
    });
  }

  #assemble(shstrndx: number): Uint8Array {
    const records = this.#records;
    this.#align(records.align);
    const shoff = this.#at;
    const first = this.#headers[0];
    if (first && this.#headers.length >= SHN_LORESERVE) first.size = this.#headers.length;
    if (first && shstrndx >= SHN_LORESERVE) first.link = shstrndx;
    const out = new Uint8Array(shoff + this.#headers.length * records.shdr);
    for (const { offset, data } of this.#chunks) out.set(data, offset);
    const view = new DataView(out.buffer);
    this.#fileHeader(out, view, shoff, shstrndx);
    const le = !this.#elf.bigEndian;
    this.#headers.forEach((header, i) => {
      records.section(view, shoff + i * records.shdr, header, le);
    });
    return out;
  }

  #fileHeader(out: Uint8Array, view: DataView, shoff: number, shstrndx: number): void {
    const { bigEndian } = this.#elf;
    const records = this.#records;
    const le = !bigEndian;
    const abi = usesGnuExtensions(this.#elf, this.#symbols.entries, records) ? ELFOSABI_GNU : 0;
    if (!this.#manner.loaded) out.set([0x7f, 0x45, 0x4c, 0x46, records.class, bigEndian ? 2 : 1, 1, abi]);
    records.fileHeader(view, this.#elf, shoff, le);
    view.setUint16(records.shnum, this.#headers.length < SHN_LORESERVE ? this.#headers.length : 0, le);
    view.setUint16(records.shnum + 2, shstrndx < SHN_LORESERVE ? shstrndx : SHN_XINDEX, le);
  }
}

function relocationBytes(relocations: readonly ElfRelocation[], records: Records, little: boolean): Uint8Array {
  const data = new Uint8Array(relocations.length * records.rela);
  const view = new DataView(data.buffer);
  relocations.forEach((relocation, k) => {
    records.relocation(view, k * records.rela, relocation, little);
  });
  return data;
}

/** Whether the writer makes the section anew; tables that are loaded are a dynamic linker's, and contents like others. */
const isTable = (s: ElfSection): boolean =>
  (s.flags & SHF_ALLOC) === 0 &&
  (s.type === SHT.symtab ||
    (s.type === SHT.strtab && /^\.(?:sh)?strtab$/.test(s.name)) ||
    s.type === SHT.rela ||
    s.type === SHT.symtabShndx);

/** Indirect functions, unique symbols, sections retained or in a kind of memory are GNU's: the header says so. */
function usesGnuExtensions(elf: ElfFile, entries: Uint8Array, { sym, info }: Records): boolean {
  if (elf.gnuAbi) return true;
  for (let at = info; at < entries.length; at += sym) {
    const bits = entries[at] as number;
    if (bits >> 4 === 10 || (bits & 15) === 10) return true;
  }
  return elf.sections.some((s) => (s.flags & 0x1200000) !== 0);
}
