/**
 * The columns of a disassembly's lines: address, words, operand addresses; with what `--prefix-addresses`, `--no-addresses`, `-F`,
 * `--no-show-raw-insn` and `--insn-width` make of them. Binutils manual, "objdump".
 */

import { hex, hexWord } from '../../isa/hex.ts';
import type { Naming, SymbolIndex } from './symbols.ts';
import type { TextSink } from './text-sink.ts';

const PAGE_BITS = 12n;
const PAGE = 4096;

export interface LineOptions {
  readonly raw: boolean;
  readonly width: number;
  readonly prefixAddresses: boolean;
  readonly noAddresses: boolean;
  /** Where the section is in the file, with `-F`. */
  readonly fileOffset: number | undefined;
}

const full = (address: bigint): string => address.toString(16).padStart(16, '0');

/** The columns of one section. */
export class LineFormat {
  readonly #base: bigint;
  readonly #symbols: SymbolIndex;
  readonly #section: number;
  readonly #options: LineOptions;
  /** The section's address within its page, the page that #upper belongs to, and its digits. */
  readonly #low: number;
  #page = -1;
  #upper = '';
  /** The same of the last target. */
  #targetPage = -1;
  #targetUpper = '';
  readonly #naming: Naming;
  /** Leading digits that all addresses can do without. */
  #skip = 0;

  constructor(base: bigint, symbols: SymbolIndex, section: number, options: LineOptions) {
    this.#base = base;
    this.#symbols = symbols;
    this.#section = section;
    this.#options = options;
    this.#low = Number(base & 0xfffn);
    this.#naming = symbols.naming(section);
  }

  /** Says where the addresses end, before the first line. */
  upTo(end: bigint): void {
    const text = full(end);
    this.#skip = 0;
    // a digit more than needed stays
    while (this.#skip < 12 && text.startsWith('00000', this.#skip)) this.#skip += 4;
  }

  /** The line before the first of `address`, which a symbol names. */
  heading(address: bigint): string {
    if (this.#options.prefixAddresses) return '';
    const place = this.#options.noAddresses ? '' : `${full(address)} `;
    return `\n${place}${this.#symbols.label(address, this.#section)}${this.#fileOffset(address)}:\n`;
  }

  /** What a line begins with, at an offset in the section. */
  start(at: number): string {
    if (this.#options.noAddresses) return '\t';
    if (!this.#options.prefixAddresses) return `${this.#short(at)}:\t`;
    const address = this.#base + BigInt(at);
    if (this.#symbols.unnamed) return `0x${full(address)} `;
    return `${full(address)} ${this.#symbols.label(address, this.#section)} `;
  }

  /** The same, written: the way of nearly all lines. */
  writeStart(at: number, out: TextSink): void {
    const { noAddresses, prefixAddresses } = this.#options;
    const low = this.#low + at;
    if (noAddresses || prefixAddresses || !this.#onPage(Math.floor(low / PAGE))) {
      out.text(this.start(at));
      return;
    }
    out.text(this.#upper);
    out.low(low & (PAGE - 1));
    out.text(':\t');
  }

  /** The column of words for an instruction. */
  writeWord(word: number, out: TextSink): void {
    const { raw, width } = this.#options;
    if (raw && width === 4) {
      out.word(word);
      out.text(' \t');
    } else out.text(this.raw(hexWord(word), 4));
  }

  /** The column of words: one unit of `size` bytes in digits. */
  raw(digits: string, size: number): string {
    const { raw, width } = this.#options;
    return raw ? `${digits.padEnd((width / size) * (2 * size + 1))}\t` : '';
  }

  /** An address in an operand, with the symbol that names it (`name`, when it is known already). */
  operand(address: bigint, name = ''): string {
    const { prefixAddresses, noAddresses } = this.#options;
    if (name === '' && this.#symbols.unnamed) return `0x${address.toString(16)}`;
    const place = noAddresses ? '' : `${prefixAddresses ? full(address) : address.toString(16)} `;
    return `${place}${name || this.#symbols.label(address, this.#section)}${this.#fileOffset(address)}`;
  }

  /** `operand` for the address `at` bytes from the section's start. */
  near(at: number): string {
    const { prefixAddresses, noAddresses, fileOffset } = this.#options;
    const low = this.#low + at;
    if (prefixAddresses || noAddresses || fileOffset !== undefined || low < 0)
      return this.operand(BigInt.asUintN(64, this.#base + BigInt(at)));
    const upper = this.#upperOf(Math.floor(low / PAGE));
    const digits = upper === '' ? hex(low) : upper + hex(PAGE + (low & (PAGE - 1))).slice(1);
    if (this.#symbols.unnamed) return `0x${digits}`;
    const label = this.#naming.label(at) ?? this.#symbols.label(this.#base + BigInt(at), this.#section);
    return `${digits} ${label}`;
  }

  /** The digits above those of a page, '' for none. Targets stay near: the last page's are kept. */
  #upperOf(page: number): string {
    if (page !== this.#targetPage) {
      this.#targetPage = page;
      const upper = BigInt.asUintN(52, (this.#base >> PAGE_BITS) + BigInt(page));
      this.#targetUpper = upper === 0n ? '' : upper.toString(16);
    }
    return this.#targetUpper;
  }

  /** The line for `count` zero bytes that are left out of what ends at `end`. */
  skipped(at: number, count: number, end: number): string {
    const { fileOffset } = this.#options;
    if (fileOffset === undefined || at + count >= end) return '\t...\n';
    return `\t... (skipping ${count} zeroes, resuming at file offset: 0x${(fileOffset + at + count).toString(16)})\n`;
  }

  #fileOffset(address: bigint): string {
    const { fileOffset } = this.#options;
    if (fileOffset === undefined) return '';
    return ` (File Offset: 0x${BigInt.asUintN(64, address - this.#base + BigInt(fileOffset)).toString(16)})`;
  }

  /** Makes #upper the digits of the addresses in `page`; false when they have no more than the page's own. */
  #onPage(page: number): boolean {
    if (page !== this.#page) {
      this.#page = page;
      const upper = (this.#base >> PAGE_BITS) + BigInt(page);
      this.#upper = upper === 0n ? '' : upper.toString(16).padStart(16 - this.#skip - 3);
    }
    return this.#upper !== '';
  }

  /** The address of offset `at`, leading zeros as blanks. */
  #short(at: number): string {
    const low = this.#low + at;
    const rest = low & (PAGE - 1);
    if (!this.#onPage(Math.floor(low / PAGE))) return rest.toString(16).padStart(16 - this.#skip);
    return this.#upper + rest.toString(16).padStart(3, '0');
  }
}
