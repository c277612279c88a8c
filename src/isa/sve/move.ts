/**
 * SVE moves and everything that MOV, MOVS, NOT, NOTS and FMOV are other names of: CPY, DUP, DUPM, SEL, FCPY, FDUP, bitwise instructions on
 * vectors, immediates and predicates; also ADR, PSEL and PMOV (Arm DDI 0487, C4.1.40 onwards).
 *
 * The element size of a bitmask immediate is part of the immediate (imm13 = N:immr:imms), and the smallest that repeats: what is written with
 * `.d` may print with `.s`. So one row a size encodes, and one row decodes.
 */

import { arrs } from '../codecs/arrangement.ts';
import { SIZE_BHSD, SIZE_HSD } from '../codecs/arrangements.ts';
import { fpImm, fpZero } from '../codecs/float.ts';
import { Wsp, Xsp } from '../codecs/integer.ts';
import { laneMask, laneMaskValue, shiftedByte } from '../codecs/lane-immediate.ts';
import { P, Pg, PgMZ, PN, tied } from '../codecs/predicate.ts';
import { memZZ } from '../codecs/scalable-memory.ts';
import { F, Z, ZL } from '../codecs/vector.ts';
import { PSlice } from '../codecs/za.ts';
import { cells, defineGroup } from '../row.ts';

const SIZE_BHS = arrs('size', '00 b, 01 h, 10 s');
const MASK = arrs(
  'imm13',
  '1xxxxxxxxxxxx d, 0xxxxxx0xxxxx s, 0xxxxxx10xxxx h, 0xxxxxx110xxx b, 0xxxxxx1110xx b, 0xxxxxx11110x b',
);
const LANES = ['b', 'h', 's', 'd'] as const;

const badMask = (f: { readonly imm13: number }): boolean => laneMaskValue(f.imm13, 64) === undefined;

export const sveBitwise = defineGroup('sve/bitwise', (table) => {
  const t = table.needs('sve | sme');
  for (const [name, op] of cells('and 00, orr 01, eor 10, bic 11')) {
    const row = t.insn(name, `00000100 ${op} 1 Zm:5 001100 Zn:5 Zd:5`, [Z('Zd', 'd'), Z('Zn', 'd'), Z('Zm', 'd')]);
    // LLVM's spelling: the lanes do not matter
    for (const lane of ['b', 'h', 's'] as const)
      t.alias(row, name, [Z('Zd', lane), Z('Zn', lane), Z('Zm', lane)], { encodeOnly: true });
    if (name === 'orr')
      t.alias(row, 'mov', [Z('Zd', 'd'), Z('Zn', 'd')], { tie: ['Zm', 'Zn'], when: (f) => f.Zm === f.Zn });
  }
  for (const [name, inverse, op] of cells('orr orn 00, eor eon 01, and bic 10')) {
    const bits = `00000101 ${op} 0000 imm13:13 Zdn:5` as const;
    t.insn(name, bits, [Z('Zdn', MASK), Z('Zdn', MASK), laneMask(MASK)], { decodeOnly: true, reserved: badMask });
    for (const lane of LANES)
      t.insn(name, bits, [Z('Zdn', lane), Z('Zdn', lane), laneMask(lane)], { encodeOnly: true });
    for (const lane of LANES)
      t.insn(inverse, bits, [Z('Zdn', lane), Z('Zdn', lane), laneMask(lane, true)], { encodeOnly: true });
  }
});

export const sveCopy = defineGroup('sve/copy', (table) => {
  const t = table.needs('sve | sme');
  const copy = t.insn('cpy', '00000101 size:2 01 Pg:4 0 M:1 sh:1 imm8:8 Zd:5', [
    Z('Zd', SIZE_BHSD),
    PgMZ('Pg', 'M'),
    shiftedByte(SIZE_BHSD, true),
  ]);
  t.alias(copy, 'mov', [Z('Zd', SIZE_BHSD), PgMZ('Pg', 'M'), shiftedByte(SIZE_BHSD, true)]);
  t.alias(copy, 'fmov', [Z('Zd', SIZE_HSD), Pg('Pg', 'm'), fpZero], {
    fixed: { M: 1, sh: 0, imm8: 0 },
    encodeOnly: true,
  });
  const general = t.insn('cpy', '00000101 size:2 101000101 Pg:3 Rn:5 Zd:5', [
    Z('Zd', SIZE_BHS),
    Pg('Pg', 'm'),
    Wsp('Rn'),
  ]);
  t.alias(general, 'mov', [Z('Zd', SIZE_BHS), Pg('Pg', 'm'), Wsp('Rn')]);
  const wide = t.insn('cpy', '00000101 11 101000101 Pg:3 Rn:5 Zd:5', [Z('Zd', 'd'), Pg('Pg', 'm'), Xsp('Rn')]);
  t.alias(wide, 'mov', [Z('Zd', 'd'), Pg('Pg', 'm'), Xsp('Rn')]);
  const scalar = t.insn('cpy', '00000101 size:2 100000100 Pg:3 Vn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    Pg('Pg', 'm'),
    F('Vn', SIZE_BHSD),
  ]);
  t.alias(scalar, 'mov', [Z('Zd', SIZE_BHSD), Pg('Pg', 'm'), F('Vn', SIZE_BHSD)]);
  const select = t.insn('sel', '00000101 size:2 1 Zm:5 11 Pg:4 Zn:5 Zd:5', [
    Z('Zd', SIZE_BHSD),
    P('Pg', ''),
    Z('Zn', SIZE_BHSD),
    Z('Zm', SIZE_BHSD),
  ]);
  t.alias(select, 'mov', [Z('Zd', SIZE_BHSD), Pg('Pg', 'm'), Z('Zn', SIZE_BHSD)], {
    tie: ['Zm', 'Zd'],
    when: (f) => f.Zm === f.Zd,
  });
  const float = t.insn('fcpy', '00000101 size:2 01 Pg:4 110 imm8:8 Zd:5', [
    Z('Zd', SIZE_HSD),
    Pg('Pg', 'm'),
    fpImm('imm8', true),
  ]);
  t.alias(float, 'fmov', [Z('Zd', SIZE_HSD), Pg('Pg', 'm'), fpImm('imm8', true)]);
});

const ELEMENT = arrs('imm2:tsz', 'iiiiii1 b, iiiii10 h, iiii100 s, iii1000 d, ii10000 q');
const SIZED = arrs('imm2:tsz', 'xxxxxx1 b, xxxxx10 h, xxxx100 s, xxx1000 d, xx10000 q');
const FIRST = arrs('imm2:tsz', '0000001 b, 0000010 h, 0000100 s, 0001000 d, 0010000 q');

/** Whether MOV is preferred to DUPM (SVEMoveMaskPreferred): not when DUP with an 8-bit immediate can say it. */
function moveMaskPreferred(imm13: number): boolean {
  const value = laneMaskValue(imm13, 64);
  if (value === undefined) return false;
  for (const bits of [8, 16, 32, 64]) {
    const lane = BigInt.asIntN(bits, value);
    let repeated = 0n;
    for (let at = 0; at < 64; at += bits) repeated |= BigInt.asUintN(bits, lane) << BigInt(at);
    if (repeated !== value) continue;
    if (lane >= -128n && lane <= 127n) return false;
    if (bits > 8 && lane % 256n === 0n && lane >= -32768n && lane <= 32512n) return false;
  }
  return true;
}

export const sveDuplicate = defineGroup('sve/duplicate', (table) => {
  const t = table.needs('sve | sme');
  const immediate = t.insn('dup', '00100101 size:2 111000 11 sh:1 imm8:8 Zd:5', [
    Z('Zd', SIZE_BHSD),
    shiftedByte(SIZE_BHSD, true),
  ]);
  t.alias(immediate, 'mov', [Z('Zd', SIZE_BHSD), shiftedByte(SIZE_BHSD, true)]);
  t.alias(immediate, 'fmov', [Z('Zd', SIZE_HSD), fpZero], { fixed: { sh: 0, imm8: 0 }, encodeOnly: true });
  const general = t.insn('dup', '00000101 size:2 100000001110 Rn:5 Zd:5', [Z('Zd', SIZE_BHS), Wsp('Rn')]);
  t.alias(general, 'mov', [Z('Zd', SIZE_BHS), Wsp('Rn')]);
  const wide = t.insn('dup', '00000101 11 100000001110 Rn:5 Zd:5', [Z('Zd', 'd'), Xsp('Rn')]);
  t.alias(wide, 'mov', [Z('Zd', 'd'), Xsp('Rn')]);
  const element = t.insn('dup', '00000101 imm2:2 1 tsz:5 001000 Zn:5 Zd:5', [Z('Zd', SIZED), ZL('Zn', ELEMENT, '')], {
    reserved: (f) => f.tsz === 0,
  });
  t.alias(element, 'mov', [Z('Zd', FIRST), F('Zn', FIRST)], {
    when: (f) => f.imm2 === 0 && (f.tsz & (f.tsz - 1)) === 0,
  });
  t.alias(element, 'mov', [Z('Zd', SIZED), ZL('Zn', ELEMENT, '')]);
  const float = t.insn('fdup', '00100101 size:2 111001110 imm8:8 Zd:5', [Z('Zd', SIZE_HSD), fpImm('imm8', true)]);
  t.alias(float, 'fmov', [Z('Zd', SIZE_HSD), fpImm('imm8', true)]);
  const mask = t.insn('dupm', '00000101110000 imm13:13 Zd:5', [Z('Zd', MASK), laneMask(MASK)], {
    decodeOnly: true,
    reserved: badMask,
  });
  t.alias(mask, 'mov', [Z('Zd', MASK), laneMask(MASK)], { decodeOnly: true, when: (f) => moveMaskPreferred(f.imm13) });
  for (const lane of LANES) {
    for (const name of ['dupm', 'mov'])
      t.insn(name, '00000101110000 imm13:13 Zd:5', [Z('Zd', lane), laneMask(lane)], { encodeOnly: true });
  }
});

export const svePredicateLogic = defineGroup('sve/predicate-logic', (table) => {
  const t = table.needs('sve | sme');
  for (const [S, s] of [
    ['0', ''],
    ['1', 's'],
  ] as const) {
    const operands = [P('Pd', 'b', true), Pg('Pg', 'z'), P('Pn', 'b', true), P('Pm', 'b', true)];
    const and = t.insn(`and${s}`, `00100101 0 ${S} 00 Pm:4 01 Pg:4 0 Pn:4 0 Pd:4`, operands);
    t.alias(and, `mov${s}`, [P('Pd', 'b'), Pg('Pg', 'z'), P('Pn', 'b')], {
      tie: ['Pm', 'Pn'],
      when: (f) => f.Pm === f.Pn,
    });
    const counter = S === '0';
    const or = t.insn(`orr${s}`, `00100101 1 ${S} 00 Pm:4 01 Pg:4 0 Pn:4 0 Pd:4`, operands);
    t.alias(or, `mov${s}`, [P('Pd', 'b', counter), tied(P('Pn', 'b', counter), 'Pn', 'Pm', 'Pg')], {
      when: (f) => f.Pm === f.Pn && f.Pg === f.Pn,
    });
    const xor = t.insn(`eor${s}`, `00100101 0 ${S} 00 Pm:4 01 Pg:4 1 Pn:4 0 Pd:4`, operands);
    t.alias(xor, `not${s}`, [P('Pd', 'b'), Pg('Pg', 'z'), P('Pn', 'b')], {
      tie: ['Pm', 'Pg'],
      when: (f) => f.Pm === f.Pg,
    });
  }
  const select = t.insn('sel', '001001010000 Pm:4 01 Pg:4 1 Pn:4 1 Pd:4', [
    P('Pd', 'b', true),
    P('Pg', ''),
    P('Pn', 'b', true),
    P('Pm', 'b', true),
  ]);
  t.alias(select, 'mov', [P('Pd', 'b'), Pg('Pg', 'm'), P('Pn', 'b')], {
    tie: ['Pm', 'Pd'],
    when: (f) => f.Pm === f.Pd,
  });
});

export const sveAddress = defineGroup('sve/address', (table) => {
  const t = table.needs('sve');
  t.insn('adr', '00000100 00 1 Zm:5 1010 msz:2 Zn:5 Zd:5', [Z('Zd', 'd'), memZZ('d', 'sxtw')]);
  t.insn('adr', '00000100 01 1 Zm:5 1010 msz:2 Zn:5 Zd:5', [Z('Zd', 'd'), memZZ('d', 'uxtw')]);
  const size = arrs('sz', '0 s, 1 d');
  t.insn('adr', '00000100 1 sz:1 1 Zm:5 1010 msz:2 Zn:5 Zd:5', [Z('Zd', size), memZZ(size, 'lsl')]);
});

const SLICE = arrs('i1:tszh:tszl', 'iiii1 b, iii10 h, ii100 s, i1000 d');

export const svePredicateMove = defineGroup('sve/predicate-move', (table) => {
  const t = table.needs('sve2p1 | sme');
  const select = t.insn(
    'psel',
    '00100101 i1:1 tszh:1 1 tszl:3 Rv:2 01 Pn:4 0 Pm:4 0 Pd:4',
    [P('Pd', ''), P('Pn', ''), PSlice('Pm', SLICE, 'Rv')],
    {
      reserved: (f) => f.tszh === 0 && f.tszl === 0,
    },
  );
  t.alias(select, 'psel', [PN('Pd', ''), PN('Pn', ''), PSlice('Pm', SLICE, 'Rv')], { encodeOnly: true });
  const m = table.needs('sve2p1');
  // the index field grows with the element size; bytes have one vector only
  for (const [lane, bits, index] of [
    ['b', '00 101 01', ''],
    ['h', '00 101 1 i:1', 'i'],
    ['s', '01 101 i:2', 'i'],
    ['d', '1 i:1 101 i:2', 'i'],
  ] as const) {
    m.insn('pmov', `00000101 ${bits} 0001110 Zn:5 0 Pd:4`, [P('Pd', lane), ZL('Zn', '', index)]);
    m.insn('pmov', `00000101 ${bits} 10011100 Pn:4 Zd:5`, [ZL('Zd', '', index), P('Pn', lane)]);
    // index 0 may be left out
    const first = bits.replace('i:1', '0').replace('i:2', '00');
    m.insn('pmov', `00000101 ${first} 0001110 Zn:5 0 Pd:4`, [P('Pd', lane), Z('Zn', '')], { encodeOnly: true });
    m.insn('pmov', `00000101 ${first} 10011100 Pn:4 Zd:5`, [Z('Zd', ''), P('Pn', lane)], { encodeOnly: true });
  }
});
