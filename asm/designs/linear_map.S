/* SPDX-License-Identifier: MIT */
/*
 * Designs 7 and 8: the list walk through a linear map, phys_offset being what makes a physical address into a virtual one.
 *
 * James Morse: TTBR1 holds a copy of the old kernel's linear map; where there was no memory for tables, trans_ttbr0 and
 * phys_offset are 0, the MMU stays off, and it is the same code. Eric Biederman: TTBR0 alone maps all RAM at its own
 * addresses in 2 MiB blocks, so phys_offset is 0 too, and whoever comes next could go on using the map.
 */
#include "include/linear-map-offsets.h"
#include "list_walk.h"
#include "../include/el2.h"
#include "../include/linkage.h"

	.pushsection .kexec_relocate.text, "ax"
SYM_CODE_START(arm64_relocate_new_kernel)
	ldr	x20, [x0, #LINEAR_RELOC_ENTRY_ADDR]
	ldr	x21, [x0, #LINEAR_RELOC_KERN_ARG0]
	ldr	WALK_WORD, [x0, #LINEAR_RELOC_HEAD]
	ldr	x19, [x0, #LINEAR_RELOC_EL2_VECTOR]
	ldr	x22, [x0, #LINEAR_RELOC_TRANS_TTBR0]
	ldr	x23, [x0, #LINEAR_RELOC_TRANS_TTBR1]
	ldr	x24, [x0, #LINEAR_RELOC_TRANS_T0SZ]
	ldr	WALK_OFFSET, [x0, #LINEAR_RELOC_PHYS_OFFSET]
	raw_dcache_line_size WALK_LINE, x1
	cbz	x22, .Lcopy
	cbz	x19, .Ltables
	drop_to_el1 x19, x10
.Ltables:
	mrs	x10, tcr_el1
	bfi	x10, x24, #TCR_T0SZ_SHIFT, #TCR_T0SZ_WIDTH
	msr	tcr_el1, x10
	msr	ttbr0_el1, x22
	msr	ttbr1_el1, x23
	tlb_invalidate
	turn_on_mmu x10, x11
.Lcopy:
	copy_image_list both
	dsb	sy
	cbz	x22, .Lstart
	turn_off_mmu x10, x11
	tlb_invalidate
	cbz	x19, .Lstart
	hvc	#0
.Lstart:
	icache_invalidate
	mov	x0, x21
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x20
SYM_CODE_END(arm64_relocate_new_kernel)

	.balign	2048
SYM_CODE_START(arm64_kexec_el2_vectors)
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7
	invalid_vector	vector_\slot
	.endr
	el1_sync_64	.Lstart, x10
	.irp	slot, 9, 10, 11, 12, 13, 14, 15
	invalid_vector	vector_\slot
	.endr
SYM_CODE_END(arm64_kexec_el2_vectors)
	.popsection
