/**
 * Loads and stores of the FP and vector registers as B, H, S, D and Q (Arm DDI 0487, C4.1.94): every addressing mode, pairs, literals,
 * release-consistent unscaled forms.
 *
 * The modes are loops over the five sizes. GNU as takes them with `+nofp`, too: what moves registers of a context need not compute. As it does, `ldr` takes an offset that only `ldur` can encode.
 */

import { baseAccess, PAIR, plus, signed } from '../base/load-store.ts';
import { label } from '../codecs/branch.ts';
import { memIndex, memOffset } from '../codecs/memory.ts';
import { F } from '../codecs/vector.ts';
import { ACCESS, type Builder, type I64 } from '../ir.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';

type Bytes = 1 | 2 | 4 | 8 | 16;

/** Register letter, size and high bit of opc, log2 of the bytes. */
const SIZES = [
  ['b', '00', '0', 0],
  ['h', '01', '0', 1],
  ['s', '10', '0', 2],
  ['d', '11', '0', 3],
  ['q', '00', '1', 4],
] as const;

function access(b: Builder, load: boolean, address: I64, bytes: Bytes, Rt: number, flags: number): void {
  if (load) b.setV(Rt, b.loadV(address, bytes, flags));
  else b.storeV(address, bytes, b.v(Rt), flags);
}

function indexed(
  b: Builder,
  load: boolean,
  bytes: Bytes,
  f: { readonly imm9: number; readonly Rn: number; readonly Rt: number },
  post: boolean,
): void {
  const base = b.xsp(f.Rn);
  const moved = plus(b, base, signed(f.imm9, 9));
  access(b, load, post ? base : moved, bytes, f.Rt, baseAccess(f.Rn));
  b.setXsp(f.Rn, moved);
}

function indexValue(
  b: Builder,
  f: { readonly Rm: number; readonly option: number; readonly S: number },
  scale: number,
): I64 {
  const value = f.option === 2 ? b.zx64(b.w(f.Rm)) : f.option === 6 ? b.sx64(b.w(f.Rm)) : b.x(f.Rm);
  return f.S && scale ? b.shl(value, scale) : value;
}

export const fpLoadStore = defineGroup('fp/load-store', (t) => {
  for (const [letter, size, q, scale] of SIZES) {
    const bytes = (1 << scale) as Bytes;
    const Rt = F('Rt', letter);
    for (const [stem, L] of [
      ['str', '0'],
      ['ldr', '1'],
    ] as const) {
      const load = L === '1';
      const unscaledName = load ? 'ldur' : 'stur';
      t.insn(
        stem,
        `${size} 111 1 01 ${q}${L} imm12:12 Rn:5 Rt:5`,
        [Rt, memOffset({ field: 'imm12', scale: bytes, signed: false, lo12: true })],
        {
          semantics: (b, f) => access(b, load, plus(b, b.xsp(f.Rn), f.imm12 << scale), bytes, f.Rt, baseAccess(f.Rn)),
        },
      );
      const unscaled = t.insn(
        unscaledName,
        `${size} 111 1 00 ${q}${L} 0 imm9:9 00 Rn:5 Rt:5`,
        [Rt, memOffset({ field: 'imm9' })],
        {
          semantics: (b, f) => access(b, load, plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), bytes, f.Rt, baseAccess(f.Rn)),
        },
      );
      t.alias(unscaled, stem, [Rt, memOffset({ field: 'imm9', beyond: bytes })], { encodeOnly: true });
      t.insn(
        stem,
        `${size} 111 1 00 ${q}${L} 0 imm9:9 11 Rn:5 Rt:5`,
        [Rt, memOffset({ field: 'imm9', mode: MODE.pre })],
        {
          semantics: (b, f) => indexed(b, load, bytes, f, false),
        },
      );
      t.insn(
        stem,
        `${size} 111 1 00 ${q}${L} 0 imm9:9 01 Rn:5 Rt:5`,
        [Rt, memOffset({ field: 'imm9', mode: MODE.post })],
        {
          semantics: (b, f) => indexed(b, load, bytes, f, true),
        },
      );
      t.insn(stem, `${size} 111 1 00 ${q}${L} 1 Rm:5 option:3 S:1 10 Rn:5 Rt:5`, [Rt, memIndex(scale)], {
        reserved: (f) => (f.option & 2) === 0,
        semantics: (b, f) =>
          access(b, load, b.add(b.xsp(f.Rn), indexValue(b, f, scale)), bytes, f.Rt, baseAccess(f.Rn)),
      });
    }
  }
  for (const [letter, opc, bytes] of [
    ['s', '00', 4],
    ['d', '01', 8],
    ['q', '10', 16],
  ] as const) {
    t.insn('ldr', `${opc} 011 1 00 imm19:19 Rt:5`, [F('Rt', letter), label('imm19', 'LD_PREL_LO19', bytes)], {
      semantics: (b, f) =>
        b.setV(f.Rt, b.loadV(b.c64(BigInt.asUintN(64, b.pc + BigInt.asIntN(19, BigInt(f.imm19)) * 4n)), bytes)),
    });
  }
});

type PairMode = 'offset' | 'pre' | 'post';
interface PairFields {
  readonly imm7: number;
  readonly Rt2: number;
  readonly Rn: number;
  readonly Rt: number;
}

function pair(b: Builder, load: boolean, f: PairFields, bytes: 4 | 8 | 16, mode: PairMode, flags: number): void {
  const base = b.xsp(f.Rn);
  const moved = plus(b, base, signed(f.imm7, 7) * bytes);
  const first = mode === 'post' ? base : moved;
  const second = plus(b, first, bytes);
  const special = flags | baseAccess(f.Rn);
  if (load) {
    // both are read before either register changes
    const [a, c] = [b.loadV(first, bytes, special), b.loadV(second, bytes, special)];
    b.setV(f.Rt, a);
    b.setV(f.Rt2, c);
  } else {
    b.storeV(first, bytes, b.v(f.Rt), special);
    b.storeV(second, bytes, b.v(f.Rt2), special);
  }
  if (mode !== 'offset') b.setXsp(f.Rn, moved);
}

export const fpPair = defineGroup('fp/pair', (t) => {
  for (const [letter, opc, bytes] of [
    ['s', '00', 4],
    ['d', '01', 8],
    ['q', '10', 16],
  ] as const) {
    for (const [stem, L] of [
      ['st', '0'],
      ['ld', '1'],
    ] as const) {
      const load = L === '1';
      for (const [mode, bits] of [
        ['offset', '010'],
        ['pre', '011'],
        ['post', '001'],
      ] as const) {
        t.insn(
          `${stem}p`,
          `${opc} 101 1 ${bits} ${L} imm7:7 Rt2:5 Rn:5 Rt:5`,
          [F('Rt', letter), F('Rt2', letter), memOffset({ field: 'imm7', scale: bytes, mode: MODE[mode] })],
          {
            ...(load ? { unpredictable: PAIR } : {}),
            semantics: (b, f) => pair(b, load, f, bytes, mode, ACCESS.plain),
          },
        );
      }
      t.insn(
        `${stem}np`,
        `${opc} 101 1 000 ${L} imm7:7 Rt2:5 Rn:5 Rt:5`,
        [F('Rt', letter), F('Rt2', letter), memOffset({ field: 'imm7', scale: bytes })],
        {
          ...(load ? { unpredictable: PAIR } : {}),
          semantics: (b, f) => pair(b, load, f, bytes, 'offset', ACCESS.nonTemporal),
        },
      );
    }
  }
});

export const fpRelease = defineGroup('fp/release', (table) => {
  const t = table.needs('rcpc3');
  for (const [letter, size, q, scale] of SIZES) {
    const bytes = (1 << scale) as Bytes;
    t.insn('stlur', `${size} 011 1 01 ${q}0 0 imm9:9 10 Rn:5 Rt:5`, [F('Rt', letter), memOffset({ field: 'imm9' })], {
      semantics: (b, f) =>
        access(b, false, plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), bytes, f.Rt, baseAccess(f.Rn) | ACCESS.release),
    });
    t.insn('ldapur', `${size} 011 1 01 ${q}1 0 imm9:9 10 Rn:5 Rt:5`, [F('Rt', letter), memOffset({ field: 'imm9' })], {
      semantics: (b, f) =>
        access(b, true, plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), bytes, f.Rt, baseAccess(f.Rn) | ACCESS.acquirePC),
    });
  }
});
