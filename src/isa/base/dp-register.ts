/**
 * Data processing with registers (Arm DDI 0487, C4.1.95): logical, ADD/SUB shifted and extended, carry, conditional, one to three sources, CRC32.
 */

import { condition, flagBits } from '../codecs/branch.ts';
import { imm } from '../codecs/immediate.ts';
import { R, Rsp, W, X } from '../codecs/integer.ts';
import { extendedReg, shiftedReg } from '../codecs/shifted.ts';
import type { Builder, I64, Int } from '../ir.ts';
import { defineGroup } from '../row.ts';

interface Shifted {
  readonly sf: number;
  readonly shift: number;
  readonly Rm: number;
  readonly imm6: number;
}

function shifted(b: Builder, f: Shifted): Int {
  const value = b.r(f.Rm, f.sf);
  if (f.imm6 === 0) return value;
  switch (f.shift) {
    case 0:
      return b.shl(value, f.imm6);
    case 1:
      return b.shr(value, f.imm6);
    case 2:
      return b.sar(value, f.imm6);
    default:
      return b.ror(value, f.imm6);
  }
}

const reservedShift = (f: Shifted): boolean => f.sf === 0 && f.imm6 > 31;

export const logicalShifted = defineGroup('base/logical-shifted', (t) => {
  const operands = [R('Rd'), R('Rn'), shiftedReg(true)];
  const reserved = reservedShift;
  const rest = 'Rm:5 imm6:6 Rn:5 Rd:5';
  t.insn('and', `sf:1 00 01010 shift:2 0 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.and(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  t.insn('bic', `sf:1 00 01010 shift:2 1 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.and(b.r(f.Rn, f.sf), b.not(shifted(b, f)))),
  });
  const orr = t.insn('orr', `sf:1 01 01010 shift:2 0 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, f.Rn === 31 ? shifted(b, f) : b.or(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  const orn = t.insn('orn', `sf:1 01 01010 shift:2 1 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.or(b.r(f.Rn, f.sf), b.not(shifted(b, f)))),
  });
  t.insn('eor', `sf:1 10 01010 shift:2 0 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.xor(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  t.insn('eon', `sf:1 10 01010 shift:2 1 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.xor(b.r(f.Rn, f.sf), b.not(shifted(b, f)))),
  });
  const ands = t.insn('ands', `sf:1 11 01010 shift:2 0 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.logicFlags(b.and(b.r(f.Rn, f.sf), shifted(b, f)))),
  });
  t.insn('bics', `sf:1 11 01010 shift:2 1 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.logicFlags(b.and(b.r(f.Rn, f.sf), b.not(shifted(b, f))))),
  });
  t.alias(orr, 'mov', [R('Rd'), R('Rm')], { fixed: { shift: 0, imm6: 0, Rn: 31 } });
  t.alias(orr, 'mov', [R('Rd'), shiftedReg(true)], { fixed: { Rn: 31 }, reserved, encodeOnly: true });
  t.alias(orr, 'uxtw', [W('Rd'), W('Rm')], { fixed: { sf: 0, shift: 0, imm6: 0, Rn: 31 }, encodeOnly: true });
  t.alias(orr, 'uxtw', [X('Rd'), W('Rm')], { fixed: { sf: 0, shift: 0, imm6: 0, Rn: 31 }, encodeOnly: true });
  t.alias(orn, 'mvn', [R('Rd'), shiftedReg(true)], { fixed: { Rn: 31 }, reserved });
  t.alias(ands, 'tst', [R('Rn'), shiftedReg(true)], { fixed: { Rd: 31 }, reserved });
});

export const addSubShifted = defineGroup('base/add-sub-shifted', (t) => {
  const operands = [R('Rd'), R('Rn'), shiftedReg(false)];
  const reserved = (f: Shifted): boolean => f.shift === 3 || reservedShift(f);
  const rest = '01011 shift:2 0 Rm:5 imm6:6 Rn:5 Rd:5';
  t.insn('add', `sf:1 00 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.add(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  const adds = t.insn('adds', `sf:1 01 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.addFlags(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  const sub = t.insn('sub', `sf:1 10 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.sub(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  const subs = t.insn('subs', `sf:1 11 ${rest}`, operands, {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.subFlags(b.r(f.Rn, f.sf), shifted(b, f))),
  });
  t.alias(adds, 'cmn', [R('Rn'), shiftedReg(false)], { fixed: { Rd: 31 }, reserved });
  t.alias(subs, 'cmp', [R('Rn'), shiftedReg(false)], { fixed: { Rd: 31 }, reserved });
  t.alias(sub, 'neg', [R('Rd'), shiftedReg(false)], { fixed: { Rn: 31 }, reserved });
  t.alias(subs, 'negs', [R('Rd'), shiftedReg(false)], { fixed: { Rn: 31 }, reserved });
});

function extended(
  b: Builder,
  f: { readonly sf: number; readonly option: number; readonly imm3: number; readonly Rm: number },
): Int {
  const bits = 8 << (f.option & 3);
  let value: Int = b.r(f.Rm, f.sf);
  if (bits < (f.sf ? 64 : 32)) value = f.option & 4 ? b.sext(value, bits) : b.zext(value, bits);
  return f.imm3 === 0 ? value : b.shl(value, f.imm3);
}

export const addSubExtended = defineGroup('base/add-sub-extended', (t) => {
  const reserved = (f: { readonly imm3: number }): boolean => f.imm3 > 4;
  const rest = '01011 00 1 Rm:5 option:3 imm3:3 Rn:5 Rd:5';
  const last = extendedReg('Rd');
  const lastNoSp = extendedReg(undefined);
  t.insn('add', `sf:1 00 ${rest}`, [Rsp('Rd'), Rsp('Rn'), last], {
    reserved,
    semantics: (b, f) => b.setRsp(f.Rd, b.add(b.rsp(f.Rn, f.sf), extended(b, f))),
  });
  const adds = t.insn('adds', `sf:1 01 ${rest}`, [R('Rd'), Rsp('Rn'), lastNoSp], {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.addFlags(b.rsp(f.Rn, f.sf), extended(b, f))),
  });
  t.insn('sub', `sf:1 10 ${rest}`, [Rsp('Rd'), Rsp('Rn'), last], {
    reserved,
    semantics: (b, f) => b.setRsp(f.Rd, b.sub(b.rsp(f.Rn, f.sf), extended(b, f))),
  });
  const subs = t.insn('subs', `sf:1 11 ${rest}`, [R('Rd'), Rsp('Rn'), lastNoSp], {
    reserved,
    semantics: (b, f) => b.setR(f.Rd, b.subFlags(b.rsp(f.Rn, f.sf), extended(b, f))),
  });
  t.alias(adds, 'cmn', [Rsp('Rn'), lastNoSp], { fixed: { Rd: 31 }, reserved });
  t.alias(subs, 'cmp', [Rsp('Rn'), lastNoSp], { fixed: { Rd: 31 }, reserved });
});

export const addSubCarry = defineGroup('base/add-sub-carry', (t) => {
  const operands = [R('Rd'), R('Rn'), R('Rm')];
  const rest = '11010000 Rm:5 000000 Rn:5 Rd:5';
  t.insn('adc', `sf:1 00 ${rest}`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.adc(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  t.insn('adcs', `sf:1 01 ${rest}`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.adcFlags(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  const sbc = t.insn('sbc', `sf:1 10 ${rest}`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.sbc(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  const sbcs = t.insn('sbcs', `sf:1 11 ${rest}`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.sbcFlags(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  t.alias(sbc, 'ngc', [R('Rd'), R('Rm')], { fixed: { Rn: 31 } });
  t.alias(sbcs, 'ngcs', [R('Rd'), R('Rm')], { fixed: { Rn: 31 } });
});

export const conditional = defineGroup('base/conditional', (t) => {
  for (const [name, op, how] of [
    ['ccmn', '0', 'add'],
    ['ccmp', '1', 'sub'],
  ] as const) {
    t.insn(
      name,
      `sf:1 ${op} 1 11010010 imm5:5 cond:4 10 Rn:5 0 nzcv:4`,
      [R('Rn'), imm('imm5', { radix: 'hex' }), flagBits, condition('cond')],
      {
        semantics: (b, f) => b.ccmp(b.cond(f.cond), how, b.r(f.Rn, f.sf), b.c(f.imm5, f.sf), f.nzcv),
      },
    );
    t.insn(
      name,
      `sf:1 ${op} 1 11010010 Rm:5 cond:4 00 Rn:5 0 nzcv:4`,
      [R('Rn'), R('Rm'), flagBits, condition('cond')],
      {
        semantics: (b, f) => b.ccmp(b.cond(f.cond), how, b.r(f.Rn, f.sf), b.r(f.Rm, f.sf), f.nzcv),
      },
    );
  }
  const operands = [R('Rd'), R('Rn'), R('Rm'), condition('cond')];
  const rest = '11010100 Rm:5 cond:4';
  t.insn('csel', `sf:1 00 ${rest} 00 Rn:5 Rd:5`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.select(b.cond(f.cond), b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  const csinc = t.insn('csinc', `sf:1 00 ${rest} 01 Rn:5 Rd:5`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.select(b.cond(f.cond), b.r(f.Rn, f.sf), b.add(b.r(f.Rm, f.sf), b.c(1, f.sf)))),
  });
  const csinv = t.insn('csinv', `sf:1 10 ${rest} 00 Rn:5 Rd:5`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.select(b.cond(f.cond), b.r(f.Rn, f.sf), b.not(b.r(f.Rm, f.sf)))),
  });
  const csneg = t.insn('csneg', `sf:1 10 ${rest} 01 Rn:5 Rd:5`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.select(b.cond(f.cond), b.r(f.Rn, f.sf), b.neg(b.r(f.Rm, f.sf)))),
  });
  const never = (f: { readonly cond: number }): boolean => f.cond >= 14;
  const inverted = condition('cond', true);
  t.alias(csinc, 'cset', [R('Rd'), inverted], { fixed: { Rn: 31, Rm: 31 }, when: (f) => !never(f) });
  t.alias(csinc, 'cinc', [R('Rd'), R('Rn'), inverted], { when: (f) => !never(f) && f.Rn === f.Rm, tie: ['Rm', 'Rn'] });
  t.alias(csinv, 'csetm', [R('Rd'), inverted], { fixed: { Rn: 31, Rm: 31 }, when: (f) => !never(f) });
  t.alias(csinv, 'cinv', [R('Rd'), R('Rn'), inverted], { when: (f) => !never(f) && f.Rn === f.Rm, tie: ['Rm', 'Rn'] });
  t.alias(csneg, 'cneg', [R('Rd'), R('Rn'), inverted], { when: (f) => !never(f) && f.Rn === f.Rm, tie: ['Rm', 'Rn'] });
});

export const oneSource = defineGroup('base/one-source', (t) => {
  const operands = [R('Rd'), R('Rn')];
  const head = '1 0 11010110 00000 0000';
  t.insn('rbit', `sf:1 ${head} 00 Rn:5 Rd:5`, operands, { semantics: (b, f) => b.setR(f.Rd, b.rbit(b.r(f.Rn, f.sf))) });
  t.insn('rev16', `sf:1 ${head} 01 Rn:5 Rd:5`, operands, {
    semantics: (b, f) => b.setR(f.Rd, b.rev(b.r(f.Rn, f.sf), 16)),
  });
  t.insn('rev', '0 1 0 11010110 00000 0000 10 Rn:5 Rd:5', [W('Rd'), W('Rn')], {
    semantics: (b, f) => b.setW(f.Rd, b.rev(b.w(f.Rn), 32)),
  });
  t.insn('rev32', '1 1 0 11010110 00000 0000 10 Rn:5 Rd:5', [X('Rd'), X('Rn')], {
    semantics: (b, f) => b.setX(f.Rd, b.rev(b.x(f.Rn), 32)),
  });
  const rev = t.insn('rev', '1 1 0 11010110 00000 0000 11 Rn:5 Rd:5', [X('Rd'), X('Rn')], {
    semantics: (b, f) => b.setX(f.Rd, b.rev(b.x(f.Rn), 64)),
  });
  t.alias(rev, 'rev64', [X('Rd'), X('Rn')], { encodeOnly: true, feature: 'v8.2-a' });
  t.insn('clz', 'sf:1 1 0 11010110 00000 0001 00 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.clz(b.r(f.Rn, f.sf))),
  });
  t.insn('cls', 'sf:1 1 0 11010110 00000 0001 01 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.cls(b.r(f.Rn, f.sf))),
  });
  const cssc = t.needs('cssc');
  cssc.insn('ctz', 'sf:1 1 0 11010110 00000 0001 10 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.clz(b.rbit(b.r(f.Rn, f.sf)))),
  });
  cssc.insn('cnt', 'sf:1 1 0 11010110 00000 0001 11 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.cnt(b.r(f.Rn, f.sf))),
  });
  cssc.insn('abs', 'sf:1 1 0 11010110 00000 0010 00 Rn:5 Rd:5', operands, {
    semantics(b, f) {
      const value = b.r(f.Rn, f.sf);
      b.setR(f.Rd, b.select(b.slt(value, b.c(0, f.sf)), b.neg(value), value));
    },
  });
});

const MIN_MAX = ['smax', 'umax', 'smin', 'umin'] as const;

function minMax(b: Builder, name: (typeof MIN_MAX)[number], x: Int, y: Int): Int {
  const less = name[0] === 's' ? b.slt(x, y) : b.ult(x, y);
  return name.endsWith('max') ? b.select(less, y, x) : b.select(less, x, y);
}

export const twoSource = defineGroup('base/two-source', (t) => {
  const operands = [R('Rd'), R('Rn'), R('Rm')];
  t.insn('udiv', 'sf:1 0 0 11010110 Rm:5 000010 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.udiv(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  t.insn('sdiv', 'sf:1 0 0 11010110 Rm:5 000011 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.sdiv(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
  });
  for (const [name, op, how] of [
    ['lsl', '00', 'shl'],
    ['lsr', '01', 'shr'],
    ['asr', '10', 'sar'],
    ['ror', '11', 'ror'],
  ] as const) {
    const row = t.insn(`${name}v`, `sf:1 0 0 11010110 Rm:5 0010 ${op} Rn:5 Rd:5`, operands, {
      semantics: (b, f) => b.setR(f.Rd, b[how](b.r(f.Rn, f.sf), b.w(f.Rm))),
    });
    t.alias(row, name, operands);
  }
  for (const [size, bits] of [
    ['b', '00'],
    ['h', '01'],
    ['w', '10'],
    ['x', '11'],
  ] as const) {
    const last = size === 'x' ? X('Rm') : W('Rm');
    const sf = size === 'x' ? '1' : '0';
    const bytes = (1 << Number.parseInt(bits, 2)) as 1 | 2 | 4 | 8;
    for (const [c, poly, name] of [
      ['0', 'crc32', `crc32${size}`],
      ['1', 'crc32c', `crc32c${size}`],
    ] as const) {
      t.insn(name, `${sf} 0 0 11010110 Rm:5 010 ${c} ${bits} Rn:5 Rd:5`, [W('Rd'), W('Rn'), last], {
        feature: 'crc',
        semantics: (b, f) => b.setW(f.Rd, b.crc32(poly, b.w(f.Rn), b.x(f.Rm), bytes)),
      });
    }
  }
  const cssc = t.needs('cssc');
  MIN_MAX.forEach((name, number) => {
    const op = number.toString(2).padStart(2, '0');
    const signed = name[0] === 's';
    cssc.insn(name, `sf:1 0 0 11010110 Rm:5 0110 ${op} Rn:5 Rd:5`, operands, {
      semantics: (b, f) => b.setR(f.Rd, minMax(b, name, b.r(f.Rn, f.sf), b.r(f.Rm, f.sf))),
    });
    cssc.insn(name, `sf:1 00 10001 1100 ${op} imm8:8 Rn:5 Rd:5`, [R('Rd'), R('Rn'), imm('imm8', { signed })], {
      semantics(b, f) {
        const value = signed ? BigInt.asUintN(f.sf ? 64 : 32, BigInt.asIntN(8, BigInt(f.imm8))) : f.imm8;
        b.setR(f.Rd, minMax(b, name, b.r(f.Rn, f.sf), b.c(value, f.sf)));
      },
    });
  });
});

export const threeSource = defineGroup('base/three-source', (t) => {
  const operands = [R('Rd'), R('Rn'), R('Rm'), R('Ra')];
  const madd = t.insn('madd', 'sf:1 00 11011 000 Rm:5 0 Ra:5 Rn:5 Rd:5', operands, {
    semantics(b, f) {
      const product = b.mul(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf));
      b.setR(f.Rd, f.Ra === 31 ? product : b.add(b.r(f.Ra, f.sf), product));
    },
  });
  const msub = t.insn('msub', 'sf:1 00 11011 000 Rm:5 1 Ra:5 Rn:5 Rd:5', operands, {
    semantics: (b, f) => b.setR(f.Rd, b.sub(b.r(f.Ra, f.sf), b.mul(b.r(f.Rn, f.sf), b.r(f.Rm, f.sf)))),
  });
  t.alias(madd, 'mul', [R('Rd'), R('Rn'), R('Rm')], { fixed: { Ra: 31 } });
  t.alias(msub, 'mneg', [R('Rd'), R('Rn'), R('Rm')], { fixed: { Ra: 31 } });
  const long = [X('Rd'), W('Rn'), W('Rm'), X('Ra')];
  for (const [sign, u] of [
    ['s', '0'],
    ['u', '1'],
  ] as const) {
    const product = (b: Builder, f: { readonly Rn: number; readonly Rm: number }): I64 =>
      sign === 's' ? b.mul(b.sx64(b.w(f.Rn)), b.sx64(b.w(f.Rm))) : b.mul(b.zx64(b.w(f.Rn)), b.zx64(b.w(f.Rm)));
    const maddl = t.insn(`${sign}maddl`, `1 00 11011 ${u} 01 Rm:5 0 Ra:5 Rn:5 Rd:5`, long, {
      semantics: (b, f) => b.setX(f.Rd, b.add(b.x(f.Ra), product(b, f))),
    });
    const msubl = t.insn(`${sign}msubl`, `1 00 11011 ${u} 01 Rm:5 1 Ra:5 Rn:5 Rd:5`, long, {
      semantics: (b, f) => b.setX(f.Rd, b.sub(b.x(f.Ra), product(b, f))),
    });
    t.alias(maddl, `${sign}mull`, [X('Rd'), W('Rn'), W('Rm')], { fixed: { Ra: 31 } });
    t.alias(msubl, `${sign}mnegl`, [X('Rd'), W('Rn'), W('Rm')], { fixed: { Ra: 31 } });
    t.insn(`${sign}mulh`, `1 00 11011 ${u} 10 Rm:5 0 (11111) Rn:5 Rd:5`, [X('Rd'), X('Rn'), X('Rm')], {
      semantics: (b, f) => b.setX(f.Rd, sign === 's' ? b.smulh(b.x(f.Rn), b.x(f.Rm)) : b.umulh(b.x(f.Rn), b.x(f.Rm))),
    });
  }
});
