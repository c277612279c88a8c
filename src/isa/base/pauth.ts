/**
 * Pointer authentication (FEAT_PAuth, FEAT_PAuth_LR): sign, authenticate, strip, authenticated branches and loads (Arm DDI 0487, D8.10).
 *
 * The codes themselves are the engine's (runtime-functions.ts: pac, aut). FEAT_PAuth_LR has no semantics.
 */

import { label16Back } from '../codecs/branch.ts';
import { X, Xsp } from '../codecs/integer.ts';
import { memOffset } from '../codecs/memory.ts';
import type { Builder, I64 } from '../ir.ts';
import { MODE } from '../operand.ts';
import { defineGroup } from '../row.ts';
import { PAC_KEY, REQUIRED } from '../runtime-functions.ts';
import { baseAccess, plus, signed, WRITEBACK } from './load-store.ts';

/** Key and operation of PACIA, AUTDB … */
function operation(name: string): { readonly call: 'pac' | 'aut'; readonly key: number } {
  return { call: name.startsWith('pac') ? 'pac' : 'aut', key: PAC_KEY[name.slice(3, 5) as keyof typeof PAC_KEY] };
}

/** The instructions among the hints, by number: the pointer's register, and the modifier's (31: SP, undefined: zero). */
const HINTS: ReadonlyMap<number, readonly [name: string, pointer: number, modifier: number | undefined]> = new Map([
  [8, ['pacia', 17, 16]],
  [10, ['pacib', 17, 16]],
  [12, ['autia', 17, 16]],
  [14, ['autib', 17, 16]],
  [24, ['pacia', 30, undefined]],
  [25, ['pacia', 30, 31]],
  [26, ['pacib', 30, undefined]],
  [27, ['pacib', 30, 31]],
  [28, ['autia', 30, undefined]],
  [29, ['autia', 30, 31]],
  [30, ['autib', 30, undefined]],
  [31, ['autib', 30, 31]],
]);

/** What HINT does when it is one of pointer authentication's; false when it is not. */
export function pointerHint(b: Builder, number: number): boolean {
  if (number === 7) {
    b.setX(30, b.callX('strip', [b.x(30)], 0));
    return true;
  }
  const hint = HINTS.get(number);
  if (hint === undefined) return false;
  const [name, pointer, modifier] = hint;
  const { call, key } = operation(name);
  const m = modifier === undefined ? b.c64(0) : b.xsp(modifier);
  b.setX(pointer, b.callX(call, [b.x(pointer), m], key));
  return true;
}

const authenticated = (b: Builder, pointer: I64, modifier: I64, key: number): I64 =>
  b.callX('aut', [pointer, modifier], key | REQUIRED);

/** LDRAA, LDRAB: the base is authenticated with a zero modifier; written back with the offset added. */
function load(
  b: Builder,
  f: { readonly simm: number; readonly Rn: number; readonly Rt: number },
  key: number,
  writeBack: boolean,
): void {
  const base = authenticated(b, b.xsp(f.Rn), b.c64(0), key);
  const address = plus(b, base, 8 * signed(f.simm, 10));
  const value = b.load(address, 8, baseAccess(f.Rn));
  if (writeBack) b.setXsp(f.Rn, address);
  b.setX(f.Rt, value);
}

const OPERATIONS = ['pacia', 'pacib', 'pacda', 'pacdb', 'autia', 'autib', 'autda', 'autdb'] as const;
const KEYS = [
  ['a', '0'],
  ['b', '1'],
] as const;

export const pointerAuth = defineGroup('base/pauth', (table) => {
  const t = table.needs('pauth');
  OPERATIONS.forEach((name, number) => {
    const op = number.toString(2).padStart(3, '0');
    const { call, key } = operation(name);
    t.insn(name, `1101101011000001 000 ${op} Rn:5 Rd:5`, [X('Rd'), Xsp('Rn')], {
      semantics: (b, f) => b.setX(f.Rd, b.callX(call, [b.x(f.Rd), b.xsp(f.Rn)], key | REQUIRED)),
    });
    t.insn(`${name.slice(0, 4)}z${name.slice(4)}`, `1101101011000001 001 ${op} 11111 Rd:5`, [X('Rd')], {
      semantics: (b, f) => b.setX(f.Rd, b.callX(call, [b.x(f.Rd), b.c64(0)], key | REQUIRED)),
    });
  });
  t.insn('xpaci', '1101101011000001 010 000 11111 Rd:5', [X('Rd')], {
    semantics: (b, f) => b.setX(f.Rd, b.callX('strip', [b.x(f.Rd)], REQUIRED)),
  });
  t.insn('xpacd', '1101101011000001 010 001 11111 Rd:5', [X('Rd')], {
    semantics: (b, f) => b.setX(f.Rd, b.callX('strip', [b.x(f.Rd)], 1 | REQUIRED)),
  });
  t.insn('pacga', '10011010110 Rm:5 001100 Rn:5 Rd:5', [X('Rd'), X('Rn'), Xsp('Rm')], {
    semantics: (b, f) => b.setX(f.Rd, b.callX('pacga', [b.x(f.Rn), b.xsp(f.Rm)], REQUIRED)),
  });
  for (const [key, M] of KEYS) {
    const instructionKey = key === 'a' ? PAC_KEY.ia : PAC_KEY.ib;
    const dataKey = key === 'a' ? PAC_KEY.da : PAC_KEY.db;
    const branch = (b: Builder, Rn: number, modifier: I64, how: 'jump' | 'call'): void => {
      const to = authenticated(b, b.x(Rn), modifier, instructionKey);
      if (how === 'call') b.setX(30, b.c64(b.pc + 4n));
      b.branch(to, how);
    };
    t.insn(`bra${key}`, `1101011 1000 11111 00001 ${M} Rn:5 Rm:5`, [X('Rn'), Xsp('Rm')], {
      semantics: (b, f) => branch(b, f.Rn, b.xsp(f.Rm), 'jump'),
    });
    t.insn(`blra${key}`, `1101011 1001 11111 00001 ${M} Rn:5 Rm:5`, [X('Rn'), Xsp('Rm')], {
      semantics: (b, f) => branch(b, f.Rn, b.xsp(f.Rm), 'call'),
    });
    t.insn(`bra${key}z`, `1101011 0000 11111 00001 ${M} Rn:5 11111`, [X('Rn')], {
      semantics: (b, f) => branch(b, f.Rn, b.c64(0), 'jump'),
    });
    t.insn(`blra${key}z`, `1101011 0001 11111 00001 ${M} Rn:5 11111`, [X('Rn')], {
      semantics: (b, f) => branch(b, f.Rn, b.c64(0), 'call'),
    });
    t.insn(`reta${key}`, `1101011 0010 11111 00001 ${M} 11111 11111`, [], {
      semantics: (b) => b.branch(authenticated(b, b.x(30), b.xsp(31), instructionKey), 'return'),
    });
    t.insn(`ereta${key}`, `1101011 0100 11111 00001 ${M} 11111 11111`, [], {
      semantics: (b) => b.eret(instructionKey),
    });
    // the offset is S:imm9, in doublewords
    t.insn(
      `ldra${key}`,
      `11 111 0 00 ${M} simm:1 1 simm:9 01 Rn:5 Rt:5`,
      [X('Rt'), memOffset({ field: 'simm', scale: 8 })],
      { semantics: (b, f) => load(b, f, dataKey, false) },
    );
    t.insn(
      `ldra${key}`,
      `11 111 0 00 ${M} simm:1 1 simm:9 11 Rn:5 Rt:5`,
      [X('Rt'), memOffset({ field: 'simm', scale: 8, mode: MODE.pre, optional: true })],
      { unpredictable: WRITEBACK, semantics: (b, f) => load(b, f, dataKey, true) },
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
