/**
 * What is read from bytes (src/asm/bytewise/) means what it means when it is read from text, which is how everything is read for a listing,
 * whichever form the core has.
 */
import * as fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/asm/bytewise/cursor.ts';
import { type AsmOptions, writeObject } from '../../src/asm/index.ts';
import { DEFAULT_SHAPE } from '../../src/asm/listing-text.ts';
import { caseFiles, parseCases } from './case-file.ts';
import { wasm } from './core/forms.ts';
import { run } from './helpers.ts';
import { BINARY } from './random-expression.ts';
import { sectionProgram } from './section-program.ts';

const LISTED: AsmOptions = {
  listing: { letters: 'l', general: [], shape: DEFAULT_SHAPE },
};

/** The object in hexadecimal, and what is said. */
async function outcome(text: string, options: AsmOptions, core?: Uint8Array): Promise<unknown> {
  const { elf, messages, frames } = await run(text, { dwarf: 5, ...options }, {}, core);
  return { object: elf && Buffer.from(writeObject(elf)).toString('hex'), messages, frames };
}

/** Read from bytes, with the core as JavaScript and as WebAssembly, as from text. */
async function expectSame(text: string, name?: string, valid = false): Promise<void> {
  const byText = await outcome(text, LISTED);
  if (valid) expect(byText).toMatchObject({ object: expect.any(String) });
  expect(await outcome(text, {}), name).toEqual(byText);
  expect(await outcome(text, {}, wasm), name).toEqual(byText);
}

const directory = new URL('cases/', import.meta.url);
const FILES = caseFiles(directory).map(
  (file) => [file, fs.readFileSync(new URL(`${file}.txt`, directory), 'latin1')] as const,
);

describe('statements read from bytes', () => {
  it.each(FILES)('are the same in the cases of %s', async (_, text) => {
    for (const one of parseCases(text)) await expectSame(one.text, one.name);
  });

  const number = fc.oneof(
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '0x7f',
      '255',
      '256',
      '-128',
      '-129',
      '0x',
      '08',
      '010',
      '1f',
      '1b',
      '99999999999999',
    ),
    fc.integer({ min: -70000, max: 70000 }).map(String),
  );
  const symbol = fc.constantFrom('a', 'b', '.La', '.Lb', '.', 'abs', 'eqv', '"a"', '1f', '1b', 'a.b$');
  const operator = fc.constantFrom('+', '-', ' - ', ' + ', '*', '<<');
  const anyOperator = fc.constantFrom(...BINARY, ' / ', ' | ', ' << ', '< <', '=');
  const { nested } = fc.letrec<{ nested: string; operand: string }>((tie) => ({
    operand: fc.oneof(
      { depthSize: 'small' },
      number,
      symbol,
      tie('nested').map((x) => `(${x})`),
      fc.constantFrom('( 1b )', '((2f) - .)', '-(b)', '(1', ''),
    ),
    nested: fc
      .array(fc.tuple(tie('operand'), anyOperator), { maxLength: 3 })
      .chain((pairs) => tie('operand').map((last) => pairs.flat().join('') + last)),
  }));
  const expression = fc.oneof(
    number,
    symbol,
    fc.tuple(symbol, operator, fc.oneof(symbol, number)).map((x) => x.join('')),
    nested,
  );
  const list = fc.array(expression, { maxLength: 3 }).map((x) => x.join(', '));
  const directive = fc.constantFrom(
    ...[
      '.byte',
      '.2byte',
      '.word',
      '.4byte',
      '.quad',
      '.xword',
      '.uleb128',
      '.sleb128',
      '.zero',
      '.size a,',
      '.size .La,',
    ],
    ...['.type a,', '.globl', '.align', '.p2align', '.p2align 2,,', '.p2align 2, 1,', '.cfi_offset', '.cfi_offset 29,'],
    ...[
      '.cfi_restore',
      '.cfi_def_cfa_offset',
      '.loc 1',
      '.loc 1 2',
      '.loc 1 2 3',
      '.text',
      '.data',
      '.popsection',
      '.previous',
    ],
    ...['.org', '.org . +', '.org . - (1b - a) +', '.if', '.if 1 ==', '.subsection', '.short', '.long ((1b) - .),'],
  );
  const sectionLine = fc
    .tuple(
      fc.constantFrom('.section', '.pushsection', '.pushsection\t'),
      fc.constantFrom('.text', '.x', '.y', '"z z"', '.bss', '.init_array', '.text.part', '.note', '*ABS*', 'a'),
      fc.constantFrom(
        ...[
          '',
          ',"a"',
          ', "aw"',
          ',"ax"',
          ',"axG",@progbits,g,comdat',
          ',"a?"',
          ',"aw",%nobits',
          ',"aMS",@progbits,1',
          ',1',
        ],
        ...[',"a",@progbits,unique,1', ',"a\\"', ',2,"a"', ',"aR"', ', #alloc', ' junk', ',"aoz",@progbits,a'],
      ),
    )
    .map(([directive, name, rest]) => `${directive} ${name}${rest}`);
  const byOperands = fc
    .tuple(
      fc.constantFrom(
        ...[
          '.ident',
          '.file',
          '.file 2',
          '.inst',
          '.weak',
          '.hidden',
          '.local',
          '.comm a,',
          '.comm',
          '.weakref b,',
          '.symver a,',
        ],
        ...[
          '.balign',
          '.space',
          '.skip',
          '.fill',
          '.cfi_def_cfa 29,',
          '.cfi_def_cfa_register',
          '.cfi_escape',
          '.cfi_lsda 0x1b,',
        ],
        ...['.string', '.ascii', '.asciz', '.loc 1 2', '.loc 1 3 view', '.arch'],
      ),
      fc.constantFrom(
        ...[
          'a',
          'b',
          '.La',
          '"a"',
          '"x.c"',
          '"a\\n\\"b\\001"',
          '"a" "b"',
          '"a","b"',
          '"open',
          '"a;b//c"',
          '8',
          '4, 2',
          '1 << 3',
        ],
        ...[
          '-0',
          'armv8-a',
          'armv8-a+sve',
          'armv8.2-a',
          "'c",
          '= 5',
          '',
          '/* x */ 1',
          'a@V1',
          '0xd503201f',
          'a b',
          '1,',
          '"\\',
        ],
      ),
    )
    .map((x) => x.join(' '));
  const whole = fc.constantFrom(
    ...[
      '.cfi_startproc',
      '.cfi_endproc',
      '.cfi_remember_state',
      '.cfi_restore_state',
      'nop',
      'add x0, x0, #1',
      'bl a',
      'b .La',
    ],
    ...[
      'adrp x0, abs',
      'ldr x1, [x0, :lo12:a]',
      'b 1f',
      'cbz x0, 1b',
      '.type a, %function',
      '.type b, @object',
      '.type b, "object"',
    ],
    ...[
      '.string "text"',
      '.string "t\\n"',
      '.ascii "a", "b"',
      '.ascii "open',
      '.loc 1 5 view .Lv',
      '.loc 1 6 is_stmt 0 discriminator 3',
    ],
    ...[
      '.loc 1 7 view -0',
      '.loc 9 1',
      '.pushsection .x,"aw"',
      '.if 0',
      '.else',
      '.endif',
      '.macro nop',
      '.endm',
      '.purgem nop',
      '# 7 "x"',
    ],
    ...[
      '.equ abs, 4',
      '.equ .La, 4',
      '.set ., 8',
      '.set b,a - .',
      '.irp n,1,2',
      '.set b\\n, \\n',
      '.byte \\n, 1',
      '.set a2, a',
      'eqv == b + 4',
      '.req',
      'r9 .req x9',
      'mov r9, x1',
      '.rept 2',
      '.endr',
      '.bss',
      '.struct 4',
    ],
    ...[
      '.endif',
      '.if 1 == 1',
      '.attach_to_group g',
      '.section .x,"a"',
      '.popsection',
      '.subsection 1',
      '.org . - (2b-1b) + (1b-2b)',
    ],
  );
  const tail = fc.constantFrom(
    '',
    ' ',
    ' // remark',
    ' # remark',
    ' /* remark */',
    '; nop',
    ';',
    '\r',
    ' /* over\nlines */ nop',
  );
  const head = fc.constantFrom('\t', '', 'a: ', '.La:', '.Lb: ', '1:', ' 1 : ', 'b:\n', 'label .req x1\n', '/* x */ ');
  /** Known by what stands before the symbol, once the symbol alone stood there. */
  const stemmed = fc
    .tuple(
      fc.constantFrom(
        'adrp x0, ',
        'add x0, x0, :lo12:',
        'bl ',
        'ldr w1, [x0, #:lo12:',
        'cbz x3, ',
        'ldr x0, =',
        'movz x1, #:abs_g0:',
      ),
      fc.constantFrom('symbol', 'symbol', '.Lb', 'number', '1f', '1b', 'later'),
      fc.constantFrom('', '', '+8', '-8', '+4', '+0', '+08', '+1000000000', '-4096', ' + 8', '+8+8', '+0x10'),
    )
    .map(([stem, name, addend]) => `${stem}${name}${addend}${stem.includes('[') ? ']' : ''}`);
  const numbered = fc.constantFrom(
    '.equ number, 4096',
    '.equ number, -8',
    'symbol:',
    '.set later, symbol + 4',
    'number == symbol',
  );
  /** Read once, these are known word for word. */
  const repeated = fc.constantFrom(
    ...[
      '.macro mm, x\n.inst 0xd5000000|\\x\n.word \\x, missing-\\x\n.endm',
      'mm 5',
      ' mm  x = 0x100000000',
      '.purgem mm',
    ],
    ...[
      '.macro mm, x\n.inst 0xd5000000|\\x\n.word \\x, missing-\\x\n.endm\nmm 5\n.purgem mm',
      '.macro nop\nadd x0, x0, 1\n.endm',
    ],
    ...[
      '.irp n,1,2\n.equ r\\n, \\n\n.byte \\n * 256, wrong \\n\n.endr',
      '.irp n,1,2\n.equ r\\n, \\n\n.endr',
      '.irp k, a b\n\\k:\n.endr; .byte 1',
    ],
    ...[
      '.macro open, y:req\n.if \\y\n.endm // end',
      'open 1',
      'open 0',
      'open',
      '.irp n,0,1\n.if \\n\nnop\n.endr',
      '.altmacro',
      '.noaltmacro',
    ],
  );
  const statement = fc.oneof(
    fc.tuple(directive, list).map((x) => x.join(' ')),
    whole,
    sectionLine,
    byOperands,
    repeated,
    repeated,
    stemmed,
    stemmed,
    numbered,
  );
  const line = fc.tuple(head, statement, tail).map((x) => x.join(''));

  it('are the same in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.boolean(), async (lines, hasFile) => {
        await expectSame(`${hasFile ? '.file 1 "x.c"\n' : ''}${lines.join('\n')}\n`);
      }),
      { numRuns: 600, seed: 20261126 },
    );
  });

  it('are the same from section to section', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(999), { minLength: 20, maxLength: 120 }), async (choices) => {
        await expectSame(sectionProgram(choices), undefined, true);
      }),
      { numRuns: 200, seed: 20261127 },
    );
  });
});

describe('rows of the line table, read from bytes', () => {
  /** More rows than the core hands out at a time, among what makes places unknown. */
  const many = Array.from(
    { length: 2500 },
    (_, i) => `.loc ${1 + (i % 2)} ${i} ${i % 7} is_stmt ${i % 3 === 0 ? 0 : 1}${i % 4 ? ` view .LVU${i}` : ''}
${i % 5 ? '' : 'nop'}${i % 50 ? '' : '\n.p2align 4'}${i % 77 ? '' : `\n.subsection ${i % 2}`}`,
  );
  const views = Array.from({ length: 300 }, (_, i) => `.uleb128 .LVU${8 * i + 2}, 1\n.uleb128 .LVU${8 * i + 1}`);
  it.each([
    ['by the thousand', [...many, '.section .debug_x', ...views]],
    ['of a view that is defined', ['.loc 1 1 view a', '.loc 1 2 view a', 'nop', 'a: .loc 2 3 view a', 'nop']],
    [
      'behind what is said once',
      ['.loc 1 1 prologue_end', '.loc 1 2', 'nop', '.loc 1 3 basic_block view a', '.loc 1 4'],
    ],
    ['that waits at the end', ['nop', '.loc 1 1', '.data', '.loc 2 7', '.text', 'nop', '.loc 1 9']],
    ['of views that are reset', ['.loc 1 1 view -0', '.loc 1 1 view b', '.loc 1 2', '.loc 1 1 view c', '.byte b, c']],
    ['of lines and files of no kind', ['.loc 1 0', 'nop', '.loc 3 1', 'nop', '.loc 1 -1', '.loc 1 4294967295', 'nop']],
    ['of large numbers', ['.loc 1 1 4294967295 discriminator 4294967295', 'nop', '.loc 2 5', 'nop', '.loc 1 9 isa 7']],
    [
      'with odd options',
      ['.loc 1 2 is_stmt 2', '.loc 1 3 views a', '.loc 1 4 view', '.loc 1 5 view .', '.loc 1 6 view 1'],
    ],
  ])('%s are the same', async (_, lines) => {
    const text = ['.file 1 "a.c"', '.file 2 "b.c"', 'nop', ...lines, ''].join('\n');
    expect(await outcome(text, {})).toEqual(await outcome(text, LISTED));
  });

  it.each([
    'a - b',
    'b-a',
    'b-1-a',
    'abs',
    'abs+5',
    '0-3',
    '-64',
    '63',
    '64',
    '128',
    'b + abs',
    '268435456',
    'far-a',
    'a-a+1',
  ])('.uleb128 and .sleb128 of %s are the same', async (sum) => {
    const text = `.equ abs, 300\n.data\na: .zero 200\nb: .uleb128 ${sum}\n.sleb128 ${sum}\n.text\nfar: nop\n`;
    expect(await outcome(text, {})).toEqual(await outcome(text, LISTED));
  });
});

describe('a cursor', () => {
  const at = (text: string): Cursor => {
    const cursor = new Cursor();
    cursor.bytes = Buffer.from(text, 'latin1');
    cursor.limit = text.length;
    return cursor;
  };

  it.each([
    ['12', 12],
    ['0', 0],
    ['-5,', -5],
    ['0x1F ', 31],
    ['123456789012', 123456789012],
  ])('reads %s', (text, value) => {
    const cursor = at(text);
    expect([cursor.number(), cursor.value]).toEqual([true, value]);
  });

  it.each(['', '-', '0x', '08', '1f', '1234567890123', '0x1234567890123', 'x', '0b1', '1e5'])(
    'leaves %s to others',
    (text) => {
      const cursor = at(text);
      expect([cursor.number(), cursor.at]).toEqual([false, 0]);
    },
  );
});
