/**
 * AdvSIMD scalar instructions, and those that reduce a vector to a scalar.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import {
  Q_H,
  Q_SIZE_BH4S,
  Q_SIZE_BHS,
  Q_SIZE_HSD_2,
  SIZE_BHS_2,
  SIZE_BHSD,
  SIZE_HS,
  SIZE_HSD_5,
  SIZE_SD,
  SZ_2S2D,
  SZ_SD,
} from '../codecs/arrangements.ts';
import { fpZero } from '../codecs/float.ts';
import { F, V } from '../codecs/vector.ts';
import { literal } from '../codecs/vector-immediate.ts';
import * as fp from '../fp/semantics.ts';
import { cells, defineGroup } from '../row.ts';
import { reversed } from './reversed.ts';
import {
  doubleLane,
  doublingLong,
  oneLane,
  saturatingBinary,
  saturatingNarrow,
  saturatingUnary,
} from './saturating.ts';
import { compareZeroScalar, reduce, threeScalar, unaryScalar } from './semantics.ts';

/** Two lanes of S or D. */
const pairOf: fp.Shape<{ readonly sz: number }> = (f) => (f.sz ? { size: 64, bits: 128 } : { size: 32, bits: 64 });

export const simdScalar = defineGroup('simd/scalar', (table) => {
  let t = table.needs('simd');
  for (const [name, a] of cells('abs 0, neg 1')) {
    t.insn(name, `01${a}1111011100000101110 Rn:5 Rd:5`, [F('Rd', 'd'), F('Rn', 'd')], unaryScalar(name));
  }
  t.insn('addp', '0101111011110001101110 Rn:5 Rd:5', [F('Rd', 'd'), V('Rn', '2d')], {
    semantics: (b, f) => b.setV(f.Rd, b.vPair(b.add(b.vLane(b.v(f.Rn), 64, 0), b.vLane(b.v(f.Rn), 64, 1)), b.c64(0))),
  });
  for (const [name, a, b] of cells('addv 0 11011, smaxv 0 01010, sminv 0 11010, umaxv 1 01010, uminv 1 11010')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 11000${b}10 Rn:5 Rd:5`,
      [F('Rd', Q_SIZE_BHS), V('Rn', Q_SIZE_BH4S)],
      reduce(name),
    );
  }
  for (const [name, a, b] of cells(`
    add 0 10000, cmeq 1 10001, cmge 0 00111, cmgt 0 00110, cmhi 1 00110, cmhs 1 00111, cmtst 0 10001, srshl 0 01010, sshl 0 01000,
    sub 1 10000, urshl 1 01010, ushl 1 01000`)) {
    const row = t.insn(
      name,
      `01${a}11110111 Rm:5 ${b}1 Rn:5 Rd:5`,
      [F('Rd', 'd'), F('Rn', 'd'), F('Rm', 'd')],
      name === 'srshl' || name === 'urshl' ? saturatingBinary(name, doubleLane) : threeScalar(name),
    );
    reversed(t, row, [F('Rd', 'd'), F('Rm', 'd'), F('Rn', 'd')]);
  }
  for (const [name, a, b] of cells('cmeq 0 01, cmge 1 00, cmgt 0 00, cmle 1 01, cmlt 0 10')) {
    t.insn(
      name,
      `01${a}111101110000010${b}10 Rn:5 Rd:5`,
      [F('Rd', 'd'), F('Rn', 'd'), literal(0)],
      compareZeroScalar(name),
    );
  }
  for (const [name, a, b, c] of cells(`
    fabd 1 1 010, facge 1 0 101, facgt 1 1 101, fcmeq 0 0 100, fcmge 1 0 100, fcmgt 1 1 100, fmulx 0 0 011, frecps 0 0 111,
    frsqrts 0 1 111`)) {
    const row = t.insn(
      name,
      `01${a}11110${b} sz:1 1 Rm:5 11${c}1 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), F('Rn', SZ_SD), F('Rm', SZ_SD)],
      fp.binary(name, fp.scalar),
    );
    reversed(t, row, [F('Rd', SZ_SD), F('Rm', SZ_SD), F('Rn', SZ_SD)]);
  }
  for (const [name, a, b] of cells('faddp 0 01, fmaxnmp 0 00, fmaxp 0 11, fminnmp 1 00, fminp 1 11')) {
    t.insn(
      name,
      `01111110${a} sz:1 11000011${b}10 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), V('Rn', SZ_2S2D)],
      fp.folded(name, pairOf),
    );
  }
  for (const [name, a, b] of cells('fcmeq 0 01, fcmge 1 00, fcmgt 0 00, fcmle 1 01, fcmlt 0 10')) {
    t.insn(
      name,
      `01${a}111101 sz:1 10000011${b}10 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), F('Rn', SZ_SD), fpZero],
      fp.compareZero(name, fp.scalar),
    );
  }
  for (const [name, a, b, c] of cells(`
    fcvtas 0 0 100, fcvtau 1 0 100, fcvtms 0 0 011, fcvtmu 1 0 011, fcvtns 0 0 010, fcvtnu 1 0 010, fcvtps 0 1 010, fcvtpu 1 1 010,
    fcvtzs 0 1 011, fcvtzu 1 1 011, frecpe 0 1 101, frecpx 0 1 111, frsqrte 1 1 101, scvtf 0 0 101, ucvtf 1 0 101`)) {
    t.insn(
      name,
      `01${a}11110${b} sz:1 1000011${c}10 Rn:5 Rd:5`,
      [F('Rd', SZ_SD), F('Rn', SZ_SD)],
      fp.unary(name, fp.scalar),
    );
  }
  t.insn('fcvtxn', '0111111001100001011010 Rn:5 Rd:5', [F('Rd', 's'), F('Rn', 'd')], {
    semantics: (b, f) => b.setV(f.Rd, b.callV('fcvtxn', 64, 64, [b.v(f.Rn)])),
  });
  for (const [name, a, b] of cells('fmaxnmv 0 00, fmaxv 0 11, fminnmv 1 00, fminv 1 11')) {
    t.insn(
      name,
      `01101110${a}011000011${b}10 Rn:5 Rd:5`,
      [F('Rd', 's'), V('Rn', '4s')],
      fp.folded(name, fp.fixed(32, 128)),
    );
  }
  for (const [name, a] of cells('saddlv 0, uaddlv 1')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110 size:2 110000001110 Rn:5 Rd:5`,
      [F('Rd', Q_SIZE_HSD_2), V('Rn', Q_SIZE_BH4S)],
      reduce(name),
    );
  }
  for (const [name, a, b] of cells('sqabs 0 1, sqneg 1 1, suqadd 0 0, usqadd 1 0')) {
    t.insn(
      name,
      `01${a}11110 size:2 1000000${b}1110 Rn:5 Rd:5`,
      [F('Rd', SIZE_BHSD), F('Rn', SIZE_BHSD)],
      saturatingUnary(name, oneLane),
    );
  }
  for (const [name, a, b] of cells(
    'sqadd 0 000, sqrshl 0 101, sqshl 0 100, sqsub 0 010, uqadd 1 000, uqrshl 1 101, uqshl 1 100, uqsub 1 010',
  )) {
    t.insn(
      name,
      `01${a}11110 size:2 1 Rm:5 0${b}11 Rn:5 Rd:5`,
      [F('Rd', SIZE_BHSD), F('Rn', SIZE_BHSD), F('Rm', SIZE_BHSD)],
      saturatingBinary(name, oneLane),
    );
  }
  for (const [name, a] of cells('sqdmlal 00, sqdmlsl 01, sqdmull 10')) {
    t.insn(
      name,
      `01011110 size:2 1 Rm:5 1${a}100 Rn:5 Rd:5`,
      [F('Rd', SIZE_SD), F('Rn', SIZE_HS), F('Rm', SIZE_HS)],
      doublingLong(name, true),
    );
  }
  for (const [name, a] of cells('sqdmulh 0, sqrdmulh 1')) {
    t.insn(
      name,
      `01${a}11110 size:2 1 Rm:5 101101 Rn:5 Rd:5`,
      [F('Rd', SIZE_HS), F('Rn', SIZE_HS), F('Rm', SIZE_HS)],
      saturatingBinary(name, oneLane),
    );
  }
  for (const [name, a, b] of cells('sqxtn 0 10, sqxtun 1 01, uqxtn 1 10')) {
    t.insn(
      name,
      `01${a}11110 size:2 1000010${b}010 Rn:5 Rd:5`,
      [F('Rd', SIZE_BHS_2), F('Rn', SIZE_HSD_5)],
      saturatingNarrow(name, 'scalar'),
    );
  }

  t = table.needs('fp16');
  for (const [name, a, b, c] of cells(`
    fabd 1 1 010, facge 1 0 101, facgt 1 1 101, fcmeq 0 0 100, fcmge 1 0 100, fcmgt 1 1 100, fmulx 0 0 011, frecps 0 0 111,
    frsqrts 0 1 111`)) {
    const row = t.insn(
      name,
      `01${a}11110${b}10 Rm:5 00${c}1 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), F('Rm', 'h')],
      fp.binary(name, fp.half),
    );
    reversed(t, row, [F('Rd', 'h'), F('Rm', 'h'), F('Rn', 'h')]);
  }
  for (const [name, a, b] of cells('faddp 0 01, fmaxnmp 0 00, fmaxp 0 11, fminnmp 1 00, fminp 1 11')) {
    t.insn(
      name,
      `01011110${a}011000011${b}10 Rn:5 Rd:5`,
      [F('Rd', 'h'), V('Rn', '2h')],
      fp.folded(name, fp.fixed(16, 32)),
    );
  }
  for (const [name, a, b] of cells('fcmeq 0 01, fcmge 1 00, fcmgt 0 00, fcmle 1 01, fcmlt 0 10')) {
    t.insn(
      name,
      `01${a}111101111100011${b}10 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), fpZero],
      fp.compareZero(name, fp.half),
    );
  }
  for (const [name, a, b, c] of cells(`
    fcvtas 0 0 100, fcvtau 1 0 100, fcvtms 0 0 011, fcvtmu 1 0 011, fcvtns 0 0 010, fcvtnu 1 0 010, fcvtps 0 1 010, fcvtpu 1 1 010,
    fcvtzs 0 1 011, fcvtzu 1 1 011, frecpe 0 1 101, frecpx 0 1 111, frsqrte 1 1 101, scvtf 0 0 101, ucvtf 1 0 101`)) {
    t.insn(name, `01${a}11110${b}11110011${c}10 Rn:5 Rd:5`, [F('Rd', 'h'), F('Rn', 'h')], fp.unary(name, fp.half));
  }
  for (const [name, a, b] of cells('fmaxnmv 0 00, fmaxv 0 11, fminnmv 1 00, fminv 1 11')) {
    t.insn(name, `0 Q:1 001110${a}011000011${b}10 Rn:5 Rd:5`, [F('Rd', 'h'), V('Rn', Q_H)], fp.folded(name, fp.halves));
  }

  t = table.needs('bf16');
  t.insn('bfcvt', '0001111001100011010000 Rn:5 Rd:5', [F('Rd', 'h'), F('Rn', 's')], {
    semantics: (b, f) => b.setV(f.Rd, b.callV('bfcvt', 32, 32, [b.v(f.Rn)])),
  });

  t = table.needs('rdma');
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `01111110 size:2 0 Rm:5 1000${a}1 Rn:5 Rd:5`,
      [F('Rd', SIZE_HS), F('Rn', SIZE_HS), F('Rm', SIZE_HS)],
      saturatingBinary(name, oneLane),
    );
  }
});
