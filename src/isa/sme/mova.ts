/**
 * SME moves: MOVA with its other name MOV, MOVT, ZERO of ZT0 (Arm DDI 0487, C4.1.41).
 */

import type { FieldNames } from '../bits.ts';
import { X } from '../codecs/integer.ts';
import { Z } from '../codecs/vector.ts';
import { ZT0, ZT0Index } from '../codecs/za.ts';
import { type Codec, defineGroup, type Table } from '../row.ts';

/** MOV and MOVA, which objdump does not print even without aliases. */
export function mova<const B extends string>(
  t: Table,
  bits: B,
  operands: readonly Codec<NoInfer<FieldNames<B>>>[],
): void {
  t.alias(t.insn('mov', bits, operands), 'mova', operands, { encodeOnly: true });
}

export const smeMove = defineGroup('sme/move', (table) => {
  const t = table.needs('sme2');
  t.insn('movt', '11000000010011000 imm3:3 00 11111 Rt:5', [X('Rt'), ZT0Index('imm3', 8)]);
  t.insn('movt', '11000000010011100 imm3:3 00 11111 Rt:5', [ZT0Index('imm3', 8), X('Rt')]);
  const lut = table.needs('sme-lutv2');
  const whole = lut.insn('movt', '110000000100111100 off2:2 0011111 Zt:5', [ZT0Index('off2', 1, true), Z('Zt', '')]);
  lut.alias(whole, 'movt', [ZT0(), Z('Zt', '')], { fixed: { off2: 0 }, encodeOnly: true });
  t.insn('zero', '11000000010010000000000000000001', [ZT0(true)]);
});
