/**
 * -g on a preprocessed source: each instruction has the line of the preprocessor's output that it is on, as in GNU as, wherever
 * its text was written. The lines are those that gcc -g -c gives the same text.
 */
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { captured } from './captured.ts';

const SOURCE = `#define A(x) mov x0, x; \\
  nop; ret
#define B A
#define C(x) A(x); nop
A(1)

B(2)
  C(3)
.macro m a
  A(\\a)
.endm
  m 4
.rept 2
  B(5)
.endr
#include "b.h"
  nop
`;
const HEADER = ' nop\n#line 77 "c.h"\nB(2)\n';
/** [instructions, where] in order. */
const EXPECTED = [
  [3, 'a.S:5'],
  [3, 'a.S:7'],
  [4, 'a.S:8'],
  [3, 'a.S:12'],
  [3, 'a.S:14'],
  [3, 'a.S:14'],
  [1, 'b.h:1'],
  [3, 'c.h:77'],
  [1, 'a.S:17'],
] as const;

it('instructions out of #define have the line of the call', async () => {
  const files: Record<string, Uint8Array> = { 'a.S': Buffer.from(SOURCE), './b.h': Buffer.from(HEADER) };
  const { io, out, err } = captured({
    readFile: (path) => files[path] ?? files[`./${path}`],
    writeFiles: (list) => {
      for (const { path, data } of list) files[path] = Buffer.from(data as Uint8Array);
      return undefined;
    },
  });
  expect(await main(['-g', '-nostdinc', '-c', '-o', 'a.o', 'a.S'], io), err()).toBe(0);
  const lines = EXPECTED.flatMap(([count, where]) => Array<string>(count).fill(where));
  const addresses = lines.map((_, i) => `0x${(4 * i).toString(16)}`);
  expect(await main(['addr2line', '-s', '-e', 'a.o', ...addresses], io), err()).toBe(0);
  expect(out().trim().split('\n')).toEqual(lines);
});
