/**
 * Memory tagging (FEAT_MTE, Arm DDI 0487, D10): as a processor has it that has the instructions and no tag memory (ID_AA64PFR1_EL1.MTE is 1).
 *
 * Tags in memory read as zero and ignore writes, tags that would be generated are zero; accesses translate and fault as ever. The instructions
 * of FEAT_MTE2 on whole blocks of tags are UNDEFINED.
 */

import { imm } from '../codecs/immediate.ts';
import { X, Xsp } from '../codecs/integer.ts';
import { memBase, memOffset } from '../codecs/memory.ts';
import { optionalX } from '../codecs/system.ts';
import type { Builder, I64 } from '../ir.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';
import { baseAccess, plus, signed } from './load-store.ts';

const MODES = [
  ['10', MODE.offset],
  ['01', MODE.post],
  ['11', MODE.pre],
] as const;

const TAG = 0xfn << 56n;

/** The address with tag zero. */
const untagged = (b: Builder, address: I64): I64 => b.and(address, b.c64(~TAG));
/** The address without tag and sign: bits 55 to 0, sign-extended. */
const plain = (b: Builder, n: number): I64 => b.sext(b.xsp(n), 56);

interface TagFields {
  readonly imm9: number;
  readonly Rn: number;
}

/** Runs `access` at the address and writes the base back, by the mode. */
function addressed(b: Builder, Rn: number, offset: number, mode: number, access: (address: I64) => void): void {
  const base = b.xsp(Rn);
  const moved = plus(b, base, offset);
  access(mode === MODE.post ? base : moved);
  if (mode !== MODE.offset) b.setXsp(Rn, moved);
}

/** STG, ST2G (`granules`), STZG, STZ2G (`zeros`). */
function storeTag(b: Builder, f: TagFields, mode: number, granules: 1 | 2, zeros: boolean): void {
  addressed(b, f.Rn, 16 * signed(f.imm9, 9), mode, (address) => {
    b.callX('writeTag', [address], 16 * granules);
    for (let i = 0; zeros && i < granules; i++)
      b.storePair(plus(b, address, 16 * i), 8, b.c64(0), b.c64(0), baseAccess(f.Rn));
  });
}

const noTagBlocks = (b: Builder): void => b.undefined('FEAT_MTE2 is not implemented');

export const memoryTagging = defineGroup('base/memory-tagging', (table) => {
  const t = table.needs('memtag');
  const steps = imm('imm6', { scale: 16, radix: 'hex' });
  t.insn(
    'addg',
    '1001000110 imm6:6 00 imm4:4 Rn:5 Rd:5',
    [Xsp('Rd'), Xsp('Rn'), steps, imm('imm4', { radix: 'hex' })],
    {
      semantics: (b, f) => b.setXsp(f.Rd, untagged(b, plus(b, b.xsp(f.Rn), 16 * f.imm6))),
    },
  );
  t.insn(
    'subg',
    '1101000110 imm6:6 00 imm4:4 Rn:5 Rd:5',
    [Xsp('Rd'), Xsp('Rn'), steps, imm('imm4', { radix: 'hex' })],
    {
      semantics: (b, f) => b.setXsp(f.Rd, untagged(b, plus(b, b.xsp(f.Rn), -16 * f.imm6))),
    },
  );
  t.insn('irg', '10011010110 Rm:5 000100 Rn:5 Rd:5', [Xsp('Rd'), Xsp('Rn'), optionalX('Rm', 31)], {
    semantics: (b, f) => b.setXsp(f.Rd, untagged(b, b.xsp(f.Rn))),
  });
  t.insn('gmi', '10011010110 Rm:5 000101 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), X('Rm')], {
    semantics(b, f) {
      const tag = b.zext(b.shr(b.xsp(f.Rn), 56), 4);
      b.setX(f.Rd, b.or(b.x(f.Rm), b.shl(b.c64(1), b.lo32(tag))));
    },
  });
  t.insn('subp', '10011010110 Rm:5 000000 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), Xsp('Rm')], {
    semantics: (b, f) => b.setX(f.Rd, b.sub(plain(b, f.Rn), plain(b, f.Rm))),
  });
  const subps = t.insn('subps', '10111010110 Rm:5 000000 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), Xsp('Rm')], {
    semantics: (b, f) => b.setX(f.Rd, b.subFlags(plain(b, f.Rn), plain(b, f.Rm))),
  });
  t.alias(subps, 'cmpp', [Xsp('Rn'), Xsp('Rm')], { fixed: { Rd: 31 } });
  for (const [bits, mode] of MODES) {
    for (const [name, opc] of [
      ['stg', '00'],
      ['stzg', '01'],
      ['st2g', '10'],
      ['stz2g', '11'],
    ] as const) {
      t.insn(
        name,
        `11011001 ${opc} 1 imm9:9 ${bits} Rn:5 Rt:5`,
        [Xsp('Rt'), memOffset({ field: 'imm9', scale: 16, mode })],
        {
          semantics: (b, f) => storeTag(b, f, mode, name.includes('2') ? 2 : 1, name.includes('z')),
        },
      );
    }
  }
  for (const [bits, mode] of [
    ['010', MODE.offset],
    ['001', MODE.post],
    ['011', MODE.pre],
  ] as const) {
    t.insn(
      'stgp',
      `01 101 0 ${bits} 0 imm7:7 Rt2:5 Rn:5 Rt:5`,
      [X('Rt'), X('Rt2'), memOffset({ field: 'imm7', scale: 16, mode })],
      {
        semantics: (b, f) =>
          addressed(b, f.Rn, 16 * signed(f.imm7, 7), mode, (address) => {
            b.callX('writeTag', [address], 16);
            b.storePair(address, 8, b.x(f.Rt), b.x(f.Rt2), baseAccess(f.Rn));
          }),
      },
    );
  }
  t.insn('ldg', '11011001 01 1 imm9:9 00 Rn:5 Rt:5', [X('Rt'), memOffset({ field: 'imm9', scale: 16 })], {
    semantics(b, f) {
      b.callX('readTag', [plus(b, b.xsp(f.Rn), 16 * signed(f.imm9, 9))], 16);
      b.setX(f.Rt, untagged(b, b.x(f.Rt)));
    },
  });
  t.insn('stzgm', '11011001 00 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')], { semantics: noTagBlocks });
  t.insn('stgm', '11011001 10 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')], { semantics: noTagBlocks });
  t.insn('ldgm', '11011001 11 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')], { semantics: noTagBlocks });
});
