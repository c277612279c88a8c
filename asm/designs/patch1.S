/* SPDX-License-Identifier: MIT */
/* Design 2, patch 1: one argument, the address of struct kern_reloc_arg, so that more can be passed; size as before. */
#include "include/patch1-offsets.h"
#include "argument.h"

	.text
SYM_CODE_START(arm64_relocate_new_kernel)
	relocate_by_argument_block
SYM_CODE_END(arm64_relocate_new_kernel)
	.balign	8
.Lcopy_end:
	.org	KEXEC_CONTROL_PAGE_SIZE

	.globl	arm64_relocate_new_kernel_size
arm64_relocate_new_kernel_size:
	.quad	.Lcopy_end - arm64_relocate_new_kernel
