/**
 * The printer: a word as GNU objdump 2.40 writes it.
 *
 * Enters: word and address. Leaves: 'mnemonic\toperands', and the remark that objdump puts after `//`. Aliases are preferred where the manual
 * (and so objdump) prefers them; `-M no-aliases` prints the instruction itself.
 */

import { decode } from './decoder.ts';
import type { Printing } from './printing.ts';
import type { Row } from './row.ts';

export interface PrintOptions {
  /** Text for an address operand; default '0x40'. */
  readonly address?: (address: bigint) => string;
  /** False for `-M no-aliases`. */
  readonly aliases?: boolean;
}

/** One disassembled word. */
export interface Printed {
  readonly mnemonic: string;
  /** Operands, comma-separated; '' when there are none. */
  readonly operands: string;
  /** Remarks, as objdump puts after `//`; '' when there are none. */
  readonly comment: string;
  /** The row or alias that was printed; undefined for `.inst`. */
  readonly row: Row | undefined;
}

/** The alias of `row` that the printer prefers for `word`, or the row. */
export function preferred(row: Row, word: number): Row {
  for (const alias of row.aliases) {
    if (alias.encodeOnly || ((word ^ alias.value) & alias.mask) !== 0) continue;
    if (!alias.when) return alias;
    if (alias.when(alias.scratch(word))) return alias;
  }
  return row;
}

/** Disassembles `word` at `pc`. */
export function print(word: number, pc: bigint, options: PrintOptions = {}): Printed {
  const found = decode(word);
  if (!found)
    return {
      mnemonic: '.inst',
      operands: `0x${(word >>> 0).toString(16).padStart(8, '0')}`,
      comment: ((word >>> 21) & 0x3ff) === 1 ? 'NYI' : 'undefined',
      row: undefined,
    };
  const aliases = options.aliases ?? true;
  const row = aliases ? preferred(found, word) : found;
  const comments: string[] = [];
  const address = options.address ?? ((value: bigint) => `0x${value.toString(16)}`);
  const printing: Printing = { pc, aliases, address, comment: (text) => comments.push(text) };
  const operands: string[] = [];
  for (const codec of row.bound) {
    const text = codec.print(word, printing);
    if (text !== '') operands.push(text);
  }
  return { mnemonic: row.mnemonic, operands: operands.join(', '), comment: comments.join(', '), row };
}

/** The statement that `word` is, on one line: 'add x0, x1, #0x10'. Undefined words are '.inst 0x…'. */
export function disassemble(word: number, pc: bigint): string {
  const { mnemonic, operands } = print(word, pc);
  return operands === '' ? mnemonic : `${mnemonic} ${operands}`;
}
