/**
 * Scalar floating point with an immediate, a condition or a fixed-point scale, and moves between register files (Arm DDI 0487, C4.1.96).
 */

import { condition } from '../codecs/branch.ts';
import { decodeFloat8, fpImm, fpZeroPoint } from '../codecs/float.ts';
import { imm } from '../codecs/immediate.ts';
import { W, X } from '../codecs/integer.ts';
import { F, VLfixed } from '../codecs/vector.ts';
import type { Builder } from '../ir.ts';
import { cells, defineGroup, type Table } from '../row.ts';
import { conditionalCompare, convert, fixed, fromGeneral, type Shape, toGeneral } from './semantics.ts';

/** Register letter, ftype, the extension that it needs. */
const TYPES = [
  ['s', '00', 'fp'],
  ['d', '01', 'fp'],
  ['h', '11', 'fp16'],
] as const;

const VIEW = new DataView(new ArrayBuffer(8));

/** The IEEE encoding of a small exact value in a format of `size` bits. */
export function encoded(value: number, size: 16 | 32 | 64): bigint {
  if (size === 64) {
    VIEW.setFloat64(0, value);
    return VIEW.getBigUint64(0);
  }
  VIEW.setFloat32(0, value);
  const single = VIEW.getUint32(0);
  if (size === 32) return BigInt(single);
  // every VFPExpandImm value is normal in half precision: rebias the exponent, keep the top of the fraction
  const exponent = ((single >>> 23) & 255) - 127 + 15;
  return BigInt(((single >>> 16) & 0x8000) | (exponent << 10) | ((single >>> 13) & 0x3ff));
}

const BITS = { h: 16, s: 32, d: 64 } as const;

export const fpMove = defineGroup('fp/move', (table) => {
  for (const [letter, ftype, feature] of TYPES) {
    const t = table.needs(feature);
    const bits = BITS[letter];
    t.insn('fmov', `0001111 0 ${ftype} 1 imm8:8 100 00000 Rd:5`, [F('Rd', letter), fpImm('imm8', letter === 'd')], {
      semantics: (b, f) => b.setV(f.Rd, b.vTrunc(b.vPair(b.c64(encoded(decodeFloat8(f.imm8), bits)), b.c64(0)), bits)),
    });
    t.insn(
      'fcsel',
      `0001111 0 ${ftype} 1 Rm:5 cond:4 11 Rn:5 Rd:5`,
      [F('Rd', letter), F('Rn', letter), F('Rm', letter), condition('cond')],
      {
        semantics: (b, f) => b.setV(f.Rd, b.vTrunc(b.select(b.cond(f.cond), b.v(f.Rn), b.v(f.Rm)), bits)),
      },
    );
    for (const [name, op] of [
      ['fccmp', '0'],
      ['fccmpe', '1'],
    ] as const) {
      t.insn(
        name,
        `0001111 0 ${ftype} 1 Rm:5 cond:4 01 Rn:5 ${op} nzcv:4`,
        [F('Rn', letter), F('Rm', letter), imm('nzcv', { radix: 'hex' }), condition('cond')],
        conditionalCompare(name, bits),
      );
    }
    t.insn('fmov', `0001111 0 ${ftype} 1 00000010000 Rn:5 Rd:5`, [F('Rd', letter), F('Rn', letter)], {
      semantics: (b, f) => b.setV(f.Rd, b.vTrunc(b.v(f.Rn), bits)),
    });
  }
  transfers(table);
  fixedPoint(table);
  for (const [to, from, ftype, opc] of [
    ['d', 's', '00', '01'],
    ['h', 's', '00', '11'],
    ['s', 'd', '01', '00'],
    ['h', 'd', '01', '11'],
    ['s', 'h', '11', '00'],
    ['d', 'h', '11', '01'],
  ] as const) {
    table
      .needs('fp')
      .insn(
        'fcvt',
        `0001111 0 ${ftype} 1 0001 ${opc} 10000 Rn:5 Rd:5`,
        [F('Rd', to), F('Rn', from)],
        convert(BITS[from], BITS[to]),
      );
  }
});

function fromInteger(b: Builder, Rd: number, Rn: number, bits: 16 | 32 | 64): void {
  b.setV(Rd, b.vTrunc(b.vPair(b.x(Rn), b.c64(0)), bits));
}

/** FMOV between the general and the vector registers: bits, unchanged. */
function transfers(table: Table): void {
  const half = table.needs('fp16');
  const t = table.needs('fp');
  t.insn('fmov', '0001111000100110000000 Rn:5 Rd:5', [W('Rd'), F('Rn', 's')], {
    semantics: (b, f) => b.setX(f.Rd, b.vLane(b.v(f.Rn), 32, 0)),
  });
  // LLVM's spelling of a move from the zero register
  t.insn('fmov', '000111100010011100000011111 Rd:5', [F('Rd', 's'), fpZeroPoint], { encodeOnly: true });
  t.insn('fmov', '100111100110011100000011111 Rd:5', [F('Rd', 'd'), fpZeroPoint], { encodeOnly: true });
  half.insn('fmov', '000111101110011100000011111 Rd:5', [F('Rd', 'h'), fpZeroPoint], { encodeOnly: true });
  t.insn('fmov', '0001111000100111000000 Rn:5 Rd:5', [F('Rd', 's'), W('Rn')], {
    semantics: (b, f) => fromInteger(b, f.Rd, f.Rn, 32),
  });
  t.insn('fmov', '1001111001100110000000 Rn:5 Rd:5', [X('Rd'), F('Rn', 'd')], {
    semantics: (b, f) => b.setX(f.Rd, b.vLane(b.v(f.Rn), 64, 0)),
  });
  t.insn('fmov', '1001111001100111000000 Rn:5 Rd:5', [F('Rd', 'd'), X('Rn')], {
    semantics: (b, f) => fromInteger(b, f.Rd, f.Rn, 64),
  });
  t.insn('fmov', '1001111010101110000000 Rn:5 Rd:5', [X('Rd'), VLfixed('Rn', 'd', 1)], {
    semantics: (b, f) => b.setX(f.Rd, b.vLane(b.v(f.Rn), 64, 1)),
  });
  t.insn('fmov', '1001111010101111000000 Rn:5 Rd:5', [VLfixed('Rd', 'd', 1), X('Rn')], {
    semantics: (b, f) => b.setV(f.Rd, b.vWithLane(b.v(f.Rd), 64, 1, b.x(f.Rn))),
  });
  for (const [sf, R] of [
    ['0', W],
    ['1', X],
  ] as const) {
    half.insn('fmov', `${sf}001111011100110000000 Rn:5 Rd:5`, [R('Rd'), F('Rn', 'h')], {
      semantics: (b, f) => b.setX(f.Rd, b.vLane(b.v(f.Rn), 16, 0)),
    });
    half.insn('fmov', `${sf}001111011100111000000 Rn:5 Rd:5`, [F('Rd', 'h'), R('Rn')], {
      semantics: (b, f) => fromInteger(b, f.Rd, f.Rn, 16),
    });
  }
}

/** Conversions with a number of fraction bits, 1 to the width of the integer. */
function fixedPoint(table: Table): void {
  for (const [letter, ftype, feature] of TYPES) {
    const t = table.needs(feature);
    const shape: Shape<{ readonly scale: number }> = fixed(BITS[letter], BITS[letter]);
    for (const [name, op] of cells('scvtf 00010, ucvtf 00011')) {
      t.insn(
        name,
        `0001111 0 ${ftype} 0 ${op} 1 scale:5 Rn:5 Rd:5`,
        [F('Rd', letter), W('Rn'), imm('scale', { scale: -1, bias: 32, low: 1, high: 32 })],
        fromGeneral(name, shape, 32, (f) => 32 - f.scale),
      );
      t.insn(
        name,
        `1001111 0 ${ftype} 0 ${op} scale:6 Rn:5 Rd:5`,
        [F('Rd', letter), X('Rn'), imm('scale', { scale: -1, bias: 64, low: 1, high: 64 })],
        fromGeneral(name, shape, 64, (f) => 64 - f.scale),
      );
    }
    for (const [name, op] of cells('fcvtzs 11000, fcvtzu 11001')) {
      t.insn(
        name,
        `0001111 0 ${ftype} 0 ${op} 1 scale:5 Rn:5 Rd:5`,
        [W('Rd'), F('Rn', letter), imm('scale', { scale: -1, bias: 32, low: 1, high: 32 })],
        toGeneral(name, shape, 32, (f) => 32 - f.scale),
      );
      t.insn(
        name,
        `1001111 0 ${ftype} 0 ${op} scale:6 Rn:5 Rd:5`,
        [X('Rd'), F('Rn', letter), imm('scale', { scale: -1, bias: 64, low: 1, high: 64 })],
        toGeneral(name, shape, 64, (f) => 64 - f.scale),
      );
    }
  }
}
