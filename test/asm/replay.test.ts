/**
 * Expansions whose words are copied the second time: what may have changed in between is noticed.
 */
import { describe, expect, test } from 'vitest';
import { hexOf, objectOf, run } from './helpers.ts';

const NOP = '1f2003d5';
const RET = 'c0035fd6';

const M = '.macro m a\n\tadd x0, x0, #\\a\n.endm\n';

describe('an expansion that comes to words', () => {
  test('is the same each time, with conditions and loops in it', async () => {
    const body =
      '.macro m n\n.if \\n > 1\n.irp r, 1, 2\nadd x\\r, x\\r, #\\n\n.endr\n.else\nnop\n.endif\n.rept 2\nret\n.endr\n.endm\n';
    const two = `21080091${'42080091'}${RET}${RET}`;
    expect(await hexOf(`${body}m 2\nm 1\nm 2\nm 1\nm 2\n`)).toBe(two + NOP + RET + RET + two + NOP + RET + RET + two);
  });

  test('follows symbols', async () => {
    const text = '.macro m\n.if s\nnop\n.else\nret\n.endif\n.endm\n.set s, 1\nm\nm\n.set s, 0\nm\nm\n';
    expect(await hexOf(text)).toBe(NOP + NOP + RET + RET);
    const operand = '.macro m\nadd x0, x0, #s\n.endm\n.set s, 1\nm\nm\n.set s, 2\nm\n';
    expect(await hexOf(operand)).toBe('000400910004009100080091');
  });

  test('follows .ifdef', async () => {
    expect(await hexOf('.macro m\n.ifdef s\nnop\n.else\nret\n.endif\n.endm\nm\nm\n.set s, 1\nm\n')).toBe(
      RET + RET + NOP,
    );
  });

  test('follows the macros and loops that it calls', async () => {
    const text = '.macro inner\nnop\n.endm\n.macro outer\ninner\n.endm\nouter\nouter\n.purgem inner\n';
    expect(await hexOf(`${text}.macro inner\nret\n.endm\nouter\nouter\n`)).toBe(NOP + NOP + RET + RET);
    expect(await hexOf('.macro m\nnop\n.endm\nm\nm\n.macro nop\nret\n.endm\nm\n')).toBe(NOP + NOP + RET);
  });

  test('follows register aliases and the architecture', async () => {
    const text = '.macro m\nmov r, #0\n.endm\nr .req x1\nm\nm\n.unreq r\nr .req x2\nm\n';
    expect(await hexOf(text)).toBe('010080d2010080d2020080d2');
    const { messages } = await run(
      '.macro m\naese v0.16b, v1.16b\n.endm\n.arch armv8-a+crypto\nm\nm\n.arch armv8-a\nm\n',
    );
    expect(messages).toHaveLength(1);
  });

  test('counts the calls in it', async () => {
    const text = `${M}.macro twice\nm 1\nm 2\n.endm\n.macro count\n.byte \\@\n.endm\ntwice\ntwice\n.data\ncount\n.text\ntwice\n.data\ncount\n`;
    expect(await hexOf(text, '.data')).toBe('060a');
  });

  test('marks and aligns code after data', async () => {
    const again = await objectOf(`${M}m 1\n.byte 1\nm 1\n.data\nm 1\n.text\nm 1\n`);
    const plain = await objectOf(
      'add x0, x0, #1\n.byte 1\nadd x0, x0, #1\n.data\nadd x0, x0, #1\n.text\nadd x0, x0, #1\n',
    );
    expect(again).toEqual(plain);
  });

  test('that closes or opens conditions of others is read each time', async () => {
    const close = '.macro m\n.endif\nnop\n.if 1\n.endm\n';
    expect((await run(`${close}.if 1\nm\nm\n.endif\n`)).messages).toEqual(
      (await run(`${close}.if 1\nm\n.endif\n`)).messages,
    );
    const open = '.macro m\n.irp x, 1\n.if 0\n.endr\nnop\n.endif\nret\n.endm\nm\nm\n';
    expect(await hexOf(open)).toBe(RET + RET);
  });

  test('reports each time what is wrong in it', async () => {
    expect((await run('.macro m\n.if 1\nadd x0, x0, #5000\n.endif\n.endm\nm\nm\nm\n')).messages).toHaveLength(3);
  });

  test('has its lines with -g', async () => {
    const lines = (text: string) =>
      run(text, { debug: 5 }).then(({ elf }) => elf?.sections.find((s) => s.name === '.debug_line')?.data);
    expect(await lines(`${M}m 1\n\nm 1\n`)).toEqual(await lines('\n\n\nadd x0, x0, #1\n\nadd x0, x0, #1\n'));
  });
});
