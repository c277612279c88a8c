/**
 * SME on tiles: outer products, slices to and from vectors, loads and stores of slices, ZA and ZT0.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { OP_SZ_SH } from '../codecs/arrangements.ts';
import { imm } from '../codecs/immediate.ts';
import { X, Xsp } from '../codecs/integer.ts';
import { memBase } from '../codecs/memory.ts';
import { P, PgOrBare as Pg, PN } from '../codecs/predicate.ts';
import { memVl, memVlUnsigned, memX } from '../codecs/scalable-memory.ts';
import { Z } from '../codecs/vector.ts';
import { ZList } from '../codecs/vector-list.ts';
import { ZASlice, ZATile, ZT0, zaArray, zaMask } from '../codecs/za.ts';
import { cells, defineGroup } from '../row.ts';
import { mova } from './mova.ts';

export const smeTile = defineGroup('sme/tile', (table) => {
  let t = table.needs('sme2');
  for (const [name, a] of cells('bmopa 0, bmops 1')) {
    t.insn(name, `10000000100 Zm:5 Pm:3 Pn:3 Zn:5 ${a}10 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 's'),
      Z('Zm', 's'),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `10100001000 Rm:5 000 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'b', 'strided'),
      PN('PNg', '', 'z'),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `101000010100 imm4:4 000 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'b', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `10100001000 Rm:5 100 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'b', 'strided'),
      PN('PNg', '', 'z'),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `101000010100 imm4:4 100 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'b', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `10100001000 Rm:5 011 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'd', 'strided'),
      PN('PNg', '', 'z'),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `101000010100 imm4:4 011 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'd', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `10100001000 Rm:5 111 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'd', 'strided'),
      PN('PNg', '', 'z'),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `101000010100 imm4:4 111 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'd', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `10100001000 Rm:5 001 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'h', 'strided'),
      PN('PNg', '', 'z'),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `101000010100 imm4:4 001 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'h', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `10100001000 Rm:5 101 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'h', 'strided'),
      PN('PNg', '', 'z'),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `101000010100 imm4:4 101 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'h', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `10100001000 Rm:5 010 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 's', 'strided'),
      PN('PNg', '', 'z'),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `101000010100 imm4:4 010 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 's', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `10100001000 Rm:5 110 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 's', 'strided'),
      PN('PNg', '', 'z'),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `101000010100 imm4:4 110 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 's', 'strided'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ldr 0, str 1')) {
    t.insn(name, `1110000100${a}11111100000 Rn:5 00000`, [ZT0(), memBase('Rn')]);
  }
  mova(t, '1100000000000110 V:1 Rs:2 00000 imm:3 Zd:4 0', [
    ZList('Zd', 2, 'b', 'multiple'),
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  mova(t, '1100000011000110 V:1 Rs:2 00000 ZAn:3 Zd:4 0', [
    ZList('Zd', 2, 'd', 'multiple'),
    ZASlice('ZAn', 'd', 'V', 'Rs', '', { step: 2 }),
  ]);
  mova(t, '1100000001000110 V:1 Rs:2 00000 ZAn:1 imm:2 Zd:4 0', [
    ZList('Zd', 2, 'h', 'multiple'),
    ZASlice('ZAn', 'h', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  mova(t, '1100000010000110 V:1 Rs:2 00000 ZAn:2 imm:1 Zd:4 0', [
    ZList('Zd', 2, 's', 'multiple'),
    ZASlice('ZAn', 's', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  mova(t, '1100000000000110 V:1 Rs:2 001000 imm:2 Zd:3 00', [
    ZList('Zd', 4, 'b', 'multiple'),
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 4 }),
  ]);
  mova(t, '1100000011000110 V:1 Rs:2 00100 ZAn:3 Zd:3 00', [
    ZList('Zd', 4, 'd', 'multiple'),
    ZASlice('ZAn', 'd', 'V', 'Rs', '', { step: 4 }),
  ]);
  mova(t, '1100000001000110 V:1 Rs:2 001000 ZAn:1 imm:1 Zd:3 00', [
    ZList('Zd', 4, 'h', 'multiple'),
    ZASlice('ZAn', 'h', 'V', 'Rs', 'imm', { step: 4 }),
  ]);
  mova(t, '1100000010000110 V:1 Rs:2 001000 ZAn:2 Zd:3 00', [
    ZList('Zd', 4, 's', 'multiple'),
    ZASlice('ZAn', 's', 'V', 'Rs', '', { step: 4 }),
  ]);
  mova(t, '1100000000000100 V:1 Rs:2 000 Zn:4 000 imm:3', [
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 2 }),
    ZList('Zn', 2, 'b', 'multiple'),
  ]);
  mova(t, '1100000011000100 V:1 Rs:2 000 Zn:4 000 ZAd:3', [
    ZASlice('ZAd', 'd', 'V', 'Rs', '', { step: 2 }),
    ZList('Zn', 2, 'd', 'multiple'),
  ]);
  mova(t, '1100000001000100 V:1 Rs:2 000 Zn:4 000 ZAd:1 imm:2', [
    ZASlice('ZAd', 'h', 'V', 'Rs', 'imm', { step: 2 }),
    ZList('Zn', 2, 'h', 'multiple'),
  ]);
  mova(t, '1100000010000100 V:1 Rs:2 000 Zn:4 000 ZAd:2 imm:1', [
    ZASlice('ZAd', 's', 'V', 'Rs', 'imm', { step: 2 }),
    ZList('Zn', 2, 's', 'multiple'),
  ]);
  mova(t, '1100000000000100 V:1 Rs:2 001 Zn:3 00000 imm:2', [
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 4 }),
    ZList('Zn', 4, 'b', 'multiple'),
  ]);
  mova(t, '1100000011000100 V:1 Rs:2 001 Zn:3 0000 ZAd:3', [
    ZASlice('ZAd', 'd', 'V', 'Rs', '', { step: 4 }),
    ZList('Zn', 4, 'd', 'multiple'),
  ]);
  mova(t, '1100000001000100 V:1 Rs:2 001 Zn:3 00000 ZAd:1 imm:1', [
    ZASlice('ZAd', 'h', 'V', 'Rs', 'imm', { step: 4 }),
    ZList('Zn', 4, 'h', 'multiple'),
  ]);
  mova(t, '1100000010000100 V:1 Rs:2 001 Zn:3 00000 ZAd:2', [
    ZASlice('ZAd', 's', 'V', 'Rs', '', { step: 4 }),
    ZList('Zn', 4, 's', 'multiple'),
  ]);
  for (const [name, a, b] of cells('smopa 0 0, smops 0 1, umopa 1 0, umops 1 1')) {
    t.insn(name, `1010000${a}100 Zm:5 Pm:3 Pn:3 Zn:5 ${b}10 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `10100001001 Rm:5 000 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'b', 'strided'),
      PN('PNg', ''),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `101000010110 imm4:4 000 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'b', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `10100001001 Rm:5 100 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'b', 'strided'),
      PN('PNg', ''),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `101000010110 imm4:4 100 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'b', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `10100001001 Rm:5 011 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'd', 'strided'),
      PN('PNg', ''),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `101000010110 imm4:4 011 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'd', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `10100001001 Rm:5 111 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'd', 'strided'),
      PN('PNg', ''),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `101000010110 imm4:4 111 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'd', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `10100001001 Rm:5 001 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'h', 'strided'),
      PN('PNg', ''),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `101000010110 imm4:4 001 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 'h', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `10100001001 Rm:5 101 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'h', 'strided'),
      PN('PNg', ''),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `101000010110 imm4:4 101 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 'h', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `10100001001 Rm:5 010 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 's', 'strided'),
      PN('PNg', ''),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `101000010110 imm4:4 010 PNg:3 Rn:5 Zt:1 ${a} Zt:3`, [
      ZList('Zt', 2, 's', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `10100001001 Rm:5 110 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 's', 'strided'),
      PN('PNg', ''),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `101000010110 imm4:4 110 PNg:3 Rn:5 Zt:1 ${a}0 Zt:2`, [
      ZList('Zt', 4, 's', 'strided'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }

  t = table.needs('sme');
  for (const [name, a] of cells('addha 0, addva 1')) {
    t.insn(name, `110000001001000${a} Pm:3 Pn:3 Zn:5 000 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 's'),
    ]);
  }
  for (const [name, a] of cells('addspl 1, addsvl 0')) {
    t.insn(name, `000001000${a}1 Rn:5 01011 imm6:6 Rd:5`, [Xsp('Rd'), Xsp('Rn'), imm('imm6', { signed: true })]);
  }
  for (const [name, a] of cells('bfmopa 0, bfmops 1')) {
    t.insn(name, `10000001100 Zm:5 Pm:3 Pn:3 Zn:5 ${a}00 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }
  mova(t, '1100000000000010 V:1 Rv:2 Pg:3 0 imm:4 Zd:5', [
    Z('Zd', 'b'),
    Pg('Pg', 'm'),
    ZASlice('', 'b', 'V', 'Rv', 'imm'),
  ]);
  mova(t, '1100000011000010 V:1 Rv:2 Pg:3 0 ZAn:3 imm:1 Zd:5', [
    Z('Zd', 'd'),
    Pg('Pg', 'm'),
    ZASlice('ZAn', 'd', 'V', 'Rv', 'imm'),
  ]);
  mova(t, '1100000001000010 V:1 Rv:2 Pg:3 0 ZAn:1 imm:3 Zd:5', [
    Z('Zd', 'h'),
    Pg('Pg', 'm'),
    ZASlice('ZAn', 'h', 'V', 'Rv', 'imm'),
  ]);
  mova(t, '1100000011000011 V:1 Rv:2 Pg:3 0 ZAn:4 Zd:5', [
    Z('Zd', 'q'),
    Pg('Pg', 'm'),
    ZASlice('ZAn', 'q', 'V', 'Rv', ''),
  ]);
  mova(t, '1100000010000010 V:1 Rv:2 Pg:3 0 ZAn:2 imm:2 Zd:5', [
    Z('Zd', 's'),
    Pg('Pg', 'm'),
    ZASlice('ZAn', 's', 'V', 'Rv', 'imm'),
  ]);
  for (const [name, a] of cells('fmopa 0, fmops 1')) {
    t.insn(name, `1000000 op:1 10 sz:1 Zm:5 Pm:3 Pn:3 Zn:5 ${a}00 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', OP_SZ_SH),
      Z('Zm', OP_SZ_SH),
    ]);
  }
  mova(t, '1100000000000000 V:1 Rv:2 Pg:3 Zn:5 0 imm:4', [
    ZASlice('', 'b', 'V', 'Rv', 'imm'),
    Pg('Pg', 'm'),
    Z('Zn', 'b'),
  ]);
  mova(t, '1100000011000000 V:1 Rv:2 Pg:3 Zn:5 0 ZAd:3 imm:1', [
    ZASlice('ZAd', 'd', 'V', 'Rv', 'imm'),
    Pg('Pg', 'm'),
    Z('Zn', 'd'),
  ]);
  mova(t, '1100000001000000 V:1 Rv:2 Pg:3 Zn:5 0 ZAd:1 imm:3', [
    ZASlice('ZAd', 'h', 'V', 'Rv', 'imm'),
    Pg('Pg', 'm'),
    Z('Zn', 'h'),
  ]);
  mova(t, '1100000011000001 V:1 Rv:2 Pg:3 Zn:5 0 ZAd:4', [
    ZASlice('ZAd', 'q', 'V', 'Rv', ''),
    Pg('Pg', 'm'),
    Z('Zn', 'q'),
  ]);
  mova(t, '1100000010000000 V:1 Rv:2 Pg:3 Zn:5 0 ZAd:2 imm:2', [
    ZASlice('ZAd', 's', 'V', 'Rv', 'imm'),
    Pg('Pg', 'm'),
    Z('Zn', 's'),
  ]);
  t.insn('ld1b', '11100000000 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 imm:4', [
    ZASlice('', 'b', 'V', 'Rv', 'imm', { braces: true }),
    Pg('Pg', 'z'),
    memX(0, { zero: true, optional: true }),
  ]);
  t.insn('ld1d', '11100000110 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:3 imm:1', [
    ZASlice('ZAt', 'd', 'V', 'Rv', 'imm', { braces: true }),
    Pg('Pg', 'z'),
    memX(3, { zero: true, optional: true }),
  ]);
  t.insn('ld1h', '11100000010 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:1 imm:3', [
    ZASlice('ZAt', 'h', 'V', 'Rv', 'imm', { braces: true }),
    Pg('Pg', 'z'),
    memX(1, { zero: true, optional: true }),
  ]);
  t.insn('ld1q', '11100001110 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:4', [
    ZASlice('ZAt', 'q', 'V', 'Rv', '', { braces: true }),
    Pg('Pg', 'z'),
    memX(4, { zero: true, optional: true }),
  ]);
  t.insn('ld1w', '11100000100 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:2 imm:2', [
    ZASlice('ZAt', 's', 'V', 'Rv', 'imm', { braces: true }),
    Pg('Pg', 'z'),
    memX(2, { zero: true, optional: true }),
  ]);
  for (const [name, a] of cells('ldr 0, str 1')) {
    t.insn(name, `1110000100${a}000000 Rv:2 000 Rn:5 0 imm4:4`, [zaArray, memVlUnsigned('imm4')]);
  }
  t.insn('rdsvl', '000001001011111101011 imm6:6 Rd:5', [X('Rd'), imm('imm6', { signed: true })]);
  for (const [name, a, b] of cells(
    'smopa 0100 0, smops 0100 1, sumopa 0101 0, sumops 0101 1, umopa 1101 0, umops 1101 1, usmopa 1100 0, usmops 1100 1',
  )) {
    t.insn(name, `1010000${a} Zm:5 Pm:3 Pn:3 Zn:5 ${b}00 ZAda:2`, [
      ZATile('ZAda', 's'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'b'),
      Z('Zm', 'b'),
    ]);
  }
  t.insn('st1b', '11100000001 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 imm:4', [
    ZASlice('', 'b', 'V', 'Rv', 'imm', { braces: true }),
    P('Pg', ''),
    memX(0, { zero: true, optional: true }),
  ]);
  t.insn('st1d', '11100000111 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:3 imm:1', [
    ZASlice('ZAt', 'd', 'V', 'Rv', 'imm', { braces: true }),
    P('Pg', ''),
    memX(3, { zero: true, optional: true }),
  ]);
  t.insn('st1h', '11100000011 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:1 imm:3', [
    ZASlice('ZAt', 'h', 'V', 'Rv', 'imm', { braces: true }),
    P('Pg', ''),
    memX(1, { zero: true, optional: true }),
  ]);
  t.insn('st1q', '11100001111 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:4', [
    ZASlice('ZAt', 'q', 'V', 'Rv', '', { braces: true }),
    P('Pg', ''),
    memX(4, { zero: true, optional: true }),
  ]);
  t.insn('st1w', '11100000101 Rm:5 V:1 Rv:2 Pg:3 Rn:5 0 ZAt:2 imm:2', [
    ZASlice('ZAt', 's', 'V', 'Rv', 'imm', { braces: true }),
    P('Pg', ''),
    memX(2, { zero: true, optional: true }),
  ]);
  t.insn('zero', '110000000000100000000000 imm:8', [zaMask('imm')]);

  t = table.needs('sme2p1');
  t.insn('movaz', '1100000000000110 V:1 Rs:2 00010 imm:3 Zd:4 0', [
    ZList('Zd', 2, 'b', 'multiple'),
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  t.insn('movaz', '1100000011000110 V:1 Rs:2 00010 ZAn:3 Zd:4 0', [
    ZList('Zd', 2, 'd', 'multiple'),
    ZASlice('ZAn', 'd', 'V', 'Rs', '', { step: 2 }),
  ]);
  t.insn('movaz', '1100000001000110 V:1 Rs:2 00010 ZAn:1 imm:2 Zd:4 0', [
    ZList('Zd', 2, 'h', 'multiple'),
    ZASlice('ZAn', 'h', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  t.insn('movaz', '1100000010000110 V:1 Rs:2 00010 ZAn:2 imm:1 Zd:4 0', [
    ZList('Zd', 2, 's', 'multiple'),
    ZASlice('ZAn', 's', 'V', 'Rs', 'imm', { step: 2 }),
  ]);
  t.insn('movaz', '1100000000000110 V:1 Rs:2 001100 imm:2 Zd:3 00', [
    ZList('Zd', 4, 'b', 'multiple'),
    ZASlice('', 'b', 'V', 'Rs', 'imm', { step: 4 }),
  ]);
  t.insn('movaz', '1100000011000110 V:1 Rs:2 00110 ZAn:3 Zd:3 00', [
    ZList('Zd', 4, 'd', 'multiple'),
    ZASlice('ZAn', 'd', 'V', 'Rs', '', { step: 4 }),
  ]);
  t.insn('movaz', '1100000001000110 V:1 Rs:2 001100 ZAn:1 imm:1 Zd:3 00', [
    ZList('Zd', 4, 'h', 'multiple'),
    ZASlice('ZAn', 'h', 'V', 'Rs', 'imm', { step: 4 }),
  ]);
  t.insn('movaz', '1100000010000110 V:1 Rs:2 001100 ZAn:2 Zd:3 00', [
    ZList('Zd', 4, 's', 'multiple'),
    ZASlice('ZAn', 's', 'V', 'Rs', '', { step: 4 }),
  ]);
  t.insn('movaz', '1100000000000010 V:1 Rs:2 0001 imm:4 Zd:5', [Z('Zd', 'b'), ZASlice('', 'b', 'V', 'Rs', 'imm')]);
  t.insn('movaz', '1100000011000010 V:1 Rs:2 0001 ZAn:3 imm:1 Zd:5', [
    Z('Zd', 'd'),
    ZASlice('ZAn', 'd', 'V', 'Rs', 'imm'),
  ]);
  t.insn('movaz', '1100000001000010 V:1 Rs:2 0001 ZAn:1 imm:3 Zd:5', [
    Z('Zd', 'h'),
    ZASlice('ZAn', 'h', 'V', 'Rs', 'imm'),
  ]);
  t.insn('movaz', '1100000011000011 V:1 Rs:2 0001 ZAn:4 Zd:5', [Z('Zd', 'q'), ZASlice('ZAn', 'q', 'V', 'Rs', '')]);
  t.insn('movaz', '1100000010000010 V:1 Rs:2 0001 ZAn:2 imm:2 Zd:5', [
    Z('Zd', 's'),
    ZASlice('ZAn', 's', 'V', 'Rs', 'imm'),
  ]);

  t = table.needs('sme-i16i64');
  for (const [name, a] of cells('addha 0, addva 1')) {
    t.insn(name, `110000001101000${a} Pm:3 Pn:3 Zn:5 00 ZAda:3`, [
      ZATile('ZAda', 'd'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'd'),
    ]);
  }
  for (const [name, a, b] of cells(
    'smopa 0110 0, smops 0110 1, sumopa 0111 0, sumops 0111 1, umopa 1111 0, umops 1111 1, usmopa 1110 0, usmops 1110 1',
  )) {
    t.insn(name, `1010000${a} Zm:5 Pm:3 Pn:3 Zn:5 ${b}0 ZAda:3`, [
      ZATile('ZAda', 'd'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }

  t = table.needs('sme2 & b16b16');
  for (const [name, a] of cells('bfmopa 0, bfmops 1')) {
    t.insn(name, `10000001101 Zm:5 Pm:3 Pn:3 Zn:5 ${a}100 ZAda:1`, [
      ZATile('ZAda', 'h'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }

  t = table.needs('sme-f8f16');
  t.insn('fmopa', '10000000101 Zm:5 Pm:3 Pn:3 Zn:5 0100 ZAda:1', [
    ZATile('ZAda', 'h'),
    Pg('Pn', 'm'),
    Pg('Pm', 'm'),
    Z('Zn', 'b'),
    Z('Zm', 'b'),
  ]);

  t = table.needs('sme-f8f32');
  t.insn('fmopa', '10000000101 Zm:5 Pm:3 Pn:3 Zn:5 000 ZAda:2', [
    ZATile('ZAda', 's'),
    Pg('Pn', 'm'),
    Pg('Pm', 'm'),
    Z('Zn', 'b'),
    Z('Zm', 'b'),
  ]);

  t = table.needs('sme-f64f64');
  for (const [name, a] of cells('fmopa 0, fmops 1')) {
    t.insn(name, `10000000110 Zm:5 Pm:3 Pn:3 Zn:5 ${a}0 ZAda:3`, [
      ZATile('ZAda', 'd'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'd'),
      Z('Zm', 'd'),
    ]);
  }

  t = table.needs('sme-f16f16 | sme-f8f16');
  for (const [name, a] of cells('fmopa 0, fmops 1')) {
    t.insn(name, `10000001100 Zm:5 Pm:3 Pn:3 Zn:5 ${a}100 ZAda:1`, [
      ZATile('ZAda', 'h'),
      Pg('Pn', 'm'),
      Pg('Pm', 'm'),
      Z('Zn', 'h'),
      Z('Zm', 'h'),
    ]);
  }
});
