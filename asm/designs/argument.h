/* SPDX-License-Identifier: MIT */
/* What patches 1 to 4 have in common: x0 points to an argument block with the list's head in it, and the MMU stays off. */
#include "list_walk.h"
#include "../include/linkage.h"

	.macro	relocate_by_argument_block
	mov	x19, x0
	ldr	WALK_WORD, [x19, #KEXEC_KRELOC_HEAD]
	raw_dcache_line_size WALK_LINE, x1
	mov	WALK_OFFSET, xzr
	copy_image_list before
	dsb	sy
	icache_invalidate
	ldr	x4, [x19, #KEXEC_KRELOC_ENTRY_ADDR]
	ldr	x3, [x19, #KEXEC_KRELOC_KERN_ARG3]
	ldr	x2, [x19, #KEXEC_KRELOC_KERN_ARG2]
	ldr	x1, [x19, #KEXEC_KRELOC_KERN_ARG1]
	ldr	x0, [x19, #KEXEC_KRELOC_KERN_ARG0]
	br	x4
	.endm
