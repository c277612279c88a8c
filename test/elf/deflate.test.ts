import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deflate } from '../../src/elf/deflate.ts';

/** Words of a small language, so that there are matches of all kinds. */
function text(words: number): Uint8Array {
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  return Buffer.from(
    Array.from({ length: words }, () => 'the_add_x0_sp_#16_stp_ldr'.slice(next(20), 20 + next(6))).join(' '),
  );
}

test('what zlib 1.2.13 makes at level 6, in one block and in several', () => {
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const made = [0, 1, 100, 20_000].map((words) => digest(deflate(text(words))));
  expect(made).toEqual(['aca503def43dc086', '0f4c72572006677e', '629faf7678498862', '1bf734bf29cb43ac']);
});

test('inflate gives the bytes back', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.array(fc.constantFrom(0, 1, 65), { maxLength: 5000 }).map((list) => Uint8Array.from(list)),
    fc.nat(40_000).map((words) => text(words)),
  );
  fc.assert(
    fc.property(bytes, (list) => {
      expect(Buffer.compare(inflateSync(deflate(list)), list)).toBe(0);
    }),
    { numRuns: 60 },
  );
});
