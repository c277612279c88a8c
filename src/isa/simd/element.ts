/**
 * AdvSIMD by element: the last operand is one lane of a vector.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { Q_4H2H, Q_B, Q_H, Q_S } from '../codecs/arrangements.ts';
import { F, V, VL } from '../codecs/vector.ts';
import { rotation } from '../codecs/vector-immediate.ts';
import * as fp from '../fp/semantics.ts';
import { cells, defineGroup } from '../row.ts';
import { accumulated, byH, byHL, byHLM, halfAsSingle, longProduct, product } from './products.ts';

export const simdElement = defineGroup('simd/by-element', (table) => {
  let t = table.needs('simd');
  for (const [name, a, b] of cells(
    'fmla 0 0001, fmls 0 0101, fmul 0 1001, fmulx 1 1001, sqdmulh 0 1100, sqrdmulh 0 1101',
  )) {
    t.insn(
      name,
      `01${a}1111110 L:1 Rm:5 ${b} H:1 0 Rn:5 Rd:5`,
      [F('Rd', 's'), F('Rn', 's'), VL('Rm', 's', 'H:L')],
      product(name, 32, 32, byHL),
    );
  }
  for (const [name, a, b] of cells('fmla 0 00, fmls 0 01, fmul 0 10, fmulx 1 10')) {
    t.insn(
      name,
      `01${a}11111110 Rm:5 ${b}01 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 'd'), F('Rn', 'd'), VL('Rm', 'd', 'H')],
      product(name, 64, 64, byH),
    );
  }
  for (const [name, a, b] of cells(
    'fmla 0 0001, fmls 0 0101, fmul 0 1001, fmulx 1 1001, mla 1 0000, mls 1 0100, mul 0 1000, sqdmulh 0 1100, sqrdmulh 0 1101',
  )) {
    t.insn(
      name,
      `0 Q:1 ${a}0111110 L:1 Rm:5 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_S), VL('Rm', 's', 'H:L')],
      product(name, 32, 'Q', byHL),
    );
  }
  for (const [name, a, b] of cells('fmla 0 00, fmls 0 01, fmul 0 10, fmulx 1 10')) {
    t.insn(
      name,
      `01${a}01111110 Rm:5 ${b}01 H:1 0 Rn:5 Rd:5`,
      [V('Rd', '2d'), V('Rn', '2d'), VL('Rm', 'd', 'H')],
      product(name, 64, 128, byH),
    );
  }
  for (const [name, a, b] of cells('mla 1 0000, mls 1 0100, mul 0 1000, sqdmulh 0 1100, sqrdmulh 0 1101')) {
    t.insn(
      name,
      `0 Q:1 ${a}0111101 L:1 M:1 Rm:4 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_H), V('Rn', Q_H), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 'Q', byHLM),
    );
  }
  for (const [name, a, b] of cells(`
    smlal 0 0010, smlsl 0 0110, smull 0 1010, sqdmlal 0 0011, sqdmlsl 0 0111, sqdmull 0 1011, umlal 1 0010, umlsl 1 0110,
    umull 1 1010`)) {
    t.insn(
      name,
      `00${a}0111110 L:1 Rm:5 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', '2d'), V('Rn', '2s'), VL('Rm', 's', 'H:L')],
      longProduct(name, 32, byHL),
    );
  }
  for (const [name, a, b] of cells(`
    smlal 0 0010, smlsl 0 0110, smull 0 1010, sqdmlal 0 0011, sqdmlsl 0 0111, sqdmull 0 1011, umlal 1 0010, umlsl 1 0110,
    umull 1 1010`)) {
    t.insn(
      name,
      `00${a}0111101 L:1 M:1 Rm:4 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '4h'), VL('Rm', 'h', 'H:L:M')],
      longProduct(name, 16, byHLM),
    );
  }
  for (const [name, a, b] of cells(`
    smlal2 0 0010, smlsl2 0 0110, smull2 0 1010, sqdmlal2 0 0011, sqdmlsl2 0 0111, sqdmull2 0 1011, umlal2 1 0010, umlsl2 1 0110,
    umull2 1 1010`)) {
    t.insn(
      name,
      `01${a}0111110 L:1 Rm:5 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', '2d'), V('Rn', '4s'), VL('Rm', 's', 'H:L')],
      longProduct(name, 32, byHL),
    );
  }
  for (const [name, a, b] of cells(`
    smlal2 0 0010, smlsl2 0 0110, smull2 0 1010, sqdmlal2 0 0011, sqdmlsl2 0 0111, sqdmull2 0 1011, umlal2 1 0010, umlsl2 1 0110,
    umull2 1 1010`)) {
    t.insn(
      name,
      `01${a}0111101 L:1 M:1 Rm:4 ${b} H:1 0 Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '8h'), VL('Rm', 'h', 'H:L:M')],
      longProduct(name, 16, byHLM),
    );
  }
  for (const [name, a] of cells('sqdmlal 00, sqdmlsl 01, sqdmull 10')) {
    t.insn(
      name,
      `0101111101 L:1 M:1 Rm:4 ${a}11 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 's'), F('Rn', 'h'), VL('Rm', 'h', 'H:L:M')],
      longProduct(name, 16, byHLM, true),
    );
  }
  for (const [name, a] of cells('sqdmlal 00, sqdmlsl 01, sqdmull 10')) {
    t.insn(
      name,
      `0101111110 L:1 Rm:5 ${a}11 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 'd'), F('Rn', 's'), VL('Rm', 's', 'H:L')],
      longProduct(name, 32, byHL, true),
    );
  }
  for (const [name, a] of cells('sqdmulh 0, sqrdmulh 1')) {
    t.insn(
      name,
      `0101111101 L:1 M:1 Rm:4 110${a} H:1 0 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 16, byHLM),
    );
  }

  t = table.needs('rdma');
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `0111111101 L:1 M:1 Rm:4 11${a}1 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 16, byHLM),
    );
  }
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `0111111110 L:1 Rm:5 11${a}1 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 's'), F('Rn', 's'), VL('Rm', 's', 'H:L')],
      product(name, 32, 32, byHL),
    );
  }
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `0 Q:1 10111110 L:1 Rm:5 11${a}1 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_S), VL('Rm', 's', 'H:L')],
      product(name, 32, 'Q', byHL),
    );
  }
  for (const [name, a] of cells('sqrdmlah 0, sqrdmlsh 1')) {
    t.insn(
      name,
      `0 Q:1 10111101 L:1 M:1 Rm:4 11${a}1 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_H), V('Rn', Q_H), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 'Q', byHLM),
    );
  }

  t = table.needs('bf16');
  t.insn(
    'bfdot',
    '0 Q:1 00111101 L:1 Rm:5 1111 H:1 0 Rn:5 Rd:5',
    [V('Rd', Q_S), V('Rn', Q_H), VL('Rm', '2h', 'H:L')],
    accumulated('bfdot', 0, byHL),
  );
  for (const [name, a] of cells('bfmlalb 0, bfmlalt 1')) {
    t.insn(
      name,
      `0${a}00111111 L:1 M:1 Rm:4 1111 H:1 0 Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '8h'), VL('Rm', 'h', 'H:L:M')],
      fp.brainMultiplyAdd(name, (b, f) => halfAsSingle(b, f, true)),
    );
  }

  t = table.needs('compnum');
  t.insn(
    'fcmla',
    '0010111101 L:1 Rm:5 0 rot:2 100 Rn:5 Rd:5',
    [V('Rd', '4h'), V('Rn', '4h'), VL('Rm', 'h', 'L'), rotation('rot', 0, 90)],
    fp.complexByElement(fp.fixed(16, 64), (f: { readonly L: number }) => f.L),
  );
  t.insn(
    'fcmla',
    '0110111101 L:1 Rm:5 0 rot:2 1 H:1 0 Rn:5 Rd:5',
    [V('Rd', '8h'), V('Rn', '8h'), VL('Rm', 'h', 'H:L'), rotation('rot', 0, 90)],
    fp.complexByElement(fp.fixed(16, 128), byHL),
  );

  t = table.needs('fp8fma');
  for (const [name, a] of cells('fmlalb 0, fmlalt 1')) {
    t.insn(name, `0${a}00111111 M:3 Rm:3 0000 H:1 0 Rn:5 Rd:5`, [V('Rd', '8h'), V('Rn', '16b'), VL('Rm', 'b', 'H:M')]);
  }
  for (const [name, a, b] of cells('fmlallbb 0 0, fmlallbt 0 1, fmlalltb 1 0, fmlalltt 1 1')) {
    t.insn(name, `0${a}1011110${b} M:3 Rm:3 1000 H:1 0 Rn:5 Rd:5`, [
      V('Rd', '4s'),
      V('Rn', '16b'),
      VL('Rm', 'b', 'H:M'),
    ]);
  }

  t = table.needs('fp16');
  for (const [name, a, b] of cells('fmla 0 00, fmls 0 01, fmul 0 10, fmulx 1 10')) {
    t.insn(
      name,
      `01${a}1111100 L:1 M:1 Rm:4 ${b}01 H:1 0 Rn:5 Rd:5`,
      [F('Rd', 'h'), F('Rn', 'h'), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 16, byHLM),
    );
  }
  for (const [name, a, b] of cells('fmla 0 00, fmls 0 01, fmul 0 10, fmulx 1 10')) {
    t.insn(
      name,
      `0 Q:1 ${a}0111100 L:1 M:1 Rm:4 ${b}01 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_H), V('Rn', Q_H), VL('Rm', 'h', 'H:L:M')],
      product(name, 16, 'Q', byHLM),
    );
  }

  t = table.needs('compnum');
  t.insn(
    'fcmla',
    '01101111100 Rm:5 0 rot:2 1 H:1 0 Rn:5 Rd:5',
    [V('Rd', '4s'), V('Rn', '4s'), VL('Rm', 's', 'H'), rotation('rot', 0, 90)],
    fp.complexByElement(fp.fixed(32, 128), byH),
  );

  t = table.needs('fp8dot4');
  t.insn('fdot', '0 Q:1 00111100 L:1 Rm:5 0000 H:1 0 Rn:5 Rd:5', [V('Rd', Q_S), V('Rn', Q_B), VL('Rm', '4b', 'H:L')]);

  t = table.needs('fp8dot2');
  t.insn('fdot', '0 Q:1 00111101 L:1 M:1 Rm:4 0000 H:1 0 Rn:5 Rd:5', [
    V('Rd', Q_H),
    V('Rn', Q_B),
    VL('Rm', '2b', 'H:L:M'),
  ]);

  t = table.needs('fp16fml & fp16');
  for (const [name, a, b] of cells('fmlal 0 00, fmlal2 1 10, fmlsl 0 01, fmlsl2 1 11')) {
    t.insn(
      name,
      `0 Q:1 ${a}0111110 L:1 M:1 Rm:4 ${b}00 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_4H2H), VL('Rm', 'h', 'H:L:M')],
      fp.multiplyAddLong(name, (b, f) => halfAsSingle(b, f, false)),
    );
  }

  t = table.needs('dotprod');
  for (const [name, a] of cells('sdot 0, udot 1')) {
    t.insn(
      name,
      `0 Q:1 ${a}0111110 L:1 Rm:5 1110 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_B), VL('Rm', '4b', 'H:L')],
      accumulated('dot', name === 'sdot' ? 3 : 0, byHL),
    );
  }

  t = table.needs('i8mm');
  for (const [name, a] of cells('sudot 0, usdot 1')) {
    t.insn(
      name,
      `0 Q:1 001111${a}0 L:1 Rm:5 1111 H:1 0 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_B), VL('Rm', '4b', 'H:L')],
      accumulated('dot', name === 'sudot' ? 1 : 2, byHL),
    );
  }
});
