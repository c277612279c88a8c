/**
 * Scalar floating point (DDI 0487, C4.1.96): arithmetic, compare, round, convert to and from integers.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { Q_SZ_SD, SZ_SD } from '../codecs/arrangements.ts';
import { fpZero } from '../codecs/float.ts';
import { W, X } from '../codecs/integer.ts';
import { F, V } from '../codecs/vector.ts';
import { cells, defineGroup } from '../row.ts';
import {
  binary,
  compare,
  fromGeneral,
  fused,
  half,
  scalar,
  toGeneral,
  toJavaScript,
  unary,
  vector,
} from './semantics.ts';

export const fpArithmetic = defineGroup('fp/arithmetic', (table) => {
  let t = table.needs('fp');
  for (const [name, a] of cells(`
    fabs 0001, fneg 0010, frinta 1100, frinti 1111, frintm 1010, frintn 1000, frintp 1001, frintx 1110, frintz 1011,
    fsqrt 0011`)) {
    t.insn(name, `000111100 sz:1 100${a}10000 Rn:5 Rd:5`, [F('Rd', SZ_SD), F('Rn', SZ_SD)], unary(name, scalar));
  }
  for (const [name, a] of cells(
    'fadd 0010, fdiv 0001, fmax 0100, fmaxnm 0110, fmin 0101, fminnm 0111, fmul 0000, fnmul 1000, fsub 0011',
  )) {
    t.insn(
      name,
      `000111100 sz:1 1 Rm:5 ${a}10 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), F('Rn', SZ_SD), F('Rm', SZ_SD)],
      binary(name, scalar),
    );
  }
  for (const [name, a] of cells('fcmp 0, fcmpe 1')) {
    t.insn(name, `000111100 sz:1 1 (00000) 001000 Rn:5 ${a}1000`, [F('Rn', SZ_SD), fpZero], compare(name, scalar));
  }
  for (const [name, a] of cells('fcmp 0, fcmpe 1')) {
    t.insn(name, `000111100 sz:1 1 Rm:5 001000 Rn:5 ${a}0000`, [F('Rn', SZ_SD), F('Rm', SZ_SD)], compare(name, scalar));
  }
  for (const [name, a] of cells(`
    fcvtas 00100, fcvtau 00101, fcvtms 10000, fcvtmu 10001, fcvtns 00000, fcvtnu 00001, fcvtps 01000, fcvtpu 01001, fcvtzs 11000,
    fcvtzu 11001`)) {
    t.insn(name, `000111100 sz:1 1${a}000000 Rn:5 Rd:5`, [W('Rd'), F('Rn', SZ_SD)], toGeneral(name, scalar, 32));
  }
  for (const [name, a] of cells(`
    fcvtas 00100, fcvtau 00101, fcvtms 10000, fcvtmu 10001, fcvtns 00000, fcvtnu 00001, fcvtps 01000, fcvtpu 01001, fcvtzs 11000,
    fcvtzu 11001`)) {
    t.insn(name, `100111100 sz:1 1${a}000000 Rn:5 Rd:5`, [X('Rd'), F('Rn', SZ_SD)], toGeneral(name, scalar, 64));
  }
  for (const [name, a, b] of cells('fmadd 0 0, fmsub 0 1, fnmadd 1 0, fnmsub 1 1')) {
    t.insn(
      name,
      `000111110 sz:1 ${a} Rm:5 ${b} Ra:5 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), F('Rn', SZ_SD), F('Rm', SZ_SD), F('Ra', SZ_SD)],
      fused(name, scalar),
    );
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `000111100 sz:1 10001${a}000000 Rn:5 Rd:5`, [F('Rd', SZ_SD), W('Rn')], fromGeneral(name, scalar, 32));
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `100111100 sz:1 10001${a}000000 Rn:5 Rd:5`, [F('Rd', SZ_SD), X('Rn')], fromGeneral(name, scalar, 64));
  }

  t = table.needs('fp16');
  for (const [name, a] of cells(`
    fabs 0001, fneg 0010, frinta 1100, frinti 1111, frintm 1010, frintn 1000, frintp 1001, frintx 1110, frintz 1011,
    fsqrt 0011`)) {
    t.insn(name, `0001111011100${a}10000 Rn:5 Rd:5`, [F('Rd', 'h'), F('Rn', 'h')], unary(name, half));
  }
  for (const [name, a] of cells(
    'fadd 0010, fdiv 0001, fmax 0100, fmaxnm 0110, fmin 0101, fminnm 0111, fmul 0000, fnmul 1000, fsub 0011',
  )) {
    t.insn(name, `00011110111 Rm:5 ${a}10 Rn:5 Rd:5`, [F('Rd', 'h'), F('Rn', 'h'), F('Rm', 'h')], binary(name, half));
  }
  for (const [name, a] of cells('fcmp 0, fcmpe 1')) {
    t.insn(name, `00011110111 (00000) 001000 Rn:5 ${a}1000`, [F('Rn', 'h'), fpZero], compare(name, half));
  }
  for (const [name, a] of cells('fcmp 0, fcmpe 1')) {
    t.insn(name, `00011110111 Rm:5 001000 Rn:5 ${a}0000`, [F('Rn', 'h'), F('Rm', 'h')], compare(name, half));
  }
  for (const [name, a] of cells(`
    fcvtas 00100, fcvtau 00101, fcvtms 10000, fcvtmu 10001, fcvtns 00000, fcvtnu 00001, fcvtps 01000, fcvtpu 01001, fcvtzs 11000,
    fcvtzu 11001`)) {
    t.insn(name, `00011110111${a}000000 Rn:5 Rd:5`, [W('Rd'), F('Rn', 'h')], toGeneral(name, half, 32));
  }
  for (const [name, a] of cells(`
    fcvtas 00100, fcvtau 00101, fcvtms 10000, fcvtmu 10001, fcvtns 00000, fcvtnu 00001, fcvtps 01000, fcvtpu 01001, fcvtzs 11000,
    fcvtzu 11001`)) {
    t.insn(name, `10011110111${a}000000 Rn:5 Rd:5`, [X('Rd'), F('Rn', 'h')], toGeneral(name, half, 64));
  }
  for (const [name, a, b] of cells('fmadd 0 0, fmsub 0 1, fnmadd 1 0, fnmsub 1 1')) {
    t.insn(
      name,
      `0001111111${a} Rm:5 ${b} Ra:5 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), F('Rm', 'h'), F('Ra', 'h')],
      fused(name, half),
    );
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `000111101110001${a}000000 Rn:5 Rd:5`, [F('Rd', 'h'), W('Rn')], fromGeneral(name, half, 32));
  }
  for (const [name, a] of cells('scvtf 0, ucvtf 1')) {
    t.insn(name, `100111101110001${a}000000 Rn:5 Rd:5`, [F('Rd', 'h'), X('Rn')], fromGeneral(name, half, 64));
  }

  t = table.needs('frintts');
  for (const [name, a] of cells('frint32x 01, frint32z 00, frint64x 11, frint64z 10')) {
    t.insn(name, `000111100 sz:1 10100${a}10000 Rn:5 Rd:5`, [F('Rd', SZ_SD), F('Rn', SZ_SD)], unary(name, scalar));
  }
  for (const [name, a, b] of cells('frint32x 1 0, frint32z 0 0, frint64x 1 1, frint64z 0 1')) {
    t.insn(
      name,
      `0 Q:1 ${a}011100 sz:1 100001111${b}10 Rn:5 Rd:5`,
      [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD)],
      unary(name, vector),
    );
  }

  t = table.needs('jscvt');
  t.insn('fjcvtzs', '0001111001111110000000 Rn:5 Rd:5', [W('Rd'), F('Rn', 'd')], toJavaScript);
});
