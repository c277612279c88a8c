/**
 * SME2 on vectors of the ZA array.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { SZ_HB, SZ_OP_BH } from '../codecs/arrangements.ts';
import { Z, ZL } from '../codecs/vector.ts';
import { ZList } from '../codecs/vector-list.ts';
import { ZAVector } from '../codecs/za.ts';
import { cells, defineGroup } from '../row.ts';
import { mova } from './mova.ts';

export const smeArray = defineGroup('sme/array', (table) => {
  let t = table.needs('sme2');
  for (const [name, a] of cells('add 10, fmla 00, fmls 01, sub 11')) {
    t.insn(name, `11000001101 Zm:4 00 Rv:2 110 Zn:4 0${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 's', 'multiple'),
      ZList('Zm', 2, 's', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 10, fmla 00, fmls 01, sub 11')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 110 Zn:5 ${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 's'),
      Z('Zm', 's'),
    ]);
  }
  for (const [name, a] of cells('add 10, fadd 00, fsub 01, sub 11')) {
    t.insn(name, `11000001101000000 Rv:2 111 Zm:4 0${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zm', 2, 's', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 10, fmla 00, fmls 01, sub 11')) {
    t.insn(name, `11000001101 Zm:3 010 Rv:2 110 Zn:3 00${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 's', 'multiple'),
      ZList('Zm', 4, 's', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 10, fmla 00, fmls 01, sub 11')) {
    t.insn(name, `110000010011 Zm:4 0 Rv:2 110 Zn:5 ${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 's'),
      Z('Zm', 's'),
    ]);
  }
  for (const [name, a] of cells('add 10, fadd 00, fsub 01, sub 11')) {
    t.insn(name, `11000001101000010 Rv:2 111 Zm:3 00${a} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zm', 4, 's', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfdot 1, fdot 0')) {
    t.insn(name, `11000001101 Zm:4 00 Rv:2 100 Zn:4 0${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('bfdot 1 011, bfvdot 0 011, fdot 1 001, fvdot 0 001, svdot 0 100, uvdot 0 110')) {
    t.insn(name, `110000010101 Zm:4 0 Rv:2 ${a} i:2 Zn:4 ${b} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('bfdot 1, fdot 0')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 100 Zn:5 ${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('bfdot 1, fdot 0')) {
    t.insn(name, `11000001101 Zm:3 010 Rv:2 100 Zn:3 00${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfdot 1, fdot 0')) {
    t.insn(name, `110000010101 Zm:4 1 Rv:2 1 i:2 Zn:3 00${a}1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('bfdot 1, fdot 0')) {
    t.insn(name, `110000010011 Zm:4 0 Rv:2 100 Zn:5 ${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000011${a}00 Zm:4 i3:1 Rv:2 1 i3:2 Zn:5 ${b} imm:3`, [
      ZAVector('s', 'Rv', 'imm', { step: 2 }),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'i3'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000010${a}10 Zm:4 0 Rv:2 011 Zn:5 ${b} imm:3`, [
      ZAVector('s', 'Rv', 'imm', { step: 2 }),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000011${a}1 Zm:4 00 Rv:2 010 Zn:4 0${b}0 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000011${a}01 Zm:4 0 Rv:2 1 i3:2 Zn:4 0${b} i3:1 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i3'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000010${a}10 Zm:4 0 Rv:2 010 Zn:5 ${b}0 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000011${a}1 Zm:3 010 Rv:2 010 Zn:3 00${b}0 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000011${a}01 Zm:4 1 Rv:2 1 i3:2 Zn:3 00${b} i3:1 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i3'),
    ]);
  }
  for (const [name, a, b] of cells(
    'bfmlal 0 10, bfmlsl 0 11, fmlal 0 00, fmlsl 0 01, smlal 1 00, smlsl 1 01, umlal 1 10, umlsl 1 11',
  )) {
    t.insn(name, `110000010${a}11 Zm:4 0 Rv:2 010 Zn:5 ${b}0 imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 2, vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010101 Zm:4 0 Rv:2 0 i:2 Zn:4 0${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 's', 'multiple'),
      ZL('Zm', 's', 'i'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010101 Zm:4 1 Rv:2 0 i:2 Zn:3 00${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 's', 'multiple'),
      ZL('Zm', 's', 'i'),
    ]);
  }
  mova(t, '11000000000001000 Rs:2 010 Zn:4 000 imm:3', [
    ZAVector('d', 'Rs', 'imm', { vgx: 2 }),
    ZList('Zn', 2, 'd', 'multiple'),
  ]);
  mova(t, '11000000000001000 Rs:2 011 Zn:3 0000 imm:3', [
    ZAVector('d', 'Rs', 'imm', { vgx: 4 }),
    ZList('Zn', 4, 'd', 'multiple'),
  ]);
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000011 sz:1 1 Zm:4 00 Rv:2 101 Zn:4 0${a} op:1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, SZ_OP_BH, 'multiple'),
      ZList('Zm', 2, SZ_OP_BH, 'multiple'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010101 Zm:4 0 Rv:2 1 i:2 Zn:4 sz:1 ${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, SZ_HB, 'multiple'),
      ZL('Zm', SZ_HB, 'i'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010 sz:1 10 Zm:4 0 Rv:2 101 Zn:5 ${a} op:1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, SZ_OP_BH),
      Z('Zm', SZ_OP_BH),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000011 sz:1 1 Zm:3 010 Rv:2 101 Zn:3 00${a} op:1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, SZ_OP_BH, 'multiple'),
      ZList('Zm', 4, SZ_OP_BH, 'multiple'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010101 Zm:4 1 Rv:2 1 i:2 Zn:3 0 sz:1 ${a}0 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, SZ_HB, 'multiple'),
      ZL('Zm', SZ_HB, 'i'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010 sz:1 11 Zm:4 0 Rv:2 101 Zn:5 ${a} op:1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, SZ_OP_BH),
      Z('Zm', SZ_OP_BH),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, sumlall 101, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `110000010000 Zm:4 i:1 Rv:2 i:3 Zn:5 ${a} imm2:2`, [
      ZAVector('s', 'Rv', 'imm2', { step: 4 }),
      Z('Zn', 'b'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 001 Zn:5 ${a} imm:2`, [
      ZAVector('s', 'Rv', 'imm', { step: 4 }),
      Z('Zn', 'b'),
      Z('Zm', 'b'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `11000001101 Zm:4 00 Rv:2 000 Zn:4 0${a}0 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'b', 'multiple'),
      ZList('Zm', 2, 'b', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 001, sumlall 110, umlall 010, umlsll 011, usmlall 100')) {
    t.insn(name, `110000010001 Zm:4 0 Rv:2 0 i:2 Zn:4 ${a} i:2 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, sumlall 101, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 000 Zn:5 ${a}0 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'b'),
      Z('Zm', 'b'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `11000001101 Zm:3 010 Rv:2 000 Zn:3 00${a}0 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'b', 'multiple'),
      ZList('Zm', 4, 'b', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 001, sumlall 110, umlall 010, umlsll 011, usmlall 100')) {
    t.insn(name, `110000010001 Zm:4 1 Rv:2 0 i:2 Zn:3 0${a} i:2 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 000, smlsll 010, sumlall 101, umlall 100, umlsll 110, usmlall 001')) {
    t.insn(name, `110000010011 Zm:4 0 Rv:2 000 Zn:5 ${a}0 imm:1`, [
      ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'b'),
      Z('Zm', 'b'),
    ]);
  }
  for (const [name, a] of cells('sudot 1, usdot 0')) {
    t.insn(name, `110000010101 Zm:4 0 Rv:2 1 i:2 Zn:4 1${a}1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  for (const [name, a] of cells('sudot 1, usdot 0')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 101 Zn:5 ${a}1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'b'),
      Z('Zm', 'b'),
    ]);
  }
  for (const [name, a, b] of cells('sudot 1 11, suvdot 0 11, svdot 0 00, usdot 1 01, usvdot 0 01, uvdot 0 10')) {
    t.insn(name, `110000010101 Zm:4 1 Rv:2 ${a} i:2 Zn:3 01${b} imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  for (const [name, a] of cells('sudot 1, usdot 0')) {
    t.insn(name, `110000010011 Zm:4 0 Rv:2 101 Zn:5 ${a}1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'b'),
      Z('Zm', 'b'),
    ]);
  }
  t.insn('usdot', '11000001101 Zm:4 00 Rv:2 101 Zn:4 001 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZList('Zm', 2, 'b', 'multiple'),
  ]);
  t.insn('usdot', '11000001101 Zm:3 010 Rv:2 101 Zn:3 0001 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZList('Zm', 4, 'b', 'multiple'),
  ]);

  t = table.needs('sme2 & sme-i16i64');
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `11000001111 Zm:4 00 Rv:2 110 Zn:4 01${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'd', 'multiple'),
      ZList('Zm', 2, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 110 Zn:5 1${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'd'),
      Z('Zm', 'd'),
    ]);
  }
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `11000001111000000 Rv:2 111 Zm:4 01${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zm', 2, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `11000001111 Zm:3 010 Rv:2 110 Zn:3 001${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'd', 'multiple'),
      ZList('Zm', 4, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `110000010111 Zm:4 0 Rv:2 110 Zn:5 1${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'd'),
      Z('Zm', 'd'),
    ]);
  }
  for (const [name, a] of cells('add 0, sub 1')) {
    t.insn(name, `11000001111000010 Rv:2 111 Zm:3 001${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zm', 4, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `11000001111 Zm:4 00 Rv:2 101 Zn:4 0${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000011101 Zm:4 0 Rv:2 00 i1:1 Zn:4 0${a}1 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i1'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 101 Zn:5 ${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `11000001111 Zm:3 010 Rv:2 101 Zn:3 00${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a, b] of cells('sdot 0 0, svdot 1 0, udot 0 1, uvdot 1 1')) {
    t.insn(name, `110000011101 Zm:4 1 Rv:2 0${a} i1:1 Zn:3 00${b}1 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i1'),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `110000010111 Zm:4 0 Rv:2 101 Zn:5 ${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000011000 Zm:4 i:1 Rv:2 0 i:2 Zn:5 ${a}0 imm2:2`, [
      ZAVector('d', 'Rv', 'imm2', { step: 4 }),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 001 Zn:5 ${a}0 imm:2`, [
      ZAVector('d', 'Rv', 'imm', { step: 4 }),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `11000001111 Zm:4 00 Rv:2 000 Zn:4 0${a}00 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000011001 Zm:4 0 Rv:2 00 i:1 Zn:4 0${a} i:2 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 000 Zn:5 ${a}00 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `11000001111 Zm:3 010 Rv:2 000 Zn:3 00${a}00 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000011001 Zm:4 1 Rv:2 00 i:1 Zn:3 00${a} i:2 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('smlall 00, smlsll 01, umlall 10, umlsll 11')) {
    t.insn(name, `110000010111 Zm:4 0 Rv:2 000 Zn:5 ${a}00 imm:1`, [
      ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }

  t = table.needs('sme-f8f32');
  t.insn('fdot', '11000001101 Zm:4 00 Rv:2 100 Zn:4 110 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZList('Zm', 2, 'b', 'multiple'),
  ]);
  t.insn('fdot', '110000010101 Zm:4 0 Rv:2 0 i:2 Zn:4 111 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fdot', '110000010010 Zm:4 0 Rv:2 100 Zn:5 11 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fdot', '11000001101 Zm:3 010 Rv:2 100 Zn:3 0110 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZList('Zm', 4, 'b', 'multiple'),
  ]);
  t.insn('fdot', '110000010101 Zm:4 1 Rv:2 0 i:2 Zn:3 0001 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fdot', '110000010011 Zm:4 0 Rv:2 100 Zn:5 11 imm3:3', [
    ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlall', '110000010100 Zm:4 i:1 Rv:2 i:3 Zn:5 000 imm2:2', [
    ZAVector('s', 'Rv', 'imm2', { step: 4 }),
    Z('Zn', 'b'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlall', '110000010011 Zm:4 0 Rv:2 001 Zn:5 000 imm:2', [
    ZAVector('s', 'Rv', 'imm', { step: 4 }),
    Z('Zn', 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlall', '11000001101 Zm:4 00 Rv:2 000 Zn:4 10000 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZList('Zm', 2, 'b', 'multiple'),
  ]);
  t.insn('fmlall', '110000011001 Zm:4 0 Rv:2 0 i:2 Zn:4 100 i:2 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlall', '110000010010 Zm:4 0 Rv:2 000 Zn:5 0001 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 2 }),
    ZList('Zn', 2, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlall', '11000001101 Zm:3 010 Rv:2 000 Zn:3 010000 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZList('Zm', 4, 'b', 'multiple'),
  ]);
  t.insn('fmlall', '110000010001 Zm:4 1 Rv:2 0 i:2 Zn:3 1000 i:2 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlall', '110000010011 Zm:4 0 Rv:2 000 Zn:5 0001 imm:1', [
    ZAVector('s', 'Rv', 'imm', { step: 4, vgx: 4 }),
    ZList('Zn', 4, 'b'),
    Z('Zm', 'b'),
  ]);
  for (const [name, a] of cells('fvdotb 0, fvdott 1')) {
    t.insn(name, `110000011101 Zm:4 0 Rv:2 01 i:1 Zn:4 0${a} i:1 imm3:3`, [
      ZAVector('s', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 2, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }

  t = table.needs('sme-f8f16');
  t.insn('fdot', '11000001101 Zm:4 00 Rv:2 100 Zn:4 100 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZList('Zm', 2, 'b', 'multiple'),
  ]);
  for (const [name, a] of cells('fdot 0, fvdot 1')) {
    t.insn(name, `110000011101 Zm:4 0 Rv:2 ${a} i:2 Zn:4 10 i:1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'b', 'multiple'),
      ZL('Zm', 'b', 'i'),
    ]);
  }
  t.insn('fdot', '110000010010 Zm:4 0 Rv:2 100 Zn:5 01 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
    ZList('Zn', 2, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fdot', '11000001101 Zm:3 010 Rv:2 100 Zn:3 0100 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZList('Zm', 4, 'b', 'multiple'),
  ]);
  t.insn('fdot', '110000010001 Zm:4 1 Rv:2 1 i:2 Zn:3 100 i:1 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fdot', '110000010011 Zm:4 0 Rv:2 100 Zn:5 01 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
    ZList('Zn', 4, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlal', '110000011100 Zm:4 i:1 Rv:2 0 i:2 Zn:5 0 i:1 imm3:3', [
    ZAVector('h', 'Rv', 'imm3', { step: 2 }),
    Z('Zn', 'b'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlal', '11000001101 Zm:4 00 Rv:2 010 Zn:4 1000 imm:2', [
    ZAVector('h', 'Rv', 'imm', { step: 2, vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZList('Zm', 2, 'b', 'multiple'),
  ]);
  t.insn('fmlal', '110000011001 Zm:4 0 Rv:2 1 i:2 Zn:4 11 i:2 imm2:2', [
    ZAVector('h', 'Rv', 'imm2', { step: 2, vgx: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlal', '110000010010 Zm:4 0 Rv:2 010 Zn:5 001 imm:2', [
    ZAVector('h', 'Rv', 'imm', { step: 2, vgx: 2 }),
    ZList('Zn', 2, 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlal', '110000010011 Zm:4 0 Rv:2 011 Zn:5 00 imm:3', [
    ZAVector('h', 'Rv', 'imm', { step: 2 }),
    Z('Zn', 'b'),
    Z('Zm', 'b'),
  ]);
  t.insn('fmlal', '11000001101 Zm:3 010 Rv:2 010 Zn:3 01000 imm:2', [
    ZAVector('h', 'Rv', 'imm', { step: 2, vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZList('Zm', 4, 'b', 'multiple'),
  ]);
  t.insn('fmlal', '110000011001 Zm:4 1 Rv:2 1 i:2 Zn:3 010 i:2 imm2:2', [
    ZAVector('h', 'Rv', 'imm2', { step: 2, vgx: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
    ZL('Zm', 'b', 'i'),
  ]);
  t.insn('fmlal', '110000010011 Zm:4 0 Rv:2 010 Zn:5 001 imm:2', [
    ZAVector('h', 'Rv', 'imm', { step: 2, vgx: 4 }),
    ZList('Zn', 4, 'b'),
    Z('Zm', 'b'),
  ]);

  t = table.needs('sme2 & b16b16');
  for (const [name, a] of cells('bfadd 0, bfsub 1')) {
    t.insn(name, `11000001111001000 Rv:2 111 Zm:4 00${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfadd 0, bfsub 1')) {
    t.insn(name, `11000001111001010 Rv:2 111 Zm:3 000${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `11000001111 Zm:4 00 Rv:2 100 Zn:4 0${a}1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 111 Zn:5 0${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `110000010001 Zm:4 0 Rv:2 1 i:2 Zn:4 1${a} i:1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `11000001111 Zm:3 010 Rv:2 100 Zn:3 00${a}1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `110000010111 Zm:4 0 Rv:2 111 Zn:5 0${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `110000010001 Zm:4 1 Rv:2 1 i:2 Zn:3 01${a} i:1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }

  t = table.needs('sme2 & sme-f64f64');
  for (const [name, a] of cells('fadd 0, fsub 1')) {
    t.insn(name, `11000001111000000 Rv:2 111 Zm:4 00${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zm', 2, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fadd 0, fsub 1')) {
    t.insn(name, `11000001111000010 Rv:2 111 Zm:3 000${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zm', 4, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `11000001111 Zm:4 00 Rv:2 110 Zn:4 00${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'd', 'multiple'),
      ZList('Zm', 2, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000011101 Zm:4 0 Rv:2 00 i1:1 Zn:4 0${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'd', 'multiple'),
      ZL('Zm', 'd', 'i1'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010110 Zm:4 0 Rv:2 110 Zn:5 0${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'd'),
      Z('Zm', 'd'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `11000001111 Zm:3 010 Rv:2 110 Zn:3 000${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'd', 'multiple'),
      ZList('Zm', 4, 'd', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000011101 Zm:4 1 Rv:2 00 i1:1 Zn:3 00${a}0 imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'd', 'multiple'),
      ZL('Zm', 'd', 'i1'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010111 Zm:4 0 Rv:2 110 Zn:5 0${a} imm3:3`, [
      ZAVector('d', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'd'),
      Z('Zm', 'd'),
    ]);
  }

  t = table.needs('sme-f16f16 | sme-f8f16');
  for (const [name, a] of cells('fadd 0, fsub 1')) {
    t.insn(name, `11000001101001000 Rv:2 111 Zm:4 00${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fadd 0, fsub 1')) {
    t.insn(name, `11000001101001010 Rv:2 111 Zm:3 000${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `11000001101 Zm:4 00 Rv:2 100 Zn:4 0${a}1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZList('Zm', 2, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010001 Zm:4 0 Rv:2 1 i:2 Zn:4 0${a} i:1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010010 Zm:4 0 Rv:2 111 Zn:5 0${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 2 }),
      ZList('Zn', 2, 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `11000001101 Zm:3 010 Rv:2 100 Zn:3 00${a}1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZList('Zm', 4, 'h', 'multiple'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010001 Zm:4 1 Rv:2 1 i:2 Zn:3 00${a} i:1 imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h', 'multiple'),
      ZL('Zm', 'h', 'i'),
    ]);
  }
  for (const [name, a] of cells('fmla 0, fmls 1')) {
    t.insn(name, `110000010011 Zm:4 0 Rv:2 111 Zn:5 0${a} imm3:3`, [
      ZAVector('h', 'Rv', 'imm3', { vgx: 4 }),
      ZList('Zn', 4, 'h'),
      Z('Zm', 'h'),
    ]);
  }

  t = table.needs('sme2p1');
  t.insn('zero', '11000000000011001 Rv:2 0000000000 imm:3', [ZAVector('d', 'Rv', 'imm', { step: 2 })]);
  t.insn('zero', '11000000000011101 Rv:2 00000000000 imm:2', [ZAVector('d', 'Rv', 'imm', { step: 4 })]);
  t.insn('zero', '11000000000011010 Rv:2 00000000000 imm:2', [ZAVector('d', 'Rv', 'imm', { step: 2, vgx: 2 })]);
  t.insn('zero', '11000000000011110 Rv:2 000000000000 imm:1', [ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 2 })]);
  t.insn('zero', '11000000000011000 Rv:2 0000000000 imm:3', [ZAVector('d', 'Rv', 'imm', { vgx: 2 })]);
  t.insn('zero', '11000000000011011 Rv:2 00000000000 imm:2', [ZAVector('d', 'Rv', 'imm', { step: 2, vgx: 4 })]);
  t.insn('zero', '11000000000011111 Rv:2 000000000000 imm:1', [ZAVector('d', 'Rv', 'imm', { step: 4, vgx: 4 })]);
  t.insn('zero', '11000000000011100 Rv:2 0000000000 imm:3', [ZAVector('d', 'Rv', 'imm', { vgx: 4 })]);
});
