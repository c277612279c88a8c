/**
 * The argument block, filled through the very schema that makes the blob's asm-offsets.h.
 *
 * Leaves: `struct kern_reloc_arg` at a physical address. A member that moves moves here and in the assembly at once.
 */
import { kern_reloc_arg } from '../offsets/schemas/kern-reloc-arg.ts';
import type { Memory } from './memory.ts';

export type ArgumentName =
  | 'entry_addr'
  | 'kern_arg0'
  | 'kern_arg1'
  | 'kern_arg2'
  | 'kern_arg3'
  | 'el2_vector'
  | 'trans_ttbr0'
  | 'trans_ttbr1'
  | 'trans_t0sz'
  | 'src_addr'
  | 'dst_addr'
  | 'copy_len';
export type ArgumentValues = Readonly<Record<ArgumentName, bigint>>;

/** Size of the block, bytes. */
export const ARGUMENT_BYTES = kern_reloc_arg.sizeof();

export function writeArgument(memory: Memory, address: number, values: ArgumentValues): void {
  kern_reloc_arg.write(memory, address, values);
}
