/**
 * ELF32 as far as debug information needs it: sections, symbols and RELA relocations of an ILP32 object or image.
 *
 * Enters: the bytes of a file with EI_CLASS 1 and machine EM_AARCH64. Leaves: an ElfFile like that of read.ts, which reads
 * ELF64 (gABI; AAELF64 section on ELF32 for ILP32). Segments are left out. Throws FatalDiagnostic.
 */
import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/dwarf.ts';
import type { ElfFile, ElfSection, ElfSymbol } from './object.ts';
import { ELF32 } from './records.ts';

const SHT = { symtab: 2, rela: 4, nobits: 8 } as const;

class View {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly little: boolean;
  readonly #data: DataView;

  constructor(file: string, bytes: Uint8Array) {
    this.file = file;
    this.bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.little = bytes[5] === 1;
  }

  /** `length` bytes at `at`, which must lie in the file. */
  slice(at: number, length: number, what: string): Uint8Array {
    if (at + length > this.bytes.length) {
      throw new FatalDiagnostic(NO_POS, messages.truncatedFile(this.file, what, at + length, this.bytes.length));
    }
    return this.bytes.subarray(at, at + length);
  }

  u16(at: number): number {
    this.slice(at, 2, 'a header');
    return this.#data.getUint16(at, this.little);
  }

  u32(at: number): number {
    this.slice(at, 4, 'a header');
    return this.#data.getUint32(at, this.little);
  }
}

function text(data: Uint8Array, at: number): string {
  const end = data.indexOf(0, at);
  return new TextDecoder().decode(data.subarray(at, end < 0 ? data.length : end));
}

function readSection(view: View, at: number): ElfSection & { readonly nameAt: number } {
  const type = view.u32(at + 4);
  const size = view.u32(at + 20);
  return {
    name: '',
    nameAt: view.u32(at),
    type,
    flags: view.u32(at + 8),
    addr: BigInt(view.u32(at + 12)),
    data: type === SHT.nobits ? new Uint8Array() : view.slice(view.u32(at + 16), size, 'a section'),
    size,
    link: view.u32(at + 24),
    info: view.u32(at + 28),
    align: view.u32(at + 32),
    entsize: view.u32(at + 36),
    relocations: [],
  };
}

function readSymbols(table: ElfSection, names: Uint8Array, little: boolean): ElfSymbol[] {
  const data = viewOf(table);
  return Array.from({ length: Math.floor(table.data.length / ELF32.sym) }, (_, i) =>
    ELF32.readSymbol(data, i * ELF32.sym, (at) => text(names, at), little),
  );
}

function addRelocations(table: ElfSection, target: ElfSection, little: boolean): void {
  const data = viewOf(table);
  for (let at = 0; at + ELF32.rela <= table.data.length; at += ELF32.rela)
    target.relocations.push(ELF32.readRelocation(data, at, little));
}

const viewOf = ({ data }: ElfSection): DataView => new DataView(data.buffer, data.byteOffset, data.length);

/** Whether bytes are an ELF file of 32-bit class. */
export function isElf32(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46 && bytes[4] === 1;
}

/** Read an ELF32 file. Throws FatalDiagnostic where it is truncated or not AArch64's. */
export function readElf32(file: string, bytes: Uint8Array): ElfFile {
  const view = new View(file, bytes);
  view.slice(0, ELF32.ehdr, 'the ELF header');
  const machine = view.u16(18);
  if (machine !== 183) throw new FatalDiagnostic(NO_POS, messages.wrongMachine(file, machine));
  const table = view.u32(32);
  const raw = Array.from({ length: view.u16(48) }, (_, i) => readSection(view, table + i * ELF32.shdr));
  const names = raw[view.u16(50)]?.data ?? new Uint8Array();
  const sections = raw.map(({ nameAt, ...section }) => ({ ...section, name: text(names, nameAt) }));
  const symbolTable = sections.find(({ type }) => type === SHT.symtab);
  const strings = sections[symbolTable?.link ?? 0]?.data ?? new Uint8Array();
  const symbols = symbolTable === undefined ? [] : readSymbols(symbolTable, strings, view.little);
  for (const section of sections) {
    const target = section.type === SHT.rela ? sections[section.info] : undefined;
    if (target !== undefined) addRelocations(section, target, view.little);
  }
  return {
    type: view.u16(16),
    machine,
    bigEndian: !view.little,
    flags: view.u32(36),
    entry: BigInt(view.u32(24)),
    sections,
    symbols,
    segments: [],
  };
}
