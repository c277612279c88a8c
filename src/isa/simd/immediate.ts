/**
 * AdvSIMD modified immediates (Arm DDI 0487, C4.1.96, AdvSIMDExpandImm): MOVI, MVNI, ORR, BIC, FMOV.
 */

import { Q_B, Q_H, Q_S } from '../codecs/arrangements.ts';
import { decodeFloat8, fpImm } from '../codecs/float.ts';
import { F, V } from '../codecs/vector.ts';
import { byteImm, byteMask, movByte } from '../codecs/vector-immediate.ts';
import { encoded } from '../fp/move.ts';
import type { Builder, V128 } from '../ir.ts';
import { defineGroup } from '../row.ts';

/** `bits` of a lane's value in both halves (or in the low one). */
function replicated(b: Builder, Q: number, value: number, bits: 16 | 32): V128 {
  const lane = BigInt(value >>> 0) & ((1n << BigInt(bits)) - 1n);
  let all = 0n;
  for (let at = 0; at < 64; at += bits) all |= lane << BigInt(at);
  return b.vPair(b.c64(all), b.c64(Q ? all : 0));
}

interface ByteFields {
  readonly Q: number;
  readonly abc: number;
  readonly defgh: number;
  readonly sh: number;
  readonly Rd: number;
}

type Operation = 'movi' | 'mvni' | 'orr' | 'bic';

function apply(b: Builder, f: ByteFields, name: Operation, bits: 16 | 32, msl: boolean): void {
  const byte = (f.abc << 5) | f.defgh;
  const value = msl ? (byte << (8 + 8 * f.sh)) | (2 ** (8 + 8 * f.sh) - 1) : byte << (8 * f.sh);
  if (name === 'movi' || name === 'mvni') {
    b.setV(f.Rd, replicated(b, f.Q, name === 'mvni' ? ~value : value, bits));
    return;
  }
  const result = b.vOp(name, 64, b.v(f.Rd), replicated(b, 1, value, bits));
  b.setV(f.Rd, f.Q ? result : b.vTrunc(result, 64));
}

export const simdImmediate = defineGroup('simd/immediate', (table) => {
  const t = table.needs('simd');
  for (const [name, op, o] of [
    ['movi', '0', '0'],
    ['mvni', '1', '0'],
    ['orr', '0', '1'],
    ['bic', '1', '1'],
  ] as const) {
    t.insn(
      name,
      `0 Q:1 ${op} 0111100000 abc:3 0 sh:2 ${o} 01 defgh:5 Rd:5`,
      [V('Rd', Q_S), byteImm('sh', { kind: 'lsl', most: 24 })],
      {
        semantics: (b, f) => apply(b, f, name, 32, false),
      },
    );
    t.insn(
      name,
      `0 Q:1 ${op} 0111100000 abc:3 10 sh:1 ${o} 01 defgh:5 Rd:5`,
      [V('Rd', Q_H), byteImm('sh', { kind: 'lsl', most: 8 })],
      {
        semantics: (b, f) => apply(b, f, name, 16, false),
      },
    );
    if (o === '1') continue;
    t.insn(
      name,
      `0 Q:1 ${op} 0111100000 abc:3 110 sh:1 01 defgh:5 Rd:5`,
      [V('Rd', Q_S), byteImm('sh', { kind: 'msl', most: 16 })],
      {
        semantics: (b, f) => apply(b, f, name, 32, true),
      },
    );
  }
  t.insn('movi', '0 Q:1 0 0111100000 abc:3 111001 defgh:5 Rd:5', [V('Rd', Q_B), movByte], {
    semantics: (b, f) => b.setV(f.Rd, replicated(b, f.Q, ((f.abc << 5) | f.defgh) * 0x01010101, 32)),
  });
  t.insn('movi', '00 1 0111100000 abc:3 111001 defgh:5 Rd:5', [F('Rd', 'd'), byteMask], {
    semantics: (b, f) => b.setV(f.Rd, b.vPair(b.c64(expanded(f.abc, f.defgh)), b.c64(0))),
  });
  t.insn('movi', '01 1 0111100000 abc:3 111001 defgh:5 Rd:5', [V('Rd', '2d'), byteMask], {
    semantics: (b, f) => b.setV(f.Rd, b.vPair(b.c64(expanded(f.abc, f.defgh)), b.c64(expanded(f.abc, f.defgh)))),
  });
  t.insn('fmov', '0 Q:1 0 0111100000 abc:3 111101 defgh:5 Rd:5', [V('Rd', Q_S), fpImm('abc:defgh')], {
    semantics: (b, f) => b.setV(f.Rd, replicated(b, f.Q, single(decodeFloat8((f.abc << 5) | f.defgh)), 32)),
  });
  t.insn('fmov', '01 1 0111100000 abc:3 111101 defgh:5 Rd:5', [V('Rd', '2d'), fpImm('abc:defgh', true)], {
    semantics(b, f) {
      VIEW.setFloat64(0, decodeFloat8((f.abc << 5) | f.defgh));
      const value = VIEW.getBigUint64(0);
      b.setV(f.Rd, b.vPair(b.c64(value), b.c64(value)));
    },
  });
  table.needs('fp16').insn('fmov', '0 Q:1 0 0111100000 abc:3 111111 defgh:5 Rd:5', [V('Rd', Q_H), fpImm('abc:defgh')], {
    semantics: (b, f) =>
      b.setV(f.Rd, replicated(b, f.Q, Number(encoded(decodeFloat8((f.abc << 5) | f.defgh), 16)), 16)),
  });
});

const VIEW = new DataView(new ArrayBuffer(8));

function single(value: number): number {
  VIEW.setFloat32(0, value);
  return VIEW.getUint32(0);
}

/** Each bit of abc:defgh as a byte. */
function expanded(abc: number, defgh: number): bigint {
  const bits = (abc << 5) | defgh;
  let value = 0n;
  for (let i = 7; i >= 0; i--) value = (value << 8n) | (bits & (1 << i) ? 0xffn : 0n);
  return value;
}
