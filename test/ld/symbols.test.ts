/** Symbol resolution: strong, weak, common, undefined; archives; COMDAT. */
import { describe, expect, it } from 'vitest';
import { linked, object, symbolValue, words } from './link.ts';

const SCRIPT =
  'SECTIONS { . = 0x10000; .text : { *(.text .text.*) } .data : { *(.data) } .bss : { *(.bss) *(COMMON) } }';
const START = '.text\n.globl _start\n_start: bl f\n ret\n';

/** An archive of members without an index, as `ar rcS` makes it. */
async function archive(members: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const parts: number[] = [...'!<arch>\n'].map((c) => c.charCodeAt(0));
  for (const [name, text] of Object.entries(members)) {
    const { bytes } = await object(text, name);
    const header = `${`${name}/`.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
    parts.push(...[...header].map((c) => c.charCodeAt(0)), ...bytes, ...(bytes.length & 1 ? [10] : []));
  }
  return Uint8Array.from(parts);
}

describe('symbols', () => {
  it('a strong definition replaces a weak one, whichever comes first', async () => {
    const weak = '.text\n.weak f\nf: nop\n ret\n';
    const strong = '.text\n.globl f\nf: ret\n';
    for (const order of [
      [weak, strong],
      [strong, weak],
    ]) {
      const result = await linked(SCRIPT, [START, ...order]);
      expect(result.messages).toEqual([]);
      const f = symbolValue(result, 'f') ?? 0n;
      expect(words(result, '.text')[Number(f - 0x10000n) / 4]).toBe('d65f03c0');
    }
  });

  it('two strong definitions are an error with both places', async () => {
    const f = '.text\n.globl f\nf: ret\n';
    const result = await linked(SCRIPT, [START, f, f]);
    expect(result.messages).toEqual(["duplicate definition of 'f': c.o (.text); first in b.o (.text) [A64-E0551]"]);
    expect((await linked(SCRIPT, [START, f, f], { allowMultipleDefinition: true })).messages).toEqual([]);
  });

  it('an undefined symbol shows three of its references and the count of the rest', async () => {
    const result = await linked(SCRIPT, [
      '.text\n.globl _start\n_start: bl start1\n bl start1\n bl start1\n bl start1\n bl start1\n.globl start2\nstart2: ret\n',
    ]);
    expect(result.messages).toEqual(["undefined symbol 'start1' [A64-E0550]"]);
    expect(result.notes).toEqual([
      'referred to by a.o (.text+0x0)',
      'referred to by a.o (.text+0x4)',
      'referred to by a.o (.text+0x8)',
      'and 2 more',
    ]);
    expect(result.image).toBeUndefined();
  });

  it('a branch to an undefined weak symbol becomes a nop, its address 0', async () => {
    const result = await linked(SCRIPT, [
      '.text\n.globl _start\n.weak w\n_start: bl w\n adrp x0, w\n add x0, x0, :lo12:w\n.data\n.quad w\n',
    ]);
    expect(result.messages).toEqual([]);
    expect(words(result, '.text')).toEqual(['d503201f', '90000000', '91000000']);
    expect(words(result, '.data')).toEqual(['00000000', '00000000']);
  });

  it('common symbols: the largest size, the strictest alignment, a definition wins', async () => {
    const result = await linked(SCRIPT, [
      `${START}.comm c, 8, 4\n.comm d, 4, 4\n`,
      '.text\n.globl f\nf: ret\n.comm c, 24, 16\n',
      '.data\n.globl d\nd: .word 7\n',
    ]);
    expect(result.messages).toEqual([]);
    expect(result.image?.symbols.get('c')?.size).toBe(24n);
    expect((symbolValue(result, 'c') ?? 1n) % 16n).toBe(0n);
    expect(result.image?.symbols.get('d')?.section).toBe('.data');
  });

  it('takes from an archive what is needed, and what that needs', async () => {
    const bytes = await archive({
      'unused.o': '.text\n.globl g\ng: ret\n',
      'second.o': '.text\n.globl h\nh: ret\n',
      'first.o': '.text\n.globl f\nf: b h\n',
    });
    const result = await linked(SCRIPT, [START, { name: 'lib.a', bytes }]);
    expect(result.messages).toEqual([]);
    expect([
      symbolValue(result, 'f') !== undefined,
      symbolValue(result, 'h') !== undefined,
      symbolValue(result, 'g'),
    ]).toEqual([true, true, undefined]);
    expect(result.image?.mapText()).toContain('lib.a(first.o)                a.o (f)');
    const whole = await linked(SCRIPT, [START, { name: 'lib.a', bytes, wholeArchive: true }]);
    expect(symbolValue(whole, 'g')).toBeDefined();
  });

  it('of COMDAT groups with one signature the first is kept', async () => {
    const f = (value: number): string =>
      `.section .text.f,"axG",@progbits,f,comdat\n.weak f\nf: mov x0, #${value}\n ret\n`;
    const result = await linked(SCRIPT, [START, f(1), f(2)]);
    expect(result.messages).toEqual([]);
    expect(words(result, '.text')).toEqual(['94000002', 'd65f03c0', 'd2800020', 'd65f03c0']);
  });

  it('PROVIDE defines only what is referred to and not defined', async () => {
    const result = await linked(
      `${SCRIPT.slice(0, -1)} PROVIDE(f = 0x10004); PROVIDE(unused = 1); PROVIDE(_start = 2); }`,
      [START],
    );
    expect(result.messages).toEqual([]);
    expect([symbolValue(result, 'f'), symbolValue(result, 'unused'), symbolValue(result, '_start')]).toEqual([
      0x10004n,
      undefined,
      0x10000n,
    ]);
  });
});

describe('--gc-sections', () => {
  const script = 'ENTRY(_start) SECTIONS { .text : { *(.text .text.*) } .data : { *(.data .data.*) KEEP(*(.keep)) } }';
  const source = `
\t.section .text.start,"ax"
\t.globl _start
_start:\tbl used
\t.section .text.used,"ax"
\t.globl used
used:\tadrp x0, .Lvalue
\tret
\t.section .text.unused,"ax"
\t.globl unused
unused:\tbl other
\t.section .text.other,"ax"
other:\tret
\t.section .data.used,"aw"
.Lvalue: .quad 1
\t.section .data.unused,"aw"
\t.quad unused
\t.section .keep,"aw"
\t.quad 2
`;
  it('keeps what the entry reaches and what KEEP names', async () => {
    const all = await linked(script, [source]);
    const some = await linked(script, [source], { gcSections: true, printGcSections: true });
    expect(words(all, '.text').length).toBe(5);
    expect(words(some, '.text').length).toBe(3);
    expect(words(some, '.data')).toEqual(['00000001', '00000000', '00000002', '00000000']);
    expect(some.messages.map((m) => /section '([^']+)' is removed/.exec(m)?.[1])).toEqual(
      expect.arrayContaining(['.text.unused', '.text.other', '.data.unused']),
    );
    expect(symbolValue(some, 'unused')).toBeUndefined();
  });
});

describe('-r', () => {
  it('a partial link, linked again, gives what the whole link gives', async () => {
    const parts = [
      START,
      '.text\n.globl f\nf: adrp x0, d+8\n b .Lend\n nop\n.Lend: ret\n.data\n.word 1\nd: .quad f, .Lend2\n.section .text.x,"ax"\n.Lend2: nop\n',
    ];
    const whole = await linked(SCRIPT, parts);
    const partial = await linked(undefined, parts, { relocatable: true });
    expect(partial.messages).toEqual([]);
    expect(partial.elf?.type).toBe(1);
    const again = await linked(SCRIPT, [{ name: 'r.o', bytes: partial.image?.executable ?? new Uint8Array(0) }]);
    expect(again.messages).toEqual([]);
    for (const section of ['.text', '.data']) expect(words(again, section)).toEqual(words(whole, section));
  });
});
