/**
 * Objects for the linker's benchmarks, made once and kept: units of code, strings, data and thread of calls as compilers give them,
 * 2.6 kB each. A unit refers to the one before it, so that the first N of them link for any N.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assemble } from '../src/index.ts';
import { INPUTS } from './inputs.ts';

const FUNCTIONS = [0, 1, 2, 3];

function unit(i: number): string {
  const before = Math.max(0, i - 1);
  const code = FUNCTIONS.map(
    (f) => `.globl u${i}_f${f}
.type u${i}_f${f}, %function
u${i}_f${f}:
stp x29, x30, [sp, #-32]!
adrp x0, .Ls${f}
add x0, x0, :lo12:.Ls${f}
bl u${before}_f${f}
adrp x1, u${i}_d
ldr x2, [x1, :lo12:u${i}_d]
cbz x2, 1f
bl local${f}
1: ldp x29, x30, [sp], #32
ret
local${f}: mov x0, #${f}
ret
.size u${i}_f${f}, . - u${i}_f${f}
`,
  );
  const strings = FUNCTIONS.map((f) => `.Ls${f}: .string "unit ${i % 97} says %s: message ${f} of many\\n"\n`);
  return `.text
${code.join('')}.section .rodata.str1.8, "aMS", @progbits, 1
${strings.join('')}.data
.p2align 3
.globl u${i}_d
u${i}_d: .quad u${i}_f0, u${before}_d, .Ls0
.bss
.p2align 3
u${i}_b: .zero 64
.section .init.text, "ax"
u${i}_init: b u${i}_f0
`;
}

/** The paths of the first `count` objects. */
export async function linkInputs(count: number): Promise<string[]> {
  const directory = path.join(INPUTS, 'objects');
  fs.mkdirSync(directory, { recursive: true });
  const made: string[] = [];
  for (let i = 0; i < count; i++) {
    const file = path.join(directory, `u${i}.o`);
    made.push(file);
    if (fs.existsSync(file)) continue;
    const { object, report } = await assemble(unit(i), { name: `u${i}.s` });
    if (!object) throw new Error(report());
    fs.writeFileSync(file, object);
  }
  return made;
}
