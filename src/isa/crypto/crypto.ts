/**
 * Cryptography (DDI 0487, C4.1.96): AES, SHA-1, SHA-2, SHA-512, SHA-3, SM3, SM4, polynomial multiply.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { imm } from '../codecs/immediate.ts';
import { F, V, VL } from '../codecs/vector.ts';
import type { Builder, V128 } from '../ir.ts';
import { cells, defineGroup } from '../row.ts';
import type { VectorFunction } from '../runtime-functions.ts';

interface Fields {
  readonly Rd: number;
  readonly Rn: number;
  readonly Rm?: number;
}

/** AESMC and AESIMC read Rn alone, SM4EKEY Rn and Rm; the others Rd, Rn and Rm where they have it. */
const UNTIED = new Set(['aesmc', 'aesimc', 'sm4ekey']);

/** A function of the run time on whole registers. */
function whole<F>(
  name: string,
  parameter: (f: F) => number = () => 0,
): { semantics: (b: Builder, f: F & Fields) => void } {
  return {
    semantics(b, f) {
      const numbers = [...(UNTIED.has(name) ? [] : [f.Rd]), f.Rn, ...(f.Rm === undefined ? [] : [f.Rm])];
      b.setV(
        f.Rd,
        b.callV(
          name as VectorFunction,
          128,
          128,
          numbers.map((n) => b.v(n)),
          parameter(f),
        ),
      );
    },
  };
}

/** Doublewords rotated. */
function rotatedRight(b: Builder, v: V128, amount: number): V128 {
  if (amount === 0) return v;
  return b.vOp('orr', 64, b.vShift('ushr', 64, v, amount), b.vShift('shl', 64, v, 64 - amount));
}

/** PMULL of doublewords: the low or the high ones. */
function polynomial(half: 0 | 1): { semantics: (b: Builder, f: Required<Fields>) => void } {
  const source = (b: Builder, n: number): V128 => b.vPair(b.vLane(b.v(n), 64, half), b.c64(0));
  return {
    semantics: (b, f) => b.setV(f.Rd, b.callV('pmull', 128, 128, [source(b, f.Rn), source(b, f.Rm)])),
  };
}

export const crypto = defineGroup('crypto/crypto', (table) => {
  let t = table.needs('sha3');
  for (const [name, a] of cells('bcax 1, eor3 0')) {
    t.insn(
      name,
      `1100111000${a} Rm:5 0 Ra:5 Rn:5 Rd:5`,
      [V('Rd', '16b'), V('Rn', '16b'), V('Rm', '16b'), V('Ra', '16b')],
      {
        semantics(b, f) {
          const other =
            name === 'bcax' ? b.vOp('bic', 64, b.v(f.Rm), b.v(f.Ra)) : b.vOp('eor', 64, b.v(f.Rm), b.v(f.Ra));
          b.setV(f.Rd, b.vOp('eor', 64, b.v(f.Rn), other));
        },
      },
    );
  }
  t.insn('rax1', '11001110011 Rm:5 100011 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d')], {
    semantics: (b, f) => b.setV(f.Rd, b.vOp('eor', 64, b.v(f.Rn), rotatedRight(b, b.v(f.Rm), 63))),
  });
  t.insn('xar', '11001110100 Rm:5 imm:6 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d'), imm('imm')], {
    semantics: (b, f) => b.setV(f.Rd, rotatedRight(b, b.vOp('eor', 64, b.v(f.Rn), b.v(f.Rm)), f.imm)),
  });

  // GNU as takes SHA-512 with either
  t = table.needs('sha2 | sha3');
  for (const [name, a] of cells('sha512h 0, sha512h2 1')) {
    t.insn(name, `11001110011 Rm:5 10000${a} Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 'q'), V('Rm', '2d')], whole(name));
  }
  t.insn(
    'sha512su1',
    '11001110011 Rm:5 100010 Rn:5 Rd:5',
    [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d')],
    whole('sha512su1'),
  );
  t.insn('sha512su0', '1100111011000000100000 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d')], whole('sha512su0'));

  t = table.needs('sha2');
  for (const [name, a] of cells('sha1c 00, sha1m 10, sha1p 01')) {
    t.insn(name, `01011110000 Rm:5 00${a}00 Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 's'), V('Rm', '4s')], whole(name));
  }
  t.insn('sha1h', '0101111000101000000010 Rn:5 Rd:5', [F('Rd', 's'), F('Rn', 's')], {
    semantics: (b, f) => b.setV(f.Rd, b.vPair(b.zx64(b.ror(b.lo32(b.vLane(b.v(f.Rn), 32, 0)), 2)), b.c64(0))),
  });
  for (const [name, a] of cells('sha1su0 011, sha256su1 110')) {
    t.insn(name, `01011110000 Rm:5 0${a}00 Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s')], whole(name));
  }
  for (const [name, a] of cells('sha1su1 01, sha256su0 10')) {
    t.insn(name, `010111100010100000${a}10 Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s')], whole(name));
  }
  for (const [name, a] of cells('sha256h 0, sha256h2 1')) {
    t.insn(name, `01011110000 Rm:5 010${a}00 Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 'q'), V('Rm', '4s')], whole(name));
  }

  t = table.needs('sm4');
  for (const [name, a] of cells('sm3partw1 00, sm3partw2 01, sm4ekey 10')) {
    t.insn(name, `11001110011 Rm:5 1100${a} Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s')], whole(name));
  }
  t.insn('sm3ss1', '11001110010 Rm:5 0 Ra:5 Rn:5 Rd:5', [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s'), V('Ra', '4s')], {
    semantics: (b, f) => b.setV(f.Rd, b.callV('sm3ss1', 128, 128, [b.v(f.Rn), b.v(f.Rm), b.v(f.Ra)])),
  });
  for (const [name, a] of cells('sm3tt1a 00, sm3tt1b 01, sm3tt2a 10, sm3tt2b 11')) {
    t.insn(
      name,
      `11001110010 Rm:5 10 imm:2 ${a} Rn:5 Rd:5`,
      [V('Rd', '4s'), V('Rn', '4s'), VL('Rm', 's', 'imm')],
      whole(name, (f: { readonly imm: number }) => f.imm),
    );
  }
  t.insn('sm4e', '1100111011000000100001 Rn:5 Rd:5', [V('Rd', '4s'), V('Rn', '4s')], whole('sm4e'));

  t = table.needs('aes');
  for (const [name, a] of cells('aesd 01, aese 00, aesimc 11, aesmc 10')) {
    t.insn(name, `010011100010100001${a}10 Rn:5 Rd:5`, [V('Rd', '16b'), V('Rn', '16b')], whole(name));
  }
  t.insn('pmull', '00001110111 Rm:5 111000 Rn:5 Rd:5', [V('Rd', '1q'), V('Rn', '1d'), V('Rm', '1d')], polynomial(0));
  t.insn('pmull2', '01001110111 Rm:5 111000 Rn:5 Rd:5', [V('Rd', '1q'), V('Rn', '2d'), V('Rm', '2d')], polynomial(1));
});
