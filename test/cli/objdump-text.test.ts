import { expect, test } from 'vitest';
import { TextSink } from '../../src/cli/objdump/text-sink.ts';
import { hex, hexWord } from '../../src/isa/hex.ts';

function written(use: (out: TextSink) => void): string {
  const parts: Buffer[] = [];
  const out = new TextSink((bytes) => parts.push(Buffer.from(bytes)));
  use(out);
  out.flush();
  return Buffer.concat(parts).toString();
}

test('text longer than the buffer, and text that is not ASCII, comes out in order', () => {
  const long = 'é'.repeat(70_000);
  const many = 'add\tx0, x1, x2\n'.repeat(10_000);
  const text = written((out) => {
    out.text('a');
    out.text('größe €');
    out.text(long);
    for (let i = 0; i < 10_000; i++) out.text('add\tx0, x1, x2\n');
    out.word(0xfedcba98);
    out.low(0xa07);
  });
  expect(text).toBe(`agröße €${long}${many}fedcba98a07`);
});

test('hexadecimal digits are those of toString(16)', () => {
  for (const value of [0, 9, 255, 256, 65535, 65536, 0xffffffff, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER])
    expect(hex(value)).toBe(value.toString(16));
  expect(hexWord(0x0a0b0c0d)).toBe('0a0b0c0d');
  expect(hexWord(-1)).toBe('ffffffff');
});
