import { expect, test } from 'vitest';
import { run } from './helpers.ts';

test('bytes beyond ASCII are warned of in the order of the text, and only the first ten', async () => {
  const text = `// caf\xc3\xa9\n .ascii "\xff"\n .include "other"\n${'// \x80\n'.repeat(20)}`;
  const { messages } = await run(text, { multibyte: 'warn' }, { other: '// \x81\n' });
  expect(messages.slice(0, 3)).toEqual([
    '1: warning: byte 0xc3 is beyond ASCII',
    '1: warning: byte 0xa9 is beyond ASCII',
    '2: warning: byte 0xff is beyond ASCII',
  ]);
  expect(messages).toHaveLength(11);
  expect(messages.at(-1)).toMatch(/: warning: more bytes beyond ASCII are not warned of/);
});

test('without the option nothing is warned of', async () => {
  expect((await run('// \xe9\n')).messages).toEqual([]);
});
