/**
 * Branches, exceptions (Arm DDI 0487, C4.1.93): B, BL, B.cond, CBZ, TBZ, BR, RET, SVC, HVC, SMC, BRK, HLT, UDF, ERET.
 */

import { CONDITIONS, label, testBit } from '../codecs/branch.ts';
import { imm } from '../codecs/immediate.ts';
import { R, X } from '../codecs/integer.ts';
import { optionalReturn } from '../codecs/system.ts';
import type { Builder } from '../ir.ts';
import { defineGroup } from '../row.ts';

/** Address `field` (signed, `bits` wide) words from here. */
function target(b: Builder, field: number, bits: number): bigint {
  return BigInt.asUintN(64, b.pc + BigInt.asIntN(bits, BigInt(field)) * 4n);
}

export const branchImmediate = defineGroup('base/branch-immediate', (t) => {
  t.insn('b', '0 00101 imm26:26', [label('imm26', 'JUMP26')], {
    semantics: (b, f) => b.branch(b.c64(target(b, f.imm26, 26)), 'direct'),
  });
  t.insn('bl', '1 00101 imm26:26', [label('imm26', 'CALL26')], {
    semantics(b, f) {
      b.setX(30, b.c64(b.pc + 4n));
      b.branch(b.c64(target(b, f.imm26, 26)), 'call');
    },
  });
  for (const [name, op] of [
    ['cbz', '0'],
    ['cbnz', '1'],
  ] as const) {
    t.insn(name, `sf:1 011010 ${op} imm19:19 Rt:5`, [R('Rt'), label('imm19', 'CONDBR19', 0, '', 'literal')], {
      semantics(b, f) {
        const zero = b.c(0, f.sf);
        const value = b.r(f.Rt, f.sf);
        b.branchIf(name === 'cbz' ? b.eq(value, zero) : b.ne(value, zero), target(b, f.imm19, 19));
      },
    });
  }
  for (const [name, op] of [
    ['tbz', '0'],
    ['tbnz', '1'],
  ] as const) {
    // the bit's number decides the name of the register: b5 is its width; W for a low bit may be written X
    const row = t.insn(
      name,
      `b5:1 011011 ${op} b40:5 imm14:14 Rt:5`,
      [R('Rt', 'b5'), testBit, label('imm14', 'TSTBR14', 0, '', 'literal')],
      {
        semantics(b, f) {
          const bit = b.and(b.shr(b.x(f.Rt), (f.b5 << 5) | f.b40), b.c64(1));
          b.branchIf(name === 'tbz' ? b.eq(bit, b.c64(0)) : b.ne(bit, b.c64(0)), target(b, f.imm14, 14));
        },
      },
    );
    t.alias(row, name, [X('Rt'), imm('b40'), label('imm14', 'TSTBR14', 0, '', 'literal')], {
      fixed: { b5: 0 },
      encodeOnly: true,
    });
  }
});

export const branchConditional = defineGroup('base/branch-conditional', (t) => {
  CONDITIONS.forEach((names, number) => {
    const bits = number.toString(2).padStart(4, '0');
    const remark = (stem: string): string =>
      names
        .slice(1)
        .map((name) => `${stem}.${name}`)
        .join(', ');
    const row = t.insn(`b.${names[0]}`, `0101010 0 imm19:19 0 ${bits}`, [label('imm19', 'CONDBR19', 0, remark('b'))], {
      semantics: (b, f) => b.branchIf(b.cond(number), target(b, f.imm19, 19)),
    });
    for (const name of names) {
      if (name !== names[0]) t.alias(row, `b.${name}`, [label('imm19', 'CONDBR19')], { encodeOnly: true });
      t.alias(row, `b${name}`, [label('imm19', 'CONDBR19')], { encodeOnly: true });
    }
    const hinted = t.insn(
      `bc.${names[0]}`,
      `0101010 0 imm19:19 1 ${bits}`,
      [label('imm19', 'CONDBR19', 0, remark('bc'))],
      {
        feature: 'hbc',
        semantics: (b, f) => b.branchIf(b.cond(number), target(b, f.imm19, 19)),
      },
    );
    for (const name of names.slice(1))
      t.alias(hinted, `bc.${name}`, [label('imm19', 'CONDBR19')], { encodeOnly: true });
  });
});

export const branchRegister = defineGroup('base/branch-register', (t) => {
  t.insn('br', '1101011 0000 11111 000000 Rn:5 00000', [X('Rn')], { semantics: (b, f) => b.branch(b.x(f.Rn), 'jump') });
  t.insn('blr', '1101011 0001 11111 000000 Rn:5 00000', [X('Rn')], {
    semantics(b, f) {
      const to = b.x(f.Rn);
      b.setX(30, b.c64(b.pc + 4n));
      b.branch(to, 'call');
    },
  });
  t.insn('ret', '1101011 0010 11111 000000 Rn:5 00000', [optionalReturn('Rn')], {
    semantics: (b, f) => b.branch(b.x(f.Rn), 'return'),
  });
  t.insn('eret', '1101011 0100 11111 000000 11111 00000', [], { semantics: (b) => b.eret() });
  t.insn('drps', '1101011 0101 11111 000000 11111 00000', []);
});

export const exceptions = defineGroup('base/exceptions', (t) => {
  const imm16 = imm('imm16', { radix: 'hex', late: true });
  for (const [name, opc, ll] of [
    ['svc', '000', '01'],
    ['hvc', '000', '10'],
    ['smc', '000', '11'],
    ['brk', '001', '00'],
    ['hlt', '010', '00'],
  ] as const) {
    t.insn(name, `11010100 ${opc} imm16:16 000 ${ll}`, [imm16], { semantics: (b, f) => b.exception(name, f.imm16) });
  }
  for (const [name, ll] of [
    ['dcps1', '01'],
    ['dcps2', '10'],
    ['dcps3', '11'],
  ] as const) {
    t.insn(name, `11010100 101 imm16:16 000 ${ll}`, [imm('imm16', { radix: 'hex', omitted: 0, late: true })]);
  }
  t.insn('udf', '0000000000000000 imm16:16', [imm('imm16', { late: true })], { semantics: (b) => b.undefined('udf') });
});
