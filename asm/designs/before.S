/* SPDX-License-Identifier: MIT */
/*
 * Design 1, before the series: the image list is walked with the MMU off.
 *
 * x0 = head of the list, x1 = entry of the image, x2 = its device tree: three registers, since that is all that the way down
 * from the kernel keeps. No section of its own: .org pads to the size of the control page, and a word behind it says how
 * many bytes to copy there.
 */
#include "list_walk.h"
#include "../include/linkage.h"

	.text
SYM_CODE_START(arm64_relocate_new_kernel)
	mov	x21, x2
	mov	x20, x1
	mov	WALK_WORD, x0
	raw_dcache_line_size WALK_LINE, x1
	mov	WALK_OFFSET, xzr
	copy_image_list before
	dsb	sy
	icache_invalidate
	mov	x0, x21
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x20
SYM_CODE_END(arm64_relocate_new_kernel)
	.balign	8
.Lcopy_end:
	.org	KEXEC_CONTROL_PAGE_SIZE

	.globl	arm64_relocate_new_kernel_size
arm64_relocate_new_kernel_size:
	.quad	.Lcopy_end - arm64_relocate_new_kernel
