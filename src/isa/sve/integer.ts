/**
 * SVE integer, logical, shifting and permuting instructions.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  SIZE_BHS,
  SIZE_BHS_2,
  SIZE_BHSD,
  SIZE_HSD,
  SZ_BH,
  SZ_SD,
  TSZ_BHSD,
  TSZ_IMM_BHSD,
} from '../codecs/arrangements.ts';
import { imm } from '../codecs/immediate.ts';
import { W, X } from '../codecs/integer.ts';
import { shiftedByte } from '../codecs/lane-immediate.ts';
import { P, Pbare, Pg } from '../codecs/predicate.ts';
import { pattern } from '../codecs/sve-names.ts';
import { F, Z, ZL } from '../codecs/vector.ts';
import { shiftAmount } from '../codecs/vector-immediate.ts';
import { ZList } from '../codecs/vector-list.ts';
import { cells, defineGroup } from '../row.ts';

export const sveInteger = defineGroup('sve/integer', (table) => {
  let t = table.needs('sve | sme');
  for (const [name, a, b] of cells(`
    abs 0 010110101, cls 0 011000101, clz 0 011001101, cnot 0 011011101, cnt 0 011010101, movprfx 0 010001001, neg 0 010111101,
    not 0 011110101, rbit 1 100111100`)) {
    t.insn(name, `0000010${a} size:2 ${b} Pg:3 Zn:5 Zd:5`, [Z('Zd', SIZE_BHSD), Pg('Pg', 'm'), Z('Zn', SIZE_BHSD)]);
  }
  for (const [name, a] of cells('add 000, sqadd 100, sqsub 110, sub 001, subr 011, uqadd 101, uqsub 111')) {
    t.insn(name, `00100101 size:2 100${a}11 sh:1 imm8:8 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Z('Zdn', SIZE_BHSD),
      shiftedByte(SIZE_BHSD, false),
    ]);
  }
  for (const [name, a] of cells(`
    add 000000, and 110100, asr 100001, asrr 101001, bic 110110, eor 110010, lsl 100111, lslr 101111, lsr 100011, lsrr 101011,
    mul 100000, orr 110000, sabd 011000, smax 010000, smin 010100, smulh 100100, sub 000010, subr 000110, uabd 011010, umax 010010,
    umin 010110, umulh 100110`)) {
    t.insn(name, `00000100 size:2 0${a}00 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells(`
    add 0 00000, sqadd 0 00100, sqsub 0 00110, sub 0 00001, trn1 1 11100, trn2 1 11101, uqadd 0 00101, uqsub 0 00111, uzp1 1 11010,
    uzp2 1 11011, zip1 1 11000, zip2 1 11001`)) {
    t.insn(name, `0000010${a} size:2 1 Zm:5 0${b} Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells(`
    andv 0 011010001, eorv 0 011001001, lasta 1 100010100, lastb 1 100011100, orv 0 011000001, smaxv 0 001000001, sminv 0 001010001,
    umaxv 0 001001001, uminv 0 001011001`)) {
    t.insn(name, `0000010${a} size:2 ${b} Pg:3 Zn:5 Vd:5`, [F('Vd', SIZE_BHSD), P('Pg', ''), Z('Zn', SIZE_BHSD)]);
  }
  for (const [name, a] of cells('asr 000, asrd 100, lsr 001')) {
    t.insn(name, `00000100 tszh:2 000${a}100 Pg:3 tszl:2 imm3:3 Zdn:5`, [
      Z('Zdn', TSZ_BHSD),
      Pg('Pg', 'm'),
      Z('Zdn', TSZ_BHSD),
      shiftAmount('right', TSZ_IMM_BHSD),
    ]);
  }
  for (const [name, a] of cells('asr 00, lsl 11, lsr 01')) {
    t.insn(name, `00000100 size:2 0110${a}100 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_BHS_2),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_BHS_2),
      Z('Zm', 'd'),
    ]);
  }
  for (const [name, a] of cells('asr 00, lsl 11, lsr 01')) {
    t.insn(name, `00000100 size:2 1 Zm:5 1000${a} Zn:5 Zd:5`, [Z('Zd', SIZE_BHS_2), Z('Zn', SIZE_BHS_2), Z('Zm', 'd')]);
  }
  for (const [name, a] of cells('asr 0, lsr 1')) {
    t.insn(name, `00000100 tszh:2 1 tszl:2 imm3:3 10010${a} Zn:5 Zd:5`, [
      Z('Zd', TSZ_BHSD),
      Z('Zn', TSZ_BHSD),
      shiftAmount('right', TSZ_IMM_BHSD),
    ]);
  }
  for (const [name, a] of cells('clasta 0, clastb 1')) {
    t.insn(name, `00000101 size:2 10101${a}100 Pg:3 Zm:5 Vdn:5`, [
      F('Vdn', SIZE_BHSD),
      P('Pg', ''),
      F('Vdn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a] of cells('clasta 000, clastb 001, splice 100')) {
    t.insn(name, `00000101 size:2 101${a}100 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      P('Pg', ''),
      Z('Zdn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells('decd 1 01, incd 1 00, sqdecd 0 10, sqincd 0 00, uqdecd 0 11, uqincd 0 01')) {
    t.insn(name, `00000100111${a} imm4:4 1100${b} pattern:5 Zdn:5`, [Z('Zdn', 'd'), pattern(true)]);
  }
  for (const [name, a, b] of cells('dech 1 01, inch 1 00, sqdech 0 10, sqinch 0 00, uqdech 0 11, uqinch 0 01')) {
    t.insn(name, `00000100011${a} imm4:4 1100${b} pattern:5 Zdn:5`, [Z('Zdn', 'h'), pattern(true)]);
  }
  for (const [name, a] of cells('decp 101, incp 100, sqdecp 010, sqincp 000, uqdecp 011, uqincp 001')) {
    t.insn(name, `00100101 size:2 101${a}1000000 Pm:4 Zdn:5`, [Z('Zdn', SIZE_HSD), Pbare('Pm', SIZE_HSD)]);
  }
  for (const [name, a, b] of cells('decw 1 01, incw 1 00, sqdecw 0 10, sqincw 0 00, uqdecw 0 11, uqincw 0 01')) {
    t.insn(name, `00000100101${a} imm4:4 1100${b} pattern:5 Zdn:5`, [Z('Zdn', 's'), pattern(true)]);
  }
  t.insn('ext', '00000101001 imm8:5 000 imm8:3 Zm:5 Zdn:5', [Z('Zdn', 'b'), Z('Zdn', 'b'), Z('Zm', 'b'), imm('imm8')]);
  for (const [name, a, b] of cells('revb 1 100100100, sxtb 0 010000101, uxtb 0 010001101')) {
    t.insn(name, `0000010${a} size:2 ${b} Pg:3 Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Pg('Pg', 'm'), Z('Zn', SIZE_HSD)]);
  }
  for (const [name, a] of cells('revw 111100110100, sxtw 011010100101, uxtw 011010101101')) {
    t.insn(name, `0000010${a} Pg:3 Zn:5 Zd:5`, [Z('Zd', 'd'), Pg('Pg', 'm'), Z('Zn', 'd')]);
  }
  t.insn('index', '00000100 size:2 1 imm5b:5 010000 imm5:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    imm('imm5', { signed: true }),
    imm('imm5b', { signed: true }),
  ]);
  t.insn('index', '00000100 size:2 1 Rm:5 010010 imm5:5 Zd:5', [
    Z('Zd', SIZE_BHS_2),
    imm('imm5', { signed: true }),
    W('Rm'),
  ]);
  t.insn('index', '00000100111 Rm:5 010010 imm5:5 Zd:5', [Z('Zd', 'd'), imm('imm5', { signed: true }), X('Rm')]);
  t.insn('index', '00000100 size:2 1 imm5:5 010001 Rn:5 Zd:5', [
    Z('Zd', SIZE_BHS_2),
    W('Rn'),
    imm('imm5', { signed: true }),
  ]);
  t.insn('index', '00000100111 imm5:5 010001 Rn:5 Zd:5', [Z('Zd', 'd'), X('Rn'), imm('imm5', { signed: true })]);
  t.insn('index', '00000100 size:2 1 Rm:5 010011 Rn:5 Zd:5', [Z('Zd', SIZE_BHS_2), W('Rn'), W('Rm')]);
  t.insn('index', '00000100111 Rm:5 010011 Rn:5 Zd:5', [Z('Zd', 'd'), X('Rn'), X('Rm')]);
  t.insn('insr', '00000101 size:2 100100001110 Rm:5 Zdn:5', [Z('Zdn', SIZE_BHS_2), W('Rm')]);
  t.insn('insr', '0000010111100100001110 Rm:5 Zdn:5', [Z('Zdn', 'd'), X('Rm')]);
  t.insn('insr', '00000101 size:2 110100001110 Vm:5 Zdn:5', [Z('Zdn', SIZE_BHSD), F('Vm', SIZE_BHSD)]);
  t.insn('lsl', '00000100 tszh:2 000011100 Pg:3 tszl:2 imm3:3 Zdn:5', [
    Z('Zdn', TSZ_BHSD),
    Pg('Pg', 'm'),
    Z('Zdn', TSZ_BHSD),
    shiftAmount('left', TSZ_IMM_BHSD),
  ]);
  t.insn('lsl', '00000100 tszh:2 1 tszl:2 imm3:3 100111 Zn:5 Zd:5', [
    Z('Zd', TSZ_BHSD),
    Z('Zn', TSZ_BHSD),
    shiftAmount('left', TSZ_IMM_BHSD),
  ]);
  for (const [name, a] of cells('mad 0, msb 1')) {
    t.insn(name, `00000100 size:2 0 Zm:5 11${a} Pg:3 Za:5 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Pg('Pg', 'm'),
      Z('Zm', SIZE_BHSD),
      Z('Za', SIZE_BHSD),
    ]);
  }
  for (const [name, a] of cells('mla 0, mls 1')) {
    t.insn(name, `00000100 size:2 0 Zm:5 01${a} Pg:3 Zn:5 Zda:5`, [
      Z('Zda', SIZE_BHSD),
      Pg('Pg', 'm'),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  t.insn('movprfx', '00000100 size:2 010000001 Pg:3 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    Pg('Pg', 'z'),
    Z('Zn', SIZE_BHSD),
  ]);
  t.insn('movprfx', '0000010000100000101111 Zn:5 Zd:5', [Z('Zd', ''), Z('Zn', '')]);
  for (const [name, a] of cells('mul 1000, smax 0100, smin 0101')) {
    t.insn(name, `00100101 size:2 1${a}0110 imm:8 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Z('Zdn', SIZE_BHSD),
      imm('imm', { signed: true }),
    ]);
  }
  for (const [name, a, b] of cells('revh 1 100101100, sxth 0 010010101, uxth 0 010011101')) {
    t.insn(name, `0000010${a}1 sz:1 ${b} Pg:3 Zn:5 Zd:5`, [Z('Zd', SZ_SD), Pg('Pg', 'm'), Z('Zn', SZ_SD)]);
  }
  t.insn('rev', '00000101 size:2 111000001110 Zn:5 Zd:5', [Z('Zd', SIZE_BHSD), Z('Zn', SIZE_BHSD)]);
  t.insn('saddv', '00000100 size:2 000000001 Pg:3 Zn:5 Vd:5', [F('Vd', 'd'), P('Pg', ''), Z('Zn', SIZE_BHS_2)]);
  for (const [name, a] of cells('sdiv 00, sdivr 10, udiv 01, udivr 11')) {
    t.insn(name, `000001001 sz:1 0101${a}000 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SZ_SD),
      Pg('Pg', 'm'),
      Z('Zdn', SZ_SD),
      Z('Zm', SZ_SD),
    ]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `01000100111 iop:1 Zm:4 00000${a} Zn:5 Zda:5`, [Z('Zda', 'd'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `01000100101 iop:2 Zm:3 00000${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'b'), ZL('Zm', 'b', 'iop')]);
  }
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `010001001 sz:1 0 Zm:5 00000${a} Zn:5 Zda:5`, [Z('Zda', SZ_SD), Z('Zn', SZ_BH), Z('Zm', SZ_BH)]);
  }
  for (const [name, a] of cells('sunpkhi 01, sunpklo 00, uunpkhi 11, uunpklo 10')) {
    t.insn(name, `00000101 size:2 1100${a}001110 Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Z('Zn', SIZE_BHS)]);
  }
  t.insn('tbl', '00000101 size:2 1 Zm:5 001100 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    ZList('Zn', 1, SIZE_BHSD),
    Z('Zm', SIZE_BHSD),
  ]);
  t.insn('uaddv', '00000100 size:2 000001001 Pg:3 Zn:5 Vd:5', [F('Vd', 'd'), P('Pg', ''), Z('Zn', SIZE_BHSD)]);
  for (const [name, a] of cells('umax 0, umin 1')) {
    t.insn(name, `00100101 size:2 1010${a}1110 imm:8 Zdn:5`, [Z('Zdn', SIZE_BHSD), Z('Zdn', SIZE_BHSD), imm('imm')]);
  }

  t = table.needs('sve & cpa');
  for (const [name, a] of cells('addpt 0, subpt 1')) {
    t.insn(name, `000001001100010${a}000 Pg:3 Zm:5 Zdn:5`, [Z('Zdn', 'd'), Pg('Pg', 'm'), Z('Zdn', 'd'), Z('Zm', 'd')]);
  }
  for (const [name, a] of cells('addpt 0, subpt 1')) {
    t.insn(name, `00000100111 Zm:5 00001${a} Zn:5 Zd:5`, [Z('Zd', 'd'), Z('Zn', 'd'), Z('Zm', 'd')]);
  }
  t.insn('madpt', '01000100110 Zm:5 110110 Za:5 Zdn:5', [Z('Zdn', 'd'), Z('Zm', 'd'), Z('Za', 'd')]);
  t.insn('mlapt', '01000100110 Zm:5 110100 Zn:5 Zda:5', [Z('Zda', 'd'), Z('Zn', 'd'), Z('Zm', 'd')]);

  t = table.needs('(sve | sme) & i8mm');
  for (const [name, a] of cells('sudot 1, usdot 0')) {
    t.insn(name, `01000100101 idx:2 Zm:3 00011${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'b'), ZL('Zm', 'b', 'idx')]);
  }
  t.insn('usdot', '01000100100 Zm:5 011110 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'b'), Z('Zm', 'b')]);

  t = table.needs('sve');
  t.insn('compact', '000001011 sz:1 100001100 Pg:3 Zn:5 Zd:5', [Z('Zd', SZ_SD), P('Pg', ''), Z('Zn', SZ_SD)]);

  t = table.needs('sve & i8mm');
  for (const [name, a] of cells('smmla 00, ummla 11, usmmla 10')) {
    t.insn(name, `01000101${a}0 Zm:5 100110 Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'b'), Z('Zm', 'b')]);
  }

  t = table.needs('(sve | sme) & f64mm');
  for (const [name, a] of cells('trn1 110, trn2 111, uzp1 010, uzp2 011, zip1 000, zip2 001')) {
    t.insn(name, `00000101101 Zm:5 000${a} Zn:5 Zd:5`, [Z('Zd', 'q'), Z('Zn', 'q'), Z('Zm', 'q')]);
  }
});
