/**
 * AdvSIMD bitwise instructions on whole registers, with MOV and MVN; widening shifts with SXTL and UXTL (Arm DDI 0487, C4.1.96).
 */

import { arrs } from '../codecs/arrangement.ts';
import { IMMH_8B4H2S, IMMH_8H4S2D, IMMH_16B8H4S, IMMHB_BHS, Q_B } from '../codecs/arrangements.ts';
import { V } from '../codecs/vector.ts';
import { shiftAmount } from '../codecs/vector-immediate.ts';
import type { Builder, V128 } from '../ir.ts';
import { defineGroup } from '../row.ts';

interface Fields {
  readonly Q: number;
  readonly Rd: number;
  readonly Rn: number;
  readonly Rm: number;
}

/** (n AND m) OR (other AND NOT m): what BSL, BIT and BIF have in common. */
function insert(b: Builder, mask: V128, ones: V128, zeros: V128): V128 {
  return b.vOp('orr', 64, b.vOp('and', 64, ones, mask), b.vOp('bic', 64, zeros, mask));
}

const RESULT: Readonly<Record<string, (b: Builder, f: Fields) => V128>> = {
  and: (b, f) => b.vOp('and', 64, b.v(f.Rn), b.v(f.Rm)),
  bic: (b, f) => b.vOp('bic', 64, b.v(f.Rn), b.v(f.Rm)),
  orr: (b, f) => b.vOp('orr', 64, b.v(f.Rn), b.v(f.Rm)),
  orn: (b, f) => b.vOp('orn', 64, b.v(f.Rn), b.v(f.Rm)),
  eor: (b, f) => b.vOp('eor', 64, b.v(f.Rn), b.v(f.Rm)),
  bsl: (b, f) => insert(b, b.v(f.Rd), b.v(f.Rn), b.v(f.Rm)),
  bit: (b, f) => insert(b, b.v(f.Rm), b.v(f.Rn), b.v(f.Rd)),
  bif: (b, f) => insert(b, b.v(f.Rm), b.v(f.Rd), b.v(f.Rn)),
};

const ANY = arrs('Q', '0 8b, 1 16b');
/** LLVM lets MOV name lanes, which do not matter. */
const LANES = arrs('Q', '0 4h, 0 2s, 0 1d, 1 8h, 1 4s, 1 2d');

export const simdLogical = defineGroup('simd/logical', (table) => {
  const t = table.needs('simd');
  for (const [name, U, size] of [
    ['and', '0', '00'],
    ['bic', '0', '01'],
    ['orr', '0', '10'],
    ['orn', '0', '11'],
    ['eor', '1', '00'],
    ['bsl', '1', '01'],
    ['bit', '1', '10'],
    ['bif', '1', '11'],
  ] as const) {
    const row = t.insn(
      name,
      `0 Q:1 ${U} 01110 ${size} 1 Rm:5 000111 Rn:5 Rd:5`,
      [V('Rd', ANY), V('Rn', ANY), V('Rm', ANY)],
      {
        semantics(b, f) {
          const value = RESULT[name]?.(b, f);
          if (value === undefined) return b.notModelled(name);
          b.setV(f.Rd, f.Q ? value : b.vTrunc(value, 64));
        },
      },
    );
    if (name === 'orr') t.alias(row, 'mov', [V('Rd', LANES), V('Rn', LANES)], { tie: ['Rm', 'Rn'], encodeOnly: true });
    if (name === 'orr')
      t.alias(row, 'mov', [V('Rd', ANY), V('Rn', ANY)], { tie: ['Rm', 'Rn'], when: (f) => f.Rm === f.Rn });
  }
  const not = t.insn('not', '0 Q:1 1 01110001000000101 10 Rn:5 Rd:5', [V('Rd', Q_B), V('Rn', Q_B)], {
    semantics(b, f) {
      const value = b.vUnary('not', 64, b.v(f.Rn));
      b.setV(f.Rd, f.Q ? value : b.vTrunc(value, 64));
    },
  });
  t.alias(not, 'mvn', [V('Rd', Q_B), V('Rn', Q_B)]);
});

/** Lanes of the source's half, extended into lanes twice as wide, then shifted. */
function widened(
  b: Builder,
  f: { readonly immh: number; readonly immb: number; readonly Rd: number; readonly Rn: number },
  high: number,
  signed: boolean,
): void {
  const scale = 31 - Math.clz32(f.immh);
  const from = (8 << scale) as 8 | 16 | 32;
  const to = (2 * from) as 16 | 32 | 64;
  const amount = ((f.immh << 3) | f.immb) - from;
  const source = b.v(f.Rn);
  let result = b.vPair(b.c64(0), b.c64(0));
  for (let i = 0; i < 64 / from; i++) {
    const lane = b.vLane(source, from, i + (high ? 64 / from : 0));
    const value = signed ? b.sext(lane, from) : lane;
    result = b.vWithLane(result, to, i, amount ? b.shl(value, amount) : value);
  }
  b.setV(f.Rd, result);
}

export const simdWiden = defineGroup('simd/widen', (table) => {
  const t = table.needs('simd');
  for (const [name, alias, U, Q, narrow] of [
    ['sshll', 'sxtl', '0', '0', IMMH_8B4H2S],
    ['sshll2', 'sxtl2', '0', '1', IMMH_16B8H4S],
    ['ushll', 'uxtl', '1', '0', IMMH_8B4H2S],
    ['ushll2', 'uxtl2', '1', '1', IMMH_16B8H4S],
  ] as const) {
    const operands = [V('Rd', IMMH_8H4S2D), V('Rn', narrow)];
    const row = t.insn(
      name,
      `0${Q}${U}011110 immh:4 immb:3 101001 Rn:5 Rd:5`,
      [...operands, shiftAmount('left', IMMHB_BHS)],
      {
        reserved: (f) => f.immh === 0 || f.immh > 7,
        semantics: (b, f) => widened(b, f, Number(Q), U === '0'),
      },
    );
    t.alias(row, alias, operands, {
      fixed: { immb: 0 },
      when: (f) => (f.immh & (f.immh - 1)) === 0,
      reserved: (f) => (f.immh & (f.immh - 1)) !== 0,
    });
  }
});
