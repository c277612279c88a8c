/**
 * AdvSIMD shifts by an immediate and fixed-point conversions: the lane size is the leading one of immh.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  IMMH_2S,
  IMMH_4H,
  IMMH_4S2D,
  IMMH_8B4H2S,
  IMMH_8H,
  IMMH_8H4S2D,
  IMMH_16B8H4S,
  IMMH_16B8H4S2D,
  IMMH_BHS,
  IMMH_BHSD,
  IMMH_D,
  IMMH_H,
  IMMH_HSD,
  IMMH_SD,
  IMMHB_BHS,
  IMMHB_BHSD,
  IMMHB_D,
  IMMHB_H,
  IMMHB_S,
  IMMHB_SD,
} from '../codecs/arrangements.ts';
import { F, V } from '../codecs/vector.ts';
import { shiftAmount } from '../codecs/vector-immediate.ts';
import { fixedPoint } from '../fp/semantics.ts';
import { cells, defineGroup } from '../row.ts';
import { narrowingShift } from './saturating.ts';
import { shifting } from './semantics.ts';

export const simdShift = defineGroup('simd/shift-immediate', (table) => {
  let t = table.needs('simd');
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [F('Rd', IMMH_SD), F('Rn', IMMH_SD), shiftAmount('right', IMMHB_SD)],
      fixedPoint(name, 'lane'),
    );
  }
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `00${a}011110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_2S), V('Rn', IMMH_2S), shiftAmount('right', IMMHB_S)],
      fixedPoint(name, 64),
    );
  }
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `01${a}011110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_4S2D), V('Rn', IMMH_4S2D), shiftAmount('right', IMMHB_SD)],
      fixedPoint(name, 128),
    );
  }
  for (const [name, a, b] of cells(
    'rshrn2 0 01, shrn2 0 00, sqrshrn2 0 11, sqrshrun2 1 01, sqshrn2 0 10, sqshrun2 1 00, uqrshrn2 1 11, uqshrn2 1 10',
  )) {
    t.insn(
      name,
      `01${a}011110 immh:4 immb:3 100${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_16B8H4S), V('Rn', IMMH_8H4S2D), shiftAmount('right', IMMHB_BHS)],
      narrowingShift(name, 'vector'),
    );
  }
  for (const [name, a, b] of cells(
    'rshrn 0 01, shrn 0 00, sqrshrn 0 11, sqrshrun 1 01, sqshrn 0 10, sqshrun 1 00, uqrshrn 1 11, uqshrn 1 10',
  )) {
    t.insn(
      name,
      `00${a}011110 immh:4 immb:3 100${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_8B4H2S), V('Rn', IMMH_8H4S2D), shiftAmount('right', IMMHB_BHS)],
      narrowingShift(name, 'vector'),
    );
  }
  for (const [name, a] of cells('shl 0, sli 1')) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 010101 Rn:5 Rd:5`,
      [F('Rd', IMMH_D), F('Rn', IMMH_D), shiftAmount('left', IMMHB_D)],
      shifting(name, 64),
    );
  }
  for (const [name, a, b] of cells('shl 0 01, sli 1 01, sqshl 0 11, sqshlu 1 10, uqshl 1 11')) {
    t.insn(
      name,
      `01${a}011110 immh:4 immb:3 01${b}01 Rn:5 Rd:5`,
      [V('Rd', IMMH_16B8H4S2D), V('Rn', IMMH_16B8H4S2D), shiftAmount('left', IMMHB_BHSD)],
      shifting(name, 128),
    );
  }
  for (const [name, a, b] of cells('shl 0 01, sli 1 01, sqshl 0 11, sqshlu 1 10, uqshl 1 11')) {
    t.insn(
      name,
      `00${a}011110 immh:4 immb:3 01${b}01 Rn:5 Rd:5`,
      [V('Rd', IMMH_8B4H2S), V('Rn', IMMH_8B4H2S), shiftAmount('left', IMMHB_BHS)],
      shifting(name, 64),
    );
  }
  for (const [name, a, b] of cells(
    'sqrshrn 0 11, sqrshrun 1 01, sqshrn 0 10, sqshrun 1 00, uqrshrn 1 11, uqshrn 1 10',
  )) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 100${b}1 Rn:5 Rd:5`,
      [F('Rd', IMMH_BHS), F('Rn', IMMH_HSD), shiftAmount('right', IMMHB_BHS)],
      narrowingShift(name, 'scalar'),
    );
  }
  for (const [name, a, b] of cells('sqshl 0 1, sqshlu 1 0, uqshl 1 1')) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 011${b}01 Rn:5 Rd:5`,
      [F('Rd', IMMH_BHSD), F('Rn', IMMH_BHSD), shiftAmount('left', IMMHB_BHSD)],
      shifting(name, 'lane'),
    );
  }
  for (const [name, a, b] of cells(
    'sri 1 100, srshr 0 010, srsra 0 011, sshr 0 000, ssra 0 001, urshr 1 010, ursra 1 011, ushr 1 000, usra 1 001',
  )) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 0${b}01 Rn:5 Rd:5`,
      [F('Rd', IMMH_D), F('Rn', IMMH_D), shiftAmount('right', IMMHB_D)],
      shifting(name, 64),
    );
  }
  for (const [name, a, b] of cells(
    'sri 1 100, srshr 0 010, srsra 0 011, sshr 0 000, ssra 0 001, urshr 1 010, ursra 1 011, ushr 1 000, usra 1 001',
  )) {
    t.insn(
      name,
      `01${a}011110 immh:4 immb:3 0${b}01 Rn:5 Rd:5`,
      [V('Rd', IMMH_16B8H4S2D), V('Rn', IMMH_16B8H4S2D), shiftAmount('right', IMMHB_BHSD)],
      shifting(name, 128),
    );
  }
  for (const [name, a, b] of cells(
    'sri 1 100, srshr 0 010, srsra 0 011, sshr 0 000, ssra 0 001, urshr 1 010, ursra 1 011, ushr 1 000, usra 1 001',
  )) {
    t.insn(
      name,
      `00${a}011110 immh:4 immb:3 0${b}01 Rn:5 Rd:5`,
      [V('Rd', IMMH_8B4H2S), V('Rn', IMMH_8B4H2S), shiftAmount('right', IMMHB_BHS)],
      shifting(name, 64),
    );
  }

  t = table.needs('fp16');
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `01${a}111110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [F('Rd', IMMH_H), F('Rn', IMMH_H), shiftAmount('right', IMMHB_H)],
      fixedPoint(name, 'lane'),
    );
  }
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `00${a}011110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_4H), V('Rn', IMMH_4H), shiftAmount('right', IMMHB_H)],
      fixedPoint(name, 64),
    );
  }
  for (const [name, a, b] of cells('fcvtzs 0 11, fcvtzu 1 11, scvtf 0 00, ucvtf 1 00')) {
    t.insn(
      name,
      `01${a}011110 immh:4 immb:3 111${b}1 Rn:5 Rd:5`,
      [V('Rd', IMMH_8H), V('Rn', IMMH_8H), shiftAmount('right', IMMHB_H)],
      fixedPoint(name, 128),
    );
  }
});
