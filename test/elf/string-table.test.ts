/** String tables: every string is found at its offset, none twice, none that another one ends. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../src/elf/read.ts';
import { StringTable } from '../../src/elf/string-table.ts';

function build(strings: readonly string[]): { bytes: Uint8Array; at: (s: string) => string } {
  const table = new StringTable();
  const ids = new Map(strings.map((s) => [s, table.addText(s)]));
  const bytes = table.finish();
  return {
    bytes,
    at: (s) => {
      const from = table.offset(ids.get(s) ?? 0);
      return latin1(bytes, from, bytes.indexOf(0, from));
    },
  };
}

describe('StringTable', () => {
  it('keeps the order of what stays and shares ends', () => {
    const { bytes } = build(['bcd', 'x', 'abcd', 'd', 'x', 'cd']);
    expect(latin1(bytes, 0, bytes.length)).toBe('\0x\0abcd\0');
  });

  it('finds every string again, in no more room than they need apart', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab.]{1,8}$/), { maxLength: 60 }), (strings) => {
        const { bytes, at } = build(strings);
        for (const s of strings) expect(at(s)).toBe(s);
        const unique = [...new Set(strings)];
        const needed = unique.filter((s) => !unique.some((t) => t !== s && t.endsWith(s)));
        expect(bytes.length).toBe(1 + needed.reduce((sum, s) => sum + s.length + 1, 0));
      }),
      { numRuns: 300 },
    );
  });
});
