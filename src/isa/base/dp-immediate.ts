/**
 * Data processing with an immediate (Arm DDI 0487, C4.1.92): ADR, ADD/SUB, logical, wide moves, bitfields, EXTR, and their aliases.
 */

import type { FieldNames } from '../bits.ts';
import { bfLsb, bfWidth, bfxWidth, bitPosition, sameTwice, shiftLeftAmount } from '../codecs/bitfield.ts';
import { pcAddress } from '../codecs/branch.ts';
import { addSubImm, logicalImm, movImm, movLogical, wideImm } from '../codecs/immediate.ts';
import { R, Rsp, W, X } from '../codecs/integer.ts';
import type { Builder, Int } from '../ir.ts';
import { decodeBitMask, isWideMove } from '../logical.ts';
import { defineGroup } from '../row.ts';

export const pcRelative = defineGroup('base/pc-relative', (t) => {
  t.insn('adr', '0 immlo:2 10000 immhi:19 Rd:5', [X('Rd'), pcAddress(false)], {
    semantics: (b, f) => b.setX(f.Rd, b.c64(b.pc + signed21(f.immhi, f.immlo))),
  });
  t.insn('adrp', '1 immlo:2 10000 immhi:19 Rd:5', [X('Rd'), pcAddress(true)], {
    semantics: (b, f) => b.setX(f.Rd, b.c64((b.pc & ~0xfffn) + signed21(f.immhi, f.immlo) * 4096n)),
  });
});

function signed21(high: number, low: number): bigint {
  return BigInt.asIntN(21, BigInt((high << 2) | low));
}

export const addSubImmediate = defineGroup('base/add-sub-immediate', (t) => {
  const rows = {
    add: t.insn('add', 'sf:1 00 100010 sh:1 imm12:12 Rn:5 Rd:5', [Rsp('Rd'), Rsp('Rn'), addSubImm()], {
      semantics: (b, f) => b.setRsp(f.Rd, b.add(b.rsp(f.Rn, f.sf), b.c(f.imm12 * (f.sh ? 4096 : 1), f.sf))),
    }),
    adds: t.insn('adds', 'sf:1 01 100010 sh:1 imm12:12 Rn:5 Rd:5', [R('Rd'), Rsp('Rn'), addSubImm()], {
      semantics: (b, f) => b.setR(f.Rd, b.addFlags(b.rsp(f.Rn, f.sf), b.c(f.imm12 * (f.sh ? 4096 : 1), f.sf))),
    }),
    sub: t.insn('sub', 'sf:1 10 100010 sh:1 imm12:12 Rn:5 Rd:5', [Rsp('Rd'), Rsp('Rn'), addSubImm()], {
      semantics: (b, f) => b.setRsp(f.Rd, b.sub(b.rsp(f.Rn, f.sf), b.c(f.imm12 * (f.sh ? 4096 : 1), f.sf))),
    }),
    subs: t.insn('subs', 'sf:1 11 100010 sh:1 imm12:12 Rn:5 Rd:5', [R('Rd'), Rsp('Rn'), addSubImm()], {
      semantics: (b, f) => b.setR(f.Rd, b.subFlags(b.rsp(f.Rn, f.sf), b.c(f.imm12 * (f.sh ? 4096 : 1), f.sf))),
    }),
  };
  t.alias(rows.add, 'mov', [Rsp('Rd'), Rsp('Rn')], {
    fixed: { sh: 0, imm12: 0 },
    when: (f) => f.Rd === 31 || f.Rn === 31,
    reserved: (f) => f.Rd !== 31 && f.Rn !== 31,
  });
  t.alias(rows.adds, 'cmn', [Rsp('Rn'), addSubImm()], { fixed: { Rd: 31 } });
  t.alias(rows.subs, 'cmp', [Rsp('Rn'), addSubImm()], { fixed: { Rd: 31 } });
  // a negative immediate is the opposite operation
  t.alias(rows.sub, 'add', [Rsp('Rd'), Rsp('Rn'), addSubImm(true)], { encodeOnly: true });
  t.alias(rows.subs, 'adds', [R('Rd'), Rsp('Rn'), addSubImm(true)], { encodeOnly: true });
  t.alias(rows.add, 'sub', [Rsp('Rd'), Rsp('Rn'), addSubImm(true)], { encodeOnly: true });
  t.alias(rows.adds, 'subs', [R('Rd'), Rsp('Rn'), addSubImm(true)], { encodeOnly: true });
  t.alias(rows.subs, 'cmn', [Rsp('Rn'), addSubImm(true)], { fixed: { Rd: 31 }, encodeOnly: true });
  t.alias(rows.adds, 'cmp', [Rsp('Rn'), addSubImm(true)], { fixed: { Rd: 31 }, encodeOnly: true });
});

const LOGICAL = 'N:1 immr:6 imms:6 Rn:5 Rd:5';
type Logical = { readonly [K in FieldNames<`sf:1 ${typeof LOGICAL}`>]: number };

function mask(b: Builder, f: Logical): Int {
  return b.c(decodeBitMask(f.N, f.imms, f.immr, f.sf) ?? 0n, f.sf);
}

const reserved = (f: Logical): boolean => decodeBitMask(f.N, f.imms, f.immr, f.sf) === undefined;

/** Whether MOVZ or MOVN can make the immediate: then ORR prints as itself, because `mov` assembles to those. */
function oneWideMove(f: Logical): boolean {
  const value = decodeBitMask(f.N, f.imms, f.immr, f.sf) ?? 0n;
  const [low, high] = [Number(value & 0xffffffffn), Number(value >> 32n)];
  return isWideMove(low, high, f.sf === 1, false) >= 0 || isWideMove(low, high, f.sf === 1, true) >= 0;
}

export const logicalImmediate = defineGroup('base/logical-immediate', (t) => {
  const and = t.insn('and', `sf:1 00 100100 ${LOGICAL}`, [Rsp('Rd'), R('Rn'), logicalImm()], {
    reserved,
    semantics: (b, f) => b.setRsp(f.Rd, b.and(b.r(f.Rn, f.sf), mask(b, f))),
  });
  const orr = t.insn('orr', `sf:1 01 100100 ${LOGICAL}`, [Rsp('Rd'), R('Rn'), logicalImm()], {
    reserved,
    semantics: (b, f) => b.setRsp(f.Rd, b.or(b.r(f.Rn, f.sf), mask(b, f))),
  });
  const eor = t.insn('eor', `sf:1 10 100100 ${LOGICAL}`, [Rsp('Rd'), R('Rn'), logicalImm()], {
    reserved,
    semantics: (b, f) => b.setRsp(f.Rd, b.xor(b.r(f.Rn, f.sf), mask(b, f))),
  });
  const ands = t.insn('ands', `sf:1 11 100100 ${LOGICAL}`, [R('Rd'), R('Rn'), logicalImm()], {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.logicFlags(b.and(b.r(f.Rn, f.sf), mask(b, f)))),
  });
  t.alias(orr, 'mov', [Rsp('Rd'), movLogical], {
    fixed: { Rn: 31 },
    reserved,
    // MOVZ and MOVN cannot write SP
    when: (f) => f.Rd === 31 || !oneWideMove(f),
  });
  t.alias(ands, 'tst', [R('Rn'), logicalImm()], { fixed: { Rd: 31 }, reserved });
  t.alias(and, 'bic', [Rsp('Rd'), R('Rn'), logicalImm(true)], { encodeOnly: true });
  t.alias(ands, 'bics', [R('Rd'), R('Rn'), logicalImm(true)], { encodeOnly: true });
  t.alias(eor, 'eon', [Rsp('Rd'), R('Rn'), logicalImm(true)], { encodeOnly: true });
  t.alias(orr, 'orn', [Rsp('Rd'), R('Rn'), logicalImm(true)], { encodeOnly: true });
});

function wideValue(f: { readonly imm16: number; readonly hw: number }): bigint {
  return BigInt(f.imm16) << BigInt(16 * f.hw);
}

export const moveWide = defineGroup('base/move-wide', (t) => {
  const reserved = (f: { readonly sf: number; readonly hw: number }): boolean => f.sf === 0 && f.hw > 1;
  const movn = t.insn('movn', 'sf:1 00 100101 hw:2 imm16:16 Rd:5', [R('Rd'), wideImm], {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.c(BigInt.asUintN(f.sf ? 64 : 32, ~wideValue(f)), f.sf)),
  });
  const movz = t.insn('movz', 'sf:1 10 100101 hw:2 imm16:16 Rd:5', [R('Rd'), wideImm], {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.c(wideValue(f), f.sf)),
  });
  t.insn('movk', 'sf:1 11 100101 hw:2 imm16:16 Rd:5', [R('Rd'), wideImm], {
    reserved,
    semantics: (b, f) => {
      const keep = b.c(BigInt.asUintN(f.sf ? 64 : 32, ~(0xffffn << BigInt(16 * f.hw))), f.sf);
      b.setR(f.Rd, b.or(b.and(b.r(f.Rd, f.sf), keep), b.c(wideValue(f), f.sf)));
    },
  });
  t.alias(movz, 'mov', [R('Rd'), movImm(false)], { reserved, when: (f) => f.imm16 !== 0 || f.hw === 0 });
  t.alias(movn, 'mov', [R('Rd'), movImm(true)], {
    reserved,
    when: (f) => (f.imm16 !== 0 || f.hw === 0) && (f.sf === 1 || f.imm16 !== 0xffff),
  });
});

type Bitfield = {
  readonly sf: number;
  readonly N: number;
  readonly immr: number;
  readonly imms: number;
  readonly Rn: number;
};

/** Rn rotated right by immr, and the mask of the bits that are copied ("wmask and tmask" of the manual, joined). */
function bitfield(b: Builder, f: Bitfield, signed: boolean): Int {
  const width = f.sf ? 64 : 32;
  const value = b.r(f.Rn, f.sf);
  if (f.imms >= f.immr) {
    const bits = f.imms - f.immr + 1;
    const moved = f.immr === 0 ? value : b.shr(value, f.immr);
    return bits === width ? moved : signed ? b.sext(moved, bits) : b.zext(moved, bits);
  }
  const low = signed ? b.sext(value, f.imms + 1) : b.zext(value, f.imms + 1);
  return b.shl(low, width - f.immr);
}

function bfm(b: Builder, f: Bitfield & { readonly Rd: number }): void {
  const width = f.sf ? 64 : 32;
  const bits = f.imms >= f.immr ? f.imms - f.immr + 1 : f.imms + 1;
  const at = f.imms >= f.immr ? 0 : width - f.immr;
  const ones = ((1n << BigInt(bits)) - 1n) << BigInt(at);
  const keep = b.c(BigInt.asUintN(width, ~ones), f.sf);
  b.setR(f.Rd, b.or(b.and(b.r(f.Rd, f.sf), keep), bitfield(b, f, false)));
}

const BITFIELD = 'N:1 immr:6 imms:6 Rn:5 Rd:5';

export const bitfields = defineGroup('base/bitfield', (t) => {
  const reserved = (f: Bitfield): boolean => f.N !== f.sf || (f.sf === 0 && (f.immr > 31 || f.imms > 31));
  const operands = [R('Rd'), R('Rn'), bitPosition('immr'), bitPosition('imms')];
  const sbfm = t.insn('sbfm', `sf:1 00 100110 ${BITFIELD}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, bitfield(b, f, true)),
  });
  const bfmRow = t.insn('bfm', `sf:1 01 100110 ${BITFIELD}`, operands, { reserved, semantics: bfm });
  const ubfm = t.insn('ubfm', `sf:1 10 100110 ${BITFIELD}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, bitfield(b, f, false)),
  });
  const top = (f: Bitfield): number => (f.sf ? 63 : 31);
  const extract = [R('Rd'), R('Rn'), bitPosition('immr'), bfxWidth];
  const insert = [R('Rd'), R('Rn'), bfLsb, bfWidth];

  for (const [name, imms] of [
    ['sxtb', 7],
    ['sxth', 15],
  ] as const) {
    t.alias(sbfm, name, [W('Rd'), W('Rn')], { fixed: { sf: 0, N: 0, immr: 0, imms } });
    t.alias(sbfm, name, [X('Rd'), W('Rn')], { fixed: { sf: 1, N: 1, immr: 0, imms } });
  }
  t.alias(sbfm, 'sxtw', [X('Rd'), W('Rn')], { fixed: { sf: 1, N: 1, immr: 0, imms: 31 } });
  t.alias(sbfm, 'asr', [R('Rd'), R('Rn'), bitPosition('immr', true)], { reserved, when: (f) => f.imms === top(f) });
  t.alias(sbfm, 'sbfiz', insert, { reserved, when: (f) => f.imms < f.immr });
  t.alias(sbfm, 'sbfx', extract, { reserved });
  t.alias(bfmRow, 'bfc', [R('Rd'), bfLsb, bfWidth], {
    fixed: { Rn: 31 },
    reserved,
    when: (f) => f.imms < f.immr,
    feature: 'v8.2-a',
  });
  t.alias(bfmRow, 'bfi', insert, { reserved, when: (f) => f.imms < f.immr });
  t.alias(bfmRow, 'bfxil', extract, { reserved });
  for (const [name, imms] of [
    ['uxtb', 7],
    ['uxth', 15],
  ] as const) {
    t.alias(ubfm, name, [W('Rd'), W('Rn')], { fixed: { sf: 0, N: 0, immr: 0, imms } });
    t.alias(ubfm, name, [X('Rd'), W('Rn')], { fixed: { sf: 0, N: 0, immr: 0, imms }, encodeOnly: true });
  }
  t.alias(ubfm, 'lsl', [R('Rd'), R('Rn'), shiftLeftAmount], {
    reserved,
    when: (f) => f.imms !== top(f) && f.imms + 1 === f.immr,
  });
  t.alias(ubfm, 'lsr', [R('Rd'), R('Rn'), bitPosition('immr', true)], { reserved, when: (f) => f.imms === top(f) });
  t.alias(ubfm, 'ubfiz', insert, { reserved, when: (f) => f.imms < f.immr });
  t.alias(ubfm, 'ubfx', extract, { reserved });
});

export const extractGroup = defineGroup('base/extract', (t) => {
  const reserved = (f: { readonly sf: number; readonly N: number; readonly imms: number }): boolean =>
    f.N !== f.sf || (f.sf === 0 && f.imms > 31);
  const extr = t.insn(
    'extr',
    'sf:1 00 100111 N:1 0 Rm:5 imms:6 Rn:5 Rd:5',
    [R('Rd'), R('Rn'), R('Rm'), bitPosition('imms')],
    {
      reserved,
      semantics(b, f) {
        if (f.Rn === f.Rm) return b.setR(f.Rd, b.ror(b.r(f.Rn, f.sf), f.imms));
        if (f.imms === 0) return b.setR(f.Rd, b.r(f.Rm, f.sf));
        const high = b.shl(b.r(f.Rn, f.sf), (f.sf ? 64 : 32) - f.imms);
        b.setR(f.Rd, b.or(high, b.shr(b.r(f.Rm, f.sf), f.imms)));
      },
    },
  );
  t.alias(extr, 'ror', [R('Rd'), sameTwice, bitPosition('imms')], { reserved, when: (f) => f.Rn === f.Rm });
});
