/* SPDX-License-Identifier: MIT */
/*
 * Designs 4 and 5, patches 3 and 4: EL2 vectors in the same page, 2 KiB-aligned and found through the linker's symbols. Nothing
 * takes them yet: with the MMU off the copy may run at EL2. Patch 4 adds tables to the argument block that are not used yet
 * either; DESIGN_OFFSETS says which layout of the block.
 */
#include DESIGN_OFFSETS
#include "argument.h"
#include "../include/el2.h"

	.pushsection .kexec_relocate.text, "ax"
SYM_CODE_START(arm64_relocate_new_kernel)
	relocate_by_argument_block
SYM_CODE_END(arm64_relocate_new_kernel)

	.balign	2048
SYM_CODE_START(arm64_kexec_el2_vectors)
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7
	invalid_vector	vector_\slot
	.endr
	.balign	128
	br	x4
	.irp	slot, 9, 10, 11, 12, 13, 14, 15
	invalid_vector	vector_\slot
	.endr
SYM_CODE_END(arm64_kexec_el2_vectors)
	.popsection
