/**
 * SVE stores: contiguous, structured, scattering.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { SIZE_BHSD, SIZE_HSD, SZ_DS, SZ_SD } from '../codecs/arrangements.ts';
import { P } from '../codecs/predicate.ts';
import { memVl, memX, memZ, memZImm } from '../codecs/scalable-memory.ts';
import { Z } from '../codecs/vector.ts';
import { ZList } from '../codecs/vector-list.ts';
import { cells, defineGroup } from '../row.ts';

export const sveStore = defineGroup('sve/store', (table) => {
  let t = table.needs('sve | sme');
  t.insn('str', '1110010110 imm9:6 000 imm9:3 Rn:5 0 Pt:4', [P('Pt', '', true), memVl('imm9')]);
  t.insn('str', '1110010110 imm9:6 010 imm9:3 Rn:5 Zt:5', [Z('Zt', ''), memVl('imm9')]);
  t.insn('st1b', '111001000 size:2 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SIZE_BHSD), P('Pg', ''), memX(0)]);
  t.insn('st1b', '111001000 size:2 0 imm4:4 111 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_BHSD),
    P('Pg', ''),
    memVl('imm4'),
  ]);
  for (const [name, a, b] of cells('st1d 11 0, stnt1d 00 1')) {
    t.insn(name, `111001011${a} Rm:5 01${b} Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), P('Pg', ''), memX(3)]);
  }
  for (const [name, a] of cells('st1d 110, stnt1d 001')) {
    t.insn(name, `111001011${a} imm4:4 111 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), P('Pg', ''), memVl('imm4')]);
  }
  t.insn('st1h', '111001001 size:2 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SIZE_HSD), P('Pg', ''), memX(1)]);
  t.insn('st1h', '111001001 size:2 0 imm4:4 111 Pg:3 Rn:5 Zt:5', [
    ZList('Zt', 1, SIZE_HSD),
    P('Pg', ''),
    memVl('imm4'),
  ]);
  t.insn('st1w', '1110010101 sz:1 Rm:5 010 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_SD), P('Pg', ''), memX(2)]);
  t.insn('st1w', '1110010101 sz:1 0 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, SZ_SD), P('Pg', ''), memVl('imm4')]);
  t.insn('st2b', '11100100001 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'b'), P('Pg', ''), memX(0)]);
  t.insn('st2b', '111001000011 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'b'), P('Pg', ''), memVl('imm4', 2)]);
  t.insn('st2d', '11100101101 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'd'), P('Pg', ''), memX(3)]);
  t.insn('st2d', '111001011011 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'd'), P('Pg', ''), memVl('imm4', 2)]);
  t.insn('st2h', '11100100101 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'h'), P('Pg', ''), memX(1)]);
  t.insn('st2h', '111001001011 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 'h'), P('Pg', ''), memVl('imm4', 2)]);
  t.insn('st2w', '11100101001 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 's'), P('Pg', ''), memX(2)]);
  t.insn('st2w', '111001010011 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 2, 's'), P('Pg', ''), memVl('imm4', 2)]);
  t.insn('st3b', '11100100010 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'b'), P('Pg', ''), memX(0)]);
  t.insn('st3b', '111001000101 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'b'), P('Pg', ''), memVl('imm4', 3)]);
  t.insn('st3d', '11100101110 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'd'), P('Pg', ''), memX(3)]);
  t.insn('st3d', '111001011101 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'd'), P('Pg', ''), memVl('imm4', 3)]);
  t.insn('st3h', '11100100110 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'h'), P('Pg', ''), memX(1)]);
  t.insn('st3h', '111001001101 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 'h'), P('Pg', ''), memVl('imm4', 3)]);
  t.insn('st3w', '11100101010 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 's'), P('Pg', ''), memX(2)]);
  t.insn('st3w', '111001010101 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 3, 's'), P('Pg', ''), memVl('imm4', 3)]);
  t.insn('st4b', '11100100011 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'b'), P('Pg', ''), memX(0)]);
  t.insn('st4b', '111001000111 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'b'), P('Pg', ''), memVl('imm4', 4)]);
  t.insn('st4d', '11100101111 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'd'), P('Pg', ''), memX(3)]);
  t.insn('st4d', '111001011111 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'd'), P('Pg', ''), memVl('imm4', 4)]);
  t.insn('st4h', '11100100111 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'h'), P('Pg', ''), memX(1)]);
  t.insn('st4h', '111001001111 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 'h'), P('Pg', ''), memVl('imm4', 4)]);
  t.insn('st4w', '11100101011 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 's'), P('Pg', ''), memX(2)]);
  t.insn('st4w', '111001010111 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 4, 's'), P('Pg', ''), memVl('imm4', 4)]);
  t.insn('stnt1b', '111001000001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'b'), P('Pg', ''), memVl('imm4')]);
  t.insn('stnt1b', '11100100000 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'b'), P('Pg', ''), memX(0)]);
  t.insn('stnt1h', '111001001001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'h'), P('Pg', ''), memVl('imm4')]);
  t.insn('stnt1h', '11100100100 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'h'), P('Pg', ''), memX(1)]);
  t.insn('stnt1w', '111001010001 imm4:4 111 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), P('Pg', ''), memVl('imm4')]);
  t.insn('stnt1w', '11100101000 Rm:5 011 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), P('Pg', ''), memX(2)]);

  t = table.needs('sve');
  for (const [name, a] of cells('st1b 00, st1d 11, st1h 01, st1w 10')) {
    t.insn(name, `1110010${a}00 Zm:5 101 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', '', 0)]);
  }
  t.insn('st1b', '1110010001 sz:1 imm5:5 101 Pg:3 Zn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    P('Pg', ''),
    memZImm(SZ_DS, 'imm5', 1),
  ]);
  for (const [name, a] of cells('st1b 00, st1d 11, st1h 01, st1w 10')) {
    t.insn(name, `1110010${a}00 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', 'xs', 0)]);
  }
  for (const [name, a] of cells('st1b 00, st1h 01, st1w 10')) {
    t.insn(name, `1110010${a}10 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5`, [ZList('Zt', 1, 's'), P('Pg', ''), memZ('s', 'xs', 0)]);
  }
  t.insn('st1d', '11100101110 imm5:5 101 Pg:3 Zn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZImm('d', 'imm5', 8)]);
  t.insn('st1d', '11100101101 Zm:5 101 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', '', 3)]);
  t.insn('st1d', '11100101101 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', 'xs', 3)]);
  t.insn('st1h', '1110010011 sz:1 imm5:5 101 Pg:3 Zn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    P('Pg', ''),
    memZImm(SZ_DS, 'imm5', 2),
  ]);
  t.insn('st1h', '11100100101 Zm:5 101 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', '', 1)]);
  t.insn('st1h', '11100100101 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', 'xs', 1)]);
  t.insn('st1h', '11100100111 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), P('Pg', ''), memZ('s', 'xs', 1)]);
  t.insn('st1w', '1110010101 sz:1 imm5:5 101 Pg:3 Zn:5 Zt:5', [
    ZList('Zt', 1, SZ_DS),
    P('Pg', ''),
    memZImm(SZ_DS, 'imm5', 4),
  ]);
  t.insn('st1w', '11100101001 Zm:5 101 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', '', 2)]);
  t.insn('st1w', '11100101001 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 'd'), P('Pg', ''), memZ('d', 'xs', 2)]);
  t.insn('st1w', '11100101011 Zm:5 1 xs:1 0 Pg:3 Rn:5 Zt:5', [ZList('Zt', 1, 's'), P('Pg', ''), memZ('s', 'xs', 2)]);
});
