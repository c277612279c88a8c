/* SPDX-License-Identifier: MIT */
/*
 * Design 6, patches 5 and 6: the copy with the MMU on, through contiguous addresses; EL2 without VHE goes down to EL1 for it.
 * Tables are always there: without memory for them, loading fails. The faults of the posted code are not repeated.
 */
#include "../include/asm-offsets.h"
#include "../include/assembler.h"
#include "../include/el2.h"
#include "../include/linkage.h"

	.pushsection .kexec_relocate.text, "ax"
SYM_CODE_START(arm64_relocate_new_kernel)
	mov	x19, xzr
	ldr	x20, [x0, #KEXEC_KRELOC_ENTRY_ADDR]
	ldr	x21, [x0, #KEXEC_KRELOC_KERN_ARG0]
	ldr	x22, [x0, #KEXEC_KRELOC_KERN_ARG1]
	ldr	x23, [x0, #KEXEC_KRELOC_KERN_ARG2]
	ldr	x24, [x0, #KEXEC_KRELOC_KERN_ARG3]
	ldr	x7, [x0, #KEXEC_KRELOC_COPY_LEN]
	cbz	x7, .Lstart
	ldr	x19, [x0, #KEXEC_KRELOC_EL2_VECTOR]
	cbz	x19, .Lcopy
	drop_to_el1 x19, x10
.Lcopy:
	ldr	x10, [x0, #KEXEC_KRELOC_TRANS_T0SZ]
	mrs	x11, tcr_el1
	bfi	x11, x10, #TCR_T0SZ_SHIFT, #TCR_T0SZ_WIDTH
	msr	tcr_el1, x11
	ldr	x10, [x0, #KEXEC_KRELOC_TRANS_TTBR0]
	msr	ttbr0_el1, x10
	ldr	x10, [x0, #KEXEC_KRELOC_TRANS_TTBR1]
	msr	ttbr1_el1, x10
	tlb_invalidate
	ldr	x6, [x0, #KEXEC_KRELOC_DST_ADDR]
	ldr	x5, [x0, #KEXEC_KRELOC_SRC_ADDR]
	mov	x25, x6
	turn_on_mmu x10, x11
.Lpage:
	copy_page x6, x5, x9, x10, x11, x12, x13, x14, x15, x16, x17
	subs	x7, x7, #PAGE_SIZE
	b.hi	.Lpage
	raw_dcache_line_size x8, x10
	dcache_by_line civac, x25, x6, x8, x10	/* after the copy, over all of it */
	dsb	sy
	turn_off_mmu x10, x11
	tlb_invalidate
.Lstart:
	icache_invalidate
	mov	x4, x20
	mov	x3, x24
	mov	x2, x23
	mov	x1, x22
	mov	x0, x21
	cbnz	x19, .Lto_el2
	br	x4
.Lto_el2:
	hvc	#0
	b	.
SYM_CODE_END(arm64_relocate_new_kernel)

	.balign	2048
SYM_CODE_START(arm64_kexec_el2_vectors)
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7
	invalid_vector	vector_\slot
	.endr
	.balign	128
	icache_invalidate
	br	x4
	.irp	slot, 9, 10, 11, 12, 13, 14, 15
	invalid_vector	vector_\slot
	.endr
SYM_CODE_END(arm64_kexec_el2_vectors)
	.popsection
