/**
 * Memory tagging (FEAT_MTE). Tags are not modelled: no semantics.
 */

import { imm } from '../codecs/immediate.ts';
import { X, Xsp } from '../codecs/integer.ts';
import { memBase, memOffset } from '../codecs/memory.ts';
import { optionalX } from '../codecs/system.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';

const MODES = [
  ['10', MODE.offset],
  ['01', MODE.post],
  ['11', MODE.pre],
] as const;

export const memoryTagging = defineGroup('base/memory-tagging', (table) => {
  const t = table.needs('memtag');
  const steps = imm('imm6', { scale: 16, radix: 'hex' });
  t.insn('addg', '1001000110 imm6:6 00 imm4:4 Rn:5 Rd:5', [Xsp('Rd'), Xsp('Rn'), steps, imm('imm4', { radix: 'hex' })]);
  t.insn('subg', '1101000110 imm6:6 00 imm4:4 Rn:5 Rd:5', [Xsp('Rd'), Xsp('Rn'), steps, imm('imm4', { radix: 'hex' })]);
  t.insn('irg', '10011010110 Rm:5 000100 Rn:5 Rd:5', [Xsp('Rd'), Xsp('Rn'), optionalX('Rm', 31)]);
  t.insn('gmi', '10011010110 Rm:5 000101 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), X('Rm')]);
  t.insn('subp', '10011010110 Rm:5 000000 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), Xsp('Rm')]);
  const subps = t.insn('subps', '10111010110 Rm:5 000000 Rn:5 Rd:5', [X('Rd'), Xsp('Rn'), Xsp('Rm')]);
  t.alias(subps, 'cmpp', [Xsp('Rn'), Xsp('Rm')], { fixed: { Rd: 31 } });
  for (const [bits, mode] of MODES) {
    for (const [name, opc] of [
      ['stg', '00'],
      ['stzg', '01'],
      ['st2g', '10'],
      ['stz2g', '11'],
    ] as const) {
      t.insn(name, `11011001 ${opc} 1 imm9:9 ${bits} Rn:5 Rt:5`, [
        Xsp('Rt'),
        memOffset({ field: 'imm9', scale: 16, mode }),
      ]);
    }
  }
  for (const [bits, mode] of [
    ['010', MODE.offset],
    ['001', MODE.post],
    ['011', MODE.pre],
  ] as const) {
    t.insn('stgp', `01 101 0 ${bits} 0 imm7:7 Rt2:5 Rn:5 Rt:5`, [
      X('Rt'),
      X('Rt2'),
      memOffset({ field: 'imm7', scale: 16, mode }),
    ]);
  }
  t.insn('ldg', '11011001 01 1 imm9:9 00 Rn:5 Rt:5', [X('Rt'), memOffset({ field: 'imm9', scale: 16 })]);
  t.insn('stzgm', '11011001 00 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')]);
  t.insn('stgm', '11011001 10 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')]);
  t.insn('ldgm', '11011001 11 1 000000000 00 Rn:5 Rt:5', [X('Rt'), memBase('Rn')]);
});
