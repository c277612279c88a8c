/**
 * SME2 on groups of two and four vectors, and table lookup through ZT0.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  IMM4_H,
  SIZE_BHS,
  SIZE_BHS_2,
  SIZE_BHSD,
  SIZE_HS,
  SIZE_HSD,
  SIZE_OP_BHSDQ,
  SZ_BH,
  SZ_SD,
  TSZ_IMM_SD,
  TSZH_BH,
  TSZH_SD,
} from '../codecs/arrangements.ts';
import { PN } from '../codecs/predicate.ts';
import { Z, ZL } from '../codecs/vector.ts';
import { shiftAmount } from '../codecs/vector-immediate.ts';
import { ZList } from '../codecs/vector-list.ts';
import { ZAVector, ZT0 } from '../codecs/za.ts';
import { cells, defineGroup } from '../row.ts';
import { mova } from './mova.ts';

export const smeMultiVector = defineGroup('sme/multi-vector', (table) => {
  let t = table.needs('sme2');
  for (const [name, a, b] of cells(
    'add 011000 0, smax 000000 0, smin 000001 0, sqdmulh 100000 0, srshl 010001 0, umax 000000 1, umin 000001 1, urshl 010001 1',
  )) {
    t.insn(name, `11000001 size:2 10 Zm:4 10100${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, SIZE_BHSD, 'multiple'),
      ZList('Zdn', 2, SIZE_BHSD, 'multiple'),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells(
    'add 011000 0, smax 000000 0, smin 000001 0, sqdmulh 100000 0, srshl 010001 0, umax 000000 1, umin 000001 1, urshl 010001 1',
  )) {
    t.insn(name, `11000001 size:2 10 Zm:4 10101${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, SIZE_BHSD, 'multiple'),
      ZList('Zdn', 4, SIZE_BHSD, 'multiple'),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b, c] of cells(
    'bfcvt 1 00 0, bfcvtn 1 00 1, fcvt 0 00 0, fcvtn 0 00 1, sqcvt 0 11 0, sqcvtu 1 11 0, uqcvt 0 11 1',
  )) {
    t.insn(name, `110000010${a}1000${b}111000 Zn:4 ${c} Zd:5`, [Z('Zd', 'h'), ZList('Zn', 2, 's', 'multiple')]);
  }
  t.insn('fclamp', '11000001 size:2 1 Zm:5 110000 Zn:5 Zd:4 0', [
    ZList('Zd', 2, SIZE_HSD, 'multiple'),
    Z('Zn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
  ]);
  t.insn('fclamp', '11000001 size:2 1 Zm:5 110010 Zn:5 Zd:3 00', [
    ZList('Zd', 4, SIZE_HSD, 'multiple'),
    Z('Zn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
  ]);
  for (const [name, a, b] of cells(`
    fcvtzs 00100001 0, fcvtzu 00100001 1, frinta 10101100 0, frintm 10101010 0, frintn 10101000 0, frintp 10101001 0,
    scvtf 00100010 0, ucvtf 00100010 1`)) {
    t.insn(name, `11000001${a}111000 Zn:4 ${b} Zd:4 0`, [
      ZList('Zd', 2, 's', 'multiple'),
      ZList('Zn', 2, 's', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells(`
    fcvtzs 00110001 0, fcvtzu 00110001 1, frinta 10111100 0, frintm 10111010 0, frintn 10111000 0, frintp 10111001 0,
    scvtf 00110010 0, ucvtf 00110010 1`)) {
    t.insn(name, `11000001${a}111000 Zn:3 0${b} Zd:3 00`, [
      ZList('Zd', 4, 's', 'multiple'),
      ZList('Zn', 4, 's', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('fmax 0 0, fmaxnm 1 0, fmin 0 1, fminnm 1 1')) {
    t.insn(name, `11000001 size:2 1 Zm:4 01011000100${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      ZList('Zm', 2, SIZE_HSD, 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('fmax 0 0, fmaxnm 1 0, fmin 0 1, fminnm 1 1')) {
    t.insn(name, `11000001 size:2 10 Zm:4 1010000100${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      Z('Zm', SIZE_HSD),
    ]);
  }
  for (const [name, a, b] of cells('fmax 0 0, fmaxnm 1 0, fmin 0 1, fminnm 1 1')) {
    t.insn(name, `11000001 size:2 1 Zm:3 001011100100${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      ZList('Zm', 4, SIZE_HSD, 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('fmax 0 0, fmaxnm 1 0, fmin 0 1, fminnm 1 1')) {
    t.insn(name, `11000001 size:2 10 Zm:4 1010100100${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      Z('Zm', SIZE_HSD),
    ]);
  }
  t.insn('luti2', '11000000100011 i:3 1 size:2 00 Zn:5 Zd:4 0', [
    ZList('Zd', 2, SIZE_BHS_2, 'multiple'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti2', '11000000100011 i:2 10 size:2 00 Zn:5 Zd:3 00', [
    ZList('Zd', 4, SIZE_BHS_2, 'multiple'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti2', '11000000110011 i:4 size:2 00 Zn:5 Zd:5', [Z('Zd', SIZE_BHS_2), ZT0(), ZL('Zn', '', 'i')]);
  t.insn('luti4', '110000001000101 i:2 1 size:2 00 Zn:5 Zd:4 0', [
    ZList('Zd', 2, SIZE_BHS_2, 'multiple'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti4', '110000001000101 i:1 10 size:2 00 Zn:5 Zd:3 00', [
    ZList('Zd', 4, SIZE_HS, 'multiple'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti4', '110000001100101 i:3 size:2 00 Zn:5 Zd:5', [Z('Zd', SIZE_BHS_2), ZT0(), ZL('Zn', '', 'i')]);
  mova(t, '11000000000001100 Rs:2 01000 imm:3 Zd:4 0', [
    ZList('Zd', 2, 'd', 'multiple'),
    ZAVector('d', 'Rs', 'imm', { vgx: 2 }),
  ]);
  mova(t, '11000000000001100 Rs:2 01100 imm:3 Zd:3 00', [
    ZList('Zd', 4, 'd', 'multiple'),
    ZAVector('d', 'Rs', 'imm', { vgx: 4 }),
  ]);
  for (const [name, a] of cells('sclamp 0, uclamp 1')) {
    t.insn(name, `11000001 size:2 1 Zm:5 110001 Zn:5 Zd:4 ${a}`, [
      ZList('Zd', 2, SIZE_BHSD, 'multiple'),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a] of cells('sclamp 0, uclamp 1')) {
    t.insn(name, `11000001 size:2 1 Zm:5 110011 Zn:5 Zd:3 0${a}`, [
      ZList('Zd', 4, SIZE_BHSD, 'multiple'),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  t.insn('sel', '11000001 size:2 1 Zm:4 0100 PNg:3 Zn:4 0 Zd:4 0', [
    ZList('Zd', 2, SIZE_BHSD, 'multiple'),
    PN('PNg', ''),
    ZList('Zn', 2, SIZE_BHSD, 'multiple'),
    ZList('Zm', 2, SIZE_BHSD, 'multiple'),
  ]);
  t.insn('sel', '11000001 size:2 1 Zm:3 01100 PNg:3 Zn:3 00 Zd:3 00', [
    ZList('Zd', 4, SIZE_BHSD, 'multiple'),
    PN('PNg', ''),
    ZList('Zn', 4, SIZE_BHSD, 'multiple'),
    ZList('Zm', 4, SIZE_BHSD, 'multiple'),
  ]);
  for (const [name, a, b] of cells(
    'smax 000000 0, smin 000001 0, sqdmulh 100000 0, srshl 010001 0, umax 000000 1, umin 000001 1, urshl 010001 1',
  )) {
    t.insn(name, `11000001 size:2 1 Zm:4 010110${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, SIZE_BHSD, 'multiple'),
      ZList('Zdn', 2, SIZE_BHSD, 'multiple'),
      ZList('Zm', 2, SIZE_BHSD, 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells(
    'smax 000000 0, smin 000001 0, sqdmulh 100000 0, srshl 010001 0, umax 000000 1, umin 000001 1, urshl 010001 1',
  )) {
    t.insn(name, `11000001 size:2 1 Zm:3 0010111${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, SIZE_BHSD, 'multiple'),
      ZList('Zdn', 4, SIZE_BHSD, 'multiple'),
      ZList('Zm', 4, SIZE_BHSD, 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('sqcvt 0 00, sqcvtn 0 10, sqcvtu 1 00, sqcvtun 1 10, uqcvt 0 01, uqcvtn 0 11')) {
    t.insn(name, `11000001 sz:1 ${a}110011111000 Zn:3 ${b} Zd:5`, [Z('Zd', SZ_BH), ZList('Zn', 4, SZ_SD, 'multiple')]);
  }
  for (const [name, a, b] of cells(
    'sqrshr 0 00, sqrshrn 1 00, sqrshru 0 10, sqrshrun 1 10, uqrshr 0 01, uqrshrn 1 01',
  )) {
    t.insn(name, `11000001 tszh:2 1 tszl:2 imm3:3 11011${a} Zn:3 ${b} Zd:5`, [
      Z('Zd', TSZH_BH),
      ZList('Zn', 4, TSZH_SD, 'multiple'),
      shiftAmount('right', TSZ_IMM_SD),
    ]);
  }
  for (const [name, a, b] of cells('sqrshr 0 0, sqrshru 1 0, uqrshr 0 1')) {
    t.insn(name, `11000001111${a} imm4:4 110101 Zn:4 ${b} Zd:5`, [
      Z('Zd', 'h'),
      ZList('Zn', 2, 's', 'multiple'),
      shiftAmount('right', IMM4_H),
    ]);
  }
  for (const [name, a] of cells('sunpk 0, uunpk 1')) {
    t.insn(name, `11000001 size:2 100101111000 Zn:5 Zd:4 ${a}`, [
      ZList('Zd', 2, SIZE_HSD, 'multiple'),
      Z('Zn', SIZE_BHS),
    ]);
  }
  for (const [name, a] of cells('sunpk 0, uunpk 1')) {
    t.insn(name, `11000001 size:2 110101111000 Zn:4 0 Zd:3 0${a}`, [
      ZList('Zd', 4, SIZE_HSD, 'multiple'),
      ZList('Zn', 2, SIZE_BHS, 'multiple'),
    ]);
  }
  for (const [name, a] of cells('uzp 1, zip 0')) {
    t.insn(name, `11000001 size:2 1 Zm:5 11010 op:1 Zn:5 Zd:4 ${a}`, [
      ZList('Zd', 2, SIZE_OP_BHSDQ, 'multiple'),
      Z('Zn', SIZE_OP_BHSDQ),
      Z('Zm', SIZE_OP_BHSDQ),
    ]);
  }
  for (const [name, a] of cells('uzp 1, zip 0')) {
    t.insn(name, `11000001 size:2 11011 op:1 111000 Zn:3 00 Zd:3 ${a}0`, [
      ZList('Zd', 4, SIZE_OP_BHSDQ, 'multiple'),
      ZList('Zn', 4, SIZE_OP_BHSDQ, 'multiple'),
    ]);
  }

  t = table.needs('sme2 & fp8');
  for (const [name, a, b] of cells(
    'bf1cvt 01 0, bf1cvtl 01 1, bf2cvt 11 0, bf2cvtl 11 1, f1cvt 00 0, f1cvtl 00 1, f2cvt 10 0, f2cvtl 10 1',
  )) {
    t.insn(name, `11000001${a}100110111000 Zn:5 Zd:4 ${b}`, [ZList('Zd', 2, 'h', 'multiple'), Z('Zn', 'b')]);
  }
  for (const [name, a] of cells('bfcvt 1, fcvt 0')) {
    t.insn(name, `110000010${a}100100111000 Zn:4 0 Zd:5`, [Z('Zd', 'b'), ZList('Zn', 2, 'h', 'multiple')]);
  }
  for (const [name, a] of cells('fcvt 0, fcvtn 1')) {
    t.insn(name, `1100000100110100111000 Zn:3 0${a} Zd:5`, [Z('Zd', 'b'), ZList('Zn', 4, 's', 'multiple')]);
  }
  t.insn('fscale', '11000001 size:2 1 Zm:4 010110001100 Zdn:4 0', [
    ZList('Zdn', 2, SIZE_HSD, 'multiple'),
    ZList('Zdn', 2, SIZE_HSD, 'multiple'),
    ZList('Zm', 2, SIZE_HSD, 'multiple'),
  ]);
  t.insn('fscale', '11000001 size:2 10 Zm:4 10100001100 Zdn:4 0', [
    ZList('Zdn', 2, SIZE_HSD, 'multiple'),
    ZList('Zdn', 2, SIZE_HSD, 'multiple'),
    Z('Zm', SIZE_HSD),
  ]);
  t.insn('fscale', '11000001 size:2 1 Zm:3 0010111001100 Zdn:3 00', [
    ZList('Zdn', 4, SIZE_HSD, 'multiple'),
    ZList('Zdn', 4, SIZE_HSD, 'multiple'),
    ZList('Zm', 4, SIZE_HSD, 'multiple'),
  ]);
  t.insn('fscale', '11000001 size:2 10 Zm:4 10101001100 Zdn:3 00', [
    ZList('Zdn', 4, SIZE_HSD, 'multiple'),
    ZList('Zdn', 4, SIZE_HSD, 'multiple'),
    Z('Zm', SIZE_HSD),
  ]);

  t = table.needs('sme2 & b16b16');
  t.insn('bfclamp', '11000001001 Zm:5 110000 Zn:5 Zd:4 0', [
    ZList('Zd', 2, 'h', 'multiple'),
    Z('Zn', 'h'),
    Z('Zm', 'h'),
  ]);
  t.insn('bfclamp', '11000001001 Zm:5 110010 Zn:5 Zd:3 00', [
    ZList('Zd', 4, 'h', 'multiple'),
    Z('Zn', 'h'),
    Z('Zm', 'h'),
  ]);
  for (const [name, a, b] of cells('bfmax 0 0, bfmaxnm 1 0, bfmin 0 1, bfminnm 1 1')) {
    t.insn(name, `11000001001 Zm:4 01011000100${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, 'h', 'multiple'),
      ZList('Zdn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('bfmax 0 0, bfmaxnm 1 0, bfmin 0 1, bfminnm 1 1')) {
    t.insn(name, `110000010010 Zm:4 1010000100${a} Zdn:4 ${b}`, [
      ZList('Zdn', 2, 'h', 'multiple'),
      ZList('Zdn', 2, 'h', 'multiple'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a, b] of cells('bfmax 0 0, bfmaxnm 1 0, bfmin 0 1, bfminnm 1 1')) {
    t.insn(name, `11000001001 Zm:3 001011100100${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, 'h', 'multiple'),
      ZList('Zdn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('bfmax 0 0, bfmaxnm 1 0, bfmin 0 1, bfminnm 1 1')) {
    t.insn(name, `110000010010 Zm:4 1010100100${a} Zdn:3 0${b}`, [
      ZList('Zdn', 4, 'h', 'multiple'),
      ZList('Zdn', 4, 'h', 'multiple'),
      Z('Zm', 'h'),
    ]);
  }

  t = table.needs('sme2p1');
  t.insn('luti2', '11000000100111 i:3 10 sz:1 00 Zn:5 Zd:1 0 Zd:3', [
    ZList('Zd', 2, SZ_BH, 'strided'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti2', '11000000100111 i:2 100 sz:1 00 Zn:5 Zd:1 00 Zd:2', [
    ZList('Zd', 4, SZ_BH, 'strided'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti4', '110000001001101 i:2 10 sz:1 00 Zn:5 Zd:1 0 Zd:3', [
    ZList('Zd', 2, SZ_BH, 'strided'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('luti4', '110000001001101 i:1 100100 Zn:5 Zd:1 00 Zd:2', [
    ZList('Zd', 4, 'h', 'strided'),
    ZT0(),
    ZL('Zn', '', 'i'),
  ]);
  t.insn('movaz', '11000000000001100 Rs:2 01010 imm:3 Zd:4 0', [
    ZList('Zd', 2, 'd', 'multiple'),
    ZAVector('d', 'Rs', 'imm', { vgx: 2 }),
  ]);
  t.insn('movaz', '11000000000001100 Rs:2 01110 imm:3 Zd:3 00', [
    ZList('Zd', 4, 'd', 'multiple'),
    ZAVector('d', 'Rs', 'imm', { vgx: 4 }),
  ]);

  t = table.needs('sme2 & faminmax');
  for (const [name, a] of cells('famax 0, famin 1')) {
    t.insn(name, `11000001 size:2 1 Zm:4 010110001010 Zdn:4 ${a}`, [
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      ZList('Zdn', 2, SIZE_HSD, 'multiple'),
      ZList('Zm', 2, SIZE_HSD, 'multiple'),
    ]);
  }
  for (const [name, a] of cells('famax 0, famin 1')) {
    t.insn(name, `11000001 size:2 1 Zm:3 0010111001010 Zdn:3 0${a}`, [
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      ZList('Zdn', 4, SIZE_HSD, 'multiple'),
      ZList('Zm', 4, SIZE_HSD, 'multiple'),
    ]);
  }

  t = table.needs('sme-f16f16 | sme-f8f16');
  for (const [name, a] of cells('fcvt 0, fcvtl 1')) {
    t.insn(name, `1100000110100000111000 Zn:5 Zd:4 ${a}`, [ZList('Zd', 2, 's', 'multiple'), Z('Zn', 'h')]);
  }

  t = table.needs('sme2 & sme-lutv2');
  t.insn('luti4', '1100000010001011000000 Zn:4 0 Zd:3 00', [
    ZList('Zd', 4, 'b', 'multiple'),
    ZT0(),
    ZList('Zn', 2, '', 'multiple'),
  ]);

  t = table.needs('sme2p1 & sme-lutv2');
  t.insn('luti4', '1100000010011011000000 Zn:4 0 Zd:1 00 Zd:2', [
    ZList('Zd', 4, 'b', 'strided'),
    ZT0(),
    ZList('Zn', 2, '', 'multiple'),
  ]);
});
