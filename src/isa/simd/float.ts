/**
 * AdvSIMD floating point on whole vectors.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { Q_4H2H, Q_B, Q_H, Q_S, Q_SZ_B, Q_SZ_H4S, Q_SZ_SD, SZ_4H2S, SZ_4S2D, SZ_8H4S } from '../codecs/arrangements.ts';
import { fpZero } from '../codecs/float.ts';
import { V } from '../codecs/vector.ts';
import { rotation } from '../codecs/vector-immediate.ts';
import {
  binary,
  brainMultiplyAdd,
  compareZero,
  complexAdd,
  complexMultiplyAdd,
  halves,
  lengthen,
  multiplyAddLong,
  shorten,
  unary,
  vector,
} from '../fp/semantics.ts';
import { cells, defineGroup } from '../row.ts';
import { accumulated } from './products.ts';
import { reversed } from './reversed.ts';

const bySz = (f: { readonly sz: number }): 16 | 32 => (f.sz ? 32 : 16);

export const simdFloat = defineGroup('simd/float', (table) => {
  let t = table.needs('simd');
  for (const [name, a, b, c] of cells(`
    fabd 1 1 010, facge 1 0 101, facgt 1 1 101, fadd 0 0 010, faddp 1 0 010, fcmeq 0 0 100, fcmge 1 0 100, fcmgt 1 1 100,
    fdiv 1 0 111, fmax 0 0 110, fmaxnm 0 0 000, fmaxnmp 1 0 000, fmaxp 1 0 110, fmin 0 1 110, fminnm 0 1 000, fminnmp 1 1 000,
    fminp 1 1 110, fmla 0 0 001, fmls 0 1 001, fmul 1 0 011, fmulx 0 0 011, frecps 0 0 111, frsqrts 0 1 111, fsub 0 1 010`)) {
    const row = t.insn(
      name,
      `0 Q:1 ${a}01110${b} sz:1 1 Rm:5 11${c}1 Rn:5 Rd:5`,
      [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD), V('Rm', Q_SZ_SD)],
      binary(name, vector),
    );
    reversed(t, row, [V('Rd', Q_SZ_SD), V('Rm', Q_SZ_SD), V('Rn', Q_SZ_SD)]);
  }
  for (const [name, a, b, c] of cells(`
    fabs 0 1 01111, fcvtas 0 0 11100, fcvtau 1 0 11100, fcvtms 0 0 11011, fcvtmu 1 0 11011, fcvtns 0 0 11010, fcvtnu 1 0 11010,
    fcvtps 0 1 11010, fcvtpu 1 1 11010, fcvtzs 0 1 11011, fcvtzu 1 1 11011, fneg 1 1 01111, frecpe 0 1 11101, frinta 1 0 11000,
    frinti 1 1 11001, frintm 0 0 11001, frintn 0 0 11000, frintp 0 1 11000, frintx 1 0 11001, frintz 0 1 11001, frsqrte 1 1 11101,
    fsqrt 1 1 11111, scvtf 0 0 11101, ucvtf 1 0 11101`)) {
    t.insn(
      name,
      `0 Q:1 ${a}01110${b} sz:1 10000${c}10 Rn:5 Rd:5`,
      [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD)],
      unary(name, vector),
    );
  }
  for (const [name, a, b] of cells('fcmeq 0 01, fcmge 1 00, fcmgt 0 00, fcmle 1 01, fcmlt 0 10')) {
    t.insn(
      name,
      `0 Q:1 ${a}011101 sz:1 10000011${b}10 Rn:5 Rd:5`,
      [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD), fpZero],
      compareZero(name, vector),
    );
  }
  t.insn('fcvtl', '000011100 sz:1 100001011110 Rn:5 Rd:5', [V('Rd', SZ_4S2D), V('Rn', SZ_4H2S)], lengthen(false));
  t.insn('fcvtl2', '010011100 sz:1 100001011110 Rn:5 Rd:5', [V('Rd', SZ_4S2D), V('Rn', SZ_8H4S)], lengthen(true));
  t.insn(
    'fcvtn',
    '000011100 sz:1 100001011010 Rn:5 Rd:5',
    [V('Rd', SZ_4H2S), V('Rn', SZ_4S2D)],
    shorten('fcvtn', bySz),
  );
  t.insn(
    'fcvtn2',
    '010011100 sz:1 100001011010 Rn:5 Rd:5',
    [V('Rd', SZ_8H4S), V('Rn', SZ_4S2D)],
    shorten('fcvtn2', bySz),
  );
  t.insn(
    'fcvtxn',
    '0010111001100001011010 Rn:5 Rd:5',
    [V('Rd', '2s'), V('Rn', '2d')],
    shorten('fcvtxn', () => 32),
  );
  t.insn(
    'fcvtxn2',
    '0110111001100001011010 Rn:5 Rd:5',
    [V('Rd', '4s'), V('Rn', '2d')],
    shorten('fcvtxn2', () => 32),
  );

  t = table.needs('fp8');
  for (const [name, a] of cells('bf1cvtl2 10, bf2cvtl2 11, f1cvtl2 00, f2cvtl2 01')) {
    t.insn(name, `01101110${a}100001011110 Rn:5 Rd:5`, [V('Rd', '8h'), V('Rn', '16b')]);
  }
  for (const [name, a] of cells('bf1cvtl 10, bf2cvtl 11, f1cvtl 00, f2cvtl 01')) {
    t.insn(name, `00101110${a}100001011110 Rn:5 Rd:5`, [V('Rd', '8h'), V('Rn', '8b')]);
  }
  t.insn('fcvtn', '0 Q:1 0011100 sz:1 0 Rm:5 111101 Rn:5 Rd:5', [
    V('Rd', Q_SZ_B),
    V('Rn', Q_SZ_H4S),
    V('Rm', Q_SZ_H4S),
  ]);
  t.insn('fcvtn2', '01001110000 Rm:5 111101 Rn:5 Rd:5', [V('Rd', '16b'), V('Rn', '4s'), V('Rm', '4s')]);
  t.insn('fscale', '0 Q:1 101110 1 sz:1 1 Rm:5 111111 Rn:5 Rd:5', [
    V('Rd', Q_SZ_SD),
    V('Rn', Q_SZ_SD),
    V('Rm', Q_SZ_SD),
  ]);
  t.insn('fscale', '0 Q:1 101110 110 Rm:5 001111 Rn:5 Rd:5', [V('Rd', Q_H), V('Rn', Q_H), V('Rm', Q_H)]);

  t = table.needs('bf16');
  t.insn(
    'bfcvtn',
    '0000111010100001011010 Rn:5 Rd:5',
    [V('Rd', '4h'), V('Rn', '4s')],
    shorten('bfcvtn', () => 16),
  );
  t.insn(
    'bfcvtn2',
    '0100111010100001011010 Rn:5 Rd:5',
    [V('Rd', '8h'), V('Rn', '4s')],
    shorten('bfcvtn2', () => 16),
  );
  t.insn(
    'bfdot',
    '0 Q:1 101110010 Rm:5 111111 Rn:5 Rd:5',
    [V('Rd', Q_S), V('Rn', Q_H), V('Rm', Q_H)],
    accumulated('bfdot'),
  );
  for (const [name, a, b, c] of cells('bfmlalb 0 1 1, bfmlalt 1 1 1, bfmmla 1 0 0')) {
    t.insn(
      name,
      `0${a}101110${b}10 Rm:5 111${c}11 Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '8h'), V('Rm', '8h')],
      name === 'bfmmla' ? accumulated('bfmmla') : brainMultiplyAdd(name),
    );
  }

  t = table.needs('fp16');
  for (const [name, a, b, c] of cells(`
    fabd 1 1 010, facge 1 0 101, facgt 1 1 101, fadd 0 0 010, faddp 1 0 010, fcmeq 0 0 100, fcmge 1 0 100, fcmgt 1 1 100,
    fdiv 1 0 111, fmax 0 0 110, fmaxnm 0 0 000, fmaxnmp 1 0 000, fmaxp 1 0 110, fmin 0 1 110, fminnm 0 1 000, fminnmp 1 1 000,
    fminp 1 1 110, fmla 0 0 001, fmls 0 1 001, fmul 1 0 011, fmulx 0 0 011, frecps 0 0 111, frsqrts 0 1 111, fsub 0 1 010`)) {
    const row = t.insn(
      name,
      `0 Q:1 ${a}01110${b}10 Rm:5 00${c}1 Rn:5 Rd:5`,
      [V('Rd', Q_H), V('Rn', Q_H), V('Rm', Q_H)],
      binary(name, halves),
    );
    reversed(t, row, [V('Rd', Q_H), V('Rm', Q_H), V('Rn', Q_H)]);
  }
  for (const [name, a, b, c] of cells(`
    fabs 0 1 01111, fcvtas 0 0 11100, fcvtau 1 0 11100, fcvtms 0 0 11011, fcvtmu 1 0 11011, fcvtns 0 0 11010, fcvtnu 1 0 11010,
    fcvtps 0 1 11010, fcvtpu 1 1 11010, fcvtzs 0 1 11011, fcvtzu 1 1 11011, fneg 1 1 01111, frecpe 0 1 11101, frinta 1 0 11000,
    frinti 1 1 11001, frintm 0 0 11001, frintn 0 0 11000, frintp 0 1 11000, frintx 1 0 11001, frintz 0 1 11001, frsqrte 1 1 11101,
    fsqrt 1 1 11111, scvtf 0 0 11101, ucvtf 1 0 11101`)) {
    t.insn(name, `0 Q:1 ${a}01110${b}111100${c}10 Rn:5 Rd:5`, [V('Rd', Q_H), V('Rn', Q_H)], unary(name, halves));
  }
  for (const [name, a, b] of cells('fcmeq 0 01, fcmge 1 00, fcmgt 0 00, fcmle 1 01, fcmlt 0 10')) {
    t.insn(
      name,
      `0 Q:1 ${a}011101111100011${b}10 Rn:5 Rd:5`,
      [V('Rd', Q_H), V('Rn', Q_H), fpZero],
      compareZero(name, halves),
    );
  }

  t = table.needs('compnum');
  t.insn(
    'fcadd',
    '0 Q:1 1011101 sz:1 0 Rm:5 111 rot:1 01 Rn:5 Rd:5',
    [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD), V('Rm', Q_SZ_SD), rotation('rot', 90, 180)],
    complexAdd(vector),
  );
  t.insn(
    'fcmla',
    '0 Q:1 1011101 sz:1 0 Rm:5 110 rot:2 1 Rn:5 Rd:5',
    [V('Rd', Q_SZ_SD), V('Rn', Q_SZ_SD), V('Rm', Q_SZ_SD), rotation('rot', 0, 90)],
    complexMultiplyAdd(vector),
  );

  t = table.needs('compnum');
  t.insn(
    'fcadd',
    '0 Q:1 101110010 Rm:5 111 rot:1 01 Rn:5 Rd:5',
    [V('Rd', Q_H), V('Rn', Q_H), V('Rm', Q_H), rotation('rot', 90, 180)],
    complexAdd(halves),
  );
  t.insn(
    'fcmla',
    '0 Q:1 101110010 Rm:5 110 rot:2 1 Rn:5 Rd:5',
    [V('Rd', Q_H), V('Rn', Q_H), V('Rm', Q_H), rotation('rot', 0, 90)],
    complexMultiplyAdd(halves),
  );

  t = table.needs('fp8fma');
  for (const [name, a] of cells('fmlalb 0, fmlalt 1')) {
    t.insn(name, `0${a}001110110 Rm:5 111111 Rn:5 Rd:5`, [V('Rd', '8h'), V('Rn', '16b'), V('Rm', '16b')]);
  }
  for (const [name, a, b] of cells('fmlallbb 0 0, fmlallbt 0 1, fmlalltb 1 0, fmlalltt 1 1')) {
    t.insn(name, `0${a}0011100${b}0 Rm:5 110001 Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '16b'), V('Rm', '16b')]);
  }

  t = table.needs('faminmax');
  for (const [name, a] of cells('famax 0, famin 1')) {
    t.insn(name, `0 Q:1 ${a}01110 1 sz:1 1 Rm:5 110111 Rn:5 Rd:5`, [
      V('Rd', Q_SZ_SD),
      V('Rn', Q_SZ_SD),
      V('Rm', Q_SZ_SD),
    ]);
    t.insn(name, `0 Q:1 ${a}01110 110 Rm:5 000111 Rn:5 Rd:5`, [V('Rd', Q_H), V('Rn', Q_H), V('Rm', Q_H)]);
  }

  t = table.needs('fp8dot4');
  t.insn('fdot', '0 Q:1 001110000 Rm:5 111111 Rn:5 Rd:5', [V('Rd', Q_S), V('Rn', Q_B), V('Rm', Q_B)]);

  t = table.needs('fp8dot2');
  t.insn('fdot', '0 Q:1 001110010 Rm:5 111111 Rn:5 Rd:5', [V('Rd', Q_H), V('Rn', Q_B), V('Rm', Q_B)]);

  t = table.needs('fp16fml & fp16');
  for (const [name, a, b, c] of cells('fmlal 0 0 1, fmlal2 1 0 0, fmlsl 0 1 1, fmlsl2 1 1 0')) {
    t.insn(
      name,
      `0 Q:1 ${a}01110${b}01 Rm:5 11${c}011 Rn:5 Rd:5`,
      [V('Rd', Q_S), V('Rn', Q_4H2H), V('Rm', Q_4H2H)],
      multiplyAddLong(name),
    );
  }
});
