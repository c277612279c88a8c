/**
 * SVE floating point.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { SIZE_HSD, SIZE_HSD_2, SIZE_HSD_3, SZ_HS, SZ_SH } from '../codecs/arrangements.ts';
import { fpEither } from '../codecs/float.ts';
import { imm } from '../codecs/immediate.ts';
import { P, Pg } from '../codecs/predicate.ts';
import { F, Z, ZL } from '../codecs/vector.ts';
import { rotation } from '../codecs/vector-immediate.ts';
import { cells, defineGroup } from '../row.ts';

export const sveFloat = defineGroup('sve/float', (table) => {
  let t = table.needs('sve | sme');
  for (const [name, a] of cells(`
    fabd 1000, fadd 0000, fdiv 1101, fdivr 1100, fmax 0110, fmaxnm 0100, fmin 0111, fminnm 0101, fmul 0010, fmulx 1010, fscale 1001,
    fsub 0001, fsubr 0011`)) {
    t.insn(name, `01100101 size:2 00${a}100 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
  }
  for (const [name, a, b, c] of cells(`
    fabs 00 0 11100, fneg 00 0 11101, frecpx 11 1 01100, frinta 11 1 00100, frinti 11 1 00111, frintm 11 1 00010, frintn 11 1 00000,
    frintp 11 1 00001, frintx 11 1 00110, frintz 11 1 00011, fsqrt 11 1 01101`)) {
    t.insn(name, `0${a}0010${b} size:2 0${c}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Pg('Pg', 'm'), Z('Zn', SIZE_HSD)]);
  }
  for (const [name, a] of cells('faddv 000, fmaxnmv 100, fmaxv 110, fminnmv 101, fminv 111')) {
    t.insn(name, `01100101 size:2 000${a}001 Pg:3 Zn:5 Vd:5`, [F('Vd', SIZE_HSD), P('Pg', ''), Z('Zn', SIZE_HSD)]);
  }
  for (const [name, a] of cells('fadd 00, fsub 01, fsubr 11')) {
    t.insn(name, `01100101 size:2 0110${a}100 Pg:3 0000 i1:1 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_HSD),
      fpEither('i1', 0.5, 1),
    ]);
  }
  for (const [name, a] of cells('fadd 000, fmul 010, frecps 110, frsqrts 111, fsub 001')) {
    t.insn(name, `01100101 size:2 0 Zm:5 000${a} Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Z('Zn', SIZE_HSD), Z('Zm', SIZE_HSD)]);
  }
  t.insn('fcadd', '01100100 size:2 00000 imm:1 100 Pg:3 Zm:5 Zdn:5', [
    Z('Zdn', SIZE_HSD),
    Pg('Pg', 'm'),
    Z('Zdn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
    rotation('imm', 90, 180),
  ]);
  t.insn('fcmla', '01100100 size:2 0 Zm:5 0 imm:2 Pg:3 Zn:5 Zda:5', [
    Z('Zda', SIZE_HSD),
    Pg('Pg', 'm'),
    Z('Zn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
    rotation('imm', 0, 90),
  ]);
  t.insn('fcmla', '01100100101 iop:2 Zm:3 0001 imm:2 Zn:5 Zda:5', [
    Z('Zda', 'h'),
    Z('Zn', 'h'),
    ZL('Zm', 'h', 'iop'),
    rotation('imm', 0, 90),
  ]);
  t.insn('fcmla', '01100100111 iop:1 Zm:4 0001 imm:2 Zn:5 Zda:5', [
    Z('Zda', 's'),
    Z('Zn', 's'),
    ZL('Zm', 's', 'iop'),
    rotation('imm', 0, 90),
  ]);
  for (const [name, a] of cells('fcvtzs 1110, fcvtzu 1111, scvtf 0110, ucvtf 0111')) {
    t.insn(name, `011001011101${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'd'), Pg('Pg', 'm'), Z('Zn', 'd')]);
  }
  for (const [name, a] of cells('fcvtzs 1000, fcvtzu 1001, scvtf 0100, ucvtf 0101')) {
    t.insn(name, `011001011101${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 's'), Pg('Pg', 'm'), Z('Zn', 'd')]);
  }
  for (const [name, a] of cells('fcvtzs 0, fcvtzu 1')) {
    t.insn(name, `011001010101111${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'd'), Pg('Pg', 'm'), Z('Zn', 'h')]);
  }
  for (const [name, a] of cells('fcvtzs 1010, fcvtzu 1011, scvtf 0010, ucvtf 0011')) {
    t.insn(name, `011001010101${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'h'), Pg('Pg', 'm'), Z('Zn', 'h')]);
  }
  for (const [name, a] of cells('fcvtzs 0, fcvtzu 1')) {
    t.insn(name, `011001010101110${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 's'), Pg('Pg', 'm'), Z('Zn', 'h')]);
  }
  for (const [name, a] of cells('fcvtzs 1100, fcvtzu 1101, scvtf 0000, ucvtf 0001')) {
    t.insn(name, `011001011101${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'd'), Pg('Pg', 'm'), Z('Zn', 's')]);
  }
  for (const [name, a] of cells('fcvtzs 1100, fcvtzu 1101, scvtf 0100, ucvtf 0101')) {
    t.insn(name, `011001011001${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 's'), Pg('Pg', 'm'), Z('Zn', 's')]);
  }
  t.insn('fcvt', '01100101110010 size:2 101 Pg:3 Zn:5 Zd:5', [Z('Zd', SIZE_HSD_2), Pg('Pg', 'm'), Z('Zn', SIZE_HSD_3)]);
  t.insn('fcvt', '011001011000100 sz:1 101 Pg:3 Zn:5 Zd:5', [Z('Zd', SZ_HS), Pg('Pg', 'm'), Z('Zn', SZ_SH)]);
  for (const [name, a] of cells('fmad 00, fmsb 01, fnmad 10, fnmsb 11')) {
    t.insn(name, `01100101 size:2 1 Za:5 1${a} Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zm', SIZE_HSD),
      Z('Za', SIZE_HSD),
    ]);
  }
  for (const [name, a] of cells('fmax 10, fmaxnm 00, fmin 11, fminnm 01')) {
    t.insn(name, `01100101 size:2 0111${a}100 Pg:3 0000 i1:1 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_HSD),
      fpEither('i1', 0, 1),
    ]);
  }
  for (const [name, a] of cells('fmla 00, fmls 01, fnmla 10, fnmls 11')) {
    t.insn(name, `01100101 size:2 1 Zm:5 0${a} Pg:3 Zn:5 Zda:5`, [
      Z('Zda', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `01100100111 iop:1 Zm:4 00000${a} Zn:5 Zda:5`, [Z('Zda', 'd'), Z('Zn', 'd'), ZL('Zm', 'd', 'iop')]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `011001000 iop:1 1 iop:2 Zm:3 00000${a} Zn:5 Zda:5`, [
      Z('Zda', 'h'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `01100100101 iop:2 Zm:3 00000${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 's'), ZL('Zm', 's', 'iop')]);
  }
  t.insn('fmul', '01100101 size:2 011010100 Pg:3 0000 i1:1 Zdn:5', [
    Z('Zdn', SIZE_HSD),
    Pg('Pg', 'm'),
    Z('Zdn', SIZE_HSD),
    fpEither('i1', 0.5, 2),
  ]);
  t.insn('fmul', '01100100111 iop:1 Zm:4 001000 Zn:5 Zd:5', [Z('Zd', 'd'), Z('Zn', 'd'), ZL('Zm', 'd', 'iop')]);
  t.insn('fmul', '011001000 iop:1 1 iop:2 Zm:3 001000 Zn:5 Zd:5', [Z('Zd', 'h'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);
  t.insn('fmul', '01100100101 iop:2 Zm:3 001000 Zn:5 Zd:5', [Z('Zd', 's'), Z('Zn', 's'), ZL('Zm', 's', 'iop')]);
  for (const [name, a] of cells('frecpe 0, frsqrte 1')) {
    t.insn(name, `01100101 size:2 00111${a}001100 Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Z('Zn', SIZE_HSD)]);
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `011001010101011${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'h'), Pg('Pg', 'm'), Z('Zn', 'd')]);
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `011001010101010${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'h'), Pg('Pg', 'm'), Z('Zn', 's')]);
  }

  t = table.needs('bf16 & (sve | sme)');
  for (const [name, a] of cells('bfcvt 1, bfcvtnt 0')) {
    t.insn(name, `0110010${a}10001010101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 'h'), Pg('Pg', 'm'), Z('Zn', 's')]);
  }
  t.insn('bfdot', '01100100011 iop:2 Zm:3 010000 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);
  for (const [name, a, b] of cells('bfdot 0 0, bfmlalb 1 0, bfmlalt 1 1')) {
    t.insn(name, `01100100${a}11 Zm:5 10000${b} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'h'), Z('Zm', 'h')]);
  }
  for (const [name, a] of cells('bfmlalb 0, bfmlalt 1')) {
    t.insn(name, `01100100111 iop:2 Zm:3 0100 iop:1 ${a} Zn:5 Zda:5`, [
      Z('Zda', 's'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }

  t = table.needs('sve');
  t.insn('fadda', '01100101 size:2 011000001 Pg:3 Zm:5 Vdn:5', [
    F('Vdn', SIZE_HSD),
    P('Pg', ''),
    F('Vdn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
  ]);
  t.insn('fexpa', '00000100 size:2 100000101110 Zn:5 Zd:5', [Z('Zd', SIZE_HSD), Z('Zn', SIZE_HSD)]);
  t.insn('ftmad', '01100101 size:2 010 imm3:3 100000 Zm:5 Zdn:5', [
    Z('Zdn', SIZE_HSD),
    Z('Zdn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
    imm('imm3'),
  ]);
  for (const [name, a, b, c, d] of cells('ftsmul 11 1 0 000011, ftssel 00 0 1 101100')) {
    t.insn(name, `0${a}0010${b} size:2 ${c} Zm:5 ${d} Zn:5 Zd:5`, [
      Z('Zd', SIZE_HSD),
      Z('Zn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
  }

  t = table.needs('bf16 & sve');
  t.insn('bfmmla', '01100100011 Zm:5 111001 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'h'), Z('Zm', 'h')]);

  t = table.needs('sve & f64mm');
  t.insn('fmmla', '01100100111 Zm:5 111001 Zn:5 Zda:5', [Z('Zda', 'd'), Z('Zn', 'd'), Z('Zm', 'd')]);

  t = table.needs('sve & f32mm');
  t.insn('fmmla', '01100100101 Zm:5 111001 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 's'), Z('Zm', 's')]);
});
