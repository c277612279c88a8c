/**
 * Small extensions of the base set: flag manipulation (FEAT_FlagM), 64-byte loads and stores (FEAT_LS64), read-check-write atomics (FEAT_THE),
 * checked pointer arithmetic (FEAT_CPA), guarded control stacks (FEAT_GCS), transactions (FEAT_TME).
 */

import { imm } from '../codecs/immediate.ts';
import { next, W, X, X64bytes, Xeven, Xsp } from '../codecs/integer.ts';
import { memBase } from '../codecs/memory.ts';
import { shiftedX } from '../codecs/shifted.ts';
import { type Codec, defineGroup } from '../row.ts';

export const flagManipulation = defineGroup('base/flag-manipulation', (table) => {
  const t = table.needs('flagm');
  t.insn('rmif', '10111010000 imm6:6 00001 Rn:5 0 mask:4', [X('Rn'), imm('imm6'), imm('mask')], {
    semantics(b, f) {
      const bits = b.shl(b.lo32(b.ror(b.x(f.Rn), f.imm6)), 28);
      const mask = b.c32(f.mask << 28);
      b.setNzcv(b.or(b.and(b.nzcv(), b.not(mask)), b.and(bits, mask)));
    },
  });
  for (const [name, sz, bits] of [
    ['setf8', '0', 8],
    ['setf16', '1', 16],
  ] as const) {
    t.insn(name, `0011101000000000 0 ${sz} 0010 Rn:5 0 1101`, [W('Rn')], {
      semantics(b, f) {
        const value = b.w(f.Rn);
        const sign = b.shr(value, bits - 1);
        const N = b.shl(sign, 31);
        const Z = b.shl(b.eq(b.zext(value, bits), b.c32(0)), 30);
        const V = b.shl(b.and(b.xor(b.shr(value, bits), sign), b.c32(1)), 28);
        b.setNzcv(b.or(b.or(N, Z), b.or(V, b.and(b.nzcv(), b.c32(1 << 29)))));
      },
    });
  }
});

export const loadStore64 = defineGroup('base/load-store-64-byte', (table) => {
  const t = table.needs('ls64');
  t.insn('ld64b', '11111000 00 1 11111 1 101 00 Rn:5 Rt:5', [X64bytes('Rt'), memBase('Rn')], { overlaps: true });
  t.insn('st64b', '11111000 00 1 11111 1 001 00 Rn:5 Rt:5', [X64bytes('Rt'), memBase('Rn')], { overlaps: true });
  t.insn('st64bv', '11111000 00 1 Rs:5 1 011 00 Rn:5 Rt:5', [X('Rs'), X64bytes('Rt'), memBase('Rn')]);
  t.insn('st64bv0', '11111000 00 1 Rs:5 1 010 00 Rn:5 Rt:5', [X('Rs'), X64bytes('Rt'), memBase('Rn')]);
});

const ORDERS = [
  ['', '0', '0'],
  ['a', '1', '0'],
  ['l', '0', '1'],
  ['al', '1', '1'],
] as const;

export const readCheckWrite = defineGroup('base/read-check-write', (table) => {
  const t = table.needs('the');
  const pairs = table.needs('the & d128');
  for (const [soft, s] of [
    ['', '0'],
    ['s', '1'],
  ] as const) {
    for (const [order, A, R] of ORDERS) {
      t.insn(`rcw${soft}cas${order}`, `0${s} 011001 ${A} ${R} 1 Rs:5 000010 Rn:5 Rt:5`, [
        X('Rs'),
        X('Rt'),
        memBase('Rn'),
      ]);
      pairs.insn(
        `rcw${soft}casp${order}`,
        `0${s} 011001 ${A} ${R} 1 Rs:5 000011 Rn:5 Rt:5`,
        [Xeven('Rs'), next('Rs', true), Xeven('Rt'), next('Rt', true), memBase('Rn')],
        { reserved: (f) => (f.Rs & 1) === 1 || (f.Rt & 1) === 1 },
      );
      for (const [name, opc] of [
        ['clr', '001'],
        ['set', '011'],
        ['swp', '010'],
      ] as const) {
        t.insn(`rcw${soft}${name}${order}`, `0${s} 111000 ${A} ${R} 1 Rs:5 1 ${opc} 00 Rn:5 Rt:5`, [
          X('Rs'),
          X('Rt'),
          memBase('Rn'),
        ]);
        pairs.insn(
          `rcw${soft}${name}p${order}`,
          `0${s} 011001 ${A} ${R} 1 Rt2:5 1 ${opc} 00 Rn:5 Rt:5`,
          [X('Rt'), X('Rt2'), memBase('Rn')],
          {
            reserved: (f) => f.Rt === 31 || f.Rt2 === 31,
          },
        );
      }
    }
  }
});

/** Without FEAT_CPA2 nothing is checked: sums and products as ever. */
export const checkedPointers = defineGroup('base/checked-pointer-arithmetic', (table) => {
  const t = table.needs('cpa');
  const sum: readonly Codec<'Rd' | 'Rn' | 'Rm' | 'imm3'>[] = [Xsp('Rd'), Xsp('Rn'), shiftedX('Rm', 'imm3', 7)];
  t.insn('addpt', '10011010000 Rm:5 001 imm3:3 Rn:5 Rd:5', sum, {
    semantics: (b, f) => b.setXsp(f.Rd, b.add(b.xsp(f.Rn), b.shl(b.x(f.Rm), f.imm3))),
  });
  t.insn('subpt', '11011010000 Rm:5 001 imm3:3 Rn:5 Rd:5', sum, {
    semantics: (b, f) => b.setXsp(f.Rd, b.sub(b.xsp(f.Rn), b.shl(b.x(f.Rm), f.imm3))),
  });
  t.insn('maddpt', '10011011011 Rm:5 0 Ra:5 Rn:5 Rd:5', [X('Rd'), X('Rn'), X('Rm'), X('Ra')], {
    semantics: (b, f) => b.setX(f.Rd, b.add(b.x(f.Ra), b.mul(b.x(f.Rn), b.x(f.Rm)))),
  });
  t.insn('msubpt', '10011011011 Rm:5 1 Ra:5 Rn:5 Rd:5', [X('Rd'), X('Rn'), X('Rm'), X('Ra')], {
    semantics: (b, f) => b.setX(f.Rd, b.sub(b.x(f.Ra), b.mul(b.x(f.Rn), b.x(f.Rm)))),
  });
});

export const guardedStacks = defineGroup('base/guarded-control-stack', (table) => {
  const t = table.needs('gcs');
  t.insn('gcsstr', '11011001000 11111 000 011 Rn:5 Rt:5', [X('Rt'), memBase('Rn')]);
  t.insn('gcssttr', '11011001000 11111 000 111 Rn:5 Rt:5', [X('Rt'), memBase('Rn')]);
});

export const transactions = defineGroup('base/transactions', (table) => {
  const t = table.needs('tme');
  t.insn('tstart', '110101010010001100110000011 Rt:5', [X('Rt')], { overlaps: true });
  t.insn('ttest', '110101010010001100110001011 Rt:5', [X('Rt')], { overlaps: true });
  t.insn('tcancel', '11010100011 imm16:16 00000', [imm('imm16')]);
});
