/**
 * SVE loads and prefetches: contiguous, structured, gathering, first-fault, replicating.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { Q_SD, SIZE_BHSD, SIZE_HSD, SIZE_HSD_4, SZ_DS, SZ_SD } from '../codecs/arrangements.ts';
import { P, Pg } from '../codecs/predicate.ts';
import { memBytes, memVl, memX, memZ, memZImm } from '../codecs/scalable-memory.ts';
import { svePrefetch } from '../codecs/sve-names.ts';
import { Z } from '../codecs/vector.ts';
import { ZList } from '../codecs/vector-list.ts';
import { cells, defineGroup } from '../row.ts';

export const sveLoad = defineGroup('sve/load', (table) => {
  let t = table.needs('sve | sme');
  t.insn('ld1b', '101001000 size:2 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SIZE_BHSD), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld1b', '101001000 size:2 0 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_BHSD),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  for (const [name, a, b] of cells('ld1d 11 01, ld1rqd 00 00, ldnt1d 00 11')) {
    t.insn(name, `101001011${a} Rm:5 ${b}0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memX(3)]);
  }
  for (const [name, a, b] of cells('ld1d 1111 0, ld1sw 0100 0, ldnt1d 1100 1')) {
    t.insn(name, `1010010${a}0 imm4:4 1${b}1 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memVl('imm4')]);
  }
  t.insn('ld1h', '101001001 size:2 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SIZE_HSD), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld1h', '101001001 size:2 0 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('ld1rb', '1000010001 imm6:6 1 size:2 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_BHSD),
    Pg('Pg', 'z'),
    memBytes('imm6', 1, false),
  ]);
  t.insn('ld1rd', '1000010111 imm6:6 111 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memBytes('imm6', 8, false),
  ]);
  t.insn('ld1rh', '1000010011 imm6:6 1 size:2 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD),
    Pg('Pg', 'z'),
    memBytes('imm6', 2, false),
  ]);
  for (const [name, a] of cells('ld1rqb 00, ldnt1b 11')) {
    t.insn(name, `10100100000 Rm:5 ${a}0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'b'), Pg('Pg', 'z'), memX(0)]);
  }
  t.insn('ld1rqb', '101001000000 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'b'),
    Pg('Pg', 'z'),
    memBytes('imm4', 16, true),
  ]);
  t.insn('ld1rqd', '101001011000 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memBytes('imm4', 16, true),
  ]);
  for (const [name, a] of cells('ld1rqh 00, ldnt1h 11')) {
    t.insn(name, `10100100100 Rm:5 ${a}0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'h'), Pg('Pg', 'z'), memX(1)]);
  }
  t.insn('ld1rqh', '101001001000 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'h'),
    Pg('Pg', 'z'),
    memBytes('imm4', 16, true),
  ]);
  for (const [name, a] of cells('ld1rqw 00, ldnt1w 11')) {
    t.insn(name, `10100101000 Rm:5 ${a}0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 's'), Pg('Pg', 'z'), memX(2)]);
  }
  t.insn('ld1rqw', '101001010000 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 's'),
    Pg('Pg', 'z'),
    memBytes('imm4', 16, true),
  ]);
  t.insn('ld1rsb', '1000010111 imm6:6 1 size:2 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD_4),
    Pg('Pg', 'z'),
    memBytes('imm6', 1, false),
  ]);
  t.insn('ld1rsh', '1000010101 imm6:6 10 sz:1 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    Pg('Pg', 'z'),
    memBytes('imm6', 2, false),
  ]);
  t.insn('ld1rsw', '1000010011 imm6:6 100 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memBytes('imm6', 4, false),
  ]);
  t.insn('ld1rw', '1000010101 imm6:6 11 sz:1 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_SD),
    Pg('Pg', 'z'),
    memBytes('imm6', 4, false),
  ]);
  t.insn('ld1sb', '101001011 size:2 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SIZE_HSD_4), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld1sb', '101001011 size:2 0 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD_4),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('ld1sh', '1010010100 sz:1 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_DS), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld1sh', '1010010100 sz:1 0 imm4:4 101 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_DS), Pg('Pg', 'z'), memVl('imm4')]);
  t.insn('ld1sw', '10100100100 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld1w', '1010010101 sz:1 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_SD), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld1w', '1010010101 sz:1 0 imm4:4 101 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_SD), Pg('Pg', 'z'), memVl('imm4')]);
  t.insn('ld2b', '10100100001 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'b'), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld2b', '101001000010 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'b'), Pg('Pg', 'z'), memVl('imm4', 2)]);
  t.insn('ld2d', '10100101101 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'd'), Pg('Pg', 'z'), memX(3)]);
  t.insn('ld2d', '101001011010 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'd'), Pg('Pg', 'z'), memVl('imm4', 2)]);
  t.insn('ld2h', '10100100101 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'h'), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld2h', '101001001010 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'h'), Pg('Pg', 'z'), memVl('imm4', 2)]);
  t.insn('ld2w', '10100101001 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 's'), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld2w', '101001010010 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 's'), Pg('Pg', 'z'), memVl('imm4', 2)]);
  t.insn('ld3b', '10100100010 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'b'), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld3b', '101001000100 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'b'), Pg('Pg', 'z'), memVl('imm4', 3)]);
  t.insn('ld3d', '10100101110 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'd'), Pg('Pg', 'z'), memX(3)]);
  t.insn('ld3d', '101001011100 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'd'), Pg('Pg', 'z'), memVl('imm4', 3)]);
  t.insn('ld3h', '10100100110 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'h'), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld3h', '101001001100 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'h'), Pg('Pg', 'z'), memVl('imm4', 3)]);
  t.insn('ld3w', '10100101010 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 's'), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld3w', '101001010100 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 's'), Pg('Pg', 'z'), memVl('imm4', 3)]);
  t.insn('ld4b', '10100100011 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'b'), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld4b', '101001000110 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'b'), Pg('Pg', 'z'), memVl('imm4', 4)]);
  t.insn('ld4d', '10100101111 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'd'), Pg('Pg', 'z'), memX(3)]);
  t.insn('ld4d', '101001011110 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'd'), Pg('Pg', 'z'), memVl('imm4', 4)]);
  t.insn('ld4h', '10100100111 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'h'), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld4h', '101001001110 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'h'), Pg('Pg', 'z'), memVl('imm4', 4)]);
  t.insn('ld4w', '10100101011 Rm:5 110 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 's'), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld4w', '101001010110 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 's'), Pg('Pg', 'z'), memVl('imm4', 4)]);
  t.insn('ldnt1b', '101001000000 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'b'), Pg('Pg', 'z'), memVl('imm4')]);
  t.insn('ldnt1h', '101001001000 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'h'), Pg('Pg', 'z'), memVl('imm4')]);
  t.insn('ldnt1w', '101001010000 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), Pg('Pg', 'z'), memVl('imm4')]);
  t.insn('ldr', '1000010110 imm9:6 000 imm9:3 Rn:5 0 Pt:4', [P('Pt', '', true), memVl('imm9')]);
  t.insn('ldr', '1000010110 imm9:6 010 imm9:3 Rn:5 Zt:5', [Z('Zt', ''), memVl('imm9')]);
  for (const [name, a] of cells('prfb 00, prfd 11, prfh 01, prfw 10')) {
    t.insn(name, `1000010111 imm6:6 0${a} Pg:3 Rn:5 0 prfop:4`, [svePrefetch, P('Pg', ''), memVl('imm6')]);
  }
  t.insn('prfb', '10000100000 Rm:5 110 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memX(0)]);
  t.insn('prfd', '10000101100 Rm:5 110 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memX(3)]);
  t.insn('prfh', '10000100100 Rm:5 110 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memX(1)]);
  t.insn('prfw', '10000101000 Rm:5 110 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memX(2)]);

  t = table.needs('sve');
  for (const [name, a, b] of cells(`
    ld1b 00 10, ld1d 11 10, ld1h 01 10, ld1sb 00 00, ld1sh 01 00, ld1sw 10 00, ld1w 10 10, ldff1b 00 11, ldff1d 11 11, ldff1h 01 11,
    ldff1sb 00 01, ldff1sh 01 01, ldff1sw 10 01, ldff1w 10 11`)) {
    t.insn(name, `1100010${a}10 Zm:5 1${b} Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memZ('d', '', 0)]);
  }
  for (const [name, a] of cells('ld1b 10, ld1sb 00, ldff1b 11, ldff1sb 01')) {
    t.insn(name, `1 Q:1 000100001 imm5:5 1${a} Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, Q_SD),
      Pg('Pg', 'z'),
      memZImm(Q_SD, 'imm5', 1),
    ]);
  }
  for (const [name, a, b] of cells(`
    ld1b 00 10, ld1d 11 10, ld1h 01 10, ld1sb 00 00, ld1sh 01 00, ld1sw 10 00, ld1w 10 10, ldff1b 00 11, ldff1d 11 11, ldff1h 01 11,
    ldff1sb 00 01, ldff1sh 01 01, ldff1sw 10 01, ldff1w 10 11`)) {
    t.insn(name, `1100010${a} xs:1 0 Zm:5 0${b} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZ('d', 'xs', 0),
    ]);
  }
  for (const [name, a, b] of cells(`
    ld1b 00 10, ld1h 01 10, ld1sb 00 00, ld1sh 01 00, ld1w 10 10, ldff1b 00 11, ldff1h 01 11, ldff1sb 00 01, ldff1sh 01 01,
    ldff1w 10 11`)) {
    t.insn(name, `1000010${a} xs:1 0 Zm:5 0${b} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 's'),
      Pg('Pg', 'z'),
      memZ('s', 'xs', 0),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldff1d 1')) {
    t.insn(name, `11000101101 imm5:5 11${a} Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZImm('d', 'imm5', 8),
    ]);
  }
  for (const [name, a] of cells('ld1d 0, ldff1d 1')) {
    t.insn(name, `11000101111 Zm:5 11${a} Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memZ('d', '', 3)]);
  }
  for (const [name, a] of cells('ld1d 0, ldff1d 1')) {
    t.insn(name, `110001011 xs:1 1 Zm:5 01${a} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZ('d', 'xs', 3),
    ]);
  }
  for (const [name, a] of cells('ld1h 10, ld1sh 00, ldff1h 11, ldff1sh 01')) {
    t.insn(name, `1 Q:1 000100101 imm5:5 1${a} Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, Q_SD),
      Pg('Pg', 'z'),
      memZImm(Q_SD, 'imm5', 2),
    ]);
  }
  for (const [name, a] of cells('ld1h 10, ld1sh 00, ldff1h 11, ldff1sh 01')) {
    t.insn(name, `11000100111 Zm:5 1${a} Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memZ('d', '', 1)]);
  }
  for (const [name, a] of cells('ld1h 10, ld1sh 00, ldff1h 11, ldff1sh 01')) {
    t.insn(name, `110001001 xs:1 1 Zm:5 0${a} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZ('d', 'xs', 1),
    ]);
  }
  for (const [name, a] of cells('ld1h 10, ld1sh 00, ldff1h 11, ldff1sh 01')) {
    t.insn(name, `100001001 xs:1 1 Zm:5 0${a} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 's'),
      Pg('Pg', 'z'),
      memZ('s', 'xs', 1),
    ]);
  }
  for (const [name, a] of cells('ld1sw 0, ldff1sw 1')) {
    t.insn(name, `11000101001 imm5:5 10${a} Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZImm('d', 'imm5', 4),
    ]);
  }
  for (const [name, a] of cells('ld1sw 00, ld1w 10, ldff1sw 01, ldff1w 11')) {
    t.insn(name, `11000101011 Zm:5 1${a} Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memZ('d', '', 2)]);
  }
  for (const [name, a] of cells('ld1sw 00, ld1w 10, ldff1sw 01, ldff1w 11')) {
    t.insn(name, `110001010 xs:1 1 Zm:5 0${a} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 'd'),
      Pg('Pg', 'z'),
      memZ('d', 'xs', 2),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldff1w 1')) {
    t.insn(name, `1 Q:1 000101001 imm5:5 11${a} Pg:3 Zn:5 Zt:5`, [
      ZList('Zt', 1, Q_SD),
      Pg('Pg', 'z'),
      memZImm(Q_SD, 'imm5', 4),
    ]);
  }
  for (const [name, a] of cells('ld1w 0, ldff1w 1')) {
    t.insn(name, `100001010 xs:1 1 Zm:5 01${a} Pg:3 Rn:5 Zt:5`, [
      ZList('Zt', 1, 's'),
      Pg('Pg', 'z'),
      memZ('s', 'xs', 2),
    ]);
  }
  t.insn('ldff1b', '101001000 size:2 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_BHSD),
    Pg('Pg', 'z'),
    memX(0, { zero: true, optional: true }),
  ]);
  t.insn('ldff1d', '10100101111 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memX(3, { zero: true, optional: true }),
  ]);
  t.insn('ldff1h', '101001001 size:2 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD),
    Pg('Pg', 'z'),
    memX(1, { zero: true, optional: true }),
  ]);
  t.insn('ldff1sb', '101001011 size:2 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD_4),
    Pg('Pg', 'z'),
    memX(0, { zero: true, optional: true }),
  ]);
  t.insn('ldff1sh', '1010010100 sz:1 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    Pg('Pg', 'z'),
    memX(1, { zero: true, optional: true }),
  ]);
  t.insn('ldff1sw', '10100100100 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memX(2, { zero: true, optional: true }),
  ]);
  t.insn('ldff1w', '1010010101 sz:1 Rm:5 011 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_SD),
    Pg('Pg', 'z'),
    memX(2, { zero: true, optional: true }),
  ]);
  t.insn('ldnf1b', '101001000 size:2 1 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_BHSD),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  for (const [name, a] of cells('ldnf1d 1111, ldnf1sw 0100')) {
    t.insn(name, `1010010${a}1 imm4:4 101 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memVl('imm4')]);
  }
  t.insn('ldnf1h', '101001001 size:2 1 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('ldnf1sb', '101001011 size:2 1 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD_4),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('ldnf1sh', '1010010100 sz:1 1 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('ldnf1w', '1010010101 sz:1 1 imm4:4 101 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SZ_SD),
    Pg('Pg', 'z'),
    memVl('imm4'),
  ]);
  t.insn('prfb', '1 Q:1 000100000 imm5:5 111 Pg:3 Zn:5 0 prfop:4', [
    svePrefetch,
    P('Pg', ''),
    memZImm(Q_SD, 'imm5', 1),
  ]);
  t.insn('prfb', '11000100011 Zm:5 100 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', '', 0)]);
  t.insn('prfb', '110001000 xs:1 1 Zm:5 000 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', 'xs', 0)]);
  t.insn('prfb', '100001000 xs:1 1 Zm:5 000 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('s', 'xs', 0)]);
  t.insn('prfd', '1 Q:1 000101100 imm5:5 111 Pg:3 Zn:5 0 prfop:4', [
    svePrefetch,
    P('Pg', ''),
    memZImm(Q_SD, 'imm5', 8),
  ]);
  t.insn('prfd', '11000100011 Zm:5 111 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', '', 3)]);
  t.insn('prfd', '110001000 xs:1 1 Zm:5 011 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', 'xs', 3)]);
  t.insn('prfd', '100001000 xs:1 1 Zm:5 011 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('s', 'xs', 3)]);
  t.insn('prfh', '1 Q:1 000100100 imm5:5 111 Pg:3 Zn:5 0 prfop:4', [
    svePrefetch,
    P('Pg', ''),
    memZImm(Q_SD, 'imm5', 2),
  ]);
  t.insn('prfh', '11000100011 Zm:5 101 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', '', 1)]);
  t.insn('prfh', '110001000 xs:1 1 Zm:5 001 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', 'xs', 1)]);
  t.insn('prfh', '100001000 xs:1 1 Zm:5 001 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('s', 'xs', 1)]);
  t.insn('prfw', '1 Q:1 000101000 imm5:5 111 Pg:3 Zn:5 0 prfop:4', [
    svePrefetch,
    P('Pg', ''),
    memZImm(Q_SD, 'imm5', 4),
  ]);
  t.insn('prfw', '11000100011 Zm:5 110 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', '', 2)]);
  t.insn('prfw', '110001000 xs:1 1 Zm:5 010 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('d', 'xs', 2)]);
  t.insn('prfw', '100001000 xs:1 1 Zm:5 010 Pg:3 Rn:5 0 prfop:4', [svePrefetch, P('Pg', ''), memZ('s', 'xs', 2)]);

  t = table.needs('sve & f64mm');
  t.insn('ld1rob', '10100100001 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'b'), Pg('Pg', 'z'), memX(0)]);
  t.insn('ld1rob', '101001000010 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'b'),
    Pg('Pg', 'z'),
    memBytes('imm4', 32, true),
  ]);
  t.insn('ld1rod', '10100101101 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), Pg('Pg', 'z'), memX(3)]);
  t.insn('ld1rod', '101001011010 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'd'),
    Pg('Pg', 'z'),
    memBytes('imm4', 32, true),
  ]);
  t.insn('ld1roh', '10100100101 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'h'), Pg('Pg', 'z'), memX(1)]);
  t.insn('ld1roh', '101001001010 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 'h'),
    Pg('Pg', 'z'),
    memBytes('imm4', 32, true),
  ]);
  t.insn('ld1row', '10100101001 Rm:5 000 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), Pg('Pg', 'z'), memX(2)]);
  t.insn('ld1row', '101001010010 imm4:4 001 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, 's'),
    Pg('Pg', 'z'),
    memBytes('imm4', 32, true),
  ]);
});
