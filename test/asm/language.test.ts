/**
 * The language, behaviour by behaviour, where a golden object would hide what is meant; and that nothing bad hangs or throws.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElf } from '../../src/elf/read.ts';
import { hexOf, objectOf, run } from './helpers.ts';

describe('diagnostics', () => {
  it('show the whole chain of expansions, for fixups, too', async () => {
    const source = [
      '\t.macro inner x',
      '\tb \\x',
      '\t.endm',
      '\t.macro outer',
      '\tnop',
      '\tinner start+1',
      '\t.endm',
      'start:',
      '\touter',
    ];
    const { messages, frames } = await run(source.join('\n'));
    expect(messages).toEqual(['2: error: distance -3 is not a multiple of 4']);
    expect(frames[0]).toEqual(["in expansion of macro 'inner' at 6", "in expansion of macro 'outer' at 9"]);
  });

  it('say which alignment no object can have', async () => {
    const { messages } = await run('\t.local a\n\t.comm a, 4, 0x100000000\n\t.p2align 32\n');
    expect(messages).toEqual([
      '2: error: alignment to 2^32 exceeds the limit of 2^30 bytes',
      '3: error: alignment to 2^32 exceeds the limit of 2^30 bytes',
    ]);
  });

  it('say what an immediate that is a name may have been meant as', async () => {
    const { hints } = await run('\tmov x0, x99\n\tldr x1, [x0, "8"]\n\tadd x0, x1, nothing\n');
    expect(hints).toEqual([
      'registers are x0 to x30',
      expect.stringMatching(/^in quotes it names a symbol; '#'/),
      undefined,
    ]);
  });

  it('point into loops', async () => {
    const { messages, frames } = await run('\t.irp r, x0, y1\n\tmov \\r, #1\n\t.endr\n\t.rept 2\n\t.foo\n\t.endr\n');
    expect(messages.map((m) => m.slice(0, 8))).toEqual(['2: error', '5: error', '5: error']);
    expect(frames[0]).toEqual(['in expansion of .irp at 1']);
    expect(frames[1]).toEqual(['in expansion of .rept at 4']);
  });

  it('come in the order of the source, those of fixups among the others', async () => {
    const { messages } = await run('\tb 1f\n\t.foo\n\ttbz x0, #1, far\n\t.zero 40000\nfar:\tnop\n\t.bar\n');
    expect(messages.map((m) => m.split(':')[0])).toEqual(['1', '2', '3', '6']);
  });

  it('suggest names', async () => {
    const { messages } = await run('\t.macro save_regs\n\t.endm\n\tsave_rges\n');
    expect(messages).toEqual(["3: error: unknown mnemonic or macro 'save_rges'"]);
  });
});

describe('files', () => {
  it('are included, in place, with their errors', async () => {
    const { messages, frames } = await run('\tnop\n\t.include "a.inc"\n\tnop\n', {}, { 'a.inc': '\tnop\n\tfoo\n' });
    expect(messages).toEqual(["2: error: unknown mnemonic 'foo'"]);
    expect(frames[0]).toEqual(['included from here at 2']);
  });

  it('are sought in -I directories, and missed by name', async () => {
    const files = { 'dir/a.inc': '\t.byte 7\n', 'b.bin': 'abcdef' };
    const { elf } = await run(
      '\t.data\n\t.include "a.inc"\n\t.incbin "b.bin",1,3\n',
      { includeDirectories: ['dir'] },
      files,
    );
    const data = elf?.sections.find((s) => s.name === '.data')?.data;
    expect(Buffer.from(data ?? []).toString('latin1')).toBe('\x07bcd');
    expect((await run('\t.include "nosuch"\n')).messages).toEqual(["1: error: cannot read 'nosuch'"]);
    expect((await run('\t.include "loop"\n', {}, { loop: '\t.include "loop"\n' })).messages).toEqual([
      '1: error: nesting of .include exceeds the limit of 200 files',
    ]);
  });
});

describe('expressions', () => {
  it('wrap at 64 bits and compare with -1 for true', async () => {
    expect(await hexOf('.quad 0xffffffffffffffff + 2, 3 > 2, -1 >> 60', '.text')).toBe(
      `01${'00'.repeat(7)}${'ff'.repeat(8)}0f${'00'.repeat(7)}`,
    );
  });

  it('keep the value a symbol had when it was used', async () => {
    expect(await hexOf('.set i, 1\n.byte i\n.set i, i + 1\n.byte i, j\n.set j, 5\n.set j, 6\n.byte j', '.text')).toBe(
      '01020506',
    );
  });

  it('take --defsym', async () => {
    expect(
      await hexOf('.if DEBUG == 3\n.byte DEBUG\n.endif', '.text', { defsym: [{ name: 'DEBUG', value: '0x3' }] }),
    ).toBe('03');
  });
});

/** Lines, one for each number below `count`. */
const series = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

describe('bad input', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a huge .rept', '.rept 1<<40\nnop\n.endr', /limit of \d+ characters/],
    ['a hundred loops in one another', `${'.rept 1\n'.repeat(100)}bad\n${'.endr\n'.repeat(100)}`, /unknown mnemonic/],
    [
      'a thousand loops in one another',
      `${'.rept 1\n'.repeat(1001)}nop\n${'.endr\n'.repeat(1001)}`,
      /limit of 1000 exp/,
    ],
    ['a long fraction', `.double 0.${'0'.repeat(200_000)}1`, /error/],
    ['a chain of .eqv', `${series(2000, (i) => `.eqv a${i}, a${i + 1}+1`)}.quad a0`, /limit of 500 symbols/],
    ['doubling .eqv', `.eqv a0, 1\n${series(40, (i) => `.eqv a${i + 1}, a${i}+a${i}`)}.quad a40`, /limit of 100000 s/],
    ['doubling .set', `${series(64, (i) => `.set a${i}, a${i + 1}+a${i + 1}`)}.quad a0`, /error/],
    ['doubling operands', '.macro m a:vararg\nm \\a,\\a\n.endm\nm 1', /limit of 16777216 characters/],
    ['a far .org', '.org 1<<40', /limit of 2147483648 bytes a section/],
    ['a .space of a size that comes later', '.data\n.space x\n.set x, 1<<37', /limit of 2147483648 bytes/],
    ['a huge .fill', '.data\n.fill 1<<30, 8, 1', /limit of 2147483648 bytes/],
    ['a negative .space', '.space -1', /ignored/],
    ['endless recursion', '.macro m\nm\n.endm\nm', /limit of 1000 expansions/],
    ['mutual recursion', '.macro a\nb\n.endm\n.macro b\na\n.endm\na', /limit of 1000 expansions/],
    ['high bytes', 'mov \xff\xfe, #\x80', /error/],
    ['an unclosed string', '.ascii "abc', /warning: a closing quote/],
    ['an unclosed comment', 'nop /* abc', /^$/],
    ['deep parentheses', `.word ${'('.repeat(3000)}1${')'.repeat(3000)}`, /^$|error/],
    ['a symbol defined by itself', '.set a, b\n.set b, a\n.quad a', /error/],
    ['an endless .irp of nothing', '.irp\n.endr', /parameter of .irp/],
  ];
  for (const [name, text, expected] of cases) {
    it(`${name} is a message`, async () => {
      const { messages } = await run(`${text}\n`);
      expect(messages.join('\n')).toMatch(expected);
    });
  }

  it('an empty .cfi_escape is a byte of 0, with a warning', async () => {
    const around = (directive: string): string => `.cfi_startproc\nnop\n${directive}\nnop\n.cfi_endproc\n`;
    expect((await run(around('.cfi_escape'))).messages).toEqual(['3: warning: a byte of 0 is assumed']);
    expect(await objectOf(around('.cfi_escape'))).toEqual(await objectOf(around('.cfi_escape 0')));
  });

  it('.cfi_mte_tagged_frame is a G in the augmentation, after a B', async () => {
    const frame = async (directives: string) => hexOf(`.cfi_startproc\n${directives}nop\n.cfi_endproc\n`, '.eh_frame');
    // what llvm-mc 19 makes of it: zRG, zRBG
    expect((await frame('.cfi_mte_tagged_frame\n')).slice(18, 26)).toBe('7a524700');
    expect((await frame('.cfi_mte_tagged_frame\n.cfi_b_key_frame\n')).slice(18, 28)).toBe('7a52424700');
  });

  it('long chains of .set are followed', async () => {
    const chain = series(20_000, (i) => `.set a${i}, a${i + 1}+1`);
    expect((await hexOf(`.data\n${chain}.set a20000, 5\n.quad a0`, '.data')).slice(0, 8)).toBe('254e0000');
  });

  it('NUL ends a statement', async () => {
    expect(await hexOf('.byte 1\0\0.byte 2\0\n\0.byte 3 // \0\n')).toBe('010203');
  });

  it('an expression without end is refused by its limit', async () => {
    expect((await run(`.quad ${'('.repeat(2_000_000)}\n`)).messages.join()).toMatch(/exceeds the limit of 200/);
    expect((await run(`.quad ${'~'.repeat(3998)}1\n`)).messages.join()).toMatch(/exceeds the limit of 200/);
    expect((await run(`.quad ${'-(1)+~1*'.repeat(600)}1\n`)).messages).toEqual([]);
    expect((await run(`.if 10000000000000000000000${'+1'.repeat(2_000_000)}\n.endif\n`)).messages.join()).toMatch(
      /exceeds the limit of 4000/,
    );
  });

  it('a long line is read', async () => {
    expect((await hexOf(`.byte ${'1,'.repeat(200_000)}2`, '.text')).length).toBe(400_002);
  });

  it('any text gives an object or a message, and never throws', async () => {
    const words = [
      '.macro m a',
      '.endm',
      '.rept 3',
      '.endr',
      '.if 1',
      '.else',
      '.endif',
      'm 1',
      'nop',
      'b 1f',
      '1:',
      '.word',
      '"',
      '\\a',
      '\\@',
      '.org',
      '.align 3',
      '.subsection 1',
      '.previous',
      '.pushsection .x,"a"',
      '.popsection',
      '=',
      '.set a,',
      'a',
      '+',
      '-',
      '(',
      ')',
      ',',
      '\n',
      ';',
      '\t',
      '/*',
      '*/',
      '//',
      "'",
      '.cfi_startproc',
      '.cfi_endproc',
      '.loc 1 1',
      '.file 1 "a"',
      'ldr x0, =a',
      '.ltorg',
      '.altmacro',
      '.irp x,1,2',
      '.uleb128 a-1b',
      '.size a,.-a',
      '.byte',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })), { maxLength: 40 }),
        async (parts) => {
          const { elf, messages } = await run(parts.join(' '));
          expect(elf !== undefined || messages.some((m) => m.includes('error'))).toBe(true);
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('objects', () => {
  it.each([
    [5, '.debug_line_str', '.debug_str'],
    [3, '.debug_line', '.debug_str'],
  ])('of DWARF %i name mapped directories', async (debug, ...sections) => {
    const options = { debug, directory: '/build/x', prefixMap: [{ from: '/build', to: '/src' }] };
    const text = '.file 1 "/build/y/z.c"\n.loc 1 1\nnop\n';
    for (const section of sections) {
      const names = Buffer.from(await hexOf(text, section, options), 'hex').toString('latin1');
      expect(names).not.toContain('/build');
      expect(names).toContain('/src/');
    }
  });

  it('read back as they were written', async () => {
    const bytes = await objectOf('.globl f\n.type f,%function\nf: nop\n.size f,.-f\n.data\n.quad f, g+4\n');
    const elf = readElf('a.o', bytes);
    const f = elf.symbols.find((s) => s.name === 'f');
    expect(f).toMatchObject({ value: 0n, size: 4n, binding: 1, type: 2 });
    const data = elf.sections.find((s) => s.name === '.data');
    expect(data?.relocations.map((r) => [r.offset, r.type, elf.symbols[r.symbol]?.name, r.addend])).toEqual([
      [0n, 257, 'f', 0n],
      [8n, 257, 'g', 4n],
    ]);
  });
});
