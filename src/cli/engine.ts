/**
 * How V8 is to run the assembler and the linker: seconds at most of a few loops over large inputs, in which compiling is dear.
 *
 * The optimizing compiler took a quarter of the time on a million lines, and of the link of a kernel: so functions are compiled later, when
 * they have shown that they are hot, and less is put into each. Short-lived garbage is collected on one thread, since CPU time is what
 * counts, and in a nursery that does not grow: its pages stay in the processor's cache, and fewer of them are new, which spares a tenth
 * of the time and a fifth of the memory.
 */
import { setFlagsFromString } from 'node:v8';

const FLAGS = ['--interrupt-budget=400000', '--no-parallel-scavenge', '--semi-space-growth-factor=1'];

/** Set before the disassembler's code is loaded; changes speed alone. */
export function tuneForDisassembling(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

/** Set before the code of the assembler or of the linker is loaded. */
export function tuneForOneRun(): void {
  tuneForDisassembling();
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
}
