/**
 * AdvSIMD structure loads and stores (Arm DDI 0487, C4.1.94): LD1-LD4 and ST1-ST4 of whole registers, of one lane, and replicating.
 *
 * Post-index by an immediate is the form with Rm = 31: the amount must be the bytes transferred.
 */

import { baseAccess, plus } from '../base/load-store.ts';
import { arrs } from '../codecs/arrangement.ts';
import { memBase } from '../codecs/memory.ts';
import { memPost, VList, VListL } from '../codecs/vector-list.ts';
import { ACCESS, type Builder, type V128 } from '../ir.ts';
import { defineGroup, type Table } from '../row.ts';

const WHOLE = arrs('Q:size', '000 8b, 100 16b, 001 4h, 101 8h, 010 2s, 110 4s, 111 2d');
const WHOLE_1D = arrs('Q:size', '000 8b, 100 16b, 001 4h, 101 8h, 010 2s, 110 4s, 011 1d, 111 2d');
const LANE = arrs('Q:sc:S:size', 'i00iii b, i01ii0 h, i10i00 s, i10001 d');

const ELEMENT_BYTES: Readonly<Record<string, number>> = { b: 1, h: 2, s: 4, d: 8 };

/** Bytes of an arrangement's register: 16 for '4s', 8 for '2s'. */
function registerBytes(arrangement: string): number {
  const count = Number.parseInt(arrangement, 10);
  return count * elementBytes(arrangement);
}

function elementBytes(arrangement: string): number {
  return ELEMENT_BYTES[arrangement.slice(-1)] ?? 0;
}

/** ld/st, number of structure elements, registers, opcode. */
const MULTIPLE = [
  [4, 4, '0000'],
  [1, 4, '0010'],
  [3, 3, '0100'],
  [1, 3, '0110'],
  [1, 1, '0111'],
  [2, 2, '1000'],
  [1, 2, '1010'],
] as const;

interface WholeFields {
  readonly Q: number;
  readonly size: number;
  readonly Rn: number;
  readonly Rt: number;
  readonly Rm?: number;
}

/** Moves `registers` registers of `selem`-element structures between memory and Rt, Rt+1 …; post-index when the row has Rm. */
function transfer(b: Builder, load: boolean, selem: number, registers: number, f: WholeFields): void {
  const bytes = f.Q ? 16 : 8;
  const base = b.xsp(f.Rn);
  const flags = baseAccess(f.Rn);
  const number = (i: number): number => (f.Rt + i) % 32;
  if (selem === 1) {
    const values: V128[] = [];
    for (let r = 0; r < registers; r++) {
      if (load) values.push(b.loadV(plus(b, base, r * bytes), bytes, flags));
      else b.storeV(plus(b, base, r * bytes), bytes, b.v(number(r)), flags);
    }
    values.forEach((value, r) => {
      b.setV(number(r), value);
    });
  } else interleaved(b, load, selem, f, flags);
  if (f.Rm !== undefined) b.setXsp(f.Rn, f.Rm === 31 ? plus(b, base, registers * bytes) : b.add(base, b.x(f.Rm)));
}

/** LD2-LD4, ST2-ST4: element e of register r is at (e * selem + r) * size. */
function interleaved(b: Builder, load: boolean, selem: number, f: WholeFields, flags: number): void {
  const esize = (8 << f.size) as 8 | 16 | 32 | 64;
  const size = (esize / 8) as 1 | 2 | 4 | 8;
  const base = b.xsp(f.Rn);
  const values: V128[] = Array.from({ length: selem }, (_, r) =>
    load ? b.vPair(b.c64(0), b.c64(0)) : b.v((f.Rt + r) % 32),
  );
  for (let e = 0; e < (f.Q ? 128 : 64) / esize; e++) {
    for (let r = 0; r < selem; r++) {
      const address = plus(b, base, (e * selem + r) * size);
      const value = values[r] as V128;
      if (load) values[r] = b.vWithLane(value, esize, e, b.load(address, size, flags));
      else b.store(address, size, b.vLane(value, esize, e), flags);
    }
  }
  if (load) {
    values.forEach((value, r) => {
      b.setV((f.Rt + r) % 32, value);
    });
  }
}

export const simdStructure = defineGroup('simd/structure', (table) => {
  const t = table.needs('simd');
  for (const [stem, L] of [
    ['st', '0'],
    ['ld', '1'],
  ] as const) {
    const load = L === '1';
    for (const [selem, registers, opcode] of MULTIPLE) {
      const name = `${stem}${selem}`;
      const arrangement = selem === 1 ? WHOLE_1D : WHOLE;
      const list = VList('Rt', registers, arrangement);
      t.insn(name, `0 Q:1 0011000 ${L} 000000 ${opcode} size:2 Rn:5 Rt:5`, [list, memBase('Rn')], {
        semantics: (b, f) => transfer(b, load, selem, registers, f),
      });
      t.insn(
        name,
        `0 Q:1 0011001 ${L} 0 Rm:5 ${opcode} size:2 Rn:5 Rt:5`,
        [list, memPost(arrangement, (a) => registers * registerBytes(a))],
        {
          semantics: (b, f) => transfer(b, load, selem, registers, f),
        },
      );
    }
    for (const selem of [1, 2, 3, 4] as const) lanes(t, stem, L, selem);
  }
  for (const selem of [1, 2, 3, 4] as const) replicating(t, selem);
});

/** R and the low bit of opcode say how many registers. */
function countBits(selem: number): readonly [string, string] {
  return [selem % 2 === 0 ? '1' : '0', selem > 2 ? '1' : '0'];
}

interface LaneFields {
  readonly Q: number;
  readonly sc: number;
  readonly S: number;
  readonly size: number;
  readonly Rn: number;
  readonly Rt: number;
  readonly Rm?: number;
}

function lanes(t: Table, stem: 'ld' | 'st', L: '0' | '1', selem: number): void {
  const [R, o] = countBits(selem);
  const list = VListL('Rt', selem, LANE);
  const semantics = (b: Builder, f: LaneFields): void => oneLane(b, L === '1', selem, f);
  t.insn(`${stem}${selem}`, `0 Q:1 0011010 ${L} ${R} 00000 sc:2 ${o} S:1 size:2 Rn:5 Rt:5`, [list, memBase('Rn')], {
    semantics,
  });
  t.insn(
    `${stem}${selem}`,
    `0 Q:1 0011011 ${L} ${R} Rm:5 sc:2 ${o} S:1 size:2 Rn:5 Rt:5`,
    [list, memPost(LANE, (a) => selem * elementBytes(a))],
    { semantics },
  );
}

function oneLane(b: Builder, load: boolean, selem: number, f: LaneFields): void {
  const scale = f.sc === 2 && f.size === 1 ? 3 : f.sc;
  const index = ((f.Q << 3) | (f.S << 2) | f.size) >> scale;
  const esize = (8 << scale) as 8 | 16 | 32 | 64;
  const size = (1 << scale) as 1 | 2 | 4 | 8;
  const base = b.xsp(f.Rn);
  for (let r = 0; r < selem; r++) {
    const number = (f.Rt + r) % 32;
    const address = plus(b, base, r * size);
    if (load) b.setV(number, b.vWithLane(b.v(number), esize, index, b.load(address, size, baseAccess(f.Rn))));
    else b.store(address, size, b.vLane(b.v(number), esize, index), baseAccess(f.Rn));
  }
  if (f.Rm !== undefined) b.setXsp(f.Rn, f.Rm === 31 ? plus(b, base, selem * size) : b.add(base, b.x(f.Rm)));
}

function replicating(t: Table, selem: number): void {
  const [R, o] = countBits(selem);
  const list = VList('Rt', selem, WHOLE_1D);
  const semantics = (b: Builder, f: WholeFields): void => {
    const esize = (8 << f.size) as 8 | 16 | 32 | 64;
    const size = (1 << f.size) as 1 | 2 | 4 | 8;
    const base = b.xsp(f.Rn);
    for (let r = 0; r < selem; r++) {
      const all = b.vSplat(esize, b.load(plus(b, base, r * size), size, baseAccess(f.Rn)));
      b.setV((f.Rt + r) % 32, f.Q ? all : b.vTrunc(all, 64));
    }
    if (f.Rm !== undefined) b.setXsp(f.Rn, f.Rm === 31 ? plus(b, base, selem * size) : b.add(base, b.x(f.Rm)));
  };
  t.insn(`ld${selem}r`, `0 Q:1 0011010 1 ${R} 00000 11 ${o} 0 size:2 Rn:5 Rt:5`, [list, memBase('Rn')], { semantics });
  t.insn(
    `ld${selem}r`,
    `0 Q:1 0011011 1 ${R} Rm:5 11 ${o} 0 size:2 Rn:5 Rt:5`,
    [list, memPost(WHOLE_1D, (a) => selem * elementBytes(a))],
    { semantics },
  );
}

export const simdRelease = defineGroup('simd/release', (table) => {
  const t = table.needs('rcpc3');
  const one = arrs('Q', 'i d');
  t.insn('stl1', '0 Q:1 00110100000001100001 Rn:5 Rt:5', [VListL('Rt', 1, one), memBase('Rn')], {
    semantics: (b, f) => b.store(b.xsp(f.Rn), 8, b.vLane(b.v(f.Rt), 64, f.Q), baseAccess(f.Rn) | ACCESS.release),
  });
  t.insn('ldap1', '0 Q:1 00110101000001100001 Rn:5 Rt:5', [VListL('Rt', 1, one), memBase('Rn')], {
    semantics: (b, f) =>
      b.setV(f.Rt, b.vWithLane(b.v(f.Rt), 64, f.Q, b.load(b.xsp(f.Rn), 8, baseAccess(f.Rn) | ACCESS.acquirePC))),
  });
});
