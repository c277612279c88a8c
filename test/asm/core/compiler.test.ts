/** The core's language: programs give the same as JavaScript and as WebAssembly; what is not of the language is refused at its place. */
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCore, readModules } from '../../../scripts/core/compile.ts';
import { wasmCore } from '../../../src/asm/core/engine.ts';
import * as machine from '../../../src/asm/core/memory.ts';
import { fill, refresh, u8 } from '../../../src/asm/core/memory.ts';
import * as inJavaScript from './programs/entry.ts';

type Programs = Readonly<Record<string, (a: number, b: number, c: number) => number>>;

const PROGRAMS = readModules(path.join(import.meta.dirname, 'programs'));
const asPrograms = (exports: unknown): Programs => exports as Programs;
const compiled = (files: ReadonlyMap<string, string>, entry: string): Programs =>
  asPrograms(wasmCore(compileCore(files, entry)));

const word = fc.oneof(fc.integer(), fc.integer({ min: -9, max: 300 }), fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31)));

/** What a program returns, and what it leaves in memory. */
function run(program: ((a: number, b: number, c: number) => number) | undefined, a: number, b: number, c: number) {
  fill(0, 0, 4096);
  const result = program?.(a, b, c);
  refresh();
  return { result, memory: Buffer.from(u8.subarray(0, 4096)).toString('latin1') };
}

/** Shapes that the linter would not let stand in a file. */
const ODD = `
import { u8 } from './memory.ts';
export function odd(a: number, b: number, c: number): number {
  let x = a & 63;
  block: {
    if (x > 40) break block;
    x += (x += 5) - (x = x + 1);
    for (;;) { if (x++ > 50) break block; }
  }
  switch (b & 7) {
    case 0: x = 1;
    default: x += 2;
    case 5: { x ^= 5; break; }
    case 6: x = 3;
    case 3:
  }
  x ^= (u8[20] = 0x1234);
  u8[20 + (x = 4)] = x = c;
  let y: number;
  if (x === 3) { y = 1; } else if (x < 3) y = 2; else { ; y = 3; }
  let z = (u8[21] += 200) + (u8[21] -= 3), flag = x > 9;
  flag = !flag && (flag || y === 2);
  let i = 0;
  while (i++ < 9) if (i === 3) continue; else if (i === 8) break; else z = Math.imul(z, i) ^ i;
  do z += 1; while (false);
  if (true) z += 1; else z += 2;
  return flag ? z | 0 : y ^ z ^ x;
}
`;

/** A module's text as JavaScript, on the memory of this process. */
function asJavaScript(text: string): Programs {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as Programs };
  new Function('module', 'require', code)(module, () => machine);
  return module.exports;
}

const inWasm = { ...compiled(PROGRAMS, 'entry.ts'), ...compiled(new Map([['odd.ts', ODD]]), 'odd.ts') };

describe('programs of the core language', () => {
  for (const [name, program] of Object.entries({ ...inJavaScript, ...asJavaScript(ODD) }))
    it(`${name}: as JavaScript and as WebAssembly`, () => {
      fc.assert(
        fc.property(word, word, word, (a, b, c) => {
          const asWasm = run(inWasm[name], a, b, c);
          const expected = run(program, a, b, c);
          if (name === 'growth') expect(typeof asWasm.result).toBe(typeof expected.result);
          else expect(asWasm).toEqual(expected);
        }),
        { numRuns: name === 'growth' ? 30 : 1000 },
      );
    });
});
