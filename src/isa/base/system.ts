/**
 * System instructions (Arm DDI 0487, C4.1.93): hints, barriers, MSR and MRS, SYS and its aliases (DC, IC, AT, TLBI …), PSTATE, WFxT.
 */

import { imm } from '../codecs/immediate.ts';
import { next, X, Xeven } from '../codecs/integer.ts';
import {
  barrierOption,
  controlRegister,
  fixedX,
  hintOption,
  isbOption,
  keyword,
  nxsOption,
  optionalX,
  pstateName,
  sysopName,
  sysopRegister,
  systemRegister,
} from '../codecs/system.ts';
import type { BarrierKind, Builder, I32, SysOpKind } from '../ir.ts';
import { type Codec, defineGroup, type Row } from '../row.ts';
import { PSTATE_FIELDS, type SysopName, sysopByKey } from '../sysops.ts';
import { pointerHint } from './pauth.ts';

/** HINT numbers with names of their own. */
const HINTS: readonly (readonly [number, string, ...Codec<never>[]])[] = [
  [0, 'nop'],
  [1, 'yield'],
  [2, 'wfe'],
  [3, 'wfi'],
  [4, 'sev'],
  [5, 'sevl'],
  [6, 'dgh'],
  [7, 'xpaclri'],
  [8, 'pacia1716'],
  [10, 'pacib1716'],
  [12, 'autia1716'],
  [14, 'autib1716'],
  [16, 'esb'],
  [17, 'psb', hintOption('csync')],
  [18, 'tsb', hintOption('csync')],
  [19, 'gcsb', keyword('dsync')],
  [20, 'csdb'],
  [22, 'clearbhb'],
  [22, 'clrbhb'],
  [24, 'paciaz'],
  [25, 'paciasp'],
  [26, 'pacibz'],
  [27, 'pacibsp'],
  [28, 'autiaz'],
  [29, 'autiasp'],
  [30, 'autibz'],
  [31, 'autibsp'],
  [32, 'bti'],
  [34, 'bti', hintOption('c')],
  [36, 'bti', hintOption('j')],
  [38, 'bti', hintOption('jc')],
  [39, 'pacm'],
  [40, 'chkfeat', fixedX(16)],
];
/** What these hints are to the emulator: barriers; the others go through `hint`. */
const HINT_BARRIERS: ReadonlyMap<number, BarrierKind> = new Map([
  [16, 'esb'],
  [17, 'psb'],
  [18, 'tsb'],
  [19, 'gcsb'],
  [20, 'csdb'],
]);
/** Hints that GNU objdump 2.40 prints by number, and the manual's name of one that it prints by an older name. */
const HINTS_NOT_PRINTED = new Set(['dgh', 'gcsb', 'pacm', 'chkfeat', 'clrbhb']);

export const hints = defineGroup('base/hints', (t) => {
  const hint = t.insn('hint', '11010101000000110010 imm7:7 11111', [imm('imm7', { radix: 'hex' })], {
    semantics(b, f) {
      const kind = HINT_BARRIERS.get(f.imm7);
      if (kind) b.barrier(kind, 0);
      else if (!pointerHint(b, f.imm7)) b.hint(f.imm7);
    },
  });
  for (const [number, name, ...operands] of HINTS) {
    t.alias(hint, name, operands, {
      fixed: { imm7: number },
      ...(HINTS_NOT_PRINTED.has(name) ? { encodeOnly: true } : {}),
    });
  }
});

export const barriers = defineGroup('base/barriers', (t) => {
  const head = '11010101000000110011';
  t.insn('clrex', `${head} CRm:4 010 11111`, [imm('CRm', { radix: 'hex', omitted: 15 })], {
    semantics: (b) => b.clearExclusive(),
  });
  const dsb = t.insn('dsb', `${head} CRm:4 100 11111`, [barrierOption('CRm')], {
    semantics(b, f) {
      if (f.CRm === 0) b.barrier('ssbb', 0);
      else if (f.CRm === 4) b.barrier('pssbb', 0);
      else b.barrier('dsb', f.CRm);
    },
  });
  t.alias(dsb, 'ssbb', [], { fixed: { CRm: 0 } });
  t.alias(dsb, 'pssbb', [], { fixed: { CRm: 4 } });
  t.alias(dsb, 'dfb', [], { fixed: { CRm: 12 }, encodeOnly: true });
  t.insn('dsb', `${head} imm2:2 10 001 11111`, [nxsOption], {
    feature: 'v8.7-a',
    semantics: (b, f) => b.barrier('dsb', (f.imm2 << 2) | 3),
  });
  t.insn('dmb', `${head} CRm:4 101 11111`, [barrierOption('CRm')], { semantics: (b, f) => b.barrier('dmb', f.CRm) });
  t.insn('isb', `${head} CRm:4 110 11111`, [isbOption], { semantics: (b, f) => b.barrier('isb', f.CRm) });
  t.insn('sb', `${head} (0000) 111 11111`, [], { feature: 'sb', semantics: (b) => b.barrier('sb', 0) });
  t.insn('tcommit', `${head} 0000 011 11111`, [], { feature: 'tme' });
});

export const systemRegisters = defineGroup('base/system-registers', (t) => {
  for (const field of PSTATE_FIELDS) {
    const [op1, op2, CRm] = [field.op1, field.op2, field.CRm].map((value, i) =>
      value.toString(2).padStart(i === 2 ? 4 : 3, '0'),
    ) as [string, string, string];
    const narrow = field.most === 1;
    const bits = narrow
      ? (`1101010100000 ${op1} 0100 ${CRm.slice(0, 3)} imm:1 ${op2} 11111` as const)
      : (`1101010100000 ${op1} 0100 imm:4 ${op2} 11111` as const);
    const row = t.insn(
      'msr',
      bits as '1101010100000 op1:3 0100 imm:4 op2:3 11111',
      [pstateName(field.name), imm('imm', { radix: 'hex', high: field.most })],
      {
        overlaps: true,
        ...(field.feature === '' ? {} : { feature: field.feature }),
        semantics: (b, f) => b.msrImmediate(field.op1, field.op2, f.imm | field.CRm),
      },
    );
    if (field.wide) {
      t.insn(
        'msr',
        `1101010100000 ${op1} 0100 imm:4 ${op2} 11111`,
        [pstateName(field.name), imm('imm', { radix: 'hex' })],
        {
          encodeOnly: true,
          feature: field.feature,
        },
      );
    }
    streamingAliases(t, row as unknown as Row<'imm:1'>, field.name);
  }
  for (const [name, op2, feature] of [
    ['cfinv', '000', 'flagm'],
    ['xaflag', '001', 'v8.5-a'],
    ['axflag', '010', 'v8.5-a'],
  ] as const) {
    t.insn(name, `1101010100000 000 0100 0000 ${op2} 11111`, [], {
      feature,
      overlaps: true,
      semantics: (b) =>
        b.setNzcv(name === 'cfinv' ? b.xor(b.nzcv(), b.c32(1 << 29)) : convertFlags(b, name === 'axflag')),
    });
  }
  t.insn('msr', '1101010100 0 key:16 Rt:5', [systemRegister('key', true), X('Rt')], {
    overlaps: true,
    semantics: (b, f) => b.msr(f.key, b.x(f.Rt)),
  });
  t.insn('mrs', '1101010100 1 key:16 Rt:5', [X('Rt'), systemRegister('key', false)], {
    overlaps: true,
    semantics: (b, f) => b.setX(f.Rt, b.mrs(f.key)),
  });
  const d128 = t.needs('d128');
  d128.insn('msrr', '1101010101 0 key:16 Rt:5', [systemRegister('key', true), Xeven('Rt'), next('Rt', true)], {
    overlaps: true,
  });
  d128.insn('mrrs', '1101010101 1 key:16 Rt:5', [Xeven('Rt'), next('Rt', true), systemRegister('key', false)], {
    overlaps: true,
  });
});

/** AXFLAG turns Arm's flags of a floating-point comparison into the other convention, XAFLAG turns them back (C6.2). */
function convertFlags(b: Builder, toExternal: boolean): I32 {
  const flags = b.nzcv();
  const one = b.c32(1);
  const flag = (bit: number): I32 => b.and(b.shr(flags, bit), one);
  const [Z, C, V] = [flag(30), flag(29), flag(28)];
  const word = (n: I32, z: I32, c: I32, v: I32): I32 =>
    b.or(b.or(b.shl(n, 31), b.shl(z, 30)), b.or(b.shl(c, 29), b.shl(v, 28)));
  if (toExternal) return word(b.c32(0), b.or(Z, V), b.and(C, b.xor(V, one)), b.c32(0));
  const [notC, notZ] = [b.xor(C, one), b.xor(Z, one)];
  return word(b.and(notC, notZ), b.and(Z, C), b.or(C, Z), b.and(notC, Z));
}

/** SMSTART and SMSTOP are MSR SVCRSM, SVCRZA or SVCRSMZA. GNU objdump has them as instructions. */
function streamingAliases(t: Parameters<Parameters<typeof defineGroup>[1]>[0], row: Row<'imm:1'>, name: string): void {
  const what = { svcrsm: ['sm'], svcrza: ['za'], svcrsmza: [] }[name];
  if (!what) return;
  const operands = what.map((word) => keyword(word));
  t.alias(row, 'smstart', operands, { fixed: { imm: 1 }, feature: 'sme', alwaysPrinted: true });
  t.alias(row, 'smstop', operands, { fixed: { imm: 0 }, feature: 'sme', alwaysPrinted: true });
}

const KINDS: readonly SysopName[] = ['dc', 'ic', 'at', 'tlbi', 'cfp', 'dvp', 'cosp', 'cpp'];
const SYS = 'op1:3 CRn:4 CRm:4 op2:3 Rt:5';

export const systemOperations = defineGroup('base/system-operations', (t) => {
  const numbers = [imm('op1'), controlRegister('CRn'), controlRegister('CRm'), imm('op2')];
  const sys = t.insn('sys', `1101010100 0 01 ${SYS}`, [...numbers, optionalX('Rt', 31)], {
    overlaps: true,
    semantics(b, f) {
      const key = (f.op1 << 11) | (f.CRn << 7) | (f.CRm << 3) | f.op2;
      const kind = sysopByKey(key)?.kind;
      b.sysOp(kind === undefined || kind === 'cosp' ? 'other' : (kind satisfies SysOpKind), key, b.x(f.Rt));
    },
  });
  const sysl = t.insn('sysl', `1101010100 1 01 ${SYS}`, [X('Rt'), ...numbers], { overlaps: true });
  for (const kind of KINDS) {
    const operands = [sysopName(kind), sysopRegister];
    const newer = kind === 'cosp';
    t.alias(sys, kind, operands, {
      ...(newer ? { encodeOnly: true } : {}),
      when(f) {
        const found = sysopByKey((f.op1 << 11) | (f.CRn << 7) | (f.CRm << 3) | f.op2);
        return (
          found?.kind === kind && found.feature !== 'llvm' && found.feature !== 'xs' && (found.register || f.Rt === 31)
        );
      },
    });
  }
  const at = (op1: number, CRn: number, CRm: number, op2: number) => ({ op1, CRn, CRm, op2 });
  const newer = { encodeOnly: true, feature: 'gcs' };
  t.alias(sys, 'gcspushx', [], { fixed: { ...at(0, 7, 7, 4), Rt: 31 }, ...newer });
  t.alias(sys, 'gcspopcx', [], { fixed: { ...at(0, 7, 7, 5), Rt: 31 }, ...newer });
  t.alias(sys, 'gcspopx', [], { fixed: { ...at(0, 7, 7, 6), Rt: 31 }, ...newer });
  t.alias(sys, 'gcspushm', [X('Rt')], { fixed: at(3, 7, 7, 0), ...newer });
  t.alias(sys, 'gcsss1', [X('Rt')], { fixed: at(3, 7, 7, 2), ...newer });
  t.alias(sysl, 'gcspopm', [optionalX('Rt', 31)], { fixed: at(3, 7, 7, 1), ...newer });
  t.alias(sysl, 'gcsss2', [X('Rt')], { fixed: at(3, 7, 7, 3), ...newer });
  t.alias(sys, 'brb', [keyword('iall')], { fixed: { ...at(1, 7, 2, 4), Rt: 31 }, encodeOnly: true, feature: 'brbe' });
  t.alias(sys, 'brb', [keyword('inj')], { fixed: { ...at(1, 7, 2, 5), Rt: 31 }, encodeOnly: true, feature: 'brbe' });
  t.alias(sys, 'trcit', [X('Rt')], { fixed: at(3, 7, 2, 7), encodeOnly: true, feature: 'ite' });
  const d128 = t.needs('d128');
  const sysp = d128.insn('sysp', `1101010101 0 01 ${SYS}`, [...numbers, Xeven('Rt'), next('Rt', true)], {
    overlaps: true,
  });
  d128.alias(sysp, 'tlbip', [sysopName('tlbi'), Xeven('Rt'), next('Rt', true)], { encodeOnly: true });
  const zero = d128.insn('sysp', '1101010101 0 01 op1:3 CRn:4 CRm:4 op2:3 11111', numbers, { overlaps: true });
  d128.alias(zero, 'sysp', [...numbers, fixedX(31), fixedX(31)], { encodeOnly: true });
  d128.alias(zero, 'tlbip', [sysopName('tlbi'), fixedX(31), fixedX(31)], { encodeOnly: true });
});

/** Waits until the virtual count reaches the register's value (FEAT_WFxT). */
export const timeouts = defineGroup('base/wait-timeouts', (t) => {
  t.insn('wfet', '110101010000 0011 0001 0000 000 Rt:5', [X('Rt')], {
    feature: 'v8.7-a',
    overlaps: true,
    semantics: (b, f) => b.sysOp('wfet', 0, b.x(f.Rt)),
  });
  t.insn('wfit', '110101010000 0011 0001 0000 001 Rt:5', [X('Rt')], {
    feature: 'v8.7-a',
    overlaps: true,
    semantics: (b, f) => b.sysOp('wfit', 0, b.x(f.Rt)),
  });
});
