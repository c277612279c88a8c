/**
 * The printer: a word as GNU objdump 2.40 writes it.
 *
 * Enters: word and address. Leaves: 'mnemonic\toperands', and the remark that objdump puts after `//`. Aliases are preferred where the manual
 * (and so objdump) prefers them; `-M no-aliases` prints the instruction itself.
 */

import { decode } from './decoder.ts';
import { hexWord } from './hex.ts';
import type { Printing } from './printing.ts';
import type { Bound, Row } from './row.ts';

export interface PrintOptions {
  /** Text for an address operand; default '0x40'. */
  readonly address?: (address: bigint) => string;
  /** The same for the address so many bytes behind the word at hand; default by `address`. */
  readonly relative?: (bytes: number) => string;
  /** False for `-M no-aliases`. */
  readonly aliases?: boolean;
  /** True for `-M notes`: remarks on system registers that are only read or only written. */
  readonly notes?: boolean;
}

/** One disassembled word. */
export interface Printed {
  readonly mnemonic: string;
  /** Operands, comma-separated; '' when there are none. */
  readonly operands: string;
  /** Remarks, as objdump puts after `//`; '' when there are none. */
  readonly remarks: string;
  /** The row or alias that was printed; undefined for `.inst`. */
  readonly row: Row | undefined;
}

/** The alias of `row` that the printer prefers for `word`, or the row. Without `aliases`, only those that are always printed count. */
export function preferred(row: Row, word: number, aliases = true): Row {
  for (const alias of row.printed) {
    if (((word ^ alias.value) & alias.mask) !== 0) continue;
    if (!aliases && !alias.alwaysPrinted) continue;
    if (!alias.when) return alias;
    if (alias.when(alias.view(word))) return alias;
  }
  return row;
}

/** Prints words with the same options, one after another. What it returns is overwritten by the next word. */
export class Printer implements Printing, Printed {
  #base = 0n;
  #offset = 0;
  mnemonic = '';
  /** The operands that are shown: the first `count`. */
  readonly pieces: string[] = [];
  count = 0;
  row: Row | undefined;
  readonly aliases: boolean;
  readonly notes: boolean;
  readonly relative: (bytes: number) => string;
  #word = 0;
  #comment = '';

  constructor(options: PrintOptions = {}) {
    this.aliases = options.aliases ?? true;
    this.notes = options.notes ?? false;
    const address = options.address ?? ((value: bigint) => `0x${value.toString(16)}`);
    this.relative =
      options.relative ?? ((bytes) => address(BigInt.asUintN(64, this.#base + BigInt(this.#offset + bytes))));
  }

  // `comment` adds a remark for codecs; `remarks` is what they added
  readonly comment = (text: string): void => {
    this.#comment = this.#comment === '' ? text : `${this.#comment}, ${text}`;
  };

  get remarks(): string {
    return this.#comment;
  }

  get operands(): string {
    return this.row ? this.pieces.slice(0, this.count).join(', ') : `0x${hexWord(this.#word)}`;
  }

  get pageOffset(): number {
    return (Number(this.#base & 0xfffn) + this.#offset) & 0xfff;
  }

  /** Disassembles `word` at `base` + `offset` bytes. */
  print(word: number, base: bigint, offset = 0): this {
    this.#base = base;
    this.#offset = offset;
    this.#comment = '';
    const found = decode(word);
    if (!found) {
      this.row = undefined;
      this.mnemonic = '.inst';
      this.#word = word;
      this.count = 0;
      // objdump's words for what is reserved for a language it never got
      this.#comment = ((word >>> 21) & 0x3ff) === 1 ? 'NYI' : 'undefined';
      return this;
    }
    const row = preferred(found, word, this.aliases);
    const bound = row.bound;
    let count = 0;
    for (let i = 0; i < bound.length; i++) {
      const text = (bound[i] as Bound).print(word, this);
      if (text !== '') this.pieces[count++] = text;
    }
    this.row = row;
    this.mnemonic = row.mnemonic;
    this.count = count;
    return this;
  }
}

/** Disassembles `word` at `pc`. */
export function print(word: number, pc: bigint, options: PrintOptions = {}): Printed {
  const { mnemonic, operands, remarks, row } = new Printer(options).print(word, pc);
  return { mnemonic, operands, remarks, row };
}

/** The statement that `word` is, on one line: 'add x0, x1, #0x10'. Undefined words are '.inst 0x…'. */
export function disassemble(word: number, pc: bigint): string {
  const { mnemonic, operands } = print(word, pc);
  return operands === '' ? mnemonic : `${mnemonic} ${operands}`;
}
