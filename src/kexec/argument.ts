/**
 * What relocation code gets in x0 to x2, at each stage of the thread: through the very schemas that make the offsets headers
 * of the blobs.
 *
 * Enters: all that any stage passes, as values. Leaves: the structure at its address, and the registers. A member that moves,
 * moves here and in the assembly at once.
 */
import {
  kern_reloc_arg,
  kern_reloc_arg_1,
  kern_reloc_arg_3,
  kern_reloc_arg_4,
} from '../offsets/schemas/kern-reloc-arg.ts';
import { kimage } from '../offsets/schemas/kimage.ts';
import { linear_reloc_arg } from './linear-map-argument.ts';
import type { Memory } from './memory.ts';

/** registers: before the series. patchN: kern_reloc_arg after patch N. linear: designs 7 and 8. kimage: mainline 6.1. */
export type ArgumentKind = 'registers' | 'patch1' | 'patch3' | 'patch4' | 'patch6' | 'linear' | 'kimage';

/** All members of all of them. */
export interface ArgumentValues {
  readonly head: bigint;
  readonly entry_addr: bigint;
  readonly kern_arg0: bigint;
  readonly kern_arg1: bigint;
  readonly kern_arg2: bigint;
  readonly kern_arg3: bigint;
  readonly el2_vector: bigint;
  readonly trans_ttbr0: bigint;
  readonly trans_ttbr1: bigint;
  readonly trans_t0sz: bigint;
  readonly src_addr: bigint;
  readonly dst_addr: bigint;
  readonly copy_len: bigint;
  readonly phys_offset: bigint;
  /** An empty table. */
  readonly zero_page: bigint;
}

/** Another argument structure than the thread's: writes it at `address` and returns the argument registers. */
export type ArgumentWriter = (
  memory: Memory,
  address: number,
  values: ArgumentValues,
) => Readonly<Record<string, bigint>>;

/** Size of the block of the series' end, bytes. */
export const ARGUMENT_BYTES = kern_reloc_arg.sizeof();

/** Writes the structure and returns the argument registers; `virtual` is its address in the old kernel's linear map. */
export function placeArgument(
  kind: ArgumentKind | ArgumentWriter,
  memory: Memory,
  address: number,
  virtual: bigint,
  values: ArgumentValues,
): Readonly<Record<string, bigint>> {
  if (typeof kind === 'function') return kind(memory, address, values);
  const {
    head,
    entry_addr,
    kern_arg0,
    kern_arg1,
    kern_arg2,
    kern_arg3,
    el2_vector,
    trans_ttbr0,
    trans_ttbr1,
    trans_t0sz,
  } = values;
  const start = { entry_addr, kern_arg0, kern_arg1, kern_arg2, kern_arg3 };
  const { src_addr, dst_addr, copy_len, phys_offset, zero_page } = values;
  const translation = { trans_ttbr0, trans_ttbr1, trans_t0sz, src_addr, dst_addr, copy_len };
  const x0 = BigInt(address);
  switch (kind) {
    case 'registers':
      return { x0: head, x1: entry_addr, x2: kern_arg0 };
    case 'patch1':
      kern_reloc_arg_1.write(memory, address, { head, ...start });
      return { x0 };
    case 'patch3':
      kern_reloc_arg_3.write(memory, address, { head, ...start, el2_vector });
      return { x0 };
    case 'patch4':
      kern_reloc_arg_4.write(memory, address, { head, ...start, el2_vector, ...translation });
      return { x0 };
    case 'patch6':
      kern_reloc_arg.write(memory, address, { ...start, el2_vector, ...translation });
      return { x0 };
    case 'linear':
      linear_reloc_arg.write(memory, address, {
        head,
        entry_addr,
        kern_arg0,
        el2_vector,
        trans_ttbr0,
        trans_ttbr1,
        trans_t0sz,
        phys_offset,
      });
      return { x0 };
    case 'kimage': {
      // The kernel's own is the other way round: physical minus virtual.
      const kernels = BigInt.asUintN(64, -phys_offset);
      const arch = {
        dtb_mem: kern_arg0,
        el2_vectors: el2_vector,
        ttbr0: trans_ttbr0,
        ttbr1: trans_ttbr1,
        zero_page,
        phys_offset: kernels,
        t0sz: trans_t0sz,
      };
      kimage.write(memory, address, { head, start: entry_addr, arch });
      return { x0: virtual };
    }
  }
}
