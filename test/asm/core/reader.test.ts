/** What the core reads, in both its forms, is what the reader of text reads: numbers, data, labels, and all at the edges of windows. */
import { describe, expect, it } from 'vitest';
import { memory } from '../../../src/asm/core/memory.ts';
import { type AsmOptions, writeObject } from '../../../src/asm/index.ts';
import { DEFAULT_SHAPE } from '../../../src/asm/listing-text.ts';
import { bytesOfText } from '../../../src/text/source-text.ts';
import { WindowedText } from '../../../src/text/windowed-text.ts';
import { hexOf, run } from '../helpers.ts';
import { FORMS, wasm } from './forms.ts';

const LISTED: AsmOptions = { listing: { letters: 'l', general: [], shape: DEFAULT_SHAPE } };

async function outcome(text: string, options: AsmOptions, core?: Uint8Array, windowed = false): Promise<unknown> {
  const bytes = bytesOfText(text);
  const source = windowed
    ? new WindowedText(text.length, (into, at) => {
        const part = bytes.subarray(at, at + into.length);
        into.set(part);
        return part.length;
      })
    : text;
  const { elf, messages } = await run(source, { dwarf: 5, ...options }, {}, core);
  return { object: elf && Buffer.from(writeObject(elf)).toString('hex'), messages };
}

/** The same by text, and by bytes in both forms; if `windowed`, as a file in windows, too. */
async function expectSame(text: string, options: AsmOptions = {}, windowed = true): Promise<void> {
  const byText = await outcome(text, { ...options, ...LISTED });
  for (const [name, form] of FORMS) {
    expect(await outcome(text, options, form), name).toEqual(byText);
    if (windowed) expect(await outcome(text, options, form, true), `${name}, in windows`).toEqual(byText);
  }
}

const NUMBERS = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '00',
    '08',
    '09',
    '010',
    '0x',
    '0X1f',
    '0x0',
    '-0x0',
    '0xg',
    '0x1g',
    '0b1',
    '1f',
    '1b',
    '--1',
    '- 1',
    '-',
  ],
  ...[
    '127',
    '128',
    '255',
    '256',
    '-128',
    '-129',
    '-255',
    '-256',
    '-257',
    '32767',
    '65535',
    '65536',
    '-32769',
    '-65535',
    '-65536',
    '-65537',
  ],
  ...[
    '999999999',
    '-999999999',
    '1000000000',
    '2147483647',
    '2147483648',
    '-2147483648',
    '-2147483649',
    '4294967295',
    '4294967296',
  ],
  ...[
    '9999999999',
    '-9999999999',
    '0xfffffff',
    '0xffffffff',
    '0x80000000',
    '-0xfffffff',
    '-0x80000000',
    '0xABCDEF',
    '0x@',
    '0x`',
    '0xG',
  ],
  ...[
    '1 ',
    '1\t',
    '1/',
    '1//',
    '1/**/',
    '1 /* x */',
    '1;',
    '1 ; ;',
    '1,',
    '1,,2',
    ',1',
    '1, 2 ,3',
    '1 2',
    '1_',
    '1.',
    '1$',
    '1"',
    '',
  ],
];
const DATA = [
  '.byte',
  '.hword',
  '.word',
  '.xword',
  '.2byte',
  '.8byte',
  '.cfi_def_cfa_offset',
  '.cfi_offset 29,',
  '.cfi_offset',
  '.cfi_restore',
  '.cfi_def_cfa 29,',
  '.cfi_def_cfa_register',
  '.cfi_adjust_cfa_offset',
];

const LAST = '\n.byte 7\n.cfi_endproc\n';

describe('numbers', () => {
  it.each(DATA)('of %s', async (directive) => {
    const frame = (line: string): string => `.data\n.cfi_startproc\n.byte 9\n${line}${LAST}`;
    for (const number of NUMBERS) {
      await expectSame(frame(`${directive} ${number}`), {}, false);
      await expectSame(frame(`${directive}\t${number} // remark`).slice(0, -LAST.length), {}, false);
    }
  });

  it.each(NUMBERS)('%j behind a symbol', async (number) => {
    for (const sign of ['+', ' - ', '-', '+ '])
      await expectSame(`.data\n.byte 9\n.word a${sign}${number}\n.quad 1, b ${sign}${number}, c`, {}, false);
  });

  it.each(NUMBERS)('%j in an instruction', async (number) => {
    for (const line of ['mov x0, #', 'mov x0, ', 'ldr x1, [x2, #', 'b a+', 'b a-', 'b ', 'cbz x0, ', 'adrp x1, a + '])
      await expectSame(
        `b a\n1:\ncbz x0, a\nadrp x1, a\nmov x0, #5\nldr x1, [x2, #8]\n${line}${number}${line.includes('[') ? ']' : ''}\na: nop\n1: nop`,
        {},
        false,
      );
  });
});

const TEXTS: readonly (readonly [string, string])[] = [
  ['a label redefined', 'a: nop\nb: nop\na: nop\na:\n'],
  ['a label redefined at its place', '.data\na: a:\na:\n.word a\n'],
  ['a label that was set', '.data\n.byte 0\n.set a, 4\n.word a\na: .word a\n.set a, 8\n.word a + 1\n'],
  [
    'numbers set before data',
    '.set a, 4\n.data\n.byte 1\n.word a, a + 1, b\n.set b, 5\n.word b\n.set b, 6\n.word b, b - 1\n',
  ],
  ['places set before data', '.data\nx: .byte 1\n.set a, x + 4\n.word a, a + 1\n.set a, x + 8\n.word a - 1\n'],
  ['what is equated later', '.data\n.word a, b\na == b + 4\n.word a, a + 1\n.set b, 7\n.word a\n'],
  ['numeric labels', '.data\n1: .word 1b, 1f\n1: .word 1f - 1b\n1: .word 1b\n'],
  [
    'large numeric labels',
    'nop\n2147483647: nop\n2147483646: b 2147483647b\n99999999: b 99999999b\n999999999: b 999999999b\nb 2147483647f\n2147483647: nop\n',
  ],
  ['too large numeric labels', 'nop\n2147483648: nop\nb 2147483648b\n4294967295: b 4294967295b\n9999999999: nop\n'],
  ['numeric labels with zeros', 'nop\n01: b 1b\n0: b 0b\n00: b 0b\n001: b 1b\nb 01b\n'],
  ['numeric labels that are not there', 'nop\nb 1b\nb 7f\n.data\n.byte 1\n.word 3b\n'],
  [
    'strings',
    '.data\n.byte 1\n.string "a"\n.ascii "b" // c\n.asciz "" ; .ascii "d;e//f/*g*/"\n.string "\\n"\n.ascii "h", "i"\n.string"j"\n.ascii "k" x\n',
  ],
  ['a string without an end', '.data\n.byte 1\n.string "a\n.byte 2\n'],
  ['a string without an end at the end', '.data\n.byte 1\n.string "a'],
  [
    'data that fails late',
    '.data\n.byte 1\n.word a, b, 5 5\n.word c, d +\n.word e, 0x1ffffffff\n.word f, g*2, h\n.byte i, 1\n',
  ],
  ['names like registers', '.data\n.byte 1\n.word x0, sp, w3+4, .L, ., .+4, . - 4, $a, _\n'],
  ['assignments', '.data\n.byte 1\n.word = 5\n.byte .word\nword = 6\n.byte word\n'],
  ['comments', 'nop # no\nnop // yes\n# line\nnop;# no\n// x\n/* y */ nop /* z */\nnop;nop;;nop\n.data;.byte 1;# z\n'],
  ['no newline at the end', 'nop\na:'],
  [
    'sizes',
    'f: nop\n.size f, .-f\ng: nop\n.p2align 4\nnop\n.size g, .-g\n.size new, .-g\nh: nop\n.size h, . - h\n.size h, .-h // x\n.size h, 4\n.size i, .-h\n.size i, .-f+4\n.size .Lx, .-h\n.size h, .-\n.size h, .-1b\n',
  ],
  [
    'sizes between labels',
    'f: nop\n.Le: .size f, .Le-f\n.size .Lf, .Le-f\n.size g, .Le - late\ng: nop\n.p2align 4\nnop\n.Lg:\n.size g, .Lg-g\n.size h, .Lg-g+4\n.size i, .Lg-g-64\n.size j, f-.Le\n.size k, (.Lg-g)*1\n.set back, .-8\n.size l, .-back\n.set on, .+8\n.size m, .-on\n.data\n.size n, .Lg-.\nlate: .byte 1\n.size o, late-g\n.size p, 3*4\n.size q, -1\n.size r, 1<<30\n',
  ],
  [
    'sizes of what is no plain label',
    'nop\nf: .type f, %gnu_indirect_function\nnop\n.size f, .-f\nh: nop\n.comm c, 8\n.size c, .-h\n.weakref w, t\n.size t, .-h\n.set s, h\n.size s, .-s\na == h\n.size b, .-a\n.set n, 4\n.size n, .-n\nu = v\n.size u, .-u\n.size v, .-late\nlate: nop\n.size after, .-late\n.set after, h\n',
  ],
  [
    'sizes across sections',
    'f: nop\n.data\n.byte 1\ng: .byte 2\n.size f, .-f\n.size g, .-g\n.text\nnop\n.size g, .-g\n',
  ],
  [
    'room',
    '.data\n.byte 1\n.zero 3\na: .zero 0\n.zero -1\n.zero 2, 5\n.zero 1048577\nb: .word b - a\n.zero x\n.zero 2 // y\n.bss\n.zero 4\n.text\n.zero 4\nnop\n.zero 4\n',
  ],
  ['a name at the end', 'nop\n.data\n.byte 1\n.word a'],
  ['carriage returns', 'nop\r\na:\r\n.data\r\n.byte 1\r\n.word 5\r\n.string "a"\r\n'],
  ['zeros in the text', 'nop\n\0nop\n.data\n.byte 1\0\n.word\0 5\n.string "a\0b"\n'],
  ['bytes above ASCII', '\xe9t\xe9: nop\n.data\n.byte 1\n.word \xe9t\xe9, \xff+4\n.string "\xe9"\n'],
];

const frame = (lines: readonly string[]): string =>
  `f: .cfi_startproc\nnop\n.cfi_def_cfa_offset 16\n${lines.join('\nnop\n')}\nnop\n.cfi_adjust_cfa_offset 16\nnop\n.cfi_endproc\n`;
const remember = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `.cfi_remember_state\n.cfi_def_cfa_offset ${8 * i}`);
const STATES: readonly (readonly [string, string])[] = [
  ['one remembered', frame([...remember(1), '.cfi_restore_state'])],
  ['none remembered', frame(['.cfi_restore_state'])],
  ['more restored than remembered', frame([...remember(2), ...Array(3).fill('.cfi_restore_state')])],
  ['sixteen remembered', frame([...remember(16), ...Array(16).fill('.cfi_restore_state')])],
  [
    'more remembered than the core does',
    frame([...remember(19), ...Array(17).fill('.cfi_restore_state'), ...remember(2)]),
  ],
  [
    'two frames that take turns',
    `${frame(remember(2))}.cfi_restore_state\n${frame([...remember(1), '.cfi_restore_state'])}`,
  ],
  [
    'a frame left for another section',
    frame([
      ...remember(1),
      '.section .x,"ax"\n.cfi_startproc\nnop\n.cfi_remember_state\n.cfi_endproc\n.text',
      '.cfi_restore_state',
    ]),
  ],
  [
    'something behind',
    frame(['.cfi_remember_state 1', '.cfi_remember_state // x', '.cfi_restore_state; nop', '.cfi_restore_state,']),
  ],
  ['no frame', '.cfi_remember_state\n.cfi_restore_state\n'],
  [
    'procedures between alignments and room',
    `nop\n.p2align 4\n${frame(['.p2align 3', ...remember(1)])}.p2align 5,,9\n${frame(['.p2align 4'])}.data\n.byte 1\n.zero 3\n.cfi_startproc // x\n.zero 1\n.byte 2\n.cfi_offset 29, -16\n.zero 4\n.cfi_endproc; .byte 3\n`,
  ],
  ['a procedure inside another', 'nop\n.cfi_startproc\nnop\n .cfi_startproc\nnop\n.cfi_endproc\n.cfi_endproc\nnop\n'],
  ['procedures without an end', 'nop\n.cfi_startproc\nnop\n.data\n.byte 1\n  .cfi_startproc\n.byte 2\n'],
  [
    'simple procedures',
    'nop\n.cfi_startproc simple\nnop\n.cfi_endproc x\n.cfi_endproc\n.cfi_startproc simply\n.cfi_endproc\n',
  ],
];

const SYMBOLS = [
  ...['a', 'b', 'common', 'unique', 'equal', 'again', 'number', 'here', '.La', '.text', 'new', '.', '"a"', '"x y"'],
  ...['1f', 'x0', '', 'a b', 'a, b'],
];
const BEFORE = [
  ...[
    'a:',
    '.globl b',
    '.weak weak',
    '.type b, @object',
    '.comm common, 4',
    '.type unique, %gnu_unique_object',
    'here: nop',
  ],
  ...['.set equal, later', 'again == here', '.set number, 5', '.La: nop', '.data', '.byte 1', '.text'],
].join('\n');
const TYPES = [
  ...[
    '%function',
    '@function',
    '%object',
    '@object',
    '"function"',
    '#object',
    '%functio',
    '%functions',
    '%function1',
    '%common',
  ],
  ...[
    '%gnu_unique_object',
    '%tls_object',
    'STT_FUNC',
    '2',
    '%',
    '',
    '% function',
    '%function, 1',
    '%function // x',
    '%object;nop',
    '%object"x"',
  ],
];

describe('properties of symbols', () => {
  it.each(SYMBOLS)('of %j', async (name) => {
    for (const directive of ['.globl', '.global', '.weak', '.hidden'])
      await expectSame(`${BEFORE}\n${directive} ${name}\nnop\n.word ${name}`, {}, false);
    for (const type of TYPES) await expectSame(`${BEFORE}\n\t.type\t${name}, ${type}\nnop`, {}, false);
    await expectSame(
      `.type ${name} %function\n.globl ${name} // x\n.globl ${name} x\n.size ${name}, 4\n.type ${name}, @object`,
    );
  });

  it('come with definitions, before or behind', async () => {
    await expectSame(
      '.type f, %function\n.globl f\nf: nop\n.size f, .-f\n.type g, @object\n.data\n.byte 1\ng: .word f\n.globl g',
    );
    await expectSame('.globl f\n.local f\n.globl f\n.weak f\n.globl f\nf: b f\n.type f, @object\n.type f, %function\n');
    await expectSame('f: .globl f;.type f,%function;nop\n.globl f, g\n.globl\tg;\n.globl\n.type\n.type f\n.type f,');
    await expectSame('.globl f', { keepLocals: true });
  });
});

const REGISTERS = [
  ...[
    'x0',
    'x30',
    'x31',
    'x32',
    'x-1',
    'x',
    'x01',
    'x0x1',
    'x5 ',
    'x1_',
    'X7',
    'w0',
    'w30',
    'w31',
    'sp',
    'wsp',
    'wspx',
    'sp1',
    's',
    's0',
    's31',
    's32',
  ],
  ...[
    'b0',
    'h9',
    'd15',
    'q31',
    'q032',
    'v0',
    'xzr',
    'wzr',
    'lr',
    'fp',
    'ip0',
    '0',
    '31',
    '-1',
    '0x1f',
    'y',
    'w',
    'd',
    '',
  ],
];

describe('registers of call frames', () => {
  it.each(REGISTERS)('%j', async (register) => {
    for (const rest of [
      '.cfi_offset R, -16',
      '.cfi_restore R',
      '.cfi_def_cfa R, 48',
      '.cfi_def_cfa R,-8 // x',
      '.cfi_def_cfa_register R',
    ])
      await expectSame(
        `f: .cfi_startproc\nnop\n${rest.replace('R', register)}\n.cfi_adjust_cfa_offset 8\nnop\n.cfi_negate_ra_state\n.cfi_endproc\n`,
        {},
        false,
      );
  });

  it('may have other names', () =>
    expectSame(
      'x19 .req x20\nfoo .req x3\nf: .cfi_startproc\nnop\n.cfi_offset x19, -8\n.cfi_restore foo\n.cfi_endproc\n',
    ));
});

describe('states of call frames', () => {
  it.each(STATES)('with %s', async (_, text) => {
    await expectSame(text);
  });
});

describe('statements', () => {
  it.each(TEXTS)('with %s', async (_, text) => {
    await expectSame(text);
    await expectSame(text, { bigEndian: true });
    await expectSame(`.if 1\n.macro m\n${text}\n.endm\nm\n.endif\n`);
  });

  it.each(FORMS)('make the bytes that are expected, as %s', async (_, core) => {
    const text = '.data\n.byte 1\n.hword -2, 0x1234\n.word -5\n.quad 7, -0xfffffff\n.ascii "ab"\n';
    const hex = async (options: AsmOptions): Promise<string> => {
      const { elf } = await run(text, options, {}, core);
      const data = elf?.sections.find(({ name }) => name === '.data')?.data ?? [];
      return Buffer.from(data).toString('hex');
    };
    expect(await hex({})).toBe('01feff3412fbffffff0700000000000000010000f0ffffffff6162');
    expect(await hex({ bigEndian: true })).toBe('01fffe1234fffffffb0000000000000007fffffffff00000016162');
    expect(await hexOf(text, '.data')).toBe(await hex({}));
  });
});

/** So much that `rest` begins at this offset of the text. */
const padded = (offset: number, rest: string): string => {
  const head = 'nop\n.data\n.byte 1\n';
  const line = '.word 5, a\n';
  const body = line.repeat(Math.floor((offset - head.length) / line.length));
  return `${head}${body}${' '.repeat(offset - head.length - body.length)}${rest}`;
};

describe('windows', () => {
  const WINDOW = 65536;
  const AROUND = Array.from({ length: 24 }, (_, i) => i - 16);
  it.each(AROUND)('end %i bytes before or behind a statement', async (distance) => {
    await expectSame(
      padded(WINDOW + distance, 'b: .word 123456, b + 4 // c\n  .string "abc"\n# remark\n.text\nb b\n1: nop'),
    );
  });

  it('end within text that has no newline', async () => {
    await expectSame(padded(2 * WINDOW - 9, `b: .word 1${', b'.repeat(40000)}`));
    await expectSame(padded(WINDOW - 9, `b: .word 1${', 3'.repeat(40000)}\n.oops\n.word b\nb:`));
  });

  it('are longer than the core takes', async () => {
    const long = `c: .byte 1${', 2'.repeat(400000)}\nd: .word c, d\n.oops\n`;
    expect(long.length).toBeGreaterThan(1 << 20);
    await expectSame(padded(WINDOW, long));
    await expectSame(`nop // ${'x'.repeat(1 << 20)}\na: nop\n`);
  });

  it('have errors located at their lines', async () => {
    const { messages } = await run(padded(3 * WINDOW, '\n.oops\n'), {}, {}, wasm);
    expect(messages).toEqual((await run(padded(3 * WINDOW, '\n.oops\n'), LISTED)).messages);
    expect(messages).toHaveLength(1);
  });
});

describe('assemblies one after the other', () => {
  it('are the same in whichever form, and take no more memory each time', async () => {
    const text = padded(
      100000,
      `${Array.from({ length: 3000 }, (_, i) => `name_${i}: .word .L${i}, ${i % 7}f\n${i % 7}:\n`).join('')}`,
    );
    const first = await outcome(text, {});
    const sizes = new Map(FORMS.map(([name]) => [name, new Set<number>()]));
    for (let round = 0; round < 4; round++)
      for (const [name, form] of FORMS) {
        expect(await outcome(text, {}, form, round > 1), name).toEqual(first);
        if (round > 0) sizes.get(name)?.add(memory.buffer.byteLength);
      }
    for (const [name, each] of sizes) expect([...each], name).toHaveLength(1);
  });
});
