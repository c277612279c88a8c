/**
 * The code caches of the assembler and the linker, made when the package is built: each bundle does a small job of the usual kind, and
 * what V8 has compiled by then goes beside it (src/cli/compiled.ts).
 *
 * Enters: the directory of the bundles, and the name of one. Run in a process of its own for each, because a cache is good under the flags
 * alone that it was made under (src/cli/engine.ts).
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Command, Io } from '../src/cli/command.ts';
import { cacheOf, compile } from '../src/cli/compiled.ts';
import { tuneForOneRun } from '../src/cli/engine.ts';
import { nodeIo } from '../src/cli/io.ts';

/** Code as compilers write it. */
const UNIT = `
	.text
	.align 2
	.global work
	.type work, %function
work:
	.cfi_startproc
	stp x29, x30, [sp, #-32]!
	.cfi_def_cfa_offset 32
	.cfi_offset 29, -32
	.cfi_offset 30, -24
	mov x29, sp
	adrp x0, .LC0
	add x0, x0, :lo12:.LC0
	ldr w1, [x0, w2, uxtw #2]
	cmp w1, #0
	b.ne 1f
	bl work
	ldr x3, =value
1:	ldp x29, x30, [sp], #32
	.cfi_restore 29
	.cfi_def_cfa_offset 0
	ret
	.cfi_endproc
	.size work, .-work
	.section .rodata.str1.8, "aMS", @progbits, 1
.LC0:	.string "some words"
	.string "words"
	.data
	.global value
value:	.quad work, .LC0 + 4
	.comm shared, 8, 8
	.macro twice name:req, count=2
	.rept \\count
	.word \\name
	.endr
	.endm
	twice 7
	.section .note.GNU-stack, "", @progbits
`;

const SOURCES: Readonly<Record<string, string>> = { 'a.s': UNIT, 'b.s': UNIT.replaceAll(/work|value/g, 'other_$&') };

const JOBS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  as: [
    ['-o', 'blob.o', 'asm/relocate_kernel.S'],
    ['-o', 'a.o', 'a.s'],
    ['-g', '-o', 'b.o', 'b.s'],
  ],
  ld: [
    ['-T', 'ldscripts/kexec.lds.S', '-o', 'blob', 'blob.o'],
    ['-e', 'work', '-X', '--build-id', '--gc-sections', '-o', 'out', 'a.o', 'b.o'],
  ],
};

/** Files that are made stay in memory, and nothing is printed. */
function memoryIo(files: Map<string, Uint8Array>): Io {
  const io = nodeIo();
  return {
    ...io,
    readFile: (file) => files.get(file) ?? io.readFile(file),
    writeFiles: (written) => {
      for (const { path: file, data } of written) files.set(file, Buffer.from(data));
      return undefined;
    },
    stdout: () => undefined,
    stderr: () => undefined,
  };
}

const [directory = '', name = ''] = process.argv.slice(2);
tuneForOneRun();
const io = memoryIo(new Map(Object.entries(SOURCES).map(([file, text]) => [file, Buffer.from(text)])));
for (const each of name === 'as' ? ['as'] : ['as', name]) {
  const bundle = path.resolve(directory, `${each}.js`);
  const { script, run } = compile(bundle, undefined);
  const { command } = run() as { command: Command };
  for (const job of JOBS[each] ?? []) {
    const status = await command.run(job, io);
    if (status !== 0) throw new Error(`a64as ${each} ${job.join(' ')}: exit status ${status}`);
  }
  if (each === name) fs.writeFileSync(cacheOf(bundle), script.createCachedData());
}
