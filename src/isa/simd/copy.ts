/**
 * AdvSIMD copies, table lookups and EXT (Arm DDI 0487, C4.1.96): DUP, INS, UMOV, SMOV with their MOV aliases.
 *
 * imm5 tells the element's size by its lowest one; the index is above it. The index of INS's source is in imm4, aligned alike.
 */

import { arrs } from '../codecs/arrangement.ts';
import { imm } from '../codecs/immediate.ts';
import { W, X } from '../codecs/integer.ts';
import { F, V, VL, VLbare } from '../codecs/vector.ts';
import { VList } from '../codecs/vector-list.ts';
import type { Builder, I64, V128 } from '../ir.ts';
import { cells, defineGroup } from '../row.ts';

const ELEMENT = arrs('imm5', 'iiii1 b, iii10 h, ii100 s, i1000 d');
const SOURCE = arrs('imm5:imm4', 'xxxx1iiii b, xxx10iiix h, xx100iixx s, x1000ixxx d');
const SCALAR = arrs('imm5', 'xxxx1 b, xxx10 h, xx100 s, x1000 d');
const VECTOR = arrs('Q:imm5', '0xxxx1 8b, 1xxxx1 16b, 0xxx10 4h, 1xxx10 8h, 0xx100 2s, 1xx100 4s, 1x1000 2d');
const VECTOR_W = arrs('Q:imm5', '0xxxx1 8b, 1xxxx1 16b, 0xxx10 4h, 1xxx10 8h, 0xx100 2s, 1xx100 4s');
const ELEMENT_BH = arrs('imm5', 'iiii1 b, iii10 h');
const ELEMENT_BHS = arrs('imm5', 'iiii1 b, iii10 h, ii100 s');
const ELEMENT_S = arrs('imm5', 'ii100 s');
const ELEMENT_D = arrs('imm5', 'i1000 d');

type Size = 8 | 16 | 32 | 64;

/** Element size in bits and index that imm5 holds. */
function element(imm5: number): readonly [Size, number] {
  const scale = 31 - Math.clz32(imm5 & -imm5);
  return [(8 << scale) as Size, imm5 >> (scale + 1)];
}

function splat(b: Builder, Rd: number, Q: number, size: Size, value: I64): void {
  const all = b.vSplat(size, value);
  b.setV(Rd, Q ? all : b.vTrunc(all, 64));
}

export const simdCopy = defineGroup('simd/copy', (table) => {
  const t = table.needs('simd');
  t.insn('dup', '0 Q:1 001110000 imm5:5 000001 Rn:5 Rd:5', [V('Rd', VECTOR), VL('Rn', ELEMENT, '')], {
    reserved: (f) => (f.imm5 & 15) === 0 || ((f.imm5 & 15) === 8 && f.Q === 0),
    semantics(b, f) {
      const [size, index] = element(f.imm5);
      splat(b, f.Rd, f.Q, size, b.vLane(b.v(f.Rn), size, index));
    },
  });
  t.insn('dup', '0 Q:1 001110000 imm5:5 000011 Rn:5 Rd:5', [V('Rd', VECTOR_W), W('Rn')], {
    reserved: (f) => (f.imm5 & 7) === 0,
    semantics: (b, f) => splat(b, f.Rd, f.Q, element(f.imm5)[0], b.x(f.Rn)),
  });
  t.insn('dup', '01 001110000 imm5:1 1000 000011 Rn:5 Rd:5', [V('Rd', '2d'), X('Rn')], {
    semantics: (b, f) => splat(b, f.Rd, 1, 64, b.x(f.Rn)),
  });
  const scalar = t.insn('dup', '01 011110000 imm5:5 000001 Rn:5 Rd:5', [F('Rd', SCALAR), VL('Rn', ELEMENT, '')], {
    reserved: (f) => (f.imm5 & 15) === 0,
    semantics(b, f) {
      const [size, index] = element(f.imm5);
      b.setV(f.Rd, b.vTrunc(b.vPair(b.vLane(b.v(f.Rn), size, index), b.c64(0)), size));
    },
  });
  t.alias(scalar, 'mov', [F('Rd', SCALAR), VL('Rn', ELEMENT, '')]);
  for (const name of ['dup', 'mov'])
    t.alias(scalar, name, [F('Rd', SCALAR), VLbare('Rn', ELEMENT)], { encodeOnly: true });
  for (const [Q, R, elements] of [
    ['0', W, ELEMENT_BH],
    ['1', X, ELEMENT_BHS],
  ] as const) {
    t.insn('smov', `0 ${Q} 001110000 imm5:5 001011 Rn:5 Rd:5`, [R('Rd'), VL('Rn', elements, '')], {
      reserved: (f) => (f.imm5 & (Q === '1' ? 7 : 3)) === 0,
      semantics(b, f) {
        const [size, index] = element(f.imm5);
        const value = b.sext(b.vLane(b.v(f.Rn), size, index), size);
        if (Q === '1') b.setX(f.Rd, value);
        else b.setW(f.Rd, b.lo32(value));
      },
    });
  }
  for (const [Q, R, elements, moved] of [
    ['0', W, ELEMENT_BHS, ELEMENT_S],
    ['1', X, ELEMENT_D, ELEMENT_D],
  ] as const) {
    const umov = t.insn('umov', `0 ${Q} 001110000 imm5:5 001111 Rn:5 Rd:5`, [R('Rd'), VL('Rn', elements, '')], {
      reserved: (f) => (Q === '1' ? (f.imm5 & 15) !== 8 : (f.imm5 & 7) === 0),
      semantics(b, f) {
        const [size, index] = element(f.imm5);
        b.setX(f.Rd, b.vLane(b.v(f.Rn), size, index));
      },
    });
    t.alias(umov, 'mov', [R('Rd'), VL('Rn', moved, '')], {
      when: (f) => (Q === '1' ? (f.imm5 & 15) === 8 : (f.imm5 & 7) === 4),
    });
    const insert = t.insn(
      'ins',
      `01 001110000 imm5:${Q === '1' ? '1 1000' : '5'} 000111 Rn:5 Rd:5`,
      [VL('Rd', Q === '1' ? arrs('imm5', 'i d') : ELEMENT_BHS, ''), R('Rn')],
      {
        reserved: (f) => Q === '0' && (f.imm5 & 7) === 0,
        semantics(b, f) {
          const [size, index] = Q === '1' ? ([64, f.imm5] as const) : element(f.imm5);
          b.setV(f.Rd, b.vWithLane(b.v(f.Rd), size, index, b.x(f.Rn)));
        },
      },
    );
    t.alias(insert, 'mov', [VL('Rd', Q === '1' ? arrs('imm5', 'i d') : ELEMENT_BHS, ''), R('Rn')]);
  }
  const between = t.insn(
    'ins',
    '01 101110000 imm5:5 0 imm4:4 1 Rn:5 Rd:5',
    [VL('Rd', ELEMENT, ''), VL('Rn', SOURCE, '')],
    {
      reserved: (f) => (f.imm5 & 15) === 0,
      semantics(b, f) {
        const [size, index] = element(f.imm5);
        const from = f.imm4 >> (31 - Math.clz32(size / 8));
        b.setV(f.Rd, b.vWithLane(b.v(f.Rd), size, index, b.vLane(b.v(f.Rn), size, from)));
      },
    },
  );
  t.alias(between, 'mov', [VL('Rd', ELEMENT, ''), VL('Rn', SOURCE, '')]);
});

const BYTES = arrs('Q', '0 8b, 1 16b');

/** The low 64 bits for `.8b`, all for `.16b`. */
function whole(b: Builder, Q: number, value: V128): V128 {
  return Q ? value : b.vTrunc(value, 64);
}

export const simdLookup = defineGroup('simd/lookup', (table) => {
  const t = table.needs('lut');
  t.insn('luti2', '01001110100 Rm:5 0 idx:2 100 Rn:5 Rd:5', [
    V('Rd', '16b'),
    VList('Rn', 1, '16b'),
    VL('Rm', '', 'idx'),
  ]);
  t.insn('luti2', '01001110110 Rm:5 0 idx:3 00 Rn:5 Rd:5', [V('Rd', '8h'), VList('Rn', 1, '8h'), VL('Rm', '', 'idx')]);
  t.insn('luti4', '01001110010 Rm:5 0 idx:1 1000 Rn:5 Rd:5', [
    V('Rd', '16b'),
    VList('Rn', 1, '16b'),
    VL('Rm', '', 'idx'),
  ]);
  t.insn('luti4', '01001110010 Rm:5 0 idx:2 100 Rn:5 Rd:5', [V('Rd', '8h'), VList('Rn', 2, '8h'), VL('Rm', '', 'idx')]);
});

export const simdTable = defineGroup('simd/table', (table) => {
  const t = table.needs('simd');
  for (const [name, op] of cells('tbl 0, tbx 1')) {
    for (const count of [1, 2, 3, 4]) {
      const len = (count - 1).toString(2).padStart(2, '0');
      t.insn(
        name,
        `0 Q:1 001110000 Rm:5 0 ${len} ${op} 00 Rn:5 Rd:5`,
        [V('Rd', BYTES), VList('Rn', count, '16b'), V('Rm', BYTES)],
        {
          semantics(b, f) {
            const tables = Array.from({ length: count }, (_, i) => b.v((f.Rn + i) % 32));
            b.setV(f.Rd, whole(b, f.Q, b.vTable(tables, b.v(f.Rm), op === '1' ? b.v(f.Rd) : undefined)));
          },
        },
      );
    }
  }
  t.insn(
    'ext',
    '0 0 101110000 Rm:5 00 imm4:3 0 Rn:5 Rd:5',
    [V('Rd', '8b'), V('Rn', '8b'), V('Rm', '8b'), imm('imm4')],
    {
      semantics: (b, f) =>
        b.setV(f.Rd, b.vPair(extracted(b, b.vLane(b.v(f.Rn), 64, 0), b.vLane(b.v(f.Rm), 64, 0), f.imm4), b.c64(0))),
    },
  );
  t.insn(
    'ext',
    '0 1 101110000 Rm:5 0 imm4:4 0 Rn:5 Rd:5',
    [V('Rd', '16b'), V('Rn', '16b'), V('Rm', '16b'), imm('imm4')],
    {
      semantics(b, f) {
        const halves = [
          b.vLane(b.v(f.Rn), 64, 0),
          b.vLane(b.v(f.Rn), 64, 1),
          b.vLane(b.v(f.Rm), 64, 0),
          b.vLane(b.v(f.Rm), 64, 1),
        ] as const;
        const at = f.imm4 >> 3;
        const [a, c, d] = [halves[at], halves[at + 1], halves[at + 2]] as [I64, I64, I64];
        b.setV(f.Rd, b.vPair(extracted(b, a, c, f.imm4 & 7), extracted(b, c, d ?? c, f.imm4 & 7)));
      },
    },
  );
});

/** Eight bytes of high:low from byte `at`, 0 to 7. */
function extracted(b: Builder, low: I64, high: I64, at: number): I64 {
  return at === 0 ? low : b.or(b.shr(low, 8 * at), b.shl(high, 64 - 8 * at));
}
