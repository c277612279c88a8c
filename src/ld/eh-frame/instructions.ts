/**
 * Call frame instructions, as far as one must read them to find where they end and which of them hold addresses (DWARF 5, section 6.4.2; the
 * GNU and AArch64 extensions of the DWARF for the Arm 64-bit Architecture).
 */
import type { Cursor } from '../../elf/dwarf/cursor.ts';

/** What follows each opcode whose two upper bits are 0: digits are bytes, `l` a LEB128 number, `b` a block, `p` an address. */
const OPERANDS: Readonly<Record<number, string>> = {
  0: '',
  1: 'p',
  2: '1',
  3: '2',
  4: '4',
  5: 'll',
  6: 'l',
  7: 'l',
  8: 'l',
  9: 'll',
  10: '',
  11: '',
  12: 'll',
  13: 'l',
  14: 'l',
  15: 'b',
  16: 'lb',
  17: 'll',
  18: 'll',
  19: 'l',
  20: 'll',
  21: 'll',
  22: 'lb',
  29: '8',
  45: '',
  46: 'l',
  47: 'll',
};
const OFFSET = 2;

export interface Instructions {
  /** Where the padding begins that follows the last instruction. */
  readonly end: number;
  /** Where the addresses of DW_CFA_set_loc are. */
  readonly addresses: readonly number[];
}

/** Read instructions up to `end`, addresses being `width` bytes. Undefined when one is not known; DwarfError when one is cut off. */
export function readInstructions(cursor: Cursor, end: number, width: number): Instructions | undefined {
  const addresses: number[] = [];
  let last = cursor.at;
  while (cursor.at < end) {
    const opcode = cursor.u8();
    if (opcode >> 6 === OFFSET) cursor.skipLeb();
    else if (opcode >> 6 === 0) {
      const operands = OPERANDS[opcode];
      if (operands === undefined) return undefined;
      for (const operand of operands) {
        if (operand === 'l') cursor.skipLeb();
        else if (operand === 'b') cursor.take(cursor.uleb());
        else if (operand === 'p') addresses.push(cursor.take(width));
        else cursor.take(Number(operand));
      }
    }
    if (opcode !== 0) last = cursor.at;
  }
  return cursor.at === end ? { end: last, addresses } : undefined;
}
