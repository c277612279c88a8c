/**
 * The printer: a word as GNU objdump 2.40 writes it.
 *
 * Enters: word and address. Leaves: 'mnemonic\toperands', and the remark that objdump puts after `//`. Aliases are preferred where the manual
 * (and so objdump) prefers them; `-M no-aliases` prints the instruction itself.
 */

import { decode } from './decoder.ts';
import type { Printing } from './printing.ts';
import type { Bound, Row } from './row.ts';

export interface PrintOptions {
  /** Text for an address operand; default '0x40'. */
  readonly address?: (address: bigint) => string;
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
  for (const alias of row.aliases) {
    if (alias.encodeOnly || ((word ^ alias.value) & alias.mask) !== 0) continue;
    if (!aliases && !alias.alwaysPrinted) continue;
    if (!alias.when) return alias;
    if (alias.when(alias.scratch(word))) return alias;
  }
  return row;
}

/** Prints words with the same options, one after another. What it returns is overwritten by the next word. */
export class Printer implements Printing, Printed {
  #base = 0n;
  #offset = 0;
  mnemonic = '';
  operands = '';
  row: Row | undefined;
  readonly aliases: boolean;
  readonly notes: boolean;
  readonly address: (address: bigint) => string;
  #comment = '';

  constructor(options: PrintOptions = {}) {
    this.aliases = options.aliases ?? true;
    this.notes = options.notes ?? false;
    this.address = options.address ?? ((value) => `0x${value.toString(16)}`);
  }

  // `comment` adds a remark for codecs; `remarks` is what they added
  readonly comment = (text: string): void => {
    this.#comment = this.#comment === '' ? text : `${this.#comment}, ${text}`;
  };

  get remarks(): string {
    return this.#comment;
  }

  /** Address of the word at hand; most words never ask. */
  get pc(): bigint {
    return this.#offset === 0 ? this.#base : this.#base + BigInt(this.#offset);
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
      this.operands = `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
      // objdump's words for what is reserved for a language it never got
      this.#comment = ((word >>> 21) & 0x3ff) === 1 ? 'NYI' : 'undefined';
      return this;
    }
    const row = preferred(found, word, this.aliases);
    const bound = row.bound;
    let operands = '';
    for (let i = 0; i < bound.length; i++) {
      const text = (bound[i] as Bound).print(word, this);
      if (text !== '') operands = operands === '' ? text : `${operands}, ${text}`;
    }
    this.row = row;
    this.mnemonic = row.mnemonic;
    this.operands = operands;
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
