/**
 * Exclusives, acquire and release, compare and swap, atomics (Arm DDI 0487, C4.1.94; FEAT_LSE, FEAT_LOR, FEAT_LRCPC1 to 3, FEAT_LSE128).
 */

import { next, W, Weven, X, Xeven } from '../codecs/integer.ts';
import { memBase, memFixed, memOffset } from '../codecs/memory.ts';
import { ACCESS, type AtomicOp, type Builder, type I64 } from '../ir.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';
import { baseAccess, plus, setLoaded, signed } from './load-store.ts';

/** Access sizes: mnemonic suffix, size bits, bytes, register width. */
const SIZES = [
  ['b', '00', 1, false],
  ['h', '01', 2, false],
  ['', '10', 4, false],
  ['', '11', 8, true],
] as const;

const EXCLUSIVE = ACCESS.exclusive | ACCESS.aligned;

const TRANSFERRED = 'the status register is also transferred';
const BASE = 'the status register is also the base';
/** GNU as takes WZR and SP for one register here, unless a pair is transferred. */
const STATUS = [
  ['Rs', 'Rt', TRANSFERRED],
  ['Rn', 'Rs', BASE],
] as const;
const PAIR_STATUS = [
  ['Rs', 'Rt', TRANSFERRED],
  ['Rs', 'Rn', BASE],
  ['Rs', 'Rt2', TRANSFERRED],
] as const;

export const exclusives = defineGroup('base/exclusives', (t) => {
  for (const [suffix, size, bytes, wide] of SIZES) {
    const Rt = wide ? X('Rt') : W('Rt');
    const Rt2 = wide ? X('Rt2') : W('Rt2');
    for (const [release, o0] of [
      ['', '0'],
      ['l', '1'],
    ] as const) {
      const flags = EXCLUSIVE | (release ? ACCESS.release : 0);
      t.insn(
        `st${release}xr${suffix}`,
        `${size} 001000 0 0 0 Rs:5 ${o0} (11111) Rn:5 Rt:5`,
        [W('Rs'), Rt, memBase('Rn')],
        {
          unpredictable: STATUS,
          semantics: (b, f) => b.setW(f.Rs, b.storeExclusive(b.xsp(f.Rn), bytes, b.x(f.Rt), flags | baseAccess(f.Rn))),
        },
      );
      if (bytes < 4) continue;
      const each = bytes as 4 | 8;
      t.insn(`st${release}xp`, `${size} 001000 0 0 1 Rs:5 ${o0} Rt2:5 Rn:5 Rt:5`, [W('Rs'), Rt, Rt2, memBase('Rn')], {
        unpredictable: PAIR_STATUS,
        semantics: (b, f) =>
          b.setW(f.Rs, b.storeExclusivePair(b.xsp(f.Rn), each, b.x(f.Rt), b.x(f.Rt2), flags | baseAccess(f.Rn))),
      });
    }
    for (const [acquire, o0] of [
      ['', '0'],
      ['a', '1'],
    ] as const) {
      const flags = EXCLUSIVE | (acquire ? ACCESS.acquire : 0);
      t.insn(`ld${acquire}xr${suffix}`, `${size} 001000 0 1 0 (11111) ${o0} (11111) Rn:5 Rt:5`, [Rt, memBase('Rn')], {
        semantics: (b, f) => b.setX(f.Rt, b.load(b.xsp(f.Rn), bytes, flags | baseAccess(f.Rn))),
      });
      if (bytes < 4) continue;
      const each = bytes as 4 | 8;
      t.insn(`ld${acquire}xp`, `${size} 001000 0 1 1 (11111) ${o0} Rt2:5 Rn:5 Rt:5`, [Rt, Rt2, memBase('Rn')], {
        unpredictable: [['Rt', 'Rt2', 'both registers of the pair are the same']],
        semantics(b, f) {
          const [first, second] = b.loadPair(b.xsp(f.Rn), each, flags | baseAccess(f.Rn));
          b.setX(f.Rt, first);
          b.setX(f.Rt2, second);
        },
      });
    }
    for (const [name, L, o0, flag, feature] of [
      ['stlr', '0', '1', ACCESS.release, ''],
      ['ldar', '1', '1', ACCESS.acquire, ''],
      ['stllr', '0', '0', ACCESS.release, 'lor'],
      ['ldlar', '1', '0', ACCESS.acquire, 'lor'],
    ] as const) {
      // (objdump takes the unused fields of LDAR as fixed, those of the others as ignored)
      const unused = name === 'ldar' ? (['(1) 1111', '11111'] as const) : (['(11111)', '(11111)'] as const);
      t.insn(
        `${name}${suffix}`,
        `${size} 001000 1 ${L} 0 ${unused[0]} ${o0} ${unused[1]} Rn:5 Rt:5`,
        [Rt, memBase('Rn')],
        {
          feature,
          semantics(b, f) {
            const flags = flag | ACCESS.aligned | baseAccess(f.Rn);
            if (L === '1') b.setX(f.Rt, b.load(b.xsp(f.Rn), bytes, flags));
            else b.store(b.xsp(f.Rn), bytes, b.x(f.Rt), flags);
          },
        },
      );
    }
  }
});

/** Acquire (A) and release (R) forms: suffix, A bit, R bit. */
const ORDERS = [
  ['', '0', '0'],
  ['a', '1', '0'],
  ['l', '0', '1'],
  ['al', '1', '1'],
] as const;

function orderFlags(A: string, R: string): number {
  return ACCESS.atomic | ACCESS.aligned | (A === '1' ? ACCESS.acquire : 0) | (R === '1' ? ACCESS.release : 0);
}

const OPERATIONS: readonly (readonly [AtomicOp, string])[] = [
  ['add', '0000'],
  ['clr', '0001'],
  ['eor', '0010'],
  ['set', '0011'],
  ['smax', '0100'],
  ['smin', '0101'],
  ['umax', '0110'],
  ['umin', '0111'],
];

/** LDCLRP, LDSETP, SWPP: sixteen bytes read, combined with Rt and Rt2, written; the old ones are left in Rt and Rt2. */
function atomicPair(
  b: Builder,
  name: 'ldclrp' | 'ldsetp' | 'swpp',
  f: { readonly Rn: number; readonly Rt: number; readonly Rt2: number },
  flags: number,
): void {
  const address = b.xsp(f.Rn);
  const old = b.loadPair(address, 8, baseAccess(f.Rn));
  const combined = (before: I64, n: number): I64 => {
    if (name === 'swpp') return b.x(n);
    return name === 'ldsetp' ? b.or(before, b.x(n)) : b.and(before, b.not(b.x(n)));
  };
  // nothing else writes in between: what was read is what the compare finds
  b.casPair(address, 8, old, [combined(old[0], f.Rt), combined(old[1], f.Rt2)], flags);
  b.setX(f.Rt, old[0]);
  b.setX(f.Rt2, old[1]);
}

export const atomics = defineGroup('base/atomics', (t) => {
  const lse = t.needs('lse');
  for (const [suffix, size, bytes, wide] of SIZES) {
    const Rt = wide ? X('Rt') : W('Rt');
    const Rs = wide ? X('Rs') : W('Rs');
    for (const [order, A, R] of ORDERS) {
      const flags = orderFlags(A, R);
      lse.insn(`cas${order}${suffix}`, `${size} 001000 1 ${A} 1 Rs:5 ${R} 11111 Rn:5 Rt:5`, [Rs, Rt, memBase('Rn')], {
        semantics: (b, f) => b.setX(f.Rs, b.cas(b.xsp(f.Rn), bytes, b.x(f.Rs), b.x(f.Rt), flags | baseAccess(f.Rn))),
      });
      for (const [op, opc] of OPERATIONS) {
        const row = lse.insn(
          `ld${op}${order}${suffix}`,
          `${size} 111 0 00 ${A} ${R} 1 Rs:5 ${opc} 00 Rn:5 Rt:5`,
          [Rs, Rt, memBase('Rn')],
          {
            semantics: (b, f) => b.setX(f.Rt, b.atomic(op, b.xsp(f.Rn), bytes, b.x(f.Rs), flags | baseAccess(f.Rn))),
          },
        );
        if (A === '0') lse.alias(row, `st${op}${order}${suffix}`, [Rs, memBase('Rn')], { fixed: { Rt: 31 } });
      }
      lse.insn(`swp${order}${suffix}`, `${size} 111 0 00 ${A} ${R} 1 Rs:5 1000 00 Rn:5 Rt:5`, [Rs, Rt, memBase('Rn')], {
        semantics: (b, f) => b.setX(f.Rt, b.atomic('swp', b.xsp(f.Rn), bytes, b.x(f.Rs), flags | baseAccess(f.Rn))),
      });
    }
  }
  for (const [order, A, R] of ORDERS) {
    for (const [size, wide] of [
      ['00', false],
      ['01', true],
    ] as const) {
      const operands = wide
        ? [Xeven('Rs'), next('Rs', true), Xeven('Rt'), next('Rt', true), memBase('Rn')]
        : [Weven('Rs'), next('Rs', false), Weven('Rt'), next('Rt', false), memBase('Rn')];
      lse.insn(`casp${order}`, `${size} 001000 0 ${A} 1 Rs:5 ${R} 11111 Rn:5 Rt:5`, operands, {
        reserved: (f) => (f.Rs & 1) === 1 || (f.Rt & 1) === 1,
        semantics(b, f) {
          const pair = (n: number): [ReturnType<typeof b.x>, ReturnType<typeof b.x>] => [b.x(n), b.x(n + 1)];
          const [first, second] = b.casPair(
            b.xsp(f.Rn),
            wide ? 8 : 4,
            pair(f.Rs),
            pair(f.Rt),
            orderFlags(A, R) | baseAccess(f.Rn),
          );
          b.setX(f.Rs, first);
          b.setX(f.Rs + 1, second);
        },
      });
    }
  }
  const lse128 = t.needs('lse128');
  for (const [name, o3, opc] of [
    ['ldclrp', '0', '001'],
    ['ldsetp', '0', '011'],
    ['swpp', '1', '000'],
  ] as const) {
    for (const [order, A, R] of ORDERS) {
      lse128.insn(
        `${name}${order}`,
        `00 011001 ${A} ${R} 1 Rt2:5 ${o3} ${opc} 00 Rn:5 Rt:5`,
        [X('Rt'), X('Rt2'), memBase('Rn')],
        {
          reserved: (f) => f.Rt === 31 || f.Rt2 === 31,
          semantics: (b, f) => atomicPair(b, name, f, orderFlags(A, R) | baseAccess(f.Rn)),
        },
      );
    }
  }
});

export const rcpc = defineGroup('base/rcpc', (t) => {
  for (const [suffix, size, bytes, wide] of SIZES) {
    const Rt = wide ? X('Rt') : W('Rt');
    t.insn(`ldapr${suffix}`, `${size} 111 0 00 1 0 1 11111 1100 00 Rn:5 Rt:5`, [Rt, memBase('Rn')], {
      feature: 'rcpc',
      semantics: (b, f) =>
        b.setX(f.Rt, b.load(b.xsp(f.Rn), bytes, ACCESS.acquirePC | ACCESS.aligned | baseAccess(f.Rn))),
    });
    for (const [name, opc, load] of [
      ['stlur', '00', false],
      ['ldapur', '01', true],
    ] as const) {
      t.insn(
        `${name}${suffix}`,
        `${size} 011001 ${opc} 0 imm9:9 00 Rn:5 Rt:5`,
        [Rt, memOffset({ field: 'imm9', known: true })],
        {
          feature: 'v8.4-a',
          semantics(b, f) {
            const address = plus(b, b.xsp(f.Rn), signed(f.imm9, 9));
            if (load) b.setX(f.Rt, b.load(address, bytes, ACCESS.acquirePC | ACCESS.aligned | baseAccess(f.Rn)));
            else b.store(address, bytes, b.x(f.Rt), ACCESS.release | ACCESS.aligned | baseAccess(f.Rn));
          },
        },
      );
    }
  }
  for (const [suffix, size, opc, bytes, wide] of [
    ['b', '00', '10', 1, true],
    ['b', '00', '11', 1, false],
    ['h', '01', '10', 2, true],
    ['h', '01', '11', 2, false],
    ['w', '10', '10', 4, true],
  ] as const) {
    t.insn(
      `ldapurs${suffix}`,
      `${size} 011001 ${opc} 0 imm9:9 00 Rn:5 Rt:5`,
      [wide ? X('Rt') : W('Rt'), memOffset({ field: 'imm9', known: true })],
      {
        feature: 'v8.4-a',
        semantics(b, f) {
          const value = b.load(
            plus(b, b.xsp(f.Rn), signed(f.imm9, 9)),
            bytes,
            ACCESS.acquirePC | ACCESS.aligned | baseAccess(f.Rn),
          );
          setLoaded(b, f.Rt, value, 8 * bytes, wide ? 64 : 32);
        },
      },
    );
  }
  const rcpc3 = t.needs('rcpc3');
  for (const [size, wide, bytes] of [
    ['10', false, 4],
    ['11', true, 8],
  ] as const) {
    const Rt = wide ? X('Rt') : W('Rt');
    const Rt2 = wide ? X('Rt2') : W('Rt2');
    const fixedOffset = (offset: number, mode: number) => memFixed(offset, mode);
    const each = bytes as 4 | 8;
    for (const [form, mode] of [
      ['0001', MODE.offset],
      ['0000', MODE.pre],
    ] as const) {
      const back = mode === MODE.pre ? -2 * bytes : 0;
      rcpc3.insn(
        'stilp',
        `${size} 011001 00 0 Rt2:5 ${form} 10 Rn:5 Rt:5`,
        [Rt, Rt2, back ? fixedOffset(back, MODE.pre) : memBase('Rn')],
        {
          semantics(b, f) {
            const address = plus(b, b.xsp(f.Rn), back);
            b.storePair(address, each, b.x(f.Rt), b.x(f.Rt2), ACCESS.release | baseAccess(f.Rn));
            if (back) b.setXsp(f.Rn, address);
          },
        },
      );
      const forth = -back;
      rcpc3.insn(
        'ldiapp',
        `${size} 011001 01 0 Rt2:5 ${form} 10 Rn:5 Rt:5`,
        [Rt, Rt2, forth ? fixedOffset(forth, MODE.post) : memBase('Rn')],
        {
          semantics(b, f) {
            const base = b.xsp(f.Rn);
            const [first, second] = b.loadPair(base, each, ACCESS.acquirePC | baseAccess(f.Rn));
            if (forth) b.setXsp(f.Rn, plus(b, base, forth));
            b.setX(f.Rt, first);
            b.setX(f.Rt2, second);
          },
        },
      );
    }
    rcpc3.insn('stlr', `${size} 011001 10 0 00000 0000 10 Rn:5 Rt:5`, [Rt, fixedOffset(-bytes, MODE.pre)], {
      semantics(b, f) {
        const address = plus(b, b.xsp(f.Rn), -bytes);
        b.store(address, each, b.x(f.Rt), ACCESS.release | ACCESS.aligned | baseAccess(f.Rn));
        b.setXsp(f.Rn, address);
      },
    });
    rcpc3.insn('ldapr', `${size} 011001 11 0 00000 0000 10 Rn:5 Rt:5`, [Rt, fixedOffset(bytes, MODE.post)], {
      semantics(b, f) {
        const base = b.xsp(f.Rn);
        const value = b.load(base, each, ACCESS.acquirePC | ACCESS.aligned | baseAccess(f.Rn));
        b.setXsp(f.Rn, plus(b, base, bytes));
        b.setX(f.Rt, value);
      },
    });
  }
});
