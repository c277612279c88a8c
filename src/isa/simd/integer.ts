/**
 * AdvSIMD integer, logical and permuting instructions on whole vectors.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  Q_B,
  Q_S,
  Q_SIZE_BHS_2,
  Q_SIZE_BHSD,
  Q_SIZE_HS,
  Q_SIZE_HSD,
  Q_SZ_BH,
  SIZE_4H2S,
  SIZE_4S2D,
  SIZE_8B4H2S,
  SIZE_8H4S,
  SIZE_8H4S2D,
  SIZE_16B8H4S,
} from '../codecs/arrangements.ts';
import { V } from '../codecs/vector.ts';
import { literal, sizeAmount } from '../codecs/vector-immediate.ts';
import { cells, defineGroup } from '../row.ts';
import type { VectorFunction } from '../runtime-functions.ts';
import { accumulated, polynomialLong, shiftLong } from './products.ts';
import { reversed } from './reversed.ts';
import {
  bySize,
  doublingLong,
  roundingHigh,
  saturatingBinary,
  saturatingNarrow,
  saturatingUnary,
} from './saturating.ts';
import { compareZero, narrowing, narrowingHigh, pairwiseLong, threeSame, unary, widening } from './semantics.ts';

/** Signs of the two sources of a matrix product: bit 0 the first, bit 1 the second. */
const SIGNS: Readonly<Record<string, number>> = { smmla: 3, ummla: 0, usmmla: 2 };
/** SQADD, URSHL, SHSUB …: those that saturate, round or halve. */
const ROUNDED = /^([su]q|[su]r?h(add|sub)|[su]rshl)/;

export const simdInteger = defineGroup('simd/integer', (table) => {
  let t = table.needs('simd');
  for (const [name, a, b] of cells('abs 0 10, neg 1 10, sqabs 0 01, sqneg 1 01, suqadd 0 00, usqadd 1 00')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 100000${b}1110 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_BHSD), V('Rn', Q_SIZE_BHSD)],
      name.length > 3 ? saturatingUnary(name, bySize) : unary(name),
    );
  }
  for (const [name, a, b] of cells('addhn 0 0, raddhn 1 0, rsubhn 1 1, subhn 0 1')) {
    t.insn(
      name,
      `00${a}01110 size:2 1 Rm:5 01${b}000 Rn:5 Rd:5`,
      [V('Rd', SIZE_8B4H2S), V('Rn', SIZE_8H4S2D), V('Rm', SIZE_8H4S2D)],
      name.startsWith('r') ? roundingHigh(name) : narrowingHigh(name),
    );
  }
  for (const [name, a, b] of cells('addhn2 0 0, raddhn2 1 0, rsubhn2 1 1, subhn2 0 1')) {
    t.insn(
      name,
      `01${a}01110 size:2 1 Rm:5 01${b}000 Rn:5 Rd:5`,
      [V('Rd', SIZE_16B8H4S), V('Rn', SIZE_8H4S2D), V('Rm', SIZE_8H4S2D)],
      name.startsWith('r') ? roundingHigh(name) : narrowingHigh(name),
    );
  }
  for (const [name, a, b, c] of cells(`
    add 0 1 100001, addp 0 1 101111, cmeq 1 1 100011, cmge 0 1 001111, cmgt 0 1 001101, cmhi 1 1 001101, cmhs 1 1 001111,
    cmtst 0 1 100011, sqadd 0 1 000011, sqrshl 0 1 010111, sqshl 0 1 010011, sqsub 0 1 001011, srshl 0 1 010101, sshl 0 1 010001,
    sub 1 1 100001, trn1 0 0 001010, trn2 0 0 011010, uqadd 1 1 000011, uqrshl 1 1 010111, uqshl 1 1 010011, uqsub 1 1 001011,
    urshl 1 1 010101, ushl 1 1 010001, uzp1 0 0 000110, uzp2 0 0 010110, zip1 0 0 001110, zip2 0 0 011110`)) {
    const row = t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 ${b} Rm:5 ${c} Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_BHSD), V('Rn', Q_SIZE_BHSD), V('Rm', Q_SIZE_BHSD)],
      ROUNDED.test(name) ? saturatingBinary(name, bySize) : threeSame(name),
    );
    reversed(t, row, [V('Rd', Q_SIZE_BHSD), V('Rm', Q_SIZE_BHSD), V('Rn', Q_SIZE_BHSD)]);
  }
  for (const [name, a, b, c] of cells('pmul 1 00 1')) {
    t.insn(name, `0 Q:1 ${a}01110${b}1 Rm:5 ${c}00111 Rn:5 Rd:5`, [V('Rd', Q_B), V('Rn', Q_B), V('Rm', Q_B)], {
      semantics: (b, f) => b.setV(f.Rd, b.callV('pmul', 8, f.Q ? 128 : 64, [b.v(f.Rn), b.v(f.Rm)])),
    });
  }
  for (const [name, a, b] of cells('cls 0 1, clz 1 1, rev64 0 0')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 1000000${b}0010 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_BHS_2), V('Rn', Q_SIZE_BHS_2)],
      unary(name),
    );
  }
  for (const [name, a, b] of cells('cmeq 0 01, cmge 1 00, cmgt 0 00, cmle 1 01, cmlt 0 10')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 10000010${b}10 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_BHSD), V('Rn', Q_SIZE_BHSD), literal(0)],
      compareZero(name),
    );
  }
  for (const [name, a, b, c] of cells('cnt 0 0 1, rbit 1 1 1, rev16 0 0 0')) {
    t.insn(name, `0 Q:1 ${a}011100${b}1000000${c}0110 Rn:5 Rd:5`, [V('Rd', Q_B), V('Rn', Q_B)], unary(name, 8));
  }
  for (const [name, a, b] of cells(`
    mla 0 10010, mls 1 10010, mul 0 10011, saba 0 01111, sabd 0 01110, shadd 0 00000, shsub 0 00100, smax 0 01100, smaxp 0 10100,
    smin 0 01101, sminp 0 10101, srhadd 0 00010, uaba 1 01111, uabd 1 01110, uhadd 1 00000, uhsub 1 00100, umax 1 01100,
    umaxp 1 10100, umin 1 01101, uminp 1 10101, urhadd 1 00010`)) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 1 Rm:5 ${b}1 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_BHS_2), V('Rn', Q_SIZE_BHS_2), V('Rm', Q_SIZE_BHS_2)],
      ROUNDED.test(name) ? saturatingBinary(name, bySize) : threeSame(name),
    );
  }
  t.insn(
    'pmull2',
    '01001110001 Rm:5 111000 Rn:5 Rd:5',
    [V('Rd', '8h'), V('Rn', '16b'), V('Rm', '16b')],
    polynomialLong(8, true),
  );
  t.insn(
    'pmull',
    '00001110001 Rm:5 111000 Rn:5 Rd:5',
    [V('Rd', '8h'), V('Rn', '8b'), V('Rm', '8b')],
    polynomialLong(8, false),
  );
  t.insn('rev32', '0 Q:1 1011100 sz:1 100000000010 Rn:5 Rd:5', [V('Rd', Q_SZ_BH), V('Rn', Q_SZ_BH)], unary('rev32'));
  for (const [name, a, b] of cells(`
    sabal2 0 0101, sabdl2 0 0111, saddl2 0 0000, smlal2 0 1000, smlsl2 0 1010, smull2 0 1100, ssubl2 0 0010, uabal2 1 0101,
    uabdl2 1 0111, uaddl2 1 0000, umlal2 1 1000, umlsl2 1 1010, umull2 1 1100, usubl2 1 0010`)) {
    t.insn(
      name,
      `01${a}01110 size:2 1 Rm:5 ${b}00 Rn:5 Rd:5`,
      [V('Rd', SIZE_8H4S2D), V('Rn', SIZE_16B8H4S), V('Rm', SIZE_16B8H4S)],
      widening(name),
    );
  }
  for (const [name, a, b] of cells(`
    sabal 0 0101, sabdl 0 0111, saddl 0 0000, smlal 0 1000, smlsl 0 1010, smull 0 1100, ssubl 0 0010, uabal 1 0101, uabdl 1 0111,
    uaddl 1 0000, umlal 1 1000, umlsl 1 1010, umull 1 1100, usubl 1 0010`)) {
    t.insn(
      name,
      `00${a}01110 size:2 1 Rm:5 ${b}00 Rn:5 Rd:5`,
      [V('Rd', SIZE_8H4S2D), V('Rn', SIZE_8B4H2S), V('Rm', SIZE_8B4H2S)],
      widening(name),
    );
  }
  for (const [name, a, b] of cells('sadalp 0 1, saddlp 0 0, uadalp 1 1, uaddlp 1 0')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 1000000${b}1010 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_HSD), V('Rn', Q_SIZE_BHS_2)],
      pairwiseLong(name),
    );
  }
  for (const [name, a, b] of cells('saddw2 0 0, ssubw2 0 1, uaddw2 1 0, usubw2 1 1')) {
    t.insn(
      name,
      `01${a}01110 size:2 1 Rm:5 00${b}100 Rn:5 Rd:5`,
      [V('Rd', SIZE_8H4S2D), V('Rn', SIZE_8H4S2D), V('Rm', SIZE_16B8H4S)],
      widening(name),
    );
  }
  for (const [name, a, b] of cells('saddw 0 0, ssubw 0 1, uaddw 1 0, usubw 1 1')) {
    t.insn(
      name,
      `00${a}01110 size:2 1 Rm:5 00${b}100 Rn:5 Rd:5`,
      [V('Rd', SIZE_8H4S2D), V('Rn', SIZE_8H4S2D), V('Rm', SIZE_8B4H2S)],
      widening(name),
    );
  }
  for (const [name, Q, narrow] of [
    ['shll', '0', SIZE_8B4H2S],
    ['shll2', '1', SIZE_16B8H4S],
  ] as const) {
    t.insn(
      name,
      `0${Q}101110 size:2 100001001110 Rn:5 Rd:5`,
      [V('Rd', SIZE_8H4S2D), V('Rn', narrow), sizeAmount(narrow)],
      shiftLong(Q === '1'),
    );
  }
  for (const [name, a] of cells('sqdmlal 00, sqdmlsl 01, sqdmull 10')) {
    t.insn(
      name,
      `00001110 size:2 1 Rm:5 1${a}100 Rn:5 Rd:5`,
      [V('Rd', SIZE_4S2D), V('Rn', SIZE_4H2S), V('Rm', SIZE_4H2S)],
      doublingLong(name, false),
    );
  }
  for (const [name, a] of cells('sqdmlal2 00, sqdmlsl2 01, sqdmull2 10')) {
    t.insn(
      name,
      `01001110 size:2 1 Rm:5 1${a}100 Rn:5 Rd:5`,
      [V('Rd', SIZE_4S2D), V('Rn', SIZE_8H4S), V('Rm', SIZE_8H4S)],
      doublingLong(name, false),
    );
  }
  for (const [name, a] of cells('sqdmulh 0, sqrdmulh 1')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 1 Rm:5 101101 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_HS), V('Rn', Q_SIZE_HS), V('Rm', Q_SIZE_HS)],
      saturatingBinary(name, bySize),
    );
  }
  for (const [name, a, b] of cells('sqxtn2 0 10, sqxtun2 1 01, uqxtn2 1 10, xtn2 0 01')) {
    t.insn(
      name,
      `01${a}01110 size:2 1000010${b}010 Rn:5 Rd:5`,
      [V('Rd', SIZE_16B8H4S), V('Rn', SIZE_8H4S2D)],
      name.startsWith('xtn') ? narrowing(name) : saturatingNarrow(name, 'vector'),
    );
  }
  for (const [name, a, b] of cells('sqxtn 0 10, sqxtun 1 01, uqxtn 1 10, xtn 0 01')) {
    t.insn(
      name,
      `00${a}01110 size:2 1000010${b}010 Rn:5 Rd:5`,
      [V('Rd', SIZE_8B4H2S), V('Rn', SIZE_8H4S2D)],
      name.startsWith('xtn') ? narrowing(name) : saturatingNarrow(name, 'vector'),
    );
  }
  for (const [name, a] of cells('urecpe 0, ursqrte 1')) {
    t.insn(name, `0 Q:1 ${a}0111010100001110010 Rn:5 Rd:5`, [V('Rd', Q_S), V('Rn', Q_S)], {
      semantics: (b, f) => b.setV(f.Rd, b.callV(name as VectorFunction, 32, f.Q ? 128 : 64, [b.v(f.Rn)])),
    });
  }

  t = table.needs('i8mm');
  for (const [name, a, b] of cells('smmla 0 0, ummla 1 0, usmmla 0 1')) {
    t.insn(
      name,
      `01${a}01110100 Rm:5 1010${b}1 Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '16b'), V('Rm', '16b')],
      accumulated('matmul', SIGNS[name] ?? 0),
    );
  }
  t.insn(
    'usdot',
    '0 Q:1 001110100 Rm:5 100111 Rn:5 Rd:5',
    [V('Rd', Q_S), V('Rn', Q_B), V('Rm', Q_B)],
    accumulated('dot', 2),
  );

  t = table.needs('dotprod');
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110100 Rm:5 100101 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_B), V('Rm', Q_B)],
      accumulated('dot', name === 'sdot' ? 3 : 0),
    );
  }

  t = table.needs('rdma');
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `0 Q:1 101110 size:2 0 Rm:5 1000${a}1 Rn:5 Rd:5`,
      [V('Rd', Q_SIZE_HS), V('Rn', Q_SIZE_HS), V('Rm', Q_SIZE_HS)],
      saturatingBinary(name, bySize),
    );
  }
});
