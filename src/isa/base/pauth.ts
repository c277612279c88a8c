/**
 * Pointer authentication (FEAT_PAuth, FEAT_PAuth_LR): sign, authenticate, strip, authenticated branches and loads. No semantics: the emulator says
 * "not modelled" but for the hints, which a processor without the feature executes as NOP.
 */

import { label16Back } from '../codecs/branch.ts';
import { X, Xsp } from '../codecs/integer.ts';
import { memOffset } from '../codecs/memory.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';
import { WRITEBACK } from './load-store.ts';

const OPERATIONS = ['pacia', 'pacib', 'pacda', 'pacdb', 'autia', 'autib', 'autda', 'autdb'] as const;
const KEYS = [
  ['a', '0'],
  ['b', '1'],
] as const;

export const pointerAuth = defineGroup('base/pauth', (table) => {
  const t = table.needs('pauth');
  OPERATIONS.forEach((name, number) => {
    const op = number.toString(2).padStart(3, '0');
    t.insn(name, `1101101011000001 000 ${op} Rn:5 Rd:5`, [X('Rd'), Xsp('Rn')]);
    t.insn(`${name.slice(0, 4)}z${name.slice(4)}`, `1101101011000001 001 ${op} 11111 Rd:5`, [X('Rd')]);
  });
  t.insn('xpaci', '1101101011000001 010 000 11111 Rd:5', [X('Rd')]);
  t.insn('xpacd', '1101101011000001 010 001 11111 Rd:5', [X('Rd')]);
  t.insn('pacga', '10011010110 Rm:5 001100 Rn:5 Rd:5', [X('Rd'), X('Rn'), Xsp('Rm')]);
  for (const [key, M] of KEYS) {
    t.insn(`bra${key}`, `1101011 1000 11111 00001 ${M} Rn:5 Rm:5`, [X('Rn'), Xsp('Rm')]);
    t.insn(`blra${key}`, `1101011 1001 11111 00001 ${M} Rn:5 Rm:5`, [X('Rn'), Xsp('Rm')]);
    t.insn(`bra${key}z`, `1101011 0000 11111 00001 ${M} Rn:5 11111`, [X('Rn')]);
    t.insn(`blra${key}z`, `1101011 0001 11111 00001 ${M} Rn:5 11111`, [X('Rn')]);
    t.insn(`reta${key}`, `1101011 0010 11111 00001 ${M} 11111 11111`, []);
    t.insn(`ereta${key}`, `1101011 0100 11111 00001 ${M} 11111 11111`, []);
    // the offset is S:imm9, in doublewords
    t.insn(`ldra${key}`, `11 111 0 00 ${M} simm:1 1 simm:9 01 Rn:5 Rt:5`, [
      X('Rt'),
      memOffset({ field: 'simm', scale: 8 }),
    ]);
    t.insn(
      `ldra${key}`,
      `11 111 0 00 ${M} simm:1 1 simm:9 11 Rn:5 Rt:5`,
      [X('Rt'), memOffset({ field: 'simm', scale: 8, mode: MODE.pre, optional: true })],
      { unpredictable: WRITEBACK },
    );
  }
});

export const pointerAuthLr = defineGroup('base/pauth-lr', (table) => {
  const t = table.needs('pauth-lr');
  for (const [key, M] of KEYS) {
    t.insn(`auti${key}sppc`, `111100111 0 ${M} imm16:16 11111`, [label16Back]);
    t.insn(`reta${key}sppc`, `010101010 0 ${M} imm16:16 11111`, [label16Back]);
    t.insn(`auti${key}sppcr`, `1101101011000001 10010 ${M} Rn:5 11110`, [X('Rn')]);
    t.insn(`reta${key}sppcr`, `1101011001011111 00001 ${M} 11111 Rm:5`, [X('Rm')], {
      overlaps: true,
      reserved: (f) => f.Rm === 31,
    });
    t.insn(`paci${key}sppc`, `1101101011000001 10100 ${M} 11111 11110`, []);
    t.insn(`pacnbi${key}sppc`, `1101101011000001 10000 ${M} 11111 11110`, []);
    t.insn(`paci${key}171615`, `1101101011000001 10001 ${M} 11111 11110`, []);
    t.insn(`auti${key}171615`, `1101101011000001 10111 ${M} 11111 11110`, []);
  }
});
