/**
 * SVE2 and SVE2.1 on vectors and predicates.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  IMM4_H,
  OPC_OPC2_HS,
  OPC_OPC2_SD,
  SIZE_8H4S2D_2,
  SIZE_16B8H4S2D,
  SIZE_BHS,
  SIZE_BHSD,
  SIZE_HSD,
  SZ_BH,
  SZ_BS,
  SZ_HD,
  SZ_SD,
  SZ_SIZE_BHS,
  SZ_SIZE_HSD_2,
  TSZ_BHS,
  TSZ_BHSD,
  TSZ_HSD,
  TSZ_IMM_BHS,
  TSZ_IMM_BHSD,
} from '../codecs/arrangements.ts';
import { imm } from '../codecs/immediate.ts';
import { W, X } from '../codecs/integer.ts';
import { P, Pg, PgOrBare, PN, PNL } from '../codecs/predicate.ts';
import { vlx } from '../codecs/sve-names.ts';
import { V, Z, ZL } from '../codecs/vector.ts';
import { rotation, shiftAmount } from '../codecs/vector-immediate.ts';
import { PList, ZList } from '../codecs/vector-list.ts';
import { cells, defineGroup } from '../row.ts';

export const sve2 = defineGroup('sve/sve2', (table) => {
  let t = table.needs('sve2 | sme');
  for (const [name, a, b] of cells('adclb 0 0, adclt 0 1, sbclb 1 0, sbclt 1 1')) {
    t.insn(name, `01000101${a} sz:1 0 Zm:5 11010${b} Zn:5 Zda:5`, [Z('Zda', SZ_SD), Z('Zn', SZ_SD), Z('Zm', SZ_SD)]);
  }
  for (const [name, a] of cells(
    'addhnb 000, addhnt 001, raddhnb 010, raddhnt 011, rsubhnb 110, rsubhnt 111, subhnb 100, subhnt 101',
  )) {
    t.insn(name, `01000101 size:2 1 Zm:5 011${a} Zn:5 Zd:5`, [Z('Zd', SIZE_BHS), Z('Zn', SIZE_HSD), Z('Zm', SIZE_HSD)]);
  }
  for (const [name, a] of cells(`
    addp 10001101, shadd 10000100, shsub 10010100, shsubr 10110100, smaxp 10100101, sminp 10110101, sqadd 11000100, sqrshl 01010100,
    sqrshlr 01110100, sqshl 01000100, sqshlr 01100100, sqsub 11010100, sqsubr 11110100, srhadd 10100100, srshl 00010100,
    srshlr 00110100, suqadd 11100100, uhadd 10001100, uhsub 10011100, uhsubr 10111100, umaxp 10101101, uminp 10111101,
    uqadd 11001100, uqrshl 01011100, uqrshlr 01111100, uqshl 01001100, uqshlr 01101100, uqsub 11011100, uqsubr 11111100,
    urhadd 10101100, urshl 00011100, urshlr 00111100, usqadd 11101100`)) {
    t.insn(name, `01000100 size:2 0${a} Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells('bcax 01 0, bsl 00 1, bsl1n 01 1, bsl2n 10 1, eor3 00 0, nbsl 11 1')) {
    const row = t.insn(name, `00000100${a}1 Zm:5 00111${b} Zk:5 Zdn:5`, [
      Z('Zdn', 'd'),
      Z('Zdn', 'd'),
      Z('Zm', 'd'),
      Z('Zk', 'd'),
    ]);
    if (name !== 'eor3' && name !== 'bcax') continue;
    // LLVM's spelling: the lanes do not matter
    for (const lane of ['b', 'h', 's'] as const)
      t.alias(row, name, [Z('Zdn', lane), Z('Zdn', lane), Z('Zm', lane), Z('Zk', lane)], { encodeOnly: true });
  }
  for (const [name, a] of cells('cadd 0, sqcadd 1')) {
    t.insn(name, `01000101 size:2 00000${a}11011 rot:1 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_BHSD),
      Z('Zdn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
      rotation('rot', 90, 180),
    ]);
  }
  t.insn('cdot', '01000100111 iop:1 Zm:4 0100 rot:2 Zn:5 Zda:5', [
    Z('Zda', 'd'),
    Z('Zn', 'h'),
    ZL('Zm', 'h', 'iop'),
    rotation('rot', 0, 90),
  ]);
  t.insn('cdot', '01000100101 iop:2 Zm:3 0100 rot:2 Zn:5 Zda:5', [
    Z('Zda', 's'),
    Z('Zn', 'b'),
    ZL('Zm', 'b', 'iop'),
    rotation('rot', 0, 90),
  ]);
  t.insn('cdot', '010001001 sz:1 0 Zm:5 0001 rot:2 Zn:5 Zda:5', [
    Z('Zda', SZ_SD),
    Z('Zn', SZ_BH),
    Z('Zm', SZ_BH),
    rotation('rot', 0, 90),
  ]);
  for (const [name, a] of cells('cmla 0, sqrdcmlah 1')) {
    t.insn(name, `01000100101 iop:2 Zm:3 011${a} rot:2 Zn:5 Zda:5`, [
      Z('Zda', 'h'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
      rotation('rot', 0, 90),
    ]);
  }
  for (const [name, a] of cells('cmla 0, sqrdcmlah 1')) {
    t.insn(name, `01000100111 iop:1 Zm:4 011${a} rot:2 Zn:5 Zda:5`, [
      Z('Zda', 's'),
      Z('Zn', 's'),
      ZL('Zm', 's', 'iop'),
      rotation('rot', 0, 90),
    ]);
  }
  for (const [name, a] of cells('cmla 0, sqrdcmlah 1')) {
    t.insn(name, `01000100 size:2 0 Zm:5 001${a} rot:2 Zn:5 Zda:5`, [
      Z('Zda', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
      rotation('rot', 0, 90),
    ]);
  }
  for (const [name, a, b, c, d] of cells(`
    eorbt 1 1 0 100100, eortb 1 1 0 100101, mul 0 0 1 011000, smulh 0 0 1 011010, sqdmulh 0 0 1 011100, sqrdmulh 0 0 1 011101,
    tbx 0 1 1 001011, umulh 0 0 1 011011`)) {
    t.insn(name, `0${a}00010${b} size:2 ${c} Zm:5 ${d} Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  t.insn('ext', '00000101011 imm8:5 000 imm8:3 Zn:5 Zd:5', [Z('Zd', 'b'), ZList('Zn', 2, 'b'), imm('imm8')]);
  for (const [name, a] of cells('faddp 000, fmaxnmp 100, fmaxp 110, fminnmp 101, fminp 111')) {
    t.insn(name, `01100100 size:2 010${a}100 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
  }
  t.insn('fcvtlt', '011001001 opc:1 0010 opc2:1 1101 Pg:3 Zn:5 Zd:5', [
    Z('Zd', OPC_OPC2_SD),
    Pg('Pg', 'm'),
    Z('Zn', OPC_OPC2_HS),
  ]);
  t.insn('fcvtnt', '011001001 opc:1 0010 opc2:1 0101 Pg:3 Zn:5 Zd:5', [
    Z('Zd', OPC_OPC2_HS),
    Pg('Pg', 'm'),
    Z('Zn', OPC_OPC2_SD),
  ]);
  for (const [name, a] of cells('fcvtx 1, fcvtxnt 0')) {
    t.insn(name, `0110010${a}00001010101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 's'), Pg('Pg', 'm'), Z('Zn', 'd')]);
  }
  t.insn('flogb', '0110010100011 size:2 0101 Pg:3 Zn:5 Zd:5', [Z('Zd', SIZE_HSD), Pg('Pg', 'm'), Z('Zn', SIZE_HSD)]);
  for (const [name, a, b, c] of cells(`
    fmlalb 1 0100 0, fmlalt 1 0100 1, fmlslb 1 0110 0, fmlslt 1 0110 1, smlalb 0 1000 0, smlalt 0 1000 1, smlslb 0 1010 0,
    smlslt 0 1010 1, sqdmlalb 0 0010 0, sqdmlalt 0 0010 1, sqdmlslb 0 0011 0, sqdmlslt 0 0011 1, umlalb 0 1001 0, umlalt 0 1001 1,
    umlslb 0 1011 0, umlslt 0 1011 1`)) {
    t.insn(name, `01${a}00100101 iop:2 Zm:3 ${b} iop:1 ${c} Zn:5 Zda:5`, [
      Z('Zda', 's'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  for (const [name, a] of cells('fmlalb 0000, fmlalt 0001, fmlslb 1000, fmlslt 1001')) {
    t.insn(name, `01100100101 Zm:5 10${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'h'), Z('Zm', 'h')]);
  }
  for (const [name, a] of cells('mla 010, mls 011, sqrdmlah 100, sqrdmlsh 101')) {
    t.insn(name, `01000100111 iop:1 Zm:4 000${a} Zn:5 Zda:5`, [Z('Zda', 'd'), Z('Zn', 'd'), ZL('Zm', 'd', 'iop')]);
  }
  for (const [name, a] of cells('mla 010, mls 011, sqrdmlah 100, sqrdmlsh 101')) {
    t.insn(name, `010001000 iop:1 1 iop:2 Zm:3 000${a} Zn:5 Zda:5`, [
      Z('Zda', 'h'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  for (const [name, a] of cells('mla 010, mls 011, sqrdmlah 100, sqrdmlsh 101')) {
    t.insn(name, `01000100101 iop:2 Zm:3 000${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 's'), ZL('Zm', 's', 'iop')]);
  }
  for (const [name, a] of cells('mul 10, sqdmulh 00, sqrdmulh 01')) {
    t.insn(name, `01000100111 iop:1 Zm:4 1111${a} Zn:5 Zd:5`, [Z('Zd', 'd'), Z('Zn', 'd'), ZL('Zm', 'd', 'iop')]);
  }
  for (const [name, a] of cells('mul 10, sqdmulh 00, sqrdmulh 01')) {
    t.insn(name, `010001000 iop:1 1 iop:2 Zm:3 1111${a} Zn:5 Zd:5`, [Z('Zd', 'h'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);
  }
  for (const [name, a] of cells('mul 10, sqdmulh 00, sqrdmulh 01')) {
    t.insn(name, `01000100101 iop:2 Zm:3 1111${a} Zn:5 Zd:5`, [Z('Zd', 's'), Z('Zn', 's'), ZL('Zm', 's', 'iop')]);
  }
  for (const [name, a] of cells('pmullb 0, pmullt 1')) {
    t.insn(name, `01000101 sz:1 10 Zm:5 01101${a} Zn:5 Zd:5`, [Z('Zd', SZ_HD), Z('Zn', SZ_BS), Z('Zm', SZ_BS)]);
  }
  t.insn('pmul', '00000100001 Zm:5 011001 Zn:5 Zd:5', [Z('Zd', 'b'), Z('Zn', 'b'), Z('Zm', 'b')]);
  for (const [name, a] of cells(`
    rshrnb 0110, rshrnt 0111, shrnb 0100, shrnt 0101, sqrshrnb 1010, sqrshrnt 1011, sqrshrunb 0010, sqrshrunt 0011, sqshrnb 1000,
    sqshrnt 1001, sqshrunb 0000, sqshrunt 0001, uqrshrnb 1110, uqrshrnt 1111, uqshrnb 1100, uqshrnt 1101`)) {
    t.insn(name, `010001010 tszh:1 1 tszl:2 imm3:3 00${a} Zn:5 Zd:5`, [
      Z('Zd', TSZ_BHS),
      Z('Zn', TSZ_HSD),
      shiftAmount('right', TSZ_IMM_BHS),
    ]);
  }
  for (const [name, a, b] of cells(`
    sabalb 1 110000, sabalt 1 110001, smlalb 0 010000, smlalt 0 010001, smlslb 0 010100, smlslt 0 010101, sqdmlalb 0 011000,
    sqdmlalbt 0 000010, sqdmlalt 0 011001, sqdmlslb 0 011010, sqdmlslbt 0 000011, sqdmlslt 0 011011, uabalb 1 110010,
    uabalt 1 110011, umlalb 0 010010, umlalt 0 010011, umlslb 0 010110, umlslt 0 010111`)) {
    t.insn(name, `0100010${a} size:2 0 Zm:5 ${b} Zn:5 Zda:5`, [
      Z('Zda', SIZE_HSD),
      Z('Zn', SIZE_BHS),
      Z('Zm', SIZE_BHS),
    ]);
  }
  for (const [name, a, b] of cells('saba 1 111110, sqrdmlah 0 011100, sqrdmlsh 0 011101, uaba 1 111111')) {
    t.insn(name, `0100010${a} size:2 0 Zm:5 ${b} Zn:5 Zda:5`, [
      Z('Zda', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }
  for (const [name, a] of cells(`
    sabdlb 001100, sabdlt 001101, saddlb 000000, saddlbt 100000, saddlt 000001, smullb 011100, smullt 011101, sqdmullb 011000,
    sqdmullt 011001, ssublb 000100, ssublbt 100010, ssublt 000101, ssubltb 100011, uabdlb 001110, uabdlt 001111, uaddlb 000010,
    uaddlt 000011, umullb 011110, umullt 011111, usublb 000110, usublt 000111`)) {
    t.insn(name, `01000101 size:2 0 Zm:5 ${a} Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Z('Zn', SIZE_BHS), Z('Zm', SIZE_BHS)]);
  }
  for (const [name, a] of cells('sadalp 0, uadalp 1')) {
    t.insn(name, `01000100 size:2 00010${a}101 Pg:3 Zn:5 Zda:5`, [
      Z('Zda', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zn', SIZE_BHS),
    ]);
  }
  for (const [name, a] of cells(
    'saddwb 000, saddwt 001, ssubwb 100, ssubwt 101, uaddwb 010, uaddwt 011, usubwb 110, usubwt 111',
  )) {
    t.insn(name, `01000101 size:2 0 Zm:5 010${a} Zn:5 Zd:5`, [Z('Zd', SIZE_HSD), Z('Zn', SIZE_HSD), Z('Zm', SIZE_BHS)]);
  }
  t.insn('sli', '01000101 tszh:2 0 tszl:2 imm3:3 111101 Zn:5 Zd:5', [
    Z('Zd', TSZ_BHSD),
    Z('Zn', TSZ_BHSD),
    shiftAmount('left', TSZ_IMM_BHSD),
  ]);
  for (const [name, a, b] of cells(`
    smlalb 1000 0, smlalt 1000 1, smlslb 1010 0, smlslt 1010 1, sqdmlalb 0010 0, sqdmlalt 0010 1, sqdmlslb 0011 0, sqdmlslt 0011 1,
    umlalb 1001 0, umlalt 1001 1, umlslb 1011 0, umlslt 1011 1`)) {
    t.insn(name, `01000100111 iop:1 Zm:4 ${a} iop:1 ${b} Zn:5 Zda:5`, [
      Z('Zda', 'd'),
      Z('Zn', 's'),
      ZL('Zm', 's', 'iop'),
    ]);
  }
  for (const [name, a, b] of cells(
    'smullb 00 0, smullt 00 1, sqdmullb 10 0, sqdmullt 10 1, umullb 01 0, umullt 01 1',
  )) {
    t.insn(name, `01000100111 iop:1 Zm:4 11${a} iop:1 ${b} Zn:5 Zd:5`, [
      Z('Zd', 'd'),
      Z('Zn', 's'),
      ZL('Zm', 's', 'iop'),
    ]);
  }
  for (const [name, a, b] of cells(
    'smullb 00 0, smullt 00 1, sqdmullb 10 0, sqdmullt 10 1, umullb 01 0, umullt 01 1',
  )) {
    t.insn(name, `01000100101 iop:2 Zm:3 11${a} iop:1 ${b} Zn:5 Zd:5`, [
      Z('Zd', 's'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  t.insn('splice', '00000101 size:2 101101100 Pg:3 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    P('Pg', ''),
    ZList('Zn', 2, SIZE_BHSD),
  ]);
  for (const [name, a] of cells('sqabs 0, sqneg 1')) {
    t.insn(name, `01000100 size:2 00100${a}101 Pg:3 Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Pg('Pg', 'm'),
      Z('Zn', SIZE_BHSD),
    ]);
  }
  for (const [name, a] of cells('sqshl 0110, sqshlu 1111, uqshl 0111')) {
    t.insn(name, `00000100 tszh:2 00${a}100 Pg:3 tszl:2 imm3:3 Zdn:5`, [
      Z('Zdn', TSZ_BHSD),
      Pg('Pg', 'm'),
      Z('Zdn', TSZ_BHSD),
      shiftAmount('left', TSZ_IMM_BHSD),
    ]);
  }
  for (const [name, a] of cells('sqxtnb 000, sqxtnt 001, sqxtunb 100, sqxtunt 101, uqxtnb 010, uqxtnt 011')) {
    t.insn(name, `010001010 sz:1 1 size:2 000010${a} Zn:5 Zd:5`, [Z('Zd', SZ_SIZE_BHS), Z('Zn', SZ_SIZE_HSD_2)]);
  }
  t.insn('sri', '01000101 tszh:2 0 tszl:2 imm3:3 111100 Zn:5 Zd:5', [
    Z('Zd', TSZ_BHSD),
    Z('Zn', TSZ_BHSD),
    shiftAmount('right', TSZ_IMM_BHSD),
  ]);
  for (const [name, a] of cells('srshr 0, urshr 1')) {
    t.insn(name, `00000100 tszh:2 00110${a}100 Pg:3 tszl:2 imm3:3 Zdn:5`, [
      Z('Zdn', TSZ_BHSD),
      Pg('Pg', 'm'),
      Z('Zdn', TSZ_BHSD),
      shiftAmount('right', TSZ_IMM_BHSD),
    ]);
  }
  for (const [name, a] of cells('srsra 10, ssra 00, ursra 11, usra 01')) {
    t.insn(name, `01000101 tszh:2 0 tszl:2 imm3:3 1110${a} Zn:5 Zda:5`, [
      Z('Zda', TSZ_BHSD),
      Z('Zn', TSZ_BHSD),
      shiftAmount('right', TSZ_IMM_BHSD),
    ]);
  }
  for (const [name, a] of cells('sshllb 00, sshllt 01, ushllb 10, ushllt 11')) {
    t.insn(name, `010001010 tszh:1 0 tszl:2 imm3:3 1010${a} Zn:5 Zd:5`, [
      Z('Zd', TSZ_HSD),
      Z('Zn', TSZ_BHS),
      shiftAmount('left', TSZ_IMM_BHS),
    ]);
  }
  t.insn('tbl', '00000101 size:2 1 Zm:5 001010 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    ZList('Zn', 2, SIZE_BHSD),
    Z('Zm', SIZE_BHSD),
  ]);
  for (const [name, a] of cells('urecpe 0, ursqrte 1')) {
    t.insn(name, `010001001000000${a}101 Pg:3 Zn:5 Zd:5`, [Z('Zd', 's'), Pg('Pg', 'm'), Z('Zn', 's')]);
  }
  for (const [name, a, b] of cells('whilege 0 0, whilegt 0 1, whilehi 1 1, whilehs 1 0')) {
    t.insn(name, `00100101 size:2 1 Rm:5 0000${a}0 Rn:5 ${b} Pd:4`, [P('Pd', SIZE_BHSD), W('Rn'), W('Rm')]);
  }
  for (const [name, a, b] of cells(
    'whilege 010 0, whilegt 010 1, whilehi 011 1, whilehs 011 0, whilerw 110 1, whilewr 110 0',
  )) {
    t.insn(name, `00100101 size:2 1 Rm:5 00${a}0 Rn:5 ${b} Pd:4`, [P('Pd', SIZE_BHSD), X('Rn'), X('Rm')]);
  }
  t.insn('xar', '00000100 tszh:2 1 tszl:2 imm3:3 001101 Zm:5 Zdn:5', [
    Z('Zdn', TSZ_BHSD),
    Z('Zdn', TSZ_BHSD),
    Z('Zm', TSZ_BHSD),
    shiftAmount('right', TSZ_IMM_BHSD),
  ]);

  t = table.needs('sve2p1 | sme2');
  for (const [name, a] of cells('bfmlslb 0, bfmlslt 1')) {
    t.insn(name, `01100100111 iop:2 Zm:3 0110 iop:1 ${a} Zn:5 Zda:5`, [
      Z('Zda', 's'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  for (const [name, a, b, c] of cells(
    'bfmlslb 1 111 01000, bfmlslt 1 111 01001, fdot 1 001 00000, sdot 0 000 10010, udot 0 000 10011',
  )) {
    t.insn(name, `01${a}00100${b} Zm:5 1${c} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'h'), Z('Zm', 'h')]);
  }
  t.insn('cntp', '00100101 size:2 10000010000 vl:1 1 PNn:4 Rd:5', [X('Rd'), PN('PNn', SIZE_BHSD), vlx]);
  t.insn('fclamp', '01100100 size:2 1 Zm:5 001001 Zn:5 Zd:5', [
    Z('Zd', SIZE_HSD),
    Z('Zn', SIZE_HSD),
    Z('Zm', SIZE_HSD),
  ]);
  t.insn('fdot', '01100100001 iop:2 Zm:3 010000 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);
  t.insn('pext', '00100101 size:2 1000000111010 index:1 PNn:3 1 Pd:4', [
    PList('Pd', 2, SIZE_BHSD),
    PNL('PNn', 'index'),
  ]);
  t.insn('pext', '00100101 size:2 100000011100 index:2 PNn:3 1 Pd:4', [P('Pd', SIZE_BHSD), PNL('PNn', 'index')]);
  t.insn('ptrue', '00100101 size:2 1000000111100000010 PNd:3', [PN('PNd', SIZE_BHSD)]);
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(name, `01000100100 i2:2 Zm:3 11001${a} Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'h'), ZL('Zm', 'h', 'i2')]);
  }
  for (const [name, a] of cells('sqcvtn 00, sqcvtun 10, uqcvtn 01')) {
    t.insn(name, `0100010100110001010${a}0 Zn:4 0 Zd:5`, [Z('Zd', 'h'), ZList('Zn', 2, 's', 'multiple')]);
  }
  for (const [name, a] of cells('sqrshrn 10, sqrshrun 00, uqrshrn 11')) {
    t.insn(name, `010001011011 imm4:4 00${a}10 Zn:4 0 Zd:5`, [
      Z('Zd', 'h'),
      ZList('Zn', 2, 's', 'multiple'),
      shiftAmount('right', IMM4_H),
    ]);
  }
  for (const [name, a, b] of cells(
    'whilege 00 0, whilegt 00 1, whilehi 10 1, whilehs 10 0, whilele 01 1, whilelo 11 0, whilels 11 1, whilelt 01 0',
  )) {
    t.insn(name, `00100101 size:2 1 Rm:5 0101${a} Rn:5 1 Pd:3 ${b}`, [
      PList('Pd', 2, SIZE_BHSD, 'multiple'),
      X('Rn'),
      X('Rm'),
    ]);
  }
  for (const [name, a, b] of cells(
    'whilege 00 0, whilegt 00 1, whilehi 10 1, whilehs 10 0, whilele 01 1, whilelo 11 0, whilels 11 1, whilelt 01 0',
  )) {
    t.insn(name, `00100101 size:2 1 Rm:5 01 vl:1 0${a} Rn:5 1${b} PNd:3`, [
      PN('PNd', SIZE_BHSD),
      X('Rn'),
      X('Rm'),
      vlx,
    ]);
  }

  t = table.needs('sve2p1 | sme2p1');
  for (const [name, a] of cells(
    'addqv 00101, andqv 11110, eorqv 11101, orqv 11100, smaxqv 01100, sminqv 01110, umaxqv 01101, uminqv 01111',
  )) {
    t.insn(name, `00000100 size:2 0${a}001 Pg:3 Zn:5 Vd:5`, [V('Vd', SIZE_16B8H4S2D), P('Pg', ''), Z('Zn', SIZE_BHSD)]);
  }
  t.insn('dupq', '00000101001 index:4 1001001 Zn:5 Zd:5', [Z('Zd', 'b'), ZL('Zn', 'b', 'index')]);
  t.insn('dupq', '00000101001 index:1 1000001001 Zn:5 Zd:5', [Z('Zd', 'd'), ZL('Zn', 'd', 'index')]);
  t.insn('dupq', '00000101001 index:3 10001001 Zn:5 Zd:5', [Z('Zd', 'h'), ZL('Zn', 'h', 'index')]);
  t.insn('dupq', '00000101001 index:2 100001001 Zn:5 Zd:5', [Z('Zd', 's'), ZL('Zn', 's', 'index')]);
  t.insn('extq', '000001010110 imm4:4 001001 Zm:5 Zdn:5', [Z('Zdn', 'b'), Z('Zdn', 'b'), Z('Zm', 'b'), imm('imm4')]);
  for (const [name, a] of cells('faddqv 000, fmaxnmqv 100, fmaxqv 110, fminnmqv 101, fminqv 111')) {
    t.insn(name, `01100100 size:2 010${a}101 Pg:3 Zn:5 Vd:5`, [V('Vd', SIZE_8H4S2D_2), P('Pg', ''), Z('Zn', SIZE_HSD)]);
  }
  t.insn('tblq', '01000100 size:2 0 Zm:5 111110 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    ZList('Zn', 1, SIZE_BHSD),
    Z('Zm', SIZE_BHSD),
  ]);
  for (const [name, a, b, c, d] of cells(
    'tbxq 0 1 1 001101, uzpq1 1 0 0 111010, uzpq2 1 0 0 111011, zipq1 1 0 0 111000, zipq2 1 0 0 111001',
  )) {
    t.insn(name, `0${a}00010${b} size:2 ${c} Zm:5 ${d} Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }

  t = table.needs('(sve2 | sme2) & b16b16');
  for (const [name, a] of cells('bfadd 000, bfmax 110, bfmaxnm 100, bfmin 111, bfminnm 101, bfmul 010, bfsub 001')) {
    t.insn(name, `0110010100000${a}100 Pg:3 Zm:5 Zdn:5`, [Z('Zdn', 'h'), Pg('Pg', 'm'), Z('Zdn', 'h'), Z('Zm', 'h')]);
  }
  for (const [name, a, b] of cells('bfadd 1000 0000, bfclamp 0001 1001, bfmul 1000 0010, bfsub 1000 0001')) {
    t.insn(name, `0110010${a} Zm:5 00${b} Zn:5 Zd:5`, [Z('Zd', 'h'), Z('Zn', 'h'), Z('Zm', 'h')]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `01100101001 Zm:5 00${a} Pg:3 Zn:5 Zda:5`, [Z('Zda', 'h'), Pg('Pg', 'm'), Z('Zn', 'h'), Z('Zm', 'h')]);
  }
  for (const [name, a] of cells('bfmla 0, bfmls 1')) {
    t.insn(name, `011001000 iop:1 1 iop:2 Zm:3 00001${a} Zn:5 Zda:5`, [
      Z('Zda', 'h'),
      Z('Zn', 'h'),
      ZL('Zm', 'h', 'iop'),
    ]);
  }
  t.insn('bfmul', '011001000 iop:1 1 iop:2 Zm:3 001010 Zn:5 Zd:5', [Z('Zd', 'h'), Z('Zn', 'h'), ZL('Zm', 'h', 'iop')]);

  t = table.needs('(sve2 | sme2) & lut');
  t.insn('luti2', '01000101 idx:2 1 Zm:5 101100 Zn:5 Zd:5', [Z('Zd', 'b'), ZList('Zn', 1, 'b'), ZL('Zm', '', 'idx')]);
  t.insn('luti2', '01000101 idx:2 1 Zm:5 101 idx:1 10 Zn:5 Zd:5', [
    Z('Zd', 'h'),
    ZList('Zn', 1, 'h'),
    ZL('Zm', '', 'idx'),
  ]);
  t.insn('luti4', '01000101 idx:2 1 Zm:5 101101 Zn:5 Zd:5', [Z('Zd', 'h'), ZList('Zn', 2, 'h'), ZL('Zm', '', 'idx')]);
  t.insn('luti4', '01000101 idx:1 11 Zm:5 101001 Zn:5 Zd:5', [Z('Zd', 'b'), ZList('Zn', 1, 'b'), ZL('Zm', '', 'idx')]);
  t.insn('luti4', '01000101 idx:2 1 Zm:5 101111 Zn:5 Zd:5', [Z('Zd', 'h'), ZList('Zn', 1, 'h'), ZL('Zm', '', 'idx')]);

  t = table.needs('ssve-fp8fma');
  for (const [name, a] of cells('fmlalb 0, fmlalt 1')) {
    t.insn(name, `01100100101 Zm:5 100${a}10 Zn:5 Zda:5`, [Z('Zda', 'h'), Z('Zn', 'b'), Z('Zm', 'b')]);
  }
  for (const [name, a] of cells('fmlalb 0, fmlalt 1')) {
    t.insn(name, `01100100${a}01 imm4:2 Zm:3 0101 imm4:2 Zn:5 Zda:5`, [
      Z('Zda', 'h'),
      Z('Zn', 'b'),
      ZL('Zm', 'b', 'imm4'),
    ]);
  }
  for (const [name, a] of cells('fmlallbb 00, fmlallbt 01, fmlalltb 10, fmlalltt 11')) {
    t.insn(name, `01100100001 Zm:5 10${a}10 Zn:5 Zda:5`, [Z('Zda', 's'), Z('Zn', 'b'), Z('Zm', 'b')]);
  }
  for (const [name, a] of cells('fmlallbb 00, fmlallbt 01, fmlalltb 10, fmlalltt 11')) {
    t.insn(name, `01100100${a}1 imm4:2 Zm:3 1100 imm4:2 Zn:5 Zda:5`, [
      Z('Zda', 's'),
      Z('Zn', 'b'),
      ZL('Zm', 'b', 'imm4'),
    ]);
  }

  t = table.needs('sve2-aes');
  for (const [name, a] of cells('aesd 1, aese 0')) {
    t.insn(name, `010001010010001011100${a} Zm:5 Zdn:5`, [Z('Zdn', 'b'), Z('Zdn', 'b'), Z('Zm', 'b')]);
  }
  for (const [name, a] of cells('aesimc 1, aesmc 0')) {
    t.insn(name, `010001010010000011100${a}00000 Zdn:5`, [Z('Zdn', 'b'), Z('Zdn', 'b')]);
  }
  for (const [name, a] of cells('pmullb 0, pmullt 1')) {
    t.insn(name, `01000101000 Zm:5 01101${a} Zn:5 Zd:5`, [Z('Zd', 'q'), Z('Zn', 'd'), Z('Zm', 'd')]);
  }

  t = table.needs('(sve2 | sme2) & fp8');
  for (const [name, a, b] of cells(
    'bf1cvt 0 10, bf1cvtlt 1 10, bf2cvt 0 11, bf2cvtlt 1 11, f1cvt 0 00, f1cvtlt 1 00, f2cvt 0 01, f2cvtlt 1 01',
  )) {
    t.insn(name, `011001010000100${a}0011${b} Zn:5 Zd:5`, [Z('Zd', 'h'), Z('Zn', 'b')]);
  }
  for (const [name, a] of cells('bfcvtn 1, fcvtn 0')) {
    t.insn(name, `01100101000010100011${a}0 Zn:4 0 Zd:5`, [Z('Zd', 'b'), ZList('Zn', 2, 'h', 'multiple')]);
  }
  for (const [name, a] of cells('fcvtnb 0, fcvtnt 1')) {
    t.insn(name, `01100101000010100011${a}1 Zn:4 0 Zd:5`, [Z('Zd', 'b'), ZList('Zn', 2, 's', 'multiple')]);
  }

  t = table.needs('sve2');
  t.insn('histcnt', '010001011 sz:1 1 Zm:5 110 Pg:3 Zn:5 Zd:5', [
    Z('Zd', SZ_SD),
    Pg('Pg', 'z'),
    Z('Zn', SZ_SD),
    Z('Zm', SZ_SD),
  ]);
  t.insn('histseg', '01000101001 Zm:5 101000 Zn:5 Zd:5', [Z('Zd', 'b'), Z('Zn', 'b'), Z('Zm', 'b')]);
  for (const [name, a] of cells('match 0, nmatch 1')) {
    t.insn(name, `010001010 sz:1 1 Zm:5 100 Pg:3 Zn:5 ${a} Pd:4`, [
      P('Pd', SZ_BH),
      Pg('Pg', 'z'),
      Z('Zn', SZ_BH),
      Z('Zm', SZ_BH),
    ]);
  }

  t = table.needs('ssve-fp8dot2');
  t.insn('fdot', '01100100001 iop:2 Zm:3 0100 iop:1 1 Zn:5 Zda:5', [Z('Zda', 'h'), Z('Zn', 'b'), ZL('Zm', 'b', 'iop')]);
  t.insn('fdot', '01100100001 Zm:5 100001 Zn:5 Zda:5', [Z('Zda', 'h'), Z('Zn', 'b'), Z('Zm', 'b')]);

  t = table.needs('ssve-fp8dot4');
  t.insn('fdot', '01100100011 iop:2 Zm:3 010001 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'b'), ZL('Zm', 'b', 'iop')]);
  t.insn('fdot', '01100100011 Zm:5 100001 Zn:5 Zda:5', [Z('Zda', 's'), Z('Zn', 'b'), Z('Zm', 'b')]);

  t = table.needs('sve2p1 | sme');
  t.insn('revd', '0000010100101110100 Pg:3 Zn:5 Zd:5', [Z('Zd', 'q'), PgOrBare('Pg', 'm'), Z('Zn', 'q')]);
  for (const [name, a] of cells('sclamp 0, uclamp 1')) {
    t.insn(name, `01000100 size:2 0 Zm:5 11000${a} Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }

  t = table.needs('sve2-sm4');
  t.insn('sm4ekey', '01000101001 Zm:5 111100 Zn:5 Zd:5', [Z('Zd', 's'), Z('Zn', 's'), Z('Zm', 's')]);
  t.insn('sm4e', '0100010100100011111000 Zm:5 Zdn:5', [Z('Zdn', 's'), Z('Zdn', 's'), Z('Zm', 's')]);

  t = table.needs('sve2-bitperm');
  for (const [name, a] of cells('bdep 01, bext 00, bgrp 10')) {
    t.insn(name, `01000101 size:2 0 Zm:5 1011${a} Zn:5 Zd:5`, [
      Z('Zd', SIZE_BHSD),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
  }

  t = table.needs('(sve2 | sme2) & faminmax');
  for (const [name, a] of cells('famax 0, famin 1')) {
    t.insn(name, `01100101 size:2 00111${a}100 Pg:3 Zm:5 Zdn:5`, [
      Z('Zdn', SIZE_HSD),
      Pg('Pg', 'm'),
      Z('Zdn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
  }

  t = table.needs('sve2-sha3');
  t.insn('rax1', '01000101001 Zm:5 111101 Zn:5 Zd:5', [Z('Zd', 'd'), Z('Zn', 'd'), Z('Zm', 'd')]);
});
