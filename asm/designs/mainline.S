/* SPDX-License-Identifier: MIT */
/*
 * Design 9, what mainline shipped: entered with the MMU on, x0 = struct kimage in the linear map, TTBR0 = identity map of this page.
 *
 * TTBR1 goes over to a copy of the linear map by way of an empty table, so that no walk ever sees half of each. The list
 * walk follows, with every page cleaned to PoC as it is written; then MMU off, and at EL1 below an EL2 the stub's vectors,
 * which the old kernel has copied to a safe page, are asked to restart at EL2: HVC with x0 = HVC_SOFT_RESTART, x1 = entry,
 * x2-x4 = its x0-x2.
 */
#include "include/mainline-offsets.h"
#include "list_walk.h"
#include "../include/linkage.h"

#define HVC_SOFT_RESTART	1

	/* Empty table first: the break of break-before-make for a whole table base. */
	.macro	switch_ttbr1 empty:req, table:req
	msr	ttbr1_el1, \empty
	isb
	tlbi	vmalle1
	dsb	nsh
	msr	ttbr1_el1, \table
	isb
	.endm

	.pushsection .kexec_relocate.text, "ax"
SYM_CODE_START(arm64_relocate_new_kernel)
	ldr	x20, [x0, #KIMAGE_START]
	ldr	x21, [x0, #KIMAGE_ARCH_DTB_MEM]
	ldr	x19, [x0, #KIMAGE_ARCH_EL2_VECTORS]
	ldr	x22, [x0, #KIMAGE_ARCH_ZERO_PAGE]
	ldr	x23, [x0, #KIMAGE_ARCH_TTBR1]
	ldr	WALK_OFFSET, [x0, #KIMAGE_ARCH_PHYS_OFFSET]
	neg	WALK_OFFSET, WALK_OFFSET	/* the kernel's says physical minus virtual */
	ldr	WALK_WORD, [x0, #KIMAGE_HEAD]
	raw_dcache_line_size WALK_LINE, x1
	switch_ttbr1 x22, x23
	copy_image_list after
	dsb	sy
	icache_invalidate
	turn_off_mmu x12, x13
	cbz	x19, .Lbranch
	mov	x0, #HVC_SOFT_RESTART
	mov	x1, x20
	mov	x2, x21
	mov	x3, xzr
	mov	x4, xzr
	hvc	#0
.Lbranch:
	mov	x0, x21
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x20
SYM_CODE_END(arm64_relocate_new_kernel)

/* The stub's vectors. The old kernel copies these 2 KiB to a page of their own and points VBAR_EL2 there. */
	.balign	2048
SYM_CODE_START(arm64_kexec_el2_vectors)
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7
	.balign	128
	b	.
	.endr
	.balign	128
	cmp	x0, #HVC_SOFT_RESTART
	b.ne	.
	mov	x5, x1
	mov	x0, x2
	mov	x1, x3
	mov	x2, x4
	mov	x3, xzr
	br	x5
	.irp	slot, 9, 10, 11, 12, 13, 14, 15
	.balign	128
	b	.
	.endr
SYM_CODE_END(arm64_kexec_el2_vectors)
	.popsection
