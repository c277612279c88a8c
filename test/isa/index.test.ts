/**
 * The table for programs: one statement, one word, the list.
 */
import { describe, expect, it } from 'vitest';
import { FeatureSet } from '../../src/isa/features.ts';
import { decodeWord, encodeStatement, listRows } from '../../src/isa/index.ts';

describe('encodeStatement', () => {
  it('gives the word', () => {
    expect(encodeStatement('  add x0, x1, #1')).toMatchObject({ ok: true, word: 0x91000420, relocations: [] });
    expect(encodeStatement('mov x0, #0xffffffff00000000')).toMatchObject({ ok: true, word: 0xb2607fe0 });
  });

  it('leaves symbols to the caller', () => {
    expect(encodeStatement('bl copy_page + 4')).toMatchObject({
      word: 0x94000000,
      relocations: [{ type: 'R_AARCH64_CALL26', symbol: { name: 'copy_page', addend: 4n } }],
    });
    expect(encodeStatement('mov x0, #SIZE')).toMatchObject({
      relocations: [{ type: undefined, symbol: { name: 'SIZE', addend: 0n } }],
    });
  });

  it('says what is wrong and where', () => {
    const text = 'ldr x0, [x1, #32761]';
    const result = encodeStatement(text);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.error.text).toBe('offset 32761 is not in [0, 32760] in steps of 8');
      expect(text.slice(result.at, result.at + result.length)).toBe('[x1, #32761]');
    }
  });

  it('keeps to the features', () => {
    expect(encodeStatement('cas x0, x1, [x2]', FeatureSet.default()).ok).toBe(false);
    expect(encodeStatement('cas x0, x1, [x2]').ok).toBe(true);
  });
});

describe('decodeWord', () => {
  it('gives fields by the manual names', () => {
    expect(decodeWord(0x91000420)).toMatchObject({
      mnemonic: 'add',
      text: 'add x0, x1, #0x1',
      fields: { sf: 1, sh: 0, imm12: 1, Rn: 1, Rd: 0 },
      alias: undefined,
    });
    expect(decodeWord(0xaa0103e0)).toMatchObject({ mnemonic: 'orr', alias: 'mov', text: 'mov x0, x1' });
    expect(decodeWord(0x14000001, 0x1000n)?.text).toBe('b 0x1004');
  });

  it('knows what is unallocated', () => {
    expect(decodeWord(0xffffffff)).toBeUndefined();
    expect(decodeWord(0xb8a0fc20)).toBeUndefined();
  });
});

describe('listRows', () => {
  it('has every group, with what each row needs', () => {
    const rows = listRows();
    expect(rows.length).toBeGreaterThan(3000);
    expect(rows.find((row) => row.mnemonic === 'ldadd')).toMatchObject({
      group: 'base/atomics',
      feature: 'lse',
      aliasOf: undefined,
      hasSemantics: true,
    });
    expect(rows.filter((row) => row.aliasOf !== undefined).length).toBeGreaterThan(300);
    // what a kernel's integer code uses must run
    const silent = rows.filter(
      (row) => row.group.startsWith('base/') && row.feature === '' && !row.hasSemantics && row.aliasOf === undefined,
    );
    expect([...new Set(silent.map((row) => row.mnemonic))].sort()).toEqual(['dcps1', 'dcps2', 'dcps3', 'drps', 'sysl']);
  });
});
