/** Every static relocation with a range, at the last value that fits and at the first that does not. */
import { describe, expect, it } from 'vitest';
import { RELOCS, type Reloc, relocInsert, relocRange } from '../../src/isa/relocs.ts';
import { linked, words } from './link.ts';

const SCRIPT = 'SECTIONS { .text 0x100000000 : { *(.text) } }';
const PLACE = 0x1_0000_0000n;

/** The symbol value that makes X equal to `x`. */
function targetFor(row: Reloc, x: bigint): bigint | undefined {
  if (row.operation === 'S + A') return x;
  if (row.operation === 'S + A - P') return PLACE + x;
  return row.operation === 'Page(S + A) - Page(P)' && (x & 0xfffn) === 0n ? PLACE + x : undefined;
}

async function relocate(row: Reloc, x: bigint): Promise<{ messages: string[]; words: string[] } | undefined> {
  const target = targetFor(row, x);
  if (target === undefined) return undefined;
  const source = `.text\n.globl _start\n_start:\n.reloc 0, ${row.name}, target\n.word 0, 0\n`;
  const result = await linked(SCRIPT, [source], { defsyms: [`target=0x${BigInt.asUintN(64, target).toString(16)}`] });
  return { messages: result.messages, words: words(result, '.text') };
}

const ranged = [...RELOCS.values()].filter(
  (row) => relocRange(row) && /^(Page\()?S \+ A/.test(row.operation) && !row.operation.includes('GOT'),
);

describe('ranges of relocations', () => {
  it('covers the table', () => expect(ranged.length).toBeGreaterThan(20));

  for (const row of ranged) {
    const range = relocRange(row) ?? { low: 0n, high: 0n };
    const step = row.operation.startsWith('Page') ? 4096n : BigInt(row.align);
    const high = range.high - (((range.high % step) + step) % step);
    it(`${row.name}`, async () => {
      for (const last of [high, range.low]) {
        const good = await relocate(row, last);
        expect(good?.messages).toEqual([]);
        if (row.form !== 'data16' && row.form !== 'data32')
          expect(good?.words[0]).toBe(relocInsert(row, 0, last).toString(16).padStart(8, '0'));
      }
      // What is too far for these gets a veneer.
      if (/^R_AARCH64_(CALL|JUMP)26$/.test(row.name)) return;
      for (const first of [high + step, range.low - step]) {
        const bad = await relocate(row, first);
        // An absolute address has no sign: below 0 is above 2^63.
        if (row.operation === 'S + A' && row.check === 'unsigned' && first < 0n) continue;
        expect(bad?.messages.length).toBe(1);
        expect(bad?.messages[0]).toContain(`relocation ${row.name} to 'target' is out of range`);
      }
    });
  }

  it('an unaligned branch target is refused', async () => {
    const row = RELOCS.get(283);
    expect((row && (await relocate(row, 6n)))?.messages[0]).toContain('is not a multiple of 4');
  });

  it('writes data in the byte order of the output', async () => {
    const source = '.text\n.globl _start\n_start: nop\n.data\n.quad target, target - .\n.word target - .\n';
    const script = 'SECTIONS { .text 0x1000 : { *(.text) } .data 0x2000 : { *(.data) } } target = 0x1122;';
    const little = await linked(script, [source]);
    const big = await linked(script, [source], { bigEndian: true });
    expect(words(little, '.data')).toEqual(['00001122', '00000000', 'fffff11a', 'ffffffff', 'fffff112']);
    expect(words(big, '.data', false)).toEqual(['00000000', '00001122', 'ffffffff', 'fffff11a', 'fffff112']);
    expect(words(big, '.text')).toEqual(['d503201f']);
  });

  it('GOT entries hold the addresses of their symbols', async () => {
    const source =
      '.text\n.globl _start\n_start: adrp x0, :got:d\n ldr x0, [x0, :got_lo12:d]\n.data\n.globl d\nd: .quad 1\n';
    const result = await linked(
      'SECTIONS { .text 0x1000 : { *(.text) } .got 0x3000 : { *(.got) } .data 0x4000 : { *(.data) } .got.plt : { *(.got.plt) } }',
      [source],
    );
    expect(result.messages).toEqual([]);
    expect(words(result, '.text')).toEqual(['d0000000', 'f9400400']);
    expect(words(result, '.got').slice(2)).toEqual(['00004000', '00000000']);
  });
});
