/**
 * Memory copy and set (FEAT_MOPS): prologue, main and epilogue of CPYF, CPY, SET and SETG, with unprivileged (t) and non-temporal (n) options.
 */

import { X } from '../codecs/integer.ts';
import { memBang, Xbang } from '../codecs/memory.ts';
import { defineGroup } from '../row.ts';

const STAGES = [
  ['p', '00'],
  ['m', '01'],
  ['e', '10'],
] as const;
/** By the value of the 4 option bits: reads and writes, unprivileged or non-temporal. */
const COPY_OPTIONS = [
  '',
  'wt',
  'rt',
  't',
  'wn',
  'wtwn',
  'rtwn',
  'twn',
  'rn',
  'wtrn',
  'rtrn',
  'trn',
  'n',
  'wtn',
  'rtn',
  'tn',
] as const;
const SET_OPTIONS = ['', 't', 'n', 'tn'] as const;

export const memoryCopy = defineGroup('base/memory-copy', (table) => {
  const t = table.needs('mops');
  for (const [name, o] of [
    ['cpyf', '0'],
    ['cpy', '1'],
  ] as const) {
    for (const [stage, op] of STAGES) {
      COPY_OPTIONS.forEach((option, number) => {
        const bits = number.toString(2).padStart(4, '0');
        t.insn(
          `${name}${stage}${option}`,
          `00011 ${o} 01 ${op} 0 Rs:5 ${bits} 01 Rn:5 Rd:5`,
          [memBang('Rd'), memBang('Rs'), Xbang('Rn')],
          {
            reserved: (f) => f.Rd === f.Rs || f.Rd === f.Rn || f.Rs === f.Rn || f.Rd === 31 || f.Rs === 31,
          },
        );
      });
    }
  }
  for (const [name, o, feature] of [
    ['set', '0', 'mops'],
    ['setg', '1', 'mops & memtag'],
  ] as const) {
    for (const [stage, op] of STAGES) {
      SET_OPTIONS.forEach((option, number) => {
        const bits = number.toString(2).padStart(2, '0');
        t.insn(
          `${name}${stage}${option}`,
          `00011 ${o} 01 11 0 Rm:5 ${op} ${bits} 01 Rn:5 Rd:5`,
          [memBang('Rd'), Xbang('Rn'), X('Rm')],
          {
            feature,
            reserved: (f) => f.Rd === f.Rm || f.Rd === f.Rn || f.Rm === f.Rn || f.Rd === 31,
          },
        );
      });
    }
  }
});
