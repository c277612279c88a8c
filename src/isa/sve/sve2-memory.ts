/**
 * SVE2.1 loads and stores: several vectors by a predicate as counter, quadwords.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { Q_SD, Q_SIZE_SD, SZ_DS } from '../codecs/arrangements.ts';
import { P, Pg, PN } from '../codecs/predicate.ts';
import { memVl, memX, memZX } from '../codecs/scalable-memory.ts';
import { ZList } from '../codecs/vector-list.ts';
import { cells, defineGroup } from '../row.ts';

export const sve2Memory = defineGroup('sve/sve2-memory', (table) => {
  let t = table.needs('sve2p1 | sme2');
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `10100000000 Rm:5 000 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'b', 'multiple'),
      PN('PNg', '', 'z'),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `101000000100 imm4:4 000 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'b', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `10100000000 Rm:5 100 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'b', 'multiple'),
      PN('PNg', '', 'z'),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1b 0, ldnt1b 1')) {
    t.insn(name, `101000000100 imm4:4 100 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'b', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `10100000000 Rm:5 011 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'd', 'multiple'),
      PN('PNg', '', 'z'),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `101000000100 imm4:4 011 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'd', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `10100000000 Rm:5 111 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'd', 'multiple'),
      PN('PNg', '', 'z'),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldnt1d 1')) {
    t.insn(name, `101000000100 imm4:4 111 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'd', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `10100000000 Rm:5 001 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'h', 'multiple'),
      PN('PNg', '', 'z'),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `101000000100 imm4:4 001 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'h', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `10100000000 Rm:5 101 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'h', 'multiple'),
      PN('PNg', '', 'z'),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1h 0, ldnt1h 1')) {
    t.insn(name, `101000000100 imm4:4 101 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'h', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `10100000000 Rm:5 010 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 's', 'multiple'),
      PN('PNg', '', 'z'),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `101000000100 imm4:4 010 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 's', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `10100000000 Rm:5 110 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 's', 'multiple'),
      PN('PNg', '', 'z'),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldnt1w 1')) {
    t.insn(name, `101000000100 imm4:4 110 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 's', 'multiple'),
      PN('PNg', '', 'z'),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `10100000001 Rm:5 000 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'b', 'multiple'),
      PN('PNg', ''),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `101000000110 imm4:4 000 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'b', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `10100000001 Rm:5 100 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'b', 'multiple'),
      PN('PNg', ''),
      memX(0, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1b 0, stnt1b 1')) {
    t.insn(name, `101000000110 imm4:4 100 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'b', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `10100000001 Rm:5 011 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'd', 'multiple'),
      PN('PNg', ''),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `101000000110 imm4:4 011 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'd', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `10100000001 Rm:5 111 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'd', 'multiple'),
      PN('PNg', ''),
      memX(3, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1d 0, stnt1d 1')) {
    t.insn(name, `101000000110 imm4:4 111 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'd', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `10100000001 Rm:5 001 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'h', 'multiple'),
      PN('PNg', ''),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `101000000110 imm4:4 001 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 'h', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `10100000001 Rm:5 101 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'h', 'multiple'),
      PN('PNg', ''),
      memX(1, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1h 0, stnt1h 1')) {
    t.insn(name, `101000000110 imm4:4 101 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 'h', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `10100000001 Rm:5 010 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 's', 'multiple'),
      PN('PNg', ''),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `101000000110 imm4:4 010 PNg:3 Rn:5 Zt:4 ${a}`, [
      ZList('Zt', 2, 's', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 2),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `10100000001 Rm:5 110 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 's', 'multiple'),
      PN('PNg', ''),
      memX(2, { zero: true }),
    ]);
  }
  for (const [name, a] of cells('st1w 0, stnt1w 1')) {
    t.insn(name, `101000000110 imm4:4 110 PNg:3 Rn:5 Zt:3 0${a}`, [
      ZList('Zt', 4, 's', 'multiple'),
      PN('PNg', ''),
      memVl('imm4', 4),
    ]);
  }

  t = table.needs('sve2p1 | sme2p1');
  t.insn('ld2q', '10100100101 Rm:5 100 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'q'), Pg('Pg', 'z'), memX(4)]);
  t.insn('ld2q', '101001001001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'q'), Pg('Pg', 'z'), memVl('imm4', 2)]);
  t.insn('ld3q', '10100101001 Rm:5 100 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'q'), Pg('Pg', 'z'), memX(4)]);
  t.insn('ld3q', '101001010001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'q'), Pg('Pg', 'z'), memVl('imm4', 3)]);
  t.insn('ld4q', '10100101101 Rm:5 100 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'q'), Pg('Pg', 'z'), memX(4)]);
  t.insn('ld4q', '101001011001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'q'), Pg('Pg', 'z'), memVl('imm4', 4)]);
  t.insn('st2q', '11100100011 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'q'), P('Pg', ''), memX(4)]);
  t.insn('st2q', '111001000100 imm4:4 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'q'), P('Pg', ''), memVl('imm4', 2)]);
  t.insn('st3q', '11100100101 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'q'), P('Pg', ''), memX(4)]);
  t.insn('st3q', '111001001000 imm4:4 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'q'), P('Pg', ''), memVl('imm4', 3)]);
  t.insn('st4q', '11100100111 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'q'), P('Pg', ''), memX(4)]);
  t.insn('st4q', '111001001100 imm4:4 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'q'), P('Pg', ''), memVl('imm4', 4)]);

  t = table.needs('sve2p1');
  t.insn('ld1q', '11000100000 Rm:5 101 Pg:3 Zn:5 Zt:5', [ZList('Zt', 1, 'q'), Pg('Pg', 'z'), memZX('d')]);
  t.insn('ld1d', '10100101100 Rm:5 100 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'q'), Pg('Pg', 'z'), memX(3)]);
  for (const [name, a] of cells('ld1d 1, ld1w 0')) {
    t.insn(name, `10100101${a}001 imm4:4 001 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'q'), Pg('Pg', 'z'), memVl('imm4')]);
  }
  t.insn('ld1w', '10100101000 Rm:5 100 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'q'), Pg('Pg', 'z'), memX(2)]);
  t.insn('st1q', '11100100001 Rm:5 001 Pg:3 Zn:5 Zt:5', [ZList('Zt', 1, 'q'), P('Pg', ''), memZX('d')]);
  t.insn('st1d', '11100101110 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'q'), P('Pg', ''), memX(3)]);
  for (const [name, a] of cells('st1d 11, st1w 00')) {
    t.insn(name, `11100101${a}00 imm4:4 111 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'q'), P('Pg', ''), memVl('imm4')]);
  }
  t.insn('st1w', '11100101000 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'q'), P('Pg', ''), memX(2)]);

  t = table.needs('sve2');
  for (const [name, a] of cells('ldnt1b 00, ldnt1h 01, ldnt1w 10')) {
    t.insn(name, `1 Q:1 00010${a}00 Rm:5 1 size:2 Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, Q_SIZE_SD),
      Pg('Pg', 'z'),
      memZX(Q_SIZE_SD),
    ]);
  }
  for (const [name, a, b] of cells('ldnt1d 1 1, ldnt1sw 0 0')) {
    t.insn(name, `11000101${a}00 Rm:5 1${b}0 Pg:3 Zn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memZX('d')]);
  }
  for (const [name, a] of cells('ldnt1sb 0, ldnt1sh 1')) {
    t.insn(name, `1 Q:1 000100${a}00 Rm:5 100 Pg:3 Zn:5 Zt:5`, [ZList('Zt', 1, Q_SD), Pg('Pg', 'z'), memZX(Q_SD)]);
  }
  for (const [name, a] of cells('stnt1b 00, stnt1h 01, stnt1w 10')) {
    t.insn(name, `1110010${a} sz:1 0 Rm:5 001 Pg:3 Zn:5 Zt:5`, [ZList('Zt', 1, SZ_DS), P('Pg', ''), memZX(SZ_DS)]);
  }
  t.insn('stnt1d', '11100101100 Rm:5 001 Pg:3 Zn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZX('d')]);
});
