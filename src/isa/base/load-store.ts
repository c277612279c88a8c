/**
 * Loads and stores of general-purpose registers (Arm DDI 0487, C4.1.94): every addressing mode, pairs, literals, prefetch.
 *
 * One line an access (size, sign, register width); the addressing modes are loops over it. Names follow: ldrsb -> ldursb (unscaled),
 * ldtrsb (unprivileged). As GNU as does, `ldr` takes an offset that only `ldur` can encode.
 */

import { label } from '../codecs/branch.ts';
import { W, X } from '../codecs/integer.ts';
import { memBase, memIndex, memOffset } from '../codecs/memory.ts';
import { prefetchOperation, rangePrefetchOperation } from '../codecs/system.ts';
import { ACCESS, type Builder, type I64 } from '../ir.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';

type Bytes = 1 | 2 | 4 | 8;

/** What an access does: `signed` is the width to which a load extends the sign. */
interface Access {
  readonly name: string;
  readonly size: string;
  readonly opc: string;
  readonly scale: number;
  readonly wide: boolean;
  readonly store?: boolean;
  readonly signed?: 32 | 64;
}

const ACCESSES = [
  { name: 'strb', size: '00', opc: '00', scale: 0, wide: false, store: true },
  { name: 'ldrb', size: '00', opc: '01', scale: 0, wide: false },
  { name: 'ldrsb', size: '00', opc: '10', scale: 0, wide: true, signed: 64 },
  { name: 'ldrsb', size: '00', opc: '11', scale: 0, wide: false, signed: 32 },
  { name: 'strh', size: '01', opc: '00', scale: 1, wide: false, store: true },
  { name: 'ldrh', size: '01', opc: '01', scale: 1, wide: false },
  { name: 'ldrsh', size: '01', opc: '10', scale: 1, wide: true, signed: 64 },
  { name: 'ldrsh', size: '01', opc: '11', scale: 1, wide: false, signed: 32 },
  { name: 'str', size: '10', opc: '00', scale: 2, wide: false, store: true },
  { name: 'ldr', size: '10', opc: '01', scale: 2, wide: false },
  { name: 'ldrsw', size: '10', opc: '10', scale: 2, wide: true, signed: 64 },
  { name: 'str', size: '11', opc: '00', scale: 3, wide: true, store: true },
  { name: 'ldr', size: '11', opc: '01', scale: 3, wide: true },
] as const satisfies readonly Access[];

/** `sp` as a base asks for the stack alignment check. */
export function baseAccess(Rn: number): number {
  return Rn === 31 ? ACCESS.spBase : ACCESS.plain;
}

/** base + a constant. */
export function plus(b: Builder, base: I64, offset: number): I64 {
  return offset === 0 ? base : b.add(base, b.c64(offset));
}

/** Sign-extends the low `bits` of a number. */
export function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

/** The access itself: load into Rt with its extension, or store Rt. */
export function access(b: Builder, kind: Access, address: I64, Rt: number, flags: number): void {
  const bytes = (1 << kind.scale) as Bytes;
  if (kind.store) b.store(address, bytes, b.x(Rt), flags);
  else setLoaded(b, Rt, b.load(address, bytes, flags), 8 * bytes, kind.signed);
}

/** Writes a loaded, zero-extended value with its sign extension. */
export function setLoaded(b: Builder, Rt: number, value: I64, bits: number, to: 32 | 64 | undefined): void {
  if (to === 64) b.setX(Rt, b.sext(value, bits));
  else if (to === 32) b.setW(Rt, b.sext(b.lo32(value), bits));
  else b.setX(Rt, value);
}

function indexed(
  b: Builder,
  kind: Access,
  f: { readonly imm9: number; readonly Rn: number; readonly Rt: number },
  post: boolean,
): void {
  const base = b.xsp(f.Rn);
  const moved = plus(b, base, signed(f.imm9, 9));
  const flags = baseAccess(f.Rn);
  // a store takes Rt before, a load sets Rn after the access; a fault leaves both
  if (kind.store) {
    b.store(post ? base : moved, (1 << kind.scale) as Bytes, b.x(f.Rt), flags);
    b.setXsp(f.Rn, moved);
    return;
  }
  const value = b.load(post ? base : moved, (1 << kind.scale) as Bytes, flags);
  b.setXsp(f.Rn, moved);
  setLoaded(b, f.Rt, value, 8 << kind.scale, kind.signed);
}

function indexValue(
  b: Builder,
  f: { readonly Rm: number; readonly option: number; readonly S: number },
  scale: number,
): I64 {
  const value = f.option === 2 ? b.zx64(b.w(f.Rm)) : f.option === 6 ? b.sx64(b.w(f.Rm)) : b.x(f.Rm);
  return f.S && scale ? b.shl(value, scale) : value;
}

/** The base register is also a transferred one, and written back. */
export const WRITEBACK = [['Rt', 'Rn', 'the base register is transferred and written back']] as const;
export const PAIR = [['Rt', 'Rt2', 'both registers of the pair are the same']] as const;
const PAIR_WRITEBACK = [...WRITEBACK, ['Rt2', 'Rn', 'the base register is transferred and written back']] as const;

const renamed = (name: string, letter: string): string => `${name.slice(0, 2)}${letter}${name.slice(2)}`;

export const loadStore = defineGroup('base/load-store', (t) => {
  for (const kind of ACCESSES) {
    const Rt = kind.wide ? X('Rt') : W('Rt');
    const { size, opc, scale, name } = kind;
    const imm12 = memOffset({ field: 'imm12', scale: 1 << scale, signed: false, lo12: true });
    const imm9 = memOffset({ field: 'imm9' });
    t.insn(name, `${size} 111 0 01 ${opc} imm12:12 Rn:5 Rt:5`, [Rt, imm12], {
      semantics: (b, f) => access(b, kind, plus(b, b.xsp(f.Rn), f.imm12 << scale), f.Rt, baseAccess(f.Rn)),
    });
    const unscaled = t.insn(renamed(name, 'u'), `${size} 111 0 00 ${opc} 0 imm9:9 00 Rn:5 Rt:5`, [Rt, imm9], {
      semantics: (b, f) => access(b, kind, plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), f.Rt, baseAccess(f.Rn)),
    });
    t.alias(unscaled, name, [Rt, memOffset({ field: 'imm9', beyond: 1 << scale })], { encodeOnly: true });
    t.insn(name, `${size} 111 0 00 ${opc} 0 imm9:9 11 Rn:5 Rt:5`, [Rt, memOffset({ field: 'imm9', mode: MODE.pre })], {
      unpredictable: WRITEBACK,
      semantics: (b, f) => indexed(b, kind, f, false),
    });
    t.insn(name, `${size} 111 0 00 ${opc} 0 imm9:9 01 Rn:5 Rt:5`, [Rt, memOffset({ field: 'imm9', mode: MODE.post })], {
      unpredictable: WRITEBACK,
      semantics: (b, f) => indexed(b, kind, f, true),
    });
    t.insn(renamed(name, 't'), `${size} 111 0 00 ${opc} 0 imm9:9 10 Rn:5 Rt:5`, [Rt, imm9], {
      semantics: (b, f) =>
        access(b, kind, plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), f.Rt, baseAccess(f.Rn) | ACCESS.unprivileged),
    });
    t.insn(name, `${size} 111 0 00 ${opc} 1 Rm:5 option:3 S:1 10 Rn:5 Rt:5`, [Rt, memIndex(scale)], {
      reserved: (f) => (f.option & 2) === 0,
      semantics: (b, f) => access(b, kind, b.add(b.xsp(f.Rn), indexValue(b, f, scale)), f.Rt, baseAccess(f.Rn)),
    });
  }
  t.insn(
    'prfm',
    '11 111 0 01 10 imm12:12 Rn:5 Rt:5',
    [prefetchOperation('Rt'), memOffset({ field: 'imm12', scale: 8, signed: false, lo12: true })],
    {
      semantics: (b, f) => b.prefetch(plus(b, b.xsp(f.Rn), f.imm12 * 8), f.Rt),
    },
  );
  const prfum = t.insn(
    'prfum',
    '11 111 0 00 10 0 imm9:9 00 Rn:5 Rt:5',
    [prefetchOperation('Rt'), memOffset({ field: 'imm9' })],
    {
      semantics: (b, f) => b.prefetch(plus(b, b.xsp(f.Rn), signed(f.imm9, 9)), f.Rt),
    },
  );
  t.alias(prfum, 'prfm', [prefetchOperation('Rt'), memOffset({ field: 'imm9', beyond: 8 })], { encodeOnly: true });
  t.insn('prfm', '11 111 0 00 10 1 Rm:5 option:3 S:1 10 Rn:5 Rt:5', [prefetchOperation('Rt'), memIndex(3)], {
    // operations 0b11xxx belong to RPRFM
    reserved: (f) => (f.option & 2) === 0,
    semantics: (b, f) => b.prefetch(b.add(b.xsp(f.Rn), indexValue(b, f, 3)), f.Rt),
  });
});

export const rangePrefetch = defineGroup('base/range-prefetch', (t) => {
  // PRFM (register) with an operation 0b11xxx; the rest of the operation is in option and S
  t.insn(
    'rprfm',
    '11 111 0 00 10 1 Rm:5 op:1 1 op:2 10 Rn:5 11 op:3',
    [rangePrefetchOperation('op'), X('Rm'), memBase('Rn')],
    {
      overlaps: true,
      semantics: (b, f) => b.prefetch(b.xsp(f.Rn), f.op),
    },
  );
});

export const loadLiteral = defineGroup('base/load-literal', (t) => {
  for (const [name, opc, wide, bytes, sign] of [
    ['ldr', '00', false, 4, undefined],
    ['ldr', '01', true, 8, undefined],
    ['ldrsw', '10', true, 4, 64],
  ] as const) {
    t.insn(name, `${opc} 011 0 00 imm19:19 Rt:5`, [wide ? X('Rt') : W('Rt'), label('imm19', 'LD_PREL_LO19', bytes)], {
      semantics(b, f) {
        const address = b.c64(BigInt.asUintN(64, b.pc + BigInt.asIntN(19, BigInt(f.imm19)) * 4n));
        setLoaded(b, f.Rt, b.load(address, bytes), 8 * bytes, sign);
      },
    });
  }
  t.insn('prfm', '11 011 0 00 imm19:19 Rt:5', [prefetchOperation('Rt'), label('imm19', 'LD_PREL_LO19')], {
    semantics: (b, f) => b.prefetch(b.c64(BigInt.asUintN(64, b.pc + BigInt.asIntN(19, BigInt(f.imm19)) * 4n)), f.Rt),
  });
});

interface PairFields {
  readonly imm7: number;
  readonly Rt2: number;
  readonly Rn: number;
  readonly Rt: number;
}

type PairMode = 'offset' | 'pre' | 'post';

function loadPair(b: Builder, f: PairFields, bytes: 4 | 8, mode: PairMode, sign: boolean, flags: number): void {
  const base = b.xsp(f.Rn);
  const moved = plus(b, base, signed(f.imm7, 7) * bytes);
  const [first, second] = b.loadPair(mode === 'post' ? base : moved, bytes, flags | baseAccess(f.Rn));
  if (mode !== 'offset') b.setXsp(f.Rn, moved);
  setLoaded(b, f.Rt, first, 8 * bytes, sign ? 64 : undefined);
  setLoaded(b, f.Rt2, second, 8 * bytes, sign ? 64 : undefined);
}

function storePair(b: Builder, f: PairFields, bytes: 4 | 8, mode: PairMode, flags: number): void {
  const base = b.xsp(f.Rn);
  const moved = plus(b, base, signed(f.imm7, 7) * bytes);
  b.storePair(mode === 'post' ? base : moved, bytes, b.x(f.Rt), b.x(f.Rt2), flags | baseAccess(f.Rn));
  if (mode !== 'offset') b.setXsp(f.Rn, moved);
}

export const loadStorePair = defineGroup('base/load-store-pair', (t) => {
  for (const [mode, bits] of [
    ['offset', '010'],
    ['pre', '011'],
    ['post', '001'],
  ] as const) {
    for (const [opc, wide] of [
      ['00', false],
      ['10', true],
    ] as const) {
      const bytes = wide ? 8 : 4;
      const Rt = wide ? X('Rt') : W('Rt');
      const Rt2 = wide ? X('Rt2') : W('Rt2');
      const memory = memOffset({ field: 'imm7', scale: bytes, mode: MODE[mode] });
      t.insn('stp', `${opc} 101 0 ${bits} 0 imm7:7 Rt2:5 Rn:5 Rt:5`, [Rt, Rt2, memory], {
        ...(mode === 'offset' ? {} : { unpredictable: PAIR_WRITEBACK }),
        semantics: (b, f) => storePair(b, f, bytes, mode, 0),
      });
      t.insn('ldp', `${opc} 101 0 ${bits} 1 imm7:7 Rt2:5 Rn:5 Rt:5`, [Rt, Rt2, memory], {
        unpredictable: mode === 'offset' ? PAIR : [...PAIR, ...PAIR_WRITEBACK],
        semantics: (b, f) => loadPair(b, f, bytes, mode, false, 0),
      });
      if (mode !== 'offset') continue;
      t.insn('stnp', `${opc} 101 0 000 0 imm7:7 Rt2:5 Rn:5 Rt:5`, [Rt, Rt2, memory], {
        semantics: (b, f) => storePair(b, f, bytes, mode, ACCESS.nonTemporal),
      });
      t.insn('ldnp', `${opc} 101 0 000 1 imm7:7 Rt2:5 Rn:5 Rt:5`, [Rt, Rt2, memory], {
        unpredictable: PAIR,
        semantics: (b, f) => loadPair(b, f, bytes, mode, false, ACCESS.nonTemporal),
      });
    }
    t.insn(
      'ldpsw',
      `01 101 0 ${bits} 1 imm7:7 Rt2:5 Rn:5 Rt:5`,
      [X('Rt'), X('Rt2'), memOffset({ field: 'imm7', scale: 4, mode: MODE[mode] })],
      {
        unpredictable: mode === 'offset' ? PAIR : [...PAIR, ...PAIR_WRITEBACK],
        semantics: (b, f) => loadPair(b, f, 4, mode, true, 0),
      },
    );
  }
});
