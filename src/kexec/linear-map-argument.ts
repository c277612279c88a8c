/**
 * The argument block of the linear-map designs (7 and 8), which the thread only sketches: as kern_reloc_arg, with the list's
 * head, and with the offset that makes a physical address into one of the linear map instead of contiguous ranges.
 */
import { defineStruct, phys_addr_t, unsignedLong } from '../offsets/index.ts';
import { members, offsetsFile } from '../offsets/views/asm-offsets.ts';

export const linear_reloc_arg = defineStruct('linear_reloc_arg', {
  head: unsignedLong,
  entry_addr: phys_addr_t,
  kern_arg0: phys_addr_t,
  el2_vector: phys_addr_t,
  /** All three 0: the MMU stays off. */
  trans_ttbr0: phys_addr_t,
  trans_ttbr1: phys_addr_t,
  trans_t0sz: unsignedLong,
  phys_offset: unsignedLong,
});

export const linearMapOffsets = offsetsFile([members('LINEAR_RELOC', linear_reloc_arg)], '__LINEAR_MAP_OFFSETS_H__');
