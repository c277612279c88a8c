/**
 * Relocations at their last good and first bad value, and where their bits go.
 */
import { describe, expect, it } from 'vitest';
import {
  modifierNumber,
  modifierReloc,
  RELOCS,
  relocByName,
  relocFault,
  relocInsert,
  relocRange,
} from '../../src/isa/relocs.ts';

function row(name: string) {
  const found = relocByName(`R_AARCH64_${name}`);
  if (!found) throw new Error(name);
  return found;
}

describe('relocations', () => {
  it.each([
    ['JUMP26', -(2n ** 27n), 2n ** 27n - 4n, 4n],
    ['CONDBR19', -(2n ** 20n), 2n ** 20n - 4n, 4n],
    ['TSTBR14', -(2n ** 15n), 2n ** 15n - 4n, 4n],
    ['LD_PREL_LO19', -(2n ** 20n), 2n ** 20n - 4n, 4n],
    ['ADR_PREL_LO21', -(2n ** 20n), 2n ** 20n - 1n, 1n],
    ['ADR_PREL_PG_HI21', -(2n ** 32n), 2n ** 32n - 4096n, 4096n],
    ['ABS32', -(2n ** 31n), 2n ** 32n - 1n, 1n],
    ['ABS16', -(2n ** 15n), 2n ** 16n - 1n, 1n],
    ['PREL32', -(2n ** 31n), 2n ** 32n - 1n, 1n],
    ['MOVW_UABS_G0', 0n, 2n ** 16n - 1n, 1n],
    ['MOVW_UABS_G2', 0n, 2n ** 48n - 1n, 1n],
    ['MOVW_SABS_G1', -(2n ** 32n), 2n ** 32n - 1n, 1n],
    ['TLSLE_ADD_TPREL_HI12', 0n, 2n ** 24n - 1n, 1n],
    ['TLSLE_LDST64_TPREL_LO12', 0n, 4088n, 8n],
    ['LD64_GOTPAGE_LO15', 0n, 32760n, 8n],
  ])('R_AARCH64_%s takes [%s, %s]', (name, low, high, step) => {
    const reloc = row(name);
    expect(relocFault(reloc, low)).toBeUndefined();
    expect(relocFault(reloc, high)).toBeUndefined();
    expect(relocFault(reloc, high + step)).toBe('range');
    expect(relocFault(reloc, low - step)).toBe('range');
    if (step === 4n || step === 8n) expect(relocFault(reloc, low + step / 2n)).toBe('align');
  });

  it('checks nothing where the psABI checks nothing', () => {
    for (const name of [
      'ABS64',
      'ADD_ABS_LO12_NC',
      'MOVW_UABS_G3',
      'MOVW_UABS_G0_NC',
      'ADR_PREL_PG_HI21_NC',
      'LDST8_ABS_LO12_NC',
    ]) {
      expect(relocRange(row(name)), name).toBeUndefined();
      expect(relocFault(row(name), -(2n ** 63n)), name).toBeUndefined();
    }
  });

  it.each([
    ['JUMP26', 0x14000000, -4n, 0x17ffffff],
    ['CALL26', 0x94000000, 8n, 0x94000002],
    ['CONDBR19', 0x54000001, -4n, 0x54ffffe1],
    ['TSTBR14', 0x36000000, 4n, 0x36000020],
    ['ADR_PREL_LO21', 0x10000000, 5n, 0x30000020],
    ['ADR_PREL_PG_HI21', 0x90000000, 0x3000n, 0xf0000000],
    ['ADD_ABS_LO12_NC', 0x91000000, 0x12345n, 0x910d1400],
    ['LDST64_ABS_LO12_NC', 0xf9400000, 0x12348n, 0xf941a400],
    ['MOVW_UABS_G1', 0xd2a00000, 0x12345678n, 0xd2a24680],
    ['MOVW_SABS_G0', 0xd2800000, -1n, 0x92800000],
    ['MOVW_SABS_G0', 0x92800000, 5n, 0xd28000a0],
    ['MOVW_PREL_G1', 0xd2a00000, -0x10001n, 0x92a00020],
    ['MOVW_PREL_G0_NC', 0xf2800000, -2n, 0xf29fffc0],
    ['ABS32', 0, -1n, 0xffffffff],
  ])('R_AARCH64_%s puts its bits into %s', (name, word, x, result) => {
    expect(relocInsert(row(name), word, x).toString(16)).toBe(result.toString(16));
  });

  it('has one row a number and a name', () => {
    const names = [...RELOCS.values()].map((one) => one.name);
    expect(new Set(names).size).toBe(RELOCS.size);
    expect(RELOCS.size).toBeGreaterThan(120);
  });

  it('knows what operators mean in each operand', () => {
    const reloc = (name: string, use: Parameters<typeof modifierReloc>[1], scale = 0) =>
      RELOCS.get(modifierReloc(modifierNumber(name), use, scale))?.name;
    expect(reloc('lo12', 'ldst', 4)).toBe('R_AARCH64_LDST128_ABS_LO12_NC');
    expect(reloc('got', 'literal')).toBe('R_AARCH64_GOT_LD_PREL19');
    expect(reloc('got_lo12', 'ldst', 3)).toBe('R_AARCH64_LD64_GOT_LO12_NC');
    expect(reloc('got_lo12', 'ldst', 2)).toBe('R_AARCH64_LD64_GOT_LO12_NC');
    expect(reloc('abs_g3', 'movw')).toBe('R_AARCH64_MOVW_UABS_G3');
    expect(reloc('abs_g3', 'add')).toBeUndefined();
    expect(modifierNumber('lo13')).toBe(-1);
  });
});

describe('relocations of small values', () => {
  it('are judged and stored alike as numbers and as bigints', () => {
    const values = [
      0,
      1,
      -1,
      2,
      4,
      -4,
      4095,
      4096,
      -4096,
      2 ** 15 - 4,
      -(2 ** 15),
      2 ** 20,
      -(2 ** 27),
      2 ** 31,
      2 ** 48 + 8,
    ];
    for (const reloc of RELOCS.values()) {
      for (const x of values) {
        expect(relocFault(reloc, x), `${reloc.name} ${x}`).toBe(relocFault(reloc, BigInt(x)));
        expect(relocInsert(reloc, 0x12345678, x), `${reloc.name} ${x}`).toBe(relocInsert(reloc, 0x12345678, BigInt(x)));
      }
    }
  });
});
