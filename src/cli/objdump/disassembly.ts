/**
 * `objdump -d`: sections as instructions, in GNU's layout, with relocations (-r), source (-S) and line numbers (-l) between them.
 *
 * Enters: an ElfFile and what to show. Leaves: text in a TextSink. Data between mapping symbols is shown as .word, .short and .byte; eight
 * or more zero bytes as `...`.
 */

import * as elf from '../../elf/constants.ts';
import type { LineTable, SourceLine } from '../../elf/dwarf/lines.ts';
import type { ElfFile, ElfRelocation, ElfSection } from '../../elf/object.ts';
import { relocByNumber } from '../../isa/relocs.ts';
import { LineFormat } from './line-format.ts';
import type { StatementWriter } from './statements.ts';
import { isRelocatable, type Mapping, type SymbolIndex, shownName } from './symbols.ts';
import type { TextSink } from './text-sink.ts';

const SKIP_ZEROES = 8;
const SKIP_ZEROES_AT_END = 3;
/** Source lines shown before the first line of a stretch. */
const CONTEXT = 5;

export interface DisassemblyOptions {
  /** -D: data sections, too. */
  readonly all: boolean;
  readonly relocations: boolean;
  readonly statements: StatementWriter;
  readonly zeroes: boolean;
  /** An instruction's first relocation on its line. */
  readonly wide: boolean;
  /** Words beside the instructions, in a column of so many bytes. */
  readonly raw: boolean;
  readonly width: number;
  /** The full address and symbol on each line; no addresses at all; the place of labels in the file. */
  readonly prefixAddresses: boolean;
  readonly noAddresses: boolean;
  readonly fileOffset: number | undefined;
  /** Only what this symbol names. */
  readonly symbol: string | undefined;
  readonly start: bigint | undefined;
  readonly stop: bigint | undefined;
  readonly lines: LineTable | undefined;
  /** -l, and -S with how to read a source file. */
  readonly lineNumbers: boolean;
  readonly source: ((file: string) => readonly string[] | undefined) | undefined;
}

/** Whether -d (or -D, `all`) shows the section. */
export function isShown(section: ElfSection, all: boolean): boolean {
  if (section.size === 0 || (section.type === elf.SHT_NOBITS && !all)) return false;
  if ((section.flags & elf.SHF_EXECINSTR) !== 0) return true;
  const inner: readonly number[] = [
    elf.SHT_NULL,
    elf.SHT_SYMTAB,
    elf.SHT_STRTAB,
    elf.SHT_RELA,
    elf.SHT_REL,
    elf.SHT_SYMTAB_SHNDX,
    elf.SHT_GROUP,
  ];
  return all && !inner.includes(section.type);
}

/** Disassembles section number `index`. */
export class SectionDisassembly {
  readonly #file: ElfFile;
  readonly #symbols: SymbolIndex;
  readonly #options: DisassemblyOptions;
  readonly #section: ElfSection;
  readonly #index: number;
  readonly #bytes: Uint8Array;
  readonly #relocatable: boolean;
  readonly #view: DataView;
  readonly #mappings: readonly Mapping[];
  readonly #relocations: readonly ElfRelocation[];
  /** How a relocation at the instruction at hand shows its address operand. */
  #target: ((value: bigint) => string) | undefined;
  readonly #format: LineFormat;
  /** The instruction at hand. */
  #at = 0;
  /** Bytes of the last instruction or datum. */
  #unit = 1;
  #mapping = -1;
  #relocation = 0;
  #last: SourceLine | undefined;
  #function = '';
  readonly #printed = new Map<string, number>();

  constructor(file: ElfFile, symbols: SymbolIndex, index: number, options: DisassemblyOptions) {
    this.#file = file;
    this.#symbols = symbols;
    this.#options = options;
    this.#index = index;
    this.#section = file.sections[index] as ElfSection;
    const { size, data: bytes } = this.#section;
    // .bss, which -D shows
    const data = bytes.length < size ? new Uint8Array(size) : bytes;
    this.#bytes = data;
    this.#relocatable = isRelocatable(file);
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#mappings = symbols.mappings(index);
    this.#format = new LineFormat(this.#section.addr, symbols, index, options);
    this.#relocations = [...this.#section.relocations].sort((a, b) =>
      a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0,
    );
  }

  /** Writes the section; nothing when the range leaves nothing of it. */
  write(out: TextSink): void {
    const { addr } = this.#section;
    const end = addr + BigInt(this.#bytes.length);
    const { start, stop } = this.#options;
    let at = start !== undefined && start > addr ? start : addr;
    const limit = stop !== undefined && stop < end ? stop : end;
    if (at >= limit) return;
    this.#format.upTo(limit);
    this.#options.statements.relative = (bytes) =>
      this.#target === undefined
        ? this.#format.near(this.#at + bytes)
        : this.#target(BigInt.asUintN(64, BigInt(bytes)));
    out.text(`\nDisassembly of section ${this.#section.name}:\n`);
    while (at < limit) {
      const next = this.#symbols.next(at, this.#index, limit);
      if (this.#isWanted(at)) {
        while (this.#relocation < this.#relocations.length && this.#place(this.#relocation) < at) this.#relocation++;
        out.text(this.#format.heading(at));
        if (this.#holdsObject(at)) this.#dump(at, next, out);
        else this.#stretch(at, next, out);
      }
      at = next;
    }
  }

  /** Whether what starts at `address` is of the one symbol that is asked for. */
  #isWanted(address: bigint): boolean {
    if (this.#options.symbol === undefined) return true;
    return this.#symbols
      .extents(this.#options.symbol, this.#index)
      .some(([from, to]) => address >= from && address < to);
  }

  /** Whether the symbol at `address` is data in a section of code: shown as bytes, but by -D. */
  #holdsObject(address: bigint): boolean {
    const symbol = this.#symbols.nearest(address, this.#index);
    return !this.#options.all && symbol?.type === elf.STT_OBJECT && symbol.value <= address;
  }

  /** 16 bytes a line (or as many as are asked for) in units of the size last shown, with their characters. */
  #dump(from: bigint, to: bigint, out: TextSink): void {
    const base = this.#section.addr;
    const end = Number(to - base);
    const width = this.#options.width > 4 ? this.#options.width : 16;
    for (let at = Number(from - base); at < end; ) {
      const zeroes = this.#zeroes(at, end);
      if (zeroes > 0) {
        out.text(this.#format.skipped(at, zeroes, end));
        at += zeroes;
        continue;
      }
      const bytes = this.#bytes.subarray(at, Math.min(at + width, end));
      const unit = bytes.length % this.#unit === 0 ? this.#unit : 1;
      let words = '';
      for (let i = 0; i < width; i += unit) {
        const part = [...bytes.subarray(i, i + unit)].reverse().map((byte) => byte.toString(16).padStart(2, '0'));
        words += `${part.join('').padEnd(2 * unit)} `;
      }
      const text = [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
      out.text(`${this.#format.start(at)}${this.#options.raw ? `${words}    ` : ''}${text}\n`);
      at += width;
      this.#relocationLines(base + BigInt(Math.min(at, end)), out, true);
    }
  }

  #place(relocation: number): bigint {
    const row = this.#relocations[relocation];
    if (!row) return -1n;
    return isRelocatable(this.#file) ? this.#section.addr + row.offset : row.offset;
  }

  /** [from, to), in which no symbol starts. */
  #stretch(from: bigint, to: bigint, out: TextSink): void {
    const base = this.#section.addr;
    let at = Number(from - base);
    const end = Number(to - base);
    const bytes = this.#bytes;
    while (at < end) {
      const zeroes = bytes[at] === 0 ? this.#zeroes(at, end) : 0;
      if (zeroes > 0) {
        out.text(this.#format.skipped(at, zeroes, end));
        at += zeroes;
      } else {
        if (this.#options.lines) this.#sourceLines(at, out);
        at += this.#one(at, end, out);
      }
      if (this.#relocation < this.#relocations.length) this.#relocationLines(base + BigInt(at), out, zeroes === 0);
    }
  }

  /** How many zero bytes to leave out here: objdump's rule. */
  #zeroes(at: number, end: number): number {
    if (this.#options.zeroes) return 0;
    const data = this.#bytes;
    let z = at;
    while (z < end && data[z] === 0) z++;
    let count = z - at;
    if (count < SKIP_ZEROES && !(z === end && count > 0 && count < SKIP_ZEROES_AT_END)) return 0;
    if (z < end) count -= count % 4;
    return count;
  }

  #isData(at: number): boolean {
    // -D shows data as instructions, too
    if (this.#options.all) return false;
    const mappings = this.#mappings;
    while (this.#mapping + 1 < mappings.length && (mappings[this.#mapping + 1] as Mapping).offset <= at)
      this.#mapping++;
    return mappings[this.#mapping]?.data ?? (this.#section.flags & elf.SHF_EXECINSTR) === 0;
  }

  /** One line; returns the bytes that it took. */
  #one(at: number, end: number, out: TextSink): number {
    const format = this.#format;
    const data = this.#isData(at);
    const size = data ? this.#dataSize(at) : 4;
    if (at + size > this.#bytes.length) {
      // as objdump: it cannot read a whole unit, and goes on with the next symbol
      const address = (this.#section.addr + BigInt(at)).toString(16);
      out.text(`${format.start(at)}Address 0x${address} is out of bounds.\n\n`);
      return end - at;
    }
    this.#unit = size;
    if (data) {
      this.#data(at, size, out);
      return size;
    }
    const word = this.#view.getUint32(at, true);
    this.#at = at;
    this.#target = this.#relocationTarget(at);
    const relocated = this.#target !== undefined;
    format.writeStart(at, out);
    if (end - at < 4) out.text(this.#options.raw ? ' \t' : format.raw('', 4));
    else format.writeWord(word, out);
    this.#options.statements.write(word, relocated ? 0n : this.#section.addr, relocated ? 0 : at, out);
    return Math.min(4, end - at);
  }

  /**
   * Bytes of the datum at `at`: up to the next boundary of four or the next symbol's value. As in objdump that may be a symbol of another
   * section.
   */
  #dataSize(at: number): number {
    const address = this.#section.addr + BigInt(at);
    const size = Math.min(4 - (at & 3), Number(this.#symbols.following(address) - address));
    return size === 3 ? 2 - (at & 1) : size;
  }

  /** `.word`, `.short` or `.byte`. */
  #data(at: number, size: number, out: TextSink): void {
    const little = !this.#file.bigEndian;
    const value =
      size === 4
        ? this.#view.getUint32(at, little)
        : size === 2
          ? this.#view.getUint16(at, little)
          : (this.#bytes[at] ?? 0);
    const digits = value.toString(16).padStart(2 * size, '0');
    const name = size === 4 ? '.word' : size === 2 ? '.short' : '.byte';
    out.text(`${this.#format.start(at)}${this.#format.raw(digits, size)}${name}\t0x${digits}\n`);
  }

  /** With a relocation at `address`, operands are shown as its symbol: from the field's value to text. */
  #relocationTarget(at: number): ((value: bigint) => string) | undefined {
    if (this.#relocation >= this.#relocations.length || !this.#relocatable) return undefined;
    const address = this.#section.addr + BigInt(at);
    let i = this.#relocation;
    while (i < this.#relocations.length && this.#place(i) < address) i++;
    if (this.#place(i) !== address) return undefined;
    const relocation = this.#relocations[i];
    const symbol = relocation && this.#file.symbols[relocation.symbol];
    if (!relocation || !symbol || relocation.symbol === 0) return undefined;
    const undefinedSymbol = symbol.section === elf.SHN_UNDEF || symbol.section === elf.SHN_COMMON;
    return (value) => {
      const moved = value + symbol.value;
      // objdump names the address as if it were in this section
      return this.#format.operand(moved, undefinedSymbol ? `<${shownName(symbol.name)}>` : undefined);
    };
  }

  /** `isOpen`: the last line is that of what the relocations are for, not of zeroes left out. */
  #relocationLines(before: bigint, out: TextSink, isOpen: boolean): void {
    let joins = this.#options.wide && isOpen;
    const indent = this.#options.wide ? '\t' : '\t\t\t';
    for (; this.#relocation < this.#relocations.length && this.#place(this.#relocation) < before; this.#relocation++) {
      const row = this.#relocations[this.#relocation];
      if (!row || !this.#options.relocations) continue;
      const place = this.#options.noAddresses ? '' : `${this.#place(this.#relocation).toString(16)}: `;
      if (joins) out.unline();
      joins = false;
      out.text(`${indent}${place}${relocationText(this.#file, row)}\n`);
    }
  }

  #sourceLines(at: number, out: TextSink): void {
    const { lines, lineNumbers, source } = this.#options;
    if (!lines) return;
    const address = this.#section.addr + BigInt(at);
    const found = isRelocatable(this.#file) ? lines.lookup(at, this.#index) : lines.lookup(address);
    if (lineNumbers) {
      const name = this.#symbols.functionAt(address, this.#index)?.name ?? '';
      if (name !== this.#function && name !== '') out.text(`${name}():\n`);
      this.#function = name;
    }
    if (!found || (found.file === this.#last?.file && found.line === this.#last.line)) return;
    this.#last = found;
    if (lineNumbers) out.text(`${found.file}:${found.line || '?'}\n`);
    const text = found.line > 0 ? source?.(found.file) : undefined;
    if (!text) return;
    const most = this.#printed.get(found.file) ?? 0;
    let from = Math.max(1, found.line - CONTEXT);
    if (most >= from) from = most < found.line ? most + 1 : found.line;
    for (let line = from; line <= found.line; line++) out.text(`${text[line - 1] ?? ''}\n`);
    this.#printed.set(found.file, Math.max(most, found.line));
  }
}

/** 'R_AARCH64_CALL26\tfoo+0x4' of a relocation. */
export function relocationText(file: ElfFile, row: ElfRelocation, separator = '\t'): string {
  const symbol = file.symbols[row.symbol];
  const section = symbol?.type === elf.STT_SECTION ? file.sections[symbol.section]?.name : undefined;
  const name = row.symbol === 0 ? '*ABS*' : shownName(section ?? symbol?.name ?? '');
  const addend =
    row.addend === 0n ? '' : row.addend > 0n ? `+0x${row.addend.toString(16)}` : `-0x${(-row.addend).toString(16)}`;
  return `${relocByNumber(row.type)?.name ?? `*unknown*: ${row.type}`}${separator}${name}${addend}`;
}
