/**
 * `struct kern_reloc_arg`, the argument of arm64_relocate_new_kernel, as it stands after each patch of the series "arm64:
 * MMU enabled kexec relocation" (v11) that changes it, and the symbols by which the assembly reads it.
 *
 * The last form (patch 6) is what asm/ and kexec/ use. Members and types are the series'; the offsets follow.
 */
import { defineStruct } from '../define.ts';
import { phys_addr_t, unsignedLong } from '../scalars.ts';
import { members, offsetsFile } from '../views/asm-offsets.ts';

const kernArgs = {
  kern_arg0: phys_addr_t,
  kern_arg1: phys_addr_t,
  kern_arg2: phys_addr_t,
  kern_arg3: phys_addr_t,
} as const;

const translation = {
  trans_ttbr0: phys_addr_t,
  trans_ttbr1: phys_addr_t,
  trans_t0sz: unsignedLong,
  src_addr: unsignedLong,
  dst_addr: unsignedLong,
  copy_len: unsignedLong,
} as const;

/** Patch 1: the argument block appears. */
export const kern_reloc_arg_1 = defineStruct('kern_reloc_arg', {
  head: phys_addr_t,
  entry_addr: phys_addr_t,
  ...kernArgs,
});

/** Patch 3: the EL2 vectors. */
export const kern_reloc_arg_3 = defineStruct('kern_reloc_arg', {
  head: phys_addr_t,
  entry_addr: phys_addr_t,
  ...kernArgs,
  el2_vector: phys_addr_t,
});

/** Patch 4: translation tables and the ranges to copy. */
export const kern_reloc_arg_4 = defineStruct('kern_reloc_arg', {
  head: phys_addr_t,
  entry_addr: phys_addr_t,
  ...kernArgs,
  el2_vector: phys_addr_t,
  ...translation,
});

/** Patch 6, the end of the series: the list is no longer walked, so its head goes. */
export const kern_reloc_arg = defineStruct('kern_reloc_arg', {
  /** Physical address to jump to when the copy is done. */
  entry_addr: phys_addr_t,
  /** x0 to x3 at that jump; kern_arg0 is the device tree, the others 0. */
  ...kernArgs,
  /** Physical address of the vectors to enter EL2 again through; 0 where EL2 is not to be left. */
  el2_vector: phys_addr_t,
  /** TTBR0_EL1 (identity map of the page that runs and of this block), TTBR1_EL1 (source and destination), TCR_EL1.T0SZ. */
  ...translation,
});

/** asm-offsets.h of each stage. */
export const asmOffsets1 = offsetsFile([members('KEXEC_KRELOC', kern_reloc_arg_1)]);
export const asmOffsets3 = offsetsFile([members('KEXEC_KRELOC', kern_reloc_arg_3)]);
export const asmOffsets4 = offsetsFile([members('KEXEC_KRELOC', kern_reloc_arg_4)]);
export const asmOffsets = offsetsFile([members('KEXEC_KRELOC', kern_reloc_arg)]);
